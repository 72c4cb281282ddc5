//! The commands that measure, or say what would be: `run`, `try`, `fit`, `list`.

use std::path::PathBuf;

use clap::Args;

use super::shared::{AskArgs, FailArgs, Format, MeasureArgs, PlainFormat};

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RunArgs {
    /// Scenario files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Only scenarios whose name contains this; repeatable
    #[arg(short, long, value_name = "TEXT")]
    pub(in crate::cli) filter: Vec<String>,
    /// `quick` or `nightly`: settings for a first look or for a whole night
    #[arg(long, value_name = "PROFILE", env = "SCALECHECK_PROFILE")]
    pub(in crate::cli) profile: Option<String>,
    /// Where evidence and reports go
    #[arg(long, value_name = "DIR", default_value = "scalecheck-out", env = "SCALECHECK_OUT")]
    pub(in crate::cli) out: PathBuf,
    /// Go on with an interrupted run in the same folder
    #[arg(long)]
    pub(in crate::cli) resume: bool,
    /// Show what would run, and run nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Make what is measured the baseline of this name
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) save_baseline: Option<String>,
    /// Hold what is measured against the baseline of this name
    #[arg(long, value_name = "NAME", env = "SCALECHECK_BASELINE")]
    pub(in crate::cli) baseline: Option<String>,
    /// Leave the history alone: neither append this run nor look for changes
    #[arg(long)]
    pub(in crate::cli) no_history: bool,
    /// How results are printed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Format>,
    /// How to measure.
    #[command(flatten)]
    pub(in crate::cli) measure: MeasureArgs,
    /// What fails.
    #[command(flatten)]
    pub(in crate::cli) fail: FailArgs,
}

/// Arguments of `try`.
#[derive(Debug, Args)]
pub(in crate::cli) struct TryArgs {
    /// The command, quoted as for a shell; the words n, input, seed and tmp, each in braces, stand for the size, the
    /// input's file, the seed and a scratch folder
    #[arg(value_name = "COMMAND", allow_hyphen_values = true, required_unless_present = "function")]
    pub(in crate::cli) command: Option<String>,
    /// A function in place of a command, called inside a process: LANGUAGE:FILE:NAME, such as `python:dedupe.py:dedupe`
    #[arg(long, value_name = "FUNCTION", conflicts_with_all = ["command", "shell", "no_shell"])]
    pub(in crate::cli) function: Option<String>,
    /// A function of the same file that makes the input: it is given N and a seed
    #[arg(long, value_name = "NAME", requires = "function", conflicts_with_all = ["input", "input_command"])]
    pub(in crate::cli) make: Option<String>,
    /// The function's interpreter or compiler, in place of the usual one
    #[arg(long, value_name = "PROGRAM", requires = "function")]
    pub(in crate::cli) interpreter: Option<String>,
    /// A harness of your own, for any other language: a command that speaks the protocol
    #[arg(long, value_name = "CMD", requires = "function")]
    pub(in crate::cli) harness: Option<String>,
    /// What is asked of it.
    #[command(flatten)]
    pub(in crate::cli) ask: AskArgs,
    /// A budget at a size, such as 'time at 1m <= 2s'; repeatable
    #[arg(long, value_name = "METRIC at N <= AMOUNT")]
    pub(in crate::cli) limit: Vec<String>,
    /// Run the command without a shell, as is usual here
    #[arg(short = 'N', conflicts_with = "shell")]
    pub(in crate::cli) no_shell: bool,
    /// How results are printed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Format>,
    /// Write evidence and report here
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Write it as a scenario file, whose folder is made; `-` is stdout. Another file that is there is left alone
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) save: Option<PathBuf>,
    /// Show what would run, and run nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// How to measure.
    #[command(flatten)]
    pub(in crate::cli) measure: MeasureArgs,
    /// What fails.
    #[command(flatten)]
    pub(in crate::cli) fail: FailArgs,
}

/// Arguments of `fit`.
#[derive(Debug, Args)]
pub(in crate::cli) struct FitArgs {
    /// CSV file with lines `n,value`; `-` is stdin
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// What the values are
    #[arg(long, value_parser = ["time", "memory", "count"], default_value = "time", value_name = "METRIC")]
    pub(in crate::cli) metric: String,
    /// By which clock times were taken
    #[arg(long, value_parser = ["cpu", "wall"], default_value = "cpu", value_name = "CLOCK")]
    pub(in crate::cli) clock: String,
    /// How the samples arose
    #[arg(long, value_parser = ["command", "function"], default_value = "function", value_name = "TARGET")]
    pub(in crate::cli) target: String,
    /// The values' unit, any word; numbers are never converted
    #[arg(long, value_name = "WORD")]
    pub(in crate::cli) unit: Option<String>,
    /// Rule on this upper bound, such as 'O(n)'; repeatable
    #[arg(long, value_name = "CLASS")]
    pub(in crate::cli) declare: Vec<String>,
    /// Predict the value at this size; repeatable
    #[arg(long, value_name = "N")]
    pub(in crate::cli) predict: Vec<String>,
    /// Refuse even a logarithm more than declared, also for time
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(in crate::cli) format: PlainFormat,
    /// What fails.
    #[command(flatten)]
    pub(in crate::cli) fail: FailArgs,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListArgs {
    /// Scenario files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Only scenarios whose name contains this; repeatable
    #[arg(short, long, value_name = "TEXT")]
    pub(in crate::cli) filter: Vec<String>,
    /// `quick` or `nightly`
    #[arg(long, value_name = "PROFILE", env = "SCALECHECK_PROFILE")]
    pub(in crate::cli) profile: Option<String>,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(in crate::cli) format: PlainFormat,
    /// How `run` would measure.
    #[command(flatten)]
    pub(in crate::cli) measure: MeasureArgs,
}
