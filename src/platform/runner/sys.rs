//! The system calls that the runner needs, with their errors as numbers.

use core::ffi::CStr;
use core::mem::MaybeUninit;

use crate::machine::{call, number};

pub const EINTR: i32 = 4;
pub const EAGAIN: i32 = 11;
pub const EINVAL: i32 = 22;
pub const SIGTERM: i32 = 15;
pub const SIGKILL: i32 = 9;
pub const SIGSTOP: i32 = 19;
pub const SIGCONT: i32 = 18;
pub const O_RDONLY: i32 = 0;
pub const O_WRONLY: i32 = 1;
pub const O_CREAT: i32 = 0o100;
pub const O_TRUNC: i32 = 0o1000;
pub const O_NONBLOCK: i32 = 0o4000;
pub const POLLIN: i16 = 1;
pub const MONOTONIC: usize = 1;
pub const BOOTTIME: usize = 7;
const O_CLOEXEC: i32 = 0o2_000_000;
const AT_FDCWD: usize = -100isize as usize;

/// A result of the kernel's: the value, or the error number.
pub type Result<T> = core::result::Result<T, i32>;

/// A descriptor that is closed when it goes.
#[derive(Debug)]
pub struct Fd(pub i32);

impl Drop for Fd {
    fn drop(&mut self) {
        close(self.0);
    }
}

/// One descriptor to watch.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PollFd {
    pub fd: i32,
    pub events: i16,
    pub happened: i16,
}

/// What a process used, as `wait4` gives it.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    user: [i64; 2],
    system: [i64; 2],
    pub peak_kib: i64,
    unused: [i64; 3],
    pub minor_faults: i64,
    pub major_faults: i64,
    unused_too: [i64; 6],
    pub voluntary_switches: i64,
    pub involuntary_switches: i64,
}

impl Usage {
    /// User plus system time in ns.
    pub fn cpu(&self) -> u64 {
        let seconds = self.user[0] + self.system[0];
        let micros = self.user[1] + self.system[1];
        seconds as u64 * 1_000_000_000 + micros as u64 * 1000
    }

    /// System time in ns.
    pub fn kernel(&self) -> u64 {
        self.system[0] as u64 * 1_000_000_000 + self.system[1] as u64 * 1000
    }
}

fn checked(result: isize) -> Result<usize> {
    if result < 0 { Err(-result as i32) } else { Ok(result as usize) }
}

macro_rules! call {
    ($number:ident $(, $argument:expr)*) => {{
        let mut all = [0usize; 6];
        let given = [$($argument as usize),*];
        let mut i = 0;
        while i < given.len() {
            all[i] = given[i];
            i += 1;
        }
        // SAFETY: each use below passes what the call takes, and memory that lives as long as the call.
        checked(unsafe { call(number::$number, all) })
    }};
}

pub fn exit(code: i32) -> ! {
    loop {
        let _ = call!(EXIT_GROUP, code);
    }
}

pub fn read(fd: i32, to: &mut [u8]) -> Result<usize> {
    call!(READ, fd, to.as_mut_ptr(), to.len())
}

/// Reads into memory whose content before doesn't matter; gives the part that was filled.
pub fn read_into(fd: i32, to: &mut [MaybeUninit<u8>]) -> Result<&[u8]> {
    let n = call!(READ, fd, to.as_mut_ptr(), to.len())?;
    // SAFETY: the kernel has filled the first n bytes.
    Ok(unsafe { core::slice::from_raw_parts(to.as_ptr().cast(), n) })
}

pub fn read_at_start(fd: i32, to: &mut [u8]) -> Result<&[u8]> {
    let n = call!(PREAD64, fd, to.as_mut_ptr(), to.len(), 0)?;
    Ok(to.get(..n).unwrap_or_default())
}

pub fn write(fd: i32, bytes: &[u8]) -> Result<usize> {
    call!(WRITE, fd, bytes.as_ptr(), bytes.len())
}

pub fn write_all(fd: i32, mut bytes: &[u8]) -> Result<()> {
    while !bytes.is_empty() {
        match write(fd, bytes) {
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(EINTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Sends everything on a socket; a peer that is gone is an error, not a signal.
pub fn send_all(fd: i32, mut bytes: &[u8]) -> Result<()> {
    const MSG_NOSIGNAL: usize = 0x4000;
    while !bytes.is_empty() {
        match call!(SENDTO, fd, bytes.as_ptr(), bytes.len(), MSG_NOSIGNAL, 0, 0) {
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(EINTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

pub fn open(path: &CStr, flags: i32) -> Result<Fd> {
    call!(OPENAT, AT_FDCWD, path.as_ptr(), flags | O_CLOEXEC, 0o644).map(|fd| Fd(fd as i32))
}

pub fn close(fd: i32) {
    let _ = call!(CLOSE, fd);
}

/// Closes everything from `first` on.
pub fn close_from(first: u32) {
    if call!(CLOSE_RANGE, first, u32::MAX, 0).is_err() {
        for fd in first..4096 {
            close(fd as i32);
        }
    }
}

/// The reading and the writing end of a pipe; only reading never waits.
pub fn pipe() -> Result<(Fd, Fd)> {
    let mut ends = [0i32; 2];
    call!(PIPE2, ends.as_mut_ptr(), O_CLOEXEC)?;
    set_flags(ends[0], O_NONBLOCK);
    Ok((Fd(ends[0]), Fd(ends[1])))
}

pub fn set_flags(fd: i32, flags: i32) {
    const F_SETFL: usize = 4;
    let _ = call!(FCNTL, fd, F_SETFL, flags);
}

pub fn make_folder(path: &CStr) -> Result<()> {
    call!(MKDIRAT, AT_FDCWD, path.as_ptr(), 0o755).map(drop)
}

pub fn remove_folder(path: &CStr) -> Result<()> {
    const AT_REMOVEDIR: usize = 0x200;
    call!(UNLINKAT, AT_FDCWD, path.as_ptr(), AT_REMOVEDIR).map(drop)
}

pub fn entries(folder: i32, to: &mut [u8]) -> Result<&[u8]> {
    let n = call!(GETDENTS64, folder, to.as_mut_ptr(), to.len())?;
    Ok(to.get(..n).unwrap_or_default())
}

/// The time in ns.
pub fn clock(which: usize) -> u64 {
    let mut time = [0u64; 2];
    let _ = call!(CLOCK_GETTIME, which, time.as_mut_ptr());
    time[0] * 1_000_000_000 + time[1]
}

pub fn nap(ns: u64) {
    let time = [ns / 1_000_000_000, ns % 1_000_000_000];
    let _ = call!(NANOSLEEP, time.as_ptr(), 0);
}

/// Waits until something happens or `ns` have passed.
pub fn poll(fds: &mut [PollFd], ns: u64) -> Result<usize> {
    let time = [ns / 1_000_000_000, ns % 1_000_000_000];
    call!(PPOLL, fds.as_mut_ptr(), fds.len(), time.as_ptr(), 0, 8)
}

pub fn kill(pid: i32, signal: i32) {
    let _ = call!(KILL, pid as isize, signal);
}

/// Tracing, by the numbers of its requests.
mod request {
    pub const TRACEME: usize = 0;
    pub const PEEKDATA: usize = 2;
    pub const SYSCALL: usize = 24;
    pub const SETOPTIONS: usize = 0x4200;
    pub const GETEVENTMSG: usize = 0x4201;
    pub const GET_SYSCALL_INFO: usize = 0x420e;
}

/// What `GET_SYSCALL_INFO` says: the call's number and arguments at its entry, its result at its exit.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CallInfo {
    pub op: u8,
    unused: [u8; 3],
    architecture: u32,
    place: [u64; 2],
    pub words: [u64; 8],
}

/// Asks to be traced by the parent.
pub fn trace_me() -> Result<()> {
    call!(PTRACE, request::TRACEME, 0, 0, 0).map(drop)
}

/// A stopped thread, and all that it starts, stop at each system call and die with the tracer.
pub fn trace_all_of(thread: i32) -> Result<()> {
    const GOOD: usize = 1;
    const FORK: usize = 1 << 1;
    const VFORK: usize = 1 << 2;
    const CLONE: usize = 1 << 3;
    const EXEC: usize = 1 << 4;
    const EXITKILL: usize = 1 << 20;
    call!(PTRACE, request::SETOPTIONS, thread, 0, GOOD | FORK | VFORK | CLONE | EXEC | EXITKILL).map(drop)
}

/// Lets a stopped thread run up to the next stop, with this signal.
pub fn trace_on(thread: i32, signal: i32) {
    let _ = call!(PTRACE, request::SYSCALL, thread, 0, signal);
}

/// What the last event of a stopped thread says.
pub fn trace_message(thread: i32) -> Result<u64> {
    let mut message = 0u64;
    call!(PTRACE, request::GETEVENTMSG, thread, 0, &raw mut message)?;
    Ok(message)
}

/// The call at which a thread has stopped.
pub fn trace_call(thread: i32) -> Result<CallInfo> {
    let mut info = CallInfo::default();
    call!(PTRACE, request::GET_SYSCALL_INFO, thread, size_of::<CallInfo>(), &raw mut info)?;
    Ok(info)
}

/// Eight bytes of a stopped thread's memory.
pub fn trace_peek(thread: i32, address: u64) -> Result<u64> {
    let mut word = 0u64;
    call!(PTRACE, request::PEEKDATA, thread, address, &raw mut word)?;
    Ok(word)
}

/// A descriptor that can be watched for the news that `wait4` tells.
pub fn open_child_news() -> Result<Fd> {
    const SIG_BLOCK: usize = 0;
    const SIGCHLD: u64 = 1 << 16;
    let set = [SIGCHLD];
    call!(RT_SIGPROCMASK, SIG_BLOCK, set.as_ptr(), 0, 8)?;
    call!(SIGNALFD4, -1isize, set.as_ptr(), 8, O_CLOEXEC | O_NONBLOCK).map(|fd| Fd(fd as i32))
}

const WNOHANG: usize = 1;
const WALL: usize = 0x4000_0000;

/// Reaps `pid` (any child: -1) where it has ended: its id, status and usage. `Ok(None)`: none has ended yet. The
/// error `ECHILD`: there is no child.
pub fn reap(pid: i32) -> Result<Option<(i32, i32, Usage)>> {
    let mut status = 0i32;
    let mut usage = Usage::default();
    let reaped = call!(WAIT4, pid as isize, &raw mut status, WNOHANG | WALL, &raw mut usage)?;
    Ok((reaped != 0).then_some((reaped as i32, status, usage)))
}

/// A descriptor that can be watched for a process's end.
pub fn open_process(pid: i32) -> Result<Fd> {
    call!(PIDFD_OPEN, pid, 0).map(|fd| Fd(fd as i32))
}

pub fn own_pid() -> i32 {
    call!(GETPID).unwrap_or(0) as i32
}

pub fn parent_pid() -> i32 {
    call!(GETPPID).unwrap_or(0) as i32
}

pub fn new_session() {
    let _ = call!(SETSID);
}

/// Orphaned descendants become children of this process.
pub fn adopt_orphans() {
    const PR_SET_CHILD_SUBREAPER: usize = 36;
    let _ = call!(PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/// The name in lists of processes.
pub fn set_name(name: &CStr) {
    const PR_SET_NAME: usize = 15;
    let _ = call!(PRCTL, PR_SET_NAME, name.as_ptr(), 0, 0, 0);
}

/// This process is killed when its parent ends.
pub fn die_with_parent() {
    const PR_SET_PDEATHSIG: usize = 1;
    let _ = call!(PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

pub fn limit(resource: usize, soft_and_hard: u64) {
    let value = [soft_and_hard; 2];
    let _ = call!(PRLIMIT64, 0, resource, value.as_ptr(), 0);
}

/// Every signal does what it does by default, and none is held back.
pub fn default_signals() {
    const SIG_SETMASK: usize = 2;
    let default = [0u64; 4];
    for signal in 1..=64 {
        let _ = call!(RT_SIGACTION, signal, default.as_ptr(), 0, 8);
    }
    let _ = call!(RT_SIGPROCMASK, SIG_SETMASK, default.as_ptr(), 0, 8);
}

/// No signal is held back.
pub fn unblock_signals() {
    const SIG_SETMASK: usize = 2;
    let none = [0u64];
    let _ = call!(RT_SIGPROCMASK, SIG_SETMASK, none.as_ptr(), 0, 8);
}

pub fn change_folder(path: &CStr) -> Result<()> {
    call!(CHDIR, path.as_ptr()).map(drop)
}

/// Makes `to` mean what `from` means, across an execution too.
pub fn duplicate(from: i32, to: i32) -> Result<()> {
    if from == to {
        return Ok(());
    }
    call!(DUP3, from, to, 0).map(drop)
}

/// Executes a program; comes back with the error number only.
///
/// # Safety
/// Both lists end with a null pointer, and all others point at strings that end with a zero byte.
pub unsafe fn execute(path: &CStr, arguments: *const *const u8, variables: *const *const u8) -> i32 {
    match call!(EXECVE, path.as_ptr(), arguments, variables) {
        Err(error) => error,
        Ok(_) => EINVAL,
    }
}
