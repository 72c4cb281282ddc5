//! Nights and what changed between them.

use super::value::{percent, rounded_size};
use crate::model::{Class, Commit, Drift, Metric, NightChange, NightMark, Shift, Shifted, Trends};
use crate::report::text;

/// The day of a night: `2026-11-23`.
pub(crate) fn day(night: &NightMark) -> String {
    text::short(night.started.split('T').next().unwrap_or_default(), 10)
}

/// What tells each night from those beside it: its day; with two runs a day or more, the time of day (UTC) as well.
pub(crate) fn moments(trends: &Trends) -> Vec<String> {
    let days: Vec<String> = trends.nights.iter().map(day).collect();
    let mut distinct = days.clone();
    distinct.dedup();
    if days.len() < 2 * distinct.len() {
        return days;
    }
    days.into_iter().zip(&trends.nights).map(|(day, night)| format!("{day} {}", time_of_day(night))).collect()
}

/// `02:00`
fn time_of_day(night: &NightMark) -> String {
    text::short(night.started.split('T').nth(1).and_then(|time| time.get(..5)).unwrap_or_default(), 5)
}

/// `30 nights, 2026-10-25 to 2026-11-23, of 12 scenarios on 1 machine`
pub(crate) fn nights(trends: &Trends) -> String {
    let (Some(first), Some(last)) = (trends.nights.first(), trends.nights.last()) else {
        return "no night yet".to_string();
    };
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut names: Vec<&str> = trends.trends.iter().map(|trend| trend.scenario.as_str()).collect();
    names.dedup();
    format!(
        "{}, {} to {}, of {} on {}",
        count(trends.nights.len(), "night"),
        day(first),
        day(last),
        count(names.len(), "scenario"),
        count(trends.machines.len(), "machine")
    )
}

/// What the nights can't tell, in sentences.
pub(crate) fn reservations(trends: &Trends) -> Vec<String> {
    let mut said = Vec::new();
    let changed = trends.nights.iter().filter(|n| n.commit.as_ref().is_some_and(|c| c.changed)).count();
    if changed > 0 {
        said.push(format!(
            "{changed} of {} runs measured files that no commit holds: they are shown, and left out where changes are looked for.",
            trends.nights.len()
        ));
    }
    let replaced = trends.nights.windows(2).filter(|pair| pair[0].machine != pair[1].machine).count();
    if replaced > 0 {
        said.push(format!(
            "The machine was another one {replaced} times ({}): times and memory are held against nights on the same one only.",
            trends.machines.iter().map(|name| text::short(name, 60)).collect::<Vec<_>>().join("; ")
        ));
    }
    for pair in trends.nights.windows(2).filter(|pair| pair[1].started < pair[0].started) {
        said.push(format!(
            "The clock was set back: a run of {} came after one of {}. Nights stand in the order in which they were kept.",
            day(&pair[1]),
            day(&pair[0])
        ));
    }
    said
}

/// What changed, without its scenario and date: `time grows as O(n^2), was O(n) (exponent 1.02 → 1.98); time ×3.1`.
pub(crate) fn change(change: &NightChange) -> String {
    change.shifts.iter().map(shift).collect::<Vec<_>>().join("; ")
}

fn shift(shift: &Shift) -> String {
    let name = series(&shift.metric, shift.input.as_deref());
    match shift.what {
        Shifted::Growth { exponents: (old, new), classes: (before, after) } => {
            format!("{name} {}", grew((old, new), (before, after)))
        }
        Shifted::Constant(factor) => format!("{name} {} at equal sizes", by(factor)),
    }
}

fn grew((old, new): (f64, f64), (before, after): (Class, Class)) -> String {
    let exponents = format!("exponent {old:.2} → {new:.2}");
    if before.family() == after.family() {
        let how = if new > old { "faster" } else { "slower" };
        format!("grows {how} ({exponents})")
    } else {
        format!("grows as {}, was {} ({exponents})", after.family(), before.family())
    }
}

/// `+25%`, `-20%`, `3.1×`, `unchanged`
pub(crate) fn by(factor: f64) -> String {
    if (factor - 1.0).abs() < 0.001 {
        return "unchanged".to_string();
    }
    if (0.5..2.0).contains(&factor) {
        let sign = if factor >= 1.0 { "+" } else { "-" };
        format!("{sign}{}", percent((factor - 1.0).abs()))
    } else {
        super::value::factor(factor)
    }
}

/// `time`, `time on sorted`
pub(crate) fn series(metric: &Metric, input: Option<&str>) -> String {
    let name = text::short(metric.name(), 60);
    input.map_or(name.clone(), |input| format!("{name} on {}", text::short(input, 60)))
}

/// The commits that a change lies between, as git takes them: `a1b2c3d4e5f6..0f1e2d3c4b5a`; `None` where a night has none.
pub(crate) fn commits(trends: &Trends, change: &NightChange) -> Option<String> {
    let id = |night: usize| trends.nights.get(night)?.commit.as_ref().map(short);
    let (before, after) = (id(change.before)?, id(change.night)?);
    Some(if before == after { after } else { format!("{before}..{after}") })
}

/// The first twelve characters of a commit's name.
pub(crate) fn short(commit: &Commit) -> String {
    text::short(&commit.id.chars().take(12).collect::<String>(), 12)
}

/// A change as a whole: `imports/dedupe since 2026-11-12: time +25% at equal sizes (commits a..b)`.
pub(crate) fn change_sentence(trends: &Trends, one: &NightChange) -> String {
    let commits = commits(trends, one).map_or(String::new(), |range| format!(" (commits {range})"));
    let since = trends.nights.get(one.night).map_or(String::new(), day);
    format!("{} since {since}: {}{commits}", text::short(&one.scenario, 80), change(one))
}

/// What all scenarios share is the machine's.
pub(crate) fn drift(trends: &Trends, drift: &Drift) -> String {
    let since = trends.nights.get(drift.night).map_or(String::new(), day);
    format!("since {since} all times together {}: that is the machine, no scenario's code", by(drift.factor))
}

/// Where a budget is reached.
pub(crate) fn reached(threshold: Option<f64>) -> String {
    threshold.map_or("not reached".to_string(), rounded_size)
}
