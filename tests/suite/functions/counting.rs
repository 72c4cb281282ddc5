//! Instructions of functions: what is counted of a call, and of what it can't be.

use std::path::PathBuf;
use std::time::Duration;

use scalecheck::input::Store;
use scalecheck::model::{Bytes, Pass, Reading};

use super::*;

/// Instructions of a call at each size, or why there are none.
fn instructions(project: &Project, sizes: &[u64]) -> Vec<Result<f64, String>> {
    let small = bundle(project.folder.path(), &["1\n2\n"]);
    let mut bench = project.bench();
    // Which program it is shows once it runs.
    bench.measure(&trial(10, 0), project.scenario.inputs.first().map(|_| small.as_path()));
    let mut store = Store::open(&project.folder.path().join("inputs"), Bytes(1 << 30)).expect("a store");
    let trials: Vec<(Trial, Option<PathBuf>)> = sizes
        .iter()
        .map(|n| {
            let (trial, folder) = (trial(*n, 1), project.folder.path());
            let wanted = bench.wanted(&trial).expect("a function wants inputs");
            let bundle = project.scenario.inputs.first().map(|input| {
                let made = store.bundle(input, folder, trial.size, wanted.seed, wanted.count).expect("made");
                store.set_aside(&made, trial.size, 0).expect("renamed")
            });
            (trial, bundle)
        })
        .collect();
    let mut samples = Vec::new();
    bench.count(Pass::Instructions, &trials, Duration::from_secs(120), &mut |sample| samples.push(sample));
    let read = |sample: &Sample| match sample.readings.0.get(&Metric::counter("instructions")) {
        Some(Reading::Value(count)) => Ok(*count),
        Some(Reading::Missing(reason)) => Err(reason.0.clone()),
        None => Err(format!("{:?}", sample.end)),
    };
    samples.iter().map(read).collect()
}

fn counted(project: &Project, sizes: &[u64]) -> Vec<f64> {
    instructions(project, sizes).into_iter().collect::<Result<_, _>>().expect("counted")
}

#[test]
fn instructions_of_a_c_function_are_those_of_its_calls() {
    let sum = "#include <stdint.h>\n#include <stddef.h>\n\
        uint64_t f(int64_t *a, size_t n) { uint64_t s = 0; for (size_t i = 0; i < n; i++) s = s * 3 + (uint64_t)a[i]; return s; }\n";
    let project = Project::new("c:user.c:f", sum).given("ints");
    let counts = counted(&project, &[100, 10_000, 200_000]);
    let each = (counts[2] - counts[1]) / 190_000.0;
    assert!((2.0..10.0).contains(&each), "a few an item, and nothing of making or reading the input: {counts:?}");
    // A call of a hundred items is as exact as one of a hundred thousand: what surrounds it is no part of it.
    assert!((counts[0] - 100.0 * each).abs() < 50.0 && (counts[1] - 10_000.0 * each).abs() < 500.0, "{counts:?}");
    assert_eq!(counts, counted(&project, &[100, 10_000, 200_000]), "the same each time");
}

#[test]
fn instructions_of_a_python_function_are_equal_from_run_to_run() {
    let project = Project::python(
        "def f(items):\n    seen = {}\n    for item in items:\n        seen[item] = 1\n    return len(seen)\n",
    );
    let project = project.given("ints");
    let runs: Vec<Vec<f64>> = (0..3).map(|_| counted(&project, &[1000, 100_000])).collect();
    for run in &runs[1..] {
        for (count, first) in run.iter().zip(&runs[0]) {
            assert!((count / first - 1.0).abs() < 1e-3, "{runs:?}");
        }
    }
    assert!((80.0..125.0).contains(&(runs[0][1] / runs[0][0])), "of a hundred times as many items: {runs:?}");
}

#[test]
fn instructions_of_what_is_compiled_while_it_runs_are_those_of_its_interpreter() {
    let set = "exports.f = (items) => [...new Set(items)].length;";
    let node = Project::new("node:user.js:f", set).given("ints");
    let sum = "public class User { public static long f(long[] items) { long s = 0; for (long i : items) s += i; return s; } }";
    let java = Project::new("java:User.java:f", sum).given("ints");
    for (project, least) in [(node, 50.0), (java, 20.0)] {
        let runs: Vec<Vec<f64>> = (0..2).map(|_| counted(&project, &[1000, 30_000])).collect();
        let [few, many] = runs[0][..] else { panic!("two sizes") };
        assert!((25.0..36.0).contains(&(many / few)), "thirty times as many items: {runs:?}");
        assert!((least..2000.0).contains(&(many / 30_000.0)), "the calls alone: {runs:?}");
        assert!((runs[1][1] / many - 1.0).abs() < 0.02, "the same each time: {runs:?}");
    }
}

#[test]
fn what_is_not_a_functions_own_work_or_differs_each_time_is_not_counted_and_that_is_said() {
    let starts = Project::python("import subprocess\ndef f(n):\n    return subprocess.run(['true']).returncode\n");
    let said = instructions(&starts, &[10]).remove(0).expect_err("processes");
    assert!(said.contains("starts processes"), "{said}");
    let mut node = Project::new("node:user.js:f", "exports.f = (n) => n;");
    node.target().harness = vec!["node".into(), "own.js".into()];
    let said = instructions(&node, &[10]).remove(0).expect_err("a harness that nobody can tell to interpret");
    assert!(said.contains("compiled while they run") && said.contains("shipped harness"), "{said}");
    let blind = Project::shell(
        "echo 'hello 1 sh 1' >&4; while read -r what calls rest <&3; do case $what in \
         run) echo \"batch $calls 1000000 -\" >&4;; quit) exit;; *) echo ok >&4;; esac; done",
    );
    let said = instructions(&blind, &[10]).remove(0).expect_err("no clock");
    assert!(said.contains("no clock of the processor"), "{said}");
}

#[test]
fn a_function_that_never_ends_while_it_is_counted_has_no_count_and_leaves_nothing() {
    let project = Project::python("def f(n):\n    while n > 50:\n        pass\n    return n\n");
    let mut bench = project.bench();
    assert_eq!(bench.measure(&trial(10, 1), None).end, SampleEnd::Completed);
    let trials = [(trial(10, 1), None), (trial(100, 1), None)];
    let mut samples = Vec::new();
    bench.count(Pass::Instructions, &trials, Duration::from_secs(20), &mut |sample| samples.push(sample));
    assert_eq!(samples[0].end, SampleEnd::Completed);
    assert!(matches!(samples[1].end, SampleEnd::Failed(Failure::TimedOut { .. })), "{:?}", samples[1].end);
    let missing = samples[1].readings.0.get(&Metric::counter("instructions"));
    assert!(
        matches!(missing, Some(Reading::Missing(reason)) if reason.0.contains("longer than it may")),
        "{missing:?}"
    );
    drop(bench);
    assert_eq!(project.strays(), [0; 0]);
}
