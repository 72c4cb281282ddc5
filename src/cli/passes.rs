//! Quarantine: whose failures are let pass, until when, and what is said of it.

use super::exit::{self, Exit, FailOn};
use super::home::home;
use super::{screen, usage};
use crate::model::{Evidence, Quarantine, Stop};
use crate::{baseline, measure};

/// Who is let pass as of now.
pub(super) struct Passes {
    entries: Vec<Quarantine>,
    now: String,
}

impl Passes {
    /// As the repository says today.
    pub(super) fn now() -> anyhow::Result<Passes> {
        let entries = baseline::quarantine(&home()?).map_err(|error| usage(error.to_string()))?;
        Ok(Passes { entries, now: measure::now() })
    }

    /// Whether this scenario's failures are let pass.
    pub(super) fn lets(&self, scenario: &str) -> bool {
        self.entries.iter().any(|entry| entry.scenario == scenario && entry.holds(&self.now))
    }

    /// The code for a run, but for those who are let pass. An interruption is one all the same.
    pub(super) fn of_run(&self, evidence: &[Evidence], fail_on: &[FailOn]) -> Exit {
        if evidence.iter().any(|evidence| evidence.stop == Stop::Interrupted) {
            return Exit::Interrupted;
        }
        let strict: Vec<Evidence> = evidence.iter().filter(|e| !self.lets(&e.scenario.name)).cloned().collect();
        if strict.is_empty() && !evidence.is_empty() { Exit::Met } else { exit::of_run(&strict, fail_on) }
    }

    /// Says who was let pass, and whose time is over, of those that `came_out` has a word on.
    pub(super) fn tell(&self, came_out: impl Fn(&str) -> Option<&'static str>) {
        for entry in &self.entries {
            let Quarantine { scenario, why, until } = entry;
            match came_out(scenario) {
                Some(how) if entry.holds(&self.now) => {
                    screen::say(&format!("quarantine: {scenario} is {how} and fails nothing until {until}: {why}"));
                }
                Some(_) => {
                    screen::say(&format!("quarantine: that of {scenario} ended on {until}; it fails again: {why}"));
                }
                None => {}
            }
        }
    }
}
