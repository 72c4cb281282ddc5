//! What was measured, fit by fit, and how: the raw numbers behind every sentence.

use std::collections::BTreeMap;

use super::main_fit;
use crate::model::{Evidence, Fit, SampleEnd};
use crate::report::document::{Block, Picture, PictureKind, Table, Text};
use crate::report::{plot, text, wording};

/// The measurements of every fit, then how they were made.
pub(super) fn all(evidence: &Evidence, blocks: &mut Vec<Block>) {
    if !evidence.fits.is_empty() {
        blocks.push(heading(2, "Measurements"));
    }
    let files = plot::file_names(evidence);
    for (index, fit) in evidence.fits.iter().enumerate() {
        one(evidence, index, fit, &files[index], blocks);
    }
    failures(evidence, blocks);
    doubts(evidence, blocks);
    how(evidence, blocks);
}

/// The curve of the fit that matters most, which stands at the top of the report.
pub(in crate::report) fn main_picture(evidence: &Evidence) -> Option<Picture> {
    let index = main_fit(evidence);
    let fit = evidence.fits.get(index)?;
    let files = plot::file_names(evidence).into_iter().nth(index)?;
    plot::drawable(fit).then(|| picture(evidence, index, PictureKind::Curve, &files.0))
}

fn picture(evidence: &Evidence, index: usize, kind: PictureKind, file: &str) -> Picture {
    let description = plot::description(evidence, &evidence.fits[index], kind);
    Picture { fit: index, kind, file: file.to_string(), description }
}

fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading(level, Text::plain(text))
}

fn one(evidence: &Evidence, index: usize, fit: &Fit, files: &(String, String), blocks: &mut Vec<Block>) {
    let metric = &fit.series.metric;
    blocks.push(heading(3, wording::series_name(&fit.series)));
    let known = format!(
        "{} — {}. {} fits best with probability {}; {}; fitted {}.",
        wording::sentence_case(&text::short(metric.name(), 60)),
        evidence.scenario.target.explanation(metric),
        fit.class.family(),
        wording::probability(fit.confidence),
        wording::growth_rate(fit),
        wording::formula(&metric.unit(), &fit.formula)
    );
    blocks.push(Block::Paragraph(Text::plain(known)));
    if plot::drawable(fit) {
        if index != main_fit(evidence) {
            blocks.push(Block::Plot(picture(evidence, index, PictureKind::Curve, &files.0)));
        }
        blocks.push(Block::Plot(picture(evidence, index, PictureKind::Ratio, &files.1)));
    }
    blocks.push(Block::Table(series(fit)));
    blocks.push(Block::Table(weights(fit)));
    caveats(fit, blocks);
}

fn series(fit: &Fit) -> Table {
    let unit = fit.series.metric.unit();
    let rows = fit
        .points
        .iter()
        .map(|p| {
            let cells = [
                wording::size(p.n),
                wording::fitted(&unit, p.low, p.value, p.high),
                p.runs.to_string(),
                format!("{:+.1}%", p.residual.exp_m1() * 100.0),
                if plot::growth_shows(fit, p.n) { format!("{:.3}", p.ratio) } else { "start-up".to_string() },
            ];
            cells.into_iter().map(Text::plain).collect()
        })
        .collect();
    let columns =
        vec![("n", true), ("value [95%]", true), ("runs", true), ("off the curve", true), ("value / g(n)", true)];
    Table { columns, rows }
}

/// The classes that have any weight.
fn weights(fit: &Fit) -> Table {
    let mut weighed: Vec<_> = fit.posterior.iter().filter(|(_, p)| *p >= 0.001).collect();
    weighed.sort_by(|a, b| b.1.total_cmp(&a.1));
    let rows = weighed
        .into_iter()
        .map(|(class, p)| {
            let plausible = fit.plausible.iter().any(|c| c.family() == class.family());
            let kept = if plausible { "plausible" } else { "improbable" };
            vec![Text::plain(class.to_string()), Text::plain(wording::probability(*p)), Text::plain(kept)]
        })
        .collect();
    Table { columns: vec![("class", false), ("probability", true), ("", false)], rows }
}

fn caveats(fit: &Fit, blocks: &mut Vec<Block>) {
    let items: Vec<Text> = fit.caveats.iter().map(caveat).collect();
    if !items.is_empty() {
        blocks.push(Block::Paragraph(Text::default().strong("Doubts")));
        blocks.push(Block::List { numbered: false, items });
    }
}

/// A doubt with what to do about it.
pub(super) fn caveat(caveat: &crate::model::Caveat) -> Text {
    let words = text::short(&caveat.text, 600);
    Text::default().strong(caveat.kind.name()).then(format!(
        ": {}. {}",
        words.trim_end_matches('.'),
        caveat.kind.advice()
    ))
}

fn doubts(evidence: &Evidence, blocks: &mut Vec<Block>) {
    if !evidence.caveats.is_empty() {
        blocks.push(heading(2, "Doubts about the run"));
        blocks.push(Block::List { numbered: false, items: evidence.caveats.iter().map(caveat).collect() });
    }
}

/// Trials that failed, by size and reason.
fn failures(evidence: &Evidence, blocks: &mut Vec<Block>) {
    let mut seen: BTreeMap<(u64, String), usize> = BTreeMap::new();
    for sample in &evidence.record.samples {
        if let SampleEnd::Failed(failure) = &sample.end {
            *seen.entry((sample.trial.size.n(), wording::failure(failure))).or_default() += 1;
        }
    }
    if seen.is_empty() {
        return;
    }
    let rows = seen.into_iter().take(40).map(|((n, words), count)| {
        vec![Text::plain(wording::size(n as f64)), Text::plain(count.to_string()), Text::plain(words)]
    });
    blocks.push(heading(2, "Failed trials"));
    let columns = vec![("n", true), ("trials", true), ("the target ...", false)];
    blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
}

/// How it was measured, so that a colleague can do it again.
fn how(evidence: &Evidence, blocks: &mut Vec<Block>) {
    blocks.push(heading(2, "How it was measured"));
    let rows = wording::how(evidence).into_iter().map(|(name, words)| vec![Text::plain(name), words]);
    let columns = vec![("", false), ("", false)];
    blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
}
