//! Frames to and from the runner, in a buffer that is used again and again.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use super::super::protocol::{HEAD, LARGEST_BODY, MOST_STRINGS, Order, TRIAL};
use super::super::{Job, RunnerError};

/// Between asking a target to end and killing it.
const GRACE: Duration = Duration::from_millis(300);

/// Writes a frame of this kind: numbers, then strings.
pub(super) fn write<'a>(
    buffer: &mut Vec<u8>,
    kind: u32,
    numbers: &[u8],
    strings: impl Iterator<Item = &'a OsStr>,
) -> Result<(), RunnerError> {
    buffer.clear();
    buffer.extend_from_slice(&kind.to_ne_bytes());
    buffer.extend_from_slice(&[0; 4]);
    buffer.extend_from_slice(numbers);
    for string in strings {
        let bytes = string.as_bytes();
        if bytes.contains(&0) {
            let shown = string.to_string_lossy();
            return Err(RunnerError::Job(format!(
                "`{}` holds a zero byte, which no argument can",
                shown.escape_debug()
            )));
        }
        buffer.extend_from_slice(bytes);
        buffer.push(0);
    }
    let length = buffer.len() - HEAD;
    if length > LARGEST_BODY {
        return Err(RunnerError::Job(format!(
            "arguments and variables take {length} bytes, more than the system allows"
        )));
    }
    buffer[4..HEAD].copy_from_slice(&(length as u32).to_ne_bytes());
    Ok(())
}

/// Writes a job as an order.
pub(super) fn write_job<'a>(buffer: &mut Vec<u8>, job: &'a Job<'a>) -> Result<(), RunnerError> {
    let strings = job.arguments.len() + job.variables.len();
    if strings > MOST_STRINGS {
        return Err(RunnerError::Job(format!("{strings} arguments and variables are more than {MOST_STRINGS}")));
    }
    let order = Order {
        timeout: nanos(job.timeout),
        grace: nanos(GRACE),
        memory_limit: job.memory_limit.unwrap_or(0),
        output_limit: job.output_limit,
        trace: u64::from(job.trace),
        arguments: job.arguments.len() as u64,
        variables: job.variables.len() as u64,
    };
    let path_or_none = |path: Option<&'a Path>| path.map_or(OsStr::new(""), Path::as_os_str);
    let (stdin, stdout) = (path_or_none(job.stdin), path_or_none(job.stdout));
    let [hears, says] = job.talk.each_ref().map(OsString::as_os_str);
    let paths = [job.program.as_os_str(), job.folder.as_os_str(), stdin, stdout, hears, says];
    let texts = job.arguments.iter().chain(job.variables).map(OsString::as_os_str);
    write(buffer, TRIAL, &order.to_bytes(), paths.into_iter().chain(texts))
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
