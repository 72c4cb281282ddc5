//! The archive: evidence on disk, and what keeps it whole.
//!
//! Comes in: [`Evidence`](crate::model::Evidence), samples as they are taken. Goes out: evidence.json and back, the
//! journal of an unfinished run, the lock of an output folder. Never here: judging, measuring, clocks.
//!
//! The shape on disk (`wire`) is apart from the types in memory, so that either can change without the other; what is
//! on disk carries its version.

mod error;
mod evidence;
mod find;
mod floor;
mod journal;
mod lock;
mod mask;
mod place;
mod plausible;
mod schema;
mod wire;

pub use error::ArchiveError;
pub use evidence::{EVIDENCE_FILE, SCHEMA, from_text, load, save, to_text};
pub use find::find;
pub use floor::{FLOOR_FILE, floor, keep_floor};
pub use journal::{Header, JOURNAL_FILE, Journal, Resumed};
pub use lock::Lock;
pub use mask::masked;
pub use place::{folder_of, write_whole};
pub use schema::schema;
