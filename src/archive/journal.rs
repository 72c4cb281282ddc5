//! The journal: every sample of a run as soon as it is taken, so that nothing measured is lost.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::model::{Counted, Machine, Record, Sample, Scenario};

use super::error::ArchiveError;
use super::mask::Mask;
use super::wire::record::WireSample;
use super::wire::run::WireHeader;

/// The file's name in a scenario's folder, while a run is unfinished.
pub const JOURNAL_FILE: &str = "journal.jsonl";

/// What a journal's samples were taken under.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The scenario with the settings in force; texts that it redacts are masked.
    pub scenario: Scenario,
    /// The version of scalecheck that measured.
    pub version: String,
    /// When the run started: RFC 3339, UTC.
    pub started: String,
    /// Where.
    pub machine: Machine,
    /// The runner's own peak memory in bytes.
    pub memory_floor: u64,
}

/// An unfinished run's samples on disk.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    mask: Mask,
}

/// An unfinished run that can go on.
#[derive(Debug)]
pub struct Resumed {
    /// Takes the further samples.
    pub journal: Journal,
    /// What was measured under; settings and sizes of the command line that began it are in its scenario.
    pub header: Header,
    /// The samples so far.
    pub record: Record,
}

impl Journal {
    /// Begins a journal in `folder`, in place of one that may stand there.
    ///
    /// # Errors
    /// [`ArchiveError::Unwritable`]
    pub fn create(folder: &Path, header: &Header) -> Result<Journal, ArchiveError> {
        let path = folder.join(JOURNAL_FILE);
        let made = fs::create_dir_all(folder).and_then(|()| File::create(&path));
        let file = made.map_err(|reason| ArchiveError::unwritable(&path, reason))?;
        let mask = Mask::of(&header.scenario);
        let mut stored = header.clone();
        mask.scenario(&mut stored.scenario);
        mask.machine(&mut stored.machine);
        let mut journal = Journal { path, file, mask };
        journal.line(&WireHeader::of(&stored))?;
        Ok(journal)
    }

    /// Adds a sample, at once: a crash afterwards can't take it back.
    ///
    /// # Errors
    /// [`ArchiveError::Unwritable`], such as on a full disk.
    pub fn append(&mut self, sample: &Sample) -> Result<(), ArchiveError> {
        let mut sample = sample.clone();
        self.mask.sample(&mut sample);
        self.line(&WireSample::of(&sample))
    }

    /// Adds a sample of a counting pass, as [`Journal::append`] does.
    ///
    /// # Errors
    /// [`ArchiveError::Unwritable`]
    pub fn append_counted(&mut self, counted: &Counted) -> Result<(), ArchiveError> {
        let mut counted = counted.clone();
        self.mask.sample(&mut counted.sample);
        self.line(&WireSample::of_counted(&counted))
    }

    /// One line in one write, so that at most the last one can be cut off.
    fn line(&mut self, content: &impl Serialize) -> Result<(), ArchiveError> {
        let mut line = serde_json::to_vec(content)
            .expect("OK because every part of the wire has text keys and numbers that JSON has");
        line.push(b'\n');
        self.file.write_all(&line).map_err(|reason| ArchiveError::unwritable(&self.path, reason))
    }

    /// Goes on with an unfinished run of the same definition; `None` where there is none.
    ///
    /// # Errors
    /// [`ArchiveError::OtherDefinition`] where the scenario was changed since; journals that can't be read, or that hold
    /// what can't have been measured. A last line that was cut off is no error: it is dropped.
    pub fn resume(folder: &Path, scenario: &Scenario) -> Result<Option<Resumed>, ArchiveError> {
        let path = folder.join(JOURNAL_FILE);
        let text = match fs::read(&path) {
            Ok(bytes) => whole_lines(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(reason) => return Err(ArchiveError::unreadable(&path, reason)),
        };
        let mut lines = text.lines().enumerate();
        let Some((_, first)) = lines.next() else { return Ok(None) };
        let malformed = |line: usize, reason: String| ArchiveError::Malformed { path: path.clone(), line, reason };
        let header: WireHeader = serde_json::from_str(first).map_err(|error| malformed(1, error.to_string()))?;
        let header = header.into_model().map_err(|reason| malformed(1, reason))?;
        if header.scenario.hash != scenario.hash {
            return Err(ArchiveError::OtherDefinition { path });
        }
        let mut record = Record::default();
        for (at, line) in lines {
            let sample: WireSample =
                serde_json::from_str(line).map_err(|error| malformed(at + 1, error.to_string()))?;
            sample.add_to(&mut record, &header.scenario).map_err(|reason| malformed(at + 1, reason))?;
        }
        let file = reopen(&path, text.len()).map_err(|reason| ArchiveError::unwritable(&path, reason))?;
        let journal = Journal { path, file, mask: Mask::of(scenario) };
        Ok(Some(Resumed { journal, header, record }))
    }

    /// Removes the journal: its samples are in evidence.json.
    ///
    /// # Errors
    /// [`ArchiveError::Unwritable`]
    pub fn finish(self) -> Result<(), ArchiveError> {
        drop(self.file);
        fs::remove_file(&self.path).map_err(|reason| ArchiveError::unwritable(&self.path, reason))
    }
}

/// The text up to its last line end.
fn whole_lines(mut bytes: Vec<u8>) -> String {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes.truncate(end);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn reopen(path: &Path, whole: usize) -> std::io::Result<File> {
    let mut file = File::options().write(true).open(path)?;
    file.set_len(whole as u64)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}
