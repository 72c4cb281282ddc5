//! `baseline` and `history`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What is done with baselines.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BaselineCommand {
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
pub(in crate::cli) struct HistoryArgs {
    /// Only scenarios whose name contains this; repeatable
    #[arg(short, long, value_name = "TEXT")]
    pub(in crate::cli) filter: Vec<String>,
    /// Write a page with every scenario over the nights, in place of printing
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) html: Option<PathBuf>,
    /// What to do with it, in place of showing it
    #[command(subcommand)]
    pub(in crate::cli) command: Option<HistoryCommand>,
}

/// What is done with the history beside showing it.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HistoryCommand {
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
