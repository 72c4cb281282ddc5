//! Baselines: the files that people review, and what a run says beside them.

use std::fs;
use std::path::Path;

use scalecheck::baseline::{BaselineError, all, from_text, load, names, remove, save, to_text};
use scalecheck::compare::Terms;
use scalecheck::fit::fit;
use std::time::Duration;

use scalecheck::model::{
    Accepted, Baseline, Bytes, Check, Class, DIGEST, Evidence, Expectation, Failure, Generator, Input, LOADING, Metric,
    Questions, Size, Sizes, Template,
};
use scalecheck::pipeline::{against, confirm_against};
use scalecheck::report::{BesideBaseline, beside_baseline};

use crate::support;

fn baseline(evidence: &Evidence) -> Baseline {
    let accepted = vec![Accepted { at: "2026-11-20T02:00:00Z".into(), why: "the \"new\" parser\nis worth it".into() }];
    Baseline::of(evidence, Some("0123456789abcdef".into()), accepted)
}

fn read(text: &str) -> Result<Baseline, BaselineError> {
    from_text(text, "main", Path::new(".scalecheck/baselines/main/a.toml"))
}

/// What the second says beside the first as its baseline. The evidence of the tests is dressed up: here it is fitted.
fn beside(old: &Evidence, new: &Evidence) -> BesideBaseline {
    beside_with_floor(None, old, new)
}

/// The same on a machine whose separate runs were found to differ by this share.
fn beside_with_floor(floor: Option<f64>, old: &Evidence, new: &Evidence) -> BesideBaseline {
    let (old, new) = (fitted(old), fitted(new));
    let baseline = read(&to_text(&baseline(&old))).expect("a baseline");
    let comparisons = against(&[(&baseline, &new)], &Terms { floor, ..Terms::default() });
    beside_baseline(&[(&baseline, &new, &comparisons[0])])
}

fn fitted(evidence: &Evidence) -> Evidence {
    let fits = evidence.fits.iter().map(|f| fit(&f.series, &Questions::default()).expect("enough sizes")).collect();
    Evidence { fits, ..evidence.clone() }
}

#[test]
fn a_file_says_the_same_when_it_is_written_again() {
    for evidence in [support::quadratic(), support::sorting(), support::undecided(), support::exponential()] {
        let text = to_text(&baseline(&evidence));
        assert_eq!(to_text(&read(&text).expect("a baseline")), text);
        assert_eq!(
            read(&text.replace('\n', "\r\n")).expect("version control changed its line ends"),
            read(&text).expect("one")
        );
        let sizes = evidence.fits.iter().map(|fit| fit.points.len()).sum::<usize>();
        assert!(text.lines().count() < sizes + 90, "{text}");
    }
    let hostile = support::hostile();
    let text = to_text(&baseline(&hostile));
    assert_eq!(read(&text).expect("a baseline").scenario, hostile.scenario.name);
}

#[test]
fn what_one_changes_is_what_a_review_shows() {
    let evidence = support::quadratic();
    let mut changed = evidence.clone();
    changed.scenario.expect[0].class = Class::CUBIC;
    let (before, after) = (to_text(&baseline(&evidence)), to_text(&baseline(&changed)));
    let differing: Vec<&str> =
        before.lines().zip(after.lines()).filter(|(a, b)| a != b).map(|(_, after)| after).collect();
    assert_eq!(differing.len(), 2, "{differing:?}");
    assert_eq!(differing[0].trim(), "\"time <= O(n^3)\",");
    assert!(differing[1].starts_with("# seal = "), "{differing:?}");
}

#[test]
fn files_that_cannot_be_trusted_say_why_and_what_to_do() {
    let text = to_text(&baseline(&support::quadratic()));
    let edited = text.replacen("0.0", "0.9", 1);
    assert!(matches!(read(&edited), Err(BaselineError::Edited { .. })), "{:?}", read(&edited));
    let merged = text.replacen("declared = [", "<<<<<<< HEAD\ndeclared = [", 1);
    let error = read(&merged).expect_err("a merge left its marks");
    assert!(matches!(error, BaselineError::Conflict { line: 8, .. }), "{error}");
    assert!(error.to_string().contains("git checkout --theirs"), "{error}");
    let newer = text.replacen("baseline/1", "baseline/2", 1);
    assert!(matches!(read(&newer), Err(BaselineError::OtherSchema { .. })));
    for junk in ["", "schema = 7", "{}", "schema = \"scalecheck/baseline/1\"", "\u{0}\u{1}"] {
        assert!(read(junk).is_err(), "{junk:?}");
    }
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(7) {
        assert!(read(&text[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn what_was_changed_by_hand_is_accepted_into_the_set_that_it_is_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = |set: &str| {
        let path = save(folder.path(), set, &baseline(&support::quadratic())).expect("saved");
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(&path, text.replacen("0.0", "0.9", 1)).expect("written");
        all(folder.path(), set).expect_err("it was changed").to_string()
    };
    let nightly = said("nightly");
    assert!(nightly.ends_with("baseline accept imports/dedupe --why TEXT --name nightly"), "{nightly}");
    let main = said("main");
    assert!(main.ends_with("baseline accept imports/dedupe --why TEXT"), "{main}");
}

#[test]
fn sets_are_folders_with_a_file_for_each_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    assert_eq!(names(home).expect("names"), Vec::<String>::new());
    assert!(matches!(all(home, "main"), Err(BaselineError::Absent { .. })));
    let (a, b) = (baseline(&support::quadratic()), baseline(&support::sorting()));
    let path = save(home, "main", &a).expect("saved");
    assert_eq!(path, home.join("baselines/main/imports/dedupe.toml"));
    save(home, "main", &b).expect("saved");
    save(home, "release-1.2", &b).expect("saved");
    assert_eq!(names(home).expect("names"), ["main", "release-1.2"]);
    assert_eq!(
        all(home, "main").expect("all").iter().map(|b| b.scenario.as_str()).collect::<Vec<_>>(),
        ["imports/dedupe", "sort-lines"]
    );
    remove(home, "main", Some("imports/dedupe")).expect("removed");
    assert_eq!(load(home, "main", "imports/dedupe").expect("none"), None);
    remove(home, "main", None).expect("removed");
    assert_eq!(names(home).expect("names"), ["release-1.2"]);
    for name in ["", "..", "a/b", ".hidden", "a b"] {
        assert!(matches!(all(home, name), Err(BaselineError::Name(_))), "{name}");
    }
    let mut climbing = a;
    climbing.scenario = "../../outside".into();
    assert!(save(home, "main", &climbing).is_err());
}

#[test]
fn the_same_again_is_no_regression_whatever_the_command_is_called() {
    let mut again = support::quadratic();
    again.scenario.hash = "another definition".into();
    assert_eq!(beside(&support::quadratic(), &again).regressions, []);
    let mut elsewhere = support::quadratic();
    elsewhere.machine.processor = "Another CPU".into();
    let said = beside(&support::quadratic(), &elsewhere);
    assert_eq!(said.regressions, []);
    assert!(said.notes[0].contains("the machines differ (processor"), "{said:?}");
}

#[test]
fn a_cost_fails_only_on_the_same_machine_and_beyond_what_its_runs_differ_by() {
    let mut tonight = support::quadratic();
    let mut cheaper = tonight.clone();
    for fit in cheaper.fits.iter_mut().filter(|fit| fit.series.metric == Metric::Time) {
        for value in fit.series.points.iter_mut().flat_map(|point| &mut point.values) {
            *value /= 1.5;
        }
    }
    let regressions = |floor, tonight: &Evidence| beside_with_floor(floor, &cheaper, tonight).regressions;
    let found = regressions(Some(0.1), &tonight);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("times as much at equal sizes"), "{found:?}");
    assert_eq!(regressions(Some(0.7), &tonight), [], "its runs differ by more than that");
    assert_eq!(regressions(None, &tonight), [], "nobody knows by how much they differ");
    tonight.machine.kernel = "another".into();
    assert_eq!(regressions(Some(0.1), &tonight), [], "the floor is another machine's");
}

#[test]
fn another_ladder_is_compared_where_both_have_sizes() {
    let (fine, mut slow) = (support::sorting(), support::quadratic());
    let mut same = fine.clone();
    for fit in slow.fits.iter_mut().chain(&mut same.fits) {
        fit.series.points.remove(0);
    }
    slow.scenario = fine.scenario.clone();
    let said = beside(&fine, &same);
    assert_eq!(said.regressions, []);
    assert!(said.notes.iter().any(|note| note.contains("sizes are common")), "{said:?}");
    assert_eq!(beside(&fine, &slow).regressions.len(), 1);
}

/// The evidence without its trials at n = 5,000, which end like this.
fn failing_at_the_top(failure: &Failure) -> Evidence {
    let mut evidence = support::quadratic();
    evidence.record.samples.retain(|sample| sample.trial.size.n() < 5000);
    for _ in 0..2 {
        support::fail(&mut evidence, 5000, failure.clone());
    }
    evidence
}

#[test]
fn a_size_that_worked_when_the_baseline_was_accepted_and_fails_now_is_a_regression() {
    let slow = failing_at_the_top(&Failure::TimedOut { after: Duration::from_secs(10) });
    let said = beside(&support::quadratic(), &slow);
    assert_eq!(said.regressions.len(), 1, "{said:?}");
    let words = &said.regressions[0].1;
    assert!(words.contains("at n = 5,000 it did not end within 10 s, which worked"), "{words}");
    assert_eq!(beside(&slow, &slow).regressions, [], "as it was accepted");
    assert_eq!(beside(&slow, &support::quadratic()).regressions, [], "the other way round it got better");
    let exits = failing_at_the_top(&Failure::Exit { code: 3, stderr: "a secret".into() });
    assert_eq!(beside(&support::quadratic(), &exits).regressions.len(), 1);
    assert!(!to_text(&baseline(&exits)).contains("a secret"), "what a target writes is not kept for years");
}

#[test]
fn a_timeout_on_another_machine_is_no_regression() {
    let mut elsewhere = failing_at_the_top(&Failure::TimedOut { after: Duration::from_secs(10) });
    elsewhere.machine.processor = "Another CPU".into();
    assert_eq!(beside(&support::quadratic(), &elsewhere).regressions, []);
}

#[test]
fn a_file_from_before_sizes_settings_and_programs_were_kept_is_read_and_blames_nobody() {
    let tonight = failing_at_the_top(&Failure::TimedOut { after: Duration::from_secs(10) });
    let mut older = baseline(&fitted(&support::quadratic()));
    (older.tried, older.checked, older.set) = (None, None, None);
    older.machine.programs.clear();
    let text = to_text(&older);
    for key in ["tried", "checked", "settings", "programs"] {
        assert!(!text.contains(key), "{key}");
    }
    let (older, tonight) = (read(&text).expect("a baseline"), fitted(&tonight));
    let comparisons = against(&[(&older, &tonight)], &Terms::default());
    assert_eq!(beside_baseline(&[(&older, &tonight, &comparisons[0])]).regressions, []);
}

#[test]
fn an_upgraded_interpreter_is_explained_and_costs_fail_nothing() {
    let (tonight, mut cheaper) = (support::quadratic(), support::quadratic());
    for fit in cheaper.fits.iter_mut().filter(|fit| fit.series.metric == Metric::Time) {
        fit.series.points.iter_mut().flat_map(|point| &mut point.values).for_each(|value| *value /= 1.5);
    }
    let named = |evidence: &Evidence, words: String| {
        let mut evidence = evidence.clone();
        evidence.machine.programs = vec![("python3".into(), words)];
        evidence
    };
    let digest = |digest: &str| format!("/usr/bin/python3{DIGEST}{digest}");
    let said =
        |before: String, now: String| beside_with_floor(Some(0.1), &named(&cheaper, before), &named(&tonight, now));
    assert_eq!(said(digest("aa"), digest("aa")).regressions.len(), 1, "the same interpreter");
    let upgraded = said(digest("aa"), digest("bb"));
    assert_eq!(upgraded.regressions, []);
    assert!(upgraded.notes[0].contains("python3 /usr/bin/python3, sha256 aa against"), "{upgraded:?}");
    let loaded = |took: &str| format!("python 3.11.7, gc=on{LOADING}{took}, which is not counted");
    assert_eq!(said(loaded("5.11 ms"), loaded("7.2 ms")).regressions.len(), 1, "loading it took another time");
    assert!(!to_text(&baseline(&named(&tonight, loaded("5.11 ms")))).contains("5.11 ms"));
}

#[test]
fn growth_that_got_worse_is_a_regression_in_words() {
    let (mut fine, slow) = (support::sorting(), support::quadratic());
    fine.scenario = slow.scenario.clone();
    let said = beside(&fine, &slow);
    assert_eq!(said.regressions.len(), 1, "{said:?}");
    assert_eq!(said.regressions[0].0, "imports/dedupe");
    assert!(said.regressions[0].1.starts_with("imports/dedupe: time grows as O(n^2), was O(n log n)"), "{said:?}");
    assert_eq!(beside(&slow, &fine).regressions, [], "the other way round it got better");
}

#[test]
fn what_a_fresh_run_does_not_show_again_is_no_regression() {
    let (mut fine, slow) = (fitted(&support::sorting()), fitted(&support::quadratic()));
    fine.scenario = slow.scenario.clone();
    let before = baseline(&fine);
    let terms = Terms::default();
    let found = against(&[(&before, &slow)], &terms).remove(0);
    let confirmed_by = |fresh: &Evidence| {
        let mut comparison = found.clone();
        confirm_against(&mut comparison, &before, fresh, &terms);
        comparison
    };
    assert!(found.regressed() && confirmed_by(&slow).regressed());
    let taken_back = confirmed_by(&fine);
    assert!(!taken_back.regressed());
    assert!(taken_back.caveats.iter().any(|c| c.text.contains("fresh rounds did not confirm it")), "{taken_back:?}");
}

#[test]
fn turning_a_knob_is_seen_and_fails_until_it_is_accepted() {
    let evidence = support::quadratic();
    let mut bent = evidence.clone();
    bent.scenario.expect[0].class = Class::QUADRATIC;
    bent.scenario.expect_broken = vec![Metric::Memory];
    let said = beside(&evidence, &bent);
    assert_eq!(said.regressions.len(), 1, "{said:?}");
    let words = &said.regressions[0].1;
    assert!(words.contains("was time <= O(n log n); is time <= O(n^2), memory is expected to be broken"), "{words}");
    assert_eq!(beside(&bent, &bent).regressions, []);
}

#[test]
fn a_check_taken_away_fails_and_settings_that_moved_are_told_by_name() {
    let evidence = support::quadratic();
    let mut strict = evidence.clone();
    strict.scenario.check = Some(Check::Output(Template::new("42")));
    strict.scenario.counters.insert("queries".into(), "SELECT (\\d+)".into());
    let weaker = beside(&strict, &evidence);
    assert_eq!(weaker.regressions.len(), 1, "{weaker:?}");
    let words = &weaker.regressions[0].1;
    assert!(
        words.contains("its output is checked otherwise") && words.contains("was output is 42, queries"),
        "{words}"
    );
    let mut bent = strict.clone();
    bent.scenario.counters.insert("queries".into(), "(0)".into());
    assert_eq!(beside(&strict, &bent).regressions.len(), 1, "another pattern may count less");
    let stricter = beside(&evidence, &strict);
    assert_eq!(stricter.regressions, []);
    assert!(stricter.notes.iter().any(|note| note.contains("more of its output is checked")), "{stricter:?}");

    let mut set = evidence.clone();
    set.scenario.settings.timeout = Duration::from_secs(99);
    set.scenario.settings.memory_limit = Some(Bytes(1 << 30));
    set.scenario.settings.rounds = Some(4);
    let said = beside(&evidence, &set);
    assert_eq!(said.regressions, []);
    let note = said.notes.iter().find(|note| note.contains("it is measured otherwise")).expect("it is told");
    assert!(note.contains("was timeout 10 s; is timeout 99 s, rounds 4, memory_limit 1 GiB"), "{note}");
    let mut renamed = evidence.clone();
    renamed.scenario.hash = "another".into();
    assert!(beside(&evidence, &renamed).notes.iter().any(|note| note.contains("its definition is another one")));
    assert_eq!(beside(&evidence, &evidence).notes.iter().filter(|note| note.contains("otherwise")).count(), 0);
}

#[test]
fn another_input_seed_or_metric_is_explained_and_not_guessed_at() {
    let evidence = support::quadratic();
    let mut other = evidence.clone();
    other.scenario.inputs = vec![Input::Generated(Generator::Sorted)];
    let said = beside(&evidence, &other);
    assert!(said.notes.iter().any(|note| note.contains("nothing can be compared")), "{said:?}");
    let mut seeded = evidence.clone();
    seeded.scenario.seed = 8;
    let said = beside(&evidence, &seeded);
    assert!(said.notes.iter().any(|note| note.contains("from seed 7 and seed 8")), "{said:?}");
    let mut less = evidence.clone();
    less.fits.truncate(1);
    let said = beside(&evidence, &less);
    assert!(said.notes.iter().any(|note| note.contains("only the old side has memory")), "{said:?}");
    let mut more = evidence.clone();
    more.scenario.expect.push(Expectation { metric: Metric::counter("queries"), class: Class::LINEAR, tight: false });
    assert_eq!(beside(&evidence, &more).regressions.len(), 1, "a declaration more is one that nobody accepted yet");
}

#[test]
fn a_baseline_in_the_way_of_the_disk_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("baselines"), "").expect("a file");
    let error = save(folder.path(), "main", &baseline(&support::quadratic())).expect_err("no folder");
    assert!(matches!(error, BaselineError::Disk { .. }), "{error}");
}

#[test]
fn other_sizes_or_another_input_are_told_by_name() {
    let evidence = support::quadratic();
    let notes = |change: fn(&mut Evidence)| {
        let mut other = evidence.clone();
        other.scenario.hash = "another".into();
        change(&mut other);
        beside(&evidence, &other).notes.join("\n")
    };
    let of = |n: u64| Size::new(n).expect("a size");
    let before = scalecheck::model::ladder(&evidence.scenario.sizes);
    let ranged = notes(|other| {
        let of = |n: u64| Size::new(n).expect("a size");
        other.scenario.sizes = Sizes::Range { from: of(10), to: of(2_000_000) };
    });
    assert!(
        ranged.contains(&format!(
            "its sizes are others than when its baseline was accepted: was {before}; is 10 to 2,000,000"
        )),
        "{ranged}"
    );
    assert!(!ranged.contains("its definition"), "{ranged}");
    assert_eq!(scalecheck::model::ladder(&Sizes::List(vec![of(10), of(1000)])), "10 1,000");
    let sorted = notes(|other| other.scenario.inputs = vec![Input::Generated(Generator::Sorted)]);
    assert!(sorted.contains("its input is another one") && sorted.contains("is sorted"), "{sorted}");
    let otherwise = notes(|_| {});
    assert!(otherwise.contains("not in what it declares, checks or sets, in its sizes or its input"), "{otherwise}");
}
