//! `doctor`: what this machine can measure, and how noisy it is.

use serde_json::{Value, json};

use super::args::{DoctorArgs, PlainFormat};
use super::exit::Exit;
use super::screen;
use crate::measure::{Checkup, Noise, checkup};
use crate::model::{human_bytes, human_number, human_seconds};

/// Examines the machine and says what it found; 3 where nothing can be measured.
pub(super) fn run(args: &DoctorArgs) -> anyhow::Result<Exit> {
    let found = checkup();
    match args.format {
        PlainFormat::Json => screen::print_json(&as_json(&found))?,
        PlainFormat::Text => screen::print(&as_text(&found))?,
    };
    Ok(if found.noise.is_ok() { Exit::Met } else { Exit::NotMeasured })
}

fn as_text(found: &Checkup) -> String {
    let mut lines = match &found.noise {
        Ok(noise) => measured(noise),
        Err(reason) => vec![format!("can't measure commands here: {reason}")],
    };
    lines.push(String::new());
    for ability in &found.abilities {
        let state = ability.missing.as_ref().map_or("yes".to_string(), |reason| format!("no: {reason}"));
        lines.push(format!("{:<14} {state} · {}", ability.name, ability.purpose));
    }
    if !found.hints.is_empty() {
        lines.push(String::new());
        lines.extend(found.hints.iter().map(|hint| format!("hint: {hint}")));
    }
    lines.join("\n") + "\n"
}

fn measured(noise: &Noise) -> Vec<String> {
    let percent = |share: f64| format!("±{} %", human_number(share * 100.0));
    let start = human_seconds(noise.spawn.as_secs_f64());
    let least = human_seconds(noise.least_spawn.as_secs_f64());
    vec![
        format!("{:<14} {start} (at best {least}): the least that a trial takes", "start"),
        format!("{:<14} {} from run to run: what `time` is taken by", "CPU time", percent(noise.cpu_spread)),
        format!("{:<14} {} from run to run", "wall time", percent(noise.wall_spread)),
        format!("{:<14} {}", "clock step", human_seconds(noise.clock.as_secs_f64())),
        format!("{:<14} {}: no reading can be below", "memory floor", human_bytes(noise.memory_floor as f64)),
    ]
}

fn as_json(found: &Checkup) -> Value {
    let noise = found.noise.as_ref().map(|noise| {
        json!({
            "spawn_seconds": noise.spawn.as_secs_f64(),
            "least_spawn_seconds": noise.least_spawn.as_secs_f64(),
            "cpu_spread": noise.cpu_spread,
            "wall_spread": noise.wall_spread,
            "clock_step_seconds": noise.clock.as_secs_f64(),
            "memory_floor_bytes": noise.memory_floor,
        })
    });
    let abilities: Vec<Value> =
        found.abilities.iter().map(|a| json!({ "name": a.name, "purpose": a.purpose, "missing": a.missing })).collect();
    json!({
        "schema": "scalecheck/doctor/1",
        "noise": noise.as_ref().ok(),
        "cannot_measure": noise.as_ref().err(),
        "abilities": abilities,
        "hints": found.hints,
    })
}
