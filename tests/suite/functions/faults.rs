//! Every way in which a function or its harness can go wrong ends as data, and leaves nothing behind.

use std::time::Duration;

use scalecheck::measure::MeasureError;
use scalecheck::model::{Bytes, CaveatKind};

use super::*;

#[test]
fn a_function_that_is_not_there_is_named_with_those_that_are() {
    let sample = Project::python("def dedupe(n): return n\ndef merge(n): return n\n").once();
    assert!(matches!(failure(&sample), Failure::NotStarted { .. }));
    let reason = reason(&sample);
    assert!(reason.contains("no function f") && reason.contains("dedupe, merge"), "{reason}");
}

#[test]
fn a_function_that_a_library_does_not_show_is_named_with_those_that_it_does() {
    let text = "long merge(unsigned long n) { return n; }\nlong dedupe(unsigned long n) { return n; }\n\
                static long hidden(unsigned long n) { return n; }\nlong (*kept)(unsigned long) = hidden;\n";
    let said = |spec: &str, text: &str| {
        let sample = Project::new(spec, text).once();
        assert!(matches!(failure(&sample), Failure::NotStarted { .. }));
        reason(&sample).to_string()
    };
    let listed = said("c:user.c:nosuch", text);
    assert!(listed.contains("no function nosuch") && listed.ends_with("there is dedupe, merge"), "{listed}");
    let mangled = said("cpp:user.cpp:nosuch", text);
    assert!(mangled.contains("C linkage") && mangled.ends_with("there is none"), "{mangled}");
}

#[test]
fn a_source_that_is_missing_is_told_before_a_compiler_is_asked() {
    for spec in ["c:user.c:f", "cpp:user.cpp:f", "rust:user.rs:f", "c:user.so:f"] {
        let mut project = Project::new(spec, "");
        let elsewhere = project.target().file.replace("user", "elsewhere");
        project.target().file.clone_from(&elsewhere);
        let mut bench = Bench::start(&project.scenario, project.folder.path()).expect("a bench");
        let said = bench.setup().expect_err("no file").to_string();
        assert!(said.contains("there is no file") && said.contains(&elsewhere), "{spec}: {said}");
    }
}

#[test]
fn a_file_that_is_missing_or_cannot_be_loaded_says_why() {
    let mut project = Project::python("");
    project.target().file = "elsewhere.py".into();
    assert!(reason(&project.once()).contains("there is no file"));
    for (text, wanted) in [
        ("def f(n) return n", "SyntaxError"),
        ("import no_such_module_here\n", "ModuleNotFoundError: No module named 'no_such_module_here'"),
        ("raise RuntimeError('at import')", "RuntimeError: at import"),
        ("import sys\nsys.exit(3)", "ends the program"),
    ] {
        let sample = Project::python(text).once();
        assert!(matches!(failure(&sample), Failure::NotStarted { .. }), "{sample:?}");
        assert!(reason(&sample).contains(wanted), "{text}: {}", reason(&sample));
    }
}

#[test]
fn a_function_that_raises_at_some_n_fails_there_only() {
    let project = Project::python("def f(n):\n    if n > 100:\n        raise ValueError(f'{n} are too many')\n");
    let mut bench = project.bench();
    assert_eq!(bench.measure(&trial(10, 1), None).end, SampleEnd::Completed);
    let sample = bench.measure(&trial(1000, 1), None);
    assert!(matches!(failure(&sample), Failure::Raised { .. }));
    assert_eq!(reason(&sample), "raised ValueError: 1000 are too many");
    assert_eq!(bench.measure(&trial(20, 1), None).end, SampleEnd::Completed);
}

#[test]
fn a_function_that_never_returns_is_killed_and_the_next_size_is_measured() {
    let text = "import time\ndef f(n):\n    while n > 100:\n        pass\n";
    let mut project = Project::python(text);
    project.scenario.settings.timeout = Duration::from_millis(300);
    let mut bench = project.bench();
    let sample = bench.measure(&trial(1000, 0), None);
    assert_eq!(failure(&sample), &Failure::TimedOut { after: Duration::from_millis(300) });
    // What it had computed by then is known to be less than it needs.
    assert!(sample.readings.value(&Metric::Cpu).is_some_and(|seconds| seconds > 0.0));
    assert_eq!(project.strays(), [0; 0]);
    assert_eq!(bench.measure(&trial(10, 1), None).end, SampleEnd::Completed);
}

#[test]
fn a_function_that_ends_its_process_is_told_apart_from_one_that_returns() {
    let sample = Project::python("import sys\ndef f(n):\n    sys.stderr.write('why\\n')\n    sys.exit(4)\n").once();
    assert!(matches!(failure(&sample), Failure::Exit { code: 4, stderr } if stderr == "why"), "{sample:?}");
    let sample = Project::python("import os\ndef f(n): os._exit(0)\n").once();
    assert!(reason(&sample).contains("exit code 0"), "{sample:?}");
    let sample = Project::python("import os\ndef f(n): os.kill(os.getpid(), 11)\n").once();
    assert!(matches!(failure(&sample), Failure::Signal { signal: 11, .. }), "{sample:?}");
}

#[test]
fn what_a_function_prints_is_nobodys_answer() {
    let text = "import sys\ndef f(n):\n    print('batch 1 1 1')\n    sys.stdout.flush()\n    return n\n";
    assert!(value(&Project::python(text).once(), "cpu") > 0.0);
}

#[test]
fn a_function_that_writes_to_the_protocols_descriptor_is_found_out() {
    let text = "import os\ndef f(n): os.write(int(os.environ['SCALECHECK_OUT']), b'debug: here\\n')\n";
    let sample = Project::python(text).once();
    assert!(matches!(failure(&sample), Failure::Protocol { .. }));
    assert!(reason(&sample).contains("`debug: here`"), "{}", reason(&sample));
}

#[test]
fn threads_and_processes_that_a_function_leaves_behind_are_told_and_ended() {
    // Not without end: how many calls a trial makes is the machine's.
    let text = "import threading, time\ndef f(n):\n    if threading.active_count() < 200:\n        \
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n";
    let mut project = Project::python(text);
    project.scenario.settings.process_limit = 3000;
    let mut bench = project.bench();
    for round in 0..3 {
        bench.measure(&trial(10, round), None);
    }
    let caveats = bench.caveats();
    let told = caveats.iter().any(|c| c.kind == CaveatKind::Leftovers && c.text.contains("threads"));
    assert!(told, "{caveats:?}");
    assert!(CaveatKind::Leftovers.advice().contains("threads of a function go on"));
    drop(bench);
    assert_eq!(project.strays(), [0; 0]);
    let text = "import subprocess\ndef f(n): subprocess.Popen(['sleep', '1000'], start_new_session=True)\n";
    let mut project = Project::python(text);
    project.scenario.settings.timeout = Duration::from_secs(3);
    project.once();
}

#[test]
fn a_function_that_exhausts_memory_runs_into_the_limit() {
    let mut project = Project::python("def f(n): return bytearray(1 << 31).count(1)\n");
    project.scenario.settings.memory_limit = Some(Bytes(200 << 20));
    assert_eq!(failure(&project.once()), &Failure::OutOfMemory { limit: 200 << 20 });
    let sample = Project::python("def f(n): raise MemoryError()\n").once();
    assert_eq!(reason(&sample), "raised MemoryError");
}

#[test]
fn a_function_that_starts_too_many_processes_runs_into_the_limit() {
    let text = "import os, time\ndef f(n):\n    for _ in range(300):\n        if os.fork() == 0:\n            time.sleep(1000)\n            os._exit(0)\n    time.sleep(1000)\n";
    let mut project = Project::python(text);
    project.scenario.settings.process_limit = 30;
    project.scenario.settings.timeout = Duration::from_secs(20);
    let sample = project.once();
    match failure(&sample) {
        Failure::TooManyProcesses { limit } => assert_eq!(*limit, 30),
        // Where a control group holds them, the kernel refuses the one too many to the function itself.
        Failure::Raised { reason } => assert!(reason.contains("BlockingIOError"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_function_that_changes_the_working_directory_is_back_for_the_next_batch() {
    let text = "import os\ndef f(n):\n    open('user.py').close()\n    os.chdir('/')\n";
    // The second call of a batch stands elsewhere, and says so; a batch of one would not.
    let sample = Project::python(text).once();
    assert!(reason(&sample).contains("FileNotFoundError"), "{sample:?}");
    let text = "import os, time\ndef f(n):\n    open('user.py').close()\n    time.sleep(0.002)\n    os.chdir('/')\n";
    let sample = Project::python(text).once();
    assert_eq!(sample.end, SampleEnd::Completed, "{sample:?}");
}

#[test]
fn a_slow_import_and_its_side_effects_are_counted_apart() {
    let text =
        "import time, os\ntime.sleep(0.5)\nprint('loading')\nos.environ['SCALECHECK_OUT'] = '1'\ndef f(n): return n\n";
    let project = Project::python(text);
    let mut bench = project.bench();
    let sample = bench.measure(&trial(10, 1), None);
    assert!(value(&sample, "wall") < 0.1);
    let (language, words) = bench.harness().expect("it said hello");
    assert_eq!(language, "python");
    assert!(words.contains("loading its file took 5") && words.contains("gc=on"), "{words}");
}

#[test]
fn different_results_for_the_same_input_are_told() {
    let project = Project::python("import random\ndef f(n): return random.random()\n");
    let mut bench = project.bench();
    bench.measure(&trial(10, 0), None);
    let caveats = bench.caveats();
    assert!(
        caveats.iter().any(|c| c.kind == CaveatKind::NonDeterministic && c.text.ends_with("n = 10")),
        "{caveats:?}"
    );
    let project = Project::python("def f(n): return [n, float('nan')]\n");
    let mut bench = project.bench();
    bench.measure(&trial(10, 0), None);
    assert!(bench.caveats().is_empty());
}

#[test]
fn an_interpreter_of_another_language_is_named_with_its_exit_code() {
    let mut project = Project::python("def f(n): return n\n");
    project.target().interpreter = Some("sh".into());
    let sample = project.once();
    let told = reason(&sample);
    assert!(told.contains("sh` exited with code 2: ") && told.contains("install Python 3.8"), "{told}");
    assert!(!told.contains('\n'), "{told}");
}

#[test]
fn an_interpreter_that_is_missing_says_which_and_how_to_name_another() {
    let mut project = Project::python("def f(n): return n\n");
    project.target().interpreter = Some("no-such-python-here".into());
    let mut bench = Bench::start(&project.scenario, project.folder.path()).expect("a bench");
    let error = bench.setup().expect_err("no interpreter");
    assert!(matches!(error, MeasureError::Harness { .. }));
    let text = error.to_string();
    assert!(
        text.contains("`no-such-python-here` in PATH") && text.contains("Python 3.8") && text.contains("interpreter ="),
        "{text}"
    );
}

#[test]
fn a_wrong_interpreter_is_told_from_a_harness() {
    for (interpreter, wanted) in
        [("true", "ended (exit code 0)"), ("false", "exited with code 1"), ("cat", "no line of the protocol")]
    {
        let mut project = Project::python("def f(n): return n\n");
        project.target().interpreter = Some(interpreter.into());
        let sample = project.once();
        assert!(matches!(failure(&sample), Failure::NotStarted { .. }), "{interpreter}: {sample:?}");
        // `cat` prints the harness to its stdout and ends.
        let wanted = if interpreter == "cat" { "ended (exit code 0)" } else { wanted };
        for wanted in [wanted, "install Python 3.8 or newer"] {
            assert!(reason(&sample).contains(wanted), "{interpreter}: {}", reason(&sample));
        }
    }
}

#[test]
fn an_interrupt_ends_a_call_and_its_process() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    let project = Project::python("def f(n):\n    while True:\n        pass\n");
    let bench = Bench::start(&project.scenario, &project.folder.path().join("scratch")).expect("a bench");
    let flag = Arc::new(AtomicBool::new(false));
    let mut bench = bench.interrupted_by(Arc::clone(&flag));
    bench.setup().expect("set up");
    let watcher = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        flag.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let sample = bench.measure(&trial(10, 1), None);
    assert!(matches!(failure(&sample), Failure::Signal { signal: 2, .. }), "{sample:?}");
    watcher.join().expect("it ended");
    assert_eq!(project.strays(), [0; 0]);
}

#[test]
fn a_call_that_is_slow_only_while_its_memory_is_watched_keeps_its_times() {
    let text =
        "import time, tracemalloc\ndef f(n):\n    if tracemalloc.is_tracing() and n >= 20:\n        time.sleep(60)\n";
    let mut project = Project::python(text);
    project.scenario.settings.timeout = Duration::from_millis(300);
    let mut bench = project.bench();
    let memory = |sample: &Sample| sample.readings.value(&Metric::Memory);
    assert!(memory(&bench.measure(&trial(10, 1), None)).is_some());
    for n in [20, 40] {
        let sample = bench.measure(&trial(n, 1), None);
        assert_eq!(sample.end, SampleEnd::Completed, "n = {n}");
        assert!(memory(&sample).is_none() && sample.readings.value(&Metric::Wall).is_some(), "{sample:?}");
    }
    assert!(memory(&bench.measure(&trial(10, 2), None)).is_some(), "smaller sizes are watched on");
}
