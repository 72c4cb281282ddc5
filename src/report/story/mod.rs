//! The story: the one document that a scenario's evidence makes, whatever format it is shown in.

mod comparison;
mod finding;
mod measured;

pub(super) use comparison::comparison;
pub(super) use measured::main_picture;

use super::document::{Block, Document, Table, Text};
use super::{text, wording};
use crate::model::{Evidence, Fit, Ruling};
use crate::report::wording::Standing;

/// The whole report on one scenario.
#[must_use]
pub fn document(evidence: &Evidence) -> Document {
    let scenario = &evidence.scenario;
    let title = text::short(&scenario.name, 120);
    let mut blocks = vec![Block::Heading(1, Text::plain(title.clone()))];
    if let Some(about) = &scenario.about {
        blocks.push(Block::Paragraph(Text::plain(text::short(about, 2000))));
    }
    summary(evidence, &mut blocks);
    verdicts(evidence, &mut blocks);
    blocks.extend(main_picture(evidence).map(Block::Plot));
    finding::all(evidence, &mut blocks);
    measured::all(evidence, &mut blocks);
    Document { title, ruling: evidence.outcome.ruling, blocks }
}

fn summary(evidence: &Evidence, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(2, Text::plain("Summary")));
    let badge = match Standing::of(evidence) {
        Standing::Undeclared => Text::default().strong(Standing::Undeclared.badge()),
        _ => Text::default().ruling(evidence.outcome.ruling),
    };
    let expected =
        if evidence.outcome.ruling == Ruling::Broken && evidence.outcome.satisfied { " as expected" } else { "" };
    let sentences = wording::scenario_summary(evidence);
    blocks.push(Block::Paragraph(badge.then(format!("{expected} · {sentences}"))));
}

/// A row for each expectation, each limit and each metric that nothing is declared for.
fn verdicts(evidence: &Evidence, blocks: &mut Vec<Block>) {
    let mut rows: Vec<Vec<Text>> = evidence
        .verdicts
        .iter()
        .map(|verdict| {
            let fit = fit_of(evidence, &verdict.metric, verdict.input.as_deref());
            vec![
                named(verdict.metric.name(), verdict.input.as_deref()),
                Text::plain(fit.map_or("—".to_string(), wording::classes)),
                Text::plain(wording::expectation(verdict)),
                Text::default().ruling(verdict.ruling),
                Text::plain(wording::because(verdict)),
            ]
        })
        .collect();
    rows.extend(evidence.limits.iter().map(|limit| {
        let fit = fit_of(evidence, &limit.metric, limit.input.as_deref());
        let unit = limit.metric.unit();
        vec![
            named(limit.metric.name(), limit.input.as_deref()),
            Text::plain(fit.map_or("—".to_string(), wording::classes)),
            Text::plain(format!("{} at n = {}", wording::value(&unit, limit.max), wording::size(limit.at))),
            Text::default().ruling(limit.ruling),
            Text::plain(wording::limit_because(limit)),
        ]
    }));
    let silent = evidence.fits.iter().filter(|fit| !evidence.declares(&fit.series.metric));
    rows.extend(silent.map(|fit| {
        vec![
            named(fit.series.metric.name(), fit.series.input.as_deref()),
            Text::plain(wording::classes(fit)),
            Text::plain("—"),
            Text::plain("—"),
            Text::plain(format!("nothing is declared; {}", wording::growth_rate(fit))),
        ]
    }));
    if rows.is_empty() {
        return;
    }
    let columns =
        vec![("Metric", false), ("Measured", false), ("Expected", false), ("Ruling", false), ("Because", false)];
    blocks.push(Block::Heading(2, Text::plain("Verdicts")));
    blocks.push(Block::Table(Table { columns, rows }));
}

/// A metric's name, with its input where there are several.
fn named(metric: &str, input: Option<&str>) -> Text {
    let name = Text::plain(text::short(metric, 60));
    match input {
        Some(input) => name.then(format!(" on {}", text::short(input, 60))),
        None => name,
    }
}

/// The fit that matters most: the worst finding's, else the first.
pub(super) fn main_fit(evidence: &Evidence) -> usize {
    let worst = evidence.findings.first().and_then(|finding| {
        let same = |fit: &Fit| fit.series.metric == finding.metric && fit.series.input == finding.input;
        evidence.fits.iter().position(same)
    });
    worst.unwrap_or(0)
}

/// The fit that something said of a metric and maybe an input rests on.
pub(super) fn fit_of<'a>(
    evidence: &'a Evidence,
    metric: &crate::model::Metric,
    input: Option<&str>,
) -> Option<&'a Fit> {
    let same = |fit: &&Fit| fit.series.metric == *metric && (input.is_none() || fit.series.input.as_deref() == input);
    evidence.fits.iter().find(same)
}
