//! Reports from evidence that is exactly known.

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
