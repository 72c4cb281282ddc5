//! The overview of a folder of reports, in Markdown: what a reader of the repository sees first.

use std::fmt::Write as _;

use super::terminal::rank;
use super::{markdown, place, story, text, wording};
use crate::model::Evidence;

/// Every scenario in a row with a link to its report, then the main plot of each; worst first.
#[must_use]
pub fn index(all: &[Evidence]) -> String {
    let mut sorted: Vec<&Evidence> = all.iter().collect();
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.scenario.name.cmp(&b.scenario.name)));
    let mut out = format!("# Reports\n\n{}\n\n", markdown::escaped(&wording::run_summary(all)));
    out.push_str("The same with plots to touch: `report.html`, one file for any browser.\n\n");
    out.push_str("| Ruling | Scenario | Growth | What it means |\n| --- | --- | --- | --- |\n");
    for evidence in &sorted {
        let [ruling, _, growth, meaning] = wording::row(evidence).map(|cell| markdown::escaped(&cell));
        let _ = writeln!(out, "| {ruling} | {} | {growth} | {meaning} |", link(evidence));
    }
    for evidence in sorted {
        let Some(picture) = story::main_picture(evidence) else { continue };
        let description = markdown::escaped(&picture.description);
        let file = format!("{}/{}", folder(evidence), place::uri(&picture.file));
        let _ = write!(out, "\n## {}\n\n![{description}]({file})\n", link(evidence));
    }
    out
}

fn link(evidence: &Evidence) -> String {
    format!("[{}]({}/report.md)", markdown::linked(&text::short(&evidence.scenario.name, 80)), folder(evidence))
}

/// The scenario's folder, below the overview's own.
fn folder(evidence: &Evidence) -> String {
    place::uri(&evidence.scenario.name)
}
