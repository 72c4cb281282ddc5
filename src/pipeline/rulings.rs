//! Fits and rulings on a record: during a run on what is declared, at its end on everything.

use crate::judge::Levels;
use crate::model::{
    Because, Caveat, CaveatKind, Evidence, Expectation, Failure, Fit, Limit, LimitVerdict, Machine, Metric, MetricKind,
    Outcome, Questions, Record, Ruling, SampleEnd, Scenario, Stop, Verdict,
};
use crate::{diagnose, fit, judge, plan, report};
use std::time::Duration;

/// What the record says so far.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    /// A fit per metric and input that could be fitted.
    pub(super) fits: Vec<Fit>,
    /// A verdict per expectation: the worst input's.
    pub(super) verdicts: Vec<Verdict>,
    /// A verdict per limit: the worst input's.
    pub(super) limits: Vec<LimitVerdict>,
    /// Nothing is declared, and the class of time is certain.
    certain: bool,
}

impl Rulings {
    /// On what is declared; where nothing is, on time.
    pub(super) fn of_declared(scenario: &Scenario, record: &Record) -> Rulings {
        let mut metrics = scenario.metrics();
        if metrics.is_empty() {
            metrics.push(Metric::Time);
        }
        Rulings::of(scenario, record, &metrics)
    }

    /// On time, memory and everything declared.
    fn of_everything(scenario: &Scenario, record: &Record) -> Rulings {
        let mut metrics = vec![Metric::Time, Metric::Memory];
        for metric in scenario.metrics() {
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        Rulings::of(scenario, record, &metrics)
    }

    fn of(scenario: &Scenario, record: &Record, metrics: &[Metric]) -> Rulings {
        let (mut fits, mut failures) = (Vec::new(), Vec::new());
        for metric in metrics {
            for input in 0..scenario.inputs.len().max(1) {
                let series = fit::assemble(scenario, record, metric, input);
                match fit::fit(&series, &questions(scenario, record, metric)) {
                    Ok(fit) => fits.push(fit),
                    Err(error) => {
                        let reason = series.missing.map_or_else(|| error.to_string(), |missing| missing.0);
                        failures.push((metric.clone(), reason));
                    }
                }
            }
        }
        let levels = Levels::for_expectations(scenario.expect.len());
        let verdicts = scenario.expect.iter().map(|e| growth(scenario, e, &fits, &failures, levels)).collect();
        let limits = scenario.limits.iter().map(|l| limit(l, &fits, &failures)).collect();
        let certain = scenario.metrics().is_empty() && fits.iter().all(|fit| fit.plausible.len() == 1);
        Rulings { fits, verdicts, limits, certain }
    }

    /// Whether more measuring could change no ruling.
    pub(super) fn decided(&self) -> bool {
        let open = |ruling| ruling == Ruling::Undecided;
        let any = !(self.verdicts.is_empty() && self.limits.is_empty());
        let all = !self.verdicts.iter().any(|v| open(v.ruling)) && !self.limits.iter().any(|l| open(l.ruling));
        self.certain || (any && all)
    }

    /// Whether everything is decided, and larger sizes could change nothing: time is broken, or all that is declared.
    pub(super) fn refuted(&self) -> bool {
        let broken = |ruling| ruling == Ruling::Broken;
        let time = self.verdicts.iter().any(|v| v.metric.kind() == MetricKind::Time && broken(v.ruling));
        let all = self.verdicts.iter().all(|v| broken(v.ruling)) && self.limits.iter().all(|l| broken(l.ruling));
        self.decided() && !self.certain && (time || all)
    }
}

fn questions(scenario: &Scenario, record: &Record, metric: &Metric) -> Questions {
    let mut questions = diagnose::questions(scenario, metric);
    questions.declared = scenario.expect.iter().filter(|e| e.metric == *metric).map(|e| e.class).collect();
    questions.candidates = plan::candidates(scenario, record);
    questions
}

/// The worst of an expectation's verdicts over the inputs.
fn growth(
    scenario: &Scenario,
    expectation: &Expectation,
    fits: &[Fit],
    failures: &[(Metric, String)],
    levels: Levels,
) -> Verdict {
    let ruled = fits
        .iter()
        .filter(|fit| fit.series.metric == expectation.metric)
        .map(|fit| judge::growth_at(fit, expectation, scenario.settings.strict, levels));
    let unmeasured = failures.iter().filter(|(metric, _)| *metric == expectation.metric).map(|(_, reason)| Verdict {
        metric: expectation.metric.clone(),
        input: None,
        declared: expectation.class,
        tight: expectation.tight,
        strict: scenario.settings.strict,
        ruling: Ruling::Failed,
        because: Because::Unmeasured(reason.clone()),
    });
    let all = ruled.chain(unmeasured).max_by_key(|verdict| verdict.ruling);
    all.unwrap_or_else(|| unreachable!("OK because every metric declared is fitted or has failed"))
}

/// The worst of a limit's verdicts over the inputs.
fn limit(limit: &Limit, fits: &[Fit], failures: &[(Metric, String)]) -> LimitVerdict {
    let ruled = fits
        .iter()
        .filter(|fit| fit.series.metric == limit.metric)
        .map(|fit| judge::limit(fit, &limit.metric, limit.at.value(), limit.max));
    let unmeasured = failures.iter().filter(|(metric, _)| *metric == limit.metric).map(|(_, reason)| LimitVerdict {
        metric: limit.metric.clone(),
        input: None,
        at: limit.at.value(),
        max: limit.max,
        ruling: Ruling::Failed,
        estimate: None,
        note: Some(reason.clone()),
    });
    let all = ruled.chain(unmeasured).max_by_key(|verdict| verdict.ruling);
    all.unwrap_or_else(|| unreachable!("OK because every metric limited is fitted or has failed"))
}

/// The evidence of a record: everything fitted and judged.
pub(super) fn conclude(scenario: &Scenario, record: Record, stop: Stop) -> Evidence {
    let Rulings { fits, verdicts, limits, .. } = Rulings::of_everything(scenario, &record);
    if stop == Stop::Interrupted {
        let why = interrupted(&record);
        return Evidence { stop, record, fits, ..unmeasured(scenario, Ruling::Undecided, why) };
    }
    let mut outcome = match stop {
        Stop::TooFewSizes => Outcome { ruling: Ruling::Failed, satisfied: false, reason: Some(failures(&record)) },
        _ => judge::outcome(&verdicts, &limits, &scenario.expect_broken),
    };
    if outcome.ruling == Ruling::Met && !outcome.satisfied {
        let names: Vec<&str> = scenario.expect_broken.iter().map(Metric::name).collect();
        outcome.reason = Some(format!("expected to be broken and met, which fails: {}", names.join(", ")));
    }
    let hook = failing_hook(&record);
    let forecast = plan::forecast(scenario, &record, &fits, &verdicts);
    let reachable = |n: f64| hook.as_ref().is_none_or(|(failing, _)| n < *failing);
    Evidence {
        findings: diagnose::findings(scenario, &fits, &verdicts, &limits, &record),
        forecast: forecast.into_iter().filter(|forecast| forecast.size.is_none_or(reachable)).collect(),
        caveats: hook.map(|(_, caveat)| caveat).into_iter().collect(),
        outcome,
        stop,
        record,
        fits,
        verdicts,
        limits,
        ..empty(scenario)
    }
}

/// How far an interrupted run came. What it has would be ruled on otherwise than what it set out for.
fn interrupted(record: &Record) -> String {
    match record.samples.iter().map(|sample| sample.trial.size).max() {
        Some(size) => {
            let trials = if record.samples.len() == 1 { "trial" } else { "trials" };
            format!("interrupted after {} {trials}, up to n = {size}; nothing is ruled on", record.samples.len())
        }
        None => "interrupted before the first trial ended".to_string(),
    }
}

/// The smallest size at which a program around the trial failed, in place of the target, and what it said.
fn failing_hook(record: &Record) -> Option<(f64, Caveat)> {
    let failed = record.samples.iter().filter_map(|sample| match &sample.end {
        SampleEnd::Failed(failure @ Failure::Hook { .. }) => Some((sample.trial.size.value(), failure)),
        _ => None,
    });
    let (n, failure) = failed.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let text = format!("from n = {n} the target {}", report::failure(failure));
    Some((n, Caveat::new(CaveatKind::HookFailed, text)))
}

/// Why too few sizes worked: what happened at the smallest that failed.
fn failures(record: &Record) -> String {
    let failed = record.samples.iter().filter_map(|sample| match &sample.end {
        SampleEnd::Failed(failure) => Some((sample.trial.size, failure)),
        SampleEnd::Completed => None,
    });
    match failed.min_by_key(|(size, _)| *size) {
        Some((size, failure)) => format!("too few sizes worked: at n = {size} the target {}", report::failure(failure)),
        None => "too few sizes fit the budget; raise it with --budget".to_string(),
    }
}

/// The evidence of a scenario that could not run, and why.
pub(super) fn unmeasured(scenario: &Scenario, ruling: Ruling, reason: String) -> Evidence {
    let outcome = Outcome { ruling, satisfied: ruling == Ruling::Skipped, reason: Some(reason) };
    Evidence { outcome, ..empty(scenario) }
}

fn empty(scenario: &Scenario) -> Evidence {
    Evidence {
        scenario: scenario.clone(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        started: String::new(),
        machine: Machine::default(),
        memory_floor: 0,
        record: Record::default(),
        stop: Stop::NotMeasured,
        elapsed: Duration::ZERO,
        target_time: Duration::ZERO,
        fits: Vec::new(),
        verdicts: Vec::new(),
        limits: Vec::new(),
        findings: Vec::new(),
        outcome: Outcome { ruling: Ruling::Failed, satisfied: false, reason: None },
        forecast: Vec::new(),
        caveats: Vec::new(),
    }
}
