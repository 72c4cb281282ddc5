//! Calls: what is asked of a harness in one trial, and what its answers make of the trial's readings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::{counters, told};
use crate::harness::{Answer, Batch, Batches, Hello, LONG_CALL, Once, Request, Trouble, calls_for, inputs_for, median};
use crate::model::{FunctionTarget, Language, Metric, Readings, Trial};
use crate::platform::facts::{self, KernelWork};

/// Batches of a trial; its readings are their medians.
const BATCHES: usize = 5;
/// Wall time, in ns, that they may take together: of longer ones there are fewer.
const TOGETHER: f64 = 50e6;
/// Rounds in which memory is read, for it is nearly exact.
const MEMORY_ROUNDS: u32 = 3;
/// The round in which a process's peak is read, each time of a new process.
const PROCESS_ROUND: u32 = 1;

/// Why memory has no value at a size.
const UNTOLD: &str = "a call whose memory is watched did not end within the timeout";

/// A size of one of the inputs.
type Place = (u64, usize);
/// Says a request and hears the answer.
pub(super) type Ask<'a> = dyn FnMut(&Request) -> Result<Answer, Trouble> + 'a;

/// Knows how many calls make a batch at each size, and which sizes are warm.
#[derive(Debug)]
pub(super) struct Caller {
    /// Wall time that warming up a size may take, once there are batches enough to compare.
    patience: Duration,
    own_memory: bool,
    target: FunctionTarget,
    /// What is declared of a call's allocations, whose absence needs a reason.
    wanted: Vec<Metric>,
    calls: BTreeMap<Place, u64>,
    warm: BTreeSet<Place>,
    differing: BTreeSet<u64>,
    /// Sizes at which a call that tells its memory did not end in time: telling may slow it down forty times.
    untold: BTreeSet<Place>,
    /// What warming up took in the last trial.
    warming: Duration,
}

impl Caller {
    pub(super) fn new(target: &FunctionTarget, declared: Vec<Metric>) -> Caller {
        Caller {
            patience: patience(&target.language),
            own_memory: target.language.tells_allocations(),
            target: target.clone(),
            wanted: declared.into_iter().filter(told::is_told).collect(),
            calls: BTreeMap::new(),
            warm: BTreeSet::new(),
            differing: BTreeSet::new(),
            untold: BTreeSet::new(),
            warming: Duration::ZERO,
        }
    }

    /// A new process says whether it tells what a call holds. It knows nothing of what the last one had compiled.
    pub(super) fn meet(&mut self, hello: &Hello) {
        self.warm.clear();
        self.own_memory &= hello.tells_memory();
    }

    /// What warming up took in the last trial: it is done once a size.
    pub(super) fn warming(&self) -> Duration {
        self.warming
    }

    /// Whether what one call holds is not told, and the peak of a whole process is read.
    pub(super) fn reads_processes(&self) -> bool {
        !self.own_memory
    }

    /// Whether this trial reads the peak of a whole process. That must be a new one: an old one has room left of other
    /// sizes, in which much can be held unseen.
    pub(super) fn reads_process(&self, trial: &Trial) -> bool {
        !self.own_memory && trial.round == PROCESS_ROUND
    }

    /// Sizes at which two calls on the same input gave different results.
    pub(super) fn differing(&self) -> &BTreeSet<u64> {
        &self.differing
    }

    /// A trial: setup, calibration and warm-up where they are due, then the batches that count, memory and a check.
    pub(super) fn trial(
        &mut self,
        trial: &Trial,
        setup: &Request,
        reported: &Path,
        pid: Option<u32>,
        ask: &mut Ask<'_>,
        readings: &mut Readings,
    ) -> Result<(), Trouble> {
        let place = (trial.size.n(), trial.input);
        let process = if self.reads_process(trial) { process_peak(setup, pid, ask)? } else { None };
        made_ready(setup, ask)?;
        let kernel = || pid.and_then(facts::kernel_work);
        let mut before = kernel();
        let is_first = !self.calls.contains_key(&place);
        let (mut batch, first) = self.calibrate(place, ask)?;
        if is_first {
            readings.set(Metric::first_call(), first / 1e9);
        }
        // A long call is its own warm-up, and a second one would take as long again.
        let long = batch.wall >= LONG_CALL;
        self.warming = Duration::ZERO;
        if self.warm.insert(place) && !long {
            let start = Instant::now();
            batch = self.warm_up(place, ask, batch)?;
            self.check(place, ask)?;
            self.warming = start.elapsed();
        }
        let batches = if trial.round == 0 || long {
            vec![batch]
        } else {
            before = kernel();
            self.batches(place, ask)?
        };
        read(&batches, readings);
        if let (Some(before), Some(after)) = (before, kernel()) {
            read_kernel(&before, &after, &batches, readings);
        }
        // What the calls so far have counted is not one call's.
        counters::empty(reported);
        let rounds = if long || !self.own_memory { PROCESS_ROUND } else { MEMORY_ROUNDS };
        if (1..=rounds).contains(&trial.round) {
            self.tell(place, process, ask, readings)?;
        }
        Ok(())
    }

    /// Reads what a call holds, unless telling that takes too long at this size.
    fn tell(
        &mut self,
        (n, input): Place,
        process: Option<f64>,
        ask: &mut Ask<'_>,
        readings: &mut Readings,
    ) -> Result<(), Trouble> {
        if self.untold.iter().any(|(size, of)| *of == input && *size <= n) {
            self.late(readings);
            return Ok(());
        }
        // Stays there where the call doesn't end.
        self.untold.insert((n, input));
        let told = once(ask)?;
        self.untold.remove(&(n, input));
        self.memory(told, process, readings);
        Ok(())
    }

    /// Whether all that was late at a size is the call that tells its memory: its times were read before.
    pub(super) fn told_late(&self, trial: &Trial, readings: &mut Readings) -> bool {
        let late = self.untold.contains(&(trial.size.n(), trial.input)) && readings.value(&Metric::Wall).is_some();
        if late {
            self.late(readings);
        }
        late
    }

    fn late(&self, readings: &mut Readings) {
        readings.set_missing(Metric::Memory, UNTOLD);
        told::nothing(&self.wanted, UNTOLD, readings);
    }

    fn run(&self, (n, input): Place, ask: &mut Ask<'_>) -> Result<Batch, Trouble> {
        let calls = self.calls.get(&(n, input)).copied().unwrap_or(1);
        batch(calls, inputs_for(calls, n), ask)
    }

    /// Batches until one is long enough; a discarded one where that length is known. With it the ns that the first took.
    fn calibrate(&mut self, place: Place, ask: &mut Ask<'_>) -> Result<(Batch, f64), Trouble> {
        let mut first = None;
        loop {
            let batch = self.run(place, ask)?;
            let first = *first.get_or_insert(batch.wall);
            let calls = calls_for(batch.calls, batch.wall);
            self.calls.insert(place, calls);
            if calls == batch.calls {
                return Ok((batch, first));
            }
        }
    }

    /// Batches until the median doesn't move any more, or the language's patience ends.
    fn warm_up(&mut self, place: Place, ask: &mut Ask<'_>, first: Batch) -> Result<Batch, Trouble> {
        let (mut batches, mut batch, start) = (Batches::default(), first, Instant::now());
        // Making the inputs of very short calls takes much longer than the calls.
        while !batches.steady() && (batches.are_few() || start.elapsed() < self.patience) {
            batch = self.calibrate(place, ask)?.0;
            batches.add(batch.cpu.unwrap_or(batch.wall) / batch.calls as f64);
        }
        Ok(batch)
    }

    fn batches(&self, place: Place, ask: &mut Ask<'_>) -> Result<Vec<Batch>, Trouble> {
        let (mut batches, mut spent) = (Vec::new(), 0.0);
        while batches.is_empty() || (batches.len() < BATCHES && spent < TOGETHER) {
            let batch = self.run(place, ask)?;
            spent += batch.wall;
            batches.push(batch);
        }
        Ok(batches)
    }

    fn check(&mut self, place: Place, ask: &mut Ask<'_>) -> Result<(), Trouble> {
        let same = expect(ask(&Request::Check)?, |answer| match answer {
            Answer::Check { same } => Some(same),
            _ => None,
        })?;
        if same == Some(false) {
            self.differing.insert(place.0);
        }
        Ok(())
    }

    /// What memory one call took by the language's own word; by the kernel's where that has none.
    fn memory(&mut self, once: Once, process: Option<f64>, readings: &mut Readings) {
        self.own_memory |= once.peak.is_some();
        match once.peak.or(process) {
            Some(bytes) => readings.set(Metric::Memory, bytes),
            None => readings.set_missing(Metric::Memory, "the harness doesn't tell it"),
        }
        told::of_call(&self.target, once, &self.wanted, readings);
    }
}

/// Has a size's inputs made ready.
pub(super) fn made_ready(setup: &Request, ask: &mut Ask<'_>) -> Result<(), Trouble> {
    expect(ask(setup)?, |answer| matches!(answer, Answer::Ok).then_some(()))
}

/// One batch.
pub(super) fn batch(calls: u64, inputs: u64, ask: &mut Ask<'_>) -> Result<Batch, Trouble> {
    let batch = expect(ask(&Request::Run { calls, inputs })?, |answer| match answer {
        Answer::Batch(batch) => Some(batch),
        _ => None,
    })?;
    if batch.calls == calls {
        return Ok(batch);
    }
    let were = if calls == 1 { "was" } else { "were" };
    let plural = if batch.calls == 1 { "" } else { "s" };
    Err(Trouble::Nonsense(format!("it says {} call{plural} where {calls} {were} asked", batch.calls)))
}

/// One call.
fn once(ask: &mut Ask<'_>) -> Result<Once, Trouble> {
    expect(ask(&Request::Once)?, |answer| match answer {
        Answer::Once(once) => Some(once),
        _ => None,
    })
}

/// The peak, in bytes, of a process that has just been started, while it calls the function once on one input.
fn process_peak(setup: &Request, pid: Option<u32>, ask: &mut Ask<'_>) -> Result<Option<f64>, Trouble> {
    let mut setup = setup.clone();
    if let Request::Setup { count, .. } = &mut setup {
        *count = 1;
    }
    made_ready(&setup, ask)?;
    pid.into_iter().for_each(facts::forget_peak_memory);
    once(ask)?;
    Ok(pid.and_then(facts::peak_memory).map(|bytes| bytes as f64))
}

/// How long a language's functions may take to become as fast as they get. Compiled ones are from the start; those that
/// are compiled while they run have batches of 1 ms, and some hundred of them.
fn patience(language: &Language) -> Duration {
    Duration::from_millis(match language {
        Language::Python => 30,
        Language::Node => 400,
        Language::Java => 900,
        Language::Rust | Language::C | Language::Cpp => 5,
        Language::Other(_) => 200,
    })
}

fn expect<T>(answer: Answer, wanted: impl Fn(Answer) -> Option<T>) -> Result<T, Trouble> {
    let said = answer.to_string();
    wanted(answer).ok_or_else(|| Trouble::Nonsense(format!("it answers what was not asked: `{said}`")))
}

/// The medians over the batches, a call.
fn read(batches: &[Batch], readings: &mut Readings) {
    let each = |of: &dyn Fn(&Batch) -> f64| median(&batches.iter().map(|b| of(b) / b.calls as f64).collect::<Vec<_>>());
    readings.set(Metric::Wall, each(&|batch| batch.wall) / 1e9);
    let cpu = each(&|batch| batch.cpu.unwrap_or(0.0)) / 1e9;
    if batches.iter().any(|batch| batch.cpu.is_none()) {
        readings.set_missing(Metric::Cpu, "the harness doesn't tell it; wall time is there, by clock = \"wall\"");
    } else if cpu == 0.0 {
        readings.set_missing(Metric::Cpu, "the calls took less than the clock's resolution");
    } else {
        readings.set(Metric::Cpu, cpu);
    }
    let names: BTreeSet<&String> = batches.iter().flat_map(|batch| batch.counters.keys()).collect();
    for name in names {
        let value = each(&|batch| batch.counters.get(name).copied().unwrap_or(0.0));
        readings.set(Metric::counter(name), value);
    }
    let calls: u64 = batches.iter().map(|batch| batch.calls).sum();
    readings.set(Metric::counter("trial.calls"), calls as f64);
}

/// What the kernel did for the process in all batches, a call: making their inputs and hearing of them is in it.
fn read_kernel(before: &KernelWork, after: &KernelWork, batches: &[Batch], readings: &mut Readings) {
    let calls: u64 = batches.iter().map(|batch| batch.calls).sum();
    let mut set = |name: &str, value: f64| readings.set(Metric::counter(name), value / calls as f64);
    set("cpu.kernel", after.time.saturating_sub(before.time).as_secs_f64());
    let mut grown = |name: &str, before: u64, after: u64| set(name, after.saturating_sub(before) as f64);
    grown("faults.minor", before.faults, after.faults);
    grown("io.read_calls", before.reads[0], after.reads[0]);
    grown("io.read_bytes", before.reads[1], after.reads[1]);
    grown("io.write_calls", before.writes[0], after.writes[0]);
    grown("io.write_bytes", before.writes[1], after.writes[1]);
}
