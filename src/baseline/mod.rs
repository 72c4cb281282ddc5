//! Baselines on disk: a small file a scenario, for people to commit and review.
//!
//! Comes in: [`Baseline`](crate::model::Baseline)s by the name of their set, such as `main`. Goes out: the same, or why a
//! file can't be trusted; and the list of those in quarantine. Never here: comparing, measuring, printing.
//!
//! A file has one line a size and fixed places for everything, so that a difference shows what changed; its last line
//! seals it, so that nobody bends a number by hand.

mod error;
mod file;
mod quarantine;
mod set;
mod tried;

pub use error::BaselineError;
pub use file::{from_text, to_text};
pub use quarantine::quarantine;
pub use set::{all, load, names, readable, remove, save};
