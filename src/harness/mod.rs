//! Harnesses: programs of each language that call a function and say what it cost.
//!
//! Comes in: a function, requests. Goes out: what to start, the lines to say, what the answers mean, how many calls make
//! a batch. Never here: judging what a call cost, waiting, printing.
//!
//! `harnesses/PROTOCOL.md` is the reference of what is said; this room is its parent's side.

mod answer;
mod batch;
mod recipe;
mod request;
mod session;

pub(crate) use answer::{Answer, Batch, Hello, Once};
pub(crate) use batch::{Batches, LONG_CALL, calls_for, counted_for, fresh_for, inputs_for, median};
pub(crate) use recipe::{Build, Recipe, recipe, without_compilers};
pub(crate) use request::Request;
pub(crate) use session::{Session, Trouble};
