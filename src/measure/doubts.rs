//! Doubts that arise while trials run.

use std::collections::BTreeMap;
use std::time::Duration;

use super::sample::slept;
use crate::model::{Caveat, CaveatKind, Trial};
use crate::platform::protocol::Report;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    trials_with_leftovers: u32,
    leftovers: u64,
    survivors: u64,
    slept: Duration,
    /// By size and input: what the output was, and whether it has ever been another.
    outputs: BTreeMap<(u64, usize), (u64, bool)>,
}

impl Doubts {
    /// Looks at what the runner says of a trial.
    pub(super) fn see(&mut self, _trial: &Trial, report: &Report) {
        self.trials_with_leftovers += u32::from(report.leftovers > 0);
        self.leftovers += report.leftovers;
        self.survivors += report.survivors;
        self.slept += slept(report).unwrap_or_default();
    }

    /// Looks at what a trial wrote.
    pub(super) fn see_output(&mut self, trial: &Trial, fingerprint: u64) {
        let (first, differs) = self.outputs.entry((trial.size.n(), trial.input)).or_insert((fingerprint, false));
        *differs |= *first != fingerprint;
    }

    /// All in words.
    pub(super) fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if self.leftovers > 0 {
            let text = format!(
                "{} trials left {} processes running after the target's end; they were killed",
                self.trials_with_leftovers, self.leftovers
            );
            caveats.push(Caveat::new(CaveatKind::Leftovers, text));
        }
        if self.survivors > 0 {
            let text = format!("{} processes could not be killed: they hang in the kernel", self.survivors);
            caveats.push(Caveat::new(CaveatKind::Leftovers, text));
        }
        if self.slept > Duration::ZERO {
            let text = format!("the machine slept for {:.1} s while trials ran", self.slept.as_secs_f64());
            caveats.push(Caveat::new(CaveatKind::ClockJump, text));
        }
        let differing: Vec<String> =
            self.outputs.iter().filter(|(_, (_, differs))| *differs).map(|((n, _), _)| n.to_string()).collect();
        if !differing.is_empty() {
            let text = format!("the output differs between trials on the same input at n = {}", differing.join(", "));
            caveats.push(Caveat::new(CaveatKind::NonDeterministic, text));
        }
        caveats
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Size;

    #[test]
    fn a_machine_that_slept_is_told_once_with_all_its_sleep() {
        let trial = Trial { size: Size::new(10).expect("the test's own step"), input: 0, round: 1 };
        let mut doubts = Doubts::default();
        for slept in [0, 19_000_000, 2_000_000_000, 1_500_000_000] {
            let wall = 5_000_000;
            doubts.see(&trial, &Report { wall, wall_with_sleep: wall + slept, ..Report::default() });
        }
        let caveats = doubts.caveats();
        assert_eq!(caveats.len(), 1);
        assert_eq!(caveats[0].kind, CaveatKind::ClockJump);
        assert!(caveats[0].text.contains("3.5 s"), "{}", caveats[0].text);
    }

    #[test]
    fn outputs_are_compared_within_a_size_and_input_only() {
        let trial = |n, input, round| Trial { size: Size::new(n).expect("the test's own step"), input, round };
        let mut doubts = Doubts::default();
        for (trial, output) in [(trial(10, 0, 1), 1), (trial(10, 1, 1), 2), (trial(20, 0, 1), 3), (trial(10, 0, 2), 1)]
        {
            doubts.see_output(&trial, output);
        }
        assert!(doubts.caveats().is_empty());
        doubts.see_output(&trial(20, 0, 2), 4);
        let caveats = doubts.caveats();
        assert_eq!(caveats.len(), 1);
        assert_eq!(caveats[0].kind, CaveatKind::NonDeterministic);
        assert!(caveats[0].text.ends_with("n = 20"));
    }
}
