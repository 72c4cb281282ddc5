//! Every way in which a target can go wrong ends as data, and leaves nothing behind.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use scalecheck::measure::{Bench, Executor, MeasureError};
use scalecheck::model::{Bytes, Check, Failure, Metric, Scenario, Stdin, Template};

use super::*;

fn within(mut scenario: Scenario, timeout: Duration) -> Scenario {
    scenario.settings.timeout = timeout;
    scenario
}

const SHORT: Duration = Duration::from_millis(700);

#[test]
fn a_missing_program_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = Bench::start(&command(&["no-such-program-here"]), folder.path()).expect_err("nothing to run");
    assert!(matches!(error, MeasureError::Missing { .. }));
    let text = error.to_string();
    assert!(text.contains("`no-such-program-here`") && text.contains("install"), "{text}");
}

#[test]
fn a_program_that_may_not_be_executed_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("tool"), "#!/bin/sh\n").expect("written");
    let mut scenario = command(&["./tool"]);
    scenario.folder = folder.path().to_path_buf();
    let error = Bench::start(&scenario, folder.path()).expect_err("nothing to run");
    assert!(matches!(error, MeasureError::NotExecutable { .. }), "{error}");
    assert!(error.to_string().contains("chmod +x"));
}

#[test]
fn a_program_that_vanishes_or_has_no_interpreter_fails_its_trial_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let tool = folder.path().join("tool");
    let write = |text: &str| {
        fs::write(&tool, text).expect("written");
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).expect("made executable");
    };
    write("#!/bin/sh\n");
    let mut setup = bench(&command(&[tool.to_str().expect("text")]));
    assert_eq!(setup.once().end, SampleEnd::Completed);
    write("#!/no/such/interpreter\n");
    let reason = |sample: &Sample| match failure(sample) {
        Failure::NotStarted { reason } => reason.clone(),
        other => panic!("{other:?}"),
    };
    assert!(reason(&setup.once()).contains("interpreter"));
    write("neither a script nor a program");
    assert!(reason(&setup.once()).contains("#!/bin/sh"));
    fs::remove_file(&tool).expect("removed");
    assert!(reason(&setup.once()).contains("gone"));
    write("#!/bin/sh\n");
    assert_eq!(setup.once().end, SampleEnd::Completed);
}

#[test]
fn a_target_that_exits_with_an_error_shows_the_end_of_its_stderr() {
    let sample = once(&script("yes filler | head -n 100000 >&2; echo the reason >&2; exit 3"));
    let Failure::Exit { code: 3, stderr } = failure(&sample) else { panic!("{sample:?}") };
    assert!(stderr.ends_with("\nfiller\nthe reason") && stderr.len() <= 4096, "{} bytes", stderr.len());
    let mut ignoring = script("exit 3");
    ignoring.settings.ignore_failure = true;
    assert_eq!(once(&ignoring).end, SampleEnd::Completed);
}

#[test]
fn the_stderr_of_one_trial_is_not_told_of_the_next() {
    let mut scenario = script("[ {n} = 20 ] && echo noise >&2; exit 1");
    scenario.settings.ignore_failure = false;
    let mut setup = bench(&scenario);
    let first = setup.bench.measure(&trial(20, 1), None);
    assert!(matches!(failure(&first), Failure::Exit { stderr, .. } if stderr == "noise"));
    assert!(matches!(failure(&setup.once()), Failure::Exit { stderr, .. } if stderr.is_empty()));
}

#[test]
fn a_target_that_a_signal_ends_is_no_exit() {
    for (name, number) in [("SEGV", 11), ("KILL", 9), ("ABRT", 6)] {
        let sample = once(&script(&format!("kill -{name} $$")));
        assert!(matches!(failure(&sample), Failure::Signal { signal, .. } if *signal == number), "{sample:?}");
    }
}

#[test]
fn a_target_that_hangs_ends_at_the_timeout_with_all_its_children() {
    for text in ["exec sleep 1000", "sleep 1000 & sleep 1000 & wait", "kill -STOP $$"] {
        let sample = once(&within(script(text), SHORT));
        assert_eq!(failure(&sample), &Failure::TimedOut { after: SHORT }, "{text}");
    }
}

#[test]
fn a_target_that_ignores_sigterm_is_killed() {
    let sample = once(&within(script("trap '' TERM INT HUP; while :; do sleep 0.01; done"), SHORT));
    assert_eq!(failure(&sample), &Failure::TimedOut { after: SHORT });
}

#[test]
fn a_target_may_clean_up_when_it_is_asked_to_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("asked");
    let text = format!("trap 'echo yes > {}; exit' TERM; while :; do sleep 0.01; done", file.display());
    once(&within(script(&text), SHORT));
    assert_eq!(fs::read_to_string(file).expect("it was asked"), "yes\n");
}

/// Starts a daemon by the book (two forks and a session of its own) that goes on for ever.
const DAEMON: &str = r"
#include <fcntl.h>
#include <unistd.h>
int main(void) {
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            for (int fd = 0; fd < 3; fd++) close(fd);
            for (;;) pause();
        }
        _exit(0);
    }
    sleep(SLEEP);
    return 0;
}";

#[test]
fn a_daemon_that_escapes_the_session_is_found_and_told() {
    let daemon = compiled("daemon", DAEMON, &["-DSLEEP=0"]);
    let mut setup = bench(&command(&[daemon.to_str().expect("text")]));
    assert_eq!(setup.once().end, SampleEnd::Completed);
    let caveats = setup.bench.caveats();
    assert!(caveats.iter().any(|caveat| caveat.text.contains("1 processes")), "{caveats:?}");
}

#[test]
fn a_daemon_of_a_target_that_times_out_is_found() {
    let daemon = compiled("daemon", DAEMON, &["-DSLEEP=1000"]);
    once(&within(command(&[daemon.to_str().expect("text")]), SHORT));
}

/// A chain of processes that each start the next one, in a session of its own, and end.
pub(super) const HOPPER: &str = r"
#include <unistd.h>
int main(void) {
    for (int hops = 0; ; hops++) {
        pid_t child = fork();
        if (child > 0) _exit(0);
        if (child == 0) setsid();
    }
}";

#[test]
fn a_process_that_hops_from_one_fork_to_the_next_is_caught() {
    let hopper = compiled("hopper", HOPPER, &[]);
    let mut setup = bench(&command(&[hopper.to_str().expect("text")]));
    for _ in 0..5 {
        assert_eq!(setup.once().end, SampleEnd::Completed);
    }
}

/// Every process starts processes as fast as it can.
const BOMB: &str = r"
#include <unistd.h>
int main(void) {
    for (;;) if (fork() == 0) setsid();
}";

#[test]
fn a_fork_bomb_is_held_and_ended() {
    let bomb = compiled("bomb", BOMB, &[]);
    let mut scenario = within(command(&[bomb.to_str().expect("text")]), Duration::from_secs(30));
    scenario.settings.process_limit = 100;
    let mut setup = bench(&scenario);
    let sample = setup.once();
    if setup.bench.unbounded_processes().is_none() {
        assert_eq!(failure(&sample), &Failure::TooManyProcesses { limit: 100 });
    }
    // And the bench is as good as new.
    let mut plain = command(&["true"]);
    plain.settings.process_limit = 100;
    assert_eq!(once(&plain).end, SampleEnd::Completed);
}

#[test]
fn gigabytes_of_output_are_taken_and_thrown_away() {
    let text = "head -c 2G /dev/zero & head -c 2G /dev/zero >&2; wait";
    let mut setup = bench(&within(script(text), Duration::from_secs(60)));
    assert_eq!(setup.once().end, SampleEnd::Completed);
    assert!(setup.bench.memory_floor() < 1 << 20, "{}", setup.bench.memory_floor());
}

#[test]
fn output_above_the_limit_ends_the_trial_where_it_is_kept() {
    for text in ["cat /dev/zero", "head -c 1048577 /dev/zero"] {
        let mut scenario = script(text);
        scenario.check = Some(Check::Output(Template::new("x")));
        scenario.settings.output_limit = Bytes(1 << 20);
        assert_eq!(failure(&once(&scenario)), &Failure::TooMuchOutput { limit: 1 << 20 });
    }
    let mut scenario = script("head -c 1048576 /dev/zero");
    scenario.check = Some(Check::Command(Template::new("[ $(wc -c) = 1048576 ]")));
    scenario.settings.output_limit = Bytes(1 << 20);
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
}

#[test]
fn a_target_that_writes_nothing_has_written_nothing() {
    let mut scenario = command(&["true"]);
    scenario.check = Some(Check::Output(Template::new("")));
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
    scenario.check = Some(Check::Output(Template::new("something")));
    let Failure::WrongOutput { reason } = failure(&once(&scenario)).clone() else { panic!("it is wrong") };
    assert!(reason.contains("expected `something`, found the end"), "{reason}");
}

#[test]
fn a_target_that_closes_its_streams_is_no_failure() {
    let mut scenario = script("exec <&- >&- 2>&-; exit 0");
    target(&mut scenario).stdin = Stdin::Text(Template::new("x".repeat(1 << 20)));
    scenario.check = Some(Check::Output(Template::new("")));
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
}

#[test]
fn a_target_that_deletes_its_working_directory_has_one_again_in_the_next_trial() {
    let mut scenario = script("touch file && rm -r {tmp}");
    target(&mut scenario).directory = Some(Template::new("{tmp}"));
    let mut setup = bench(&scenario);
    for _ in 0..2 {
        assert_eq!(setup.once().end, SampleEnd::Completed);
    }
}

#[test]
fn a_working_directory_that_is_gone_fails_the_trial_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut scenario = script("rmdir {tmp}/../../../gone");
    scenario.folder = folder.path().join("gone");
    fs::create_dir(&scenario.folder).expect("made");
    let mut setup = bench(&scenario);
    fs::remove_dir(&scenario.folder).expect("removed");
    let Failure::NotStarted { reason } = failure(&setup.once()).clone() else { panic!("it can't start") };
    assert!(reason.contains("working directory"), "{reason}");
}

/// Touches MIB mebibytes in each of CHILDREN processes, shared among them or not, and waits.
const GREEDY: &str = r"
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    size_t bytes = (size_t)MIB << 20;
    volatile char *shared = SHARED ? malloc(bytes) : 0;
    for (size_t i = 0; shared && i < bytes; i += 1024) shared[i] = 1;
    for (int i = 0; i < CHILDREN; i++) {
        if (fork() == 0) {
            volatile char *own = shared ? shared : malloc(bytes);
            if (!shared) for (size_t i = 0; i < bytes; i += 1024) own[i] = 1;
            usleep(HOLD);
            _exit(own[0] - 1);
        }
    }
    while (wait(0) > 0) {}
    return 0;
}";

fn greedy(flags: &[&str], limit_mib: u64) -> Sample {
    let program = compiled("greedy", GREEDY, flags);
    let mut scenario = command(&[program.to_str().expect("text")]);
    scenario.settings.memory_limit = Some(Bytes(limit_mib << 20));
    once(&scenario)
}

#[test]
fn more_memory_than_allowed_ends_the_trial_however_many_processes_share_in_it() {
    let sample = greedy(&["-DMIB=300", "-DCHILDREN=1", "-DSHARED=0", "-DHOLD=5000000"], 100);
    assert_eq!(failure(&sample), &Failure::OutOfMemory { limit: 100 << 20 });
    let sample = greedy(&["-DMIB=60", "-DCHILDREN=4", "-DSHARED=0", "-DHOLD=5000000"], 150);
    assert_eq!(failure(&sample), &Failure::OutOfMemory { limit: 150 << 20 });
}

#[test]
fn memory_of_processes_whose_parents_have_ended_counts_against_the_limit() {
    let program = compiled("greedy", GREEDY, &["-DMIB=300", "-DCHILDREN=1", "-DSHARED=0", "-DHOLD=5000000"]);
    let mut scenario = script(&format!("({} &) ; sleep 5", program.display()));
    scenario.settings.memory_limit = Some(Bytes(100 << 20));
    assert_eq!(failure(&once(&scenario)), &Failure::OutOfMemory { limit: 100 << 20 });
}

#[test]
fn memory_that_processes_share_counts_once_against_the_limit() {
    let sample = greedy(&["-DMIB=60", "-DCHILDREN=4", "-DSHARED=1", "-DHOLD=100000"], 150);
    assert_eq!(sample.end, SampleEnd::Completed);
}

#[test]
fn what_ends_at_once_has_times_above_zero_or_says_why_not() {
    let program = compiled(
        "instant",
        "void _start(void) { __asm__(ASM); for (;;) {} }",
        &[
            "-nostdlib",
            "-static",
            if cfg!(target_arch = "x86_64") {
                "-DASM=\"mov $60, %eax; xor %edi, %edi; syscall\""
            } else {
                "-DASM=\"mov x8, #93; mov x0, #0; svc #0\""
            },
        ],
    );
    let mut setup = bench(&command(&[program.to_str().expect("text")]));
    for _ in 0..50 {
        let sample = setup.once();
        assert!(value(&sample, "wall") > 0.0);
        match sample.readings.value(&Metric::Cpu) {
            Some(cpu) => assert!(cpu > 0.0),
            None => assert!(missing(&sample, "cpu").contains("resolution")),
        }
    }
}

#[test]
fn an_interrupt_ends_a_running_trial_and_leaves_nothing() {
    let flag = Arc::new(AtomicBool::new(false));
    let folder = tempfile::tempdir().expect("a folder");
    let started = folder.path().join("started");
    let scenario = script(&format!("trap '' TERM; touch {}; sleep 1000 & wait; sleep 1000", started.display()));
    let mut setup = bench(&within(scenario, Duration::from_secs(600)));
    setup.bench = setup.bench.interrupted_by(Arc::clone(&flag));
    let setter = std::thread::spawn(move || {
        while !started.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        flag.store(true, Ordering::Relaxed);
    });
    assert!(matches!(failure(&setup.once()), Failure::Signal { signal: 2, .. }));
    setter.join().expect("it set the flag");
}

#[test]
fn arguments_that_no_system_takes_fail_their_trial_with_a_reason() {
    for (argument, word) in
        [("x".repeat(5 << 20), "bytes"), ("y".repeat(200 << 10), "too long"), ("a\0b".into(), "zero")]
    {
        let Failure::NotStarted { reason } = failure(&once(&command(&["true", &argument]))).clone() else {
            panic!("it can't start")
        };
        assert!(reason.contains(word) && reason.len() < 300, "{reason}");
    }
}
