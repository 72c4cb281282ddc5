//! Finding scenario files, and reading what is there.

use std::fs;
use std::path::{Path, PathBuf};

use scalecheck::model::Scenario;
use scalecheck::scenario::{DiscoverError, Found, Overrides, discover, load, parse, to_toml};

use crate::scenario::TARGET;

/// A folder with these files; each holds the shortest scenario.
fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, TARGET).expect("written");
    }
    folder
}

fn names(paths: &[PathBuf], filters: &[&str]) -> Vec<String> {
    let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
    discover(paths, &filters).unwrap_or_else(|error| panic!("{error}")).into_iter().map(|found| found.name).collect()
}

#[test]
fn scenarios_are_found_below_folders_in_order() {
    let folder = folder(&[
        "b.toml",
        "a/z.toml",
        "a/b/größe.toml",
        "notes.md",
        ".hidden/x.toml",
        ".x.toml",
        "target/y.toml",
        "node_modules/y.toml",
        "Cargo.toml",
        "a/pyproject.toml",
        "upper.TOML",
    ]);
    let top = folder.path().to_path_buf();
    assert_eq!(names(std::slice::from_ref(&top), &[]), ["a/b/größe", "a/z", "b"]);
    assert_eq!(names(std::slice::from_ref(&top), &["a/"]), ["a/b/größe", "a/z"]);
    assert_eq!(names(std::slice::from_ref(&top), &["größe", "z"]), ["a/b/größe", "a/z"]);
    assert_eq!(names(std::slice::from_ref(&top), &["nothing"]), Vec::<String>::new());
    assert_eq!(names(&[top.join("a/z.toml")], &[]), ["z"]);
    assert_eq!(names(&[top.clone(), top.join("b.toml")], &[]), ["a/b/größe", "a/z", "b"], "each file once");
    assert_eq!(names(&[top.join("target")], &[]), ["y"], "asked for by name");
}

#[test]
fn paths_that_hold_no_scenarios_say_why() {
    let folder = folder(&["a/x.toml", "b/x.toml", "c/report.html.toml"]);
    let error = |paths: &[&str]| {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.path().join(path)).collect();
        discover(&paths, &[]).expect_err("an error")
    };
    assert!(matches!(error(&["missing"]), DiscoverError::Unreadable { .. }));
    assert!(error(&["missing"]).to_string().contains("missing"));
    assert!(matches!(error(&["a", "b"]), DiscoverError::SameName { .. }));
    assert!(matches!(error(&["c"]), DiscoverError::Name { .. }));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_once() {
    use std::os::unix::fs::symlink;
    let folder = folder(&["a/x.toml", "elsewhere/y.toml"]);
    let top = folder.path().join("a");
    symlink(&top, top.join("loop")).expect("linked");
    symlink(top.join("x.toml"), top.join("same.toml")).expect("linked");
    symlink(folder.path().join("elsewhere"), top.join("linked")).expect("linked");
    assert_eq!(names(std::slice::from_ref(&top), &[]), ["linked/y", "same"]);
    symlink(folder.path().join("gone"), top.join("dangling.toml")).expect("linked");
    let error = discover(&[top], &[]).expect_err("a scenario must not go missing in silence").to_string();
    assert!(error.contains("dangling.toml` is a link that leads to no scenario"), "{error}");
}

#[test]
fn files_that_are_no_scenarios_say_what_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        let faults = load(&path, "x", &Overrides::default()).expect_err(name).render(false);
        assert!(faults.contains(name), "{faults}");
        faults
    };
    assert!(refused("empty.toml", b"").contains("the file is empty"));
    assert!(refused("binary.toml", b"\x7fELF\xff\x00").contains("byte 4 is no UTF-8"));
    assert!(refused("large.toml", &vec![b'#'; (1 << 20) + 1]).contains("holds at most 1 MiB"));
    let load = |path: &Path| load(path, "x", &Overrides::default()).expect_err("refused").render(false);
    assert!(load(folder.path()).contains("it is no file"));
    assert!(load(Path::new("/dev/zero")).contains("it is no file"));
    assert!(load(&folder.path().join("missing.toml")).contains("can't be read"));
}

#[test]
fn a_hundred_megabytes_are_refused_without_being_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.toml");
    fs::File::create(&path).and_then(|file| file.set_len(100 << 20)).expect("made");
    let faults = load(&path, "huge", &Overrides::default()).expect_err("refused").render(false);
    assert!(faults.contains("it holds 100 MiB"), "{faults}");
}

#[test]
fn names_that_climb_out_are_refused() {
    for name in ["../../x", "/etc/x", "a/../b", ""] {
        let faults = parse(TARGET, Path::new("x.toml"), name, &Overrides::default()).expect_err(name);
        assert!(faults.render(false).contains("can't be a scenario's name"), "{name}");
    }
}

#[test]
fn every_shipped_scenario_is_read() {
    let shipped = [Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")];
    let found = discover(&shipped, &[]).expect("a folder of scenarios");
    assert!(found.len() >= 14, "{found:?}");
    for Found { name, path } in found {
        let scenario = load(&path, &name, &Overrides::default()).unwrap_or_else(|faults| panic!("{faults}"));
        assert!(scenario.about.is_some() && scenario.location.is_some() && !scenario.needs.is_empty(), "{name}");
        let declared = !scenario.expect.is_empty() || !scenario.limits.is_empty();
        assert!(scenario.scale.peak.is_some() && declared, "{name}");
        let again = parse(&to_toml(&scenario), &path, &name, &Overrides::default());
        let again = again.unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(again, Scenario { hash: again.hash.clone(), ..scenario }, "{name}");
    }
}
