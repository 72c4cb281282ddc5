//! Every format against a file that somebody has read. A missing file fails; `UPDATE_GOLDEN=1` writes them anew.

use std::path::{Path, PathBuf};

use crate::support;
use scalecheck::report::{self, Terminal};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/report/golden").join(name)
}

fn check(name: &str, text: &str) {
    let path = file(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    let golden =
        std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name} is missing: UPDATE_GOLDEN=1 writes it"));
    let differs = golden.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(golden == text, "{name} differs, first here: {differs:?}");
}

#[test]
fn reports_in_markdown_are_as_read() {
    for (name, evidence) in [
        ("quadratic.md", support::quadratic()),
        ("sorting.md", support::sorting()),
        ("undecided.md", support::undecided()),
        ("exponential.md", support::exponential()),
        ("failed.md", support::failed()),
        ("skipped.md", support::skipped()),
    ] {
        check(name, &report::markdown(&evidence));
    }
}

#[test]
fn plots_are_as_seen() {
    for (name, svg) in report::plots(&support::quadratic()) {
        check(&format!("quadratic-{name}"), &svg);
    }
    for (name, svg) in report::plots(&support::exponential()) {
        check(&format!("exponential-{name}"), &svg);
    }
}

#[test]
fn the_terminal_shows_what_was_read() {
    for (name, evidence) in
        [("quadratic", support::quadratic()), ("undecided", support::undecided()), ("failed", support::failed())]
    {
        for width in [40, 80, 140, 200] {
            let terminal = Terminal { width, color: false, unicode: true };
            check(&format!("{name}-{width}.txt"), &report::terminal(&evidence, &terminal));
        }
    }
    let terminal = Terminal { width: 100, color: false, unicode: true };
    check("table.txt", &report::table(&support::all(), &terminal));
    for width in [40, 200] {
        let terminal = Terminal { width, ..terminal };
        check(&format!("table-{width}.txt"), &report::table(&support::all(), &terminal));
    }
}

#[test]
fn machine_formats_are_as_read() {
    let all = support::all();
    check("run.json", &format!("{:#}\n", report::run_json(&all, 1)));
    check("junit.xml", &report::junit(&all));
    check("results.sarif", &report::sarif(&all));
    check("annotations.txt", &report::annotations(&all));
    check("step-summary.md", &report::step_summary(&all));
    check("index.md", &report::index(&all));
    check("samples.csv", &report::samples_csv(&[support::exponential()]));
    check("samples.jsonl", &report::samples_jsonl(&[support::exponential()]));
}

#[test]
fn the_page_is_as_seen() {
    check("report.html", &report::html(&[support::undecided()]));
}

#[test]
fn comparisons_are_as_read() {
    let mut fixed = support::sorting();
    fixed.scenario.name = support::quadratic().scenario.name;
    let mut old = support::quadratic();
    // As sure of the classes as a measurement of such curves is.
    for fit in old.fits.iter_mut().chain(&mut fixed.fits) {
        fit.posterior = vec![(fit.class, 1.0)];
    }
    let back = support::before_and_after(fixed.clone(), old.clone());
    let compared = support::before_and_after(old, fixed);
    check("compared.md", &report::compared_markdown(&compared));
    check("compared.json", &format!("{:#}\n", report::compare_json(std::slice::from_ref(&compared), 0)));
    for width in [40, 80, 140] {
        let terminal = Terminal { width, color: false, unicode: true };
        check(&format!("compared-{width}.txt"), &report::compared(&compared, &terminal));
    }
    for (name, svg) in report::comparison_plots(&compared) {
        check(&format!("compared-{name}"), &svg);
    }
    check("compared.html", &report::compared_html(std::slice::from_ref(&compared)));
    let both = [compared, back];
    check("compared-junit.xml", &report::compared_junit(&both));
    check("compared.sarif", &report::compared_sarif(&both));
}
