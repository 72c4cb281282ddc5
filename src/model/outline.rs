//! Outlines: of a night what trends are made of, so that a year of a thousand scenarios is read in a moment.

use std::collections::HashMap;

use super::{Class, Commit, Interval, Machine, Night, NightScenario, NightSeries, Ruling};

/// A night as trends see it: rows of numbers; every text and every ladder stands once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// When the run started: RFC 3339, UTC.
    pub started: String,
    /// What was measured.
    pub commit: Option<Commit>,
    /// Where.
    pub machine: Machine,
    /// Names of scenarios, metrics, inputs and grounds; the rows say which.
    pub texts: Vec<String>,
    /// The sizes N of a series, rising; the rows say which.
    pub ladders: Vec<Vec<f64>>,
    /// The scenarios, by name.
    pub scenarios: Vec<ScenarioOutline>,
    /// The series of all scenarios, one after the other.
    pub series: Vec<SeriesOutline>,
    /// The costs of all series at the sizes of their ladders, one after the other, in the metric's unit.
    pub costs: Vec<f64>,
}

/// One scenario of a night.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScenarioOutline {
    /// The text that is its name.
    pub name: u32,
    /// How it came out.
    pub ruling: Ruling,
    /// Whether that is as the scenario says it should be.
    pub satisfied: bool,
    /// How many series are its own.
    pub series: usize,
}

/// One series of a night.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesOutline {
    /// The text that is the metric's name.
    pub metric: u32,
    /// The text that is the input's name, where the scenario has several.
    pub input: Option<u32>,
    /// The text of [`NightSeries::ground`].
    pub ground: u32,
    /// The most probable class.
    pub class: Class,
    /// Local growth at the top of the ladder.
    pub exponent: Interval,
    /// The size that reaches the scenario's first budget.
    pub threshold: Option<f64>,
    /// Which ladder.
    pub ladder: u32,
}

impl Outline {
    /// What of a night trends are made of.
    #[must_use]
    pub fn of(night: &Night) -> Outline {
        Outline {
            started: night.started.clone(),
            commit: night.commit.clone(),
            machine: night.machine.clone(),
            ..Outline::of_scenarios(&night.scenarios)
        }
    }

    /// The same of scenarios alone: when, what and where stay empty.
    #[must_use]
    pub fn of_scenarios(scenarios: &[NightScenario]) -> Outline {
        let mut texts = Numbers::default();
        let mut ladders = Numbers::default();
        let mut outline = Outline::default();
        for scenario in scenarios {
            outline.scenarios.push(ScenarioOutline {
                name: texts.of(scenario.name.as_str()),
                ruling: scenario.ruling,
                satisfied: scenario.satisfied,
                series: scenario.series.len(),
            });
            for series in &scenario.series {
                outline.series.push(SeriesOutline::of(series, &mut texts, &mut ladders));
                outline.costs.extend(series.sizes.iter().map(|size| size.value));
            }
        }
        outline.texts = texts.all.into_iter().map(str::to_string).collect();
        outline.ladders = ladders.all.into_iter().map(|bits| bits.into_iter().map(f64::from_bits).collect()).collect();
        outline
    }
}

impl SeriesOutline {
    fn of<'a>(series: &'a NightSeries, texts: &mut Numbers<&'a str>, ladders: &mut Numbers<Vec<u64>>) -> SeriesOutline {
        SeriesOutline {
            metric: texts.of(series.metric.name()),
            input: series.input.as_deref().map(|input| texts.of(input)),
            ground: texts.of(&series.ground),
            class: series.class,
            exponent: series.exponent,
            threshold: series.threshold.as_ref().and_then(|(_, n)| n.map(|n| n.value)),
            ladder: ladders.of(series.sizes.iter().map(|size| size.n.to_bits()).collect()),
        }
    }
}

/// Things in the order first met, each once.
struct Numbers<T> {
    all: Vec<T>,
    known: HashMap<T, u32>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Numbers { all: Vec::new(), known: HashMap::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn of(&mut self, thing: T) -> u32 {
        if let Some(number) = self.known.get(&thing) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(thing.clone());
        self.known.insert(thing, number);
        number
    }
}
