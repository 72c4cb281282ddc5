//! Cells: curves with the patch of parameters that each stands for, which can be split into finer ones.

use super::curve::{Curve, Growth, Shape};
use crate::model::Class;

/// Parameters that a cell may extend over.
pub(super) const DIMENSIONS: usize = 3;

/// A curve in the middle of a patch of parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub curve: Curve,
    /// ln of the patch's prior probability.
    pub ln_prior: f64,
    /// How far the patch extends: along the ln of the shape's share, along its second parameter (a step's place, a
    /// phase, a base's ln rate), and along the ln of a step's height. 0: not at all.
    pub width: [f64; DIMENSIONS],
}

impl Cell {
    /// Three cells that together are this one, cut along a dimension; `None` where it doesn't extend along it.
    pub(super) fn split(&self, dimension: usize) -> Option<[Cell; 3]> {
        let third = self.width[dimension] / 3.0;
        if third <= 0.0 {
            return None;
        }
        Some([-third, 0.0, third].map(|by| {
            let mut cell =
                Cell { curve: self.curve.moved(dimension, by), ln_prior: self.ln_prior - 3f64.ln(), ..*self };
            cell.width[dimension] = third;
            cell
        }))
    }
}

impl Curve {
    /// The curve with one parameter moved.
    fn moved(&self, dimension: usize, by: f64) -> Curve {
        let factor = by.exp();
        if let (Class::Exponential { base: Some(base) }, 1) = (self.growth.class, dimension) {
            let class = Class::Exponential { base: Some((base.ln() * factor).exp()) };
            return Curve { growth: self.growth.of_class(class), ..*self };
        }
        let shape = match (self.shape, dimension) {
            (Shape::StartUp { share }, 0) => Shape::StartUp { share: share * factor },
            (Shape::Lower { lower, share, start_up }, 0) => Shape::Lower { lower, share: share * factor, start_up },
            (Shape::Lower { lower, share, start_up }, 1) => Shape::Lower { lower, share, start_up: start_up * factor },
            (Shape::Floor { level, reused }, 0) => Shape::Floor { level: level * factor, reused },
            (Shape::Saw { start_up, phase }, 0) => Shape::Saw { start_up: start_up * factor, phase },
            (Shape::Saw { start_up, phase }, 1) => Shape::Saw { start_up, phase: phase + by },
            (Shape::Step(step), 0) => Shape::Step(super::curve::Step { start_up: step.start_up * factor, ..step }),
            (Shape::Step(step), 1) => Shape::Step(super::curve::Step { middle: step.middle + by, ..step }),
            (Shape::Step(step), 2) => Shape::Step(super::curve::Step { height: step.height * factor, ..step }),
            (shape, _) => shape,
        };
        Curve { shape, ..*self }
    }
}

impl Growth {
    /// The growth of another class over the same ladder.
    fn of_class(&self, class: Class) -> Growth {
        Growth::new(class, self.prefactor, self.ln_top)
    }
}
