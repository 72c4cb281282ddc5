//! How often are rulings right? Rules on every scenario of a folder many times over, with a busy loop on another
//! core, and counts right, undecided and wrong ones.
//!
//! `tests/rulings/functions` holds functions of every language, for the same question.
//!
//! `cargo bench --bench rulings -- scenarios [--times 20] [--profile quick] [--record FILE] [--filter TEXT] [--idle]`
//!
//! Every ruling is appended to the record file as it falls (default `target/rulings.jsonl`); the same command goes on
//! where an earlier one ended.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it starts programs, reads the clock and prints what it found"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use busy::Busy;
use clap::Parser;
use record::Record;
use scalecheck::model::{Evidence, Metric, Ruling, Scenario};
use scalecheck::scenario::{self, Overrides, Profile};
use serde_json::{Value, json};

mod busy;
mod record;

/// Rules on every scenario many times over and counts how often that is right.
#[derive(Parser)]
struct Args {
    /// Folder of scenarios; what they declare is taken for the truth
    #[arg(default_value = "scenarios")]
    folder: PathBuf,
    /// Rulings per scenario
    #[arg(long, default_value_t = 20)]
    times: usize,
    /// Profile of the runs
    #[arg(long, default_value = "quick")]
    profile: String,
    /// Where rulings are kept
    #[arg(long, default_value = "target/rulings.jsonl")]
    record: PathBuf,
    /// Only scenarios whose name holds this
    #[arg(long)]
    filter: Vec<String>,
    /// No busy loop beside
    #[arg(long)]
    idle: bool,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let profile = Profile::named(&args.profile).ok_or("the profile is quick or nightly")?;
    let overrides = Overrides { profile, ..Overrides::default() };
    let mut scenarios = Vec::new();
    for found in scenario::discover(std::slice::from_ref(&args.folder), &args.filter)? {
        scenarios.push(scenario::load(&found.path, &found.name, &overrides)?);
    }
    let mut record = Record::open(&args.record)?;
    let busy = Busy::start(!args.idle);
    for _ in 0..args.times {
        for scenario in &scenarios {
            if of(&record, scenario).len() < args.times {
                record.add(rule(scenario)?)?;
            }
        }
    }
    drop(busy);
    print(&record, &scenarios);
    Ok(())
}

/// One run of one scenario.
fn rule(scenario: &Scenario) -> Result<Value, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let evidence = scalecheck::run(scenario)?;
    let seconds = start.elapsed().as_secs_f64();
    let outcome = outcome(&evidence);
    println!("{:<10} {:>6.2} s  {}", outcome, seconds, scenario.name);
    Ok(json!({
        "scenario": scenario.name,
        "hash": scenario.hash,
        "outcome": outcome,
        "seconds": seconds,
        "own": seconds - evidence.target_time.as_secs_f64(),
        "details": evidence.verdicts.iter().map(|v| format!("{} {} {}: {:?}", v.metric, v.declared, v.ruling.name(), v.because)).collect::<Vec<_>>(),
    }))
}

/// Right, undecided, wrong, or failed, over all expectations and limits.
fn outcome(evidence: &Evidence) -> &'static str {
    let growth = evidence.verdicts.iter().map(|v| (&v.metric, v.ruling));
    let limits = evidence.limits.iter().map(|v| (&v.metric, v.ruling));
    let mut worst: BTreeMap<&Metric, Ruling> = BTreeMap::new();
    for (metric, ruling) in growth.chain(limits) {
        let so_far = worst.entry(metric).or_insert(ruling);
        *so_far = ruling.max(*so_far);
    }
    let told = |wanted: fn(&Metric, Ruling, bool) -> bool| {
        worst.iter().any(|(metric, ruling)| wanted(metric, *ruling, evidence.scenario.expect_broken.contains(metric)))
    };
    if matches!(evidence.outcome.ruling, Ruling::Failed | Ruling::Skipped) {
        evidence.outcome.ruling.name()
    } else if told(|_, ruling, broken| (ruling == Ruling::Broken) != broken && ruling != Ruling::Undecided) {
        "wrong"
    } else if told(|_, ruling, _| ruling == Ruling::Undecided) {
        "undecided"
    } else {
        "right"
    }
}

/// The rulings on this very scenario.
fn of<'a>(record: &'a Record, scenario: &'a Scenario) -> Vec<&'a Value> {
    record.of("scenario", &scenario.name).filter(|ruling| ruling["hash"] == scenario.hash.as_str()).collect()
}

fn print(record: &Record, scenarios: &[Scenario]) {
    println!("\n{:<34} {:>5} {:>9} {:>5} {:>6}  median s", "scenario", "right", "undecided", "wrong", "other");
    for scenario in scenarios {
        let rulings = of(record, scenario);
        let count = |outcome: &str| rulings.iter().filter(|r| r["outcome"] == outcome).count();
        let (right, undecided, wrong) = (count("right"), count("undecided"), count("wrong"));
        let mut seconds: Vec<f64> = rulings.iter().filter_map(|r| r["seconds"].as_f64()).collect();
        seconds.sort_by(f64::total_cmp);
        let median = seconds.get(seconds.len() / 2).copied().unwrap_or(0.0);
        let other = rulings.len() - right - undecided - wrong;
        println!("{:<34} {right:>5} {undecided:>9} {wrong:>5} {other:>6}  {median:.2}", scenario.name);
    }
    let sum = |key: &str| -> f64 {
        let rulings = scenarios.iter().flat_map(|scenario| of(record, scenario));
        rulings.filter_map(|ruling| ruling[key].as_f64()).sum()
    };
    println!("all but targets running and waiting: {:.1}% of the time", 100.0 * sum("own") / sum("seconds"));
}
