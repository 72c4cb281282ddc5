//! `run`: every scenario below the paths, measured, judged and reported.

use std::time::Duration;

use super::args::{FailArgs, Format, RunArgs};
use super::exit::{self, Exit, FailOn};
use super::home::home;
use super::passes::Passes;
use super::progress::Progress;
use super::sessions::{Session, load_all};
use super::{baseline, github, history, list, overrides, screen};
use crate::model::{Baseline, Commit, Evidence, Scenario, Stop};
use crate::report;

/// Runs the scenarios; the exit code is the strongest of theirs.
pub(super) fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    let overrides = overrides::overrides(&args.measure, args.profile.as_deref())?;
    let scenarios = load_all(&args.paths, &args.filter, &overrides)?;
    if scenarios.is_empty() {
        screen::say(if args.filter.is_empty() {
            "nothing selected: no scenario file below these paths; `scalecheck init` writes a first one"
        } else {
            "nothing selected: no scenario below these paths has such a name; `scalecheck list PATH` shows all"
        });
        return Ok(Exit::NothingSelected);
    }
    let format = github::format(args.format);
    if args.dry_run {
        return list::show(&scenarios, format);
    }
    let baselines = args.baseline.as_deref().map(baseline::open).transpose()?;
    let passes = Passes::now()?;
    let commit = history::measured(&args.out, &scenarios)?;
    let session = Session::open(&args.out, &scenarios, args.resume)?;
    let mut progress = Progress::new(scenarios.len(), session.pace(&scenarios), args.measure.quiet);
    let count = screen::count(scenarios.len(), "scenario");
    progress.line(&format!("{count}, {}", progress.left(Duration::ZERO)));
    let mut evidence: Vec<Evidence> = Vec::new();
    for scenario in &scenarios {
        let measured = session.measure(scenario, &mut progress)?;
        progress.line(&report::line(&measured));
        progress.ended(measured.elapsed);
        let interrupted = measured.stop == Stop::Interrupted;
        evidence.push(measured);
        if interrupted {
            break;
        }
    }
    progress.end();
    session.write_summary(&evidence)?;
    let exit = conclude(args, &scenarios, &evidence, commit, baselines.as_deref(), &passes, format)?;
    if exit == Exit::Interrupted {
        screen::say(&interrupted(&scenarios[evidence.len()..]));
    }
    Ok(exit)
}

/// That it goes on from here, and what was not even begun.
fn interrupted(left: &[Scenario]) -> String {
    let names: Vec<&str> = left.iter().map(|scenario| scenario.name.as_str()).collect();
    let left = if names.is_empty() { String::new() } else { format!("; not begun: {}", names.join(", ")) };
    format!("interrupted: what was measured is kept{left}\nnext: the same command with --resume goes on")
}

/// Holds the run against what was before, prints all of it, and says how it ends.
fn conclude(
    args: &RunArgs,
    scenarios: &[Scenario],
    evidence: &[Evidence],
    commit: Option<Commit>,
    baselines: Option<&[Baseline]>,
    passes: &Passes,
    format: Format,
) -> anyhow::Result<Exit> {
    let fail_on = fail_on(&args.fail);
    let filtered = !args.filter.is_empty();
    let beside = baselines.map(|baselines| baseline::beside(baselines, scenarios, evidence, filtered)).transpose()?;
    let trends = if args.no_history { None } else { history::append(evidence, commit.clone()) };
    let regressed = beside.iter().flat_map(|beside| beside.regressions.iter().map(|(scenario, _)| scenario.as_str()));
    let worse = trends.iter().flat_map(history::got_worse);
    let regressed = regressed.chain(worse).any(|scenario| !passes.lets(scenario));
    let regressed = if regressed && fail_on.contains(&FailOn::Regression) { Exit::Broken } else { Exit::Met };
    let exit = Exit::strongest([passes.of_run(evidence, &fail_on), regressed]);
    print(evidence, format, exit)?;
    let ruling = |name: &str| evidence.iter().find(|e| e.scenario.name == name).map(|e| e.outcome.ruling.name());
    passes.tell(ruling);
    if let Some(beside) = &beside {
        baseline::tell(beside, format)?;
    }
    if let Some(trends) = &trends {
        history::tell(trends, format)?;
    }
    if let Some(name) = args.save_baseline.as_deref().filter(|_| exit != Exit::Interrupted) {
        let home = home()?;
        let commit = commit.filter(|commit| !commit.changed).map(|commit| commit.id);
        let saved = baseline::save(&home, name, evidence, &vec![commit; evidence.len()])?;
        screen::say(&format!("{} saved as `{name}` in {}", screen::count(saved, "baseline"), home.display()));
    }
    Ok(exit)
}

/// What fails a run, by the flags.
pub(super) fn fail_on(args: &FailArgs) -> Vec<FailOn> {
    let mut fail_on = if args.fail_on.is_empty() { exit::USUAL.to_vec() } else { args.fail_on.clone() };
    if args.allow_undecided {
        fail_on.retain(|on| *on != FailOn::Undecided);
    }
    fail_on
}

/// Prints the results of a whole run.
fn print(evidence: &[Evidence], format: Format, exit: Exit) -> anyhow::Result<Exit> {
    match format {
        Format::Text => screen::print(&report::table(evidence, &screen::stdout())),
        Format::Json => screen::print_json(&report::run_json(evidence, exit.code())),
        Format::Markdown => {
            let reports: Vec<String> = evidence.iter().map(report::markdown).collect();
            screen::print(&reports.join("\n"))
        }
        Format::Github => github::print(evidence),
    }
}
