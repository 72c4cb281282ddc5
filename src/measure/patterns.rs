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
    let groups = pattern.captures_iter(text).map(|found| match found.get(1) {
        Some(group) if goes_on(&text[..group.start()], group.as_bytes()) => Err(cut(pattern, text, group.range())),
        Some(group) => number(group.as_bytes()).ok_or_else(|| shown(group.as_bytes())),
        None => Err(shown(b"")),
    });
    let numbers = groups.collect::<Result<Vec<f64>, _>>()?;
    if numbers.is_empty() {
        return Err(format!("nothing in its output matches `{pattern}`"));
    }
    Some(numbers.iter().sum()).filter(|sum: &f64| sum.is_finite()).ok_or_else(|| "the sum is too large".to_string())
}

/// Whether a number began before what a group caught of it: `10,` before `000`, `1.5e` before `3`, a minus.
fn goes_on(before: &[u8], group: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match before {
        _ if !group.first().is_some_and(u8::is_ascii_digit) => false,
        [.., last, b'-'] => !is_word(last),
        [b'-'] => true,
        [.., digit, b',' | b'.' | b'_' | b'e' | b'E'] => digit.is_ascii_digit(),
        [.., last] => last.is_ascii_digit(),
        [] => false,
    }
}

/// Says so.
fn cut(pattern: &Regex, text: &[u8], group: std::ops::Range<usize>) -> String {
    let start = text[..group.start].iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
    format!(
        "`{pattern}` catches `{}` of `{}`: let the group catch the whole number, as ([\\d,]+) does",
        String::from_utf8_lossy(&text[group.clone()]).escape_debug(),
        String::from_utf8_lossy(&text[start.max(group.start.saturating_sub(20))..group.end]).escape_debug()
    )
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
    fn a_group_that_catches_the_end_of_a_number_is_no_reading() {
        for text in
            ["10,000 queries", "ran -10 queries", "-7 queries", "1.5e3 queries", "2.75 queries", "1_000 queries"]
        {
            let read = counted(r"(\d+) queries", text.as_bytes());
            let said = read.expect_err(text);
            assert!(said.contains("catches") && said.contains("whole number"), "{said}");
        }
        for (text, count) in
            [("page-12 queries", 12.0), ("a, 12 queries", 12.0), ("v1e 3 queries", 3.0), ("=5 queries", 5.0)]
        {
            assert_eq!(counted(r"(\d+) queries", text.as_bytes()), Ok(count), "{text}");
        }
        assert_eq!(counted(r"([\d,]+) queries", b"10,000 queries"), Ok(10_000.0));
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
