//! The file: opened with suspicion, appended to in one step, read in order.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::error::HistoryError;
use super::place::{HISTORY_FILE, prepare_home};
use super::{layout, row};
use crate::model::{Night, Outline};

/// The last days (UTC) with a run whose single samples are kept, however many runs a day has.
pub const SAMPLES_KEPT: u32 = 30;

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How long another process may hold the file: an append takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries to open a file that others hold. Where two change the journal's kind at once SQLite lets one fail at once, for
/// waiting could be for ever.
const ATTEMPTS: u32 = 20;

/// Opens, and tries again after a pause while another process holds the file.
fn again_while_held<T>(open: impl Fn() -> rusqlite::Result<T>, pause: Duration) -> rusqlite::Result<T> {
    let held = |error: &rusqlite::Error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    };
    for _ in 1..ATTEMPTS {
        match open() {
            Err(error) if held(&error) => std::thread::sleep(pause),
            other => return other,
        }
    }
    open()
}

/// A history, open.
#[derive(Debug)]
pub struct History {
    connection: Connection,
    path: PathBuf,
}

/// What appending a night came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is a night of its own.
    New,
    /// It was there already: nothing changed.
    Known,
    /// It is the rest of a run that was interrupted, and was joined to its first part.
    Joined,
}

impl History {
    /// Opens the history in the folder `home`, which is made where it is absent; a file of an older layout is renewed.
    ///
    /// # Errors
    /// Files that are damaged, held, newer, or can't be written.
    pub fn open(home: &Path) -> Result<History, HistoryError> {
        History::open_waiting(home, PATIENCE)
    }

    /// [`History::open`], waiting so long for other processes.
    ///
    /// # Errors
    /// As [`History::open`].
    pub fn open_waiting(home: &Path, patience: Duration) -> Result<History, HistoryError> {
        prepare_home(home)?;
        let path = home.join(HISTORY_FILE);
        let open = || {
            let mut connection = Connection::open(&path)?;
            connection.busy_timeout(patience / ATTEMPTS)?;
            let found = layout::of(&connection)?;
            if found > layout::NEWEST {
                return Ok(Err(found));
            }
            // Where the file system can't share memory SQLite keeps its older journal: as safe, with more waiting.
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            layout::renew(&transaction)?;
            transaction.commit()?;
            connection.busy_timeout(patience)?;
            Ok(Ok(connection))
        };
        match again_while_held(open, patience / ATTEMPTS / 10) {
            Ok(Ok(connection)) => Ok(History { connection, path }),
            Ok(Err(found)) => Err(HistoryError::Newer { path, found, known: layout::NEWEST }),
            Err(error) => Err(HistoryError::of(&path, &error)),
        }
    }

    /// Opens the history in the folder `home` to read it only: nothing is made or renewed.
    ///
    /// # Errors
    /// Where there is none; files that are damaged, newer, or can't be read.
    pub fn open_to_read(home: &Path) -> Result<History, HistoryError> {
        let path = home.join(HISTORY_FILE);
        if !path.exists() {
            return Err(HistoryError::Absent { path });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let open = |name: &Path| {
            let connection = Connection::open_with_flags(name, flags)?;
            connection.busy_timeout(PATIENCE)?;
            let found = layout::of(&connection)?;
            layout::stand_in(&connection, found)?;
            Ok((connection, found))
        };
        // In a folder that can't be written there is no place for what readers and writers share: then nobody writes.
        let alone = || open(Path::new(&format!("file:{}?immutable=1", escaped(&path))));
        let opened = open(&path).or_else(|error: rusqlite::Error| match HistoryError::of(&path, &error) {
            HistoryError::Unwritable { .. } => alone(),
            _ => Err(error),
        });
        let (connection, found) = opened.map_err(|error| HistoryError::of(&path, &error))?;
        match found {
            0 => Err(HistoryError::Absent { path }),
            found if found > layout::NEWEST => Err(HistoryError::Newer { path, found, known: layout::NEWEST }),
            _ => Ok(History { connection, path }),
        }
    }

    /// Appends a night in one step: after a kill it is there whole or not at all. The same run again changes nothing; the
    /// rest of a run that was interrupted joins its first part. Samples of days before the last [`SAMPLES_KEPT`] go.
    ///
    /// # Errors
    /// Where the file is damaged, held or can't be written.
    pub fn append(&mut self, night: &Night) -> Result<Appended, HistoryError> {
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| HistoryError::of(&path, &error);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let appended = row::add(&transaction, night, &path)?;
        transaction
            .execute(
                "DELETE FROM samples WHERE night IN (SELECT id FROM night WHERE placed / ?2 < \
                 (SELECT min(day) FROM (SELECT DISTINCT placed / ?2 AS day FROM night ORDER BY day DESC LIMIT ?1)))",
                [i64::from(SAMPLES_KEPT), DAY],
            )
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(appended)
    }

    /// Hands over every night in order, the oldest first; samples only where they are wanted.
    ///
    /// # Errors
    /// Where the file is damaged, or `take` says so.
    pub fn each(
        &self,
        samples: bool,
        mut take: impl FnMut(Night) -> Result<(), HistoryError>,
    ) -> Result<(), HistoryError> {
        row::each(&self.connection, &self.path, &row::nights("ORDER BY placed, id"), [], |row| {
            take(row::night(row, samples, &self.path)?)
        })
    }

    /// Hands over the outline of every night in order, the oldest first: about a fifth of the processor time of
    /// [`History::each`].
    ///
    /// # Errors
    /// Where the file is damaged, or `take` says so.
    pub fn outlines(&self, mut take: impl FnMut(Outline) -> Result<(), HistoryError>) -> Result<(), HistoryError> {
        row::each(&self.connection, &self.path, row::OUTLINES, [], |row| take(row::outline(row, &self.path)?))
    }

    /// Every night without its samples, the oldest first.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn nights(&self) -> Result<Vec<Night>, HistoryError> {
        let mut nights = Vec::new();
        self.each(false, |night| {
            nights.push(night);
            Ok(())
        })?;
        Ok(nights)
    }

    /// Keeps the last `keep` nights and gives the space of the others back; returns how many went.
    ///
    /// # Errors
    /// Where the file is damaged, held or can't be written.
    pub fn prune(&mut self, keep: u32) -> Result<usize, HistoryError> {
        let prune = || {
            let gone = self.connection.execute(
                "DELETE FROM night WHERE id NOT IN (SELECT id FROM night ORDER BY placed DESC, id DESC LIMIT ?1)",
                [keep],
            )?;
            self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?;
            Ok(gone)
        };
        prune().map_err(|error| HistoryError::of(&self.path, &error))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A path inside a URI.
fn escaped(path: &Path) -> String {
    path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Interval, Machine, Metric, NightScenario, NightSeries, Ruling, SizeSummary};

    fn night(number: u32) -> Night {
        let series = NightSeries {
            metric: Metric::Time,
            input: None,
            ground: String::new(),
            class: Class::LINEAR,
            exponent: Interval { value: 1.0, low: 0.9, high: 1.1 },
            fixed: 0.0,
            coefficient: 1e-6,
            threshold: None,
            sizes: (1..500)
                .map(|n| SizeSummary { n: f64::from(n), value: 0.1, low: 0.1, high: 0.1, runs: 5 })
                .collect(),
            samples: Vec::new(),
        };
        Night {
            started: format!("2026-11-{number:02}T02:00:00Z"),
            commit: None,
            machine: Machine::default(),
            version: String::new(),
            scenarios: vec![NightScenario {
                name: "a".to_string(),
                hash: String::new(),
                ruling: Ruling::Met,
                satisfied: true,
                seconds: 1.0,
                series: vec![series],
            }],
        }
    }

    #[test]
    fn a_full_disk_is_said_and_what_was_there_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut history = History::open(folder.path()).expect("a history");
        history.append(&night(1)).expect("appended");
        let pages: u32 = history.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("pages");
        // SQLite treats this bound as it does a disk without space.
        let bound =
            |most: u32| history.connection.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()));
        bound(pages).expect("bounded");
        let error = history.append(&night(2)).expect_err("full");
        assert!(matches!(error, HistoryError::Full { .. }), "{error}");
        assert_eq!(history.nights().expect("nights"), [night(1)]);
        history.connection.query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(())).expect("unbounded");
        history.append(&night(2)).expect("appended");
        assert_eq!(History::open_to_read(folder.path()).and_then(|h| h.nights()).expect("nights").len(), 2);
    }
}
