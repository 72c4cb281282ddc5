//! What a control of something against itself says of the machine.

use super::terms::tolerance;
use crate::model::{Comparison, Evidence, Fit, Null};
use crate::stats::normal;

/// Deviations that a change must stand out by to be found in 95 of 100: 3.3 for a test that shares its error of 1% with
/// seven others, and 1.65 for the chance of missing it.
const FOUND: f64 = 3.3 + 1.65;

/// The figures of a control: the whole comparison, and each part of it as an evidence of its own.
#[must_use]
pub fn null(whole: &Comparison, parts: &[&Evidence], looks: usize, alarms: usize, rounds: u32) -> Option<Null> {
    let metric = whole.metrics.first()?;
    let ratio = metric.constant?.ratio;
    let error = (ratio.high / ratio.low).ln() / (2.0 * normal::Z975);
    let levels: Vec<f64> = parts.iter().filter_map(|part| level(part.fits.first()?, metric)).collect();
    let (low, high) = levels.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    Some(Null {
        metric: metric.metric.clone(),
        sizes: metric.points.len(),
        rounds,
        looks,
        alarms,
        ratio,
        resolves: (tolerance(&metric.metric) + FOUND * error).exp_m1(),
        floor: if high > low { (high - low).exp_m1() } else { 0.0 },
    })
}

/// The level of one part's curve: its ln costs at the common sizes, the middle one of each size counting alike.
fn level(fit: &Fit, metric: &crate::model::MetricChange) -> Option<f64> {
    let at = |n: f64| fit.points.iter().find(|p| p.n == n && p.value > 0.0).map(|p| p.value.ln());
    let costs: Vec<f64> = metric.points.iter().map(|p| at(p.n)).collect::<Option<_>>()?;
    (!costs.is_empty()).then(|| costs.iter().sum::<f64>() / costs.len() as f64)
}
