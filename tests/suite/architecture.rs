//! The import table of src/ARCHITECTURE.md, held against every `crate::` path in the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const EVERYTHING: &str = "everything";

/// Room to the rooms it may use, read from the map itself so that map and rule are one.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let map = fs::read_to_string(source().join("ARCHITECTURE.md")).expect("the map is there");
    map.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let room = cells[1].trim_matches('`').trim_end_matches(".rs").to_string();
            (room, allowed(cells[4]))
        })
        .collect()
}

fn allowed(cell: &str) -> BTreeSet<String> {
    match cell {
        "nothing" => BTreeSet::new(),
        "everything" | "`model` and the rooms it calls" => [EVERYTHING.to_string()].into(),
        rooms => rooms.split(',').map(|room| room.trim().trim_matches('`').to_string()).collect(),
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The room that a file under src/ belongs to.
fn room(file: &Path) -> String {
    let first = file.strip_prefix(source()).expect("below src").components().next().expect("a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// Every `crate::ROOM` outside comments, `use crate::{a, b::c}` included.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => drop(found.insert(word(rest))),
            Some(list) => found.extend(top_level(list).into_iter().map(|item| word(item.trim()))),
        }
    }
    found
}

/// The comma-separated items of a brace list, up to its closing brace.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&list[start..at]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn rooms_use_only_the_rooms_that_the_map_allows() {
    let (table, mut files, mut faults) = (table(), Vec::new(), Vec::new());
    rust_files(&source(), &mut files);
    let rooms: BTreeSet<String> = files.iter().map(|file| room(file)).collect();
    for file in &files {
        let own = room(file);
        if own == "lib" || own == "main" {
            continue;
        }
        let Some(may) = table.get(&own) else {
            faults.push(format!("{} is in a room that the map doesn't show", file.display()));
            continue;
        };
        let text = fs::read_to_string(file).expect("a source file");
        for used in imports(&text) {
            let fine = used == own || may.contains(&used) || may.contains(EVERYTHING) || !rooms.contains(&used);
            if !fine {
                faults.push(format!("{}: `{own}` may not use `{used}`", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_room_of_the_map_exists() {
    for room in table().keys() {
        let there = source().join(room).is_dir() || source().join(format!("{room}.rs")).is_file();
        assert!(there, "src/{room} is on the map only");
    }
}

#[test]
fn imports_are_found_in_every_spelling() {
    let text = "use crate::model::{A, B};\n// use crate::never;\nuse crate::{fit, judge::{X, Y}, plan};\nlet x = crate::stats::f();";
    let wanted: BTreeSet<String> = ["model", "fit", "judge", "plan", "stats"].map(str::to_string).into();
    assert_eq!(imports(text), wanted);
}
