//! An executor that makes its samples up: for tests of everything that works on samples.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Executor;
use crate::model::{Failure, Metric, Pass, Readings, Sample, SampleEnd, Trial};

/// A cost as a function of the size N.
type Cost = Box<dyn Fn(f64) -> f64 + Send>;

/// By how much a scripted counting trial takes longer than a timed one.
const SLOWDOWN: f64 = 40.0;

/// Samples that follow a script instead of the machine's mood: a cost, seeded noise on it, and planned failures. Time
/// passes as the script says, so that whole runs are exact and take no time.
///
/// The noise of a sample depends on the seed and the trial alone, not on the order of trials.
///
/// ```
/// use scalecheck::measure::{Executor, Scripted};
/// use scalecheck::model::{Metric, Size, Trial};
///
/// let mut executor = Scripted::new(7, |n| 0.001 + 2e-9 * n * n).noise(0.02).counter("queries", |n| n + 1.0);
/// let trial = Trial { size: Size::new(1000).expect("the test's own step"), input: 0, round: 1 };
/// let sample = executor.measure(&trial, None);
/// assert!((sample.readings.value(&Metric::Cpu).expect("the test's own step") / 0.003 - 1.0).abs() < 0.2);
/// assert_eq!(sample.readings.value(&Metric::counter("queries")), Some(1001.0));
/// ```
pub struct Scripted {
    seed: u64,
    cpu: Cost,
    waiting: Cost,
    memory: Cost,
    noise: f64,
    counters: Vec<(String, Cost)>,
    tells_allocations: bool,
    mishaps: Vec<Mishap>,
    elapsed: Duration,
    preparing: Duration,
    timeout: Duration,
    /// Every trial that was asked for, in order.
    pub trials: Vec<Trial>,
}

/// A planned failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Mishap {
    /// From this size on.
    pub from: u64,
    /// Up to this size.
    pub to: u64,
    /// In this round only; in every round where `None`.
    pub round: Option<u32>,
    /// What happens.
    pub failure: Failure,
}

impl Scripted {
    /// Trials whose CPU time in seconds is `cost(N)`, without noise, with 1 MiB of memory.
    #[must_use]
    pub fn new(seed: u64, cost: impl Fn(f64) -> f64 + Send + 'static) -> Scripted {
        Scripted {
            seed,
            cpu: Box::new(cost),
            waiting: Box::new(|_| 0.0),
            memory: Box::new(|_| f64::from(1 << 20)),
            noise: 0.0,
            counters: Vec::new(),
            tells_allocations: false,
            mishaps: Vec::new(),
            elapsed: Duration::ZERO,
            preparing: Duration::ZERO,
            timeout: Duration::MAX,
            trials: Vec::new(),
        }
    }

    /// Which began so long ago, with what is no trial.
    #[must_use]
    pub fn prepared(mut self, preparing: Duration) -> Scripted {
        (self.elapsed, self.preparing) = (preparing, preparing);
        self
    }

    /// With noise on the times: log-normal, with this standard deviation of the logarithm (about the coefficient of
    /// variation).
    #[must_use]
    pub fn noise(mut self, deviation: f64) -> Scripted {
        self.noise = deviation;
        self
    }

    /// With seconds of waiting, which wall time has beside the CPU time.
    #[must_use]
    pub fn waiting(mut self, seconds: impl Fn(f64) -> f64 + Send + 'static) -> Scripted {
        self.waiting = Box::new(seconds);
        self
    }

    /// With peak memory in bytes.
    #[must_use]
    pub fn memory(mut self, bytes: impl Fn(f64) -> f64 + Send + 'static) -> Scripted {
        self.memory = Box::new(bytes);
        self
    }

    /// With a counter, which has no noise; it is not told at sizes where it is no finite number.
    #[must_use]
    pub fn counter(mut self, name: &str, count: impl Fn(f64) -> f64 + Send + 'static) -> Scripted {
        self.counters.push((name.to_string(), Box::new(count)));
        self
    }

    /// As a function's harness does, telling counters of allocations with every trial and not in a pass of their own.
    #[must_use]
    pub fn tells_allocations(mut self) -> Scripted {
        self.tells_allocations = true;
        self
    }

    /// With a planned failure; the first that applies to a trial counts.
    #[must_use]
    pub fn mishap(mut self, mishap: Mishap) -> Scripted {
        self.mishaps.push(mishap);
        self
    }

    fn failure(&self, trial: &Trial) -> Option<Failure> {
        let n = trial.size.n();
        let applies = |mishap: &&Mishap| {
            (mishap.from..=mishap.to).contains(&n) && mishap.round.is_none_or(|round| round == trial.round)
        };
        self.mishaps.iter().find(applies).map(|mishap| mishap.failure.clone())
    }

    /// A factor around 1 for this trial.
    fn factor(&self, trial: &Trial) -> f64 {
        let mixed = [trial.size.n(), trial.input as u64, u64::from(trial.round)]
            .iter()
            .fold(self.seed, |hash, part| (hash ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23));
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(mixed);
        // Box and Muller's way to a normal deviate.
        let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
        (self.noise * (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()).exp()
    }

    /// What a counting pass would read: the script's counters of the pass, at a cost of [`SLOWDOWN`].
    fn counted(&mut self, pass: Pass, trial: &Trial, timeout: Duration) -> Sample {
        let (n, at) = (trial.size.value(), self.elapsed);
        let scripted = |name: &&str| self.counters.iter().find(|(known, _)| known == name);
        let mut readings = Readings::default();
        for name in pass.metrics() {
            match scripted(name) {
                Some((_, count)) => readings.set(Metric::counter(name), count(n)),
                None => readings.set_missing(Metric::counter(name), "the script has no such counter"),
            }
        }
        let wall = SLOWDOWN * (self.cpu)(n);
        readings.set(Metric::Wall, wall);
        let took = Duration::try_from_secs_f64(wall).unwrap_or(Duration::MAX).min(timeout);
        self.elapsed = self.elapsed.saturating_add(took);
        let late = wall > timeout.as_secs_f64();
        let end = if late { SampleEnd::Failed(Failure::TimedOut { after: timeout }) } else { SampleEnd::Completed };
        Sample { trial: *trial, at, end, readings: if late { Readings::default() } else { readings } }
    }

    /// The passes that it needs.
    fn passes(&self) -> impl Iterator<Item = Pass> {
        Pass::ALL.into_iter().filter(|pass| !(self.tells_allocations && *pass == Pass::Allocations))
    }

    fn readings(&self, n: f64, factor: f64) -> Readings {
        let mut readings = Readings::default();
        let cpu = (self.cpu)(n) * factor;
        readings.set(Metric::Cpu, cpu);
        readings.set(Metric::Wall, cpu + (self.waiting)(n));
        readings.set(Metric::Memory, (self.memory)(n));
        for (name, count) in &self.counters {
            // A counter that is no number at some size is not told there; one of a pass is told there only.
            if count(n).is_finite() && !self.passes().any(|pass| pass.metrics().contains(&name.as_str())) {
                readings.set(Metric::counter(name), count(n));
            }
        }
        readings
    }
}

impl Executor for Scripted {
    fn measure(&mut self, trial: &Trial, _input: Option<&Path>) -> Sample {
        self.trials.push(*trial);
        let at = self.elapsed;
        let readings = self.readings(trial.size.value(), self.factor(trial));
        let wall = Duration::try_from_secs_f64(readings.value(&Metric::Wall).unwrap_or(0.0)).unwrap_or(Duration::MAX);
        let late = (wall > self.timeout).then_some(Failure::TimedOut { after: self.timeout });
        match self.failure(trial).or(late) {
            None => {
                self.elapsed = self.elapsed.saturating_add(wall);
                Sample { trial: *trial, at, end: SampleEnd::Completed, readings }
            }
            Some(Failure::TimedOut { after }) => {
                self.elapsed = self.elapsed.saturating_add(after);
                let end = SampleEnd::Failed(Failure::TimedOut { after });
                Sample { trial: *trial, at, end, readings: until(after, &readings) }
            }
            Some(failure) => {
                self.elapsed = self.elapsed.saturating_add(wall);
                Sample { trial: *trial, at, end: SampleEnd::Failed(failure), readings: Readings::default() }
            }
        }
    }

    fn count(
        &mut self,
        pass: Pass,
        trials: &[(Trial, Option<PathBuf>)],
        timeout: Duration,
        ended: &mut dyn FnMut(Sample),
    ) {
        for (trial, _) in trials {
            ended(self.counted(pass, trial, timeout));
        }
    }

    fn allow(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    fn elapsed(&self) -> Duration {
        self.elapsed
    }

    fn preparing(&self) -> Duration {
        self.preparing
    }
}

/// What a trial that was ended after so long had taken by then.
fn until(after: Duration, whole: &Readings) -> Readings {
    let (after, mut readings) = (after.as_secs_f64(), Readings::default());
    readings.set(Metric::Cpu, whole.value(&Metric::Cpu).unwrap_or(0.0).min(after));
    readings.set(Metric::Wall, after);
    readings
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted").field("seed", &self.seed).field("noise", &self.noise).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Size;

    fn trial(n: u64, round: u32) -> Trial {
        Trial { size: Size::new(n).expect("the test's own step"), input: 0, round }
    }

    fn cpu(executor: &mut Scripted, n: u64, round: u32) -> f64 {
        executor.measure(&trial(n, round), None).readings.value(&Metric::Cpu).expect("the test's own step")
    }

    #[test]
    fn the_order_of_trials_changes_no_sample() {
        let mut forwards = Scripted::new(3, |n| n).noise(0.1);
        let mut backwards = Scripted::new(3, |n| n).noise(0.1);
        let (a, b) = (cpu(&mut forwards, 10, 1), cpu(&mut forwards, 20, 1));
        let (y, x) = (cpu(&mut backwards, 20, 1), cpu(&mut backwards, 10, 1));
        assert_eq!((a, b), (x, y));
        assert_ne!(a, cpu(&mut forwards, 10, 2));
        assert_ne!(a, cpu(&mut Scripted::new(4, |n| n).noise(0.1), 10, 1));
    }

    #[test]
    fn noise_has_the_wanted_spread_and_no_noise_is_exact() {
        let mut executor = Scripted::new(1, |_| 1.0).noise(0.05);
        let logs: Vec<f64> = (1..=2000).map(|round| cpu(&mut executor, 100, round).ln()).collect();
        let mean = logs.iter().sum::<f64>() / 2000.0;
        let variance = logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1999.0;
        assert!(mean.abs() < 0.005 && (variance.sqrt() - 0.05).abs() < 0.003, "{mean} {variance}");
        assert_eq!(cpu(&mut Scripted::new(1, |n| 2.0 * n), 8, 1), 16.0);
    }

    #[test]
    fn mishaps_happen_where_planned_and_time_passes_as_scripted() {
        let timeout = Failure::TimedOut { after: Duration::from_secs(5) };
        let mishap = Mishap { from: 100, to: u64::MAX, round: None, failure: timeout.clone() };
        let mut executor = Scripted::new(1, |_| 1.0).waiting(|_| 1.0).mishap(mishap);
        assert_eq!(executor.measure(&trial(99, 1), None).end, SampleEnd::Completed);
        assert_eq!(executor.elapsed(), Duration::from_secs(2));
        assert_eq!(executor.measure(&trial(100, 1), None).end, SampleEnd::Failed(timeout));
        assert_eq!(executor.elapsed(), Duration::from_secs(7));
    }
}
