//! A rate limit lets calls through at once, up to its maximum, and gives the others a place in turn.

use ecs_image_pipeline::RateLimit;

#[test]
fn calls_up_to_the_maximum_start_at_once() {
    let mut limit = RateLimit::new(3);
    assert_eq!([0, 400, 1000].map(|now| limit.admit(now, 0)), [Some(0); 3]);
    // A minute after the first, or a second later, since whole seconds are counted.
    let wait = limit.admit(2000, 100_000).unwrap_or_default();
    assert!((58_000..=59_000).contains(&wait), "{wait}");
}

#[test]
fn each_call_that_waits_has_a_place_of_its_own() {
    let mut limit = RateLimit::new(2);
    let waits = [(); 7].map(|()| limit.admit(0, 1_000_000).unwrap_or_default());
    assert_eq!(waits, [0, 0, 61_000, 61_000, 122_000, 122_000, 183_000]);
}

#[test]
fn a_call_without_the_time_to_wait_is_refused_at_once_and_takes_no_place() {
    let mut limit = RateLimit::new(1);
    assert_eq!(limit.admit(0, 1), Some(0));
    assert_eq!([0, 1_000, 61_000].map(|time_left| limit.admit(0, time_left)), [None; 3]);
    assert_eq!(limit.admit(0, 61_001), Some(61_000));
    assert_eq!(limit.admit(0, 122_000), None);
    assert_eq!(limit.admit(1, 122_000), Some(121_999));
}
