//! The command line as typed; what it means is worked out by the commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit::FailOn;

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

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
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
pub(super) enum PlainFormat {
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

/// Everything that stored evidence is rendered into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Rendering {
    /// For people, in the terminal
    Text,
    /// For programs: fits, verdicts and findings
    Json,
    /// For documents
    Markdown,
    /// One page that needs nothing else
    Html,
    /// For test dashboards
    Junit,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// Annotations and a step summary for GitHub Actions
    Github,
    /// Every sample as measured, a row a reading
    Csv,
    /// Every sample as measured, a JSON object a line
    Jsonl,
}

/// How to measure; each also a scenario's setting, which these override.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct MeasureArgs {
    /// Sizes: a range `10..1m` or a list `10,100,1k`
    #[arg(short = 'n', long, value_name = "SIZES")]
    pub(super) sizes: Option<String>,
    /// Exactly K measured trials at each size
    #[arg(short, long, value_name = "K", env = "SCALECHECK_RUNS", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(super) runs: Option<u32>,
    /// Discarded trials at each size before the measured ones
    #[arg(short, long, value_name = "K", env = "SCALECHECK_WARMUP", value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub(super) warmup: Option<u32>,
    /// Time that the trials of a scenario may take together, such as `20s`
    #[arg(long, value_name = "TIME", env = "SCALECHECK_BUDGET")]
    pub(super) budget: Option<String>,
    /// Time that one trial may take, such as `5s`
    #[arg(long, value_name = "TIME", env = "SCALECHECK_TIMEOUT")]
    pub(super) timeout: Option<String>,
    /// Memory that a trial may use, such as `2GiB`
    #[arg(long, value_name = "BYTES", env = "SCALECHECK_MEMORY_LIMIT")]
    pub(super) memory_limit: Option<String>,
    /// Seed of inputs and of the order of trials
    #[arg(long, value_name = "NUMBER", env = "SCALECHECK_SEED")]
    pub(super) seed: Option<u64>,
    /// Which clock rules `time`
    #[arg(long, value_name = "CLOCK", value_parser = ["auto", "cpu", "wall"])]
    pub(super) clock: Option<String>,
    /// Refuse even a logarithm more than declared, also for time
    #[arg(long)]
    pub(super) strict: bool,
    /// Command to run once before everything
    #[arg(long, value_name = "CMD")]
    pub(super) setup: Option<String>,
    /// Command to run before each trial
    #[arg(long, value_name = "CMD")]
    pub(super) prepare: Option<String>,
    /// Command to run after each trial
    #[arg(long, value_name = "CMD")]
    pub(super) conclude: Option<String>,
    /// Command to run once after everything
    #[arg(long, value_name = "CMD")]
    pub(super) cleanup: Option<String>,
    /// Measure targets that exit with another code than 0 all the same
    #[arg(short, long)]
    pub(super) ignore_failure: bool,
    /// Print nothing but the result
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// What makes the exit code other than 0.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct FailArgs {
    /// Exit with 0 when something is undecided
    #[arg(long)]
    pub(super) allow_undecided: bool,
    /// What fails, in place of broken, regression and undecided
    #[arg(long, value_name = "WHAT")]
    pub(super) fail_on: Vec<FailOn>,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Scenario files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Only scenarios whose name contains this; repeatable
    #[arg(short, long, value_name = "TEXT")]
    pub(super) filter: Vec<String>,
    /// `quick` or `nightly`: settings for a first look or for a whole night
    #[arg(long, value_name = "PROFILE", env = "SCALECHECK_PROFILE")]
    pub(super) profile: Option<String>,
    /// Where evidence and reports go
    #[arg(long, value_name = "DIR", default_value = "scalecheck-out", env = "SCALECHECK_OUT")]
    pub(super) out: PathBuf,
    /// Go on with an interrupted run in the same folder
    #[arg(long)]
    pub(super) resume: bool,
    /// Show what would run, and run nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Make what is measured the baseline of this name
    #[arg(long, value_name = "NAME")]
    pub(super) save_baseline: Option<String>,
    /// Hold what is measured against the baseline of this name
    #[arg(long, value_name = "NAME", env = "SCALECHECK_BASELINE")]
    pub(super) baseline: Option<String>,
    /// Leave the history alone: neither append this run nor look for changes
    #[arg(long)]
    pub(super) no_history: bool,
    /// How results are printed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// How to measure.
    #[command(flatten)]
    pub(super) measure: MeasureArgs,
    /// What fails.
    #[command(flatten)]
    pub(super) fail: FailArgs,
}

/// Arguments of `try`.
#[derive(Debug, Args)]
pub(super) struct TryArgs {
    /// The command, quoted as for a shell; the words n, input, seed and tmp, each in braces, stand for the size, the
    /// input's file, the seed and a scratch folder
    #[arg(value_name = "COMMAND", allow_hyphen_values = true, required_unless_present = "function")]
    pub(super) command: Option<String>,
    /// A function in place of a command, called inside a process: LANGUAGE:FILE:NAME, such as `python:dedupe.py:dedupe`
    #[arg(long, value_name = "FUNCTION", conflicts_with_all = ["command", "shell", "no_shell"])]
    pub(super) function: Option<String>,
    /// A function of the same file that makes the input: it is given N and a seed
    #[arg(long, value_name = "NAME", requires = "function", conflicts_with_all = ["input", "input_command"])]
    pub(super) make: Option<String>,
    /// The function's interpreter or compiler, in place of the usual one
    #[arg(long, value_name = "PROGRAM", requires = "function")]
    pub(super) interpreter: Option<String>,
    /// A harness of your own, for any other language: a command that speaks the protocol
    #[arg(long, value_name = "CMD", requires = "function")]
    pub(super) harness: Option<String>,
    /// Generate the input: ints, sorted, words, lines, json, csv, bytes, graph ...; repeatable
    #[arg(long, value_name = "GENERATOR")]
    pub(super) input: Vec<String>,
    /// Make the input by a command: its stdout is the input
    #[arg(long, value_name = "CMD", conflicts_with = "input")]
    pub(super) input_command: Option<String>,
    /// What to hold it to, such as 'time <= n log n'; repeatable
    #[arg(long, value_name = "METRIC <= CLASS")]
    pub(super) expect: Vec<String>,
    /// A budget at a size, such as 'time at 1m <= 2s'; repeatable
    #[arg(long, value_name = "METRIC at N <= AMOUNT")]
    pub(super) limit: Vec<String>,
    /// Sizes of real life, such as `development=10,production=5k,peak=1m,time_budget=30s,memory_budget=1GiB`
    #[arg(long, value_name = "NAMES=SIZES")]
    pub(super) scale: Option<String>,
    /// Run the command through `sh -c`
    #[arg(long)]
    pub(super) shell: bool,
    /// Run the command without a shell, as is usual here
    #[arg(short = 'N', conflicts_with = "shell")]
    pub(super) no_shell: bool,
    /// How results are printed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Write evidence and report here
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write it as a scenario file, whose folder is made; `-` is stdout. Another file that is there is left alone
    #[arg(long, value_name = "FILE")]
    pub(super) save: Option<PathBuf>,
    /// Show what would run, and run nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How to measure.
    #[command(flatten)]
    pub(super) measure: MeasureArgs,
    /// What fails.
    #[command(flatten)]
    pub(super) fail: FailArgs,
}

/// Arguments of `fit`.
#[derive(Debug, Args)]
pub(super) struct FitArgs {
    /// CSV file with lines `n,value`; `-` is stdin
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// What the values are
    #[arg(long, value_parser = ["time", "memory", "count"], default_value = "time", value_name = "METRIC")]
    pub(super) metric: String,
    /// By which clock times were taken
    #[arg(long, value_parser = ["cpu", "wall"], default_value = "cpu", value_name = "CLOCK")]
    pub(super) clock: String,
    /// How the samples arose
    #[arg(long, value_parser = ["command", "function"], default_value = "function", value_name = "TARGET")]
    pub(super) target: String,
    /// The values' unit, any word; numbers are never converted
    #[arg(long, value_name = "WORD")]
    pub(super) unit: Option<String>,
    /// Rule on this upper bound, such as 'O(n)'; repeatable
    #[arg(long, value_name = "CLASS")]
    pub(super) declare: Vec<String>,
    /// Predict the value at this size; repeatable
    #[arg(long, value_name = "N")]
    pub(super) predict: Vec<String>,
    /// Refuse even a logarithm more than declared, also for time
    #[arg(long)]
    pub(super) strict: bool,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(super) format: PlainFormat,
    /// What fails.
    #[command(flatten)]
    pub(super) fail: FailArgs,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Scenario files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Only scenarios whose name contains this; repeatable
    #[arg(short, long, value_name = "TEXT")]
    pub(super) filter: Vec<String>,
    /// `quick` or `nightly`
    #[arg(long, value_name = "PROFILE", env = "SCALECHECK_PROFILE")]
    pub(super) profile: Option<String>,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(super) format: PlainFormat,
}

/// How comparisons are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CompareFormat {
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
#[expect(clippy::struct_excessive_bools, reason = "a flag each")]
pub(super) struct CompareArgs {
    /// Before: evidence or a folder of it; with --paired a command or a scenario file; with --revisions a git revision
    #[arg(value_name = "OLD", allow_hyphen_values = true)]
    pub(super) old: String,
    /// After: the same
    #[arg(value_name = "NEW", allow_hyphen_values = true, required_unless_present = "null")]
    pub(super) new: Option<String>,
    /// With --revisions: the command or scenario file to run at both
    #[arg(value_name = "TARGET", allow_hyphen_values = true, requires = "revisions")]
    pub(super) target: Option<String>,
    /// Measure both in interleaved rounds of one run, until something is shown or the budget ends
    #[arg(long)]
    pub(super) paired: bool,
    /// Measure OLD against itself: false alarms, and the smallest change that this machine resolves
    #[arg(long, conflicts_with_all = ["new", "revisions"])]
    pub(super) null: bool,
    /// OLD and NEW are git revisions (`.`: the files as they are; `A...`: where A and HEAD parted); TARGET runs at both
    #[arg(long, requires = "target")]
    pub(super) revisions: bool,
    /// With --revisions: builds a revision, once, in its own checkout
    #[arg(long, value_name = "CMD", requires = "revisions")]
    pub(super) build: Option<String>,
    /// Share by which separate runs on this machine differ, such as `8%`, in place of what `--null` found
    #[arg(long, value_name = "SHARE", conflicts_with = "paired")]
    pub(super) floor: Option<String>,
    /// With --paired: generate the input: ints, sorted, words, lines, json, csv, bytes, graph ...; repeatable
    #[arg(long, value_name = "GENERATOR")]
    pub(super) input: Vec<String>,
    /// With --paired: make the input by a command: its stdout is the input
    #[arg(long, value_name = "CMD", conflicts_with = "input")]
    pub(super) input_command: Option<String>,
    /// With --paired: what to hold both to, such as 'time <= n log n'; repeatable
    #[arg(long, value_name = "METRIC <= CLASS")]
    pub(super) expect: Vec<String>,
    /// With --paired: sizes of real life, such as `production=5k,peak=1m,time_budget=30s`
    #[arg(long, value_name = "NAMES=SIZES")]
    pub(super) scale: Option<String>,
    /// With --paired: run the commands through `sh -c`
    #[arg(long)]
    pub(super) shell: bool,
    /// How results are printed
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<CompareFormat>,
    /// Write reports and plots here; with --paired the evidence of both sides too
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How to measure, with --paired.
    #[command(flatten)]
    pub(super) measure: MeasureArgs,
    /// What fails.
    #[command(flatten)]
    pub(super) fail: FailArgs,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// evidence.json files, or folders of them
    #[arg(required = true, value_name = "EVIDENCE")]
    pub(super) evidence: Vec<PathBuf>,
    /// Where reports go: by default beside each evidence
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Print to stdout in this format and write no file
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Rendering>,
    /// Also write an overview with every main plot, as README.md of the one folder that is rendered
    #[arg(long, conflicts_with = "format")]
    pub(super) index: bool,
    /// Also write each plot as PNG
    #[arg(long, conflicts_with = "format")]
    pub(super) png: bool,
    /// Fail, with code 1, where a rendered file differs from the one on disk; writes nothing
    #[arg(long, conflicts_with = "format")]
    pub(super) check: bool,
}

/// What is done with baselines.
#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
    /// Make stored evidence the baseline of this name
    Save {
        /// The baseline's name
        #[arg(value_name = "NAME")]
        name: String,
        /// evidence.json files, or folders of them
        #[arg(default_value = "scalecheck-out", value_name = "EVIDENCE")]
        evidence: Vec<PathBuf>,
    },
    /// Show every baseline by name
    List,
    /// Show what is normal, and what was accepted why
    Show {
        /// The baseline's name
        #[arg(default_value = "main", value_name = "NAME")]
        name: String,
        /// Only scenarios whose name contains this; repeatable
        #[arg(short, long, value_name = "TEXT")]
        filter: Vec<String>,
    },
    /// Remove a baseline, or one scenario of it
    Remove {
        /// The baseline's name
        #[arg(value_name = "NAME")]
        name: String,
        /// Only this scenario
        #[arg(value_name = "SCENARIO")]
        scenario: Option<String>,
    },
    /// Take what was measured of a scenario for the new normal
    Accept {
        /// The scenario's name
        #[arg(value_name = "SCENARIO")]
        scenario: String,
        /// Why, for those who review it now and those who wonder in a year
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// The baseline's name
        #[arg(long, default_value = "main", value_name = "NAME")]
        name: String,
        /// Where it was measured: evidence.json files, or folders of them
        #[arg(long, default_value = "scalecheck-out", value_name = "EVIDENCE")]
        evidence: Vec<PathBuf>,
    },
}

/// Arguments of `history`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct HistoryArgs {
    /// Only scenarios whose name contains this; repeatable
    #[arg(short, long, value_name = "TEXT")]
    pub(super) filter: Vec<String>,
    /// Write a page with every scenario over the nights, in place of printing
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// What to do with it, in place of showing it
    #[command(subcommand)]
    pub(super) command: Option<HistoryCommand>,
}

/// What is done with the history beside showing it.
#[derive(Debug, Subcommand)]
pub(super) enum HistoryCommand {
    /// Write every night as a line of JSON
    Export {
        /// Where to; `-` is stdout
        #[arg(default_value = "-", value_name = "FILE")]
        file: PathBuf,
    },
    /// Add the nights of an export; those that are known already change nothing
    Import {
        /// From where; `-` is stdin
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Remove all but the last nights
    Prune {
        /// How many nights stay
        #[arg(long, value_name = "NIGHTS")]
        keep: u32,
    },
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
