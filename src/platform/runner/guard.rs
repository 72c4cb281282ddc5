//! The runner's second trade: standing between the main process and what it starts of the user's beside targets.
//!
//! `scalecheck-runner guard PID PROGRAM ARGUMENT...`, started by the main process PID, runs the program and exits as it
//! does. A second process of it, the watch, adopts all that the program starts: if the main process or the first process
//! ends before the program, the watch ends everything; what the program leaves running on purpose, such as a server, is
//! ended when the main process ends. With `bound` in place of `guard` it leaves nothing: all of it ends with the program.

use core::ffi::CStr;

use crate::machine;
use crate::order::Parsed;
use crate::protocol::Order;
use crate::spawn;
use crate::sys::{self, Fd, POLLIN, PollFd};
use crate::text::leading_number;
use crate::tree;

/// Between two looks at whether what the program left running has ended, in ns.
const GLANCE: u64 = 200_000_000;
/// Exit code where the program could not be started, as shells have it.
const NOT_STARTED: i32 = 127;

/// What the guard was started with.
struct Duty<'a> {
    main: i32,
    /// Whether nothing may outlive the program.
    bound: bool,
    order: Parsed<'a>,
    reading: i32,
    writing: i32,
}

/// Does the guard's work where the arguments ask for it; else comes back.
///
/// # Safety
/// `stack` is what the kernel hands to a new program: the number of arguments, the arguments and a null pointer, the
/// variables and a null pointer.
pub unsafe fn stand_if_asked(stack: usize) {
    // SAFETY: the caller's promise.
    let (count, arguments) = unsafe { (*(stack as *const usize), (stack as *const *const u8).add(1)) };
    // SAFETY: as above.
    let argument = |index: usize| unsafe { CStr::from_ptr((*arguments.add(index)).cast()) };
    if count < 4 || (argument(1) != c"guard" && argument(1) != c"bound") {
        return;
    }
    let Some((main, [])) = leading_number(argument(2).to_bytes()) else { sys::exit(NOT_STARTED) };
    let Ok((reading, writing)) = sys::pipe() else { sys::exit(NOT_STARTED) };
    // SAFETY: as above.
    let (own, variables) = unsafe { (arguments.add(3), arguments.add(count + 1)) };
    let order = Parsed {
        order: Order::default(),
        program: argument(3),
        folder: c".",
        stdin: c"",
        stdout: c"",
        talk: [c""; 2],
        arguments: own,
        variables,
    };
    let bound = argument(1) == c"bound";
    let duty = Duty { main: main as i32, bound, order, reading: reading.0, writing: writing.0 };
    stand(&duty)
}

fn stand(duty: &Duty<'_>) -> ! {
    const SIGCHLD: usize = 17;
    let mut unused = 0;
    if sys::parent_pid() != duty.main {
        sys::exit(NOT_STARTED);
    }
    // SAFETY: without a stack of its own the new process has a copy of this one; `watch` never returns.
    if unsafe { machine::clone(SIGCHLD, 0, &raw mut unused, watch, core::ptr::from_ref(duty) as usize) } < 0 {
        sys::exit(NOT_STARTED);
    }
    sys::close(duty.writing);
    sys::set_flags(duty.reading, 0);
    let mut code = [0];
    // Without a word from the watch the main process is gone, or the watch was killed.
    match sys::read(duty.reading, &mut code) {
        Ok(1) => sys::exit(i32::from(code[0])),
        _ => sys::exit(NOT_STARTED),
    }
}

/// The second process.
extern "C" fn watch(duty: usize) -> ! {
    // SAFETY: `stand` passes this address, and this process has a copy of its stack.
    let duty = unsafe { &*(duty as *const Duty<'_>) };
    sys::close(duty.reading);
    sys::new_session();
    sys::adopt_orphans();
    let own = sys::own_pid();
    let Ok(main) = sys::open_process(duty.main) else { sys::exit(NOT_STARTED) };
    let Ok(child) = spawn::start(&duty.order, [0, 1, 2], [-1; 2], own) else {
        tell(duty.writing, NOT_STARTED as u8);
        sys::exit(0)
    };
    if wait_for_program(&main, &child.pidfd, duty.writing) {
        let code = code_of(child.pid);
        if duty.bound {
            // Before its end is told: what it has left must not write where others read from then on.
            tree::end_all(own, None, |_, _, _| {});
        }
        tell(duty.writing, code);
        sys::close(duty.writing);
        wait_for_the_rest(&main);
    }
    tree::end_all(own, None, |_, _, _| {});
    sys::exit(0)
}

/// Whether the program ended by itself, before the main process or the first process did.
fn wait_for_program(main: &Fd, program: &Fd, pipe: i32) -> bool {
    loop {
        // The pipe is watched for errors only: its reader is gone.
        let mut fds =
            [(program.0, POLLIN), (main.0, POLLIN), (pipe, 0)].map(|(fd, events)| PollFd { fd, events, happened: 0 });
        let _ = sys::poll(&mut fds, GLANCE);
        match fds.map(|fd| fd.happened != 0) {
            [true, ..] => return true,
            [_, false, false] => {}
            _ => return false,
        }
    }
}

/// Comes back when nothing is left, or when the main process has ended.
fn wait_for_the_rest(main: &Fd) {
    while tree::reap_ended(&mut |_, _, _| {}) {
        let mut fds = [PollFd { fd: main.0, events: POLLIN, happened: 0 }];
        if sys::poll(&mut fds, GLANCE).is_ok_and(|happened| happened > 0) {
            return;
        }
    }
}

/// The exit code of an ended child; 128 and the signal's number where one ended it, as shells have it.
fn code_of(pid: i32) -> u8 {
    let Ok(Some((_, status, _))) = sys::reap(pid) else { return NOT_STARTED as u8 };
    let signal = (status & 0x7f) as u8;
    if signal == 0 { (status >> 8) as u8 } else { 128 + signal }
}

fn tell(pipe: i32, code: u8) {
    let _ = sys::write(pipe, &[code]);
}
