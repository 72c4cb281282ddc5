//! Counts that a target reports itself, as `name value` lines in a file.
//!
//! A name that comes several times is added up: a target may append a line for each query, or several processes one
//! each.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::model::{Metric, Reading, Readings};

/// Bytes of the file that are read: six million lines of a query each.
const MOST_BYTES: u64 = 64 << 20;
/// Different names of one trial.
const MOST_NAMES: usize = 256;

/// Reads what the target reported, if anything, and removes what was there with `forget`.
pub(super) fn collect(path: &Path, forget: fn(&Path)) -> Readings {
    let mut readings = Readings::default();
    let text = match read(path) {
        Ok(None) => return readings,
        Ok(Some(text)) => text,
        Err(reason) => {
            readings.set_missing(Metric::counters_file(), reason);
            String::new()
        }
    };
    forget(path);
    parse(&text, &mut readings);
    readings
}

/// Removes the file, or whatever stands in its place.
pub(super) fn remove(path: &Path) {
    let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
}

/// Empties the file, or removes what else stands in its place: a process that lives on may hold it open, and what it
/// appends to a file that was removed is lost.
pub(super) fn empty(path: &Path) {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    if !is_file || fs::OpenOptions::new().write(true).truncate(true).open(path).is_err() {
        remove(path);
    }
}

fn read(path: &Path) -> Result<Option<String>, String> {
    // A pipe or a device in its place must not hold up the run.
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(found) if !found.is_file() => return Err("what SCALECHECK_COUNTERS names is no file any more".into()),
        Ok(found) if found.len() > MOST_BYTES => {
            let most = MOST_BYTES >> 20;
            return Err(format!("the file of counters holds {} bytes, more than {most} MiB", found.len()));
        }
        _ => {}
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| format!("the file of counters: {error}"))?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| format!("the file of counters: {error}"))?;
    String::from_utf8(bytes).map(Some).map_err(|_| "the file of counters is not UTF-8".into())
}

fn parse(text: &str, readings: &mut Readings) {
    let mut sums: BTreeMap<&str, Result<f64, String>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = index + 1;
        match entry(line) {
            Ok((name, value)) if sums.len() < MOST_NAMES || sums.contains_key(name) => {
                let value = value.map_err(|reason| format!("line {number} of the counters: {reason}"));
                let sum = sums.entry(name).or_insert(Ok(0.0));
                *sum = sum.clone().and_then(|sum| finite(sum + value?));
            }
            Ok(_) => readings.set_missing(
                Metric::counters_file(),
                format!("the file of counters has more than {MOST_NAMES} different names"),
            ),
            Err(reason) => readings
                .set_missing(Metric::counters_file(), format!("line {number} of the file of counters: {reason}")),
        }
    }
    for (name, sum) in sums {
        let reading = sum.map_or_else(|reason| Reading::Missing(crate::model::Missing(reason)), Reading::Value);
        readings.0.insert(Metric::counter(name), reading);
    }
}

fn finite(sum: f64) -> Result<f64, String> {
    if sum.is_finite() { Ok(sum) } else { Err("the sum is too large".into()) }
}

/// A line's name, and its value or why it has none.
fn entry(line: &str) -> Result<(&str, Result<f64, String>), String> {
    let (name, value) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
    let good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':');
    if !name.chars().all(good) || name.len() > 64 {
        let shown: String = name.chars().take(64).collect();
        return Err(format!("`{}` is no name: use letters, digits, `_`, `.`, `-`", shown.escape_debug()));
    }
    if !Metric::named(name).is_reported() {
        return Err(format!("`{name}` is a name of scalecheck's own: choose another"));
    }
    let shown = || value.trim().chars().take(40).collect::<String>();
    Ok((
        name,
        match value.trim().parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
            Ok(_) => Err(format!("`{}` is no finite number of 0 or more", shown())),
            Err(_) => Err(format!("`{}` is no number", shown())),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str, name: &str) -> Option<Reading> {
        let mut readings = Readings::default();
        parse(text, &mut readings);
        readings.0.get(&Metric::counter(name)).cloned()
    }

    fn missing(text: &str, name: &str) -> String {
        match reading(text, name) {
            Some(Reading::Missing(reason)) => reason.0,
            other => panic!("{text:?} gave {other:?}"),
        }
    }

    #[test]
    fn lines_are_counters_and_the_same_name_adds_up() {
        let text = "queries 3\n\n  rows\t1e3 \nqueries 4\n";
        assert_eq!(reading(text, "queries"), Some(Reading::Value(7.0)));
        assert_eq!(reading(text, "rows"), Some(Reading::Value(1000.0)));
        assert_eq!(reading(text, "counters"), None);
    }

    #[test]
    fn what_is_no_count_is_missing_with_its_reason_and_never_zero() {
        for bad in ["q NaN", "q -1", "q inf", "q", "q abc", "q 1 2", "q 1e308\nq 1e308", "q 1\nq x", "q x\nq 1"] {
            assert!(!missing(bad, "q").is_empty(), "{bad}");
        }
        assert!(missing("q -1", "q").contains("line 1"));
    }

    #[test]
    fn own_names_and_junk_are_refused_as_a_whole() {
        for bad in ["time 5", "memory 1", "io.read_bytes 3", "counters 1", "=) 3", "<script> 1", "\u{1b}[31m 3"] {
            let reason = missing(bad, "counters");
            assert!(reason.starts_with("line 1 of the file of counters: ") && !reason.contains('\u{1b}'), "{reason}");
        }
        let many = (0..300).map(|i| format!("name{i} 1")).collect::<Vec<_>>().join("\n");
        assert!(missing(&many, "counters").contains("256"));
        assert_eq!(reading(&many, "name299"), None);
    }

    #[test]
    fn a_file_that_is_huge_or_no_file_is_told_and_removed() {
        let folder = tempfile::tempdir().expect("the test's own step");
        let path = folder.path().join("counters");
        assert_eq!(collect(&path, remove), Readings::default());
        File::create(&path).expect("the test's own step").set_len(3 << 30).expect("the test's own step");
        let readings = collect(&path, remove);
        assert!(matches!(readings.0.get(&Metric::counter("counters")), Some(Reading::Missing(_))));
        assert!(!path.exists());
        fs::create_dir(&path).expect("the test's own step");
        collect(&path, remove);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_is_held_open_is_emptied_and_what_else_is_in_its_place_goes() {
        use std::io::Write;
        let folder = tempfile::tempdir().expect("the test's own step");
        let path = folder.path().join("counters");
        let mut held = File::options().create(true).append(true).open(&path).expect("the test's own step");
        for _ in 0..2 {
            held.write_all(b"queries 3\n").expect("the test's own step");
            let readings = collect(&path, empty);
            assert_eq!(readings.0.get(&Metric::counter("queries")), Some(&Reading::Value(3.0)));
        }
        fs::remove_file(&path).expect("the test's own step");
        fs::create_dir(&path).expect("the test's own step");
        empty(&path);
        assert!(!path.exists());
    }
}
