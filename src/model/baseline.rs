//! Baselines: what of a scenario is normal, as somebody accepted it.

use std::collections::BTreeMap;

use super::{
    Check, ClockChoice, Evidence, Failure, Fit, Input, Machine, Metric, Record, SampleEnd, Scenario, Series, Settings,
    Size, Sizes, Template, human_seconds,
};

/// The accepted normal of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The scenario's name.
    pub scenario: String,
    /// When it was measured: RFC 3339, UTC.
    pub taken: String,
    /// The commit that was measured, where that is known.
    pub commit: Option<String>,
    /// The version of scalecheck that measured.
    pub version: String,
    /// SHA-256 of the scenario's definition, in hex.
    pub hash: String,
    /// What was declared, a line each: see [`declared`].
    pub declared: Vec<String>,
    /// How the output was checked and read, a line each: see [`checked`]; `None` in files from before it was kept.
    pub checked: Option<Vec<String>>,
    /// How it was measured, a line each: see [`set`]; `None` in files from before it was kept.
    pub set: Option<Vec<String>>,
    /// The sizes that were asked for: see [`ladder`]; `None` in files from before it was kept.
    pub ladder: Option<String>,
    /// The inputs, a line each.
    pub inputs: Vec<String>,
    /// The seed that they were made from.
    pub seed: u64,
    /// Where it was measured.
    pub machine: Machine,
    /// When and why it became the normal, the oldest first.
    pub accepted: Vec<Accepted>,
    /// Which sizes worked; `None` in files from before it was kept.
    pub tried: Option<Tried>,
    /// A series for each metric and input, with what was fitted to it in words.
    pub series: Vec<(Series, String)>,
}

/// What became of the sizes that were tried, sizes rising.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tried {
    /// Sizes at which a trial completed, with the wall seconds of the quickest.
    pub worked: Vec<(Size, f64)>,
    /// Sizes at which none did, with how the first one failed, and how many.
    pub failed: Vec<(Size, Failure, usize)>,
}

impl Tried {
    /// What a record says of its sizes. What could not be started or prepared says nothing of the target.
    #[must_use]
    pub fn of(record: &Record) -> Tried {
        let mut worked: BTreeMap<Size, f64> = BTreeMap::new();
        let mut failed: BTreeMap<Size, (Failure, usize)> = BTreeMap::new();
        for sample in &record.samples {
            let size = sample.trial.size;
            match &sample.end {
                SampleEnd::Completed => {
                    let seconds = sample.readings.value(&Metric::Wall).unwrap_or(0.0);
                    worked.entry(size).and_modify(|least| *least = least.min(seconds)).or_insert(seconds);
                }
                SampleEnd::Failed(Failure::NotStarted { .. } | Failure::Hook { .. }) => {}
                SampleEnd::Failed(failure) => failed.entry(size).or_insert((bare(failure), 0)).1 += 1,
            }
        }
        let failed = failed.into_iter().filter(|(size, _)| !worked.contains_key(size));
        Tried {
            failed: failed.map(|(size, (failure, times))| (size, failure, times)).collect(),
            worked: worked.into_iter().collect(),
        }
    }
}

/// A failure without what the target wrote: that is no text to keep for years.
fn bare(failure: &Failure) -> Failure {
    let mut bare = failure.clone();
    match &mut bare {
        Failure::Exit { stderr: text, .. }
        | Failure::Signal { stderr: text, .. }
        | Failure::NotStarted { reason: text }
        | Failure::WrongOutput { reason: text }
        | Failure::Raised { reason: text }
        | Failure::Protocol { reason: text }
        | Failure::Hook { reason: text, .. } => text.clear(),
        Failure::TimedOut { .. }
        | Failure::OutOfMemory { .. }
        | Failure::TooMuchOutput { .. }
        | Failure::TooManyProcesses { .. } => {}
    }
    bare
}

/// That somebody took a change for the new normal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// When what is accepted was measured: RFC 3339, UTC.
    pub at: String,
    /// Why, in somebody's words.
    pub why: String,
}

impl Baseline {
    /// What was measured as the normal, with what was accepted before.
    #[must_use]
    pub fn of(evidence: &Evidence, commit: Option<String>, accepted: Vec<Accepted>) -> Baseline {
        let words = |fit: &Fit| format!("{}, exponent {:.2}", fit.class.family(), fit.exponent.value);
        Baseline {
            scenario: evidence.scenario.name.clone(),
            taken: evidence.started.clone(),
            commit,
            version: evidence.version.clone(),
            hash: evidence.scenario.hash.clone(),
            declared: declared(&evidence.scenario),
            checked: Some(checked(&evidence.scenario)),
            set: Some(set(&evidence.scenario.settings)),
            ladder: Some(ladder(&evidence.scenario.sizes)),
            inputs: evidence.scenario.inputs.iter().map(input).collect(),
            seed: evidence.scenario.seed,
            machine: Machine { programs: evidence.machine.steady_programs(), ..evidence.machine.clone() },
            accepted,
            tried: Some(Tried::of(&evidence.record)),
            series: evidence.fits.iter().map(|fit| (fit.series.clone(), words(fit))).collect(),
        }
    }
}

/// The sizes that are asked for: `10 to 1,000,000`, or each of a list.
#[must_use]
pub fn ladder(sizes: &Sizes) -> String {
    match sizes {
        Sizes::Range { from, to } => format!("{from} to {to}"),
        Sizes::List(sizes) => sizes.iter().map(Size::to_string).collect::<Vec<_>>().join(" "),
    }
}

/// An input as a line: what makes it another one if it changes.
#[must_use]
pub fn input(input: &Input) -> String {
    let words = |argv: &[Template]| argv.iter().map(|word| word.0.clone()).collect::<Vec<_>>().join(" ");
    match input {
        Input::Generated(generator) => generator.name().to_string(),
        Input::Command(command) => format!("command: {}", words(&command.argv)),
    }
}

/// Everything that decides what is met and what is broken, a line each: whoever turns one of these knobs is seen.
#[must_use]
pub fn declared(scenario: &Scenario) -> Vec<String> {
    let mut lines = Vec::new();
    for expectation in &scenario.expect {
        let sign = if expectation.tight { "=" } else { "<=" };
        lines.push(format!("{} {sign} {}", expectation.metric, expectation.class));
    }
    lines.extend(scenario.limits.iter().map(|limit| format!("{} at {} <= {}", limit.metric, limit.at.n(), limit.max)));
    lines.extend(scenario.expect_broken.iter().map(|metric| format!("{metric} is expected to be broken")));
    let settings = &scenario.settings;
    lines.extend(settings.strict.then(|| "strict".to_string()));
    lines.extend(settings.ignore_failure.then(|| "failures of the target are ignored".to_string()));
    match settings.clock {
        ClockChoice::Auto => {}
        ClockChoice::Cpu => lines.push("clock cpu".to_string()),
        ClockChoice::Wall => lines.push("clock wall".to_string()),
    }
    lines
}

/// What of the output is checked, and what is read from it, a line each: with less of it more passes.
#[must_use]
pub fn checked(scenario: &Scenario) -> Vec<String> {
    let check = scenario.check.as_ref().map(|check| match check {
        Check::Output(text) => format!("output is {}", text.0),
        Check::File(file) => format!("output is that of the file {}", file.0),
        Check::Command(command) => format!("output passes {}", command.0),
    });
    let counters = scenario.counters.iter().map(|(name, pattern)| format!("{name} is read by {pattern}"));
    check.into_iter().chain(counters).collect()
}

/// How it is measured, a line each; beside budget and timeout, what is not as usual.
#[must_use]
pub fn set(settings: &Settings) -> Vec<String> {
    let usual = Settings::default();
    let seconds = |duration: std::time::Duration| human_seconds(duration.as_secs_f64());
    let mut lines =
        vec![format!("budget {}", seconds(settings.budget)), format!("timeout {}", seconds(settings.timeout))];
    lines.extend(settings.rounds.map(|rounds| format!("rounds {rounds}")));
    lines.extend((settings.warmup != usual.warmup).then(|| format!("warmup {}", settings.warmup)));
    lines.extend(settings.memory_limit.map(|limit| format!("memory_limit {limit}")));
    let unusual = |name: &str, limit: String, usual: String| (limit != usual).then(|| format!("{name} {limit}"));
    lines.extend(unusual("output_limit", settings.output_limit.to_string(), usual.output_limit.to_string()));
    lines.extend(unusual("process_limit", settings.process_limit.to_string(), usual.process_limit.to_string()));
    lines.extend(unusual("disk_limit", settings.disk_limit.to_string(), usual.disk_limit.to_string()));
    lines.extend((!settings.settle).then(|| "counts settle no time".to_string()));
    lines
}

/// A scenario whose failures are let pass for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantine {
    /// Its name.
    pub scenario: String,
    /// Why, in somebody's words.
    pub why: String,
    /// The last day of it, UTC: `2026-12-31`.
    pub until: String,
}

impl Quarantine {
    /// Whether it still holds at a moment (RFC 3339, UTC): to the end of its last day.
    #[must_use]
    pub fn holds(&self, now: &str) -> bool {
        now.split('T').next().is_some_and(|day| day <= self.until.as_str())
    }
}
