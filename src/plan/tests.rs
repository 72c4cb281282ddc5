//! The planner against simulated targets: no process, no clock, so every run is exact.

use std::time::Duration;

use super::{Progress, Step, count, next, trial_timeout};
use crate::model::{
    CommandTarget, Counted, Failure, FunctionTarget, Hooks, Limit, Metric, Pass, Readings, Record, Sample, SampleEnd,
    Scale, Scenario, Settings, Size, Sizes, Stop, Target, Trial,
};

fn size(n: u64) -> Size {
    Size::new(n).expect("OK because tests use valid sizes")
}

fn scenario(from: u64, to: u64) -> Scenario {
    Scenario {
        name: "simulated".into(),
        tried: false,
        about: None,
        location: None,
        fix: None,
        folder: ".".into(),
        needs: vec![],
        target: Target::Command(CommandTarget::default()),
        inputs: vec![],
        seed: 7,
        sizes: Sizes::Range { from: size(from), to: size(to) },
        hooks: Hooks::default(),
        check: None,
        counters: std::collections::BTreeMap::new(),
        expect: vec![],
        limits: vec![],
        expect_broken: vec![],
        scale: Scale::default(),
        settings: Settings { budget: Duration::from_secs(20), ..Settings::default() },
        redact: vec![],
        hash: String::new(),
    }
}

struct Run {
    record: Record,
    stop: Stop,
    elapsed: Duration,
}

impl Run {
    /// Sizes with at least three completed rounds.
    fn ladder(&self) -> Vec<u64> {
        let mut sizes: Vec<u64> = self.measured().filter(|s| s.trial.round == 3).map(|s| s.trial.size.n()).collect();
        sizes.sort_unstable();
        sizes
    }

    fn measured(&self) -> impl Iterator<Item = &Sample> {
        self.record.samples.iter().filter(|s| s.trial.round > 0 && s.end == SampleEnd::Completed)
    }

    fn failures(&self) -> usize {
        self.record.samples.iter().filter(|s| s.end != SampleEnd::Completed).count()
    }
}

/// What is known of a record on which nothing is ruled yet.
fn progress(record: &Record, elapsed: Duration) -> Progress<'_> {
    Progress { record, judged: 0, fits: &[], decided: false, refuted: false, countable: false, elapsed }
}

/// Runs the planner against a target that costs `cost(n)` seconds or fails; decided after `decided` looks.
fn simulate(scenario: &Scenario, decided: usize, cost: impl Fn(f64) -> Result<f64, Failure>) -> Run {
    let (mut record, mut elapsed, mut judged, mut looks) = (Record::default(), Duration::ZERO, 0, 0);
    for _ in 0..500 {
        let decided = looks >= decided;
        match next(scenario, Progress { judged, decided, ..progress(&record, elapsed) }) {
            Step::Measure(trials) => {
                assert!(!trials.is_empty(), "an empty step would never end");
                for trial in trials {
                    let sample = sample(scenario, trial, elapsed, &cost);
                    elapsed += Duration::from_secs_f64(sample.readings.value(&Metric::Wall).unwrap_or(0.0));
                    record.samples.push(sample);
                }
            }
            Step::Judge => (judged, looks) = (record.samples.len(), looks + 1),
            Step::Count => panic!("nothing is countable"),
            Step::Stop(stop) => return Run { record, stop, elapsed },
        }
    }
    panic!("the planner never stops");
}

fn sample(s: &Scenario, trial: Trial, at: Duration, cost: &impl Fn(f64) -> Result<f64, Failure>) -> Sample {
    let mut readings = Readings::default();
    let timeout = trial_timeout(s, &trial);
    let end = match cost(trial.size.value()) {
        Ok(seconds) if seconds > timeout.as_secs_f64() => {
            readings.set(Metric::Wall, timeout.as_secs_f64());
            SampleEnd::Failed(Failure::TimedOut { after: timeout })
        }
        Ok(seconds) => {
            readings.set(Metric::Wall, seconds);
            SampleEnd::Completed
        }
        Err(failure) => SampleEnd::Failed(failure),
    };
    Sample { trial, at, end, readings }
}

#[test]
fn a_linear_target_is_measured_over_the_whole_range_and_stops_when_decided() {
    let run = simulate(&scenario(10, 1_000_000), 1, |n| Ok(0.02 + 4e-7 * n));
    assert_eq!(run.stop, Stop::Decided);
    assert_eq!(run.ladder().len(), 11);
    assert_eq!(run.ladder().last(), Some(&1_000_000));
    assert!(run.elapsed < Duration::from_secs(6), "{:?}", run.elapsed);
}

#[test]
fn a_quadratic_target_is_measured_as_far_as_the_budget_reaches() {
    let run = simulate(&scenario(10, 1_000_000), 1, |n| Ok(0.02 + 4e-8 * n * n));
    assert_eq!(run.stop, Stop::Decided);
    assert!(run.ladder().len() >= 9, "{:?}", run.ladder());
    let top = *run.ladder().last().expect("OK because it is not empty") as f64;
    assert!(4e-8 * top * top > 0.6, "30 times the start-up: {top}");
    assert!(run.elapsed < Duration::from_secs(22), "{:?}", run.elapsed);
}

#[test]
fn an_exponential_target_on_a_wide_range_has_its_ladder_below_the_border() {
    let mut wide = scenario(1, 1_000_000);
    (wide.settings.budget, wide.settings.timeout) = (Duration::from_secs(8), Duration::from_secs(1));
    let run = simulate(&wide, 1, |n| Ok(0.1 + 1e-7 * 1.618f64.powf(n)));
    assert!(run.ladder().len() >= 9, "{:?}", run.ladder());
    assert!(*run.ladder().last().expect("OK because it is not empty") >= 28, "{:?}", run.ladder());
}

#[test]
fn an_exponential_target_is_refined_between_the_last_that_ended_and_the_first_that_did_not() {
    for base in [1.2f64, 1.618, 2.0, 3.0] {
        let run = simulate(&scenario(10, 1_000_000), 1, |n| Ok(0.02 + 1e-6 * base.powf(n)));
        assert_eq!(run.stop, Stop::Decided, "{base}");
        let ladder = run.ladder();
        let top = *ladder.last().expect("OK because it is not empty") as f64;
        assert!(1e-6 * base.powf(top) > 0.2, "{base}: {ladder:?}");
        let every_integer = ladder.len() as u64 == ladder[ladder.len() - 1] - ladder[0] + 1;
        assert!(ladder.len() >= 7 || every_integer, "{base}: {ladder:?}");
        assert!(run.elapsed < Duration::from_secs(25), "{base}: {:?}", run.elapsed);
    }
}

#[test]
fn a_target_that_works_below_some_size_only_is_measured_there() {
    let failure = || Failure::Exit { code: 1, stderr: "recursion".into() };
    let run = simulate(&scenario(10, 1_000_000), 1, |n| if n > 950.0 { Err(failure()) } else { Ok(0.02) });
    assert_eq!(run.stop, Stop::Decided);
    assert!(*run.ladder().last().expect("OK because it is not empty") > 600, "{:?}", run.ladder());
    assert!(run.failures() <= 16, "{}", run.failures());
}

#[test]
fn a_target_that_never_works_is_given_up_at_once() {
    let run = simulate(&scenario(10, 1_000_000), 1, |_| Err(Failure::Exit { code: 1, stderr: String::new() }));
    assert_eq!((run.stop, run.failures()), (Stop::TooFewSizes, 4));
    let missing = || Err(Failure::NotStarted { reason: "no such file".into() });
    let run = simulate(&scenario(10, 1_000_000), 1, |_| missing());
    assert_eq!((run.stop, run.failures()), (Stop::TooFewSizes, 1));
    let run = simulate(&scenario(10, 1_000_000), 1, |_| Ok(1e9));
    assert_eq!(run.stop, Stop::TooFewSizes);
}

#[test]
fn rounds_asked_for_are_run_exactly_at_every_size() {
    let mut asked = scenario(10, 1000);
    asked.settings.rounds = Some(4);
    asked.sizes = Sizes::List([10, 1000, 100].map(size).to_vec());
    let run = simulate(&asked, 1, |_| Ok(0.01));
    assert_eq!(run.stop, Stop::RoundsDone);
    let order: Vec<u64> = run.measured().map(|s| s.trial.size.n()).collect();
    assert_eq!(order, [10, 1000, 100].repeat(4));
}

#[test]
fn a_list_skips_what_is_larger_than_a_size_that_timed_out() {
    let mut asked = scenario(10, 1000);
    asked.sizes = Sizes::List([10, 20, 40, 80, 160].map(size).to_vec());
    let run = simulate(&asked, 1, |n| Ok(if n > 50.0 { 1e3 } else { 0.01 }));
    assert_eq!(run.ladder(), [10, 20, 40]);
    assert_eq!(run.failures(), 1);
}

#[test]
fn what_is_never_decided_ends_all_the_same() {
    let run = simulate(&scenario(10, 1_000_000), usize::MAX, |n| Ok(0.001 + 1e-8 * n));
    assert_eq!(run.stop, Stop::Hopeless);
    let run = simulate(&scenario(10, 1_000_000), usize::MAX, |n| Ok(0.02 + 2e-6 * n));
    assert_eq!(run.stop, Stop::BudgetSpent);
    assert!(run.elapsed < Duration::from_secs(22), "{:?}", run.elapsed);
}

#[test]
fn a_run_goes_on_from_its_record_as_if_nothing_had_happened() {
    let asked = scenario(10, 100_000);
    let whole = simulate(&asked, 1, |n| Ok(0.02 + 1e-6 * n));
    let cut = Record { samples: whole.record.samples[..20].to_vec(), ..Record::default() };
    let Step::Measure(trials) = next(&asked, progress(&cut, cut.samples[19].at)) else {
        panic!("there is more to measure")
    };
    let mut rest: Vec<(u64, u32)> = trials.iter().map(|t| (t.size.n(), t.round)).collect();
    let mut missing: Vec<(u64, u32)> = whole.record.samples[20..]
        .iter()
        .take_while(|s| s.trial.round == trials[0].round)
        .map(|s| (s.trial.size.n(), s.trial.round))
        .collect();
    rest.sort_unstable();
    missing.sort_unstable();
    assert_eq!(rest, missing);
}

/// Counts a timed target until nothing is left to count, two at a time, and gives the sizes that were counted. It
/// runs `slower` times as long while it is counted, after a start of a third of a second.
fn counted(mut run: Run, asked: &Scenario, native: impl Fn(f64) -> f64, slower: f64) -> Vec<u64> {
    let mut spent = 0.0;
    while let Some(trials) = count(asked, &run.record, Pass::Instructions, Duration::from_secs_f64(spent), 2) {
        let mut cores = [0.0_f64; 2];
        for trial in trials {
            let seconds = 0.33 + slower * native(trial.size.value());
            let mut readings = Readings::default();
            readings.set(Metric::Wall, seconds);
            readings.set(Metric::counter("instructions"), 1e5 + trial.size.value());
            cores.sort_by(f64::total_cmp);
            cores[0] += seconds;
            let sample = Sample { trial, at: Duration::ZERO, end: SampleEnd::Completed, readings };
            run.record.counted.push(Counted { pass: Pass::Instructions, sample });
        }
        spent += cores[0].max(cores[1]);
        assert!(spent < asked.settings.budget.as_secs_f64(), "{spent}");
    }
    run.record.counted.iter().map(|counted| counted.sample.trial.size.n()).collect()
}

#[test]
fn counting_climbs_as_far_as_its_time_reaches() {
    // Seconds of `sort -n`, and how much longer it takes under valgrind where it is fast and where memory slows it.
    let native = |n: f64| 0.001 + 3e-8 * n * n.log2();
    let mut asked = scenario(1000, 1_000_000);
    asked.settings.budget = Duration::from_secs(10);
    let run = simulate(&asked, 1, |n| Ok(native(n)));
    let mut sizes = counted(run, &asked, native, 25.0);
    sizes.sort_unstable();
    assert!(sizes.len() >= 6, "{sizes:?}");
    assert!(*sizes.last().expect("OK because it is not empty") >= 400_000, "{sizes:?}");
}

#[test]
fn counting_a_function_stops_where_it_can_settle_its_time() {
    let native = |n: f64| 1e-8 * n;
    let mut asked = scenario(10, 1_000_000);
    asked.settings.budget = Duration::from_secs(10);
    asked.target = Target::Function(FunctionTarget::parse("c:user.c:f").expect("a function"));
    let top = |asked: &Scenario| {
        let sizes = counted(simulate(asked, 1, |n| Ok(native(n))), asked, native, 25.0);
        assert!(sizes.len() >= 9, "{sizes:?}");
        sizes.into_iter().max().expect("OK because there are some")
    };
    assert_eq!(top(&asked), 300_000);
    asked.sizes = Sizes::List([30, 60, 120, 250, 500, 1000].map(size).to_vec());
    let few = counted(simulate(&asked, 1, |n| Ok(native(n))), &asked, native, 25.0);
    assert_eq!(few.len(), 6, "of few sizes all are counted: {few:?}");
    asked.sizes = scenario(10, 1_000_000).sizes;
    asked.limits = vec![Limit { metric: Metric::counter("instructions"), at: size(1_000_000), max: 1e9 }];
    assert_eq!(top(&asked), 1_000_000, "what is declared is counted as far as it goes");
}
