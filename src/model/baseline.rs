//! Baselines: what of a scenario is normal, as somebody accepted it.

use super::{ClockChoice, Evidence, Fit, Input, Machine, Scenario, Series, Template};

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
    /// The inputs, a line each.
    pub inputs: Vec<String>,
    /// The seed that they were made from.
    pub seed: u64,
    /// Where it was measured.
    pub machine: Machine,
    /// When and why it became the normal, the oldest first.
    pub accepted: Vec<Accepted>,
    /// A series for each metric and input, with what was fitted to it in words.
    pub series: Vec<(Series, String)>,
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
            inputs: evidence.scenario.inputs.iter().map(input).collect(),
            seed: evidence.scenario.seed,
            machine: Machine { programs: Vec::new(), ..evidence.machine.clone() },
            accepted,
            series: evidence.fits.iter().map(|fit| (fit.series.clone(), words(fit))).collect(),
        }
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
