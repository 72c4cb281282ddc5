//! The bench on real programs: what it reads, and every way in which a target can go wrong.

mod abandoned;
mod counting;
mod faults;
mod surroundings;
mod truth;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use scalecheck::measure::{Bench, Executor};
use scalecheck::model::{
    CommandTarget, Failure, Hooks, Metric, Reading, Sample, SampleEnd, Scale, Scenario, Settings, Size, Sizes, Stdin,
    Target, Template, Trial,
};

/// A variable of every target of these tests, by which what it leaves behind is found.
const MARK: &str = "MEASURING_MARK";

/// A scenario whose target is a shell script.
fn script(text: &str) -> Scenario {
    let mut scenario = command(&[text]);
    target(&mut scenario).shell = true;
    scenario
}

/// A scenario whose target is a program with its arguments.
fn command(argv: &[&str]) -> Scenario {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mark = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let argv = argv.iter().map(|text| Template::new(*text)).collect();
    let env = BTreeMap::from([(MARK.to_string(), Template::new(mark))]);
    Scenario {
        name: "test".into(),
        tried: false,
        about: None,
        location: None,
        fix: None,
        folder: std::env::temp_dir(),
        needs: Vec::new(),
        target: Target::Command(CommandTarget { argv, shell: false, env, directory: None, stdin: Stdin::Empty }),
        inputs: Vec::new(),
        seed: 7,
        sizes: Sizes::List(vec![size(10)]),
        hooks: Hooks::default(),
        check: None,
        counters: BTreeMap::new(),
        expect: Vec::new(),
        limits: Vec::new(),
        expect_broken: Vec::new(),
        scale: Scale::default(),
        settings: Settings::default(),
        redact: Vec::new(),
        hash: String::new(),
    }
}

fn target(scenario: &mut Scenario) -> &mut CommandTarget {
    let Target::Command(target) = &mut scenario.target else { panic!("a command") };
    target
}

fn size(n: u64) -> Size {
    Size::new(n).expect("a size")
}

fn trial(n: u64, round: u32) -> Trial {
    Trial { size: size(n), input: 0, round }
}

/// A bench with the folder that it works in.
struct Setup {
    bench: Bench,
    mark: String,
    _folder: tempfile::TempDir,
}

fn bench(scenario: &Scenario) -> Setup {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench::start(scenario, folder.path()).expect("a bench");
    let Target::Command(target) = &scenario.target else { panic!("a command") };
    Setup { bench, mark: target.env[MARK].0.clone(), _folder: folder }
}

impl Setup {
    /// One trial at n = 10, after which nothing of the target may be left.
    fn once(&mut self) -> Sample {
        let sample = self.bench.measure(&trial(10, 1), None);
        assert_eq!(strays(&self.mark), [0; 0], "left behind by {:?}", sample.end);
        sample
    }
}

/// One trial at n = 10 on a bench of its own.
fn once(scenario: &Scenario) -> Sample {
    bench(scenario).once()
}

/// Living processes with this mark in their environment.
fn strays(mark: &str) -> Vec<u32> {
    let marked = format!("{MARK}={mark}");
    let processes = fs::read_dir("/proc").expect("readable").flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let has_mark = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == marked.as_bytes())
    };
    pids.filter(has_mark).collect()
}

fn failure(sample: &Sample) -> &Failure {
    match &sample.end {
        SampleEnd::Failed(failure) => failure,
        SampleEnd::Completed => panic!("it completed: {:?}", sample.readings),
    }
}

fn value(sample: &Sample, name: &str) -> f64 {
    assert_eq!(sample.end, SampleEnd::Completed);
    let metric = Metric::named(name);
    sample.readings.value(&metric).unwrap_or_else(|| panic!("{name}: {:?}", sample.readings.0.get(&metric)))
}

fn missing(sample: &Sample, name: &str) -> String {
    match sample.readings.0.get(&Metric::named(name)) {
        Some(Reading::Missing(reason)) => reason.0.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

/// A C program, compiled into a folder that lasts as long as the test run.
fn compiled(name: &str, source: &str, flags: &[&str]) -> PathBuf {
    let folder = tempfile::Builder::new().prefix("measuring-").tempdir().expect("a folder").keep();
    compile_into(&folder, name, source, flags)
}

fn compile_into(folder: &Path, name: &str, source: &str, flags: &[&str]) -> PathBuf {
    let (code, program) = (folder.join(format!("{name}.c")), folder.join(name));
    fs::write(&code, source).expect("written");
    let status = Command::new("cc").args(["-O1", "-pthread", "-o"]).args([&program, &code]).args(flags).status();
    assert!(status.expect("a C compiler").success());
    program
}
