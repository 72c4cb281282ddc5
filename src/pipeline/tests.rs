//! The whole hallway on scripted targets: no process, no clock, so every verdict is exact.

use super::*;
use crate::measure::{Mishap, Scripted};
use crate::model::{Because, Class, Evidence, Failure, Mode, SampleEnd};
use crate::scenario::{Overrides, parse};

mod settling;

fn scenario(expect: &str) -> Scenario {
    let text = format!("[target]\ncommand = [\"scripted\", \"{{n}}\"]\n[expect]\n{expect}\n");
    parse(&text, "scripted.toml".as_ref(), "scripted", &Overrides::default()).unwrap_or_else(|f| panic!("{f:?}"))
}

/// Measures and judges a scripted target as a run would.
fn evidence(expect: &str, mut target: Scripted) -> Evidence {
    rehearse(&scenario(expect), &mut target).expect("a scratch folder")
}

fn time(evidence: &Evidence) -> (Class, Ruling) {
    let fit = evidence.fits.iter().find(|fit| fit.series.metric == Metric::Time).expect("time is always fitted");
    (fit.class, evidence.verdicts[0].ruling)
}

#[test]
fn planted_classes_are_met_as_what_they_are_and_broken_a_power_below() {
    type Cost = fn(f64) -> f64;
    let planted: [(Cost, &str, &str); 4] = [
        (|n| 0.002 + 2e-6 * n.sqrt() * 500.0, "sqrt n", "1"),
        (|n| 0.002 + 3e-7 * n, "n", "log n"),
        (|n| 0.002 + 1e-7 * n * n, "n^2", "n"),
        (|n| 0.002 + 1e-6 * 1.7f64.powf(n), "2^n", "n^3"),
    ];
    for (seed, (cost, class, below)) in planted.into_iter().enumerate() {
        let target = || Scripted::new(seed as u64, cost).noise(0.02);
        let met = evidence(&format!("time = \"{class}\""), target());
        assert_eq!(time(&met), (class.parse().expect("a class"), Ruling::Met), "{class}");
        assert_eq!((met.stop, met.outcome.satisfied), (Stop::Decided, true), "{class}");
        let broken = evidence(&format!("time = \"{below}\""), target());
        assert_eq!(time(&broken).1, Ruling::Broken, "{class} declared {below}");
        assert!(!broken.outcome.satisfied && !broken.findings.is_empty());
    }
}

#[test]
fn first_trials_alone_are_no_measurement_and_are_told_apart_from_rounds() {
    let sample = |n: u64, round: u32, end: SampleEnd| Sample {
        trial: Trial { size: crate::model::Size::new(n).expect("a size"), input: 0, round },
        at: Duration::ZERO,
        end,
        readings: crate::model::Readings::default(),
    };
    let mut samples: Vec<Sample> = (10..20).map(|n| sample(n, 0, SampleEnd::Completed)).collect();
    let after = Duration::from_secs(10);
    samples.push(sample(10, 1, SampleEnd::Failed(Failure::TimedOut { after })));
    let record = Record { samples, ..Record::default() };
    let reason = conclude(&scenario("time = \"n\""), record, Stop::BudgetSpent).outcome.reason.expect("why");
    assert_eq!(
        reason,
        "its first trials, which are discarded, worked at 10 sizes, and those that count at none: at n = 10 the target \
         did not end within 10 s; raise --budget, or end the sizes below it"
    );
}

#[test]
fn what_is_broken_early_is_measured_no_further() {
    let target = || Scripted::new(3, |n| 0.003 + 2e-8 * n * n).noise(0.02);
    let (met, broken) = (evidence("time = \"n^2\"", target()), evidence("time = \"n\"", target()));
    assert_eq!((time(&met).1, time(&broken).1), (Ruling::Met, Ruling::Broken));
    assert!(sizes(&broken).len() >= 9, "{:?}", sizes(&broken));
    let seconds = |e: &Evidence| e.record.samples.iter().filter_map(|s| s.readings.value(&Metric::Wall)).sum::<f64>();
    assert!(4.0 * seconds(&broken) < seconds(&met), "{} s against {} s", seconds(&broken), seconds(&met));
}

#[test]
fn what_holds_so_far_is_measured_as_far_as_it_was_asked() {
    let late = |n: f64| 0.001 + 5e-7 * n + if n > 1e5 { 5e-12 * (n - 1e5).powi(2) } else { 0.0 };
    let found = evidence("time = \"n\"", Scripted::new(3, late).noise(0.01));
    assert_eq!(sizes(&found).last(), Some(&1_000_000.0));
    assert_ne!(time(&found).1, Ruling::Met);
}

fn sizes(evidence: &Evidence) -> Vec<f64> {
    evidence.fits[0].series.points.iter().map(|point| point.n).collect()
}

#[test]
fn the_speed_of_the_machine_changes_no_class() {
    for speed in [0.25, 1.0, 4.0] {
        let target = Scripted::new(5, move |n| speed * (0.001 + 1e-8 * n * n)).noise(0.02);
        assert_eq!(time(&evidence("time = \"n^2\"", target)), (Class::QUADRATIC, Ruling::Met), "{speed}");
    }
}

#[test]
fn a_target_that_waits_is_judged_by_the_wall_clock() {
    let target = Scripted::new(5, |_| 0.001).noise(0.02).waiting(|n| 1e-6 * n);
    let found = evidence("time = \"1\"", target);
    assert_eq!(time(&found), (Class::LINEAR, Ruling::Broken));
    assert_eq!(found.fits[0].series.clock, crate::model::Clock::Wall);
}

#[test]
fn what_hangs_from_some_size_on_meets_nothing_and_no_budget_there() {
    let after = Duration::from_millis(500);
    let hang = Mishap { from: 1_001, to: u64::MAX, round: None, failure: Failure::TimedOut { after } };
    let expect = "time = \"n\"\n[[expect.limit]]\nmetric = \"time\"\nat = \"1m\"\nmax = \"2s\"";
    let found = evidence(expect, Scripted::new(3, |n| 0.003 + 1e-7 * n).noise(0.02).mishap(hang));
    assert_ne!(time(&found).1, Ruling::Met, "{:?}", found.verdicts);
    assert_ne!(found.limits[0].ruling, Ruling::Met, "{:?}", found.limits);
}

#[test]
fn no_budget_holds_at_a_size_at_which_the_target_fails() {
    let crash = Failure::Exit { code: 7, stderr: "out of luck".into() };
    let crash = Mishap { from: 5_001, to: u64::MAX, round: None, failure: crash };
    let limit = |at: &str| format!("[[expect.limit]]\nmetric = \"time\"\nat = \"{at}\"\nmax = \"1s\"");
    let ruled = |at: &str| {
        let target = Scripted::new(3, |n| 0.003 + 1e-7 * n).noise(0.02).mishap(crash.clone());
        evidence(&limit(at), target).limits.remove(0)
    };
    assert_eq!(ruled("3k").ruling, Ruling::Met);
    let beyond = ruled("8k");
    assert_eq!(beyond.ruling, Ruling::Undecided);
    assert!(beyond.note.as_ref().is_some_and(|note| note.contains("code 7")), "{beyond:?}");
}

#[test]
fn a_counter_that_never_counts_is_constant() {
    let found = evidence("misses = \"1\"", Scripted::new(5, |n| 0.001 + 1e-7 * n).counter("misses", |_| 0.0));
    assert_eq!(found.verdicts[0].ruling, Ruling::Met, "{:?}", found.verdicts);
}

#[test]
fn a_counter_that_nothing_reports_is_failed_and_says_so() {
    let found = evidence("queries = \"1\"", Scripted::new(5, |n| 0.001 + 1e-7 * n));
    assert_eq!(found.verdicts[0].ruling, Ruling::Failed);
    assert_eq!(found.outcome.ruling, Ruling::Failed);
    let crate::model::Because::Unmeasured(reason) = &found.verdicts[0].because else { panic!("a reason") };
    assert!(reason.contains("queries"), "{reason}");
}

#[test]
fn an_exact_counter_is_judged_against_the_next_class_up() {
    let target = || Scripted::new(5, |n| 0.001 + 1e-7 * n).counter("steps", |n| (n * n.log2()).round());
    assert_eq!(evidence("steps = \"n log n\"", target()).verdicts[0].ruling, Ruling::Met);
    assert_eq!(evidence("steps = \"n\"", target()).verdicts[0].ruling, Ruling::Broken);
}

#[test]
fn an_interrupted_run_keeps_what_it_has() {
    let scenario = scenario("time = \"n\"");
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(folder.path(), scenario.settings.disk_limit).expect("a store");
    let interrupt = AtomicBool::new(true);
    let mut target = Scripted::new(5, |n| 1e-6 * n);
    let mut inquiry = Inquiry::new(&scenario, &mut target, &mut store, &interrupt, Duration::ZERO);
    let before = Record::default();
    let (record, stop) = inquiry.measure(before.clone(), &mut ()).expect("nothing to keep");
    assert_eq!((record, stop), (before, Stop::Interrupted));
}

#[test]
fn a_sample_that_can_not_be_kept_ends_the_run() {
    struct Full;
    impl Observer for Full {
        fn sampled(&mut self, _: &Sample) -> Result<(), String> {
            Err("no space left on device".into())
        }
    }
    let scenario = scenario("time = \"n\"");
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(folder.path(), scenario.settings.disk_limit).expect("a store");
    let mut target = Scripted::new(5, |n| 1e-6 * n);
    let interrupt = AtomicBool::new(false);
    let mut inquiry = Inquiry::new(&scenario, &mut target, &mut store, &interrupt, Duration::ZERO);
    assert_eq!(inquiry.measure(Record::default(), &mut Full), Err("no space left on device".to_string()));
}

#[test]
fn a_ladder_that_the_budget_cuts_before_three_sizes_is_undecided_and_says_so() {
    let short =
        "time = \"n\"\n[[expect.limit]]\nmetric = \"time\"\nat = 10\nmax = \"9s\"\n[settings]\nbudget = \"2s\"\n";
    let found = evidence(short, Scripted::new(5, |_| 0.3));
    assert_eq!((found.verdicts[0].ruling, found.limits[0].ruling), (Ruling::Undecided, Ruling::Undecided));
    let Because::Unmeasured(reason) = &found.verdicts[0].because else { panic!("{:?}", found.verdicts) };
    assert!(reason.contains("the budget of 2 s ended before three sizes were measured"), "{reason}");
    assert_eq!(found.outcome.ruling, Ruling::Undecided);
}

#[test]
fn setup_and_building_take_nothing_of_the_trials_budget() {
    let prepared = |seconds| Scripted::new(5, |n| 0.001 + 1e-7 * n).noise(0.01).prepared(Duration::from_secs(seconds));
    let short = "time = \"n\"\n[settings]\nbudget = \"20s\"\n";
    let (at_once, late) = (evidence(short, prepared(0)), evidence(short, prepared(3600)));
    assert_eq!((late.verdicts[0].ruling, late.stop), (Ruling::Met, at_once.stop));
    assert_eq!(late.record.samples.len(), at_once.record.samples.len());
}

#[test]
fn a_counter_that_is_told_at_some_sizes_only_is_no_evidence_for_the_others() {
    let found = evidence(
        "instructions = \"n\"",
        Scripted::new(5, |n| 0.001 + 1e-7 * n).counter("instructions", |n| 126_000.0 + 40.0 * n),
    );
    assert_eq!(found.verdicts[0].ruling, Ruling::Met, "a pass has its own ladder");
    let only_large =
        Scripted::new(5, |n| 0.001 + 1e-7 * n).counter("queries", |n| if n < 500.0 { f64::NAN } else { n });
    let found = evidence("queries = \"n\"", only_large);
    let crate::model::Because::Unmeasured(reason) = &found.verdicts[0].because else { panic!("{:?}", found.verdicts) };
    assert!(reason.contains("n = 10") && reason.contains("told as 0"), "{reason}");
}

#[test]
fn an_interrupted_run_rules_on_nothing() {
    let scenario = scenario("time = \"n^2\"");
    let record = evidence("time = \"n^2\"", Scripted::new(5, |n| 0.002 + 1e-6 * n)).record;
    let found = rulings::conclude(&scenario, record.clone(), Stop::Interrupted);
    assert_eq!((found.outcome.ruling, found.outcome.satisfied), (Ruling::Undecided, false));
    assert!(found.verdicts.is_empty() && !found.fits.is_empty() && found.record == record);
    assert!(found.outcome.reason.is_some_and(|reason| reason.contains("interrupted after")));
}

#[test]
fn a_failing_hook_is_told_and_no_larger_size_is_advised() {
    let failure = Failure::Hook { phase: "prepare".into(), reason: "ended with exit status: 3: no room".into() };
    let mishap = crate::measure::Mishap { from: 100, to: u64::MAX, round: None, failure };
    let found = evidence("time = \"n\"", Scripted::new(5, |n| 0.002 + 1e-6 * n).noise(0.05).mishap(mishap));
    let told: Vec<&str> = found.caveats.iter().map(|caveat| caveat.text.as_str()).collect();
    assert!(told.iter().any(|text| text.contains("from n = 1") && text.contains("no room")), "{told:?}");
    assert!(found.forecast.iter().all(|forecast| forecast.size.is_none_or(|n| n < 100.0)));
}

/// A scripted target, with trials of one size that the machine disturbed in the first rounds.
struct Disturbed(Scripted, u64);

impl Executor for Disturbed {
    fn measure(&mut self, trial: &Trial, input: Option<&Path>) -> Sample {
        let mut sample = self.0.measure(trial, input);
        if trial.size.n() == self.1 && trial.round <= 3 {
            for metric in [Metric::Cpu, Metric::Wall] {
                let value = sample.readings.value(&metric).expect("it completed");
                sample.readings.set(metric, 2.0 * value);
            }
        }
        sample
    }

    fn count(
        &mut self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        ended: &mut dyn FnMut(Sample),
    ) {
        self.0.count(pass, trials, timeout, ended);
    }

    fn allow(&mut self, timeout: Duration) {
        self.0.allow(timeout);
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Trials of a size that count.
fn runs(evidence: &Evidence, n: f64) -> usize {
    evidence.record.samples.iter().filter(|s| s.trial.size.value() == n && s.trial.round > 0).count()
}

#[test]
fn a_size_that_lies_off_the_curve_is_measured_again_until_it_can_be_told_why() {
    let scenario = scenario("time = \"n\"");
    let target = || Scripted::new(5, |n| 0.002 + 3e-7 * n).noise(0.01);
    let calm = rehearse(&scenario, &mut target()).expect("a scratch folder");
    let size = sizes(&calm)[6] as u64;
    let found = rehearse(&scenario, &mut Disturbed(target(), size)).expect("a scratch folder");
    assert_eq!((runs(&found, size as f64), runs(&found, sizes(&calm)[5])), (6, 3), "the disturbed trials are outvoted");
    assert_eq!(time(&found), (Class::LINEAR, Ruling::Met));
}

#[test]
fn a_size_that_lies_off_the_curve_by_itself_gets_its_trials_once() {
    let odd = |n: f64| (0.002 + 3e-7 * n) * if (900.0..1100.0).contains(&n) { 2.0 } else { 1.0 };
    let found = evidence("time = \"n\"", Scripted::new(5, odd).noise(0.01));
    let most = sizes(&found).into_iter().map(|n| runs(&found, n)).max().unwrap_or(0);
    assert!((6..=12).contains(&most), "{most}");
    let time = found.fits.iter().find(|fit| fit.series.metric == Metric::Time).expect("time is always fitted");
    assert_eq!(time.disturbed, [1000.0], "{:?}", time.caveats);
}

#[test]
fn a_size_that_is_killed_for_its_memory_says_how_much_it_takes_at_least() {
    let limit: u64 = 1 << 28;
    let killed = |from: u64| Mishap { from, to: u64::MAX, round: None, failure: Failure::OutOfMemory { limit } };
    let foretold = |n: f64| 2e6 + 1e3 * n;
    let target = |from| Scripted::new(5, |n| 0.002 + 1e-6 * n).memory(foretold).noise(0.01).mishap(killed(from));
    let memory = |found: &Evidence| found.fits.iter().find(|f| f.series.metric == Metric::Memory).cloned();
    // 266 MB at the first size beyond the limit: as foretold.
    let expected = evidence("memory = \"n\"", target(300_000));
    let fit = memory(&expected).expect("memory is always fitted");
    let bound = fit.series.censored.first().expect("a bound");
    assert_eq!((bound.n >= 3e5, bound.at_least), (true, limit as f64));
    assert_eq!(expected.verdicts[0].ruling, Ruling::Met, "{:?}", expected.verdicts);
    // A fiftieth of the limit was foretold there: something else happens.
    let sudden = evidence("memory = \"n\"", target(3_000));
    assert_eq!(sudden.verdicts[0].ruling, Ruling::Undecided, "{:?}", sudden.verdicts);
}

#[test]
fn a_size_from_which_on_it_hangs_is_no_growth() {
    let hangs = Mishap {
        from: 3_000,
        to: u64::MAX,
        round: None,
        failure: Failure::TimedOut { after: Duration::from_secs(10) },
    };
    for cost in [|n: f64| 0.002 + 1e-6 * n, |_: f64| 0.002] {
        let found = evidence("time = \"n\"", Scripted::new(5, cost).noise(0.01).mishap(hangs.clone()));
        assert_eq!(found.verdicts[0].ruling, Ruling::Undecided, "{:?}", found.verdicts);
    }
    let grows = evidence("time = \"n\"", Scripted::new(5, |n| 0.002 + 3e-7 * n * n).noise(0.05));
    assert_eq!(grows.verdicts[0].ruling, Ruling::Broken, "{:?}", grows.verdicts);
}

#[test]
fn what_a_call_allocates_is_not_ruled_on_where_only_some_sizes_tell_it() {
    let ruled = |told: fn(f64) -> f64| {
        let text = "[target]\nfunction = \"c:work.c:work\"\n[expect]\nalloc.leaked = \"1\"\n";
        let scenario = parse(text, "scripted.toml".as_ref(), "scripted", &Overrides::default())
            .unwrap_or_else(|f| panic!("{f:?}"));
        let mut target = Scripted::new(5, |n| 0.002 + 1e-6 * n).tells_allocations().counter("alloc.leaked", told);
        let found = rehearse(&scenario, &mut target).expect("a scratch folder");
        assert!(found.record.counted.is_empty(), "no pass counts of functions");
        found.verdicts[0].ruling
    };
    assert_eq!(ruled(|_| 64.0), Ruling::Met);
    assert_eq!(ruled(|n| n), Ruling::Broken);
    assert_eq!(ruled(|n| if n < 1000.0 { 0.0 } else { f64::NAN }), Ruling::Failed);
}

#[test]
fn memory_of_a_function_whose_harness_counts_none_is_its_processes() {
    let text = "[target]\nfunction = \"c:work.c:work\"\n[expect]\nmemory = \"1\"\n";
    let scenario =
        parse(text, "scripted.toml".as_ref(), "scripted", &Overrides::default()).unwrap_or_else(|f| panic!("{f:?}"));
    // What the process needs itself, filling up by two thirds.
    let target = || Scripted::new(5, |n| 0.002 + 1e-6 * n).noise(0.01).memory(|n| 3e6 + 2.0 * n);
    let ruled = |mut target: Scripted| {
        let found = rehearse(&scenario, &mut target).expect("a scratch folder");
        let memory = found.fits.iter().find(|f| f.series.metric == Metric::Memory).expect("memory is always fitted");
        (memory.series.mode, found.verdicts[0].ruling)
    };
    assert_eq!(ruled(target()), (Mode::Process, Ruling::Undecided));
    assert_eq!(ruled(target().tells_allocations().counter("alloc.bytes", |n| n)), (Mode::Function, Ruling::Broken));
}
