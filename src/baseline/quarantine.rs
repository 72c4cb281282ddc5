//! Quarantine: scenarios whose failures are let pass for a time, with a reason that everybody can read.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::error::BaselineError;
use crate::model::Quarantine;

/// The file beside the baselines.
const FILE: &str = "quarantine.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    quarantine: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    scenario: String,
    why: String,
    until: String,
}

/// Who is in quarantine; nobody where there is no file.
///
/// # Errors
/// Entries without a scenario, a reason or a day; files that can't be read.
pub fn quarantine(home: &Path) -> Result<Vec<Quarantine>, BaselineError> {
    let path = home.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(reason) => return Err(BaselineError::Disk { path, reason }),
    };
    let fault = |reason: String| BaselineError::Quarantine { path: path.clone(), reason };
    let file: File = toml::from_str(&text).map_err(|error| fault(error.message().to_string()))?;
    file.quarantine.into_iter().map(|entry| checked(entry).map_err(fault)).collect()
}

fn checked(Entry { scenario, why, until }: Entry) -> Result<Quarantine, String> {
    if why.trim().is_empty() {
        return Err(format!("`{scenario}` has no reason in `why`"));
    }
    if until.parse::<jiff::civil::Date>().is_err() {
        return Err(format!("`until` of `{scenario}` is `{until}`; expected a day such as \"2026-12-31\""));
    }
    Ok(Quarantine { scenario, why, until })
}
