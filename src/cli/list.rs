//! `list`: what would run, and how long it would take. Runs nothing.

use serde_json::json;

use super::args::{Format, ListArgs};
use super::exit::Exit;
use super::sessions::load_all;
use super::{overrides, screen};
use crate::model::{Scenario, Sizes, human_seconds};
use crate::plan;

/// Lists the scenarios below the paths.
pub(super) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let overrides = overrides::overrides(&args.measure, args.profile.as_deref())?;
    let scenarios = load_all(&args.paths, &args.filter, &overrides)?;
    show(&scenarios, args.format.into())?;
    Ok(if scenarios.is_empty() { Exit::NothingSelected } else { Exit::Met })
}

/// Prints the scenarios with their sizes, declarations and the most time they may take.
pub(super) fn show(scenarios: &[Scenario], format: Format) -> anyhow::Result<Exit> {
    let total: f64 = scenarios.iter().map(plan::most_seconds).sum();
    if format == Format::Json {
        let list: Vec<_> = scenarios.iter().map(as_json).collect();
        return screen::print_json(
            &json!({ "schema": "scalecheck/list/1", "scenarios": list, "seconds_at_most": total }),
        );
    }
    let widest = scenarios.iter().map(|s| s.name.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> = scenarios.iter().map(|scenario| line(scenario, widest)).collect();
    lines.push(format!("{}, {} at most\n", screen::count(scenarios.len(), "scenario"), human_seconds(total)));
    screen::print(&lines.join("\n"))
}

fn line(scenario: &Scenario, widest: usize) -> String {
    let declared: Vec<String> = scenario.expect.iter().map(|e| format!("{} {}", e.metric, e.class)).collect();
    let pad = " ".repeat(widest - scenario.name.chars().count());
    format!("{}{pad}  {}  {}", scenario.name, sizes(scenario), declared.join(", ")).trim_end().to_string()
}

fn sizes(scenario: &Scenario) -> String {
    match &scenario.sizes {
        Sizes::Range { from, to } => format!("{from} … {to}"),
        Sizes::List(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    }
}

fn as_json(scenario: &Scenario) -> serde_json::Value {
    let ladder: Vec<u64> = plan::first_ladder(&scenario.sizes).into_iter().map(crate::model::Size::n).collect();
    let expect: Vec<_> = scenario
        .expect
        .iter()
        .map(|e| json!({ "metric": e.metric.name(), "class": e.class.to_string(), "tight": e.tight }))
        .collect();
    json!({
        "name": scenario.name,
        "about": scenario.about,
        "location": scenario.location,
        "needs": scenario.needs,
        "sizes": ladder,
        "expect": expect,
        "seconds_at_most": plan::most_seconds(scenario),
    })
}
