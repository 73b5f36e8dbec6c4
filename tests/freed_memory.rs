//! The heap gets nothing back that holds the secret.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod request;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use ecs_image_pipeline::{Credentials, Method, SignOptions, SignatureMethod, Timestamp, inspect};
use request::{StartImagePipelineExecution, sign};

const SECRET: &str = "kQ7zXw3vJ9pLm2RtWd5vU8xB2nM4kHy6";
/// So much of the secret is one.
const PART: usize = 8;

/// Looks into each block that is given back. A block that grows is given back, too: `realloc` is the trait's own.
struct Watched;

static LEAKS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises. Zeroed, so that all of a block may be read.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        // SAFETY: the block is still the caller's, and was written whole by `alloc`.
        let block = unsafe { core::slice::from_raw_parts(start, layout.size()) };
        if SECRET.as_bytes().windows(PART).any(|part| block.windows(PART).any(|other| other == part)) {
            LEAKS.fetch_add(1, Ordering::Relaxed);
        }
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watched = Watched;

fn leaks_of(run: impl FnOnce()) -> usize {
    let before = LEAKS.load(Ordering::Relaxed);
    run();
    LEAKS.load(Ordering::Relaxed) - before
}

// One test, since what it counts is the program's.
#[test]
fn no_block_is_given_back_with_the_secret() {
    assert_eq!(leaks_of(|| drop(SECRET.to_owned())), 1, "a secret that is given back is seen");

    let request =
        StartImagePipelineExecution { region_id: "cn-hangzhou", image_pipeline_id: "ip-1", ..Default::default() };
    let time = Timestamp::from_unix_seconds(0).unwrap();
    // A longer key than a block of the hash is hashed first.
    for secret in [SECRET.to_owned(), SECRET.repeat(5)] {
        let leaks = leaks_of(|| {
            let credentials =
                Credentials { access_key_id: "id", access_key_secret: &secret, security_token: Some("token") };
            for signature_method in [SignatureMethod::HmacSha1, SignatureMethod::Acs3HmacSha256] {
                for method in [Method::Get, Method::Post] {
                    let options = SignOptions { signature_method, method: Some(method), ..Default::default() };
                    drop(sign(&request, &credentials, &options, time, "nonce").unwrap());
                }
            }
            for text in ["GET&%2F&A%3D1", "https://ecs.aliyuncs.com/?A=1&Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"] {
                drop(inspect(text, Some(&secret)));
            }
            let wrong = Credentials { access_key_id: "", ..credentials };
            drop(sign(&request, &wrong, &SignOptions::default(), time, "nonce").unwrap_err());
            drop(sign(&request, &credentials, &SignOptions::default(), time, "").unwrap_err());
        });
        assert_eq!(leaks, 0);
        // This test's own copy is its own matter.
        core::mem::forget(secret);
    }
}
