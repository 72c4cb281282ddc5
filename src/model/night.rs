//! Nights: what history keeps of a run, so that it can be held against every other.

use super::{Class, Clock, Evidence, Interval, Machine, Metric, Mode, Ruling, Stop};

/// One run, as history keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Night {
    /// When the run started, by the machine's clock: RFC 3339, UTC.
    pub started: String,
    /// The commit that was measured, where the run happened inside a repository.
    pub commit: Option<Commit>,
    /// Where it was measured; the programs of single scenarios are left out.
    pub machine: Machine,
    /// The version of scalecheck that measured.
    pub version: String,
    /// What was measured, by name.
    pub scenarios: Vec<NightScenario>,
}

/// A commit of the repository that was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full hash.
    pub id: String,
    /// Whether files that it tracks were changed: what was measured is then no commit's.
    pub changed: bool,
}

/// One scenario of a night.
#[derive(Debug, Clone, PartialEq)]
pub struct NightScenario {
    /// Its name.
    pub name: String,
    /// SHA-256 of its definition, in hex.
    pub hash: String,
    /// How it came out.
    pub ruling: Ruling,
    /// Whether that is as the scenario says it should be.
    pub satisfied: bool,
    /// Wall time that it took, in seconds.
    pub seconds: f64,
    /// One for each metric and input.
    pub series: Vec<NightSeries>,
}

/// One series of a night: its growth, its cost at every size.
#[derive(Debug, Clone, PartialEq)]
pub struct NightSeries {
    /// What was measured.
    pub metric: Metric,
    /// On which input, where the scenario has several.
    pub input: Option<String>,
    /// What else must be equal for costs to be comparable at all: how samples arose, by which clock, on which inputs of
    /// which seed. Not the machine, the command, the sizes or what is declared.
    pub ground: String,
    /// The most probable class.
    pub class: Class,
    /// Local growth at the top of the ladder.
    pub exponent: Interval,
    /// Cost that doesn't grow, in the metric's unit.
    pub fixed: f64,
    /// Cost per unit of growth, in the metric's unit.
    pub coefficient: f64,
    /// The first budget of the scenario with the size that reaches it, where one is declared.
    pub threshold: Option<(f64, Option<Interval>)>,
    /// What was measured at each size, sizes rising.
    pub sizes: Vec<SizeSummary>,
    /// Every value at each of the sizes, in the order measured; empty where a night is too old to keep them.
    pub samples: Vec<Vec<f64>>,
}

/// What was measured at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizeSummary {
    /// The size N.
    pub n: f64,
    /// The value that the fit used.
    pub value: f64,
    /// Its 95% interval; kept to seven digits.
    pub low: f32,
    /// Its 95% interval; kept to seven digits.
    pub high: f32,
    /// How many values stand behind it.
    pub runs: u32,
}

impl Night {
    /// A run as history keeps it; `None` where nothing was measured to its end. A scenario that was interrupted, skipped
    /// or could not be measured is left out: its half would look like a change.
    #[must_use]
    pub fn of(run: &[Evidence], commit: Option<Commit>) -> Option<Night> {
        let whole = |e: &&Evidence| !matches!(e.stop, Stop::Interrupted | Stop::NotMeasured) && !e.fits.is_empty();
        let kept: Vec<&Evidence> = run.iter().filter(whole).collect();
        let first = kept.first()?;
        let mut scenarios: Vec<NightScenario> = kept.iter().map(|evidence| NightScenario::of(evidence)).collect();
        scenarios.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Night {
            started: first.started.clone(),
            commit,
            machine: Machine { programs: Vec::new(), ..first.machine.clone() },
            version: first.version.clone(),
            scenarios,
        })
    }
}

impl NightScenario {
    fn of(evidence: &Evidence) -> NightScenario {
        NightScenario {
            name: evidence.scenario.name.clone(),
            hash: evidence.scenario.hash.clone(),
            ruling: evidence.outcome.ruling,
            satisfied: evidence.outcome.satisfied,
            seconds: evidence.elapsed.as_secs_f64(),
            series: evidence.fits.iter().map(|fit| NightSeries::of(evidence, fit)).collect(),
        }
    }
}

impl NightSeries {
    fn of(evidence: &Evidence, fit: &super::Fit) -> NightSeries {
        let summary = |p: &super::FitPoint| SizeSummary {
            n: p.n,
            value: p.value,
            low: p.low as f32,
            high: p.high as f32,
            runs: p.runs as u32,
        };
        NightSeries {
            metric: fit.series.metric.clone(),
            input: fit.series.input.clone(),
            ground: ground(evidence, fit),
            class: fit.class,
            exponent: fit.exponent,
            fixed: fit.formula.fixed,
            coefficient: fit.formula.coefficient,
            threshold: fit.thresholds.first().map(|threshold| (threshold.budget, threshold.n)),
            sizes: fit.points.iter().map(summary).collect(),
            samples: fit.series.points.iter().map(|point| point.values.clone()).collect(),
        }
    }
}

/// See [`NightSeries::ground`].
fn ground(evidence: &Evidence, fit: &super::Fit) -> String {
    let how = match fit.series.mode {
        Mode::Process => "process",
        Mode::Function => "function",
    };
    let clock = match (fit.series.metric.kind(), fit.series.clock) {
        (super::MetricKind::Time, Clock::Cpu) => " cpu",
        (super::MetricKind::Time, Clock::Wall) => " wall",
        _ => "",
    };
    let inputs: Vec<&str> = evidence.scenario.inputs.iter().map(super::Input::name).collect();
    format!("{how}{clock} {} seed {}", inputs.join("+"), evidence.scenario.seed)
}
