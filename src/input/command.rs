//! Inputs made by a user's command, bounded in time and space.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use duct::{Expression, Handle};

use crate::model::{CommandInput, Placeholder, Size, Values};
use crate::platform;

use super::error::InputError;

/// What to make.
pub(crate) struct Order<'o> {
    pub(crate) command: &'o CommandInput,
    pub(crate) folder: &'o Path,
    pub(crate) size: Size,
    pub(crate) seed: u64,
    /// Where the input goes.
    pub(crate) path: &'o Path,
    pub(crate) timeout: Duration,
    /// Bytes that it may take.
    pub(crate) room: u64,
    /// Set from elsewhere to end it.
    pub(crate) interrupt: &'o AtomicBool,
}

/// Why it came to nothing.
pub(crate) enum End {
    OverRoom,
    Writing(io::Error),
    Command(InputError),
}

/// How often a running command's file is looked at: it can outgrow its room by what is written in this time.
const LOOK: Duration = Duration::from_millis(10);

/// Bytes of stderr that are kept.
const LAST_WORDS: u64 = 2000;

/// Runs the command and returns the bytes of the file that it made.
pub(crate) fn run(order: &Order<'_>) -> Result<u64, End> {
    let argv = argv(order);
    let program = argv.first().cloned().unwrap_or_default();
    let mut stderr = tempfile::tempfile().map_err(End::Writing)?;
    let handle = expression(order, &argv, &stderr)?.start().map_err(|reason| not_started(&program, reason))?;
    let guard = Guard(handle);
    let ended = wait(order, &guard.0, &program)?;
    if !ended.success() {
        let (end, stderr) = (words(ended), last_words(&mut stderr).map_err(End::Writing)?);
        return Err(End::Command(InputError::Failed { program, size: order.size, end, stderr }));
    }
    let bytes = std::fs::metadata(order.path).map_err(End::Writing)?.len();
    if bytes > order.room { Err(End::OverRoom) } else { Ok(bytes) }
}

fn argv(order: &Order<'_>) -> Vec<String> {
    let values = Values {
        n: order.size.n(),
        input: Some(order.path.to_string_lossy().into_owned()),
        seed: order.seed,
        tmp: order.path.parent().unwrap_or(order.path).to_string_lossy().into_owned(),
    };
    let filled: Vec<String> = order.command.argv.iter().map(|word| word.fill(&values)).collect();
    if order.command.shell { ["sh", "-c"].map(str::to_string).into_iter().chain(filled).collect() } else { filled }
}

fn expression(order: &Order<'_>, argv: &[String], stderr: &File) -> Result<Expression, End> {
    let (program, arguments) = argv.split_first().map_or(("", argv), |(first, rest)| (first.as_str(), rest));
    let folder = if order.folder.as_os_str().is_empty() { Path::new(".") } else { order.folder };
    let mut words = platform::bound(program, folder).map_err(|reason| not_started(program, reason))?;
    words.extend(arguments.iter().map(Into::into));
    let writes_itself = order.command.argv.iter().any(|word| word.uses(Placeholder::Input));
    let expression = duct::cmd(words.remove(0), words)
        .dir(folder)
        .env("SCALECHECK_N", order.size.n().to_string())
        .env("SCALECHECK_SEED", order.seed.to_string())
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .env("PYTHONHASHSEED", "0")
        .stdin_null()
        .stderr_file(stderr.try_clone().map_err(End::Writing)?)
        .unchecked()
        .before_spawn(|command| {
            platform::in_own_group(command);
            Ok(())
        });
    let file = File::create(order.path).map_err(End::Writing)?;
    Ok(if writes_itself { expression.stdout_null() } else { expression.stdout_file(file) })
}

fn wait(order: &Order<'_>, handle: &Handle, program: &str) -> Result<std::process::ExitStatus, End> {
    let mut left = order.timeout;
    loop {
        if let Some(output) = handle.wait_timeout(LOOK).map_err(End::Writing)? {
            return Ok(output.status);
        }
        let (program, size, after) = (program.to_string(), order.size, order.timeout);
        left = left.saturating_sub(LOOK);
        if left.is_zero() {
            return Err(End::Command(InputError::TimedOut { program, size, after }));
        }
        if order.interrupt.load(Ordering::Relaxed) {
            return Err(End::Command(InputError::Interrupted { size }));
        }
        // A command that writes the file itself may not have made it yet.
        if std::fs::metadata(order.path).is_ok_and(|about| about.len() > order.room) {
            return Err(End::OverRoom);
        }
    }
}

/// Ends what is left of the command, whichever way it came out.
struct Guard(Handle);

impl Drop for Guard {
    fn drop(&mut self) {
        // What was started for us ends all that belongs to it with itself, and its outputs are files, so that nothing
        // else is waited for.
        let _ = self.0.kill().and_then(|()| self.0.wait().map(|_| ()));
    }
}

fn not_started(program: &str, reason: io::Error) -> End {
    End::Command(InputError::NotStarted { program: program.to_string(), reason })
}

fn words(ended: std::process::ExitStatus) -> String {
    ended.code().map_or_else(|| ended.to_string(), |code| format!("exit code {code}"))
}

fn last_words(stderr: &mut File) -> io::Result<String> {
    let length = stderr.metadata()?.len();
    stderr.seek(SeekFrom::Start(length.saturating_sub(LAST_WORDS)))?;
    let mut bytes = Vec::new();
    stderr.take(LAST_WORDS).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
