//! Seeded random evidence, for laws that must hold of any: every variant and every optional part turns up.

use std::time::Duration;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use scalecheck::model::*;

/// A die that throws parts of evidence.
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 0
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }

    fn maybe<T>(&mut self, make: impl Fn(&mut Dice) -> T) -> Option<T> {
        self.flip().then(|| make(self))
    }

    fn some<T>(&mut self, make: impl Fn(&mut Dice) -> T) -> Vec<T> {
        (0..self.below(4)).map(|_| make(self)).collect()
    }

    /// Any finite number: whole ones, tiny ones, those that need all 17 digits.
    fn number(&mut self) -> f64 {
        let special = [0.0, -0.0, 1.0, 1e300, 5e-324, 0.1, 1.0 / 3.0, -2.5, 9_007_199_254_740_993.0];
        match self.below(3) {
            0 => self.one(&special),
            1 => self.below(1 << 40) as f64,
            _ => Some(f64::from_bits(self.0.next_u64())).filter(|number| number.is_finite()).unwrap_or(7.0),
        }
    }

    fn bound(&mut self) -> f64 {
        if self.below(5) == 0 { self.one(&[f64::INFINITY, f64::NEG_INFINITY]) } else { self.number() }
    }

    fn text(&mut self) -> String {
        self.one(&["", "plain", "with \"quotes\" and \\", "line\nline", "größer 🦀", "\u{0}\u{7f}\r\t", "{n} {input}"])
            .to_string()
    }

    fn texts(&mut self) -> Vec<String> {
        self.some(Dice::text)
    }

    fn template(&mut self) -> Template {
        Template(self.text())
    }

    fn metric(&mut self) -> Metric {
        Metric::named(self.one(&["time", "cpu", "wall", "memory", "queries", "io.read_bytes", "größe"]))
    }

    fn class(&mut self) -> Class {
        let odd = [
            Class::Exponential { base: Some(2.0) },
            Class::Exponential { base: Some(3.0) },
            Class::Exponential { base: Some(1.000_001) },
            Class::power_log(1.585, 0.0),
            Class::power_log(0.25, 1.0 / 3.0),
            Class::power_log(1e-7, 2.0),
        ];
        if self.flip() { self.one(&Class::ALL) } else { self.one(&odd) }
    }

    fn interval(&mut self) -> Interval {
        Interval { value: self.number(), low: self.bound(), high: self.bound() }
    }

    fn basis(&mut self) -> Basis {
        let factor = self.number();
        self.one(&[Basis::Measured, Basis::Interpolated, Basis::Extrapolated(factor)])
    }

    fn estimate(&mut self) -> Estimate {
        Estimate { n: self.number(), value: self.interval(), basis: self.basis() }
    }

    fn size(&mut self) -> Size {
        let n = self.one(&[1, 10, 1_000_000, Size::MAX]);
        Size::new(n).expect("a size")
    }

    fn duration(&mut self) -> Duration {
        Duration::from_nanos(self.below(1 << 50))
    }

    fn threshold(&mut self) -> Threshold {
        let n = self.maybe(Dice::interval);
        Threshold { budget: self.number(), n, basis: self.basis(), safe_up_to: self.bound() }
    }

    fn caveat(&mut self) -> Caveat {
        Caveat { kind: self.one(CaveatKind::ALL), text: self.text() }
    }

    fn ruling(&mut self) -> Ruling {
        self.one(&[Ruling::Met, Ruling::Skipped, Ruling::Undecided, Ruling::Failed, Ruling::Broken])
    }

    fn command(&mut self) -> Target {
        Target::Command(CommandTarget {
            argv: self.some(Dice::template),
            shell: self.flip(),
            env: self.some(|dice| (dice.text(), dice.template())).into_iter().collect(),
            directory: self.maybe(Dice::template),
            stdin: match self.below(3) {
                0 => Stdin::Empty,
                1 => Stdin::File(self.template()),
                _ => Stdin::Text(self.template()),
            },
        })
    }

    fn function(&mut self) -> Target {
        let spec = self.one(&["python:a b.py:f", "perl:x:y.pl:Some::f", "java:A.java:A.b"]);
        Target::Function(FunctionTarget {
            make: self.maybe(Dice::text),
            interpreter: self.maybe(Dice::text),
            harness: self.texts(),
            env: self.some(|dice| (dice.text(), dice.text())).into_iter().collect(),
            ..FunctionTarget::parse(spec).unwrap_or_else(|error| panic!("{error}"))
        })
    }

    pub(crate) fn scenario(&mut self) -> Scenario {
        let generators = Generator::ALL;
        let command = CommandInput { argv: vec![self.template()], shell: self.flip() };
        Scenario {
            name: "pairs/größe".to_string(),
            tried: self.flip(),
            about: self.maybe(Dice::text),
            location: self.maybe(Dice::text),
            fix: self.maybe(Dice::text),
            folder: "scenarios".into(),
            needs: self.texts(),
            target: if self.below(4) == 0 { self.function() } else { self.command() },
            inputs: match self.below(3) {
                0 => vec![Input::Command(command)],
                _ => self.some(|dice| Input::Generated(dice.one(generators))),
            },
            seed: self.0.next_u64(),
            sizes: match self.below(2) {
                0 => {
                    let (one, other) = (self.size(), self.size());
                    Sizes::Range { from: one.min(other), to: one.max(other) }
                }
                _ => Sizes::List([vec![self.size()], self.some(Dice::size)].concat()),
            },
            hooks: Hooks {
                setup: self.maybe(Dice::text),
                prepare: self.maybe(Dice::text),
                conclude: self.maybe(Dice::text),
                cleanup: self.maybe(Dice::text),
            },
            check: self.maybe(|dice| match dice.below(3) {
                0 => Check::Output(dice.template()),
                1 => Check::File(dice.template()),
                _ => Check::Command(dice.template()),
            }),
            counters: self.some(|dice| (dice.text(), dice.text())).into_iter().collect(),
            expect: self.some(|dice| Expectation { metric: dice.metric(), class: dice.class(), tight: dice.flip() }),
            limits: self.some(|dice| Limit { metric: dice.metric(), at: dice.size(), max: dice.number() }),
            expect_broken: self.some(Dice::metric),
            scale: Scale {
                development: self.maybe(Dice::size),
                production: self.maybe(Dice::size),
                peak: self.maybe(Dice::size),
                time_budget: self.maybe(Dice::duration),
                memory_budget: self.maybe(|dice| Bytes(dice.0.next_u64())),
            },
            settings: self.settings(),
            redact: Vec::new(),
            hash: "0f".repeat(32),
        }
    }

    fn settings(&mut self) -> Settings {
        Settings {
            budget: self.duration(),
            timeout: self.duration(),
            rounds: self.maybe(|dice| dice.below(100) as u32),
            warmup: self.below(9) as u32,
            clock: self.one(&[ClockChoice::Auto, ClockChoice::Cpu, ClockChoice::Wall]),
            strict: self.flip(),
            memory_limit: self.maybe(|dice| Bytes(dice.0.next_u64())),
            output_limit: Bytes(self.0.next_u64()),
            process_limit: self.below(9999) as u32,
            disk_limit: Bytes(self.0.next_u64()),
            ignore_failure: self.flip(),
            settle: self.flip(),
        }
    }

    pub(crate) fn machine(&mut self) -> Machine {
        Machine {
            kernel: self.text(),
            architecture: self.text(),
            processor: self.text(),
            cores: self.below(64) as u32,
            memory: self.0.next_u64(),
            governor: self.maybe(Dice::text),
            programs: self.some(|dice| (dice.text(), dice.text())),
        }
    }

    fn failure(&mut self) -> Failure {
        let (reason, stderr, limit) = (self.text(), self.text(), self.0.next_u64());
        match self.below(9) {
            0 => Failure::NotStarted { reason },
            1 => Failure::Exit { code: self.one(&[1, -1, i32::MAX]), stderr },
            2 => Failure::Signal { signal: 11, stderr },
            3 => Failure::TimedOut { after: self.duration() },
            4 => Failure::OutOfMemory { limit },
            5 => Failure::TooMuchOutput { limit },
            6 => Failure::TooManyProcesses { limit: self.below(1 << 32) as u32 },
            7 => Failure::WrongOutput { reason },
            _ => Failure::Hook { phase: "prepare".to_string(), reason },
        }
    }

    /// A sample that is one of this scenario's.
    pub(crate) fn sample_of(&mut self, scenario: &Scenario) -> Sample {
        let mut sample = self.sample();
        sample.trial.size = match &scenario.sizes {
            Sizes::Range { from, to } => self.one(&[*from, *to]),
            Sizes::List(list) => self.one(list),
        };
        sample.trial.input = self.below(scenario.inputs.len().max(1) as u64) as usize;
        sample
    }

    pub(crate) fn sample(&mut self) -> Sample {
        let mut readings = Readings::default();
        for _ in 0..self.below(6) {
            let metric = self.metric();
            if self.below(4) == 0 {
                readings.set_missing(metric, self.text());
            } else {
                let value = match metric {
                    Metric::Counter(_) => self.number(),
                    _ => self.below(1 << 40) as f64 / 1024.0,
                };
                readings.set(metric, value);
            }
        }
        let end = if self.flip() { SampleEnd::Completed } else { SampleEnd::Failed(self.failure()) };
        let trial = Trial { size: self.size(), input: self.below(3) as usize, round: self.below(9) as u32 };
        Sample { trial, at: self.duration(), end, readings }
    }

    fn series(&mut self) -> Series {
        Series {
            metric: self.metric(),
            input: self.maybe(Dice::text),
            mode: self.one(&[Mode::Process, Mode::Function]),
            clock: self.one(&[Clock::Cpu, Clock::Wall]),
            points: self.some(|dice| Point { n: dice.number(), values: dice.some(Dice::number) }),
            censored: self.some(|dice| Censored { n: dice.number(), at_least: dice.number() }),
            quantum: self.number(),
            floor: self.number(),
            missing: self.maybe(|dice| Missing(dice.text())),
            physics: self.maybe(Dice::physics),
        }
    }

    fn physics(&mut self) -> Physics {
        Physics { second: self.number(), footprint: self.maybe(Dice::number) }
    }

    fn doubt(&mut self) -> Doubt {
        match self.below(13) {
            0 => Doubt::FillingUp,
            1 => Doubt::HardlyGrows,
            2 => Doubt::MemoryHierarchy { seconds: self.number(), rise: self.number() },
            3 => Doubt::RisingTail { from: self.number(), rise: self.number() },
            4 => Doubt::NoWork { seconds: self.number() },
            5 => Doubt::GivenUp { n: self.number(), at_least: self.number() },
            11 => Doubt::Remembers { n: self.number(), first: self.number(), later: self.number() },
            9 => Doubt::WithinOne,
            10 => Doubt::Threshold { from: self.number() },
            7 => Doubt::LargestAlone { n: self.number() },
            8 => Doubt::Nothing { n: self.number(), foretold: self.number() },
            6 => Doubt::Beside { class: self.class(), share: self.number() },
            _ => Doubt::Hidden { class: self.class(), seconds: self.number() },
        }
    }

    fn fit(&mut self) -> Fit {
        let point = |dice: &mut Dice| FitPoint {
            n: dice.number(),
            value: dice.number(),
            low: dice.bound(),
            high: dice.bound(),
            runs: dice.below(99) as usize,
            residual: dice.number(),
            ratio: dice.number(),
        };
        let rival = |dice: &mut Dice| Rival {
            class: dice.class(),
            probability: dice.number(),
            curve: dice.some(|dice| (dice.number(), dice.number())),
        };
        let regime = |dice: &mut Dice| Regime {
            kind: dice.one(&[RegimeKind::Step, RegimeKind::Break]),
            n: dice.number(),
            change: dice.number(),
        };
        Fit {
            series: self.series(),
            class: self.class(),
            plausible: self.some(Dice::class),
            confidence: self.number(),
            posterior: self.some(|dice| (dice.class(), dice.number())),
            exponent: self.interval(),
            formula: Formula {
                class: self.class(),
                fixed: self.number(),
                coefficient: self.number(),
                lower: self.maybe(|dice| (dice.class(), dice.number())),
            },
            points: self.some(point),
            curve: self.some(Dice::estimate),
            rivals: self.some(rival),
            regimes: self.some(regime),
            predictions: self.some(Dice::estimate),
            thresholds: self.some(Dice::threshold),
            gains: self.some(Dice::bound),
            hidden: self.some(|dice| (dice.class(), dice.number())),
            disturbed: self.some(Dice::number),
            caveats: self.some(Dice::caveat),
        }
    }

    fn verdict(&mut self) -> Verdict {
        let because = match self.below(3) {
            0 => Because::Posterior {
                above: self.number(),
                below: self.number(),
                class: self.class(),
                exponent: self.interval(),
                sizes: (self.number(), self.number()),
                doubt: self.maybe(Dice::doubt),
            },
            1 => Because::Settled {
                by: self.metric(),
                class: self.class(),
                above: self.number(),
                up_to: self.number(),
                pace: self.maybe(|dice| (dice.number(), dice.number())),
            },
            _ => Because::Unmeasured(self.text()),
        };
        Verdict {
            metric: self.metric(),
            input: self.maybe(Dice::text),
            declared: self.class(),
            tight: self.flip(),
            strict: self.flip(),
            ruling: self.ruling(),
            because,
        }
    }

    fn limit(&mut self) -> LimitVerdict {
        LimitVerdict {
            metric: self.metric(),
            input: self.maybe(Dice::text),
            at: self.number(),
            max: self.number(),
            ruling: self.ruling(),
            estimate: self.maybe(Dice::estimate),
            note: self.maybe(Dice::text),
        }
    }

    fn counted(&mut self, scenario: &Scenario) -> Counted {
        Counted { pass: self.one(&Pass::ALL), sample: self.sample_of(scenario) }
    }

    fn step(&mut self) -> Step {
        let (n, cost) = (self.number(), self.number());
        match self.below(4) {
            0 => Step::StartUpDominates { n, cost },
            1 => Step::GrowthDominates { n, cost, factor: self.number(), basis: self.basis() },
            2 => Step::BudgetGone { n, budget: cost, basis: self.basis() },
            _ => Step::Fails { n, reason: self.text() },
        }
    }

    fn finding(&mut self) -> Finding {
        Finding {
            severity: self.one(&[Severity::Critical, Severity::P1, Severity::P2, Severity::P3]),
            metric: self.metric(),
            input: self.maybe(Dice::text),
            class: self.class(),
            declared: self.maybe(Dice::class),
            threshold: self.maybe(Dice::threshold),
            fails_at: self.maybe(|dice| (dice.number(), dice.text())),
            scale_points: self.some(|dice| (dice.text(), dice.estimate())),
            steps: self.some(Dice::step),
        }
    }

    pub(crate) fn evidence(&mut self) -> Evidence {
        let stops = [
            Stop::Decided,
            Stop::RoundsDone,
            Stop::BudgetSpent,
            Stop::Hopeless,
            Stop::TooFewSizes,
            Stop::Interrupted,
            Stop::NotMeasured,
        ];
        let scenario = self.scenario();
        Evidence {
            scenario: scenario.clone(),
            version: "0.1.0".to_string(),
            started: "2026-11-23T07:00:00Z".to_string(),
            machine: self.machine(),
            memory_floor: self.0.next_u64(),
            surroundings: self.some(|dice| (dice.text(), dice.text())).into_iter().collect(),
            record: Record {
                samples: self.some(|dice| dice.sample_of(&scenario)),
                counted: self.some(|dice| dice.counted(&scenario)),
            },
            stop: self.one(&stops),
            elapsed: self.duration(),
            target_time: self.duration(),
            fits: self.some(Dice::fit),
            verdicts: self.some(Dice::verdict),
            limits: self.some(Dice::limit),
            findings: self.some(Dice::finding),
            outcome: Outcome { ruling: self.ruling(), satisfied: self.flip(), reason: self.maybe(Dice::text) },
            forecast: self.some(|dice| Forecast {
                metric: dice.metric(),
                size: dice.maybe(Dice::number),
                seconds: dice.maybe(Dice::number),
                instead: dice.maybe(Dice::metric),
            }),
            caveats: self.some(Dice::caveat),
        }
    }
}
