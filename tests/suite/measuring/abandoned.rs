//! Whatever happens to the main process or the runner, nothing is left behind.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use scalecheck::input::Store;
use scalecheck::model::{Bytes, CommandInput, Input, Pass};
use scalecheck::revision::{AS_IT_IS, Repository};

use super::*;

/// Runs one of the ignored tests below in a process of its own, as another user where one is given.
fn in_another_process(test: &str, folder: &Path, user: Option<u32>) -> Child {
    // Another user may not be allowed where the tests are built.
    let program = folder.join("tests");
    fs::copy(std::env::current_exe().expect("this test"), &program).expect("copied");
    let mut command = Command::new(&program);
    command.args(["--exact", "--ignored", &format!("measuring::abandoned::{test}")]).env("FOLDER", folder);
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started")
}

fn folder_for_all() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("opened");
    folder
}

fn given_folder() -> PathBuf {
    PathBuf::from(std::env::var_os("FOLDER").expect("given by the test that starts this one"))
}

fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    for _ in 0..2000 {
        if there() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} didn't happen");
}

/// A target with a daemon, which names its mark and goes on for ever.
fn endless(folder: &Path) -> Scenario {
    let text = format!("setsid sh -c 'sleep 1000' & sleep 1000 & echo ${MARK} > {}/mark; wait", folder.display());
    let mut scenario = script(&text);
    scenario.settings.timeout = Duration::from_secs(600);
    scenario
}

fn mark_in(folder: &Path) -> String {
    let mut mark = String::new();
    wait_for("the target's start", || {
        mark = fs::read_to_string(folder.join("mark")).unwrap_or_default().trim().to_string();
        !mark.is_empty() && strays(&mark).len() >= 3
    });
    mark
}

#[test]
#[ignore = "killed from outside by another test"]
fn endless_target() {
    let folder = given_folder();
    bench(&endless(&folder)).once();
}

#[test]
#[ignore = "killed from outside by another test"]
fn endless_hook() {
    let folder = given_folder();
    let mut scenario = command(&["true"]);
    let mark = "hook-of-an-abandoned-test";
    scenario.hooks.prepare = Some(format!(
        "export {MARK}={mark}-$$; echo ${MARK} > {}/mark; (sleep 1000) & (sleep 1000) & sh -c 'sleep 1000; :'",
        folder.display()
    ));
    bench(&scenario).once();
}

/// A script that names its mark and, with a daemon of its own, goes on for ever.
fn endless_script(mark: &str, folder: &Path) -> String {
    format!(
        "export {MARK}={mark}-$$; echo ${MARK} > {}/mark; (sleep 1000) & setsid sleep 1000 & sh -c 'sleep 1000; :'",
        folder.display()
    )
}

#[test]
#[ignore = "killed from outside by another test"]
fn endless_input() {
    let folder = given_folder();
    let argv = vec![Template::new(endless_script("input-of-an-abandoned-test", &folder))];
    let input = Input::Command(CommandInput { argv, shell: true });
    let mut store = Store::open(&folder.join("inputs"), Bytes(1 << 20)).expect("a store");
    let _ = store.make(&input, &folder, size(10), 0);
}

#[test]
#[ignore = "killed from outside by another test"]
fn endless_build() {
    let folder = given_folder();
    assert!(Command::new("git").arg("init").arg("-q").current_dir(&folder).status().expect("git").success());
    let build = endless_script("build-of-an-abandoned-test", &folder);
    let repository = Repository::around(&folder).expect("a repository");
    let _ = repository.checkout(AS_IT_IS, Some(&build), &folder);
}

#[test]
fn a_killed_main_process_leaves_nothing_of_what_it_has_started() {
    for test in ["endless_target", "endless_hook", "endless_input", "endless_build"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut main = in_another_process(test, folder.path(), None);
        let mark = mark_in(folder.path());
        main.kill().expect("killed");
        main.wait().expect("reaped");
        wait_for("the end of all", || strays(&mark).is_empty());
    }
}

#[test]
fn a_bench_that_is_dropped_leaves_no_runner_behind() {
    let before = runners_of_this_process();
    let setup = bench(&command(&["true"]));
    let with_it = runners_of_this_process();
    let own = with_it.iter().find(|pid| !before.contains(pid)).expect("a runner");
    drop(setup);
    assert!(!Path::new(&format!("/proc/{own}")).exists());
}

/// Other tests of this process may have theirs as well.
fn runners_of_this_process() -> Vec<u32> {
    let threads = fs::read_dir("/proc/self/task").expect("readable").flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> =
        lists.flat_map(|list| list.split(' ').filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect();
    let is_runner = |pid: &u32| {
        fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.starts_with("scalecheck-runn"))
    };
    children.into_iter().filter(is_runner).collect()
}

#[test]
fn a_killed_runner_fails_one_trial_takes_its_target_along_and_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = runners_of_this_process();
    let text = format!("[ {{n}} = 10 ] || {{ echo ${MARK} > {}/mark; exec sleep 1000; }}", folder.path().display());
    let mut setup = bench(&script(&text));
    let runner = runners_of_this_process().into_iter().find(|pid| !before.contains(pid)).expect("a runner");
    let (mark, file) = (setup.mark.clone(), folder.path().join("mark"));
    let killer = std::thread::spawn(move || {
        wait_for("the target's start", || file.exists() && !strays(&mark).is_empty());
        assert!(Command::new("kill").args(["-9", &runner.to_string()]).status().expect("kill").success());
    });
    let sample = setup.bench.measure(&trial(20, 1), None);
    killer.join().expect("it killed the runner");
    assert!(matches!(failure(&sample), Failure::NotStarted { reason } if reason.contains("runner")), "{sample:?}");
    wait_for("the end of the target", || strays(&setup.mark).is_empty());
    assert_eq!(setup.once().end, SampleEnd::Completed);
}

#[test]
#[ignore = "started as another user by another test"]
fn everything_without_privileges() {
    let folder = given_folder();
    let mut setup = bench(&command(&["true"]));
    let sample = setup.once();
    for name in ["cpu", "wall", "memory"] {
        assert!(value(&sample, name) > 0.0, "{name}");
    }
    // On a loaded machine `true` may end before its counts can be opened, which only root may do later.
    let read = (0..50).any(|_| setup.once().readings.value(&Metric::counter("io.read_bytes")).is_some_and(|n| n > 0.0));
    assert!(read, "no trial of fifty has its I/O counted");
    assert!(setup.bench.unbounded_processes().is_some(), "the test is about doing without a control group");
    let hopper = folder.join("hopper");
    let mut setup = bench(&command(&[hopper.to_str().expect("text")]));
    for _ in 0..5 {
        assert_eq!(setup.once().end, SampleEnd::Completed);
    }
    let mut scenario = script("bomb() { bomb | bomb & }; bomb; sleep 1");
    scenario.settings.process_limit = 50;
    scenario.settings.timeout = Duration::from_secs(2);
    once(&scenario);
}

/// Reads one metric of a pass, or says why it can't be.
fn counted(pass: Pass, name: &str) -> Result<f64, String> {
    let mut setup = bench(&command(&["perl", "-e", "1", "{n}"]));
    let (trials, mut samples) = ([(trial(10, 1), None)], Vec::new());
    setup.bench.count(pass, &trials, Duration::from_secs(60), &mut |sample| samples.push(sample));
    match samples[0].readings.0.get(&Metric::counter(name)) {
        Some(Reading::Value(count)) => Ok(*count),
        Some(Reading::Missing(reason)) => Err(reason.0.clone()),
        None => Err("nothing was read".into()),
    }
}

#[test]
#[ignore = "started as another user by another test"]
fn every_pass_without_privileges() {
    for (pass, name) in
        [(Pass::Instructions, "instructions"), (Pass::System, "system.calls"), (Pass::Allocations, "alloc.count")]
    {
        let count = counted(pass, name);
        assert!(count.as_ref().is_ok_and(|count| *count > 0.0), "{name}: {count:?}");
    }
}

#[test]
fn an_unprivileged_user_counts_too() {
    if is_root() {
        let folder = folder_for_all();
        passed(in_another_process("every_pass_without_privileges", folder.path(), Some(65534)));
    }
}

#[test]
#[ignore = "started by another test where ptrace is forbidden"]
fn passes_without_ptrace() {
    let reason = counted(Pass::System, "system.calls").expect_err("it can't trace");
    assert!(reason.contains("trace"), "{reason}");
    assert!(counted(Pass::Instructions, "instructions").is_ok_and(|count| count > 0.0), "valgrind needs no ptrace");
    assert!(counted(Pass::Allocations, "alloc.count").is_ok_and(|count| count > 0.0), "nor does a library");
    assert!(value(&once(&command(&["true", "{n}"])), "cpu") > 0.0, "nor does timing");
}

/// Forbids ptrace to itself and to the program that it becomes, as containers do.
const UNTRACEABLE: &str = "
    #include <errno.h>
    #include <linux/filter.h>
    #include <linux/seccomp.h>
    #include <stddef.h>
    #include <sys/prctl.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    int main(int count, char **arguments) {
        struct sock_filter filter[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 9;
        execv(arguments[1], arguments + 1);
        return 8;
    }";

#[test]
fn where_ptrace_is_forbidden_only_what_needs_it_is_missing_and_says_so() {
    let folder = folder_for_all();
    let untraceable = compile_into(folder.path(), "untraceable", UNTRACEABLE, &[]);
    let tests = std::env::current_exe().expect("a path");
    let arguments = ["measuring::abandoned::passes_without_ptrace", "--exact", "--ignored"];
    let output = Command::new(untraceable).arg(tests).args(arguments).env("FOLDER", folder.path()).output();
    let output = output.expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn is_root() -> bool {
    fs::read_to_string("/proc/self/status").expect("readable").lines().any(|line| line == "Uid:\t0\t0\t0\t0")
}

fn passed(child: Child) {
    let output = child.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn an_unprivileged_user_measures_and_ends_everything_too() {
    if is_root() {
        let folder = folder_for_all();
        compile_into(folder.path(), "hopper", super::faults::HOPPER, &[]);
        passed(in_another_process("everything_without_privileges", folder.path(), Some(65534)));
    }
}
