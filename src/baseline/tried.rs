//! Which sizes worked, as part of a baseline's text.

use std::time::Duration;

use serde::Deserialize;

use super::file::{line, list, number, quoted};
use crate::model::{Failure, Size, Tried};

/// Digits of a wall time beyond the first: it is only held against timeouts.
const DIGITS: usize = 2;

#[derive(Deserialize)]
pub(super) struct FileTried {
    worked: Vec<(f64, f64)>,
    #[serde(default)]
    failed: Vec<FileFailed>,
}

/// `limit` is what the failure ran into: seconds, bytes, processes; of an exit its code, of a signal its number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileFailed {
    n: f64,
    how: String,
    limit: Option<f64>,
    times: usize,
}

/// The table, a line a size.
pub(super) fn text(tried: &Tried) -> String {
    let mut out = "\n[tried]\n".to_string();
    let seconds = |seconds: f64| number(format!("{seconds:.DIGITS$e}").parse().unwrap_or(seconds));
    let worked = tried.worked.iter().map(|(n, took)| format!("[{}, {}]", number(n.value()), seconds(*took)));
    line(&mut out, "worked", &list(worked));
    if !tried.failed.is_empty() {
        line(&mut out, "failed", &list(tried.failed.iter().map(failed)));
    }
    out
}

fn failed((n, failure, times): &(Size, Failure, usize)) -> String {
    let (how, limit) = words(failure);
    let limit = limit.map_or(String::new(), |limit| format!(", limit = {}", number(limit)));
    format!("{{ n = {}, how = {}{limit}, times = {times} }}", number(n.value()), quoted(how))
}

fn words(failure: &Failure) -> (&'static str, Option<f64>) {
    match failure {
        Failure::NotStarted { .. } => ("not started", None),
        Failure::Exit { code, .. } => ("exit", Some(f64::from(*code))),
        Failure::Signal { signal, .. } => ("signal", Some(f64::from(*signal))),
        Failure::TimedOut { after } => ("timeout", Some(after.as_secs_f64())),
        Failure::OutOfMemory { limit } => ("memory", Some(*limit as f64)),
        Failure::TooMuchOutput { limit } => ("output", Some(*limit as f64)),
        Failure::TooManyProcesses { limit } => ("processes", Some(f64::from(*limit))),
        Failure::WrongOutput { .. } => ("wrong output", None),
        Failure::Raised { .. } => ("raised", None),
        Failure::Protocol { .. } => ("protocol", None),
        Failure::Hook { .. } => ("hook", None),
    }
}

/// Reads the table.
pub(super) fn model(file: FileTried) -> Result<Tried, String> {
    let size = |n: f64| {
        let whole = n.fract() == 0.0 && (1.0..9e15).contains(&n);
        whole.then(|| Size::new(n as u64)).flatten().ok_or_else(|| format!("`tried` has {n}, which is no size"))
    };
    let worked = file.worked.into_iter().map(|(n, seconds)| Ok((size(n)?, seconds)));
    let failed = file.failed.into_iter().map(|failed| {
        let how = failure(&failed.how, failed.limit.unwrap_or(0.0));
        let how = how.ok_or_else(|| format!("`tried` has the failure `{}`, which is none", failed.how))?;
        Ok((size(failed.n)?, how, failed.times))
    });
    Ok(Tried { worked: worked.collect::<Result<_, String>>()?, failed: failed.collect::<Result<_, String>>()? })
}

/// The failure of these words; `None` where they are none's.
fn failure(how: &str, limit: f64) -> Option<Failure> {
    let text = String::new;
    Some(match how {
        "not started" => Failure::NotStarted { reason: text() },
        "exit" => Failure::Exit { code: limit as i32, stderr: text() },
        "signal" => Failure::Signal { signal: limit as i32, stderr: text() },
        "timeout" => Failure::TimedOut { after: Duration::try_from_secs_f64(limit).ok()? },
        "memory" => Failure::OutOfMemory { limit: limit as u64 },
        "output" => Failure::TooMuchOutput { limit: limit as u64 },
        "processes" => Failure::TooManyProcesses { limit: limit as u32 },
        "wrong output" => Failure::WrongOutput { reason: text() },
        "raised" => Failure::Raised { reason: text() },
        "protocol" => Failure::Protocol { reason: text() },
        "hook" => Failure::Hook { phase: text(), reason: text() },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_comes_back_but_for_what_the_target_wrote() {
        let text = String::new;
        for failure in [
            Failure::Exit { code: 3, stderr: text() },
            Failure::Signal { signal: 9, stderr: text() },
            Failure::TimedOut { after: Duration::from_millis(1500) },
            Failure::OutOfMemory { limit: 1 << 30 },
            Failure::TooMuchOutput { limit: 1 << 20 },
            Failure::TooManyProcesses { limit: 100 },
            Failure::WrongOutput { reason: text() },
            Failure::Raised { reason: text() },
            Failure::Protocol { reason: text() },
        ] {
            let (how, limit) = words(&failure);
            assert_eq!(super::failure(how, limit.unwrap_or(0.0)), Some(failure));
        }
        assert_eq!(super::failure("tired", 1.0), None);
    }
}
