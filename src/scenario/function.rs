//! `[target]` where it is a function.

use std::collections::BTreeMap;

use crate::model::{FunctionTarget, Language};

use super::nearest::nearest;
use super::programs::environment;
use super::section::ENV;
use super::table::Table;
use super::value;

/// Keys that say something of a command only.
const OF_COMMANDS: [&str; 5] = ["command", "shell", "directory", "stdin", "stdin_text"];

/// The function of a `[target]` that has the key; `None` where it is at fault.
pub(crate) fn target(table: &Table<'_>) -> Option<FunctionTarget> {
    for key in OF_COMMANDS {
        if table.has(key) {
            let message = format!("`{key}` says nothing of a function");
            table.notes().note(message, table.span(key), "remove it, or remove `function`");
        }
    }
    let harness: Vec<String> = table.texts("harness").into_iter().map(|(text, _)| text).collect();
    let target = table.read("function", |found| {
        let target = FunctionTarget::parse(&value::text(found)?)
            .map_err(|error| (error.to_string(), "expected e.g. \"python:dedupe.py:dedupe\"".to_string()))?;
        if target.language.is_shipped() || !harness.is_empty() { Ok(target) } else { Err(unknown(&target.language)) }
    })?;
    let variables = table.table("env", &ENV).map(|env| environment(&env)).unwrap_or_default();
    let env: BTreeMap<String, String> = variables.into_iter().map(|(name, value)| (name, value.0)).collect();
    Some(FunctionTarget { make: table.text("make"), interpreter: table.text("interpreter"), harness, env, ..target })
}

/// What is wrong with a language that has no harness.
fn unknown(language: &Language) -> value::Misfit {
    let known = Language::SHIPPED;
    let names = known.iter().map(Language::name);
    let label = match nearest(language.name(), names.clone()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!(
            "expected one of {}; any other needs harness = [\"program\", ...]",
            names.collect::<Vec<_>>().join(", ")
        ),
    };
    (format!("there is no harness for the language `{language}`"), label)
}
