//! Stored evidence as the command renders it: every format, and GitHub's where its Actions run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn report(args: &[&str], variables: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("scalecheck"));
    command.arg("report").args(args).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_STEP_SUMMARY").envs(variables.iter().copied());
    command.output().expect("it starts")
}

fn printed(format: &str) -> String {
    let output = report(&["reports/pairs/join", "reports/classes/linear", "--format", format], &[]);
    assert_eq!(output.status.code(), Some(0), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_format_is_printed_for_several_scenarios() {
    for (format, begins) in [
        ("text", "  time"),
        ("json", "{"),
        ("markdown", "# "),
        ("html", "<!DOCTYPE html>"),
        ("junit", "<?xml"),
        ("sarif", "{"),
        ("csv", "scenario,n,input,round,at,end,metric,value\n"),
        ("jsonl", "{"),
    ] {
        let text = printed(format);
        assert!(
            text.trim_start_matches('\n').starts_with(begins),
            "{format}: {}",
            text.lines().next().unwrap_or_default()
        );
    }
    assert!(printed("html").contains("pairs/join") && printed("html").contains("classes/linear"));
}

#[test]
fn samples_of_several_scenarios_share_one_head() {
    let text = printed("csv");
    assert_eq!(text.lines().filter(|line| line.starts_with("scenario,")).count(), 1);
    for name in ["pairs/join,", "classes/linear,"] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name}");
    }
    let lines = printed("jsonl");
    let named = |name: &str| {
        let objects = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        objects.filter(|object| object["scenario"] == name).count()
    };
    assert!(named("pairs/join") > 20 && named("classes/linear") > 20);
}

#[test]
fn a_step_summary_goes_where_github_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary: PathBuf = folder.path().join("summary.md");
    std::fs::write(&summary, "before\n").expect("a file");
    let output = report(&["reports/pairs/join", "--format", "github"], &[("GITHUB_STEP_SUMMARY", &summary)]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("scalecheck: "));
    let text = std::fs::read_to_string(&summary).expect("a summary");
    assert!(text.starts_with("before\n# scalecheck\n"), "{text}");
    let nowhere = folder.path().join("no/such/folder");
    let output = report(&["reports/pairs/join", "--format", "github"], &[("GITHUB_STEP_SUMMARY", &nowhere)]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("step summary"));
}
