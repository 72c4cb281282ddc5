//! Measurements taken elsewhere: CSV of `n,value`.
//!
//! Comes in: text. Goes out: a [`Series`](crate::model::Series). Never here: fitting, converting units.

mod csv;
mod series;

pub use csv::{Imported, csv};
pub use series::{Origin, series};

use std::fmt;

/// Why measurements could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The text can't be read.
    #[error("the measurements can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// There is nothing in it.
    #[error("there are no measurements: expected lines `n,value`, such as `1000,0.25`")]
    Empty,
    /// Lines that are no measurement, all of them.
    #[error("{}", Listed(faults, *more))]
    Faults {
        /// The first lines at fault.
        faults: Vec<LineFault>,
        /// How many more there are.
        more: usize,
    },
}

/// A line that is no measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// Its number, from 1.
    pub line: u64,
    /// What was found and expected.
    pub reason: String,
}

struct Listed<'f>(&'f [LineFault], usize);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n" };
            write!(f, "{gap}line {}: {}", fault.line, fault.reason)?;
        }
        if self.1 > 0 { write!(f, "\n... and {} more lines at fault", self.1) } else { Ok(()) }
    }
}
