//! `init`: a first scenario that runs anywhere, to change into one's own.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::args::InitArgs;
use super::exit::Exit;
use super::{screen, usage};

/// Written as the first scenario; a test runs it through the parser.
pub(super) const FIRST: &str = include_str!("init.toml");

/// Written as the workflow; `SCENARIOS` stands for the folder of scenarios.
const WORKFLOW: &str = include_str!("init.yml");

/// Where GitHub looks for it.
const WORKFLOW_FILE: &str = ".github/workflows/scalecheck.yml";

/// Writes `sort.toml` into the folder, or the workflow, unless it is there.
pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    if args.github {
        return workflow(&args.folder);
    }
    let path = args.folder.join("sort.toml");
    if path.exists() {
        return Err(usage(format!("{} exists already; edit it, or name another folder", path.display())));
    }
    fs::create_dir_all(&args.folder).with_context(|| format!("can't make the folder {}", args.folder.display()))?;
    fs::write(&path, FIRST).with_context(|| format!("can't write {}", path.display()))?;
    screen::print(&format!("wrote {}\nnext: scalecheck run {}\n", path.display(), args.folder.display()))
}

/// Writes the workflow into the repository that this is.
fn workflow(scenarios: &Path) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("can't tell the current folder")?;
    let root = here.ancestors().find(|folder| folder.join(".git").exists());
    let Some(root) = root else {
        return Err(usage("this is no git repository; a workflow belongs into one: git init"));
    };
    let below = here.strip_prefix(root).unwrap_or(Path::new("")).join(scenarios);
    let name = below.to_str().filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c)));
    let Some(name) = name else {
        return Err(usage(format!("the folder `{}` has a name that shells take apart; rename it", below.display())));
    };
    let path = root.join(WORKFLOW_FILE);
    if path.exists() {
        return Err(usage(format!("{} exists already; edit it, or remove it first", path.display())));
    }
    crate::archive::write_whole(&path, WORKFLOW.replace("SCENARIOS", name).as_bytes())?;
    screen::print(&format!("wrote {}\nnext: git add {WORKFLOW_FILE}\n", path.display()))
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
