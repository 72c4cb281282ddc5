//! Whether a harness tells of a function what the language's own tool tells: timeit, Google Benchmark, criterion; and
//! what a harness itself costs.
//!
//! `cargo bench --bench own_tools [-- --pairs 15] [--filter TEXT] [--check]`
//!
//! Both time the same function on fresh copies of the same inputs, as many calls a batch, in a new process, by CPU time,
//! the median of some batches after others that warm up. They take turns, and who is first changes from pair to pair.
//! Demanded (`--check` exits 1 else): the 95% interval of the ratio lies within 5% of 1, a round trip takes less than
//! 1 ms, and reading the clocks less than 1% of the shortest batch.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it starts programs and prints what it found"
)]

#[path = "../own_tools/by_criterion.rs"]
mod by_criterion;
#[expect(unreachable_pub, reason = "the harness calls it from another crate")]
#[path = "../own_tools/functions.rs"]
mod functions;
#[path = "../own_tools/round_trips.rs"]
mod round_trips;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use scalecheck::input::Store;
use scalecheck::measure::{Bench, Executor};
use scalecheck::model::{Bytes, Metric, Scenario, Size, Trial};
use scalecheck::scenario::{self, Overrides};
use scalecheck::stats::student;

type Fault = Box<dyn std::error::Error>;

/// Items of an input.
const N: u64 = 1000;
/// Trials of a harness, after one that warms up; each is the median of five batches.
const TRIALS: u32 = 6;
/// Batches of which a tool's median is taken; as many come before, to warm up.
const BATCHES: usize = 30;

/// Compares the harnesses with the tools that the languages have of their own.
#[derive(Parser)]
struct Args {
    /// Pairs for each language
    #[arg(long, default_value_t = 15)]
    pairs: u64,
    /// Only languages whose name holds this
    #[arg(long, default_value = "")]
    filter: String,
    /// Exit 1 where a figure misses its aim
    #[arg(long)]
    check: bool,
    /// Be criterion, in a process of its own: bundle, inputs, calls, batches, folder
    #[arg(long, hide = true, num_args = 5)]
    criterion: Option<Vec<String>>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// A language's own tool.
struct Tool {
    name: &'static str,
    function: &'static str,
    /// What is to be built for it, in the folder of this benchmark; `{}` is where.
    build: &'static str,
    time: fn(&Batch, &Path) -> Result<f64, Fault>,
}

/// What a tool has to do.
struct Batch {
    bundle: PathBuf,
    inputs: u64,
    calls: u64,
}

const TOOLS: [Tool; 3] = [
    Tool { name: "timeit", function: "python:functions.py:dedupe", build: "", time: by_timeit },
    Tool {
        name: "Google Benchmark",
        function: "cpp:functions.cpp:sort_items",
        build: "c++ -O2 -o {} by_google_benchmark.cpp functions.cpp -lbenchmark -lpthread",
        time: by_google_benchmark,
    },
    Tool { name: "criterion", function: "rust:functions.rs:sort_items", build: "", time: by_criterion },
];

fn main() -> Result<ExitCode, Fault> {
    let args = Args::parse();
    if let Some([bundle, inputs, calls, batches, scratch]) = args.criterion.as_deref() {
        by_criterion::print(bundle.as_ref(), inputs.parse()?, calls.parse()?, batches.parse()?, scratch.as_ref())?;
        return Ok(ExitCode::SUCCESS);
    }
    let scratch = tempfile::tempdir()?;
    let mut good = round_trips::print(&args.filter, scratch.path());
    for tool in TOOLS.iter().filter(|tool| tool.function.contains(&args.filter)) {
        match tool.built(scratch.path()) {
            Err(reason) => println!("{}: left out, for it can't be built: {reason}", tool.name),
            Ok(()) => good &= tool.compare(args.pairs, scratch.path())?,
        }
    }
    Ok(if good || !args.check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own_tools")
}

/// The program that Google Benchmark's helper becomes.
fn helper(scratch: &Path) -> PathBuf {
    scratch.join("helper")
}

impl Tool {
    fn built(&self, scratch: &Path) -> Result<(), String> {
        if self.build.is_empty() {
            return Ok(());
        }
        let command = self.build.replace("{}", &helper(scratch).to_string_lossy());
        said(Command::new("sh").args(["-c", &command])).map(drop).map_err(|fault| fault.to_string())
    }

    /// Measures so many pairs and prints the ratio; whether it is as near to 1 as demanded.
    fn compare(&self, pairs: u64, scratch: &Path) -> Result<bool, Fault> {
        let text = format!("[target]\nfunction = {:?}\n[input]\ngenerate = \"ints\"\n", self.function);
        let scenario = scenario::parse(&text, &folder().join("own.toml"), self.name, &Overrides::default())?;
        let mut store = Store::open(&scratch.join("inputs"), Bytes(1 << 30))?;
        // Only to learn how many calls make a batch.
        let (_, calls) = Pair::new(&scenario, 0, &mut store, scratch)?.ours()?;
        let mut times = Vec::new();
        for seed in 1..=pairs {
            times.push(Pair::new(&scenario, seed, &mut store, scratch)?.measured(calls, self)?);
        }
        let [low, ratio, high] = interval(&times);
        let of = |which: fn(&[f64; 2]) -> f64| times.iter().map(which).sum::<f64>() / pairs as f64 / 1e3;
        println!(
            "{:<30} harness {:.2} us, {} {:.2} us a call, {pairs} pairs of batches of {calls}: {ratio:.3} [{low:.3}, {high:.3}]",
            self.function,
            of(|pair| pair[0]),
            self.name,
            of(|pair| pair[1])
        );
        Ok(low >= 0.95 && high <= 1.05)
    }
}

/// A harness and a tool on the same inputs.
struct Pair<'a> {
    bench: Bench,
    seed: u64,
    scenario: Scenario,
    store: &'a mut Store,
    scratch: &'a Path,
}

impl Pair<'_> {
    fn new<'a>(scenario: &Scenario, seed: u64, store: &'a mut Store, scratch: &'a Path) -> Result<Pair<'a>, Fault> {
        let scenario = Scenario { seed, ..scenario.clone() };
        Ok(Pair { bench: Bench::start(&scenario, scratch)?, seed, scenario, store, scratch })
    }

    /// CPU time of a call in ns, by the harness and by the tool.
    fn measured(mut self, calls: u64, tool: &Tool) -> Result<[f64; 2], Fault> {
        if self.seed.is_multiple_of(2) {
            let (ours, _) = self.ours()?;
            return Ok([ours, self.theirs(calls, tool)?]);
        }
        let theirs = self.theirs(calls, tool)?;
        Ok([self.ours()?.0, theirs])
    }

    /// By the harness, and how many calls it made in a batch.
    fn ours(&mut self) -> Result<(f64, u64), Fault> {
        self.bench.setup()?;
        let (bundle, _) = self.bundle()?;
        let (mut times, mut batch) = (Vec::new(), 0);
        for round in 0..=TRIALS {
            let sample = self.bench.measure(&trial(round)?, Some(&bundle));
            let value = |metric: &Metric| sample.readings.value(metric).ok_or("the harness gave no time");
            times.push(value(&Metric::Cpu)? * 1e9);
            batch = value(&Metric::counter("trial.calls"))? as u64 / 5;
        }
        Ok((median(&mut times[1..]), batch))
    }

    /// By the tool, on the same inputs.
    fn theirs(&mut self, calls: u64, tool: &Tool) -> Result<f64, Fault> {
        let (bundle, inputs) = self.bundle()?;
        (tool.time)(&Batch { bundle, inputs, calls }, self.scratch)
    }

    fn bundle(&mut self) -> Result<(PathBuf, u64), Fault> {
        let trial = trial(0)?;
        let wanted = self.bench.wanted(&trial).ok_or("a function wants several inputs")?;
        let input = &self.scenario.inputs[0];
        Ok((self.store.bundle(input, &self.scenario.folder, trial.size, wanted.seed, wanted.count)?, wanted.count))
    }
}

fn trial(round: u32) -> Result<Trial, Fault> {
    Ok(Trial { size: Size::new(N).ok_or("N is a size")?, input: 0, round })
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The ratio's geometric mean, between the ends of its 95% interval by Student's t on the logarithms.
fn interval(times: &[[f64; 2]]) -> [f64; 3] {
    let logs: Vec<f64> = times.iter().map(|[ours, theirs]| (ours / theirs).ln()).collect();
    let count = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / count;
    let variance = logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let half = student::exceeded(0.025, count - 1.0) * (variance / count).sqrt();
    [mean - half, mean, mean + half].map(f64::exp)
}

fn by_timeit(batch: &Batch, _scratch: &Path) -> Result<f64, Fault> {
    let mut command = Command::new("python3");
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg("by_timeit.py");
    Ok(said(given(&mut command, batch).arg(BATCHES.to_string()))?.trim().parse()?)
}

fn by_google_benchmark(batch: &Batch, scratch: &Path) -> Result<f64, Fault> {
    let mut command = Command::new(helper(scratch));
    let json = said(given(&mut command, batch).arg((2 * BATCHES).to_string()).arg("--benchmark_format=json"))?;
    let json: serde_json::Value = serde_json::from_str(&json)?;
    let runs = json["benchmarks"].as_array().ok_or("it tells no benchmarks")?;
    let runs = runs.iter().filter(|run| run["run_type"] == "iteration");
    let mut times: Vec<f64> = runs.filter_map(|run| run["cpu_time"].as_f64()).skip(BATCHES).collect();
    if times.is_empty() { Err("it tells no times".into()) } else { Ok(median(&mut times)) }
}

fn by_criterion(batch: &Batch, scratch: &Path) -> Result<f64, Fault> {
    let mut command = Command::new(std::env::current_exe()?);
    given(command.arg("--criterion"), batch).arg(BATCHES.to_string()).arg(scratch.join("criterion"));
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    Ok(said.trim().lines().last().ok_or("it says nothing")?.parse()?)
}

fn given<'a>(command: &'a mut Command, batch: &Batch) -> &'a mut Command {
    command.arg(&batch.bundle).arg(batch.inputs.to_string()).arg(batch.calls.to_string())
}

/// What a program prints, run where the helpers are.
fn said(command: &mut Command) -> Result<String, Fault> {
    let output = command.current_dir(folder()).output()?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(words.lines().take(3).collect::<Vec<_>>().join("; ").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
