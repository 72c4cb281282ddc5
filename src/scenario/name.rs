//! Names of scenarios: paths below the searched folder, and folders below the output.

/// A name that can't be a scenario's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` can't be a scenario's name: {reason}")]
pub struct NameError {
    /// The name.
    pub name: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// File names that a report writes beside the scenarios' folders, or in them.
const TAKEN: [&str; 5] = ["report.html", "junit.xml", "results.sarif", "evidence.json", "report.md"];

/// Longest part of a name, in bytes: what file systems take.
const LONGEST: usize = 200;

/// Refuses names that would climb out of the output folder or fall on its files. Letters of any script are fine.
///
/// # Errors
/// Empty names and parts, `.` and `..`, absolute paths, backslashes, control characters, parts above 200 bytes, names
/// of files that a report writes.
pub fn check_name(name: &str) -> Result<(), NameError> {
    let refuse = |reason| Err(NameError { name: name.to_string(), reason });
    if name.contains(|c: char| c.is_control()) {
        return refuse("it holds control characters");
    }
    if name.contains('\\') {
        return refuse("it holds a backslash; parts are separated by /");
    }
    for part in name.split('/') {
        match part {
            "" => return refuse("it has an empty part"),
            "." | ".." => return refuse("it climbs out of the output folder"),
            part if part.len() > LONGEST => return refuse("a part of it is longer than 200 bytes"),
            part if TAKEN.contains(&part) => return refuse("a report is written under that name"),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_climb_out_or_fall_on_reports_are_refused() {
        for name in
            ["", "..", "../x", "a/../../x", "/etc/x", "a//b", "./a", "a\\b", "a\nb", "report.html", "a/report.md"]
        {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert!(check_name(&"x".repeat(201)).is_err());
    }

    #[test]
    fn names_of_any_script_are_taken() {
        for name in ["a", "pairs/bad", "Größe", "重複検出", "with space", "..."] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
    }
}
