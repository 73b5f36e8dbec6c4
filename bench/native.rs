//! The core as native code: what a call from JavaScript can hardly be faster than.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::{Criterion, criterion_group, criterion_main};
use ecs_image_pipeline_bench::Input;

fn sign(criterion: &mut Criterion) {
    for tags in [0, 5, 20] {
        let input = Input::new(tags);
        criterion.bench_function(&format!("sign-{tags}"), |bencher| {
            // As in `measure.mjs`: the clock on the wall would count other programs, too.
            bencher.iter_custom(|times| {
                let start = ThreadTime::now();
                for _ in 0..times {
                    black_box(black_box(&input).sign());
                }
                start.elapsed()
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(2));
    targets = sign
}
criterion_main!(benches);
