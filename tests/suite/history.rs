//! The history's file, and what happens to files.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use scalecheck::history::{Appended, HISTORY_FILE, History, HistoryError, SAMPLES_KEPT, export, home, import};
use scalecheck::model::{Class, Commit, Evidence, Metric, Night, Outline, Stop};

use scalecheck::trend::Watch;

use crate::support;

fn started(night: usize) -> String {
    format!("2026-{:02}-{:02}T02:00:00Z", 1 + night / 28, 1 + night % 28)
}

/// A run of these scenarios on the night of this number.
fn night(number: usize, names: &[&str]) -> Night {
    let run: Vec<Evidence> = names.iter().map(|name| evidence(number, name)).collect();
    let commit = Commit { id: format!("{number:040x}"), changed: false };
    Night::of(&run, Some(commit)).expect("it was measured")
}

fn evidence(number: usize, name: &str) -> Evidence {
    let mut evidence = support::quadratic();
    evidence.scenario.name = name.to_string();
    evidence.started = started(number);
    evidence
}

fn nights(history: &History) -> Vec<String> {
    history.nights().expect("nights").into_iter().map(|night| night.started).collect()
}

fn exported(history: &History) -> String {
    let mut lines = Vec::new();
    export(history, &mut lines).expect("an export");
    String::from_utf8(lines).expect("text")
}

#[test]
fn a_night_comes_back_as_it_was_but_for_the_length_of_its_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    let mut wanted = night(3, &["a", "deep/b"]);
    wanted.scenarios[0].series[0].class = Class::Exponential { base: Some(1.618_033_988_749_895) };
    wanted.scenarios[1].series[0].input = Some("sorted".to_string());
    wanted.scenarios[1].series[1].metric = Metric::counter("queries");
    assert_eq!(history.append(&wanted).expect("appended"), Appended::New);
    let mut found = Vec::new();
    history
        .each(true, |night| {
            found.push(night);
            Ok(())
        })
        .expect("nights");
    assert_eq!(found, [wanted.clone()]);
    for scenario in &mut wanted.scenarios {
        for series in &mut scenario.series {
            series.samples.clear();
        }
    }
    assert_eq!(history.nights().expect("nights"), [wanted]);
}

#[test]
fn the_same_run_twice_is_once_and_the_rest_of_an_interrupted_one_joins_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    let mut first = vec![evidence(1, "a"), evidence(1, "b")];
    first[1].stop = Stop::Interrupted;
    let part = Night::of(&first, None).expect("a was measured");
    assert_eq!(part.scenarios.len(), 1, "a half looks like a change");
    assert_eq!(history.append(&part).expect("appended"), Appended::New);
    assert_eq!(history.append(&part).expect("appended"), Appended::Known);
    let whole = Night::of(&[evidence(1, "a"), evidence(1, "b")], None).expect("both were measured");
    assert_eq!(history.append(&whole).expect("appended"), Appended::Joined);
    assert_eq!(history.append(&whole).expect("appended"), Appended::Known);
    let mut found = Vec::new();
    history
        .each(true, |night| {
            found.push(night);
            Ok(())
        })
        .expect("nights");
    assert_eq!(found, [whole]);
    for evidence in &mut first {
        evidence.stop = Stop::Interrupted;
    }
    assert_eq!(Night::of(&first, None), None, "nothing was measured to its end");
}

#[test]
fn two_runs_of_the_same_second_are_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    let mut other = night(1, &["a"]);
    other.scenarios[0].series[0].sizes[0].value *= 1.01;
    assert_eq!(history.append(&night(1, &["a"])).expect("appended"), Appended::New);
    assert_eq!(history.append(&other).expect("appended"), Appended::New);
    assert_eq!(nights(&history).len(), 2);
}

#[test]
fn an_export_imported_is_the_same_history_and_imported_twice_too() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut from = History::open(one.path()).expect("a history");
    for number in 0..4 {
        from.append(&night(number, &["a", "b"])).expect("appended");
    }
    let lines = exported(&from);
    let mut to = History::open(two.path()).expect("a history");
    for new in [4, 0] {
        let imported = import(&mut to, &mut lines.as_bytes()).expect("imported");
        assert_eq!((imported.new, imported.known), (new, 4 - new));
        assert_eq!(exported(&to), lines);
    }
    let cut = &lines[..lines.len() * 3 / 8];
    let error = import(&mut to, &mut cut.as_bytes()).expect_err("the second line is cut");
    assert!(error.to_string().contains("line 2 is no night"), "{error}");
    for (line, reason) in [("{}", "schema"), ("night", "expected"), ("{\"schema\":\"scalecheck/night/9\"}", "missing")]
    {
        let error = import(&mut to, &mut line.as_bytes()).expect_err("no night");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn samples_stay_for_the_last_nights_and_summaries_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    let kept_nights = SAMPLES_KEPT as usize;
    for number in 0..kept_nights + 5 {
        history.append(&night(number, &["a"])).expect("appended");
    }
    let mut kept = Vec::new();
    history
        .each(true, |night| {
            let series = &night.scenarios[0].series[0];
            assert_eq!(series.sizes.len(), 10);
            kept.push(!series.samples.is_empty());
            Ok(())
        })
        .expect("nights");
    assert_eq!(kept.iter().filter(|kept| **kept).count(), kept_nights);
    assert!(kept[5..].iter().all(|kept| *kept));
    assert_eq!(history.append(&night(0, &["a"])).expect("appended"), Appended::Known, "even without its samples");
    assert_eq!(history.prune(3).expect("pruned"), kept_nights + 2);
    let last: Vec<String> = (kept_nights + 2..kept_nights + 5).map(started).collect();
    assert_eq!(nights(&history), last);
}

#[test]
fn many_runs_of_one_day_count_as_one_night_where_samples_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    for number in 0..7 {
        history.append(&night(number, &["a"])).expect("appended");
    }
    for minute in 0..40 {
        let mut run = night(7, &["a"]);
        run.started = format!("2026-01-08T10:{minute:02}:00Z");
        history.append(&run).expect("appended");
    }
    let mut kept = 0;
    history
        .each(true, |night| {
            kept += usize::from(!night.scenarios[0].series[0].samples.is_empty());
            Ok(())
        })
        .expect("nights");
    assert_eq!(kept, 47, "a day of trying out drops nothing of last week");
}

#[test]
fn a_clock_that_was_set_back_does_not_reorder_the_nights() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    let order = [20, 21, 3, 22];
    for number in order {
        history.append(&night(number, &["a"])).expect("appended");
    }
    assert_eq!(nights(&history), order.map(started));
}

/// Appends ten nights: run by the test below as processes of their own.
#[test]
#[ignore = "the next test starts it, several times at once"]
fn appends_ten_nights() {
    let Ok(folder) = std::env::var("SCALECHECK_TEST_HISTORY") else { return };
    let first: usize = std::env::var("SCALECHECK_TEST_FIRST").ok().and_then(|first| first.parse().ok()).unwrap_or(0);
    for number in first..first + 10 {
        History::open(folder.as_ref()).and_then(|mut h| h.append(&night(number, &["a"]))).expect("appended");
    }
}

#[test]
fn many_processes_append_at_once_and_none_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = |first: usize| {
        Command::new(std::env::current_exe().expect("this program"))
            .args(["--ignored", "--exact", "history::appends_ten_nights"])
            .env("SCALECHECK_TEST_HISTORY", folder.path())
            .env("SCALECHECK_TEST_FIRST", first.to_string())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts")
    };
    for mut process in [0, 10, 20, 30].map(process) {
        assert!(process.wait().expect("it ends").success());
    }
    let history = History::open_to_read(folder.path()).expect("a history");
    let mut found = nights(&history);
    found.sort();
    assert_eq!(found, (0..40).map(started).collect::<Vec<_>>());
}

#[test]
fn damage_is_said_with_the_way_out_and_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(HISTORY_FILE);
    let mut history = History::open(folder.path()).expect("a history");
    for number in 0..20 {
        history.append(&night(number, &["a", "b"])).expect("appended");
    }
    drop(history);
    let whole = fs::read(&path).expect("a file");
    let mut holes = whole.clone();
    holes[4096..].fill(0xa5);
    for damaged in
        [b"no database at all, but long enough to be looked at as one, and more than its head".to_vec(), holes]
    {
        for wal in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("{HISTORY_FILE}{wal}")));
        }
        fs::write(&path, &damaged).expect("written");
        let append = || History::open(folder.path())?.append(&night(99, &["a"]));
        let read = || History::open_to_read(folder.path())?.nights();
        for error in [append().expect_err("damaged"), read().expect_err("damaged")] {
            assert!(matches!(error, HistoryError::Damaged { .. }), "{error}");
            assert!(error.to_string().contains("mv '"), "{error}");
        }
        assert_eq!(fs::read(&path).expect("a file"), damaged);
    }
    fs::write(&path, &whole[..whole.len() - 5000]).expect("written");
    let cut = History::open_to_read(folder.path()).and_then(|history| history.nights());
    assert!(matches!(cut, Err(HistoryError::Damaged { .. })), "{cut:?}");
}

#[test]
fn a_body_that_was_changed_is_damage_not_a_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    history.append(&night(1, &["a"])).expect("appended");
    let raw = Connection::open(folder.path().join(HISTORY_FILE)).expect("a database");
    for table in ["night", "details", "samples"] {
        let body: Vec<u8> = raw.query_row(&format!("SELECT body FROM {table}"), [], |row| row.get(0)).expect("a body");
        let put = |bytes: &[u8]| raw.execute(&format!("UPDATE {table} SET body = ?1"), [bytes]).expect("written");
        for at in 0..body.len() {
            let mut changed = body.clone();
            changed[at] ^= 0x55;
            for bytes in [&changed[..], &body[..at]] {
                put(bytes);
                let (mut watch, mut nights) = (Watch::default(), Vec::new());
                let seen = history.outlines(|outline| {
                    watch.take(&outline);
                    Ok(())
                });
                let read = history.each(true, |night| {
                    nights.push(night);
                    Ok(())
                });
                for result in [seen, read] {
                    assert!(matches!(result, Ok(()) | Err(HistoryError::Damaged { .. })), "{table} {at}: {result:?}");
                }
            }
        }
        put(&body);
    }
    raw.execute("DELETE FROM details", []).expect("deleted");
    assert!(matches!(history.nights(), Err(HistoryError::Damaged { .. })));
}

/// A file of layout 1 with three nights, and what the version that wrote it exported.
#[test]
fn a_file_of_the_first_layout_is_read_as_it_is_and_goes_on() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/history");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(HISTORY_FILE);
    fs::copy(suite.join("layout-1.sqlite"), &path).expect("copied");
    let wanted = fs::read_to_string(suite.join("layout-1.jsonl")).expect("lines");
    let before = fs::read(&path).expect("a file");
    let history = History::open_to_read(folder.path()).expect("a history");
    assert_eq!(exported(&history), wanted);
    assert_eq!(outlines(&history), history.nights().expect("nights").iter().map(Outline::of).collect::<Vec<_>>());
    drop(history);
    assert_eq!(fs::read(&path).expect("a file"), before, "who only reads changes nothing");
    let mut history = History::open(folder.path()).expect("a history");
    history.append(&night(99, &["a"])).expect("appended");
    assert!(exported(&history).starts_with(&wanted));
    assert_eq!(nights(&history).len(), 4);
}

fn outlines(history: &History) -> Vec<Outline> {
    let mut outlines = Vec::new();
    history
        .outlines(|outline| {
            outlines.push(outline);
            Ok(())
        })
        .expect("outlines");
    outlines
}

#[test]
fn an_outline_is_what_trends_need_of_the_night() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    let mut appended = night(1, &["a", "deep/b"]);
    appended.scenarios[1].series[0].input = Some("sorted".to_string());
    appended.scenarios[1].series[1].metric = Metric::counter("queries");
    history.append(&appended).expect("appended");
    assert_eq!(outlines(&history), [Outline::of(&appended)]);
}

#[test]
fn a_newer_layout_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    History::open(folder.path()).expect("a history");
    let raw = Connection::open(folder.path().join(HISTORY_FILE)).expect("a database");
    raw.pragma_update(None, "user_version", 99).expect("written");
    for error in
        [History::open(folder.path()).expect_err("newer"), History::open_to_read(folder.path()).expect_err("newer")]
    {
        assert!(matches!(error, HistoryError::Newer { found: 99, .. }), "{error}");
    }
}

#[test]
fn whoever_holds_the_file_too_long_is_named_as_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open_waiting(folder.path(), Duration::from_millis(50)).expect("a history");
    history.append(&night(1, &["a"])).expect("appended");
    let holder = Connection::open(folder.path().join(HISTORY_FILE)).expect("a database");
    holder.execute_batch("BEGIN IMMEDIATE").expect("held");
    let error = history.append(&night(2, &["a"])).expect_err("held");
    assert!(matches!(error, HistoryError::Locked { .. }), "{error}");
    assert_eq!(nights(&history).len(), 1, "reading goes on");
    holder.execute_batch("COMMIT").expect("free");
    history.append(&night(2, &["a"])).expect("appended");
}

#[test]
fn what_cannot_be_written_is_said_and_can_still_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = History::open(folder.path()).expect("a history");
    history.append(&night(1, &["a"])).expect("appended");
    drop(history);
    // A medium that is read-only even for root: the journal's place is taken by a folder.
    fs::create_dir(folder.path().join(format!("{HISTORY_FILE}-wal"))).expect("a folder");
    let append = History::open(folder.path()).and_then(|mut history| history.append(&night(2, &["a"])));
    assert!(matches!(append, Err(HistoryError::Unwritable { .. })), "{append:?}");
    let history = History::open_to_read(folder.path()).expect("it can be read");
    assert_eq!(nights(&history), [started(1)]);
    let file = folder.path().join("a-file");
    fs::write(&file, "").expect("a file");
    let error = History::open(&file).expect_err("no folder");
    assert!(matches!(error, HistoryError::Unwritable { .. }), "{error}");
    let error = History::open_to_read(&folder.path().join("nowhere")).expect_err("absent");
    assert!(error.to_string().contains("`scalecheck run` begins one"), "{error}");
}

/// Appends until it is killed: run by the test below as a process of its own.
#[test]
#[ignore = "runs for ever; the next test starts and kills it"]
fn appends_until_it_is_killed() {
    let Ok(folder) = std::env::var("SCALECHECK_TEST_HISTORY") else { return };
    for number in 0.. {
        History::open(folder.as_ref()).and_then(|mut h| h.append(&night(number, &["a", "b", "c"]))).expect("appended");
    }
}

#[test]
fn a_kill_in_the_middle_loses_nothing_that_was_there_and_leaves_no_half() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut before = 0;
    for wait in [60, 90, 130] {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--ignored", "--exact", "history::appends_until_it_is_killed"])
            .env("SCALECHECK_TEST_HISTORY", folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let mut history = History::open(folder.path()).expect("a history");
        let found = history.nights().expect("nights");
        assert!(found.len() >= before && found.iter().all(|night| night.scenarios.len() == 3));
        before = found.len();
        history.append(&night(700 + wait as usize, &["a", "b", "c"])).expect("appended");
        before += 1;
    }
    let raw = Connection::open(folder.path().join(HISTORY_FILE)).expect("a database");
    let sound: String = raw.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(sound, "ok");
}

#[test]
fn it_lives_at_the_root_of_the_repository_and_git_does_not_see_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let deep = folder.path().join("src/deep");
    fs::create_dir_all(&deep).expect("a folder");
    assert_eq!(home(&deep), deep.join(".scalecheck"));
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(folder.path()).output().expect("git");
        String::from_utf8(output.stdout).expect("text")
    };
    git(&["init", "-q"]);
    assert_eq!(home(&deep), folder.path().join(".scalecheck"));
    History::open(&home(&deep)).expect("a history");
    assert_eq!(git(&["status", "--porcelain"]), "");
    fs::write(home(&deep).join("main.toml"), "").expect("a baseline");
    assert_eq!(git(&["status", "--porcelain", "-uall"]).trim(), "?? .scalecheck/main.toml");
    assert!(Path::new(&home(&deep)).join(HISTORY_FILE).is_file());
}
