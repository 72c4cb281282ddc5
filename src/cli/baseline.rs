//! `baseline`: the accepted normal. And what a run does with it: holds itself against it, or becomes it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{BaselineCommand, Format};
use super::exit::Exit;
use super::home::home;
use super::pace::Pace;
use super::progress::Progress;
use super::sessions::measure_only;
use super::{history, screen, usage};
use crate::baseline;
use crate::compare::Terms;
use crate::model::{Acceptance, Accepted, Baseline, Comparison, Evidence, Scenario, Stop};
use crate::report::{BesideBaseline, baseline_annotations, beside_baseline};
use crate::{archive, pipeline};

/// Saves, lists, shows, removes or accepts.
pub(super) fn run(command: &BaselineCommand) -> anyhow::Result<Exit> {
    let home = home()?;
    match command {
        BaselineCommand::Save { name, evidence } => {
            let stored = stored(evidence)?;
            let commits = history::commits(&home, &stored.iter().collect::<Vec<_>>());
            let saved = save(&home, name, &stored, &commits)?;
            let saved = screen::count(saved, "baseline");
            screen::print(&format!("{saved} saved as `{name}` in {}\n", home.display()))
        }
        BaselineCommand::List => list(&home),
        BaselineCommand::Show { name, filter } => show(&home, name, filter),
        BaselineCommand::Remove { name, scenario } => {
            baseline::remove(&home, name, scenario.as_deref()).map_err(|error| usage(error.to_string()))?;
            screen::print(&format!("removed {}\n", scenario.as_deref().unwrap_or(name)))
        }
        BaselineCommand::Accept { scenario, why, name, evidence } => accept(&home, scenario, why, name, evidence),
    }
}

fn stored(paths: &[PathBuf]) -> anyhow::Result<Vec<Evidence>> {
    let found = archive::find(paths).map_err(|error| usage(error.to_string()))?;
    found.iter().map(|path| archive::load(path).map_err(|error| usage(error.to_string()))).collect()
}

/// Makes what was measured to its end the normal, each of its commit; what was accepted before stays told. Returns
/// how many.
pub(super) fn save(
    home: &Path,
    name: &str,
    evidence: &[Evidence],
    commits: &[Option<String>],
) -> anyhow::Result<usize> {
    let whole = |e: &Evidence| !matches!(e.stop, Stop::Interrupted | Stop::NotMeasured) && !e.fits.is_empty();
    let mut saved = 0;
    for (evidence, commit) in evidence.iter().zip(commits).filter(|(evidence, _)| whole(evidence)) {
        // What can't be trusted is replaced; only what was accepted is lost with it.
        let before = baseline::load(home, name, &evidence.scenario.name).ok().flatten();
        let accepted = before.map_or(Vec::new(), |before| before.accepted);
        baseline::save(home, name, &Baseline::of(evidence, commit.clone(), accepted))?;
        saved += 1;
    }
    Ok(saved)
}

fn accept(home: &Path, scenario: &str, why: &str, name: &str, paths: &[PathBuf]) -> anyhow::Result<Exit> {
    if why.trim().is_empty() {
        return Err(usage("--why is empty: say why this is the new normal, for those who read it in a year"));
    }
    let all = stored(paths)?;
    let Some(evidence) = all.iter().find(|evidence| evidence.scenario.name == scenario) else {
        let mut names: Vec<&str> = all.iter().map(|evidence| evidence.scenario.name.as_str()).collect();
        names.sort_unstable();
        let there = if names.is_empty() { "nothing".to_string() } else { names.join(", ") };
        return Err(usage(format!("no evidence of `{scenario}` there; measured is {there}")));
    };
    let before = baseline::load(home, name, scenario).ok().flatten();
    let mut accepted = before.map_or(Vec::new(), |before| before.accepted);
    accepted.push(Accepted { at: evidence.started.clone(), why: why.trim().to_string() });
    let commit = history::commits(home, &[evidence]).remove(0);
    let path = baseline::save(home, name, &Baseline::of(evidence, commit, accepted))?;
    screen::print(&format!(
        "accepted {scenario} as measured at {}\nnext: git add {}\n",
        evidence.started,
        path.display()
    ))
}

fn list(home: &Path) -> anyhow::Result<Exit> {
    let names = baseline::names(home)?;
    if names.is_empty() {
        return screen::print("no baseline yet; `scalecheck run PATH --save-baseline main` makes one\n");
    }
    let mut lines = Vec::new();
    for name in names {
        let all = baseline::all(home, &name).map_err(|error| usage(error.to_string()))?;
        let newest = all.iter().map(|baseline| baseline.taken.as_str()).max().unwrap_or("never");
        lines.push(format!("{name}  {}, the newest of {newest}\n", screen::count(all.len(), "scenario")));
    }
    screen::print(&lines.concat())
}

fn show(home: &Path, name: &str, filter: &[String]) -> anyhow::Result<Exit> {
    let mut all = baseline::all(home, name).map_err(|error| usage(error.to_string()))?;
    let names: BTreeSet<String> = all.iter().map(|baseline| baseline.scenario.clone()).collect();
    all.retain(|baseline| filter.is_empty() || filter.iter().any(|text| baseline.scenario.contains(text)));
    if all.is_empty() {
        screen::say(&format!("nothing selected: {}", empty(name, &names)));
        return Ok(Exit::NothingSelected);
    }
    let mut lines = Vec::new();
    for baseline in &all {
        let commit = baseline.commit.as_ref().map_or(String::new(), |id| format!(", commit {id:.12}"));
        lines.push(format!("{}  {}{commit}\n", baseline.scenario, baseline.taken));
        for (series, fitted) in &baseline.series {
            let input = series.input.as_ref().map_or(String::new(), |input| format!(" on {input}"));
            lines.push(format!("  {}{input}: {fitted}\n", series.metric));
        }
        for accepted in &baseline.accepted {
            lines.push(format!("  accepted as of {}: {}\n", accepted.at, accepted.why));
        }
    }
    screen::print(&lines.concat())
}

/// Why nothing of a set is shown, where it has these scenarios.
fn empty(name: &str, names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return format!("the baseline `{name}` has no scenario; `scalecheck run PATH --save-baseline {name}` fills it");
    }
    let there = crate::model::human_names(names);
    format!(
        "no scenario of such a name; the baseline `{name}` has {there}; `scalecheck baseline show {name}` shows all"
    )
}

/// The baselines of a set, before anything is measured: one that can't be trusted ends the run there.
pub(super) fn open(name: &str) -> anyhow::Result<Vec<Baseline>> {
    baseline::all(&home()?, name).map_err(|error| usage(error.to_string()))
}

/// What a run is beside its baselines. Costs of another night fail it only where they rose beyond what separate runs on
/// this machine were found to differ by, and nothing does that a fresh run of the scenario doesn't show again.
pub(super) fn beside(
    baselines: &[Baseline],
    scenarios: &[Scenario],
    evidence: &[Evidence],
    filtered: bool,
) -> anyhow::Result<BesideBaseline> {
    let of = |e: &Evidence| baselines.iter().find(|baseline| baseline.scenario == e.scenario.name);
    let pairs: Vec<(&Baseline, &Evidence)> = evidence.iter().filter_map(|e| Some((of(e)?, e))).collect();
    let home = home()?;
    let floor = evidence.first().and_then(|evidence| archive::floor(&home, &evidence.machine));
    let terms = Terms { floor, ..Terms::default() };
    let mut comparisons = pipeline::against(&pairs, &terms);
    for ((baseline, evidence), comparison) in pairs.iter().zip(&mut comparisons) {
        let scenario = scenarios.iter().find(|scenario| scenario.name == evidence.scenario.name);
        if let Some(scenario) = scenario.filter(|_| comparison.regressed() && evidence.stop != Stop::Interrupted) {
            confirm(comparison, baseline, scenario, &terms)?;
        }
    }
    let compared: Vec<_> = pairs.iter().zip(&comparisons).map(|((b, e), comparison)| (*b, *e, comparison)).collect();
    let mut beside = beside_baseline(&compared);
    for evidence in evidence.iter().filter(|e| of(e).is_none() && !e.fits.is_empty()) {
        beside.notes.push(format!("{}: no baseline yet", evidence.scenario.name));
    }
    // Those that an interrupted run did not begin are there all the same.
    let gone = |b: &&Baseline| !filtered && !scenarios.iter().any(|scenario| scenario.name == b.scenario);
    for baseline in baselines.iter().filter(gone) {
        let name = &baseline.scenario;
        beside.notes.push(format!("{name}: it has a baseline and no scenario; was it renamed or removed?"));
    }
    Ok(beside)
}

/// Measures once more what is worse than its baseline.
fn confirm(comparison: &mut Comparison, baseline: &Baseline, scenario: &Scenario, terms: &Terms) -> anyhow::Result<()> {
    screen::say(&format!("note: {} is worse than its baseline; it is measured once more", scenario.name));
    let mut progress = Progress::new(1, Pace::unknown(std::slice::from_ref(scenario)), true);
    let fresh = measure_only(scenario, &mut progress)?;
    if fresh.stop != Stop::Interrupted {
        pipeline::confirm_against(comparison, baseline, &fresh, terms);
    }
    Ok(())
}

/// Says what a run is beside its baselines: regressions with the results, notes beside them.
pub(super) fn tell(beside: &BesideBaseline, format: Format) -> anyhow::Result<()> {
    for note in &beside.notes {
        screen::say(&format!("note: {note}"));
    }
    let lines: Vec<String> = beside.regressions.iter().map(|(_, said)| format!("regression: {said}\n")).collect();
    match format {
        Format::Text | Format::Markdown => screen::print(&lines.concat()).map(drop),
        Format::Github => screen::print(&baseline_annotations(beside)).map(drop),
        Format::Json => {
            screen::say(lines.concat().trim_end());
            Ok(())
        }
    }
}

/// What was accepted as the new normal in any set. A file that can't be trusted is said, and says nothing.
pub(super) fn acceptances(home: &Path) -> anyhow::Result<Vec<Acceptance>> {
    let mut all = Vec::new();
    for name in baseline::names(home)? {
        // Names of folders that no set can have hold none.
        let Ok((found, faults)) = baseline::readable(home, &name) else { continue };
        for fault in faults {
            screen::warn(&format!("{fault}\nWhat it says was accepted is not known to the history."));
        }
        for baseline in found {
            let scenario = baseline.scenario;
            all.extend(baseline.accepted.into_iter().map(|Accepted { at, why }| Acceptance {
                scenario: scenario.clone(),
                from: at,
                why,
            }));
        }
    }
    Ok(all)
}
