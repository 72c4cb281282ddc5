//! Doubts about a fit, in words with their numbers.

use super::ladder::Ladder;
use super::posterior::Posterior;
use crate::model::{Caveat, CaveatKind, Class, Fit, RegimeKind, human_count};

/// Sizes below which classes are told apart badly.
const FEW: usize = 9;
/// Ratio of the largest to the smallest size below which classes are told apart badly: at 64 a log factor still
/// stands out of 2% noise.
const NARROW: f64 = 64.0;
/// Ratio of the largest cost to the start-up's below which the start-up hides growth.
const HIDDEN: f64 = 10.0;
/// Residuals beyond this many standard deviations are outlying (Iglewicz and Hoaglin 1993).
const OUTLYING: f64 = 3.5;

/// Every doubt that the fit itself gives rise to.
pub(super) fn caveats(fit: &Fit, ladder: &Ladder, posterior: &Posterior) -> Vec<Caveat> {
    let found =
        [few(ladder), narrow(fit, ladder), start_up(fit, ladder), cliff(fit), no_growth(fit), resolution(ladder)];
    let mut caveats: Vec<Caveat> = found.into_iter().flatten().collect();
    caveats.extend(outlier(fit, posterior));
    caveats.extend(censored(ladder));
    caveats
}

fn few(ladder: &Ladder) -> Option<Caveat> {
    let count = ladder.n.len();
    (count < FEW).then(|| Caveat::new(CaveatKind::FewSizes, format!("only {count} sizes were measured")))
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
        let share = 100.0 * fit.formula.fixed / top;
        Caveat::new(CaveatKind::StartUp, format!("{share:.0}% of the cost at the largest size is start-up"))
    })
}

fn cliff(fit: &Fit) -> Option<Caveat> {
    let step = fit.regimes.iter().find(|regime| regime.kind == RegimeKind::Step)?;
    let text = format!("around n = {} the cost steps up {:.1}-fold", human_count(step.n.round()), step.change);
    Some(Caveat::new(CaveatKind::Cliff, text))
}

fn no_growth(fit: &Fit) -> Option<Caveat> {
    (fit.class == Class::CONSTANT).then(|| {
        let (first, last) = (fit.points.first()?.n, fit.points.last()?.n);
        let text = format!("no growth shows from n = {} to {}", human_count(first), human_count(last));
        Some(Caveat::new(CaveatKind::NoGrowth, text))
    })?
}

fn resolution(ladder: &Ladder) -> Option<Caveat> {
    (ladder.unresolved > 0).then(|| {
        let text = format!("the cost at {} sizes is zero or below the resolution", ladder.unresolved);
        Caveat::new(CaveatKind::Resolution, text)
    })
}

fn outlier(fit: &Fit, _posterior: &Posterior) -> Option<Caveat> {
    let residuals: Vec<f64> = fit.points.iter().map(|p| p.residual).collect();
    let deviation = crate::stats::sample::spread(&residuals, 0.0);
    let worst = fit.points.iter().max_by(|a, b| a.residual.abs().total_cmp(&b.residual.abs()))?;
    (deviation > 1e-9 && worst.residual.abs() > OUTLYING * deviation && worst.residual.abs() > 0.05).then(|| {
        let percent = 100.0 * worst.residual.exp_m1();
        Caveat::new(CaveatKind::Outlier, format!("n = {} lies {percent:+.0}% off the curve", human_count(worst.n)))
    })
}

fn censored(ladder: &Ladder) -> Option<Caveat> {
    let (least, _) = ladder.given_up?;
    let text = format!("from n = {} on the cost is known only to exceed the limit", human_count(least));
    Some(Caveat::new(CaveatKind::Censored, text))
}
