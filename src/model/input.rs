//! Inputs: files of size N, made before anything is timed.

use super::Template;

/// One input of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Built in.
    Generated(Generator),
    /// A command of the user's.
    Command(CommandInput),
}

/// A command that makes the input: its stdout is the file, unless it names `{input}` and writes there itself.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandInput {
    /// Program and arguments; with `shell`, one element: the script.
    pub argv: Vec<Template>,
    /// Whether `sh -c` runs it.
    pub shell: bool,
}

impl Input {
    /// The name in reports: the generator's, or `command`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Input::Generated(generator) => generator.name(),
            Input::Command(_) => "command",
        }
    }
}

/// What a function is given of an input: its own language's closest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// No input: the size N itself.
    Size,
    /// A list of integers.
    Ints,
    /// A list of texts.
    Lines,
    /// A list of records with named fields.
    Records,
    /// A list of rows; the first names the columns.
    Rows,
    /// A list of pairs of integers.
    Pairs,
    /// One text.
    Text,
    /// Bytes.
    Bytes,
}

impl Shape {
    /// The word for it in the harness protocol.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Shape::Size => "size",
            Shape::Ints => "ints",
            Shape::Lines => "lines",
            Shape::Records => "records",
            Shape::Rows => "rows",
            Shape::Pairs => "pairs",
            Shape::Text => "text",
            Shape::Bytes => "bytes",
        }
    }
}

impl Input {
    /// What a function is given of it. The output of a command is one text.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Input::Generated(generator) => generator.shape(),
            Input::Command(_) => Shape::Text,
        }
    }
}

impl Generator {
    /// What a function is given of it.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Generator::Ints
            | Generator::Sorted
            | Generator::Reversed
            | Generator::FewDistinct
            | Generator::OrganPipe => Shape::Ints,
            Generator::Words | Generator::Lines => Shape::Lines,
            Generator::Json => Shape::Records,
            Generator::Csv => Shape::Rows,
            Generator::Graph => Shape::Pairs,
            Generator::Bytes => Shape::Bytes,
            Generator::RegexA | Generator::RegexAlternation | Generator::RegexSpaces => Shape::Text,
        }
    }
}

macro_rules! generators {
    ($($variant:ident, $name:literal, $about:literal;)*) => {
        /// The built-in generators: N items each, seeded, equal on every machine.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Generator {
            $(#[doc = $about] $variant,)*
        }

        impl Generator {
            /// Every generator.
            pub const ALL: &'static [Generator] = &[$(Generator::$variant),*];

            /// The name in scenarios.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Generator::$variant => $name,)* }
            }

            /// What the file holds.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Generator::$variant => $about,)* }
            }

            /// The generator of this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Generator> {
                Generator::ALL.iter().copied().find(|g| g.name() == name)
            }
        }
    };
}

generators! {
    Ints, "ints", "N integers, one a line, drawn uniformly from 0 to 2^31 - 1";
    Sorted, "sorted", "N rising integers, one a line";
    Reversed, "reversed", "N falling integers, one a line";
    FewDistinct, "few-distinct", "N integers, one a line, of 16 distinct values";
    OrganPipe, "organ-pipe", "N integers, one a line, that rise to the middle and fall again";
    Words, "words", "N words of 3 to 10 letters, one a line, common ones more often (Zipf)";
    Lines, "lines", "N lines of text of 20 to 120 bytes";
    Json, "json", "N JSON objects, one a line, with id, name, email, amount and tags";
    Csv, "csv", "a header and N rows with id, name, group, amount and date";
    Bytes, "bytes", "N random bytes";
    Graph, "graph", "the edges of a random connected graph of N vertices and 4 N edges, `u v` a line";
    RegexA, "regex-a", "N letters `a` and a `!`: the trap for nested repeats such as (a+)+$";
    RegexAlternation, "regex-alternation", "N times `ab` and a `!`: the trap for overlapping alternatives such as (ab|a|b)*$";
    RegexSpaces, "regex-spaces", "an x, N spaces and an x: the trap for trimming patterns such as \\s+$";
}
