//! How long 1,000 scenarios take in every format, and how large a page of 100 is: `cargo bench --bench rendering`.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark takes times and prints them")]

use std::path::Path;
use std::time::{Duration, Instant};

use scalecheck::archive;
use scalecheck::model::Evidence;
use scalecheck::report::{self, Terminal};

/// What it must reach: seconds for 1,000 scenarios, bytes of a page of 100.
const MOST: (Duration, usize) = (Duration::from_secs(5), 5_000_000);

fn main() {
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports");
    let found = archive::find(&[reports]).expect("evidence");
    let committed: Vec<Evidence> = found.iter().map(|path| archive::load(path).expect("evidence")).collect();
    let many: Vec<Evidence> = committed.iter().cycle().take(1000).cloned().collect();
    let one_by_one = |render: fn(&Evidence) -> usize| many.iter().map(render).sum::<usize>();
    let terminal = Terminal { width: 100, color: false, unicode: true };
    let mut whole = Duration::ZERO;
    let mut take = |name: &str, render: &dyn Fn() -> usize| {
        let start = Instant::now();
        let bytes = render();
        let took = start.elapsed();
        whole += took;
        println!("{name:<10} {:>7.3} s  {:>7.2} MB", took.as_secs_f64(), bytes as f64 / 1e6);
    };
    take("markdown", &|| one_by_one(|e| report::markdown(e).len()));
    take("svg", &|| one_by_one(|e| report::plots(e).iter().map(|(_, svg)| svg.len()).sum()));
    take("terminal", &|| many.iter().map(|e| report::terminal(e, &terminal).len()).sum());
    take("table", &|| report::table(&many, &terminal).len());
    take("html", &|| report::html(&many).len());
    take("index", &|| report::index(&many).len());
    take("junit", &|| report::junit(&many).len());
    take("sarif", &|| report::sarif(&many).len());
    take("github", &|| report::annotations(&many).len() + report::step_summary(&many).len());
    take("json", &|| report::run_json(&many, 1).to_string().len());
    take("csv", &|| report::samples_csv(&many).len());
    take("jsonl", &|| report::samples_jsonl(&many).len());
    let page = report::html(&many[..100]).len();
    println!("all of 1,000 scenarios: {:.2} s; a page of 100: {:.2} MB", whole.as_secs_f64(), page as f64 / 1e6);
    assert!(whole < MOST.0 && page < MOST.1, "the figures above miss what is promised");
}
