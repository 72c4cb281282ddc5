//! Common ground: what of two evidences can be held against each other at all.

use super::Terms;
use crate::model::{
    Caveat, CaveatKind, Change, Comparison, Evidence, Fit, Machine, Reach, Ruling, SampleEnd, Scenario, Standing,
    human_bytes,
};

/// How far the costs of two evidences can be held against each other.
#[must_use]
pub fn standing(old: &Evidence, new: &Evidence, terms: &Terms) -> Standing {
    if terms.paired {
        return Standing::Paired;
    }
    let differences = differences(&old.machine, &new.machine);
    if differences.is_empty() {
        Standing::SameMachine { floor: terms.floor }
    } else {
        Standing::OtherMachine(differences)
    }
}

/// The facts that make costs differ with nothing changed: processor, cores, memory (a container's limits included),
/// kernel, governor and the versions of what runs the target.
fn differences(old: &Machine, new: &Machine) -> Vec<(String, String, String)> {
    let governor = |machine: &Machine| machine.governor.clone().unwrap_or_else(|| "unknown".to_string());
    let memory = |machine: &Machine| human_bytes(machine.memory as f64);
    let facts = |machine: &Machine| {
        [
            ("processor", machine.processor.clone()),
            ("architecture", machine.architecture.clone()),
            ("cores", machine.cores.to_string()),
            ("memory", memory(machine)),
            ("kernel", machine.kernel.clone()),
            ("governor", governor(machine)),
        ]
    };
    let found = facts(old)
        .into_iter()
        .zip(facts(new))
        .filter(|((_, a), (_, b))| a != b)
        .map(|((name, a), (_, b))| (name.to_string(), a, b));
    found.chain(old.other_programs(new)).collect()
}

/// Whether both sides read the same inputs, whatever their seeds.
pub(super) fn same_inputs(old: &Evidence, new: &Evidence) -> bool {
    !common_inputs(old, new).is_empty()
}

/// Inputs of both sides, by their places; what reads none has the same at place 0.
pub(super) fn common_inputs(old: &Evidence, new: &Evidence) -> Vec<(usize, usize)> {
    if old.scenario.inputs.is_empty() && new.scenario.inputs.is_empty() {
        return vec![(0, 0)];
    }
    let place = |scenario: &Scenario, input| scenario.inputs.iter().position(|other| other == input);
    let both = old.scenario.inputs.iter().enumerate();
    both.filter_map(|(i, input)| Some((i, place(&new.scenario, input)?))).collect()
}

/// Fits of the same metric on the same input.
pub(super) fn matched<'a>(old: &'a Evidence, new: &'a Evidence) -> Vec<(&'a Fit, &'a Fit)> {
    let same = |a: &Fit, b: &Fit| a.series.metric == b.series.metric && input(old, a) == input(new, b);
    old.fits.iter().filter_map(|a| Some((a, new.fits.iter().find(|b| same(a, b))?))).collect()
}

/// The input's name that a fit rests on; where a scenario has one, its fits don't name it.
fn input(evidence: &Evidence, fit: &Fit) -> Option<String> {
    let only = || match evidence.scenario.inputs.as_slice() {
        [one] => Some(one.name().to_string()),
        _ => None,
    };
    fit.series.input.clone().or_else(only)
}

/// The number of the input that a fit rests on.
pub(super) fn place(evidence: &Evidence, fit: &Fit) -> usize {
    let named = |name: &String| evidence.scenario.inputs.iter().position(|input| input.name() == name.as_str());
    fit.series.input.as_ref().and_then(named).unwrap_or(0)
}

/// What makes this comparison less than one would wish.
pub(super) fn caveats(old: &Evidence, new: &Evidence, standing: &Standing) -> Vec<Caveat> {
    let found = [
        identical(old, new),
        sides(old, new),
        machines(standing),
        inputs(old, new),
        seeds(old, new),
        metrics(old, new),
    ];
    found.into_iter().flatten().collect()
}

fn identical(old: &Evidence, new: &Evidence) -> Option<Caveat> {
    let same = !old.record.samples.is_empty() && old.record == new.record;
    same.then(|| Caveat::new(CaveatKind::Identical, "every sample of the two sides is the same, to the nanosecond"))
}

fn machines(standing: &Standing) -> Option<Caveat> {
    match standing {
        Standing::Paired | Standing::SameMachine { floor: Some(_) } => None,
        Standing::SameMachine { floor: None } => Some(Caveat::new(
            CaveatKind::Unpaired,
            "two separate runs, and how much such runs differ on this machine was not measured: a change of cost alone fails nothing",
        )),
        Standing::OtherMachine(differences) => {
            let facts: Vec<String> = differences.iter().map(|(name, a, b)| format!("{name} {a} against {b}")).collect();
            let text = format!(
                "the machines differ ({}): growth, exact counts and the sizes that work are judged, costs are not",
                facts.join("; ")
            );
            Some(Caveat::new(CaveatKind::OtherMachine, text))
        }
    }
}

fn sides(old: &Evidence, new: &Evidence) -> Option<Caveat> {
    let failed = |evidence: &Evidence| {
        matches!(evidence.outcome.ruling, Ruling::Failed | Ruling::Skipped) || works(evidence) == Some(false)
    };
    let told = |side: &str, evidence: &Evidence| {
        let reason = evidence.outcome.reason.as_deref().unwrap_or("no reason was kept");
        match works(evidence) {
            Some(false) => format!("{side} works at no size ({reason})"),
            _ => format!("{side} was not measured ({}: {reason})", evidence.outcome.ruling.name()),
        }
    };
    // Of two sides that take turns, the one that works is stopped by the one that never does.
    let stopped = |one: &Evidence, other: &Evidence| works(one) == Some(true) && works(other) == Some(false);
    let both = [("the old side", old, new), ("the new side", new, old)];
    let to_tell = both.iter().filter(|(_, one, other)| failed(one) && !stopped(one, other));
    let mut told: Vec<String> = to_tell.map(|(side, one, _)| told(side, one)).collect();
    if works(old) == Some(false) && works(new) == Some(true) {
        told.push("nothing is better than what never worked".to_string());
    }
    (!told.is_empty()).then(|| Caveat::new(CaveatKind::NotComparable, told.join("; ")))
}

/// Whether any trial completed; `None` where none was run.
fn works(evidence: &Evidence) -> Option<bool> {
    let samples = &evidence.record.samples;
    (!samples.is_empty()).then(|| samples.iter().any(|sample| sample.end == SampleEnd::Completed))
}

fn inputs(old: &Evidence, new: &Evidence) -> Option<Caveat> {
    if old.scenario.inputs == new.scenario.inputs {
        return None;
    }
    let names = |evidence: &Evidence| {
        let names: Vec<&str> = evidence.scenario.inputs.iter().map(crate::model::Input::name).collect();
        if names.is_empty() { "none".to_string() } else { names.join(", ") }
    };
    let then = if same_inputs(old, new) { "only inputs of both are compared" } else { "nothing can be compared" };
    let text = format!("the inputs differ ({} against {}): {then}", names(old), names(new));
    Some(Caveat::new(CaveatKind::NotComparable, text))
}

fn seeds(old: &Evidence, new: &Evidence) -> Option<Caveat> {
    let (a, b) = (old.scenario.seed, new.scenario.seed);
    let differ = a != b && !old.scenario.inputs.is_empty();
    differ.then(|| Caveat::new(CaveatKind::NotComparable, format!("the inputs were made from seed {a} and seed {b}")))
}

/// Metrics that only one side has a fit of.
fn metrics(old: &Evidence, new: &Evidence) -> Option<Caveat> {
    let missing = |of: &Evidence, from: &Evidence| {
        let absent = of.fits.iter().filter(|a| !from.fits.iter().any(|b| b.series.metric == a.series.metric));
        let mut names: Vec<String> = absent.map(|fit| fit.series.metric.to_string()).collect();
        names.dedup();
        names
    };
    let told = |side: &str, names: Vec<String>| (!names.is_empty()).then(|| format!("{side} has {}", names.join(", ")));
    let told = [told("only the old side", missing(old, new)), told("only the new side", missing(new, old))];
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty() && !old.fits.is_empty() && !new.fits.is_empty())
        .then(|| Caveat::new(CaveatKind::OneSided, told.join("; ")))
}

/// A scenario that only one side has.
pub(super) fn one_sided(one: &Evidence, old: bool) -> Comparison {
    let side = if old { "old" } else { "new" };
    let text = format!("only the {side} side has this scenario");
    Comparison {
        name: one.scenario.name.clone(),
        standing: Standing::SameMachine { floor: None },
        metrics: Vec::new(),
        reach: Reach { old: None, new: None, change: Change::Unresolved, gates: false, at: None },
        caveats: vec![Caveat::new(CaveatKind::OneSided, text)],
    }
}
