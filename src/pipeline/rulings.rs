//! Fits and rulings on a record: during a run on what is declared, at its end on everything.

use super::inputs;
use super::reasons::{failures, few_sizes, interrupted};
use crate::judge::Levels;
use crate::model::{
    Because, Caveat, CaveatKind, Clock, Evidence, Expectation, Failure, Fit, FunctionTarget, Limit, LimitVerdict,
    Machine, Metric, MetricKind, Outcome, Pass, Questions, Reading, Record, Ruling, Sample, SampleEnd, Scenario, Size,
    Sizes, Stop, Verdict,
};
use crate::{diagnose, fit, judge, plan, report};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The counter that settles what time leaves open.
const INSTRUCTIONS: &str = "instructions";

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
        add_counted_instructions(record, &mut metrics);
        Rulings::of(scenario, record, &metrics)
    }

    /// On time, memory and everything declared.
    fn of_everything(scenario: &Scenario, record: &Record) -> Rulings {
        let mut metrics = vec![Metric::Time, Metric::Memory];
        add_counted_instructions(record, &mut metrics);
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
                match fitted(scenario, record, metric, input) {
                    Ok(fit) => fits.push(fit),
                    Err(reason) => failures.push((metric.clone(), reason)),
                }
            }
        }
        // Each input is ruled on, and the worst counts.
        let levels = Levels::for_expectations(scenario.expect.len() * scenario.inputs.len().max(1));
        let court = Court { scenario, record, fits: &fits, failures: &failures, levels };
        let verdicts = scenario.expect.iter().map(|expectation| court.growth(expectation)).collect();
        let limits = scenario.limits.iter().map(|l| limit(scenario, l, &fits, &failures, record)).collect();
        let certain = scenario.metrics().is_empty() && fits.iter().all(|fit| fit.plausible.len() == 1);
        Rulings { fits, verdicts, limits, certain }
    }

    /// The passes that count what is declared or limited, and instructions where they may settle a time.
    pub(super) fn passes(scenario: &Scenario, record: &Record) -> Vec<Pass> {
        let declared: Vec<Pass> = scenario.metrics().iter().filter_map(|m| Pass::of(m, &scenario.target)).collect();
        let settles =
            || scenario.settings.settle && Rulings::of_declared(scenario, record).leaves_a_time_open(scenario);
        let wanted = |pass: &Pass| declared.contains(pass) || (*pass == Pass::Instructions && settles());
        Pass::ALL.into_iter().filter(wanted).collect()
    }

    /// Whether a count of instructions could settle a verdict: on the CPU time of what can be counted.
    fn leaves_a_time_open(&self, scenario: &Scenario) -> bool {
        let on_cpu =
            |metric: &Metric| self.fits.iter().any(|f| f.series.metric == *metric && f.series.clock == Clock::Cpu);
        let open = |verdict: &Verdict| judge::may_settle(verdict) && on_cpu(&verdict.metric);
        let counts = scenario.target.function().is_none_or(FunctionTarget::counts_instructions);
        counts && self.verdicts.iter().any(open)
    }

    /// Whether a count of instructions could settle all that is open.
    pub(super) fn countable(&self, scenario: &Scenario) -> bool {
        let settled_or_may_be = |v: &Verdict| v.ruling != Ruling::Undecided || judge::may_settle(v);
        scenario.settings.settle
            && self.leaves_a_time_open(scenario)
            && self.verdicts.iter().all(settled_or_may_be)
            && !self.limits.iter().any(|limit| limit.ruling == Ruling::Undecided)
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

/// Instructions are fitted wherever they were counted: they may settle a time, and the report shows both curves.
fn add_counted_instructions(record: &Record, metrics: &mut Vec<Metric>) {
    let instructions = Metric::counter(INSTRUCTIONS);
    if record.of_pass(Pass::Instructions).next().is_some() && !metrics.contains(&instructions) {
        metrics.push(instructions);
    }
}

fn questions(scenario: &Scenario, record: &Record, metric: &Metric) -> Questions {
    let mut questions = diagnose::questions(scenario, metric);
    questions.declared = scenario.expect.iter().filter(|e| e.metric == *metric).map(|e| e.class).collect();
    questions.candidates = plan::candidates(scenario, record);
    questions
}

/// A fit of one metric on one input, or why there is none.
fn fitted(scenario: &Scenario, record: &Record, metric: &Metric, input: usize) -> Result<Fit, String> {
    let nothing_timed = || !record.samples.iter().any(|s| s.trial.input == input && s.end == SampleEnd::Completed);
    if Pass::of(metric, &scenario.target).is_none() && nothing_timed() {
        return Err(failures(record));
    }
    let series = fit::assemble(scenario, record, metric, input);
    if let Some(reason) = fit::incomplete(scenario, &series, record, input) {
        return Err(reason);
    }
    let questions = questions(scenario, record, metric);
    fit::fit(&series, &questions).map_err(|error| series.missing.map_or_else(|| error.to_string(), |missing| missing.0))
}

/// What rulings on growth rest on.
struct Court<'a> {
    scenario: &'a Scenario,
    record: &'a Record,
    fits: &'a [Fit],
    failures: &'a [(Metric, String)],
    levels: Levels,
}

impl Court<'_> {
    /// The worst of an expectation's verdicts over the inputs.
    fn growth(&self, expectation: &Expectation) -> Verdict {
        let strict = self.scenario.settings.strict;
        let ruled = self.fits.iter().filter(|fit| fit.series.metric == expectation.metric).map(|fit| {
            let verdict = judge::growth_at(fit, expectation, strict, self.levels);
            let settled = self.settled(&verdict, fit);
            judge::unless_remembered(verdict, settled, self.record, self.input_of(fit))
        });
        let failed = self.failures.iter().filter(|(metric, _)| *metric == expectation.metric);
        let cut = cut_short(self.scenario, self.record);
        let unmeasured = failed.map(|(_, reason)| Verdict {
            metric: expectation.metric.clone(),
            input: None,
            declared: expectation.class,
            tight: expectation.tight,
            strict,
            ruling: if cut.is_some() { Ruling::Undecided } else { Ruling::Failed },
            because: Because::Unmeasured(cut.clone().unwrap_or_else(|| reason.clone())),
        });
        let all = ruled.chain(unmeasured).max_by_key(|verdict| verdict.ruling);
        all.unwrap_or_else(|| unreachable!("OK because every metric declared is fitted or has failed"))
    }

    /// The number of the input that a fit is of.
    fn input_of(&self, fit: &Fit) -> usize {
        let named = |name: &str| self.scenario.inputs.iter().position(|input| input.name() == name);
        fit.series.input.as_deref().and_then(named).unwrap_or(0)
    }

    /// The verdict on a time that is open, where instructions were counted and settle it.
    fn settled(&self, open: &Verdict, time: &Fit) -> Option<Verdict> {
        if !self.scenario.settings.settle || !judge::may_settle(open) {
            return None;
        }
        let same = |fit: &&Fit| fit.series.metric.name() == INSTRUCTIONS && fit.series.input == time.series.input;
        let instructions = self.fits.iter().find(same)?;
        let input = self.input_of(time);
        let kernel = fit::KERNEL_WORK.map(|name| fitted(self.scenario, self.record, &Metric::counter(name), input));
        let kernel: Vec<Fit> = kernel.into_iter().collect::<Result<_, _>>().ok()?;
        let settled = judge::settle(open, time, instructions, &kernel, &fit::accounts(self.record, input), self.levels);
        // What an interpreter does bounds what its compiler's code does, and no more: that may leave out whole loops.
        let compiled = self.scenario.target.function().is_some_and(|f| f.language.compiles_while_it_runs());
        settled.filter(|verdict| verdict.ruling == Ruling::Met || !compiled)
    }
}

/// Why there is too little to rule on, where the budget alone ended the ladder: that is no failure of the target.
fn cut_short(scenario: &Scenario, record: &Record) -> Option<String> {
    const FEWEST: usize = 3;
    let failed = record.samples.iter().any(|sample| sample.end != SampleEnd::Completed);
    let counted = record.samples.iter().filter(|sample| sample.trial.round > 0);
    let sizes: BTreeSet<Size> = counted.map(|sample| sample.trial.size).collect();
    let asked = match &scenario.sizes {
        Sizes::List(list) => list.len(),
        Sizes::Range { from, to } => usize::try_from(to.n() - from.n()).unwrap_or(usize::MAX).saturating_add(1),
    };
    let cut = !failed && !record.samples.is_empty() && sizes.len() < FEWEST && asked >= FEWEST;
    let budget = crate::model::human_seconds(scenario.settings.budget.as_secs_f64());
    cut.then(|| {
        format!("the budget of {budget} ended before three sizes were measured: raise it (--budget, settings.budget)")
    })
}

/// The worst of a limit's verdicts over the inputs.
fn limit(
    scenario: &Scenario,
    limit: &Limit,
    fits: &[Fit],
    failures: &[(Metric, String)],
    record: &Record,
) -> LimitVerdict {
    let cut = cut_short(scenario, record);
    let ruled = fits
        .iter()
        .filter(|fit| fit.series.metric == limit.metric)
        .map(|fit| judge::limit(fit, &limit.metric, limit.at.value(), limit.max))
        .map(|verdict| where_it_works(verdict, record));
    let unmeasured = failures.iter().filter(|(metric, _)| *metric == limit.metric).map(|(_, reason)| LimitVerdict {
        metric: limit.metric.clone(),
        input: None,
        at: limit.at.value(),
        max: limit.max,
        ruling: if cut.is_some() { Ruling::Undecided } else { Ruling::Failed },
        estimate: None,
        note: Some(cut.clone().unwrap_or_else(|| reason.clone())),
    });
    let all = ruled.chain(unmeasured).max_by_key(|verdict| verdict.ruling);
    all.unwrap_or_else(|| unreachable!("OK because every metric limited is fitted or has failed"))
}

/// A budget holds nowhere that the target fails: what the smaller sizes foretell there is no answer.
fn where_it_works(verdict: LimitVerdict, record: &Record) -> LimitVerdict {
    match diagnose::first_failure(record, None) {
        Some((n, failure)) if n <= verdict.at && verdict.ruling == Ruling::Met => {
            let note = format!("from n = {n} on the target {}", report::failure(failure));
            LimitVerdict { ruling: Ruling::Undecided, note: Some(note), ..verdict }
        }
        _ => verdict,
    }
}

/// The evidence of a record: everything fitted and judged.
pub(super) fn conclude(scenario: &Scenario, record: Record, stop: Stop) -> Evidence {
    let Rulings { fits, verdicts, limits, .. } = Rulings::of_everything(scenario, &record);
    if stop == Stop::Interrupted {
        let why = interrupted(&record);
        return Evidence { record, stop, fits, ..unmeasured(scenario, Ruling::Undecided, why) };
    }
    let mut outcome = match stop {
        Stop::TooFewSizes if cut_short(scenario, &record).is_none() => {
            Outcome { ruling: Ruling::Failed, satisfied: false, reason: Some(failures(&record)) }
        }
        _ => Outcome {
            reason: fits.is_empty().then(|| few_sizes(&record)),
            ..judge::outcome(&verdicts, &limits, &scenario.expect_broken)
        },
    };
    if outcome.ruling == Ruling::Met && !outcome.satisfied {
        let names: Vec<&str> = scenario.expect_broken.iter().map(Metric::name).collect();
        outcome.reason = Some(format!("expected to be broken and met, which fails: {}", names.join(", ")));
    }
    let hook = failing_hook(&record);
    let forecast = plan::forecast(scenario, &record, &fits, &verdicts);
    // No run reaches a size at which the target, or a hook, fails.
    let failing = diagnose::first_failure(&record, None).map(|(n, _)| n);
    let failing = failing.into_iter().chain(hook.as_ref().map(|(n, _)| *n)).fold(f64::INFINITY, f64::min);
    let reachable = |n: f64| n < failing;
    let forecast = forecast.into_iter().filter(|forecast| forecast.size.is_none_or(reachable)).collect();
    let told =
        uncounted(&record, &verdicts, &fits).into_iter().chain(unread_counters(&record)).chain(inputs::caveat(&record));
    let caveats = told.chain(hook.map(|(_, caveat)| caveat)).collect();
    Evidence {
        findings: diagnose::findings(scenario, &fits, &verdicts, &limits, &record),
        forecast,
        outcome,
        stop,
        record,
        fits,
        verdicts,
        limits,
        caveats,
        ..empty(scenario)
    }
}

/// Why instructions, which were to settle a time, could not be counted.
fn uncounted(record: &Record, verdicts: &[Verdict], fits: &[Fit]) -> Option<Caveat> {
    let open = verdicts.iter().find(|v| v.ruling == Ruling::Undecided && judge::may_settle(v))?;
    let counted = fits.iter().any(|fit| fit.series.metric.name() == INSTRUCTIONS);
    let mut readings = record.of_pass(Pass::Instructions).flat_map(|sample| sample.readings.0.values());
    let reason = readings.find_map(|reading| match reading {
        Reading::Missing(missing) => Some(missing.0.clone()),
        Reading::Value(_) => None,
    })?;
    let text = format!("a count of instructions could settle {}, but {reason}", open.metric);
    (!counted).then(|| Caveat::new(CaveatKind::Missing, text))
}

/// What the target wrote into its file of counters and was not read.
fn unread_counters(record: &Record) -> Option<Caveat> {
    let of_file = |sample: &Sample| match sample.readings.0.get(&Metric::counters_file()) {
        Some(Reading::Missing(missing)) => Some((sample.trial.size, missing.0.clone())),
        _ => None,
    };
    let (n, reason) = record.samples.iter().find_map(of_file)?;
    Some(Caveat::new(
        CaveatKind::Missing,
        format!("not all that the target counted was read, first at n = {n}: {reason}"),
    ))
}

/// The smallest size at which a program around the trial failed, in place of the target, and what it said.
fn failing_hook(record: &Record) -> Option<(f64, Caveat)> {
    let failed = record.samples.iter().filter_map(|sample| match &sample.end {
        SampleEnd::Failed(failure @ Failure::Hook { phase, .. }) => Some((sample.trial.size.value(), phase, failure)),
        _ => None,
    });
    let (n, phase, failure) = failed.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let text = format!("from n = {n} the target {}", report::failure(failure));
    let kind = if phase == inputs::PHASE { CaveatKind::InputFailed } else { CaveatKind::HookFailed };
    Some((n, Caveat::new(kind, text)))
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
        surroundings: BTreeMap::new(),
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
