//! The classes that are weighed: the eleven, their neighbours off the ladder, and what was declared.

use super::curve::{Curve, Growth};
use super::exponential;
use super::grid;
use super::ladder::Ladder;
use super::noise::Noise;
use super::settings::Settings;
use super::weigh::Candidate;
use crate::model::Class;

/// Prior weight of a class off the ladder against one on it.
const OFF_LADDER: f64 = 0.1;

/// Neighbours of the eleven that real programs grow by.
const NEIGHBOURS: [Class; 7] = [
    Class::power_log(0.25, 0.0),
    Class::power_log(0.75, 0.0),
    Class::power_log(1.25, 0.0),
    Class::power_log(1.75, 0.0),
    Class::power_log(2.5, 0.0),
    Class::power_log(0.0, 2.0),
    Class::power_log(1.0, 2.0),
];

/// Powers of n that stand before a factorial, with probabilities: n! itself, permutations of fewer, work per leaf.
const PREFACTORS: [(f64, f64); 5] = [(0.0, 0.4), (-1.0, 0.15), (-0.5, 0.15), (0.5, 0.15), (1.0, 0.15)];

/// A class that is weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Family {
    pub class: Class,
    /// Whether it is one of the eleven.
    pub on_ladder: bool,
    /// ln of its prior weight.
    pub ln_prior: f64,
}

/// Every class that is weighed.
pub(super) fn families(declared: &[Class]) -> Vec<Family> {
    let mut all: Vec<Family> =
        Class::ALL.iter().map(|class| Family { class: *class, on_ladder: true, ln_prior: 0.0 }).collect();
    for class in NEIGHBOURS.iter().chain(declared) {
        if !all.iter().any(|family| family.class == *class) {
            all.push(Family { class: *class, on_ladder: false, ln_prior: OFF_LADDER.ln() });
        }
    }
    all
}

impl Family {
    /// The class's curves with their priors, which sum to the family's own at most.
    pub(super) fn candidates(&self, ladder: &Ladder, settings: &Settings, coarse: &[Noise]) -> Vec<Candidate> {
        let growth = |prefactor| Growth::new(self.class, prefactor, ladder.ln_top());
        let mut candidates = match self.class {
            Class::Exponential { base: None } => exponential::candidates(ladder, coarse),
            Class::Exponential { .. } => exponential::of_growth(growth(0.0), 1, 0.0),
            Class::Factorial => {
                PREFACTORS.iter().flat_map(|&(power, p)| exponential::of_growth(growth(power), 1, p.ln())).collect()
            }
            Class::PowerLog { .. } => {
                let growth = growth(0.0);
                let curve = |(shape, ln_prior)| (Curve { growth, shape }, ln_prior);
                grid::shapes(&growth, settings, ladder).into_iter().map(curve).collect()
            }
        };
        for candidate in &mut candidates {
            candidate.1 += self.ln_prior;
        }
        candidates
    }
}
