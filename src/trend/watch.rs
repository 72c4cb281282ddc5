//! The nights as they come in, one after the other.

use std::collections::HashMap;

use super::changes;
use super::level::Reference;
use crate::model::{
    Acceptance, Machine, MetricKind, Night, NightMark, NightScenario, NightSeries, Trend, TrendPoint, Trends,
};
use crate::stats::sample::median;

/// Other series that must tell a night's common part, before it is taken out of one.
const ENOUGH: usize = 4;

/// The last levels of a series that tell what is usual for it on a machine.
const USUAL: usize = 15;

/// Takes nights in order and keeps what trends need of them.
#[derive(Debug, Default)]
pub struct Watch {
    trends: Trends,
    rows: Vec<Row>,
    by_name: HashMap<(String, String, Option<String>), usize>,
}

/// What is remembered of a series beside its trend.
#[derive(Debug)]
pub(super) struct Row {
    ground: u32,
    ground_name: String,
    reference: Option<Reference>,
    /// The last levels a machine, the machine's part taken out.
    usual: HashMap<usize, Vec<f64>>,
}

impl Watch {
    /// Takes the next night.
    pub fn add(&mut self, night: &Night) {
        let machine = self.machine(&night.machine);
        let index = self.trends.nights.len();
        let mut seen = Vec::new();
        for scenario in &night.scenarios {
            for series in &scenario.series {
                let at = self.row(scenario, series);
                if let Some(point) = self.point(at, index, scenario, series) {
                    self.trends.trends[at].points.push(point);
                    seen.push(at);
                }
            }
        }
        let together = self.together(&seen, machine);
        for at in seen {
            self.remember(at, machine, together);
        }
        self.trends.nights.push(NightMark {
            started: night.started.clone(),
            commit: night.commit.clone(),
            machine,
            scenarios: night.scenarios.len(),
            together,
        });
    }

    /// What the nights taken tell. What was accepted begins anew from there.
    #[must_use]
    pub fn finish(self, accepted: &[Acceptance]) -> Trends {
        let mut trends = self.trends;
        trends.changes = changes::changes(&trends, accepted);
        trends.drifts = changes::drifts(&trends);
        trends.trends.sort_by(|a, b| (&a.scenario, &a.metric, &a.input).cmp(&(&b.scenario, &b.metric, &b.input)));
        trends
    }

    fn machine(&mut self, machine: &Machine) -> usize {
        let name = format!("{}, {} cores, {}", machine.processor, machine.cores, machine.architecture);
        let machines = &mut self.trends.machines;
        machines.iter().position(|known| *known == name).unwrap_or_else(|| {
            machines.push(name);
            machines.len() - 1
        })
    }

    fn row(&mut self, scenario: &NightScenario, series: &NightSeries) -> usize {
        let key = (scenario.name.clone(), series.metric.name().to_string(), series.input.clone());
        *self.by_name.entry(key).or_insert_with(|| {
            self.trends.trends.push(Trend {
                scenario: scenario.name.clone(),
                metric: series.metric.clone(),
                input: series.input.clone(),
                points: Vec::new(),
            });
            self.rows.push(Row {
                ground: 0,
                ground_name: series.ground.clone(),
                reference: None,
                usual: HashMap::new(),
            });
            self.rows.len() - 1
        })
    }

    /// The series on this night; on new ground where nothing can be compared.
    fn point(&mut self, at: usize, night: usize, scenario: &NightScenario, series: &NightSeries) -> Option<TrendPoint> {
        let row = &mut self.rows[at];
        let same = row.ground_name == series.ground;
        let known = if same { row.reference.as_mut().and_then(|reference| reference.level(series)) } else { None };
        let level = match known {
            Some(level) => level,
            None => {
                let began = row.reference.is_some();
                row.reference = Some(Reference::of(series)?);
                row.ground_name.clone_from(&series.ground);
                row.ground += u32::from(began);
                row.usual.clear();
                0.0
            }
        };
        Some(TrendPoint {
            night,
            class: series.class,
            exponent: series.exponent.value,
            exponent_low: series.exponent.low,
            exponent_high: series.exponent.high,
            level,
            ground: row.ground,
            threshold: series.threshold.as_ref().and_then(|(_, n)| n.map(|n| n.value)),
            ruling: scenario.ruling,
        })
    }

    /// How far all times are above what is usual for them: the median, which a few changes do not move.
    fn together(&self, seen: &[usize], machine: usize) -> f64 {
        let times = seen.iter().filter(|at| self.trends.trends[**at].metric.kind() == MetricKind::Time);
        let mut above: Vec<f64> = times.filter_map(|at| self.above_usual(*at, machine)).collect();
        if above.len() < ENOUGH { 0.0 } else { median(&mut above).unwrap_or(0.0) }
    }

    fn above_usual(&self, at: usize, machine: usize) -> Option<f64> {
        let mut usual = self.rows[at].usual.get(&machine)?.clone();
        Some(self.trends.trends[at].points.last()?.level - median(&mut usual)?)
    }

    fn remember(&mut self, at: usize, machine: usize, together: f64) {
        let trend = &self.trends.trends[at];
        let Some(point) = trend.points.last() else { return };
        let own = if trend.metric.kind() == MetricKind::Time { point.level - together } else { point.level };
        let usual = self.rows[at].usual.entry(machine).or_default();
        if usual.len() == USUAL {
            usual.remove(0);
        }
        usual.push(own);
    }
}
