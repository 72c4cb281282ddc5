//! Functions that take no longer for more items, and less than a look at each takes.

use std::collections::BTreeMap;

use crate::model::{
    Caveat, CaveatKind, Expectation, Metric, MetricKind, Readings, Trial, human_count, human_seconds, looks_at_no_item,
};

/// What calls took at each size of each input.
#[derive(Debug)]
pub(super) struct Idle {
    /// A declared time has its own answer to a function that does nothing.
    declared: bool,
    /// Seconds a call, the least of all rounds, by input and size.
    least: BTreeMap<(usize, u64), f64>,
}

impl Idle {
    pub(super) fn of(expect: &[Expectation]) -> Idle {
        let declared = expect.iter().any(|expectation| expectation.metric.kind() == MetricKind::Time);
        Idle { declared, least: BTreeMap::new() }
    }

    /// Looks at what a trial took.
    pub(super) fn see(&mut self, trial: &Trial, readings: &Readings) {
        if let Some(seconds) = readings.value(&Metric::Wall) {
            let least = self.least.entry((trial.input, trial.size.n())).or_insert(seconds);
            *least = least.min(seconds);
        }
    }

    /// The doubt that nothing was done, of the first input of which there is one.
    pub(super) fn caveat(&self) -> Option<Caveat> {
        let inputs: Vec<usize> = self.least.keys().map(|(input, _)| *input).collect();
        if self.declared { None } else { inputs.into_iter().find_map(|input| self.of_input(input)) }
    }

    fn of_input(&self, input: usize) -> Option<Caveat> {
        let mut sizes = self.least.range((input, 0)..=(input, u64::MAX)).map(|((_, n), seconds)| (*n as f64, *seconds));
        let (smallest, first) = sizes.next()?;
        let (n, seconds) = sizes.next_back()?;
        let idle = looks_at_no_item((smallest, first), (n, seconds));
        let text = || {
            format!(
                "a call takes {} at n = {} and no longer than at n = {}: too little to look at each item. It takes a few \
                 steps only, or a compiler has left its work out or made a formula of it",
                human_seconds(seconds),
                human_count(n),
                human_count(smallest)
            )
        };
        idle.then(|| Caveat::new(CaveatKind::NoWork, text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Size};

    fn told(expect: &[Expectation], seconds: impl Fn(u64) -> f64) -> Option<Caveat> {
        let mut idle = Idle::of(expect);
        for n in [10, 1000, 1_000_000] {
            let mut readings = Readings::default();
            readings.set(Metric::Wall, seconds(n));
            idle.see(&Trial { size: Size::new(n).expect("the test's own step"), input: 0, round: 1 }, &readings);
        }
        idle.caveat()
    }

    #[test]
    fn what_can_t_have_looked_at_its_items_is_told_unless_a_time_is_declared() {
        let caveat = told(&[], |_| 2e-9).expect("a doubt");
        assert_eq!(caveat.kind, CaveatKind::NoWork);
        assert!(caveat.text.contains("2 ns at n = 1,000,000"), "{}", caveat.text);
        assert_eq!(told(&[], |n| 1e-10 * n as f64), None, "a vectorized sum");
        assert_eq!(told(&[], |_| 1e-4), None, "a constant that could hide a look at all");
        let declared = Expectation { metric: Metric::Time, class: Class::LINEAR, tight: false };
        assert_eq!(told(&[declared], |_| 2e-9), None);
    }
}
