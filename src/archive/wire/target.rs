//! What a scenario runs, on disk.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scenario::{templates, texts};
use crate::model::{CommandTarget, FunctionTarget, Stdin, Target, Template};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum WireTarget {
    Command(WireCommand),
    Function(WireFunction),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct WireFunction {
    function: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    make: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interpreter: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    harness: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    env: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct WireCommand {
    command: Vec<String>,
    shell: bool,
    env: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stdin: Option<WireStdin>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum WireStdin {
    File(String),
    Text(String),
}

impl WireTarget {
    pub(super) fn of(target: &Target) -> WireTarget {
        match target {
            Target::Command(target) => WireTarget::Command(WireCommand::of(target)),
            Target::Function(target) => WireTarget::Function(WireFunction::of(target)),
        }
    }

    pub(super) fn into_model(self) -> Result<Target, String> {
        match self {
            WireTarget::Command(target) => Ok(Target::Command(target.into_model())),
            WireTarget::Function(target) => target.into_model().map(Target::Function),
        }
    }
}

impl WireFunction {
    fn of(target: &FunctionTarget) -> WireFunction {
        WireFunction {
            function: target.spec(),
            make: target.make.clone(),
            interpreter: target.interpreter.clone(),
            harness: target.harness.clone(),
            env: target.env.clone(),
        }
    }

    fn into_model(self) -> Result<FunctionTarget, String> {
        let target = FunctionTarget::parse(&self.function).map_err(|error| error.to_string())?;
        let WireFunction { make, interpreter, harness, env, .. } = self;
        Ok(FunctionTarget { make, interpreter, harness, env, ..target })
    }
}

impl WireCommand {
    fn of(target: &CommandTarget) -> WireCommand {
        WireCommand {
            command: texts(&target.argv),
            shell: target.shell,
            env: target.env.iter().map(|(name, value)| (name.clone(), value.0.clone())).collect(),
            directory: target.directory.as_ref().map(|template| template.0.clone()),
            stdin: match &target.stdin {
                Stdin::Empty => None,
                Stdin::File(template) => Some(WireStdin::File(template.0.clone())),
                Stdin::Text(template) => Some(WireStdin::Text(template.0.clone())),
            },
        }
    }

    fn into_model(self) -> CommandTarget {
        CommandTarget {
            argv: templates(self.command),
            shell: self.shell,
            env: self.env.into_iter().map(|(name, value)| (name, Template(value))).collect(),
            directory: self.directory.map(Template),
            stdin: match self.stdin {
                None => Stdin::Empty,
                Some(WireStdin::File(text)) => Stdin::File(Template(text)),
                Some(WireStdin::Text(text)) => Stdin::Text(Template(text)),
            },
        }
    }
}
