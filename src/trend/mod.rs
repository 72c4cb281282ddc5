//! Trends: what the nights, side by side, say about the code.
//!
//! Comes in: [`Outline`](crate::model::Outline)s of nights one after the other, and what was accepted. Goes out:
//! [`Trends`](crate::model::Trends). Never here: files, clocks, wording.
//!
//! Every series has two rows of numbers: its exponent, and its level (the cost at equal sizes over that of the first
//! comparable night). What all times of a night have in common is the machine and is taken out. A row that steps from
//! one level to another is a change; steps of one scenario at about the same night are one change. What is called on a
//! night depends on no later one, so that a change is told once and never taken back.

mod changes;
mod level;
mod watch;

pub use watch::Watch;
