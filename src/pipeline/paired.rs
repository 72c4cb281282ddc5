//! Two targets in interleaved rounds of one run, compared as soon as that shows something; what would fail is measured
//! once more with fresh rounds before it does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::rulings::{conclude, unmeasured};
use super::{Observer, RunError, Start, comparing, confirming, inputs, lacks};
use crate::compare::Terms;
use crate::input::Store;
use crate::measure::{self, Bench, Executor};
use crate::model::{
    Caveat, CaveatKind, Change, Compared, Comparison, Evidence, MetricChange, Pass, Record, Ruling, Sample, Scenario,
    Stop, Trial,
};
use crate::plan::{self, PairedProgress, PairedStep, Side};

mod counting;

/// Fresh rounds for each of those that showed it first: what was found by luck as soon as it could be, needs more to be
/// found again.
const FRESH: u32 = 2;
/// Fresh trials of a size that only one side works at.
const LOST_TWICE: u32 = 2;

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
    let mut store = match Store::open(cache.unwrap_or(workspace), old.settings.disk_limit) {
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
    let mut duel = Duel {
        sides: &sides,
        executors: (&mut first[0], &mut second[0]),
        store: &mut store,
        interrupt: &interrupt,
        records: (Record::default(), Record::default()),
        spent: (Duration::ZERO, Duration::ZERO),
        counting: Duration::ZERO,
        error: Terms::default().error / comparisons.max(1) as f64,
    };
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
    let mut duel = Duel {
        sides: &sides,
        executors,
        store: &mut store,
        interrupt: &interrupt,
        records: (Record::default(), Record::default()),
        spent: (Duration::ZERO, Duration::ZERO),
        counting: Duration::ZERO,
        error: Terms::default().error,
    };
    let (stop, mut comparison) = duel.fight(&mut ()).map_err(RunError::Keep)?;
    comparison.caveats.extend(overruled(old, new));
    let records = duel.records;
    let [old, new] =
        [(&sides[0], records.0), (&sides[1], records.1)].map(|(side, record)| conclude(side, record, stop));
    Ok(Compared { old: Some(old), new: Some(new), comparison })
}

/// The new scenario with everything that must be the same on both sides.
fn alike(old: &Scenario, new: &Scenario) -> Scenario {
    Scenario {
        inputs: old.inputs.clone(),
        seed: old.seed,
        sizes: old.sizes.clone(),
        scale: old.scale.clone(),
        expect: old.expect.clone(),
        limits: old.limits.clone(),
        settings: old.settings.clone(),
        ..new.clone()
    }
}

/// What the new scenario says otherwise and was not asked about.
fn overruled(old: &Scenario, new: &Scenario) -> Option<Caveat> {
    let differ = [
        ("inputs", old.inputs != new.inputs),
        ("seed", old.seed != new.seed),
        ("sizes", old.sizes != new.sizes),
        ("scale", old.scale != new.scale),
        ("expectations", old.expect != new.expect),
        ("limits", old.limits != new.limits),
        ("settings", old.settings != new.settings),
    ];
    let named: Vec<&str> = differ.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    let text = |names: String| format!("the new scenario has other {names}: the old one's were taken for both");
    (!named.is_empty()).then(|| Caveat::new(CaveatKind::NotComparable, text(named.join(", "))))
}

/// That exactly the rounds were run which somebody asked for.
fn seen_once(rounds: u32) -> Caveat {
    let text = format!("what got worse was seen in the {rounds} rounds asked for, and in no fresh ones");
    Caveat::new(CaveatKind::SeenOnce, text)
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

    /// Fresh rounds and counts, until they show the same again or the time is up: what they don't show fails nothing.
    /// `false`: interrupted.
    fn confirm(
        &mut self,
        comparison: &mut Comparison,
        rounds: u32,
        observer: &mut dyn Observer,
    ) -> Result<bool, String> {
        let last = plan::last_round((&self.records.0, &self.records.1));
        let Some(recounted) = self.recount(comparison, observer)? else { return Ok(false) };
        let timed = |m: &MetricChange| m.regressed() && Pass::of(&m.metric).is_none();
        let times = comparison.metrics.iter().any(timed) || comparison.reach.change == Change::Worse;
        let mut more = if times { FRESH * rounds.max(1) } else { 0 };
        let settings = &self.sides[0].settings;
        let mut look = 0;
        loop {
            let before = self.records.0.samples.len();
            if !self.fresh_rounds(comparison, last, more, observer)? {
                return Ok(false);
            }
            let mut told = comparison.clone();
            confirming::unless_confirmed(&mut told, &self.compare_fresh(last, recounted, look));
            // A size that is lost needs no more rounds than it got; what costs more may.
            let confirmed = told.metrics == comparison.metrics;
            let over = self.elapsed() >= settings.budget;
            if confirmed || over || self.records.0.samples.len() == before {
                *comparison = told;
                return Ok(true);
            }
            (look, more) = (look + 1, rounds.max(1));
        }
    }

    /// So many rounds more, at most until the time is up. `false`: interrupted.
    fn fresh_rounds(
        &mut self,
        comparison: &Comparison,
        last: u32,
        more: u32,
        observer: &mut dyn Observer,
    ) -> Result<bool, String> {
        let budget = self.sides[0].settings.budget;
        let next = plan::last_round((&self.records.0, &self.records.1)) + 1;
        for number in next..next + more {
            let enough = number > last + plan::FEWEST_ROUNDS;
            if enough && self.elapsed() >= budget {
                break;
            }
            let mut trials =
                plan::fresh_round(&self.sides[0], &self.sides[1], (&self.records.0, &self.records.1), number);
            if number <= last + LOST_TWICE {
                trials.extend(self.lost(comparison, number));
            }
            if !self.run(&trials, observer)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What is measured after a round and counted in one, by itself.
    fn compare_fresh(&self, last: u32, recounted: u32, look: u32) -> Comparison {
        let fresh = |record: &Record, side: &Scenario| {
            let samples = record.samples.iter().filter(|s| s.trial.round > last).cloned().collect();
            let counted = record.counted.iter().filter(|c| c.sample.trial.round == recounted).cloned().collect();
            conclude(side, Record { samples, counted }, Stop::RoundsDone)
        };
        let (old, new) = (fresh(&self.records.0, &self.sides[0]), fresh(&self.records.1, &self.sides[1]));
        let terms = Terms { paired: true, ..Terms::default() };
        comparing::compare(&old, &new, &confirming::terms(&terms, plan::share_of_error(look)))
    }

    /// The size that only one side works at, on both once more; who is first changes, as it may be what fails.
    fn lost(&self, comparison: &Comparison, round: u32) -> Vec<(Side, Trial)> {
        let Some((n, _)) = &comparison.reach.at else { return Vec::new() };
        let sizes = self.records.0.samples.iter().chain(&self.records.1.samples);
        let found = sizes.map(|s| s.trial).find(|trial| trial.size.value() == *n);
        let sides = if round.is_multiple_of(2) { [Side::Old, Side::New] } else { [Side::New, Side::Old] };
        found.into_iter().flat_map(|t| sides.map(|side| (side, Trial { round, ..t }))).collect()
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

    fn executor(&mut self, side: Side) -> &mut E {
        match side {
            Side::Old => self.executors.0,
            Side::New => self.executors.1,
        }
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
        match self.made(side, trial) {
            Ok(path) => {
                let timeout = plan::trial_timeout(self.scenario(side), trial);
                let executor = self.executor(side);
                executor.allow(timeout);
                executor.measure(trial, path.as_deref())
            }
            Err(sample) => *sample,
        }
    }

    /// A trial's input, which is made now where it is not there yet; else the sample that says why there is none.
    fn made(&mut self, side: Side, trial: &Trial) -> Result<Option<PathBuf>, Box<Sample>> {
        let (scenario, at) = (self.scenario(side), self.clock(side));
        let wanted = self.executor(side).wanted(trial);
        inputs::made(self.store, scenario, trial, wanted, at)
    }
}
