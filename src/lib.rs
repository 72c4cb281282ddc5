//! Tests that code scales: runs a target at growing sizes, fits its cost to growth classes, rules on what was declared.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod archive;
pub mod diagnose;
pub mod fit;
pub mod judge;
pub mod model;
pub mod plan;
pub mod report;
pub mod scenario;
pub mod stats;
