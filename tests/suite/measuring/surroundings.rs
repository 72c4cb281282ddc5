//! What a target and the hooks around it see.

use std::fs;
use std::path::Path;

use scalecheck::measure::{Bench, Executor, MeasureError};
use scalecheck::model::{CaveatKind, Check, Failure, Metric, Stdin, Template};

use super::*;

/// A scenario whose target prints something, and what that should be.
fn printing(text: &str, expected: &str) -> Scenario {
    let mut scenario = script(text);
    scenario.check = Some(Check::Output(Template::new(expected)));
    scenario
}

#[test]
fn placeholders_are_filled_in_everywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in put");
    fs::write(&input, "from the file").expect("written");
    let mut scenario = printing("echo {n} {seed} $OWN; cat; cat \"{input}\"", "10 7 n=10\nfrom the filefrom the file");
    target(&mut scenario).env.insert("OWN".into(), Template::new("n={n}"));
    target(&mut scenario).stdin = Stdin::File(Template::new("{input}"));
    let sample = bench(&scenario).bench.measure(&trial(10, 1), Some(&input));
    assert_eq!(sample.end, SampleEnd::Completed);
}

#[test]
fn stdin_is_a_text_or_at_its_end() {
    let mut scenario = printing("cat", "size 10");
    target(&mut scenario).stdin = Stdin::Text(Template::new("size {n}"));
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
    assert_eq!(once(&printing("cat", "")).end, SampleEnd::Completed);
    target(&mut scenario).stdin = Stdin::File(Template::new("/no/such/file"));
    assert!(matches!(failure(&once(&scenario)), Failure::NotStarted { reason } if reason.contains("stdin")));
}

#[test]
fn locale_time_zone_and_hash_seeds_are_fixed_and_the_scenario_can_set_them() {
    let text = "echo $LC_ALL $TZ $PYTHONHASHSEED $SCALECHECK_N";
    assert_eq!(once(&printing(text, "C.UTF-8 UTC 0")).end, SampleEnd::Completed);
    let mut scenario = printing(text, "C.UTF-8 Asia/Tokyo 0");
    target(&mut scenario).env.insert("TZ".into(), Template::new("Asia/Tokyo"));
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
}

#[test]
fn a_target_has_no_descriptor_but_its_three_streams() {
    let listed = printing("ls /proc/self/fd | tr '\\n' ' '", "0 1 2 3 ");
    assert_eq!(once(&listed).end, SampleEnd::Completed);
}

#[test]
fn a_target_leads_a_session_of_its_own_with_default_signals() {
    let text = "[ $(ps -o sid= -p $$) = $$ ] && grep -E 'Sig(Blk|Ign)' /proc/self/status | awk '{print $2}'";
    assert_eq!(once(&printing(text, "0000000000000000\n0000000000000000")).end, SampleEnd::Completed);
}

#[test]
fn the_folder_of_a_trial_is_empty_every_time_and_gone_in_the_end() {
    let mut scenario = script("[ -z \"$(ls -A {tmp})\" ] && echo x > {tmp}/file && echo {tmp} > $KEPT");
    let folder = tempfile::tempdir().expect("a folder");
    let kept = folder.path().join("kept");
    target(&mut scenario).env.insert("KEPT".into(), Template::new(kept.to_str().expect("text")));
    let mut setup = bench(&scenario);
    for _ in 0..3 {
        assert_eq!(setup.once().end, SampleEnd::Completed);
    }
    let tmp = fs::read_to_string(kept).expect("written");
    assert!(tmp.len() > 5 && !Path::new(tmp.trim()).exists());
}

#[test]
fn counters_that_the_target_appends_are_readings_of_that_trial_only() {
    let mut setup =
        bench(&script("[ {n} = 20 ] || exit 0; for i in 1 2 3; do echo queries $i >> $SCALECHECK_COUNTERS; done"));
    let sample = setup.bench.measure(&trial(20, 1), None);
    assert_eq!(sample.readings.value(&Metric::counter("queries")), Some(6.0));
    assert_eq!(setup.once().readings.0.get(&Metric::counter("queries")), None);
    let sample = once(&script("echo queries many > $SCALECHECK_COUNTERS"));
    assert_eq!(missing(&sample, "queries"), "line 1 of the counters: `many` is no number");
    let sample = once(&script("rm -f $SCALECHECK_COUNTERS; mkfifo $SCALECHECK_COUNTERS"));
    assert!(missing(&sample, "counters").contains("no file"));
}

#[test]
fn checks_compare_a_text_a_file_or_run_a_command() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("expected-10"), "ten\n").expect("written");
    let mut scenario = script("echo ten");
    scenario.folder = folder.path().to_path_buf();
    scenario.check = Some(Check::File(Template::new("expected-{n}")));
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
    scenario.check = Some(Check::Command(Template::new("grep -qx ten && [ $SCALECHECK_N = {n} ]")));
    assert_eq!(once(&scenario).end, SampleEnd::Completed);
    for (check, word) in [
        (Check::Output(Template::new("eleven")), "byte 0"),
        (Check::File(Template::new("expected-20")), "expected-20"),
        (Check::Command(Template::new("echo bad {n}; exit 1")), "bad 10"),
    ] {
        scenario.check = Some(check);
        let Failure::WrongOutput { reason } = failure(&once(&scenario)).clone() else { panic!("it is wrong") };
        assert!(reason.contains(word), "{reason}");
    }
}

#[test]
fn output_that_changes_from_trial_to_trial_is_a_doubt() {
    let mut scenario = script("cat /proc/sys/kernel/random/uuid");
    scenario.check = Some(Check::Command(Template::new("true")));
    let mut setup = bench(&scenario);
    setup.once();
    assert!(setup.bench.caveats().is_empty());
    setup.once();
    assert_eq!(setup.bench.caveats()[0].kind, CaveatKind::NonDeterministic);
}

#[test]
fn hooks_run_around_everything_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = |what: &str| Some(format!("echo {what} $SCALECHECK_PHASE $SCALECHECK_N $SCALECHECK_ROUND >> log"));
    let mut scenario = script("echo target >> log");
    scenario.folder = folder.path().to_path_buf();
    scenario.hooks.setup = log("a");
    scenario.hooks.prepare = log("b");
    scenario.hooks.conclude = log("c");
    scenario.hooks.cleanup = log("d");
    let mut setup = bench(&scenario);
    setup.bench.setup().expect("set up");
    setup.bench.measure(&trial(10, 1), None);
    setup.bench.measure(&trial(20, 3), None);
    setup.bench.cleanup().expect("cleaned up");
    let expected =
        "a setup\nb prepare 10 1\ntarget\nc conclude 10 1\nb prepare 20 3\ntarget\nc conclude 20 3\nd cleanup\n";
    assert_eq!(fs::read_to_string(folder.path().join("log")).expect("written"), expected);
}

#[test]
fn a_program_that_setup_builds_is_found_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut scenario = command(&["./built"]);
    scenario.folder = folder.path().to_path_buf();
    scenario.hooks.setup = Some("printf '#!/bin/sh\\n' > built && chmod +x built".into());
    let mut setup = bench(&scenario);
    setup.bench.setup().expect("set up");
    assert_eq!(setup.once().end, SampleEnd::Completed);
    scenario.hooks.setup = Some("rm built".into());
    let error = bench(&scenario).bench.setup().expect_err("there is no program");
    assert!(matches!(error, MeasureError::Missing { .. }), "{error}");
}

#[test]
fn failing_hooks_are_told_with_their_phase() {
    let mut scenario = command(&["true"]);
    scenario.hooks.setup = Some("echo no database; exit 4".into());
    let error = bench(&scenario).bench.setup().expect_err("it fails");
    assert_eq!(error.to_string(), "the hook `setup` ended with exit status: 4: no database");
    for phase in ["prepare", "conclude"] {
        let mut scenario = command(&["true"]);
        let hook = Some("false".to_string());
        let place = if phase == "prepare" { &mut scenario.hooks.prepare } else { &mut scenario.hooks.conclude };
        *place = hook;
        let sample = once(&scenario);
        assert!(matches!(failure(&sample), Failure::Hook { phase: told, .. } if told == phase), "{sample:?}");
    }
}

#[test]
fn a_workspace_that_cannot_be_written_is_named() {
    let error = Bench::start(&command(&["true"]), Path::new("/proc/no-such")).expect_err("it can't be made");
    assert!(error.to_string().contains("/proc/no-such"), "{error}");
}
