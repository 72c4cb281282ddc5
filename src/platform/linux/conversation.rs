//! A process that is talked to, line by line, over two pipes of its own: its descriptors 3 and 4.

use std::ffi::OsString;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::{Heard, Job, Outcome, RunnerError};
use super::runner::Runner;

/// Between two looks at the interrupt flag.
const GLANCE: Duration = Duration::from_millis(50);
/// How long a process that can't say anything more may take to end.
const FAREWELL: Duration = Duration::from_secs(1);
/// Bytes of the longest line.
const LONGEST: usize = 64 << 10;

/// A process that is talked to. It is started and ended by a runner, which is bound to it as long as it lasts.
#[derive(Debug)]
pub(crate) struct Conversation {
    runner: Runner,
    saying: PipeWriter,
    hearing: PipeReader,
    /// The process's ends, kept until it has surely opened them.
    theirs: Option<(PipeReader, PipeWriter)>,
    heard: Vec<u8>,
    closed: bool,
    ended: bool,
}

impl Conversation {
    /// Starts a process.
    pub(crate) fn start(mut runner: Runner, job: &Job<'_>) -> Result<Conversation, RunnerError> {
        let pipes = std::io::pipe().and_then(|down| Ok((down, std::io::pipe()?)));
        let ((their_hearing, saying), (hearing, their_saying)) = match pipes {
            Ok(pipes) => pipes,
            Err(error) => return Err(RunnerError::Job(format!("no pipe could be made: {error}"))),
        };
        // The runner opens our pipes by their names in /proc: no file has to be made, and none is left.
        let name = |end: i32| OsString::from(format!("/proc/{}/fd/{end}", std::process::id()));
        let talk = [name(their_hearing.as_raw_fd()), name(their_saying.as_raw_fd())];
        runner.begin(&Job { talk, ..*job })?;
        let theirs = Some((their_hearing, their_saying));
        Ok(Conversation { runner, saying, hearing, theirs, heard: Vec::new(), closed: false, ended: false })
    }

    /// Says a line. Where nobody hears it, listening will tell.
    pub(crate) fn say(&mut self, line: &str) {
        let _ = self.saying.write_all(format!("{line}\n").as_bytes());
    }

    /// The next line, or why there is none.
    pub(crate) fn hear(&mut self, patience: Duration, interrupt: &AtomicBool) -> Result<Heard, RunnerError> {
        let mut deadline = Instant::now() + patience;
        loop {
            if let Some(heard) = self.line() {
                self.theirs = None;
                return Ok(heard);
            }
            if interrupt.load(Ordering::Relaxed) {
                return Ok(Heard::Interrupted);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(if self.closed { Heard::Closed } else { Heard::Late });
            }
            let [said, ended] = self.wait(left.min(GLANCE))?;
            if said && self.read() == 0 {
                self.closed = true;
                deadline = deadline.min(Instant::now() + FAREWELL);
            } else if ended && !said {
                let outcome = self.runner.outcome(FAREWELL, &AtomicBool::new(false))?;
                self.ended = true;
                return Ok(Heard::Ended(Box::new(outcome), std::mem::take(&mut self.heard)));
            }
        }
    }

    /// The first whole line of what was heard.
    fn line(&mut self) -> Option<Heard> {
        if let Some(end) = self.heard.iter().position(|byte| *byte == b'\n') {
            let mut line: Vec<u8> = self.heard.drain(..=end).collect();
            line.pop();
            return Some(Heard::Line(line));
        }
        (self.heard.len() > LONGEST).then(|| Heard::TooLong(std::mem::take(&mut self.heard)))
    }

    /// Waits until it has said something or has ended.
    fn wait(&self, patience: Duration) -> Result<[bool; 2], RunnerError> {
        let readable = |fd| PollFd::from_borrowed_fd(fd, PollFlags::IN);
        let ended = readable(self.runner.socket().as_fd());
        let mut watched = if self.closed { vec![ended] } else { vec![ended, readable(self.hearing.as_fd())] };
        let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(patience.subsec_nanos()) };
        match poll(&mut watched, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(RunnerError::Lost(error.to_string())),
        }
        let happened = |at: usize| watched.get(at).is_some_and(|fd| !fd.revents().is_empty());
        Ok([happened(1), happened(0)])
    }

    /// Reads what there is; 0: nothing will come any more.
    fn read(&mut self) -> usize {
        let mut buffer = [0; 8192];
        let read = self.hearing.read(&mut buffer).unwrap_or(0);
        self.heard.extend_from_slice(&buffer[..read]);
        read
    }

    /// Ends the process with everything that it has started. No outcome: it had ended, and that was heard.
    pub(crate) fn end(mut self) -> Result<(Runner, Option<Outcome>), RunnerError> {
        let outcome = if self.ended { None } else { Some(self.runner.end()?) };
        Ok((self.runner, outcome))
    }
}
