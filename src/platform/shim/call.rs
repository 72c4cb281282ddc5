//! System calls of the libraries that are loaded into targets.

use core::arch::asm;

#[cfg(target_arch = "x86_64")]
#[allow(dead_code, reason = "each library uses some")]
pub mod number {
    pub const READ: usize = 0;
    pub const WRITE: usize = 1;
    pub const CLOSE: usize = 3;
    pub const MMAP: usize = 9;
    pub const GETPID: usize = 39;
    pub const CLONE: usize = 56;
    pub const EXECVE: usize = 59;
    pub const WAIT4: usize = 61;
    pub const GETRUSAGE: usize = 98;
    pub const CLOCK_GETTIME: usize = 228;
    pub const EXIT_GROUP: usize = 231;
    pub const OPENAT: usize = 257;
    pub const MADVISE: usize = 28;
}

#[cfg(target_arch = "aarch64")]
#[allow(dead_code, reason = "each library uses some")]
pub mod number {
    pub const OPENAT: usize = 56;
    pub const CLOSE: usize = 57;
    pub const READ: usize = 63;
    pub const WRITE: usize = 64;
    pub const EXIT_GROUP: usize = 94;
    pub const CLOCK_GETTIME: usize = 113;
    pub const GETRUSAGE: usize = 165;
    pub const GETPID: usize = 172;
    pub const CLONE: usize = 220;
    pub const EXECVE: usize = 221;
    pub const MMAP: usize = 222;
    pub const MADVISE: usize = 233;
    pub const WAIT4: usize = 260;
}

/// A system call; a negative result is an error number.
///
/// # Safety
/// The arguments must be what the call of this number takes.
#[cfg(target_arch = "x86_64")]
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the caller's promise; the kernel changes rcx, r11 and memory only.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") a[0], in("rsi") a[1], in("rdx") a[2], in("r10") a[3], in("r8") a[4], in("r9") a[5],
            lateout("rcx") _, lateout("r11") _,
            options(nostack),
        );
    }
    result
}

/// A system call; a negative result is an error number.
///
/// # Safety
/// The arguments must be what the call of this number takes.
#[cfg(target_arch = "aarch64")]
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the caller's promise; the kernel changes x0 and memory only.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a[0] as isize => result,
            in("x1") a[1], in("x2") a[2], in("x3") a[3], in("x4") a[4], in("x5") a[5],
            options(nostack),
        );
    }
    result
}

const AT_FDCWD: usize = -100isize as usize;
const O_CLOEXEC: usize = 0o2_000_000;

/// Opens a file; a negative result is an error number.
pub fn open(path: &core::ffi::CStr, flags: usize) -> isize {
    // SAFETY: the path ends with a zero byte.
    unsafe { call(number::OPENAT, [AT_FDCWD, path.as_ptr() as usize, flags | O_CLOEXEC, 0, 0, 0]) }
}

/// Closes a descriptor.
pub fn close(fd: isize) {
    // SAFETY: closing takes a number only.
    unsafe { call(number::CLOSE, [fd as usize, 0, 0, 0, 0, 0]) };
}

/// The value of a variable in an environment.
///
/// # Safety
/// `environment` is null, or points at strings and a null pointer.
pub unsafe fn variable<'a>(environment: *const *const u8, name: &[u8]) -> Option<&'a core::ffi::CStr> {
    if environment.is_null() {
        return None;
    }
    let mut at = environment;
    // SAFETY: the caller's promise.
    unsafe {
        while !(*at).is_null() {
            let entry = core::ffi::CStr::from_ptr((*at).cast());
            let bytes = entry.to_bytes();
            if bytes.starts_with(name) && bytes.get(name.len()) == Some(&b'=') {
                return Some(core::ffi::CStr::from_ptr((*at).add(name.len() + 1).cast()));
            }
            at = at.add(1);
        }
    }
    None
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {
        // SAFETY: ending takes a number only.
        unsafe { call(number::EXIT_GROUP, [101, 0, 0, 0, 0, 0]) };
    }
}

/// The core library was compiled to unwind and names this; nothing here unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
