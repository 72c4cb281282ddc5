//! The ruling on a budget at a size.

use crate::model::{Basis, Estimate, Fit, Interval, LimitVerdict, Metric, Ruling};

/// Rules on a budget: met where the whole 95% interval of the cost at `at` is within `max`, broken where it is above.
///
/// The size should be one that the fit was asked about or measured; else the two points of its curve around the size
/// answer together: the lower one's low end, the upper one's high end.
#[must_use]
pub fn limit(fit: &Fit, metric: &Metric, at: f64, max: f64) -> LimitVerdict {
    let estimate = estimate(fit, at);
    let ruling = match estimate {
        Some(estimate) if estimate.value.high <= max => Ruling::Met,
        Some(estimate) if estimate.value.low > max => Ruling::Broken,
        _ => Ruling::Undecided,
    };
    LimitVerdict {
        metric: metric.clone(),
        input: fit.series.input.clone(),
        at,
        max,
        ruling,
        estimate,
        note: estimate.and_then(|estimate| note(&estimate)),
    }
}

fn estimate(fit: &Fit, at: f64) -> Option<Estimate> {
    let asked = fit.predictions.iter().find(|estimate| estimate.n == at);
    asked.copied().or_else(|| measured(fit, at)).or_else(|| between(fit, at))
}

fn measured(fit: &Fit, at: f64) -> Option<Estimate> {
    let point = fit.points.iter().find(|point| point.n == at)?;
    let value = Interval { value: point.value, low: point.low, high: point.high };
    Some(Estimate { n: at, value, basis: Basis::Measured })
}

fn between(fit: &Fit, at: f64) -> Option<Estimate> {
    let upper = fit.curve.iter().find(|estimate| estimate.n >= at)?;
    let lower = fit.curve.iter().rev().find(|estimate| estimate.n <= at)?;
    let value = Interval { value: upper.value.value, low: lower.value.low, high: upper.value.high };
    Some(Estimate { n: at, value, basis: upper.basis })
}

fn note(estimate: &Estimate) -> Option<String> {
    match estimate.basis {
        Basis::Extrapolated(factor) if factor > 10.0 => {
            Some(format!("foretold {factor:.0} times beyond the measured sizes"))
        }
        _ => None,
    }
}
