//! `init`: a first scenario that runs anywhere, to change into one's own.

use std::fs;

use anyhow::Context;

use super::args::InitArgs;
use super::exit::Exit;
use super::{screen, usage};

/// Written as the first scenario; a test runs it through the parser.
pub(super) const FIRST: &str = include_str!("init.toml");

/// Writes `sort.toml` into the folder, unless it is there.
pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let path = args.folder.join("sort.toml");
    if path.exists() {
        return Err(usage(format!("{} exists already; edit it, or name another folder", path.display())));
    }
    fs::create_dir_all(&args.folder).with_context(|| format!("can't make the folder {}", args.folder.display()))?;
    fs::write(&path, FIRST).with_context(|| format!("can't write {}", path.display()))?;
    screen::print(&format!("wrote {}\nnext: scalecheck run {}\n", path.display(), args.folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_scenario_is_a_valid_one() {
        let parsed =
            crate::scenario::parse(FIRST, "sort.toml".as_ref(), "sort", &crate::scenario::Overrides::default());
        assert!(parsed.is_ok_and(|scenario| scenario.expect.len() == 2));
    }
}
