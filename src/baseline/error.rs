//! What can go wrong with baselines: which file, what was found, what to do.

use std::path::PathBuf;

use crate::model::human_names;

/// The set of which nobody need say the name.
const USUAL: &str = "main";

/// Why a baseline can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The name of a set leads elsewhere or is none.
    #[error("`{0}` is no name of a baseline; expected letters, digits, `-`, `_` and `.`, such as `main`")]
    Name(String),
    /// There is no such set.
    #[error("there is no baseline `{name}`; `scalecheck run PATH --save-baseline {name}` makes it")]
    Absent {
        /// Its name.
        name: String,
    },
    /// There is no such set to remove.
    #[error("there is no baseline `{name}`; there is {}; `scalecheck baseline list` shows all", human_names(there))]
    NoSet {
        /// Its name.
        name: String,
        /// The sets that there are.
        there: Vec<String>,
    },
    /// The set has nothing of a scenario that is to be removed.
    #[error(
        "the baseline `{name}` has no scenario `{scenario}`; it has {}; `scalecheck baseline show {name}` shows all",
        human_names(there)
    )]
    NoScenario {
        /// The set.
        name: String,
        /// The scenario's name.
        scenario: String,
        /// The scenarios that it has.
        there: Vec<String>,
    },
    /// The file or folder can't be read or written.
    #[error("`{}`: {reason}", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        reason: std::io::Error,
    },
    /// Two branches changed it and nobody settled that.
    #[error(
        "`{0}`, line {line}: a merge left its marks there; take one side (git checkout --theirs -- '{0}') or measure \
         again with --save-baseline", path.display()
    )]
    Conflict {
        /// The file.
        path: PathBuf,
        /// The first mark.
        line: usize,
    },
    /// Its seal doesn't fit what it holds.
    #[error(
        "`{}` was changed by hand: its seal no longer fits; take back the change, or accept what is measured: \
         scalecheck baseline accept {scenario} --why TEXT{}", path.display(), name_words(name)
    )]
    Edited {
        /// The file.
        path: PathBuf,
        /// The set that it is in.
        name: String,
        /// The scenario that it is of.
        scenario: String,
    },
    /// Another version of scalecheck wrote it.
    #[error("`{}` has the schema `{found}`; this scalecheck reads `{known}`: measure again with --save-baseline", path.display())]
    OtherSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: String,
        /// The schema that is read.
        known: &'static str,
    },
    /// The list of those in quarantine is at fault.
    #[error("`{}`: {reason}; each entry is `[[quarantine]]` with `scenario`, `why` and `until`", path.display())]
    Quarantine {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// It is no baseline.
    #[error("`{}` is no baseline: {reason}; measure again with --save-baseline", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
}

/// What tells `baseline accept` the set: nothing where it is the usual one.
fn name_words(name: &str) -> String {
    if name == USUAL { String::new() } else { format!(" --name {name}") }
}
