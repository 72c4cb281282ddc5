//! What a run was measured on.

use std::num::NonZero;
use std::path::Path;

use super::program;
use crate::model::{Machine, Scenario};
use crate::platform::facts;

/// This machine, with the programs that the scenario needs.
#[must_use]
pub fn machine(scenario: &Scenario) -> Machine {
    Machine {
        kernel: facts::kernel(),
        architecture: std::env::consts::ARCH.to_string(),
        processor: facts::processor().unwrap_or_else(|| "unknown".to_string()),
        // Affinity and the control group's quota are taken into account.
        cores: cores() as u32,
        memory: facts::memory(),
        governor: facts::governor(),
        programs: scenario.needs.iter().map(|name| (name.clone(), path_of(name))).collect(),
    }
}

/// How many programs can compute at the same time.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn path_of(name: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = Path::new(".");
    program::find(name, here, here, &path).map_or_else(|_| "not found".to_string(), |path| path.display().to_string())
}

/// The time of day: RFC 3339, UTC, to the second.
#[must_use]
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}
