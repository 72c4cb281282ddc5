//! The file: opened with suspicion, appended to in one step, read in order.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Row, Transaction, TransactionBehavior, params};

use super::error::HistoryError;
use super::place::{HISTORY_FILE, prepare_home};
use super::{body, layout};
use crate::model::{Commit, Machine, Night, NightScenario};

/// The last nights whose single samples are kept.
pub const SAMPLES_KEPT: u32 = 30;

/// How long another process may hold the file: an append takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries to open a file that others hold. Where two change the journal's kind at once SQLite lets one fail at once, for
/// waiting could be for ever.
const ATTEMPTS: u32 = 20;

const NIGHT: &str =
    "id, started, commit_id, changed, version, architecture, processor, cores, memory, kernel, governor, night.body";

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
    /// rest of a run that was interrupted joins its first part. Samples of nights before the last [`SAMPLES_KEPT`] go.
    ///
    /// # Errors
    /// Where the file is damaged, held or can't be written.
    pub fn append(&mut self, night: &Night) -> Result<Appended, HistoryError> {
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| HistoryError::of(&path, &error);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let appended = add(&transaction, night, &path)?;
        transaction
            .execute(
                "DELETE FROM samples WHERE night NOT IN (SELECT id FROM night ORDER BY placed DESC, id DESC LIMIT ?1)",
                [SAMPLES_KEPT],
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
        let failed = |error: rusqlite::Error| HistoryError::of(&self.path, &error);
        let joined = if samples { ", samples.body FROM night LEFT JOIN samples ON night = id" } else { " FROM night" };
        let query = format!("SELECT {NIGHT}{joined} ORDER BY placed, id");
        let mut statement = self.connection.prepare(&query).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (_, mut night) = read(row, &self.path)?;
            if samples && let Some(bytes) = row.get_ref(12).and_then(|v| Ok(v.as_blob_or_null()?)).map_err(failed)? {
                body::add_samples(bytes, &mut night.scenarios).map_err(|reason| damaged(&self.path, reason))?;
            }
            take(night)?;
        }
        Ok(())
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

fn damaged(path: &Path, reason: &str) -> HistoryError {
    HistoryError::Damaged { path: path.to_path_buf(), reason: reason.to_string() }
}

fn add(transaction: &Transaction<'_>, night: &Night, path: &Path) -> Result<Appended, HistoryError> {
    let failed = |error: rusqlite::Error| HistoryError::of(path, &error);
    for (id, mut there) in same_start(transaction, night, path)? {
        let Some(rest) = missing(&there, night) else { continue };
        if rest.is_empty() {
            return Ok(Appended::Known);
        }
        there.scenarios.extend(rest);
        there.scenarios.sort_by(|a, b| a.name.cmp(&b.name));
        transaction
            .execute("UPDATE night SET body = ?2 WHERE id = ?1", params![id, body::of_scenarios(&there.scenarios)])
            .and_then(|_| keep_samples(transaction, id, &there.scenarios))
            .map_err(failed)?;
        return Ok(Appended::Joined);
    }
    let newest = "SELECT coalesce(max(placed), 0) FROM night";
    let newest: i64 = transaction.query_row(newest, [], |row| row.get(0)).map_err(failed)?;
    insert(transaction, night, place(&night.started).max(newest + 1)).map_err(failed)?;
    Ok(Appended::New)
}

/// Milliseconds since 1970; 0 where it is no time.
fn place(started: &str) -> i64 {
    started.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond)
}

fn insert(transaction: &Transaction<'_>, night: &Night, placed: i64) -> rusqlite::Result<()> {
    let Night { started, commit, machine, version, scenarios } = night;
    let Machine { kernel, architecture, processor, cores, memory, governor, .. } = machine;
    transaction.execute(
        "INSERT INTO night (started, placed, commit_id, changed, version, architecture, processor, cores, memory, \
         kernel, governor, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            started,
            placed,
            commit.as_ref().map(|commit| &commit.id),
            commit.as_ref().is_some_and(|commit| commit.changed),
            version,
            architecture,
            processor,
            cores,
            memory.cast_signed(),
            kernel,
            governor,
            body::of_scenarios(scenarios)
        ],
    )?;
    keep_samples(transaction, transaction.last_insert_rowid(), scenarios)
}

fn keep_samples(transaction: &Transaction<'_>, id: i64, scenarios: &[NightScenario]) -> rusqlite::Result<()> {
    if scenarios.iter().flat_map(|scenario| &scenario.series).any(|series| !series.samples.is_empty()) {
        let samples = body::of_samples(scenarios);
        transaction.execute("INSERT OR REPLACE INTO samples (night, body) VALUES (?1, ?2)", params![id, samples])?;
    }
    Ok(())
}

/// Nights that started at the same time on the same machine, with their samples.
fn same_start(transaction: &Transaction<'_>, night: &Night, path: &Path) -> Result<Vec<(i64, Night)>, HistoryError> {
    let failed = |error: rusqlite::Error| HistoryError::of(path, &error);
    let query = format!(
        "SELECT {NIGHT}, samples.body FROM night LEFT JOIN samples ON night = id WHERE started = ?1 AND processor = ?2"
    );
    let mut statement = transaction.prepare(&query).map_err(failed)?;
    let mut rows = statement.query(params![night.started, night.machine.processor]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let (id, mut there) = read(row, path)?;
        if let Some(bytes) = row.get_ref(12).and_then(|v| Ok(v.as_blob_or_null()?)).map_err(failed)? {
            body::add_samples(bytes, &mut there.scenarios).map_err(|reason| damaged(path, reason))?;
        }
        found.push((id, there));
    }
    Ok(found)
}

/// What `night` holds beyond `there`; `None` where the same scenario was measured in both and differs: these are two
/// runs that happened to start in the same second.
fn missing(there: &Night, night: &Night) -> Option<Vec<NightScenario>> {
    let mut rest = Vec::new();
    for scenario in &night.scenarios {
        match there.scenarios.iter().find(|other| other.name == scenario.name) {
            None => rest.push(scenario.clone()),
            Some(other) if same(other, scenario) => {}
            Some(_) => return None,
        }
    }
    Some(rest)
}

/// Whether two are the same measurement; one may have lost its samples.
fn same(a: &NightScenario, b: &NightScenario) -> bool {
    let measured = |s: &NightScenario| s.series.iter().map(|series| series.sizes.clone()).collect::<Vec<_>>();
    a.hash == b.hash && a.seconds == b.seconds && measured(a) == measured(b)
}

fn read(row: &Row<'_>, path: &Path) -> Result<(i64, Night), HistoryError> {
    let failed = |error: rusqlite::Error| HistoryError::of(path, &error);
    let commit = |id: Option<String>, changed: bool| id.map(|id| Commit { id, changed });
    let columns = || {
        Ok(Night {
            started: row.get(1)?,
            commit: commit(row.get(2)?, row.get(3)?),
            version: row.get(4)?,
            machine: Machine {
                architecture: row.get(5)?,
                processor: row.get(6)?,
                cores: row.get(7)?,
                memory: row.get::<_, i64>(8)?.cast_unsigned(),
                kernel: row.get(9)?,
                governor: row.get(10)?,
                programs: Vec::new(),
            },
            scenarios: Vec::new(),
        })
    };
    let mut night = columns().map_err(failed)?;
    let bytes = row.get_ref(11).and_then(|value| Ok(value.as_blob()?)).map_err(failed)?;
    night.scenarios = body::scenarios(bytes).map_err(|reason| damaged(path, reason))?;
    Ok((row.get(0).map_err(failed)?, night))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Interval, Metric, NightSeries, Ruling, SizeSummary};

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
