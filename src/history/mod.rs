//! History: every run since the beginning, in one file that survives what happens to files.
//!
//! Comes in: [`Night`](crate::model::Night)s, one a run. Goes out: the same, in order, and as JSON lines. Never here:
//! judging what changed, clocks, printing.
//!
//! The file is SQLite in write-ahead mode, so that runs may append at the same time and a killed one leaves nothing half
//! done. A night is one row with a compact body: the outline, which trends are made of, because a year of a thousand
//! scenarios must be read in a moment. The rest of it stands beside: details for ever, single samples for the last nights.

mod body;
mod error;
mod jsonl;
mod layout;
mod place;
mod row;
mod store;

pub use error::HistoryError;
pub use jsonl::{Imported, export, import};
pub use place::{HISTORY_FILE, home, prepare_home};
pub use store::{Appended, History, SAMPLES_KEPT};
