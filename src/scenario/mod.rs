//! Scenario files: what a user asks, read from TOML.
//!
//! Comes in: TOML text, and [`Overrides`] from the command line and the environment. Goes out: a
//! [`Scenario`](crate::model::Scenario), or [`Faults`]: everything that is wrong with the file at once. Never here:
//! running anything, looking for programs, reading the environment.

mod argument;
mod discover;
mod fault;
mod function;
mod growth;
mod load;
mod lower;
mod name;
mod nearest;
mod overrides;
mod print;
mod programs;
mod schema;
mod section;
mod sense;
mod settings;
mod table;
mod value;

pub use argument::{ArgumentError, parse_expectation, parse_limit, parse_scale, parse_sizes};
pub use discover::{DiscoverError, Found, discover};
pub use fault::{Fault, Faults};
pub use load::{load, parse};
pub use name::{NameError, check_name};
pub use overrides::{Overrides, Profile};
pub use print::{hash, to_toml};
pub use schema::schema;
pub use sense::contradictions;
