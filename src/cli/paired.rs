//! `compare --paired`: two targets measured in interleaved rounds of one run.

use std::path::Path;

use anyhow::Context;

use super::args::{CompareArgs, CompareFormat, MeasureArgs, TryArgs};
use super::exit::Exit;
use super::home::home;
use super::pace::Pace;
use super::progress::Progress;
use super::sessions::{cache, interrupt};
use super::{compare, overrides, screen, try_command, usage};
use crate::model::{Compared, Record, Scenario};
use crate::pipeline::{self, Start};
use crate::revision::{AS_IT_IS, Repository};
use crate::{archive, measure, report, scenario};

/// Two sides and a confirmation take longer than one command alone.
const BUDGET: &str = "60s";

/// Measures both sides, or one against itself, and compares them.
pub(super) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    if args.floor.is_some() {
        return Err(usage("--floor: pairs need no floor: both sides run on the same machine at the same time"));
    }
    let (old, new) = sides(args)?;
    let mut progress = Progress::new(1, Pace::unknown(std::slice::from_ref(&old)), args.measure.quiet);
    let workspace = tempfile::Builder::new().prefix("scalecheck-").tempdir().context("can't make a scratch folder")?;
    let cache = cache();
    let start = Start {
        workspace: workspace.path(),
        cache: cache.as_deref(),
        record: Record::default(),
        started: measure::now(),
        interrupt: interrupt()?,
    };
    if args.null {
        return null(args, &old, start, &mut progress);
    }
    let compared = pipeline::paired(&old, &new, start, &mut progress.watch(&old, None))?;
    progress.end();
    if let Some(out) = &args.out {
        keep(out, &compared)?;
    }
    compare::finish(args, &[masked(compared)])
}

/// The machine against itself: what it would wrongly find, and what it could not.
fn null(args: &CompareArgs, side: &Scenario, start: Start<'_>, progress: &mut Progress) -> anyhow::Result<Exit> {
    let found = pipeline::null(side, start, &mut progress.watch(side, None))?;
    progress.end();
    let Some(null) = found.null else {
        screen::complain(found.reason.as_deref().unwrap_or("too few rounds ended to tell anything"));
        return Ok(Exit::NotMeasured);
    };
    if let Some(machine) = &found.machine {
        archive::keep_floor(&home()?, machine, null.floor)?;
    }
    match args.format {
        Some(CompareFormat::Json) => screen::print_json(&report::null_json(&null)),
        _ => screen::print(&report::null_text(&null, &screen::stdout())),
    }
}

/// The evidence of both sides.
fn keep(out: &Path, compared: &Compared) -> anyhow::Result<()> {
    for (name, side) in [("old", &compared.old), ("new", &compared.new)] {
        let Some(evidence) = side else { continue };
        archive::save(&archive::folder_of(&out.join(name), &compared.comparison.name)?, evidence)?;
    }
    Ok(())
}

fn masked(compared: Compared) -> Compared {
    let mask = |side: Option<crate::model::Evidence>| side.map(|evidence| archive::masked(&evidence));
    Compared { old: mask(compared.old), new: mask(compared.new), ..compared }
}

/// What is measured on either side.
fn sides(args: &CompareArgs) -> anyhow::Result<(Scenario, Scenario)> {
    let new = args.new.as_deref().unwrap_or(&args.old);
    match &args.target {
        Some(target) if args.revisions => revisions(args, new, target),
        _ => Ok((one(args, &args.old)?, one(args, new)?)),
    }
}

/// One target at two revisions, each in a checkout of its own.
fn revisions(args: &CompareArgs, new: &str, target: &str) -> anyhow::Result<(Scenario, Scenario)> {
    let here = std::env::current_dir().context("the current folder is gone")?;
    let repository = Repository::around(&here)?;
    if new != AS_IT_IS && repository.dirty() {
        screen::say("note: some files have changes that are not committed, which are not measured; `.` measures them");
    }
    let kept = home()?.join("builds");
    let mut sides = Vec::new();
    for revision in [args.old.as_str(), new] {
        let checkout = repository.checkout(revision, args.build.as_deref(), &kept)?;
        let mut scenario = one(args, target)?;
        let folder = std::path::absolute(&scenario.folder).context("the scenario's folder can't be told")?;
        let inside = folder
            .strip_prefix(repository.root())
            .map_err(|_| usage(format!("{} lies outside the repository; run it inside", scenario.folder.display())))?;
        scenario.folder = checkout.folder.join(inside);
        sides.push(scenario);
    }
    let new = sides.pop().context("two sides")?;
    Ok((sides.pop().context("two sides")?, new))
}

/// A scenario file, or a command with what the flags say.
fn one(args: &CompareArgs, text: &str) -> anyhow::Result<Scenario> {
    let path = Path::new(text);
    if path.extension().is_some_and(|e| e == "toml") && path.is_file() {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let overrides = overrides::overrides(&args.measure, None)?;
        return scenario::load(path, &name, &overrides).map_err(|faults| {
            screen::say(faults.render(screen::stderr_color()).trim_end());
            usage(format!("nothing was run: mend {text}"))
        });
    }
    let budget = args.measure.budget.clone().unwrap_or_else(|| BUDGET.to_string());
    try_command::scenario(&TryArgs {
        command: Some(text.to_string()),
        function: None,
        make: None,
        interpreter: None,
        harness: None,
        ask: args.ask.clone(),
        limit: Vec::new(),
        no_shell: false,
        format: None,
        out: None,
        save: None,
        dry_run: false,
        measure: MeasureArgs { budget: Some(budget), ..args.measure.clone() },
        fail: args.fail.clone(),
    })
}
