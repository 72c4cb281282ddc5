//! The posterior in the words of the model.

use super::curve::{Curve, Shape};
use super::foretell::{Oracle, Part, gain, measured};
use super::ladder::Ladder;
use super::posterior::Posterior;
use super::regimes::regimes;
use crate::model::{Basis, Class, Estimate, Fit, FitPoint, Formula, Interval, Questions, Rival, Series};
use crate::stats::mixture::Mixture;

/// Parts that predictions and thresholds are mixed from.
const FINE: usize = 160;
/// Parts that plots are mixed from.
const ROUGH: usize = 40;
/// Points of a plotted curve.
const PLOTTED: usize = 60;
/// Classes whose own curves are plotted, beside those declared.
const RIVALS: usize = 4;

/// The fit of a series as the rest of the program reads it.
pub(super) fn fit(series: &Series, questions: &Questions, ladder: &Ladder, posterior: &Posterior) -> Fit {
    let ranked = posterior.ranked();
    let class = ranked[0].0;
    let (fine, rough) = (Oracle::new(ladder, posterior, FINE), Oracle::new(ladder, posterior, ROUGH));
    let best = best_of(posterior, class);
    let formula = formula(ladder, class, best);
    let mut fit = Fit {
        series: series.clone(),
        class,
        plausible: posterior.plausible(),
        confidence: ranked[0].1,
        posterior: posterior.told(),
        exponent: exponent(ladder, &fine),
        formula,
        points: points(ladder, &rough, &formula),
        curve: plotted(ladder, &questions.sizes, &rough).into_iter().map(|n| rough.estimate(n)).collect(),
        rivals: Vec::new(),
        regimes: regimes(ladder, posterior, &formula),
        predictions: questions.sizes.iter().map(|n| estimate(ladder, &fine, *n)).collect(),
        thresholds: questions.budgets.iter().map(|budget| fine.threshold(*budget)).collect(),
        gains: gains(ladder, posterior, &ranked, &questions.candidates),
        hidden: Vec::new(),
        disturbed: ladder.disturbed.iter().map(|size| ladder.n[*size]).collect(),
        caveats: Vec::new(),
    };
    fit.rivals = rivals(ladder, posterior, &plotted_classes(&ranked, &questions.declared), &fit.curve);
    fit
}

/// The cost at a size: measured where it was, else foretold.
fn estimate(ladder: &Ladder, oracle: &Oracle<'_>, n: f64) -> Estimate {
    match ladder.n.iter().position(|size| *size == n) {
        Some(i) => {
            let scatter = oracle.mean(|part| part.level.scatter).sqrt();
            Estimate { n, value: measured(ladder, i, scatter), basis: Basis::Measured }
        }
        None => match ladder.unresolved.iter().find(|(size, _, _)| *size == n) {
            Some(size) => {
                let FitPoint { value, low, high, .. } = unresolved(ladder, *size);
                Estimate { n, value: Interval { value, low, high }, basis: Basis::Measured }
            }
            None => held(ladder, oracle.estimate(n)),
        },
    }
}

/// An estimate between two measured sizes, held by what was measured there: no class falls, and some metrics do.
fn held(ladder: &Ladder, estimate: Estimate) -> Estimate {
    let above = ladder.n.iter().position(|size| *size > estimate.n).filter(|above| *above > 0);
    let Some(above) = above else { return estimate };
    let ends = [above - 1, above].map(|i| measured(ladder, i, 0.0));
    let (low, high) = (ends[0].low.min(ends[1].low), ends[0].high.max(ends[1].high));
    if (low..=high).contains(&estimate.value.value) {
        return estimate;
    }
    let part = (estimate.n.ln() - ladder.ln_n[above - 1]) / (ladder.ln_n[above] - ladder.ln_n[above - 1]);
    let value = ladder.in_unit(ladder.cost[above - 1] + part * (ladder.cost[above] - ladder.cost[above - 1]));
    let value = Interval { value, low: low.min(estimate.value.low), high: high.max(estimate.value.high) };
    Estimate { value, ..estimate }
}

/// A class's best curve with the ln of its factor over the cost at the top.
#[derive(Debug, Clone, Copy)]
struct Best {
    curve: Curve,
    level: f64,
}

/// The curve of a class that carries the most probability, however little that is.
fn best_of(posterior: &Posterior, class: Class) -> Option<Best> {
    let best = posterior.champions.iter().find(|carrier| posterior.classes[carrier.family].0.class == class)?;
    let level = best.levels.iter().map(|level| level.share * level.mean).sum();
    Some(Best { curve: best.cell.curve, level })
}

/// `fixed + coefficient * g(n)` with logarithms to base 2.
fn formula(ladder: &Ladder, class: Class, best: Option<Best>) -> Formula {
    let Some(best) = best else { return Formula { class, fixed: 0.0, coefficient: 0.0, lower: None } };
    if class == Class::CONSTANT {
        return Formula { class, fixed: ladder.in_unit(best.level), coefficient: 0.0, lower: None };
    }
    let per_unit = |class: Class, share: f64, ln_scale: f64| {
        let log_base = if let Class::PowerLog { log, .. } = class { log * std::f64::consts::LN_2.ln() } else { 0.0 };
        ladder.in_unit(best.level + share.ln() + log_base - ln_scale)
    };
    let growth = best.curve.growth;
    let lower = match best.curve.shape {
        Shape::Lower { lower, share, .. } => {
            Some((lower.class, share.signum() * per_unit(lower.class, share.abs(), lower.ln_scale())))
        }
        _ => None,
    };
    let coefficient = per_unit(growth.class, 1.0, growth.ln_scale());
    Formula { class: growth.class, fixed: ladder.in_unit(best.level + best.curve.fixed().ln()), coefficient, lower }
}

/// Local growth at the top: of the growing part of each curve, blurred by what noise does to a slope.
fn exponent(ladder: &Ladder, oracle: &Oracle<'_>) -> Interval {
    let count = ladder.n.len() as f64;
    let mean = ladder.ln_n.iter().sum::<f64>() / count;
    let breadth: f64 = ladder.ln_n.iter().map(|x| (x - mean).powi(2)).sum();
    let span = ladder.ln_top() - ladder.ln_n[0];
    let error = ladder.error.iter().map(|e| e * e).sum::<f64>() / count;
    let part = |part: &Part| {
        let variance = (part.level.scatter + error) / breadth + part.level.drift / span;
        (part.weight, part.curve.growth.slope_at(ladder.ln_top()), variance.sqrt())
    };
    let mixture = Mixture { parts: oracle.parts().iter().map(part).collect() };
    Interval { value: mixture.quantile(0.5), low: mixture.quantile(0.025), high: mixture.quantile(0.975) }
}

fn points(ladder: &Ladder, oracle: &Oracle<'_>, formula: &Formula) -> Vec<FitPoint> {
    let scatter = oracle.mean(|part| part.level.scatter).sqrt();
    let ln_ratio = |i: usize| {
        let rest = (ladder.in_unit(ladder.cost[i]) - formula.fixed).max(0.0);
        rest.ln() - formula.class.ln_growth(ladder.n[i])
    };
    let last = ladder.n.len() - 1;
    let flat = formula.class == Class::CONSTANT;
    let point = |i: usize| {
        let Interval { value, low, high } = measured(ladder, i, scatter);
        let ln_ratio = if flat { ladder.cost[i] } else { ln_ratio(i) - ln_ratio(last) };
        let ratio = ln_ratio.exp().min(f64::MAX);
        let residual = ladder.cost[i] - oracle.at(ladder.ln_n[i]).quantile(0.5);
        let ratio = if ratio.is_finite() { ratio } else { 0.0 };
        FitPoint { n: ladder.n[i], value, low, high, runs: ladder.runs[i], residual, ratio }
    };
    let unresolved = ladder.unresolved.iter().map(|size| unresolved(ladder, *size));
    let mut all: Vec<FitPoint> = unresolved.chain((0..ladder.n.len()).map(point)).collect();
    all.sort_by(|a, b| a.n.total_cmp(&b.n));
    all
}

/// A size whose cost the clock can't tell from none.
fn unresolved(ladder: &Ladder, (n, value, runs): (f64, f64, usize)) -> FitPoint {
    FitPoint { n, value, low: 0.0, high: ladder.resolution.max(value), runs, residual: 0.0, ratio: 0.0 }
}

/// Sizes of a plot: the ladder, a decade beyond (less where the cost explodes), and the sizes asked for.
fn plotted(ladder: &Ladder, asked: &[f64], oracle: &Oracle<'_>) -> Vec<f64> {
    const EXPLODED: f64 = 1e4;
    let sane = || asked.iter().copied().filter(|n| n.is_finite() && *n >= 1.0);
    let first = sane().fold(ladder.n[0], f64::min).ln();
    let wanted = sane().fold(10.0 * ladder.top(), f64::max).ln();
    let ln_top = ladder.ln_top();
    let explodes = |ln_n: f64| oracle.mean(|part| part.level.mean + part.curve.ln_at(ln_n)) > EXPLODED.ln();
    let mut last = wanted;
    while last - ln_top > 0.01 && explodes(last) {
        last = 0.5 * (last + ln_top);
    }
    (0..PLOTTED).map(|i| (first + (last - first) * i as f64 / (PLOTTED - 1) as f64).exp()).collect()
}

/// The most probable classes, and what was declared: how far it lies off is what persuades.
fn plotted_classes(ranked: &[(Class, f64)], declared: &[Class]) -> Vec<(Class, f64)> {
    let mut classes: Vec<(Class, f64)> = ranked.iter().take(RIVALS).copied().collect();
    for class in declared {
        if !classes.iter().any(|(other, _)| other == class) {
            let probability = ranked.iter().find(|(other, _)| other == class).map_or(0.0, |(_, p)| *p);
            classes.push((*class, probability));
        }
    }
    classes
}

/// Each class's best curve.
fn rivals(ladder: &Ladder, posterior: &Posterior, classes: &[(Class, f64)], curve: &[Estimate]) -> Vec<Rival> {
    let rival = |&(class, probability): &(Class, f64)| {
        let best = best_of(posterior, class)?;
        let value = |n: f64| ladder.in_unit(best.level + best.curve.ln_at(n.ln()));
        let curve = curve.iter().map(|estimate| (estimate.n, value(estimate.n))).collect();
        Some(Rival { class: best.curve.growth.class, probability, curve })
    };
    classes.iter().filter_map(rival).collect()
}

fn gains(ladder: &Ladder, posterior: &Posterior, ranked: &[(Class, f64)], candidates: &[f64]) -> Vec<f64> {
    let oracle = |rank: usize| Oracle::of_class(ladder, posterior, ranked[rank].0, ROUGH);
    match (oracle(0), oracle(1)) {
        (Some(one), Some(other)) => candidates.iter().map(|n| gain(ladder, &one, &other, *n)).collect(),
        _ => vec![0.0; candidates.len()],
    }
}
