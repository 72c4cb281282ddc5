//! `report`: stored evidence, rendered again. Measures nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::{Rendering, ReportArgs};
use super::exit::{self, Exit};
use super::sessions::{report_files, summary_files};
use super::{github, screen, usage};
use crate::archive;
use crate::model::Evidence;
use crate::report;

/// Renders every evidence below the paths.
pub(super) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    let found = archive::find(&args.evidence).map_err(|error| usage(error.to_string()))?;
    if found.is_empty() {
        screen::say(
            "nothing selected: no evidence.json below these paths; a run that was interrupted writes it when it has gone \
             on to its end: scalecheck run ... --resume",
        );
        return Ok(Exit::NothingSelected);
    }
    let mut stored = Vec::new();
    for path in found {
        stored.push((path.clone(), archive::load(&path).map_err(|error| usage(error.to_string()))?));
    }
    match args.format {
        Some(format) => print(&stored.into_iter().map(|(_, evidence)| evidence).collect::<Vec<_>>(), format),
        None => files(args, &stored),
    }
}

fn print(evidence: &[Evidence], format: Rendering) -> anyhow::Result<Exit> {
    match format {
        Rendering::Text => {
            for one in evidence {
                screen::print(&report::terminal(one, &screen::stdout()))?;
            }
            Ok(Exit::Met)
        }
        Rendering::Json => {
            let exit = exit::of_run(evidence, &exit::USUAL);
            screen::print_json(&report::run_json(evidence, exit.code()))
        }
        Rendering::Markdown => screen::print(&evidence.iter().map(report::markdown).collect::<Vec<_>>().join("\n")),
        Rendering::Html => screen::print(&report::html(evidence)),
        Rendering::Junit => screen::print(&report::junit(evidence)),
        Rendering::Sarif => screen::print(&report::sarif(evidence)),
        Rendering::Github => github::print(evidence),
        Rendering::Csv => screen::print(&report::samples_csv(evidence)),
        Rendering::Jsonl => screen::print(&report::samples_jsonl(evidence)),
    }
}

/// Writes the files, or compares them with those on disk.
fn files(args: &ReportArgs, stored: &[(PathBuf, Evidence)]) -> anyhow::Result<Exit> {
    let mut differs = Vec::new();
    for (path, content) in rendered(args, stored)? {
        if args.check {
            if fs::read(&path).ok().as_ref() != Some(&content) {
                differs.push(path.display().to_string());
            }
        } else {
            archive::write_whole(&path, &content)?;
        }
    }
    if differs.is_empty() {
        let verb = if args.check { "checked" } else { "rendered" };
        return screen::print(&format!("{verb} {}\n", super::screen::count(stored.len(), "scenario")));
    }
    screen::complain(&format!("rendered anew, these differ from what is on disk:\n  {}", differs.join("\n  ")));
    Ok(Exit::Broken)
}

/// A file with its content.
type Rendered = (PathBuf, Vec<u8>);

/// Every file: those of each scenario beside its evidence, or below `--out`; those over all at the top.
fn rendered(args: &ReportArgs, stored: &[(PathBuf, Evidence)]) -> anyhow::Result<Vec<Rendered>> {
    let mut files = Vec::new();
    for (path, evidence) in stored {
        let folder = match &args.out {
            Some(out) => archive::folder_of(out, &evidence.scenario.name)?,
            None => path.parent().map(Path::to_path_buf).context("evidence has a folder")?,
        };
        files.extend(report_files(evidence).into_iter().map(|(name, text)| (folder.join(name), text.into_bytes())));
        if args.png {
            files.extend(pngs(evidence)?.into_iter().map(|(name, picture)| (folder.join(name), picture)));
        }
    }
    let top = top(args);
    if args.index && top.is_none() {
        return Err(usage("--index needs one folder of evidence, or --out"));
    }
    if let Some(top) = top {
        let evidence: Vec<Evidence> = stored.iter().map(|(_, evidence)| evidence.clone()).collect();
        files.extend(summary_files(&evidence).into_iter().map(|(name, text)| (top.join(name), text.into_bytes())));
        if args.index {
            files.push((top.join("README.md"), report::index(&evidence).into_bytes()));
        }
    }
    Ok(files)
}

/// Where the files over all scenarios go.
fn top(args: &ReportArgs) -> Option<PathBuf> {
    args.out.clone().or_else(|| match args.evidence.as_slice() {
        [one] if one.is_dir() && !one.join(archive::EVIDENCE_FILE).exists() => Some(one.clone()),
        _ => None,
    })
}

#[cfg(feature = "png")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature it fails")]
fn pngs(evidence: &Evidence) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    Ok(report::pngs(evidence))
}

#[cfg(not(feature = "png"))]
fn pngs(_: &Evidence) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    Err(usage("this scalecheck was built without PNG: cargo install --features png"))
}
