//! The nights as they come in, one after the other.

use std::collections::HashMap;

use super::changes;
use super::level::{Curve, Reference};
use crate::model::{
    Acceptance, Machine, Metric, MetricKind, Night, NightMark, Outline, Ruling, SeriesOutline, Trend, TrendPoint,
    Trends,
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
    /// The number of every text met: names are compared as numbers.
    texts: HashMap<String, usize>,
    by_name: HashMap<Name, usize>,
}

/// Scenario, metric and input, as numbers of texts.
type Name = (usize, usize, Option<usize>);

/// What is remembered of a series beside its trend.
#[derive(Debug)]
struct Row {
    kind: MetricKind,
    ground: u32,
    /// The text that names it.
    ground_name: usize,
    reference: Option<Reference>,
    /// The last levels a machine, the machine's part taken out.
    usual: HashMap<usize, Vec<f64>>,
}

impl Watch {
    /// Takes the next night.
    pub fn add(&mut self, night: &Night) {
        self.take(&Outline::of(night));
    }

    /// Takes the next night, of which nothing but the outline is needed.
    pub fn take(&mut self, outline: &Outline) {
        let machine = self.machine(&outline.machine);
        let names: Vec<usize> = outline.texts.iter().map(|text| self.number(text)).collect();
        let (mut series, mut costs) = (outline.series.iter(), outline.costs.as_slice());
        let mut seen = Vec::with_capacity(outline.series.len());
        for scenario in &outline.scenarios {
            for one in series.by_ref().take(scenario.series) {
                let ladder = &outline.ladders[one.ladder as usize];
                let (mine, rest) = costs.split_at(ladder.len());
                costs = rest;
                let at = self.row((scenario.name, one), &names, outline);
                let curve = Curve { ladder, costs: mine, least: self.rows[at].least() };
                if let Some(point) = self.point(at, names[one.ground as usize], one, scenario.ruling, curve) {
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
            started: outline.started.clone(),
            commit: outline.commit.clone(),
            machine,
            scenarios: outline.scenarios.len(),
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

    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.texts.get(text) {
            return *number;
        }
        let number = self.texts.len();
        self.texts.insert(text.to_string(), number);
        number
    }

    /// The row of a series, which is new where it was never met.
    fn row(&mut self, (scenario, series): (u32, &SeriesOutline), names: &[usize], outline: &Outline) -> usize {
        let number = |text: u32| names[text as usize];
        let name = (number(scenario), number(series.metric), series.input.map(number));
        *self.by_name.entry(name).or_insert_with(|| {
            let text = |at: u32| outline.texts[at as usize].clone();
            let metric = Metric::named(&text(series.metric));
            self.rows.push(Row {
                kind: metric.kind(),
                ground: 0,
                ground_name: number(series.ground),
                reference: None,
                usual: HashMap::new(),
            });
            self.trends.trends.push(Trend {
                scenario: text(scenario),
                metric,
                input: series.input.map(text),
                points: Vec::new(),
            });
            self.rows.len() - 1
        })
    }

    /// The series on this night; on new ground where nothing can be compared.
    fn point(
        &mut self,
        at: usize,
        ground: usize,
        series: &SeriesOutline,
        ruling: Ruling,
        curve: Curve<'_>,
    ) -> Option<TrendPoint> {
        let row = &mut self.rows[at];
        let same = row.ground_name == ground;
        let known = if same { row.reference.as_mut().and_then(|reference| reference.level(curve)) } else { None };
        let level = match known {
            Some(level) => level,
            None => {
                let began = row.reference.is_some();
                row.reference = Some(Reference::of(curve)?);
                row.ground_name = ground;
                row.ground += u32::from(began);
                row.usual.clear();
                0.0
            }
        };
        Some(TrendPoint {
            night: self.trends.nights.len(),
            class: series.class,
            exponent: series.exponent.value,
            exponent_low: series.exponent.low,
            exponent_high: series.exponent.high,
            level,
            ground: row.ground,
            threshold: series.threshold,
            ruling,
        })
    }

    /// How far all times are above what is usual for them: the median, which a few changes do not move.
    fn together(&self, seen: &[usize], machine: usize) -> f64 {
        let times = seen.iter().filter(|at| self.rows[**at].kind == MetricKind::Time);
        let mut above: Vec<f64> = times.filter_map(|at| self.above_usual(*at, machine)).collect();
        if above.len() < ENOUGH { 0.0 } else { median(&mut above).unwrap_or(0.0) }
    }

    fn above_usual(&self, at: usize, machine: usize) -> Option<f64> {
        let mut usual = self.rows[at].usual.get(&machine)?.clone();
        Some(self.trends.trends[at].points.last()?.level - median(&mut usual)?)
    }

    fn remember(&mut self, at: usize, machine: usize, together: f64) {
        let Some(point) = self.trends.trends[at].points.last() else { return };
        let row = &mut self.rows[at];
        let own = if row.kind == MetricKind::Time { point.level - together } else { point.level };
        let usual = row.usual.entry(machine).or_default();
        if usual.len() == USUAL {
            usual.remove(0);
        }
        usual.push(own);
    }
}

impl Row {
    /// What a cost counts as at least where its logarithm is taken: a count of 0 is the half of 1. All other counts stay
    /// as they are, so that twice a count is told as twice.
    fn least(&self) -> f64 {
        if self.kind == MetricKind::Count { 0.5 } else { 0.0 }
    }
}
