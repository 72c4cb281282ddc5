//! The target that a fix has to reach: what the declared class would cost, from where to where, what to watch.

use super::finding::sentence_case;
use super::value::{basis, factor, less, size, size_interval, value};
use crate::model::{Basis, Class, Estimate, Finding, Fit, Interval, Unit};
use crate::report::text;

/// The cost at `n` if the growing part grew as `declared` from the first measured size on at which it is no longer
/// hidden by the start-up; `None` where `n` is below that size or nothing grows. Computed, never measured.
fn target_cost(fit: &Fit, declared: Class, n: f64) -> Option<f64> {
    let shows = |size: f64| fit.formula.growing(size) >= 0.5 * fit.formula.fixed;
    let anchor = fit.points.iter().map(|p| p.n).find(|n| shows(*n)).or(fit.points.last().map(|p| p.n))?;
    let growth = (declared.ln_growth(n) - declared.ln_growth(anchor)).exp();
    let cost = fit.formula.at(anchor) + fit.formula.growing(anchor) * (growth - 1.0);
    (n >= anchor && cost.is_finite() && cost > 0.0).then_some(cost)
}

/// From what to what: the costs at production and peak, and what the declared class would make of them.
pub(crate) fn success_metrics(finding: &Finding, fit: &Fit) -> Vec<String> {
    let unit = finding.metric.unit();
    let Some(declared) = finding.declared else { return Vec::new() };
    let top = fit.points.last().map(|p| Estimate {
        n: p.n,
        value: Interval { value: p.value, low: p.low, high: p.high },
        basis: Basis::Measured,
    });
    let named = finding.scale_points.iter().filter(|(name, _)| name != "development");
    let mut places: Vec<(String, Estimate)> = named.cloned().collect();
    if places.is_empty() {
        places.extend(top.map(|known| ("largest size measured".to_string(), known)));
    }
    let mut lines: Vec<String> =
        places.iter().filter_map(|(name, known)| saving(fit, declared, &unit, name, known)).collect();
    lines.push(format!("Growth: {} → {declared} or less (target)", fit.class.family()));
    lines.extend(finding.threshold.as_ref().and_then(|t| t.n).map(|n| {
        format!("The budget is reached at n = {} → beyond the peak that you expect (target)", size_interval(&n))
    }));
    lines
}

fn saving(fit: &Fit, declared: Class, unit: &Unit, name: &str, known: &Estimate) -> Option<String> {
    let target = target_cost(fit, declared, known.n)?;
    let percent = less(known.value.value, target)?;
    let from = format!("{} ({})", value(unit, known.value.value), basis(known.basis));
    let place = format!("{}, n = {}", sentence_case(name), size(known.n));
    Some(format!("{place}: {from} → about {} (target to reach), {percent}", value(unit, target)))
}

/// What to watch once it is in production.
pub(crate) fn monitoring(finding: &Finding) -> String {
    let unit = finding.metric.unit();
    let name = text::short(finding.metric.name(), 60);
    match &finding.threshold {
        Some(threshold) => {
            let safe = if threshold.safe_up_to >= 1.0 {
                format!(
                    ", or n passes {} (the largest size that surely holds the budget)",
                    size(rounded_down(threshold.safe_up_to))
                )
            } else {
                String::new()
            };
            let half = value(&unit, threshold.budget / 2.0);
            format!(
                "Record n and {name} of every run in production. Alert when {name} passes {half}, half its budget{safe}."
            )
        }
        None => format!(
            "Record n and {name} of every run in production, and watch {name} divided by n: it should not rise by more than {} over a tenfold n.",
            factor(10f64.powf((fit_slope(finding) - 1.0).max(0.1)))
        ),
    }
}

/// To three digits and never up: what holds at a size holds at all smaller ones only.
fn rounded_down(n: f64) -> f64 {
    let step = 10f64.powi((n.log10().floor() as i32 - 2).max(0));
    (n / step).floor() * step
}

/// The exponent that the declaration allows, roughly.
fn fit_slope(finding: &Finding) -> f64 {
    finding.declared.map_or(1.0, |class| (class.ln_growth(1e6) - class.ln_growth(1e5)) / std::f64::consts::LN_10)
}
