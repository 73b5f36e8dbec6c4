//! The request that every measurement signs, for native code and for wasm; `input.mjs` has the same.

use std::hint::black_box;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Credentials, SignOptions, SignedRequest, Timestamp, Value, sign};

/// A request's texts.
pub struct Input {
    tags: Vec<(String, String)>,
    time: Timestamp,
}

impl Input {
    /// A request with so many tags.
    pub fn new(tags: u32) -> Self {
        let tags = (1..=tags).map(|n| (format!("stage-{n}"), format!("build {n} of 镜像"))).collect();
        Self { tags, time: Timestamp::parse("2026-01-02T03:04:05Z").expect("a time") }
    }

    /// Validates and signs it.
    pub fn sign(&self) -> SignedRequest {
        let request = Value::from([
            ("regionId", "cn-hangzhou".into()),
            ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
            ("clientToken", "123e4567-e89b-12d3-a456-426655440000".into()),
            ("tag", self.tags.iter().map(|(key, value)| tag(key, value)).collect::<Vec<_>>().into()),
        ]);
        let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request).expect("the request is right");
        let credentials = Credentials {
            access_key_id: "example-access-key-id-24",
            access_key_secret: "example-access-key-secret-30ch",
            security_token: None,
        };
        let nonce = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
        sign(&arguments, &credentials, &SignOptions::default(), self.time, nonce).expect("the request is right")
    }
}

fn tag<'a>(key: &'a str, value: &'a str) -> Value<'a> {
    Value::from([("key", key.into()), ("value", value.into())])
}

/// Signs again and again, without a word to JavaScript in between.
#[unsafe(no_mangle)]
pub extern "C" fn sign_repeatedly(tags: u32, times: u32) {
    let input = Input::new(tags);
    for _ in 0..times {
        black_box(black_box(&input).sign());
    }
}

/// A byte of the signature, to show that it is the right one.
#[unsafe(no_mangle)]
pub extern "C" fn signature_byte(tags: u32, index: usize) -> u32 {
    Input::new(tags).sign().signature.as_bytes()[index].into()
}
