//! Linux.

mod abilities;
mod control_group;
mod conversation;
pub(crate) mod facts;
mod frame;
mod image;
mod library;
mod named_pipe;
mod processes;
mod runner;
mod slots;

pub(crate) use abilities::{clock_resolution, count_instructions, load, trace_children};
pub(crate) use conversation::Conversation;
pub(crate) use library::{Library, changes_rights, write_library};
pub(crate) use named_pipe::NamedPipe;
pub(crate) use processes::{bound, guard, in_own_group, is_executable};
pub(crate) use runner::Runner;
pub(crate) use slots::{Allocated, make_slots, read_slots};
