//! Holds what was declared against what was fitted.
//!
//! Comes in: a [`Fit`](crate::model::Fit) and expectations. Goes out: rulings with what they rest on. Never here: files,
//! fitting, wording.

mod doubt;
mod growth;
mod levels;
mod limit;
mod outcome;
mod remembering;
mod settle;

pub use growth::{growth, growth_at};
pub use levels::Levels;
pub use limit::limit;
pub use outcome::outcome;
pub use remembering::unless_remembered;
pub use settle::{may_settle, settle};
