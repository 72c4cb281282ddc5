//! Reports: evidence in words and pictures.
//!
//! Comes in: evidence. Goes out: text in every format, a pure function of the evidence, equal to the byte on every
//! machine. Never here: files, clocks, the environment, statistics, a second measurement.
//!
//! [`document`](fn@document) tells the story once; a renderer a file turns it, or the evidence, into its format.
//! Every sentence comes from `wording`.

pub mod document;
mod json;
mod markdown;
mod plot;
mod story;
mod terminal;
mod text;
mod wording;

pub use json::{fit_json, run_json};
pub use markdown::markdown;
pub use plot::plots;
pub use story::document;
pub use terminal::{Terminal, line, table, terminal, terminal_fit};
pub(crate) use wording::failure;
