//! `compare`, as typed.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, ValueEnum};

use super::shared::{AskArgs, FailArgs, MeasureArgs};

/// How comparisons are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompareFormat {
    /// For people, in the terminal
    Text,
    /// For programs
    Json,
    /// For documents
    Markdown,
    /// One page that needs nothing else
    Html,
    /// For test reports: a case for each growth and cost
    Junit,
    /// For code scanning: a result for each regression
    Sarif,
    /// Annotations and a step summary for GitHub Actions
    Github,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArgs {
    /// Before: evidence or a folder of it; with --paired a command or a scenario file; with --revisions a git revision
    #[arg(value_name = "OLD", allow_hyphen_values = true)]
    pub(in crate::cli) old: String,
    /// After: the same
    #[arg(value_name = "NEW", allow_hyphen_values = true, required_unless_present = "null")]
    pub(in crate::cli) new: Option<String>,
    /// With --revisions: the command, scenario file or folder of scenarios to run at both
    #[arg(value_name = "TARGET", allow_hyphen_values = true, requires = "revisions")]
    pub(in crate::cli) target: Option<String>,
    /// Measure both in interleaved rounds of one run, until something is shown or the budget ends
    #[arg(long)]
    pub(in crate::cli) paired: bool,
    /// Measure OLD against itself: false alarms, and the smallest change that this machine resolves
    #[arg(long, conflicts_with_all = ["new", "revisions"])]
    pub(in crate::cli) null: bool,
    /// OLD and NEW are git revisions (`.`: the files as they are; `A...`: where A and HEAD parted); TARGET runs at both
    #[arg(long, requires = "target")]
    pub(in crate::cli) revisions: bool,
    /// With --revisions: builds a revision, once, in its own checkout
    #[arg(long, value_name = "CMD", requires = "revisions")]
    pub(in crate::cli) build: Option<String>,
    /// Share by which separate runs on this machine differ, such as `8%`, in place of what `--null` found
    #[arg(long, value_name = "SHARE", conflicts_with = "paired")]
    pub(in crate::cli) floor: Option<String>,
    /// How results are printed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<CompareFormat>,
    /// Write reports and plots here; with --paired the evidence of both sides too
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// What fails.
    #[command(flatten)]
    pub(in crate::cli) fail: FailArgs,
    /// What is asked of both, with --paired.
    #[command(flatten, next_help_heading = "With --paired")]
    pub(in crate::cli) ask: AskArgs,
    /// How to measure, with --paired.
    #[command(flatten)]
    pub(in crate::cli) measure: MeasureArgs,
    /// Flags that only measuring has a use for, as far as they were typed.
    #[arg(skip)]
    pub(in crate::cli) measuring: Vec<String>,
}

impl CompareArgs {
    /// Notes which flags of measuring were typed: what the environment says is for whoever measures.
    pub(in crate::cli) fn note_typed(&mut self, matches: &ArgMatches) {
        let of_measuring = AskArgs::augment_args(MeasureArgs::augment_args(Command::new("measuring")));
        let typed = |arg: &&Arg| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let flags = of_measuring.get_arguments().filter(typed).filter_map(Arg::get_long);
        // Nothing but the result is what stored evidence gives anyway.
        self.measuring = flags.filter(|flag| *flag != "quiet").map(|flag| format!("--{flag}")).collect();
    }
}
