//! What git knows of the current folder.
#![expect(clippy::disallowed_methods, reason = "git is asked here")]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::model::Commit;

/// The commit that is checked out in `folder`, and whether files that it tracks were changed since; `None` outside a
/// repository, before its first commit, and where git is not installed.
pub(super) fn commit(folder: &Path) -> Option<Commit> {
    let id = asked(folder, &["rev-parse", "HEAD"])?;
    let changed = asked(folder, &["status", "--porcelain", "--untracked-files=no"])?;
    Some(Commit { id: id.trim().to_string(), changed: !changed.trim().is_empty() })
}

/// What git answers; `None` where it fails. It takes no lock, so that it never stands in another git's way.
fn asked(folder: &Path, args: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.arg("--no-optional-locks").arg("-C").arg(folder).args(args).stdin(Stdio::null()).stderr(Stdio::null());
    let output = git.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
