//! The labelled curves.

use scalecheck::model::{Class, Clock, Metric, Mode, Point, Series};
use serde::Deserialize;

/// A measured or made curve whose class is known.
#[derive(Debug, Deserialize)]
pub(crate) struct Curve {
    /// Unique among the curves.
    pub(crate) name: String,
    /// `real`, `synthetic`, `real-wall` or `unseen`.
    pub(crate) source: String,
    /// Curves of one algorithm or shape share it.
    pub(crate) family: String,
    metric: String,
    mode: String,
    clock: String,
    /// The true class, as printed.
    pub(crate) class: String,
    /// Whether least squares with known noise could tell the class.
    pub(crate) separable: bool,
    /// Sizes past the ladder with what was measured there.
    pub(crate) beyond: Vec<(f64, f64)>,
    points: Vec<(f64, Vec<f64>)>,
}

/// Every committed curve.
pub(crate) fn load() -> Vec<Curve> {
    let files = [include_str!("curves/labelled.jsonl"), include_str!("curves/unseen.jsonl")];
    let lines = files.into_iter().flat_map(str::lines);
    lines.map(|line| serde_json::from_str(line).expect("a committed curve reads")).collect()
}

impl Curve {
    /// The true class.
    pub(crate) fn truth(&self) -> Class {
        self.class.parse().expect("a committed class reads")
    }

    /// The curve as a series.
    pub(crate) fn series(&self) -> Series {
        let metric = match self.metric.as_str() {
            "time" => Metric::Time,
            "memory" => Metric::Memory,
            _ => Metric::counter("count"),
        };
        Series {
            metric,
            input: None,
            mode: if self.mode == "process" { Mode::Process } else { Mode::Function },
            clock: if self.clock == "wall" { Clock::Wall } else { Clock::Cpu },
            points: self.points.iter().map(|(n, values)| Point { n: *n, values: values.clone() }).collect(),
            censored: Vec::new(),
            quantum: 0.0,
            floor: 0.0,
            missing: None,
            physics: None,
        }
    }

    /// Whether the curve is one of those that the constants were chosen on, and its clock is no wall's.
    pub(crate) fn known(&self) -> bool {
        !self.wall() && !self.unseen()
    }

    /// Whether the curve was measured after the constants were chosen, which is scored apart.
    pub(crate) fn unseen(&self) -> bool {
        self.source == "unseen"
    }

    /// Whether the curve is wall-clock time under load, which is scored apart.
    pub(crate) fn wall(&self) -> bool {
        self.source == "real-wall"
    }

    /// A half of the families, by a hash of the family's name (FNV-1a, folded: its lowest bit alone is weak).
    pub(crate) fn half(&self) -> u64 {
        let hash = self
            .family
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        (hash ^ (hash >> 29) ^ (hash >> 47)) & 1
    }
}
