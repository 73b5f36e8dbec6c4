//! A rate limit lets calls through, as many as it may at once.

use ecs_image_pipeline::RateLimit;

#[test]
fn as_many_calls_as_there_may_be_start_at_once() {
    let mut limit = RateLimit::new(3);
    assert_eq!([0, 400, 1000].map(|now| limit.admit(now)), [0, 0, 0]);
    // A minute after the first, or a second later, since whole seconds are counted.
    assert!((58_000..=59_000).contains(&limit.admit(2000)));
    assert_eq!([61_000, 61_000].map(|now| limit.admit(now)), [0, 0]);
    assert_ne!(limit.admit(61_000), 0);
}

#[test]
fn the_state_is_short_whatever_the_calls() {
    let mut limit = RateLimit::new(1000);
    for _ in 0..1000 {
        assert_eq!(limit.admit(1_767_323_045_678), 0);
    }
    assert!(limit.state().len() < 40, "{}", limit.state());
}
