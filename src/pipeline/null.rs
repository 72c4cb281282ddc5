//! A target against itself: what the comparison would wrongly find, and the smallest change that it could.

use super::paired::paired;
use super::rulings::conclude;
use super::{Observer, RunError, Start, comparing};
use crate::compare::{self, Terms};
use crate::model::{Compared, Evidence, Machine, Null, Record, Scenario, Stop};
use crate::plan;

/// What a null control came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Nulled {
    /// The figures; `None` where too few rounds ended.
    pub null: Option<Null>,
    /// Where; `None` where nothing was measured.
    pub machine: Option<Machine>,
    /// Why nothing was measured.
    pub reason: Option<String>,
}

/// Measures a scenario against itself in interleaved rounds, for its whole budget.
///
/// # Errors
/// Where no scratch folder can be made, or the observer can't keep a sample.
pub fn null(scenario: &Scenario, start: Start<'_>, observer: &mut dyn Observer) -> Result<Nulled, RunError> {
    let mut whole = scenario.clone();
    whole.settings.rounds = Some(scenario.settings.rounds.unwrap_or(ROUNDS));
    let compared = paired(&whole, &whole, start, observer)?;
    let (Some(old), Some(new)) = (&compared.old, &compared.new) else {
        return Ok(Nulled { null: None, machine: None, reason: None });
    };
    let machine = (!old.record.samples.is_empty()).then(|| old.machine.clone());
    Ok(Nulled { null: figures(&compared, old, new), machine, reason: old.outcome.reason.clone() })
}

/// Rounds of a control where nobody asks for a number: five looks' worth.
const ROUNDS: u32 = 5 * plan::FEWEST_ROUNDS;

/// Every look that a run might take, each at rounds of its own.
fn figures(compared: &Compared, old: &Evidence, new: &Evidence) -> Option<Null> {
    let last = plan::last_round((&old.record, &new.record));
    let looks: Vec<(Evidence, Evidence)> = (0..last / plan::FEWEST_ROUNDS)
        .map(|look| (part(old, look), part(new, look)))
        .filter(|(a, b)| !a.fits.is_empty() && !b.fits.is_empty())
        .collect();
    let terms = Terms { paired: true, ..Terms::default() };
    let alarm = |(a, b): &&(Evidence, Evidence)| {
        let found = comparing::compare(a, b, &terms);
        found.regressed() || found.improved()
    };
    let alarms = looks.iter().filter(alarm).count();
    let sides: Vec<&Evidence> = looks.iter().flat_map(|(a, b)| [a, b]).collect();
    compare::null(&compared.comparison, &sides, looks.len(), alarms, last)
}

/// The rounds of one look.
fn part(evidence: &Evidence, look: u32) -> Evidence {
    let rounds = look * plan::FEWEST_ROUNDS + 1..=(look + 1) * plan::FEWEST_ROUNDS;
    let samples = evidence.record.samples.iter().filter(|s| rounds.contains(&s.trial.round)).cloned().collect();
    conclude(&evidence.scenario, Record { samples, ..Record::default() }, Stop::RoundsDone)
}
