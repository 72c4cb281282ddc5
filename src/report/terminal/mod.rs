//! What a person reads in the terminal: the answer, what it means, the picture, what to do.
//!
//! Comes in: evidence and what the terminal can show. Goes out: text, no line wider than the terminal but where a command
//! has so long a word. Never here: the terminal itself, its environment, progress.

mod braille;
mod comparison;
mod line;
mod paint;
mod table;

pub use comparison::{compared, compared_table, null_text};
pub use line::line;
pub use paint::Terminal;
pub(crate) use table::rank;
pub use table::table;

use braille::two_curves;
pub(crate) use paint::{pad, width, wrap};

use super::{text, wording};
use crate::model::{Because, Evidence, Fit, LimitVerdict, Ruling, Stop, Unit, Verdict};

/// One scenario's answer.
#[must_use]
pub fn terminal(evidence: &Evidence, terminal: &Terminal) -> String {
    let mut page = Page { terminal, lines: vec![String::new()] };
    for fit in &evidence.fits {
        let verdicts: Vec<&Verdict> = evidence.verdicts.iter().filter(|v| concerns(fit, v)).collect();
        let elsewhere = evidence.verdicts.iter().find(|v| v.metric == fit.series.metric);
        page.fit(fit, &verdicts, elsewhere, &fit.series.metric.unit());
    }
    for verdict in evidence.verdicts.iter().filter(|v| !evidence.fits.iter().any(|fit| concerns(fit, v))) {
        page.unmeasured(verdict, evidence.outcome.reason.as_deref());
    }
    evidence.limits.iter().for_each(|limit| page.limit(limit, evidence.outcome.reason.as_deref()));
    if let Some(reason) = &evidence.outcome.reason {
        let ruling = (evidence.stop != Stop::Interrupted).then_some(evidence.outcome.ruling);
        if ruling != Some(Ruling::Met) || !evidence.outcome.satisfied {
            page.headline(if ruling.is_some() { "scenario" } else { "interrupted" }, "", "", ruling);
        }
        page.detail(&text::short(reason, 2000));
    }
    page.picture(evidence);
    page.meaning(evidence);
    page.foot(evidence);
    page.finish()
}

/// A fit alone, as the command `fit` shows it: numbers in `unit`, never converted.
#[must_use]
pub fn terminal_fit(fit: &Fit, verdicts: &[Verdict], unit: &Unit, terminal: &Terminal) -> String {
    let mut page = Page { terminal, lines: vec![String::new()] };
    page.fit(fit, &verdicts.iter().collect::<Vec<_>>(), None, unit);
    for known in &fit.predictions {
        page.detail(&format!("n = {}: {}", wording::size(known.n), wording::estimate(unit, known)));
    }
    for known in &fit.thresholds {
        page.detail(&wording::threshold(unit, known));
    }
    for caveat in &fit.caveats {
        page.detail(&format!(
            "{}: {}. {}",
            caveat.kind.name(),
            text::short(caveat.text.trim_end_matches('.'), 400),
            caveat.kind.advice()
        ));
    }
    page.finish()
}

fn concerns(fit: &Fit, verdict: &Verdict) -> bool {
    fit.series.metric == verdict.metric && (verdict.input.is_none() || verdict.input == fit.series.input)
}

/// The lines so far.
struct Page<'a> {
    terminal: &'a Terminal,
    lines: Vec<String>,
}

impl Page<'_> {
    /// `elsewhere`: what is ruled on the same metric, of the input that is worst.
    fn fit(&mut self, fit: &Fit, verdicts: &[&Verdict], elsewhere: Option<&Verdict>, unit: &Unit) {
        let name = wording::series_name(&fit.series);
        let class = wording::classes(fit);
        match verdicts {
            [] => {
                let none = || "no expectation".to_string();
                let expected = elsewhere.map_or_else(none, |v| format!("expected {}", wording::expectation(v)));
                self.headline(&name, &class, &expected, None);
            }
            verdicts => {
                for verdict in verdicts {
                    let expected = format!("expected {}", wording::expectation(verdict));
                    self.headline(&name, &class, &expected, Some(verdict.ruling));
                }
            }
        }
        let separator = " · ";
        let known = [wording::growth_rate(fit), wording::formula(unit, &fit.formula)];
        let facts: Vec<String> = known.into_iter().chain(wording::rejected(fit)).collect();
        self.detail(&facts.join(separator));
        for verdict in verdicts {
            self.detail(&wording::weighing(verdict));
        }
    }

    /// `  time    O(n^2)   expected at most O(n log n)      BROKEN`
    fn headline(&mut self, name: &str, class: &str, expected: &str, ruling: Option<Ruling>) {
        let columns = self.terminal.columns();
        let badge = ruling.map_or("", wording::ruling_title);
        let left = format!("  {}  {}", pad(name, 7), pad(class, 12));
        let one = format!("{left}  {expected}");
        if width(&one) + width(badge) + 2 <= columns {
            self.badge_line(&one, badge, ruling, columns.min(86));
        } else if width(left.trim_end()) + width(badge) + 2 <= columns {
            self.badge_line(left.trim_end(), badge, ruling, columns.min(86));
            self.detail(expected);
        } else {
            self.badge_line(&clipped(&format!("  {name}"), columns - 12), badge, ruling, columns.min(86));
            self.detail(class);
            self.detail(expected);
        }
    }

    fn badge_line(&mut self, text: &str, badge: &str, ruling: Option<Ruling>, columns: usize) {
        let room = columns.max(width(text) + 2 + width(badge)) - width(badge);
        let painted = ruling.map_or(String::new(), |ruling| self.terminal.ruling(badge, ruling));
        let text = self.terminal.spell(text.to_string());
        let line = if painted.is_empty() { text } else { format!("{}{painted}", pad(&text, room)) };
        self.lines.push(line);
    }

    /// Why is told once, with the scenario, where that failed for the same reason.
    fn unmeasured(&mut self, verdict: &Verdict, told: Option<&str>) {
        let name = text::short(verdict.metric.name(), 30);
        self.headline(&name, "", &format!("expected {}", wording::expectation(verdict)), Some(verdict.ruling));
        if !matches!(&verdict.because, Because::Unmeasured(why) if told == Some(why)) {
            self.detail(&wording::because(verdict));
        }
    }

    fn limit(&mut self, limit: &LimitVerdict, told: Option<&str>) {
        let unit = limit.metric.unit();
        let what = format!("at most {} at n = {}", wording::value(&unit, limit.max), wording::size(limit.at));
        let name = text::short(limit.metric.name(), 30);
        self.headline(&name, "", &what, Some(limit.ruling));
        if told.is_none() || limit.note.as_deref() != told {
            self.detail(&wording::limit_because(limit));
        }
    }

    /// A line that explains the one above, broken where it must.
    fn detail(&mut self, words: &str) {
        let room = self.terminal.columns().min(110);
        let indent = if room >= 60 { 10 } else { 4 };
        for line in wrap(&self.terminal.spell(words.to_string()), room - indent) {
            self.lines.push(format!("{}{line}", " ".repeat(indent)));
        }
    }

    /// The plot of what matters most: the worst finding's fit, else the first.
    fn picture(&mut self, evidence: &Evidence) {
        let worst = evidence.findings.first();
        let fit = worst
            .and_then(|f| evidence.fits.iter().find(|fit| fit.series.metric == f.metric && fit.series.input == f.input))
            .or(evidence.fits.first());
        let Some(fit) = fit else { return };
        let lines = braille::plot(evidence, fit, self.terminal);
        if !lines.is_empty() {
            self.lines.push(String::new());
            self.lines
                .extend(lines.into_iter().map(|line| clipped(&self.terminal.spell(line), self.terminal.columns())));
        }
    }

    /// The findings' headlines and the doubts.
    fn meaning(&mut self, evidence: &Evidence) {
        if !evidence.findings.is_empty()
            || !evidence.caveats.is_empty()
            || evidence.fits.iter().any(|f| !f.caveats.is_empty())
        {
            self.lines.push(String::new());
        }
        for finding in &evidence.findings {
            let words = format!("{}: it {}", finding.severity.name(), wording::title(evidence, finding));
            let lines = wrap(&self.terminal.spell(words), self.terminal.columns().min(110) - 4);
            for (i, line) in lines.iter().enumerate() {
                let line = if i == 0 { self.terminal.strong(line) } else { line.clone() };
                self.lines.push(format!("{}{line}", if i == 0 { "  " } else { "    " }));
            }
        }
        for note in wording::notes(evidence).into_iter().take(4) {
            self.wrapped("  note: ", &note);
        }
    }

    /// What was run, and what to do next.
    fn foot(&mut self, evidence: &Evidence) {
        self.lines.push(String::new());
        if let Some(fit) = evidence.fits.first() {
            let time = crate::model::human_seconds(evidence.elapsed.as_secs_f64());
            let run = format!(
                "{} ({}) · {time} · seed {}",
                wording::ladder(fit),
                wording::stop(evidence.stop),
                evidence.scenario.seed
            );
            self.quiet("  ", &run);
        }
        if evidence.outcome.ruling == Ruling::Undecided {
            for forecast in &evidence.forecast {
                self.wrapped("  to decide: ", &wording::forecast(forecast));
            }
        }
        for next in wording::next_steps(evidence) {
            self.command("  next: ", &next);
        }
    }

    fn wrapped(&mut self, lead: &str, words: &str) {
        let room = self.terminal.columns().min(110) - lead.len();
        for (i, line) in wrap(&self.terminal.spell(words.to_string()), room).into_iter().enumerate() {
            let lead = if i == 0 { lead.to_string() } else { " ".repeat(lead.len()) };
            self.lines.push(format!("{lead}{line}"));
        }
    }

    /// A command that can be pasted: broken between its words only, and where a shell reads on.
    fn command(&mut self, lead: &str, command: &str) {
        let lines = wording::over_lines(command, self.terminal.columns().min(110) - lead.len());
        for (i, line) in lines.into_iter().enumerate() {
            let lead = if i == 0 { lead.to_string() } else { " ".repeat(lead.len()) };
            self.lines.push(format!("{lead}{}", self.terminal.spell(line)));
        }
    }

    fn quiet(&mut self, lead: &str, words: &str) {
        for line in wrap(&self.terminal.spell(words.to_string()), self.terminal.columns() - lead.len()) {
            self.lines.push(format!("{lead}{}", self.terminal.faint(&line)));
        }
    }

    fn finish(mut self) -> String {
        self.lines.push(String::new());
        self.lines.join("\n")
    }
}

/// Cut to at most `columns`.
pub(crate) fn clipped(line: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in line.chars() {
        used += width(c.encode_utf8(&mut [0; 4]));
        if used > columns {
            break;
        }
        out.push(c);
    }
    out
}
