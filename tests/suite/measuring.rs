//! The bench on real programs: what it reads, and every way in which a target can go wrong.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use scalecheck::measure::{Bench, Executor, MeasureError};
use scalecheck::model::{
    ClockChoice, CommandTarget, Failure, Hooks, Metric, Sample, SampleEnd, Scale, Scenario, Settings, Size, Sizes,
    Stdin, Target, Template, Trial,
};

/// A scenario whose target is a shell script.
pub(crate) fn script(text: &str) -> Scenario {
    let mut scenario = command(&[text]);
    let Target::Command(target) = &mut scenario.target;
    target.shell = true;
    scenario
}

/// A scenario whose target is a program with its arguments.
pub(crate) fn command(argv: &[&str]) -> Scenario {
    let argv = argv.iter().map(|text| Template::new(*text)).collect();
    let target = CommandTarget { argv, shell: false, env: BTreeMap::new(), directory: None, stdin: Stdin::Empty };
    Scenario {
        name: "test".into(),
        about: None,
        location: None,
        fix: None,
        folder: std::env::temp_dir(),
        needs: Vec::new(),
        target: Target::Command(target),
        inputs: Vec::new(),
        seed: 7,
        sizes: Sizes::List(vec![size(10)]),
        hooks: Hooks::default(),
        check: None,
        expect: Vec::new(),
        limits: Vec::new(),
        expect_broken: Vec::new(),
        scale: Scale::default(),
        settings: Settings { clock: ClockChoice::Auto, ..Settings::default() },
        redact: Vec::new(),
        hash: String::new(),
    }
}

pub(crate) fn size(n: u64) -> Size {
    Size::new(n).expect("the test's own step")
}

pub(crate) fn trial(n: u64) -> Trial {
    Trial { size: size(n), input: 0, round: 1 }
}

/// A bench with the folder that it works in.
pub(crate) struct Setup {
    pub(crate) bench: Bench,
    _folder: tempfile::TempDir,
}

pub(crate) fn bench(scenario: &Scenario) -> Setup {
    let folder = tempfile::tempdir().expect("the test's own step");
    let bench = Bench::start(scenario, folder.path()).expect("the test's own step");
    Setup { bench, _folder: folder }
}

/// One trial at n = 10.
pub(crate) fn once(scenario: &Scenario) -> Sample {
    bench(scenario).bench.measure(&trial(10), None)
}

pub(crate) fn failure(sample: &Sample) -> &Failure {
    match &sample.end {
        SampleEnd::Failed(failure) => failure,
        SampleEnd::Completed => panic!("it completed: {:?}", sample.readings),
    }
}

pub(crate) fn value(sample: &Sample, name: &str) -> f64 {
    assert_eq!(sample.end, SampleEnd::Completed);
    let metric = Metric::named(name);
    sample.readings.value(&metric).unwrap_or_else(|| panic!("{name}: {:?}", sample.readings.0.get(&metric)))
}

#[test]
fn a_plain_command_gives_all_its_readings() {
    let sample = once(&command(&["true"]));
    for name in ["cpu", "wall", "memory", "faults.minor", "io.read_bytes", "io.read_calls", "switches.voluntary"] {
        assert!(value(&sample, name) >= 0.0, "{name}");
    }
    assert!(value(&sample, "cpu") > 0.0 && value(&sample, "wall") > 0.0);
}

#[test]
fn a_missing_program_is_named_with_what_to_do() {
    let error = Bench::start(&command(&["no-such-program-here"]), Path::new("/tmp")).expect_err("it should fail");
    assert!(matches!(error, MeasureError::Missing { .. }));
    let text = error.to_string();
    assert!(text.contains("`no-such-program-here`") && text.contains("install"), "{text}");
}

#[test]
fn a_program_that_may_not_be_executed_is_told_apart() {
    let folder = tempfile::tempdir().expect("the test's own step");
    std::fs::write(folder.path().join("tool"), "#!/bin/sh\n").expect("the test's own step");
    let mut scenario = command(&["./tool"]);
    scenario.folder = folder.path().to_path_buf();
    let error = Bench::start(&scenario, folder.path()).expect_err("it should fail");
    assert!(matches!(error, MeasureError::NotExecutable { .. }), "{error}");
    assert!(error.to_string().contains("chmod +x"));
}

#[test]
fn a_target_that_exits_with_an_error_shows_the_end_of_its_stderr() {
    let sample = once(&script("echo first >&2; echo the reason >&2; exit 3"));
    let Failure::Exit { code: 3, stderr } = failure(&sample) else { panic!("{sample:?}") };
    assert!(stderr.ends_with("the reason"));
    let mut ignoring = script("exit 3");
    ignoring.settings.ignore_failure = true;
    assert_eq!(once(&ignoring).end, SampleEnd::Completed);
}

#[test]
fn a_target_that_a_signal_ends_is_no_exit() {
    let sample = once(&script("kill -SEGV $$"));
    assert!(matches!(failure(&sample), Failure::Signal { signal: 11, .. }), "{sample:?}");
}

#[test]
fn a_target_that_hangs_ends_at_the_timeout() {
    let mut scenario = command(&["sleep", "1000"]);
    scenario.settings.timeout = Duration::from_millis(100);
    let mut setup = bench(&scenario);
    for _ in 0..2 {
        let sample = setup.bench.measure(&trial(10), None);
        assert_eq!(failure(&sample), &Failure::TimedOut { after: Duration::from_millis(100) });
    }
}
