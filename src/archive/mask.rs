//! What must not be stored: texts that the scenario redacts, and where somebody's home is.

use std::path::PathBuf;

use crate::model::{
    Because, Caveat, Check, CommandTarget, Evidence, Failure, Finding, FunctionTarget, Input, Missing, Reading, Sample,
    SampleEnd, Scenario, Series, Stdin, Step, Target,
};

const MASK: &str = "[redacted]";

/// The evidence as it is stored: redacted texts and home folders masked in every free text, and an absolute folder
/// of the scenario forgotten. Masking twice changes nothing more.
#[must_use]
pub fn masked(evidence: &Evidence) -> Evidence {
    let mut evidence = evidence.clone();
    let mask = Mask::of(&evidence.scenario);
    mask.scenario(&mut evidence.scenario);
    mask.machine(&mut evidence.machine);
    evidence.record.samples.iter_mut().for_each(|sample| mask.sample(sample));
    evidence.record.counted.iter_mut().for_each(|counted| mask.sample(&mut counted.sample));
    for fit in &mut evidence.fits {
        mask.series(&mut fit.series);
        mask.caveats(&mut fit.caveats);
    }
    for verdict in &mut evidence.verdicts {
        if let Because::Unmeasured(reason) = &mut verdict.because {
            mask.text(reason);
        }
    }
    evidence.limits.iter_mut().for_each(|limit| mask.optional(&mut limit.note));
    evidence.findings.iter_mut().for_each(|finding| mask.finding(finding));
    mask.optional(&mut evidence.outcome.reason);
    mask.caveats(&mut evidence.caveats);
    evidence
}

/// What is masked.
#[derive(Debug, Clone)]
pub(crate) struct Mask(Vec<String>);

impl Mask {
    pub(crate) fn of(scenario: &Scenario) -> Mask {
        Mask(scenario.redact.iter().filter(|text| !text.is_empty()).cloned().collect())
    }

    /// Masks in one pass: a mask is never looked at again.
    fn text(&self, text: &mut String) {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while !rest.is_empty() {
            // The longest match wins, so that no tail of a redacted text remains.
            let redacted = self.0.iter().filter(|secret| rest.starts_with(secret.as_str())).map(String::len).max();
            if let Some(length) = redacted {
                masked.push_str(MASK);
                rest = &rest[length..];
            } else if let Some(home) = home(&masked, rest) {
                masked.push('~');
                rest = &rest[home..];
            } else {
                let next = rest.chars().next().map_or(rest.len(), char::len_utf8);
                masked.push_str(&rest[..next]);
                rest = &rest[next..];
            }
        }
        *text = masked;
    }

    fn optional(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.text(text);
        }
    }

    pub(crate) fn scenario(&self, scenario: &mut Scenario) {
        for text in [&mut scenario.about, &mut scenario.location, &mut scenario.fix] {
            self.optional(text);
        }
        let hooks = &mut scenario.hooks;
        for text in [&mut hooks.setup, &mut hooks.prepare, &mut hooks.conclude, &mut hooks.cleanup] {
            self.optional(text);
        }
        match &mut scenario.target {
            Target::Command(target) => self.target(target),
            Target::Function(target) => self.function(target),
        }
        scenario.counters.values_mut().for_each(|pattern| self.text(pattern));
        for input in &mut scenario.inputs {
            if let Input::Command(command) = input {
                command.argv.iter_mut().for_each(|word| self.text(&mut word.0));
            }
        }
        if let Some(Check::Output(text) | Check::File(text) | Check::Command(text)) = &mut scenario.check {
            self.text(&mut text.0);
        }
        if scenario.folder.is_absolute() {
            scenario.folder = PathBuf::from(".");
        }
        scenario.redact.iter_mut().for_each(|text| *text = MASK.to_string());
    }

    fn target(&self, target: &mut CommandTarget) {
        let templates = target.argv.iter_mut().chain(target.env.values_mut()).chain(&mut target.directory);
        templates.for_each(|template| self.text(&mut template.0));
        if let Stdin::File(text) | Stdin::Text(text) = &mut target.stdin {
            self.text(&mut text.0);
        }
    }

    fn function(&self, target: &mut FunctionTarget) {
        let words = target.harness.iter_mut().chain(target.env.values_mut());
        words.for_each(|word| self.text(word));
        self.optional(&mut target.interpreter);
    }

    pub(crate) fn machine(&self, machine: &mut crate::model::Machine) {
        machine.programs.iter_mut().for_each(|(_, version)| self.text(version));
    }

    pub(crate) fn sample(&self, sample: &mut Sample) {
        if let SampleEnd::Failed(failure) = &mut sample.end {
            self.failure(failure);
        }
        for reading in sample.readings.0.values_mut() {
            if let Reading::Missing(Missing(reason)) = reading {
                self.text(reason);
            }
        }
    }

    fn failure(&self, failure: &mut Failure) {
        match failure {
            Failure::NotStarted { reason }
            | Failure::WrongOutput { reason }
            | Failure::Raised { reason }
            | Failure::Protocol { reason }
            | Failure::Hook { reason, .. } => self.text(reason),
            Failure::Exit { stderr, .. } | Failure::Signal { stderr, .. } => self.text(stderr),
            Failure::TimedOut { .. }
            | Failure::OutOfMemory { .. }
            | Failure::TooMuchOutput { .. }
            | Failure::TooManyProcesses { .. } => {}
        }
    }

    fn series(&self, series: &mut Series) {
        if let Some(Missing(reason)) = &mut series.missing {
            self.text(reason);
        }
    }

    fn caveats(&self, caveats: &mut [Caveat]) {
        for caveat in caveats {
            self.text(&mut caveat.text);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        if let Some((_, reason)) = &mut finding.fails_at {
            self.text(reason);
        }
        for step in &mut finding.steps {
            if let Step::Fails { reason, .. } = step {
                self.text(reason);
            }
        }
    }
}

/// The length of a home folder's path at the start of `rest`, where a path starts there.
fn home(before: &str, rest: &str) -> Option<usize> {
    let inside = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/._-~".contains(c));
    if inside {
        return None;
    }
    let end_of = |from: usize| {
        let end = rest[from..].find(|c: char| c == '/' || c.is_whitespace() || "'\":;,)".contains(c));
        end.map_or(rest.len(), |end| from + end)
    };
    for parent in ["/home/", "/Users/"] {
        if rest.starts_with(parent) && end_of(parent.len()) > parent.len() {
            return Some(end_of(parent.len()));
        }
    }
    (rest.starts_with("/root") && end_of(1) == "/root".len()).then_some("/root".len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(secrets: &[&str], text: &str) -> String {
        let mut text = text.to_string();
        Mask(secrets.iter().map(ToString::to_string).collect()).text(&mut text);
        text
    }

    #[test]
    fn redacted_texts_are_masked_once_and_wholly() {
        assert_eq!(masked(&["s3cret"], "--token=s3cret s3cret"), "--token=[redacted] [redacted]");
        assert_eq!(masked(&["red", "act"], "red act"), "[redacted] [redacted]");
        assert_eq!(masked(&["ab", "abc"], "abcd"), "[redacted]d");
        assert_eq!(masked(&["ü"], "für"), "f[redacted]r");
    }

    #[test]
    fn homes_are_masked_where_a_path_starts() {
        assert_eq!(masked(&[], "no /home/ann/x, '/root' /Users/bo"), "no ~/x, '~' ~");
        assert_eq!(masked(&[], "--file=/home/ann"), "--file=~");
        for untouched in ["/srv/home/ann", "/rooted", "/home/", "a/root/b", "/"] {
            assert_eq!(masked(&[], untouched), untouched);
        }
    }
}
