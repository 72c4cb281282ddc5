//! The ladder of a counting pass: sizes of the timed ladder, as far as the pass's slowdown lets them fit its time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::climb::between;
use super::ladder::FEWEST;
use super::tried::Tries;
use crate::model::{Accounts, Metric, Pass, Record, Sample, SampleEnd, Scenario, Size, Sizes, Target, Trial};

/// A counted trial is foretold by this part of the time that is left at most: foretelling errs.
const SURE: f64 = 0.7;

/// By what neighbours on the ladder differ at least: rather fewer sizes than a lower top.
const APART: [f64; 3] = [1.5, 2.2, 3.2];

/// Wall seconds that a trial takes beside what its slowdown explains, before any was seen.
const START: f64 = 1.0;

/// By how much a pass slows a target down, before its slowdown was seen: valgrind simulates, and interprets what would be
/// compiled while it runs; a tracer stops the target at each call, an allocator counts with two additions.
fn usual_slowdown(pass: Pass, target: &Target) -> f64 {
    match pass {
        Pass::Instructions if target.function().is_some_and(|f| f.language.compiles_while_it_runs()) => 300.0,
        Pass::Instructions => 60.0,
        Pass::System => 20.0,
        Pass::Allocations => 2.0,
    }
}

/// By how much a pass slows a target down at least, whatever two trials say that something else disturbed.
fn least_slowdown(pass: Pass, target: &Target) -> f64 {
    (usual_slowdown(pass, target) / 10.0).max(1.0)
}

/// Wall time that a counting pass may take: as long as the timed trials may take together.
#[must_use]
pub fn counting_budget(scenario: &Scenario) -> Duration {
    scenario.settings.budget
}

/// How many times higher than the counts the timed ladder may end. Those of a function that only settle a time stop where
/// they can: without a process's start in them, fewer decades show as much.
fn beyond(pass: Pass, scenario: &Scenario) -> f64 {
    let declared = scenario.metrics().iter().any(|metric| Pass::of(metric, &scenario.target) == Some(pass));
    if declared || scenario.target.function().is_none() { 1.0 } else { Accounts::BEYOND_COUNTED }
}

/// The next trials of a pass, the longest first; `None` when it has what it can have. `spent` is its time so far, and
/// `cores` trials run at once. Those of a function run one by one in a harness that stays, the shortest first: what the
/// last one takes too long for is not lost.
///
/// First come the smallest size and one that is surely affordable, which show the slowdown; then everything that fits.
#[must_use]
pub fn count(scenario: &Scenario, record: &Record, pass: Pass, spent: Duration, cores: usize) -> Option<Vec<Trial>> {
    let tries = Tries::of(scenario, record);
    let left = counting_budget(scenario).saturating_sub(spent).as_secs_f64();
    let of_function = scenario.target.function().is_some();
    let cores = if of_function { 1 } else { cores };
    let mut trials: Vec<(f64, Trial)> = Vec::new();
    for (input, _) in tries.inputs() {
        let timed: BTreeMap<Size, f64> = tries
            .working()
            .filter(|(of, _, _)| *of == input)
            .map(|(_, size, t)| (size, if of_function { calls(record, input, size) } else { t.seconds.unwrap_or(0.0) }))
            .collect();
        let ladder = Counting::of(scenario, record, pass, input, &timed);
        if ladder.hopeless {
            continue;
        }
        let share = left / tries.inputs().count() as f64;
        let sizes = if ladder.counted.is_empty() { ladder.first(share) } else { ladder.rest(scenario, share, cores) };
        trials.extend(sizes.into_iter().map(|size| (ladder.foretold(size), Trial { size, input, round: 1 })));
    }
    trials.sort_by(|a, b| if of_function { a.0.total_cmp(&b.0) } else { b.0.total_cmp(&a.0) });
    (!trials.is_empty()).then(|| trials.into_iter().map(|(_, trial)| trial).collect())
}

/// Wall seconds of as many calls of a function as counting makes: two, and one's worth of making inputs, or as many as
/// small inputs are made anew, together no more than a hundred million instructions.
fn calls(record: &Record, input: usize, size: Size) -> f64 {
    const INPUTS: f64 = 10_000.0;
    const TOGETHER: f64 = 0.05;
    let here = |sample: &&Sample| sample.trial.input == input && sample.trial.size == size;
    let walls = record.samples.iter().filter(here).filter_map(|sample| sample.readings.value(&Metric::Wall));
    let least = walls.fold(f64::INFINITY, f64::min);
    let calls = (INPUTS / size.value()).min(TOGETHER / least).max(1.0);
    if least.is_finite() { least * 3.0 * calls } else { 0.0 }
}

/// What is known of one input's counting.
struct Counting<'a> {
    timed: &'a BTreeMap<Size, f64>,
    /// Every size that was tried, with its wall seconds.
    counted: BTreeMap<Size, f64>,
    /// Something stands in the way at every size.
    hopeless: bool,
    start: f64,
    slowdown: f64,
    /// The slowdown is no less.
    least: f64,
    /// The timed ladder may end so many times higher.
    beyond: f64,
    of_function: bool,
}

impl<'a> Counting<'a> {
    fn of(
        scenario: &Scenario,
        record: &Record,
        pass: Pass,
        input: usize,
        timed: &'a BTreeMap<Size, f64>,
    ) -> Counting<'a> {
        let samples = || record.of_pass(pass).filter(|sample| sample.trial.input == input);
        let wall = |sample: &Sample| sample.readings.value(&Metric::Wall).unwrap_or(0.0);
        let counted: BTreeMap<Size, f64> = samples().map(|sample| (sample.trial.size, wall(sample))).collect();
        let given =
            |sample: &Sample| pass.metrics().iter().any(|name| sample.readings.value(&Metric::counter(name)).is_some());
        let hopeless = !counted.is_empty() && samples().all(|s| s.end != SampleEnd::Completed || !given(s));
        let mut known = Counting {
            timed,
            counted,
            hopeless,
            start: START,
            slowdown: usual_slowdown(pass, &scenario.target),
            least: least_slowdown(pass, &scenario.target),
            beyond: beyond(pass, scenario),
            of_function: scenario.target.function().is_some(),
        };
        known.learn();
        known
    }

    /// Start and slowdown from the smallest and the largest counted size.
    fn learn(&mut self) {
        let Some((smallest, least)) = self.counted.first_key_value() else { return };
        let Some((largest, most)) = self.counted.last_key_value() else { return };
        let (low, high) = (self.native(*smallest), self.native(*largest));
        // Where the timed trial hardly takes longer than a start, the quotient says nothing of the slowdown.
        if high > 2.0 * low && high - low > 1e-3 {
            self.slowdown = ((most - least) / (high - low)).max(self.least);
        } else if self.of_function {
            // A call has no start of its own: its slowdown is no more than that.
            self.slowdown = self.slowdown.min((most / high).max(self.least));
        }
        self.start = (least - self.slowdown * low).max(0.0);
    }

    /// Wall seconds of a timed trial; between timed sizes on the line through both.
    fn native(&self, size: Size) -> f64 {
        let below = self.timed.range(..=size).next_back();
        let above = self.timed.range(size..).next();
        match (below, above) {
            (Some((low, a)), Some((high, b))) if high > low => {
                a + (b - a) * (size.value() - low.value()) / (high.value() - low.value())
            }
            (Some((_, seconds)), _) | (None, Some((_, seconds))) => *seconds,
            (None, None) => 0.0,
        }
    }

    fn foretold(&self, size: Size) -> f64 {
        self.start + self.slowdown * self.native(size)
    }

    /// The smallest size, and the largest whose work surely takes only a tenth of the time: its start, which is not
    /// known yet, is spent in any case.
    fn first(&self, left: f64) -> Vec<Size> {
        let cheap = self.timed.keys().rev().find(|size| self.slowdown * self.native(**size) <= 0.1 * left);
        let sizes: BTreeSet<Size> = self.timed.keys().next().into_iter().chain(cheap).copied().collect();
        sizes.into_iter().collect()
    }

    /// The lowest timed size up to which counts are all that is asked for; `None` where a list has too few sizes up to it.
    fn high_enough(&self, scenario: &Scenario) -> Option<Size> {
        let free = matches!(scenario.sizes, Sizes::Range { .. });
        let top = self.timed.keys().next_back()?;
        let mut reaching = self.timed.keys().zip(1..).filter(|(size, _)| size.value() * self.beyond >= top.value());
        reaching.find(|(_, sizes)| free || *sizes >= FEWEST).map(|(size, _)| *size)
    }

    /// Where the ladder could end, the highest first: at a timed size, or between two where sizes are free.
    fn tops(&self, scenario: &Scenario) -> Vec<Size> {
        let timed: Vec<Size> = self.timed.keys().copied().collect();
        let free = matches!(scenario.sizes, Sizes::Range { .. });
        let middles = timed.windows(2).filter_map(|pair| between(pair[0], pair[1])).filter(|_| free);
        let mut tops: Vec<Size> = middles.chain(timed.iter().copied()).collect();
        tops.sort_by(|a, b| b.cmp(a));
        tops
    }

    /// Timed sizes from this one down, none close to the next: counts have no noise that neighbours could even out.
    fn thinned(&self, top: Size, apart: f64) -> BTreeSet<Size> {
        let mut sizes = BTreeSet::from([top]);
        let mut last = top;
        for size in self.timed.range(..top).rev().map(|(size, _)| *size) {
            if last.value() / size.value() >= apart || self.timed.keys().next() == Some(&size) {
                sizes.insert(size);
                last = size;
            }
        }
        sizes
    }

    /// Every other timed size up to the largest that fits, with more between where they are few.
    fn rest(&self, scenario: &Scenario, left: f64, cores: usize) -> Vec<Size> {
        let high_enough = self.high_enough(scenario);
        // Counts have no noise: enough of them are all that is needed.
        if self.counted.len() >= FEWEST && self.counted.keys().next_back() >= high_enough.as_ref() {
            return Vec::new();
        }
        let together = left * cores as f64 * SURE;
        let fits = |sizes: &BTreeSet<Size>| {
            let mut all = 0.0;
            sizes.iter().filter(|size| !self.counted.contains_key(size)).all(|size| {
                all += self.foretold(*size);
                all <= together && self.foretold(*size) <= left * SURE
            })
        };
        let tops = high_enough.into_iter().chain(self.tops(scenario));
        let ladders = tops.flat_map(|top| APART.map(|apart| self.thinned(top, apart)));
        let mut sizes = ladders.into_iter().find(&fits).unwrap_or_default();
        sizes.extend(self.counted.keys());
        while let Sizes::Range { .. } = scenario.sizes
            && sizes.len() < FEWEST
            && let Some(more) = self.within_widest(&sizes)
        {
            let with: BTreeSet<Size> = sizes.iter().copied().chain([more]).collect();
            if !fits(&with) {
                break;
            }
            sizes = with;
        }
        sizes.into_iter().filter(|size| !self.counted.contains_key(size)).collect()
    }

    /// In the widest gap where there is room, the timed size next to its middle; that middle where none was timed.
    fn within_widest(&self, sizes: &BTreeSet<Size>) -> Option<Size> {
        let sizes: Vec<Size> = sizes.iter().copied().collect();
        let mut pairs: Vec<&[Size]> = sizes.windows(2).collect();
        pairs.sort_by(|a, b| (b[1].value() / b[0].value()).total_cmp(&(a[1].value() / a[0].value())));
        let middle_of = |pair: &[Size]| between(pair[0], pair[1]);
        let timed_near = |middle: Size, pair: &[Size]| {
            let inside = self.timed.keys().copied().filter(|size| *size > pair[0] && *size < pair[1]);
            let far = |size: &Size| (size.value() / middle.value()).ln().abs();
            inside.min_by(|a, b| far(a).total_cmp(&far(b)))
        };
        pairs.into_iter().find_map(|pair| middle_of(pair).map(|middle| timed_near(middle, pair).unwrap_or(middle)))
    }
}
