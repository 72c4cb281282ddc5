//! Doubts about a fit, in words with their numbers.

use super::ladder::Ladder;
use crate::model::{Caveat, CaveatKind, Class, Fit, MetricKind, RegimeKind, human_count};

/// Sizes below which classes are told apart badly.
const FEW: usize = 9;
/// Ratio of the largest to the smallest size below which classes are told apart badly: at 64 a log factor still
/// stands out of 2% noise.
const NARROW: f64 = 64.0;
/// Ratio of the largest cost to the start-up's below which the start-up hides growth.
const HIDDEN: f64 = 10.0;
/// A cost at the top that is less than this part of what it was below falls.
const FALLS: f64 = 0.5;
/// Every doubt that the fit itself gives rise to. `deciding` is a size without which another class would win.
pub(super) fn caveats(fit: &Fit, ladder: &Ladder, deciding: Option<(f64, Class)>) -> Vec<Caveat> {
    let found = [
        few(ladder),
        narrow(fit, ladder),
        start_up(fit, ladder),
        memory_floor(fit),
        step(fit),
        bend(fit),
        no_growth(fit),
        resolution(fit, ladder),
        falls(fit),
        unstable(fit, deciding),
        censored(ladder),
    ];
    let outliers = ladder.disturbed.iter().filter_map(|size| outlier(fit, ladder.n[*size]));
    found.into_iter().flatten().chain(outliers).collect()
}

fn few(ladder: &Ladder) -> Option<Caveat> {
    let count = ladder.n.len();
    let told = if ladder.unresolved.is_empty() { "measured" } else { "measured above nothing" };
    (count < FEW).then(|| Caveat::new(CaveatKind::FewSizes, format!("only {count} sizes were {told}")))
}

fn narrow(fit: &Fit, ladder: &Ladder) -> Option<Caveat> {
    let span = ladder.top() / ladder.n[0];
    let explosive = matches!(fit.class, Class::Exponential { .. } | Class::Factorial);
    (span < NARROW && !explosive).then(|| {
        let text = format!("the largest size is only {} times the smallest", human_count((span * 10.0).round() / 10.0));
        Caveat::new(CaveatKind::NarrowSpan, text)
    })
}

fn start_up(fit: &Fit, ladder: &Ladder) -> Option<Caveat> {
    let top = ladder.in_unit(0.0);
    let hidden = fit.class != Class::CONSTANT && fit.formula.fixed > 0.0 && top < HIDDEN * fit.formula.fixed;
    hidden.then(|| {
        let share = (100.0 * fit.formula.fixed / top).min(100.0);
        Caveat::new(CaveatKind::StartUp, format!("{share:.0}% of the cost at the largest size is start-up"))
    })
}

fn memory_floor(fit: &Fit) -> Option<Caveat> {
    let floored = fit.points.iter().filter(|point| point.value <= fit.series.floor).count();
    (fit.series.floor > 0.0 && floored > 0).then(|| {
        let text = format!("at {floored} sizes the memory is no more than the measuring itself may have taken");
        Caveat::new(CaveatKind::MemoryFloor, text)
    })
}

fn step(fit: &Fit) -> Option<Caveat> {
    let step = fit.regimes.iter().find(|regime| regime.kind == RegimeKind::Step)?;
    let text = format!("around n = {} the cost steps up {:.1}-fold", human_count(step.n.round()), step.change);
    Some(Caveat::new(CaveatKind::Cliff, text))
}

fn bend(fit: &Fit) -> Option<Caveat> {
    let bend = fit.regimes.iter().find(|regime| regime.kind == RegimeKind::Break)?;
    let n = human_count(bend.n.round());
    Some(Caveat::new(CaveatKind::Break, format!("around n = {n} the exponent changes by {:+.2}", bend.change)))
}

fn no_growth(fit: &Fit) -> Option<Caveat> {
    (fit.class == Class::CONSTANT).then(|| {
        let (first, last) = (fit.points.first()?.n, fit.points.last()?.n);
        let text = format!("no growth shows from n = {} to {}", human_count(first), human_count(last));
        Some(Caveat::new(CaveatKind::NoGrowth, text))
    })?
}

fn resolution(fit: &Fit, ladder: &Ladder) -> Option<Caveat> {
    let sizes = match ladder.unresolved.len() {
        0 => return None,
        1 => "1 size".to_string(),
        more => format!("{more} sizes"),
    };
    Some(match fit.series.metric.kind() {
        MetricKind::Count => {
            let text = format!("nothing was counted at {sizes}, and growth is fitted to the others");
            Caveat::new(CaveatKind::Nothing, text)
        }
        _ => Caveat::new(CaveatKind::Resolution, format!("the cost at {sizes} is zero or below the resolution")),
    })
}

/// A cost at the largest size that is much less than at a smaller one.
fn falls(fit: &Fit) -> Option<Caveat> {
    let last = fit.points.last()?;
    let most = fit.points.iter().max_by(|a, b| a.value.total_cmp(&b.value))?;
    (last.high < FALLS * most.low).then(|| {
        let text = format!(
            "it falls: at n = {} it is {:.0}% of what it is at n = {}",
            human_count(last.n),
            100.0 * last.value / most.value,
            human_count(most.n)
        );
        Caveat::new(CaveatKind::Falls, text)
    })
}

fn outlier(fit: &Fit, n: f64) -> Option<Caveat> {
    let point = fit.points.iter().find(|point| point.n == n)?;
    let percent = 100.0 * point.residual.exp_m1();
    let text = format!("n = {} lies {percent:+.0}% off the curve and counts for less", human_count(point.n));
    Some(Caveat::new(CaveatKind::Outlier, text))
}

fn unstable(fit: &Fit, deciding: Option<(f64, Class)>) -> Option<Caveat> {
    let (n, class) = deciding?;
    let text = format!("without n = {} the best class would be {class}, not {}", human_count(n), fit.class);
    Some(Caveat::new(CaveatKind::Unstable, text))
}

fn censored(ladder: &Ladder) -> Option<Caveat> {
    let least = ladder.given_up?;
    let text = format!("from n = {} on the cost is known only to exceed the limit", human_count(least));
    Some(Caveat::new(CaveatKind::Censored, text))
}
