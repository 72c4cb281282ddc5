//! What the runner reports, as readings and an end.

use std::time::Duration;

use crate::model::{Failure, Metric, Readings, SampleEnd, Settings};
use crate::platform::Outcome;
use crate::platform::protocol as said;

/// A difference between clocks that means that the machine slept.
const SLEPT: Duration = Duration::from_millis(20);
/// The number of the signal that Ctrl-C sends.
pub(super) const SIGINT: i32 = 2;

/// How a trial ended.
pub(super) fn end(outcome: &Outcome, settings: &Settings, redact: &[String]) -> SampleEnd {
    let report = &outcome.report;
    let stderr = || masked(&outcome.stderr, redact);
    let failure = match report.why {
        said::WHY_ENDED if report.output_error != 0 => {
            let error = std::io::Error::from_raw_os_error(report.output_error as i32);
            Failure::WrongOutput { reason: format!("it can't be checked, since it could not be kept: {error}") }
        }
        said::WHY_ENDED => match decode(report.status as i32) {
            Exit::Code(0) => return SampleEnd::Completed,
            Exit::Code(_) if settings.ignore_failure => return SampleEnd::Completed,
            Exit::Code(code) => Failure::Exit { code, stderr: stderr() },
            Exit::Signal(signal) => Failure::Signal { signal, stderr: stderr() },
        },
        said::WHY_TIMEOUT => Failure::TimedOut { after: settings.timeout },
        said::WHY_MEMORY => Failure::OutOfMemory { limit: settings.memory_limit.map_or(0, |limit| limit.0) },
        said::WHY_OUTPUT => Failure::TooMuchOutput { limit: settings.output_limit.0 },
        said::WHY_PROCESSES => Failure::TooManyProcesses { limit: settings.process_limit },
        said::WHY_INTERRUPTED => Failure::Signal { signal: SIGINT, stderr: stderr() },
        _ => Failure::NotStarted { reason: not_started(report) },
    };
    SampleEnd::Failed(failure)
}

#[derive(Debug, PartialEq, Eq)]
enum Exit {
    Code(i32),
    Signal(i32),
}

/// A status as `wait` gives it: the signal in the low seven bits, else the code in the next byte.
fn decode(status: i32) -> Exit {
    let (signal, code) = (status & 0x7f, status >> 8 & 0xff);
    if signal == 0 { Exit::Code(code) } else { Exit::Signal(signal) }
}

/// What a target wrote, with what the scenario redacts masked.
pub(super) fn masked(bytes: &[u8], redact: &[String]) -> String {
    let text = String::from_utf8_lossy(bytes).trim_end().to_string();
    redact.iter().filter(|secret| !secret.is_empty()).fold(text, |text, secret| text.replace(secret, "[redacted]"))
}

fn not_started(report: &said::Report) -> String {
    const ENOEXEC: u64 = 8;
    const ENOENT: u64 = 2;
    let error = std::io::Error::from_raw_os_error(report.error as i32);
    match report.stage {
        said::STAGE_STDIN => format!("what its stdin should read can't be opened: {error}"),
        said::STAGE_STDOUT => format!("its output can't be kept: {error}"),
        said::STAGE_TRACE => format!("the kernel doesn't let it be traced: {error}"),
        said::STAGE_DIRECTORY => format!("its working directory can't be used: {error}"),
        said::STAGE_PROGRAM if report.error == ENOEXEC => {
            format!("{error}: a script needs a first line such as #!/bin/sh")
        }
        said::STAGE_PROGRAM if report.error == ENOENT => {
            format!("{error}: the program is gone, or the interpreter that it names is not there")
        }
        said::STAGE_PROGRAM => format!("the program can't be executed: {error}"),
        _ => format!("no process could be made: {error}"),
    }
}

/// Everything that was read of a trial that was started.
pub(super) fn readings(report: &said::Report) -> Readings {
    let mut readings = Readings::default();
    if report.why == said::WHY_NOT_STARTED {
        return readings;
    }
    set_times(report, &mut readings);
    readings.set(Metric::Memory, report.memory as f64);
    for (name, value) in [
        ("faults.minor", report.minor_faults),
        ("faults.major", report.major_faults),
        ("switches.voluntary", report.voluntary_switches),
        ("switches.involuntary", report.involuntary_switches),
    ] {
        readings.set(Metric::counter(name), value as f64);
    }
    set_io(report, &mut readings);
    readings
}

/// How long the machine slept during a trial; `None` where its clocks agree.
pub(super) fn slept(report: &said::Report) -> Option<Duration> {
    let slept = Duration::from_nanos(report.wall_with_sleep.saturating_sub(report.wall));
    (slept > SLEPT).then_some(slept)
}

fn set_times(report: &said::Report, readings: &mut Readings) {
    if let Some(slept) = slept(report) {
        let reason = format!("the machine slept for {:.1} s during the trial", slept.as_secs_f64());
        readings.set_missing(Metric::Wall, reason);
    } else {
        readings.set(Metric::Wall, report.wall as f64 / 1e9);
    }
    if report.cpu == 0 {
        readings.set_missing(Metric::Cpu, "it took less than the clock's resolution of 1 µs");
    } else {
        readings.set(Metric::Cpu, report.cpu as f64 / 1e9);
        readings.set(Metric::counter("cpu.kernel"), report.kernel as f64 / 1e9);
    }
}

fn set_io(report: &said::Report, readings: &mut Readings) {
    for (name, value) in [
        ("io.read_bytes", report.read_bytes),
        ("io.write_bytes", report.write_bytes),
        ("io.read_calls", report.read_calls),
        ("io.write_calls", report.write_calls),
    ] {
        if report.why != said::WHY_ENDED {
            readings.set_missing(Metric::counter(name), "it was ended before these could be read");
        } else if report.io_error == 0 {
            readings.set(Metric::counter(name), value as f64);
        } else {
            let error = std::io::Error::from_raw_os_error(report.io_error as i32);
            readings.set_missing(Metric::counter(name), format!("the kernel doesn't tell: {error}"));
        }
    }
}

/// What the counts of reading say of each other and of the input's size in bytes, as it was before the trial. Where they
/// can't be known, they say why.
pub(super) fn set_ratios(size: Option<u64>, readings: &mut Readings) {
    let read = |name: &str| readings.value(&Metric::counter(name));
    let (bytes, calls) = (read("io.read_bytes"), read("io.read_calls"));
    let per_read = match (bytes, calls) {
        (Some(_), Some(0.0)) => Err("it read nothing"),
        (Some(bytes), Some(calls)) => Ok(bytes / calls),
        _ => Err("its reads were not counted"),
    };
    let ratio = match (bytes, size) {
        (_, None) => Err("the scenario makes no input"),
        (_, Some(0)) => Err("its input is empty"),
        (Some(bytes), Some(size)) => Ok(bytes / size as f64),
        (None, _) => Err("its reads were not counted"),
    };
    for (name, value) in [("io.bytes_per_read", per_read), ("io.read_ratio", ratio)] {
        match value {
            Ok(value) => readings.set(Metric::counter(name), value),
            Err(reason) => readings.set_missing(Metric::counter(name), reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_that_forbids_tracing_is_named_as_the_reason() {
        const EPERM: u64 = 1;
        let report = said::Report {
            why: said::WHY_NOT_STARTED,
            stage: said::STAGE_TRACE,
            error: EPERM,
            ..said::Report::default()
        };
        let end = end(&Outcome { report, stderr: Vec::new() }, &Settings::default(), &[]);
        assert!(matches!(end, SampleEnd::Failed(Failure::NotStarted { reason }) if reason.contains("traced")));
    }

    #[test]
    fn statuses_are_told_apart() {
        assert_eq!(decode(0), Exit::Code(0));
        assert_eq!(decode(3 << 8), Exit::Code(3));
        assert_eq!(decode(255 << 8), Exit::Code(255));
        assert_eq!(decode(0x80 + 11), Exit::Signal(11));
        assert_eq!(decode(9), Exit::Signal(9));
    }

    #[test]
    fn a_trial_during_which_the_machine_slept_has_no_wall_time_but_its_cpu_time() {
        let report = said::Report { wall: 5_000_000, wall_with_sleep: 60_000_000_000, cpu: 1000, ..Default::default() };
        let readings = readings(&report);
        assert_eq!(readings.value(&Metric::Wall), None);
        assert_eq!(readings.value(&Metric::Cpu), Some(1e-6));
    }

    #[test]
    fn output_that_found_no_room_is_not_taken_for_the_whole() {
        const ENOSPC: u64 = 28;
        let report = said::Report { output: 4096, output_error: ENOSPC, ..Default::default() };
        let outcome = Outcome { report, stderr: Vec::new() };
        let end = end(&outcome, &Settings::default(), &[]);
        assert!(matches!(end, SampleEnd::Failed(Failure::WrongOutput { reason }) if reason.contains("No space left")));
    }

    #[test]
    fn secrets_are_masked_in_what_is_kept_of_stderr() {
        let outcome = Outcome {
            report: said::Report { status: 1 << 8, ..Default::default() },
            stderr: b"token=hunter2 \xff\n".to_vec(),
        };
        let redact = ["hunter2".to_string(), String::new()];
        let SampleEnd::Failed(Failure::Exit { code: 1, stderr }) = end(&outcome, &Settings::default(), &redact) else {
            panic!("it exited with 1")
        };
        assert_eq!(stderr, "token=[redacted] \u{fffd}");
    }
}
