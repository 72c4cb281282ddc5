//! Evidence for tests of reports: curves that are exactly known, dressed up as a run.

mod curves;

use std::path::PathBuf;
use std::time::Duration;

use scalecheck::diagnose;
use scalecheck::model::{
    Because, Bytes, Caveat, CaveatKind, Class, CommandTarget, Compared, Evidence, Expectation, Failure, Fit, Forecast,
    Formula, Generator, Hooks, Input, Interval, Limit, LimitVerdict, Machine, Metric, Outcome, Readings, Record,
    Ruling, Sample, SampleEnd, Scale, Scenario, Settings, Size, Sizes, Stop, Target, Template, Trial, Verdict,
};

pub(crate) use curves::{Shape, fit};

/// A size that is one.
pub(crate) fn size(n: u64) -> Size {
    Size::new(n).expect("a test's size is in range")
}

/// A scenario of this name that runs a Python script on integers, with the sizes of life of an import.
pub(crate) fn scenario(name: &str) -> Scenario {
    let argv = ["python3", "dedupe.py", "{input}"].map(Template::new).to_vec();
    Scenario {
        name: name.to_string(),
        tried: false,
        about: Some("Duplicate detection in the nightly import".to_string()),
        location: Some("src/import.py:89".to_string()),
        fix: None,
        folder: PathBuf::from("scenarios"),
        needs: vec!["python3".to_string()],
        target: Target::Command(CommandTarget { argv, ..CommandTarget::default() }),
        inputs: vec![Input::Generated(Generator::Ints)],
        seed: 7,
        sizes: Sizes::Range { from: size(10), to: size(1_000_000) },
        hooks: Hooks::default(),
        check: None,
        counters: std::collections::BTreeMap::new(),
        expect: vec![
            Expectation { metric: Metric::Time, class: Class::LINEARITHMIC, tight: false },
            Expectation { metric: Metric::Memory, class: Class::LINEAR, tight: false },
        ],
        limits: Vec::new(),
        expect_broken: Vec::new(),
        scale: Scale {
            development: Some(size(10)),
            production: Some(size(5000)),
            peak: Some(size(1_000_000)),
            time_budget: Some(Duration::from_secs(30)),
            memory_budget: Some(Bytes(1 << 30)),
        },
        settings: Settings::default(),
        redact: Vec::new(),
        hash: "3f98f402b3ed22ee".repeat(4),
    }
}

/// A metric's class and numbers, for [`evidence`].
pub(crate) struct Measured {
    pub(crate) metric: Metric,
    pub(crate) shape: Shape,
    pub(crate) plausible: Vec<Class>,
    /// Probability of growth above the declaration.
    pub(crate) above: f64,
}

/// The evidence of a scenario over these sizes: fits, verdicts and findings as the pipeline would put them together.
pub(crate) fn evidence(scenario: Scenario, sizes: &[u64], measured: &[Measured]) -> Evidence {
    let fits: Vec<Fit> = measured
        .iter()
        .map(|m| fit(m, &diagnose::questions(&scenario, &m.metric), sizes, scenario.inputs.first()))
        .collect();
    let verdicts: Vec<Verdict> = scenario.expect.iter().map(|e| verdict(e, &fits, measured)).collect();
    let limits: Vec<LimitVerdict> = scenario.limits.iter().map(|l| limit(l, &fits)).collect();
    let record = record(&fits);
    let mut evidence = Evidence {
        version: "0.1.0".to_string(),
        started: "2026-11-23T06:41:22Z".to_string(),
        machine: machine(),
        memory_floor: 1_130_496,
        surroundings: std::collections::BTreeMap::new(),
        record,
        stop: Stop::Decided,
        elapsed: Duration::from_millis(9134),
        target_time: Duration::from_millis(8925),
        fits,
        verdicts,
        limits,
        findings: Vec::new(),
        outcome: Outcome { ruling: Ruling::Met, satisfied: true, reason: None },
        forecast: Vec::new(),
        caveats: Vec::new(),
        scenario,
    };
    conclude(&mut evidence);
    evidence
}

/// Findings and outcome from what the evidence holds.
pub(crate) fn conclude(evidence: &mut Evidence) {
    let Evidence { scenario, fits, verdicts, limits, record, .. } = &*evidence;
    let findings = diagnose::findings(scenario, fits, verdicts, limits, record);
    let rulings = verdicts.iter().map(|v| v.ruling).chain(limits.iter().map(|l| l.ruling));
    let ruling = rulings.max().unwrap_or(Ruling::Met);
    let satisfied = ruling == Ruling::Met || !scenario.expect_broken.is_empty();
    evidence.findings = findings;
    evidence.outcome = Outcome { ruling, satisfied, reason: None };
}

fn machine() -> Machine {
    Machine {
        kernel: "Linux 6.1.0".to_string(),
        architecture: "x86_64".to_string(),
        processor: "Example CPU @ 2.40GHz".to_string(),
        cores: 2,
        memory: 8 << 30,
        governor: None,
        programs: vec![("python3".to_string(), "3.11.2".to_string())],
    }
}

fn verdict(expectation: &Expectation, fits: &[Fit], measured: &[Measured]) -> Verdict {
    let index = measured.iter().position(|m| m.metric == expectation.metric);
    let (ruling, because) = match index {
        None => (Ruling::Failed, Because::Unmeasured("no value was read".to_string())),
        Some(i) => {
            let above = measured[i].above;
            let ruling = match above {
                p if p <= 0.05 => Ruling::Met,
                p if p >= 0.98 => Ruling::Broken,
                _ => Ruling::Undecided,
            };
            let fit = &fits[i];
            let sizes = (fit.points[0].n, fit.points[fit.points.len() - 1].n);
            let (class, exponent, below) = (fit.class, fit.exponent, 1.0 - above);
            let because = Because::Posterior { above, below, class, exponent, sizes, doubt: None };
            (ruling, because)
        }
    };
    Verdict {
        metric: expectation.metric.clone(),
        input: None,
        declared: expectation.class,
        tight: expectation.tight,
        strict: false,
        ruling,
        because,
    }
}

fn limit(limit: &Limit, fits: &[Fit]) -> LimitVerdict {
    let fit = fits.iter().find(|f| f.series.metric == limit.metric);
    let estimate = fit.and_then(|f| f.predictions.iter().find(|p| p.n == limit.at.value())).copied();
    let ruling = match estimate.map(|e| e.value) {
        Some(Interval { high, .. }) if high <= limit.max => Ruling::Met,
        Some(Interval { low, .. }) if low > limit.max => Ruling::Broken,
        Some(_) => Ruling::Undecided,
        None => Ruling::Failed,
    };
    LimitVerdict {
        metric: limit.metric.clone(),
        input: None,
        at: limit.at.value(),
        max: limit.max,
        ruling,
        estimate,
        note: None,
    }
}

fn record(fits: &[Fit]) -> Record {
    let mut record = Record::default();
    let Some(first) = fits.first() else { return record };
    let rounds = first.series.points.first().map_or(0, |p| p.values.len());
    for round in 0..rounds {
        for (i, point) in first.series.points.iter().enumerate() {
            let mut readings = Readings::default();
            for fit in fits {
                readings.set(fit.series.metric.clone(), fit.series.points[i].values[round]);
            }
            let trial = Trial { size: size(point.n as u64), input: 0, round: round as u32 + 1 };
            let at = Duration::from_millis(record.samples.len() as u64 * 37);
            record.samples.push(Sample { trial, at, end: SampleEnd::Completed, readings });
        }
    }
    record
}

/// Adds a trial that failed.
pub(crate) fn fail(evidence: &mut Evidence, n: u64, failure: Failure) {
    let trial = Trial { size: size(n), input: 0, round: 1 };
    let at = Duration::from_secs(8);
    let end = SampleEnd::Failed(failure);
    evidence.record.samples.push(Sample { trial, at, end, readings: Readings::default() });
    conclude(evidence);
}

const TO_5K: [u64; 10] = [10, 20, 50, 100, 200, 500, 1000, 2000, 3500, 5000];
const TO_1M: [u64; 11] = [10, 32, 100, 320, 1000, 3200, 10_000, 32_000, 100_000, 320_000, 1_000_000];

fn time(class: Class, fixed: f64, coefficient: f64, plausible: Vec<Class>, above: f64) -> Measured {
    let formula = Formula { class, fixed, coefficient, lower: None };
    Measured { metric: Metric::Time, shape: Shape { formula, noise: 0.02 }, plausible, above }
}

fn memory(fixed: f64, coefficient: f64) -> Measured {
    let formula = Formula { class: Class::LINEAR, fixed, coefficient, lower: None };
    let shape = Shape { formula, noise: 0.002 };
    Measured { metric: Metric::Memory, shape, plausible: vec![Class::LINEAR], above: 0.0004 }
}

/// A nested loop over 5,000 items at most: broken, with a budget that is gone long before peak.
pub(crate) fn quadratic() -> Evidence {
    let slow = time(Class::QUADRATIC, 0.021, 41e-9, vec![Class::QUADRATIC], 0.999_96);
    evidence(scenario("imports/dedupe"), &TO_5K, &[slow, memory(9.8e6, 61.0)])
}

/// A sort in C that does what is declared.
pub(crate) fn sorting() -> Evidence {
    let mut scenario = scenario("sort-lines");
    scenario.about = Some("GNU sort on a million integers".to_string());
    let Target::Command(target) = &mut scenario.target else { panic!("a command") };
    target.argv = ["sort", "-n", "{input}"].map(Template::new).to_vec();
    scenario.limits = vec![Limit { metric: Metric::Time, at: size(1_000_000), max: 2.0 }];
    let fine = time(Class::LINEARITHMIC, 0.0011, 1.9e-8, vec![Class::LINEARITHMIC, Class::LINEAR], 0.002);
    evidence(scenario, &TO_1M, &[fine, memory(2.6e6, 48.0)])
}

/// A hash set that time can't tell from a sort: undecided, with what would decide it.
pub(crate) fn undecided() -> Evidence {
    let mut scenario = scenario("count-words");
    scenario.location = None;
    scenario.scale = Scale::default();
    scenario.expect = vec![Expectation { metric: Metric::Time, class: Class::LINEAR, tight: false }];
    let open = time(Class::LINEAR, 0.02, 2.2e-7, vec![Class::LINEAR, Class::LINEARITHMIC], 0.43);
    let mut evidence = evidence(scenario, &TO_1M, &[open]);
    evidence.stop = Stop::Hopeless;
    evidence.forecast = vec![
        Forecast { metric: Metric::Time, size: Some(2e7), seconds: Some(180.0), instead: None },
        Forecast {
            metric: Metric::Time,
            size: None,
            seconds: Some(14.0),
            instead: Some(Metric::counter("instructions")),
        },
    ];
    evidence.fits[0]
        .caveats
        .push(Caveat::new(CaveatKind::Memory, "the cost per item grows 1.6-fold from n = 100,000 to 1,000,000"));
    evidence
}

/// Every subset of n items, until it fails at 24.
pub(crate) fn exponential() -> Evidence {
    let mut scenario = scenario("subsets");
    scenario.about = Some("Knapsack by trying every subset".to_string());
    scenario.expect = vec![Expectation { metric: Metric::Time, class: Class::QUADRATIC, tight: false }];
    scenario.sizes = Sizes::Range { from: size(4), to: size(40) };
    scenario.scale.development = Some(size(8));
    scenario.scale.production = Some(size(30));
    scenario.scale.peak = Some(size(40));
    let class = Class::Exponential { base: Some(2.01) };
    let mut slow = time(class, 0.014, 1.1e-7, vec![Class::EXPONENTIAL], 0.999_99);
    slow.shape.noise = 0.03;
    let mut evidence = evidence(scenario, &[4, 6, 8, 10, 12, 14, 16, 18, 20, 22], &[slow]);
    fail(&mut evidence, 24, Failure::Signal { signal: 9, stderr: "loading\nKilled\n".to_string() });
    evidence
}

/// Nothing could be measured: the target is broken from the start.
pub(crate) fn failed() -> Evidence {
    let mut evidence = evidence(scenario("broken-target"), &[], &[]);
    for n in [10, 20, 50] {
        fail(&mut evidence, n, Failure::Exit { code: 1, stderr: "Traceback:\nModuleNotFoundError: x\n".to_string() });
    }
    let reason = Some("3 of 3 sizes failed: the target exits with code 1".to_string());
    evidence.outcome = Outcome { ruling: Ruling::Failed, satisfied: false, reason };
    evidence.stop = Stop::TooFewSizes;
    evidence
}

/// What it needs is absent.
pub(crate) fn skipped() -> Evidence {
    let mut evidence = evidence(scenario("needs-node"), &[], &[]);
    evidence.verdicts.clear();
    let reason = Some("`node` is not on this machine".to_string());
    evidence.outcome = Outcome { ruling: Ruling::Skipped, satisfied: true, reason };
    evidence.stop = Stop::NotMeasured;
    evidence
}

/// Texts that try to break out of every format.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>]]>&amp;\"'`|*_[x](javascript:1)\u{1b}[31m\u{202e}\r\n# not a heading\n\n- ::error::no\0{{7*7}}%0A";

/// The quadratic evidence with hostile text wherever a user can put some.
pub(crate) fn hostile() -> Evidence {
    let mut scenario = scenario(HOSTILE);
    let long = format!("{HOSTILE}{}", "x".repeat(10_000));
    let counter = Metric::counter(HOSTILE);
    scenario.name.clone_from(&long);
    scenario.about = Some(long.clone());
    scenario.location = Some(long.clone());
    scenario.fix = Some(long.clone());
    scenario.expect.push(Expectation { metric: counter.clone(), class: Class::LINEAR, tight: false });
    let Target::Command(target) = &mut scenario.target else { panic!("a command") };
    target.argv.push(Template::new(long.clone()));
    let formula = Formula { class: Class::QUADRATIC, fixed: 3.0, coefficient: 1.0, lower: None };
    let hostile = Measured {
        metric: counter,
        shape: Shape { formula, noise: 0.0 },
        plausible: vec![Class::QUADRATIC],
        above: 1.0,
    };
    let slow = time(Class::QUADRATIC, 0.021, 41e-9, vec![Class::QUADRATIC], 0.999_96);
    let mut evidence = evidence(scenario, &TO_5K, &[slow, hostile]);
    evidence.machine.processor.clone_from(&long);
    evidence.machine.programs = vec![(long.clone(), long.clone())];
    evidence.caveats.push(Caveat::new(CaveatKind::Leftovers, long.clone()));
    evidence.fits[0].caveats.push(Caveat::new(CaveatKind::Cliff, long.clone()));
    fail(&mut evidence, 7000, Failure::Exit { code: 3, stderr: long.clone() });
    evidence.outcome.reason = Some(long);
    evidence
}

/// The evidence compared with itself, which has a fault to be found on its way.
pub(crate) fn against_itself(evidence: &Evidence) -> Compared {
    let mut new = evidence.clone();
    new.fits.iter_mut().for_each(|fit| fit.formula.coefficient *= 2.0);
    before_and_after(evidence.clone(), new)
}

/// Two evidences, compared.
pub(crate) fn before_and_after(old: Evidence, new: Evidence) -> Compared {
    let comparison = scalecheck::pipeline::compare(&old, &new, &scalecheck::compare::Terms::default());
    Compared { old: Some(old), new: Some(new), comparison }
}

/// One of every kind.
pub(crate) fn all() -> Vec<Evidence> {
    vec![quadratic(), sorting(), undecided(), exponential(), failed(), skipped()]
}
