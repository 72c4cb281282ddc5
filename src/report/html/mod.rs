//! The page: every scenario of a run in one file that needs nothing else.
//!
//! Comes in: evidence. Goes out: HTML with its style, its script and the data of its plots inside. Never here: a request
//! to the network, a framework, text that was not escaped (askama escapes all but what this room itself wrote).

mod comparison;
mod data;
mod page;

pub use comparison::compared_html;
pub use page::html;
