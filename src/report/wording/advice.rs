//! What to do: ways out for a symptom, and the tool that shows its cause.

use super::command::profiled;
use super::profilers;
use crate::model::{
    Class, Evidence, Failure, Finding, Generator, Input, Metric, MetricKind, Sample, SampleEnd, Scenario, Target,
};

/// A profiler or a query log, and how to run the target with it.
pub(super) struct Profiling {
    /// What is done, as a sentence begins.
    pub(super) what: &'static str,
    /// What to look for in it, as a sentence begins.
    pub(super) look: &'static str,
    /// What to put before the command; `None` where it isn't run under something.
    pub(super) prefix: Option<&'static str>,
    /// The prefix stands in the program's place.
    pub(super) replaces_program: bool,
    /// Commands that read the result.
    pub(super) read: Vec<String>,
}

/// How to look into a target, in words and as commands.
pub(crate) struct Profile {
    /// What is done, as a sentence begins.
    pub(crate) what: &'static str,
    /// What to look for in it, as a sentence begins.
    pub(crate) look: &'static str,
    /// Commands to paste; none where the target needs surroundings that only its scenario makes.
    pub(crate) commands: Vec<String>,
}

/// Ways out, the recommended first: `(name, what it means)`.
pub(crate) fn options(evidence: &Evidence, finding: &Finding) -> Vec<(&'static str, &'static str)> {
    let scenario = &evidence.scenario;
    if super::finding::outgrown(scenario, finding) {
        return DECLARE_LESS.to_vec();
    }
    if gives_up(evidence, finding) {
        return FAILURE.to_vec();
    }
    let table: &[(&str, &str)] = match (finding.metric.kind(), finding.class) {
        (MetricKind::Memory, _) => MEMORY,
        (MetricKind::Count, _) if about_queries(&finding.metric) => QUERIES,
        (MetricKind::Count, _) => COUNTS,
        (_, Class::Exponential { .. } | Class::Factorial) if regular_expression(scenario) => PATTERN,
        (_, Class::Exponential { .. } | Class::Factorial) => EXPLOSION,
        _ if program(scenario) == "sqlite3" || program(scenario) == "psql" => INDEX,
        (_, class) if class.growth_cmp(Class::POWER_1_5).is_ge() => NESTED,
        (_, class) if class.growth_cmp(Class::LINEAR).is_gt() => SORTING,
        _ => SCAN,
    };
    table.to_vec()
}

/// Whether what comes first is that the target fails by itself: no limit on time, memory, output or processes ended it,
/// so that no slower growth would have helped.
pub(super) fn gives_up(evidence: &Evidence, finding: &Finding) -> bool {
    let Some((n, _)) = super::finding::first_failure(finding) else { return false };
    let alone = |failure: &Failure| {
        use Failure::{Exit, Hook, NotStarted, Signal, WrongOutput};
        matches!(failure, NotStarted { .. } | Exit { .. } | Signal { .. } | WrongOutput { .. } | Hook { .. })
    };
    let of_it = |sample: &&Sample| sample.trial.size.value() == n;
    evidence.record.samples.iter().filter(of_it).any(|sample| match &sample.end {
        SampleEnd::Failed(failure) => alone(failure),
        SampleEnd::Completed => false,
    })
}

const FAILURE: &[(&str, &str)] = &[
    (
        "Look at the failure itself",
        "run the target by hand at the size where it fails, and read its message and its exit code",
    ),
    ("Look for a limit", "a recursion depth, a fixed buffer, a number that overflows, a connection or file limit"),
    ("Refuse larger sizes", "where the limit is meant, check the size first and say so in place of failing midway"),
];
const DECLARE_LESS: &[(&str, &str)] = &[
    ("Tighten the declaration", "declare the class that was measured, so that losing it again is noticed"),
    ("Check the work", "make sure that the target still does all of its work at the larger sizes"),
];
const MEMORY: &[(&str, &str)] = &[
    ("Stream", "handle one item or one block at a time and drop it, in place of loading all of them"),
    ("Work in batches", "page through the data with a fixed batch size, so that memory follows the batch and not n"),
    ("Bound what is kept", "give caches, queues and lookup tables a limit and a rule for what leaves first"),
];
const QUERIES: &[(&str, &str)] = &[
    ("One query with a JOIN", "fetch what the loop asks for one by one together with the list itself"),
    ("Eager loading", "where an ORM is used, tell it to prefetch the relation"),
    ("Two queries with IN", "collect the keys first, then fetch all rows of the second table at once"),
];
const COUNTS: &[(&str, &str)] = &[
    ("Batch", "do once for many items what is done once for each"),
    ("Buffer", "gather small reads and writes into larger ones"),
    ("Cache", "keep the answers that are asked for again and again, within a limit"),
];
const PATTERN: &[(&str, &str)] = &[
    (
        "Rewrite the pattern",
        "remove nested and overlapping repeats, such as (a+)+ or (a|a)*, so that only one way matches",
    ),
    ("Another engine", "match with an engine that never backtracks (RE2, the Rust crate regex, grep without -P)"),
    ("Bound the input", "refuse longer inputs, and give the match a timeout, before the pattern sees them"),
];
const EXPLOSION: &[(&str, &str)] = &[
    ("Memoize", "keep the answers of sub-problems: where they repeat, dynamic programming makes growth polynomial"),
    ("Prune", "cut branches that cannot lead to a better answer before they are walked"),
    ("Settle for near enough", "use a heuristic or an approximation above a size at which exact search is affordable"),
];
const INDEX: &[(&str, &str)] = &[
    (
        "Add an index",
        "on the columns that the query joins, filters or sorts by, so that rows are found and not scanned",
    ),
    ("Rewrite the query", "replace a correlated subquery or a query in a loop by a JOIN"),
    ("Bound the result", "page with LIMIT and a key in place of returning everything"),
];
const NESTED: &[(&str, &str)] = &[
    (
        "Look up in place of searching",
        "keep what is searched for in a hash set or map: a membership test costs O(1), not O(n)",
    ),
    ("Sort once", "sort, then walk neighbours or search by halves: O(n log n) in place of comparing all pairs"),
    (
        "Stop copying",
        "collect parts and join them once; use a deque for the front: rebuilding a string or list in a loop copies it each time",
    ),
    ("Bound n", "page or batch the data, so that the loop never sees all of it"),
];
const SORTING: &[(&str, &str)] = &[
    ("Do less than sort", "for the smallest, the largest or the first k, a pass or a heap is enough"),
    ("Sort once", "sort outside the loop and keep the order"),
    ("Count instructions", "make sure that the growth is the program's and not the memory hierarchy's"),
];
const SCAN: &[(&str, &str)] = &[
    ("Index", "keep the data in order or in a hash map, so that a look-up doesn't walk through all of it"),
    ("Cache", "compute once what doesn't change between calls"),
    ("Do it ahead of time", "move the walk out of the call that somebody waits for"),
];

fn about_queries(metric: &Metric) -> bool {
    let name = metric.name().to_lowercase();
    name.contains("quer") || name.contains("sql") || name.contains("statement")
}

fn regular_expression(scenario: &Scenario) -> bool {
    let trap = |input: &Input| {
        let traps = [Generator::RegexA, Generator::RegexAlternation, Generator::RegexSpaces];
        matches!(input, Input::Generated(generator) if traps.contains(generator))
    };
    scenario.inputs.iter().any(trap)
}

/// The program's name without its folder; what `env` runs where that comes first.
fn program(scenario: &Scenario) -> String {
    let target = match &scenario.target {
        Target::Command(target) => target,
        Target::Function(target) => return target.language.to_string(),
    };
    let words = target.argv.iter().flat_map(|word| word.0.split_whitespace());
    let mut names = words.map(|word| word.rsplit('/').next().unwrap_or(word));
    let first = names.next().unwrap_or_default();
    let name = if first == "env" { names.next().unwrap_or_default() } else { first };
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_string()
        + if name == "sqlite3" { "3" } else { "" }
}

/// How to look into this scenario's target for this metric, and the commands for it at size `n`.
pub(crate) fn profiling(scenario: &Scenario, metric: &Metric, n: f64) -> Profile {
    let profiling = match metric.kind() {
        MetricKind::Memory => profilers::memory(&program(scenario)),
        MetricKind::Count if about_queries(metric) => profilers::queries(),
        MetricKind::Count if metric.name().starts_with("io.") => profilers::system_calls(),
        _ => profilers::time(&program(scenario)),
    };
    let commands = profiled(scenario, n, &profiling);
    Profile { what: profiling.what, look: profiling.look, commands }
}
