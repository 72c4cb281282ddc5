//! The main process's end of the runner.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::super::protocol::{CONFIGURE, GOODBYE, HEAD, INTERRUPT, READY, REPORT, Ready, Report, Setting};
use super::super::{Job, Outcome, RunnerError};
use super::{control_group, frame, image};

/// Between two looks at the interrupt flag.
const GLANCE: Duration = Duration::from_millis(50);
/// Beyond a job's timeout: grace, killing everything, a machine under load.
const PATIENCE: Duration = Duration::from_secs(30);

/// The process that starts targets. Everything that it has started ends with it, and it ends with this.
#[derive(Debug)]
pub(crate) struct Runner {
    socket: UnixStream,
    process: Child,
    buffer: Vec<u8>,
    floor: u64,
    /// The control group that the runner lives in.
    group: Option<PathBuf>,
    /// Why the number of processes can't be held by a control group.
    group_missing: Option<String>,
}

impl Runner {
    /// Starts it. A job may have about `process_limit` processes and threads at once.
    pub(crate) fn start(process_limit: u32) -> Result<Runner, RunnerError> {
        if !image::is_there() {
            return Err(RunnerError::Unsupported);
        }
        let failed = |error: io::Error| RunnerError::Start(error.to_string());
        let (socket, theirs) = UnixStream::pair().map_err(failed)?;
        socket.set_read_timeout(Some(GLANCE)).map_err(failed)?;
        let process = image::start(theirs.into()).map_err(failed)?;
        let mut runner = Runner { socket, process, buffer: Vec::new(), floor: 0, group: None, group_missing: None };
        runner.configure(process_limit)?;
        Ok(runner)
    }

    /// The runner's own peak memory in bytes, below which no target's can be read.
    pub(crate) fn floor(&self) -> u64 {
        self.floor
    }

    /// Why no control group bounds the number of processes; `None`: one does.
    pub(crate) fn group_missing(&self) -> Option<&str> {
        self.group_missing.as_deref()
    }

    /// Puts the runner into a control group where that is possible, and bounds an unprivileged user's processes
    /// where it is not.
    fn configure(&mut self, process_limit: u32) -> Result<(), RunnerError> {
        let mut reason = String::from("no pids controller is mounted");
        // The runner itself is one of the group.
        let page = rustix::param::page_size() as u64;
        let group_limit = u64::from(process_limit) + 1;
        for place in control_group::places() {
            let setting = Setting { group_limit, user_limit: 0, page };
            let strings = [place.group.as_os_str(), place.home.as_os_str()];
            let ready = self.set(setting, &strings)?;
            if ready.group_error == 0 {
                self.group = Some(place.group);
                return Ok(());
            }
            let error = io::Error::from_raw_os_error(ready.group_error as i32);
            reason = format!("{}: {error}", place.group.display());
        }
        self.group_missing = Some(reason);
        let user_limit = control_group::tasks_of_this_user().map_or(0, |tasks| tasks + u64::from(process_limit));
        self.set(Setting { group_limit: 0, user_limit, page }, &[]).map(drop)
    }

    fn set(&mut self, setting: Setting, strings: &[&OsStr]) -> Result<Ready, RunnerError> {
        frame::write(&mut self.buffer, CONFIGURE, &setting.to_bytes(), strings.iter().copied())?;
        self.send()?;
        let (kind, body) = self.answer(PATIENCE, &AtomicBool::new(false))?;
        let ready = Ready::read(body).filter(|_| kind == READY).ok_or_else(nonsense)?;
        self.floor = ready.floor;
        Ok(ready)
    }

    /// Runs a job to its end, whatever that is. The flag ends it early.
    pub(crate) fn run(&mut self, job: &Job<'_>, interrupt: &AtomicBool) -> Result<Outcome, RunnerError> {
        self.begin(job)?;
        self.outcome(job.timeout.saturating_add(PATIENCE), interrupt)
    }

    /// Starts a job; its outcome must be waited for.
    pub(super) fn begin(&mut self, job: &Job<'_>) -> Result<(), RunnerError> {
        frame::write_job(&mut self.buffer, job)?;
        self.send()
    }

    /// Waits for the outcome of the job that was begun. The flag ends it early.
    pub(super) fn outcome(&mut self, patience: Duration, interrupt: &AtomicBool) -> Result<Outcome, RunnerError> {
        let (kind, body) = self.answer(patience, interrupt)?;
        let report = Report::read(body).filter(|_| kind == REPORT).ok_or_else(nonsense)?;
        let stderr = body[Report::BYTES..].to_vec();
        self.floor = self.floor.max(report.floor);
        Ok(Outcome { report, stderr })
    }

    /// Ends the job that was begun, and waits for its outcome.
    pub(super) fn end(&mut self) -> Result<Outcome, RunnerError> {
        // One that comes too late, since it has just ended by itself, is ignored.
        let interrupt = [INTERRUPT.to_ne_bytes(), [0; 4]];
        self.socket.write_all(interrupt.as_flattened()).map_err(|error| RunnerError::Lost(error.to_string()))?;
        self.outcome(PATIENCE, &AtomicBool::new(false))
    }

    /// Readable where the outcome of the job that was begun is there.
    pub(super) fn socket(&self) -> &UnixStream {
        &self.socket
    }

    /// Sends the frame in the buffer.
    fn send(&mut self) -> Result<(), RunnerError> {
        self.socket.write_all(&self.buffer).map_err(|error| RunnerError::Lost(error.to_string()))
    }

    /// Waits for the answer's kind and body.
    fn answer(&mut self, patience: Duration, interrupt: &AtomicBool) -> Result<(u32, &[u8]), RunnerError> {
        let lost = |error: io::Error| RunnerError::Lost(error.to_string());
        let start = Instant::now();
        let mut interrupted = false;
        let mut filled = 0;
        let mut wanted = HEAD;
        self.buffer.resize(HEAD + 8192, 0);
        while filled < wanted {
            match self.socket.read(&mut self.buffer[filled..]) {
                Ok(0) => return Err(RunnerError::Lost("its socket is closed".into())),
                Ok(n) => filled += n,
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {
                    if interrupt.load(Ordering::Relaxed) && !interrupted {
                        interrupted = true;
                        self.socket.write_all([INTERRUPT.to_ne_bytes(), [0; 4]].as_flattened()).map_err(lost)?;
                    }
                    if start.elapsed() > patience {
                        return Err(RunnerError::Lost("it doesn't answer".into()));
                    }
                }
                Err(error) => return Err(lost(error)),
            }
            if filled >= HEAD {
                wanted = HEAD + word(&self.buffer, 4) as usize;
                if wanted > self.buffer.len() {
                    return Err(nonsense());
                }
            }
        }
        Ok((word(&self.buffer, 0), &self.buffer[HEAD..wanted]))
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn nonsense() -> RunnerError {
    RunnerError::Lost("its answer makes no sense".into())
}

impl Drop for Runner {
    /// Closing the socket ends the runner and all that it has started; waited for, so that nothing is left behind.
    fn drop(&mut self) {
        let _ = self.socket.write_all([GOODBYE.to_ne_bytes(), [0; 4]].as_flattened());
        let _ = self.socket.shutdown(std::net::Shutdown::Write);
        let deadline = Instant::now() + PATIENCE;
        let mut pause = Duration::from_micros(200);
        while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(10));
        }
        // Only where something hangs inside the kernel.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if let Some(group) = &self.group {
            let _ = std::fs::remove_dir(group);
        }
    }
}
