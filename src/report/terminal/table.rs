//! The table at the end of a run: worst first, then the summary.

use super::paint::{Terminal, pad, width, wrap};
use crate::model::{Evidence, Ruling, Severity};
use crate::report::{text, wording};

/// One line a scenario, worst first, and what it comes to.
#[must_use]
pub fn table(all: &[Evidence], terminal: &Terminal) -> String {
    let mut sorted: Vec<&Evidence> = all.iter().collect();
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.scenario.name.cmp(&b.scenario.name)));
    let rows: Vec<[String; 4]> =
        sorted.iter().map(|evidence| wording::row(evidence).map(|cell| terminal.spell(cell))).collect();
    let widths = widths(&rows, terminal.columns());
    let mut lines: Vec<String> = Vec::new();
    for (evidence, cells) in sorted.iter().zip(&rows) {
        lines.push(line(evidence, cells, &widths, terminal));
    }
    lines.push(String::new());
    lines.extend(wrap(&terminal.spell(wording::run_summary(all)), terminal.columns().min(110)));
    lines.push(String::new());
    lines.join("\n")
}

/// Unsatisfied before satisfied, then by ruling and severity.
pub(crate) fn rank(evidence: &Evidence) -> (bool, u8, Option<Severity>) {
    let ruling = match evidence.outcome.ruling {
        Ruling::Broken => 0,
        Ruling::Failed => 1,
        Ruling::Undecided => 2,
        Ruling::Met => 3,
        Ruling::Skipped => 4,
    };
    let severity = evidence.findings.first().map(|f| f.severity);
    (evidence.outcome.satisfied || evidence.outcome.ruling == Ruling::Skipped, ruling, severity)
}

/// Widths of the columns: as wide as their widest cell; names and growth within a share of the terminal, and what has
/// no room for a few words is left out.
fn widths(rows: &[[String; 4]], columns: usize) -> [usize; 4] {
    let widest = |i: usize| rows.iter().map(|row| width(&row[i])).max().unwrap_or(0);
    let ruling = widest(0).min(columns / 2);
    let room = columns.saturating_sub(ruling + 2);
    let [name, growth, meaning] = [widest(1).min(40), widest(2).min(40), widest(3)];
    let (name, growth, meaning) = match columns {
        ..60 => (name.min(room), 0, 0),
        60..90 => (name.min(room / 2), 0, meaning.min(room - name.min(room / 2) - 2)),
        _ => {
            let (name, growth) = (name.min(room * 4 / 10), growth.min(room * 3 / 10));
            (name, growth, meaning.min(room.saturating_sub(name + growth + 4)))
        }
    };
    [ruling, name, growth, meaning]
}

fn line(evidence: &Evidence, cells: &[String; 4], widths: &[usize; 4], terminal: &Terminal) -> String {
    let badge = pad(&fitted(&cells[0], widths[0]), widths[0]);
    let mut line = terminal.ruling(&badge, evidence.outcome.ruling);
    for (i, (cell, width)) in cells.iter().zip(widths).enumerate().skip(1).filter(|(_, (_, width))| **width > 0) {
        // Names tell by both of their ends, sentences by their beginning.
        let cut = if i == 1 { fitted(cell, *width) } else { begun(cell, *width) };
        line.push_str("  ");
        line.push_str(&pad(&cut, *width));
    }
    line.trim_end().to_string()
}

/// Cut in the middle where it is too wide.
fn fitted(cell: &str, columns: usize) -> String {
    if width(cell) <= columns {
        return cell.to_string();
    }
    let mut most = columns;
    loop {
        let cut = text::short(cell, most);
        if width(&cut) <= columns || most <= 1 {
            return if cell.is_ascii() { cut.replace('…', "~") } else { cut };
        }
        most -= 1;
    }
}

/// Cut at the end where it is too wide.
fn begun(cell: &str, columns: usize) -> String {
    if width(cell) <= columns {
        return cell.to_string();
    }
    let mark = if cell.is_ascii() { '~' } else { '…' };
    format!("{}{mark}", super::clipped(cell, columns.saturating_sub(1)))
}
