//! Reports: evidence in words and pictures.
//!
//! Comes in: evidence. Goes out: text in every format, a pure function of the evidence, equal to the byte on every
//! machine. Never here: files, clocks, the environment, statistics, a second measurement.
//!
//! [`document`](fn@document) tells the story once; a renderer a file turns it, or the evidence, into its format.
//! Every sentence comes from `wording`.

mod baseline;
mod comparison_json;
pub mod document;
mod github;
mod html;
mod index;
mod json;
mod junit;
mod markdown;
mod place;
mod plot;
mod samples;
mod sarif;
mod schema;
mod story;
mod terminal;
mod text;
mod trend;
mod wording;

pub use baseline::{BesideBaseline, beside_baseline};
pub use comparison_json::{compare_json, null_json};
pub use github::{
    alert_annotations, annotations, baseline_annotations, compared_annotations, compared_step_summary, step_summary,
};
pub use html::{compared_html, html};
pub use index::index;
pub use json::{fit_json, run_json};
pub use junit::{compared_junit, junit};
pub use markdown::{compared_markdown, markdown};
#[cfg(feature = "png")]
pub use plot::pngs;
pub use plot::{comparison_plots, plots};
pub use samples::{samples_csv, samples_jsonl};
pub use sarif::{compared_sarif, sarif};
pub use schema::{compare_schema, fit_schema, run_schema};
pub use story::document;
pub use terminal::{Terminal, compared, compared_table, line, null_text, table, terminal, terminal_fit};
pub use trend::{alerts, history, history_html};
pub(crate) use wording::failure;
