//! How long comparing takes: a thousand scenarios before and after, as `compare OLD NEW` reads them from two folders.
//!
//! `cargo bench --bench comparing [-- --pairs 1000] [--folder target/comparing]`
//!
//! The evidence comes from twenty simulated runs a side and is kept in the folder. It fails where five seconds pass.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it starts the command, reads the clock and prints what it found"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use clap::Parser;
use scalecheck::archive;
use scalecheck::measure::Scripted;
use scalecheck::model::Evidence;
use scalecheck::pipeline::rehearse;
use scalecheck::scenario::{self, Overrides};

/// Measures how long many pairs take.
#[derive(Parser)]
struct Args {
    /// How many scenarios each side has
    #[arg(long, default_value_t = 1000)]
    pairs: usize,
    /// Where the evidence is kept
    #[arg(long, default_value = "target/comparing")]
    folder: PathBuf,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// Runs that differ; the other scenarios are copies under names of their own.
const DIFFERENT: usize = 20;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args = Args::parse();
    let (old, new) = (args.folder.join("old"), args.folder.join("new"));
    for (side, seed) in [(&old, 0), (&new, 1000)] {
        fill(side, seed, args.pairs)?;
    }
    let bytes = std::fs::metadata(folder_of(&old, 0).join(archive::EVIDENCE_FILE))?.len();
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scalecheck"));
        command.arg("compare").args([&old, &new]).stdout(Stdio::null());
        let start = Instant::now();
        let status = command.status()?;
        best = best.min(start.elapsed().as_secs_f64());
        if !matches!(status.code(), Some(0 | 1)) {
            return Err(format!("compare ended with {status}").into());
        }
    }
    println!("{} pairs of {:.0} kB each side: {best:.2} s (the best of three)", args.pairs, bytes as f64 / 1e3);
    Ok(if best < 5.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One side's folder, with what is missing.
fn fill(side: &Path, seed: usize, pairs: usize) -> Result<(), Box<dyn Error>> {
    if folder_of(side, pairs - 1).exists() {
        return Ok(());
    }
    let runs: Vec<Evidence> = (0..DIFFERENT).map(|run| simulated((seed + run) as u64)).collect::<Result<_, _>>()?;
    for number in 0..pairs {
        let mut evidence = runs[number % DIFFERENT].clone();
        evidence.scenario.name = name(number);
        archive::save(&folder_of(side, number), &evidence)?;
    }
    Ok(())
}

fn simulated(seed: u64) -> Result<Evidence, Box<dyn Error>> {
    let text = "[target]\ncommand = [\"scripted\", \"{n}\"]\n[expect]\ntime = \"n\"\n[settings]\nrounds = 10\n\
                [scale]\nproduction = \"5k\"\npeak = \"1m\"\ntime_budget = \"30s\"\n";
    let scenario = scenario::parse(text, "scripted.toml".as_ref(), "scripted", &Overrides::default())
        .map_err(|faults| faults.render(false))?;
    Ok(rehearse(&scenario, &mut Scripted::new(seed, |n| 0.01 + 1e-6 * n).noise(0.03))?)
}

fn name(number: usize) -> String {
    format!("suite-{:02}/scenario-{number:04}", number % 20)
}

fn folder_of(side: &Path, number: usize) -> PathBuf {
    side.join(name(number))
}
