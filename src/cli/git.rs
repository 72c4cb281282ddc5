//! What git knows of the current folder.
#![expect(clippy::disallowed_methods, reason = "git is asked here")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::model::Commit;

/// The commit that is checked out in `folder`, and whether files that it tracks were changed since; `None` outside a
/// repository, before its first commit, and where git is not installed. What changed below `own` is of our making, and
/// nothing that is measured; but a folder of them that holds one of `measured` is not ours alone.
pub(super) fn commit(folder: &Path, own: &[PathBuf], measured: &[&Path]) -> Option<Commit> {
    let id = asked(folder, &["rev-parse", "HEAD"])?;
    let top = asked(folder, &["rev-parse", "--show-toplevel"])?;
    let top = resolved(Path::new(top.trim_end_matches(['\n', '\r'])));
    let measured: Vec<PathBuf> = measured.iter().map(|path| resolved(&folder.join(path))).collect();
    let alone = |own: &PathBuf| !measured.iter().any(|path| path.starts_with(own));
    let own: Vec<PathBuf> = own.iter().map(|path| resolved(&folder.join(path))).filter(alone).collect();
    let status = asked(folder, &["status", "--porcelain", "-z", "--untracked-files=no", "--no-renames"])?;
    let theirs = |path: &str| !own.iter().any(|own| top.join(path).starts_with(own));
    Some(Commit { id: id.trim().to_string(), changed: touched(&status).any(theirs) })
}

/// The paths of `git status --porcelain -z`, each behind two letters and a blank.
fn touched(status: &str) -> impl Iterator<Item = &str> {
    status.split('\0').filter_map(|entry| entry.get(3..)).filter(|path| !path.is_empty())
}

/// The path without links as far as it is there: a folder that was removed still has its place.
fn resolved(path: &Path) -> PathBuf {
    let there = path.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let Some((part, real)) = there else { return path.to_path_buf() };
    match path.strip_prefix(part) {
        Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
        _ => real,
    }
}

/// What git answers; `None` where it fails. It takes no lock, so that it never stands in another git's way.
fn asked(folder: &Path, args: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.arg("--no-optional-locks").arg("-C").arg(folder).args(args).stdin(Stdio::null()).stderr(Stdio::null());
    let output = git.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
