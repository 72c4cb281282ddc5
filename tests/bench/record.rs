//! What a long benchmark found, a line of JSON each, so that the same command goes on where an earlier one ended.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The file, and what it holds.
pub(crate) struct Record {
    /// Where.
    pub(crate) path: PathBuf,
    /// Every line, in the order found.
    pub(crate) lines: Vec<Value>,
}

impl Record {
    /// Reads what earlier calls found; a line that was cut short is left out.
    pub(crate) fn open(path: &Path) -> std::io::Result<Record> {
        let text = if path.exists() { fs::read_to_string(path)? } else { String::new() };
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        Ok(Record { path: path.to_path_buf(), lines })
    }

    /// The lines of which `key` has this value.
    pub(crate) fn of<'a>(&'a self, key: &'a str, value: &'a str) -> impl Iterator<Item = &'a Value> {
        self.lines.iter().filter(move |line| line[key] == value)
    }

    /// Keeps one line more.
    pub(crate) fn add(&mut self, line: Value) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        writeln!(OpenOptions::new().create(true).append(true).open(&self.path)?, "{line}")?;
        self.lines.push(line);
        Ok(())
    }
}
