//! Contradictions: scenarios that read well and can't mean anything.

use crate::model::{Check, CommandTarget, FunctionTarget, Input, Placeholder, Scenario, Stdin, Target};

/// A contradiction: the dotted key that it is about, what is wrong, and what to type.
pub(crate) struct Contradiction {
    pub(crate) key: &'static str,
    pub(crate) message: String,
    pub(crate) label: &'static str,
    /// What to type on a command line, where that is something else.
    pub(crate) flag: Option<&'static str>,
}

/// What contradicts itself in a scenario that was put together by hand, such as that of `try`; one sentence each.
#[must_use]
pub fn contradictions(scenario: &Scenario) -> Vec<String> {
    find(scenario)
        .into_iter()
        .map(|found| format!("{}: {}", found.message, found.flag.unwrap_or(found.label)))
        .collect()
}

pub(crate) fn find(scenario: &Scenario) -> Vec<Contradiction> {
    let mut found = match &scenario.target {
        Target::Command(target) => of_command(scenario, target),
        Target::Function(target) => of_function(scenario, target),
    };
    found.extend(input_that_reads_itself(scenario));
    for metric in &scenario.expect_broken {
        if !scenario.metrics().contains(metric) {
            let message = format!("`expect_broken` names `{metric}`, of which nothing is declared");
            found.push(Contradiction {
                key: "expect_broken",
                message,
                label: "declare it in [expect] or remove it here",
                flag: None,
            });
        }
    }
    found
}

fn of_function(scenario: &Scenario, target: &FunctionTarget) -> Vec<Contradiction> {
    let mut found = Vec::new();
    if target.make.is_some() && !scenario.inputs.is_empty() {
        let message = "the input is made twice: by `make` and by [input]".to_string();
        found.push(Contradiction { key: "target.make", message, label: "keep one of them", flag: None });
    }
    if scenario.check.is_some() {
        let message = "[check] looks at what a program prints, and a function prints nothing".to_string();
        let label = "remove it: two calls on the same input are compared without it";
        found.push(Contradiction { key: "check", message, label, flag: None });
    }
    if !scenario.counters.is_empty() {
        let message = "[counters] reads what a program prints, and what a function prints is not kept".to_string();
        let label = "remove it: let the function append `name value` lines to the file $SCALECHECK_COUNTERS";
        found.push(Contradiction { key: "counters", message, label, flag: None });
    }
    found
}

fn of_command(scenario: &Scenario, target: &CommandTarget) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let texts = texts(scenario, target);
    let names = |word: &str| texts.iter().any(|text| text.contains(word));
    let uses_input = names(Placeholder::Input.text()) || names("SCALECHECK_INPUT");
    if scenario.inputs.is_empty() && names(Placeholder::Input.text()) {
        let message = "`{input}` is used, but no input is made".to_string();
        found.push(Contradiction {
            key: "target",
            message,
            label: "add [input] with generate = \"ints\"",
            flag: Some("add --input ints, or --input-command CMD"),
        });
    }
    // Without a program it is not known what was meant.
    if !scenario.inputs.is_empty() && !uses_input && !target.argv.is_empty() {
        let message = "an input is made, but nothing reads it".to_string();
        found.push(Contradiction {
            key: "input",
            message,
            label: "put {input} into the command, or stdin = \"{input}\"",
            flag: Some("put {input} into the command"),
        });
    }
    let depends = uses_input || names(Placeholder::N.text()) || names("SCALECHECK_");
    let hooked = scenario.hooks.prepare.is_some();
    if !target.argv.is_empty() && !depends && !hooked {
        let message = "nothing depends on the size N".to_string();
        found.push(Contradiction {
            key: "target.command",
            message,
            label: "put {n} or {input} into the command",
            flag: None,
        });
    }
    found
}

fn input_that_reads_itself(scenario: &Scenario) -> Option<Contradiction> {
    let commands = scenario.inputs.iter().filter_map(|input| match input {
        Input::Command(command) => Some(command),
        Input::Generated(_) => None,
    });
    let mut sized = commands.map(|command| {
        let names = |placeholder| command.argv.iter().any(|word| word.uses(placeholder));
        names(Placeholder::N) || command.argv.iter().any(|word| word.0.contains("SCALECHECK_N"))
    });
    sized.any(|sized| !sized).then(|| Contradiction {
        key: "input.command",
        message: "the input's command doesn't know the size N".to_string(),
        label: "put {n} into it, or read $SCALECHECK_N where `shell = true`",
        flag: None,
    })
}

/// Every text in which a trial's values are filled in, and the hooks.
fn texts<'s>(scenario: &'s Scenario, target: &'s CommandTarget) -> Vec<&'s str> {
    let mut templates: Vec<_> = target.argv.iter().chain(target.env.values()).chain(&target.directory).collect();
    match &target.stdin {
        Stdin::File(template) | Stdin::Text(template) => templates.push(template),
        Stdin::Empty => {}
    }
    match &scenario.check {
        Some(Check::Output(template) | Check::File(template) | Check::Command(template)) => templates.push(template),
        None => {}
    }
    let hooks = &scenario.hooks;
    let hooks = [&hooks.setup, &hooks.prepare, &hooks.conclude, &hooks.cleanup].into_iter().flatten();
    templates.into_iter().map(|template| template.0.as_str()).chain(hooks.map(String::as_str)).collect()
}
