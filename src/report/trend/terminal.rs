//! The history in the terminal: what changed when, then a line for every scenario and metric.

use super::spark::spark;
use crate::model::{NightChange, Ruling, Trend, Trends};
use crate::report::terminal::{Terminal, clipped, pad, width, wrap};
use crate::report::text;
use crate::report::wording::trend as words;

/// Characters of a sparkline: a month of nights, where the terminal is wide enough.
const SPARK: usize = 30;

/// What the nights tell, for people.
#[must_use]
pub fn history(trends: &Trends, terminal: &Terminal) -> String {
    let mut lines = vec![terminal.strong(&words::nights(trends)), String::new()];
    lines.extend(changed(trends, terminal));
    let names = trends.trends.iter().map(|trend| width(&name(trend))).max().unwrap_or(0).min(terminal.columns() / 3);
    lines.push(terminal.faint(&heading(trends.nights.len(), names, terminal)));
    let mut last = "";
    for trend in &trends.trends {
        if trend.scenario != last {
            lines.push(terminal.strong(&text::short(&trend.scenario, terminal.columns())));
            last = &trend.scenario;
        }
        lines.push(terminal.spell(line(trend, trends.nights.len(), names, terminal)));
    }
    for said in words::reservations(trends) {
        lines.push(String::new());
        lines.extend(wrap(&terminal.spell(said), terminal.columns().min(110)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn name(trend: &Trend) -> String {
    words::series(&trend.metric, trend.input.as_deref())
}

/// Characters of one sparkline.
fn columns(names: usize, terminal: &Terminal) -> usize {
    (terminal.columns().saturating_sub(names + 36).max(8) / 2).min(SPARK)
}

fn heading(nights: usize, names: usize, terminal: &Terminal) -> String {
    let growth = columns(names, terminal).min(nights).max(1) + 18;
    let heading = format!("{}  {}cost since the first night", " ".repeat(names + 2), pad("growth", growth));
    clipped(&heading, terminal.columns())
}

/// `  time  ▁▁▂▂▇▇ 1.98 O(n^2)  ▁▁▁▇▇▇ 3.1×`: growth, then cost against the first night.
fn line(trend: &Trend, nights: usize, names: usize, terminal: &Terminal) -> String {
    let Some(last) = trend.points.last() else { return format!("  {}", name(trend)) };
    let columns = columns(names, terminal);
    let drawn = |value: fn(&crate::model::TrendPoint) -> f64, least: f64| {
        let drawn = spark(trend, value, nights, columns, least, terminal.unicode);
        pad(&drawn, columns.min(nights).max(1))
    };
    let growth = format!("{:.2} {}", last.exponent, last.class.family());
    let first = trend.points.iter().find(|point| point.ground == last.ground).map_or(0.0, |point| point.level);
    let cost = words::by((last.level - first).exp());
    format!(
        "  {}  {} {}  {} {cost}",
        pad(&text::short(&name(trend), names), names),
        drawn(|p| p.exponent, 0.5),
        pad(&growth, 15),
        drawn(|p| p.level, 0.4)
    )
    .trim_end()
    .to_string()
}

/// What changed, the newest first; then what was the machine.
fn changed(trends: &Trends, terminal: &Terminal) -> Vec<String> {
    let mut lines = Vec::new();
    if trends.changes.is_empty() && trends.drifts.is_empty() {
        lines.push("nothing changed from one night to the next".to_string());
    }
    for change in trends.changes.iter().rev() {
        let (mark, ruling) = match (&change.accepted, change.is_worse()) {
            (Some(_), _) => ("accepted", Ruling::Skipped),
            (None, true) => ("worse", Ruling::Broken),
            (None, false) => ("better", Ruling::Met),
        };
        let said = [words::change_sentence(trends, change), reason(change)].concat();
        let wrapped = wrap(&terminal.spell(said), terminal.columns().min(110).saturating_sub(10));
        for (i, part) in wrapped.into_iter().enumerate() {
            let mark = if i == 0 { terminal.ruling(&pad(mark, 8), ruling) } else { " ".repeat(8) };
            lines.push(format!("{mark}  {part}"));
        }
    }
    for drift in trends.drifts.iter().rev() {
        lines.extend(wrap(&terminal.spell(words::drift(trends, drift)), terminal.columns().min(110)));
    }
    lines.push(String::new());
    lines
}

fn reason(change: &NightChange) -> String {
    change.accepted.as_ref().map_or(String::new(), |why| format!("; accepted: {}", text::short(why, 200)))
}

/// The changes that were called on the last night, in sentences: what a run has to say beyond its own verdicts.
#[must_use]
pub fn alerts(trends: &Trends) -> Vec<String> {
    let tonight = trends.nights.len().saturating_sub(1);
    let called = trends.changes.iter().filter(|change| change.called == tonight && change.accepted.is_none());
    called
        .map(|change| {
            let direction = if change.is_worse() { "worse" } else { "better" };
            format!("{direction}: {}", words::change_sentence(trends, change))
        })
        .collect()
}
