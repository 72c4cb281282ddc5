//! Two evidences of a scenario held against each other: what changed, what didn't, and what nobody can tell.

use std::time::Duration;

use scalecheck::compare::Terms;
use scalecheck::measure::{Mishap, Scripted};
use scalecheck::model::{
    CaveatKind, Change, Class, Compared, Comparison, Evidence, Failure, Generator, GrowthBasis, Input, Metric,
    MetricChange, Ruling, SampleEnd, Scenario, Standing,
};
use scalecheck::pipeline::{compare, compare_all, rehearse};
use scalecheck::report::compared_markdown;
use scalecheck::scenario::{self, Overrides};

fn scenario(rest: &str) -> Scenario {
    let text = format!("[target]\ncommand = [\"scripted\", \"{{n}}\"]\n{rest}");
    scenario::parse(&text, "scripted.toml".as_ref(), "scripted", &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

fn measured(rest: &str, mut target: Scripted) -> Evidence {
    rehearse(&scenario(rest), &mut target).expect("a scratch folder")
}

const TIME: &str = "[expect]\ntime = \"n^2\"\n[scale]\nproduction = \"5k\"\npeak = \"1m\"\ntime_budget = \"30s\"\n";

/// Sizes that are given, with so many rounds: both sides then have the same.
fn ladder(rounds: u32) -> String {
    format!(
        "[sizes]\nlist = [10, 30, 100, 300, 1000, 3000, 10000, 30000, 100000]\n[settings]\nrounds = {rounds}\n{TIME}"
    )
}

fn target(seed: u64, cost: impl Fn(f64) -> f64 + Send + 'static) -> Scripted {
    Scripted::new(seed, cost).noise(0.03)
}

fn linear(n: f64) -> f64 {
    0.01 + 1e-6 * n
}

fn of<'a>(comparison: &'a Comparison, metric: &Metric) -> &'a MetricChange {
    comparison.metrics.iter().find(|m| m.metric == *metric).expect("both sides have it")
}

fn time(comparison: &Comparison) -> &MetricChange {
    of(comparison, &Metric::Time)
}

fn whole(change: &MetricChange) -> Change {
    change.constant.expect("sizes in common").change
}

fn caveats(comparison: &Comparison) -> Vec<CaveatKind> {
    comparison.caveats.iter().map(|c| c.kind).collect()
}

fn paired() -> Terms {
    Terms { paired: true, ..Terms::default() }
}

fn both(rounds: u32, old: fn(f64) -> f64, new: fn(f64) -> f64, terms: &Terms) -> Comparison {
    compare(&measured(&ladder(rounds), target(1, old)), &measured(&ladder(rounds), target(2, new)), terms)
}

#[test]
fn a_quadratic_that_became_linear_is_better_in_class_and_threshold() {
    let old = measured(TIME, target(1, |n| 0.01 + 4e-8 * n * n));
    let new = measured(TIME, target(2, |n| 0.01 + 1e-6 * n));
    let comparison = compare(&old, &new, &Terms::default());
    let change = time(&comparison);
    assert_eq!((change.growth.old, change.growth.new), (Class::QUADRATIC, Class::LINEAR));
    assert_eq!((change.growth.change, change.growth.by), (Change::Better, GrowthBasis::Classes));
    let budget = change.thresholds.iter().find(|t| t.budget == 30.0).expect("the budget");
    assert_eq!(budget.change, Change::Better);
    // (30 - 0.01) / 1e-6 over sqrt((30 - 0.01) / 4e-8): 1,095 times.
    let factor = budget.factor.expect("both reach it");
    assert!(factor.low < 1095.0 && factor.high > 1095.0, "{factor:?}");
    assert!(comparison.improved() && !comparison.regressed());
    let back = compare(&new, &old, &Terms::default());
    assert_eq!(time(&back).growth.change, Change::Worse);
    assert!(back.regressed() && !back.improved(), "shape fails a build on any terms");
}

#[test]
fn ten_percent_more_is_found_and_measured_where_rounds_are_paired() {
    let comparison = both(20, linear, |n| 1.1 * linear(n), &paired());
    let constant = time(&comparison).constant.expect("sizes in common");
    assert_eq!((constant.change, constant.gates), (Change::Worse, true));
    assert!(constant.ratio.low < 1.1 && constant.ratio.high > 1.1, "{constant:?}");
    assert!(matches!(time(&comparison).growth.change, Change::Equal { .. }), "{:?}", time(&comparison).growth);
    assert!(comparison.regressed());
    let back = both(20, |n| 1.1 * linear(n), linear, &paired());
    assert_eq!(whole(time(&back)), Change::Better);
    assert!(back.improved() && !back.regressed());
}

#[test]
fn nothing_changed_is_equal_within_what_the_interval_shows() {
    let comparison = both(10, linear, linear, &paired());
    let Change::Equal { within } = whole(time(&comparison)) else { panic!("{:?}", time(&comparison).constant) };
    let ratio = time(&comparison).constant.expect("sizes in common").ratio;
    assert!(within <= 0.05 && within >= ratio.high - 1.0 - 1e-12 && within >= 1.0 / ratio.low - 1.0 - 1e-12);
    assert!(!comparison.regressed() && !comparison.improved());
}

#[test]
fn five_percent_is_not_called_equal_on_two_runs() {
    let noisy = |seed| Scripted::new(seed, linear).noise(0.4);
    let comparison = compare(&measured(&ladder(2), noisy(1)), &measured(&ladder(2), noisy(2)), &Terms::default());
    assert_eq!(whole(time(&comparison)), Change::Unresolved);
}

#[test]
fn costs_of_separate_runs_fail_nothing_until_the_floor_is_measured() {
    let terms = |floor| Terms { floor, ..Terms::default() };
    let run = |floor| both(10, linear, |n| 2.0 * linear(n), &terms(floor));
    let unknown = run(None);
    assert_eq!(whole(time(&unknown)), Change::Worse);
    assert!(!unknown.regressed() && caveats(&unknown).contains(&CaveatKind::Unpaired));
    let known = run(Some(0.08));
    assert!(known.regressed() && known.caveats[0].text.contains("no fresh rounds confirm it"), "{:?}", known.caveats);
    let a_third_more = both(10, linear, |n| 1.34 * linear(n), &terms(None));
    assert_eq!(whole(time(&a_third_more)), Change::Unresolved, "as two runs of one thing were seen to differ");
    assert!(!run(Some(1.1)).regressed(), "less than what two runs of one thing differ by");
}

#[test]
fn on_another_machine_only_shape_and_exact_counts_are_judged() {
    let rest = format!("{}\n", ladder(8)).replace("time = \"n^2\"", "time = \"n^2\"\nqueries = \"n^2\"");
    let old = measured(&rest, target(1, linear).counter("queries", |n| n + 1.0));
    let mut new = measured(&rest, target(2, |n| 3.0 * linear(n)).counter("queries", |n| 1.2 * n + 1.0));
    new.machine.cores = 64;
    let comparison = compare(&old, &new, &Terms::default());
    assert!(matches!(&comparison.standing, Standing::OtherMachine(d) if d[0].0 == "cores" && d[0].2 == "64"));
    assert!(caveats(&comparison).contains(&CaveatKind::OtherMachine));
    assert!(!time(&comparison).regressed(), "three times the time may be the machine's");
    let queries = of(&comparison, &Metric::counter("queries"));
    assert!(queries.exact && queries.regressed(), "{queries:?}");
    assert!(comparison.regressed());
}

#[test]
fn a_start_up_that_changed_is_no_growth() {
    let comparison = both(12, linear, |n| 0.02 + linear(n), &paired());
    let change = time(&comparison);
    assert!(matches!(change.growth.change, Change::Equal { .. }), "{:?}", change.growth);
    assert_eq!(change.fixed.expect("start-up shows at 10").change, Change::Worse);
    let fixed = change.fixed.expect("start-up shows at 10").ratio;
    assert!(fixed.low < 3.0 && fixed.high > 2.9, "{fixed:?}");
    let quicker = both(12, |n| 0.02 + linear(n), linear, &paired());
    assert!(!quicker.regressed(), "less start-up is not faster growth: {:?}", time(&quicker).growth);
}

#[test]
fn a_small_term_of_faster_growth_is_found_in_paired_rounds() {
    let late = |n: f64| linear(n) * (1.0 + 0.05 * (n / 1e5)) - 0.05 * (n / 1e5) * 0.01;
    let old = measured(&ladder(40), Scripted::new(1, linear).noise(0.016));
    let new = measured(&ladder(40), Scripted::new(2, late).noise(0.016));
    let comparison = compare(&old, &new, &paired());
    let growth = time(&comparison).growth;
    assert_eq!((growth.change, growth.by), (Change::Worse, GrowthBasis::Late), "{growth:?}");
    assert!(growth.late.low < 0.05 && growth.late.high > 0.05, "{growth:?}");
    assert!(comparison.regressed());
}

#[test]
fn exact_counts_show_a_logarithm_and_a_single_query() {
    let counted = |cost: fn(f64) -> f64| {
        let rest = ladder(2).replace("time = \"n^2\"", "steps = \"n^2\"");
        measured(&rest, target(1, linear).counter("steps", cost))
    };
    let metric = Metric::counter("steps");
    let log = compare(&counted(|n| 50.0 * n), &counted(|n| (10.0 * n * n.log2()).round()), &Terms::default());
    let change = of(&log, &metric);
    assert!(change.exact && change.growth.change == Change::Worse, "{:?}", change.growth);
    let same = compare(&counted(|n| 50.0 * n), &counted(|n| 50.0 * n), &Terms::default());
    assert_eq!(whole(of(&same, &metric)), Change::Equal { within: 0.0 });
    let fewer = compare(&counted(|n| n + 1.0), &counted(|_| 2.0), &Terms::default());
    let change = of(&fewer, &metric);
    assert_eq!((change.growth.new, change.growth.change), (Class::CONSTANT, Change::Better));
    let top = change.points.last().expect("sizes in common").ratio.value;
    assert!((top * 100_001.0 / 2.0 - 1.0).abs() < 1e-12, "{top}");
}

#[test]
fn zero_and_negative_values_are_compared_and_said() {
    let metric = Metric::counter("retries");
    let none = compare(&counted(|_| 0.0), &counted(|_| 0.0), &Terms::default());
    assert_eq!(whole(of(&none, &metric)), Change::Equal { within: 0.0 });
    let some = compare(&counted(|_| 0.0), &counted(|n| n), &Terms::default());
    assert!(of(&some, &metric).regressed() && caveats(&some).contains(&CaveatKind::Resolution));
    let below = compare(&counted(|_| -3.0), &counted(|_| -5.0), &Terms::default());
    let ratio = of(&below, &metric).constant.expect("sizes in common").ratio;
    assert!(ratio.value.is_finite() && !below.regressed());
}

#[test]
fn the_same_evidence_twice_is_equal_and_said_to_be_no_comparison() {
    let one = measured(TIME, target(1, linear));
    for terms in [Terms::default(), paired(), Terms { floor: Some(0.0), ..Terms::default() }] {
        let comparison = compare(&one, &one, &terms);
        assert!(caveats(&comparison).contains(&CaveatKind::Identical));
        assert!(!comparison.regressed() && !comparison.improved());
        if terms.paired {
            assert!(matches!(whole(time(&comparison)), Change::Equal { within } if within < 0.001));
        }
    }
}

#[test]
fn growth_that_only_larger_sizes_could_show_is_no_change() {
    let step = |n: f64| 0.002 + 1e-7 * n * if n > 3e4 { (n / 3e4).sqrt() } else { 1.0 };
    let reach = |to: &str| format!("[sizes]\nfrom = 10\nto = \"{to}\"\n{TIME}");
    let old = measured(&reach("10k"), target(1, step));
    let new = measured(&reach("1m"), target(2, step));
    for (a, b) in [(&old, &new), (&new, &old)] {
        let comparison = compare(a, b, &Terms::default());
        assert!(!matches!(time(&comparison).growth.change, Change::Worse | Change::Better), "{comparison:#?}");
        assert!(caveats(&comparison).contains(&CaveatKind::OtherSizes));
    }
}

#[test]
fn a_new_version_that_times_out_where_the_old_one_did_not_is_worse_and_the_reverse() {
    let slow = Mishap {
        from: 30_000,
        to: u64::MAX,
        round: None,
        failure: Failure::TimedOut { after: Duration::from_secs(10) },
    };
    let old = measured(&ladder(3), target(1, linear));
    let new = measured(&ladder(3), target(2, linear).mishap(slow));
    let comparison = compare(&old, &new, &Terms::default());
    assert_eq!((comparison.reach.change, comparison.reach.new), (Change::Worse, Some(10_000.0)));
    assert!(matches!(&comparison.reach.at, Some((n, Failure::TimedOut { .. })) if *n == 30_000.0));
    assert!(comparison.regressed());
    let back = compare(&new, &old, &Terms::default());
    assert_eq!(back.reach.change, Change::Better);
    assert!(back.improved() && !back.regressed());
}

/// What the machine does to every other round it may do to a whole run, which the floor of a calmer hour doesn't know.
#[test]
fn runs_whose_own_trials_differ_by_as_much_are_not_called_different() {
    let paced = |seed: u64, pace: fn(u32) -> f64| {
        let mut target = target(seed, linear);
        let mut evidence = rehearse(&scenario(&ladder(8)), &mut target).expect("a scratch folder");
        for sample in &mut evidence.record.samples {
            for metric in [Metric::Cpu, Metric::Wall] {
                let value = sample.readings.value(&metric).expect("read");
                sample.readings.set(metric, value * pace(sample.trial.round));
            }
        }
        evidence
    };
    let terms = Terms { floor: Some(0.1), ..Terms::default() };
    let steady = compare(&paced(1, |_| 1.0), &paced(2, |_| 1.4), &terms);
    assert_eq!(whole(time(&steady)), Change::Worse);
    assert!(steady.regressed());
    let restless = compare(&paced(1, |round| if round % 4 == 0 { 1.45 } else { 1.0 }), &paced(2, |_| 1.4), &terms);
    assert_eq!(whole(time(&restless)), Change::Unresolved, "{:?}", time(&restless));
    assert!(!restless.regressed());
}

#[test]
fn an_input_that_fails_is_no_size_that_works_because_another_input_does() {
    let on_two = |seed: u64| {
        let mut evidence = measured(&ladder(3), target(seed, linear));
        let input = |generator| Input::Generated(generator);
        evidence.scenario.inputs = vec![input(Generator::Ints), input(Generator::Sorted)];
        let second = evidence.record.samples.clone().into_iter().map(|mut sample| {
            sample.trial.input = 1;
            sample
        });
        evidence.record.samples.extend(second.collect::<Vec<_>>());
        evidence
    };
    let (old, mut new) = (on_two(1), on_two(2));
    for sample in new.record.samples.iter_mut().filter(|s| s.trial.input == 1 && s.trial.size.n() >= 30_000) {
        sample.end = SampleEnd::Failed(Failure::OutOfMemory { limit: 1 << 30 });
    }
    let reach = compare(&old, &new, &Terms::default()).reach;
    assert_eq!((reach.change, reach.old, reach.new), (Change::Worse, Some(100_000.0), Some(10_000.0)));
    assert_eq!(reach.at.map(|(n, _)| n), Some(30_000.0));
    // An input that only one side reads is no ground to compare on.
    new.scenario.inputs[1] = Input::Generated(Generator::Words);
    assert_eq!(compare(&old, &new, &Terms::default()).reach.change, Change::Unresolved);
}

#[test]
fn a_timeout_that_the_other_side_came_close_to_says_nothing() {
    let late = Failure::TimedOut { after: Duration::from_millis(150) };
    let mishap = Mishap { from: 100_000, to: u64::MAX, round: None, failure: late };
    let old = measured(&ladder(3), target(1, linear));
    let new = measured(&ladder(3), target(2, linear).mishap(mishap));
    assert!(!compare(&old, &new, &Terms::default()).regressed());
}

#[test]
fn a_side_that_fails_everywhere_is_worse_and_one_that_was_skipped_is_not() {
    let crash = Failure::Exit { code: 1, stderr: "Traceback\n".to_string() };
    let mishap = Mishap { from: 0, to: u64::MAX, round: None, failure: crash };
    let old = measured(&ladder(3), target(1, linear));
    let failed = measured(&ladder(3), target(2, linear).mishap(mishap));
    let comparison = compare(&old, &failed, &Terms::default());
    assert!(comparison.regressed() && comparison.metrics.is_empty() && comparison.reach.new.is_none());
    assert!(caveats(&comparison).contains(&CaveatKind::NotComparable));
    assert!(!compare(&failed, &old, &Terms::default()).regressed());
    let mut skipped = failed.clone();
    skipped.record.samples.clear();
    skipped.outcome.ruling = Ruling::Skipped;
    assert!(!compare(&old, &skipped, &Terms::default()).regressed());
}

#[test]
fn a_side_that_is_undecided_is_compared_all_the_same() {
    let old = measured(&ladder(8), target(1, |n| 0.01 + 4e-8 * n * n));
    let mut undecided = measured(&ladder(8), target(2, linear));
    undecided.outcome.ruling = Ruling::Undecided;
    undecided.outcome.satisfied = false;
    let comparison = compare(&old, &undecided, &Terms::default());
    assert_eq!(time(&comparison).growth.change, Change::Better);
    assert!(!caveats(&comparison).contains(&CaveatKind::NotComparable), "{:?}", comparison.caveats);
}

#[test]
fn a_missing_side_is_named() {
    let one = measured(&ladder(3), target(1, linear));
    let found = compare_all(&[(Some(&one), None), (None, Some(&one)), (None, None)], &Terms::default());
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|c| caveats(c) == [CaveatKind::OneSided] && !c.regressed()));
    assert!(found[0].caveats[0].text.contains("old") && found[1].caveats[0].text.contains("new"));
}

#[test]
fn other_inputs_leave_nothing_to_compare_and_other_metrics_are_named() {
    let ints = format!("stdin = \"{{input}}\"\n{}[input]\ngenerate = \"ints\"\n", ladder(3));
    let old = measured(&ints, target(1, linear));
    let mut new = measured(&ints, target(2, linear));
    new.fits.retain(|fit| fit.series.metric == Metric::Time);
    assert!(caveats(&compare(&old, &new, &Terms::default())).contains(&CaveatKind::OneSided));
    new.scenario.seed += 1;
    assert!(!compare(&old, &new, &Terms::default()).metrics.is_empty(), "another seed is a doubt, no obstacle");
    new.scenario.inputs = vec![Input::Generated(scalecheck::model::Generator::Sorted)];
    let comparison = compare(&old, &new, &Terms::default());
    assert!(comparison.metrics.is_empty() && caveats(&comparison).contains(&CaveatKind::NotComparable));
}

#[test]
fn sizes_without_common_ground_leave_growth_only() {
    let sizes = |list: &str| format!("[sizes]\nlist = {list}\n[settings]\nrounds = 4\n{TIME}");
    let old = measured(&sizes("[11, 110, 1100, 11000, 110000]"), target(1, linear));
    let new = measured(&sizes("[10, 100, 1000, 10000, 100000]"), target(2, linear));
    let comparison = compare(&old, &new, &Terms::default());
    assert!(time(&comparison).constant.is_none() && time(&comparison).points.is_empty());
    assert!(caveats(&comparison).contains(&CaveatKind::OtherSizes) && !comparison.regressed());
}

#[test]
fn an_error_is_shared_over_many_scenarios() {
    let pairs: Vec<(Evidence, Evidence)> = (0..30)
        .map(|seed| (measured(&ladder(4), target(seed, linear)), measured(&ladder(4), target(1000 + seed, linear))))
        .collect();
    let pairs: Vec<_> = pairs.iter().map(|(a, b)| (Some(a), Some(b))).collect();
    let found = compare_all(&pairs, &paired());
    assert!(found.iter().all(|c| !c.regressed() && !c.improved()));
}

#[test]
fn a_cost_that_no_longer_shows_growth_counts_as_constant_over_what_was_measured() {
    let old = measured(TIME, target(1, |n| 0.05 + 4e-8 * n * n));
    let new = measured(TIME, target(2, |n| 0.05 + 1e-10 * n));
    let comparison = compare(&old, &new, &Terms::default());
    let change = time(&comparison);
    assert_eq!((change.growth.new, change.growth.change), (Class::CONSTANT, Change::Better), "{:?}", change.growth);
    assert!(change.growth.shift.low > -4.0 && change.growth.shift.high < 0.0, "{:?}", change.growth.shift);
    let budget = change.thresholds.iter().find(|t| t.budget == 30.0).expect("the budget");
    assert_eq!((budget.new, budget.change), (None, Change::Better), "{budget:?}");
    let fixed = written(old.clone(), new.clone(), &Terms::default());
    assert!(fixed.contains("30 s at n = ") && fixed.contains(" → nowhere up to n = "), "{fixed}");
    let broken = written(new, old, &Terms::default());
    assert!(broken.contains("30 s nowhere up to n = ") && broken.contains(" → at n = "), "{broken}");
}

#[test]
fn growth_that_start_up_hides_on_one_side_is_no_change() {
    // Barely visible: one run may call it O(1), another O(n).
    for seed in 0..12 {
        let run = |seed| measured(TIME, Scripted::new(seed, |n| 0.05 + 1.2e-8 * n).noise(0.05));
        let comparison = compare(&run(seed), &run(seed + 100), &Terms { floor: Some(0.05), ..Terms::default() });
        assert!(!comparison.regressed() && !comparison.improved(), "{seed}: {:?}", time(&comparison).growth);
    }
}

fn counted(cost: fn(f64) -> f64) -> Evidence {
    let rest = ladder(3).replace("time = \"n^2\"", "retries = \"n^2\"");
    measured(&rest, target(1, linear).counter("retries", cost))
}

fn written(old: Evidence, new: Evidence, terms: &Terms) -> String {
    let comparison = compare(&old, &new, terms);
    compared_markdown(&Compared { old: Some(old), new: Some(new), comparison })
}

#[test]
fn no_factor_leads_from_nothing_to_something_or_back() {
    let words = |old, new| {
        let all = written(counted(old), counted(new), &Terms::default());
        let (before, table) = all.split_once("\n### retries").expect("a table of retries");
        let of_retries = before.lines().filter(|line| line.to_lowercase().contains("retries"));
        of_retries.chain(table.lines().take_while(|line| !line.starts_with('#'))).collect::<Vec<_>>().join("\n")
    };
    let some = words(|_| 0.0, |_| 300.0);
    assert!(some.contains("Retries: 0 → 300 (none before)"), "{some}");
    assert!(some.contains("at n = 100,000: 0 → 300 (none before)"), "{some}");
    assert!(!some.contains("no difference") && !some.contains("600×"), "300 is no multiple of 0: {some}");
    let none = words(|_| 5.0, |_| 0.0);
    assert!(none.contains("Retries: 5 → 0 (none after)"), "{none}");
    assert!(!none.contains("99.9999%") && !none.contains("0.1×") && !none.contains("90%"), "{none}");
    let late = words(|n| if n < 100.0 { 0.0 } else { n }, |n| if n < 100.0 { 7.0 } else { n });
    assert!(!late.contains("14×") && late.contains("| none before |"), "{late}");
}

#[test]
fn exact_counts_that_grow_alike_are_equal_in_growth() {
    let linear: fn(f64) -> f64 = |n| n;
    let others: [fn(f64) -> f64; 2] = [linear, |n| 2.0 * n];
    for other in others {
        let comparison = compare(&counted(linear), &counted(other), &Terms::default());
        let change = of(&comparison, &Metric::counter("retries"));
        assert!(change.exact && matches!(change.growth.change, Change::Equal { .. }), "{:?}", change.growth);
    }
}

#[test]
fn costs_that_scatter_by_more_than_they_could_have_grown_are_not_equal_in_growth() {
    // Each side is twelve times as dear at every other size: the ratio says nothing of a curve.
    let every_other = |n: f64, first: bool| {
        let even = (2.0 * n.log10()).round() as i64 % 2 == 0;
        if even == first { 0.12 } else { 0.01 }
    };
    let old = measured(&ladder(6), target(1, move |n| every_other(n, true)));
    let new = measured(&ladder(6), target(2, move |n| every_other(n, false)));
    let comparison = compare(&old, &new, &Terms::default());
    let growth = time(&comparison).growth;
    assert_eq!((growth.old, growth.new), (Class::CONSTANT, Class::CONSTANT), "neither shows growth");
    assert_eq!(growth.change, Change::Unresolved, "{growth:?}");
    assert!(growth.shift.low < -0.2 && growth.shift.high > 0.2, "{:?}", growth.shift);
}

#[test]
fn steady_costs_far_apart_are_equal_in_growth_within_what_was_measured() {
    let old = measured(&ladder(6), target(1, |_| 0.9));
    let new = measured(&ladder(6), target(2, |_| 0.02));
    let comparison = compare(&old, &new, &Terms::default());
    let growth = time(&comparison).growth;
    assert!(matches!(growth.change, Change::Equal { within } if within > 1e-4), "{growth:?}");
    assert!(growth.shift.low < growth.shift.high, "{:?}", growth.shift);
}

#[test]
fn the_checklist_tells_a_cost_that_is_worse_or_better_beside_growth_that_is_equal() {
    let words = |old, new| written(counted(old), counted(new), &Terms::default());
    let worse = words(|n| n, |n| 2.0 * n);
    assert!(worse.contains("[ ] (not reached) Retries: growth equal within n^0.00, cost worse"), "{worse}");
    let better = words(|n| 2.0 * n, |n| n);
    assert!(better.contains("[x] Retries: growth equal within n^0.00, cost better"), "{better}");
}

#[test]
fn a_count_that_differs_at_its_largest_size_alone_grows_no_faster() {
    let sizes = "[sizes]\nlist = [10, 100, 1000, 10000]\n[settings]\nrounds = 3\n[expect]\nbytes = \"n^2\"\n";
    let held = |cost: fn(f64) -> f64| measured(sizes, target(1, linear).counter("bytes", cost));
    let (level, stepped) = (held(|_| 264.0), held(|n| if n < 10_000.0 { 264.0 } else { 388.0 }));
    for (old, new) in [(&level, &stepped), (&stepped, &level)] {
        let comparison = compare(old, new, &Terms::default());
        let growth = of(&comparison, &Metric::counter("bytes")).growth;
        assert_eq!((growth.change, growth.old, growth.new), (Change::Unresolved, Class::CONSTANT, Class::CONSTANT));
        let told =
            comparison.caveats.iter().any(|caveat| caveat.text.contains("every size but the largest, n = 10,000"));
        assert!(told, "{:?}", comparison.caveats);
    }
    let grown = held(|n| 26.0 * n);
    let comparison = compare(&level, &grown, &Terms::default());
    assert_eq!(of(&comparison, &Metric::counter("bytes")).growth.change, Change::Worse, "what grows elsewhere is told");
}
