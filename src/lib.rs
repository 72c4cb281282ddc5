//! Tests that code scales: runs a target at growing sizes, fits its cost to growth classes, rules on what was declared.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod archive;
pub mod baseline;
pub mod cli;
pub mod compare;
pub mod diagnose;
pub mod fit;
mod harness;
pub mod history;
pub mod import;
pub mod input;
pub mod judge;
pub mod measure;
pub mod model;
pub mod pipeline;
pub mod plan;
mod platform;
pub mod report;
pub mod revision;
pub mod scenario;
pub mod stats;
pub mod trend;

pub use pipeline::{RunError, run};
