//! System calls on x86-64.

use core::arch::{asm, global_asm};

pub mod number {
    pub const PTRACE: usize = 101;
    pub const SIGNALFD4: usize = 289;
    pub const READ: usize = 0;
    pub const WRITE: usize = 1;
    pub const CLOSE: usize = 3;
    pub const RT_SIGACTION: usize = 13;
    pub const RT_SIGPROCMASK: usize = 14;
    pub const PREAD64: usize = 17;
    pub const NANOSLEEP: usize = 35;
    pub const GETPID: usize = 39;
    pub const SENDTO: usize = 44;
    pub const CLONE: usize = 56;
    pub const EXECVE: usize = 59;
    pub const WAIT4: usize = 61;
    pub const KILL: usize = 62;
    pub const FCNTL: usize = 72;
    pub const CHDIR: usize = 80;
    pub const GETPPID: usize = 110;
    pub const SETSID: usize = 112;
    pub const PRCTL: usize = 157;
    pub const GETDENTS64: usize = 217;
    pub const CLOCK_GETTIME: usize = 228;
    pub const EXIT_GROUP: usize = 231;
    pub const OPENAT: usize = 257;
    pub const MKDIRAT: usize = 258;
    pub const UNLINKAT: usize = 263;
    pub const PPOLL: usize = 271;
    pub const DUP3: usize = 292;
    pub const PIPE2: usize = 293;
    pub const PRLIMIT64: usize = 302;
    pub const PIDFD_OPEN: usize = 434;
    pub const CLOSE_RANGE: usize = 436;
}

/// Calls that open descriptors.
pub mod opens {
    pub const CONNECT: u64 = 42;
    pub const SOCKET: u64 = 41;
    /// Their result is the one that is opened.
    // In this order: open, openat, openat2, creat, socket, accept, accept4, dup, epoll_create and its 1, eventfd and its
    // 2, timerfd_create, signalfd and its 4, inotify_init and its 1, memfd_create, pidfd_open.
    pub const ONE: [u64; 19] =
        [2, 257, 437, 85, SOCKET, 43, 288, 32, 213, 291, 284, 290, 283, 282, 289, 253, 294, 319, 434];
    /// Their first argument points at the two that are opened: pipe, pipe2.
    pub const PIPES: [u64; 2] = [22, 293];
    pub const FCNTL: u64 = 72;
    /// They may open any number of them, at places that the call doesn't tell: fcntl, socketpair, recvmsg, recvmmsg, dup2,
    /// dup3, `io_uring_setup`.
    pub const SOME: [u64; 7] = [FCNTL, 53, 47, 299, 33, 292, 425];
}

global_asm!(
    ".globl _start",
    "_start:",
    "xor ebp, ebp",
    "mov rdi, rsp",
    "and rsp, -16",
    "call {start}",
    "ud2",
    start = sym crate::start,
);

/// A system call; a negative result is an error number.
///
/// # Safety
/// The arguments must be what the call of this number takes.
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
            "syscall",
            "test rax, rax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r13",
            "call r12",
            "ud2",
            "2:",
            inlateout("rax") number::CLONE as isize => result,
            in("rdi") flags, in("rsi") stack, in("rdx") pidfd, in("r10") 0, in("r8") 0,
            in("r12") child, in("r13") argument,
            lateout("rcx") _, lateout("r11") _,
        );
    }
    result
}
