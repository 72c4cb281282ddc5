//! What a person reads of a comparison: the verdicts, the picture, what it came to.

use super::paint::{Terminal, pad, width, wrap};
use super::{Page, clipped, two_curves};
use crate::model::{Change, Compared, MetricChange, Null};
use crate::report::{text, wording};

/// One scenario's comparison.
#[must_use]
pub fn compared(compared: &Compared, terminal: &Terminal) -> String {
    let mut page = Page { terminal, lines: vec![String::new()] };
    let comparison = &compared.comparison;
    page.change_line(&text::short(&comparison.name, 60), "", wording::overall(comparison));
    page.detail(&format!("measured {}", wording::standing(&comparison.standing)));
    for change in &comparison.metrics {
        page.metric(compared, change);
    }
    if let Some(words) = wording::reach(comparison) {
        page.change_line("  reach", "", comparison.reach.change);
        page.detail(&words);
    }
    if let Some(change) = comparison.metrics.first() {
        page.both(compared, change);
    }
    page.proof(compared);
    for caveat in comparison.caveats.iter().take(5) {
        let words = text::short(caveat.text.trim_end_matches('.'), 300);
        page.wrapped("  note: ", &format!("{words}. {}", caveat.kind.advice()));
    }
    page.finish()
}

/// What a control of something against itself came to.
#[must_use]
pub fn null_text(null: &Null, terminal: &Terminal) -> String {
    let mut page = Page { terminal, lines: vec![String::new()] };
    let badge = if null.alarms == 0 { Change::Equal { within: 0.0 } } else { Change::Worse };
    page.change_line("against itself", "", badge);
    for line in wording::null(null) {
        page.detail(&line);
    }
    page.finish()
}

/// One line a scenario, worst first, and what it comes to.
#[must_use]
pub fn compared_table(all: &[Compared], terminal: &Terminal) -> String {
    let rank = |c: &&Compared| match wording::overall(&c.comparison) {
        Change::Worse => 0,
        Change::Better => 1,
        Change::Unresolved => 2,
        Change::Equal { .. } => 3,
    };
    let mut sorted: Vec<&Compared> = all.iter().collect();
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.comparison.name.cmp(&b.comparison.name)));
    let names = sorted.iter().map(|c| width(&text::short(&c.comparison.name, 40))).max().unwrap_or(0);
    let mut lines: Vec<String> = Vec::new();
    for one in sorted {
        let change = wording::overall(&one.comparison);
        let badge = terminal.change(&pad(wording::change_title(change), 10), change);
        let name = pad(&text::short(&one.comparison.name, 40), names);
        let room = terminal.columns().saturating_sub(14 + names);
        let summary = terminal.spell(wording::compared_summary(one));
        let summary =
            if width(&summary) > room { format!("{}~", clipped(&summary, room.saturating_sub(1))) } else { summary };
        let line = if room < 20 { format!("{badge}  {name}") } else { format!("{badge}  {name}  {summary}") };
        lines.push(line.trim_end().to_string());
    }
    lines.push(String::new());
    lines.extend(wrap(&terminal.spell(wording::all_compared(all)), terminal.columns().min(110)));
    lines.push(String::new());
    lines.join("\n")
}

impl Page<'_> {
    /// A name, what stands beside it, and the badge at the right.
    fn change_line(&mut self, name: &str, words: &str, change: Change) {
        let columns = self.terminal.columns();
        let badge = wording::change_title(change);
        let left = if words.is_empty() { format!("  {name}") } else { format!("  {}  {words}", pad(name, 9)) };
        let left = self.terminal.spell(left);
        let painted = self.terminal.change(badge, change);
        if width(&left) + width(badge) + 2 <= columns {
            let room = columns.min(96) - width(badge);
            self.lines.push(format!("{}{painted}", pad(&left, room.max(width(&left) + 2))));
        } else {
            self.lines.push(format!(
                "{}{painted}",
                pad(&clipped(&format!("  {name}"), columns - 13), columns.min(96) - width(badge))
            ));
            self.detail(words);
        }
    }

    fn metric(&mut self, compared: &Compared, change: &MetricChange) {
        self.change_line(&wording::change_name(change), &wording::classes_changed(change), change.growth.change);
        self.detail(&wording::growth_because(change));
        if let Some(constant) = &change.constant {
            self.change_line("  cost", &wording::cost(change), constant.change);
            let note = wording::cost_note(change, &compared.comparison.standing);
            let equal = matches!(constant.change, Change::Equal { .. });
            note.into_iter()
                .chain(equal.then(|| wording::verdict_words(constant.change, false)))
                .for_each(|w| self.detail(&w));
        }
        if let Some((words, fixed)) = wording::fixed(change) {
            self.change_line("  fixed", &words, fixed.change);
        }
        for moved in change.thresholds.iter().filter(|t| wording::threshold_tells(t)).take(2) {
            self.change_line("  budget", &wording::threshold_moved(&change.metric.unit(), moved), moved.change);
        }
        if let Some(crossover) = &change.crossover {
            self.detail(&wording::crossing(crossover));
        }
    }

    /// Both curves of the metric that comes first.
    fn both(&mut self, compared: &Compared, change: &MetricChange) {
        let lines = two_curves(compared, change, self.terminal);
        if !lines.is_empty() {
            self.lines.push(String::new());
            let columns = self.terminal.columns();
            self.lines.extend(lines.into_iter().map(|line| clipped(&self.terminal.spell(line), columns)));
        }
    }

    /// What it came to, from what to what, and the list of what had to hold.
    fn proof(&mut self, compared: &Compared) {
        let lines = wording::proof(compared);
        if !lines.is_empty() {
            self.lines.push(String::new());
        }
        for line in lines {
            self.wrapped("  ", &line);
        }
        self.lines.push(String::new());
    }
}
