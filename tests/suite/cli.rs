//! The command as its users meet it: exit codes, files, interruptions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with scenarios, and the command to run in it.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Place {
        Place(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn with(self, name: &str, text: &str) -> Place {
        let path = self.path(&format!("scenarios/{name}.toml"));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("scalecheck"));
        command.args(args).current_dir(self.0.path()).env("XDG_CACHE_HOME", self.path("cache"));
        command.env_remove("GITHUB_ACTIONS").stdin(Stdio::null());
        command
    }

    pub(crate) fn call(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("it starts")
    }

    pub(crate) fn code(&self, args: &[&str]) -> i32 {
        let output = self.call(args);
        output.status.code().unwrap_or_else(|| panic!("ended by a signal: {}", text(&output.stderr)))
    }

    pub(crate) fn samples(&self, file: &str) -> usize {
        fs::read_to_string(self.path(file)).unwrap_or_default().lines().count()
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs in no time, and costs the same at every size.
pub(crate) fn flat(more: &str) -> String {
    format!("[target]\ncommand = [\"true\", \"{{n}}\"]\n[sizes]\nlist = [10, 100, 1000, 10000]\n{more}")
}

/// Twice the work at twice the size, by counting.
fn linear(more: &str) -> String {
    let count = "i=0; while [ $i -lt {n} ]; do i=$((i+1)); done";
    format!(
        "[target]\nshell = true\ncommand = \"{count}\"\n[sizes]\nfrom = 100\nto = 200000\n\
         [settings]\nrounds = 3\n{more}"
    )
}

/// Trials of a second each, for runs that are to be interrupted.
pub(crate) fn slow() -> String {
    "[target]\ncommand = [\"sleep\", \"0.3\", \"0.00{n}\"]\n[sizes]\nlist = [1, 2, 3, 4]\n[settings]\nrounds = 3\nclock = \"wall\"\n"
        .to_string()
}

#[test]
fn what_is_met_exits_with_0_and_leaves_every_report() {
    let place = Place::new().with("flat", &flat("[expect]\ntime = \"O(n!)\"\n"));
    assert_eq!(place.code(&["run", "scenarios"]), 0);
    for file in ["report.html", "junit.xml", "results.sarif", "flat/evidence.json", "flat/report.md"] {
        assert!(place.path("scalecheck-out").join(file).is_file(), "{file}");
    }
    assert!(!place.path("scalecheck-out/flat/journal.jsonl").exists());
    let plots = fs::read_dir(place.path("scalecheck-out/flat")).expect("a folder").flatten();
    assert!(plots.filter(|f| f.path().extension().is_some_and(|e| e == "svg")).count() >= 2);
}

#[test]
fn broken_and_expected_to_be_broken_are_told_apart() {
    let declared = "[expect]\ntime = \"O(1)\"\n";
    let place = Place::new().with("linear", &linear(declared));
    assert_eq!(place.code(&["run", "scenarios"]), 1);
    assert_eq!(place.code(&["run", "scenarios", "--fail-on", "undecided"]), 0);
    let place = Place::new().with("linear", &format!("expect_broken = [\"time\"]\n{}", linear(declared)));
    assert_eq!(place.code(&["run", "scenarios"]), 0);
    let met = format!("expect_broken = [\"time\"]\n{}", flat("[expect]\ntime = \"O(n!)\"\n"));
    let place = Place::new().with("flat", &met);
    let output = place.call(&["run", "scenarios"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(told.contains("which fails") && !told.contains("as declared"), "{told}");
    let report = fs::read_to_string(place.path("scalecheck-out/flat/report.md")).expect("a report");
    assert!(report.contains("which fails") && !report.to_lowercase().contains("appropriate"), "{report}");
    let json = text(&place.call(&["report", "scalecheck-out", "--format", "json"]).stdout);
    assert!(json.contains("\"reason\": \"expected to be broken and met"), "{json}");
}

#[test]
fn where_nothing_is_declared_nothing_is_said_to_hold() {
    let place = Place::new().with("flat", &flat(""));
    let output = place.call(&["run", "scenarios"]);
    assert_eq!(output.status.code(), Some(0));
    let report = fs::read_to_string(place.path("scalecheck-out/flat/report.md")).expect("a report");
    for told in [text(&output.stdout), text(&output.stderr), report] {
        assert!(told.to_lowercase().contains("nothing") && told.contains("declared"), "{told}");
        assert!(!told.contains("as declared") && !told.to_lowercase().contains("appropriate"), "{told}");
    }
}

#[test]
fn a_hook_that_fails_is_told_with_its_size_and_its_words() {
    let place = Place::new();
    let flags = ["try", "true {n}", "-n", "1,2,3,4,5,100", "-r", "1", "--allow-undecided"];
    let told = text(&place.call(&[&flags[..], &["--cleanup", "echo the room is full; exit 9"]].concat()).stdout);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("the hook `cleanup` ended with exit status: 9: the room is full"), "{told}");
    let prepare = "[ $SCALECHECK_N -lt 100 ] || { echo no room; exit 3; }";
    let told = text(&place.call(&[&flags[..], &["--prepare", prepare]].concat()).stdout);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("from n = 100 the target was not run: prepare failed"), "{told}");
    assert!(told.contains("no room"), "{told}");
}

#[test]
fn commands_to_paste_measure_what_was_measured() {
    let place = Place::new();
    let flags = [
        "try",
        "true {n}",
        "-n",
        "1,2,3,4",
        "-r",
        "2",
        "-w",
        "0",
        "--budget",
        "5s",
        "--timeout",
        "500ms",
        "--strict",
        "--clock",
        "wall",
        "--seed",
        "3",
        "--memory-limit",
        "1GiB",
        "--prepare",
        "echo it\\'s $SCALECHECK_N",
        "--limit",
        "time at 1k <= 2s",
        "--limit",
        "memory at 4 <= 64MiB",
        "--scale",
        "production=4,peak=10k,time_budget=1.5s,memory_budget=1GiB",
        "--expect",
        "time <= n^2",
        "-i",
    ];
    let saved = place.call(&[&flags[..], &["--save", "-", "--dry-run"]].concat());
    assert_eq!(saved.status.code(), Some(0), "{}", text(&saved.stderr));
    let report = text(&place.call(&[&flags[..], &["--format", "markdown"]].concat()).stdout);
    let pasted = report.lines().find(|line| line.trim().starts_with("scalecheck try")).expect("a command");
    let words = shlex::split(pasted).expect("words");
    let mut words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let at = words.iter().position(|word| *word == "--save").expect("it is kept");
    words[at + 1] = "-";
    words.push("--dry-run");
    let again = place.call(&words);
    assert_eq!(text(&again.stdout), text(&saved.stdout), "{pasted}\n{}", text(&again.stderr));
}

#[test]
fn a_saved_scenario_goes_where_it_is_asked_to_and_never_over_another() {
    let place = Place::new();
    let flags = ["try", "true {n}", "-n", "1,2,3,4,5", "-r", "1", "--allow-undecided", "--save"];
    let output = place.call(&[&flags[..], &["-"]].concat());
    fs::write(place.path("piped.toml"), &output.stdout).expect("a file");
    assert_eq!(place.code(&["list", "piped.toml"]), 0, "{}", text(&output.stdout));
    assert_eq!(place.code(&[&flags[..], &["new/folder/it.toml", "--dry-run"]].concat()), 0);
    assert_eq!(place.code(&[&flags[..], &["new/folder/it.toml", "--dry-run"]].concat()), 0, "the same again");
    let other = place.call(&[&flags[..], &["new/folder/it.toml", "--dry-run", "--strict"]].concat());
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("is there already"), "{}", text(&other.stderr));
    let out = place.call(&["try", "true {n}", "--out", "-"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("--format json") && !place.path("-").exists());
}

#[test]
fn faults_are_all_told_in_the_words_of_what_was_typed() {
    let place = Place::new().with("a", "[target]\ncommand = 3\n").with("b", &flat("[sizes.x]\n"));
    let told = text(&place.call(&["run", "scenarios"]).stderr);
    assert!(told.contains("\n\nerror"), "{told}");
    let place =
        Place::new().with("a", "[target]\ncommand = \"true {n}\"\n[sizes]\nlist = [1]\nto = \"1kk\"\nfrom = 0\n");
    let told = text(&place.call(&["run", "scenarios"]).stderr);
    assert!(told.contains("given twice") && told.contains("1kk") && told.contains("from = 0"), "{told}");
    let told = text(&place.call(&["try", "cat {input}"]).stderr);
    assert!(told.contains("--input ints") && !told.contains("[input]"), "{told}");
    let told = text(&place.call(&["try", "true {n}", "--expect", "time << n", "--expect", "time <= what"]).stderr);
    assert_eq!(told.matches("--expect").count(), 2, "{told}");
    let output = place.command(&["try", "true {n}"]).env("SCALECHECK_BUDGET", "abc").output().expect("it starts");
    let told = text(&output.stderr);
    assert!(told.contains("SCALECHECK_BUDGET: ") && !told.contains("--budget"), "{told}");
    let help = text(&place.call(&["try", "--help"]).stdout);
    assert!(help.contains("each in braces"), "{help}");
}

#[test]
fn measurements_from_elsewhere_are_refused_in_the_name_of_their_file() {
    let place = Place::new();
    let fit = |rows: &str| {
        fs::write(place.path("it.csv"), rows).expect("a file");
        place.call(&["fit", "it.csv", "--format", "json"])
    };
    let rows: Vec<String> =
        ["10", "1e2", "500", "1k", "1_500", "2k", "4k", "8k", "10k"].map(|n| format!("{n},1")).to_vec();
    let output = fit(&rows.join("\n"));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&fit("10,1\nx,2\ny,3\n20,1e61\n").stderr);
    assert_eq!(told.matches("it.csv: line ").count(), 3, "{told}");
    assert!(told.contains("beyond what can be fitted"), "{told}");
    let told = text(&place.call(&["fit", "."]).stderr);
    assert!(told.contains("is a folder"), "{told}");
    assert_eq!(place.code(&["fit", "it.csv", "--format", "markdown"]), 2);
}

#[test]
fn undecided_exits_with_5_unless_it_is_allowed() {
    let close = "[target]\ncommand = [\"true\", \"{n}\"]\n[sizes]\nlist = [1000, 1010, 1020]\n[settings]\nrounds = 3\n[expect]\ntime = \"O(log n)\"\n";
    let place = Place::new().with("close", close);
    assert_eq!(place.code(&["run", "scenarios"]), 5);
    assert_eq!(place.code(&["run", "scenarios", "--allow-undecided"]), 0);
}

#[test]
fn faults_of_all_files_are_shown_at_once_and_nothing_runs() {
    let place =
        Place::new().with("one", "[expct]\ntime = \"O(n)\"\n").with("two", &flat("[expect]\ntime = \"fast\"\n"));
    let output = place.call(&["run", "scenarios"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["expct", "did you mean `expect`", "two.toml", "fast"] {
        assert!(said.contains(part), "no `{part}` in:\n{said}");
    }
    assert!(!place.path("scalecheck-out").exists());
}

#[test]
fn what_can_not_be_measured_exits_with_3_and_says_why() {
    let missing = "[target]\ncommand = [\"no-such-program-here\", \"{n}\"]\n[expect]\ntime = \"O(n)\"\n";
    let place = Place::new().with("missing", missing);
    let output = place.call(&["run", "scenarios"]);
    assert_eq!(output.status.code(), Some(3));
    assert!((text(&output.stdout) + &text(&output.stderr)).contains("no-such-program-here"));
    let failing = "[target]\ncommand = [\"false\", \"{n}\"]\n[expect]\ntime = \"O(n)\"\n";
    let place = Place::new().with("failing", failing);
    let output = place.call(&["run", "scenarios"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).contains("exited with code 1"), "{}", text(&output.stdout));
}

#[test]
fn what_can_no_longer_be_measured_replaces_the_evidence_of_when_it_could() {
    let place = Place::new().with("gone", &flat("[expect]\ntime = \"n\"\n[settings]\nrounds = 3\n"));
    assert!(place.call(&["run", "scenarios", "--no-history"]).status.code() != Some(3));
    let place = place.with("gone", "[target]\ncommand = [\"no-such-program\", \"{n}\"]\n[expect]\ntime = \"n\"\n");
    assert_eq!(place.code(&["run", "scenarios", "--no-history"]), 3);
    let report = fs::read_to_string(place.path("scalecheck-out/gone/report.md")).expect("a report");
    assert!(report.contains("no-such-program") && !report.contains("0 cores") && !report.contains(" 0 B"), "{report}");
    let again = place.call(&["report", "scalecheck-out", "--format", "json"]);
    let again: Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!(again["scenarios"][0]["ruling"], "failed", "{again}");
}

#[test]
fn what_is_declared_of_a_counter_that_nobody_tells_is_in_the_json() {
    let place = Place::new().with("silent", &flat("[expect]\nqueries = \"1\"\n[settings]\nrounds = 3\n"));
    let run: Value =
        serde_json::from_slice(&place.call(&["run", "scenarios", "--format", "json"]).stdout).expect("JSON");
    let unmeasured = &run["scenarios"][0]["unmeasured"][0];
    assert_eq!((&unmeasured["metric"], &unmeasured["ruling"]), (&"queries".into(), &"failed".into()), "{run}");
    assert!(unmeasured["because"].as_str().is_some_and(|because| because.contains("queries")), "{unmeasured}");
}

#[test]
fn nothing_selected_and_all_skipped_exit_with_4() {
    let place = Place::new().with("flat", &flat(""));
    assert_eq!(place.code(&["run", "scenarios", "--filter", "absent"]), 4);
    assert_eq!(place.code(&["list", "scenarios", "--filter", "absent"]), 4);
    let needs = format!("needs = [\"no-such-program-here\"]\n{}", flat(""));
    let place = Place::new().with("skipped", &needs);
    assert_eq!(place.code(&["run", "scenarios"]), 4);
    assert!(!place.path("scalecheck-out/skipped").exists(), "a skipped scenario has no folder");
    assert_eq!(place.code(&["run", "scenarios", "--fail-on", "skipped"]), 3);
    let place = place.with("flat", &flat("[expect]\ntime = \"O(n!)\"\n"));
    assert_eq!(place.code(&["run", "scenarios"]), 0, "a skipped one beside others changes nothing");
}

#[test]
fn usage_errors_exit_with_2() {
    let place = Place::new();
    for args in [
        &["run", "absent"][..],
        &["run"],
        &["--no-such-flag"],
        &["try", "true"],
        &["try", "sort {input}"],
        &["try", "echo 'open {n}"],
        &["try", "true {n}", "--expect", "time < fast"],
        &["try", "true {n}", "-n", "10..5"],
        &["try", "true {n}", "--budget", "soon"],
        &["try", "true {n}", "--input", "integers"],
        &["fit", "absent.csv"],
        &["report", "absent"],
    ] {
        assert_eq!(place.code(args), 2, "{args:?}");
    }
}

#[test]
fn a_list_with_runs_is_measured_exactly_so() {
    let place = Place::new();
    let output = place.call(&["try", "true {n}", "-n", "30,10,20", "-r", "4", "--format", "json", "--quiet"]);
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(run["schema"], "scalecheck/run/1");
    assert_eq!(run["exit"], 0);
    let metrics = run["scenarios"][0]["metrics"].as_array().expect("metrics");
    let names: Vec<&Value> = metrics.iter().map(|metric| &metric["metric"]).collect();
    assert_eq!(names, ["time", "memory"]);
    let series = metrics[0]["series"].as_array().expect("a series");
    let runs: Vec<(i64, i64)> =
        series.iter().map(|p| (p["n"].as_i64().unwrap_or(0), p["runs"].as_i64().unwrap_or(0))).collect();
    assert_eq!(runs, [(10, 4), (20, 4), (30, 4)]);
    assert!(fs::read_dir(place.0.path()).expect("a folder").flatten().all(|e| e.file_name() == "cache"));
}

#[test]
fn a_saved_try_is_a_scenario_that_loads() {
    let place = Place::new();
    let flags = ["try", "sort -n {input}", "--input", "ints", "--expect", "time <= nlogn", "--save", "sort.toml"];
    assert_eq!(place.code(&[&flags[..], &["--dry-run", "--scale", "peak=1m,time_budget=30s"]].concat()), 0);
    let output = place.call(&["list", "sort.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("O(n log n)"));
}

#[test]
fn measurements_from_elsewhere_are_fitted() {
    let place = Place::new();
    let sizes = (0..10).map(|i| 2f64.powi(i) * 100.0);
    let rows: Vec<String> = sizes.map(|n| format!("{n},{}", n * n / 2.0 + 3.0 * n)).collect();
    fs::write(place.path("pairs.csv"), rows.join("\n")).expect("a file");
    let flags = ["fit", "pairs.csv", "--metric", "count", "--declare", "n", "--declare", "n^2", "--predict", "1m"];
    let output = place.call(&[&flags[..], &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let fit: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&fit["schema"], &fit["class"]), (&"scalecheck/fit/1".into(), &"O(n^2)".into()));
    assert_eq!(fit["plausible"], serde_json::json!(["O(n^2)"]));
    let rulings: Vec<&Value> = fit["verdicts"].as_array().expect("verdicts").iter().map(|v| &v["ruling"]).collect();
    assert_eq!(rulings, ["broken", "met"]);
    let predicted = fit["predictions"][0]["value"].as_f64().expect("a number");
    assert!((predicted / 5e11 - 1.0).abs() < 0.05, "{predicted}");
}

#[test]
fn list_and_dry_run_run_nothing() {
    let trap = "[target]\ncommand = [\"touch\", \"ran\", \"{n}\"]\n[hooks]\nsetup = \"touch ran\"\n";
    let place = Place::new().with("trap", trap);
    assert_eq!(place.code(&["list", "scenarios"]), 0);
    assert_eq!(place.code(&["run", "scenarios", "--dry-run"]), 0);
    assert!(!place.path("scenarios/ran").exists() && !place.path("scalecheck-out").exists());
}

#[test]
fn an_output_folder_that_can_not_be_written_is_said_before_anything_runs() {
    let place = Place::new().with("touch", "[target]\ncommand = [\"touch\", \"ran\", \"{n}\"]\n");
    fs::write(place.path("file"), "").expect("a file");
    let output = place.call(&["run", "scenarios", "--out", "file"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("file"), "{}", text(&output.stderr));
    assert!(!place.path("scenarios/ran").exists());
}

#[test]
fn evidence_that_can_not_be_written_whole_leaves_the_old_file_whole() {
    let place = Place::new().with("flat", &flat("[settings]\nrounds = 600\n[expect]\ntime = \"O(n!)\"\n"));
    assert_eq!(place.code(&["run", "scenarios"]), 0);
    let evidence = place.path("scalecheck-out/flat/evidence.json");
    let before = fs::read(&evidence).expect("evidence");
    assert!(before.len() > 98_304, "larger than what the limit lets through");
    let binary = assert_cmd::cargo::cargo_bin!("scalecheck");
    let script = format!("trap '' XFSZ; ulimit -f 192; exec '{}' run scenarios", binary.display());
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.0.path()).output().expect("it starts");
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("can't be written"), "{}", text(&output.stderr));
    assert_eq!(fs::read(&evidence).expect("evidence"), before);
}

/// Waits until `done`, at most half a minute.
pub(crate) fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn send(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([signal, pid.as_str()]).status().expect("kill is there");
    assert!(sent.success());
}

/// Processes whose command line holds `mark`.
fn running(mark: &str) -> usize {
    let pids = fs::read_dir("/proc").expect("proc").flatten().map(|entry| entry.path().join("cmdline"));
    pids.filter_map(|path| fs::read(path).ok()).filter(|line| text(line).contains(mark)).count()
}

#[test]
fn a_second_run_in_the_same_folder_is_refused() {
    let place = Place::new().with("slow", &slow());
    let mut first =
        place.command(&["run", "scenarios"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_for("the first sample", || place.samples("scalecheck-out/slow/journal.jsonl") > 1);
    let second = place.call(&["run", "scenarios"]);
    send(&first, "-INT");
    assert_eq!(second.status.code(), Some(3));
    assert!(text(&second.stderr).contains(&first.id().to_string()), "{}", text(&second.stderr));
    assert_eq!(first.wait().expect("it ends").code(), Some(130));
}

#[test]
fn an_interrupted_run_keeps_its_samples_and_goes_on() {
    let met = flat("[expect]\ntime = \"O(n!)\"\n");
    let place = Place::new().with("a-flat", &met).with("slow", &slow()).with("z-flat", &met);
    let mut command = place.command(&["run", "scenarios"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    wait_for("two samples", || place.samples("scalecheck-out/slow/journal.jsonl") > 2);
    send(&child, "-INT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let (told, beside) = (text(&output.stdout), text(&output.stderr));
    assert!(told.contains("INTERRUPTED") && !told.contains("All that was measured"), "{told}");
    assert!(beside.contains("not begun: z-flat") && beside.contains("--resume"), "{beside}");
    let kept = fs::read_to_string(place.path("scalecheck-out/slow/journal.jsonl")).expect("the journal is kept");
    let flat = fs::read(place.path("scalecheck-out/a-flat/evidence.json")).expect("the finished one is kept");
    assert_eq!(place.code(&["run", "scenarios", "--resume"]), 0);
    let evidence = fs::read_to_string(place.path("scalecheck-out/slow/evidence.json")).expect("evidence");
    let first = kept.lines().nth(1).expect("a sample");
    assert!(
        evidence.contains(&first[..first.len().min(24)]) || evidence.len() > kept.len(),
        "the first sample is in it"
    );
    assert_eq!(
        fs::read(place.path("scalecheck-out/a-flat/evidence.json")).expect("evidence"),
        flat,
        "not measured twice"
    );
    assert!(!place.path("scalecheck-out/slow/journal.jsonl").exists());
}

#[test]
fn a_killed_run_leaves_no_process_behind_and_goes_on() {
    let mark = format!("0.00{}", std::process::id());
    let endless = slow().replace("\"0.3\"", "\"0.5\"").replace("0.00{n}", &format!("{mark}{{n}}"));
    let place = Place::new().with("slow", &endless);
    let mut child =
        place.command(&["run", "scenarios"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_for("two samples", || place.samples("scalecheck-out/slow/journal.jsonl") > 2);
    child.kill().expect("it is ours");
    child.wait().expect("it ends");
    wait_for("its targets' end", || running(&mark) == 0);
    assert_eq!(place.code(&["run", "scenarios", "--resume"]), 0);
    assert!(place.path("scalecheck-out/slow/evidence.json").is_file());
}

/// Interrupts a command once it has made this file, which must end it long before the minute that it would sleep.
fn interrupted(mut command: Command, made: &Path) -> Option<i32> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_for("what is to be interrupted", || made.exists());
    let start = Instant::now();
    send(&child, "-INT");
    let code = child.wait().expect("it ends").code();
    assert!(start.elapsed() < Duration::from_secs(30), "the minute is not waited for");
    code
}

#[test]
fn counted_trials_are_kept_as_each_ends_and_an_interrupted_pass_goes_on() {
    let calls = "[target]\ncommand = [\"sleep\", \"0.3\", \"0.00{n}\"]\n[sizes]\nlist = [1, 2, 3, 4, 5, 6, 7, 8]\n\
                 [expect]\n\"system.calls\" = \"1\"\n[settings]\nrounds = 1\n";
    for signal in ["-INT", "-KILL"] {
        let place = Place::new().with("calls", calls);
        let counted = || {
            let journal = fs::read_to_string(place.path("scalecheck-out/calls/journal.jsonl")).unwrap_or_default();
            journal.lines().filter(|line| line.contains("\"pass\"")).count()
        };
        let mut command = place.command(&["run", "scenarios", "--no-history"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        wait_for("a counted trial", || counted() > 0);
        send(&child, signal);
        child.wait().expect("it ends");
        let kept = counted();
        assert!((1..8).contains(&kept), "{signal}: {kept}");
        assert_eq!(place.code(&["run", "scenarios", "--no-history", "--resume"]), 0, "{signal}");
        assert!(place.path("scalecheck-out/calls/evidence.json").is_file());
    }
}

#[test]
fn a_hook_is_interrupted_too() {
    for hook in ["setup", "prepare", "conclude"] {
        let scenario = flat(&format!("[hooks]\n{hook} = \"touch {hook}; sleep 60\"\n"));
        let place = Place::new().with("hooked", &scenario);
        let made = place.path("scenarios").join(hook);
        assert_eq!(interrupted(place.command(&["run", "scenarios"]), &made), Some(130), "{hook}");
    }
}

#[test]
fn cleaning_up_is_not_cut_short_by_an_interrupt_and_the_run_is_interrupted_all_the_same() {
    let hook = "[settings]\nrounds = 2\n[hooks]\ncleanup = \"touch begun; sleep 3; touch cleaned\"\n";
    let place = Place::new().with("hooked", &flat(hook)).with("next", &slow());
    let made = place.path("scenarios/begun");
    assert_eq!(interrupted(place.command(&["run", "scenarios"]), &made), Some(130));
    assert!(place.path("scenarios/cleaned").exists(), "what was set up is taken away");
    assert!(place.path("scalecheck-out/hooked/evidence.json").is_file(), "it was measured whole");
}

#[test]
fn a_check_is_interrupted_too() {
    let place = Place::new().with("checked", &flat("[check]\ncommand = \"touch checking; sleep 60\"\n"));
    let made = place.path("scenarios/checking");
    assert_eq!(interrupted(place.command(&["run", "scenarios"]), &made), Some(130));
}

#[test]
fn a_counting_pass_is_interrupted_too() {
    // Traced, its second process hangs; timed, none does.
    let script = "[ $(grep -c '^TracerPid:.0$' /proc/self/status) = 1 ] || { touch counting; sleep 60; }; : {n}";
    let scenario = format!(
        "[target]\nshell = true\ncommand = \"{script}\"\n[sizes]\nlist = [10, 100, 1000]\n[settings]\nrounds = 2\n\
         [expect]\nsystem.calls = \"O(1)\"\n"
    );
    let place = Place::new().with("counted", &scenario);
    let made = place.path("scenarios/counting");
    assert_eq!(interrupted(place.command(&["run", "scenarios"]), &made), Some(130));
}

#[test]
fn a_try_is_interrupted_and_leaves_nothing_running() {
    let place = Place::new();
    let mark = format!("60.00{}", std::process::id());
    let script = format!("touch trying; sleep {mark}; : {{n}}");
    let command = place.command(&["try", "--shell", &script, "-n", "10,20,40", "--timeout", "60s"]);
    assert_eq!(interrupted(command, &place.path("trying")), Some(130));
    wait_for("its target's end", || running(&mark) == 0);
}

#[test]
fn one_size_alone_is_measured_and_exits_with_3_since_it_shows_no_growth() {
    let place = Place::new();
    let args = ["try", "true {n}", "-n", "10", "-r", "3", "--expect", "time <= n"];
    let output = place.call(&args);
    assert_eq!(output.status.code(), Some(3));
    let told = text(&output.stdout);
    assert!(told.contains("at n = 10 alone") && told.contains("three sizes"), "{told}");
    let output = place.call(&[&args[..], &["--format", "json", "--quiet"]].concat());
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((run["exit"].as_i64(), &run["scenarios"][0]["ruling"]), (Some(3), &Value::from("failed")), "{run}");
}

#[test]
fn the_environment_stands_between_the_command_line_and_the_scenario() {
    let place = Place::new().with("flat", &flat("[settings]\nbudget = \"7s\"\nrounds = 5\n"));
    let most = |environment: &[(&str, &str)], flags: &[&str]| {
        let args = [&["list", "scenarios", "--format", "json"], flags].concat();
        let output = place.command(&args).envs(environment.iter().copied()).output().expect("it starts");
        let list: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        list["seconds_at_most"].as_f64().expect("a number")
    };
    let (file, environment) = (most(&[], &[]), most(&[("SCALECHECK_BUDGET", "70s")], &[]));
    let flag = most(&[("SCALECHECK_BUDGET", "70s")], &["--budget", "700s"]);
    assert!(file < environment && environment < flag, "{file} {environment} {flag}");
    let runs = |flags: &[&str]| {
        let args = [&["run", "scenarios"], flags].concat();
        assert!(place.command(&args).env("SCALECHECK_RUNS", "2").output().expect("it starts").status.success());
        let json = text(&place.call(&["report", "scalecheck-out", "--format", "json"]).stdout);
        let report: Value = serde_json::from_str(&json).expect("JSON");
        report["scenarios"][0]["metrics"][0]["series"][0]["runs"].as_i64()
    };
    assert_eq!((runs(&[]), runs(&["--runs", "3"])), (Some(2), Some(3)));
    let faulty = place.command(&["list", "scenarios"]).env("SCALECHECK_BUDGET", "soon").output().expect("it starts");
    assert_eq!(faulty.status.code(), Some(2));
    assert!(text(&faulty.stderr).contains("SCALECHECK_BUDGET"), "{}", text(&faulty.stderr));
}

#[test]
fn counts_that_no_double_holds_exactly_are_ruled_on_and_printed_as_numbers() {
    let count = "echo rows $(({n} * 9007199254740993)) >> $SCALECHECK_COUNTERS";
    let scenario = format!(
        "[target]\nshell = true\ncommand = \"{count}\"\n[sizes]\nlist = [1, 3, 10, 30, 100, 300]\n[settings]\nrounds = 2\n\
         [expect]\nrows = \"O(n)\"\n"
    );
    let place = Place::new().with("large", &scenario);
    let output = place.call(&["run", "scenarios", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let metrics = run["scenarios"][0]["metrics"].as_array().expect("metrics");
    let rows = metrics.iter().find(|metric| metric["metric"] == "rows").expect("the counter");
    assert_eq!(rows["class"], "O(n)");
    let largest = rows["series"].as_array().expect("a series").last().expect("a size")["value"].as_f64();
    let ratio = largest.expect("a number") / (300.0 * 9_007_199_254_740_993.0);
    assert!((ratio - 1.0).abs() < 1e-14, "{rows}");
    assert_eq!(place.code(&["report", "scalecheck-out"]), 0, "the evidence is read again");
}

#[test]
fn a_memory_limit_that_ends_a_size_bounds_it_and_the_sizes_below_are_ruled_on() {
    let place = Place::new();
    let target = r#"perl -e '$x = "x" x ($ARGV[0] * 1000000)' {n}"#;
    let sizes = ["try", target, "-n", "1,2,4,8,16,32,512", "-r", "2", "--memory-limit", "200MiB"];
    let output = place.call(&[&sizes[..], &["--expect", "memory <= n", "--format", "json", "-q"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let metrics = run["scenarios"][0]["metrics"].as_array().expect("metrics");
    let memory = metrics.iter().find(|metric| metric["metric"] == "memory").expect("memory");
    assert_eq!(memory["class"], "O(n)");
    let sizes = memory["series"].as_array().expect("a series");
    assert!(sizes.iter().all(|point| point["n"].as_i64() < Some(512)), "{memory}");
    assert!(memory["caveats"].to_string().contains("512"), "{memory}");
}

#[test]
fn an_output_folder_that_is_read_only_is_said_before_anything_runs() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let place = Place::new().with("touch", "[target]\ncommand = [\"touch\", \"ran\", \"{n}\"]\n");
    fs::create_dir(place.path("out")).expect("a folder");
    // A binary that any user may start, in a folder that all may write but for `out`.
    fs::copy(assert_cmd::cargo::cargo_bin!("scalecheck"), place.path("scalecheck")).expect("copied");
    for (name, mode) in [(".", 0o777), ("scenarios", 0o777), ("out", 0o555)] {
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).expect("its owner may");
    }
    let mut command = Command::new(place.path("scalecheck"));
    command.args(["run", "scenarios", "--out", "out"]).current_dir(place.0.path()).env("HOME", place.0.path());
    command.env("XDG_CACHE_HOME", place.path("cache"));
    if root() {
        command.uid(65534).gid(65534);
    }
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("out"), "{}", text(&output.stderr));
    assert!(!place.path("scenarios/ran").exists());
}

fn root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").expect("proc").uid() == 0
}

#[test]
fn stored_evidence_renders_to_the_same_bytes() {
    let place = Place::new().with("deep/flat", &flat("[expect]\ntime = \"O(n!)\"\n"));
    assert_eq!(place.code(&["run", "scenarios"]), 0);
    assert_eq!(place.code(&["report", "scalecheck-out", "--check"]), 0);
    let report = place.path("scalecheck-out/deep/flat/report.md");
    let original = fs::read(&report).expect("a report");
    fs::write(&report, "changed").expect("a file");
    assert_eq!(place.code(&["report", "scalecheck-out", "--check"]), 1);
    assert_eq!(place.code(&["report", "scalecheck-out"]), 0);
    assert_eq!(fs::read(&report).expect("a report"), original);
}

#[test]
fn in_github_actions_the_format_is_chosen_by_itself() {
    let place = Place::new().with("flat", &flat("[expect]\ntime = \"O(n!)\"\n"));
    for args in [&["run", "scenarios"][..], &["try", "-n", "10,100,1000", "true {n}"]] {
        let summary = place.path("summary.md");
        let mut command = place.command(args);
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
        let output = command.output().expect("it starts");
        assert!(text(&output.stdout).starts_with("scalecheck: 1 scenario"), "{}", text(&output.stdout));
        let written = fs::read_to_string(&summary).expect("a summary");
        assert!(written.starts_with("# scalecheck\n"), "{written}");
        fs::remove_file(summary).expect("it was written");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let place = Place::new();
    let binary = assert_cmd::cargo::cargo_bin!("scalecheck");
    let script = format!("'{}' completions bash | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}", binary.display());
    let output =
        Command::new("bash").args(["-c", &script]).current_dir(place.0.path()).output().expect("bash is there");
    assert_eq!(text(&output.stdout).trim(), "0", "{}", text(&output.stderr));
}

#[test]
fn help_schema_completions_and_manual_are_printed() {
    let place = Place::new();
    for args in [&["--version"][..], &["--help"], &["schema"], &["completions", "fish"], &["man"], &["run", "--help"]] {
        let output = place.call(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(output.stdout.len() > 10 && output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_first_scenario_is_written_once() {
    let place = Place::new();
    assert_eq!(place.code(&["init"]), 0);
    assert!(Path::new(&place.path("scenarios/sort.toml")).is_file());
    assert_eq!(place.code(&["init"]), 2, "what is there is not overwritten");
    assert_eq!(place.code(&["list", "scenarios"]), 0);
}

#[test]
fn a_run_joins_the_history_and_the_history_shows_it() {
    let place = Place::new().with("flat", &flat("[expect]\ntime = \"O(n!)\"\n"));
    assert_eq!(place.code(&["run", "scenarios", "--no-history"]), 0);
    assert!(!place.path(".scalecheck").exists());
    assert_eq!(place.code(&["history"]), 3, "there is none yet");
    for nights in 1..=2 {
        assert_eq!(place.code(&["run", "scenarios"]), 0);
        let exported = text(&place.call(&["history", "export"]).stdout);
        assert_eq!(exported.lines().count(), nights);
    }
    let shown = text(&place.call(&["history"]).stdout);
    assert!(shown.starts_with("2 nights, 20") && shown.contains("of 1 scenario on 1 machine"), "{shown}");
    assert!(shown.contains("nothing changed from one night to the next"), "{shown}");
    assert!(shown.contains("\n  time ") && shown.contains("\n  memory "), "{shown}");
    assert_eq!(place.code(&["history", "--filter", "nowhere"]), 4);
    assert_eq!(place.code(&["history", "prune", "--keep", "1"]), 0);
    assert_eq!(text(&place.call(&["history", "export"]).stdout).lines().count(), 1);
    fs::write(place.path("nights.jsonl"), "{}").expect("a file");
    assert_eq!(place.code(&["history", "import", "nights.jsonl"]), 2);
}

#[test]
fn a_history_that_fails_costs_a_run_nothing_but_itself() {
    let place = Place::new().with("flat", &flat("[expect]\ntime = \"O(n!)\"\n"));
    fs::create_dir(place.path(".scalecheck")).expect("a folder");
    fs::write(place.path(".scalecheck/history.sqlite"), "by hand ".repeat(100)).expect("a file");
    let output = place.call(&["run", "scenarios"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("is damaged") && said.contains("Its own results are complete."), "{said}");
    assert!(place.path("scalecheck-out/flat/evidence.json").is_file());
    assert_eq!(place.code(&["history"]), 3);
}

/// Counts as many steps as `steps` says of `$n`.
pub(crate) fn counting(steps: &str) -> String {
    format!(
        "[target]\nshell = true\ncommand = 'n={{n}}; echo \"steps $(({steps}))\" >> \"$SCALECHECK_COUNTERS\"'\n\
         [sizes]\nlist = [10, 30, 100, 300, 1000, 3000]\n[settings]\nrounds = 2\n[expect]\nsteps = \"O(n^2)\"\n"
    )
}

#[test]
fn a_baseline_fails_what_got_worse_until_it_is_accepted_with_a_reason() {
    let place = Place::new().with("steps", &counting("n"));
    assert_eq!(place.code(&["run", "scenarios", "--baseline", "main"]), 2, "there is none yet");
    assert_eq!(place.code(&["run", "scenarios", "--save-baseline", "main", "--no-history"]), 0);
    assert_eq!(place.code(&["run", "scenarios", "--baseline", "main", "--no-history"]), 0);
    assert!(text(&place.call(&["baseline", "list"]).stdout).starts_with("main  1 scenario"));

    let place = place.with("steps", &counting("n * n"));
    let run = ["run", "scenarios", "--baseline", "main", "--no-history"];
    let worse = place.call(&run);
    assert_eq!(worse.status.code(), Some(1), "{}", text(&worse.stderr));
    let said = text(&worse.stdout);
    assert!(said.contains("regression: steps: steps grows as O(n^2), was O(n)"), "{said}");
    assert!(text(&worse.stderr).contains("worse than its baseline; it is measured once more"), "before it fails");
    assert_eq!(place.code(&[&run[..], &["--fail-on", "broken"]].concat()), 0);

    assert_eq!(place.code(&["baseline", "accept", "steps"]), 2, "without a reason");
    assert_eq!(place.code(&["baseline", "accept", "steps", "--why", " "]), 2);
    assert_eq!(place.code(&["baseline", "accept", "nothing", "--why", "x"]), 2);
    assert_eq!(place.code(&["baseline", "accept", "steps", "--why", "pairs are compared now"]), 0);
    assert!(text(&place.call(&["baseline", "show"]).stdout).contains(": pairs are compared now"));
    assert_eq!(place.code(&run), 0);

    let file = place.path(".scalecheck/baselines/main/steps.toml");
    let bent = fs::read_to_string(&file).expect("a file").replace("O(n^2)\"", "O(n^3)\"");
    fs::write(&file, bent).expect("written");
    let output = place.call(&run);
    assert_eq!(output.status.code(), Some(2), "before anything is measured");
    assert!(text(&output.stderr).contains("was changed by hand"), "{}", text(&output.stderr));
    assert_eq!(place.code(&["baseline", "remove", "main"]), 0);
    assert_eq!(place.code(&["baseline", "show"]), 2);
}

#[test]
fn what_is_not_there_is_told_with_what_is_and_what_to_type_next() {
    let place = Place::new().with("steps", &counting("n"));
    assert_eq!(place.code(&["run", "scenarios", "--save-baseline", "main"]), 0);
    for (args, code, wanted) in [
        (&["baseline", "show", "-f", "zzz"][..], 4, ["`main` has steps", "`scalecheck baseline show main`"]),
        (&["baseline", "remove", "nosuch"], 2, ["no baseline `nosuch`; there is main", "`scalecheck baseline list`"]),
        (
            &["baseline", "remove", "main", "zzz"],
            2,
            ["no scenario `zzz`; it has steps", "`scalecheck baseline show main`"],
        ),
        (&["history", "-f", "zzz"], 4, ["of such a name; there is steps", "`scalecheck history`"]),
    ] {
        let output = place.call(args);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(wanted.iter().all(|wanted| said.contains(wanted)), "{args:?}: {said}");
    }
    assert_eq!(place.code(&["history", "prune", "--keep", "0"]), 0);
    let emptied = text(&place.call(&["history"]).stderr);
    assert!(emptied.contains("holds no night; `scalecheck run PATH` adds one"), "{emptied}");
}

/// A cost of another night fails where it lies beyond what this machine's runs differ by.
#[test]
fn a_baseline_holds_costs_against_the_floor_that_was_measured_here() {
    let place = Place::new().with("flat", &flat(""));
    let run = ["run", "scenarios", "--no-history", "--allow-undecided"];
    assert_eq!(place.code(&[&run[..], &["--save-baseline", "main"]].concat()), 0);
    let home = place.path(".scalecheck");
    let mut cheap = scalecheck::baseline::load(&home, "main", "flat").expect("read").expect("a baseline");
    cheap.series.retain(|(series, _)| series.metric == scalecheck::model::Metric::Memory);
    let points = cheap.series.iter_mut().flat_map(|(series, _)| &mut series.points);
    for value in points.flat_map(|point| &mut point.values) {
        *value /= 2.0;
    }
    scalecheck::baseline::save(&home, "main", &cheap).expect("written");
    let beside = [&run[..], &["--baseline", "main"]].concat();
    assert_eq!(place.code(&beside), 0, "nobody measured what this machine's runs differ by");
    for (floor, code) in [(0.1, 1), (2.0, 0)] {
        scalecheck::archive::keep_floor(&home, &cheap.machine, floor).expect("written");
        let output = place.call(&beside);
        assert_eq!(output.status.code(), Some(code), "{}{}", text(&output.stdout), text(&output.stderr));
    }
}

#[test]
fn what_is_worse_than_the_nights_before_fails_the_night_that_calls_it() {
    let place = Place::new().with("steps", &counting("n"));
    let run = ["run", "scenarios"];
    for _ in 0..4 {
        assert_eq!(place.code(&run), 0);
    }
    let place = place.with("steps", &counting("2 * n"));
    let worse = place.call(&run);
    assert_eq!(worse.status.code(), Some(1), "{}", text(&worse.stderr));
    assert!(text(&worse.stdout).contains("worse: steps since"), "{}", text(&worse.stdout));
    assert_eq!(place.code(&run), 0, "it is called once");
    place.code(&run);
    let place = place.with("steps", &counting("4 * n"));
    let told = place.call(&["run", "scenarios", "--fail-on", "broken"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    assert!(text(&told.stdout).contains("worse: steps since"), "{}", text(&told.stdout));
}

#[test]
fn a_baseline_whose_scenario_is_gone_is_said() {
    let place = Place::new().with("steps", &counting("n"));
    assert_eq!(place.code(&["run", "scenarios", "--save-baseline", "main", "--no-history"]), 0);
    fs::rename(place.path("scenarios/steps.toml"), place.path("scenarios/renamed.toml")).expect("renamed");
    let output = place.call(&["run", "scenarios", "--baseline", "main", "--no-history"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("note: renamed: no baseline yet"), "{said}");
    assert!(said.contains("note: steps: it has a baseline and no scenario; was it renamed or removed?"), "{said}");
}

#[test]
fn one_folder_holds_all_that_is_kept() {
    let place = Place::new().with("steps", &counting("n"));
    let mut run = place.command(&["run", "scenarios", "--save-baseline", "main"]);
    let output = run.env("SCALECHECK_HOME", place.path("kept")).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(place.path("kept/history.sqlite").is_file() && place.path("kept/baselines/main/steps.toml").is_file());
    assert!(!place.path(".scalecheck").exists());
}

#[test]
fn quarantine_lets_pass_for_a_time_and_with_a_reason() {
    let place = Place::new().with("steps", &counting("n * n").replace("O(n^2)", "O(n)"));
    let run = ["run", "scenarios", "--no-history"];
    assert_eq!(place.code(&run), 1);
    fs::create_dir_all(place.path(".scalecheck")).expect("a folder");
    let list = |text: &str| fs::write(place.path(".scalecheck/quarantine.toml"), text).expect("written");
    list("[[quarantine]]\nscenario = \"steps\"\nwhy = \"mended next week\"\nuntil = \"2999-12-31\"\n");
    let passed = place.call(&run);
    assert_eq!(passed.status.code(), Some(0));
    let said = text(&passed.stderr);
    assert!(
        said.contains("quarantine: steps is broken and fails nothing until 2999-12-31: mended next week"),
        "{said}"
    );
    list("[[quarantine]]\nscenario = \"steps\"\nwhy = \"mended next week\"\nuntil = \"2020-01-01\"\n");
    let over = place.call(&run);
    assert_eq!(over.status.code(), Some(1));
    assert!(text(&over.stderr).contains("ended on 2020-01-01; it fails again"), "{}", text(&over.stderr));
    for fault in
        ["why = \"\"\nuntil = \"2999-12-31\"", "why = \"x\"\nuntil = \"soon\"", "until = \"2999-12-31\"", "wy = \"x\""]
    {
        list(&format!("[[quarantine]]\nscenario = \"steps\"\n{fault}\n"));
        assert_eq!(place.code(&run), 2, "{fault}");
    }
}

#[test]
fn the_workflow_is_written_once_into_a_repository() {
    let place = Place::new();
    assert_eq!(place.code(&["init", "--github"]), 2, "no repository");
    assert!(Command::new("git").args(["init", "-q"]).current_dir(place.path("")).status().expect("git").success());
    assert_eq!(place.code(&["init", "bench/scaling", "--github"]), 0);
    let written = fs::read_to_string(place.path(".github/workflows/scalecheck.yml")).expect("a file");
    assert!(written.contains("scalecheck run bench/scaling --profile nightly") && !written.contains("SCENARIOS"));
    assert!(written.contains("compare --paired --revisions \"$base\" . bench/scaling "), "{written}");
    assert_eq!(place.code(&["init", "--github"]), 2, "it is there");
}

/// Evidence of a scenario in a folder of its own.
fn kept(place: &Place, out: &str) {
    let code = place.code(&["run", "scenarios", "--out", out, "-r", "4", "-q", "--allow-undecided"]);
    assert_eq!(code, 0);
}

#[test]
fn compare_reads_folders_in_every_format_and_writes_reports() {
    let place = Place::new().with("a", &flat("")).with("b", &flat(""));
    kept(&place, "before");
    kept(&place, "after");
    for (format, wanted) in [
        ("text", "measured in two runs"),
        ("markdown", "## Verdicts"),
        ("html", "<!DOCTYPE html>"),
        ("json", "scalecheck/compare/1"),
        ("junit", "<testcase name=\"time growth\""),
        ("sarif", "\"id\": \"regression\""),
        ("github", "scalecheck: "),
    ] {
        let output = place.call(&["compare", "before", "after", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains(wanted), "{format}: {}", text(&output.stdout));
    }
    assert_eq!(place.code(&["compare", "before/a", "after/a", "--out", "reports"]), 0);
    for file in ["comparison.html", "junit.xml", "results.sarif", "a/comparison.md", "a/time.svg", "a/time-ratio.svg"] {
        assert!(place.path("reports").join(file).exists(), "{file}");
    }
}

#[test]
fn compare_says_what_is_wrong_with_its_arguments() {
    let place = Place::new().with("a", &flat(""));
    kept(&place, "before");
    fs::create_dir_all(place.path("empty")).expect("a folder");
    let said = |args: &[&str]| {
        let output = place.call(args);
        (output.status.code().unwrap_or(-1), text(&output.stderr))
    };
    let (code, words) = said(&["compare", "before", "nowhere"]);
    assert!(code == 2 && words.contains("`nowhere` does not exist"), "{words}");
    let (code, words) = said(&["compare", "true {n}", "true {n}"]);
    assert!(code == 2 && words.contains("--paired"), "{words}");
    let (code, words) = said(&["compare", "--paired", "scenarios/nosuch.toml", "scenarios/a.toml"]);
    assert!(code == 2 && words.contains("`scenarios/nosuch.toml` does not exist"), "{words}");
    let (code, words) = said(&["compare", "--paired", "scenarios/a.toml", "scenarios"]);
    assert!(code == 2 && words.contains("`scenarios` is a folder"), "{words}");
    let (code, words) = said(&["compare", "before", "before", "--floor", "much"]);
    assert!(code == 2 && words.contains("8%"), "{words}");
    for (flags, named) in [
        (&["-n", "10,20"][..], "--sizes"),
        (&["-r", "3"], "--runs"),
        (&["--seed", "7"], "--seed"),
        (&["--strict"], "--strict"),
        (&["--prepare", "true"], "--prepare"),
        (&["--shell", "-i"], "--ignore-failure, --shell"),
    ] {
        let (code, words) = said(&[&["compare", "before", "before"], flags].concat());
        assert!(code == 2 && words.contains(named) && words.contains("--paired"), "{words}");
    }
    let environment = place.command(&["compare", "before", "before", "-q"]).env("SCALECHECK_BUDGET", "20s").output();
    assert_eq!(environment.expect("it starts").status.code(), Some(0), "the environment speaks to who measures");
    assert_eq!(said(&["compare", "before", "empty"]).0, 4);
    let file = place.path("before/a/evidence.json");
    let older = fs::read_to_string(&file).expect("evidence").replace("scalecheck/evidence/1", "scalecheck/evidence/99");
    fs::create_dir_all(place.path("newer")).expect("a folder");
    fs::write(place.path("newer/evidence.json"), older).expect("a file");
    let (code, words) = said(&["compare", "before", "newer"]);
    assert!(code == 2 && words.contains("a newer scalecheck wrote it"), "{words}");
}

#[test]
fn compare_exits_1_for_a_regression_and_0_where_that_does_not_fail() {
    let place = Place::new();
    let (old, new) = ("sh -c 'exit 0' {n}", "sh -c 'exit 3' {n}");
    let flags = ["-n", "10,20,40", "-r", "3", "-q"];
    let paired = |more: &[&'static str]| [&["compare", "--paired", old, new], &flags[..], more].concat();
    assert_eq!(place.code(&paired(&[])), 1);
    assert_eq!(place.code(&paired(&["--fail-on", "regression"])), 1);
    for other in ["broken", "undecided", "skipped"] {
        let output = place.call(&paired(&["--fail-on", "regression", "--fail-on", other]));
        let words = text(&output.stderr);
        assert!(output.status.code() == Some(2) && words.contains(&format!("--fail-on {other}: ")), "{words}");
    }
    let both = [&["compare", "--paired", new, new], &flags[..]].concat();
    assert_eq!(place.code(&both), 3, "neither works: nothing was compared");
    let output = place.call(&paired(&["--format", "json", "--out", "out"]));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((json["exit"].as_u64(), json["scenarios"][0]["reach"]["change"].as_str()), (Some(1), Some("worse")));
    assert!(place.path("out/old/sh/evidence.json").exists() && place.path("out/comparison.html").exists());
}

#[test]
fn a_control_is_kept_as_the_floor_of_this_machine() {
    let place = Place::new();
    let code = place.code(&["compare", "--null", "true {n}", "-n", "10,20,40", "-r", "14", "-q"]);
    assert_eq!(code, 0);
    let floors = fs::read_to_string(place.path(".scalecheck/floor.json")).expect("the floor is kept");
    assert!(floors.contains("scalecheck/floor/1"), "{floors}");
    assert_eq!(place.code(&["compare", "--null", "false {n}", "-n", "10,20,40", "-q"]), 3);
}

#[test]
fn without_valgrind_a_count_of_instructions_fails_with_the_reason() {
    let scenario = "[target]\ncommand = [\"/bin/sh\", \"-c\", \": {n}\"]\n[sizes]\nlist = [10, 20, 30]\n\
                [expect]\ninstructions = \"O(1)\"\n";
    let place = Place::new().with("counts", scenario);
    let empty = place.path("empty");
    fs::create_dir(&empty).expect("a folder");
    let output = place.command(&["run", "scenarios"]).env("PATH", &empty).output().expect("it starts");
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let report = fs::read_to_string(place.path("scalecheck-out/counts/report.md")).expect("a report");
    assert!(report.contains("valgrind is not installed"), "{report}");
}
