//! Tests that code scales: runs a target at growing sizes, fits its cost to growth classes, rules on what was declared.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod measure;
pub mod model;
mod platform;
pub mod diagnose;
pub mod model;
pub mod report;
pub mod fit;
pub mod judge;
pub mod archive;
pub mod import;
pub mod input;
pub mod model;
pub mod plan;
pub mod scenario;
pub mod stats;
