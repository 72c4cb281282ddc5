//! Folders of the program's own: scratch that goes with the run, and the inputs that stay for the next.

use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::Context;

use super::screen;
use crate::platform::HeldFolder;

/// Begins the names of scratch folders.
const SCRATCH: &str = "scalecheck-";

/// A scratch folder of this run. Those of runs that were killed are removed on the way.
pub(super) fn scratch() -> anyhow::Result<HeldFolder> {
    let folder = HeldFolder::create(&std::env::temp_dir(), SCRATCH).context("can't make a scratch folder")?;
    // What can't be listed or removed is in nobody's way.
    let _ = folder.sweep_beside(SCRATCH);
    Ok(folder)
}

/// Where generated inputs are kept from run to run; `None`, told once, where nothing can be kept.
pub(super) fn cache() -> Option<PathBuf> {
    static KNOWN: OnceLock<Option<PathBuf>> = OnceLock::new();
    KNOWN.get_or_init(usable_cache).clone()
}

fn usable_cache() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))?;
    let cache = base.join("scalecheck").join("inputs");
    let made = std::fs::create_dir_all(&cache).and_then(|()| HeldFolder::create(&cache, "run-"));
    match made {
        Ok(_) => Some(cache),
        Err(error) => {
            let cache = cache.display();
            screen::say(&format!("note: `{cache}` can't keep inputs ({error}): each scenario makes its own"));
            None
        }
    }
}
