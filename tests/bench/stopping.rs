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

/// A target that is simulated.
struct Simulated {
    name: &'static str,
    /// The true class.
    class: &'static str,
    /// A full power less, which is to be broken.
    below: &'static str,
    /// Seconds of processor time at n.
    cost: fn(f64) -> f64,
    /// Standard deviation of a trial's logarithm.
    noise: f64,
    /// Bytes held at n.
    memory: fn(f64) -> f64,
}

const fn target(
    (name, class, below): (&'static str, &'static str, &'static str),
    cost: fn(f64) -> f64,
    noise: f64,
) -> Simulated {
    Simulated { name, class, below, cost, noise, memory: |_| 1e6 }
}

/// From 2 MiB on, 30,000 items of 64 bytes, an item costs up to three times as much.
const CACHES: Simulated = Simulated {
    memory: |n| 1e6 + 64.0 * n,
    ..target(
        ("linear with a cache step", "n", "1"),
        |n| 0.002 + 2e-7 * n * (1.0 + 2.0 / (1.0 + (3e4 / n).powf(1.5))),
        0.03,
    )
};

const TARGETS: &[Simulated] = &[
    target(("constant", "1", ""), |_| 0.02, 0.05),
    target(("linear, quiet", "n", "1"), |n| 0.002 + 5e-7 * n, 0.01),
    target(("linear, noisy", "n", "1"), |n| 0.002 + 5e-7 * n, 0.15),
    target(("linear under start-up", "n", "1"), |n| 0.02 + 2e-8 * n, 0.05),
    CACHES,
    target(("n log n", "n log n", "1"), |n| 0.002 + 3e-8 * n * n.log2(), 0.03),
    target(("quadratic", "n^2", "n"), |n| 0.01 + 4e-8 * n * n, 0.05),
    target(("linear, then quadratic", "n^2", "1"), |n| 0.002 + 1e-6 * n + 1e-11 * n * n, 0.03),
    target(("exponential", "2^n", "n^3"), |n| 0.005 + 1e-6 * 1.6f64.powf(n), 0.05),
];

fn main() -> ExitCode {
    let args = Args::parse();
    let mut worst = 0.0f64;
    println!("{:<28} {:<8} {:>6} {:>10} {:>7}", "target", "declared", "right", "undecided", "wrong");
    for target in TARGETS {
        let Simulated { name, class, below, .. } = target;
        for (declared, strict, right) in
            [(*class, false, Ruling::Met), (*class, true, Ruling::Met), (*below, false, Ruling::Broken)]
        {
            if declared.is_empty() {
                continue;
            }
            let scenario = simulated(declared, strict);
            let rulings: Vec<Ruling> = (0..args.seeds).map(|seed| rule(&scenario, seed, target)).collect();
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

fn rule(scenario: &Scenario, seed: u64, target: &Simulated) -> Ruling {
    let mut script = Scripted::new(seed, target.cost).noise(target.noise).memory(target.memory);
    let evidence = rehearse(scenario, &mut script).unwrap_or_else(|error| panic!("{error}"));
    evidence.verdicts[0].ruling
}
