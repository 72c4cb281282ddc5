//! Scenario parts written on one line, as on the command line.

use crate::model::{Expectation, Limit, Metric, Scale, Size, Sizes, Unit, parse_duration};

use super::growth;

/// A text that is no such part: says what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ArgumentError(pub String);

fn refuse<T>(found: &str, wanted: &str) -> Result<T, ArgumentError> {
    Err(ArgumentError(format!("`{found}` is not {wanted}")))
}

/// Reads `METRIC <= CLASS`; `METRIC == CLASS` is tight.
///
/// # Errors
/// Texts without one comparison, unknown classes, names that can't be metrics.
pub fn parse_expectation(text: &str) -> Result<Expectation, ArgumentError> {
    let tight = text.contains("==");
    let split = ["<=", "==", "≤"].iter().find_map(|sign| text.split_once(sign));
    let Some((metric, class)) = split else {
        return refuse(text, "an expectation such as 'time <= n log n'");
    };
    let class = class.trim().parse().map_err(|error: crate::model::ClassError| ArgumentError(error.to_string()))?;
    Ok(Expectation { metric: metric_named(metric)?, class, tight })
}

/// Reads `METRIC at SIZE <= AMOUNT`, such as `time at 1m <= 2s`.
///
/// # Errors
/// Texts of another shape, sizes and amounts that can't be read.
pub fn parse_limit(text: &str) -> Result<Limit, ArgumentError> {
    let parts = text.split_once("<=").and_then(|(left, max)| Some((left.split_once(" at ")?, max.trim())));
    let Some(((metric, at), max)) = parts else {
        return refuse(text, "a limit such as 'time at 1m <= 2s'");
    };
    let metric = metric_named(metric)?;
    let at = at.trim().parse().map_err(|error: crate::model::QuantityError| ArgumentError(error.to_string()))?;
    let amount = match metric.unit() {
        Unit::Seconds => parse_duration(max).map(|duration| duration.as_secs_f64()).ok(),
        Unit::Bytes => max.parse::<crate::model::Bytes>().map(|bytes| bytes.0 as f64).ok(),
        _ => max.parse::<f64>().ok().or_else(|| max.parse::<Size>().map(Size::value).ok()),
    };
    match amount.filter(|amount| amount.is_finite() && *amount >= 0.0) {
        Some(max) => Ok(Limit { metric, at, max }),
        None => refuse(max, "an amount such as 2s, 512MiB or 10k"),
    }
}

fn metric_named(name: &str) -> Result<Metric, ArgumentError> {
    growth::metric(name.trim()).map_err(|(message, label)| ArgumentError(format!("{message}: {label}")))
}

/// Reads `10..1m` or `10,100,1k`; a single size is a list of one.
///
/// # Errors
/// Texts of another shape, ranges that fall, sizes listed twice.
pub fn parse_sizes(text: &str) -> Result<Sizes, ArgumentError> {
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (size(from)?, size(to.trim_start_matches('='))?);
        return if from <= to { Ok(Sizes::Range { from, to }) } else { refuse(text, "a range that rises") };
    }
    let mut sizes = Vec::new();
    for part in text.split(',') {
        let size = size(part)?;
        if sizes.contains(&size) {
            return refuse(text, &format!("a list of different sizes: {size} is there twice"));
        }
        sizes.push(size);
    }
    Ok(Sizes::List(sizes))
}

fn size(text: &str) -> Result<Size, ArgumentError> {
    text.parse().map_err(|error: crate::model::QuantityError| ArgumentError(error.to_string()))
}

/// Reads `development=10,production=5k,peak=1m,time_budget=30s,memory_budget=1GiB`, each at most once.
///
/// # Errors
/// Unknown names, values that can't be read, sizes that fall.
pub fn parse_scale(text: &str) -> Result<Scale, ArgumentError> {
    let mut scale = Scale::default();
    for part in text.split(',') {
        let Some((name, value)) = part.split_once('=') else {
            return refuse(part, "a part of a scale such as production=5k");
        };
        let error = |error: crate::model::QuantityError| ArgumentError(error.to_string());
        let before = match name.trim() {
            "development" => scale.development.replace(value.parse().map_err(error)?).is_some(),
            "production" => scale.production.replace(value.parse().map_err(error)?).is_some(),
            "peak" => scale.peak.replace(value.parse().map_err(error)?).is_some(),
            "time_budget" => scale.time_budget.replace(parse_duration(value).map_err(error)?).is_some(),
            "memory_budget" => scale.memory_budget.replace(value.parse().map_err(error)?).is_some(),
            other => return refuse(other, "one of development, production, peak, time_budget, memory_budget"),
        };
        if before {
            return refuse(text, &format!("a scale: `{}` is there twice", name.trim()));
        }
    }
    let sizes: Vec<Size> = [scale.development, scale.production, scale.peak].into_iter().flatten().collect();
    if sizes.is_sorted() { Ok(scale) } else { refuse(text, "a scale that rises from development to peak") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bytes, Class};

    fn n(n: u64) -> Size {
        Size::new(n).expect("a size")
    }

    #[test]
    fn expectations_are_read_on_one_line() {
        let read = parse_expectation("time <= n log n");
        assert_eq!(read, Ok(Expectation { metric: Metric::Time, class: Class::LINEARITHMIC, tight: false }));
        let read = parse_expectation("io.read_bytes==O(n)");
        let metric = Metric::counter("io.read_bytes");
        assert_eq!(read, Ok(Expectation { metric, class: Class::LINEAR, tight: true }));
        for text in ["", "time", "time <= ", "<= n", "time < n", "tiem <= n", "time <= fast", "a b <= n"] {
            assert!(parse_expectation(text).is_err(), "{text}");
        }
    }

    #[test]
    fn limits_are_read_in_their_metrics_unit() {
        assert_eq!(parse_limit("time at 1m <= 2s"), Ok(Limit { metric: Metric::Time, at: n(1_000_000), max: 2.0 }));
        assert_eq!(parse_limit("memory at 10k <= 1KiB").map(|limit| limit.max), Ok(1024.0));
        assert_eq!(parse_limit("queries at 10 <= 0").map(|limit| limit.max), Ok(0.0));
        for text in ["time <= 2s", "time at 0 <= 2s", "time at 1 <= -2", "queries at 1 <= nan", "time at 1 <= 2GB"] {
            assert!(parse_limit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_are_ranges_or_lists() {
        assert_eq!(parse_sizes("10..1m"), Ok(Sizes::Range { from: n(10), to: n(1_000_000) }));
        assert_eq!(parse_sizes("100, 10, 1k"), Ok(Sizes::List(vec![n(100), n(10), n(1000)])));
        assert_eq!(parse_sizes("7"), Ok(Sizes::List(vec![n(7)])));
        for text in ["", "..", "10..", "1m..10", "10,10", "10,,20", "0..5", "-1..5", "a", "1..99999999999999999999"] {
            assert!(parse_sizes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_scale_rises_and_names_each_part_once() {
        let scale = parse_scale("development=10, production=5k,peak=1m,memory_budget=1GiB").expect("a scale");
        assert_eq!((scale.development, scale.peak), (Some(n(10)), Some(n(1_000_000))));
        assert_eq!(scale.memory_budget, Some(Bytes(1 << 30)));
        for text in ["", "peak", "peak=", "peak=1,peak=2", "production=5,peak=1", "speed=1", "time_budget=0"] {
            assert!(parse_scale(text).is_err(), "{text}");
        }
    }
}
