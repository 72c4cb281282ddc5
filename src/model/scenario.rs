//! A scenario: what to run, at which sizes, and how its cost may grow.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::{Bytes, Class, FunctionTarget, Input, Metric, Size, Template};

/// Everything that a scenario file says, with the settings that apply to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Path below the searched folder, without `.toml`, with `/` between parts.
    pub name: String,
    /// Whether it was typed as a command line: it has no file then.
    pub tried: bool,
    /// What it is about, in the user's words.
    pub about: Option<String>,
    /// Where the code under test stands, such as `src/import.py:89`.
    pub location: Option<String>,
    /// What the user would do about a finding, in the user's words.
    pub fix: Option<String>,
    /// Where relative paths start and the target runs.
    pub folder: PathBuf,
    /// Programs without which the scenario is skipped.
    pub needs: Vec<String>,
    /// What to run.
    pub target: Target,
    /// Inputs made outside the timing; several are measured apart.
    pub inputs: Vec<Input>,
    /// Seed of the inputs and of the order of trials.
    pub seed: u64,
    /// At which sizes.
    pub sizes: Sizes,
    /// Programs around the trials.
    pub hooks: Hooks,
    /// What the target must print, where that is checked.
    pub check: Option<Check>,
    /// Counters that regular expressions read from the target's stdout, by name.
    pub counters: BTreeMap<String, String>,
    /// Declared growth.
    pub expect: Vec<Expectation>,
    /// Declared budgets.
    pub limits: Vec<Limit>,
    /// Metrics of which only the ruling `broken` satisfies.
    pub expect_broken: Vec<Metric>,
    /// What it meets in life.
    pub scale: Scale,
    /// How to measure.
    pub settings: Settings,
    /// Texts that are masked in stored argv and output.
    pub redact: Vec<String>,
    /// SHA-256 of the definition as written, in hex; settings from elsewhere are not part of it.
    pub hash: String,
}

/// What is run.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A program.
    Command(CommandTarget),
    /// A function inside a program.
    Function(FunctionTarget),
}

impl Target {
    /// The program, where it is one.
    #[must_use]
    pub fn command(&self) -> Option<&CommandTarget> {
        match self {
            Target::Command(command) => Some(command),
            Target::Function(_) => None,
        }
    }

    /// The function, where it is one.
    #[must_use]
    pub fn function(&self) -> Option<&FunctionTarget> {
        match self {
            Target::Command(_) => None,
            Target::Function(function) => Some(function),
        }
    }

    /// What a metric says of this target, in a sentence for a reader who has never met it.
    #[must_use]
    pub fn explanation(&self, metric: &Metric) -> &'static str {
        match self.function() {
            Some(function) if *metric == Metric::Memory => function.language.memory(),
            Some(function) if metric.name() == "instructions" && function.language.compiles_while_it_runs() => {
                "instructions of one call as the language's interpreter makes it, with its compilers off, counted by valgrind: \
                 compiled, it takes fewer"
            }
            _ => metric.explanation(),
        }
    }
}

/// A program with its arguments and surroundings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CommandTarget {
    /// Program and arguments. With `shell`, one element: the script.
    pub argv: Vec<Template>,
    /// Whether `sh -c` runs it.
    pub shell: bool,
    /// Variables set for the target on top of the fixed surroundings.
    pub env: BTreeMap<String, Template>,
    /// Working directory relative to the scenario's folder.
    pub directory: Option<Template>,
    /// What stdin reads.
    pub stdin: Stdin,
}

/// What a target's stdin reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stdin {
    /// Nothing: it is at its end at once.
    #[default]
    Empty,
    /// A file, such as `{input}`.
    File(Template),
    /// These words.
    Text(Template),
}

/// The sizes to measure.
#[derive(Debug, Clone, PartialEq)]
pub enum Sizes {
    /// From the first to the last, chosen by the planner.
    Range {
        /// Smallest size.
        from: Size,
        /// Largest size.
        to: Size,
    },
    /// Exactly these, in this order.
    List(Vec<Size>),
}

/// Programs around the trials, run through a shell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hooks {
    /// Once, before everything.
    pub setup: Option<String>,
    /// Before each trial.
    pub prepare: Option<String>,
    /// After each trial.
    pub conclude: Option<String>,
    /// Once, after everything.
    pub cleanup: Option<String>,
}

/// How the target's output is checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// Stdout is this text.
    Output(Template),
    /// Stdout is this file's content.
    File(Template),
    /// This shell command exits 0; it reads the target's stdout.
    Command(Template),
}

/// A declared upper bound of growth.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Of which metric.
    pub metric: Metric,
    /// It may grow no faster than this.
    pub class: Class,
    /// Nor clearly slower.
    pub tight: bool,
}

/// A budget at a size.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Of which metric.
    pub metric: Metric,
    /// At which size.
    pub at: Size,
    /// No more than this, in the metric's unit.
    pub max: f64,
}

/// The sizes and budgets of real life.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scale {
    /// Size in development.
    pub development: Option<Size>,
    /// Usual size in production.
    pub production: Option<Size>,
    /// Largest size to expect.
    pub peak: Option<Size>,
    /// Longest time that is acceptable.
    pub time_budget: Option<Duration>,
    /// Most memory that is acceptable.
    pub memory_budget: Option<Bytes>,
}

/// Which clock rules the metric `time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockChoice {
    /// CPU time, unless the target waits most of the time.
    #[default]
    Auto,
    /// CPU time.
    Cpu,
    /// Wall time.
    Wall,
}

/// How to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Wall time that all trials of the scenario may take together.
    pub budget: Duration,
    /// Wall time that one trial may take.
    pub timeout: Duration,
    /// Exactly so many rounds; the planner chooses where `None`.
    pub rounds: Option<u32>,
    /// Discarded trials at each size before the first round.
    pub warmup: u32,
    /// Which clock rules.
    pub clock: ClockChoice,
    /// The next class up is the rival even for time.
    pub strict: bool,
    /// Memory that all processes of a trial may use together.
    pub memory_limit: Option<Bytes>,
    /// Bytes that a trial may write where its output is kept.
    pub output_limit: Bytes,
    /// Processes that a trial may have at once.
    pub process_limit: u32,
    /// Bytes that made inputs may fill on disk.
    pub disk_limit: Bytes,
    /// A target that exits non-zero is measured all the same.
    pub ignore_failure: bool,
    /// Exact counts may settle what time leaves open.
    pub settle: bool,
}

impl Settings {
    /// The budget of `try`, which answers within seconds: a third of a scenario's.
    pub const TRY_BUDGET: Duration = Duration::from_secs(20);
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            budget: Duration::from_secs(60),
            timeout: Duration::from_secs(10),
            rounds: None,
            warmup: 1,
            clock: ClockChoice::Auto,
            strict: false,
            memory_limit: None,
            output_limit: Bytes(64 << 20),
            process_limit: 4096,
            disk_limit: Bytes(2 << 30),
            ignore_failure: false,
            settle: true,
        }
    }
}

impl Scenario {
    /// The seed of `try`.
    pub const TRY_SEED: u64 = 7;

    /// Every metric that is declared or limited, in the order first named.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        let named = self.expect.iter().map(|e| &e.metric).chain(self.limits.iter().map(|l| &l.metric));
        let mut metrics: Vec<Metric> = Vec::new();
        for metric in named {
            if !metrics.contains(metric) {
                metrics.push(metric.clone());
            }
        }
        metrics
    }
}
