//! Secrets leave nothing behind in the module's memory.

use std::alloc::System;
use std::hint::black_box;

use zeroizing_alloc::ZeroAlloc;

/// Wipes every block that is freed.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// More than any call was seen to use of the stack.
const STACK: usize = 8 * 1024;

/// Runs a function that handles secrets, and wipes the stack below.
pub(super) fn scrubbed<T>(work: impl FnOnce() -> T) -> T {
    let result = not_inlined(work);
    scrub();
    result
}

#[inline(never)]
fn not_inlined<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn scrub() {
    black_box([0_u8; STACK]);
}
