//! Progress: a bar on a terminal, plain lines elsewhere. It is drawn between trials only, never while one is timed.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::pace::{Left, Pace};
use super::screen;
use crate::archive::Journal;
use crate::model::{Counted, Pass, Sample, SampleEnd, Scenario, Trial, human_seconds};
use crate::pipeline::Observer;

/// Steps of the bar.
const WHOLE: u64 = 1000;
const LAYOUT: &str = "{bar:20} {wide_msg}";

/// Where a run stands.
pub(super) struct Progress {
    bar: ProgressBar,
    lines: bool,
    scenarios: usize,
    begun: usize,
    pace: Pace,
}

impl Progress {
    /// For so many scenarios that are expected to take so long; silent where `quiet`.
    pub(super) fn new(scenarios: usize, pace: Pace, quiet: bool) -> Progress {
        let drawn = screen::stderr_is_terminal() && !quiet;
        let target = if drawn { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(WHOLE), target);
        let style = ProgressStyle::with_template(LAYOUT).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸─"));
        Progress { bar, lines: !drawn && !quiet, scenarios, begun: 0, pace }
    }

    /// A scenario begins; the watcher keeps its samples in the journal.
    pub(super) fn watch<'a>(&'a mut self, scenario: &'a Scenario, journal: Option<&'a mut Journal>) -> Watcher<'a> {
        self.begun += 1;
        Watcher { progress: self, scenario, journal, seen: 0 }
    }

    /// A scenario has ended, after so long.
    pub(super) fn ended(&mut self, took: Duration) {
        self.pace.end(took);
    }

    /// How long the run will go on, when the running scenario has run for so long: `about 1 m 20 s`.
    pub(super) fn left(&self, running: Duration) -> String {
        let said = |time: Duration| human_seconds(time.as_secs_f64().ceil());
        match self.pace.left(running) {
            Left::About(time) => format!("about {}", said(time)),
            Left::AtMost(time) => format!("at most {}", said(time)),
        }
    }

    /// Draws the bar anew, when the running scenario has run for so long.
    fn draw(&self, message: String, running: Duration) {
        self.bar.set_position((self.pace.over(running) * WHOLE as f64) as u64);
        self.bar.set_message(message);
        self.bar.tick();
    }

    /// A line that stays, such as a scenario's outcome.
    pub(super) fn line(&self, text: &str) {
        if self.lines {
            screen::say(text);
        } else {
            self.bar.println(text);
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Watches one scenario.
pub(super) struct Watcher<'a> {
    progress: &'a mut Progress,
    scenario: &'a Scenario,
    journal: Option<&'a mut Journal>,
    seen: usize,
}

impl Observer for Watcher<'_> {
    fn batch(&mut self, trials: &[Trial], elapsed: Duration) {
        let Some(first) = trials.first() else { return };
        let stage =
            if first.round == 0 { format!("trying n = {}", first.size) } else { format!("round {}", first.round) };
        let (begun, all, name) = (self.progress.begun, self.progress.scenarios, &self.scenario.name);
        let left = self.progress.left(elapsed);
        let message = format!("[{begun}/{all}] {name} · {stage} · {} trials · {left} left", self.seen);
        self.progress.draw(message, elapsed);
    }

    fn counting(&mut self, pass: Pass, trials: usize, elapsed: Duration) {
        let (begun, all, name) = (self.progress.begun, self.progress.scenarios, &self.scenario.name);
        let left = self.progress.left(elapsed);
        let message = format!("[{begun}/{all}] {name} · counting {} · {trials} trials · {left} left", pass.name());
        self.progress.draw(message, elapsed);
    }

    fn counted(&mut self, counted: &Counted) -> Result<(), String> {
        match &mut self.journal {
            Some(journal) => journal.append_counted(counted).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    fn sampled(&mut self, sample: &Sample) -> Result<(), String> {
        self.seen += 1;
        if let SampleEnd::Failed(failure) = &sample.end
            && self.seen == 1
        {
            let text = crate::report::failure(failure);
            self.progress.line(&format!("{}: n = {}: {text}", self.scenario.name, sample.trial.size));
        }
        match &mut self.journal {
            Some(journal) => journal.append(sample).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }
}
