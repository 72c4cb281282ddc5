//! The nights in words and pictures: in the terminal, as alerts of a run, as a page.
//!
//! Comes in: [`Trends`](crate::model::Trends). Goes out: text. Never here: files, clocks, statistics.

mod page;
mod spark;
mod terminal;

pub use page::history_html;
pub use terminal::{alerts, history};
