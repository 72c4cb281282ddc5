//! The grid of shapes that a class is weighed over, with prior probabilities.

use super::curve::{Growth, Shape};
use super::ladder::Ladder;
use super::settings::Settings;
use crate::model::Class;

/// Steps' heights: cache levels cost 1.2 to 6 times the level before.
const HEIGHTS: [f64; 7] = [1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0];
/// How fast steps rise in ln n: 1.5 where accesses are random (hit rates fall slowly), 4 where memory is scanned.
const STEEPNESSES: [f64; 2] = [1.5, 4.0];
/// Shares of a memory floor that work uses again.
const REUSED: [f64; 5] = [0.5, 0.7, 0.8, 0.9, 0.95];

/// A shape with the ln of its prior probability.
pub(super) type Weighed = (Shape, f64);

/// Shares of start-up: none with probability one half, else from 1/100,000 to 10 times the growing part at the top.
pub(super) fn start_ups(every: usize) -> Vec<(f64, f64)> {
    let shares: Vec<f64> = spaced(-5.0, 1.0, 49).step_by(every).collect();
    let each = 0.5 / shares.len() as f64;
    std::iter::once((0.0, 0.5)).chain(shares.into_iter().map(|s| (s, each))).collect()
}

/// Every shape that a class is weighed with.
pub(super) fn shapes(growth: &Growth, settings: &Settings, ladder: &Ladder) -> Vec<Weighed> {
    let mut all = Vec::new();
    let flat = growth.class == Class::CONSTANT;
    let start_ups_by = |every: usize| if flat { vec![(0.0, 1.0)] } else { start_ups(every) };
    let plain = start_ups_by(1).into_iter().map(|(share, p)| (Shape::StartUp { share }, p));
    all.extend(plain.map(|(shape, p)| (shape, (settings.plain * p).ln())));
    if let Some(lower) = lower_of(growth.class) {
        add(&mut all, settings.lower, lower_terms(Growth::new(lower, 0.0, ladder.ln_top())));
    }
    add(&mut all, settings.step, steps(&start_ups_by(4), ladder));
    if !flat {
        add(&mut all, settings.floor, floors());
        add(&mut all, settings.saw, saws());
    }
    all
}

/// Adds shapes that share a probability evenly.
fn add(all: &mut Vec<Weighed>, probability: f64, shapes: Vec<Shape>) {
    if probability > 0.0 {
        let each = (probability / shapes.len() as f64).ln();
        all.extend(shapes.into_iter().map(|shape| (shape, each)));
    }
}

/// The class whose term most often stands below: loops over the input around the dominant work.
fn lower_of(class: Class) -> Option<Class> {
    let index = Class::ALL.iter().position(|c| *c == class)?;
    Some(match index {
        2 => Class::LOGARITHMIC,
        3 => Class::SQUARE_ROOT,
        4..=6 => Class::LINEAR,
        7 | 8 => Class::QUADRATIC,
        _ => return None,
    })
}

fn lower_terms(lower: Growth) -> Vec<Shape> {
    spaced(-3.0, 1.0, 25).map(|share| Shape::Lower { lower, share }).collect()
}

fn steps(start_ups: &[(f64, f64)], ladder: &Ladder) -> Vec<Shape> {
    let count = 2 * ladder.n.len() - 1;
    let (first, last) = (ladder.ln_n[0], ladder.ln_top());
    let mut all = Vec::with_capacity(count * HEIGHTS.len() * STEEPNESSES.len() * start_ups.len());
    for place in 1..count - 1 {
        let middle = first + (last - first) * place as f64 / (count - 1) as f64;
        for steepness in STEEPNESSES {
            for height in HEIGHTS {
                all.extend(start_ups.iter().map(|&(start_up, _)| Shape::Step { start_up, middle, steepness, height }));
            }
        }
    }
    all
}

fn floors() -> Vec<Shape> {
    spaced(-5.0, 0.0, 41).flat_map(|level| REUSED.map(|reused| Shape::Floor { level, reused })).collect()
}

fn saws() -> Vec<Shape> {
    let phases = 0..8u8;
    let start_ups = start_ups(2);
    phases
        .flat_map(|phase| {
            start_ups.iter().map(move |&(start_up, _)| Shape::Saw { start_up, phase: f64::from(phase) / 8.0 })
        })
        .collect()
}

/// `count` numbers evenly spaced in their logarithm, from 10^`low` to 10^`high`.
fn spaced(low: f64, high: f64, count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| 10f64.powf(low + (high - low) * i as f64 / (count - 1) as f64))
}
