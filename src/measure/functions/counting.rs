//! Counting the instructions of a function: its harness is simulated, and what lies between its looks at the clock is
//! its calls' work, without a process's start, loading the file or making inputs.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Functions, State};
use crate::harness::{self, Request, Trouble, counted_for, inputs_for};
use crate::measure::calls::{Ask, batch, made_ready};
use crate::measure::passes::Instructions;
use crate::model::{Metric, Readings, Trial};
use crate::platform::facts;

/// Instructions of a batch from which on what surrounds its calls, up to some thousand, is no part of it that matters.
const LONG: u64 = 1_000_000;
/// Instructions of a batch to which different inputs are added: a second of a simulated processor or less.
const TOGETHER: u64 = 100_000_000;
/// The most calls of a batch.
const MOST_CALLS: u64 = 1000;

impl Functions {
    /// Counts instructions from now on, and takes no time; what another one has built is there.
    pub(in crate::measure) fn counts(&mut self, built: &Functions, instructions: Instructions) {
        self.recipe = built.recipe.clone();
        let flags = harness::without_compilers(&self.target.language).iter().map(ToString::to_string);
        self.recipe.words.splice(1..1, flags);
        self.program = built.simulated();
        self.instructions = Some(instructions);
    }

    /// The program to simulate: the harness's own where a script starts it, which looks for a version first. Simulated,
    /// that script would take longer than all that is counted.
    fn simulated(&self) -> Option<PathBuf> {
        let own = match &self.state {
            State::Live(live) => live.pid.and_then(facts::executable),
            State::Idle(_) | State::Lost => None,
        };
        let program = self.program.clone();
        own.filter(|_| program.as_deref().is_some_and(is_script)).or(program)
    }
}

fn is_script(program: &Path) -> bool {
    let mut start = [0; 2];
    File::open(program).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"#!"
}

/// One trial: the instructions of a call.
pub(super) fn count(
    instructions: &mut Instructions,
    trial: &Trial,
    setup: &Request,
    ask: &mut Ask<'_>,
    readings: &mut Readings,
) -> Result<(), Trouble> {
    // A pipe that nobody reads would stop the harness once it is full.
    let listening = instructions.listen();
    made_ready(setup, ask)?;
    let counted = match listening {
        Ok(()) => counted(instructions, trial.size.n(), ask)?,
        Err(reason) => Err(reason),
    };
    let metric = Metric::counter("instructions");
    match counted {
        Ok(count) => readings.set(metric, count),
        Err(reason) => readings.set_missing(metric, &reason),
    }
    Ok(())
}

/// One call where it is long; else the mean of several, of all inputs that there are of a small size.
fn counted(instructions: &mut Instructions, n: u64, ask: &mut Ask<'_>) -> Result<Result<f64, String>, Trouble> {
    let first = match batched(instructions, 1, 1, ask)? {
        Ok(first) => first.max(1),
        Err(reason) => return Ok(Err(reason)),
    };
    let calls = counted_for(n).min(TOGETHER / first).max(LONG.div_ceil(first)).min(MOST_CALLS);
    if calls <= 1 {
        return Ok(Ok(first as f64));
    }
    // By now it has found and compiled what later calls have.
    let all = batched(instructions, calls, inputs_for(calls, n), ask)?;
    Ok(all.map(|count| count as f64 / calls as f64))
}

/// Instructions of a batch.
fn batched(
    instructions: &mut Instructions,
    calls: u64,
    inputs: u64,
    ask: &mut Ask<'_>,
) -> Result<Result<u64, String>, Trouble> {
    if let Err(reason) = instructions.listen() {
        return Ok(Err(reason));
    }
    batch(calls, inputs, ask)?;
    Ok(instructions.between_clocks(calls.div_ceil(inputs)))
}
