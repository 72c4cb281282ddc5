//! Two targets in interleaved rounds of one run, compared as soon as that shows something; what would fail is measured
//! once more with fresh rounds before it does.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::rulings::{conclude, unmeasured};
use super::{Observer, RunError, Start, comparing, lacks};
use crate::compare::Terms;
use crate::input::Store;
use crate::measure::{self, Bench, Executor};
use crate::model::{
    Caveat, CaveatKind, Change, Compared, Comparison, Evidence, Failure, Readings, Record, Ruling, Sample, SampleEnd,
    Scenario, Stop, Trial,
};
use crate::plan::{self, PairedProgress, PairedStep, Side};

/// Error of the confirmation: fresh rounds must show the same at 5%.
const CONFIRMED: f64 = 0.05;
/// Fresh rounds for each of those that showed it first: what was found by luck as soon as it could be, needs more to be
/// found again.
const FRESH: u32 = 2;
/// Fresh trials of a size that only one side works at.
const LOST_TWICE: u32 = 2;

/// Measures two scenarios in interleaved rounds and compares them. Sizes, inputs, seed and settings are the old one's.
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
    };
    let ended = duel.fight(observer).map_err(RunError::Keep);
    let records = std::mem::take(&mut duel.records);
    let cleanups: Vec<_> = benches.iter_mut().map(Bench::cleanup).collect();
    let (stop, comparison) = ended?;
    let mut evidence = vec![conclude(&sides[0], records.0, stop), conclude(&sides[1], records.1, stop)];
    for ((evidence, bench), cleanup) in evidence.iter_mut().zip(&benches).zip(cleanups) {
        evidence.started.clone_from(&started);
        evidence.machine = measure::machine(&evidence.scenario);
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
    };
    let (stop, comparison) = duel.fight(&mut ()).map_err(RunError::Keep)?;
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
}

impl<E: Executor> Duel<'_, E> {
    /// Rounds until something is shown or time is up, then what would fail once more.
    fn fight(&mut self, observer: &mut dyn Observer) -> Result<(Stop, Comparison), String> {
        let planned = self.sides.each_ref().map(plan::half);
        let (mut looks, mut seen) = ((0, 0), None);
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
                    let terms = Terms { paired: true, ..Terms::default() };
                    seen = Some(self.compare(&Terms { error: terms.error * share, ..terms }));
                    looks = (looks.0 + 1, plan::last_round((&self.records.0, &self.records.1)));
                }
                PairedStep::Measure(trials) => {
                    if !self.run(&trials, observer)? {
                        break Stop::Interrupted;
                    }
                }
            }
        };
        let mut comparison = match seen {
            Some(seen) => seen,
            None => self.compare(&Terms { paired: true, ..Terms::default() }),
        };
        if comparison.regressed() && stop != Stop::Interrupted {
            self.confirm(&mut comparison, looks.1, observer)?;
        }
        Ok((stop, comparison))
    }

    /// Fresh rounds, at most until the time is up: what they don't show again, fails nothing.
    fn confirm(&mut self, comparison: &mut Comparison, rounds: u32, observer: &mut dyn Observer) -> Result<(), String> {
        let first = plan::last_round((&self.records.0, &self.records.1));
        let budget = self.sides[0].settings.budget;
        for number in first + 1..=first + FRESH * rounds.max(1) {
            let enough = number > first + plan::FEWEST_ROUNDS;
            if enough && self.elapsed() >= budget {
                break;
            }
            let mut trials =
                plan::fresh_round(&self.sides[0], &self.sides[1], (&self.records.0, &self.records.1), number);
            if number <= first + LOST_TWICE {
                trials.extend(self.lost(comparison, number));
            }
            if !self.run(&trials, observer)? {
                return Ok(());
            }
        }
        let fresh = |record: &Record, side: &Scenario| {
            let samples = record.samples.iter().filter(|s| s.trial.round > first).cloned().collect();
            conclude(side, Record { samples, ..Record::default() }, Stop::RoundsDone)
        };
        let (old, new) = (fresh(&self.records.0, &self.sides[0]), fresh(&self.records.1, &self.sides[1]));
        let again = comparing::compare(
            &old,
            &new,
            &Terms { paired: true, error: CONFIRMED, shared: false, ..Terms::default() },
        );
        unless_confirmed(comparison, &again);
        Ok(())
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
            let took = self.clock(*side).saturating_sub(before);
            let (record, spent) = match side {
                Side::Old => (&mut self.records.0, &mut self.spent.0),
                Side::New => (&mut self.records.1, &mut self.spent.1),
            };
            record.samples.push(sample);
            *spent += took;
        }
        Ok(true)
    }

    fn clock(&self, side: Side) -> Duration {
        match side {
            Side::Old => self.executors.0.elapsed(),
            Side::New => self.executors.1.elapsed(),
        }
    }

    /// Time since the start: of the wall, or, where executors make time up, of both together.
    fn elapsed(&self) -> Duration {
        let wall = self.clock(Side::Old).max(self.clock(Side::New));
        wall.max(self.spent.0 + self.spent.1)
    }

    fn compare(&self, terms: &Terms) -> Comparison {
        let old = conclude(&self.sides[0], self.records.0.clone(), Stop::RoundsDone);
        let new = conclude(&self.sides[1], self.records.1.clone(), Stop::RoundsDone);
        comparing::compare(&old, &new, terms)
    }

    /// One trial of one side on its input, which is made now where it is not there yet.
    fn sample(&mut self, side: Side, trial: &Trial) -> Sample {
        let (scenario, executor) = match side {
            Side::Old => (&self.sides[0], &mut *self.executors.0),
            Side::New => (&self.sides[1], &mut *self.executors.1),
        };
        let input = scenario.inputs.get(trial.input);
        let made = input.map(|input| self.store.make(input, &scenario.folder, trial.size, scenario.seed));
        match made.transpose() {
            Ok(path) => {
                executor.allow(plan::trial_timeout(scenario, trial));
                executor.measure(trial, path.as_deref())
            }
            Err(error) => Sample {
                trial: *trial,
                at: executor.elapsed(),
                end: SampleEnd::Failed(Failure::Hook { phase: "input".into(), reason: error.to_string() }),
                readings: Readings::default(),
            },
        }
    }
}

/// Takes back what fresh rounds did not show again.
fn unless_confirmed(comparison: &mut Comparison, again: &Comparison) {
    let mut lost: Vec<String> = Vec::new();
    for change in &mut comparison.metrics {
        let same = again.metrics.iter().find(|m| m.metric == change.metric && m.input == change.input);
        let worse = |change: Option<Change>| change == Some(Change::Worse);
        let growth = same.map(|m| m.growth.change);
        let whole = same.and_then(|m| m.constant).map(|c| c.change);
        if change.growth.change == Change::Worse && !worse(growth) {
            change.growth.change = Change::Unresolved;
            lost.push(format!("faster growth of {}", change.metric));
        }
        if let Some(constant) = change.constant.as_mut().filter(|c| c.change == Change::Worse && !worse(whole)) {
            constant.change = Change::Unresolved;
            lost.push(format!("a higher cost in {}", change.metric));
        }
    }
    if comparison.reach.change == Change::Worse && again.reach.change != Change::Worse {
        comparison.reach.change = Change::Unresolved;
        lost.push("a size that only the old side works at".to_string());
    }
    if !lost.is_empty() {
        let text = format!("the first rounds showed {}, fresh rounds did not confirm it", lost.join(" and "));
        comparison.caveats.push(Caveat::new(CaveatKind::Unconfirmed, text));
    }
}
