//! The climb: one trial a size, from the smallest up, to learn what each costs and how far the ladder reaches.

use std::collections::BTreeMap;
use std::time::Duration;

use super::ladder::{FEWEST, first_ladder};
use super::tried::{Tried, Tries};
use crate::model::{Scenario, Size, Sizes, Trial};

/// Rounds that every size of the ladder should get: fewer show no noise.
const ROUNDS_KEPT: f64 = 3.0;

/// Costs that differ by less are start-up's noise.
const SAME_COST: f64 = 1.5;

/// The border is found closely enough when the two sides are this close (or one apart): four or five halvings of a step
/// of the ladder.
const CLOSE: f64 = 1.15;

/// The next trial of each input whose climb isn't over; `None` when all have arrived.
pub(super) fn next(scenario: &Scenario, tries: &Tries, elapsed: Duration) -> Option<Vec<Trial>> {
    let round = u32::from(scenario.settings.warmup == 0);
    let trials: Vec<Trial> = Climb::of_each(scenario, tries, elapsed)
        .filter_map(|(input, climb)| climb.next().map(|size| Trial { size, input, round }))
        .collect();
    (!trials.is_empty()).then_some(trials)
}

/// How far one input's ladder has come.
pub(super) struct Climb<'a> {
    scenario: &'a Scenario,
    tries: &'a Tries,
    tried: &'a BTreeMap<Size, Tried>,
    elapsed: f64,
}

impl<'a> Climb<'a> {
    /// Each input's number with its climb.
    pub(super) fn of_each(
        scenario: &'a Scenario,
        tries: &'a Tries,
        elapsed: Duration,
    ) -> impl Iterator<Item = (usize, Climb<'a>)> {
        let elapsed = elapsed.as_secs_f64();
        tries.inputs().map(move |(input, tried)| (input, Climb { scenario, tries, tried, elapsed }))
    }

    fn next(&self) -> Option<Size> {
        match &self.scenario.sizes {
            Sizes::List(list) => list.iter().copied().find(|size| self.of_list(*size)),
            Sizes::Range { .. } => self.retry().or_else(|| self.up()).or_else(|| self.fill()).or_else(|| self.closer()),
        }
    }

    /// A listed size is tried unless a smaller one showed that it can't end well.
    fn of_list(&self, size: Size) -> bool {
        let too_large = self.tried.iter().any(|(tried, t)| *tried <= size && t.too_large());
        match self.tried.get(&size) {
            None => !too_large,
            Some(tried) => !tried.works() && !tried.given_up() && !too_large,
        }
    }

    /// A size that failed once, for a reason that isn't its size, gets a second chance.
    fn retry(&self) -> Option<Size> {
        self.tried.iter().find(|(_, tried)| !tried.works() && !tried.given_up()).map(|(size, _)| *size)
    }

    /// The next size of the first ladder above all that work, until one doesn't or the budget ends.
    fn up(&self) -> Option<Size> {
        self.untried().filter(|size| self.border().is_none() && self.affordable(*size))
    }

    /// Towards the border of what works or fits the budget: once the ladder below tells how fast the cost rises.
    fn closer(&self) -> Option<Size> {
        self.refine(self.top()?, self.border().or_else(|| self.untried())?)
    }

    /// The next size of the first ladder. While start-up is all that shows, and takes long, every other size is left out:
    /// the gap is filled where growth is.
    fn untried(&self) -> Option<Size> {
        let top = self.top();
        let above: Vec<Size> = first_ladder(&self.scenario.sizes)
            .into_iter()
            .filter(|size| !self.tried.contains_key(size) && top.is_none_or(|(top, _)| *size > top))
            .collect();
        if self.start_up_shows() && above.len() > 1 { above.get(1) } else { above.first() }.copied()
    }

    /// Two sizes or more cost the same, and that is more than a hundredth of the budget.
    fn start_up_shows(&self) -> bool {
        let costs: Vec<f64> = self.tried.values().filter(|t| t.works()).filter_map(|t| t.seconds).collect();
        let (Some(first), Some(last)) = (costs.first(), costs.last()) else { return false };
        costs.len() > 1 && *last < SAME_COST * first && *first > 0.01 * self.scenario.settings.budget.as_secs_f64()
    }

    /// The largest size that works, with its wall seconds.
    fn top(&self) -> Option<(Size, f64)> {
        self.tried.iter().rev().find(|(_, t)| t.works()).and_then(|(size, t)| Some((*size, t.seconds?)))
    }

    /// The smallest size above the top from which on nothing works: a failure that grows with size, or two sizes in
    /// a row that fail for another reason.
    fn border(&self) -> Option<Size> {
        let above: Vec<_> = match self.top() {
            Some((top, _)) => self.tried.range(top..).skip(1).collect(),
            None => self.tried.iter().collect(),
        };
        let surely = above.iter().any(|(_, tried)| tried.too_large());
        (surely || above.len() >= 2).then(|| *above[0].0)
    }

    /// A size between the top and the border, while that border is far and the top is cheap or the border is real.
    fn refine(&self, (top, seconds): (Size, f64), border: Size) -> Option<Size> {
        let close = border.value() / top.value() <= CLOSE || border.n() - top.n() <= 1;
        let near_limit = seconds > 0.2 * self.timeout();
        let enough = near_limit && self.tried.values().filter(|t| t.works()).count() >= FEWEST;
        if close || enough {
            return None;
        }
        let middles = std::iter::successors(between(top, border), |middle| between(top, *middle));
        let mut open = middles.take_while(|middle| middle.value() / top.value() > CLOSE || middle.n() == top.n() + 1);
        open.find(|middle| self.affordable(*middle))
    }

    /// While the ladder is short: a size in the widest gap between two that work.
    pub(super) fn fill(&self) -> Option<Size> {
        let works: Vec<(Size, f64)> =
            self.tried.iter().filter(|(_, t)| t.works()).filter_map(|(s, t)| Some((*s, t.seconds?))).collect();
        if works.len() >= FEWEST || works.is_empty() {
            return None;
        }
        let gap = |pair: &[(Size, f64)]| {
            let size = (pair[1].0.value() / pair[0].0.value()).ln();
            let cost = (pair[1].1.max(1e-6) / pair[0].1.max(1e-6)).ln();
            (size / 2.0).hypot(cost)
        };
        let mut pairs: Vec<&[(Size, f64)]> = works.windows(2).collect();
        pairs.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
        pairs
            .into_iter()
            .filter_map(|pair| between(pair[0].0, pair[1].0))
            .find(|size| !self.tried.contains_key(size) && self.affordable(*size))
    }

    /// Whether the budget leaves room for this size: its climb and the rounds over the ladder it makes.
    fn affordable(&self, size: Size) -> bool {
        let left = self.scenario.settings.budget.as_secs_f64() - self.elapsed;
        let cost = self.foretold(size);
        let rounds = f64::from(self.scenario.settings.rounds.unwrap_or(0)).max(ROUNDS_KEPT);
        cost <= self.timeout() * 1.5 && cost + rounds * (self.tries.round_seconds() + cost) <= left.max(0.0)
    }

    fn timeout(&self) -> f64 {
        let settings = &self.scenario.settings;
        settings.timeout.min(settings.budget / 6).as_secs_f64()
    }

    /// Wall seconds that a size will take: between two that work on the power law through both, above all by the
    /// growth between the two next below.
    pub(super) fn foretold(&self, size: Size) -> f64 {
        let works = |(s, t): (&Size, &Tried)| t.works().then(|| (s.value(), t.seconds.unwrap_or(0.0).max(1e-6)));
        let mut below = self.tried.range(..size).rev().filter_map(works);
        let Some((near, seconds)) = below.next() else { return 0.0 };
        let slope = |(n, t): (f64, f64)| (t / seconds).ln() / (n / near).ln();
        let growth = match self.tried.range(size..).find_map(works) {
            Some(above) => slope(above),
            // Start-up still hides part of the growth while times rise slowly.
            None => below.next().map(slope).filter(|growth| *growth > 0.2).map_or(0.0, |growth| growth + 0.2),
        };
        seconds * (size.value() / near).powf(growth)
    }
}

/// The integer nearest the geometric mean, strictly between both.
pub(super) fn between(low: Size, high: Size) -> Option<Size> {
    let middle = (low.value() * high.value()).sqrt().round() as u64;
    Size::new(middle).filter(|size| *size > low && *size < high)
}
