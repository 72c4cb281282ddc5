//! The runner: a small process of its own that starts targets, waits for them, accounts for them and ends them.
//!
//! Comes in, over the socket that it has as stdin: orders (see `protocol.rs`). Goes out: a report on each. Never here:
//! deciding what to run or what a result means.
//!
//! It is a static program without any library, for three reasons. A child starts with its parent's peak memory, so a
//! small runner is what makes small readings true. Starting a process from a small one is fast. And the scalecheck
//! binary, its tests and programs that use it as a library can all carry it inside and start it from memory.
//!
//! It ends, and with it everything that it has started, when the other end of its socket is closed, however that
//! happened.
#![no_std]
#![no_main]

#[cfg_attr(target_arch = "x86_64", path = "machine_x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "machine_aarch64.rs")]
mod machine;

mod channel;
mod group;
mod guard;
mod memory;
mod order;
mod output;
#[allow(dead_code, reason = "the main process uses the rest")]
mod protocol;
mod spawn;
mod sys;
mod text;
mod trace;
mod tree;
mod trial;

use channel::{Channel, Frame};
use group::Group;
use protocol::{CONFIGURE, GOODBYE, READY, REPORT, Ready, Report, Setting, TRIAL};
use trial::Bench;

/// Where the machine's code jumps to at the start.
extern "C" fn start(stack: usize) -> ! {
    sys::close_from(3);
    sys::default_signals();
    // SAFETY: this is the stack as the kernel has handed it over.
    unsafe { guard::stand_if_asked(stack) };
    sys::set_name(c"scalecheck-runner");
    sys::new_session();
    sys::adopt_orphans();
    let code = serve();
    sys::exit(code)
}

fn serve() -> i32 {
    let Ok(mut bench) = Bench::new() else { return 3 };
    let Some(mut channel) = Channel::take() else { return 3 };
    loop {
        let answered = match channel.receive() {
            Ok(Frame { kind: CONFIGURE, body }) => {
                let ready = configure(&mut bench, body);
                channel.send(READY, &ready.to_bytes(), &[])
            }
            Ok(Frame { kind: TRIAL, body }) => {
                let report: Report = bench.run(body);
                channel.send(REPORT, &report.to_bytes(), bench.stderr.end())
            }
            // Moving out of the group would take longer than a thousand trials' talk.
            Ok(Frame { kind: GOODBYE, .. }) => return 0,
            Ok(_) => Ok(()),
            Err(_) => break,
        };
        if answered.is_err() || bench.is_abandoned() {
            break;
        }
    }
    bench.leave();
    0
}

/// Sets what holds for all trials.
fn configure(bench: &mut Bench, body: &[u8]) -> Ready {
    const RLIMIT_CORE: usize = 4;
    const RLIMIT_NPROC: usize = 6;
    sys::limit(RLIMIT_CORE, 0);
    raise_oom_score();
    let setting = Setting::read(body).unwrap_or_default();
    if setting.user_limit > 0 {
        sys::limit(RLIMIT_NPROC, setting.user_limit);
    }
    bench.page = setting.page;
    let mut group_error = 0;
    let strings = body.get(Setting::BYTES..).unwrap_or_default();
    if setting.group_limit > 0 {
        match Group::join(strings, setting.group_limit) {
            Ok(group) => bench.group = Some(group),
            Err(error) => group_error = error as u64,
        }
    }
    Ready { group_error, floor: bench.look_at_floor() }
}

/// Where memory runs out, the kernel should take a target, not somebody else's process.
fn raise_oom_score() {
    if let Ok(file) = sys::open(c"/proc/self/oom_score_adj", sys::O_WRONLY) {
        let _ = sys::write(file.0, b"500");
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    sys::exit(101)
}

/// The core library was compiled to unwind and names this; the runner never unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
