//! What measuring costs: 1,000 trials of a program that does nothing, by the bench and by hyperfine, in turns.
//!
//! `cargo bench --bench overhead [PAIRS]` prints the time of each and the median of the ratios. At most 1.15 is
//! demanded (`--check` exits 1 above), 1.0 is the aim.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "benchmarks start programs and read the clock")]

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use scalecheck::measure::{Bench, Executor};
use scalecheck::model::{Size, Trial};
use scalecheck::scenario;

const TRIALS: u32 = 1000;
const MOST: f64 = 1.15;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let pairs = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(9);
    if by_hyperfine(1).is_none() {
        eprintln!("hyperfine is not installed: nothing to compare with");
        return ExitCode::SUCCESS;
    }
    let workspace = tempfile::tempdir().expect("OK because a benchmark may stop: a scratch folder");
    by_bench(workspace.path(), 50);
    let mut ratios: Vec<f64> = (0..pairs).map(|pair| ratio(pair, workspace.path())).collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    println!("median of {pairs} pairs of {TRIALS} trials: {median:.3} (aim 1.0, at most {MOST})");
    let demanded = arguments.iter().any(|argument| argument == "--check");
    if demanded && median > MOST { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// One after the other; who is first changes from pair to pair.
fn ratio(pair: u32, workspace: &Path) -> f64 {
    let theirs = || by_hyperfine(TRIALS).expect("OK because main has tried it");
    let (ours, theirs) = if pair.is_multiple_of(2) {
        let ours = by_bench(workspace, TRIALS);
        (ours, theirs())
    } else {
        let theirs = theirs();
        (by_bench(workspace, TRIALS), theirs)
    };
    println!("scalecheck {ours:.3} s, hyperfine -N {theirs:.3} s: {:.3}", ours / theirs);
    ours / theirs
}

/// Seconds, from nothing running to nothing running.
fn by_bench(workspace: &Path, trials: u32) -> f64 {
    let text = "[target]\ncommand = [\"true\", \"{n}\"]\n[sizes]\nfrom = 10\nto = 1000\n";
    let scenario = scenario::parse(text, "noop.toml".as_ref(), "noop", &scenario::Overrides::default())
        .expect("OK because the text is fixed");
    let start = Instant::now();
    let mut bench = Bench::start(&scenario, workspace).expect("OK because a benchmark may stop: `true` is there");
    let size = Size::new(10).expect("OK because 10 is a size");
    for round in 0..trials {
        std::hint::black_box(bench.measure(&Trial { size, input: 0, round }, None));
    }
    drop(bench);
    start.elapsed().as_secs_f64()
}

/// The same by hyperfine; `None` where there is none.
fn by_hyperfine(runs: u32) -> Option<f64> {
    let mut command = Command::new("hyperfine");
    command.args(["-N", "--style", "none", "--runs", &runs.to_string(), "true 10"]);
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then(|| start.elapsed().as_secs_f64())
}
