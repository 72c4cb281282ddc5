//! A library that is loaded into targets: an allocator that counts, in front of the C library's.
//!
//! Every process has a slot in one shared file, so that nothing need be told at an end, however that comes. What is live
//! is counted in bytes as the allocator rounds them up, which is what it can tell of a block that is freed.
#![no_std]

#[path = "call.rs"]
mod call;
#[path = "execute.rs"]
mod execute;
#[path = "slots.rs"]
mod slots;

use core::ffi::{c_char, c_int, c_void};
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};

use call::{call, close, number, open, variable};
use slots::{BYTES, HEAD, MOST, Slot};

/// The variable that names the shared file.
const FILE: &[u8] = b"SCALECHECK_ALLOCATIONS";
/// Variables that a reset environment gets back.
const KEPT: [&[u8]; 2] = [b"LD_PRELOAD", FILE];

/// Says that another program is to take this one's place, where a library may or may not be loaded into it.
fn before_execution() {
    if let Some(slot) = last_slot().or_else(new_slot) {
        slot.replaced.store(1, Ordering::Relaxed);
    }
}

/// This program goes on.
fn execution_failed() {
    if let Some(slot) = last_slot() {
        slot.replaced.store(0, Ordering::Relaxed);
    }
}

unsafe extern "C" {
    static environ: *const *const c_char;
    fn __errno_location() -> *mut c_int;
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_free(block: *mut c_void);
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(block: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_memalign(alignment: usize, size: usize) -> *mut c_void;
    fn malloc_usable_size(block: *mut c_void) -> usize;
}

/// What is counted before the file is there, or without it.
static OWN: Slot = Slot::new();
/// Where this process counts.
static SLOT: AtomicPtr<Slot> = AtomicPtr::new((&raw const OWN).cast_mut());
/// The shared file in memory.
static SHARED: AtomicPtr<u8> = AtomicPtr::new(core::ptr::null_mut());
/// A page that the kernel empties in a forked process: 1 while this process has its slot.
static MINE: AtomicPtr<AtomicU32> = AtomicPtr::new(core::ptr::null_mut());

/// Takes a slot, before the program runs.
extern "C" fn begin() {
    const O_RDWR: usize = 2;
    const READ_WRITE: usize = 3;
    const SHARED_MAP: usize = 1;
    const PRIVATE_ANONYMOUS: usize = 0x22;
    const MADV_WIPEONFORK: usize = 18;
    // SAFETY: the C library keeps its environment so; the file is as long as all slots.
    unsafe {
        let Some(path) = variable(environ.cast(), FILE) else { return };
        let file = open(path, O_RDWR);
        if file < 0 {
            return;
        }
        let map = call(number::MMAP, [0, BYTES, READ_WRITE, SHARED_MAP, file as usize, 0]);
        close(file);
        let page = call(number::MMAP, [0, 4096, READ_WRITE, PRIVATE_ANONYMOUS, usize::MAX, 0]);
        if map < 0 || page < 0 {
            return;
        }
        call(number::MADVISE, [page as usize, 4096, MADV_WIPEONFORK, 0, 0, 0]);
        SHARED.store(core::ptr::with_exposed_provenance_mut(map as usize), Ordering::Relaxed);
        MINE.store(core::ptr::with_exposed_provenance_mut(page as usize), Ordering::Relaxed);
    }
    take_slot();
    let slot = slot();
    if !core::ptr::eq(slot, &raw const OWN) {
        name(slot);
        slot.count.fetch_add(OWN.count.load(Ordering::Relaxed), Ordering::Relaxed);
        slot.bytes.fetch_add(OWN.bytes.load(Ordering::Relaxed), Ordering::Relaxed);
        slot.live.fetch_add(OWN.live.load(Ordering::Relaxed), Ordering::Relaxed);
        slot.peak.fetch_max(OWN.peak.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

#[used]
#[unsafe(link_section = ".init_array")]
static BEGIN: extern "C" fn() = begin;

/// A slot of the shared file for this process; where all are taken, it counts for itself and that shows in the file.
fn take_slot() {
    if let Some(slot) = new_slot() {
        SLOT.store(core::ptr::from_ref(slot).cast_mut(), Ordering::Relaxed);
    }
    // SAFETY: the page lives as long as the process.
    unsafe { (*MINE.load(Ordering::Relaxed)).store(1, Ordering::Relaxed) };
}

/// The next free slot, for this process.
fn new_slot() -> Option<&'static Slot> {
    let slot = taken()?.fetch_add(1, Ordering::Relaxed);
    let slot = place(slot as usize)?;
    slot.process.store(process(), Ordering::Relaxed);
    Some(slot)
}

/// The last slot of this process; none in one that its parent waits for in its own memory (vfork).
fn last_slot() -> Option<&'static Slot> {
    let taken = taken()?.load(Ordering::Relaxed) as usize;
    let slots = (0..taken.min(MOST)).rev().filter_map(place);
    slots.into_iter().find(|slot| slot.process.load(Ordering::Relaxed) == process())
}

/// How many slots are taken, or were asked for.
fn taken() -> Option<&'static AtomicU64> {
    let shared = SHARED.load(Ordering::Relaxed);
    #[expect(clippy::cast_ptr_alignment, reason = "the map is aligned to a page")]
    // SAFETY: the map begins with this number and lives as long as the process.
    (!shared.is_null()).then(|| unsafe { &*shared.cast::<AtomicU64>() })
}

/// The slot at a place.
fn place(place: usize) -> Option<&'static Slot> {
    let shared = SHARED.load(Ordering::Relaxed);
    #[expect(clippy::cast_ptr_alignment, reason = "the map is aligned to a page and the head to a slot")]
    // SAFETY: the map is as long as the head and all slots, which are only used as atomic numbers.
    (!shared.is_null() && place < MOST).then(|| unsafe { &*shared.add(HEAD).cast::<Slot>().add(place) })
}

fn process() -> u64 {
    // SAFETY: takes nothing.
    unsafe { call(number::GETPID, [0; 6]) as u64 }
}

/// Writes the program's name into its slot.
fn name(slot: &Slot) {
    let mut bytes = [0u8; 16];
    let file = open(c"/proc/self/comm", 0);
    if file >= 0 {
        // SAFETY: the array has room for as many bytes as are asked for.
        unsafe { call(number::READ, [file as usize, bytes.as_mut_ptr() as usize, bytes.len(), 0, 0, 0]) };
        close(file);
    }
    let (words, _) = bytes.as_chunks::<8>();
    for (place, word) in slot.name.iter().zip(words) {
        place.store(u64::from_ne_bytes(*word), Ordering::Relaxed);
    }
}

fn slot() -> &'static Slot {
    let mine = MINE.load(Ordering::Relaxed);
    // SAFETY: the page lives as long as the process.
    if !mine.is_null() && unsafe { (*mine).load(Ordering::Relaxed) } == 0 {
        take_slot();
    }
    // SAFETY: it is `OWN` or lies in the map, which lives as long as the process.
    unsafe { &*SLOT.load(Ordering::Relaxed) }
}

fn allocated(block: *mut c_void, size: usize) -> *mut c_void {
    if !block.is_null() {
        let slot = slot();
        slot.count.fetch_add(1, Ordering::Relaxed);
        slot.bytes.fetch_add(size as u64, Ordering::Relaxed);
        grow(slot, block);
    }
    block
}

fn grow(slot: &Slot, block: *mut c_void) {
    // SAFETY: the C library's allocator has given this block.
    let room = unsafe { malloc_usable_size(block) } as i64;
    let live = slot.live.fetch_add(room, Ordering::Relaxed) + room;
    slot.peak.fetch_max(live, Ordering::Relaxed);
}

fn freed(block: *mut c_void) {
    if !block.is_null() {
        // SAFETY: the caller's block comes from the C library's allocator.
        let room = unsafe { malloc_usable_size(block) } as i64;
        slot().live.fetch_sub(room, Ordering::Relaxed);
    }
}

/// In place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: takes any size.
    allocated(unsafe { __libc_malloc(size) }, size)
}

/// In place of the C library's.
///
/// # Safety
/// As `free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(block: *mut c_void) {
    freed(block);
    // SAFETY: the caller's promise.
    unsafe { __libc_free(block) };
}

/// In place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: takes any sizes.
    allocated(unsafe { __libc_calloc(count, size) }, count.wrapping_mul(size))
}

/// In place of the C library's: it counts as an allocation.
///
/// # Safety
/// As `realloc`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    freed(block);
    // SAFETY: the caller's promise.
    let moved = unsafe { __libc_realloc(block, size) };
    if moved.is_null() && !block.is_null() && size > 0 {
        // It failed, and the old block is as it was.
        grow(slot(), block);
    }
    allocated(moved, size)
}

/// In place of the C library's.
///
/// # Safety
/// As `reallocarray`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn reallocarray(block: *mut c_void, count: usize, size: usize) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: the caller's promise.
        Some(all) => unsafe { realloc(block, all) },
        None => fail(12, core::ptr::null_mut()),
    }
}

fn fail(error: c_int, block: *mut c_void) -> *mut c_void {
    // SAFETY: the C library's own place for it.
    unsafe { *__errno_location() = error };
    block
}

/// In place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn memalign(alignment: usize, size: usize) -> *mut c_void {
    // SAFETY: takes any sizes.
    allocated(unsafe { __libc_memalign(alignment, size) }, size)
}

/// In place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void {
    if alignment.is_power_of_two() { memalign(alignment, size) } else { fail(22, core::ptr::null_mut()) }
}

/// In place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn valloc(size: usize) -> *mut c_void {
    memalign(4096, size)
}

/// In place of the C library's.
#[unsafe(no_mangle)]
pub extern "C" fn pvalloc(size: usize) -> *mut c_void {
    memalign(4096, size.wrapping_add(4095) & !4095)
}

/// In place of the C library's.
///
/// # Safety
/// As `posix_memalign`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn posix_memalign(place: *mut *mut c_void, alignment: usize, size: usize) -> c_int {
    if !alignment.is_power_of_two() || !alignment.is_multiple_of(size_of::<usize>()) {
        return 22;
    }
    let block = memalign(alignment, size);
    if block.is_null() {
        return 12;
    }
    // SAFETY: the caller's promise.
    unsafe { *place = block };
    0
}
