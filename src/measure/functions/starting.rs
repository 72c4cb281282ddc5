//! A harness gets ready: started, greeted, its function loaded.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{FOREVER, Functions, Live, State, Surroundings};
use crate::harness::{Answer, Hello, Request, Session, Trouble};
use crate::measure::command::{Filled, FilledStdin};
use crate::measure::{COUNTERS, surroundings};
use crate::model::{Failure, FunctionTarget, Settings};
use crate::platform::{Job, Runner};

/// How long a harness may take to say hello: the slowest start is a Java machine's on a loaded processor.
const GREETING: Duration = Duration::from_secs(30);
/// How long loading the user's file, or making its inputs, may take: neither is timed.
pub(super) const LOADING: Duration = Duration::from_secs(60);

/// Lines of its stderr that are told of one that never got ready.
const LAST_LINES: usize = 3;

impl Functions {
    /// The harness that runs, or a new one, out of the state: it comes back when its trial is over.
    pub(super) fn live(&mut self, around: Surroundings<'_>) -> Result<Box<Live>, Failure> {
        let runner = match std::mem::replace(&mut self.state, State::Lost) {
            State::Live(live) => return Ok(live),
            State::Idle(runner) => runner,
            State::Lost => Runner::start(around.settings.process_limit).map_err(not_started)?,
        };
        let session = self.start(runner, around.settings)?;
        let mut live = Box::new(Live { session, pid: None });
        match self.greet(&mut live, around) {
            Ok(()) => Ok(live),
            Err(Trouble::Failed(reason)) => {
                self.rest(live.session.quit());
                Err(Failure::NotStarted { reason: self.masked(&reason) })
            }
            Err(trouble) => {
                let greeted = live.pid.is_some();
                let failure = self.ended(*live, trouble, around.settings);
                Err(self.never_ready(failure, greeted))
            }
        }
    }

    /// Where it can't even start, no size will change that.
    fn never_ready(&self, failure: Failure, greeted: bool) -> Failure {
        let reason = match failure {
            Failure::Protocol { reason } => reason,
            Failure::Exit { code, stderr } => {
                format!("`{}` exited with code {code}{}", self.started(), last_words(&stderr))
            }
            Failure::TimedOut { .. } => format!("`{}` didn't get ready", self.started()),
            other => return other,
        };
        // A harness of the user's own was found, and what it says first is told already.
        let advice = &self.recipe.advice;
        let known = greeted || advice.is_empty() || !self.target.harness.is_empty();
        let reason = if known { reason } else { format!("{reason}; {advice}") };
        Failure::NotStarted { reason }
    }

    /// The program that was started.
    fn started(&self) -> String {
        self.program.as_ref().map_or_else(|| self.recipe.words[0].clone(), |program| program.display().to_string())
    }

    fn start(&mut self, runner: Runner, settings: &Settings) -> Result<Session, Failure> {
        let program = match self.program.clone() {
            Some(program) => program,
            None => self.find(&self.recipe.words[0], &self.recipe.advice).map_err(not_started)?,
        };
        let arguments: Vec<OsString> = self.recipe.words.iter().map(OsString::from).collect();
        let joined =
            |(name, value): (&OsString, &OsString)| [name.as_os_str(), "=".as_ref(), value].into_iter().collect();
        let variables: Vec<OsString> = self.variables.iter().map(joined).collect();
        let folder = self.home.clone();
        let mut filled = Filled { program, folder, arguments, variables, stdin: FilledStdin::Empty };
        if let Some(instructions) = &mut self.instructions {
            instructions.prepare(&mut filled).map_err(not_started)?;
        }
        let job = Job {
            program: &filled.program,
            folder: &filled.folder,
            stdin: None,
            stdout: None,
            talk: [OsString::new(), OsString::new()],
            arguments: &filled.arguments,
            variables: &filled.variables,
            timeout: FOREVER,
            memory_limit: settings.memory_limit.map(|limit| limit.0),
            output_limit: settings.output_limit.0,
            trace: false,
        };
        Session::start(runner, &job).map_err(not_started)
    }

    /// Hears hello, and has the user's file loaded.
    fn greet(&mut self, live: &mut Live, around: Surroundings<'_>) -> Result<(), Trouble> {
        let hello = match live.session.greeting(GREETING, around.interrupt) {
            Ok(Answer::Hello(hello)) => hello,
            Ok(_) => return Err(Trouble::Nonsense("it doesn't begin with hello".into())),
            Err(Trouble::Late) => {
                let words = "it says nothing: is it a harness, or the interpreter of this language?";
                return Err(Trouble::Nonsense(words.into()));
            }
            Err(trouble) => return Err(trouble),
        };
        live.pid = hello.pid;
        self.caller.meet(&hello);
        let start = Instant::now();
        match live.session.ask(&Request::Load, LOADING, around.interrupt)? {
            Answer::Ok => {}
            _ => return Err(Trouble::Nonsense("it doesn't answer `load`".into())),
        }
        let took = start.elapsed();
        self.introduced.get_or_insert_with(|| introduction(&hello, took));
        Ok(())
    }
}

/// The end of what it wrote, on the same line: the last line alone says nothing in many languages.
fn last_words(stderr: &str) -> String {
    let mut lines: Vec<&str> = stderr.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = lines.split_off(lines.len().saturating_sub(LAST_LINES));
    if told.is_empty() { String::new() } else { format!(": {}", told.join(" ")) }
}

pub(super) fn not_started(error: impl std::fmt::Display) -> Failure {
    Failure::NotStarted { reason: error.to_string() }
}

/// `python 3.11.7, clock=process_time gc=on; loading its file took 12 ms, which is not counted`
fn introduction(hello: &Hello, loading: Duration) -> String {
    let facts: Vec<String> = hello
        .facts
        .iter()
        .filter(|(name, _)| *name != "protocol")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let facts = if facts.is_empty() { String::new() } else { format!(", {}", facts.join(" ")) };
    let loading = crate::model::human_seconds(loading.as_secs_f64());
    format!("{} {}{facts}{}{loading}, which is not counted", hello.language, hello.version, crate::model::LOADING)
}

/// What the harness needs to know from its start, on top of the fixed surroundings.
pub(super) fn variables(target: &FunctionTarget, home: &Path, counters: &Path) -> BTreeMap<OsString, OsString> {
    let mut variables = surroundings::base();
    let mut set = |name: &str, value: OsString| variables.insert(name.into(), value);
    set(COUNTERS, counters.into());
    set("SCALECHECK_IN", "3".into());
    set("SCALECHECK_OUT", "4".into());
    set("SCALECHECK_FILE", home.join(&target.file).into());
    set("SCALECHECK_FUNCTION", target.name.clone().into());
    if let Some(make) = &target.make {
        set("SCALECHECK_MAKE", make.clone().into());
    }
    variables.extend(target.env.iter().map(|(name, value)| (name.into(), value.into())));
    variables
}
