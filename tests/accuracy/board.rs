//! The scoreboard.

use std::fmt;

use crate::answer::Answer;
use crate::curve::Curve;
use scalecheck::model::Ruling;

/// A figure by its name.
pub(crate) struct Figure {
    /// What it counts.
    pub(crate) name: String,
    /// In percent unless the name says otherwise.
    pub(crate) value: f64,
}

/// Every figure.
pub(crate) struct Board(pub(crate) Vec<Figure>);

type Case<'a> = (&'a Curve, &'a Answer);

impl Board {
    /// Counts.
    pub(crate) fn of(curves: &[Curve], answers: &[Answer]) -> Board {
        let cases: Vec<Case<'_>> = curves.iter().zip(answers).collect();
        let mut figures = Vec::new();
        for (group, member) in groups() {
            let cases: Vec<Case<'_>> = cases.iter().copied().filter(|case| member(case.0)).collect();
            let mut add = |name: &str, value: f64| figures.push(Figure { name: format!("{group}: {name}"), value });
            names(&cases, &mut add);
            rulings(&cases, &mut add);
            foretold(&cases, &mut add);
        }
        Board(figures)
    }

    /// A figure; `None` where there is no such.
    pub(crate) fn figure(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|figure| figure.name == name).map(|figure| figure.value)
    }
}

type Group = (&'static str, fn(&Curve) -> bool);

fn groups() -> [Group; 12] {
    [
        ("all", Curve::known),
        ("separable", |c| c.known() && c.separable),
        ("real", |c| c.source == "real"),
        ("real separable", |c| c.source == "real" && c.separable),
        ("synthetic", |c| c.source == "synthetic"),
        ("time", |c| c.known() && c.series().metric.name() == "time"),
        ("count", |c| c.known() && c.series().metric.name() == "count"),
        ("memory", |c| c.known() && c.series().metric.name() == "memory"),
        ("half 0", |c| c.known() && c.half() == 0),
        ("half 1", |c| c.known() && c.half() == 1),
        ("wall", Curve::wall),
        ("unseen", Curve::unseen),
    ]
}

fn percent(cases: &[Case<'_>], counts: impl Fn(&Answer) -> bool, among: impl Fn(&Answer) -> bool) -> f64 {
    let among: Vec<&Answer> = cases.iter().map(|case| case.1).filter(|a| among(a)).collect();
    100.0 * among.iter().filter(|a| counts(a)).count() as f64 / among.len().max(1) as f64
}

fn names(cases: &[Case<'_>], add: &mut impl FnMut(&str, f64)) {
    add("cases (number)", cases.len() as f64);
    add("named right", percent(cases, |a| a.right, |_| true));
    add("certain: share", percent(cases, |a| a.plausible.len() == 1, |_| true));
    add("certain: right", percent(cases, |a| a.held, |a| a.plausible.len() == 1));
    add("plausible holds the truth", percent(cases, |a| a.held, |_| true));
    let sizes: usize = cases.iter().map(|case| case.1.plausible.len()).sum();
    add("plausible: mean size (number)", sizes as f64 / cases.len() as f64);
}

fn rulings(cases: &[Case<'_>], add: &mut impl FnMut(&str, f64)) {
    let decided = |r: Ruling| r != Ruling::Undecided;
    add("strict, true: wrongly broken", percent(cases, |a| a.strict_true == Ruling::Broken, |_| true));
    add(
        "strict, next lower: wrongly met",
        percent(cases, |a| a.strict_low == Some(Ruling::Met), |a| a.strict_low.is_some()),
    );
    add("strict, true: decided", percent(cases, |a| decided(a.strict_true), |_| true));
    add(
        "strict, next lower: decided",
        percent(cases, |a| a.strict_low.is_some_and(decided), |a| a.strict_low.is_some()),
    );
    add("default, true: wrongly broken", percent(cases, |a| a.default_true == Ruling::Broken, |_| true));
    add(
        "default, a power lower: wrongly met",
        percent(cases, |a| a.default_power == Some(Ruling::Met), |a| a.default_power.is_some()),
    );
    add("default, true: decided", percent(cases, |a| decided(a.default_true), |_| true));
}

fn foretold(cases: &[Case<'_>], add: &mut impl FnMut(&str, f64)) {
    let all: Vec<_> = cases.iter().flat_map(|case| &case.1.foretold).collect();
    let share = |counts: &dyn Fn(f64, f64, f64) -> bool| {
        let count = all.iter().filter(|(i, truth)| counts(i.low, i.high, *truth)).count();
        100.0 * count as f64 / all.len().max(1) as f64
    };
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let half = values.len() / 2;
        let value = if values.len().is_multiple_of(2) { 0.5 * (values[half - 1] + values[half]) } else { values[half] };
        100.0 * value
    };
    add("beyond: predictions (number)", all.len() as f64);
    add("beyond: median error", middle(all.iter().map(|(i, truth)| (i.value / truth - 1.0).abs()).collect()));
    add("beyond: interval holds", share(&|low, high, truth| low <= truth && truth <= high));
    add("beyond: truth above", share(&|_, high, truth| truth > high));
    add("beyond: truth below", share(&|low, _, truth| truth < low));
    add("beyond: median width", middle(all.iter().map(|(i, _)| (i.high - i.low) / i.value).collect()));
}

impl fmt::Display for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = groups();
        writeln!(f, "{:38}{}", "", groups.map(|(group, _)| format!("{group:>15}")).concat())?;
        let rows = self.0.iter().filter_map(|figure| figure.name.strip_prefix("all: "));
        for row in rows {
            let cells = groups.map(|(group, _)| {
                let value = self.figure(&format!("{group}: {row}")).unwrap_or(f64::NAN);
                let digits = if row.ends_with("size (number)") { 2 } else { 1 };
                format!("{value:>15.digits$}")
            });
            writeln!(f, "{row:38}{}", cells.concat())?;
        }
        Ok(())
    }
}
