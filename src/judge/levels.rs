//! Error levels of rulings.

/// How sure a ruling must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// `met` where the probability of growth above the declaration is at most this.
    pub met: f64,
    /// `broken` where the probability of growth above the declaration is at least this.
    pub broken: f64,
}

impl Default for Levels {
    /// The levels of a single expectation: met at 5% or less, broken at 98% or more.
    fn default() -> Levels {
        Levels { met: 0.05, broken: 0.98 }
    }
}

impl Levels {
    /// Levels for each of several expectations of a scenario, one for each of its inputs, so that the chance of any wrong
    /// `broken` in its whole run stays under 2% however often the run looks at its data.
    ///
    /// Over expectations the error is split evenly (Bonferroni's inequality): `broken` needs 1 - 0.02 / count. Over
    /// looks nothing is spent: under the declared class the odds of growth above it form a martingale, so the chance
    /// that they ever pass b : 1 is at most the prior odds over b (Ville's inequality). `met` keeps its level: a wrong
    /// `met` of one expectation does not become likelier by declaring others.
    #[must_use]
    pub fn for_expectations(count: usize) -> Levels {
        let single = Levels::default();
        Levels { broken: 1.0 - (1.0 - single.broken) / count.max(1) as f64, ..single }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_spends_its_error_once() {
        for count in [1, 2, 20, 500] {
            let levels = Levels::for_expectations(count);
            assert!(count as f64 * (1.0 - levels.broken) <= 0.02 + 1e-12, "{count}");
            assert_eq!(levels.met, 0.05);
        }
        assert_eq!(Levels::for_expectations(0), Levels::default());
    }
}
