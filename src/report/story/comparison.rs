//! The story of a comparison: what became of it, how that is known, and what the Measurement Approach asked for.

use super::super::document::{Block, Document, Picture, PictureKind, Table, Text};
use super::super::{plot, text, wording};
use super::measured::caveat;
use crate::model::{Change, Compared, MetricChange, Ruling};

/// The whole report on one comparison.
#[must_use]
pub(crate) fn comparison(compared: &Compared) -> Document {
    let title = text::short(&compared.comparison.name, 120);
    let mut blocks = vec![heading(1, &format!("{title}: before and after"))];
    summary(compared, &mut blocks);
    verdicts(compared, &mut blocks);
    pictures(compared, 0, &mut blocks);
    successes(compared, &mut blocks);
    approach(compared, &mut blocks);
    numbers(compared, &mut blocks);
    doubts(compared, &mut blocks);
    how(compared, &mut blocks);
    let ruling = if compared.comparison.regressed() { Ruling::Broken } else { Ruling::Met };
    Document { title, ruling, blocks }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(level, Text::plain(text))
}

fn summary(compared: &Compared, blocks: &mut Vec<Block>) {
    blocks.push(heading(2, "Summary"));
    let badge = Text::default().change(wording::overall(&compared.comparison));
    blocks.push(Block::Paragraph(badge.then(format!(" · {}", wording::compared_summary(compared)))));
}

/// A row for each aspect of each metric.
fn verdicts(compared: &Compared, blocks: &mut Vec<Block>) {
    let mut rows: Vec<Vec<Text>> =
        compared.comparison.metrics.iter().flat_map(|change| aspects(compared, change)).collect();
    if let Some(words) = wording::reach(&compared.comparison) {
        rows.push(row("all", "reach", &words, compared.comparison.reach.change, ""));
    }
    if rows.is_empty() {
        return;
    }
    blocks.push(heading(2, "Verdicts"));
    let columns =
        vec![("Metric", false), ("Aspect", false), ("Old → new", false), ("Change", false), ("Because", false)];
    blocks.push(Block::Table(Table { columns, rows }));
}

fn row(metric: &str, aspect: &str, words: &str, change: Change, because: &str) -> Vec<Text> {
    vec![
        Text::plain(metric),
        Text::plain(aspect),
        Text::plain(words),
        Text::default().change(change),
        Text::plain(because),
    ]
}

fn aspects(compared: &Compared, change: &MetricChange) -> Vec<Vec<Text>> {
    let name = wording::change_name(change);
    let growth = &change.growth;
    let mut rows =
        vec![row(&name, "growth", &wording::classes_changed(change), growth.change, &wording::growth_because(change))];
    if let Some(constant) = &change.constant {
        let because = wording::cost_note(change, &compared.comparison.standing)
            .unwrap_or_else(|| wording::by_interval(constant.change));
        rows.push(row(&name, "cost", &wording::cost(change), constant.change, &because));
    }
    if let Some((words, fixed)) = wording::fixed(change) {
        rows.push(row(&name, "fixed cost", &words, fixed.change, &wording::by_interval(fixed.change)));
    }
    for moved in change.thresholds.iter().filter(|t| wording::threshold_tells(t)) {
        let words = wording::threshold_moved(&change.metric.unit(), moved);
        rows.push(row(&name, "threshold", &words, moved.change, &wording::by_interval(moved.change)));
    }
    if let Some(crossover) = &change.crossover {
        let words = wording::crossing(crossover);
        rows.push(row(&name, "crossover", &words, Change::Unresolved, ""));
        if let Some(cell) = rows.last_mut().and_then(|row| row.get_mut(3)) {
            *cell = Text::plain("—");
        }
    }
    rows
}

/// The plots of the metric at this place.
fn pictures(compared: &Compared, at: usize, blocks: &mut Vec<Block>) {
    let Some(change) = compared.comparison.metrics.get(at) else { return };
    if plot::comparison_sides(compared, change).is_none() {
        return;
    }
    for kind in [PictureKind::Both, PictureKind::Change] {
        let file = plot::comparison_file(&compared.comparison, at, kind);
        let description = match kind {
            PictureKind::Both => wording::both_described(change),
            _ => wording::ratio_described(change),
        };
        blocks.push(Block::Plot(Picture { fit: at, kind, file, description }));
    }
}

fn successes(compared: &Compared, blocks: &mut Vec<Block>) {
    let lines = wording::successes(compared);
    if !lines.is_empty() {
        blocks.push(heading(2, "Success metrics"));
        blocks.push(Block::List { numbered: false, items: lines.into_iter().map(Text::plain).collect() });
    }
}

/// The post-optimization list, ticked off with evidence.
fn approach(compared: &Compared, blocks: &mut Vec<Block>) {
    let items = wording::checklist(compared);
    if items.is_empty() {
        return;
    }
    blocks.push(heading(2, "Measurement Approach"));
    blocks.push(Block::Paragraph(Text::default().strong("Post-optimization")));
    let items = items.into_iter().map(|(holds, words)| Text::plain(format!("{} {words}", wording::tick(holds))));
    blocks.push(Block::List { numbered: false, items: items.collect() });
}

/// The ratio at each common size, and the plots of all metrics but the first.
fn numbers(compared: &Compared, blocks: &mut Vec<Block>) {
    let metrics = &compared.comparison.metrics;
    if metrics.iter().any(|change| !change.points.is_empty()) {
        blocks.push(heading(2, "New over old, size by size"));
    }
    for (at, change) in metrics.iter().enumerate().filter(|(_, change)| !change.points.is_empty()) {
        blocks.push(heading(3, &wording::change_name(change)));
        let rows = change.points.iter().map(|p| {
            vec![
                Text::plain(wording::size(p.n)),
                Text::plain(wording::costs_at(compared, change, p.n)),
                Text::plain(wording::ratio_cell(compared, change, p)),
            ]
        });
        let columns = vec![("n", true), ("old → new", true), ("new / old [95%]", true)];
        let rows = rows.collect();
        blocks.push(Block::Table(Table { columns, rows }));
        if at > 0 {
            pictures(compared, at, blocks);
        }
    }
}

fn doubts(compared: &Compared, blocks: &mut Vec<Block>) {
    let items: Vec<Text> = compared.comparison.caveats.iter().map(caveat).collect();
    if !items.is_empty() {
        blocks.push(heading(2, "Doubts"));
        blocks.push(Block::List { numbered: false, items });
    }
}

fn how(compared: &Compared, blocks: &mut Vec<Block>) {
    blocks.push(heading(2, "How it was measured"));
    let mut rows = vec![vec![Text::plain("Compared"), Text::plain(wording::standing(&compared.comparison.standing))]];
    for (name, side) in [("Old", &compared.old), ("New", &compared.new)] {
        let Some(side) = side else { continue };
        let ladder = side.fits.first().map(wording::ladder).unwrap_or_default();
        rows.push(vec![
            Text::plain(name),
            Text::default().code(text::short(&wording::shown_command(&side.scenario), 600)),
        ]);
        rows.push(vec![Text::plain(format!("{name} measured")), Text::plain(format!("{ladder}; {}", side.started))]);
    }
    let columns = vec![("", false), ("", false)];
    blocks.push(Block::Table(Table { columns, rows }));
}
