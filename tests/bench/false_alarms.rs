//! How often does a comparison of a scenario with itself find a change? Apart (two runs, one after the other, compared as
//! `compare` does) and paired (one run of interleaved rounds), with a busy loop on another core.
//!
//! `cargo bench --bench false_alarms [-- --times 200] [--only apart|paired] [--record FILE] [--idle]`
//!
//! Every comparison is appended to the record file as it falls (default `target/false-alarms.jsonl`); the same command
//! goes on where an earlier one ended. What two runs on this machine differ by is measured first, as `compare --null`
//! does, so that costs of separate runs may fail too. A false alarm is any verdict of better or worse, whether it would
//! fail a build or not. It fails where more than 1 in 100 comparisons apart, or 1 in 200 paired ones, gave one.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it starts programs, reads the clock and prints what it found"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use busy::Busy;
use clap::Parser;
use found::found;
use record::Record;
use scalecheck::compare::Terms;
use scalecheck::model::{Comparison, Evidence, Scenario};
use scalecheck::pipeline;
use scalecheck::scenario::{self, Overrides};
use serde_json::json;

mod busy;
mod found;
mod record;
mod scratch;

/// Compares scenarios with themselves and counts what is found.
#[derive(Parser)]
struct Args {
    /// Comparisons of each kind
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Only this kind: apart or paired
    #[arg(long)]
    only: Option<String>,
    /// Where comparisons are kept
    #[arg(long, default_value = "target/false-alarms.jsonl")]
    record: PathBuf,
    /// No busy loop beside
    #[arg(long)]
    idle: bool,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// Name, target and input, the class of its time: programs of several kinds, in turns.
const SCENARIOS: &[(&str, &str, &str)] = &[
    ("sort", "command = [\"sort\", \"-n\", \"{input}\"]\n[input]\ngenerate = \"ints\"", "n log n"),
    ("sum", "command = [\"awk\", \"{s += $1} END {print s}\", \"{input}\"]\n[input]\ngenerate = \"ints\"", "n"),
    (
        "set",
        "command = [\"perl\", \"-e\", \"$s{$_ * 7919 % 65537} = 1 for 1 .. shift; print scalar keys %s\", \"{n}\"]",
        "n",
    ),
    (
        "pairs",
        "command = [\"perl\", \"-e\", \"$n = sqrt(shift) * 8; for $i (1 .. $n) { $s += $_ for 1 .. $i }\", \"{n}\"]",
        "n",
    ),
];

/// Each kind, with how many of 200 may be false alarms.
const KINDS: [(&str, usize); 2] = [("apart", 2), ("paired", 1)];

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let args = Args::parse();
    let mut record = Record::open(&args.record)?;
    let busy = Busy::start(!args.idle);
    let floor = floor(&mut record)?;
    for number in 0..args.times {
        for (kind, _) in KINDS {
            let wanted = args.only.as_ref().is_none_or(|only| only == kind);
            if wanted && record.of("kind", kind).count() <= number {
                compare(kind, number, floor, &mut record)?;
            }
        }
    }
    drop(busy);
    Ok(if print(&record) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// By how much two runs of one thing differ here: what an earlier call found, else measured now.
fn floor(record: &mut Record) -> Result<f64, Box<dyn std::error::Error>> {
    if let Some(floor) = record.of("kind", "floor").find_map(|line| line["floor"].as_f64()) {
        return Ok(floor);
    }
    let scenario = scenario(0, "60s")?;
    let control =
        scratch::fresh(|start| pipeline::null(&scenario, start, &mut ()))?.null.ok_or("no floor could be measured")?;
    println!("two runs differ by up to {:.1}%", 100.0 * control.floor);
    record.add(json!({ "kind": "floor", "floor": control.floor }))?;
    Ok(control.floor)
}

/// One comparison, kept.
fn compare(kind: &str, number: usize, floor: f64, record: &mut Record) -> Result<(), Box<dyn std::error::Error>> {
    let (start, name) = (Instant::now(), SCENARIOS[number % SCENARIOS.len()].0);
    let (comparisons, sides) = if kind == "paired" { paired(number)? } else { apart(number, floor)? };
    let mut alarms: Vec<String> = comparisons.iter().flat_map(found).collect();
    alarms.dedup();
    let caveats: Vec<&str> = comparisons[0].caveats.iter().map(|caveat| caveat.text.as_str()).collect();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{kind:<7} {seconds:>5.1} s  {name:<6} {}",
        if alarms.is_empty() { "-".into() } else { alarms.join("; ") }
    );
    record.add(json!({
        "kind": kind,
        "scenario": name,
        "seconds": seconds,
        "alarms": alarms,
        "fails": comparisons.iter().any(Comparison::regressed),
        "caveats": caveats,
    }))?;
    let name = format!("{kind}-{number}");
    if alarms.is_empty() { Ok(()) } else { scratch::keep(&record.path, &name, sides.each_ref().map(Option::as_ref)) }
}

/// What was found on one or several terms, and the sides that it was found on.
type Found = (Vec<Comparison>, [Option<Evidence>; 2]);

/// Two runs, compared with the measured floor and without one.
fn apart(number: usize, floor: f64) -> Result<Found, Box<dyn std::error::Error>> {
    let scenario = scenario(number, "2s")?;
    let (old, new) = (scalecheck::run(&scenario)?, scalecheck::run(&scenario)?);
    let terms = [Some(floor), None].map(|floor| Terms { floor, ..Terms::default() });
    let comparisons = terms.iter().map(|terms| pipeline::compare(&old, &new, terms)).collect();
    Ok((comparisons, [Some(old), Some(new)]))
}

/// One run of interleaved rounds.
fn paired(number: usize) -> Result<Found, Box<dyn std::error::Error>> {
    let scenario = scenario(number, "4s")?;
    let compared = scratch::fresh(|start| pipeline::paired(&scenario, &scenario, start, &mut ()))?;
    Ok((vec![compared.comparison], [compared.old, compared.new]))
}

fn scenario(number: usize, budget: &str) -> Result<Scenario, Box<dyn std::error::Error>> {
    let (name, target, class) = SCENARIOS[number % SCENARIOS.len()];
    let text = format!(
        "[target]\n{target}\n[sizes]\nfrom = 100\nto = \"100k\"\n[expect]\ntime = \"{class}\"\n[settings]\nbudget = \"{budget}\"\n"
    );
    scenario::parse(&text, "false-alarms.toml".as_ref(), name, &Overrides::default())
        .map_err(|faults| faults.render(false).into())
}

/// Prints the figures; whether they are as they must be.
fn print(record: &Record) -> bool {
    let mut reached = true;
    for (kind, most) in KINDS {
        let lines: Vec<_> = record.of("kind", kind).collect();
        let false_ones =
            lines.iter().filter(|line| line["alarms"].as_array().is_some_and(|all| !all.is_empty())).count();
        let failing = lines.iter().filter(|line| line["fails"] == true).count();
        println!(
            "{kind:<7} {} comparisons, {false_ones} false alarms, {failing} of them would fail a build",
            lines.len()
        );
        for alarm in lines.iter().filter_map(|line| line["alarms"].as_array()).flatten() {
            println!("  {}", alarm.as_str().unwrap_or_default());
        }
        reached &= false_ones * 200 <= most * lines.len().max(200);
    }
    reached
}
