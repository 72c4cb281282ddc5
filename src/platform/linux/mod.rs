//! Linux.

mod abilities;
mod control_group;
mod conversation;
pub(crate) mod facts;
mod frame;
mod image;
mod processes;
mod runner;

pub(crate) use abilities::{clock_resolution, count_instructions, load, trace_children};
pub(crate) use conversation::Conversation;
pub(crate) use processes::{guard, in_own_group, is_executable};
pub(crate) use runner::Runner;
