//! Targets that change their inputs: each trial gets what was made, and no other run what they left.

use std::fs;

use serde_json::Value;

use crate::cli::{Place, text};

/// Tries a shell script on integers at three sizes, and gives the caveats.
fn tried(place: &Place, script: &str) -> (Option<i32>, Vec<(String, String)>) {
    let flags = ["try", "--shell", script, "--input", "ints", "-n", "10,100,1k", "-r", "3", "-q", "--format", "json"];
    let output = place.call(&[&flags[..], &["--allow-undecided"]].concat());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    let caveats = json["scenarios"][0]["caveats"].as_array().expect("caveats").clone();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_string();
    (output.status.code(), caveats.iter().map(|caveat| (word(&caveat["kind"]), word(&caveat["text"]))).collect())
}

/// Everything that a cache holds of inputs: no target may have left anything but what was generated.
fn cached(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path("cache/scalecheck/inputs")).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name.contains("ints")).collect()
}

#[test]
fn a_target_that_changes_its_input_gets_it_as_it_was_made_in_each_trial() {
    for script in [
        // Fails where another trial has sorted it.
        "sort -n -c {input} 2>/dev/null && exit 7; sort -n -o {input} {input}",
        // Fails where the input is gone, and where its product is still there.
        "gzip {input} 2>/dev/null",
        "cp {input} {input}.copy; set -C; echo mine 2>/dev/null > {input}.mine",
    ] {
        let place = Place::new();
        let (code, caveats) = tried(&place, script);
        assert_eq!(code, Some(0), "{script}: {caveats:?}");
        let told = caveats.iter().find(|(kind, _)| kind == "input-changed");
        assert!(told.is_some_and(|(_, words)| words.contains("n = 10, 100, 1,000")), "{script}: {caveats:?}");
        assert_eq!(cached(&place), Vec::<String>::new(), "{script}");
    }
}

#[test]
fn a_target_that_leaves_its_input_alone_shares_it_with_later_runs() {
    let place = Place::new();
    let (code, caveats) = tried(&place, "sort -n {input} > /dev/null");
    assert_eq!(code, Some(0), "{caveats:?}");
    assert!(!caveats.iter().any(|(kind, _)| kind == "input-changed"), "{caveats:?}");
    assert_eq!(cached(&place).len(), 3);
}

#[test]
fn what_is_counted_of_such_a_target_is_counted_on_fresh_inputs_too() {
    let place = Place::new().with(
        "sorts",
        "[target]\ncommand = [\"sort\", \"-n\", \"-o\", \"{input}\", \"{input}\"]\n[input]\ngenerate = \"ints\"\n\
         [sizes]\nlist = [10, 20, 30, 40]\n[settings]\nrounds = 2\n[expect]\nsystem.processes = \"O(1)\"\n\
         [check]\ncommand = \"true\"\n",
    );
    let output = place.call(&["run", "scenarios", "--no-history"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(cached(&place), Vec::<String>::new());
}
