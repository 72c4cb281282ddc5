//! The trend page: every scenario over the nights in one file that needs nothing else.

use std::fmt::Write as _;

use askama::Template;
use serde::Serialize;

use crate::model::{NightChange, Trend, TrendPoint, Trends};
use crate::report::text;
use crate::report::wording::trend as words;

/// The nights as one self-contained page; charts are drawn by its script when a scenario is opened.
#[must_use]
pub fn history_html(trends: &Trends) -> String {
    let page = Page {
        style: include_str!("../html/page.css"),
        own_style: include_str!("page.css"),
        script: include_str!("page.js"),
        summary: words::nights(trends),
        reservations: words::reservations(trends),
        changes: trends.changes.iter().rev().map(|change| changed(trends, change)).collect(),
        drifts: trends.drifts.iter().rev().map(|drift| words::drift(trends, drift)).collect(),
        scenarios: scenarios(trends),
        data: data(trends),
    };
    // OK because rendering into a string fails only where the template itself is wrong, which the tests would show.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/trend/askama.toml")]
struct Page {
    style: &'static str,
    own_style: &'static str,
    script: &'static str,
    summary: String,
    reservations: Vec<String>,
    changes: Vec<Changed>,
    drifts: Vec<String>,
    scenarios: Vec<Section>,
    data: String,
}

/// A row of what changed.
struct Changed {
    since: String,
    class: &'static str,
    how: &'static str,
    id: String,
    scenario: String,
    what: String,
    why: Option<String>,
    commits: Option<String>,
}

/// One scenario with its trends.
struct Section {
    id: String,
    name: String,
    open: bool,
    changed: bool,
    class: &'static str,
    mark: &'static str,
    first: usize,
    count: usize,
    trends: Vec<Row>,
}

/// One metric of a scenario.
struct Row {
    name: String,
    class: String,
    exponent: String,
    exponents: String,
    exponent_path: String,
    cost: String,
    costs: String,
    cost_path: String,
    threshold: String,
}

/// The badge's class and word.
fn badge(change: &NightChange) -> (&'static str, &'static str) {
    match (&change.accepted, change.is_worse()) {
        (Some(_), _) => ("skipped", "accepted"),
        (None, true) => ("broken", "worse"),
        (None, false) => ("met", "better"),
    }
}

fn changed(trends: &Trends, change: &NightChange) -> Changed {
    let (class, how) = badge(change);
    Changed {
        since: trends.nights.get(change.night).map_or(String::new(), words::day),
        class,
        how,
        id: id(trends, &change.scenario),
        scenario: text::short(&change.scenario, 120),
        what: words::change(change),
        why: change.accepted.as_ref().map(|why| text::short(why, 300)),
        commits: words::commits(trends, change),
    }
}

/// The anchor of a scenario: the place of its first trend.
fn id(trends: &Trends, scenario: &str) -> String {
    let first = trends.trends.partition_point(|trend| trend.scenario.as_str() < scenario);
    format!("t{first}")
}

fn scenarios(trends: &Trends) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut first = 0;
    for group in trends.trends.chunk_by(|a, b| a.scenario == b.scenario) {
        let change = trends.changes.iter().rev().find(|change| change.scenario == group[0].scenario);
        let (class, mark) = change.map_or(("met", ""), badge);
        sections.push(Section {
            id: format!("t{first}"),
            name: text::short(&group[0].scenario, 120),
            open: false,
            changed: change.is_some(),
            class,
            mark,
            first,
            count: group.len(),
            trends: group.iter().map(|trend| row(trend, trends.nights.len())).collect(),
        });
        first += group.len();
    }
    let open = sections.iter().position(|section| section.changed).unwrap_or(0);
    if let Some(section) = sections.get_mut(open) {
        section.open = true;
    }
    sections
}

fn row(trend: &Trend, nights: usize) -> Row {
    let name = words::series(&trend.metric, trend.input.as_deref());
    let Some(last) = trend.points.last() else { return empty(name) };
    let ground = trend.points.iter().filter(|point| point.ground == last.ground);
    let first = ground.clone().next().map_or(0.0, |point| point.level);
    let cost = words::by((last.level - first).exp());
    Row {
        class: last.class.family().to_string(),
        exponent: format!("{:.2}", last.exponent),
        exponents: format!("exponent of {name}: {:.2} at first, {:.2} now", trend.points[0].exponent, last.exponent),
        exponent_path: path(&trend.points, |point| point.exponent, nights, 0.5),
        costs: format!("cost of {name} at equal sizes: {cost} since the first night"),
        cost,
        cost_path: path(&trend.points, |point| point.level, nights, 0.4),
        threshold: words::reached(last.threshold),
        name,
    }
}

fn empty(name: String) -> Row {
    let nothing = String::new;
    Row {
        name,
        class: nothing(),
        exponent: nothing(),
        exponents: nothing(),
        exponent_path: nothing(),
        cost: nothing(),
        costs: nothing(),
        cost_path: nothing(),
        threshold: nothing(),
    }
}

/// Points that a small line is drawn through.
const DRAWN: usize = 60;

/// A line 120 wide and 24 high whose scale spans at least `least`.
fn path(points: &[TrendPoint], value: impl Fn(&TrendPoint) -> f64, nights: usize, least: f64) -> String {
    let values = || points.iter().map(&value);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let (middle, span) = (0.5 * (low + high), (high - low).max(least));
    let step = points.len().div_ceil(DRAWN).max(1);
    let mut path = String::new();
    for point in points.iter().rev().step_by(step).collect::<Vec<_>>().into_iter().rev() {
        let x = 2.0 + 116.0 * point.night as f64 / nights.saturating_sub(1).max(1) as f64;
        let y = 12.0 - 20.0 * (value(point) - middle) / span;
        // Writing to a String can't fail.
        let _ = write!(path, "{}{x:.0} {y:.1}", if path.is_empty() { 'M' } else { 'L' });
    }
    path
}

/// What the script draws from.
#[derive(Serialize)]
struct Data {
    nights: Vec<(String, Option<String>, usize)>,
    trends: Vec<Drawn>,
}

/// One trend, a number a night: exponents and levels in thousandths, as whole numbers.
#[derive(Serialize)]
struct Drawn {
    /// The metric.
    m: String,
    /// What changed: the night, and what to write there.
    x: Vec<(usize, &'static str)>,
    /// The nights.
    n: Vec<usize>,
    /// The exponents.
    e: Vec<Option<i64>>,
    /// The costs; none on other ground than the last.
    c: Vec<Option<i64>>,
    /// The sizes that reach the budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<Vec<Option<i64>>>,
}

fn data(trends: &Trends) -> String {
    let nights = words::moments(trends).into_iter().zip(&trends.nights);
    let nights = nights.map(|(moment, night)| (moment, night.commit.as_ref().map(words::short), night.machine));
    let data = Data { nights: nights.collect(), trends: trends.trends.iter().map(|t| drawn(trends, t)).collect() };
    // OK because serializing fails only for keys that are no text, and there are none.
    let text = serde_json::to_string(&data).unwrap_or_default();
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn drawn(trends: &Trends, trend: &Trend) -> Drawn {
    let points = || trend.points.iter();
    let ground = trend.points.last().map_or(0, |point| point.ground);
    let size = |point: &TrendPoint| point.threshold.filter(|n| n.abs() < 9e15).map(|n| n.round() as i64);
    Drawn {
        m: words::series(&trend.metric, trend.input.as_deref()),
        x: marks(trends, trend),
        n: points().map(|point| point.night).collect(),
        e: points().map(|point| thousandths(point.exponent)).collect(),
        c: points().map(|point| thousandths(point.level).filter(|_| point.ground == ground)).collect(),
        t: points().any(|point| point.threshold.is_some()).then(|| points().map(size).collect()),
    }
}

fn thousandths(value: f64) -> Option<i64> {
    value.is_finite().then(|| (value.clamp(-1e9, 1e9) * 1000.0).round() as i64)
}

/// The changes of a trend: the night, and what to write there.
fn marks(trends: &Trends, trend: &Trend) -> Vec<(usize, &'static str)> {
    let mine = trends.changes.iter().filter(|change| {
        let shows = |shift: &crate::model::Shift| shift.metric == trend.metric && shift.input == trend.input;
        change.scenario == trend.scenario && change.shifts.iter().any(shows)
    });
    mine.map(|change| (change.night, badge(change).1)).collect()
}
