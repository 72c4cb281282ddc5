//! The classes that are weighed: the eleven, their neighbours off the ladder, and what was declared.

use super::cell::Cell;
use super::curve::Growth;
use super::grid;
use super::ladder::Ladder;
use super::settings::Settings;
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

/// Bases of exponential growth, all alike in ln ln base: from two per cent an item to more than trying four ways.
const BASES: (f64, f64) = (1.02, 4.5);

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
    /// The class's first cells, whose priors sum to the family's own at most.
    pub(super) fn cells(&self, ladder: &Ladder, settings: &Settings) -> Vec<Cell> {
        let growth = |prefactor| Growth::new(self.class, prefactor, ladder.ln_top());
        let mut cells = match self.class {
            Class::Exponential { base: None } => bases(ladder),
            Class::Exponential { .. } => grid::plain(growth(0.0), 1.0, 48),
            Class::Factorial => PREFACTORS.iter().flat_map(|&(power, p)| grid::plain(growth(power), p, 24)).collect(),
            Class::PowerLog { .. } => grid::cells(growth(0.0), settings, ladder),
        };
        for cell in &mut cells {
            cell.ln_prior += self.ln_prior;
        }
        cells
    }
}

/// Exponential growth over bases.
fn bases(ladder: &Ladder) -> Vec<Cell> {
    const COUNT: usize = 60;
    let low = BASES.0.ln();
    let width = (BASES.1.ln() / low).ln() / COUNT as f64;
    let of_base = |i: usize| {
        let rate = low * (width * (i as f64 + 0.5)).exp();
        let growth = Growth::new(Class::Exponential { base: Some(rate.exp()) }, 0.0, ladder.ln_top());
        grid::plain(growth, 1.0 / COUNT as f64, 12)
            .into_iter()
            .map(move |cell| Cell { width: [cell.width[0], width, 0.0], ..cell })
    };
    (0..COUNT).flat_map(of_base).collect()
}
