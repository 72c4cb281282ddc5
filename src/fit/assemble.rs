//! From the record to series: which samples count, and by which clock.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Censored, Clock, ClockChoice, Failure, Language, Metric, MetricKind, Missing, Mode, Pass, Physics, Point, Reading,
    Readings, Record, Sample, SampleEnd, Scenario, Series, Size,
};

/// A trial waits when less than this part of its wall time, after what other programs took from it, is CPU time.
const COMPUTES: f64 = 0.5;

/// What one involuntary switch may cost at most: a scheduler's slice on a busy machine, in seconds.
const SLICE: f64 = 0.02;

/// One metric over all sizes of one input (by number). Warm-ups and failed trials don't count, but timeouts and
/// memory kills say how much it costs at least.
#[must_use]
pub fn assemble(scenario: &Scenario, record: &Record, metric: &Metric, input: usize) -> Series {
    let timed: Vec<&Sample> = record.samples.iter().filter(|s| s.trial.input == input).collect();
    let clock = clock(scenario, &timed);
    let pass = Pass::of(metric, &scenario.target);
    let samples = match pass {
        Some(pass) => record.of_pass(pass).filter(|s| s.trial.input == input).collect(),
        None => timed,
    };
    let read = match (metric, clock) {
        (Metric::Time, Clock::Cpu) => Metric::Cpu,
        (Metric::Time, Clock::Wall) => Metric::Wall,
        (other, _) => other.clone(),
    };
    let clock = if *metric == Metric::Wall { Clock::Wall } else { clock };
    let mode = mode(scenario, metric, &samples);
    let measured: Vec<&&Sample> = samples.iter().filter(|s| s.trial.round > 0).collect();
    Series {
        metric: metric.clone(),
        input: (scenario.inputs.len() > 1).then(|| scenario.inputs[input].name().to_string()),
        mode,
        clock,
        points: points(&measured, &read),
        censored: censored(&samples, &read),
        quantum: quantum(metric, mode),
        floor: 0.0,
        missing: missing(&measured, &read, pass.is_some()),
        physics: (metric.kind() == MetricKind::Time)
            .then(|| Physics { second: 1.0, footprint: touched(scenario, &points(&measured, &Metric::Memory)) }),
    }
}

/// How the samples arose: a function's memory is its calls' own only where its harness tells what they allocate.
fn mode(scenario: &Scenario, metric: &Metric, samples: &[&Sample]) -> Mode {
    let Some(target) = scenario.target.function() else { return Mode::Process };
    let counted = || samples.iter().any(|s| s.readings.value(&Metric::counter("alloc.bytes")).is_some());
    let own = match &target.language {
        // What is built with these may leave the counting out.
        Language::C | Language::Cpp | Language::Rust => counted(),
        other => other.tells_allocations(),
    };
    if metric.kind() != MetricKind::Memory || own { Mode::Function } else { Mode::Process }
}

/// What the memory readings say of how much data is touched: a process's peak has all of it, while what a function's call
/// holds leaves out its input, which may outgrow the caches by itself.
fn touched(scenario: &Scenario, memory: &[Point]) -> Option<f64> {
    if scenario.target.function().is_some() { None } else { footprint(memory) }
}

/// Why a counter that timed trials give can't be fitted: it was read at some sizes only, and what it does at the others
/// is not known. What a call allocates is asked together with its memory, which a call that takes too long when it is
/// watched does not tell.
#[must_use]
pub fn incomplete(scenario: &Scenario, series: &Series, record: &Record, input: usize) -> Option<String> {
    let counted = Pass::of(&series.metric, &scenario.target).is_some();
    if series.metric.kind() != MetricKind::Count || counted || series.points.is_empty() {
        return None;
    }
    let with_memory = Pass::Allocations.metrics().contains(&series.metric.name());
    let asked = |s: &&Sample| !with_memory || s.readings.value(&Metric::Memory).is_some();
    let timed = |s: &&Sample| s.trial.input == input && s.trial.round > 0 && s.end == SampleEnd::Completed;
    let sizes: BTreeSet<Size> = record.samples.iter().filter(timed).filter(asked).map(|s| s.trial.size).collect();
    let read = |size: &Size| series.points.iter().any(|point| point.n == size.value());
    let absent = sizes.into_iter().find(|size| !read(size))?;
    let reason = series.missing.as_ref().map_or("", |missing| missing.0.as_str());
    Some(format!("not read at n = {absent}: {reason}; a count of nothing must be told as 0"))
}

/// Bytes by which the peak memory rises over the ladder.
fn footprint(memory: &[Point]) -> Option<f64> {
    let least = |point: &Point| point.values.iter().copied().fold(f64::INFINITY, f64::min);
    let (first, last) = memory.first().zip(memory.last())?;
    Some(least(last) - least(first))
}

/// The values of every size at which trials completed.
fn points(samples: &[&&Sample], metric: &Metric) -> Vec<Point> {
    let mut sizes: BTreeMap<Size, Vec<f64>> = BTreeMap::new();
    for sample in samples.iter().filter(|s| s.end == SampleEnd::Completed) {
        if let Some(value) = sample.readings.value(metric) {
            sizes.entry(sample.trial.size).or_default().push(value);
        }
    }
    sizes.into_iter().map(|(size, values)| Point { n: size.value(), values }).collect()
}

/// Sizes at which every trial ran into a limit: the cost is above it.
fn censored(samples: &[&Sample], metric: &Metric) -> Vec<Censored> {
    let mut sizes: BTreeMap<Size, f64> = BTreeMap::new();
    for sample in samples {
        if let SampleEnd::Failed(failure) = &sample.end
            && let Some(limit) = exceeded(failure, sample, metric)
        {
            let most = sizes.entry(sample.trial.size).or_insert(limit);
            *most = most.max(limit);
        }
    }
    let completed = |size| samples.iter().any(|s| s.trial.size == size && s.end == SampleEnd::Completed);
    sizes
        .into_iter()
        .filter(|(size, _)| !completed(*size))
        .map(|(s, at_least)| Censored { n: s.value(), at_least })
        .collect()
}

/// What a trial that ran into a limit had cost by then.
fn exceeded(failure: &Failure, sample: &Sample, metric: &Metric) -> Option<f64> {
    match (failure, metric) {
        (Failure::TimedOut { after }, Metric::Wall) => Some(after.as_secs_f64()),
        // It may have waited: only what it had computed is known to be less than it needs.
        (Failure::TimedOut { .. }, Metric::Cpu) => sample.readings.value(metric),
        (Failure::OutOfMemory { limit }, Metric::Memory) => Some(*limit as f64),
        _ => None,
    }
}

/// Wall time where the scenario asks for it, or where the target waits at the larger half of its sizes.
fn clock(scenario: &Scenario, samples: &[&Sample]) -> Clock {
    match scenario.settings.clock {
        ClockChoice::Wall => Clock::Wall,
        ClockChoice::Auto if waits(samples) || tells_wall_alone(samples) => Clock::Wall,
        ClockChoice::Cpu | ClockChoice::Auto => Clock::Cpu,
    }
}

/// Whether no trial that ended tells its CPU time: a function's harness may have no such clock.
fn tells_wall_alone(samples: &[&Sample]) -> bool {
    let mut ended = samples.iter().filter(|s| s.end == SampleEnd::Completed).peekable();
    ended.peek().is_some() && ended.all(|sample| sample.readings.value(&Metric::Cpu).is_none())
}

/// Whether the trials at the larger half of the sizes spend most of their time waiting: neither computing nor kept
/// from computing by other programs. What ran into the timeout is among them: it may do nothing but wait.
fn waits(samples: &[&Sample]) -> bool {
    let timed = |s: &&&Sample| matches!(s.end, SampleEnd::Completed | SampleEnd::Failed(Failure::TimedOut { .. }));
    let done: Vec<&&Sample> = samples.iter().filter(timed).collect();
    let mut sizes: Vec<Size> = done.iter().map(|s| s.trial.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let Some(middle) = sizes.get(sizes.len() / 2) else { return false };
    let (mut computed, mut lasted) = (0.0, 0.0);
    for sample in done.iter().filter(|s| s.trial.size >= *middle) {
        let read = |metric: Metric| sample.readings.value(&metric).unwrap_or(0.0);
        let (wall, cpu) = (read(Metric::Wall), read(Metric::Cpu));
        let kept_off = SLICE * read(Metric::counter("switches.involuntary"));
        computed += cpu;
        lasted += (wall - kept_off).clamp(cpu.min(wall), wall);
    }
    computed < COMPUTES * lasted
}

/// The step that the kernel counts in: CPU time by the scheduler's clock to a microsecond, resident memory in
/// batches of 32 pages a thread.
fn quantum(metric: &Metric, mode: Mode) -> f64 {
    match metric {
        // Many calls are timed together, and allocated bytes are counted.
        _ if mode == Mode::Function => 0.0,
        Metric::Time | Metric::Cpu | Metric::Wall => 1e-6,
        Metric::Memory => 131_072.0,
        Metric::Counter(_) => 0.0,
    }
}

/// The reason that completed trials, and those of counting passes, give for having no value.
fn missing(samples: &[&&Sample], metric: &Metric, counted: bool) -> Option<Missing> {
    if counted && samples.is_empty() {
        return Some(Missing("no trial of its pass was run".to_string()));
    }
    let completed = || samples.iter().filter(|s| s.end == SampleEnd::Completed || counted);
    let said = completed().find_map(|s| match s.readings.0.get(metric) {
        Some(Reading::Missing(missing)) => Some(missing.clone()),
        _ => None,
    });
    let silent = || completed().any(|s| !s.readings.0.contains_key(metric));
    let of_file = |s: &&&Sample| match s.readings.0.get(&Metric::counters_file()) {
        Some(Reading::Missing(missing)) if metric.is_reported() && !s.readings.0.contains_key(metric) => {
            Some(missing.clone())
        }
        _ => None,
    };
    let said = said.or_else(|| completed().find_map(of_file));
    said.or_else(|| silent().then(|| untold(&completed().map(|s| &s.readings).collect::<Vec<_>>(), metric)))
}

/// Why trials that say nothing of a metric have no value of it.
fn untold(trials: &[&Readings], metric: &Metric) -> Missing {
    let told = trials.iter().any(|readings| readings.0.contains_key(metric));
    Missing(match (told, metric.is_reported()) {
        (true, _) => format!("some trials reported no `{metric}`"),
        (false, false) => format!("`{metric}` is not read of such a target"),
        (false, true) => {
            let others = trials.iter().flat_map(|readings| readings.0.keys()).filter(|other| other.is_reported());
            let others: BTreeSet<String> = others.map(|other| format!("`{other}`")).collect();
            let others = others.into_iter().take(5).collect::<Vec<_>>().join(", ");
            let told = if others.is_empty() { String::new() } else { format!(" (it told {others})") };
            format!(
                "no trial reported `{metric}`{told}; let the target append `{metric} NUMBER` to the file that \
                 SCALECHECK_COUNTERS names, or declare a pattern for it under [counters]"
            )
        }
    })
}
