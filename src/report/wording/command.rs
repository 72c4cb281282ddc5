//! Commands that a colleague can paste.

use std::time::Duration;

use super::advice::Profiling;
use crate::model::{
    Bytes, ClockChoice, CommandTarget, FunctionTarget, Input, Limit, Scale, Scenario, Settings, Size, Sizes, Target,
    Unit,
};
use crate::report::terminal::width;
use crate::report::text;

/// The target as one would type it, on one line, with what the scenario redacts masked and placeholders left as they are.
pub(crate) fn shown_command(scenario: &Scenario) -> String {
    text::visible(&typed(scenario))
}

/// The target as `try` takes it.
fn typed(scenario: &Scenario) -> String {
    let target = match &scenario.target {
        Target::Command(target) => target,
        Target::Function(target) => return target.spec(),
    };
    let words = target.argv.iter().map(|word| masked(scenario, &word.0));
    if target.shell { words.collect::<Vec<_>>().join(" ") } else { words_in_one(words) }
}

/// Words in one text, which is taken apart again as a shell would.
fn words_in_one(words: impl Iterator<Item = String>) -> String {
    words.map(|word| plainly_quoted(&word)).collect::<Vec<_>>().join(" ")
}

fn masked(scenario: &Scenario, word: &str) -> String {
    let secrets = scenario.redact.iter().filter(|secret| !secret.is_empty());
    secrets.fold(word.to_string(), |word, secret| word.replace(secret.as_str(), "***"))
}

/// One word on one line, as a shell (bash, zsh, ksh) takes it: quoted where it would take it apart, line breaks and
/// whatever can't be seen in escapes.
fn quoted(word: &str) -> String {
    if text::visible(word) == word {
        return plainly_quoted(word);
    }
    let escaped = word.chars().fold(String::new(), |all, c| match c {
        '\n' => all + r"\n",
        '\t' => all + r"\t",
        '\r' => all + r"\r",
        '\'' | '\\' => format!(r"{all}\{c}"),
        c if text::visible(c.encode_utf8(&mut [0; 4])).starts_with(c) => format!("{all}{c}"),
        c => format!(r"{all}\U{:08x}", u32::from(c)),
    });
    format!("$'{escaped}'")
}

/// One word, quoted where a shell would take it apart; placeholders need no quotes.
fn plainly_quoted(word: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%{}".contains(c);
    if !word.is_empty() && word.chars().all(bare) {
        word.to_string()
    } else if word.contains('\'') && !word.contains(['"', '$', '`', '\\', '!']) {
        format!("\"{word}\"")
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A command over several lines of at most `columns` where that can be, each but the last ended so that a shell reads
/// on; only a single word can be longer.
pub(crate) fn over_lines(command: &str, columns: usize) -> Vec<String> {
    const ON: &str = " \\";
    let mut lines = vec![String::new()];
    for word in shell_words(command) {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && width(&lines[last]) + 1 + width(word) + ON.len() > columns {
            lines[last].push_str(ON);
            lines.push(word.to_string());
        } else {
            let space = if lines[last].is_empty() { "" } else { " " };
            lines[last].extend([space, word]);
        }
    }
    lines
}

/// The words of a command as they are quoted.
fn shell_words(command: &str) -> Vec<&str> {
    let (mut words, mut start, mut escaped) = (Vec::new(), 0, false);
    // What opened it, and whether it is $'...', in which backslashes count.
    let mut quote: Option<(char, bool)> = None;
    for (at, c) in command.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (None | Some(('"', _) | (_, true)), '\\') => escaped = true,
            (None, ' ') => {
                words.push(&command[start..at]);
                start = at + 1;
            }
            (None, '\'' | '"') => quote = Some((c, c == '\'' && command[..at].ends_with('$'))),
            (Some((open, _)), c) if open == c => quote = None,
            _ => {}
        }
    }
    words.push(&command[start..]);
    words
}

/// The command that measures the scenario as declared, into a folder to compare with.
pub(crate) fn measure_again(scenario: &Scenario) -> String {
    match (file(scenario), flags(scenario)) {
        (None, Some(_)) => format!("{} --out before", save(scenario)),
        _ => format!("{} --out before", run_file(scenario)),
    }
}

/// The scenario as a command line of `try`.
fn tried(scenario: &Scenario, flags: &str) -> String {
    let expectations =
        scenario.expect.iter().map(|e| format!(" --expect {}", quoted(&format!("{} <= {}", e.metric, e.class))));
    let expectations: String = expectations.collect();
    let sizes = sizes_flag(&scenario.sizes);
    let how = [settings(&scenario.settings), limits(scenario), scale(&scenario.scale)].concat();
    let target = if scenario.target.function().is_some() { " --function" } else { "" };
    format!("scalecheck try -n {sizes}{flags}{how}{expectations}{target} {}", quoted(&typed(scenario)))
}

/// The settings that differ from those of `try`, as flags.
fn settings(settings: &Settings) -> String {
    let usual = Settings::default();
    let flag = |differs: bool, words: String| differs.then(|| format!(" {words}"));
    let clock = match settings.clock {
        ClockChoice::Auto => "auto",
        ClockChoice::Cpu => "cpu",
        ClockChoice::Wall => "wall",
    };
    let flags = [
        settings.rounds.map(|rounds| format!(" -r {rounds}")),
        flag(settings.warmup != usual.warmup, format!("-w {}", settings.warmup)),
        flag(settings.budget != Settings::TRY_BUDGET, format!("--budget {}", duration(settings.budget))),
        flag(settings.timeout != usual.timeout, format!("--timeout {}", duration(settings.timeout))),
        settings.memory_limit.map(|limit| format!(" --memory-limit {}", bytes(limit))),
        flag(settings.clock != usual.clock, format!("--clock {clock}")),
        flag(settings.strict, "--strict".to_string()),
    ];
    flags.into_iter().flatten().collect()
}

fn limits(scenario: &Scenario) -> String {
    let limit = |limit: &Limit| {
        let most = match limit.metric.unit() {
            Unit::Seconds => Duration::try_from_secs_f64(limit.max).map_or(limit.max.to_string(), duration),
            Unit::Bytes => bytes(Bytes(limit.max as u64)),
            _ => limit.max.to_string(),
        };
        format!(" --limit {}", quoted(&format!("{} at {} <= {most}", limit.metric, short_size(limit.at.n()))))
    };
    scenario.limits.iter().map(limit).collect()
}

fn scale(scale: &Scale) -> String {
    let size = |name: &str, size: Option<Size>| size.map(|size| format!("{name}={}", short_size(size.n())));
    let parts = [
        size("development", scale.development),
        size("production", scale.production),
        size("peak", scale.peak),
        scale.time_budget.map(|budget| format!("time_budget={}", duration(budget))),
        scale.memory_budget.map(|budget| format!("memory_budget={}", bytes(budget))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" --scale {}", parts.join(",")) }
}

/// `20s`, `500ms`, `0.0123`: read back exactly, a bare number as seconds.
fn duration(duration: Duration) -> String {
    match (duration.as_secs(), duration.subsec_nanos()) {
        (seconds, 0) => format!("{seconds}s"),
        (0, nanos) if nanos.is_multiple_of(1_000_000) => format!("{}ms", nanos / 1_000_000),
        _ => duration.as_secs_f64().to_string(),
    }
}

/// `2GiB`, `1000B`
fn bytes(bytes: Bytes) -> String {
    let units = [(1u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let whole = units.into_iter().find(|(unit, _)| bytes.0 >= *unit && bytes.0.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{}B", bytes.0), |(unit, name)| format!("{}{name}", bytes.0 / unit))
}

/// The commands that show whether a fix worked.
pub(crate) fn verify(scenario: &Scenario) -> Vec<String> {
    let file = run_file(scenario);
    let mut commands = vec![format!("{file} --out after"), "scalecheck compare before after".to_string()];
    let (from, to) = match &scenario.sizes {
        Sizes::Range { from, to } => (Some(*from), Some(*to)),
        Sizes::List(list) => (list.iter().min().copied(), list.iter().max().copied()),
    };
    if let (Some(from), Some(peak)) =
        (from, scenario.scale.peak.or(scenario.scale.production).filter(|n| Some(*n) > to))
    {
        commands.push(format!("{file} -n {}..{} --out peak", short_size(from.n()), short_size(peak.n())));
    }
    commands
}

/// The scenario under a profiler, once at size `n`, on the very input that was measured; then how to read the profile.
/// All of it where the scenario's paths begin. Empty where the profile needs surroundings that only its file can make.
pub(super) fn profiled(scenario: &Scenario, n: f64, profiling: &Profiling) -> Vec<String> {
    let Some(target) = scenario.target.command() else { return Vec::new() };
    let Some(prefix) = &profiling.prefix else { return profiling.read.clone() };
    let (Some(flags), false) = (flags(scenario), target.shell) else { return Vec::new() };
    let skipped = usize::from(profiling.replaces_program);
    let words = words_in_one(target.argv.iter().skip(skipped).map(|word| masked(scenario, &word.0)));
    let command = format!("{prefix} {words}");
    let run = format!("scalecheck try -n {} -r 1{flags} {}", short_size(n as u64), quoted(command.trim()));
    let folder = scenario.folder.to_string_lossy();
    let here = folder.is_empty() || folder == "." || scenario.folder.is_absolute();
    let (there, back) =
        if here { (None, None) } else { (Some(format!("cd {}", quoted(&folder))), Some("cd -".to_string())) };
    there.into_iter().chain([run]).chain(profiling.read.iter().cloned()).chain(back).collect()
}

/// Keeps a tried scenario, or runs a kept one again.
pub(super) fn save(scenario: &Scenario) -> String {
    match (file(scenario), flags(scenario)) {
        (None, Some(flags)) => {
            format!("{} --save {}", tried(scenario, &flags), quoted(&format!("{}.toml", scenario.name)))
        }
        _ => run_file(scenario),
    }
}

fn run_file(scenario: &Scenario) -> String {
    let file = file(scenario).unwrap_or_else(|| format!("{}.toml", scenario.name));
    format!("scalecheck run {}", quoted(&file))
}

/// The scenario's file as one would name it where scalecheck was started; `None` where there is none, since it was
/// tried, and where it can't be told, since it belongs to a folder of this one machine.
fn file(scenario: &Scenario) -> Option<String> {
    if scenario.tried || scenario.folder.is_absolute() {
        return None;
    }
    let stem = scenario.name.rsplit('/').next().unwrap_or(&scenario.name);
    Some(scenario.folder.join(format!("{stem}.toml")).to_string_lossy().into_owned())
}

/// The flags of `try` that stand for the scenario's surroundings; `None` where `try` can't express them.
fn flags(scenario: &Scenario) -> Option<String> {
    let of_target = match &scenario.target {
        Target::Command(target) => {
            let plain = CommandTarget { argv: target.argv.clone(), shell: target.shell, ..Default::default() };
            (*target == plain).then(|| if target.shell { " --shell".to_string() } else { String::new() })?
        }
        Target::Function(target) => function_flags(scenario, target)?,
    };
    let bare = scenario.check.is_none();
    let upper_bounds = scenario.expect.iter().all(|e| !e.tight);
    if !bare || !upper_bounds {
        return None;
    }
    let of_input = |input: &Input| match input {
        Input::Generated(generator) => Some(format!(" --input {}", generator.name())),
        Input::Command(command) if scenario.inputs.len() == 1 => {
            let words = words_in_one(command.argv.iter().map(|word| masked(scenario, &word.0)));
            Some(format!(" --input-command {}", quoted(&words)))
        }
        Input::Command(_) => None,
    };
    let mut flags: String = scenario.inputs.iter().map(of_input).collect::<Option<_>>()?;
    flags.push_str(&of_target);
    flags.push_str(&seed(scenario));
    flags.push_str(&hooks(scenario));
    if scenario.settings.ignore_failure {
        flags.push_str(" --ignore-failure");
    }
    Some(flags)
}

fn seed(scenario: &Scenario) -> String {
    if scenario.seed == Scenario::TRY_SEED { String::new() } else { format!(" --seed {}", scenario.seed) }
}

fn hooks(scenario: &Scenario) -> String {
    let hooks = &scenario.hooks;
    let named = [
        ("setup", &hooks.setup),
        ("prepare", &hooks.prepare),
        ("conclude", &hooks.conclude),
        ("cleanup", &hooks.cleanup),
    ];
    let set = named.into_iter().filter_map(|(name, script)| Some((name, script.as_ref()?)));
    let flags: Vec<String> =
        set.map(|(name, script)| format!(" --{name} {}", quoted(&masked(scenario, script)))).collect();
    flags.concat()
}

/// The flags of `try` that say more of a function; `None` where it has variables of its own.
fn function_flags(scenario: &Scenario, target: &FunctionTarget) -> Option<String> {
    let flag = |name: &str, value: &Option<String>| {
        value.as_ref().map_or(String::new(), |value| format!(" --{name} {}", quoted(&masked(scenario, value))))
    };
    let words = words_in_one(target.harness.iter().map(|word| masked(scenario, word)));
    let harness = (!words.is_empty()).then_some(words);
    let flags = flag("make", &target.make) + &flag("interpreter", &target.interpreter) + &flag("harness", &harness);
    target.env.is_empty().then_some(flags)
}

/// The sizes as the flag `-n` takes them.
fn sizes_flag(sizes: &Sizes) -> String {
    match sizes {
        Sizes::Range { from, to } => format!("{}..{}", short_size(from.n()), short_size(to.n())),
        Sizes::List(list) => list.iter().map(|n| short_size(n.n())).collect::<Vec<_>>().join(","),
    }
}

/// `5k`, `1m`, `1234`
fn short_size(n: u64) -> String {
    match n {
        n if n >= 1_000_000 && n.is_multiple_of(1_000_000) => format!("{}m", n / 1_000_000),
        n if n >= 1000 && n.is_multiple_of(1000) => format!("{}k", n / 1000),
        n => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_shell() {
        assert_eq!(quoted("{input}"), "{input}");
        assert_eq!(quoted("it's; rm -rf /"), "\"it's; rm -rf /\"");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("a 'b'\n\t\\n \u{202e}ü"), r"$'a \'b\'\n\t\\n \U0000202eü'");
    }

    #[test]
    fn a_command_over_several_lines_is_the_same_command() {
        let command = r#"scalecheck try -n 10..1m --setup "it's a" --expect 'time <= O(n log n)' $'a\nb \' c' x\ y"#;
        let lines = over_lines(command, 30);
        assert_eq!(
            lines,
            [
                r"scalecheck try -n 10..1m \",
                r#"--setup "it's a" --expect \"#,
                r"'time <= O(n log n)' \",
                r"$'a\nb \' c' x\ y",
            ]
        );
        let read: Vec<&str> = lines.iter().map(|line| line.strip_suffix(" \\").unwrap_or(line)).collect();
        assert_eq!(read.join(" "), command);
        assert_eq!(over_lines(command, 300), [command]);
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!([10, 5000, 1_000_000, 1234, 2_500_000].map(short_size), ["10", "5k", "1m", "1234", "2500k"]);
    }
}
