//! Inputs: files of N items, made before anything is timed.
//!
//! Comes in: an [`Input`](crate::model::Input), a size, a seed. Goes out: the path of a file. Built-in inputs are equal
//! on every machine and kept between runs; what a user's command made is kept for one run, because a script can
//! change while its name stays. An input that was changed, by a target or by whatever it met, is never given out: it is
//! made anew. Never here: measuring.
#![expect(
    clippy::disallowed_methods,
    reason = "the clock tells a file's age in the cache, and when a command has made enough inputs"
)]

mod bundle;
mod cache;
mod command;
mod error;
mod generate;
mod limited;
mod own;
mod stamp;
mod store;
mod text;

pub use error::InputError;
pub use generate::generate;
pub use store::Store;
