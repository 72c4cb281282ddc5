//! Findings in the reviewers' format, and what stands in their place where there is none.

use super::fit_of;
use crate::model::{Estimate, Evidence, Finding, Fit, Metric};
use crate::report::document::{Block, Text};
use crate::report::{text, wording};

/// All findings, or the numbers that show that there is none.
pub(super) fn all(evidence: &Evidence, blocks: &mut Vec<Block>) {
    if evidence.fits.is_empty() {
        return;
    }
    blocks.push(heading(2, "Findings"));
    if evidence.findings.is_empty() {
        return none(evidence, blocks);
    }
    for finding in &evidence.findings {
        if let Some(fit) = fit_of(evidence, &finding.metric, finding.input.as_deref()) {
            one(evidence, finding, fit, blocks);
        }
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(level, Text::plain(text))
}

fn one(evidence: &Evidence, finding: &Finding, fit: &Fit, blocks: &mut Vec<Block>) {
    let name = Text::default().code(text::short(&evidence.scenario.name, 80));
    let title = name.then(format!(" {}", wording::title(evidence, finding)));
    blocks.push(Block::Finding(finding.severity, title));
    blocks.push(Block::Field("Location", location(evidence)));
    blocks.push(Block::Field("Issue", issue(evidence, finding, fit)));
    blocks.push(Block::Field("Complexity", Text::plain(wording::complexity(finding, fit))));
    blocks.push(Block::Field("Impact", Text::plain(wording::impact(finding, fit))));
    blocks.push(Block::Field("Scale threshold", Text::plain(wording::scale_threshold(finding, fit))));
    blocks.push(Block::Field("Fix", Text::plain(wording::fix(evidence, finding))));
    scale_scenario(finding, fit, blocks);
    measurement(evidence, Some(finding), fit, blocks);
    recommendation(evidence, finding, blocks);
}

fn location(evidence: &Evidence) -> Text {
    match &evidence.scenario.location {
        Some(location) => Text::default().code(text::short(location, 300)),
        None => Text::plain("the scenario names none; it runs ")
            .code(text::short(&wording::shown_command(&evidence.scenario), 300)),
    }
}

fn issue(evidence: &Evidence, finding: &Finding, fit: &Fit) -> Text {
    let words = wording::issue(&evidence.scenario, finding, fit);
    match &evidence.scenario.about {
        Some(about) => {
            let about = text::short(about, 600);
            Text::plain(format!("{}. {words}", about.trim_end_matches('.')))
        }
        None => Text::plain(words),
    }
}

/// Development, production, peak, then how it fails.
fn scale_scenario(finding: &Finding, fit: &Fit, blocks: &mut Vec<Block>) {
    blocks.push(heading(4, "Scale Scenario"));
    states(&finding.metric, fit, &finding.scale_points, blocks);
    if !finding.steps.is_empty() {
        blocks.push(Block::Paragraph(Text::default().strong("Failure mode")));
        let items = finding.steps.iter().map(|step| Text::plain(wording::step(finding, fit, step))).collect();
        blocks.push(Block::List { numbered: true, items });
    }
}

/// The current state and the reality check: at the sizes of life where set, else at the sizes measured.
fn states(metric: &Metric, fit: &Fit, points: &[(String, Estimate)], blocks: &mut Vec<Block>) {
    let (now, later): (Vec<_>, Vec<_>) = points.iter().partition(|(name, _)| name == "development");
    let now: Vec<Text> = match now.first() {
        Some((_, known)) => vec![wording::state(metric, known)],
        None => fit.points.first().map(|p| wording::measured_state(metric, p)).into_iter().collect(),
    };
    section("Current state (development)", now, blocks);
    let mut check: Vec<Text> =
        later.iter().map(|(name, known)| wording::named_state(metric, fit, name, known)).collect();
    if check.is_empty() {
        check.extend(fit.points.last().map(|p| wording::measured_state(metric, p)));
        check.push(Text::plain(wording::NO_SCALE));
    }
    section("Reality check (production and peak)", check, blocks);
}

fn section(title: &str, items: Vec<Text>, blocks: &mut Vec<Block>) {
    blocks.push(Block::Paragraph(Text::default().strong(title)));
    blocks.push(Block::List { numbered: false, items });
}

/// How to see it, how to see that it is gone, what must change.
fn measurement(evidence: &Evidence, finding: Option<&Finding>, fit: &Fit, blocks: &mut Vec<Block>) {
    blocks.push(heading(if finding.is_some() { 4 } else { 3 }, "Measurement Approach"));
    let approach = wording::approach(evidence, finding, fit);
    blocks.push(Block::Paragraph(Text::default().strong("Pre-optimization")));
    blocks.push(Block::List { numbered: true, items: texts(&approach.before) });
    if !approach.commands_before.is_empty() {
        blocks.push(Block::Commands(approach.commands_before));
    }
    blocks.push(Block::Paragraph(Text::default().strong("Post-optimization")));
    blocks.push(Block::List { numbered: true, items: texts(&approach.after) });
    blocks.push(Block::Commands(approach.commands_after));
    let Some(finding) = finding else { return };
    let metrics = wording::success_metrics(finding, fit);
    if !metrics.is_empty() {
        blocks.push(Block::Paragraph(Text::default().strong("Success metrics")));
        blocks.push(Block::List { numbered: false, items: texts(&metrics) });
    }
    blocks.push(Block::Paragraph(
        Text::default().strong("Monitoring").then(format!(": {}", wording::monitoring(finding))),
    ));
}

fn texts(sentences: &[String]) -> Vec<Text> {
    sentences.iter().map(|sentence| Text::plain(sentence.as_str())).collect()
}

/// Ways out, the recommended one named.
fn recommendation(evidence: &Evidence, finding: &Finding, blocks: &mut Vec<Block>) {
    blocks.push(heading(4, "Recommendation"));
    let mut options: Vec<(String, String)> = Vec::new();
    if let Some(fix) = &evidence.scenario.fix {
        options.push(("The scenario's own fix".to_string(), text::short(fix, 2000)));
    }
    let known = wording::options(evidence, finding);
    options.extend(known.into_iter().map(|(name, what)| (name.to_string(), what.to_string())));
    let items = options.iter().map(|(name, what)| Text::default().strong(name.as_str()).then(format!(": {what}")));
    blocks.push(Block::List { numbered: true, items: items.collect() });
    let because = wording::recommended(evidence, finding);
    blocks.push(Block::Paragraph(Text::default().strong("Recommended: option 1").then(format!(", {because}"))));
}

/// Nothing found: the phrase with its numbers, and how to see it again.
fn none(evidence: &Evidence, blocks: &mut Vec<Block>) {
    let verdict = wording::none_found(evidence);
    blocks.push(Block::Paragraph(Text::plain(verdict)));
    let Some(fit) = evidence.fits.first() else { return };
    blocks.push(heading(3, "Scale Scenario"));
    let scale = &evidence.scenario.scale;
    let named = [("development", scale.development), ("production", scale.production), ("peak", scale.peak)];
    for fit in &evidence.fits {
        let points: Vec<(String, Estimate)> = named
            .iter()
            .filter_map(|(name, size)| {
                let n = (*size)?.value();
                fit.predictions.iter().find(|p| p.n == n).map(|known| ((*name).to_string(), *known))
            })
            .collect();
        blocks.push(Block::Paragraph(Text::plain(format!("{}:", wording::series_name(&fit.series)))));
        let mut items: Vec<Text> =
            points.iter().map(|(name, known)| wording::named_state(&fit.series.metric, fit, name, known)).collect();
        if items.is_empty() {
            let ends = [fit.points.first(), fit.points.last()];
            items.extend(ends.into_iter().flatten().map(|p| wording::measured_state(&fit.series.metric, p)));
        }
        let unit = fit.series.metric.unit();
        items.extend(
            fit.thresholds.iter().map(|t| Text::plain(wording::sentence_case(&wording::threshold(&unit, t)) + ".")),
        );
        blocks.push(Block::List { numbered: false, items });
    }
    measurement(evidence, None, fit, blocks);
}
