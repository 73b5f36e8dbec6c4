//! How many calls a minute: each place in the last 60 seconds is taken once.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text;

/// Calls are counted second by second. One at the end of a second and one at the start of the 60th after it are less than
/// 60 seconds apart, so a place is free again in the 61st.
const SECONDS: i64 = 61;

/// The calls of the last minute to one region, against the most that there may be in any 60 seconds.
///
/// The documentation of the operation names 1,000 a minute; the account's other programs share them.
///
/// ```
/// use ecs_image_pipeline::RateLimit;
/// let mut limit = RateLimit::new(2);
/// let now = 1_767_323_045_000;
/// assert_eq!((limit.admit(now), limit.admit(now)), (0, 0));
/// let wait = limit.admit(now);
/// assert_eq!(wait, 61_000);
/// assert_eq!(limit.admit(now + i64::from(wait)), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    most: u32,
    /// Seconds since 1970, and how many calls there were in each.
    taken: Vec<(i64, u32)>,
}

impl RateLimit {
    /// At most so many calls in any 60 seconds. 0 counts as 1.
    #[must_use]
    pub const fn new(most: u32) -> Self {
        Self { most: if most == 0 { 1 } else { most }, taken: Vec::new() }
    }

    /// Takes a place at a time, in milliseconds since 1970: 0. Or none is free, and nothing is taken: the milliseconds after
    /// which to ask again.
    pub fn admit(&mut self, now: i64) -> u32 {
        let second = now.div_euclid(1000);
        // What lies ahead was counted before the clock was set back.
        self.taken.retain(|(taken, _)| (0..SECONDS).contains(&second.saturating_sub(*taken)));
        let count = self.taken.iter().fold(0_u32, |sum, (_, count)| sum.saturating_add(*count));
        match self.taken.first() {
            Some((oldest, _)) if count >= self.most => {
                let free = oldest.saturating_add(SECONDS).saturating_mul(1000);
                u32::try_from(free.saturating_sub(now)).unwrap_or_default().max(1)
            }
            _ => {
                match self.taken.last_mut() {
                    Some((last, count)) if *last == second => *count += 1,
                    _ => self.taken.push((second, 1)),
                }
                0
            }
        }
    }

    /// The places that are taken, as a text, for [`with_state`](Self::with_state).
    #[must_use]
    pub fn state(&self) -> String {
        let mut state = String::new();
        for (second, count) in &self.taken {
            text::push_integers(&mut state, &[*second, i64::from(*count)]);
        }
        state
    }

    /// As [`new`](Self::new), with the places that were taken. An empty text has none.
    ///
    /// ```
    /// use ecs_image_pipeline::RateLimit;
    /// let mut limit = RateLimit::new(1);
    /// limit.admit(1_767_323_045_000);
    /// assert_eq!(RateLimit::with_state(1, &limit.state()), limit);
    /// ```
    #[must_use]
    pub fn with_state(most: u32, state: &str) -> Self {
        let mut limit = Self::new(most);
        let mut numbers = text::integers(state);
        while let (Some(second), Some(count)) = (numbers.next(), numbers.next()) {
            limit.taken.push((second, u32::try_from(count).unwrap_or_default()));
        }
        limit
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_up() {
        let mut limit = RateLimit::new(1);
        assert_eq!(limit.admit(7_200_000), 0);
        assert_eq!(limit.admit(0), 0);
        assert_eq!(limit.admit(1), 60_999);
    }

    #[test]
    fn no_time_is_too_far() {
        for now in [i64::MIN, -1, i64::MAX] {
            let mut limit = RateLimit::new(1);
            assert_eq!(limit.admit(now), 0);
            limit.admit(0);
            limit.admit(now);
        }
    }

    proptest! {
        #[test]
        fn no_minute_has_more_than_the_most_and_whoever_waits_is_admitted(
            most in 1_u32..6,
            pauses in proptest::collection::vec(prop_oneof![0_i64..3, 0_i64..40_000], 1..60),
        ) {
            let mut limit = RateLimit::new(most);
            let (mut now, mut admitted) = (1_767_323_045_678_i64, Vec::new());
            for pause in pauses {
                now += pause;
                // As JavaScript has it, the state goes out and comes back.
                limit = RateLimit::with_state(most, &limit.state());
                let mut asked = 0;
                loop {
                    let wait = limit.admit(now);
                    if wait == 0 {
                        break;
                    }
                    now += i64::from(wait);
                    asked += 1;
                    prop_assert!(asked < 3 && wait <= 61_000);
                }
                admitted.push(now);
            }
            for (index, first) in admitted.iter().enumerate() {
                let within = admitted.iter().skip(index).take_while(|time| **time < first + 60_000).count();
                prop_assert!(within <= most as usize, "{within} of {most}");
            }
        }
    }
}
