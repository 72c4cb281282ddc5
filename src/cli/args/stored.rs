//! `report`, as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Everything that stored evidence is rendered into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Rendering {
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

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// evidence.json files, or folders of them
    #[arg(required = true, value_name = "EVIDENCE")]
    pub(in crate::cli) evidence: Vec<PathBuf>,
    /// Where reports go: by default beside each evidence
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Print to stdout in this format and write no file
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Rendering>,
    /// Also write an overview with every main plot, as README.md of the one folder that is rendered
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) index: bool,
    /// Also write each plot as PNG
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) png: bool,
    /// Fail, with code 1, where a rendered file differs from the one on disk; writes nothing
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) check: bool,
}
