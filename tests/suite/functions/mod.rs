//! Functions called inside real processes of their languages, and every way in which that can go wrong.

mod bundles;
mod copies;
mod counting;
mod faults;
mod guide;
mod idle;
mod languages;
mod lazy;
mod memory;
mod places;
mod protocol;
mod truth;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scalecheck::measure::{Bench, Executor};
use scalecheck::model::{Failure, FunctionTarget, Metric, Sample, SampleEnd, Scenario, Size, Sizes, Target, Trial};
use scalecheck::scenario::{self, Overrides};

/// A variable of every harness of these tests, by which what it leaves behind is found.
const MARK: &str = "FUNCTIONS_MARK";

/// A folder with a user's file in it, and a scenario of one of its functions.
struct Project {
    folder: tempfile::TempDir,
    scenario: Scenario,
}

impl Project {
    /// `spec` is LANGUAGE:FILE:NAME.
    fn new(spec: &str, text: &str) -> Project {
        let folder = tempfile::tempdir().expect("a folder");
        let target = FunctionTarget::parse(spec).expect("a function");
        fs::write(folder.path().join(&target.file), text).expect("written");
        let mark = folder.path().display().to_string();
        let env = BTreeMap::from([(MARK.to_string(), mark)]);
        let toml = "[target]\nfunction = \"python:x.py:f\"\n";
        let mut scenario =
            scenario::parse(toml, &folder.path().join("test.toml"), "test", &Overrides::default()).expect("a scenario");
        scenario.target = Target::Function(FunctionTarget { env, ..target });
        scenario.sizes = Sizes::List(vec![size(10)]);
        Project { folder, scenario }
    }

    /// Python's function `f` of this file.
    fn python(text: &str) -> Project {
        Project::new("python:user.py:f", text)
    }

    /// A harness of the user's own: a shell script.
    fn shell(script: &str) -> Project {
        let mut project = Project::new("sh:user.sh:f", "");
        project.target().harness = ["sh", "-c", script].map(String::from).to_vec();
        project
    }

    /// The same, given inputs of this generator.
    fn given(mut self, generator: &str) -> Project {
        let toml = format!("[target]\nfunction = \"python:x.py:f\"\n[input]\ngenerate = {generator:?}\n");
        let read = scenario::parse(&toml, &self.folder.path().join("test.toml"), "test", &Overrides::default());
        self.scenario.inputs = read.expect("a scenario").inputs;
        self
    }

    fn target(&mut self) -> &mut FunctionTarget {
        let Target::Function(target) = &mut self.scenario.target else { panic!("a function") };
        target
    }

    fn bench(&self) -> Bench {
        let mut bench = Bench::start(&self.scenario, &self.folder.path().join("scratch")).expect("a bench");
        bench.setup().expect("set up");
        bench
    }

    /// One trial at n = 10 on a bench of its own, after which nothing of the harness may be left.
    fn once(&self) -> Sample {
        self.in_round(1)
    }

    /// The same in another round: in the first, which is discarded, only the time is asked for.
    fn in_round(&self, round: u32) -> Sample {
        let mut bench = self.bench();
        let sample = bench.measure(&trial(10, round), None);
        drop(bench);
        assert_eq!(self.strays(), [0; 0], "left behind by {:?}", sample.end);
        sample
    }

    /// Living processes with the mark in their environment.
    fn strays(&self) -> Vec<u32> {
        let marked = format!("{MARK}={}", self.folder.path().display());
        let processes = fs::read_dir("/proc").expect("readable").flatten();
        let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let has_mark = |pid: &u32| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == marked.as_bytes())
        };
        pids.filter(has_mark).collect()
    }
}

fn size(n: u64) -> Size {
    Size::new(n).expect("a size")
}

fn trial(n: u64, round: u32) -> Trial {
    Trial { size: size(n), input: 0, round }
}

fn failure(sample: &Sample) -> &Failure {
    match &sample.end {
        SampleEnd::Failed(failure) => failure,
        SampleEnd::Completed => panic!("it completed: {:?}", sample.readings),
    }
}

/// The reason of a function or harness that failed.
fn reason(sample: &Sample) -> &str {
    match failure(sample) {
        Failure::NotStarted { reason } | Failure::Raised { reason } | Failure::Protocol { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn value(sample: &Sample, name: &str) -> f64 {
    assert_eq!(sample.end, SampleEnd::Completed);
    let metric = Metric::named(name);
    sample.readings.value(&metric).unwrap_or_else(|| panic!("{name}: {:?}", sample.readings.0.get(&metric)))
}

/// A bundle of inputs as the store makes them.
fn bundle(folder: &Path, inputs: &[&str]) -> std::path::PathBuf {
    let path = folder.join("bundle");
    let text = inputs.iter().map(|input| format!("{}\n{input}", input.len())).collect::<Vec<_>>().concat();
    fs::write(&path, text).expect("written");
    path
}
