//! How often the verdicts are right: every labelled curve is fitted and ruled on, and the scoreboard is printed.
//!
//! `cargo bench --bench accuracy` fails when a figure falls behind the committed floor. `-- --cases` prints each curve.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

mod answer;
mod board;
mod curve;
mod floors;

use std::time::Duration;

fn main() -> std::process::ExitCode {
    let cases = std::env::args().any(|argument| argument == "--cases");
    let curves = curve::load();
    let start = busy();
    let answers: Vec<answer::Answer> = curves.iter().map(answer::answer).collect();
    let per_series = busy().saturating_sub(start).as_secs_f64() * 1e3 / curves.len() as f64;
    if cases {
        for (answer, curve) in answers.iter().zip(&curves) {
            println!("{}", answer.line(curve));
        }
    }
    let board = board::Board::of(&curves, &answers);
    println!("{board}\nmilliseconds of processor time per series: {per_series:.1}");
    let behind = floors::behind(&board);
    for line in &behind {
        eprintln!("behind the committed floor: {line}");
    }
    if behind.is_empty() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

/// Processor time of this thread: wall time would measure what else the machine does.
fn busy() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}
