//! How long a run will go on: by what its scenarios took the last time, else by what those before them took.

use std::time::Duration;

use crate::model::Scenario;
use crate::plan;

/// What each scenario of a run is expected to take, and what those that have ended took.
#[derive(Debug, Default)]
pub(super) struct Pace {
    scenarios: Vec<Expected>,
    ended: Vec<Duration>,
}

/// What is known of one scenario's duration before it runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    /// What it took the last time, where there was one.
    pub(super) last: Option<Duration>,
    /// What it takes at most.
    pub(super) most: Duration,
}

impl Expected {
    /// Of a scenario that took so long the last time.
    pub(super) fn of(scenario: &Scenario, last: Option<Duration>) -> Expected {
        Expected { last, most: Duration::from_secs_f64(plan::most_seconds(scenario)) }
    }
}

/// A time that a run will go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// By experience with these scenarios.
    About(Duration),
    /// By their budgets alone.
    AtMost(Duration),
}

impl Pace {
    /// Of scenarios in the order in which they will run.
    pub(super) fn new(scenarios: Vec<Expected>) -> Pace {
        Pace { scenarios, ended: Vec::new() }
    }

    /// Of scenarios that nobody has run before.
    pub(super) fn unknown(scenarios: &[Scenario]) -> Pace {
        Pace::new(scenarios.iter().map(|scenario| Expected::of(scenario, None)).collect())
    }

    /// The next scenario has ended, after so long.
    pub(super) fn end(&mut self, took: Duration) {
        self.ended.push(took);
    }

    /// What is left when the running scenario has run for so long.
    ///
    /// A third of the run without a last time says little about the rest: how long scenarios take differs tenfold.
    pub(super) fn left(&self, running: Duration) -> Left {
        let rest = self.scenarios.get(self.ended.len()..).unwrap_or_default();
        let unknown = rest.iter().filter(|scenario| scenario.last.is_none()).count();
        if unknown > 0 && 3 * self.ended.len() < self.scenarios.len() {
            let most: Duration = rest.iter().map(|scenario| scenario.most).sum();
            return Left::AtMost(most.saturating_sub(running));
        }
        let (speed, usual) = (self.speed(), self.usual());
        let expected = |s: &Expected| s.last.map_or(usual, |last| last.mul_f64(speed)).min(s.most);
        let current = rest.first().map_or(Duration::ZERO, expected).saturating_sub(running);
        Left::About(current + rest.iter().skip(1).map(expected).sum::<Duration>())
    }

    /// How much of the whole run's time is over, from 0 to 1, when the running scenario has run for so long.
    pub(super) fn over(&self, running: Duration) -> f64 {
        let (Left::About(left) | Left::AtMost(left)) = self.left(running);
        let spent = self.ended.iter().sum::<Duration>() + running;
        let all = (spent + left).as_secs_f64();
        if all > 0.0 { spent.as_secs_f64() / all } else { 0.0 }
    }

    /// How much slower this run is than the last, by the scenarios that have ended.
    fn speed(&self) -> f64 {
        let both = self.scenarios.iter().zip(&self.ended).filter_map(|(s, now)| s.last.map(|last| (last, *now)));
        let (last, now) = both.fold((Duration::ZERO, Duration::ZERO), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        if last.is_zero() { 1.0 } else { now.as_secs_f64() / last.as_secs_f64() }
    }

    /// What scenarios of this run take in the mean.
    fn usual(&self) -> Duration {
        let count = u32::try_from(self.ended.len()).unwrap_or(u32::MAX);
        self.ended.iter().sum::<Duration>().checked_div(count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Duration = Duration::from_secs(20);

    fn pace(last: &[Option<u64>]) -> Pace {
        Pace::new(last.iter().map(|s| Expected { last: s.map(Duration::from_secs), most: MOST }).collect())
    }

    fn seconds(of: u64) -> Duration {
        Duration::from_secs(of)
    }

    #[test]
    fn a_first_run_says_what_its_budgets_allow_until_a_third_has_ended() {
        let mut pace = pace(&[None, None, None]);
        assert_eq!(pace.left(seconds(5)), Left::AtMost(seconds(55)));
        pace.end(seconds(6));
        assert_eq!(pace.left(seconds(2)), Left::About(seconds(4 + 6)));
        pace.end(seconds(2));
        assert_eq!(pace.left(seconds(9)), Left::About(seconds(0)));
        pace.end(seconds(9));
        assert_eq!(pace.left(seconds(0)), Left::About(seconds(0)));
    }

    #[test]
    fn a_bar_starts_empty_and_is_full_when_nothing_is_left() {
        let mut pace = pace(&[None, None]);
        assert_eq!((pace.over(seconds(0)), pace.over(seconds(10))), (0.0, 0.25));
        pace.end(seconds(6));
        assert_eq!(pace.over(seconds(0)), 0.5);
        pace.end(seconds(6));
        assert_eq!((pace.over(seconds(0)), Pace::new(Vec::new()).over(seconds(0))), (1.0, 0.0));
    }

    #[test]
    fn a_run_like_the_last_one_takes_as_long_on_a_machine_as_fast() {
        let mut pace = pace(&[Some(4), Some(8), Some(2)]);
        assert_eq!(pace.left(seconds(1)), Left::About(seconds(13)));
        pace.end(seconds(6));
        assert_eq!(pace.left(seconds(0)), Left::About(seconds(15)), "half as long again as the last time");
    }

    #[test]
    fn no_scenario_is_expected_to_take_more_than_it_may() {
        let mut pace = pace(&[Some(1), Some(10)]);
        pace.end(seconds(9));
        assert_eq!(pace.left(seconds(0)), Left::About(MOST));
    }
}
