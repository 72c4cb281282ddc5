//! Does scalecheck scale? It rules on its own fits, as a user would.
//!
//! `cargo bench --bench itself` prints the rulings and fails where one is broken.
#![expect(clippy::print_stdout, reason = "it prints what it found")]

use std::process::ExitCode;

use scalecheck::model::{Evidence, Ruling};
use scalecheck::scenario::{self, Overrides};

/// What N is, the program that writes so much, the largest N.
type Case = (&'static str, &'static [&'static str], &'static str);

/// Samples over 20 sizes, with a scatter of 5%.
const SAMPLES: &str = r#"BEGIN {
    print "n,value"
    for (i = 0; i < k; i++) { n = int(10 * 2 ^ (i % 20)); print n "," n * (1 + (i * 7919 % 101) / 2000) }
}"#;

/// As many sizes as samples.
const SIZES: &str = r#"BEGIN {
    print "n,value"
    for (i = 1; i <= k + 9; i++) print i "," i * (1 + (i * 7919 % 101) / 2000)
}"#;

/// Fits of each must take no more than sorting, and hold no more than they read.
const CASES: &[Case] = &[
    ("fit: N samples", &["awk", "-v", "k={n}", SAMPLES], "1m"),
    ("fit: N sizes", &["awk", "-v", "k={n}", SIZES], "1m"),
];

fn main() -> ExitCode {
    let mut broken = false;
    for case in CASES {
        let evidence = rule(case);
        for verdict in &evidence.verdicts {
            let fit = evidence.fits.iter().find(|fit| fit.series.metric == verdict.metric);
            let (name, class) = (case.0, fit.map_or(String::new(), |fit| fit.class.to_string()));
            let top = fit.and_then(|fit| fit.points.last()).map_or(0.0, |point| point.n);
            println!(
                "{name:<20} {:<7} {class:<11} up to n = {top:<9} at most {:<11} {}",
                verdict.metric.name(),
                verdict.declared.to_string(),
                verdict.ruling.name()
            );
            broken |= matches!(verdict.ruling, Ruling::Broken | Ruling::Failed);
        }
    }
    if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn rule((name, input, to): &Case) -> Evidence {
    let command = [env!("CARGO_BIN_EXE_scalecheck"), "fit", "{input}"];
    let text = format!(
        "[target]\ncommand = {command:?}\n[input]\ncommand = {input:?}\n[sizes]\nfrom = 10\nto = \"{to}\"\n\
         [expect]\ntime = \"O(n log n)\"\nmemory = \"O(n)\"\n[settings]\nbudget = \"20s\"\n"
    );
    let scenario = scenario::parse(&text, "itself.toml".as_ref(), name, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    scalecheck::run(&scenario).unwrap_or_else(|error| panic!("{error}"))
}
