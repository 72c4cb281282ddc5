//! The command line as typed; what it means is worked out by the commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use compare::{CompareArgs, CompareFormat};
pub(super) use measure::{FitArgs, ListArgs, RunArgs, TryArgs};
pub(super) use nights::{BaselineCommand, HistoryArgs, HistoryCommand};
pub(super) use shared::{FailArgs, Format, MeasureArgs, PlainFormat};
pub(super) use stored::{Rendering, ReportArgs};

mod compare;
mod measure;
mod nights;
mod shared;
mod stored;

/// Tests that code scales: measures it at growing sizes, fits its growth class, and rules on what was declared.
#[derive(Debug, Parser)]
#[command(
    name = "scalecheck",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What scalecheck does.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Measure and judge every scenario below the paths, and write a report
    Run(Box<RunArgs>),
    /// Measure and judge one command or function, without a file
    Try(Box<TryArgs>),
    /// Fit measurements taken elsewhere: CSV lines `n,value`
    Fit(FitArgs),
    /// Show what would run, and how long it would take
    List(ListArgs),
    /// Hold two sides against each other: evidence, or with --paired two targets in one run
    Compare(Box<CompareArgs>),
    /// Render stored evidence again; measures nothing
    Report(ReportArgs),
    /// Keep what is normal, in files to commit and review, and accept what becomes it
    Baseline {
        /// What to do with it
        #[command(subcommand)]
        command: BaselineCommand,
    },
    /// Show the nights so far: how each scenario grew and cost, and what changed when
    History(HistoryArgs),
    /// Write a first scenario to start from
    Init(InitArgs),
    /// Say what this machine can measure, and how noisy it is
    Doctor(DoctorArgs),
    /// Print the JSON schema of scenario files, for editors, or of what is written
    Schema {
        /// Of what
        #[arg(value_enum, default_value = "scenario", value_name = "WHAT")]
        what: Shape,
    },
    /// Print shell completions
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What there is a JSON schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shape {
    /// Scenario files
    Scenario,
    /// `fit --format json`
    Fit,
    /// `run`, `try` and `report` with `--format json`
    Run,
    /// `compare --format json`
    Compare,
    /// `evidence.json`
    Evidence,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Where scenarios are kept
    #[arg(default_value = "scenarios", value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Write a workflow for GitHub Actions instead: every night, and every pull request
    #[arg(long)]
    pub(super) github: bool,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// How results are printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(super) format: PlainFormat,
}
