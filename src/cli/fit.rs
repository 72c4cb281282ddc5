//! `fit`: measurements taken elsewhere.

use std::fs::File;
use std::io;
use std::path::Path;

use super::args::{FitArgs, PlainFormat};
use super::exit::{Exit, FailOn};
use super::{run, screen, usage};
use crate::import::{self, Origin};
use crate::judge::{self, Levels};
use crate::model::{Class, Clock, Expectation, Metric, Mode, Questions, Ruling, Size, Unit, Verdict};
use crate::{fit, report};

/// Fits the file's series and rules on what is declared.
pub(super) fn run(args: &FitArgs) -> anyhow::Result<Exit> {
    let metric = metric(&args.metric);
    let origin = Origin {
        metric: metric.clone(),
        clock: if args.clock == "wall" { Clock::Wall } else { Clock::Cpu },
        mode: if args.target == "command" { Mode::Process } else { Mode::Function },
    };
    let imported = read(&args.file)?;
    let series = import::series(&imported, origin);
    let declared = parsed::<Class>(&args.declare, "--declare")?;
    let sizes = args.predict.iter().map(|text| beyond(text)).collect::<anyhow::Result<_>>()?;
    let questions = Questions { sizes, declared: declared.clone(), ..Questions::default() };
    let unit = args.unit.clone().map_or_else(|| metric.unit(), Unit::Other);
    let fit = fit::fit(&series, &questions).map_err(|error| usage(format!("{}: {error}", args.file.display())))?;
    let levels = Levels::for_expectations(declared.len());
    let verdicts: Vec<Verdict> = declared
        .into_iter()
        .map(|class| Expectation { metric: metric.clone(), class, tight: false })
        .map(|expectation| judge::growth_at(&fit, &expectation, args.strict, levels))
        .collect();
    match args.format {
        PlainFormat::Json => screen::print_json(&report::fit_json(&fit, &verdicts))?,
        PlainFormat::Text => screen::print(&report::terminal_fit(&fit, &verdicts, &unit, &screen::stdout()))?,
    };
    Ok(Exit::strongest(verdicts.iter().map(|verdict| exit(verdict, &run::fail_on(&args.fail)))))
}

fn exit(verdict: &Verdict, fail_on: &[FailOn]) -> Exit {
    match verdict.ruling {
        Ruling::Broken if fail_on.contains(&FailOn::Broken) => Exit::Broken,
        Ruling::Undecided if fail_on.contains(&FailOn::Undecided) => Exit::Undecided,
        _ => Exit::Met,
    }
}

fn metric(name: &str) -> Metric {
    match name {
        "count" => Metric::counter("count"),
        name => Metric::named(name),
    }
}

fn parsed<T: std::str::FromStr>(texts: &[String], flag: &str) -> anyhow::Result<Vec<T>>
where
    T::Err: std::fmt::Display,
{
    texts.iter().map(|text| text.parse().map_err(|error: T::Err| usage(format!("{flag}: {error}")))).collect()
}

/// A size to foretell: any [`Size`], or a number above what can be measured.
fn beyond(text: &str) -> anyhow::Result<f64> {
    let plain = || text.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 1.0);
    text.parse::<Size>().map(Size::value).or_else(|error| plain().ok_or_else(|| usage(format!("--predict: {error}"))))
}

fn read(path: &Path) -> anyhow::Result<import::Imported> {
    let imported = if path.as_os_str() == "-" {
        import::csv(io::stdin().lock())
    } else if path.is_dir() {
        return Err(usage(format!("{} is a folder: name a CSV file with lines `n,value`", path.display())));
    } else {
        import::csv(File::open(path).map_err(|error| usage(format!("can't read {}: {error}", path.display())))?)
    };
    // Every line at fault is found by itself: the file's name stands before each.
    let named = |error: import::ImportError| {
        let lines: Vec<String> = error.to_string().lines().map(|line| format!("{}: {line}", path.display())).collect();
        usage(lines.join("\nerror: "))
    };
    imported.map_err(named)
}
