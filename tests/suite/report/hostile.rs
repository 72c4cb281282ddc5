//! Texts of the user that try to break out of every format.

use crate::support;
use scalecheck::model::{Counted, Evidence, Metric, Pass};
use scalecheck::report::{self, Terminal};

fn evidence() -> Evidence {
    support::hostile()
}

/// Every text that a report gives, by format.
fn texts(evidence: &Evidence) -> Vec<(String, String)> {
    let one = std::slice::from_ref(evidence);
    let terminal = Terminal { width: 80, color: false, unicode: true };
    let mut texts: Vec<(String, String)> = [
        ("md", report::markdown(evidence)),
        ("html", report::html(one)),
        ("junit", report::junit(one)),
        ("sarif", report::sarif(one)),
        ("github", report::annotations(one)),
        ("summary", report::step_summary(one)),
        ("terminal", report::terminal(evidence, &terminal)),
        ("table", report::table(one, &terminal)),
        ("line", report::line(evidence)),
        ("index", report::index(one)),
        ("csv", report::samples_csv(one)),
        ("jsonl", report::samples_jsonl(one)),
        ("json", report::run_json(one, 1).to_string()),
    ]
    .map(|(name, text)| (name.to_string(), text))
    .into();
    texts.extend(report::plots(evidence));
    let compared = crate::support::against_itself(evidence);
    let one = std::slice::from_ref(&compared);
    let formats = [
        ("compare.md", report::compared_markdown(&compared)),
        ("compare.html", report::compared_html(one)),
        ("compare.summary", report::compared_step_summary(one)),
        ("github", report::compared_annotations(one)),
        ("junit", report::compared_junit(one)),
        ("sarif", report::compared_sarif(one)),
        ("terminal", report::compared(&compared, &terminal)),
        ("table", report::compared_table(one, &terminal)),
        ("json", report::compare_json(one, 0).to_string()),
    ];
    texts.extend(formats.map(|(name, text)| (name.to_string(), text)));
    texts.extend(report::comparison_plots(&compared));
    texts
}

#[test]
fn no_format_lets_a_terminal_or_the_direction_of_writing_be_changed() {
    for (name, text) in texts(&evidence()) {
        let odd = text.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
        // JSON keeps texts as they are, its readers show them; control characters are escaped there too.
        let odd = odd.filter(|c| c.is_control() || !matches!(name.as_str(), "json" | "jsonl"));
        assert_eq!(odd, None, "{name}");
    }
}

#[test]
fn no_tag_of_the_users_reaches_a_page() {
    for (name, text) in texts(&evidence()) {
        if !matches!(name.as_str(), "terminal" | "table" | "line" | "github" | "sarif" | "csv" | "jsonl" | "json") {
            assert!(!text.contains("<script>alert"), "{name}");
        }
    }
}

#[test]
fn a_page_has_only_its_own_scripts() {
    let page = report::html(&[evidence()]);
    let scripts = page.matches("<script").count();
    let data = page.matches("<script type=\"application/json\">").count();
    assert_eq!(scripts, data + 1);
    assert_eq!(page.matches("</script>").count(), scripts);
    assert!(!page.replace("http://www.w3.org/2000/svg", "").contains("://"), "it names a place outside");
}

#[test]
fn table_rows_keep_their_cells() {
    for text in [report::markdown(&evidence()), report::step_summary(&[evidence()]), report::index(&[evidence()])] {
        let mut cells = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                cells = None;
                continue;
            }
            let count = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(*cells.get_or_insert(count), count, "{}", &line[..line.len().min(200)]);
        }
    }
}

#[test]
fn headings_are_only_ours() {
    let ours = |line: &str| {
        let known = [
            "Summary",
            "Verdicts",
            "Findings",
            "Location",
            "Issue",
            "Complexity",
            "Impact",
            "Scale threshold",
            "Fix",
            "Scale Scenario",
            "Measurement Approach",
            "Recommendation",
            "Measurements",
            "Failed trials",
            "Doubts about the run",
            "How it was measured",
            "time",
        ];
        let title = line.trim_start_matches('#').trim();
        known.contains(&title) || title.starts_with("P1: ") || title.contains("alert(1)")
    };
    let text = report::markdown(&evidence());
    let strange: Vec<&str> = text.lines().filter(|line| line.starts_with('#') && !ours(line)).collect();
    assert_eq!(strange, Vec::<&str>::new());
}

#[test]
fn svg_and_junit_are_well_formed() {
    for (name, svg) in report::plots(&evidence()) {
        well_formed(&name, &svg);
    }
    well_formed("junit", &report::junit(&[evidence()]));
    well_formed("compared junit", &report::compared_junit(&[support::against_itself(&evidence())]));
}

/// Every tag is closed in order, every `&` begins an entity.
fn well_formed(name: &str, xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap_or_else(|| panic!("{name}: a tag without end"));
        let tag = &rest[start + 1..end];
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed.trim()), "{name}");
        } else if !tag.ends_with('/') && !tag.starts_with(['?', '!']) {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{name}: {open:?}");
    for (at, _) in xml.match_indices('&') {
        let word = &xml[at + 1..xml.len().min(at + 8)];
        assert!(
            ["amp;", "lt;", "gt;", "quot;", "apos;", "#"].iter().any(|entity| word.starts_with(entity)),
            "{name}: {word}"
        );
    }
}

#[test]
fn annotations_are_one_line_each() {
    let text = report::annotations(&[evidence()]);
    let known = ["::error file=", "::warning file=", "::notice file=", "scalecheck: "];
    assert!(text.lines().all(|line| known.iter().any(|start| line.starts_with(start))));
}

#[test]
fn sarif_and_json_read_back() {
    let sarif: serde_json::Value = serde_json::from_str(&report::sarif(&[evidence()])).expect("SARIF is JSON");
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(uri.as_str().is_some_and(|uri| uri.chars().all(|c| c.is_ascii_graphic() && c != '<')), "{uri}");
    let json = report::run_json(&[evidence()], 1).to_string();
    let back: serde_json::Value = serde_json::from_str(&json).expect("JSON reads back");
    assert_eq!(back["scenarios"][0]["name"].as_str(), Some(evidence().scenario.name.as_str()));
}

#[test]
fn samples_stay_a_row_each_and_compute_nothing() {
    let evidence = evidence();
    let text = report::samples_csv(std::slice::from_ref(&evidence));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("as many cells as the head")).collect();
    assert!(rows.len() > evidence.record.samples.len());
    let mut formula = evidence.clone();
    formula.scenario.name = "=cmd|' /C calc'!A0".to_string();
    assert!(report::samples_csv(&[formula]).lines().skip(1).all(|line| line.starts_with("'=cmd")));
    let lines = report::samples_jsonl(std::slice::from_ref(&evidence));
    assert_eq!(lines.lines().count(), evidence.record.samples.len());
    let mut counted = evidence.clone();
    let mut sample = evidence.record.samples[0].clone();
    sample.readings.set(Metric::counter("instructions"), 123_456.0);
    counted.record.counted.push(Counted { pass: Pass::Instructions, sample });
    let both = (report::samples_csv(std::slice::from_ref(&counted)), report::samples_jsonl(&[counted]));
    assert!(both.0.contains("instructions,123456") && both.1.contains("\"instructions\":123456"), "{}", both.1);
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(object["scenario"].as_str(), Some(evidence.scenario.name.as_str()));
    }
}

#[test]
fn plot_files_have_plain_and_different_names() {
    let names: Vec<String> = report::plots(&evidence()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 4);
    for (i, name) in names.iter().enumerate() {
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) && !name.starts_with('.'),
            "{name}"
        );
        assert!(!names[..i].contains(name), "{name}");
    }
}
