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
/// Columns of the bar.
const BAR: usize = 20;

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

impl Watcher<'_> {
    fn draw(&self, parts: &[String], elapsed: Duration) {
        let place = format!("[{}/{}]", self.progress.begun, self.progress.scenarios);
        let left = format!("{} left", self.progress.left(elapsed));
        let room = screen::width().saturating_sub(BAR + 1);
        self.progress.draw(message(&place, &self.scenario.name, parts, &left, room), elapsed);
    }
}

/// What stands beside the bar, in `room` columns: the details that don't fit are left out, the last first, then the
/// end of the name; how long it will go on is always told.
fn message(place: &str, name: &str, parts: &[String], left: &str, room: usize) -> String {
    let line =
        |name: &str, parts: &[String]| [&[format!("{place} {name}")], parts, &[left.to_string()]].concat().join(" · ");
    let fits = |line: &String| line.chars().count() <= room;
    let lines = (0..=parts.len()).rev().map(|kept| line(name, &parts[..kept]));
    let shortened = || {
        let spare = room.saturating_sub(line("…", &[]).chars().count());
        line(&format!("{}…", name.chars().take(spare).collect::<String>()), &[])
    };
    lines.into_iter().find(fits).unwrap_or_else(shortened)
}

impl Observer for Watcher<'_> {
    fn batch(&mut self, trials: &[Trial], elapsed: Duration) {
        let Some(first) = trials.first() else { return };
        let stage =
            if first.round == 0 { format!("trying n = {}", first.size) } else { format!("round {}", first.round) };
        self.draw(&[stage, screen::count(self.seen, "trial")], elapsed);
    }

    fn counting(&mut self, pass: Pass, trials: usize, elapsed: Duration) {
        self.draw(&[format!("counting {}", pass.name()), screen::count(trials, "trial")], elapsed);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_however_narrow_the_terminal_is() {
        let parts = ["trying n = 1,000,000".to_string(), "1 trial".to_string()];
        let message = |room| message("[3/83]", "pairs/duplicates-nested", &parts, "about 20 s left", room);
        assert_eq!(message(99), "[3/83] pairs/duplicates-nested · trying n = 1,000,000 · 1 trial · about 20 s left");
        assert_eq!(message(75), "[3/83] pairs/duplicates-nested · trying n = 1,000,000 · about 20 s left");
        assert_eq!(message(59), "[3/83] pairs/duplicates-nested · about 20 s left");
        assert_eq!(message(40), "[3/83] pairs/duplicat… · about 20 s left");
        assert!(message(40).chars().count() <= 40);
    }
}
