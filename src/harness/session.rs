//! A harness that runs: asked line by line.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::answer::{Answer, shown};
use super::request::Request;
use crate::platform::{Conversation, Heard, Job, Outcome, Runner, RunnerError};

/// Time that a harness that was told to end gets to do so.
const FAREWELL: Duration = Duration::from_millis(500);

/// A harness that runs.
#[derive(Debug)]
pub(crate) struct Session(Conversation);

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// None came in time.
    Late,
    /// The flag was set.
    Interrupted,
    /// The harness has ended, perhaps in the middle of a line.
    Ended(Box<Outcome>, String),
    /// It says what is no answer to what was asked.
    Nonsense(String),
    /// It lives, but has closed its descriptor.
    Closed,
    /// It says that it can't, or that the function failed.
    Failed(String),
    /// The runner is gone.
    Lost(RunnerError),
}

impl Session {
    /// Starts a harness.
    pub(crate) fn start(runner: Runner, job: &Job<'_>) -> Result<Session, RunnerError> {
        Conversation::start(runner, job).map(Session)
    }

    /// The first thing that it says.
    pub(crate) fn greeting(&mut self, patience: Duration, interrupt: &AtomicBool) -> Result<Answer, Trouble> {
        self.hear(patience, interrupt)
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(
        &mut self,
        request: &Request,
        patience: Duration,
        interrupt: &AtomicBool,
    ) -> Result<Answer, Trouble> {
        self.0.say(&request.to_string());
        self.hear(patience, interrupt)
    }

    fn hear(&mut self, patience: Duration, interrupt: &AtomicBool) -> Result<Answer, Trouble> {
        let heard = self.0.hear(patience, interrupt).map_err(Trouble::Lost)?;
        let line = match heard {
            Heard::Line(line) => line,
            Heard::TooLong(start) => {
                let start = String::from_utf8_lossy(&start);
                return Err(Trouble::Nonsense(format!("it says a line without end: {}", shown(&start))));
            }
            Heard::Ended(outcome, rest) => {
                return Err(Trouble::Ended(outcome, String::from_utf8_lossy(&rest).into_owned()));
            }
            Heard::Closed => return Err(Trouble::Closed),
            Heard::Late => return Err(Trouble::Late),
            Heard::Interrupted => return Err(Trouble::Interrupted),
        };
        match Answer::parse(&String::from_utf8_lossy(&line)) {
            Ok(Answer::Fail(reason)) => Err(Trouble::Failed(reason)),
            Ok(answer) => Ok(answer),
            Err(reason) => Err(Trouble::Nonsense(reason)),
        }
    }

    /// Tells it to end, and ends it where it doesn't. The runner comes back.
    pub(crate) fn quit(mut self) -> Result<Runner, RunnerError> {
        self.0.say(&Request::Quit.to_string());
        let _ = self.0.hear(FAREWELL, &AtomicBool::new(false));
        self.end().map(|(runner, _)| runner)
    }

    /// Ends it with everything that it has started; no outcome where it had ended before. The runner comes back.
    pub(crate) fn end(self) -> Result<(Runner, Option<Outcome>), RunnerError> {
        self.0.end()
    }
}
