//! Numbers in, numbers out.
//!
//! Comes in: slices of numbers. Goes out: numbers. Never here: words of the domain (sizes, classes, metrics), input or
//! output, clocks, randomness without a seed. Every function is total: it answers for empty, tied, huge and tiny input.

pub mod contrast;
pub mod drift;
pub mod mixture;
pub mod normal;
pub mod sample;
pub mod steps;
pub mod student;
pub mod sums;
