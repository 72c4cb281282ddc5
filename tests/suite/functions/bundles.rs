//! Files of inputs: as many as they hold, and never one that isn't there.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use scalecheck::input::Store;
use scalecheck::model::{Bytes, CommandInput, Input, Template};

use super::*;

/// A user's file in each language whose function fails on an empty input, and the harness's own files once it is built.
const LANGUAGES: [(&str, &str, &[&str]); 6] = [
    (
        "python:user.py:f",
        "def f(items):\n    if not items: raise ValueError('empty')\n    return sum(items)\n",
        &["python3", "{scratch}/harness.py"],
    ),
    (
        "node:user.js:f",
        "exports.f = (items) => { if (items.length === 0) throw new Error('empty'); return items.length; };\n",
        &["node", "--expose-gc", "{scratch}/harness.js"],
    ),
    (
        "java:User.java:f",
        "class User { static int f(int[] items) { if (items.length == 0) throw new RuntimeException(\"empty\"); return items[0]; } }\n",
        &["java", "{scratch}/Harness.java", "{scratch}"],
    ),
    (
        "c:user.c:f",
        "#include <stdint.h>\n#include <stdlib.h>\nint64_t f(int64_t *items, size_t n) { if (n == 0) abort(); return items[0]; }\n",
        &["{scratch}/loader", "{scratch}/library.so"],
    ),
    (
        "cpp:user.cpp:f",
        "#include <cstdint>\n#include <cstdlib>\nextern \"C\" int64_t f(int64_t *items, size_t n) { if (n == 0) abort(); return items[0]; }\n",
        &["{scratch}/loader", "{scratch}/library.so"],
    ),
    (
        "rust:user.rs:f",
        "pub fn f(items: &[i64]) -> i64 { assert!(!items.is_empty(), \"empty\"); items[0] }\n",
        &["{scratch}/program"],
    ),
];

/// The folder of a bench's own files.
pub(super) fn scratch(project: &Project) -> PathBuf {
    let folders = fs::read_dir(project.folder.path().join("scratch")).expect("a workspace").flatten();
    folders.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a bench's folder")
}

/// What a harness answers to these lines.
pub(super) fn said(project: &Project, words: &[String], lines: &str) -> Vec<String> {
    let mut harness = Command::new(&words[0]);
    harness.args(&words[1..]).current_dir(project.folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let file = project.folder.path().join(&project.scenario.target.function().expect("a function").file);
    let set = [("SCALECHECK_IN", "0"), ("SCALECHECK_OUT", "1"), ("SCALECHECK_FUNCTION", "f")];
    if let Some(make) = &project.scenario.target.function().expect("a function").make {
        harness.env("SCALECHECK_MAKE", make);
    }
    let mut harness = harness.envs(set).env("SCALECHECK_FILE", file).spawn().expect("it starts");
    harness.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("it reads");
    let output = harness.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).lines().map(String::from).collect()
}

/// A harness asked for two inputs of a file that holds one, or one and a part: it must refuse both.
fn refuses_what_ends_early(project: &Project, words: &[String]) {
    for text in ["4\n1\n2\n", "4\n1\n2\n4\n3\n", "4\n1\n2\n4"] {
        let path = project.folder.path().join("cut");
        fs::write(&path, text).expect("written");
        let lines = format!("load\nsetup 2 7 2 ints {0}\nsetup 2 7 1 ints {0}\nquit\n", path.display());
        let answers = said(project, words, &lines);
        assert!(answers[2].starts_with("fail") && answers[2].contains("ends early"), "{words:?}: {answers:?}");
        assert_eq!(answers[3], "ok", "{words:?}: {answers:?}");
    }
}

#[test]
fn every_harness_refuses_a_file_that_ends_before_its_last_input() {
    for (spec, text, words) in LANGUAGES {
        let project = Project::new(spec, text).given("ints");
        let _bench = project.bench();
        let scratch = scratch(&project).display().to_string();
        let words: Vec<String> = words.iter().map(|word| word.replace("{scratch}", &scratch)).collect();
        refuses_what_ends_early(&project, &words);
    }
    let project = Project::new("perl:user.pl:f", "sub f { 1 } 1;\n");
    let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/harnesses/perl/harness.pl");
    refuses_what_ends_early(&project, &["perl".to_string(), harness.to_string()]);
}

/// A trial on what a command has made, as the pipeline has it made.
fn of_command(project: &Project, script: &str, round: u32) -> Sample {
    let argv = vec![Template::new(script)];
    let input = Input::Command(CommandInput { argv, shell: true });
    let folder = project.folder.path();
    let mut store = Store::open(&folder.join("inputs"), Bytes(1 << 30)).expect("a store");
    let mut bench = project.bench();
    let trial = trial(10, round);
    let wanted = bench.wanted(&trial).expect("a function wants several");
    assert!(wanted.count > 1, "of a small size it wants several");
    let path = store.bundle(&input, folder, trial.size, wanted.seed, wanted.count).expect("made");
    bench.measure(&trial, Some(&path))
}

#[test]
fn a_commands_inputs_are_as_many_as_it_made_in_every_language() {
    for (spec, text, _) in LANGUAGES {
        // A command's output is one text, unless it is said to be something else.
        let project = Project::new(spec, text).given("ints");
        for script in ["seq {n}", "seq {seed} $(({seed} + {n} - 1)) # {n}"] {
            let sample = of_command(&project, script, 1);
            assert_eq!(sample.end, SampleEnd::Completed, "{spec}: {sample:?}");
            assert!(value(&sample, "trial.calls") > 10.0, "{spec}: {sample:?}");
        }
    }
}
