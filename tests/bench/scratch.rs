//! Somewhere to measure in, and somewhere to keep what has to be looked into.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use scalecheck::archive;
use scalecheck::model::{Evidence, Record};
use scalecheck::pipeline::{RunError, Start};

/// Runs something from a fresh start, in a folder that is gone afterwards.
pub(crate) fn fresh<T>(run: impl FnOnce(Start<'_>) -> Result<T, RunError>) -> Result<T, Box<dyn Error>> {
    let workspace = tempfile::tempdir()?;
    let start = Start {
        workspace: workspace.path(),
        cache: None,
        record: Record::default(),
        started: String::new(),
        interrupt: Arc::default(),
    };
    Ok(run(start)?)
}

/// Keeps both sides beside the record file, in a folder of this name.
pub(crate) fn keep(record: &Path, name: &str, sides: [Option<&Evidence>; 2]) -> Result<(), Box<dyn Error>> {
    let folder = record.with_extension("").join(name);
    for (side, evidence) in ["old", "new"].into_iter().zip(sides) {
        if let Some(evidence) = evidence {
            archive::save(&folder.join(side), evidence)?;
        }
    }
    Ok(())
}
