//! What is typed, and what is told to be typed.

use crate::cli::{Place, text};

fn one_line(bytes: &[u8]) -> String {
    text(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_only_a_shell_understands_is_refused_with_what_to_type() {
    let place = Place::new();
    let refused = |args: &[&str]| {
        let output = place.call(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        one_line(&output.stderr)
    };
    let told = refused(&["try", "seq {n} | sort -n > /dev/null"]);
    assert!(told.contains("`|` is for a shell") && told.contains("add --shell"), "{told}");
    let told = refused(&["try", "wc {input}", "--input-command", "seq {n} | sort"]);
    assert!(told.contains("`|` is for a shell") && told.contains("sh -c"), "{told}");
    let told = refused(&["compare", "--paired", "true {n} && true", "true {n}"]);
    assert!(told.contains("`&&` is for a shell"), "{told}");
    for meant in ["printf '|' {n}", "cut -d \\; -f {n}"] {
        assert_eq!(place.code(&["try", meant, "--dry-run"]), 0, "{meant}");
    }
    assert_eq!(place.code(&["try", "--shell", "seq {n} | sort > /dev/null", "--dry-run"]), 0);
}

#[test]
fn a_target_that_answers_by_its_exit_code_is_told_of_the_flag() {
    let place = Place::new();
    let flags = ["-n", "10,100,1k", "-r", "1"];
    let told = one_line(&place.call(&[&["try", "false {n}"], &flags[..]].concat()).stdout);
    assert!(told.contains("exited with code 1 and no message") && told.contains("-i"), "{told}");
    let loud = one_line(&place.call(&[&["try", "--shell", "echo {n} >&2; exit 1"], &flags[..]].concat()).stdout);
    assert!(!loud.contains("no message"), "{loud}");
}

#[test]
fn an_input_that_can_not_be_made_is_no_hook() {
    let place = Place::new();
    let flags = ["--input-command", "sh -c 'exit 3 # {n}'", "-n", "10,100,1k", "-r", "1"];
    let output = place.call(&[&["try", "wc {input} {n}"], &flags[..]].concat());
    let told = one_line(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("Run the input's command by hand") && !told.contains("hook"), "{told}");
}

#[test]
fn a_variable_without_a_value_is_as_if_absent() {
    let place = Place::new();
    let mut command = place.command(&["try", "true {n}", "--dry-run"]);
    for name in ["BUDGET", "RUNS", "TIMEOUT", "SEED", "MEMORY_LIMIT", "WARMUP"] {
        command.env(format!("SCALECHECK_{name}"), "");
    }
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = place.command(&["try", "true {n}", "--dry-run"]).env("SCALECHECK_BUDGET", "long").output();
    assert_eq!(output.expect("it starts").status.code(), Some(2));
}

#[test]
fn the_next_command_can_be_pasted_however_narrow_the_terminal_is() {
    let place = Place::new();
    let script = "i=0\nwhile [ $i -lt {n} ]; do\n\ti=$((i+1)); : 'it is'\ndone";
    let flags = ["--shell", "-n", "10,100,1k", "-r", "2", "--allow-undecided", "--setup", "echo a  b"];
    let saved = place.call(&[&["try", script], &flags[..], &["--save", "-", "--dry-run"]].concat());
    let mut command = place.command(&[&["try", script], &flags[..]].concat());
    let told = text(&command.env("COLUMNS", "50").output().expect("it starts").stdout);
    let (_, pasted) = told.split_once("next: scalecheck ").unwrap_or_else(|| panic!("{told}"));
    assert!(pasted.contains("\\\n"), "it takes several lines: {told}");
    let program = place.command(&[]).get_program().to_string_lossy().into_owned();
    let line = format!("{} - --dry-run", pasted.trim_end().rsplit_once(' ').expect("a file to save to").0);
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", &format!("{program} {line}")]).current_dir(place.path(""));
    let again = bash.env("XDG_CACHE_HOME", place.path("cache")).output().expect("bash");
    assert_eq!(text(&again.stdout), text(&saved.stdout), "{line}\n{}", text(&again.stderr));
}

#[test]
fn what_was_saved_is_run_next_and_several_inputs_stand_in_the_command() {
    let place = Place::new();
    let tried = ["try", "cat {input}", "-n", "10,100,1k", "-r", "2", "--allow-undecided"];
    let told = |more: &[&str]| text(&place.call(&[&tried[..], more].concat()).stdout);
    let saved = told(&["--input", "ints", "--save", "kept/mine.toml"]);
    assert!(saved.contains("next: scalecheck run kept/mine.toml"), "{saved}");
    let both = told(&["--input", "ints", "--input", "sorted", "--expect", "time <= n^2"]);
    assert!(both.contains("--input ints --input sorted"), "{both}");
    assert_eq!(both.matches("expected at most O(n^2)").count(), 2, "each input is held against it: {both}");
}

#[test]
fn flags_of_functions_are_refused_beside_a_command() {
    let place = Place::new();
    for flag in ["--harness", "--make", "--interpreter"] {
        let refused = place.call(&["try", "seq {n}", flag, "x"]);
        let said = text(&refused.stderr);
        assert!(refused.status.code() == Some(2) && said.contains("--function LANGUAGE:FILE:NAME"), "{flag}: {said}");
    }
}
