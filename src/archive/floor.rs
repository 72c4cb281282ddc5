//! What separate runs of one thing were found to differ by, a figure for each machine.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::place::write_whole;
use crate::model::Machine;

/// The file's name in the folder of baselines.
pub const FLOOR_FILE: &str = "floor.json";

const SCHEMA: &str = "scalecheck/floor/1";

#[derive(Debug, Serialize, Deserialize)]
struct WireFloors {
    schema: String,
    floors: Vec<WireFloor>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireFloor {
    processor: String,
    cores: u32,
    memory: u64,
    kernel: String,
    governor: Option<String>,
    share: f64,
}

impl WireFloor {
    fn is_of(&self, machine: &Machine) -> bool {
        (&self.processor, self.cores, self.memory, &self.kernel, &self.governor)
            == (&machine.processor, machine.cores, machine.memory, &machine.kernel, &machine.governor)
    }
}

/// The share by which separate runs on this machine were found to differ; `None` where nobody measured it there.
#[must_use]
pub fn floor(folder: &Path, machine: &Machine) -> Option<f64> {
    let floors = read(folder)?.floors;
    floors.into_iter().find(|floor| floor.is_of(machine)).map(|floor| floor.share).filter(|share| share.is_finite())
}

/// Keeps what was found; the largest of several findings stays, since a quiet minute says nothing of a loud one.
///
/// # Errors
/// [`ArchiveError::Unwritable`].
pub fn keep_floor(folder: &Path, machine: &Machine, share: f64) -> Result<(), ArchiveError> {
    let mut all = read(folder).unwrap_or_else(|| WireFloors { schema: SCHEMA.to_string(), floors: Vec::new() });
    match all.floors.iter_mut().find(|floor| floor.is_of(machine)) {
        Some(known) => known.share = known.share.max(share),
        None => all.floors.push(WireFloor {
            processor: machine.processor.clone(),
            cores: machine.cores,
            memory: machine.memory,
            kernel: machine.kernel.clone(),
            governor: machine.governor.clone(),
            share,
        }),
    }
    // OK because serializing fails only for keys that are no text, and the wire has none.
    let text = serde_json::to_string_pretty(&all).unwrap_or_default() + "\n";
    write_whole(&folder.join(FLOOR_FILE), text.as_bytes())
}

/// A file that is absent, damaged or of another schema says nothing.
fn read(folder: &Path) -> Option<WireFloors> {
    let text = fs::read_to_string(folder.join(FLOOR_FILE)).ok()?;
    serde_json::from_str::<WireFloors>(&text).ok().filter(|floors| floors.schema == SCHEMA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_finding_of_each_machine_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let here = Machine { cores: 2, processor: "A".to_string(), ..Machine::default() };
        let there = Machine { cores: 64, ..here.clone() };
        assert_eq!(floor(folder.path(), &here), None);
        for share in [0.04, 0.09, 0.02] {
            keep_floor(folder.path(), &here, share).expect("written");
        }
        assert_eq!((floor(folder.path(), &here), floor(folder.path(), &there)), (Some(0.09), None));
        fs::write(folder.path().join(FLOOR_FILE), "{\"schema\": \"scalecheck/floor/9\", \"floors\": []}")
            .expect("a file");
        assert_eq!(floor(folder.path(), &here), None);
    }
}
