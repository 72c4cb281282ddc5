//! Linux.

mod control_group;
pub(crate) mod facts;
mod frame;
mod image;
mod processes;
mod runner;

pub(crate) use processes::{in_own_group, is_executable, kill_group};
pub(crate) use runner::Runner;
