//! Evidence on disk: what is written reads back, and what is no evidence says so.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use scalecheck::archive::{ArchiveError, Header, Journal, Lock, folder_of, from_text, load, masked, save, to_text};
use scalecheck::model::{Evidence, Failure, Record, Sample, SampleEnd, Size, Sizes, Template};

use crate::dice::Dice;

fn evidence(seed: u64) -> Evidence {
    Dice::new(seed).evidence()
}

fn read(text: &str) -> Result<Evidence, ArchiveError> {
    from_text(text, Path::new("out/x/evidence.json"))
}

/// The error's words.
fn refused(text: &str) -> String {
    match read(text) {
        Ok(_) => panic!("this was read as evidence:\n{text}"),
        Err(error) => error.to_string(),
    }
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_it_was(seed: u64) {
        let evidence = evidence(seed);
        let text = to_text(&evidence);
        let again = read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(&again, &evidence);
        prop_assert_eq!(to_text(&again), text);
    }

    #[test]
    fn evidence_that_is_cut_off_is_never_taken_for_whole(seed in 0u64..50, part in 0.0f64..1.0) {
        let text = to_text(&evidence(seed));
        // A file that lost its last line end alone has lost nothing.
        let text = text.trim_end();
        let mut end = (text.len() as f64 * part) as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        prop_assert!(read(&text[..end]).is_err());
    }

    #[test]
    fn junk_is_refused_without_a_panic(text in "\\PC*") {
        prop_assert!(read(&text).is_err());
    }

    #[test]
    fn an_edited_character_is_noticed(seed in 0u64..50, at: prop::sample::Index) {
        let text = to_text(&evidence(seed));
        let digits: Vec<usize> = text.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = digits[at.index(digits.len())];
        let mut edited = text.clone();
        edited.replace_range(at..=at, if &text[at..=at] == "7" { "8" } else { "7" });
        prop_assert!(read(&edited).is_err());
    }
}

#[test]
fn what_is_no_evidence_says_what_it_is_and_what_was_expected() {
    let text = to_text(&evidence(1));
    let other = |schema: &str| text.replace("scalecheck/evidence/1", schema);
    for (text, words) in [
        (String::new(), "it is empty"),
        ("\u{0}\u{1}ELF".to_string(), "it is no JSON object"),
        ("[1]".to_string(), "it is no JSON object"),
        ("{}".to_string(), "it has no `schema`"),
        ("{\"schema\": 3}".to_string(), "line 1"),
        (other("scalecheck/evidence/2"), "a newer scalecheck wrote it"),
        (other("scalecheck/evidence/0"), "measure again"),
        (other("scalecheck/run/1"), "another kind of file"),
        (format!("{text}{text}"), "trailing"),
        (text[..text.len() - 3].to_string(), "cut off"),
        (text.replace("\"version\"", "\"verzion\""), "its checksum no longer fits"),
    ] {
        let error = refused(&text);
        assert!(error.contains(words), "{words} in {error}");
        assert!(error.contains("out/x/evidence.json"), "{error}");
    }
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let text = to_text(&evidence(3));
    assert!(read(&text.replace('\n', "\r\n")).is_ok());
}

#[test]
fn evidence_is_saved_whole_and_found_by_its_folder() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = folder_of(out.path(), "pairs/größe").expect("a name");
    let path = save(&folder, &evidence(4)).expect("saved");
    save(&folder, &evidence(5)).expect("saved again");
    assert_eq!(load(&folder).expect("by folder"), evidence(5));
    assert_eq!(load(&path).expect("by file"), evidence(5));
    let left: Vec<_> = fs::read_dir(&folder).expect("listed").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_failed_save_leaves_the_old_file_whole() {
    let out = tempfile::tempdir().expect("a folder");
    let path = save(out.path(), &evidence(4)).expect("saved");
    // A folder in the file's place refuses the rename as a full disk refuses the write: after the new content began.
    let blocked = out.path().join("blocked");
    fs::create_dir_all(blocked.join("evidence.json/x")).expect("made");
    let error = save(&blocked, &evidence(5)).expect_err("a folder can't be replaced").to_string();
    assert!(error.contains("can't be written"), "{error}");
    assert_eq!(load(&path).expect("the old"), evidence(4));
    assert_eq!(fs::read_dir(&blocked).expect("listed").count(), 1, "no part is left behind");
}

#[test]
fn names_that_climb_out_of_the_output_folder_are_refused() {
    for name in ["", "..", "../../x", "/etc/x", "a/../b", "."] {
        let error = folder_of(Path::new("out"), name).expect_err(name).to_string();
        assert!(error.contains("leads out of `out`"), "{error}");
    }
}

#[test]
fn redacted_texts_and_homes_are_nowhere_in_the_file() {
    let mut evidence = evidence(6);
    evidence.scenario.redact = vec!["hunter2".to_string()];
    evidence.scenario.folder = "/srv/project/scenarios".into();
    evidence.scenario.hooks.setup = Some("login hunter2".to_string());
    let scalecheck::model::Target::Command(target) = &mut evidence.scenario.target else { panic!("a command") };
    target.argv.push(Template::new("--token=hunter2"));
    target.env.insert("TOKEN".to_string(), Template::new("hunter2"));
    let stderr = "hunter2 is wrong, see /home/ann/log".to_string();
    let mut sample = Dice::new(1).sample_of(&evidence.scenario);
    sample.end = SampleEnd::Failed(Failure::Exit { code: 1, stderr });
    evidence.record.samples.push(sample);
    let text = to_text(&evidence);
    for secret in ["hunter2", "/home/", "/srv/"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(read(&text).expect("masked evidence"), masked(&evidence));
    assert_eq!(to_text(&masked(&evidence)), text);
}

fn header(seed: u64) -> Header {
    let mut dice = Dice::new(seed);
    Header {
        scenario: dice.scenario(),
        version: "0.1.0".to_string(),
        started: "2026-11-23T07:00:00Z".to_string(),
        machine: dice.machine(),
        memory_floor: 264 << 10,
    }
}

/// A journal of these samples, and its folder.
fn journal(header: &Header, samples: &[Sample]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(folder.path(), header).expect("a journal");
    for sample in samples {
        journal.append(sample).expect("appended");
    }
    folder
}

proptest! {
    #[test]
    fn a_run_goes_on_where_its_journal_ends(seed: u64) {
        let mut dice = Dice::new(seed);
        let header = header(seed);
        let samples: Vec<Sample> = (0..5).map(|_| dice.sample_of(&header.scenario)).collect();
        let folder = journal(&header, &samples[..3]);
        let resumed = Journal::resume(folder.path(), &header.scenario).expect("readable").expect("there");
        prop_assert_eq!(&resumed.header, &header);
        let mut journal = resumed.journal;
        samples[3..].iter().for_each(|sample| journal.append(sample).expect("appended"));
        let resumed = Journal::resume(folder.path(), &header.scenario).expect("readable").expect("there");
        prop_assert_eq!(resumed.record, Record { samples, ..Record::default() });
    }
}

#[test]
fn a_last_line_that_was_cut_off_is_dropped_and_written_over() {
    let mut dice = Dice::new(8);
    let header = header(8);
    let samples: Vec<Sample> = (0..3).map(|_| dice.sample_of(&header.scenario)).collect();
    let folder = journal(&header, &samples);
    let path = folder.path().join("journal.jsonl");
    let text = fs::read(&path).expect("read");
    fs::write(&path, &text[..text.len() - 5]).expect("cut");
    let mut resumed = Journal::resume(folder.path(), &header.scenario).expect("readable").expect("there");
    assert_eq!(resumed.record.samples, samples[..2]);
    resumed.journal.append(&samples[2]).expect("appended");
    assert_eq!(fs::read(&path).expect("read"), text);
    resumed.journal.finish().expect("removed");
    assert!(Journal::resume(folder.path(), &header.scenario).expect("readable").is_none());
}

#[test]
fn a_journal_of_another_definition_is_refused() {
    let header = header(9);
    let folder = journal(&header, &[]);
    let mut changed = header.scenario;
    changed.hash = "ff".repeat(32);
    let error = Journal::resume(folder.path(), &changed).expect_err("refused").to_string();
    assert!(error.contains("another definition") && error.contains("without --resume"), "{error}");
}

#[test]
fn a_journal_that_was_spoilt_names_its_line() {
    let header = header(10);
    let folder = journal(&header, &[]);
    let path = folder.path().join("journal.jsonl");
    let text = fs::read_to_string(&path).expect("read");
    fs::write(&path, format!("{text}{{\"n\":0}}\n")).expect("written");
    let error = Journal::resume(folder.path(), &header.scenario).expect_err("refused").to_string();
    assert!(error.contains("line 2") && error.contains("from 1 to 2^53"), "{error}");
    fs::write(&path, "\u{0}\n").expect("written");
    assert!(Journal::resume(folder.path(), &header.scenario).is_err());
    fs::write(&path, "").expect("written");
    assert!(Journal::resume(folder.path(), &header.scenario).expect("nothing there").is_none());
}

#[test]
fn what_can_not_have_been_measured_is_refused_with_its_line() {
    let mut header = header(11);
    header.scenario.sizes = Sizes::List([10, 100].map(|n| Size::new(n).expect("a size")).to_vec());
    header.scenario.inputs = Vec::new();
    let folder = journal(&header, &[]);
    let path = folder.path().join("journal.jsonl");
    let text = fs::read_to_string(&path).expect("read");
    let resumed = |n: u64, input: usize, wall: &str| {
        let sample = format!(
            "{{\"n\":{n},\"input\":{input},\"round\":1,\"at_ns\":0,\"end\":\"ok\",\"readings\":{{\"wall\":{wall}}}}}"
        );
        fs::write(&path, format!("{text}{sample}\n")).expect("written");
        Journal::resume(folder.path(), &header.scenario).map_err(|error| error.to_string())
    };
    assert!(resumed(10, 0, "0.5").is_ok());
    for (n, input, wall, words) in [
        (10, 0, "-5", "a reading of -5e0 for `wall` at n = 10"),
        (10, 0, "1e308", "a reading of 1e308 for `wall`"),
        (777, 0, "0.5", "a sample of n = 777; the scenario measures n = 10, 100"),
        (10, 7, "0.5", "a sample of input 7"),
    ] {
        let error = resumed(n, input, wall).expect_err(words);
        assert!(error.contains("line 2") && error.contains(words), "{error}");
    }
    header.scenario.sizes = Sizes::Range { from: Size::new(10).expect("one"), to: Size::new(100).expect("one") };
    let mut evidence = evidence(12);
    evidence.scenario = header.scenario;
    evidence.record = Record { samples: vec![Dice::new(1).sample_of(&evidence.scenario)], counted: Vec::new() };
    assert!(read(&to_text(&evidence)).is_ok());
    evidence.record.samples[0].trial.size = Size::new(777).expect("a size");
    assert!(refused(&to_text(&evidence)).contains("the scenario measures n = 10 to 100"));
}

#[test]
fn a_second_run_into_the_same_folder_is_told_who_holds_it() {
    let out = tempfile::tempdir().expect("a folder");
    let held = Lock::take(out.path()).expect("free");
    let error = Lock::take(out.path()).expect_err("held").to_string();
    assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
    drop(held);
    drop(Lock::take(out.path()).expect("free again"));
    assert_eq!(fs::read_dir(out.path()).expect("listed").count(), 0, "nothing is left behind");
}

#[test]
fn an_output_folder_that_takes_nothing_is_known_before_measuring() {
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("file");
    fs::write(&file, "").expect("written");
    let error = Lock::take(&file.join("below")).expect_err("no folder").to_string();
    assert!(error.contains("can't be written"), "{error}");
}
