//! Nights as rows, and back.

use std::path::Path;

use rusqlite::{Connection, Params, Row, Transaction, params};

use super::body;
use super::error::HistoryError;
use super::store::Appended;
use crate::model::{Commit, Machine, Night, NightScenario, Outline};

/// The outlines of all nights in order.
pub(super) const OUTLINES: &str = "SELECT id, started, commit_id, changed, architecture, processor, cores, memory, kernel, \
                                   governor, body FROM night ORDER BY placed, id";

/// A query of whole nights: which, and in what order.
pub(super) fn nights(which: &str) -> String {
    format!(
        "SELECT id, started, commit_id, changed, architecture, processor, cores, memory, kernel, governor, night.body, \
         version, details.body, samples.body FROM night LEFT JOIN details ON details.night = id \
         LEFT JOIN samples ON samples.night = id {which}"
    )
}

/// Hands over every row of a query.
pub(super) fn each(
    connection: &Connection,
    path: &Path,
    query: &str,
    params: impl Params,
    mut take: impl FnMut(&Row<'_>) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    let failed = |error: rusqlite::Error| HistoryError::of(path, &error);
    let mut statement = connection.prepare(query).map_err(failed)?;
    let mut rows = statement.query(params).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        take(row)?;
    }
    Ok(())
}

fn damaged(path: &Path, reason: &str) -> HistoryError {
    HistoryError::Damaged { path: path.to_path_buf(), reason: reason.to_string() }
}

fn commit(row: &Row<'_>) -> rusqlite::Result<Option<Commit>> {
    let changed = row.get(3)?;
    Ok(row.get::<_, Option<String>>(2)?.map(|id| Commit { id, changed }))
}

fn machine(row: &Row<'_>) -> rusqlite::Result<Machine> {
    Ok(Machine {
        architecture: row.get(4)?,
        processor: row.get(5)?,
        cores: row.get(6)?,
        memory: row.get::<_, i64>(7)?.cast_unsigned(),
        kernel: row.get(8)?,
        governor: row.get(9)?,
        programs: Vec::new(),
    })
}

/// Bytes of a column; `None` where the row beside it is absent.
fn bytes<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<&'a [u8]>> {
    Ok(row.get_ref(column)?.as_blob_or_null()?)
}

/// The outline in a row of [`OUTLINES`].
pub(super) fn outline(row: &Row<'_>, path: &Path) -> Result<Outline, HistoryError> {
    let columns = || Ok((row.get(1)?, commit(row)?, machine(row)?, bytes(row, 10)?.unwrap_or_default()));
    let (started, commit, machine, bytes) = columns().map_err(|error| HistoryError::of(path, &error))?;
    let outline = body::outline(bytes).map_err(|reason| damaged(path, reason))?;
    Ok(Outline { started, commit, machine, ..outline })
}

/// The night in a row of [`nights`]; its samples only where they are wanted.
pub(super) fn night(row: &Row<'_>, samples: bool, path: &Path) -> Result<Night, HistoryError> {
    let columns = || {
        let bodies = (bytes(row, 10)?.unwrap_or_default(), bytes(row, 12)?);
        let night = Night {
            started: row.get(1)?,
            commit: commit(row)?,
            machine: machine(row)?,
            version: row.get(11)?,
            scenarios: Vec::new(),
        };
        Ok((night, bodies, if samples { bytes(row, 13)? } else { None }))
    };
    let (mut night, (outline, details), samples) = columns().map_err(|error| HistoryError::of(path, &error))?;
    night.scenarios = body::scenarios(outline, details).map_err(|reason| damaged(path, reason))?;
    if let Some(samples) = samples {
        body::add_samples(samples, &mut night.scenarios).map_err(|reason| damaged(path, reason))?;
    }
    Ok(night)
}

/// Puts a night in its place, or to the part of it that is there.
pub(super) fn add(transaction: &Transaction<'_>, night: &Night, path: &Path) -> Result<Appended, HistoryError> {
    let failed = |error: rusqlite::Error| HistoryError::of(path, &error);
    for (id, mut there) in same_start(transaction, night, path)? {
        let Some(rest) = missing(&there, night) else { continue };
        if rest.is_empty() {
            return Ok(Appended::Known);
        }
        there.scenarios.extend(rest);
        there.scenarios.sort_by(|a, b| a.name.cmp(&b.name));
        let outline = body::of_outline(&Outline::of(&there));
        transaction
            .execute("UPDATE night SET body = ?2 WHERE id = ?1", params![id, outline])
            .and_then(|_| keep_rest(transaction, id, &there.scenarios))
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
            body::of_outline(&Outline::of(night))
        ],
    )?;
    keep_rest(transaction, transaction.last_insert_rowid(), scenarios)
}

/// The details, and the samples where there are any.
fn keep_rest(transaction: &Transaction<'_>, id: i64, scenarios: &[NightScenario]) -> rusqlite::Result<()> {
    let details = body::of_details(scenarios);
    transaction.execute("INSERT OR REPLACE INTO details (night, body) VALUES (?1, ?2)", params![id, details])?;
    if scenarios.iter().flat_map(|scenario| &scenario.series).any(|series| !series.samples.is_empty()) {
        let samples = body::of_samples(scenarios);
        transaction.execute("INSERT OR REPLACE INTO samples (night, body) VALUES (?1, ?2)", params![id, samples])?;
    }
    Ok(())
}

/// Nights that started at the same time on the same machine, with their samples.
fn same_start(transaction: &Transaction<'_>, night: &Night, path: &Path) -> Result<Vec<(i64, Night)>, HistoryError> {
    let mut found = Vec::new();
    let same = nights("WHERE started = ?1 AND processor = ?2");
    each(transaction, path, &same, params![night.started, night.machine.processor], |row| {
        let id = row.get(0).map_err(|error| HistoryError::of(path, &error))?;
        found.push((id, self::night(row, true, path)?));
        Ok(())
    })?;
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
