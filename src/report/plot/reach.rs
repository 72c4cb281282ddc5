//! Curves drawn as far as the sizes of life reach, where the fit's own stop short of them.

use crate::model::{Basis, Class, Estimate, Fit, Interval, Rival};

/// Points from one known cost to the next.
const STEPS: usize = 8;

/// The fit's curve, and beyond its end through the predictions: in logarithms a power is all but straight there. What
/// explodes isn't, and is left as it is.
pub(super) fn curve(fit: &Fit) -> Vec<Estimate> {
    let mut curve = fit.curve.clone();
    let top = fit.points.last().map_or(1.0, |p| p.n);
    let mut beyond: Vec<&Estimate> = fit.predictions.iter().collect();
    beyond.sort_by(|a, b| a.n.total_cmp(&b.n));
    for known in beyond {
        let Some(last) = curve.last().copied() else { break };
        if !explodes(fit.class) && known.n > last.n && known.value.low > 0.0 && last.value.low > 0.0 {
            curve.extend((1..=STEPS).map(|i| between(&last, known, i as f64 / STEPS as f64, top)));
        }
    }
    curve
}

/// A point on the way between two costs.
fn between(from: &Estimate, to: &Estimate, share: f64, top: f64) -> Estimate {
    let mix = |a: f64, b: f64| (a.ln() * (1.0 - share) + b.ln() * share).exp();
    let n = mix(from.n, to.n);
    let Interval { value, low, high } = from.value;
    let value =
        Interval { value: mix(value, to.value.value), low: mix(low, to.value.low), high: mix(high, to.value.high) };
    Estimate { n, value, basis: Basis::Extrapolated(n / top) }
}

/// A rival's curve, followed by its class's growth as far as the fit's is.
pub(super) fn rival(rival: &Rival, curve: &[Estimate]) -> Vec<(f64, f64)> {
    let mut line = rival.curve.clone();
    if let Some((end, cost)) = line.last().copied().filter(|_| !explodes(rival.class)) {
        let grown = |n: f64| cost * (rival.class.ln_growth(n) - rival.class.ln_growth(end)).exp();
        line.extend(curve.iter().filter(|e| e.n > end).map(|e| (e.n, grown(e.n))));
    }
    line
}

/// Whether it grows faster than any power, so that no line is straight and no plot is high enough.
pub(super) fn explodes(class: Class) -> bool {
    !matches!(class, Class::PowerLog { .. })
}
