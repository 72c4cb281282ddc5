//! What a run will cost, and what an undecided verdict would take.

use super::counting_budget;
use super::tried::Tries;
use crate::model::{Because, Doubt, Fit, Forecast, Metric, Pass, Record, Ruling, Scenario, Sizes, Verdict};

/// Wall seconds that a scenario takes at most: its budget and, since a trial that has begun may end, one timeout; and as
/// much again for each pass that counts what is declared, or that may have to settle a time.
#[must_use]
pub fn most_seconds(scenario: &Scenario) -> f64 {
    let metrics = scenario.metrics();
    let settles = scenario.settings.settle && metrics.iter().any(|m| matches!(m, Metric::Time | Metric::Cpu));
    let declared = |pass: &Pass| metrics.iter().any(|m| Pass::of(m, &scenario.target) == Some(*pass));
    let counts = |pass: &Pass| declared(pass) || (settles && *pass == Pass::Instructions);
    let passes = Pass::ALL.iter().filter(|pass| counts(pass)).count() as u32;
    (scenario.settings.budget + scenario.settings.timeout + passes * counting_budget(scenario)).as_secs_f64()
}

fn doubt(verdict: &Verdict) -> Option<Doubt> {
    match &verdict.because {
        Because::Posterior { doubt, .. } => *doubt,
        _ => None,
    }
}

/// What would decide each undecided verdict: the rest of the ladder where the budget cut it, else ten times the
/// largest size, with the time that its rounds take by the fitted curve.
#[must_use]
pub fn forecast(scenario: &Scenario, record: &Record, fits: &[Fit], verdicts: &[Verdict]) -> Vec<Forecast> {
    let tries = Tries::of(scenario, record);
    let Some(top) = tries.working().map(|(_, size, _)| size).max() else { return Vec::new() };
    let time = fits.iter().find(|fit| fit.series.metric == Metric::Time);
    verdicts
        .iter()
        .filter(|verdict| verdict.ruling == Ruling::Undecided)
        .map(|verdict| {
            let size = match &scenario.sizes {
                Sizes::Range { to, .. } if *to > top => to.value(),
                _ => top.value() * 10.0,
            };
            let last = time.and_then(|fit| fit.curve.iter().find(|estimate| estimate.n >= size));
            let rounds = 6.0;
            let seconds = last.map(|estimate| rounds * estimate.value.value + rounds * tries.round_seconds());
            match doubt(verdict) {
                // Larger data only wait longer for memory: what is counted does not wait.
                Some(Doubt::MemoryHierarchy { .. }) => Forecast {
                    metric: verdict.metric.clone(),
                    size: None,
                    seconds: None,
                    instead: Some(Metric::counter("steps")),
                },
                _ => Forecast { metric: verdict.metric.clone(), size: Some(size), seconds, instead: None },
            }
        })
        .collect()
}
