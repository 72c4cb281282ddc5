//! Counters that patterns read from a target's output.

use std::collections::BTreeMap;
use std::path::Path;

use regex::bytes::Regex;

use crate::model::{Metric, Readings};

/// Compiled patterns, by the counter that each gives.
#[derive(Debug)]
pub(super) struct Patterns(Vec<(Metric, Regex)>);

impl Patterns {
    /// Of a scenario's counters; a pattern that is none was refused when the scenario was read.
    pub(super) fn new(counters: &BTreeMap<String, String>) -> Patterns {
        let compiled =
            counters.iter().filter_map(|(name, pattern)| Some((Metric::counter(name), Regex::new(pattern).ok()?)));
        Patterns(compiled.collect())
    }

    /// Whether there are none, so that no output need be kept.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads every counter from the output.
    pub(super) fn read(&self, output: &Path) -> Readings {
        let mut readings = Readings::default();
        if self.is_empty() {
            return readings;
        }
        let text = std::fs::read(output).map_err(|error| format!("its output can't be read: {error}"));
        for (metric, pattern) in &self.0 {
            match text.as_ref().map_err(Clone::clone).and_then(|text| count(pattern, text)) {
                Ok(count) => readings.set(metric.clone(), count),
                Err(reason) => readings.set_missing(metric.clone(), reason),
            }
        }
        readings
    }
}

/// The sum of what the first group matched; without a group, the number of matches.
fn count(pattern: &Regex, text: &[u8]) -> Result<f64, String> {
    if pattern.captures_len() == 1 {
        return Ok(pattern.find_iter(text).count() as f64);
    }
    let groups = pattern.captures_iter(text).map(|found| found.get(1).map_or(&b""[..], |group| group.as_bytes()));
    let numbers = groups.map(|group| number(group).ok_or_else(|| shown(group))).collect::<Result<Vec<f64>, _>>()?;
    if numbers.is_empty() {
        return Err(format!("nothing in its output matches `{pattern}`"));
    }
    Some(numbers.iter().sum()).filter(|sum: &f64| sum.is_finite()).ok_or_else(|| "the sum is too large".to_string())
}

/// A finite number of 0 or more; `1,234` and `1_234` are read as people write them.
fn number(group: &[u8]) -> Option<f64> {
    let digits: String = str::from_utf8(group).ok()?.trim().chars().filter(|c| !matches!(c, ',' | '_')).collect();
    digits.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

fn shown(group: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(group).chars().take(40).collect();
    format!("`{}`, which its output holds, is no finite number of 0 or more", text.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(pattern: &str, text: &[u8]) -> Result<f64, String> {
        count(&Regex::new(pattern).expect("a pattern"), text)
    }

    #[test]
    fn groups_add_up_and_matches_without_a_group_count() {
        assert_eq!(counted(r"(\d+) queries", b"3 queries\n\xff 4 queries\n"), Ok(7.0));
        assert_eq!(counted(r"rows: ([\d,]+)", b"rows: 1,234,567"), Ok(1_234_567.0));
        assert_eq!(counted("(?m)^SELECT", b"SELECT 1\nSELECT 2\n"), Ok(2.0));
        assert_eq!(counted("SELECT", b""), Ok(0.0));
        let large = counted("([0-9]+)", b"9007199254740993").expect("a number");
        assert!((large - 9_007_199_254_740_992.0).abs() <= 2.0);
    }

    #[test]
    fn what_is_no_count_says_so_and_is_not_zero() {
        assert!(counted(r"(\d+) queries", b"").expect_err("nothing").contains("nothing in its output"));
        for bad in [&b"q=-1"[..], b"q=inf", b"q=", b"q=x"] {
            assert!(counted("q=(.*)", bad).expect_err("no count").contains("no finite number"));
        }
    }
}
