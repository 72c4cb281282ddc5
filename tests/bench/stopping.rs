//! Error rates of live rulings: the whole loop of planning, measuring, fitting, judging and stopping as soon as all is
//! decided, on simulated targets. A look after each round must not make wrong rulings likelier than stated.
//!
//! `cargo bench --bench stopping [-- --seeds 100]` prints a line a target and fails where more than 2% of true
//! declarations were ruled broken.
#![expect(clippy::print_stdout, reason = "it prints what it found")]

use std::process::ExitCode;

use clap::Parser;
use scalecheck::measure::Scripted;
use scalecheck::model::{Ruling, Scenario};
use scalecheck::pipeline::rehearse;
use scalecheck::scenario::{self, Overrides};

/// Counts wrong rulings of the whole loop on simulated targets.
#[derive(Parser)]
struct Args {
    /// Simulated runs per target and declaration
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// Name, true class, a full power less, seconds of CPU at n, noise of a trial.
type Simulated = (&'static str, &'static str, &'static str, fn(f64) -> f64, f64);

const TARGETS: &[Simulated] = &[
    ("constant", "1", "", |_| 0.02, 0.05),
    ("linear, quiet", "n", "1", |n| 0.002 + 5e-7 * n, 0.01),
    ("linear, noisy", "n", "1", |n| 0.002 + 5e-7 * n, 0.15),
    ("linear under start-up", "n", "1", |n| 0.02 + 2e-8 * n, 0.05),
    ("linear with a cache step", "n", "1", |n| 0.002 + 2e-7 * n * (1.0 + 2.0 / (1.0 + (3e4 / n).powf(1.5))), 0.03),
    ("n log n", "n log n", "1", |n| 0.002 + 3e-8 * n * n.log2(), 0.03),
    ("quadratic", "n^2", "n", |n| 0.01 + 4e-8 * n * n, 0.05),
    ("linear, then quadratic", "n^2", "1", |n| 0.002 + 1e-6 * n + 1e-11 * n * n, 0.03),
    ("exponential", "2^n", "n^3", |n| 0.005 + 1e-6 * 1.6f64.powf(n), 0.05),
];

fn main() -> ExitCode {
    let args = Args::parse();
    let mut worst = 0.0f64;
    println!("{:<28} {:<8} {:>6} {:>10} {:>7}", "target", "declared", "right", "undecided", "wrong");
    for (name, class, below, cost, noise) in TARGETS {
        for (declared, strict, right) in
            [(*class, false, Ruling::Met), (*class, true, Ruling::Met), (*below, false, Ruling::Broken)]
        {
            if declared.is_empty() {
                continue;
            }
            let scenario = simulated(declared, strict);
            let rulings: Vec<Ruling> = (0..args.seeds).map(|seed| rule(&scenario, seed, *cost, *noise)).collect();
            let share = |of: &dyn Fn(Ruling) -> bool| {
                100.0 * rulings.iter().filter(|r| of(**r)).count() as f64 / rulings.len() as f64
            };
            let wrong = share(&|ruling| ruling != right && ruling != Ruling::Undecided);
            let mark = if strict { " strict" } else { "" };
            println!(
                "{name:<28} {:<15} {:>5.0}% {:>8.0}% {wrong:>6.1}%",
                format!("{declared}{mark}"),
                share(&|ruling| ruling == right),
                share(&|ruling| ruling == Ruling::Undecided)
            );
            worst = worst.max(wrong);
        }
    }
    if worst > 2.0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn simulated(declared: &str, strict: bool) -> Scenario {
    let text = format!(
        "[target]\ncommand = [\"simulated\", \"{{n}}\"]\n[expect]\ntime = \"{declared}\"\n\
         [settings]\nbudget = \"20s\"\nstrict = {strict}\n"
    );
    scenario::parse(&text, "simulated.toml".as_ref(), "simulated", &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

fn rule(scenario: &Scenario, seed: u64, cost: fn(f64) -> f64, noise: f64) -> Ruling {
    let mut target = Scripted::new(seed, cost).noise(noise);
    let evidence = rehearse(scenario, &mut target).unwrap_or_else(|error| panic!("{error}"));
    evidence.verdicts[0].ruling
}
