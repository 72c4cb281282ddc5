//! Harnesses that don't keep to the protocol: told in words, never hung up on.

use std::time::Duration;

use scalecheck::model::{Clock, Expectation, Ruling};

use super::*;

/// Answers hello, load and setup, then what is given.
fn after_setup(script: &str) -> Project {
    let begin = "exec 5<&$SCALECHECK_IN 6>&$SCALECHECK_OUT; echo hello 1 sh 1 pid=$$ >&6; read x <&5; echo ok >&6; \
                 read x <&5; echo ok >&6; read x <&5;";
    Project::shell(&format!("{begin} {script}"))
}

#[test]
fn garbage_is_shown_and_refused() {
    let sample = after_setup("echo '<html>'  >&6; sleep 100").in_round(0);
    assert!(matches!(failure(&sample), Failure::Protocol { .. }));
    assert!(reason(&sample).contains("`<html>`"), "{}", reason(&sample));
    let sample = after_setup("head -c 300000 /dev/zero | tr '\\0' x >&6; sleep 100").in_round(0);
    assert!(reason(&sample).contains("a line without end"), "{}", reason(&sample));
    let sample = after_setup("printf '\\377\\376\\000\\n' >&6; sleep 100").in_round(0);
    assert!(matches!(failure(&sample), Failure::Protocol { .. }));
}

#[test]
fn memory_is_what_a_harness_of_ones_own_tells_and_else_the_kernels_peak() {
    let answers = |once: &str| {
        Project::shell(&format!(
            "exec 5<&$SCALECHECK_IN 6>&$SCALECHECK_OUT; echo hello 1 sh 1 pid=$$ >&6; while read word calls inputs <&5; do \
             case $word in run) echo batch $calls $((calls * 1000000)) - ;; once) echo {once} ;; check) echo check unknown ;; \
             quit) exit ;; *) echo ok ;; esac >&6; done"
        ))
    };
    let sample = answers("once peak=12345 allocated=67890 allocations=7 left=64").once();
    let told = ["memory", "alloc.peak", "alloc.bytes", "alloc.count", "alloc.leaked"].map(|name| value(&sample, name));
    assert_eq!(told, [12345.0, 12345.0, 67890.0, 7.0, 64.0]);
    assert!(value(&answers("once").once(), "memory") > 100_000.0);
}

#[test]
fn an_answer_to_another_question_is_refused() {
    for answer in ["ok", "check same", "once", "hello 1 sh 1"] {
        let sample = after_setup(&format!("echo {answer} >&6; sleep 100")).in_round(0);
        assert_eq!(reason(&sample), format!("it answers what was not asked: `{answer}`"));
    }
    let sample = after_setup("echo batch 5 1000 1000 >&6; sleep 100").in_round(0);
    assert_eq!(reason(&sample), "it says 5 calls where 1 was asked");
}

#[test]
fn an_answer_that_is_not_as_it_should_be_is_told_with_the_form_it_should_have() {
    let sample = after_setup("echo batch 1 -5 - >&6; sleep 100").in_round(0);
    assert!(reason(&sample).contains("`batch CALLS WALL CPU"), "{}", reason(&sample));
    let sample = after_setup("echo ok then >&6; sleep 100").in_round(0);
    assert!(reason(&sample).contains("`ok` alone"), "{}", reason(&sample));
}

#[test]
fn a_harness_without_a_clock_of_the_processor_is_judged_by_wall_time_though_a_size_hangs() {
    let mut project = Project::shell(
        "exec 5<&$SCALECHECK_IN 6>&$SCALECHECK_OUT; echo hello 1 sh 1 >&6; while read word calls rest <&5; do \
         case $word in setup) n=$calls; echo ok;; run) [ $n -lt 500 ] || sleep 100; echo batch $calls $((calls * n * 100000)) -;; \
         once) echo once peak=1;; check) echo check unknown;; quit) exit;; *) echo ok;; esac >&6; done",
    );
    project.scenario.sizes = Sizes::List([10, 20, 40, 80, 160, 320, 640].map(size).to_vec());
    project.scenario.settings.timeout = Duration::from_millis(300);
    project.scenario.expect =
        vec![Expectation { metric: Metric::Time, class: "O(n)".parse().expect("a class"), tight: false }];
    let evidence = scalecheck::run(&project.scenario).expect("a run");
    let time = evidence.fits.iter().find(|fit| fit.series.metric == Metric::Time).expect("its time");
    assert_eq!((time.series.clock, time.points.len()), (Clock::Wall, 6), "{:?}", evidence.verdicts);
    assert_ne!(evidence.verdicts[0].ruling, Ruling::Failed);
}

#[test]
fn a_harness_of_ones_own_that_is_found_is_not_said_to_be_missing() {
    for script in ["echo hi there >&4; sleep 100", "exit 7"] {
        let sample = Project::shell(script).in_round(0);
        let Failure::NotStarted { reason } = failure(&sample) else { panic!("{sample:?}") };
        assert!(!reason.contains("install it"), "{reason}");
    }
}

#[test]
fn a_harness_that_dies_in_the_middle_of_a_line_is_told_so() {
    let sample = after_setup("printf 'batch 1 10' >&6; exit 0").in_round(0);
    assert!(reason(&sample).contains("in the middle of a line: `batch 1 10`"), "{}", reason(&sample));
    let sample = after_setup("printf 'batch 1 10' >&6; echo no room >&2; exit 9").in_round(0);
    assert!(matches!(failure(&sample), Failure::Exit { code: 9, stderr } if stderr == "no room"), "{sample:?}");
}

#[test]
fn a_harness_that_closes_its_descriptor_and_goes_on_is_ended() {
    let sample = after_setup("exec 6>&- ; eval \"exec $SCALECHECK_OUT>&-\"; exec sleep 1000").in_round(0);
    assert!(reason(&sample).contains("closed the descriptor"), "{sample:?}");
}

#[test]
fn a_harness_that_speaks_another_version_is_told_so() {
    let sample = Project::shell("echo hello 9 sh 1 >&$SCALECHECK_OUT; sleep 100").once();
    assert!(matches!(failure(&sample), Failure::NotStarted { .. }));
    assert!(reason(&sample).contains("another version of the protocol"), "{}", reason(&sample));
}

#[test]
fn a_harness_that_answers_too_late_has_timed_out() {
    let mut project = after_setup("sleep 1000");
    project.scenario.settings.timeout = Duration::from_millis(100);
    assert!(matches!(failure(&project.in_round(0)), Failure::TimedOut { .. }));
}

#[test]
fn a_harness_of_ones_own_that_is_missing_says_where_to_look() {
    let mut project = Project::shell("");
    project.target().harness = vec!["./no-such-harness".into()];
    let mut bench = Bench::start(&project.scenario, project.folder.path()).expect("a bench");
    let text = bench.setup().expect_err("nothing to start").to_string();
    assert!(text.contains("`./no-such-harness`") && text.contains("`harness`"), "{text}");
}
