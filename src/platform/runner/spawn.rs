//! Starting a target.

use core::cell::UnsafeCell;

use crate::machine;
use crate::order::Parsed;
use crate::protocol::{STAGE_DIRECTORY, STAGE_PROGRAM, STAGE_SPAWN, STAGE_TRACE};
use crate::sys::{self, Fd};

/// The new process has this stack until it executes the program.
#[repr(align(16))]
struct Stack(UnsafeCell<[u8; 16 << 10]>);

// SAFETY: the runner is held up while the new process uses it, and there is one at a time.
unsafe impl Sync for Stack {}

static STACK: Stack = Stack(UnsafeCell::new([0; 16 << 10]));

/// What the new process needs to know, and its answer where it fails: it shares the runner's memory.
struct Launch<'a> {
    order: &'a Parsed<'a>,
    streams: [i32; 3],
    /// What becomes its descriptors 3 and 4; -1: it has none. Never 3 or 4 here: those are the runner's own since its
    /// start.
    talk: [i32; 2],
    runner: i32,
    stage: u64,
    error: i32,
}

/// A target that runs.
#[derive(Debug)]
pub struct Child {
    pub pid: i32,
    pub pidfd: Fd,
}

/// Starts a target. Where that fails: the stage and the error number.
pub fn start(order: &Parsed<'_>, streams: [i32; 3], talk: [i32; 2], runner: i32) -> Result<Child, (u64, i32)> {
    const CLONE_VM: usize = 0x100;
    const CLONE_PIDFD: usize = 0x1000;
    const CLONE_VFORK: usize = 0x4000;
    const SIGCHLD: usize = 17;
    let mut launch = Launch { order, streams, talk, runner, stage: 0, error: 0 };
    let mut pidfd = -1i32;
    let argument = &raw mut launch as usize;
    // SAFETY: the stack is the new process's alone (see `Stack`) and `child` never returns.
    let pid = unsafe {
        let top = STACK.0.get() as usize + size_of::<Stack>();
        machine::clone(CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, top, &raw mut pidfd, child, argument)
    };
    if pid < 0 {
        return Err((STAGE_SPAWN, -pid as i32));
    }
    // The other process has changed it behind the compiler's back.
    // SAFETY: it is ours again: that process has executed the program or is gone.
    let (stage, error) =
        unsafe { ((&raw const launch.stage).read_volatile(), (&raw const launch.error).read_volatile()) };
    let started = Child { pid: pid as i32, pidfd: Fd(pidfd) };
    if stage == 0 {
        return Ok(started);
    }
    while let Ok(None) = sys::reap(started.pid) {
        sys::nap(10_000);
    }
    Err((stage, error))
}

/// The new process, up to the execution of the program.
extern "C" fn child(argument: usize) -> ! {
    // SAFETY: `start` passes this address, and its frame lives until this process is done with it.
    let launch = unsafe { &mut *(argument as *mut Launch<'_>) };
    sys::new_session();
    sys::die_with_parent();
    if sys::parent_pid() != launch.runner {
        sys::exit(127);
    }
    (launch.stage, launch.error) = prepare_and_execute(launch);
    sys::exit(127)
}

/// Comes back only where it fails.
fn prepare_and_execute(launch: &Launch<'_>) -> (u64, i32) {
    let talk = launch.talk.iter().filter(|source| **source >= 0);
    for (target, source) in launch.streams.iter().chain(talk).enumerate() {
        if let Err(error) = sys::duplicate(*source, target as i32) {
            return (STAGE_SPAWN, error);
        }
    }
    if let Err(error) = sys::change_folder(launch.order.folder) {
        return (STAGE_DIRECTORY, error);
    }
    if launch.order.order.trace > 0 {
        sys::unblock_signals();
        if let Err(error) = sys::trace_me() {
            return (STAGE_TRACE, error);
        }
    }
    // SAFETY: `order::parse` has made both lists so.
    let error = unsafe { sys::execute(launch.order.program, launch.order.arguments, launch.order.variables) };
    (STAGE_PROGRAM, error)
}
