//! A scenario written as TOML: what `parse` reads back, and what its hash is taken of.

use std::fmt::Write as _;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::model::{
    Bytes, Check, CommandTarget, FunctionTarget, Input, Limit, Metric, MetricKind, Scenario, Size, Sizes, Stdin,
    Target, Template, Unit,
};

use super::lower::Written;
use super::overrides::Overrides;
use super::section::SETTLE;
use super::settings::{clock_name, default_sizes};

/// The scenario as a file that [`parse`](super::parse) reads back as it is. What equals the default is left out.
#[must_use]
pub fn to_toml(scenario: &Scenario) -> String {
    let mut file = File::default();
    top(&mut file, scenario);
    match &scenario.target {
        Target::Command(target) => command_target(&mut file, target),
        Target::Function(target) => function_target(&mut file, target),
    }
    input(&mut file, scenario);
    file.table("sizes");
    if scenario.sizes != default_sizes() {
        sizes(&mut file, &scenario.sizes);
    }
    file.table("hooks");
    file.text("setup", scenario.hooks.setup.as_ref());
    file.text("prepare", scenario.hooks.prepare.as_ref());
    file.text("conclude", scenario.hooks.conclude.as_ref());
    file.text("cleanup", scenario.hooks.cleanup.as_ref());
    file.table("check");
    match &scenario.check {
        Some(Check::Output(template)) => file.line("output", &text(&template.0)),
        Some(Check::File(template)) => file.line("file", &text(&template.0)),
        Some(Check::Command(template)) => file.line("command", &text(&template.0)),
        None => {}
    }
    growth(&mut file, scenario);
    file.table("settings");
    settings(&mut file, &Overrides::of(&scenario.settings));
    file.written
}

/// The hash of a scenario that was put together by hand: that of the file that [`to_toml`] writes.
#[must_use]
pub fn hash(scenario: &Scenario) -> String {
    hex(&to_toml(scenario))
}

/// The hash of a file's definition: layout, comments and order don't count, profiles do.
pub(crate) fn definition_hash(written: &Written) -> String {
    let mut file = File { written: to_toml(&written.scenario), ..File::default() };
    for (profile, layer) in &written.profiles {
        file.table(&format!("profile.{}.sizes", profile.name()));
        if let Some(layer_sizes) = &layer.sizes {
            sizes(&mut file, layer_sizes);
        }
        file.table(&format!("profile.{}.settings", profile.name()));
        settings(&mut file, layer);
    }
    hex(&file.written)
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A TOML file being written: a table's head appears with its first line.
#[derive(Default)]
struct File {
    written: String,
    head: Option<String>,
}

impl File {
    fn table(&mut self, path: &str) {
        self.head = Some(format!("[{path}]"));
    }

    fn element(&mut self, path: &str) {
        self.head = Some(format!("[[{path}]]"));
    }

    fn line(&mut self, key: &str, value: &str) {
        if let Some(head) = self.head.take() {
            let gap = if self.written.is_empty() { "" } else { "\n" };
            let _ = writeln!(self.written, "{gap}{head}");
        }
        let _ = writeln!(self.written, "{key} = {value}");
    }

    fn text(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.line(key, &text(value));
        }
    }

    fn texts(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.line(key, &array(values.iter().map(|value| text(value))));
        }
    }
}

fn top(file: &mut File, scenario: &Scenario) {
    file.text("about", scenario.about.as_ref());
    file.text("location", scenario.location.as_ref());
    file.text("fix", scenario.fix.as_ref());
    file.texts("needs", &scenario.needs);
    file.texts("redact", &scenario.redact);
    let broken: Vec<String> = scenario.expect_broken.iter().map(ToString::to_string).collect();
    file.texts("expect_broken", &broken);
}

fn command_target(file: &mut File, target: &CommandTarget) {
    file.table("target");
    command(file, &target.argv, target.shell);
    file.text("directory", target.directory.as_ref().map(|template| &template.0));
    match &target.stdin {
        Stdin::Empty => {}
        Stdin::File(template) => file.line("stdin", &text(&template.0)),
        Stdin::Text(template) => file.line("stdin_text", &text(&template.0)),
    }
    file.table("target.env");
    for (name, value) in &target.env {
        file.line(&key(name), &text(&value.0));
    }
}

fn function_target(file: &mut File, target: &FunctionTarget) {
    file.table("target");
    file.line("function", &text(&target.spec()));
    file.text("make", target.make.as_ref());
    file.text("interpreter", target.interpreter.as_ref());
    file.texts("harness", &target.harness);
    file.table("target.env");
    for (name, value) in &target.env {
        file.line(&key(name), &text(value));
    }
}

fn command(file: &mut File, argv: &[Template], shell: bool) {
    match argv {
        [script] if shell => {
            file.line("command", &text(&script.0));
            file.line("shell", "true");
        }
        words => file.line("command", &array(words.iter().map(|word| text(&word.0)))),
    }
}

fn input(file: &mut File, scenario: &Scenario) {
    file.table("input");
    let names: Vec<String> = scenario.inputs.iter().map(|input| text(input.name())).collect();
    match scenario.inputs.as_slice() {
        [] => {}
        [Input::Command(made)] => command(file, &made.argv, made.shell),
        [Input::Generated(_)] => file.line("generate", &names[0]),
        _ => file.line("generate", &array(names.into_iter())),
    }
    if scenario.seed != 0 {
        file.line("seed", &whole(scenario.seed));
    }
}

fn sizes(file: &mut File, sizes: &Sizes) {
    match sizes {
        Sizes::Range { from, to } => {
            file.line("from", &size(*from));
            file.line("to", &size(*to));
        }
        Sizes::List(list) => file.line("list", &array(list.iter().map(|n| size(*n)))),
    }
}

fn growth(file: &mut File, scenario: &Scenario) {
    file.table("counters");
    for (name, pattern) in &scenario.counters {
        file.line(&key(name), &text(pattern));
    }
    file.table("expect");
    for expectation in &scenario.expect {
        let class = text(&expectation.class.to_string());
        let value = if expectation.tight { format!("{{ class = {class}, tight = true }}") } else { class };
        file.line(&key(expectation.metric.name()), &value);
    }
    for limit in &scenario.limits {
        file.element("expect.limit");
        file.line("metric", &text(limit.metric.name()));
        file.line("at", &size(limit.at));
        file.line("max", &maximum(limit));
    }
    let scale = &scenario.scale;
    file.table("scale");
    for (name, value) in [("development", scale.development), ("production", scale.production), ("peak", scale.peak)] {
        if let Some(value) = value {
            file.line(name, &size(value));
        }
    }
    duration_line(file, "time_budget", scale.time_budget);
    bytes_line(file, "memory_budget", scale.memory_budget);
}

fn settings(file: &mut File, layer: &Overrides) {
    duration_line(file, "budget", layer.budget);
    duration_line(file, "timeout", layer.timeout);
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            file.line(name, &value);
        }
    };
    line("rounds", layer.rounds.map(|rounds| rounds.to_string()));
    line("warmup", layer.warmup.map(|warmup| warmup.to_string()));
    line("clock", layer.clock.map(|clock| text(clock_name(clock))));
    line("strict", layer.strict.map(|strict| strict.to_string()));
    line("process_limit", layer.process_limit.map(|limit| limit.to_string()));
    line("ignore_failure", layer.ignore_failure.map(|ignore| ignore.to_string()));
    line("settle", layer.settle.map(|settle| text(SETTLE[usize::from(!settle)])));
    bytes_line(file, "memory_limit", layer.memory_limit);
    bytes_line(file, "output_limit", layer.output_limit);
    bytes_line(file, "disk_limit", layer.disk_limit);
}

fn duration_line(file: &mut File, name: &str, value: Option<Duration>) {
    if let Some(value) = value {
        file.line(name, &duration(value));
    }
}

fn bytes_line(file: &mut File, name: &str, value: Option<Bytes>) {
    if let Some(value) = value {
        file.line(name, &bytes(value));
    }
}

fn text(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

fn array(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}

/// A key, in quotes where TOML wants them.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if bare { name.to_string() } else { basic(name) }
}

/// A text in one line's quotes: keys can't be multi-line.
fn basic(name: &str) -> String {
    let mut quoted = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn size(size: Size) -> String {
    let digits = size.n().to_string();
    if digits.len() < 5 { digits } else { underscored(&digits) }
}

fn underscored(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

fn duration(duration: Duration) -> String {
    match (duration.as_secs(), duration.subsec_nanos()) {
        (seconds, 0) => format!("\"{seconds}s\""),
        _ => number(duration.as_secs_f64()),
    }
}

fn bytes(bytes: Bytes) -> String {
    let units = [(1u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes.0 >= *unit && bytes.0.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("\"{}{name}\"", bytes.0 / unit),
        None => whole(bytes.0),
    }
}

fn maximum(limit: &Limit) -> String {
    match (limit.metric.kind(), limit.metric.unit(), &limit.metric) {
        (MetricKind::Time, ..) => Duration::try_from_secs_f64(limit.max).map_or_else(|_| number(limit.max), duration),
        (_, Unit::Bytes, _) => bytes(Bytes(limit.max as u64)),
        (_, _, Metric::Counter(_)) | (MetricKind::Memory | MetricKind::Count, ..) => number(limit.max),
    }
}

/// A whole number; as a text where TOML's own end.
fn whole(number: u64) -> String {
    i64::try_from(number).map_or_else(|_| text(&number.to_string()), |number| number.to_string())
}

/// A number that TOML reads back exactly.
fn number(value: f64) -> String {
    format!("{value:?}")
}
