//! `compare`: two evidences or folders of them held against each other; with `--paired`, two targets measured for it.

use std::path::Path;

use clap::ValueEnum;

use super::args::{CompareArgs, CompareFormat, Format};
use super::exit::{Exit, FailOn};
use super::home::home;
use super::passes::Passes;
use super::{github, paired, run, screen, usage};
use crate::archive;
use crate::compare::Terms;
use crate::model::{Compared, Comparison, Evidence, Ruling, Stop};
use crate::{pipeline, report};

/// Compares what the arguments name; exits 1 for a shown regression.
pub(super) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    refuse_other_failures(args)?;
    if args.paired || args.null || args.revisions {
        return paired::run(args);
    }
    refuse_measuring(args)?;
    let passes = Passes::now()?;
    let new = args.new.as_deref().unwrap_or_else(|| unreachable!("OK because clap asks for it"));
    let (old, new) = (stored(&args.old)?, stored(new)?);
    if old.is_empty() || new.is_empty() {
        screen::say("nothing selected: no evidence.json below one of the paths");
        return Ok(Exit::NothingSelected);
    }
    let floor = match &args.floor {
        Some(floor) => Some(share(floor)?),
        None => archive::floor(&home()?, &old[0].machine),
    };
    let pairs = matched(old, new);
    let sides: Vec<_> = pairs.iter().map(|(old, new)| (old.as_ref(), new.as_ref())).collect();
    let comparisons = pipeline::compare_all(&sides, &Terms { floor, ..Terms::default() });
    let all: Vec<Compared> =
        pairs.into_iter().zip(comparisons).map(|((old, new), comparison)| Compared { old, new, comparison }).collect();
    finish(args, &all, &passes)
}

/// Flags that only measuring has a use for.
fn refuse_measuring(args: &CompareArgs) -> anyhow::Result<()> {
    if args.measuring.is_empty() {
        return Ok(());
    }
    Err(usage(format!(
        "{} would measure something, and stored evidence is only read: add --paired to measure OLD and NEW, which are \
         commands or scenario files then",
        args.measuring.join(", ")
    )))
}

/// What is no regression fails no comparison: to ask for it alone would let regressions pass.
fn refuse_other_failures(args: &CompareArgs) -> anyhow::Result<()> {
    let Some(other) = args.fail.fail_on.iter().find(|on| **on != FailOn::Regression) else { return Ok(()) };
    let name = other.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default();
    Err(usage(format!(
        "--fail-on {name}: a comparison fails on a `regression`, which needs no flag, and on nothing else; `{name}` is for \
         `scalecheck run`"
    )))
}

fn stored(path: &str) -> anyhow::Result<Vec<Evidence>> {
    let named = Path::new(path);
    if !named.exists() {
        let hint = if path.contains(['{', ' ']) { "; to measure two commands, add --paired" } else { "" };
        return Err(usage(format!("`{path}` does not exist; expected an evidence.json or a folder of them{hint}")));
    }
    let found = archive::find(&[named.to_path_buf()]).map_err(|error| usage(error.to_string()))?;
    found.iter().map(|path| archive::load(path).map_err(|error| usage(error.to_string()))).collect()
}

/// `8%` or `0.08`.
fn share(text: &str) -> anyhow::Result<f64> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 0.01));
    let share = number.trim().parse::<f64>().ok().map(|number| number * scale);
    let sane = share.filter(|share| share.is_finite() && (0.0..10.0).contains(share));
    sane.ok_or_else(|| usage(format!("--floor: `{text}` is no share; expected one such as `8%`")))
}

/// Scenarios of the same name; one evidence on each side is a pair whatever its name.
fn matched(old: Vec<Evidence>, new: Vec<Evidence>) -> Vec<(Option<Evidence>, Option<Evidence>)> {
    if old.len() == 1 && new.len() == 1 {
        return old.into_iter().map(Some).zip(new.into_iter().map(Some)).collect();
    }
    let mut rest: Vec<Option<Evidence>> = new.into_iter().map(Some).collect();
    let mut pairs: Vec<(Option<Evidence>, Option<Evidence>)> = Vec::new();
    for one in old {
        let same = |other: &&mut Option<Evidence>| other.as_ref().is_some_and(|o| o.scenario.name == one.scenario.name);
        let other = rest.iter_mut().find(same).and_then(Option::take);
        pairs.push((Some(one), other));
    }
    pairs.extend(rest.into_iter().flatten().map(|one| (None, Some(one))));
    pairs
}

/// Prints the comparisons, writes them where asked, and says how it ends: those in quarantine fail nothing.
pub(super) fn finish(args: &CompareArgs, all: &[Compared], passes: &Passes) -> anyhow::Result<Exit> {
    let fail_on = run::fail_on(&args.fail);
    let ended = |compared: &Compared| match of(compared, &fail_on) {
        Exit::Interrupted => Exit::Interrupted,
        _ if passes.lets(&compared.comparison.name) => Exit::Met,
        exit => exit,
    };
    let exit = Exit::strongest(all.iter().map(ended));
    if let Some(out) = &args.out {
        write(out, all)?;
    }
    print(args, all, exit)?;
    passes.tell(|scenario| {
        let found = all.iter().find(|compared| compared.comparison.name == scenario)?;
        Some(how(&found.comparison))
    });
    Ok(exit)
}

/// What became of a scenario, in a word or two.
fn how(comparison: &Comparison) -> &'static str {
    match comparison.metrics.as_slice() {
        _ if comparison.regressed() => "worse",
        [] => "not compared",
        _ => "not worse",
    }
}

fn of(compared: &Compared, fail_on: &[FailOn]) -> Exit {
    let sides = [&compared.old, &compared.new];
    if sides.iter().any(|side| side.as_ref().is_some_and(|e| e.stop == Stop::Interrupted)) {
        return Exit::Interrupted;
    }
    if compared.comparison.regressed() && fail_on.contains(&FailOn::Regression) {
        return Exit::Broken;
    }
    let mut there = sides.into_iter().flatten();
    let all_skipped = there.clone().all(|side| side.outcome.ruling == Ruling::Skipped);
    if all_skipped || there.any(too_little) { Exit::NotMeasured } else { Exit::Met }
}

/// Whether too few sizes of a side worked to say how it grows. What it needs and isn't there is no failure of its own.
fn too_little(side: &Evidence) -> bool {
    side.outcome.ruling != Ruling::Skipped && (side.stop == Stop::TooFewSizes || side.fits.is_empty())
}

fn print(args: &CompareArgs, all: &[Compared], exit: Exit) -> anyhow::Result<Exit> {
    let in_actions = github::format(None) == Format::Github;
    let usual = if in_actions { CompareFormat::Github } else { CompareFormat::Text };
    match args.format.unwrap_or(usual) {
        CompareFormat::Text if all.len() <= 3 => {
            screen::print(&all.iter().map(|one| report::compared(one, &screen::stdout())).collect::<String>())
        }
        CompareFormat::Text => screen::print(&report::compared_table(all, &screen::stdout())),
        CompareFormat::Json => screen::print_json(&report::compare_json(all, exit.code())),
        CompareFormat::Markdown => {
            screen::print(&all.iter().map(report::compared_markdown).collect::<Vec<_>>().join("\n"))
        }
        CompareFormat::Html => screen::print(&report::compared_html(all)),
        CompareFormat::Junit => screen::print(&report::compared_junit(all)),
        CompareFormat::Sarif => screen::print(&report::compared_sarif(all)),
        CompareFormat::Github => github::print_compared(all),
    }
}

/// `comparison.html`, `junit.xml` and `results.sarif`, and for each scenario `comparison.md` with its plots.
fn write(out: &Path, all: &[Compared]) -> anyhow::Result<()> {
    let whole = [
        ("comparison.html", report::compared_html(all)),
        ("junit.xml", report::compared_junit(all)),
        ("results.sarif", report::compared_sarif(all)),
    ];
    for (name, text) in whole {
        archive::write_whole(&out.join(name), text.as_bytes())?;
    }
    for compared in all {
        let folder = archive::folder_of(out, &compared.comparison.name)?;
        archive::write_whole(&folder.join("comparison.md"), report::compared_markdown(compared).as_bytes())?;
        for (name, svg) in report::comparison_plots(compared) {
            archive::write_whole(&folder.join(name), svg.as_bytes())?;
        }
    }
    Ok(())
}
