//! How large a history becomes, and how long its use takes: a thousand scenarios, every night for a year.
//!
//! `cargo bench --bench history [-- --scenarios 1000 --nights 365] [--folder target/history]`
//!
//! Nights that are missing are made up and kept in the folder, so that the same command goes on where an earlier one
//! ended. It fails where showing takes a second, the page five, an append a tenth, or the file reaches 400 MB.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it starts the command, reads the clock and prints what it found"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use clap::Parser;
use scalecheck::history::{HISTORY_FILE, History};
use scalecheck::model::{
    Class, Commit, Interval, Machine, Metric, Night, NightScenario, NightSeries, Ruling, SizeSummary,
};

/// Measures the history's use at its largest.
#[derive(Parser)]
struct Args {
    /// How many scenarios a night has
    #[arg(long, default_value_t = 1000)]
    scenarios: usize,
    /// How many nights there are
    #[arg(long, default_value_t = 365)]
    nights: usize,
    /// Where the history is kept
    #[arg(long, default_value = "target/history")]
    folder: PathBuf,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

const SIZES: usize = 12;
const RUNS: usize = 5;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let args = Args::parse();
    let appended = filled(&args)?;
    let file = args.folder.join(HISTORY_FILE);
    let bytes = std::fs::metadata(&file)?.len();
    let page = args.folder.join("history.html");
    let shown = best(&args.folder, &[])?;
    let paged = best(&args.folder, &["--html", &page.display().to_string()])?;
    println!("{} scenarios, {} nights, {SIZES} sizes × {RUNS} runs of time and memory", args.scenarios, args.nights);
    println!("  file               {:>8.1} MB", bytes as f64 / 1e6);
    println!("  history            {shown:>8.3} s (the best of three)");
    println!(
        "  history --html     {paged:>8.3} s (the best of three), {:.1} MB",
        std::fs::metadata(&page)?.len() as f64 / 1e6
    );
    let slow = appended.is_some_and(|seconds| seconds >= 0.1);
    match appended {
        Some(seconds) => println!("  append             {seconds:>8.3} s (the median of the last nights)"),
        None => println!("  append             not measured: the history was full already; remove its folder"),
    }
    let reached = bytes < 400_000_000 && shown < 1.0 && paged < 5.0 && !slow;
    Ok(if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Fills the history; the median of the last appends in seconds, where there were any.
fn filled(args: &Args) -> Result<Option<f64>, Box<dyn std::error::Error>> {
    let mut history = History::open(&args.folder)?;
    let mut there = 0;
    history.each(false, |_| {
        there += 1;
        Ok(())
    })?;
    let mut took = Vec::new();
    for number in there..args.nights {
        let night = night(number, args.scenarios);
        let start = Instant::now();
        history.append(&night)?;
        took.push(start.elapsed().as_secs_f64());
    }
    let mut last = took.split_off(took.len().saturating_sub(50));
    last.sort_by(f64::total_cmp);
    Ok(last.get(last.len() / 2).copied())
}

/// The best of three runs of `scalecheck history` with these arguments, in seconds.
fn best(folder: &Path, args: &[&str]) -> Result<f64, Box<dyn std::error::Error>> {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scalecheck"));
        command.arg("history").args(args).env("SCALECHECK_HOME", folder).stdout(Stdio::null());
        let start = Instant::now();
        let status = command.status()?;
        best = best.min(start.elapsed().as_secs_f64());
        if !status.success() {
            return Err(format!("history ended with {status}").into());
        }
    }
    Ok(best)
}

fn night(number: usize, scenarios: usize) -> Night {
    let day = jiff::Timestamp::from_second(1_760_000_000 + 86_400 * i64::try_from(number).unwrap_or(0));
    Night {
        started: day.map_or(String::new(), |day| day.to_string()),
        commit: Some(Commit { id: format!("{number:040x}"), changed: false }),
        machine: Machine { processor: "made up".into(), cores: 2, ..Machine::default() },
        version: env!("CARGO_PKG_VERSION").into(),
        scenarios: (0..scenarios).map(|scenario| measured(number, scenario)).collect(),
    }
}

fn measured(number: usize, scenario: usize) -> NightScenario {
    let slower = if scenario.is_multiple_of(50) && number > 200 { 1.4 } else { 1.0 };
    NightScenario {
        name: format!("suite-{:02}/scenario-{scenario:04}", scenario % 20),
        hash: "3f98f402b3ed22ee".repeat(4),
        ruling: Ruling::Met,
        satisfied: true,
        seconds: 3.25,
        series: vec![
            series(Metric::Time, number, scenario, |n| (0.002 + 1.3e-7 * n) * slower),
            series(Metric::Memory, number, scenario, |n| 9.0e6 + 61.0 * n),
        ],
    }
}

/// A wobble that repeats nowhere nearby, within 3%.
fn wobble(at: usize) -> f64 {
    1.0 + 0.06 * ((at as f64 * 0.618_033_988_75).fract() - 0.5)
}

fn series(metric: Metric, number: usize, scenario: usize, cost: impl Fn(f64) -> f64) -> NightSeries {
    let sizes = (0..SIZES).map(|i| (10.0 * 1e5f64.powf(i as f64 / (SIZES - 1) as f64)).round());
    let value = |n: f64, run: usize| cost(n) * wobble(number * 7919 + scenario * 104_729 + run * 31 + n as usize);
    let summary = |n: f64| SizeSummary {
        n,
        value: value(n, 0),
        low: (value(n, 0) * 0.99) as f32,
        high: (value(n, 0) * 1.01) as f32,
        runs: RUNS as u32,
    };
    let exponent = wobble(number * 31 + scenario);
    NightSeries {
        metric,
        input: None,
        ground: "process cpu ints seed 7".into(),
        class: Class::LINEAR,
        exponent: Interval { value: exponent, low: exponent - 0.02, high: exponent + 0.02 },
        fixed: 0.002,
        coefficient: 1.3e-7 * exponent,
        threshold: Some((30.0, Some(Interval { value: 2.3e8 * exponent, low: 2.2e8, high: 2.4e8 }))),
        samples: sizes.clone().map(|n| (0..RUNS).map(|run| value(n, run)).collect()).collect(),
        sizes: sizes.map(summary).collect(),
    }
}
