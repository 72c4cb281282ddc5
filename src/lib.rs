//! Tests that code scales: runs a target at growing sizes, fits its cost to growth classes, rules on what was declared.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod measure;
pub mod model;
mod platform;
