//! The posterior over classes, and the curves that carry it.

use std::cmp::Ordering;

use super::family::{Family, families};
use super::ladder::Ladder;
use super::noise::{coarse, noises};
use super::settings::Settings;
use super::weigh::{Candidate, Weight, weigh};
use crate::model::Class;
use crate::stats::sums::ln_sum;

/// ln of the ratio to the best curve's weight below which a curve is not looked at again: ten thousand such curves
/// together weigh less than a part in ten thousand.
const HOPELESS: f64 = -20.0;
/// The probability that the plausible set holds.
const PLAUSIBLE: f64 = 0.98;

/// What the measurements say about classes.
#[derive(Debug, Clone)]
pub(super) struct Posterior {
    /// Every class weighed with its probability, which sum to 1.
    pub classes: Vec<(Family, f64)>,
    /// The curves that matter with `ln` made relative to the total, each with its class's index.
    pub curves: Vec<(usize, Weight)>,
}

impl Posterior {
    /// Weighs every class.
    pub(super) fn of(ladder: &Ladder, settings: &Settings, declared: &[Class]) -> Posterior {
        let all = noises(ladder, settings, None);
        let few = coarse(&all);
        let families = families(declared);
        let looks: Vec<Look> =
            families.iter().map(|f| Look::of(f.candidates(ladder, settings, &few), ladder, &few)).collect();
        let best = looks.iter().map(Look::best).fold(f64::NEG_INFINITY, f64::max);
        let mut curves = Vec::new();
        let mut totals = Vec::with_capacity(families.len());
        for (index, look) in looks.into_iter().enumerate() {
            let (hopeful, rest) = look.split(best + HOPELESS);
            let weights = weigh(ladder, &all, &hopeful);
            let total = ln_sum(&weights.iter().map(|w| w.ln).chain([rest]).collect::<Vec<_>>());
            totals.push(total);
            curves.extend(weights.into_iter().map(|weight| (index, weight)));
        }
        let total = ln_sum(&totals);
        for (_, weight) in &mut curves {
            weight.ln -= total;
        }
        let classes = families.into_iter().zip(totals).map(|(family, own)| (family, (own - total).exp())).collect();
        Posterior { classes, curves }
    }

    /// The eleven by falling probability, which among them sums to 1.
    pub(super) fn ranked(&self) -> Vec<(Class, f64)> {
        let mut ranked: Vec<(Class, f64)> =
            self.classes.iter().filter(|(family, _)| family.on_ladder).map(|(family, p)| (family.class, *p)).collect();
        let total: f64 = ranked.iter().map(|(_, p)| p).sum();
        for (_, probability) in &mut ranked {
            *probability /= total;
        }
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(Ordering::Equal));
        ranked
    }

    /// Every class with its probability, as rulings read it. Where a base was declared, the open exponential class is
    /// split into bases that equal the declared one (within [`SAME_BASE`]), and bases below and above it.
    pub(super) fn told(&self) -> Vec<(Class, f64)> {
        self.classes.iter().map(|(family, probability)| (family.class, *probability)).collect()
    }

    /// The smallest set of the eleven that holds 98%, the winner first.
    pub(super) fn plausible(&self) -> Vec<Class> {
        let mut held = 0.0;
        let mut set = Vec::new();
        for (class, probability) in self.ranked() {
            set.push(class);
            held += probability;
            if held >= PLAUSIBLE {
                break;
            }
        }
        set
    }
}

/// A class after the first look.
struct Look {
    candidates: Vec<Candidate>,
    ln_weights: Vec<f64>,
}

impl Look {
    fn of(candidates: Vec<Candidate>, ladder: &Ladder, few: &[super::noise::Noise]) -> Look {
        let ln_weights = weigh(ladder, few, &candidates).iter().map(|w| w.ln).collect();
        Look { candidates, ln_weights }
    }

    fn best(&self) -> f64 {
        self.ln_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// The candidates at or above a weight, and the ln weight of the others together.
    fn split(self, least: f64) -> (Vec<Candidate>, f64) {
        let pairs = self.candidates.into_iter().zip(self.ln_weights);
        let (hopeful, rest): (Vec<_>, Vec<_>) = pairs.partition(|(_, ln_weight)| *ln_weight >= least);
        let rest: Vec<f64> = rest.into_iter().map(|(_, ln_weight)| ln_weight).collect();
        (hopeful.into_iter().map(|(candidate, _)| candidate).collect(), ln_sum(&rest))
    }
}
