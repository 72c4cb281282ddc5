//! However a run ends, it leaves nothing behind: not now, or not when the next one has begun.

use std::fs;
use std::process::Stdio;

use crate::cli::{Place, flat, send, slow, text, wait_for};

/// What lies in the place's own folder for temporary files.
fn scratch(place: &Place) -> usize {
    fs::read_dir(place.path("tmp")).expect("a folder").count()
}

fn with_tmp(place: Place) -> Place {
    fs::create_dir(place.path("tmp")).expect("a folder");
    place
}

#[test]
fn a_terminal_that_is_closed_ends_a_run_as_politely_as_a_signal() {
    let hook = slow() + "[hooks]\ncleanup = \"touch cleaned\"\n";
    let place = with_tmp(Place::new().with("slow", &hook));
    let mut command = place.command(&["run", "scenarios"]);
    let mut child = command
        .env("TMPDIR", place.path("tmp"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    wait_for("a sample", || place.samples("scalecheck-out/slow/journal.jsonl") > 1);
    send(&child, "-HUP");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(place.path("scenarios/cleaned").exists());
    assert_eq!(scratch(&place), 0);
}

#[test]
fn under_nohup_a_terminal_may_be_closed() {
    let place = Place::new().with("slow", &slow());
    let mut command = std::process::Command::new("nohup");
    let program = place.command(&["run", "scenarios"]).get_program().to_os_string();
    command.arg(program).args(["run", "scenarios", "--no-history"]).current_dir(place.path(""));
    command.env("XDG_CACHE_HOME", place.path("cache")).stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::null()).spawn().expect("it starts");
    wait_for("a sample", || place.samples("scalecheck-out/slow/journal.jsonl") > 1);
    send(&child, "-HUP");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn the_scratch_folder_of_a_killed_run_goes_with_the_next_one() {
    let place = with_tmp(Place::new().with("slow", &slow()).with("flat", &flat("")));
    let run = |name: &str| {
        let mut command = place.command(&["run", &format!("scenarios/{name}.toml"), "--no-history"]);
        command.env("TMPDIR", place.path("tmp")).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let others = place.path("tmp/scalecheck-of-others");
    fs::create_dir(&others).expect("a folder");
    let mut child = run("slow").spawn().expect("it starts");
    wait_for("a sample", || place.samples("scalecheck-out/slow/journal.jsonl") > 1);
    child.kill().expect("it is ours");
    child.wait().expect("it ends");
    assert_eq!(scratch(&place), 2);
    assert!(run("flat").status().expect("it starts").success());
    assert_eq!(scratch(&place), 1);
    assert!(others.exists(), "what nobody has held is not known to be left");
}

#[test]
fn a_cache_that_can_not_be_written_is_told_and_done_without() {
    let place = Place::new();
    fs::write(place.path("file"), "").expect("a file");
    for cache in ["file", "file/below"] {
        let mut command = place.command(&["try", "wc -l {input}", "--input", "ints", "-n", "10,100,1k", "-r", "2"]);
        let output = command.env("XDG_CACHE_HOME", place.path(cache)).arg("--allow-undecided").output();
        let output = output.expect("it starts");
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert_eq!(told.matches("can't keep inputs").count(), 1, "{told}");
    }
}
