//! Two targets in interleaved rounds of one run, compared as soon as that shows something; what would fail is measured
//! once more with fresh rounds before it does.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::rulings::{conclude, unmeasured};
use super::{Observer, RunError, Start, comparing, inputs, lacks};
use crate::compare::Terms;
use crate::input::Store;
use crate::measure::{self, Bench, Executor};
use crate::model::{Caveat, Compared, Comparison, Evidence, Record, Ruling, Sample, Scenario, Stop, Trial};
use crate::plan::{self, PairedProgress, PairedStep, Side};
use fresh::seen_once;
use sides::{alike, overruled};

mod counting;
mod fresh;
mod sides;

/// Measures two scenarios in interleaved rounds and compares them. Sizes, inputs, seed and settings are the old one's;
/// where the new one's are others, the comparison says so.
///
/// # Errors
/// Where no scratch folder can be made, or the observer can't keep a sample. A side that fails is no error: the
/// comparison says so.
pub fn paired(
    old: &Scenario,
    new: &Scenario,
    start: Start<'_>,
    observer: &mut dyn Observer,
) -> Result<Compared, RunError> {
    paired_among(1, old, new, start, observer)
}

/// [`paired`], as one of so many comparisons that share their error: each has its part of it, so that all of them together
/// say something wrong no more often than one alone.
///
/// # Errors
/// As [`paired`].
pub fn paired_among(
    comparisons: usize,
    old: &Scenario,
    new: &Scenario,
    start: Start<'_>,
    observer: &mut dyn Observer,
) -> Result<Compared, RunError> {
    let Start { workspace, cache, started, interrupt, .. } = start;
    let sides = [old.clone(), alike(old, new)];
    for side in &sides {
        if let Some(reason) = lacks(side) {
            return Ok(nothing(&sides, &started, Ruling::Skipped, &reason));
        }
    }
    let mut store = match inputs::store(old, workspace, cache) {
        Ok(store) => store.interrupted_by(Arc::clone(&interrupt)),
        Err(error) => return Ok(nothing(&sides, &started, Ruling::Failed, &error.to_string())),
    };
    let mut benches = Vec::new();
    for (side, name) in sides.iter().zip(["old", "new"]) {
        match ready(side, &workspace.join(name), &interrupt) {
            Ok(bench) => benches.push(bench),
            Err(error) => return Ok(nothing(&sides, &started, Ruling::Failed, &format!("the {name} side: {error}"))),
        }
    }
    let (first, second) = benches.split_at_mut(1);
    let mut duel = Duel::new(&sides, (&mut first[0], &mut second[0]), &mut store, &interrupt);
    duel.error /= comparisons.max(1) as f64;
    let ended = duel.fight(observer).map_err(RunError::Keep);
    let records = std::mem::take(&mut duel.records);
    let cleanups: Vec<_> = benches.iter_mut().map(Bench::cleanup).collect();
    let (stop, mut comparison) = ended?;
    comparison.caveats.extend(overruled(old, new));
    let mut evidence = vec![conclude(&sides[0], records.0, stop), conclude(&sides[1], records.1, stop)];
    for ((evidence, bench), cleanup) in evidence.iter_mut().zip(&benches).zip(cleanups) {
        evidence.started.clone_from(&started);
        evidence.machine = measure::machine(&evidence.scenario);
        if let Some((language, words)) = bench.harness() {
            evidence.machine.name_program(language, words);
        }
        evidence.memory_floor = bench.memory_floor();
        evidence.elapsed = bench.elapsed();
        evidence.target_time = bench.target_time();
        evidence.caveats.extend(bench.caveats());
        evidence.caveats.extend(cleanup.err().map(Caveat::from));
    }
    let new = evidence.pop();
    Ok(Compared { old: evidence.pop(), new, comparison })
}

/// [`paired`] on other executors than the scenarios' own targets: for tests and simulations.
///
/// # Errors
/// Where no scratch folder can be made.
pub fn rehearse_paired<E: Executor>(
    old: &Scenario,
    new: &Scenario,
    executors: (&mut E, &mut E),
) -> Result<Compared, RunError> {
    let workspace = tempfile::tempdir()?;
    let mut store =
        Store::open(workspace.path(), old.settings.disk_limit).map_err(|error| RunError::Keep(error.to_string()))?;
    let (sides, interrupt) = ([old.clone(), alike(old, new)], AtomicBool::new(false));
    let mut duel = Duel::new(&sides, executors, &mut store, &interrupt);
    let (stop, mut comparison) = duel.fight(&mut ()).map_err(RunError::Keep)?;
    comparison.caveats.extend(overruled(old, new));
    let records = duel.records;
    let [old, new] =
        [(&sides[0], records.0), (&sides[1], records.1)].map(|(side, record)| conclude(side, record, stop));
    Ok(Compared { old: Some(old), new: Some(new), comparison })
}

fn ready(scenario: &Scenario, workspace: &Path, interrupt: &Arc<AtomicBool>) -> Result<Bench, measure::MeasureError> {
    let mut bench = Bench::start(scenario, workspace)?.interrupted_by(Arc::clone(interrupt));
    match bench.setup() {
        Ok(()) => Ok(bench),
        Err(error) => {
            // The half that was set up is cleaned up; why it is only half is what the user must hear.
            let _ = bench.cleanup();
            Err(error)
        }
    }
}

/// Neither side was measured.
fn nothing(sides: &[Scenario; 2], started: &str, ruling: Ruling, reason: &str) -> Compared {
    let [old, new] = sides
        .each_ref()
        .map(|side| Evidence { started: started.to_string(), ..unmeasured(side, ruling, reason.to_string()) });
    let comparison = comparing::compare(&old, &new, &Terms { paired: true, ..Terms::default() });
    Compared { old: Some(old), new: Some(new), comparison }
}

/// The two sides, measured in turns.
struct Duel<'a, E> {
    sides: &'a [Scenario; 2],
    executors: (&'a mut E, &'a mut E),
    store: &'a mut Store,
    interrupt: &'a AtomicBool,
    records: (Record, Record),
    /// What each side's trials took.
    spent: (Duration, Duration),
    /// What passes that only count took: they have a budget of their own.
    counting: Duration,
    /// Probability that anything at all is wrongly said to have changed.
    error: f64,
}

impl<'a, E: Executor> Duel<'a, E> {
    fn new(
        sides: &'a [Scenario; 2],
        executors: (&'a mut E, &'a mut E),
        store: &'a mut Store,
        interrupt: &'a AtomicBool,
    ) -> Duel<'a, E> {
        Duel {
            sides,
            executors,
            store,
            interrupt,
            records: (Record::default(), Record::default()),
            spent: (Duration::ZERO, Duration::ZERO),
            counting: Duration::ZERO,
            error: Terms::default().error,
        }
    }

    /// Rounds until something is shown or time is up, then what would fail once more.
    fn fight(&mut self, observer: &mut dyn Observer) -> Result<(Stop, Comparison), String> {
        let planned = self.sides.each_ref().map(plan::half);
        let (mut looks, mut seen, mut error) = ((0, 0), None, self.error);
        let stop = loop {
            let progress = PairedProgress {
                records: (&self.records.0, &self.records.1),
                climbed: self.spent,
                elapsed: self.elapsed(),
                looks,
                seen: seen.as_ref(),
            };
            match plan::next_pair(&planned[0], &planned[1], self.sides[0].settings.rounds, &progress) {
                PairedStep::Stop(stop) => break stop,
                PairedStep::Look(share) => {
                    error = self.error * share;
                    seen = Some(self.compare(error));
                    looks = (looks.0 + 1, plan::last_round((&self.records.0, &self.records.1)));
                }
                PairedStep::Measure(trials) => {
                    if !self.run(&trials, observer)? {
                        break Stop::Interrupted;
                    }
                }
            }
        };
        let mut whole = stop != Stop::Interrupted && self.count(observer)?;
        let seen = seen.filter(|_| !self.has_counted());
        let mut comparison = seen.unwrap_or_else(|| self.compare(error));
        if comparison.regressed() && whole {
            match self.sides[0].settings.rounds {
                // Whoever says how many rounds there are wants no others.
                Some(rounds) => comparison.caveats.push(seen_once(rounds)),
                None => whole = self.confirm(&mut comparison, looks.1, observer)?,
            }
        }
        Ok((if whole { stop } else { Stop::Interrupted }, comparison))
    }

    /// Whether all trials were run; they were not where the user interrupted.
    fn run(&mut self, trials: &[(Side, Trial)], observer: &mut dyn Observer) -> Result<bool, String> {
        observer.batch(&trials.iter().map(|(_, trial)| *trial).collect::<Vec<_>>(), self.elapsed());
        for (side, trial) in trials {
            let (began, before) = (self.elapsed(), self.clock(*side));
            let mut sample = self.sample(*side, trial);
            // One clock for both sides, so that what was measured says who was first.
            sample.at = began;
            if self.interrupt.load(Ordering::Relaxed) {
                return Ok(false);
            }
            observer.sampled(&sample)?;
            self.record(*side).samples.push(sample);
            self.spend(*side, before);
        }
        Ok(true)
    }

    /// Counts what passed on a side's clock.
    fn spend(&mut self, side: Side, before: Duration) {
        let took = self.clock(side).saturating_sub(before);
        match side {
            Side::Old => self.spent.0 += took,
            Side::New => self.spent.1 += took,
        }
    }

    fn clock(&self, side: Side) -> Duration {
        match side {
            Side::Old => self.executors.0.elapsed(),
            Side::New => self.executors.1.elapsed(),
        }
    }

    /// What a side's trials need.
    fn tools(&mut self, side: Side) -> (&mut Store, &mut E) {
        let executor = match side {
            Side::Old => &mut *self.executors.0,
            Side::New => &mut *self.executors.1,
        };
        (self.store, executor)
    }

    fn record(&mut self, side: Side) -> &mut Record {
        match side {
            Side::Old => &mut self.records.0,
            Side::New => &mut self.records.1,
        }
    }

    fn scenario(&self, side: Side) -> &'a Scenario {
        match side {
            Side::Old => &self.sides[0],
            Side::New => &self.sides[1],
        }
    }

    /// Time since the start: of the wall, or, where executors make time up, of both together.
    fn now(&self) -> Duration {
        let wall = self.clock(Side::Old).max(self.clock(Side::New));
        wall.max(self.spent.0 + self.spent.1)
    }

    /// The same without what only counted.
    fn elapsed(&self) -> Duration {
        self.now().saturating_sub(self.counting)
    }

    fn compare(&self, error: f64) -> Comparison {
        let old = conclude(&self.sides[0], self.records.0.clone(), Stop::RoundsDone);
        let new = conclude(&self.sides[1], self.records.1.clone(), Stop::RoundsDone);
        comparing::compare(&old, &new, &Terms { paired: true, error, ..Terms::default() })
    }

    /// One trial of one side on its input.
    fn sample(&mut self, side: Side, trial: &Trial) -> Sample {
        let (scenario, at) = (self.scenario(side), self.clock(side));
        let (store, executor) = self.tools(side);
        match inputs::made(store, scenario, trial, executor.wanted(trial), at) {
            Ok(path) => {
                executor.allow(plan::trial_timeout(scenario, trial));
                inputs::measured(store, executor, trial, path.as_deref())
            }
            Err(sample) => *sample,
        }
    }
}
