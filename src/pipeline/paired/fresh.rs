//! What would fail is measured once more: fresh rounds and fresh counts, by themselves.

use super::super::rulings::conclude;
use super::super::{Observer, comparing, confirming};
use super::Duel;
use crate::compare::Terms;
use crate::measure::Executor;
use crate::model::{Caveat, CaveatKind, Change, Comparison, MetricChange, Record, Scenario, Stop, Trial};
use crate::plan::{self, Side};

/// Fresh rounds for each of those that showed it first: what was found by luck as soon as it could be, needs more to be
/// found again.
const FRESH: u32 = 2;
/// Fresh trials of a size that only one side works at.
const LOST_TWICE: u32 = 2;

/// That exactly the rounds were run which somebody asked for.
pub(super) fn seen_once(rounds: u32) -> Caveat {
    let asked = if rounds == 1 { "the one round".to_string() } else { format!("the {rounds} rounds") };
    let text = format!("what got worse was seen in {asked} asked for, and in no fresh ones");
    Caveat::new(CaveatKind::SeenOnce, text)
}

impl<E: Executor> Duel<'_, E> {
    /// Fresh rounds and counts, until they show the same again or the time is up: what they don't show fails nothing.
    /// `false`: interrupted.
    pub(super) fn confirm(
        &mut self,
        comparison: &mut Comparison,
        rounds: u32,
        observer: &mut dyn Observer,
    ) -> Result<bool, String> {
        let last = plan::last_round((&self.records.0, &self.records.1));
        let Some(recounted) = self.recount(comparison, observer)? else { return Ok(false) };
        let timed = |m: &MetricChange| m.regressed() && self.pass(&m.metric).is_none();
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
}
