//! Programs around the trials: run through a shell, bounded in time and output.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{PipeReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::platform;

/// Wall time that a hook may take: `setup` may compile something, but nothing runs for ever.
pub(super) const TIMEOUT: Duration = Duration::from_secs(300);
/// Bytes of a hook's output that are kept.
const KEPT: usize = 4096;
/// How long to wait for the rest of the output once a hook has ended.
const SETTLE: Duration = Duration::from_millis(50);
/// How long everything that belongs to a killed hook may take to be gone.
const GONE: Duration = Duration::from_secs(11);
/// Between two looks at the interrupt flag.
const GLANCE: Duration = Duration::from_millis(50);

/// A hook to run.
#[derive(Debug)]
pub(super) struct Hook<'a> {
    pub(super) phase: &'a str,
    pub(super) script: &'a str,
    /// The size and round of the trial, for those that surround one.
    pub(super) trial: Option<(u64, u32)>,
    /// What its stdin reads; `None`: nothing.
    pub(super) stdin: Option<&'a Path>,
}

/// Where hooks run.
#[derive(Debug)]
pub(super) struct Hooks<'a> {
    pub(super) folder: &'a Path,
    /// The shell's absolute path.
    pub(super) shell: &'a Path,
    pub(super) variables: &'a BTreeMap<OsString, OsString>,
    pub(super) timeout: Duration,
    pub(super) interrupt: &'a AtomicBool,
}

impl Hooks<'_> {
    /// Runs a hook to its end; an error says how it failed, with the end of what it wrote.
    pub(super) fn run(&self, hook: &Hook<'_>) -> Result<(), String> {
        let (reader, writer) = std::io::pipe().map_err(|error| format!("could not be run: {error}"))?;
        let mut words = platform::guard().map_err(|error| format!("could not be run: {error}"))?;
        words.extend([self.shell.into(), "-c".into(), hook.script.into()]);
        let (program, arguments) = (words.remove(0), words);
        let mut expression = duct::cmd(program, arguments).dir(self.folder).full_env(self.variables(hook));
        expression = match hook.stdin {
            Some(path) => expression.stdin_path(path),
            None => expression.stdin_null(),
        };
        let expression = expression.stderr_to_stdout().stdout_file(writer).unchecked().before_spawn(|command| {
            platform::in_own_group(command);
            Ok(())
        });
        let handle = expression.start().map_err(|error| format!("could not be run: {error}"))?;
        // It holds the writing end of the pipe, whose reader waits for its closing.
        drop(expression);
        let output = Output::of(reader);
        match self.wait(&handle) {
            Ended::Well => Ok(()),
            Ended::Badly(reason) => Err(output.behind(&reason, SETTLE)),
            // The guard closes the output when everything is gone.
            Ended::Killed(reason) => Err(output.behind(&reason, GONE)),
        }
    }

    fn variables(&self, hook: &Hook<'_>) -> BTreeMap<OsString, OsString> {
        let mut variables = self.variables.clone();
        variables.insert("SCALECHECK_PHASE".into(), hook.phase.into());
        if let Some((n, round)) = hook.trial {
            variables.insert("SCALECHECK_N".into(), n.to_string().into());
            variables.insert("SCALECHECK_ROUND".into(), round.to_string().into());
        }
        variables
    }

    fn wait(&self, handle: &duct::Handle) -> Ended {
        let deadline = Instant::now() + self.timeout;
        loop {
            match handle.wait_deadline(deadline.min(Instant::now() + GLANCE)) {
                Ok(Some(output)) if output.status.success() => return Ended::Well,
                Ok(Some(output)) => return Ended::Badly(format!("ended with {}", output.status)),
                Err(error) => return Ended::Badly(format!("could not be waited for: {error}")),
                Ok(None) => {}
            }
            let late = Instant::now() >= deadline;
            if late || self.interrupt.load(Ordering::Relaxed) {
                let _ = handle.kill().and_then(|()| handle.wait().map(drop));
                let took = format!("took more than {} s and was ended", self.timeout.as_secs());
                return Ended::Killed(if late { took } else { "was interrupted".into() });
            }
        }
    }
}

/// How a hook ended.
enum Ended {
    Well,
    Badly(String),
    Killed(String),
}

/// The end of what a hook writes. Read to the end by a thread of its own: something that the hook left running may go
/// on writing, and must neither block nor be waited for.
#[derive(Debug)]
struct Output {
    kept: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Output {
    fn of(reader: PipeReader) -> Output {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (sender, ended) = channel();
        let keeping = Arc::clone(&kept);
        std::thread::spawn(move || {
            keep_end(reader, &keeping);
            // Nobody listens any more where the hook was done long before.
            let _ = sender.send(());
        });
        Output { kept, ended }
    }

    /// A reason with the end of the output behind it.
    fn behind(&self, reason: &str, patience: Duration) -> String {
        let _ = self.ended.recv_timeout(patience);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        if text.trim().is_empty() { reason.to_string() } else { format!("{reason}: {}", text.trim()) }
    }
}

fn keep_end(mut reader: PipeReader, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 8192];
    while let Ok(n @ 1..) = reader.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&buffer[..n]);
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, timeout: Duration, interrupt: bool) -> Result<(), String> {
        let variables = std::env::vars_os().collect();
        let interrupt = AtomicBool::new(interrupt);
        let (folder, shell) = (Path::new("/"), Path::new("/bin/sh"));
        let hooks = Hooks { folder, shell, variables: &variables, timeout, interrupt: &interrupt };
        hooks.run(&Hook { phase: "prepare", script, trial: Some((1000, 3)), stdin: None })
    }

    #[test]
    fn a_hook_knows_its_phase_and_trial() {
        let script = r#"[ "$SCALECHECK_PHASE $SCALECHECK_N $SCALECHECK_ROUND $PWD" = "prepare 1000 3 /" ]"#;
        assert_eq!(run(script, TIMEOUT, false), Ok(()));
    }

    #[test]
    fn a_failing_hook_shows_the_end_of_what_it_wrote() {
        let reason = run("seq 100000; echo the end >&2; exit 3", TIMEOUT, false).expect_err("it should fail");
        assert!(reason.contains("exit status: 3") && reason.ends_with("the end"), "{reason}");
        assert!(reason.len() < 5000);
    }

    #[test]
    fn a_hook_that_hangs_is_ended_with_its_children() {
        let folder = tempfile::tempdir().expect("the test's own step");
        let file = folder.path().join("pid");
        let script = format!("sleep 1000 & echo $! > {}; wait", file.display());
        let reason = run(&script, Duration::from_millis(500), false).expect_err("it should fail");
        assert!(reason.contains("was ended"), "{reason}");
        let pid = std::fs::read_to_string(file).expect("the test's own step");
        assert!(!Path::new("/proc").join(pid.trim()).exists());
    }

    #[test]
    fn a_hook_that_leaves_a_server_running_is_not_waited_for() {
        // Waiting for it would take until the test runner gives up; the guard ends it when this process ends.
        assert_eq!(run("sleep 10000 & exit 0", TIMEOUT, false), Ok(()));
        assert_eq!(run("sleep 10000 & exit 1", TIMEOUT, false), Err("ended with exit status: 1".into()));
    }

    #[test]
    fn an_interrupt_ends_a_hook() {
        let reason = run("sleep 1000", TIMEOUT, true).expect_err("it should fail");
        assert!(reason.contains("interrupted"), "{reason}");
    }
}
