//! The whole story on one screen: a scenario becomes evidence.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::input::Store;
use crate::measure;
use crate::measure::{Bench, Executor};
use crate::model::{Counted, Evidence, Metric, Pass, Record, Ruling, Sample, Scenario, Stop, Trial};
use crate::plan::{self, Progress, Step};
use rulings::{Rulings, conclude, unmeasured};

pub use baseline::{against, confirm_against};
pub use comparing::{compare, compare_all};
pub use null::{Nulled, null};
pub use paired::{paired, paired_among, rehearse_paired};

mod baseline;
mod comparing;
mod confirming;
mod inputs;
mod null;
mod paired;
mod reasons;
mod rulings;
#[cfg(test)]
mod tests;

/// What happens during a run, for progress bars and journals.
pub trait Observer {
    /// A batch of trials begins: how many, and how much time has passed.
    fn batch(&mut self, _trials: &[Trial], _elapsed: Duration) {}
    /// A trial has ended. An error ends the run.
    ///
    /// # Errors
    /// Where the sample can't be kept.
    fn sampled(&mut self, _sample: &Sample) -> Result<(), String> {
        Ok(())
    }
    /// Trials of a pass that only counts begin: how many, and how much time has passed.
    fn counting(&mut self, _pass: Pass, _trials: usize, _elapsed: Duration) {}
    /// A trial of such a pass has ended. An error ends the run.
    ///
    /// # Errors
    /// Where the sample can't be kept.
    fn counted(&mut self, _counted: &Counted) -> Result<(), String> {
        Ok(())
    }
}

/// Watches nothing.
impl Observer for () {}

/// What a run starts from, beyond its scenario.
#[derive(Debug)]
pub struct Start<'a> {
    /// Where inputs and scratch files go.
    pub workspace: &'a Path,
    /// Where generated inputs are kept for other runs; the workspace where `None`.
    pub cache: Option<&'a Path>,
    /// What an interrupted run had measured.
    pub record: Record,
    /// When it starts: RFC 3339, UTC.
    pub started: String,
    /// Set from elsewhere to end the run.
    pub interrupt: Arc<AtomicBool>,
}

/// Why a run gave no evidence.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// What was measured could not be kept.
    #[error("can't keep what was measured: {0}")]
    Keep(String),
    /// No scratch folder.
    #[error("can't make a scratch folder: {0}")]
    Workspace(#[from] std::io::Error),
}

/// Measures and judges a scenario.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = r#"
///     [target]
///     command = ["sort", "-n", "{input}"]
///     [input]
///     generate = "ints"
///     [expect]
///     time = "O(n log n)"
/// "#;
/// let scenario = scalecheck::scenario::parse(text, "sort.toml".as_ref(), "sort", &Default::default())?;
/// let evidence = scalecheck::run(&scenario)?;
/// println!("{}", scalecheck::report::markdown(&evidence));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Where no scratch folder can be made. A target that fails is no error: the evidence says so.
pub fn run(scenario: &Scenario) -> Result<Evidence, RunError> {
    let workspace = tempfile::tempdir()?;
    let start = Start {
        workspace: workspace.path(),
        cache: None,
        record: Record::default(),
        started: measure::now(),
        interrupt: Arc::default(),
    };
    watched(scenario, start, &mut ())
}

/// [`run`] with somebody watching, and going on from where an interrupted run ended.
///
/// # Errors
/// Where the observer can't keep a sample.
pub fn watched(scenario: &Scenario, start: Start<'_>, observer: &mut dyn Observer) -> Result<Evidence, RunError> {
    let Start { workspace, cache, record, started, interrupt } = start;
    if let Some(reason) = lacks(scenario) {
        return Ok(unmeasured(scenario, Ruling::Skipped, reason));
    }
    let failed = |why: String| {
        let stop = if interrupt.load(Ordering::Relaxed) { Stop::Interrupted } else { Stop::NotMeasured };
        let machine = measure::machine(scenario);
        Ok(Evidence { stop, started: started.clone(), machine, ..unmeasured(scenario, Ruling::Failed, why) })
    };
    let mut store = match inputs::store(scenario, workspace, cache) {
        Ok(store) => store.interrupted_by(Arc::clone(&interrupt)),
        Err(error) => return failed(error.to_string()),
    };
    let mut bench = match Bench::start(scenario, workspace) {
        Ok(bench) => bench.interrupted_by(Arc::clone(&interrupt)),
        Err(error) => return failed(error.to_string()),
    };
    if let Err(error) = bench.setup() {
        // The half that was set up is cleaned up; why it is only half is what the user must hear.
        let _ = bench.cleanup();
        return failed(error.to_string());
    }
    let base = record.samples.last().map_or(Duration::ZERO, ended);
    let mut inquiry = Inquiry::new(scenario, &mut bench, &mut store, &interrupt, base);
    let measured = inquiry.answer(record, observer);
    let cleanup = bench.cleanup();
    let (record, stop) = measured.map_err(RunError::Keep)?;
    let mut evidence = conclude(scenario, record, stop);
    evidence.started = started;
    evidence.machine = measure::machine(scenario);
    if let Some((language, words)) = bench.harness() {
        evidence.machine.name_program(language, words);
    }
    evidence.memory_floor = bench.memory_floor();
    evidence.surroundings = measure::fixed(scenario);
    evidence.elapsed = bench.elapsed();
    evidence.target_time = bench.target_time();
    evidence.caveats.extend(bench.caveats());
    if let Err(error) = cleanup {
        evidence.caveats.push(error.into());
    }
    Ok(evidence)
}

/// [`run`] on another executor than the scenario's own target, such as [`measure::Scripted`]: for tests and
/// simulations of everything that follows from samples. The scenario's inputs are made as usual; its hooks are not run.
///
/// # Errors
/// Where no scratch folder can be made.
pub fn rehearse<E: Executor>(scenario: &Scenario, executor: &mut E) -> Result<Evidence, RunError> {
    let workspace = tempfile::tempdir()?;
    let mut store = Store::open(workspace.path(), scenario.settings.disk_limit)
        .map_err(|error| RunError::Keep(error.to_string()))?;
    let interrupt = AtomicBool::new(false);
    let mut inquiry = Inquiry::new(scenario, executor, &mut store, &interrupt, Duration::ZERO);
    let (record, stop) = inquiry.answer(Record::default(), &mut ()).map_err(RunError::Keep)?;
    Ok(conclude(scenario, record, stop))
}

/// What the scenario needs and isn't installed here, in words; `None`: it can run.
#[must_use]
pub fn lacks(scenario: &Scenario) -> Option<String> {
    let absent: Vec<&str> = scenario.needs.iter().filter(|n| !measure::installed(n)).map(String::as_str).collect();
    (!absent.is_empty()).then(|| format!("needs {}, not found here", absent.join(", ")))
}

/// The loop of plan, measure, fit and judge.
struct Inquiry<'a, E> {
    scenario: &'a Scenario,
    executor: &'a mut E,
    store: &'a mut Store,
    interrupt: &'a AtomicBool,
    /// How long the run had gone on when it was interrupted.
    base: Duration,
    /// The passes that have counted all they can.
    done: Vec<Pass>,
    /// What they took: they have a budget of their own.
    counting: Duration,
    /// What making inputs took.
    making: Duration,
}

impl<'a, E: Executor> Inquiry<'a, E> {
    fn new(
        scenario: &'a Scenario,
        executor: &'a mut E,
        store: &'a mut Store,
        interrupt: &'a AtomicBool,
        base: Duration,
    ) -> Inquiry<'a, E> {
        Inquiry {
            scenario,
            executor,
            store,
            interrupt,
            base,
            done: Vec::new(),
            counting: Duration::ZERO,
            making: Duration::ZERO,
        }
    }

    /// Times, then counts what is left to count.
    fn answer(&mut self, record: Record, observer: &mut dyn Observer) -> Result<(Record, Stop), String> {
        inputs::remember(self.store, &record);
        let (mut record, stop) = self.measure(record, observer)?;
        if matches!(stop, Stop::Interrupted | Stop::TooFewSizes | Stop::NotMeasured) {
            return Ok((record, stop));
        }
        for pass in Rulings::passes(self.scenario, &record) {
            if !self.done.contains(&pass) && !self.count(pass, &mut record, observer)? {
                return Ok((record, Stop::Interrupted));
            }
        }
        Ok((record, stop))
    }

    fn measure(&mut self, mut record: Record, observer: &mut dyn Observer) -> Result<(Record, Stop), String> {
        let (mut rulings, mut judged) = (Rulings::default(), 0);
        loop {
            let progress = Progress {
                record: &record,
                judged,
                fits: &rulings.fits,
                decided: rulings.decided(),
                refuted: rulings.refuted(),
                countable: !self.done.contains(&Pass::Instructions) && rulings.countable(self.scenario),
                elapsed: self.trying(),
            };
            match plan::next(self.scenario, progress) {
                Step::Stop(stop) => return Ok((record, stop)),
                Step::Judge => {
                    rulings = Rulings::of_declared(self.scenario, &record);
                    judged = record.samples.len();
                }
                Step::Count => {
                    if !self.count(Pass::Instructions, &mut record, observer)? {
                        return Ok((record, Stop::Interrupted));
                    }
                    judged = 0;
                }
                Step::Measure(trials) => {
                    observer.batch(&trials, self.elapsed());
                    for trial in &trials {
                        let mut sample = self.sample(trial);
                        sample.at += self.base;
                        if self.interrupt.load(Ordering::Relaxed) {
                            return Ok((record, Stop::Interrupted));
                        }
                        observer.sampled(&sample)?;
                        record.samples.push(sample);
                    }
                }
            }
        }
    }

    /// All that a pass which only counts can count, on the sizes that were timed. `false`: interrupted.
    fn count(&mut self, pass: Pass, record: &mut Record, observer: &mut dyn Observer) -> Result<bool, String> {
        let start = self.elapsed();
        loop {
            let spent = self.spent(pass, start, record);
            let Some(trials) = plan::count(self.scenario, record, pass, spent, measure::cores()) else { break };
            observer.counting(pass, trials.len(), self.elapsed());
            let timeout = plan::counting_budget(self.scenario).saturating_sub(spent);
            let (base, interrupt, mut kept) = (self.base, self.interrupt, Ok(()));
            let asked = (pass, trials.as_slice(), timeout);
            inputs::counted(self.store, self.executor, asked, self.scenario, &mut |sample| {
                // What an interruption ended is no count; what had ended before it is.
                if interrupt.load(Ordering::Relaxed) || kept.is_err() {
                    return;
                }
                let counted = Counted { pass, sample: Sample { at: sample.at + base, ..sample } };
                kept = observer.counted(&counted);
                record.counted.push(counted);
            });
            kept?;
            if interrupt.load(Ordering::Relaxed) {
                return Ok(false);
            }
        }
        self.done.push(pass);
        self.counting += self.elapsed().saturating_sub(start);
        Ok(true)
    }

    fn elapsed(&self) -> Duration {
        self.base + self.executor.elapsed()
    }

    /// Wall time that trials have taken. Making inputs is none of it, but no longer than the trials may take themselves.
    fn trying(&self) -> Duration {
        let aside = self.counting + self.executor.preparing() + self.making.min(self.scenario.settings.budget);
        self.elapsed().saturating_sub(aside)
    }

    /// Wall time of a pass that began at `start`; of a function's the trials alone, for a simulated harness starts slowly.
    fn spent(&self, pass: Pass, start: Duration, record: &Record) -> Duration {
        if self.scenario.target.function().is_none() {
            return self.elapsed().saturating_sub(start);
        }
        let walls = record.of_pass(pass).filter_map(|sample| sample.readings.value(&Metric::Wall));
        Duration::try_from_secs_f64(walls.sum()).unwrap_or(Duration::MAX)
    }

    /// One trial on its input.
    fn sample(&mut self, trial: &Trial) -> Sample {
        match self.made(trial) {
            Ok(path) => {
                self.executor.allow(plan::trial_timeout(self.scenario, trial));
                inputs::measured(self.store, self.executor, trial, path.as_deref())
            }
            Err(sample) => *sample,
        }
    }

    /// A trial's input, which is made now where it is not there yet; else the sample that says why there is none.
    fn made(&mut self, trial: &Trial) -> Result<Option<PathBuf>, Box<Sample>> {
        let (wanted, at) = (self.executor.wanted(trial), self.executor.elapsed());
        let made = inputs::made(self.store, self.scenario, trial, wanted, at);
        self.making += self.executor.elapsed().saturating_sub(at);
        made
    }
}

/// When a sample's trial had ended, from the start of the run.
fn ended(sample: &Sample) -> Duration {
    let wall = sample.readings.value(&Metric::trial_wall()).or_else(|| sample.readings.value(&Metric::Wall));
    let wall = Duration::try_from_secs_f64(wall.unwrap_or(0.0)).unwrap_or_default();
    sample.at.saturating_add(wall)
}
