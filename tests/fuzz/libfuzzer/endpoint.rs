#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ecs_image_pipeline_fuzz::endpoint(data));
