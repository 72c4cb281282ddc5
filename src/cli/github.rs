//! GitHub Actions: where its format is chosen by itself, and how it gets there.

use std::fs::OpenOptions;
use std::io::Write;

use anyhow::Context;

use super::args::Format;
use super::exit::Exit;
use super::screen;
use crate::model::{Compared, Evidence};
use crate::report;

/// The format asked for; GitHub's where its Actions run us.
pub(super) fn format(asked: Option<Format>) -> Format {
    let in_actions = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    asked.unwrap_or(if in_actions { Format::Github } else { Format::Text })
}

/// Annotations to stdout, where the runner reads them, and a summary to the file that it names.
pub(super) fn print(evidence: &[Evidence]) -> anyhow::Result<Exit> {
    summarize(&report::step_summary(evidence))?;
    screen::print(&report::annotations(evidence))
}

/// The same for comparisons.
pub(super) fn print_compared(all: &[Compared]) -> anyhow::Result<Exit> {
    summarize(&report::compared_step_summary(all))?;
    screen::print(&report::compared_annotations(all))
}

fn summarize(text: &str) -> anyhow::Result<()> {
    if let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
        let opened = OpenOptions::new().append(true).create(true).open(&path);
        let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
        written.with_context(|| format!("can't write the step summary {}", path.display()))?;
    }
    Ok(())
}
