//! `compare --paired`: two targets measured in interleaved rounds of one run.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;

use super::args::{CompareArgs, CompareFormat, MeasureArgs, TryArgs};
use super::exit::Exit;
use super::folders::{cache, scratch};
use super::home::home;
use super::pace::Pace;
use super::passes::Passes;
use super::progress::Progress;
use super::sessions::interrupt;
use super::{compare, overrides, screen, try_command, usage};
use crate::model::{Caveat, CaveatKind, Compared, Evidence, Record, Sample, SampleEnd, Scenario};
use crate::pipeline::{self, Start};
use crate::revision::{AS_IT_IS, Checkout, Repository, RevisionError};
use crate::{archive, measure, report, scenario};

/// Two sides and a confirmation take longer than one command alone.
const BUDGET: &str = "60s";

/// Measures both sides, or one against itself, and compares them.
pub(super) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    if args.floor.is_some() {
        return Err(usage("--floor: pairs need no floor: both sides run on the same machine at the same time"));
    }
    let passes = Passes::now()?;
    let pairs = pairs(args)?;
    let Some((first, _)) = pairs.first() else {
        screen::say("nothing selected: no scenario below this folder is at both revisions");
        return Ok(Exit::NothingSelected);
    };
    let olds: Vec<Scenario> = pairs.iter().map(|(old, _)| old.clone()).collect();
    let mut progress = Progress::new(pairs.len(), Pace::unknown(&olds), args.measure.quiet);
    let interrupt = interrupt()?;
    if args.null {
        return start(&interrupt, |start| null(args, first, start, &mut progress));
    }
    let mut all = Vec::new();
    for (old, new) in &pairs {
        let measured = start(&interrupt, |start| {
            Ok(pipeline::paired_among(pairs.len(), old, new, start, &mut progress.watch(old, None))?)
        })?;
        if let Some(out) = &args.out {
            keep(out, &measured)?;
        }
        let measured = hinted(args, measured);
        progress.ended(measured.old.as_ref().map_or(Duration::ZERO, |old| old.elapsed));
        all.push(masked(measured));
        if interrupt.load(Ordering::Relaxed) {
            break;
        }
    }
    progress.end();
    let exit = compare::finish(args, &all, &passes)?;
    let left: Vec<&str> = pairs[all.len()..].iter().map(|(_, new)| new.name.as_str()).collect();
    if left.is_empty() {
        return Ok(exit);
    }
    screen::say(&format!("interrupted; not begun: {}", left.join(", ")));
    Ok(Exit::Interrupted)
}

/// Something measured from the start, in a scratch folder of its own.
fn start<T>(interrupt: &Arc<AtomicBool>, measure: impl FnOnce(Start<'_>) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let workspace = scratch()?;
    let cache = cache();
    measure(Start {
        workspace: workspace.path(),
        cache: cache.as_deref(),
        record: Record::default(),
        started: measure::now(),
        interrupt: Arc::clone(interrupt),
    })
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

/// A revision that works at no size, and that nothing built, may be one that has to be built.
fn hinted(args: &CompareArgs, mut measured: Compared) -> Compared {
    let works = |sample: &Sample| sample.end == SampleEnd::Completed;
    let sides = [("old", &measured.old), ("new", &measured.new)];
    let dead = |side: &Evidence| !side.record.samples.is_empty() && !side.record.samples.iter().any(works);
    let unbuilt = sides.iter().find(|(_, side)| side.as_ref().is_some_and(dead));
    if let Some((side, _)) = unbuilt.filter(|_| args.revisions && args.build.is_none()) {
        let text = format!("the {side} revision works at no size, and nothing built it: does it need --build?");
        measured.comparison.caveats.push(Caveat::new(CaveatKind::NotComparable, text));
    }
    measured
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
    let mask = |side: Option<Evidence>| side.map(|evidence| archive::masked(&evidence));
    Compared { old: mask(compared.old), new: mask(compared.new), ..compared }
}

/// What is measured on either side, a pair for each scenario.
fn pairs(args: &CompareArgs) -> anyhow::Result<Vec<(Scenario, Scenario)>> {
    let new = args.new.as_deref().unwrap_or(&args.old);
    match &args.target {
        Some(target) if args.revisions => revisions(args, new, target),
        _ => Ok(vec![(one(args, &args.old)?, one(args, new)?)]),
    }
}

/// One target, or all scenarios of a folder, at two revisions, each in a checkout of its own.
fn revisions(args: &CompareArgs, new: &str, target: &str) -> anyhow::Result<Vec<(Scenario, Scenario)>> {
    let here = std::env::current_dir().context("the current folder is gone")?;
    let repository = Repository::around(&here).map_err(refused)?;
    if new != AS_IT_IS && repository.dirty() {
        screen::say("note: some files have changes that are not committed, which are not measured; `.` measures them");
    }
    let targets = targets(args, target)?;
    let kept = home()?.join("builds");
    let checkout = |revision: &str| repository.checkout(revision, args.build.as_deref(), &kept).map_err(refused);
    let (old, new) = (checkout(&args.old)?, checkout(new)?);
    let mut pairs = Vec::new();
    for (file, scenario) in targets {
        let is_new = |file: &PathBuf| Ok::<_, anyhow::Error>(!inside(&repository, file, &old)?.exists());
        if file.as_ref().map(is_new).transpose()? == Some(true) {
            screen::say(&format!("note: {} is new: there is nothing to hold it against", scenario.name));
            continue;
        }
        let at = |checkout: &Checkout| -> anyhow::Result<Scenario> {
            Ok(Scenario { folder: inside(&repository, &scenario.folder, checkout)?, ..scenario.clone() })
        };
        pairs.push((at(&old)?, at(&new)?));
    }
    Ok(pairs)
}

/// What was asked for is not there: that is usage. A checkout or a build that fails is not.
fn refused(error: RevisionError) -> anyhow::Error {
    match error {
        RevisionError::NoRepository { .. } | RevisionError::Unknown { .. } | RevisionError::NoMergeBase { .. } => {
            usage(error.to_string())
        }
        RevisionError::Git { .. } | RevisionError::Build { .. } | RevisionError::Place { .. } => error.into(),
    }
}

/// What is run at both revisions; of a folder each scenario with its file.
fn targets(args: &CompareArgs, target: &str) -> anyhow::Result<Vec<(Option<PathBuf>, Scenario)>> {
    let folder = PathBuf::from(target);
    if !folder.is_dir() {
        return Ok(vec![(None, one(args, target)?)]);
    }
    let found = scenario::discover(&[folder], &[]).map_err(|error| usage(error.to_string()))?;
    found.into_iter().map(|found| Ok((Some(found.path.clone()), file(args, &found.path, &found.name)?))).collect()
}

/// Where something of the user's files lies in a checkout.
fn inside(repository: &Repository, path: &Path, checkout: &Checkout) -> anyhow::Result<PathBuf> {
    let absolute = std::path::absolute(path).context("the scenario's folder can't be told")?;
    let inside = absolute
        .strip_prefix(repository.root())
        .map_err(|_| usage(format!("{} lies outside the repository; run it inside", path.display())))?;
    Ok(checkout.folder.join(inside))
}

/// A scenario file, or a command with what the flags say.
fn one(args: &CompareArgs, text: &str) -> anyhow::Result<Scenario> {
    let path = Path::new(text);
    let a_file = path.extension().is_some_and(|e| e == "toml");
    // One word that ends like a file's name is no command.
    if a_file && !path.exists() && !text.contains(['{', ' ']) {
        return Err(usage(format!("`{text}` does not exist; expected a scenario file, or a command")));
    }
    if path.is_dir() {
        let hint = "name one of its scenario files; folders are compared by --revisions";
        return Err(usage(format!("`{text}` is a folder; {hint}")));
    }
    if a_file && path.is_file() {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        return file(args, path, &name);
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

fn file(args: &CompareArgs, path: &Path, name: &str) -> anyhow::Result<Scenario> {
    let overrides = overrides::overrides(&args.measure, None)?;
    scenario::load(path, name, &overrides).map_err(|faults| {
        screen::say(faults.render(screen::stderr_color()).trim_end());
        usage(format!("nothing was run: mend {}", path.display()))
    })
}
