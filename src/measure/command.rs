//! A scenario's command, ready to be filled in for each trial.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{COUNTERS, MeasureError, program, surroundings};
use crate::model::{CommandTarget, Placeholder, Scenario, Stdin, Template, Values};

/// The command of a scenario.
#[derive(Debug)]
pub(super) struct Command {
    target: CommandTarget,
    home: PathBuf,
    variables: BTreeMap<OsString, OsString>,
    /// Where the program is, once found; not kept where its name depends on the trial.
    program: Option<PathBuf>,
}

/// A command filled in for one trial.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) program: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) variables: Vec<OsString>,
    pub(super) stdin: FilledStdin,
}

/// What a trial's stdin reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FilledStdin {
    Empty,
    File(PathBuf),
    Text(String),
}

impl Filled {
    /// Has a library loaded before all others.
    pub(super) fn preload(&mut self, library: &Path) {
        const NAME: &str = "LD_PRELOAD=";
        let own = self.variables.iter().position(|variable| variable.to_string_lossy().starts_with(NAME));
        let own = own.map(|place| self.variables.remove(place));
        let mut value = OsString::from(NAME);
        value.push(library);
        if let Some(own) = own.as_ref().and_then(|own| own.to_str()?.strip_prefix(NAME)) {
            value.push(":");
            value.push(own);
        }
        self.variables.push(value);
    }
}

impl Command {
    pub(super) fn new(scenario: &Scenario, target: &CommandTarget, counters: &Path) -> Result<Command, MeasureError> {
        let home = std::path::absolute(&scenario.folder)
            .map_err(|error| MeasureError::Workspace { path: scenario.folder.clone(), reason: error.to_string() })?;
        let mut variables = surroundings::base();
        variables.insert(COUNTERS.into(), counters.into());
        Ok(Command { target: target.clone(), home, variables, program: None })
    }

    /// Whether a trial needs an empty folder of its own.
    pub(super) fn uses_tmp(&self) -> bool {
        let stdin = match &self.target.stdin {
            Stdin::Empty => None,
            Stdin::File(text) | Stdin::Text(text) => Some(text),
        };
        let mut texts =
            self.target.argv.iter().chain(self.target.env.values()).chain(&self.target.directory).chain(stdin);
        texts.any(|text| text.uses(Placeholder::Tmp))
    }

    /// Where relative paths start.
    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    /// Finds the program, where its name doesn't depend on the trial.
    pub(super) fn resolve(&mut self) -> Result<(), MeasureError> {
        let depends = |text: &Template| Placeholder::ALL.into_iter().any(|placeholder| text.uses(placeholder));
        let first = self.target.argv.first().ok_or(MeasureError::EmptyCommand)?;
        let apart = self.target.directory.iter().chain(self.target.env.get("PATH"));
        if self.target.shell || !std::iter::once(first).chain(apart).any(depends) {
            self.program = Some(self.find(&Values::default())?);
        }
        Ok(())
    }

    fn find(&self, values: &Values) -> Result<PathBuf, MeasureError> {
        let first = self.target.argv.first().ok_or(MeasureError::EmptyCommand)?;
        let path = self.target.env.get("PATH").map(|path| path.fill(values).into());
        let path = path.or_else(|| self.variables.get(&OsString::from("PATH")).cloned()).unwrap_or_default();
        let name = if self.target.shell { "sh".to_string() } else { first.fill(values) };
        program::find(&name, &self.folder(values), &self.home, &path)
    }

    fn folder(&self, values: &Values) -> PathBuf {
        let directory = self.target.directory.as_ref().map(|directory| directory.fill(values));
        directory.map_or_else(|| self.home.clone(), |directory| self.home.join(directory))
    }

    /// Everything with a trial's values.
    pub(super) fn fill(&self, values: &Values) -> Result<Filled, MeasureError> {
        let program = self.program.clone().map_or_else(|| self.find(values), Ok)?;
        let stdin = match &self.target.stdin {
            Stdin::Empty => FilledStdin::Empty,
            Stdin::File(path) => FilledStdin::File(self.home.join(path.fill(values))),
            Stdin::Text(text) => FilledStdin::Text(text.fill(values)),
        };
        let (arguments, variables) = (self.arguments(values), self.variables(values));
        Ok(Filled { program, folder: self.folder(values), arguments, variables, stdin })
    }

    fn arguments(&self, values: &Values) -> Vec<OsString> {
        let before: &[&str] = if self.target.shell { &["sh", "-c"] } else { &[] };
        let filled = self.target.argv.iter().map(|argument| argument.fill(values).into());
        before.iter().map(OsString::from).chain(filled).collect()
    }

    fn variables(&self, values: &Values) -> Vec<OsString> {
        let own = &self.target.env;
        let kept = self.variables.iter().filter(|(name, _)| !name.to_str().is_some_and(|name| own.contains_key(name)));
        let kept = kept.map(|(name, value)| [name.as_os_str(), "=".as_ref(), value].into_iter().collect());
        kept.chain(own.iter().map(|(name, value)| format!("{name}={}", value.fill(values)).into())).collect()
    }
}
