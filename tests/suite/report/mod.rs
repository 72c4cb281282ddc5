//! Reports from evidence that is exactly known.

mod diagnosis;
mod formats;
mod golden;
mod hostile;

use crate::support;
use scalecheck::report;

#[test]
#[ignore = "writes everything to a folder to be looked at: REPORT_FOLDER=... cargo test -- --ignored show_reports"]
fn show_reports() {
    let Some(folder) = std::env::var_os("REPORT_FOLDER").map(std::path::PathBuf::from) else { return };
    let mut all = support::all();
    all.push(support::hostile());
    for (i, evidence) in all.iter().enumerate() {
        let folder = folder.join(i.to_string());
        std::fs::create_dir_all(&folder).expect("a folder to look at");
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file to look at");
        write("report.md", &report::markdown(evidence));
        for (name, svg) in report::plots(evidence) {
            write(&name, &svg);
        }
        for width in [40, 80, 120] {
            let terminal = report::Terminal { width, color: false, unicode: true };
            write(&format!("terminal-{width}.txt"), &report::terminal(evidence, &terminal));
        }
    }
    let terminal = report::Terminal { width: 100, color: false, unicode: true };
    std::fs::write(folder.join("table.txt"), report::table(&all, &terminal)).expect("a file to look at");
    for (name, text) in [
        ("report.html", report::html(&all)),
        ("junit.xml", report::junit(&all)),
        ("results.sarif", report::sarif(&all)),
        ("github.txt", report::annotations(&all)),
        ("summary.md", report::step_summary(&all)),
        ("samples.csv", report::samples_csv(&all[0])),
        ("samples.jsonl", report::samples_jsonl(&all[0])),
    ] {
        std::fs::write(folder.join(name), text).expect("a file to look at");
    }
    let json = report::run_json(&all, 1);
    std::fs::write(folder.join("run.json"), format!("{json:#}")).expect("a file to look at");
}

#[test]
#[ignore = "a measurement: a thousand scenarios in every format, REPORT_FOLDER=... takes the figures"]
fn show_speed() {
    let Some(folder) = std::env::var_os("REPORT_FOLDER").map(std::path::PathBuf::from) else { return };
    let all: Vec<_> = (0..250).flat_map(|_| support::all().into_iter().take(4)).collect();
    let start = std::time::Instant::now();
    let mut bytes = 0;
    for evidence in &all {
        bytes += report::markdown(evidence).len();
        bytes += report::plots(evidence).iter().map(|(_, svg)| svg.len()).sum::<usize>();
        bytes += report::samples_csv(evidence).len() + report::samples_jsonl(evidence).len();
    }
    bytes += report::html(&all).len() + report::junit(&all).len() + report::sarif(&all).len();
    bytes += report::run_json(&all, 1).to_string().len();
    let took = start.elapsed();
    let page = report::html(&all[..100]);
    let figures = format!("{} scenarios, {bytes} bytes, {took:?}; a page of 100: {} bytes\n", all.len(), page.len());
    std::fs::write(folder.join("speed.txt"), figures).expect("a file to look at");
    std::fs::write(folder.join("hundred.html"), page).expect("a page to look at");
}
