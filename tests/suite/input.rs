//! Inputs: what the generators write, what the store keeps, what it bounds.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use scalecheck::input::{InputError, Store, generate};
use scalecheck::model::{Bytes, CommandInput, Generator, Input, Size, Template};
use sha2::{Digest, Sha256};

const PLENTY: Bytes = Bytes(1 << 30);

fn n(n: u64) -> Size {
    Size::new(n).expect("a size")
}

fn text(generator: Generator, size: u64, seed: u64) -> Vec<u8> {
    let mut text = Vec::new();
    generate(generator, n(size), seed, &mut text).expect("written to memory");
    text
}

fn numbers(generator: Generator, size: u64) -> Vec<u64> {
    let text = String::from_utf8(text(generator, size, 3)).expect("text");
    text.lines().map(|line| line.parse().expect("a number")).collect()
}

/// The first 16 hex digits of SHA-256.
fn short_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("{:016x}", u64::from_be_bytes(digest[..8].try_into().expect("eight bytes")))
}

#[test]
fn the_generators_write_the_same_bytes_for_ever() {
    let golden = [
        (Generator::Ints, "c732e0bf1ad39b98"),
        (Generator::Sorted, "11be2dd9d6538719"),
        (Generator::Reversed, "e90c785b77f4287b"),
        (Generator::FewDistinct, "f8eb189782c01adf"),
        (Generator::OrganPipe, "83b86b6e547a553c"),
        (Generator::Words, "ba701bf797499e91"),
        (Generator::Lines, "a94974d5d84c00e4"),
        (Generator::Json, "e004b8c0abe01c49"),
        (Generator::Csv, "fa42d6d948ae3f56"),
        (Generator::Bytes, "dd4346770b197b79"),
        (Generator::Graph, "c6e274db4e528586"),
        (Generator::RegexA, "8b2ff2e9e6f34f79"),
        (Generator::RegexAlternation, "3ddb6a1a0386094c"),
        (Generator::RegexSpaces, "ec42f4f06feac04d"),
    ];
    assert_eq!(golden.map(|(generator, _)| generator).as_slice(), Generator::ALL);
    for (generator, hash) in golden {
        assert_eq!(short_hash(&text(generator, 1000, 7)), hash, "{generator:?}");
    }
}

#[test]
fn every_generator_takes_every_size_and_other_seeds_give_other_files() {
    for generator in Generator::ALL {
        for size in [1, 2, 3, 17] {
            let made = text(*generator, size, 1);
            assert!(made.len() as u64 >= size, "{generator:?} {size}");
            assert_eq!(made, text(*generator, size, 1), "{generator:?} {size}");
        }
        let seedless = [Generator::OrganPipe, Generator::RegexA, Generator::RegexAlternation, Generator::RegexSpaces];
        let differs = text(*generator, 100, 1) != text(*generator, 100, 2);
        assert_eq!(differs, !seedless.contains(generator), "{generator:?}");
    }
}

#[test]
fn the_generators_hold_what_they_promise() {
    assert!(numbers(Generator::Ints, 5000).iter().all(|number| *number < 1 << 31));
    assert!(numbers(Generator::Sorted, 5000).is_sorted_by(|a, b| a < b));
    assert!(numbers(Generator::Reversed, 5000).is_sorted_by(|a, b| a > b));
    let mut few = numbers(Generator::FewDistinct, 5000);
    few.sort_unstable();
    few.dedup();
    assert_eq!(few.len(), 16);
    let pipe = numbers(Generator::OrganPipe, 5000);
    assert!(pipe[..2500].is_sorted() && pipe[2500..].iter().rev().is_sorted());
    for (generator, lines) in
        [(Generator::Words, 500), (Generator::Lines, 500), (Generator::Json, 500), (Generator::Csv, 501)]
    {
        let text = String::from_utf8(text(generator, 500, 3)).expect("text");
        assert_eq!(text.lines().count(), lines, "{generator:?}");
    }
    let lines = String::from_utf8(text(Generator::Lines, 5000, 3)).expect("text");
    assert!(lines.lines().all(|line| (20..=120).contains(&line.len()) && line.trim() == line));
    assert_eq!(text(Generator::Bytes, 100_003, 3).len(), 100_003);
}

#[test]
fn json_lines_are_json_and_csv_rows_have_five_columns() {
    let json = String::from_utf8(text(Generator::Json, 500, 3)).expect("text");
    for (at, line) in json.lines().enumerate() {
        let object: serde_json::Value = serde_json::from_str(line).expect(line);
        assert_eq!(object["id"], at + 1);
        assert!(object["amount"].is_f64() && object["tags"].as_array().is_some_and(|tags| tags.len() == 2), "{line}");
    }
    let csv = String::from_utf8(text(Generator::Csv, 500, 3)).expect("text");
    assert!(csv.lines().all(|row| row.split(',').count() == 5), "{csv}");
}

#[test]
fn the_graph_is_connected() {
    let text = String::from_utf8(text(Generator::Graph, 300, 3)).expect("text");
    let edges: Vec<(usize, usize)> = text
        .lines()
        .map(|line| line.split_once(' ').expect("two"))
        .map(|(u, v)| (u.parse().expect("a vertex"), v.parse().expect("a vertex")))
        .collect();
    assert_eq!(edges.len(), 1200);
    let mut reached = [false; 300];
    reached[0] = true;
    for _ in 0..300 {
        for (u, v) in &edges {
            let either = reached[*u] || reached[*v];
            (reached[*u], reached[*v]) = (either, either);
        }
    }
    assert!(reached.iter().all(|reached| *reached));
}

fn generated(generator: Generator) -> Input {
    Input::Generated(generator)
}

fn shell(script: &str) -> Input {
    Input::Command(CommandInput { argv: vec![Template::new(script)], shell: true })
}

/// Whether it is a file by which the store knows its own.
fn own(path: &Path) -> bool {
    [".held", ".entry", ".lock"].iter().any(|name| path.ends_with(name))
}

/// Files of inputs below a store's root, those of runs included.
fn files(root: &Path) -> usize {
    let entries = fs::read_dir(root).expect("listed").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { files(&path) } else { usize::from(!own(&path)) }).sum()
}

fn make(store: &mut Store, input: &Input, size: u64) -> Result<std::path::PathBuf, InputError> {
    store.make(input, Path::new("."), n(size), 7)
}

#[test]
fn a_built_in_input_is_made_once_and_kept_for_the_next_run() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let path = make(&mut store, &generated(Generator::Ints), 1000).expect("made");
    assert_eq!(fs::read(&path).expect("read"), text(Generator::Ints, 1000, 7));
    let written = fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
    assert_eq!(make(&mut store, &generated(Generator::Ints), 1000).expect("made"), path);
    assert_ne!(make(&mut store, &generated(Generator::Ints), 1001).expect("made"), path);
    assert_ne!(store.make(&generated(Generator::Ints), Path::new("."), n(1000), 8).expect("made"), path);
    drop(store);
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let path = make(&mut store, &generated(Generator::Ints), 1000).expect("made");
    let now = fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
    assert_eq!(now, written, "it was not made again");
}

#[test]
fn an_input_of_an_earlier_run_is_what_was_written_or_is_made_anew() {
    let root = tempfile::tempdir().expect("a folder");
    let whole = text(Generator::Ints, 1000, 7);
    let spoil: [fn(&Path); 5] = [
        |input| fs::write(input, "short").expect("written"),
        |input| {
            let sorted = vec![b'1'; fs::metadata(input).expect("there").len() as usize];
            fs::write(input, sorted).expect("written over at the same length");
        },
        |input| fs::remove_file(input).expect("removed"),
        |input| fs::write(input.with_extension("gz"), "beside").expect("written"),
        |input| fs::write(input.parent().expect("a folder").join(".entry"), b"\xff").expect("written"),
    ];
    for spoilt in spoil {
        let mut store = Store::open(root.path(), PLENTY).expect("a store");
        let path = make(&mut store, &generated(Generator::Ints), 1000).expect("made");
        assert_eq!(fs::read(&path).expect("read"), whole);
        drop(store);
        spoilt(&path);
    }
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let path = make(&mut store, &generated(Generator::Ints), 1000).expect("made");
    assert_eq!((fs::read(&path).expect("read"), files(root.path())), (whole, 1), "nothing else is left");
}

#[test]
fn what_a_target_changes_leaves_the_cache_and_is_made_anew_for_whoever_asks_next() {
    let root = tempfile::tempdir().expect("a folder");
    let whole = text(Generator::Ints, 1000, 7);
    let change: [fn(&Path); 3] = [
        |input| fs::write(input, "sorted").expect("written"),
        |input| fs::remove_file(input).expect("removed"),
        |input| fs::write(input.with_extension("gz"), "beside").expect("written"),
    ];
    for changes in change {
        let mut store = Store::open(root.path(), PLENTY).expect("a store");
        let first = make(&mut store, &generated(Generator::Ints), 1000).expect("made");
        assert!(!store.was_changed(&first) && !store.is_apart());
        for _ in 0..3 {
            let path = make(&mut store, &generated(Generator::Ints), 1000).expect("made");
            assert_eq!(fs::read(&path).expect("read"), whole);
            assert_eq!(
                fs::read_dir(path.parent().expect("a folder"))
                    .expect("listed")
                    .flatten()
                    .filter(|f| !own(&f.path()))
                    .count(),
                1
            );
            changes(&path);
            assert!(store.was_changed(&path) && store.is_apart());
        }
        assert!(!first.exists(), "it is in no cache");
        drop(store);
        assert_eq!(files(root.path()), 0);
    }
}

#[test]
fn what_a_command_made_is_made_anew_in_its_place_where_a_target_has_changed_it() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let input = shell("seq {n}; echo index > {input}.index");
    let path = make(&mut store, &input, 3).expect("made");
    assert!(!store.was_changed(&path), "what its own command puts beside it belongs to it");
    fs::write(&path, "changed").expect("written");
    assert!(store.was_changed(&path));
    assert_eq!(make(&mut store, &input, 3).expect("made anew"), path);
    assert!(path.with_extension("index").exists());
    fs::remove_dir_all(path.parent().expect("a folder")).expect("removed");
    assert!(store.was_changed(&path));
    assert_eq!(make(&mut store, &input, 3).expect("made anew"), path);
}

#[test]
fn what_earlier_versions_and_targets_left_in_the_cache_is_pruned_too() {
    let root = tempfile::tempdir().expect("a folder");
    for name in ["ints-10-7-v1.input", "ints-10-7-v1.input.gz"] {
        fs::write(root.path().join(name), "left").expect("written");
    }
    fs::write(root.path().join("mine.txt"), "not the cache's").expect("written");
    drop(Store::open(root.path(), Bytes(1)).expect("a store"));
    assert_eq!(files(root.path()), 1);
}

#[test]
fn what_a_command_made_is_kept_for_this_run_only() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let counter = root.path().join("runs.txt");
    let input = shell(&format!("echo ran >> {}; seq {{n}}; echo $SCALECHECK_N {{seed}}", counter.display()));
    let path = make(&mut store, &input, 3).expect("made");
    assert_eq!(make(&mut store, &input, 3).expect("made"), path);
    assert_eq!(fs::read_to_string(&path).expect("read"), "1\n2\n3\n3 7\n");
    drop(store);
    assert!(!path.exists());
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    make(&mut store, &input, 3).expect("made again");
    assert_eq!(fs::read_to_string(&counter).expect("read"), "ran\nran\n");
}

/// The inputs of a bundle.
fn bundled(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a bundle");
    let (mut rest, mut inputs) = (text.as_str(), Vec::new());
    while let Some((length, behind)) = rest.split_once('\n') {
        let (input, others) = behind.split_at(length.parse().expect("a length"));
        inputs.push(input.to_string());
        rest = others;
    }
    inputs
}

#[test]
fn a_command_makes_several_small_inputs_of_their_own_seeds_and_one_where_the_seed_changes_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let mut made = |script: &str, count| {
        let path = store.bundle(&shell(script), Path::new("."), n(3), 7, count).expect("made");
        bundled(&path)
    };
    assert_eq!(made("seq {n}", 1000), ["1\n2\n3\n"]);
    assert_eq!(made("echo {seed}; # {n}", 1), ["7\n"]);
    let several = made("echo {seed}; # {n}", 1000);
    assert!((2..1000).contains(&several.len()), "as many as it makes in a little time: {}", several.len());
    let seeds: Vec<String> = (7..).map(|seed| format!("{seed}\n")).take(several.len()).collect();
    assert_eq!(several, seeds);
    assert_eq!(made("sleep 0.1; echo {seed} # {n}", 1000).len(), 2, "a slow one makes few");
    assert_eq!(files(root.path()), 1 + 3, "the bundle and what its first inputs were made in");
}

#[test]
fn a_command_may_write_the_file_itself_and_runs_in_the_scenarios_folder() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("seed.txt"), "here").expect("written");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let argv = ["cp", "seed.txt", "{input}"].map(Template::new).to_vec();
    let input = Input::Command(CommandInput { argv, shell: false });
    let path = store.make(&input, folder.path(), n(5), 0).expect("made");
    assert_eq!(fs::read_to_string(path).expect("read"), "here");
}

#[test]
fn a_command_that_fails_says_how_and_leaves_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let error = make(&mut store, &shell("echo part; echo no such table >&2; exit 3 # {n}"), 10).expect_err("failed");
    let words = error.to_string();
    assert!(words.contains("exit code 3") && words.contains("no such table") && words.contains("n = 10"), "{words}");
    assert_eq!(files(root.path()), 0);
    let argv = vec![Template::new("./no-such-program")];
    let error = make(&mut store, &Input::Command(CommandInput { argv, shell: false }), 10).expect_err("not started");
    assert!(error.to_string().contains("can't be started"), "{error}");
}

#[test]
fn a_command_that_hangs_is_ended_with_all_that_it_started() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store").with_timeout(Duration::from_millis(200));
    let alive = root.path().join("alive.txt");
    let script = format!("(sleep 1; echo yes > {}) & sleep 60 # {{n}}", alive.display());
    let error = make(&mut store, &shell(&script), 10).expect_err("too slow");
    assert!(matches!(error, InputError::TimedOut { .. }), "{error}");
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!alive.exists(), "a child of the command lived on");
}

#[test]
fn what_a_command_leaves_running_is_ended_before_its_input_is_used() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), PLENTY).expect("a store");
    let path = make(&mut store, &shell("(sleep 0.5; echo late) & setsid sh -c 'sleep 0.5; echo late' & echo {n}"), 10);
    let path = path.expect("made");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(fs::read_to_string(path).expect("read"), "10\n");
}

#[test]
fn a_command_that_writes_without_end_is_stopped_at_the_limit() {
    let root = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(root.path(), Bytes(1 << 20)).expect("a store");
    let error = make(&mut store, &shell("yes # {n}"), 10).expect_err("too much");
    assert!(error.to_string().contains("disk_limit"), "{error}");
    assert_eq!(files(root.path()), 0);
}

#[test]
fn inputs_stay_below_their_limit_and_the_least_recently_used_goes_first() {
    let root = tempfile::tempdir().expect("a folder");
    let limit = Bytes(250_000);
    let bytes = |size| (Input::Generated(Generator::Bytes), size);
    let mut paths = Vec::new();
    for size in [100_000, 100_001, 100_002] {
        let mut store = Store::open(root.path(), limit).expect("a store");
        let (input, size) = bytes(size);
        paths.push(make(&mut store, &input, size).expect("made"));
        std::thread::sleep(Duration::from_millis(20));
    }
    let there: Vec<bool> = paths.iter().map(|path| path.exists()).collect();
    assert_eq!(there, [false, true, true]);
}

#[test]
fn what_a_run_uses_is_never_removed_and_too_much_is_refused() {
    let root = tempfile::tempdir().expect("a folder");
    let limit = Bytes(250_000);
    let mut store = Store::open(root.path(), limit).expect("a store");
    let first = make(&mut store, &generated(Generator::Bytes), 100_000).expect("made");
    let second = make(&mut store, &generated(Generator::Bytes), 100_001).expect("made");
    let error = make(&mut store, &generated(Generator::Bytes), 100_002).expect_err("over the limit");
    assert!(matches!(error, InputError::OverLimit { .. }), "{error}");
    let mut other = Store::open(root.path(), Bytes(1)).expect("another run");
    assert!(make(&mut other, &generated(Generator::Bytes), 100).is_err());
    assert!(first.exists() && second.exists());
    drop(store);
    drop(Store::open(root.path(), Bytes(1)).expect("a later run"));
    assert!(!first.exists() && !second.exists());
}

#[test]
fn folders_of_runs_that_were_killed_are_swept() {
    let root = tempfile::tempdir().expect("a folder");
    let left = root.path().join("run-killed");
    fs::create_dir(&left).expect("made");
    fs::write(left.join(".held"), "4711").expect("written");
    fs::write(left.join("command-0-10"), "left").expect("written");
    let first = Store::open(root.path(), PLENTY).expect("a store");
    assert!(!left.exists());
    let runs = fs::read_dir(root.path()).expect("listed").count();
    let second = Store::open(root.path(), PLENTY).expect("a second at the same time");
    assert_eq!(fs::read_dir(root.path()).expect("listed").count(), runs + 1, "the first's folder stays");
    drop((first, second));
    assert_eq!(fs::read_dir(root.path()).expect("listed").count(), 0);
}

#[test]
fn two_runs_may_make_the_same_input_at_once() {
    let root = tempfile::tempdir().expect("a folder");
    std::thread::scope(|threads| {
        let make = || {
            let mut store = Store::open(root.path(), PLENTY).expect("a store");
            let path = make(&mut store, &generated(Generator::Ints), 20_000).expect("made");
            fs::read(path).expect("read")
        };
        let threads: Vec<_> = (0..8).map(|_| threads.spawn(make)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), text(Generator::Ints, 20_000, 7));
        }
    });
}

#[test]
fn a_folder_that_can_hold_nothing_is_named() {
    let root = tempfile::tempdir().expect("a folder");
    let file = root.path().join("file");
    fs::write(&file, "").expect("written");
    let error = Store::open(&file, PLENTY).expect_err("a file").to_string();
    assert!(error.contains("can't hold inputs") && error.contains("file"), "{error}");
}

#[test]
fn an_interrupt_ends_what_is_being_made() {
    let root = tempfile::tempdir().expect("a folder");
    let interrupt = Arc::new(AtomicBool::new(true));
    let mut store = Store::open(root.path(), PLENTY).expect("a store").interrupted_by(interrupt);
    let error = make(&mut store, &shell("sleep 60 # {n}"), 10).expect_err("interrupted");
    assert!(matches!(error, InputError::Interrupted { .. }), "{error}");
    let error = make(&mut store, &generated(Generator::Bytes), 1 << 20).expect_err("interrupted");
    assert!(matches!(error, InputError::Interrupted { .. }), "{error}");
    assert_eq!(files(root.path()), 0);
}

#[test]
fn paths_don_t_depend_on_the_current_folder() {
    let root = tempfile::Builder::new().tempdir_in(".").expect("a folder here");
    let relative = Path::new(root.path().file_name().expect("a name"));
    let mut store = Store::open(relative, PLENTY).expect("a store");
    assert!(make(&mut store, &generated(Generator::Ints), 10).expect("made").is_absolute());
}
