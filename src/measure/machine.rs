//! What a run was measured on.

use std::num::NonZero;
use std::path::Path;

use super::program;
use crate::model::{DIGEST, Machine, Scenario};
use crate::platform::facts;

/// This machine, with the programs that the scenario needs and the one that its command names.
#[must_use]
pub fn machine(scenario: &Scenario) -> Machine {
    let mut machine = Machine {
        kernel: facts::kernel(),
        architecture: std::env::consts::ARCH.to_string(),
        processor: facts::processor().unwrap_or_else(|| "unknown".to_string()),
        // Affinity and the control group's quota are taken into account.
        cores: cores() as u32,
        memory: facts::memory(),
        governor: facts::governor(),
        programs: Vec::new(),
    };
    for name in scenario.needs.iter().map(String::as_str).chain(named(scenario)) {
        machine.name_program(name.to_string(), described(name));
    }
    machine
}

/// The program of a command that is looked for in PATH, such as an interpreter: one that is called by its path is what
/// is tested.
fn named(scenario: &Scenario) -> Option<&str> {
    let command = scenario.target.command().filter(|command| !command.shell)?;
    let first = command.argv.first()?.0.as_str();
    (!first.contains(['/', '{'])).then_some(first)
}

/// How many programs can compute at the same time.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Where it is, and, of one in PATH, what it holds: an upgrade in the same place is another program.
fn described(name: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = Path::new(".");
    let Ok(found) = program::find(name, here, here, &path) else { return "not found".to_string() };
    let digest = if name.contains('/') { None } else { program::digest(&found) };
    digest.map_or_else(|| found.display().to_string(), |digest| format!("{}{DIGEST}{digest}", found.display()))
}

/// The time of day: RFC 3339, UTC, to the second.
#[must_use]
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}
