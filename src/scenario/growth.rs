//! `[expect]` and `[scale]`: declared growth, budgets, and the sizes of real life.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Expectation, Limit, Metric, MetricKind, Scale, Size, Unit};

use super::nearest::{distance, nearest};
use super::section::{GROWTH, LIMIT};
use super::table::Table;
use super::value;

const KNOWN: [&str; 4] = ["time", "cpu", "wall", "memory"];

/// The expectations of `[expect]`, in the order written.
pub(crate) fn expectations(table: &Table<'_>) -> Vec<Expectation> {
    let mut expectations = Vec::new();
    for (name, span, value) in table.entries() {
        if name != "limit" {
            expectation(table, name, span, value, &mut expectations);
        }
    }
    expectations
}

fn expectation<'d>(
    table: &Table<'d>,
    name: &str,
    span: Range<usize>,
    value: &'d Spanned<DeValue<'d>>,
    found: &mut Vec<Expectation>,
) {
    if let Err((message, label)) = metric(name) {
        table.notes().note(message, Some(span), label);
        return;
    }
    match value.get_ref() {
        DeValue::Table(keys) if is_growth(keys) => {
            let growth = Table::new(keys, &GROWTH, table.notes());
            let class = growth.read("class", value::class);
            if !growth.has("class") {
                table.notes().note(format!("`{name}` has no class"), Some(span), "add class = \"O(n)\"");
            }
            let tight = growth.flag("tight").unwrap_or(false);
            found.extend(class.map(|class| Expectation { metric: Metric::named(name), class, tight }));
        }
        // A dotted key without quotes: io.read_bytes = "O(n)" is a table to TOML and one name to us.
        DeValue::Table(keys) if !keys.is_empty() => {
            for (key, value) in keys {
                expectation(table, &format!("{name}.{}", key.get_ref()), key.span(), value, found);
            }
        }
        _ => {
            let class = table.fit(name, value, value::class);
            found.extend(class.map(|class| Expectation { metric: Metric::named(name), class, tight: false }));
        }
    }
}

fn is_growth(keys: &DeTable<'_>) -> bool {
    GROWTH.keys.iter().any(|key| keys.get(key.name).is_some())
}

/// A metric's name, or why it can't be one.
pub(crate) fn metric(name: &str) -> Result<Metric, value::Misfit> {
    let misspelt = |known: &&str| distance(&name.to_lowercase(), known) == 1 && !name.starts_with(*known);
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control() || "<=>".contains(c)) {
        let label = "expected time, memory, wall, cpu or a counter's name without spaces";
        Err((format!("`{name}` is no metric"), label.to_string()))
    } else if let Some(known) = ["limit", "limits"].contains(&name).then_some("[[expect.limit]]") {
        Err((format!("`{name}` is no metric"), format!("a budget at a size is written {known}")))
    } else if let Some(known) = KNOWN.iter().find(|known| misspelt(known)) {
        Err((format!("unknown metric `{name}`"), format!("did you mean `{known}`?")))
    } else if !Metric::named(name).is_declared() {
        let label = match nearest(name, Metric::measured()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("expected one of {}", Metric::measured().collect::<Vec<_>>().join(", ")),
        };
        Err((format!("unknown metric `{name}`"), label))
    } else {
        Ok(Metric::named(name))
    }
}

/// The budgets of `[[expect.limit]]`.
pub(crate) fn limits(table: &Table<'_>) -> Vec<Limit> {
    let read = |value: &DeValue<'_>| match value.as_table() {
        Some(_) => Ok(()),
        None => Err(value::wrong_type(value, "a table")),
    };
    table.list("limit", "tables under [[expect.limit]]", read);
    table.tables("limit", &LIMIT).into_iter().filter_map(|(limit, span)| self::limit(&limit, span)).collect()
}

fn limit(table: &Table<'_>, span: Range<usize>) -> Option<Limit> {
    for key in ["metric", "at", "max"] {
        if !table.has(key) {
            let label = "expected metric = \"time\", at = \"1m\", max = \"2s\"";
            table.notes().note(format!("a limit has no `{key}`"), Some(span.clone()), label);
        }
    }
    let named = table.read("metric", |value| metric(&value::text(value)?));
    let at = table.read("at", value::size);
    let metric = named?;
    let max = table.read("max", |value| maximum(value, &metric))?;
    Some(Limit { metric, at: at?, max })
}

fn maximum(value: &DeValue<'_>, metric: &Metric) -> Result<f64, value::Misfit> {
    match (metric.kind(), metric.unit()) {
        (MetricKind::Time, _) => value::duration(value).map(|duration| duration.as_secs_f64()),
        (_, Unit::Bytes) => value::bytes(value).map(|bytes| bytes.0 as f64),
        _ => value::amount(value),
    }
}

/// `[scale]`
pub(crate) fn scale(table: &Table<'_>) -> Scale {
    let scale = Scale {
        development: table.read("development", value::size),
        production: table.read("production", value::size),
        peak: table.read("peak", value::size),
        time_budget: table.read("time_budget", value::duration),
        memory_budget: table.read("memory_budget", value::bytes),
    };
    let rising = [("development", scale.development), ("production", scale.production), ("peak", scale.peak)];
    let known: Vec<(&str, Size)> = rising.into_iter().filter_map(|(name, size)| Some((name, size?))).collect();
    for pair in known.windows(2) {
        if let [(below, small), (above, large)] = pair
            && small > large
        {
            let label = format!("expected at least {small}, the size in `{below}`");
            table.notes().note(format!("`{above}` is below `{below}`"), table.span(above), label);
        }
    }
    scale
}
