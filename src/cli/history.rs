//! `history`: the nights so far. And what a run does with them: it appends itself and says what changed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use anyhow::Context;

use super::args::{Format, HistoryArgs, HistoryCommand};
use super::exit::Exit;
use super::home::home;
use super::{baseline, git, screen, usage, write_out};
use crate::archive;
use crate::history::{self, History};
use crate::model::{Commit, Evidence, Night, NightChange, Outline, Scenario, ScenarioOutline, Trends};
use crate::report;
use crate::trend::Watch;

/// Shows, exports, imports or prunes.
pub(super) fn run(args: &HistoryArgs) -> anyhow::Result<Exit> {
    let home = home()?;
    match &args.command {
        None => show(args, &home),
        Some(HistoryCommand::Export { file }) => export(&home, file),
        Some(HistoryCommand::Import { file }) => import(&home, file),
        Some(HistoryCommand::Prune { keep }) => {
            let gone = History::open(&home)?.prune(*keep)?;
            screen::print(&format!("{gone} nights removed, the last {keep} kept\n"))
        }
    }
}

fn show(args: &HistoryArgs, home: &Path) -> anyhow::Result<Exit> {
    let mut trends = trends(home)?;
    let names: BTreeSet<String> = trends.trends.iter().map(|trend| trend.scenario.clone()).collect();
    trends.trends.retain(|trend| args.filter.is_empty() || args.filter.iter().any(|f| trend.scenario.contains(f)));
    trends.changes.retain(|change| args.filter.is_empty() || args.filter.iter().any(|f| change.scenario.contains(f)));
    if trends.trends.is_empty() {
        screen::say(&format!("nothing selected: {}", empty(&names)));
        return Ok(Exit::NothingSelected);
    }
    let Some(file) = &args.html else { return screen::print(&report::history(&trends, &screen::stdout())) };
    let page = report::history_html(&trends);
    if file.as_os_str() == "-" {
        return screen::print(&page);
    }
    archive::write_whole(file, page.as_bytes())?;
    screen::print(&format!("wrote {}\n", file.display()))
}

/// Why nothing of the history is shown, where nights hold these scenarios.
fn empty(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "the history holds no night; `scalecheck run PATH` adds one".to_string();
    }
    format!(
        "no night holds a scenario of such a name; there is {}; `scalecheck history` shows all",
        crate::model::human_names(names)
    )
}

/// Nights that are read before they are taken: enough that reading and taking never wait for each other.
const AHEAD: usize = 16;

/// What all nights tell: one thread reads them while this one takes them.
fn trends(home: &Path) -> anyhow::Result<Trends> {
    let history = History::open_to_read(home)?;
    let (sender, nights) = mpsc::sync_channel(AHEAD);
    let mut watch = Watch::default();
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            history.outlines(|outline| {
                // The other end is there as long as this one is.
                let _ = sender.send(outline);
                Ok(())
            })
        });
        for outline in nights {
            watch.take(&outline);
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    Ok(watch.finish(&baseline::acceptances(home)?))
}

fn export(home: &Path, file: &Path) -> anyhow::Result<Exit> {
    let history = History::open_to_read(home)?;
    if file.as_os_str() == "-" {
        let mut lines = Vec::new();
        history::export(&history, &mut lines)?;
        write_out(&lines)?;
        return Ok(Exit::Met);
    }
    let out = File::create(file).with_context(|| format!("can't write {}", file.display()))?;
    let count = history::export(&history, &mut io::BufWriter::new(out))?;
    screen::print(&format!("{count} nights written to {}\n", file.display()))
}

fn import(home: &Path, file: &Path) -> anyhow::Result<Exit> {
    let mut history = History::open(home)?;
    let imported = if file.as_os_str() == "-" {
        history::import(&mut history, &mut io::stdin().lock())
    } else {
        let lines = File::open(file).map_err(|error| usage(format!("can't read {}: {error}", file.display())))?;
        history::import(&mut history, &mut BufReader::new(lines))
    };
    let imported = imported.map_err(|error| usage(error.to_string()))?;
    screen::print(&format!("{} nights added, {} known already\n", imported.new, imported.known))
}

/// The commit that a run is about to measure: to be asked before the run writes anything, for git may track its reports.
pub(super) fn measured(out: &Path, scenarios: &[Scenario]) -> anyhow::Result<Option<Commit>> {
    let folder = std::env::current_dir().context("can't tell the current folder")?;
    let folders: Vec<&Path> = scenarios.iter().map(|scenario| scenario.folder.as_path()).collect();
    Ok(git::commit(&folder, &[out.to_path_buf(), home()?], &folders))
}

/// The commit that stored evidence was measured at, of each, as the nights know it: `None` where no night is of it, where
/// nights differ, and where what was measured is no commit's. A history that can't be read knows none.
pub(super) fn commits(home: &Path, evidence: &[&Evidence]) -> Vec<Option<String>> {
    let mut nights: Vec<Vec<Option<Commit>>> = vec![Vec::new(); evidence.len()];
    let read = History::open_to_read(home).and_then(|history| {
        history.outlines(|night| {
            for (nights, _) in nights.iter_mut().zip(evidence).filter(|(_, evidence)| holds(&night, evidence)) {
                nights.push(night.commit.clone());
            }
            Ok(())
        })
    });
    nights.into_iter().map(|nights| if read.is_ok() { agreed(&nights) } else { None }).collect()
}

fn holds(night: &Outline, evidence: &Evidence) -> bool {
    let named = |scenario: &ScenarioOutline| night.texts[scenario.name as usize] == evidence.scenario.name;
    night.started == evidence.started && night.scenarios.iter().any(named)
}

/// The commit that all of them name.
fn agreed(nights: &[Option<Commit>]) -> Option<String> {
    let first = nights.first()?.as_ref().filter(|commit| !commit.changed)?;
    nights.iter().all(|night| night.as_ref() == Some(first)).then(|| first.id.clone())
}

/// Appends a run, and returns what the nights with it tell. A history that fails costs the run nothing but itself.
pub(super) fn append(evidence: &[Evidence], commit: Option<Commit>) -> Option<Trends> {
    let warned = |error: anyhow::Error, what: &str| {
        screen::warn(&format!("{what}: {error:#}\nIts own results are complete."));
    };
    let home = match keep(evidence, commit) {
        Ok(home) => home?,
        Err(error) => {
            warned(error, "this run is not in the history");
            return None;
        }
    };
    trends(&home)
        .map_err(|error| warned(error, "this run is in the history, which can't be read for what changed"))
        .ok()
}

/// Puts a run into the history; where that is. `None`: nothing of it was measured to its end.
fn keep(evidence: &[Evidence], commit: Option<Commit>) -> anyhow::Result<Option<PathBuf>> {
    let Some(night) = Night::of(evidence, commit) else { return Ok(None) };
    let home = home()?;
    History::open(&home)?.append(&night)?;
    Ok(Some(home))
}

/// The scenarios that got worse by what was called on the last night.
pub(super) fn got_worse(trends: &Trends) -> impl Iterator<Item = &str> {
    let tonight = trends.nights.len().saturating_sub(1);
    let called = move |change: &&NightChange| change.called == tonight && change.accepted.is_none();
    trends.changes.iter().filter(called).filter(|change| change.is_worse()).map(|change| change.scenario.as_str())
}

/// Says what was called on the last night: with the results where people read them, else beside them.
pub(super) fn tell(trends: &Trends, format: Format) -> anyhow::Result<()> {
    let alerts = report::alerts(trends);
    if alerts.is_empty() {
        return Ok(());
    }
    let text = alerts.join("\n") + "\n";
    match format {
        Format::Text | Format::Markdown => screen::print(&text).map(drop),
        Format::Github => screen::print(&report::alert_annotations(trends)).map(drop),
        Format::Json => {
            screen::say(text.trim_end());
            Ok(())
        }
    }
}
