//! `[target]`, `[input]`, `[hooks]` and `[check]`: the programs of a scenario.

use std::collections::BTreeMap;

use crate::model::{Check, CommandInput, CommandTarget, Generator, Hooks, Input, Stdin, Target, Template};

use super::function;
use super::growth;
use super::nearest::nearest;
use super::section::ENV;
use super::table::Table;
use super::value;

/// Argv, and whether it is a script for the shell.
type Command = (Vec<Template>, bool);

/// The target: a command, or a function.
pub(crate) fn target(table: &Table<'_>) -> Target {
    if table.has("function") {
        return function::target(table).map_or_else(|| Target::Command(CommandTarget::default()), Target::Function);
    }
    for key in ["make", "interpreter", "harness"] {
        let said = if key == "harness" { !table.texts(key).is_empty() } else { table.text(key).is_some() };
        if said {
            let message = format!("`{key}` says nothing of a command");
            table.notes().note(message, table.span(key), "add function = \"LANGUAGE:FILE:NAME\"");
        }
    }
    Target::Command(command_target(table))
}

fn command_target(table: &Table<'_>) -> CommandTarget {
    let (argv, shell) = command(table).unwrap_or_default();
    if !table.has("command") {
        table.notes().note("[target] has no `command`", None, "add e.g. command = [\"sort\", \"-n\", \"{input}\"]");
    }
    CommandTarget {
        argv,
        shell,
        env: table.table("env", &ENV).map(|env| environment(&env)).unwrap_or_default(),
        directory: table.text("directory").map(Template),
        stdin: stdin(table),
    }
}

fn stdin(table: &Table<'_>) -> Stdin {
    match (table.text("stdin"), table.text("stdin_text")) {
        (Some(_), Some(_)) => {
            let label = "keep one of `stdin` (a file) and `stdin_text` (the text itself)";
            table.notes().note("stdin is given twice", table.span("stdin_text"), label);
            Stdin::Empty
        }
        (Some(file), None) => Stdin::File(Template(file)),
        (None, Some(text)) => Stdin::Text(Template(text)),
        (None, None) => Stdin::Empty,
    }
}

pub(super) fn environment(table: &Table<'_>) -> BTreeMap<String, Template> {
    let mut variables = BTreeMap::new();
    for (name, span, value) in table.entries() {
        if name.is_empty() || name.contains(['=', '\0']) {
            table.notes().note(format!("`{name}` can't be a variable's name"), Some(span), "expected e.g. LANG");
        } else if let Some(text) = table.fit(name, value, value::text) {
            variables.insert(name.to_string(), Template(text));
        }
    }
    variables
}

/// `[counters]`: names and the patterns that read them.
pub(crate) fn counters(table: &Table<'_>) -> BTreeMap<String, String> {
    let mut counters = BTreeMap::new();
    for (name, span, value) in table.entries() {
        let metric = growth::metric(name).map(|metric| metric.is_reported());
        match (metric, table.fit(name, value, pattern)) {
            (Err((message, label)), _) => table.notes().note(message, Some(span), label),
            (Ok(false), _) => {
                let message = format!("`{name}` is measured by scalecheck itself");
                table.notes().note(message, Some(span), "choose another name for the counter");
            }
            (Ok(true), Some(pattern)) => drop(counters.insert(name.to_string(), pattern)),
            (Ok(true), None) => {}
        }
    }
    counters
}

fn pattern(value: &toml::de::DeValue<'_>) -> Result<String, value::Misfit> {
    let text = value::text(value)?;
    match regex::bytes::Regex::new(&text) {
        Ok(pattern) if pattern.captures_len() <= 2 => Ok(text),
        Ok(_) => Err((
            format!("`{text}` has several groups"),
            "expected one group around the number; write (?:...) for others".to_string(),
        )),
        Err(error) => {
            let reason = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
            Err((format!("`{text}` is no regular expression"), reason))
        }
    }
}

/// `command` and `shell`, which must fit each other.
fn command(table: &Table<'_>) -> Option<Command> {
    let shell = table.flag("shell").unwrap_or(false);
    let argv = table.read("command", |value| match value.as_str() {
        Some(text) if shell && !text.trim().is_empty() => Ok(vec![text.to_string()]),
        Some(text) => Err(not_split(text, shell)),
        None if shell => Err(value::wrong_type(value, "one text in quotes, because `shell = true`")),
        None => words(value),
    })?;
    Some((argv.into_iter().map(Template).collect(), shell))
}

fn words(value: &toml::de::DeValue<'_>) -> Result<Vec<String>, value::Misfit> {
    let wanted = "an array of texts such as [\"sort\", \"-n\", \"{input}\"]";
    let array = value.as_array().ok_or_else(|| value::wrong_type(value, wanted))?;
    let words: Vec<String> = array.iter().map(|word| value::text(word.get_ref())).collect::<Result<_, _>>()?;
    if let Some(word) = words.iter().find(|word| word.contains('\0')) {
        return Err((format!("{word:?} holds a NUL character"), "no program can be given it".to_string()));
    }
    match words.first().map(String::as_str) {
        None | Some("") => Err(("no program is named".to_string(), format!("expected {wanted}"))),
        Some(_) => Ok(words),
    }
}

/// A text where words are wanted: shows the words, or how to ask for a shell.
fn not_split(text: &str, shell: bool) -> value::Misfit {
    let message = if shell { "the script is empty" } else { "a command in one text needs a shell" };
    let words = shlex::split(text).filter(|words| !words.is_empty());
    let label = match words {
        Some(words) if !shell => format!("write command = {words:?}, or add shell = true"),
        _ => "expected a program and its arguments".to_string(),
    };
    (message.to_string(), label)
}

pub(crate) fn inputs(table: &Table<'_>) -> Vec<Input> {
    match (table.has("generate"), table.has("command")) {
        (true, true) => {
            let label = "keep one of `generate` (built in) and `command` (yours)";
            table.notes().note("[input] is made twice", table.span("command"), label);
            Vec::new()
        }
        (true, false) => {
            if table.flag("shell").is_some() {
                table.notes().note("`shell` says nothing of a generator", table.span("shell"), "remove it");
            }
            generators(table).into_iter().map(Input::Generated).collect()
        }
        (false, true) => {
            command(table).map(|(argv, shell)| Input::Command(CommandInput { argv, shell })).into_iter().collect()
        }
        (false, false) if table.has("seed") => Vec::new(),
        (false, false) => {
            table.flag("shell");
            let label = "add generate = \"ints\" or a command";
            table.notes().note("[input] says nothing to make", None, label);
            Vec::new()
        }
    }
}

fn generators(table: &Table<'_>) -> Vec<Generator> {
    let read = |value: &toml::de::DeValue<'_>| {
        let name = value::text(value)?;
        Generator::named(&name).ok_or_else(|| unknown_generator(&name))
    };
    let single = table.read("generate", |value| Ok(value.is_str())) == Some(true);
    let named: Vec<_> = if single {
        table.read("generate", read).into_iter().map(|generator| (generator, 0..0)).collect()
    } else {
        table.list("generate", "a generator's name or an array of names", read).unwrap_or_default()
    };
    let mut generators = Vec::new();
    for (generator, span) in named {
        if generators.contains(&generator) {
            table.notes().note(format!("`{}` is named twice", generator.name()), Some(span), "remove one");
        } else {
            generators.push(generator);
        }
    }
    generators
}

fn unknown_generator(name: &str) -> value::Misfit {
    let known = Generator::ALL.iter().map(|generator| generator.name());
    let label = match nearest(name, known.clone()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("expected one of {}", known.collect::<Vec<_>>().join(", ")),
    };
    (format!("unknown generator `{name}`"), label)
}

pub(crate) fn hooks(table: &Table<'_>) -> Hooks {
    Hooks {
        setup: table.text("setup"),
        prepare: table.text("prepare"),
        conclude: table.text("conclude"),
        cleanup: table.text("cleanup"),
    }
}

pub(crate) fn check(table: &Table<'_>) -> Option<Check> {
    let mut checks = Vec::new();
    checks.extend(table.text("output").map(|text| Check::Output(Template(text))));
    checks.extend(table.text("file").map(|text| Check::File(Template(text))));
    checks.extend(table.text("command").map(|text| Check::Command(Template(text))));
    if checks.len() > 1 {
        let span = table.entries().get(1).map(|(_, span, _)| span.clone());
        table.notes().note("[check] checks in several ways", span, "keep one of `output`, `file` and `command`");
    }
    checks.into_iter().next()
}
