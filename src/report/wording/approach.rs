//! The Scale Scenario's states and the Measurement Approach.

use super::advice::{gives_up, profiling};
use super::command::{measure_again, shown_command, verify};
use super::run::{clock, input_names, ladder, sizes_text, stop};
use super::value::{estimate, interval, size, value};
use super::verdict::{classes, grown, growth_rate};
use crate::model::{Estimate, Evidence, Finding, Fit, FitPoint, Interval, Metric, Ruling, Stop};
use crate::report::document::Text;
use crate::report::text;

/// Said where a scenario has no sizes of life.
pub(crate) const NO_SCALE: &str =
    "The scenario sets no production or peak size, so nothing is said about them; add [scale] to have them judged.";

/// A size with its cost, in development.
pub(crate) fn state(metric: &Metric, known: &Estimate) -> Text {
    let cost = estimate(&metric.unit(), known);
    Text::plain(format!("n = {}: {cost}.{}", size(known.n), unfelt(metric, known.value.value)))
}

/// A measured size with its cost.
pub(crate) fn measured_state(metric: &Metric, point: &FitPoint) -> Text {
    let known = Interval { value: point.value, low: point.low, high: point.high };
    let cost = interval(&metric.unit(), &known);
    Text::plain(format!("n = {}: {cost} (measured).{}", size(point.n), unfelt(metric, point.value)))
}

/// Up to 0.1 s a user feels no delay (Nielsen, Usability Engineering, 1993, ch. 5).
pub(super) fn unfelt(metric: &Metric, cost: f64) -> &'static str {
    let time = matches!(metric, Metric::Time | Metric::Wall);
    if time && cost <= 0.1 { " Nobody feels a delay." } else { "" }
}

/// Production or peak, with what became of the cost since the smallest size.
pub(crate) fn named_state(metric: &Metric, fit: &Fit, name: &str, known: &Estimate) -> Text {
    let cost = estimate(&metric.unit(), known);
    let place = super::finding::sentence_case(name);
    let growth = fit.points.first().filter(|first| first.value > 0.0 && known.n > first.n).map(|first| {
        let times = known.value.value / first.value;
        format!("; {} the cost at n = {}", super::value::factor(times), size(first.n))
    });
    Text::plain(format!("{place}, n = {}: {cost}{}.", size(known.n), growth.unwrap_or_default()))
}

/// What to run and to see before and after a change.
pub(crate) struct Approach {
    /// Steps before.
    pub(crate) before: Vec<String>,
    /// Their commands.
    pub(crate) commands_before: Vec<String>,
    /// Steps after.
    pub(crate) after: Vec<String>,
    /// Their commands.
    pub(crate) commands_after: Vec<String>,
}

/// How to see the growth, how to find its cause, and what must hold once it is fixed.
pub(crate) fn approach(evidence: &Evidence, finding: Option<&Finding>, fit: &Fit) -> Approach {
    let metric = &fit.series.metric;
    let name = text::short(metric.name(), 60);
    let mut before = vec![format!(
        "Measure it as it is now, to compare with: {} were seen; {}, {} (the first command).",
        ladder(fit),
        classes(fit),
        growth_rate(fit)
    )];
    let mut commands_before = vec![measure_again(&evidence.scenario)];
    if let Some(finding) = finding.filter(|finding| gives_up(evidence, finding)) {
        let n = finding.fails_at.as_ref().map_or(0.0, |(n, _)| *n);
        before.push(format!("Run it once by hand at n = {}, where it fails, and read what it says.", size(n)));
    } else if finding.is_some() {
        let n = worth_profiling(fit);
        let profile = profiling(&evidence.scenario, metric, n);
        let pasted = if profile.commands.is_empty() { "" } else { " (the other commands)" };
        before.push(format!("{} at n = {}, where the growth shows{pasted}.", profile.what, size(n)));
        commands_before.extend(profile.commands);
        before.push(format!("{}; compare with n = {}.", profile.look, size(smaller(fit, n))));
    }
    Approach {
        before,
        commands_before,
        after: after(evidence, finding, fit, &name),
        commands_after: verify(&evidence.scenario),
    }
}

fn after(evidence: &Evidence, finding: Option<&Finding>, fit: &Fit, name: &str) -> Vec<String> {
    let mut steps = Vec::new();
    match finding.and_then(|f| f.declared) {
        Some(declared) => {
            steps.push(format!("Run the scenario again: the verdict on {name} must be met, at most {declared}."));
        }
        None => {
            steps.push(format!("Run the scenario again after a change: {name} must stay {}.", grown(evidence, fit)));
        }
    }
    steps.push(
        "Hold both results against each other (the second command): growth, cost and threshold, each with its verdict \
         and its interval."
            .to_string(),
    );
    let scale = &evidence.scenario.scale;
    if let Some(peak) = scale.peak.or(scale.production) {
        let budget = finding.and_then(|f| f.threshold.as_ref()).map(|t| value(&fit.series.metric.unit(), t.budget));
        let within = budget.map_or(String::new(), |budget| format!(": it must stay within {budget}"));
        steps.push(format!(
            "Measure as far as n = {peak}, so that the peak is measured and no longer foretold{within}."
        ));
    }
    steps
}

/// The largest size that was measured and takes no more than about ten seconds under a profiler.
fn worth_profiling(fit: &Fit) -> f64 {
    let quick =
        |p: &&FitPoint| !matches!(fit.series.metric, Metric::Time | Metric::Wall | Metric::Cpu) || p.value <= 10.0;
    fit.points.iter().rev().find(quick).map_or(1.0, |p| p.n)
}

/// A measured size about a tenth as large.
fn smaller(fit: &Fit, n: f64) -> f64 {
    fit.points.iter().rev().find(|p| p.n <= n / 8.0).or(fit.points.first()).map_or(1.0, |p| p.n)
}

/// Why the first option is the recommended one.
pub(crate) fn recommended(evidence: &Evidence, finding: &Finding) -> &'static str {
    if evidence.scenario.fix.is_none() && gives_up(evidence, finding) {
        return "because the target's own words tell more than any measurement from outside.";
    }
    if evidence.scenario.fix.is_some() {
        "the fix that the scenario names; the others are for when it does not reach the target."
    } else {
        "because it answers to the growth that was measured and changes least; the profile has the last word, since \
         measuring from outside shows the symptom and not the line."
    }
}

/// What stands in the place of findings.
pub(crate) fn none_found(evidence: &Evidence) -> String {
    let open = |r: Ruling| matches!(r, Ruling::Undecided | Ruling::Failed);
    let undecided = evidence.verdicts.iter().any(|v| open(v.ruling)) || evidence.limits.iter().any(|l| open(l.ruling));
    let declared = evidence.verdicts.len() + evidence.limits.len();
    match (undecided, declared) {
        _ if evidence.stop == Stop::Interrupted => {
            "No finding: the run was interrupted, and nothing is ruled on.".to_string()
        }
        (false, 0) if super::standing::held_to_nothing(&evidence.scenario) => {
            "No finding: nothing is declared, so nothing is ruled on. The numbers:".to_string()
        }
        _ if evidence.outcome.ruling == Ruling::Met && !evidence.outcome.satisfied => {
            "No finding, which is none itself: what the scenario expects to be broken is met. The numbers:".to_string()
        }
        (true, _) => "No finding: nothing was shown to be wrong, and not everything was shown to be right.".to_string(),
        (false, 0) => format!(
            "No finding: {}, as far as the measured sizes and the budgets show; no growth is declared.",
            super::summary::appropriate()
        ),
        (false, _) => format!("No finding: {}. The numbers:", super::summary::appropriate()),
    }
}

/// Everything about how it was measured: `(what, words)`.
pub(crate) fn how(evidence: &Evidence) -> Vec<(&'static str, Text)> {
    let scenario = &evidence.scenario;
    let mut rows = vec![("Command", Text::default().code(text::short(&shown_command(scenario), 1000)))];
    let inputs = input_names(evidence).join("; ");
    if !inputs.is_empty() {
        rows.push(("Input", Text::plain(format!("{inputs} (seed {})", scenario.seed))));
    }
    rows.push(("Sizes asked for", Text::plain(sizes_text(&scenario.sizes))));
    if let Some(fit) = evidence.fits.first() {
        let stopped =
            if evidence.stop == Stop::NotMeasured { String::new() } else { format!(" ({})", stop(evidence.stop)) };
        rows.push(("Measured", Text::plain(ladder(fit) + &stopped)));
        rows.extend(clock(&fit.series, scenario.settings.clock).map(|words| ("Clock", Text::plain(words))));
    }
    let elapsed = crate::model::human_seconds(evidence.elapsed.as_secs_f64());
    let targets = crate::model::human_seconds(evidence.target_time.as_secs_f64());
    rows.push(("Took", Text::plain(format!("{elapsed}, of which targets, hooks and inputs took {targets}"))));
    rows.push(("Machine", Text::plain(machine(evidence))));
    for (program, version) in &evidence.machine.programs {
        rows.push((
            "Program",
            Text::default().code(text::short(program, 80)).then(format!(" {}", text::short(version, 200))),
        ));
    }
    if !evidence.surroundings.is_empty() {
        let set = evidence.surroundings.iter().map(|(name, value)| format!("{name}={value}"));
        rows.push(("Variables", Text::default().code(text::short(&set.collect::<Vec<_>>().join(" "), 300))));
    }
    // What a language counts by itself has none.
    let by_itself = scenario.target.function().is_some_and(|function| function.language.tells_allocations());
    if !by_itself && evidence.memory_floor > 0 {
        let floor = crate::model::human_bytes(evidence.memory_floor as f64);
        rows.push(("Memory floor", Text::plain(format!("{floor}: no reading of memory can be below"))));
    }
    rows.push((
        "By",
        Text::plain(format!(
            "scalecheck {}, started {}, seed {}",
            text::short(&evidence.version, 40),
            text::short(&evidence.started, 40),
            scenario.seed
        )),
    ));
    if !scenario.hash.is_empty() {
        rows.push(("Scenario hash", Text::default().code(text::short(&scenario.hash, 64))));
    }
    rows
}

fn machine(evidence: &Evidence) -> String {
    let m = &evidence.machine;
    let parts = [
        text::short(&m.processor, 80),
        format!("{} cores", m.cores),
        crate::model::human_bytes(m.memory as f64),
        text::short(&m.architecture, 20),
        text::short(&m.kernel, 80),
    ];
    let governor = m.governor.as_ref().map(|g| format!("governor {}", text::short(g, 20)));
    let named: Vec<String> = parts.into_iter().chain(governor).filter(|part| !part.is_empty()).collect();
    named.join(", ")
}
