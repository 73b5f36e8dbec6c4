//! The memory of one call. Nothing outlives a call, so what is allocated lies side by side and is given back at once.

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use core::ptr;

const PAGE: usize = 65_536;

unsafe extern "C" {
    /// Where the linker's data ends.
    static __heap_base: u8;
    /// The stack grows down, from here
    static __stack_high: u8;
    /// to here.
    static __stack_low: u8;
}

struct Arena {
    /// The files of texts.
    files: Cell<[&'static str; 5]>,
    /// Where a call's memory begins, behind the texts.
    base: Cell<usize>,
    next: Cell<usize>,
    highest: Cell<usize>,
    result: Cell<usize>,
}

// SAFETY: a module on wasm32 without shared memory runs on one thread.
unsafe impl Sync for Arena {}

#[global_allocator]
static ARENA: Arena = Arena {
    files: Cell::new([""; 5]),
    base: Cell::new(0),
    next: Cell::new(0),
    highest: Cell::new(0),
    result: Cell::new(0),
};

fn base() -> usize {
    ARENA.base.get()
}

impl Arena {
    fn reserve(&self, end: usize) -> bool {
        let have = memory_size(0) * PAGE;
        if end > have && memory_grow(0, (end - have).div_ceil(PAGE)) == usize::MAX {
            return false;
        }
        self.next.set(end);
        self.highest.set(self.highest.get().max(end));
        true
    }
}

// SAFETY: blocks lie behind each other, aligned, within the memory, and none is handed out twice before `begin`, when
// nothing of the last call is used any more.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.next.get().next_multiple_of(layout.align());
        match start.checked_add(layout.size()) {
            Some(end) if self.reserve(end) => start as *mut u8,
            _ => ptr::null_mut(),
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as `alloc`. A call begins with wiped memory, and nothing is given back before it ends.
        unsafe { self.alloc(layout) }
    }

    #[inline(always)]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // What a block gives up is not handed out again: it is not wiped before the call ends.
        if size <= layout.size() {
            return start;
        }
        if start as usize + layout.size() == self.next.get() {
            return match (start as usize).checked_add(size) {
                Some(end) if self.reserve(end) => start,
                _ => ptr::null_mut(),
            };
        }
        // SAFETY: the caller vouches for `start` and `layout`; the new block is larger, and lies behind all others.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                ptr::copy_nonoverlapping(start, moved, layout.size());
            }
            moved
        }
    }
}

/// Starts a call: room for its arguments. Before the first call, room for the texts.
#[unsafe(no_mangle)]
extern "C" fn begin(length: usize) -> usize {
    if base() == 0 {
        ARENA.base.set((&raw const __heap_base) as usize);
    }
    match base().checked_add(length) {
        Some(end) if ARENA.reserve(end) => base(),
        _ => core::arch::wasm32::unreachable(),
    }
}

/// The arguments of the call, which JavaScript has written.
pub(super) fn input(length: usize) -> &'static [u8] {
    // SAFETY: `begin` has reserved it, and it stays as it is until `end`, when nothing of the call is used any more.
    unsafe { core::slice::from_raw_parts(base() as *const u8, length) }
}

/// Keeps what JavaScript has written, behind which the memory of the calls begins.
#[unsafe(no_mangle)]
extern "C" fn texts(length: usize) {
    let mut files = core::str::from_utf8(input(length)).unwrap_or_default().split('\u{c}');
    ARENA.files.set(core::array::from_fn(|_| files.next().unwrap_or_default()));
    ARENA.base.set(base() + length);
    end();
}

/// One of the texts.
pub(crate) fn file(number: usize) -> &'static str {
    ARENA.files.get().get(number).copied().unwrap_or_default()
}

/// Keeps the result for JavaScript, and tells its length.
pub(super) fn keep(result: Vec<u8>) -> usize {
    let result = result.leak();
    ARENA.result.set(result.as_ptr() as usize);
    result.len()
}

/// Where the result is.
#[unsafe(no_mangle)]
extern "C" fn result() -> usize {
    ARENA.result.get()
}

/// Ends a call: wipes all that it wrote, on the heap and on the stack, where the hash keeps its keys.
#[unsafe(no_mangle)]
extern "C" fn end() {
    let (low, high) = (&raw const __stack_low as usize, &raw const __stack_high as usize);
    // SAFETY: the heap's part has been reserved, nothing of the call is used any more, and this function has nothing on the
    // stack: what it needs are a few numbers.
    unsafe {
        ptr::write_bytes(base() as *mut u8, 0, ARENA.highest.get().saturating_sub(base()));
        ptr::write_bytes(low as *mut u8, 0, high - low);
    }
    ARENA.highest.set(base());
}
