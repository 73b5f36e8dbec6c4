//! Wipes secrets from the module's memory.

use std::alloc::System;
use std::hint::black_box;

use zeroizing_alloc::ZeroAlloc;

/// The allocator, which wipes every freed block.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// Bytes of stack to wipe, more than any call was seen to use.
const STACK: usize = 8 * 1024;

/// Runs a function that handles secrets, then wipes the stack below it.
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
