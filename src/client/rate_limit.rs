//! The number of requests a minute: each place in the last 60 seconds is taken once.

/// Calls are counted second by second. One at the end of a second and one at the start of the 60th after it are less than
/// 60 seconds apart, so a place is free again in the 61st.
const SECONDS: i64 = 61;

/// The calls to one region in the last minute, and those that wait for a place, against a maximum for any 60 seconds.
///
/// The documentation of the operation names 1,000 a minute; the account's other programs share them.
///
/// ```
/// use ecs_image_pipeline::RateLimit;
/// let mut limit = RateLimit::new(2);
/// let now = 1_767_323_045_000;
/// assert_eq!((limit.admit(now, 0), limit.admit(now, 0)), (Some(0), Some(0)));
/// // The next place is free after 61 seconds. A call with less time takes none.
/// assert_eq!(limit.admit(now, 60_000), None);
/// assert_eq!(limit.admit(now, 120_000), Some(61_000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    most: u32,
    /// Seconds since 1970, in order, each with its number of calls. Seconds that lie ahead are reserved.
    taken: Vec<(i64, u32)>,
    /// The second of the last call of [`admit`](Self::admit).
    last: i64,
}

impl RateLimit {
    /// Allows `most` calls in any 60 seconds. 0 counts as 1.
    #[must_use]
    pub const fn new(most: u32) -> Self {
        Self { most: if most == 0 { 1 } else { most }, taken: Vec::new(), last: i64::MIN }
    }

    /// Takes a place, in the order of the calls, and returns after how many milliseconds it begins: 0 if one is free now.
    ///
    /// `now` is in milliseconds since 1970. Returns `None`, and takes no place, if the next one is not free in less than
    /// `time_left` milliseconds.
    pub fn admit(&mut self, now: i64, time_left: u32) -> Option<u32> {
        let second = now.div_euclid(1000);
        self.set_clock(second);
        self.taken.retain(|(taken, _)| second.saturating_sub(*taken) < SECONDS);
        let newest = self.taken.last().map_or(second, |(newest, _)| second.max(*newest));
        let mut newer = 0_u32;
        let full = self.taken.iter().rev().find(|(_, count)| {
            newer = newer.saturating_add(*count);
            newer >= self.most
        });
        let place = full.map_or(newest, |(full, _)| newest.max(full.saturating_add(SECONDS)));
        let wait = if place == second { 0 } else { place.saturating_mul(1000).saturating_sub(now) };
        let wait = u32::try_from(wait).unwrap_or(u32::MAX);
        if wait > 0 && wait >= time_left {
            return None;
        }
        match self.taken.last_mut() {
            Some((last, count)) if *last == place => *count = count.saturating_add(1),
            _ => self.taken.push((place, 1)),
        }
        Some(wait)
    }

    /// Releases a reserved place that begins at `place`: the `now` of [`admit`](Self::admit) and the wait that it returned.
    /// Does nothing if no place begins then.
    ///
    /// ```
    /// use ecs_image_pipeline::RateLimit;
    /// let mut limit = RateLimit::new(1);
    /// assert_eq!(limit.admit(0, 0), Some(0));
    /// assert_eq!(limit.admit(0, 100_000), Some(61_000));
    /// limit.release(61_000);
    /// assert_eq!(limit.admit(5, 100_000), Some(60_995));
    /// ```
    pub fn release(&mut self, place: i64) {
        let second = place.div_euclid(1000);
        if let Some((_, count)) = self.taken.iter_mut().find(|(taken, _)| *taken == second) {
            *count = count.saturating_sub(1);
        }
        self.taken.retain(|(_, count)| *count > 0);
    }

    /// Moves the places with a clock that is set back, so that no wait changes.
    fn set_clock(&mut self, second: i64) {
        let back = self.last.saturating_sub(second);
        if back > 0 {
            for (taken, _) in &mut self.taken {
                *taken = taken.saturating_sub(back);
            }
        }
        self.last = second;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_clock_that_is_set_back_changes_no_wait() {
        let mut limit = RateLimit::new(1);
        assert_eq!(limit.admit(7_200_000, 0), Some(0));
        assert_eq!(limit.admit(0, 100_000), Some(61_000));
        assert_eq!(limit.admit(1, 200_000), Some(121_999));
    }

    #[test]
    fn no_time_is_too_far() {
        for now in [i64::MIN, -1, i64::MAX] {
            let mut limit = RateLimit::new(1);
            assert_eq!(limit.admit(now, 1), Some(0));
            for again in [0, now, i64::MAX, i64::MIN] {
                limit.admit(again, u32::MAX);
                limit.release(again);
            }
        }
    }

    proptest! {
        #[test]
        fn no_minute_has_more_than_the_maximum_and_each_place_is_in_turn(
            most in 1_u32..6,
            calls in proptest::collection::vec(
                (prop_oneof![0_i64..3, 0_i64..40_000], 1_u32..300_000, any::<bool>()), 1..60),
        ) {
            let mut limit = RateLimit::new(most);
            let (mut now, mut places) = (1_767_323_045_678_i64, Vec::new());
            for (pause, time_left, is_released) in calls {
                now += pause;
                let before = limit.clone();
                match limit.admit(now, time_left) {
                    None => {
                        prop_assert_eq!(&limit.taken.last(), &before.taken.last());
                        let next = limit.admit(now, u32::MAX).unwrap_or_default();
                        prop_assert!(next >= time_left);
                        limit.release(now + i64::from(next));
                    }
                    Some(wait) if is_released && wait > 0 => limit.release(now + i64::from(wait)),
                    Some(wait) => {
                        prop_assert!(wait == 0 || wait < time_left);
                        places.push(now + i64::from(wait));
                    }
                }
            }
            prop_assert!(places.is_sorted());
            for (index, first) in places.iter().enumerate() {
                let within = places.iter().skip(index).take_while(|time| **time < first + 60_000).count();
                prop_assert!(within <= most as usize, "{within} of {most}");
            }
        }
    }
}
