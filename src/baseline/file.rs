//! One baseline as text, and back.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::BaselineError;
use super::tried::{self, FileTried};
use crate::model::{Accepted, Baseline, Clock, Machine, Metric, Mode, Point, Series};

const SCHEMA: &str = "scalecheck/baseline/1";

const HEAD: &str = "# What `scalecheck run --baseline` holds this scenario to. A change here changes what is normal: review it as such.\n";

const SEAL: &str = "seal = \"sha256:";

/// The file's text: the same baseline gives the same bytes.
#[must_use]
pub fn to_text(baseline: &Baseline) -> String {
    let mut out = HEAD.to_string();
    let Baseline { scenario, taken, commit, version, hash, declared, checked, set, ladder, inputs, seed, .. } =
        baseline;
    line(&mut out, "schema", &quoted(SCHEMA));
    line(&mut out, "scenario", &quoted(scenario));
    line(&mut out, "taken", &quoted(taken));
    if let Some(commit) = commit {
        line(&mut out, "commit", &quoted(commit));
    }
    line(&mut out, "version", &quoted(version));
    line(&mut out, "definition", &quoted(hash));
    line(&mut out, "declared", &list(declared.iter().map(|text| quoted(text))));
    for (key, lines) in [("checked", checked), ("settings", set)] {
        if let Some(lines) = lines {
            line(&mut out, key, &list(lines.iter().map(|text| quoted(text))));
        }
    }
    if let Some(ladder) = ladder {
        line(&mut out, "ladder", &quoted(ladder));
    }
    line(&mut out, "inputs", &list(inputs.iter().map(|text| quoted(text))));
    line(&mut out, "seed", &quoted(&seed.to_string()));
    out.push_str(&machine_text(&baseline.machine));
    for Accepted { at, why } in &baseline.accepted {
        out.push_str("\n[[accepted]]\n");
        line(&mut out, "at", &quoted(at));
        line(&mut out, "why", &quoted(why));
    }
    out.push_str(&baseline.tried.as_ref().map_or_else(String::new, tried::text));
    for (series, fitted) in &baseline.series {
        out.push_str(&series_text(series, fitted));
    }
    out.push('\n');
    let sum = checksum(&out);
    // A comment for the reader of TOML, the last line for us.
    let _ = writeln!(out, "# {SEAL}{sum}\"");
    out
}

pub(super) fn line(out: &mut String, key: &str, value: &str) {
    // Writing to a String can't fail.
    let _ = writeln!(out, "{key} = {value}");
}

/// A text on one line: JSON's escapes are TOML's, but for the one character that only TOML wants escaped.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_string()).to_string().replace('\u{7f}', "\\u007F")
}

pub(super) fn list(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.map(|line| format!("  {line},\n")).collect();
    if lines.is_empty() { "[]".to_string() } else { format!("[\n{}]", lines.concat()) }
}

fn machine_text(machine: &Machine) -> String {
    let mut out = "\n[machine]\n".to_string();
    line(&mut out, "processor", &quoted(&machine.processor));
    line(&mut out, "architecture", &quoted(&machine.architecture));
    line(&mut out, "cores", &machine.cores.to_string());
    line(&mut out, "memory", &quoted(&machine.memory.to_string()));
    line(&mut out, "kernel", &quoted(&machine.kernel));
    if let Some(governor) = &machine.governor {
        line(&mut out, "governor", &quoted(governor));
    }
    if !machine.programs.is_empty() {
        let programs = machine.programs.iter().map(|(name, words)| format!("[{}, {}]", quoted(name), quoted(words)));
        line(&mut out, "programs", &list(programs));
    }
    out
}

fn series_text(series: &Series, fitted: &str) -> String {
    let mut out = "\n[[series]]\n".to_string();
    line(&mut out, "metric", &quoted(series.metric.name()));
    if let Some(input) = &series.input {
        line(&mut out, "input", &quoted(input));
    }
    line(&mut out, "fitted", &quoted(fitted));
    line(&mut out, "mode", if series.mode == Mode::Process { "\"process\"" } else { "\"function\"" });
    line(&mut out, "clock", if series.clock == Clock::Cpu { "\"cpu\"" } else { "\"wall\"" });
    line(&mut out, "quantum", &number(series.quantum));
    line(&mut out, "floor", &number(series.floor));
    let points = series.points.iter().map(|point| {
        let values: Vec<String> = point.values.iter().map(|value| number(*value)).collect();
        format!("[{}, {}]", number(point.n), values.join(", "))
    });
    line(&mut out, "sizes", &list(points));
    out
}

/// Whole numbers in full, others to six digits: more than a time has.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return format!("{value:.0}");
    }
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded.fract() == 0.0 {
        format!("{rounded:.0}")
    } else if (1e-3..1e15).contains(&rounded.abs()) {
        format!("{rounded:?}")
    } else {
        format!("{rounded:e}")
    }
}

/// Of everything before the seal. Line ends don't count: version control may change them.
fn checksum(text: &str) -> String {
    let mut hash = Sha256::new();
    for part in text.split('\r') {
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[derive(Deserialize)]
struct Peek {
    schema: Option<String>,
    scenario: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "looked at before the rest is read")]
    schema: String,
    scenario: String,
    taken: String,
    commit: Option<String>,
    version: String,
    definition: String,
    declared: Vec<String>,
    checked: Option<Vec<String>>,
    settings: Option<Vec<String>>,
    ladder: Option<String>,
    inputs: Vec<String>,
    seed: String,
    machine: FileMachine,
    #[serde(default)]
    accepted: Vec<FileAccepted>,
    tried: Option<FileTried>,
    #[serde(default)]
    series: Vec<FileSeries>,
}

#[derive(Deserialize)]
struct FileMachine {
    processor: String,
    architecture: String,
    cores: u32,
    memory: String,
    kernel: String,
    governor: Option<String>,
    #[serde(default)]
    programs: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct FileAccepted {
    at: String,
    why: String,
}

#[derive(Deserialize)]
struct FileSeries {
    metric: String,
    input: Option<String>,
    fitted: String,
    mode: String,
    clock: String,
    quantum: f64,
    floor: f64,
    sizes: Vec<Vec<f64>>,
}

/// Reads a baseline of the set `name`; it and `path` are named in errors.
///
/// # Errors
/// Marks of a merge, a seal that doesn't fit, another schema, no baseline.
pub fn from_text(text: &str, name: &str, path: &Path) -> Result<Baseline, BaselineError> {
    let marks = ["<<<<<<< ", "=======", ">>>>>>> "];
    if let Some(at) = text.lines().position(|line| marks.iter().any(|mark| line.starts_with(mark))) {
        return Err(BaselineError::Conflict { path: path.into(), line: at + 1 });
    }
    let malformed = |reason: String| BaselineError::Malformed { path: path.into(), reason };
    let peek: Peek = toml::from_str(text).map_err(|error| malformed(error.message().to_string()))?;
    match peek.schema {
        None => return Err(malformed("it has no `schema`".to_string())),
        Some(found) if found != SCHEMA => {
            return Err(BaselineError::OtherSchema { path: path.into(), found, known: SCHEMA });
        }
        Some(_) => {}
    }
    let sealed = text.rfind(&format!("# {SEAL}"));
    let fits = sealed.is_some_and(|at| text[at + 2 + SEAL.len()..].starts_with(&checksum(&text[..at])));
    if !fits {
        let scenario = peek.scenario.unwrap_or_default();
        return Err(BaselineError::Edited { path: path.into(), name: name.to_string(), scenario });
    }
    let file: File = toml::from_str(text).map_err(|error| malformed(error.message().to_string()))?;
    model(file).map_err(malformed)
}

fn model(file: File) -> Result<Baseline, String> {
    let whole = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is no whole number"));
    let FileMachine { processor, architecture, cores, memory, kernel, governor, programs } = file.machine;
    let memory = whole(&memory)?;
    Ok(Baseline {
        scenario: file.scenario,
        taken: file.taken,
        commit: file.commit,
        version: file.version,
        hash: file.definition,
        declared: file.declared,
        checked: file.checked,
        set: file.settings,
        ladder: file.ladder,
        inputs: file.inputs,
        seed: whole(&file.seed)?,
        machine: Machine { kernel, architecture, processor, cores, memory, governor, programs },
        accepted: file.accepted.into_iter().map(|FileAccepted { at, why }| Accepted { at, why }).collect(),
        tried: file.tried.map(tried::model).transpose()?,
        series: file.series.into_iter().map(series).collect::<Result<_, _>>()?,
    })
}

fn series(file: FileSeries) -> Result<(Series, String), String> {
    let point = |row: Vec<f64>| match row.split_first() {
        Some((n, values)) if *n >= 1.0 && !values.is_empty() => Ok(Point { n: *n, values: values.to_vec() }),
        _ => Err("a line of `sizes` has no size of at least 1 or no value".to_string()),
    };
    let series = Series {
        metric: Metric::named(&file.metric),
        input: file.input,
        mode: if file.mode == "process" { Mode::Process } else { Mode::Function },
        clock: if file.clock == "cpu" { Clock::Cpu } else { Clock::Wall },
        points: file.sizes.into_iter().map(point).collect::<Result<_, _>>()?,
        censored: Vec::new(),
        quantum: file.quantum,
        floor: file.floor,
        missing: None,
        physics: None,
    };
    Ok((series, file.fitted))
}
