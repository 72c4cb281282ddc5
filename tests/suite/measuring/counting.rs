//! Counting passes on real programs: exact, complete, and honest where they are not.

use std::time::Duration;

use scalecheck::measure::Executor;
use scalecheck::model::{Metric, Pass, Reading, Scenario};

use super::{bench, command, script, trial};

/// What a pass read of one metric, trial by trial.
fn count(scenario: &Scenario, pass: Pass, name: &str, sizes: &[u64]) -> Vec<Result<f64, String>> {
    let mut setup = bench(scenario);
    let trials: Vec<_> = sizes.iter().map(|n| (trial(*n, 1), None)).collect();
    let mut samples = Vec::new();
    setup.bench.count(pass, &trials, Duration::from_secs(60), &mut |sample| samples.push(sample));
    samples.sort_by_key(|sample| trials.iter().position(|(trial, _)| *trial == sample.trial));
    assert_eq!(samples.iter().map(|s| s.trial).collect::<Vec<_>>(), trials.iter().map(|(t, _)| *t).collect::<Vec<_>>());
    let read = |reading: Option<&Reading>| match reading {
        Some(Reading::Value(value)) => Ok(*value),
        Some(Reading::Missing(reason)) => Err(reason.0.clone()),
        None => Err("nothing was read".to_string()),
    };
    samples.iter().map(|sample| read(sample.readings.0.get(&Metric::counter(name)))).collect()
}

fn instructions(scenario: &Scenario, sizes: &[u64]) -> Vec<Result<f64, String>> {
    count(scenario, Pass::Instructions, "instructions", sizes)
}

#[test]
fn instructions_are_equal_from_run_to_run_and_in_company() {
    // No shell: that writes its parent's id into a variable, and each digit more of it is 19 instructions.
    let scenario = command(&["perl", "-e", "my $i = 0; $i++ while $i < $ARGV[0]", "{n}"]);
    let counts = |sizes| instructions(&scenario, sizes).into_iter().collect::<Result<Vec<_>, _>>().expect("counted");
    let (together, alone) = (counts(&[1000, 2000, 3000]), counts(&[1000]));
    assert_eq!(together[0], alone[0]);
    assert_eq!(
        together[2] - together[1],
        together[1] - together[0],
        "each round of the loop costs the same: {together:?}"
    );
}

#[test]
fn five_runs_of_a_native_program_and_of_cpython_count_the_same() {
    // Itself, where `python3` is a script that looks for it.
    let python = std::process::Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
    let python = String::from_utf8(python.expect("python3").stdout).expect("a path");
    let hashes = [python.trim(), "-c", "print(len(set(map(str, range({n})))))"];
    for argv in [&["factor", "1000000016000000063", "{n}"], &hashes] {
        // From one folder: CPython keeps its path in a dict, where it may collide.
        let scenario = Scenario { folder: env!("CARGO_MANIFEST_DIR").into(), ..command(argv) };
        let counts: Vec<_> = (0..5).flat_map(|_| instructions(&scenario, &[2000])).collect();
        let counts: Vec<f64> = counts.into_iter().collect::<Result<_, _>>().expect("counted");
        assert!(counts.iter().all(|count| *count == counts[0]), "{argv:?}: {counts:?}");
    }
}

#[test]
fn instructions_of_children_count() {
    let loops = "i=0; while [ $i -lt {n} ]; do i=$((i+1)); done";
    let own = instructions(&script(loops), &[5000]);
    let child = instructions(&script(&format!("({loops}); :")), &[5000]);
    let (own, child) = (own[0].clone().expect("counted"), child[0].clone().expect("counted"));
    assert!(child > 0.95 * own, "{own} {child}");
}

#[test]
fn a_program_that_is_ended_or_fails_while_it_is_counted_gives_no_count() {
    let killed = instructions(&script("kill -9 $$"), &[10]);
    assert!(killed[0].clone().expect_err("killed").contains("failed while it was counted"), "{killed:?}");
    let left = instructions(&script("sleep 60 & :"), &[10]);
    assert!(left[0].clone().expect_err("left").contains("left processes running"), "{left:?}");
}

#[test]
fn a_program_of_a_reset_environment_is_counted_too() {
    let scenario = command(&["env", "-i", "/bin/sh", "-c", "i=0; while [ $i -lt {n} ]; do i=$((i+1)); done; :"]);
    let counts = instructions(&scenario, &[1000, 5000]);
    let values: Vec<f64> = counts.into_iter().collect::<Result<_, _>>().expect("counted");
    assert!(values[1] > values[0] + 4000.0 * 100.0, "{values:?}");
}

#[test]
fn what_was_done_before_another_program_and_before_a_fork_counts_once() {
    let loops = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
    let read = |text: &str| instructions(&script(text), &[10]).remove(0).expect("counted");
    let own = read(&format!("{loops}; : {{n}}"));
    let replaced = read(&format!("{loops}; exec true {{n}}"));
    let forked = read(&format!("{loops}; (:); (:); (: {{n}})"));
    for (what, count) in [("exec", replaced), ("fork", forked)] {
        assert!((count / own - 1.0).abs() < 0.02, "{what}: {count} against {own}");
    }
}

#[test]
fn a_static_program_is_counted_and_a_setuid_one_is_refused_with_the_reason() {
    use std::os::unix::fs::PermissionsExt;
    let source =
        "int main(int c, char **v) { volatile long s = 0; for (long i = 0; i < 100000; i++) s += i; return 0; }";
    let program = super::compiled("static", source, &["-static"]);
    let path = program.to_str().expect("a text").to_string();
    let counts = instructions(&command(&[&path, "{n}"]), &[10]);
    assert!(counts[0].clone().expect("counted") > 300_000.0, "{counts:?}");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o4755)).expect("its owner may");
    let refused = instructions(&command(&[&path, "{n}"]), &[10]);
    assert!(refused[0].clone().expect_err("refused").contains("setuid"), "{refused:?}");
}

fn system(text: &str, name: &str) -> f64 {
    count(&script(text), Pass::System, name, &[10]).remove(0).expect("counted")
}

#[test]
fn system_calls_processes_and_descriptors_are_counted_exactly() {
    let reads = |n: u64| {
        let text = format!("perl -e 'open F, q(<), q(/dev/zero); sysread F, my $x, 1 for 1..{n}' # {{n}}");
        system(&text, "system.calls")
    };
    assert_eq!(reads(500) - reads(100), 400.0);
    let started = |n: u64| system(&format!("for i in $(seq {n}); do /bin/true; done; : {{n}}"), "system.processes");
    assert_eq!(started(30) - started(10), 20.0);
    let open = |n: u64| {
        let text = format!("perl -e 'open $f[$_], q(<), q(/dev/zero) for 1..{n}; close $_ for @f' # {{n}}");
        system(&text, "system.descriptors")
    };
    assert_eq!((open(40), open(10)), (43.0, 13.0));
    let others = "import os, socket, sys
n, how, kept = int(sys.argv[1]), sys.argv[2], []
a, b = socket.socketpair()
for _ in range(n):
    if how == 'dup': kept.append(os.dup(1))
    elif how == 'pair': kept.append(socket.socketpair())
    else: socket.send_fds(a, [b'x'], [1]); kept.append(socket.recv_fds(b, 1, 1))
";
    for (how, each) in [("dup", 1.0), ("pair", 2.0), ("pass", 1.0)] {
        let scenario = command(&["python3", "-c", others, "{n}", how]);
        let counts = count(&scenario, Pass::System, "system.descriptors", &[10, 60]);
        let counts: Vec<f64> = counts.into_iter().collect::<Result<_, _>>().expect("counted");
        assert_eq!(counts[1] - counts[0], 50.0 * each, "{how}: {counts:?}");
    }
}

#[test]
fn threads_and_connections_are_counted() {
    let threads = "
        #include <pthread.h>
        #include <stdlib.h>
        static void *work(void *x) { return x; }
        int main(int c, char **v) {
            for (int i = 0; i < atoi(v[1]); i++) { pthread_t t; pthread_create(&t, 0, work, 0); pthread_join(t, 0); }
            return 0;
        }";
    let program = super::compiled("threads", threads, &[]);
    let scenario = command(&[program.to_str().expect("a text"), "{n}"]);
    let counts = count(&scenario, Pass::System, "system.threads", &[3, 7]);
    assert_eq!(counts, [Ok(3.0), Ok(7.0)]);
    let connects = "use Socket; socketpair A, B, AF_UNIX, SOCK_STREAM, 0;
        socket L, PF_INET, SOCK_STREAM, 0; bind L, sockaddr_in(0, INADDR_LOOPBACK); listen L, 50; $a = getsockname L;
        for (1..$ARGV[0]) { socket my $c, PF_INET, SOCK_STREAM, 0; connect $c, $a; push @c, $c }
        socket U, PF_INET, SOCK_DGRAM, 0; connect U, $a;";
    let counts = count(&command(&["perl", "-e", connects, "{n}"]), Pass::System, "system.connections", &[5, 20]);
    assert_eq!(counts, [Ok(5.0), Ok(20.0)]);
}

#[test]
fn a_traced_target_meets_its_signals_and_its_timeout() {
    let handled = "trap 'exit 0' USR1; kill -USR1 $$; exit 1; : {n}";
    assert!(system(handled, "system.calls") > 10.0);
    let stopped = "(sleep 0.05; kill -CONT $$) & kill -STOP $$; wait; : {n}";
    assert_eq!(system(stopped, "system.processes"), 3.0);
    let mut setup = bench(&script("sleep 60; : {n}"));
    let mut samples = Vec::new();
    let trials = [(trial(10, 1), None)];
    setup.bench.count(Pass::System, &trials, Duration::from_millis(300), &mut |sample| samples.push(sample));
    assert!(matches!(&samples[0].end, scalecheck::model::SampleEnd::Failed(_)), "{samples:?}");
    assert_eq!(super::strays(&setup.mark), [0; 0]);
}

fn alloc(scenario: &Scenario, name: &str, sizes: &[u64]) -> Vec<Result<f64, String>> {
    count(scenario, Pass::Allocations, name, sizes)
}

const ALLOCATES: &str = "
    #include <stdlib.h>
    #include <unistd.h>
    int main(int c, char **v) {
        int n = atoi(v[1]), leaks = c > 2;
        void *volatile last = 0;
        for (int i = 0; i < n; i++) { void *volatile block = malloc(1000); if (leaks) last = block; else free(block); }
        (void)last; _exit(0);
    }";

#[test]
fn allocations_are_counted_to_the_last_one_and_leaks_are_told_from_churn() {
    let program = super::compiled("allocates", ALLOCATES, &["-fno-builtin"]);
    let path = program.to_str().expect("a text");
    let of = |extra: &[&str], name| {
        let argv: Vec<&str> = [&[path, "{n}"], extra].concat();
        alloc(&command(&argv), name, &[100, 300]).into_iter().collect::<Result<Vec<f64>, _>>().expect("counted")
    };
    assert_eq!(of(&[], "alloc.count"), [100.0, 300.0]);
    assert_eq!(of(&[], "alloc.bytes"), [100_000.0, 300_000.0]);
    assert_eq!(of(&[], "alloc.leaked"), [0.0, 0.0]);
    assert_eq!(of(&[], "alloc.peak")[0], of(&[], "alloc.peak")[1]);
    let leaked = of(&["leak"], "alloc.leaked");
    assert!(leaked[0] >= 100_000.0 && leaked[1] == 3.0 * leaked[0], "{leaked:?}");
    assert_eq!(of(&["leak"], "alloc.peak"), leaked);
}

#[test]
fn allocations_of_children_count_even_of_a_reset_environment() {
    let program = super::compiled("allocates", ALLOCATES, &["-fno-builtin"]);
    let path = program.to_str().expect("a text");
    let counts = alloc(&command(&["env", "-i", path, "{n}"]), "alloc.count", &[100, 300]);
    let values: Vec<f64> = counts.into_iter().collect::<Result<_, _>>().expect("counted");
    assert_eq!(values[1] - values[0], 200.0);
    let forks = script(&format!("(exec {path} {{n}}) & (exec {path} {{n}}) & wait"));
    let counts = alloc(&forks, "alloc.count", &[100, 300]);
    let values: Vec<f64> = counts.into_iter().collect::<Result<_, _>>().expect("counted");
    assert_eq!(values[1] - values[0], 400.0);
}

#[test]
fn programs_are_executed_as_ever_while_allocations_count() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "test \"$1 $2\" = '100 b c' || exit 1").expect("written");
    std::fs::set_permissions(&plain, std::fs::Permissions::from_mode(0o755)).expect("its owner may");
    let path = plain.to_str().expect("a text");
    for argv in [&["env", path, "{n}", "b c"][..], &["sh", "-c", "missing-program; exec \"$0\" {n} 'b c'", path]] {
        assert!(
            alloc(&command(argv), "alloc.count", &[100])[0].is_ok(),
            "a script without a line of its own: {argv:?}"
        );
    }
    let replaced =
        "import os, sys\ntry: os.execv('/missing', ['missing'])\nexcept OSError: [bytes(9) for _ in range({n})]";
    assert!(alloc(&command(&["python3", "-c", replaced]), "alloc.count", &[100])[0].is_ok(), "it goes on");
}

#[test]
fn pythons_own_allocator_steps_aside_unless_the_scenario_sets_it() {
    let mut scenario = command(&["python3", "-c", "x = [object() for _ in range({n})]"]);
    let objects = |scenario: &Scenario| {
        let counts = alloc(scenario, "alloc.count", &[1000, 21_000]);
        let values: Vec<f64> = counts.into_iter().collect::<Result<_, _>>().expect("counted");
        values[1] - values[0]
    };
    assert!(objects(&scenario) >= 20_000.0);
    let own = ("PYTHONMALLOC".to_string(), scalecheck::model::Template::new("pymalloc"));
    super::target(&mut scenario).env.extend([own]);
    assert!(objects(&scenario) < 5000.0, "blocks of its own, of many objects each");
}

#[test]
fn a_program_that_no_library_can_be_loaded_into_has_no_count_of_allocations_and_not_zero() {
    use std::os::unix::fs::PermissionsExt;
    let program = super::compiled("static-allocates", ALLOCATES, &["-static", "-fno-builtin"]);
    let scenario = command(&[program.to_str().expect("a text"), "{n}"]);
    let refused = alloc(&scenario, "alloc.count", &[100]).remove(0).expect_err("static");
    assert!(refused.contains("static"), "{refused}");
    let path = program.to_str().expect("a text");
    let by_python = format!("python3 -c 'import subprocess; subprocess.run([\"{path}\", \"{{n}}\"])'");
    for behind in [format!("exec {path} {{n}}"), format!("{path} {{n}}; true"), by_python] {
        let refused = alloc(&script(&behind), "alloc.count", &[100]).remove(0).expect_err(&behind);
        assert!(refused.contains("executes loads no libraries") && refused.contains("static"), "{refused}");
    }
    let refused = alloc(&script("node -e {n}; true"), "alloc.count", &[100]).remove(0).expect_err("its own heap");
    assert!(refused.contains("`node` manages its memory itself"), "{refused}");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o4755)).expect("its owner may");
    for (pass, name) in [(Pass::Allocations, "alloc.count"), (Pass::System, "system.calls")] {
        let refused = count(&scenario, pass, name, &[100]).remove(0).expect_err("setuid");
        assert!(refused.contains("setuid"), "{refused}");
    }
}

#[test]
fn patterns_read_counters_from_the_output() {
    let mut scenario = script("echo 12 queries; echo {n} queries; echo x-1");
    scenario.counters = [("queries", r"(\d+) queries"), ("lines", "(?m)^."), ("none", "(absent)"), ("less", "x(-1)")]
        .map(|(name, pattern)| (name.to_string(), pattern.to_string()))
        .into();
    let sample = super::once(&scenario);
    assert_eq!((super::value(&sample, "queries"), super::value(&sample, "lines")), (22.0, 3.0));
    assert!(super::missing(&sample, "none").contains("nothing in its output"));
    assert!(super::missing(&sample, "less").contains("no finite number"));
}

#[test]
fn reads_are_held_against_their_number_and_the_input() {
    let mut setup = bench(&command(&["cat", "{input}"]));
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("input");
    std::fs::write(&input, vec![b'x'; 3 << 20]).expect("written");
    let sample = setup.bench.measure(&trial(10, 1), Some(&input));
    let ratio = super::value(&sample, "io.read_ratio");
    assert!((1.0..1.1).contains(&ratio), "{ratio}");
    assert!(super::value(&sample, "io.bytes_per_read") > 60_000.0);
    let without = super::once(&command(&["true", "{n}"]));
    assert!(super::missing(&without, "io.read_ratio").contains("no input"));
}
