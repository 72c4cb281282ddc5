//! Two targets in interleaved rounds: what is found, what is confirmed, and what the sides may do to each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use scalecheck::measure::{Mishap, Scripted};
use scalecheck::model::{CaveatKind, Change, Compared, Failure, GrowthBasis, MetricChange, Scenario, Standing, Stop};
use scalecheck::pipeline::rehearse_paired;
use scalecheck::scenario::{self, Overrides};

fn scenario(more: &str) -> Scenario {
    let text = format!(
        "[target]\ncommand = [\"scripted\", \"{{n}}\"]\n[sizes]\nfrom = 10\nto = \"100k\"\n\
         [settings]\nbudget = \"60s\"\n[scale]\npeak = \"1m\"\ntime_budget = \"30s\"\n{more}"
    );
    scenario::parse(&text, "scripted.toml".as_ref(), "scripted", &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

fn duel(mut old: Scripted, mut new: Scripted) -> Compared {
    rehearse_paired(&scenario(""), &scenario(""), (&mut old, &mut new)).expect("a scratch folder")
}

fn target(seed: u64, cost: impl Fn(f64) -> f64 + Send + 'static) -> Scripted {
    Scripted::new(seed, cost).noise(0.03)
}

fn linear(n: f64) -> f64 {
    0.01 + 1e-6 * n
}

fn time(compared: &Compared) -> &MetricChange {
    &compared.comparison.metrics[0]
}

fn caveats(compared: &Compared) -> Vec<CaveatKind> {
    compared.comparison.caveats.iter().map(|c| c.kind).collect()
}

fn rounds(compared: &Compared) -> u32 {
    let new = compared.new.as_ref().expect("measured");
    new.record.samples.iter().map(|s| s.trial.round).max().unwrap_or(0)
}

#[test]
fn ten_percent_more_is_found_early_and_confirmed_by_fresh_rounds() {
    let compared = duel(target(1, linear), target(2, |n| 1.1 * linear(n)));
    let constant = time(&compared).constant.expect("sizes in common");
    assert_eq!((constant.change, compared.comparison.standing.clone()), (Change::Worse, Standing::Paired));
    assert!(constant.ratio.low < 1.1 && constant.ratio.high > 1.1, "{constant:?}");
    assert!(compared.comparison.regressed() && !caveats(&compared).contains(&CaveatKind::Unconfirmed));
    assert_eq!(compared.new.as_ref().map(|e| e.stop), Some(Stop::Decided));
    assert_eq!(rounds(&compared) % 3, 0, "as many rounds again, twice over, confirm it");
}

#[test]
fn nothing_changed_ends_before_the_budget_and_is_equal() {
    let compared = duel(target(1, linear), target(2, linear));
    assert!(matches!(time(&compared).constant.expect("sizes in common").change, Change::Equal { .. }));
    assert!(!compared.comparison.regressed() && !compared.comparison.improved());
    let spent: f64 = [&compared.old, &compared.new]
        .iter()
        .flat_map(|side| &side.as_ref().expect("measured").record.samples)
        .filter_map(|s| s.readings.value(&scalecheck::model::Metric::Wall))
        .sum();
    assert!(spent < 60.0, "{spent}");
}

#[test]
fn a_quadratic_term_that_is_five_percent_of_the_cost_at_the_top_is_found() {
    let late = |n: f64| linear(n) + 0.05 * linear(1e5) * (n / 1e5).powi(2);
    let quiet = |seed, cost: fn(f64) -> f64| Scripted::new(seed, cost).noise(0.016);
    let compared = duel(quiet(1, linear), quiet(2, late));
    let growth = time(&compared).growth;
    assert_eq!((growth.change, growth.by), (Change::Worse, GrowthBasis::Late), "{growth:?}");
    assert!(compared.comparison.regressed());
}

/// What grows otherwise has no one ratio: waiting for the mean of all sizes to be told from 3% would spend the budget.
#[test]
fn a_bend_of_three_percent_over_the_whole_curve_ends_the_run_as_soon_as_it_is_found() {
    fn grows(n: f64) -> f64 {
        0.001 + 2e-6 * n
    }
    let bent = |n: f64| 1.015 * grows(n) + 0.1 * grows(1e5) * (n / 1e5).powi(2);
    let quiet = |seed, cost: fn(f64) -> f64| Scripted::new(seed, cost).noise(0.016);
    for seed in [1, 3, 5, 7] {
        let compared = duel(quiet(seed, grows), Scripted::new(seed + 1, bent).noise(0.016));
        assert_eq!(time(&compared).growth.change, Change::Worse);
        assert_eq!(compared.new.as_ref().map(|e| e.stop), Some(Stop::Decided), "{:?}", time(&compared));
    }
}

#[test]
fn a_change_of_class_is_found_in_pairs_too() {
    let compared = duel(target(1, |n| 0.01 + 1e-8 * n * n), target(2, linear));
    assert_eq!(time(&compared).growth.change, Change::Better, "{:?}", time(&compared).growth);
    assert!(compared.comparison.improved());
}

#[test]
fn what_only_the_first_rounds_show_fails_nothing() {
    let calls = AtomicU64::new(0);
    // A machine that is busy with something else during the first trials, of the new side only.
    let busy = move |n: f64| if calls.fetch_add(1, Ordering::Relaxed) < 64 { 1.3 * linear(n) } else { linear(n) };
    let compared = duel(target(1, linear), target(2, busy));
    assert!(caveats(&compared).contains(&CaveatKind::Unconfirmed), "{:?}", compared.comparison.caveats);
    assert!(!compared.comparison.regressed());
}

#[test]
fn a_size_that_only_the_old_side_ends_at_is_confirmed_and_worse() {
    let slow = Failure::TimedOut { after: Duration::from_secs(10) };
    let mishap = Mishap { from: 30_000, to: u64::MAX, round: None, failure: slow };
    let compared = duel(target(1, linear), target(2, linear).mishap(mishap.clone()));
    assert_eq!(compared.comparison.reach.change, Change::Worse);
    assert!(compared.comparison.regressed());
    let back = duel(target(1, linear).mishap(mishap), target(2, linear));
    assert_eq!(back.comparison.reach.change, Change::Better);
    assert!(!back.comparison.regressed());
}

#[test]
fn a_timeout_that_happens_once_is_no_regression() {
    let slow = Failure::TimedOut { after: Duration::from_secs(10) };
    let once = Mishap { from: 100_000, to: 100_000, round: Some(0), failure: slow };
    let compared = duel(target(1, linear), target(2, linear).mishap(once));
    assert!(!compared.comparison.regressed(), "{:?}", compared.comparison.reach);
}

#[test]
fn sides_that_warm_each_others_files_are_not_judged_by_cost() {
    let last = Arc::new(AtomicU64::new(0));
    // Whoever runs second at a size finds it in the cache.
    let warmed = |last: Arc<AtomicU64>, cost: fn(f64) -> f64| {
        move |n: f64| if last.swap(n as u64, Ordering::Relaxed) == n as u64 { 0.6 * cost(n) } else { cost(n) }
    };
    let (old, new) = (warmed(Arc::clone(&last), linear), warmed(last, |n| 1.2 * linear(n)));
    let compared = duel(target(1, old), target(2, new));
    assert!(caveats(&compared).contains(&CaveatKind::Disturbing), "{:?}", compared.comparison.caveats);
    assert!(!compared.comparison.regressed() && !compared.comparison.improved());
}

#[test]
fn a_second_start_that_finds_caches_warm_is_no_disturbance() {
    let last = Arc::new(AtomicU64::new(0));
    let warmed = |last: Arc<AtomicU64>, cost: fn(f64) -> f64| {
        move |n: f64| if last.swap(n as u64, Ordering::Relaxed) == n as u64 { 0.92 * cost(n) } else { cost(n) }
    };
    let (old, new) = (warmed(Arc::clone(&last), linear), warmed(last, |n| 1.1 * linear(n)));
    let compared = duel(target(1, old), target(2, new));
    assert!(!caveats(&compared).contains(&CaveatKind::Disturbing), "{:?}", compared.comparison.caveats);
    let ratio = time(&compared).constant.expect("sizes in common").ratio;
    assert!(compared.comparison.regressed() && ratio.low < 1.1 && ratio.high > 1.1, "{ratio:?}");
}

#[test]
fn fresh_rounds_go_on_until_they_confirm_what_is_there() {
    let calls = AtomicU64::new(0);
    // A machine that slows the old side down just while the first fresh rounds run.
    let busy = move |n: f64| match calls.fetch_add(1, Ordering::Relaxed) {
        100..200 => 1.1 * linear(n),
        _ => linear(n),
    };
    let compared = duel(target(1, busy), target(2, |n| 1.1 * linear(n)));
    assert!(compared.comparison.regressed(), "{:?}", compared.comparison.caveats);
    assert!(rounds(&compared) > 18, "more than twice the first six: {}", rounds(&compared));
}

#[test]
fn sides_that_keep_each_other_from_running_are_no_regression() {
    let last = Arc::new(AtomicU64::new(0));
    // Whoever runs second at a size finds its port taken, and waits until it is ended.
    let waits = |last: Arc<AtomicU64>| {
        move |n: f64| if last.swap(n as u64, Ordering::Relaxed) == n as u64 { 1e6 } else { linear(n) }
    };
    let compared = duel(target(1, waits(Arc::clone(&last))), target(2, waits(last)));
    assert!(!compared.comparison.regressed(), "{:?}", compared.comparison);
}

#[test]
fn neither_side_starting_is_no_regression_and_a_new_side_that_never_works_is_one() {
    let broken = || Mishap {
        from: 0,
        to: u64::MAX,
        round: None,
        failure: Failure::Exit { code: 1, stderr: "no such file\n".to_string() },
    };
    let neither = duel(target(1, linear).mishap(broken()), target(2, linear).mishap(broken()));
    assert!(!neither.comparison.regressed() && neither.comparison.metrics.is_empty());
    let worse = duel(target(1, linear), target(2, linear).mishap(broken()));
    assert!(worse.comparison.regressed(), "{:?}", worse.comparison.reach);
}

#[test]
fn nothing_is_better_than_an_old_side_that_works_at_no_size() {
    let broken = Failure::Exit { code: 127, stderr: "not found\n".to_string() };
    let broken = Mishap { from: 0, to: u64::MAX, round: None, failure: broken };
    let compared = duel(target(1, linear).mishap(broken), target(2, linear));
    let comparison = &compared.comparison;
    assert_eq!((comparison.reach.change, comparison.reach.at.as_ref()), (Change::Unresolved, None));
    assert!(!comparison.improved() && !comparison.regressed());
    let told = &comparison.caveats[0].text;
    assert!(told.starts_with("the old side works at no size (") && told.contains("exited with code 127"), "{told}");
    assert!(told.contains("nothing is better") && !told.contains("the new side") && !told.contains("alone"), "{told}");
    let reason = compared.new.and_then(|new| new.outcome.reason).expect("why it has no fits");
    assert!(reason.starts_with("its first trials, which are discarded, worked at 9 sizes"), "{reason}");
}

#[test]
fn exactly_so_many_rounds_are_run_where_the_user_says_so() {
    let (mut old, mut new) = (target(1, linear), target(2, linear));
    let asked = scenario("").settings;
    let mut scenario = scenario("");
    scenario.settings = scalecheck::model::Settings { rounds: Some(7), ..asked };
    let compared = rehearse_paired(&scenario, &scenario, (&mut old, &mut new)).expect("a scratch folder");
    assert_eq!(rounds(&compared), 7);
    assert_eq!(compared.old.map(|e| e.stop), Some(Stop::RoundsDone));
}

#[test]
fn no_rounds_beyond_those_asked_for_confirm_what_got_worse() {
    let mut asked = scenario("");
    asked.settings.rounds = Some(7);
    let (mut old, mut new) = (target(1, linear), target(2, |n| 1.3 * linear(n)));
    let compared = rehearse_paired(&asked, &asked, (&mut old, &mut new)).expect("a scratch folder");
    assert!(compared.comparison.regressed());
    assert_eq!(rounds(&compared), 7);
    assert!(caveats(&compared).contains(&CaveatKind::SeenOnce), "{:?}", compared.comparison.caveats);
    asked.settings.rounds = Some(1);
    let (mut old, mut new) = (target(1, |n| n), target(2, |n| 5.0 * n));
    let compared = rehearse_paired(&asked, &asked, (&mut old, &mut new)).expect("a scratch folder");
    let mut seen = compared.comparison.caveats.iter().filter(|caveat| caveat.kind == CaveatKind::SeenOnce);
    assert!(seen.all(|caveat| caveat.text.contains("the one round asked for")), "{:?}", compared.comparison.caveats);
}

#[test]
fn what_the_new_scenario_says_otherwise_is_named_where_the_old_one_is_taken_for_both() {
    let mut other = scenario("");
    other.seed = 99;
    other.settings.timeout = Duration::from_secs(3);
    let (mut old, mut new) = (target(1, linear), target(2, linear));
    let compared = rehearse_paired(&scenario(""), &other, (&mut old, &mut new)).expect("a scratch folder");
    let said: Vec<&str> = compared.comparison.caveats.iter().map(|caveat| caveat.text.as_str()).collect();
    assert!(said.contains(&"the new scenario has other seed, settings: the old one's were taken for both"), "{said:?}");
    assert!(!caveats(&duel(target(1, linear), target(2, linear))).contains(&CaveatKind::NotComparable));
}

/// Both sides in a scenario that declares a count of instructions, with what it counts.
fn counted(old: fn(f64) -> f64, new: fn(f64) -> f64) -> Compared {
    let declared = scenario("[expect]\ninstructions = \"n\"\n");
    let mut sides = (target(1, linear).counter("instructions", old), target(2, linear).counter("instructions", new));
    rehearse_paired(&declared, &declared, (&mut sides.0, &mut sides.1)).expect("a scratch folder")
}

fn instructions(compared: &Compared) -> &MetricChange {
    let named = |change: &&MetricChange| change.metric.name() == "instructions";
    compared.comparison.metrics.iter().find(named).expect("both sides were counted")
}

#[test]
fn a_logarithm_more_is_found_by_counts_of_instructions_on_both_sides() {
    let compared = counted(|n| 1e6 + 40.0 * n, |n| 1e6 + 2.0 * n * n.log2());
    let change = instructions(&compared);
    assert_eq!((change.growth.change, change.exact), (Change::Worse, true), "{:?}", change.growth);
    assert!(compared.comparison.regressed() && !caveats(&compared).contains(&CaveatKind::Unconfirmed));
    let sides = [&compared.old, &compared.new].map(|side| side.as_ref().expect("measured"));
    let sizes = sides.map(|e| e.record.counted.iter().map(|c| c.sample.trial).collect::<Vec<_>>());
    assert_eq!(sizes[0], sizes[1], "each side at the same sizes");
    assert!(sizes[0].iter().any(|trial| trial.round == 2), "what fails is counted again");
}

#[test]
fn equal_counts_of_instructions_are_equal_and_counted_once() {
    let compared = counted(|n| 1e6 + 40.0 * n, |n| 1e6 + 40.0 * n);
    let change = instructions(&compared);
    assert_eq!(change.constant.map(|c| c.change), Some(Change::Equal { within: 0.0 }));
    assert!(!compared.comparison.regressed());
    let old = compared.old.as_ref().expect("measured");
    assert!(old.record.counted.iter().all(|counted| counted.sample.trial.round == 1));
}
