//! One trial, from the order to the report.

use crate::channel::{CONTROL, Word, word_during_trial};
use crate::group::Group;
use crate::order::{self, Parsed};
use crate::output::{Capture, Stderr};
use crate::protocol::{
    Order, Report, STAGE_ORDER, STAGE_STDIN, STAGE_STDOUT, STAGE_TALK, STAGE_TRACE, WHY_ENDED, WHY_INTERRUPTED,
    WHY_MEMORY, WHY_NOT_STARTED, WHY_OUTPUT, WHY_PROCESSES, WHY_TIMEOUT,
};
use crate::spawn::{self, Child};
use crate::sys::{
    self, BOOTTIME, Fd, MONOTONIC, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, POLLIN, PollFd, Result, SIGCONT, SIGTERM,
    Usage,
};
use crate::text::{Path, number_of};
use crate::trace::{Seen, Tracer};
use crate::tree;

/// Between two looks at the memory of a trial, in ns.
const MEMORY_TICK: u64 = 10_000_000;
/// Between two looks at whether it was refused a process, in ns. (The kernel can tell by itself in version 2 of control
/// groups only.)
const GROUP_TICK: u64 = 50_000_000;
/// From this wall time on, in ns, a trial is worth a closer look at the runner's own memory.
const LONG: u64 = 100_000_000;
/// Processes that end by themselves this soon after the target, in ns, are no leftovers.
const STRAGGLERS: u64 = 10_000_000;

/// What lasts from trial to trial.
#[derive(Debug)]
pub struct Bench {
    pub stderr: Stderr,
    pub group: Option<Group>,
    nothing: Fd,
    sink: Fd,
    /// Tells of stops and ends, once something was traced.
    news: Option<Fd>,
    runner: i32,
    abandoned: bool,
    /// The runner's own peak memory in bytes.
    floor: u64,
    /// Bytes of a page of memory.
    pub page: u64,
}

/// A trial under way.
struct Running<'a> {
    child: Child,
    order: &'a Order,
    capture: Option<Capture>,
    deadline: u64,
    next_look: u64,
    report: Report,
    tracer: Option<Tracer>,
}

/// Why to stop waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Own,
    Because(u64),
    Abandoned,
}

impl Bench {
    pub fn new() -> Result<Bench> {
        Ok(Bench {
            stderr: Stderr::new()?,
            group: None,
            nothing: sys::open(c"/dev/null", O_RDONLY)?,
            // Some programs do less where they see /dev/null; /dev/zero takes everything as well and is not known.
            sink: sys::open(c"/dev/zero", O_WRONLY)?,
            news: None,
            runner: sys::own_pid(),
            abandoned: false,
            floor: 0,
            page: 4096,
        })
    }

    /// Looks at the runner's own peak memory, in bytes.
    pub fn look_at_floor(&mut self) -> u64 {
        self.floor = tree::own_peak();
        self.floor
    }

    /// Whether the main process has gone during a trial.
    pub fn is_abandoned(&self) -> bool {
        self.abandoned
    }

    /// Ends what may be left and gives the control group back.
    pub fn leave(&mut self) {
        tree::end_all(self.runner, self.group.as_mut(), |_, _, _| {});
        if let Some(group) = &self.group {
            group.leave();
        }
    }

    /// Runs an order.
    pub fn run(&mut self, body: &[u8]) -> Report {
        self.stderr.reset();
        let Some(parsed) = order::parse(body) else { return not_started((STAGE_ORDER, sys::EINVAL)) };
        self.try_run(&parsed).unwrap_or_else(not_started)
    }

    fn try_run(&mut self, parsed: &Parsed<'_>) -> core::result::Result<Report, (u64, i32)> {
        let stdin = opened(parsed.stdin, O_RDONLY).map_err(|error| (STAGE_STDIN, error))?;
        let capture = capture(parsed).map_err(|error| (STAGE_STDOUT, error))?;
        let streams = [
            stdin.as_ref().unwrap_or(&self.nothing).0,
            capture.as_ref().map_or(self.sink.0, |capture| capture.writing.0),
            self.stderr.writing.0,
        ];
        let hearing = opened(parsed.talk[0], O_RDONLY).map_err(|error| (STAGE_TALK, error))?;
        let saying = opened(parsed.talk[1], O_WRONLY).map_err(|error| (STAGE_TALK, error))?;
        let talk = [&hearing, &saying].map(|end| end.as_ref().map_or(-1, |end| end.0));
        if parsed.order.trace > 0 && self.news.is_none() {
            self.news = Some(sys::open_child_news().map_err(|error| (STAGE_TRACE, error))?);
        }
        let (start, start_with_sleep) = (sys::clock(MONOTONIC), sys::clock(BOOTTIME));
        let child = spawn::start(parsed, streams, talk, self.runner)?;
        // Held by the target alone, so that its end is seen.
        drop((hearing, saying));
        let io = open_io(child.pid);
        let deadline = start.saturating_add(parsed.order.timeout);
        let (order, next_look) = (&parsed.order, start + tick(&parsed.order));
        let mut report = Report::default();
        let tracer = (order.trace > 0).then(|| Tracer::new(child.pid, &mut report));
        let mut running = Running { child, order, capture, deadline, next_look, report, tracer };
        let end = self.watch(&mut running);
        running.report.wall = sys::clock(MONOTONIC) - start;
        running.report.wall_with_sleep = sys::clock(BOOTTIME) - start_with_sleep;
        self.account(&mut running, end, io);
        Ok(running.report)
    }

    /// Waits for an end.
    fn watch(&mut self, running: &mut Running<'_>) -> End {
        loop {
            let now = sys::clock(MONOTONIC);
            if now >= running.deadline {
                return End::Because(WHY_TIMEOUT);
            }
            if now >= running.next_look {
                if let Some(why) = self.look(running) {
                    return End::Because(why);
                }
                running.next_look = sys::clock(MONOTONIC) + tick(running.order);
            }
            let until = running.deadline.min(running.next_look);
            if let Some(end) = self.wait(running, until.saturating_sub(now)) {
                return end;
            }
        }
    }

    /// Whether the target has more memory or processes than it may.
    fn look(&mut self, running: &Running<'_>) -> Option<u64> {
        let limit = running.order.memory_limit;
        if limit > 0 && tree::memory(self.runner, self.page, limit) > limit {
            return Some(WHY_MEMORY);
        }
        let refused = self.group.as_mut().is_some_and(Group::refused);
        refused.then_some(WHY_PROCESSES)
    }

    /// Waits for the next thing to happen, at most `ns`.
    fn wait(&mut self, running: &mut Running<'_>, ns: u64) -> Option<End> {
        let watched = |fd, events| PollFd { fd, events, happened: 0 };
        let mut fds = [
            watched(running.child.pidfd.0, POLLIN),
            watched(CONTROL, POLLIN),
            watched(self.stderr.reading.0, POLLIN),
            watched(running.capture.as_ref().map_or(-1, |capture| capture.reading.0), POLLIN),
            watched(running.tracer.as_ref().and(self.news.as_ref()).map_or(-1, |news| news.0), POLLIN),
        ];
        sys::poll(&mut fds, ns).ok()?;
        let [child, control, stderr, stdout, news] = fds.map(|fd| fd.happened != 0);
        if news && running.look(self.news.as_ref()) {
            return Some(End::Own);
        }
        if child {
            return Some(End::Own);
        }
        if control {
            return Some(match word_during_trial() {
                Word::Interrupt => End::Because(WHY_INTERRUPTED),
                Word::Gone => End::Abandoned,
            });
        }
        if stderr {
            self.stderr.drain();
        }
        (stdout && running.keep_output()).then_some(End::Because(WHY_OUTPUT))
    }

    /// Ends what is left, and adds up what everything used.
    fn account(&mut self, running: &mut Running<'_>, end: End, io: Result<Fd>) {
        match end {
            End::Own => self.account_own_end(running, io),
            End::Because(why) => {
                running.report.why = why;
                if why == WHY_TIMEOUT || why == WHY_INTERRUPTED {
                    self.ask_to_end(running);
                }
            }
            End::Abandoned => self.abandoned = true,
        }
        let pid = running.child.pid;
        let report = &mut running.report;
        if end != End::Own {
            sys::kill(-pid, sys::SIGKILL);
            report.survivors = tree::end_all(self.runner, self.group.as_mut(), |reaped, status, usage| {
                add(report, pid, reaped, status, usage);
            });
        }
        while !self.stderr.drain() {}
        if running.keep_output() && running.report.why == WHY_ENDED {
            running.report.why = WHY_OUTPUT;
        }
        if running.report.wall > LONG {
            self.floor = tree::own_peak();
        }
        running.report.floor = self.floor;
    }

    /// After the target's own end.
    fn account_own_end(&mut self, running: &mut Running<'_>, io: Result<Fd>) {
        let pid = running.child.pid;
        let until = sys::clock(MONOTONIC) + STRAGGLERS;
        while running.tracer.is_some() && running.others_run() && sys::clock(MONOTONIC) < until {
            sys::nap(20_000);
        }
        let report = &mut running.report;
        if self.group.as_mut().is_some_and(Group::refused) {
            report.why = WHY_PROCESSES;
        }
        match io.and_then(|file| read_io(&file, report)) {
            Ok(()) => {}
            Err(error) => report.io_error = error as u64,
        }
        if let Ok(Some((reaped, status, usage))) = sys::reap(pid) {
            add(report, pid, reaped, status, &usage);
        }
        let mut add_orphan = |reaped, status, usage: &Usage| add(report, pid, reaped, status, usage);
        let until = sys::clock(MONOTONIC) + STRAGGLERS;
        while tree::reap_ended(&mut add_orphan) {
            if sys::clock(MONOTONIC) > until {
                let left = tree::count(self.runner);
                let survivors = tree::end_all(self.runner, self.group.as_mut(), add_orphan);
                (report.leftovers, report.survivors) = (left, survivors);
                return;
            }
            sys::nap(200_000);
        }
    }

    /// Asks the target to end, and gives it a moment.
    fn ask_to_end(&mut self, running: &mut Running<'_>) {
        sys::kill(-running.child.pid, SIGTERM);
        sys::kill(-running.child.pid, SIGCONT);
        let until = sys::clock(MONOTONIC) + running.order.grace;
        loop {
            let now = sys::clock(MONOTONIC);
            if now >= until {
                return;
            }
            match self.wait(running, until - now) {
                Some(End::Own) => return,
                Some(End::Abandoned) => {
                    self.abandoned = true;
                    return;
                }
                _ => {}
            }
        }
    }
}

impl Running<'_> {
    /// Handles what has stopped or ended among the traced. Whether the target itself has ended.
    fn look(&mut self, news: Option<&Fd>) -> bool {
        let mut told = [0; 512];
        while news.is_some_and(|news| sys::read(news.0, &mut told).is_ok()) {}
        let seen = self.tracer.as_mut().map_or(Seen::Nothing, |tracer| tracer.look(&mut self.report));
        if let Seen::Ended(status) = seen {
            self.report.status = u64::from(status as u32);
        }
        matches!(seen, Seen::Ended(_))
    }

    /// Whether others than the target are still traced.
    fn others_run(&mut self) -> bool {
        let seen = self.tracer.as_mut().map(|tracer| tracer.look(&mut self.report));
        if let Some(Seen::Ended(status)) = seen {
            self.report.status = u64::from(status as u32);
        }
        seen != Some(Seen::Nobody)
    }

    /// Keeps what stdout brought. Whether it is more than allowed.
    fn keep_output(&mut self) -> bool {
        let Some(capture) = &mut self.capture else { return false };
        capture.drain();
        self.report.output = capture.bytes;
        self.report.output_error = capture.error as u64;
        capture.is_over()
    }
}

fn tick(order: &Order) -> u64 {
    if order.memory_limit > 0 { MEMORY_TICK } else { GROUP_TICK }
}

fn not_started((stage, error): (u64, i32)) -> Report {
    Report { why: WHY_NOT_STARTED, stage, error: error as u64, ..Report::default() }
}

fn opened(path: &core::ffi::CStr, flags: i32) -> Result<Option<Fd>> {
    if path.is_empty() { Ok(None) } else { sys::open(path, flags).map(Some) }
}

fn capture(parsed: &Parsed<'_>) -> Result<Option<Capture>> {
    let file = opened(parsed.stdout, O_WRONLY | O_CREAT | O_TRUNC)?;
    file.map(|file| Capture::new(file, parsed.order.output_limit)).transpose()
}

/// An unprivileged user may read these counts of an ended process only if the file was opened while it lived.
fn open_io(pid: i32) -> Result<Fd> {
    sys::open(Path::new().text("/proc/").number(pid as u64).text("/io").c_str(), O_RDONLY)
}

/// Adds the counts of a process that has ended and is not reaped, with those of the children that it has reaped.
fn read_io(file: &Fd, report: &mut Report) -> Result<()> {
    let mut buffer = [0; 512];
    let text = sys::read_at_start(file.0, &mut buffer)?;
    let count = |name| number_of(text, name).ok_or(sys::EINVAL);
    report.read_bytes += count("rchar:")?;
    report.write_bytes += count("wchar:")?;
    report.read_calls += count("syscr:")?;
    report.write_calls += count("syscw:")?;
    Ok(())
}

/// Adds what a reaped process used.
fn add(report: &mut Report, target: i32, pid: i32, status: i32, usage: &Usage) {
    if pid == target {
        report.status = u64::from(status as u32);
    }
    report.cpu += usage.cpu();
    report.kernel += usage.kernel();
    report.memory = report.memory.max(usage.peak_kib as u64 * 1024);
    report.minor_faults += usage.minor_faults as u64;
    report.major_faults += usage.major_faults as u64;
    report.voluntary_switches += usage.voluntary_switches as u64;
    report.involuntary_switches += usage.involuntary_switches as u64;
}
