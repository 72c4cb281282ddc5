//! The keys of a scenario file: the one list that the reader, the JSON schema and the reference are held against.

/// A table of the file.
#[derive(Debug)]
pub(crate) struct Section {
    /// Its dotted path, empty for the top level.
    pub(crate) path: &'static str,
    /// The keys that it knows.
    pub(crate) keys: &'static [Key],
    /// Whether other keys are welcome too, and what their values are.
    pub(crate) others: Option<Kind>,
}

/// A key of a table.
#[derive(Debug)]
pub(crate) struct Key {
    /// As it is written.
    pub(crate) name: &'static str,
    /// What its value is.
    pub(crate) kind: Kind,
    /// What it says, for editors.
    pub(crate) about: &'static str,
}

/// What a key's value is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// An array of strings.
    Texts,
    /// A string or an array of strings.
    TextOrTexts,
    /// One of these words, or several of them.
    Names(fn() -> Vec<&'static str>),
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number of at least this.
    Whole(u32),
    /// A seed: any whole number of 64 bits.
    Seed,
    /// A size N.
    Size,
    /// An array of sizes.
    Sizes,
    /// A number of bytes.
    Bytes,
    /// A duration.
    Duration,
    /// An amount in the unit of a metric.
    Amount,
    /// A growth class.
    Class,
    /// A growth class, or a table that says more of it.
    Growth(&'static Section),
    /// A table.
    Table(&'static Section),
    /// An array of tables.
    Tables(&'static Section),
}

const fn key(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, about }
}

fn generators() -> Vec<&'static str> {
    crate::model::Generator::ALL.iter().map(|generator| generator.name()).collect()
}

/// The words of `clock`.
pub(crate) const CLOCKS: &[&str] = &["auto", "cpu", "wall"];

/// The words of `settle`: whether counts may settle what time leaves open.
pub(crate) const SETTLE: &[&str] = &["auto", "off"];

/// The file's top level.
pub(crate) static ROOT: Section = Section {
    path: "",
    others: None,
    keys: &[
        key("about", Kind::Text, "What it is about, in a sentence."),
        key("location", Kind::Text, "Where the code under test stands, such as src/import.py:89."),
        key("fix", Kind::Text, "What you would do about a finding."),
        key("needs", Kind::Texts, "Programs without which the scenario is skipped."),
        key("redact", Kind::Texts, "Texts that are masked in stored arguments and output."),
        key("expect_broken", Kind::Texts, "Metrics of which only the ruling `broken` satisfies."),
        key("target", Kind::Table(&TARGET), "What to run."),
        key("input", Kind::Table(&INPUT), "The input file of size N, made outside the timing."),
        key("sizes", Kind::Table(&SIZES), "At which sizes N; 10 to 1m where absent."),
        key("hooks", Kind::Table(&HOOKS), "Shell commands around the trials."),
        key("check", Kind::Table(&CHECK), "What the target must print."),
        key("counters", Kind::Table(&COUNTERS), "Counters that regular expressions read from stdout."),
        key("expect", Kind::Table(&EXPECT), "How each metric may grow: an upper bound."),
        key("scale", Kind::Table(&SCALE), "The sizes and budgets of real life."),
        key("settings", Kind::Table(&SETTINGS), "How to measure."),
        key("profile", Kind::Table(&PROFILES), "Sizes and settings under --profile quick or nightly."),
    ],
};

/// `[target]`
pub(crate) static TARGET: Section = Section {
    path: "target",
    others: None,
    keys: &[
        key(
            "command",
            Kind::TextOrTexts,
            "Program and arguments; one string where `shell = true`. {n}, {input}, {seed}, {tmp} are filled in.",
        ),
        key("shell", Kind::Flag, "Whether `sh -c` runs the command."),
        key("env", Kind::Table(&ENV), "Variables set for the target."),
        key("directory", Kind::Text, "Working directory, relative to the scenario's folder."),
        key("stdin", Kind::Text, "The file that stdin reads, such as {input}."),
        key("stdin_text", Kind::Text, "The text that stdin reads."),
        key(
            "function",
            Kind::Text,
            "In place of a command, a function that is called inside a process: LANGUAGE:FILE:NAME.",
        ),
        key("make", Kind::Text, "A function of the same file that makes the input: it is given N and a seed."),
        key("interpreter", Kind::Text, "The function's interpreter or compiler, in place of the usual one."),
        key("harness", Kind::Texts, "Program and arguments of a harness of your own, for any other language."),
    ],
};

/// `[target.env]`
pub(crate) static ENV: Section = Section { path: "target.env", others: Some(Kind::Text), keys: &[] };

/// `[input]`
pub(crate) static INPUT: Section = Section {
    path: "input",
    others: None,
    keys: &[
        key("generate", Kind::Names(generators), "A built-in generator, or several that are measured apart."),
        key("command", Kind::TextOrTexts, "A command whose stdout is the input; one string where `shell = true`."),
        key("shell", Kind::Flag, "Whether `sh -c` runs the command."),
        key("seed", Kind::Seed, "Seed of the inputs and of the order of trials."),
    ],
};

/// `[sizes]`
pub(crate) static SIZES: Section = Section {
    path: "sizes",
    others: None,
    keys: &[
        key("from", Kind::Size, "The smallest size."),
        key("to", Kind::Size, "The largest size."),
        key("list", Kind::Sizes, "Exactly these sizes, in this order."),
    ],
};

/// `[hooks]`
pub(crate) static HOOKS: Section = Section {
    path: "hooks",
    others: None,
    keys: &[
        key("setup", Kind::Text, "Once, before everything."),
        key("prepare", Kind::Text, "Before each trial."),
        key("conclude", Kind::Text, "After each trial."),
        key("cleanup", Kind::Text, "Once, after everything."),
    ],
};

/// `[check]`
pub(crate) static CHECK: Section = Section {
    path: "check",
    others: None,
    keys: &[
        key("output", Kind::Text, "Stdout is this text."),
        key("file", Kind::Text, "Stdout is this file's content."),
        key("command", Kind::Text, "This shell command exits 0; it reads the target's stdout."),
    ],
};

/// `[counters]`
pub(crate) static COUNTERS: Section = Section { path: "counters", others: Some(Kind::Text), keys: &[] };

/// `[expect]`
pub(crate) static EXPECT: Section = Section {
    path: "expect",
    others: Some(Kind::Growth(&GROWTH)),
    keys: &[
        key("time", Kind::Growth(&GROWTH), "CPU time where the target computes, wall time where it waits."),
        key("cpu", Kind::Growth(&GROWTH), "User plus system time of the target and its descendants."),
        key("wall", Kind::Growth(&GROWTH), "Time from the target's start to its end."),
        key("memory", Kind::Growth(&GROWTH), "Peak resident memory of the target's largest process."),
        key("limit", Kind::Tables(&LIMIT), "Budgets at a size."),
    ],
};

/// The table form of an expectation.
pub(crate) static GROWTH: Section = Section {
    path: "expect.METRIC",
    others: None,
    keys: &[
        key("class", Kind::Class, "The upper bound."),
        key("tight", Kind::Flag, "Whether clearly slower growth is refused too."),
    ],
};

/// `[[expect.limit]]`
pub(crate) static LIMIT: Section = Section {
    path: "expect.limit",
    others: None,
    keys: &[
        key("metric", Kind::Text, "What is limited."),
        key("at", Kind::Size, "At which size."),
        key("max", Kind::Amount, "The budget: a duration for times, bytes for memory, else a number."),
    ],
};

/// `[scale]`
pub(crate) static SCALE: Section = Section {
    path: "scale",
    others: None,
    keys: &[
        key("development", Kind::Size, "The size in development."),
        key("production", Kind::Size, "The usual size in production."),
        key("peak", Kind::Size, "The largest size to expect."),
        key("time_budget", Kind::Duration, "The longest time that is acceptable."),
        key("memory_budget", Kind::Bytes, "The most memory that is acceptable."),
    ],
};

/// `[settings]`
pub(crate) static SETTINGS: Section = Section {
    path: "settings",
    others: None,
    keys: &[
        key("budget", Kind::Duration, "Wall time that all trials may take together."),
        key("timeout", Kind::Duration, "Wall time that one trial may take."),
        key("rounds", Kind::Whole(1), "Exactly so many trials at each size."),
        key("warmup", Kind::Whole(0), "Discarded trials at each size before the first round."),
        key("clock", Kind::Word(CLOCKS), "Which clock rules `time`."),
        key("strict", Kind::Flag, "Whether the next class up is the rival even for time."),
        key("memory_limit", Kind::Bytes, "Memory that all processes of a trial may use together."),
        key("output_limit", Kind::Bytes, "Bytes that a trial may write where its output is kept."),
        key("process_limit", Kind::Whole(1), "Processes that a trial may have at once."),
        key("disk_limit", Kind::Bytes, "Bytes that made inputs may fill on disk."),
        key("ignore_failure", Kind::Flag, "Whether a target that exits non-zero is measured all the same."),
        key("settle", Kind::Word(SETTLE), "Whether exact counts may settle what time leaves open."),
    ],
};

/// `[profile]`
pub(crate) static PROFILES: Section = Section {
    path: "profile",
    others: None,
    keys: &[
        key("quick", Kind::Table(&PROFILE), "Under --profile quick."),
        key("nightly", Kind::Table(&PROFILE), "Under --profile nightly."),
    ],
};

/// `[profile.quick]`, `[profile.nightly]`
pub(crate) static PROFILE: Section = Section {
    path: "profile.NAME",
    others: None,
    keys: &[
        key("sizes", Kind::Table(&SIZES), "Replaces the file's sizes; a missing end is the file's."),
        key("settings", Kind::Table(&SETTINGS), "Replaces single settings of the file."),
    ],
};
