//! evidence.json: written whole, read with suspicion.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::Evidence;

use super::error::ArchiveError;
use super::mask::masked;
use super::place::write_lasting;
use super::wire::evidence::WireEvidence;

/// The version of the shape on disk.
pub const SCHEMA: &str = "scalecheck/evidence/1";

/// The file's name in a scenario's folder.
pub const EVIDENCE_FILE: &str = "evidence.json";

const SCHEMA_START: &str = "scalecheck/evidence/";
const SCHEMA_VERSION: u32 = 1;

/// Largest file that is read: a thousand times what a run writes.
const LARGEST: u64 = 128 << 20;

const CHECKSUM: &str = "\"checksum\": \"sha256:";

/// Writes `FOLDER/evidence.json`, masked, and returns its path.
///
/// # Errors
/// [`ArchiveError::Unwritable`]; an evidence.json that stood there is then still whole.
pub fn save(folder: &Path, evidence: &Evidence) -> Result<PathBuf, ArchiveError> {
    let path = folder.join(EVIDENCE_FILE);
    write_lasting(&path, to_text(evidence).as_bytes())?;
    Ok(path)
}

/// Reads evidence from its file, or from the folder that holds it.
///
/// # Errors
/// Files that can't be read, are no evidence, of another schema, cut off, edited, too large.
pub fn load(path: &Path) -> Result<Evidence, ArchiveError> {
    let path = if path.is_dir() { path.join(EVIDENCE_FILE) } else { path.to_path_buf() };
    from_text(&read(&path)?, &path)
}

fn read(path: &Path) -> Result<String, ArchiveError> {
    let unreadable = |reason| ArchiveError::unreadable(path, reason);
    let about = std::fs::metadata(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    if !about.is_file() {
        return Err(ArchiveError::NotEvidence { path: path.into(), found: "it is no regular file".to_string() });
    }
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ArchiveError::TooLarge { path: path.into(), bytes: about.len(), most: LARGEST });
    }
    let found = "it is binary".to_string();
    String::from_utf8(bytes).map_err(|_| ArchiveError::NotEvidence { path: path.into(), found })
}

/// The evidence as stored: a part a line, a sample a line, its checksum at the end.
#[must_use]
pub fn to_text(evidence: &Evidence) -> String {
    let wire = WireEvidence::of(&masked(evidence));
    // OK because serializing fails only for keys that are no text, and the wire has none.
    let wire = serde_json::to_value(wire).unwrap_or_default();
    let mut text = format!("{{\n\"schema\": \"{SCHEMA}\",\n");
    for (name, part) in wire.as_object().into_iter().flatten() {
        text.extend(["\"", name, "\": ", &lines(part), ",\n"]);
    }
    let sum = checksum(&text);
    text.extend([CHECKSUM, &sum, "\"\n}\n"]);
    text
}

/// A part of the file: an array of arrays or objects has a line for each, everything else is on one line.
fn lines(part: &Value) -> String {
    match part {
        Value::Array(elements) if elements.iter().any(|element| element.is_array() || element.is_object()) => {
            let elements: Vec<String> = elements.iter().map(Value::to_string).collect();
            format!("[\n{}\n]", elements.join(",\n"))
        }
        other => other.to_string(),
    }
}

/// Of everything before the checksum's own line. Line ends don't count: version control may change them.
fn checksum(text: &str) -> String {
    let mut hash = Sha256::new();
    text.split('\r').for_each(|part| hash.update(part.as_bytes()));
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The one field that every version has.
#[derive(Deserialize)]
struct Peek {
    schema: Option<String>,
}

/// Reads evidence from text; `path` is named in errors.
///
/// # Errors
/// As [`load`].
pub fn from_text(text: &str, path: &Path) -> Result<Evidence, ArchiveError> {
    if !text.trim_start().starts_with('{') {
        let found = if text.trim().is_empty() { "it is empty" } else { "it is no JSON object" };
        return Err(ArchiveError::NotEvidence { path: path.into(), found: found.to_string() });
    }
    let peek: Peek = serde_json::from_str(text).map_err(|error| ArchiveError::of_json(path, &error))?;
    check_schema(peek.schema.as_deref(), path)?;
    let sum_at = text.rfind(CHECKSUM);
    let fits = sum_at.is_some_and(|at| text[at + CHECKSUM.len()..].starts_with(&checksum(&text[..at])));
    if !fits {
        return Err(ArchiveError::Changed { path: path.into() });
    }
    let wire: WireEvidence = serde_json::from_str(text).map_err(|error| ArchiveError::of_json(path, &error))?;
    wire.into_model().map_err(|reason| ArchiveError::Malformed { path: path.into(), line: 1, reason })
}

fn check_schema(found: Option<&str>, path: &Path) -> Result<(), ArchiveError> {
    let Some(found) = found else {
        let found = "it has no `schema`".to_string();
        return Err(ArchiveError::NotEvidence { path: path.into(), found });
    };
    if found == SCHEMA {
        return Ok(());
    }
    let version = found.strip_prefix(SCHEMA_START).and_then(|version| version.parse::<u32>().ok());
    let advice = match version {
        Some(version) if version > SCHEMA_VERSION => "a newer scalecheck wrote it; install that one",
        Some(_) => "measure again with `scalecheck run`",
        None => "it is another kind of file; expected an evidence.json",
    };
    Err(ArchiveError::OtherSchema { path: path.into(), found: found.to_string(), known: SCHEMA, advice })
}
