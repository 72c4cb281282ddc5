//! The tables, and how a file of an older layout becomes one of today's.

use rusqlite::{Connection, Transaction};

/// One step a layout: the first makes the tables, every later one changes what the one before it left. Never edited
/// once released, only added to. `PRAGMA user_version` says how many have been taken.
const STEPS: &[&str] = &[
    // A night is a row. `placed` orders them (milliseconds since 1970): the clock's time, or later where the clock was
    // set back.
    "CREATE TABLE night (
         id INTEGER PRIMARY KEY,
         started TEXT NOT NULL,
         placed INTEGER NOT NULL,
         commit_id TEXT,
         changed INTEGER NOT NULL,
         version TEXT NOT NULL,
         architecture TEXT NOT NULL,
         processor TEXT NOT NULL,
         cores INTEGER NOT NULL,
         memory INTEGER NOT NULL,
         kernel TEXT NOT NULL,
         governor TEXT,
         body BLOB NOT NULL
     ) STRICT;
     CREATE INDEX night_placed ON night (placed);
     CREATE INDEX night_started ON night (started);
     CREATE TABLE samples (
         night INTEGER PRIMARY KEY REFERENCES night (id) ON DELETE CASCADE,
         body BLOB NOT NULL
     ) STRICT;",
    // `night.body` is an outline from here on, and the rest of a night stands beside it. Nights from before are read as
    // they are: a body says its own layout.
    "CREATE TABLE details (
         night INTEGER PRIMARY KEY REFERENCES night (id) ON DELETE CASCADE,
         body BLOB NOT NULL
     ) STRICT;",
];

/// The newest layout that is known.
pub(super) const NEWEST: u32 = STEPS.len() as u32;

/// The layout of a file; 0 for an empty one.
pub(super) fn of(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Takes the steps that the file has not taken yet. Inside a transaction: all or none.
pub(super) fn renew(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let taken = of(transaction)? as usize;
    for (done, step) in STEPS.iter().enumerate().skip(taken) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", done as u32 + 1)?;
    }
    Ok(())
}

/// Lets a file of an older layout that may not be changed be read as one of today's: what it lacks is empty.
pub(super) fn stand_in(connection: &Connection, found: u32) -> rusqlite::Result<()> {
    if found == 1 { connection.execute_batch("CREATE TEMP TABLE details (night INTEGER, body BLOB)") } else { Ok(()) }
}
