//! What the nights say changed: in the code, on the machine, in how it was measured.

use scalecheck::model::{
    Acceptance, Class, Commit, Interval, Machine, Metric, Night, NightScenario, NightSeries, Ruling, Shifted,
    SizeSummary, Trends,
};
use scalecheck::report::{alerts, history, history_html};
use scalecheck::trend::Watch;

const SIZES: [f64; 5] = [10.0, 100.0, 1000.0, 10_000.0, 100_000.0];

fn wobble(at: usize) -> f64 {
    1.0 + 0.02 * ((at as f64 * 0.618_033_988_75).fract() - 0.5)
}

/// A linear series whose cost is multiplied by `factor`.
fn series(metric: Metric, sizes: &[f64], factor: f64, wobble: f64) -> NightSeries {
    let cost = |n: f64| (0.001 + 1e-6 * n) * factor * wobble;
    let summary =
        |n: &f64| SizeSummary { n: *n, value: cost(*n), low: cost(*n) as f32, high: cost(*n) as f32, runs: 5 };
    NightSeries {
        metric,
        input: None,
        ground: "process cpu ints seed 7".into(),
        class: Class::LINEAR,
        exponent: Interval { value: wobble, low: wobble - 0.01, high: wobble + 0.01 },
        fixed: 0.001,
        coefficient: 1e-6,
        threshold: None,
        sizes: sizes.iter().map(summary).collect(),
        samples: Vec::new(),
    }
}

fn started(number: usize) -> String {
    format!("2026-{:02}-{:02}T02:00:00Z", 1 + number / 28, 1 + number % 28)
}

/// A night of six scenarios, `factor` times as dear as usual by scenario.
fn night(number: usize, factor: impl Fn(usize) -> f64) -> Night {
    let scenario = |i: usize| NightScenario {
        name: format!("s{i}"),
        hash: String::new(),
        ruling: Ruling::Met,
        satisfied: true,
        seconds: 1.0,
        series: vec![series(Metric::Time, &SIZES, factor(i), wobble(number * 31 + i * 7))],
    };
    Night {
        started: started(number),
        commit: Some(Commit { id: format!("{number:040x}"), changed: false }),
        machine: Machine { processor: "one".into(), cores: 2, ..Machine::default() },
        version: "0.1.0".into(),
        scenarios: (0..6).map(scenario).collect(),
    }
}

fn trends(nights: &[Night]) -> Trends {
    accepting(nights, &[])
}

fn accepting(nights: &[Night], accepted: &[Acceptance]) -> Trends {
    let mut watch = Watch::default();
    for night in nights {
        watch.add(night);
    }
    watch.finish(accepted)
}

fn nights(count: usize, factor: impl Fn(usize, usize) -> f64) -> Vec<Night> {
    (0..count).map(|number| night(number, |i| factor(number, i))).collect()
}

/// Scenario 2 costs a third more from night 20 on.
fn changing(number: usize, i: usize) -> f64 {
    if i == 2 && number >= 20 { 1.33 } else { 1.0 }
}

#[test]
fn a_change_is_dated_named_and_told_once() {
    let all = nights(40, changing);
    let found = trends(&all);
    assert_eq!(found.changes.len(), 1, "{:?}", found.changes);
    let change = &found.changes[0];
    assert_eq!((change.scenario.as_str(), change.before, change.night), ("s2", 19, 20));
    assert!(matches!(change.shifts[0].what, Shifted::Constant(by) if (by - 1.33).abs() < 0.05), "{change:?}");
    let told: Vec<usize> = (1..=40).filter(|count| !alerts(&trends(&all[..*count])).is_empty()).collect();
    assert_eq!(told, [change.called + 1], "once, on the night that shows it");
    let alert = &alerts(&trends(&all[..=change.called]))[0];
    assert!(alert.starts_with("worse: s2 since 2026-01-21: time +3"), "{alert}");
    assert!(alert.ends_with("(commits 000000000000..000000000000)") || alert.contains("(commits "), "{alert}");
}

#[test]
fn all_scenarios_together_are_the_machine_said_once_and_never_alerted() {
    let found = trends(&nights(60, |number, _| if number >= 30 { 1.4 } else { 1.0 }));
    assert_eq!(found.changes, []);
    assert_eq!(found.drifts.len(), 1, "{:?}", found.drifts);
    assert_eq!(found.drifts[0].night, 30);
    assert!((found.drifts[0].factor - 1.4).abs() < 0.05);
    let terminal = scalecheck::report::Terminal { width: 100, color: false, unicode: true };
    let shown = history(&found, &terminal);
    assert_eq!(shown.matches("that is the machine, no scenario's code").count(), 1, "{shown}");
    let changing = trends(&nights(60, |number, i| changing(number, i) * if number >= 30 { 1.4 } else { 1.0 }));
    assert_eq!(changing.changes.len(), 1, "what one does beside it is still seen");
}

#[test]
fn a_replaced_machine_is_no_change_and_a_change_is_seen_on_the_new_one() {
    let replaced = |changes: bool| {
        let mut all = nights(60, |number, i| {
            let machine = if number >= 25 { [1.6, 0.7, 1.1, 2.0, 0.9, 1.3][i] } else { 1.0 };
            machine * if changes && i == 4 && number >= 45 { 1.5 } else { 1.0 }
        });
        for night in &mut all[25..] {
            night.machine.processor = "two".into();
        }
        trends(&all)
    };
    assert_eq!(replaced(false).changes, []);
    let found = replaced(true);
    assert_eq!(found.changes.iter().map(|c| (c.scenario.as_str(), c.night)).collect::<Vec<_>>(), [("s4", 45)]);
    let terminal = scalecheck::report::Terminal { width: 100, color: false, unicode: false };
    assert!(history(&found, &terminal).contains("The machine was another one 1 times"));
}

#[test]
fn machines_that_take_turns_are_each_held_against_themselves() {
    let mut all = nights(60, |number, i| changing(number, i) * if number % 2 == 1 { 1.7 } else { 1.0 });
    for night in all.iter_mut().skip(1).step_by(2) {
        night.machine.processor = "two".into();
    }
    let found = trends(&all);
    assert_eq!(found.changes.iter().map(|c| (c.scenario.as_str(), c.night)).collect::<Vec<_>>(), [("s2", 20)]);
}

#[test]
fn what_was_accepted_begins_anew_and_keeps_its_reason() {
    let all = nights(40, changing);
    let accepted = Acceptance { scenario: "s2".into(), from: started(24), why: "worth it".into() };
    let found = accepting(&all, std::slice::from_ref(&accepted));
    assert_eq!(found.changes.len(), 1);
    assert_eq!(found.changes[0].accepted.as_deref(), Some("worth it"));
    let at_once = accepting(&all, &[Acceptance { from: started(20), ..accepted.clone() }]);
    assert_eq!(at_once.changes, [], "accepted with the change itself there is nothing to tell");
    let when_called = accepting(&all, &[Acceptance { from: started(21), ..accepted.clone() }]);
    assert_eq!(when_called.changes.len(), 1, "what the accepted night itself called stays told, with its reason");
    assert_eq!(when_called.changes[0].accepted.as_deref(), Some("worth it"));
    let again = nights(60, |number, i| changing(number, i) * if i == 2 && number >= 40 { 1.4 } else { 1.0 });
    let later = accepting(&again, &[accepted]);
    assert_eq!(
        later.changes.iter().map(|c| (c.night, c.accepted.is_some())).collect::<Vec<_>>(),
        [(20, true), (40, false)]
    );
}

#[test]
fn a_clock_that_was_set_back_is_said_and_an_acceptance_finds_its_night_all_the_same() {
    let mut all = nights(40, changing);
    all[30].started = started(3);
    let terminal = scalecheck::report::Terminal { width: 200, color: false, unicode: true };
    let shown = history(&trends(&all), &terminal);
    assert_eq!(shown.matches("The clock was set back: a run of 2026-01-04 came after one of 2026-02-02.").count(), 1);
    assert!(!history(&trends(&nights(40, changing)), &terminal).contains("set back"));
    for back in ["2026-01-23T05:00:00Z", "2026-01-04T05:00:00Z"] {
        let mut all = nights(40, |number, i| if i == 2 && number >= 30 { 1.33 } else { 1.0 });
        all[30].started = back.into();
        let accepted = Acceptance { scenario: "s2".into(), from: back.into(), why: "worth it".into() };
        assert_eq!(accepting(&all, &[accepted]).changes, [], "accepted with the change itself");
    }
}

#[test]
fn another_ladder_is_compared_where_both_have_sizes_and_one_without_common_sizes_is_new_ground() {
    let moved = |sizes: &'static [f64]| {
        let mut all = nights(40, |_, _| 1.0);
        for (number, night) in all.iter_mut().enumerate().skip(20) {
            night.scenarios[0].series = vec![series(Metric::Time, sizes, 1.0, wobble(number * 31))];
        }
        trends(&all)
    };
    for sizes in [&[1000.0, 10_000.0, 100_000.0, 1e6, 1e7][..], &[20.0, 50.0], &[1e7, 1e8, 1e9]] {
        let found = moved(sizes);
        assert_eq!(found.changes, [], "{sizes:?}");
        let last = found.trends[0].points.last().expect("points");
        assert!(last.level.abs() < 0.05, "{sizes:?}: {last:?}");
        assert_eq!(last.ground > 0, sizes[0] > 1e6, "{sizes:?}");
    }
}

#[test]
fn another_input_is_new_ground() {
    let mut all = nights(40, |number, i| if i == 0 && number >= 20 { 3.0 } else { 1.0 });
    for night in &mut all[20..] {
        night.scenarios[0].series[0].ground = "process cpu sorted seed 7".into();
    }
    assert_eq!(trends(&all).changes, []);
}

#[test]
fn renamed_removed_and_returning_scenarios_and_metrics_are_no_changes() {
    let mut all = nights(40, |_, _| 1.0);
    for (number, night) in all.iter_mut().enumerate() {
        if number >= 20 {
            night.scenarios[0].name = "renamed".into();
            night.scenarios.remove(5);
        }
        if number % 3 == 0 {
            night.scenarios.remove(3);
        }
        if number < 25 {
            night.scenarios[1].series.push(series(Metric::Memory, &SIZES, 1e6, 1.0));
        }
    }
    let found = trends(&all);
    assert_eq!(found.changes, []);
    let lengths =
        |name: &str| found.trends.iter().filter(|t| t.scenario == name).map(|t| t.points.len()).collect::<Vec<_>>();
    assert_eq!((lengths("renamed"), lengths("s0"), lengths("s1")), (vec![20], vec![20], vec![40, 25]));
}

#[test]
fn runs_of_no_commit_are_shown_and_not_judged() {
    let mut all = nights(40, changing);
    for night in &mut all[20..] {
        night.commit = Some(Commit { id: "a".repeat(40), changed: true });
    }
    let found = trends(&all);
    assert_eq!(found.changes, []);
    assert_eq!(found.trends[2].points.len(), 40);
    let terminal = scalecheck::report::Terminal { width: 200, color: false, unicode: true };
    assert!(history(&found, &terminal).contains("20 of 40 runs measured files that no commit holds"));
}

#[test]
fn a_count_that_is_exact_is_called_on_its_first_night() {
    let mut all = nights(20, |_, _| 1.0);
    for (number, night) in all.iter_mut().enumerate() {
        let factor = if number >= 12 { 1.1e6 } else { 1e6 };
        night.scenarios[0].series.push(series(Metric::counter("queries"), &SIZES, factor, 1.0));
    }
    let found = trends(&all);
    assert_eq!(found.changes.iter().map(|c| (c.night, c.called)).collect::<Vec<_>>(), [(12, 12)]);
}

/// A count of so many at each size, told as a night of its own.
fn counts(values: [f64; 3]) -> impl Fn(&mut Night) {
    move |night| {
        let mut counted = series(Metric::counter("queries"), &SIZES[..3], 1.0, 1.0);
        for (size, value) in counted.sizes.iter_mut().zip(values) {
            size.value = value;
        }
        night.scenarios[0].series.push(counted);
    }
}

#[test]
fn a_count_that_doubles_is_told_as_twice_and_one_from_0_at_all() {
    let level = |before: [f64; 3], now: [f64; 3]| {
        let mut all = nights(2, |_, _| 1.0);
        counts(before)(&mut all[0]);
        counts(now)(&mut all[1]);
        let found = trends(&all);
        let row = found.trends.iter().find(|trend| trend.metric == Metric::counter("queries")).expect("its row");
        row.points[1].level
    };
    for (by, more) in [(2.0, "2× or +100%"), (1.1, "+10%")] {
        let told = level([10.0, 100.0, 1000.0], [10.0, 100.0, 1000.0].map(|count| by * count));
        assert!((told.exp() - by).abs() < 1e-9, "{more}: {told}");
    }
    assert_eq!(level([0.0, 0.0, 0.0], [0.0, 0.0, 0.0]), 0.0);
    let from_nothing = level([0.0, 0.0, 0.0], [5.0, 5.0, 5.0]);
    assert!(from_nothing.is_finite() && from_nothing > 1.0, "{from_nothing}");
}

/// The dates and sizes that the page of these nights shows.
fn page_of(moments: &[&str]) -> String {
    let mut all = nights(moments.len(), |_, _| 1.0);
    for (night, moment) in all.iter_mut().zip(moments) {
        night.started = (*moment).to_string();
        let reached = Interval { value: 13_690_684.0, low: 1e7, high: 2e7 };
        night.scenarios[0].series[0].threshold = Some((30.0, Some(reached)));
    }
    history_html(&trends(&all))
}

#[test]
fn runs_of_one_day_are_told_apart_by_the_time_and_budgets_are_reached_at_three_digits() {
    let page = page_of(&["2026-11-26T02:00:00Z", "2026-11-26T05:44:09Z", "2026-11-26T23:59:59Z"]);
    for moment in ["\"2026-11-26 02:00\"", "\"2026-11-26 05:44\"", "\"2026-11-26 23:59\""] {
        assert!(page.contains(moment), "{moment}");
    }
    assert!(page.contains("13,700,000") && !page.contains("13,690,684"));
    let nightly = page_of(&["2026-11-25T02:00:00Z", "2026-11-26T02:00:00Z", "2026-11-26T05:44:09Z"]);
    assert!(nightly.contains("\"2026-11-25\"") && !nightly.contains("2026-11-26 02:00"));
}

#[test]
fn the_terminal_is_never_overrun() {
    let mut all = nights(40, changing);
    for night in &mut all {
        night.scenarios[0].name = "x".repeat(300);
        night.scenarios[1].series[0].metric = Metric::counter(&"\u{1b}[31m日本".repeat(30));
    }
    for width in [40, 80, 200] {
        for unicode in [true, false] {
            let terminal = scalecheck::report::Terminal { width, color: false, unicode };
            let shown = history(&trends(&all), &terminal);
            assert!(!shown.contains('\u{1b}'));
            for line in shown.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= width.max(80), "{width}: {line}");
            }
        }
    }
}
