//! What several commands take: formats, how to measure, what fails.

use clap::{Args, ValueEnum};

use crate::cli::exit::FailOn;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people, in the terminal
    #[default]
    Text,
    /// For programs
    Json,
    /// For documents
    Markdown,
    /// Annotations and a step summary for GitHub Actions
    Github,
}

/// How a command that writes no documents prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum PlainFormat {
    /// For people, in the terminal
    #[default]
    Text,
    /// For programs
    Json,
}

impl From<PlainFormat> for Format {
    fn from(plain: PlainFormat) -> Format {
        match plain {
            PlainFormat::Text => Format::Text,
            PlainFormat::Json => Format::Json,
        }
    }
}

/// What a command is given, and what it is held to.
#[derive(Debug, Clone, Args, Default, PartialEq, Eq)]
pub(in crate::cli) struct AskArgs {
    /// Generate the input: ints, sorted, words, lines, json, csv, bytes, graph ...; repeatable
    #[arg(long, value_name = "GENERATOR")]
    pub(in crate::cli) input: Vec<String>,
    /// Make the input by a command: its stdout is the input
    #[arg(long, value_name = "CMD", conflicts_with = "input")]
    pub(in crate::cli) input_command: Option<String>,
    /// What to hold it to, such as 'time <= n log n'; repeatable
    #[arg(long, value_name = "METRIC <= CLASS")]
    pub(in crate::cli) expect: Vec<String>,
    /// Sizes of real life, such as `development=10,production=5k,peak=1m,time_budget=30s,memory_budget=1GiB`
    #[arg(long, value_name = "NAMES=SIZES")]
    pub(in crate::cli) scale: Option<String>,
    /// Run it through `sh -c`
    #[arg(long)]
    pub(in crate::cli) shell: bool,
}

/// How to measure; each also a scenario's setting, which these override.
#[derive(Debug, Clone, Args, Default)]
pub(in crate::cli) struct MeasureArgs {
    /// Sizes: a range `10..1m` or a list `10,100,1k`
    #[arg(short = 'n', long, value_name = "SIZES")]
    pub(in crate::cli) sizes: Option<String>,
    /// Exactly K measured trials at each size
    #[arg(short, long, value_name = "K", env = "SCALECHECK_RUNS", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(in crate::cli) runs: Option<u32>,
    /// Discarded trials at each size before the measured ones
    #[arg(short, long, value_name = "K", env = "SCALECHECK_WARMUP", value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub(in crate::cli) warmup: Option<u32>,
    /// Time that the trials of a scenario may take together, such as `20s`
    #[arg(long, value_name = "TIME", env = "SCALECHECK_BUDGET")]
    pub(in crate::cli) budget: Option<String>,
    /// Time that one trial may take, such as `5s`
    #[arg(long, value_name = "TIME", env = "SCALECHECK_TIMEOUT")]
    pub(in crate::cli) timeout: Option<String>,
    /// Memory that a trial may use, such as `2GiB`
    #[arg(long, value_name = "BYTES", env = "SCALECHECK_MEMORY_LIMIT")]
    pub(in crate::cli) memory_limit: Option<String>,
    /// Seed of inputs and of the order of trials
    #[arg(long, value_name = "NUMBER", env = "SCALECHECK_SEED")]
    pub(in crate::cli) seed: Option<u64>,
    /// Which clock rules `time`
    #[arg(long, value_name = "CLOCK", value_parser = ["auto", "cpu", "wall"])]
    pub(in crate::cli) clock: Option<String>,
    /// Refuse even a logarithm more than declared, also for time
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Command to run once before everything
    #[arg(long, value_name = "CMD")]
    pub(in crate::cli) setup: Option<String>,
    /// Command to run before each trial
    #[arg(long, value_name = "CMD")]
    pub(in crate::cli) prepare: Option<String>,
    /// Command to run after each trial
    #[arg(long, value_name = "CMD")]
    pub(in crate::cli) conclude: Option<String>,
    /// Command to run once after everything
    #[arg(long, value_name = "CMD")]
    pub(in crate::cli) cleanup: Option<String>,
    /// Measure targets that exit with another code than 0 all the same
    #[arg(short, long)]
    pub(in crate::cli) ignore_failure: bool,
    /// Print nothing but the result
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
}

/// What makes the exit code other than 0.
#[derive(Debug, Clone, Args, Default)]
pub(in crate::cli) struct FailArgs {
    /// Exit with 0 when something is undecided
    #[arg(long)]
    pub(in crate::cli) allow_undecided: bool,
    /// What fails, in place of broken, regression and undecided
    #[arg(long, value_name = "WHAT")]
    pub(in crate::cli) fail_on: Vec<FailOn>,
}
