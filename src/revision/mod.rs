//! Git revisions as folders to measure in.
//!
//! Comes in: a repository, a revision, maybe a command that builds it. Goes out: a folder with that revision, checked out
//! apart from the user's own files, built once and kept for the next time. Never here: measuring, changing the user's
//! files, index or branches.
#![expect(clippy::disallowed_methods, reason = "git and the command that builds a revision are started here")]

mod error;

use std::path::{Path, PathBuf};

use duct::cmd;
use sha2::{Digest, Sha256};

use crate::platform::bound;

pub use error::RevisionError;

/// A revision, ready to be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The root of its files.
    pub folder: PathBuf,
    /// The commit; `None` for the files as they are.
    pub commit: Option<String>,
    /// It was there already, built.
    pub kept: bool,
}

/// The user's repository.
#[derive(Debug, Clone)]
pub struct Repository {
    root: PathBuf,
}

/// The revision that stands for the files as they are, committed or not.
pub const AS_IT_IS: &str = ".";

impl Repository {
    /// The repository around a folder.
    ///
    /// # Errors
    /// [`RevisionError::NoRepository`], also where git isn't installed.
    pub fn around(folder: &Path) -> Result<Repository, RevisionError> {
        let found = git(folder, &["rev-parse", "--show-toplevel"]);
        let root = found.map_err(|reason| RevisionError::NoRepository { folder: folder.into(), reason })?;
        Ok(Repository { root: PathBuf::from(root) })
    }

    /// The top of the user's own files.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether tracked files differ from what is committed, so that `HEAD` is not what the user sees.
    #[must_use]
    pub fn dirty(&self) -> bool {
        git(&self.root, &["status", "--porcelain", "--untracked-files=no"]).is_ok_and(|changes| !changes.is_empty())
    }

    /// The commit that a revision names; `A...` is where A and HEAD parted.
    ///
    /// # Errors
    /// Where there is no such revision, or the two have nothing in common; a shallow clone is said to be one.
    pub fn commit(&self, revision: &str) -> Result<String, RevisionError> {
        let known = |name: &str| {
            let found = git(&self.root, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]);
            found.map_err(|_| RevisionError::Unknown { revision: name.to_string(), shallow: self.shallow() })
        };
        match revision.strip_suffix("...") {
            None => known(revision),
            Some(base) => {
                let (base, head) = (known(base)?, known("HEAD")?);
                git(&self.root, &["merge-base", &base, &head])
                    .map_err(|_| RevisionError::NoMergeBase { revision: revision.to_string(), shallow: self.shallow() })
            }
        }
    }

    fn shallow(&self) -> bool {
        git(&self.root, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer == "true")
    }

    /// Checks a revision out below `kept` and builds it there, unless that was done before. The files as they are
    /// (`.`) stay where they are and are built each time.
    ///
    /// # Errors
    /// As [`Repository::commit`]; where git can't check out; where the build fails, of which nothing is kept.
    pub fn checkout(&self, revision: &str, build: Option<&str>, kept: &Path) -> Result<Checkout, RevisionError> {
        if revision == AS_IT_IS {
            Repository::build(&self.root, revision, build)?;
            return Ok(Checkout { folder: self.root.clone(), commit: None, kept: false });
        }
        let commit = self.commit(revision)?;
        let folder = kept.join(format!("{}-{}", &commit[..commit.len().min(12)], fingerprint(build.unwrap_or(""))));
        let built = folder.with_extension("built");
        if folder.is_dir() && built.is_file() {
            return Ok(Checkout { folder, commit: Some(commit), kept: true });
        }
        self.add(&folder, &commit, kept)?;
        if let Err(error) = Repository::build(&folder, revision, build) {
            self.remove(&folder);
            return Err(error);
        }
        std::fs::write(&built, "").map_err(|reason| RevisionError::Place { path: built, reason })?;
        Ok(Checkout { folder, commit: Some(commit), kept: false })
    }

    fn add(&self, folder: &Path, commit: &str, kept: &Path) -> Result<(), RevisionError> {
        let place = |path: &Path| {
            let path = path.to_path_buf();
            move |reason| RevisionError::Place { path, reason }
        };
        std::fs::create_dir_all(kept).map_err(place(kept))?;
        // The user's repository must not see them.
        let ignore = kept.join(".gitignore");
        std::fs::write(&ignore, "*\n").map_err(place(&ignore))?;
        // A checkout that was cut short is made anew.
        self.remove(folder);
        let path = folder.to_string_lossy();
        let added = git(&self.root, &["worktree", "add", "--force", "--detach", &path, commit]);
        added.map(drop).map_err(|reason| RevisionError::Git { doing: "check out", revision: commit.into(), reason })
    }

    fn remove(&self, folder: &Path) {
        let path = folder.to_string_lossy();
        let _ = git(&self.root, &["worktree", "remove", "--force", &path]);
        let _ = std::fs::remove_dir_all(folder);
        let _ = git(&self.root, &["worktree", "prune"]);
    }

    fn build(folder: &Path, revision: &str, build: Option<&str>) -> Result<(), RevisionError> {
        let Some(build) = build else { return Ok(()) };
        let failed = |reason: String| RevisionError::Build { revision: revision.into(), command: build.into(), reason };
        let mut words = bound("sh", folder).map_err(|reason| failed(reason.to_string()))?;
        words.extend(["-c".into(), build.into()]);
        let run = cmd(words.remove(0), words).dir(folder).stderr_to_stdout().stdout_capture().unchecked().run();
        let output = run.map_err(|reason| failed(reason.to_string()))?;
        if output.status.success() { Ok(()) } else { Err(failed(last_words(&output.stdout))) }
    }
}

/// Runs git and gives what it printed; else what it complained about.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let run = cmd("git", arguments).dir(folder).stdout_capture().stderr_capture().stdin_null().unchecked().run();
    let output = run.map_err(|reason| reason.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_string());
    }
    Err(last_words(&output.stderr))
}

/// The end of what a program said.
fn last_words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(4).fold(0u32, |number, byte| (number << 8) | u32::from(*byte)).to_string()
}
