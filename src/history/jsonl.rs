//! Nights as JSON lines: to keep them elsewhere, to read them with other programs, to carry them to another machine.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use super::error::HistoryError;
use super::store::{Appended, History};
use crate::model::{Class, Commit, Interval, Machine, Metric, Night, NightScenario, NightSeries, Ruling, SizeSummary};

const SCHEMA: &str = "scalecheck/night/1";

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Nights that were new.
    pub new: usize,
    /// Nights that were there already.
    pub known: usize,
}

/// Writes every night as a line of JSON, the oldest first; returns how many.
///
/// # Errors
/// Where the history is damaged or `out` takes no more.
pub fn export(history: &History, out: &mut dyn Write) -> Result<usize, HistoryError> {
    let mut count = 0;
    history.each(true, |night| {
        serde_json::to_writer(&mut *out, &WireNight::of(&night)).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
        count += 1;
        Ok(())
    })?;
    out.flush()?;
    Ok(count)
}

/// Appends every line's night; those that are there already change nothing.
///
/// # Errors
/// Lines that are no night: those before it are kept. What [`History::append`] fails for.
pub fn import(history: &mut History, lines: &mut dyn BufRead) -> Result<Imported, HistoryError> {
    let mut imported = Imported::default();
    for (at, line) in lines.lines().enumerate() {
        let (line, number) = (line?, at + 1);
        if line.trim().is_empty() {
            continue;
        }
        let fault = |reason: String| HistoryError::NoNight { line: number, reason };
        let wire: WireNight = serde_json::from_str(&line).map_err(|error| fault(error.to_string()))?;
        match history.append(&wire.into_model().map_err(fault)?)? {
            Appended::Known => imported.known += 1,
            Appended::New | Appended::Joined => imported.new += 1,
        }
    }
    Ok(imported)
}

#[derive(Serialize, Deserialize)]
struct WireNight {
    schema: String,
    started: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    changed: bool,
    version: String,
    machine: WireMachine,
    scenarios: Vec<WireScenario>,
}

#[derive(Serialize, Deserialize)]
struct WireMachine {
    architecture: String,
    processor: String,
    cores: u32,
    memory: u64,
    kernel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    governor: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WireScenario {
    name: String,
    hash: String,
    ruling: String,
    satisfied: bool,
    seconds: f64,
    series: Vec<WireSeries>,
}

#[derive(Serialize, Deserialize)]
struct WireSeries {
    metric: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    ground: String,
    class: String,
    exponent: [Num; 3],
    fixed: Num,
    coefficient: Num,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<WireThreshold>,
    /// n, value, low, high, runs.
    sizes: Vec<(Num, Num, Num, Num, u32)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    samples: Vec<Vec<Num>>,
}

#[derive(Serialize, Deserialize)]
struct WireThreshold {
    budget: Num,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<[Num; 3]>,
}

/// A number that JSON may lack: infinity is its own word.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Num {
    Whole(i64),
    Finite(f64),
    Word(String),
}

impl Num {
    fn of(value: f64) -> Num {
        let whole = value as i64;
        if (whole as f64).to_bits() == value.to_bits() && whole.unsigned_abs() < 1 << 53 {
            Num::Whole(whole)
        } else if value.is_finite() {
            Num::Finite(value)
        } else {
            Num::Word(value.to_string())
        }
    }

    fn value(&self) -> Result<f64, String> {
        match self {
            Num::Whole(value) => Ok(*value as f64),
            Num::Finite(value) => Ok(*value),
            Num::Word(word) => word.parse().map_err(|_| format!("`{word}` is no number")),
        }
    }

    /// A bound of an interval: seven digits.
    fn of_bound(value: f32) -> Num {
        Num::of(value.to_string().parse().unwrap_or(f64::from(value)))
    }
}

fn three(interval: &Interval) -> [Num; 3] {
    [interval.value, interval.low, interval.high].map(Num::of)
}

fn interval(numbers: &[Num; 3]) -> Result<Interval, String> {
    Ok(Interval { value: numbers[0].value()?, low: numbers[1].value()?, high: numbers[2].value()? })
}

impl WireNight {
    fn of(night: &Night) -> WireNight {
        let Machine { kernel, architecture, processor, cores, memory, governor, .. } = night.machine.clone();
        WireNight {
            schema: SCHEMA.to_string(),
            started: night.started.clone(),
            commit: night.commit.as_ref().map(|commit| commit.id.clone()),
            changed: night.commit.as_ref().is_some_and(|commit| commit.changed),
            version: night.version.clone(),
            machine: WireMachine { architecture, processor, cores, memory, kernel, governor },
            scenarios: night.scenarios.iter().map(WireScenario::of).collect(),
        }
    }

    fn into_model(self) -> Result<Night, String> {
        if self.schema != SCHEMA {
            return Err(format!("schema `{}`; this scalecheck reads `{SCHEMA}`", self.schema));
        }
        if self.started.parse::<jiff::Timestamp>().is_err() {
            return Err(format!("`started` is `{}`; expected a time such as 2026-11-23T06:41:22Z", self.started));
        }
        let changed = self.changed;
        let WireMachine { architecture, processor, cores, memory, kernel, governor } = self.machine;
        Ok(Night {
            started: self.started,
            commit: self.commit.map(|id| Commit { id, changed }),
            machine: Machine { kernel, architecture, processor, cores, memory, governor, programs: Vec::new() },
            version: self.version,
            scenarios: self.scenarios.into_iter().map(WireScenario::into_model).collect::<Result<_, _>>()?,
        })
    }
}

const RULINGS: [Ruling; 5] = [Ruling::Met, Ruling::Skipped, Ruling::Undecided, Ruling::Failed, Ruling::Broken];

impl WireScenario {
    fn of(scenario: &NightScenario) -> WireScenario {
        WireScenario {
            name: scenario.name.clone(),
            hash: scenario.hash.clone(),
            ruling: scenario.ruling.name().to_string(),
            satisfied: scenario.satisfied,
            seconds: scenario.seconds,
            series: scenario.series.iter().map(WireSeries::of).collect(),
        }
    }

    fn into_model(self) -> Result<NightScenario, String> {
        let ruling = RULINGS.into_iter().find(|ruling| ruling.name() == self.ruling);
        Ok(NightScenario {
            ruling: ruling.ok_or_else(|| format!("`{}` is no ruling", self.ruling))?,
            name: self.name,
            hash: self.hash,
            satisfied: self.satisfied,
            seconds: self.seconds,
            series: self.series.into_iter().map(WireSeries::into_model).collect::<Result<_, _>>()?,
        })
    }
}

impl WireSeries {
    fn of(series: &NightSeries) -> WireSeries {
        let size =
            |s: &SizeSummary| (Num::of(s.n), Num::of(s.value), Num::of_bound(s.low), Num::of_bound(s.high), s.runs);
        WireSeries {
            metric: series.metric.name().to_string(),
            input: series.input.clone(),
            ground: series.ground.clone(),
            class: class_text(series.class),
            exponent: three(&series.exponent),
            fixed: Num::of(series.fixed),
            coefficient: Num::of(series.coefficient),
            threshold: series
                .threshold
                .as_ref()
                .map(|(budget, n)| WireThreshold { budget: Num::of(*budget), n: n.as_ref().map(three) }),
            sizes: series.sizes.iter().map(size).collect(),
            samples: series.samples.iter().map(|values| values.iter().copied().map(Num::of).collect()).collect(),
        }
    }

    fn into_model(self) -> Result<NightSeries, String> {
        let size = |(n, value, low, high, runs): &(Num, Num, Num, Num, u32)| {
            Ok(SizeSummary {
                n: n.value()?,
                value: value.value()?,
                low: low.value()? as f32,
                high: high.value()? as f32,
                runs: *runs,
            })
        };
        let threshold =
            |wire: &WireThreshold| Ok::<_, String>((wire.budget.value()?, wire.n.as_ref().map(interval).transpose()?));
        let values = |values: &Vec<Num>| values.iter().map(Num::value).collect::<Result<Vec<f64>, String>>();
        Ok(NightSeries {
            metric: Metric::named(&self.metric),
            input: self.input,
            ground: self.ground,
            class: class_of(&self.class)?,
            exponent: interval(&self.exponent)?,
            fixed: self.fixed.value()?,
            coefficient: self.coefficient.value()?,
            threshold: self.threshold.as_ref().map(threshold).transpose()?,
            sizes: self.sizes.iter().map(size).collect::<Result<_, String>>()?,
            samples: self.samples.iter().map(values).collect::<Result<_, _>>()?,
        })
    }
}

/// Exact: a fitted base is given in full.
fn class_text(class: Class) -> String {
    match class {
        Class::Exponential { base: Some(base) } => format!("O({base}^n)"),
        class => class.to_string(),
    }
}

fn class_of(text: &str) -> Result<Class, String> {
    let open = text == class_text(Class::EXPONENTIAL);
    if open { Ok(Class::EXPONENTIAL) } else { text.parse().map_err(|_| format!("`{text}` is no class")) }
}
