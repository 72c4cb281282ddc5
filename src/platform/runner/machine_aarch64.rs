//! System calls on aarch64.

use core::arch::{asm, global_asm};

pub mod number {
    pub const PTRACE: usize = 117;
    pub const SIGNALFD4: usize = 74;
    pub const DUP3: usize = 24;
    pub const FCNTL: usize = 25;
    pub const MKDIRAT: usize = 34;
    pub const UNLINKAT: usize = 35;
    pub const CHDIR: usize = 49;
    pub const OPENAT: usize = 56;
    pub const CLOSE: usize = 57;
    pub const PIPE2: usize = 59;
    pub const GETDENTS64: usize = 61;
    pub const READ: usize = 63;
    pub const WRITE: usize = 64;
    pub const PREAD64: usize = 67;
    pub const PPOLL: usize = 73;
    pub const EXIT_GROUP: usize = 94;
    pub const NANOSLEEP: usize = 101;
    pub const CLOCK_GETTIME: usize = 113;
    pub const KILL: usize = 129;
    pub const RT_SIGACTION: usize = 134;
    pub const RT_SIGPROCMASK: usize = 135;
    pub const SETSID: usize = 157;
    pub const PRCTL: usize = 167;
    pub const GETPID: usize = 172;
    pub const GETPPID: usize = 173;
    pub const SENDTO: usize = 206;
    pub const CLONE: usize = 220;
    pub const EXECVE: usize = 221;
    pub const WAIT4: usize = 260;
    pub const PRLIMIT64: usize = 261;
    pub const PIDFD_OPEN: usize = 434;
    pub const CLOSE_RANGE: usize = 436;
}

/// Calls that open descriptors.
pub mod opens {
    pub const CONNECT: u64 = 203;
    pub const SOCKET: u64 = 198;
    /// Their result is the one that is opened.
    // In this order: openat, openat2, socket, accept, accept4, dup, epoll_create1, eventfd2, timerfd_create, signalfd4,
    // inotify_init1, memfd_create, pidfd_open.
    pub const ONE: [u64; 13] = [56, 437, SOCKET, 202, 242, 23, 20, 19, 85, 74, 26, 279, 434];
    /// Their first argument points at the two that are opened: pipe2.
    pub const PIPES: [u64; 1] = [59];
    pub const FCNTL: u64 = 25;
    /// They may open any number of them, at places that the call doesn't tell: fcntl, socketpair, recvmsg, recvmmsg, dup3,
    /// `io_uring_setup`.
    pub const SOME: [u64; 6] = [FCNTL, 199, 212, 243, 24, 425];
}

global_asm!(
    ".globl _start",
    "_start:",
    "mov x29, xzr",
    "mov x30, xzr",
    "mov x0, sp",
    "bl {start}",
    "brk #1",
    start = sym crate::start,
);

/// A system call; a negative result is an error number.
///
/// # Safety
/// The arguments must be what the call of this number takes.
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the caller's promise; the kernel changes x0 and memory only.
    unsafe {
        asm!(
            "svc #0",
            in("x8") number,
            inlateout("x0") a[0] => result,
            in("x1") a[1], in("x2") a[2], in("x3") a[3], in("x4") a[4], in("x5") a[5],
            options(nostack),
        );
    }
    result
}

/// Starts a process that shares this one's memory and holds it up until it executes a program or exits. The new one
/// runs `child(argument)` on its own stack. Gives its process id, or a negative error number.
///
/// # Safety
/// `stack` is the upper end of enough aligned memory; `child` never returns.
pub unsafe fn clone(
    flags: usize,
    stack: usize,
    pidfd: *mut i32,
    child: extern "C" fn(usize) -> !,
    argument: usize,
) -> isize {
    let result: isize;
    // SAFETY: the new process leaves this frame at once for its own stack; the old one goes on unchanged.
    unsafe {
        asm!(
            "svc #0",
            "cbnz x0, 2f",
            "mov x29, xzr",
            "mov x0, {argument}",
            "blr {child}",
            "brk #1",
            "2:",
            in("x8") number::CLONE,
            inlateout("x0") flags => result,
            in("x1") stack, in("x2") pidfd, in("x3") 0, in("x4") 0,
            child = in(reg) child, argument = in(reg) argument,
        );
    }
    result
}

/// Compiled code asks this which processor it runs on, to choose between ways to do atomic operations; not knowing is
/// right everywhere.
#[unsafe(no_mangle)]
extern "C" fn getauxval(_kind: usize) -> usize {
    0
}
