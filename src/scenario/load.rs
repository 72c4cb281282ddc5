//! Reading a scenario file, and laying profile and overrides over it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::de::DeTable;

use crate::model::Scenario;

use super::fault::{Fault, Faults};
use super::lower::{Written, lower};
use super::name::check_name;
use super::overrides::Overrides;
use super::print;
use super::section::ROOT;
use super::sense;
use super::table::{Notes, Table};

/// Longest scenario file: a thousand times what people write.
const LONGEST: u64 = 1 << 20;

/// Reads the scenario at `path` under the name `name`.
///
/// # Errors
/// Files that can't be read, are no regular files, are above 1 MiB or no UTF-8; else as [`parse`].
pub fn load(path: &Path, name: &str, overrides: &Overrides) -> Result<Scenario, Faults> {
    let text = read(path).map_err(|(message, label)| Faults::of_file(path, message, label))?;
    parse(&text, path, name, overrides)
}

fn read(path: &Path) -> Result<String, (String, String)> {
    let unreadable = |error: std::io::Error| (format!("it can't be read: {error}"), String::new());
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(("it is no file".to_string(), "expected a scenario file ending in .toml".to_string()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        let size = crate::model::human_bytes(about.len().max(LONGEST + 1) as f64);
        return Err((format!("it is no scenario: it holds {size}"), "a scenario file holds at most 1 MiB".to_string()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (format!("it is no text: byte {at} is no UTF-8"), "a scenario is TOML, which is UTF-8 text".to_string())
    })
}

/// Reads the scenario in `text`, which stands in the file `path`; relative paths in it start at that file's folder.
///
/// Overrides apply as [`Overrides`] says; the scenario's hash is that of the file alone.
///
/// # Errors
/// Every fault of the text at once: TOML, unknown keys, values, contradictions.
pub fn parse(text: &str, path: &Path, name: &str, overrides: &Overrides) -> Result<Scenario, Faults> {
    let notes = Notes::default();
    if let Err(error) = check_name(name) {
        notes.note(error.to_string(), None, "rename the file");
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        let label = "a scenario needs at least [target] with command = [\"sort\", \"-n\", \"{input}\"]";
        return Err(Faults::of_file(path, "the file is empty", label));
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        notes.note(error.message(), error.span(), "");
    }
    let root = Table::new(document.get_ref(), &ROOT, &notes);
    let mut written = lower(&root, folder(path), name);
    // What broke the syntax would also look contradictory: those faults would only repeat it.
    if errors.is_empty() {
        note_contradictions(&root, &written, &notes);
    }
    let faults: Vec<Fault> = notes.into_faults();
    if !faults.is_empty() {
        return Err(Faults::new(path, text, faults));
    }
    written.scenario.hash = print::definition_hash(&written);
    Ok(effective(written, overrides))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("."),
    }
}

fn note_contradictions(root: &Table<'_>, written: &Written, notes: &Notes) {
    for found in sense::find(&written.scenario) {
        let top = found.key.split('.').next().unwrap_or(found.key);
        let key = root.entries().into_iter().find(|(name, _, _)| *name == top);
        notes.note(found.message, key.map(|(_, span, value)| place(found.key, span, value)), found.label);
    }
}

/// Where a dotted key's value stands, or the key above it.
fn place(
    key: &str,
    top: std::ops::Range<usize>,
    value: &toml::Spanned<toml::de::DeValue<'_>>,
) -> std::ops::Range<usize> {
    match key.split_once('.') {
        Some((_, below)) => value.get_ref().get(below).map_or(top, toml::Spanned::span),
        None => top,
    }
}

/// The scenario with profile and overrides laid over it.
fn effective(written: Written, overrides: &Overrides) -> Scenario {
    let Written { mut scenario, layer, profiles } = written;
    let own = profiles.into_iter().find(|(profile, _)| *profile == overrides.profile).map(|(_, layer)| layer);
    let own = own.unwrap_or_default();
    scenario.settings = crate::model::Settings::default();
    for layer in [&overrides.profile.built_in(), &layer, &own, overrides] {
        layer.apply(&mut scenario.settings);
        layer.apply_hooks(&mut scenario.hooks);
        scenario.sizes = layer.sizes.clone().unwrap_or(scenario.sizes);
        scenario.seed = layer.seed.unwrap_or(scenario.seed);
    }
    scenario
}
