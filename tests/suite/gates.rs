//! What fails a build and what does not, as users meet it: pairs, baselines, quarantine, the workflow.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::cli::{Place, counting, flat, send, slow, text, wait_for};

/// Runs a program in the place's folder, which must succeed.
fn done(place: &Place, program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    if program == "git" {
        command.args(["-c", "user.name=Test", "-c", "user.email=test@example.org"]);
    }
    let output = command.args(args).current_dir(place.path("")).output().expect("it is installed");
    assert!(output.status.success(), "{program} {args:?}: {}", text(&output.stderr));
}

fn put(place: &Place, name: &str, content: &str) {
    let path = place.path(name);
    fs::create_dir_all(path.parent().expect("a folder around it")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// A repository with everything in the place committed.
fn committed(place: Place) -> Place {
    done(&place, "git", &["init", "-q", "-b", "main"]);
    put(&place, ".gitignore", "scalecheck-out/\ncache/\n");
    commit(&place, "first");
    place
}

fn commit(place: &Place, message: &str) {
    done(place, "git", &["add", "-A"]);
    done(place, "git", &["commit", "-q", "-m", message]);
}

/// A function of `functions.py` on integers.
fn function(name: &str) -> String {
    format!(
        "[target]\nfunction = \"python:functions.py:{name}\"\n[input]\ngenerate = \"ints\"\n\
         [sizes]\nlist = [10, 20, 40, 80]\n"
    )
}

const FUNCTIONS: &str = "def total(items):\n    assert all(isinstance(item, int) for item in items), items\n    \
                         return sum(items)\n\ndef fails(items):\n    raise ValueError(len(items))\n";

#[test]
fn functions_are_paired_on_the_inputs_that_their_harness_reads() {
    let place = Place::new().with("one", &function("total")).with("other", &function("total"));
    put(&place, "scenarios/functions.py", FUNCTIONS);
    let call = ["compare", "--paired", "scenarios/one.toml", "scenarios/other.toml", "-r", "3", "-q"];
    let flags = ["--format", "json", "--out", "out"];
    let output = place.call(&[&call[..], &flags].concat());
    // Times of three rounds may differ by chance.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}{}", text(&output.stdout), text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["scenarios"][0]["metrics"][0]["metric"], "time", "{json}");
    for side in ["old", "new"] {
        let evidence = fs::read_to_string(place.path(&format!("out/{side}/other/evidence.json"))).expect("evidence");
        assert!(!evidence.contains("\"failed\""), "{evidence}");
        assert!(evidence.contains("python 3."), "who called it is kept");
    }
}

#[test]
fn a_side_of_which_too_few_sizes_worked_is_no_comparison() {
    let place = Place::new().with("fails", &function("fails")).with("works", &function("total"));
    put(&place, "scenarios/functions.py", FUNCTIONS);
    let code = |old: &str, new: &str| {
        let (old, new) = (format!("scenarios/{old}.toml"), format!("scenarios/{new}.toml"));
        place.code(&["compare", "--paired", &old, &new, "-r", "3", "-q"])
    };
    assert_eq!(code("fails", "fails"), 3);
    assert_eq!(code("fails", "works"), 3);
}

#[test]
fn a_target_that_times_out_where_the_accepted_one_did_not_fails_the_run() {
    let step = "n={n}; [ -e slow ] && [ $n -ge 3000 ] && sleep 20; echo \"steps $n\" >> \"$SCALECHECK_COUNTERS\"";
    let scenario = format!(
        "[target]\nshell = true\ncommand = '{step}'\n[sizes]\nlist = [10, 30, 100, 300, 1000, 3000]\n\
         [settings]\nrounds = 2\ntimeout = \"3s\"\n[expect]\nsteps = \"O(n)\"\n"
    );
    let place = Place::new().with("steps", &scenario);
    let run = ["run", "scenarios", "--no-history"];
    assert_eq!(place.code(&[&run[..], &["--save-baseline", "main"]].concat()), 0);
    put(&place, "scenarios/slow", "");
    let worse = place.call(&[&run[..], &["--baseline", "main"]].concat());
    let said = text(&worse.stdout);
    assert_eq!(worse.status.code(), Some(1), "{said}{}", text(&worse.stderr));
    assert!(said.contains("regression: steps: at n = 3,000 it did not end within 3 s, which worked"), "{said}");
}

#[test]
fn a_damaged_baseline_keeps_no_night_out_of_the_history_and_no_alert_back() {
    let place = Place::new().with("steps", &counting("n"));
    for _ in 0..4 {
        assert_eq!(place.code(&["run", "scenarios"]), 0);
    }
    put(&place, ".scalecheck/baselines/main/steps.toml", "schema = \"scalecheck/baseline/1\"\n");
    let place = place.with("steps", &counting("2 * n"));
    let worse = place.call(&["run", "scenarios"]);
    let said = text(&worse.stderr);
    assert_eq!(worse.status.code(), Some(1), "{said}");
    assert!(text(&worse.stdout).contains("worse: steps since"), "{}", text(&worse.stdout));
    assert!(said.contains("steps.toml") && !said.contains("not in the history"), "{said}");
    assert_eq!(place.code(&["history"]), 0);
}

/// The commit of the last night, and whether it measured files that no commit holds.
fn last_night(place: &Place) -> (Option<String>, bool) {
    let exported = text(&place.call(&["history", "export"]).stdout);
    let night: Value = serde_json::from_str(exported.lines().last().expect("a night")).expect("JSON");
    (night["commit"].as_str().map(String::from), night["changed"].as_bool().unwrap_or(false))
}

fn head(place: &Place) -> String {
    let output = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(place.path("")).output().expect("git");
    text(&output.stdout).trim().to_string()
}

#[test]
fn reports_that_git_tracks_make_no_night_one_of_changed_files() {
    let place = Place::new().with("steps", &counting("n"));
    done(&place, "git", &["init", "-q", "-b", "main"]);
    put(&place, ".gitignore", "cache/\n");
    assert_eq!(place.code(&["run", "scenarios", "--save-baseline", "main", "--no-history"]), 0);
    commit(&place, "with its reports and baseline");
    for out in ["scalecheck-out", "scalecheck-out", "./scalecheck-out/"] {
        assert_eq!(place.code(&["run", "scenarios", "--out", out, "--save-baseline", "main"]), 0);
        assert_eq!(last_night(&place), (Some(head(&place)), false), "{out}");
    }
    fs::remove_dir_all(place.path("scalecheck-out")).expect("removed");
    assert_eq!(place.code(&["run", "scenarios"]), 0);
    assert!(!last_night(&place).1, "reports that were removed");
    let place = place.with("steps", &counting("2 * n"));
    for out in ["scalecheck-out", "."] {
        place.code(&["run", "scenarios", "--out", out]);
        assert!(last_night(&place).1, "what is measured was changed: {out}");
    }
}

#[test]
fn a_baseline_names_the_commit_that_was_measured_or_none() {
    let place = committed(Place::new().with("steps", &counting("n")));
    let named = |place: &Place| {
        let home = place.path(".scalecheck");
        scalecheck::baseline::load(&home, "main", "steps").expect("read").expect("a baseline").commit
    };
    let accepted = |place: &Place| {
        assert_eq!(place.code(&["baseline", "accept", "steps", "--why", "x"]), 0);
        named(place)
    };
    assert_eq!(place.code(&["run", "scenarios"]), 0);
    let measured = head(&place);
    put(&place, "README", "later\n");
    commit(&place, "second");
    assert_ne!(head(&place), measured);
    assert_eq!(accepted(&place), Some(measured.clone()));
    assert_eq!(place.code(&["baseline", "save", "main"]), 0);
    assert_eq!(named(&place), Some(measured));
    // Nights are known by the second in which they began.
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(place.code(&["run", "scenarios", "--no-history", "--save-baseline", "main"]), 0);
    assert_eq!(named(&place), Some(head(&place)), "the run itself knows it");
    assert_eq!(accepted(&place), None, "no night is of this evidence");
    put(&place, "README", "changed\n");
    assert_eq!(place.code(&["run", "scenarios", "--save-baseline", "main"]), 0);
    assert_eq!(named(&place), None, "no commit holds what was measured");
    assert_eq!(accepted(&place), None);
}

#[test]
fn what_an_interrupted_run_did_not_begin_is_not_said_to_be_gone() {
    let place = Place::new().with("a-steps", &counting("n")).with("slow", &slow()).with("z-steps", &counting("n"));
    let only = ["run", "scenarios", "--no-history", "--save-baseline", "main", "-f", "steps"];
    assert_eq!(place.code(&only), 0);
    let mut command = place.command(&["run", "scenarios", "--no-history", "--baseline", "main"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    wait_for("a sample", || place.samples("scalecheck-out/slow/journal.jsonl") > 1);
    send(&child, "-INT");
    let output = child.wait_with_output().expect("it ends");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("not begun: z-steps") && !said.contains("renamed or removed"), "{said}");
}

const QUARANTINE: &str = "[[quarantine]]\nscenario = \"sh\"\nwhy = \"mended next week\"\nuntil = \"2999-12-31\"\n";

#[test]
fn quarantine_holds_for_comparisons_too() {
    let place = Place::new();
    let compare =
        ["compare", "--paired", "sh -c 'exit 0' {n}", "sh -c 'exit 3' {n}", "-n", "10,20,40", "-r", "3", "-q"];
    assert_eq!(place.code(&compare), 1);
    put(&place, ".scalecheck/quarantine.toml", QUARANTINE);
    let passed = place.call(&compare);
    assert_eq!(passed.status.code(), Some(0));
    let said = text(&passed.stderr);
    assert!(said.contains("quarantine: sh is worse and fails nothing until 2999-12-31: mended next week"), "{said}");
    put(&place, ".scalecheck/quarantine.toml", &QUARANTINE.replace("2999", "2020"));
    let over = place.call(&compare);
    assert_eq!(over.status.code(), Some(1));
    assert!(text(&over.stderr).contains("ended on 2020-12-31; it fails again"), "{}", text(&over.stderr));
}

/// Counts as many steps as the file `built` says of `$n`.
fn built() -> String {
    counting("n * $(cat ../built)")
}

#[test]
fn revisions_are_built_and_a_folder_of_scenarios_is_compared_at_both() {
    let place = Place::new().with("deep/steps", &counting("n * $(cat ../../built)")).with("steps", &built());
    put(&place, "source", "1");
    let place = committed(place);
    put(&place, "source", "2");
    let place = place.with("newer", &built());
    commit(&place, "second");
    let compare = |new: &str| -> Output {
        let flags = ["--build", "cp source built", "-r", "2", "-q", "--format", "json"];
        place.call(&[&["compare", "--paired", "--revisions", "HEAD~1", new, "scenarios"][..], &flags].concat())
    };
    let output = compare("HEAD");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{}{said}", text(&output.stdout));
    assert!(said.contains("note: newer is new: there is nothing to hold it against"), "{said}");
    assert!(!said.contains("not committed"), "{said}");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let names: Vec<&str> =
        json["scenarios"].as_array().expect("scenarios").iter().filter_map(|s| s["name"].as_str()).collect();
    assert_eq!(names, ["deep/steps", "steps"]);
    assert!(!place.path("built").exists(), "the user's files are left alone");
    put(&place, "source", "3");
    assert!(text(&compare("HEAD").stderr).contains("some files have changes that are not committed"));
    assert!(!text(&compare(".").stderr).contains("not committed"), "these are measured");
}

#[test]
fn a_revision_that_works_at_no_size_is_asked_for_its_build() {
    let place = committed(Place::new().with("steps", &built()));
    put(&place, "built", "1");
    let call = ["compare", "--paired", "--revisions", "HEAD", ".", "scenarios/steps.toml", "-r", "2", "-q"];
    let said = text(&place.call(&call).stdout);
    assert!(said.contains("the old revision works at no size, and nothing built it: does it need --build?"), "{said}");
    assert!(said.contains("UNRESOLVED") && !said.contains("BETTER"), "{said}");
}

#[test]
fn revisions_that_are_not_there_are_wrong_usage_and_a_build_that_fails_is_not() {
    let code = |place: &Place, old: &str, more: &[&str]| {
        let call = ["compare", "--paired", "--revisions", old, ".", "scenarios/steps.toml", "-q"];
        place.code(&[&call, more].concat())
    };
    let place = Place::new().with("steps", &flat(""));
    assert_eq!(code(&place, "HEAD", &[]), 2, "no repository");
    let place = committed(place);
    assert_eq!(code(&place, "nosuchrev", &[]), 2);
    done(&place, "git", &["checkout", "-q", "--orphan", "apart"]);
    commit(&place, "apart");
    assert_eq!(code(&place, "main...", &[]), 2, "nothing in common");
    assert_eq!(code(&place, "HEAD", &["--build", "false"]), 3);
}

#[test]
fn a_folder_whose_scenarios_are_all_new_selects_nothing() {
    let place = committed(Place::new());
    let place = place.with("steps", &flat(""));
    commit(&place, "second");
    assert_eq!(place.code(&["compare", "--paired", "--revisions", "HEAD~1", ".", "scenarios", "-q"]), 4);
}

/// The scripts of a workflow's steps, by the step's name, as the runner gives them to bash.
fn scripts(workflow: &str) -> Vec<(String, String)> {
    let (mut found, mut name) = (Vec::new(), String::new());
    let mut lines = workflow.lines().peekable();
    let indent = |line: &str| line.len() - line.trim_start().len();
    while let Some(line) = lines.next() {
        let key = line.trim_start().trim_start_matches("- ");
        if let Some(said) = key.strip_prefix("name: ") {
            name = said.to_string();
        }
        let Some(script) = key.strip_prefix("run: ") else { continue };
        let mut whole = String::new();
        if script.trim() != "|" {
            whole = script.to_string();
        }
        let within = |next: &&str| script.trim() == "|" && (next.trim().is_empty() || indent(next) > indent(line));
        while let Some(more) = lines.next_if(within) {
            whole.push_str(more.get(indent(line) + 2..).unwrap_or(""));
            whole.push('\n');
        }
        found.push((name.clone(), whole));
    }
    found
}

/// A workflow's step as the runner runs it, with this scalecheck in PATH.
fn step(place: &Place, script: &str, variables: &[(&str, &str)]) -> Output {
    let binary = assert_cmd::cargo::cargo_bin!("scalecheck");
    let path = std::env::var("PATH").expect("a PATH");
    let folder = binary.parent().unwrap_or(Path::new(".")).display().to_string();
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(place.path(""));
    bash.env("PATH", format!("{folder}:{path}")).env("RUNNER_TEMP", place.path("")).envs(variables.iter().copied());
    bash.env("XDG_CACHE_HOME", place.path("cache")).env_remove("GITHUB_ACTIONS");
    bash.output().expect("bash is installed")
}

#[test]
fn the_workflow_is_yaml_whose_every_script_is_bash() {
    let place = committed(Place::new());
    assert_eq!(place.code(&["init", "--github"]), 0);
    let file = place.path(".github/workflows/scalecheck.yml");
    let workflow = fs::read_to_string(&file).expect("a workflow");
    let scripts = scripts(&workflow);
    assert_eq!(scripts.len(), workflow.matches(" run: ").count());
    for (name, script) in &scripts {
        let parsed = Command::new("bash").args(["-n", "-c", script]).output().expect("bash is installed");
        assert!(parsed.status.success(), "{name}: {}\n{script}", text(&parsed.stderr));
    }
    // Where this machine has a reader of YAML.
    let read = "import sys, yaml; w = yaml.safe_load(open(sys.argv[1])); \
                print(sum('run' in s for j in w['jobs'].values() for s in j['steps']))";
    let yaml = Command::new("python3").args(["-c", read]).arg(&file).output();
    if let Some(yaml) = yaml.ok().filter(|output| !text(&output.stderr).contains("ModuleNotFoundError")) {
        assert_eq!(text(&yaml.stdout).trim(), scripts.len().to_string(), "{}", text(&yaml.stderr));
    }
}

#[test]
fn the_workflows_steps_measure_a_night_and_hold_a_change_against_its_base() {
    let place = Place::new().with("steps", &built().replace("rounds = 2", "rounds = 5"));
    put(&place, "built", "1");
    let place = committed(place);
    assert_eq!(place.code(&["init", "--github"]), 0);
    let workflow = fs::read_to_string(place.path(".github/workflows/scalecheck.yml")).expect("a workflow");
    let scripts = scripts(&workflow);
    let script = |name: &str| scripts.iter().find(|(n, _)| n == name).map_or("", |(_, script)| script.as_str());
    for name in ["Measure", "Show the nights"] {
        let output = step(&place, script(name), &[]);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
    }
    assert!(place.path("scalecheck-out/history.html").is_file() && place.path("scalecheck-out/nights.jsonl").is_file());
    let base = text(
        &Command::new("git").args(["rev-parse", "HEAD"]).current_dir(place.path("")).output().expect("git").stdout,
    );
    let against = [("INTO", base.trim())];
    commit(&place, "nothing");
    let same = step(&place, script("Hold it against where it started from"), &against);
    assert!(same.status.success(), "{}{}", text(&same.stdout), text(&same.stderr));
    put(&place, "built", "2");
    commit(&place, "dearer");
    let dearer = step(&place, script("Hold it against where it started from"), &against);
    assert_eq!(dearer.status.code(), Some(1), "{}{}", text(&dearer.stdout), text(&dearer.stderr));
    let declared = step(&place, script("Hold it against what it declares"), &[]);
    assert!(declared.status.success(), "{}", text(&declared.stderr));
}

/// Why a scenario of this script, which declares `queries`, came out as it did, with its caveats.
fn told(script: &str) -> String {
    let text = format!(
        "[target]\nshell = true\ncommand = {script:?}\n[sizes]\nlist = [10, 20, 40, 80]\n[expect]\nqueries = \"O(n)\"\n\
         [settings]\nrounds = 1\nwarmup = 0\n"
    );
    let place = Place::new().with("counts", &text);
    let output = place.call(&["run", "scenarios", "--no-history", "-q", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    json["scenarios"][0].to_string()
}

#[test]
fn what_was_not_read_of_a_targets_counters_is_said_with_its_reason() {
    let line =
        |rest: &str| told(&format!("for i in $(seq {{n}}); do echo queries 1; done >> $SCALECHECK_COUNTERS; {rest}"));
    let huge = line("truncate -s 1G $SCALECHECK_COUNTERS");
    assert!(huge.contains("\"failed\"") && huge.contains("more than 64 MiB"), "{huge}");
    let own = line("echo time 5 >> $SCALECHECK_COUNTERS");
    assert!(own.contains("\"met\"") && own.contains("`time` is a name of scalecheck's own"), "{own}");
    let many = told("yes queries 1 | head -n $(({n} * 10000)) >> $SCALECHECK_COUNTERS");
    assert!(many.contains("\"met\""), "eight megabytes of lines are read: {many}");
    let typo = told("echo querys {n} >> $SCALECHECK_COUNTERS");
    assert!(typo.contains("no trial reported `queries` (it told `querys`)"), "{typo}");
}
