//! Closed loop: programs whose class is known, measured live as a user would, and what the rulings made of them.
//!
//! `cargo bench --bench closed_loop [-- --times 1] [--record FILE] [--filter TEXT]`
//!
//! Each program is declared twice: as what it is, which must never be ruled broken, and as a full power less, which
//! must never be ruled met. For some only `undecided` is right: what is declared can't be told from what they do.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it starts programs, reads the clock and prints what it found"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Parser;
use record::Record;
use scalecheck::model::Ruling;
use scalecheck::scenario::{self, Overrides};
use serde_json::{Value, json};

mod record;

/// Measures programs of known class and counts right, undecided and wrong rulings.
#[derive(Parser)]
struct Args {
    /// Rulings per declaration
    #[arg(long, default_value_t = 1)]
    times: usize,
    /// Where rulings are kept; the same command goes on where an earlier one ended
    #[arg(long, default_value = "target/closed-loop.jsonl")]
    record: PathBuf,
    /// Only programs whose name holds this
    #[arg(long)]
    filter: Option<String>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is the hard part of a program, if any.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    /// Its cost per item grows with the memory hierarchy.
    Memory,
    /// Its start-up is a large part of its cost.
    StartUp,
    /// What is declared can't be told: only `undecided` is right.
    Open,
}

/// Name, command, sizes, what it is, a full power less (empty where there is none), the hard part.
type Program = (&'static str, &'static str, &'static str, &'static str, &'static str, Kind);

use Kind::{Memory, Open, Plain, StartUp};

const PROGRAMS: &[Program] = &[
    ("constant", "{work} constant {n}", "10..1m", "O(1)", "", Plain),
    ("digits", "{work} digits {n}", "10..1m", "O(log n)", "", Plain),
    ("divisors", "{work} divisors {n}", "10..1m", "O(sqrt n)", "O(1)", Plain),
    ("linear", "{work} linear {n}", "10..1m", "O(n)", "O(1)", Plain),
    ("scan", "{work} scan {n}", "1k..10m", "O(n)", "O(1)", Memory),
    ("gather", "{work} gather {n}", "1k..10m", "O(n)", "O(1)", Memory),
    ("chase", "{work} chase {n}", "1k..10m", "O(n)", "O(1)", Memory),
    ("hash-dedupe", "{work} hash-dedupe {n}", "1k..10m", "O(n)", "O(1)", Memory),
    ("transpose", "{work} transpose {n}", "1k..10m", "O(n)", "O(1)", Memory),
    ("copies", "{work} copies {n}", "1k..3m", "O(n)", "O(1)", Memory),
    ("histogram", "{work} histogram {n}", "10..1m", "O(n)", "O(1)", Plain),
    ("quicksort", "{work} quicksort {n}", "100..10m", "O(n log n)", "O(1)", Plain),
    ("heapsort", "{work} heapsort {n}", "100..3m", "O(n log n)", "O(1)", Memory),
    ("searches", "{work} searches {n}", "100..1m", "O(n log n)", "O(1)", Memory),
    ("blocks", "{work} blocks {n}", "100..1m", "O(n^1.5)", "O(sqrt n)", Plain),
    ("pairs", "{work} pairs {n}", "10..30k", "O(n^2)", "O(n)", Plain),
    ("insertion", "{work} insertion {n}", "10..100k", "O(n^2)", "O(n)", Plain),
    ("row-sorts", "{work} row-sorts {n}", "10..3k", "O(n^2 log n)", "O(n)", Plain),
    ("product", "{work} product {n}", "10..1k", "O(n^3)", "O(n^2)", Plain),
    ("subsets", "{work} subsets {n}", "5..40", "O(2^n)", "O(n^3)", Plain),
    ("fibonacci", "{work} fibonacci {n}", "5..60", "O(2^n)", "O(n^3)", Plain),
    ("permutations", "{work} permutations {n}", "3..14", "O(n!)", "O(n^3)", Plain),
    ("py-dedupe-list", "python3 work.py dedupe_list {n}", "10..10k", "O(n^2)", "O(n)", StartUp),
    ("py-dedupe-set", "python3 work.py dedupe_set {n}", "10..1m", "O(n)", "O(1)", Memory),
    ("py-sort", "python3 work.py sort {n}", "10..1m", "O(n log n)", "O(1)", Memory),
    ("py-insert-front", "python3 work.py insert_front {n}", "10..200k", "O(n^2)", "O(n)", StartUp),
    ("py-deque-front", "python3 work.py deque_front {n}", "10..1m", "O(n)", "O(1)", StartUp),
    ("py-join", "python3 work.py join {n}", "10..1m", "O(n)", "O(1)", StartUp),
    ("py-count-words", "python3 work.py count_words {n}", "10..1m", "O(n)", "O(1)", StartUp),
    ("py-fib", "python3 work.py fib {n}", "5..40", "O(2^n)", "O(n^3)", StartUp),
    ("sh-sort", "sort -n {input}", "10..1m", "O(n log n)", "O(1)", StartUp),
    ("sh-count", "wc -w {input}", "10..1m", "O(n)", "O(1)", StartUp),
    ("sh-sum", "awk '{s += $1} END {print s}' {input}", "10..1m", "O(n)", "O(1)", StartUp),
    ("sh-unique", "sort -u {input}", "10..1m", "O(n log n)", "O(1)", StartUp),
    ("small-sizes", "{work} linear {n}", "10..300", "O(n)", "O(1)", StartUp),
    ("erratic", "{work} erratic {n}", "1k..100k", "O(n)", "O(1)", Plain),
    ("open-interpreter", "python3 work.py tiny_loop {n}", "10..100k", "O(log n)", "", Open),
    ("open-other-work", "{work} settle {n}", "10..20k", "O(log n)", "", Open),
    ("open-small-sizes", "python3 work.py tiny_loop {n}", "10..300", "O(1)", "", Open),
    ("open-random-wait", "python3 work.py waits {n}", "10..100k", "O(sqrt n)", "", Open),
    ("open-short-quadratic", "{work} pairs {n}", "10k,10500,11k", "O(n)", "", Open),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/closed_loop");
    let work = compile(&folder)?;
    let mut record = Record::open(&args.record)?;
    for round in 0..args.times {
        for program in PROGRAMS {
            for declared in [program.3, program.4].into_iter().filter(|class| !class.is_empty()) {
                let key = format!("{} {declared} #{round}", program.0);
                let wanted = args.filter.as_ref().is_none_or(|text| key.contains(text.as_str()));
                if wanted && record.of("key", &key).next().is_none() {
                    record.add(rule(program, declared, &key, &folder, &work)?)?;
                }
            }
        }
    }
    print(&record.lines);
    let wrong = record.lines.iter().any(|ruling| ruling["outcome"] == "wrong" || ruling["outcome"] == "failed");
    if wrong { Err("some are wrong or failed".into()) } else { Ok(()) }
}

fn compile(folder: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let binary = std::env::temp_dir().join(format!("scalecheck-work-{}", std::process::id()));
    let status = Command::new("cc").args(["-O2", "-o"]).arg(&binary).arg(folder.join("work.c")).arg("-lm").status()?;
    if status.success() { Ok(binary) } else { Err("cc can't compile tests/closed_loop/work.c".into()) }
}

/// One live ruling, within ten seconds.
fn rule(
    program: &Program,
    declared: &str,
    key: &str,
    folder: &Path,
    work: &Path,
) -> Result<Value, Box<dyn std::error::Error>> {
    let (_, command, sizes, truth, _, kind) = program;
    let command = command.replace("{work}", &work.to_string_lossy());
    let argv: Vec<String> = shlex::split(&command).ok_or("the command splits")?;
    let input = if command.contains("{input}") { "[input]\ngenerate = \"ints\"\n" } else { "" };
    let text =
        format!("[target]\ncommand = {argv:?}\n{input}[expect]\ntime = {declared:?}\n[settings]\nbudget = \"10s\"\n");
    let overrides = Overrides { sizes: Some(scenario::parse_sizes(sizes)?), ..Overrides::default() };
    let scenario = scenario::parse(&text, &folder.join("work.toml"), program.0, &overrides)?;
    let start = Instant::now();
    let evidence = scalecheck::run(&scenario)?;
    let seconds = start.elapsed().as_secs_f64();
    let ruling = evidence.verdicts.first().map_or(Ruling::Failed, |verdict| verdict.ruling);
    let outcome = outcome(ruling, declared == *truth, *kind);
    println!("{outcome:<10} {seconds:>5.1} s  {key}: {}", ruling.name());
    let because = evidence.verdicts.first().map(|verdict| format!("{:?}", verdict.because));
    Ok(
        json!({ "key": key, "outcome": outcome, "ruling": ruling.name(), "seconds": seconds, "open": *kind == Open, "because": because }),
    )
}

fn outcome(ruling: Ruling, true_class: bool, kind: Kind) -> &'static str {
    match (ruling, true_class) {
        (Ruling::Undecided, _) if kind == Open => "right",
        (Ruling::Met | Ruling::Broken, _) if kind == Open => "wrong",
        (Ruling::Met, true) | (Ruling::Broken, false) => "right",
        (Ruling::Undecided, _) => "undecided",
        (Ruling::Met | Ruling::Broken, _) => "wrong",
        _ => "failed",
    }
}

fn print(rulings: &[Value]) {
    let count = |outcome: &str| rulings.iter().filter(|r| r["outcome"] == outcome).count();
    let closed: Vec<&Value> = rulings.iter().filter(|r| r["open"] == false).collect();
    let decided = closed.iter().filter(|r| r["ruling"] != "undecided").count();
    let mut seconds: Vec<f64> = rulings.iter().filter_map(|r| r["seconds"].as_f64()).collect();
    seconds.sort_by(f64::total_cmp);
    let at = |share: f64| seconds.get(((seconds.len() as f64 - 1.0) * share) as usize).copied().unwrap_or(0.0);
    println!(
        "\n{} rulings: {} right, {} undecided, {} wrong, {} failed; decided {:.1}% of what can be decided; median {:.1} s, longest {:.1} s",
        rulings.len(),
        count("right"),
        count("undecided"),
        count("wrong"),
        count("failed"),
        100.0 * decided as f64 / closed.len().max(1) as f64,
        at(0.5),
        at(1.0)
    );
}
