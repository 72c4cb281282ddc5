//! How often does a paired comparison find a change that is one? Three are planted in a program whose cost is known to
//! the turn of a loop, and each is looked for many times over.
//!
//! `cargo bench --bench power [-- --times 100] [--only cost|term|log] [--record FILE]`
//!
//! Every comparison is appended to the record file as it falls (default `target/power.jsonl`); the same command goes on
//! where an earlier one ended. Of what was missed the evidence is kept beside it. It fails where a change was found, within its 60 seconds, less often than it must be.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it starts programs, reads the clock and prints what it found"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Parser;
use found::{found, interval};
use record::Record;
use scalecheck::model::{Change, Comparison, MetricChange, Scenario};
use scalecheck::pipeline;
use scalecheck::scenario::{self, Overrides};
use serde_json::{Value, json};

mod found;
mod record;
mod scratch;

/// Seconds within which a change must be found: what comes later counts as missed.
const WITHIN: f64 = 60.0;

/// Looks for planted changes and counts how many are found.
#[derive(Parser)]
struct Args {
    /// Comparisons per change
    #[arg(long, default_value_t = 100)]
    times: usize,
    /// Only this change
    #[arg(long)]
    only: Option<String>,
    /// Where comparisons are kept
    #[arg(long, default_value = "target/power.jsonl")]
    record: PathBuf,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// A change: turns of the loop before and after, as FIXED EACH SQUARE LOG of `planted.c`, and how it must be found.
struct Planted {
    name: &'static str,
    says: &'static str,
    old: &'static str,
    new: &'static str,
    expect: &'static str,
    found: fn(&Comparison) -> bool,
    /// Of 100.
    least: usize,
}

const PLANTED: &[Planted] = &[
    Planted {
        name: "cost",
        says: "10% more of everything, on a command of 10 ms",
        old: "6000000 4 0 0",
        new: "6600000 4.4 0 0",
        expect: "time = \"O(n)\"",
        found: |comparison| {
            metric(comparison, "time").and_then(|m| m.constant).is_some_and(|c| c.change == Change::Worse)
        },
        least: 95,
    },
    Planted {
        name: "term",
        says: "a quadratic term more, which is 5% of the cost at the largest size",
        old: "100000 16 0 0",
        new: "100000 16 8.05e-7 0",
        expect: "time = \"O(n)\"",
        found: |comparison| metric(comparison, "time").is_some_and(|m| m.growth.change == Change::Worse),
        least: 95,
    },
    Planted {
        name: "log",
        says: "O(n) to O(n log n), of equal cost at the largest size, by counts of instructions",
        old: "100000 10 0 0",
        new: "100000 0 0 0.5",
        expect: "instructions = \"O(n)\"",
        found: |comparison| metric(comparison, "instructions").is_some_and(|m| m.growth.change == Change::Worse),
        least: 100,
    },
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args = Args::parse();
    let mut record = Record::open(&args.record)?;
    let folder = tempfile::tempdir()?;
    let program = compile(folder.path())?;
    for number in 0..args.times {
        for planted in PLANTED {
            let wanted = args.only.as_ref().is_none_or(|only| only == planted.name);
            if wanted && record.of("change", planted.name).count() <= number {
                look(planted, &program, &mut record)?;
            }
        }
    }
    Ok(if print(&record) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn compile(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/planted.c");
    let program = folder.join("planted");
    let status = Command::new("cc").args(["-O2", "-static", "-o"]).arg(&program).arg(source).arg("-lm").status()?;
    if status.success() { Ok(program) } else { Err("cc can't compile tests/bench/planted.c".into()) }
}

/// One paired comparison, kept.
fn look(planted: &Planted, program: &Path, record: &mut Record) -> Result<(), Box<dyn Error>> {
    let (old, new) = (side(planted, program, planted.old)?, side(planted, program, planted.new)?);
    let start = Instant::now();
    let compared = scratch::fresh(|start| pipeline::paired(&old, &new, start, &mut ()))?;
    let seconds = start.elapsed().as_secs_f64();
    let comparison = compared.comparison;
    let seen = (planted.found)(&comparison) && seconds <= WITHIN;
    println!(
        "{} {seconds:>5.1} s  {:<5} {}",
        if seen { "found " } else { "missed" },
        planted.name,
        found(&comparison).join("; ")
    );
    record.add(json!({
        "change": planted.name,
        "found": seen,
        "seconds": seconds,
        "shown": found(&comparison),
        "metrics": comparison.metrics.iter().map(figures).collect::<Vec<_>>(),
        "caveats": comparison.caveats.iter().map(|caveat| caveat.text.as_str()).collect::<Vec<_>>(),
        "rounds": compared.new.as_ref().map(|new| new.record.samples.iter().map(|s| s.trial.round).max()),
    }))?;
    let name = format!("{}-{}", planted.name, record.of("change", planted.name).count());
    if seen { Ok(()) } else { scratch::keep(&record.path, &name, [compared.old.as_ref(), compared.new.as_ref()]) }
}

/// What a miss is looked into by.
fn figures(change: &MetricChange) -> String {
    let ratio = change.constant.map(|c| interval(&c.ratio)).unwrap_or_default();
    let (shift, late) = (interval(&change.growth.shift), interval(&change.growth.late));
    let sizes: Vec<f64> = change.points.iter().map(|point| point.n).collect();
    format!("{}: ratio {ratio}, shift {shift}, late {late}, at {sizes:?}", change.metric)
}

fn side(planted: &Planted, program: &Path, turns: &str) -> Result<Scenario, Box<dyn Error>> {
    let mut command = vec![program.to_string_lossy().into_owned(), "{n}".to_string()];
    command.extend(turns.split(' ').map(String::from));
    let text = format!(
        "[target]\ncommand = {command:?}\n[sizes]\nfrom = 1000\nto = \"1m\"\n[expect]\n{}\n[settings]\nbudget = \"60s\"\n",
        planted.expect
    );
    scenario::parse(&text, "power.toml".as_ref(), planted.name, &Overrides::default())
        .map_err(|faults| faults.render(false).into())
}

fn metric<'a>(comparison: &'a Comparison, name: &str) -> Option<&'a MetricChange> {
    comparison.metrics.iter().find(|change| change.metric.name() == name)
}

/// Prints the figures; whether they are as they must be.
fn print(record: &Record) -> bool {
    let mut reached = true;
    for planted in PLANTED {
        let lines: Vec<_> = record.of("change", planted.name).collect();
        let in_time = |line: &Value| line["seconds"].as_f64().is_some_and(|seconds| seconds <= WITHIN);
        let found = lines.iter().filter(|line| line["found"] == true && in_time(line)).count();
        let mut seconds: Vec<f64> = lines.iter().filter_map(|line| line["seconds"].as_f64()).collect();
        seconds.sort_by(f64::total_cmp);
        let (median, longest) = (seconds.get(seconds.len() / 2), seconds.last());
        println!(
            "found {found} of {}, median {:.1} s, longest {:.1} s: {}",
            lines.len(),
            median.unwrap_or(&0.0),
            longest.unwrap_or(&0.0),
            planted.says
        );
        reached &= found * 100 >= planted.least * lines.len();
    }
    reached
}
