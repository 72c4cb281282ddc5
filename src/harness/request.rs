//! What is said to a harness.

use std::fmt;
use std::path::PathBuf;

use crate::model::Shape;

/// The version of the protocol.
pub(crate) const VERSION: u32 = 1;

/// A line to a harness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// Load the user's file and find the function.
    Load,
    /// Make inputs ready.
    Setup {
        /// The size N.
        n: u64,
        /// A seed, for a function of the user's own that makes inputs.
        seed: u64,
        /// How many different ones.
        count: u64,
        /// What they are.
        shape: Shape,
        /// The file that holds them; `None` where there is none to read.
        path: Option<PathBuf>,
    },
    /// Call the function so often, on so many fresh inputs, and time all calls together.
    Run {
        /// Calls.
        calls: u64,
        /// Inputs prepared for them; the calls take them in turn.
        inputs: u64,
    },
    /// Call it once, and say what memory that took.
    Once,
    /// Call it twice on the same input, and compare.
    Check,
    /// End.
    Quit,
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Request::Load => write!(f, "load"),
            Request::Setup { n, seed, count, shape, path } => {
                let path = path.as_ref().map_or_else(|| "-".into(), |path| path.to_string_lossy());
                write!(f, "setup {n} {seed} {count} {} {path}", shape.name())
            }
            Request::Run { calls, inputs } => write!(f, "run {calls} {inputs}"),
            Request::Once => write!(f, "once"),
            Request::Check => write!(f, "check"),
            Request::Quit => write!(f, "quit"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_lines_as_the_protocol_has_them() {
        let path = Some(PathBuf::from("/tmp/a file"));
        let setup = Request::Setup { n: 10, seed: 7, count: 3, shape: Shape::Ints, path };
        assert_eq!(setup.to_string(), "setup 10 7 3 ints /tmp/a file");
        let setup = Request::Setup { n: 10, seed: 7, count: 1, shape: Shape::Size, path: None };
        assert_eq!(setup.to_string(), "setup 10 7 1 size -");
        assert_eq!(Request::Run { calls: 1000, inputs: 20 }.to_string(), "run 1000 20");
    }
}
