//! Revisions as folders to measure in, in repositories of every awkward kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scalecheck::revision::{Repository, RevisionError};
use tempfile::TempDir;

struct Repo(TempDir);

impl Repo {
    fn new() -> Repo {
        let repo = Repo(tempfile::tempdir().expect("a folder"));
        repo.git(&["init", "-q", "-b", "main"]);
        repo.commit("one");
        repo
    }

    fn path(&self) -> PathBuf {
        fs::canonicalize(self.0.path()).expect("a folder")
    }

    fn git(&self, args: &[&str]) -> String {
        git_in(self.0.path(), args)
    }

    fn commit(&self, text: &str) -> String {
        fs::write(self.0.path().join("program"), text).expect("a file");
        self.git(&["add", "program"]);
        self.git(&["commit", "-q", "-m", text]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn open(&self) -> Repository {
        Repository::around(self.0.path()).expect("a repository")
    }

    fn kept(&self) -> PathBuf {
        self.path().join(".scalecheck/builds")
    }
}

fn git_in(folder: &Path, args: &[&str]) -> String {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    let output = Command::new("git").args(identity).args(args).current_dir(folder).output().expect("git is installed");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_string()
}

#[test]
fn each_revision_is_built_once_apart_from_the_users_files() {
    let repo = Repo::new();
    let first = repo.git(&["rev-parse", "HEAD"]);
    repo.commit("two");
    let build = Some("cat program > built; echo again >> ../count");
    let old = repo.open().checkout("HEAD~1", build, &repo.kept()).expect("it builds");
    let new = repo.open().checkout("HEAD", build, &repo.kept()).expect("it builds");
    let read = |folder: &Path| fs::read_to_string(folder.join("built")).expect("built");
    assert_eq!((read(&old.folder).as_str(), read(&new.folder).as_str()), ("one", "two"));
    assert_eq!((old.commit, old.kept), (Some(first), false));
    assert!(repo.open().checkout("HEAD~1", build, &repo.kept()).expect("kept").kept);
    assert_eq!(fs::read_to_string(repo.kept().join("count")).expect("counted").lines().count(), 2);
    assert!(!repo.path().join("built").exists());
    assert_eq!(repo.git(&["status", "--porcelain"]), "", "the user's repository sees nothing of it");
    assert!(!repo.open().checkout("HEAD", Some("true"), &repo.kept()).expect("it builds").kept, "another build");
}

#[test]
fn a_revision_that_does_not_build_says_what_the_build_said_and_leaves_nothing() {
    let repo = Repo::new();
    let failed = repo.open().checkout("HEAD", Some("echo no rule to make it; exit 2"), &repo.kept());
    let Err(RevisionError::Build { reason, .. }) = &failed else { panic!("{failed:?}") };
    assert!(reason.contains("no rule to make it"));
    let left = fs::read_dir(repo.kept()).expect("a folder").flatten().filter(|e| e.path().is_dir()).count();
    assert_eq!(left, 0);
    assert!(repo.open().checkout("HEAD", Some("true"), &repo.kept()).is_ok());
}

#[test]
fn changes_that_are_not_committed_are_seen_and_measured_as_they_are() {
    let repo = Repo::new();
    assert!(!repo.open().dirty());
    fs::write(repo.path().join("program"), "changed").expect("a file");
    assert!(repo.open().dirty());
    let here = repo.open().checkout(".", None, &repo.kept()).expect("the files as they are");
    assert_eq!((here.folder, here.commit), (repo.path(), None));
    let head = repo.open().checkout("HEAD", None, &repo.kept()).expect("checked out");
    assert_eq!(fs::read_to_string(head.folder.join("program")).expect("a file"), "one");
}

#[test]
fn a_checkout_that_was_cut_short_is_made_anew() {
    let repo = Repo::new();
    let made = repo.open().checkout("HEAD", None, &repo.kept()).expect("checked out");
    fs::remove_file(made.folder.with_extension("built")).expect("its mark");
    fs::remove_file(made.folder.join("program")).expect("its file");
    let again = repo.open().checkout("HEAD", None, &repo.kept()).expect("checked out");
    assert!(!again.kept && again.folder.join("program").exists());
}

#[test]
fn where_two_revisions_parted_is_found_and_its_absence_said() {
    let repo = Repo::new();
    let base = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "-q", "-b", "feature"]);
    repo.commit("feature");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("main");
    assert_eq!(repo.open().commit("feature...").expect("they parted"), base);
    repo.git(&["checkout", "-q", "--orphan", "other"]);
    repo.commit("other");
    let failed = repo.open().commit("main...");
    assert!(matches!(failed, Err(RevisionError::NoMergeBase { shallow: false, .. })), "{failed:?}");
}

#[test]
fn a_shallow_clone_is_said_to_be_one() {
    let repo = Repo::new();
    repo.commit("two");
    let folder = tempfile::tempdir().expect("a folder");
    let from = format!("file://{}", repo.path().display());
    git_in(folder.path(), &["clone", "-q", "--depth", "1", &from, "clone"]);
    let failed = Repository::around(&folder.path().join("clone")).expect("a repository").commit("HEAD~1");
    let Err(error @ RevisionError::Unknown { shallow: true, .. }) = failed else { panic!("{failed:?}") };
    assert!(error.to_string().contains("git fetch --unshallow"));
}

#[test]
fn what_is_no_repository_or_no_revision_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(Repository::around(folder.path()), Err(RevisionError::NoRepository { .. })));
    let failed = Repo::new().open().commit("no-such-branch");
    assert!(matches!(failed, Err(RevisionError::Unknown { shallow: false, .. })));
}
