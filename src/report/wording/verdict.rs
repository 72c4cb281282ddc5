//! Verdicts and what they rest on.

use super::value::{estimate, factor, interval, percent, probability, size, value};
use crate::model::{
    Because, Class, Doubt, Evidence, Fit, Interval, LimitVerdict, MetricKind, Ruling, Unit, Verdict, human_seconds,
};
use crate::report::text;

/// Mass above the declaration up to which an expectation is met; from [`BROKEN_FROM`] on it is broken.
pub(super) const MET_UP_TO: f64 = 0.05;
/// See [`MET_UP_TO`]. Both only choose words: the ruling itself comes with the verdict.
pub(super) const BROKEN_FROM: f64 = 0.98;

/// An instruction that takes so many times the least is no slower for the reader.
const STEADY: f64 = 1.1;

/// The ruling as a badge.
pub(crate) fn ruling_title(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Met => "MET",
        Ruling::Skipped => "SKIPPED",
        Ruling::Undecided => "UNDECIDED",
        Ruling::Failed => "FAILED",
        Ruling::Broken => "BROKEN",
    }
}

/// The classes that fit: `O(n)`, `O(n) or O(n log n)`, `one of 4, O(n) to O(n^2)`.
pub(crate) fn classes(fit: &Fit) -> String {
    match fit.plausible.as_slice() {
        [] => fit.class.family().to_string(),
        [one] => one.family().to_string(),
        [one, two] => format!("{} or {}", one.family(), two.family()),
        many => {
            let mut sorted = many.to_vec();
            sorted.sort_by(|a, b| a.growth_cmp(*b));
            let (first, last) = (sorted[0].family(), sorted[sorted.len() - 1].family());
            format!("{first} to {last}, most likely {}", fit.class.family())
        }
    }
}

/// What a metric is ruled to grow as: `O(n) by instructions` where these settled its verdict, else the classes that fit.
pub(crate) fn grown(evidence: &Evidence, fit: &Fit) -> String {
    let its = |verdict: &&Verdict| verdict.metric == fit.series.metric && verdict.input == fit.series.input;
    match evidence.verdicts.iter().find(its).map(|verdict| &verdict.because) {
        Some(Because::Settled { by, class, .. }) => format!("{} by {by}", class.family()),
        _ => classes(fit),
    }
}

/// The classes on both sides of those that fit, which together have a probability of 2% or less: `rejected: up to O(n^1.5),
/// from O(n^3) on`; `None` where there are none.
pub(crate) fn rejected(fit: &Fit) -> Option<String> {
    let place = |class: &Class| Class::ALL.iter().position(|known| *known == class.family());
    let (least, most) = (fit.plausible.iter().filter_map(place).min()?, fit.plausible.iter().filter_map(place).max()?);
    let slower = match least {
        0 => None,
        1 => Some(Class::ALL[0].to_string()),
        _ => Some(format!("up to {}", Class::ALL[least - 1])),
    };
    let faster = match Class::ALL.get(most + 1..).unwrap_or_default() {
        [] => None,
        [one] => Some(one.to_string()),
        [first, ..] => Some(format!("from {first} on")),
    };
    let sides: Vec<String> = slower.into_iter().chain(faster).collect();
    (!sides.is_empty()).then(|| format!("rejected: {}", sides.join(", ")))
}

/// What was declared: `at most O(n log n)`, `O(n), no faster and no slower`.
pub(crate) fn expectation(verdict: &Verdict) -> String {
    if verdict.tight { format!("exactly {}", verdict.declared) } else { format!("at most {}", verdict.declared) }
}

/// What the ruling rests on, in a sentence without a full stop.
pub(crate) fn because(verdict: &Verdict) -> String {
    match &verdict.because {
        Because::Posterior { above, below, class, exponent, sizes, doubt } => {
            let over = format!("over n = {} to {}", size(sizes.0), size(sizes.1));
            let seen = format!("{} fits best {over}", class.family());
            let rate = match class {
                Class::PowerLog { .. } => format!(", {}", exponent_text(exponent)),
                Class::Exponential { .. } | Class::Factorial => String::new(),
            };
            format!("{seen}{rate}; {}", weighed(verdict, *above, *below, *doubt))
        }
        Because::Settled { by, class, above, up_to, pace } => {
            let counted = format!(
                "{} alone leaves it open, the exact count of {} up to n = {} does not: it grows as {}; growth above {} has probability {}",
                text::short(verdict.metric.name(), 40),
                text::short(by.name(), 40),
                size(*up_to),
                class.family(),
                verdict.declared,
                probability(*above)
            );
            match pace {
                Some(pace) if verdict.ruling == Ruling::Met => format!("{counted}; {}", bends(*pace)),
                _ => counted,
            }
        }
        Because::Unmeasured(reason) => format!("not measured: {}", text::short(reason, 300)),
    }
}

/// Why a time bends whose work does not.
fn bends((least, last): (f64, f64)) -> String {
    if last < STEADY * least {
        return format!("it takes {} an instruction at every size", human_seconds(last));
    }
    format!(
        "what bends the time is the memory hierarchy: it takes {} an instruction where that is least and {} at the largest size that was timed and counted",
        human_seconds(least),
        human_seconds(last)
    )
}

/// `exponent 1.99 [1.97, 2.01]`; for growth that explodes, where an exponent says nothing, what one more item does.
pub(crate) fn growth_rate(fit: &Fit) -> String {
    match fit.formula.class {
        Class::Exponential { base } => format!("every further item multiplies it by {:.2}", base.unwrap_or(2.0)),
        Class::Factorial => "every further item multiplies it by n".to_string(),
        Class::PowerLog { .. } => exponent_text(&fit.exponent),
    }
}

fn exponent_text(exponent: &Interval) -> String {
    // Adding zero turns a rounded -0 into 0.
    let rounded = |value: f64| (value * 100.0).round() / 100.0 + 0.0;
    // No growth has an exponent beyond a thousand: there the measurements bound nothing.
    let end = |end: f64, sign: &str| {
        if end.abs() > 1000.0 { format!("not bounded {sign}") } else { format!("{:.2}", rounded(end)) }
    };
    let (low, high) = (end(exponent.low, "below"), end(exponent.high, "above"));
    format!("exponent {} [{low}, {high}]", end(exponent.value, "at all"))
}

/// What the ruling rests on, without class and exponent, for where those stand beside it.
pub(crate) fn weighing(verdict: &Verdict) -> String {
    match &verdict.because {
        Because::Posterior { above, below, doubt, .. } => weighed(verdict, *above, *below, *doubt),
        _ => because(verdict),
    }
}

fn weighed(verdict: &Verdict, above: f64, below: f64, doubt: Option<Doubt>) -> String {
    let next_up = verdict.strict || verdict.metric.kind() == MetricKind::Count;
    let faster = if next_up { "growth above" } else { "growth clearly above" };
    if verdict.tight && below > above {
        let says = format!("growth clearly below {} has probability {}", verdict.declared, probability(below));
        return with_doubt(says, verdict, doubt);
    }
    let says = format!("{faster} {} has probability {}", verdict.declared, probability(above));
    with_doubt(says, verdict, doubt)
}

fn with_doubt(says: String, verdict: &Verdict, doubt: Option<Doubt>) -> String {
    match (verdict.ruling, doubt) {
        (_, Some(doubt)) => format!("{says}, but {}", doubted(doubt, verdict.declared, &verdict.metric.unit())),
        (Ruling::Undecided, None) => {
            format!(
                "{says}, which decides nothing (met needs at most {MET_UP_TO}, broken at least {BROKEN_FROM}, more where several are declared)"
            )
        }
        _ => says,
    }
}

/// Why probabilities are not enough, as it follows "but".
fn doubted(doubt: Doubt, declared: Class, unit: &Unit) -> String {
    match doubt {
        Doubt::FillingUp => "memory that has not doubled may only fill what start-up left free".to_string(),
        Doubt::HardlyGrows => "a time that rises by less than a quarter may only show caches that fill".to_string(),
        Doubt::NoWork { seconds } => format!(
            "it takes {} an item and no longer for more items: a compiler has left its work out or made a formula of it, or it stops at once. Return what the work gives and read the input; if it is meant to do no more, declare O(1)",
            human_seconds(seconds)
        ),
        Doubt::MemoryHierarchy { seconds, rise } => format!(
            "its cost per unit of {declared}, {} at the largest size and {} the smallest, may be that of data which outgrow the caches",
            human_seconds(seconds),
            factor(rise)
        ),
        Doubt::GivenUp { n, at_least } => format!(
            "at n = {} it was given up on at {}, which nothing at the smaller sizes foretells",
            size(n),
            value(unit, at_least)
        ),
        Doubt::RisingTail { from, rise } => format!(
            "its cost per unit of {declared} still rises {} from n = {} to the largest size: a step of the caches, or faster growth that only larger sizes would show",
            factor(rise),
            size(from)
        ),
        Doubt::Nothing { n, foretold } => format!(
            "at n = {} it is 0, where the curve through the other sizes has {}: no class goes through both",
            size(n),
            value(unit, foretold)
        ),
        Doubt::LargestAlone { n } => {
            format!("it hardly rises below the largest size, n = {}: one size shows no growth", size(n))
        }
        Doubt::Remembers { n, first, later } => format!(
            "the first call at n = {} took {} and later ones take {}: it remembers its results, and only looks them up. \
             Time what works them out, without what remembers",
            size(n),
            human_seconds(first),
            human_seconds(later)
        ),
        Doubt::WithinOne => {
            "a curve as declared passes within one of every count: whole numbers are not told from it".into()
        }
        Doubt::Threshold { from } => format!(
            "from n = {} on it grows no faster than declared: what it rose by before was a threshold, or larger sizes \
             would show it again",
            size(from)
        ),
        Doubt::Beside { class, share } => format!(
            "a term of {} fits what is left, {} of it at the largest size: larger sizes would show whether that grows on",
            class.family(),
            percent(share)
        ),
        Doubt::Hidden { class, seconds } => format!(
            "work of {} with up to {} a unit would not show under what is always there",
            class.family(),
            human_seconds(seconds)
        ),
    }
}

/// The limit as declared: `time at most 2 s at n = 1,000,000`.
pub(crate) fn limit(limit: &LimitVerdict) -> String {
    let unit = limit.metric.unit();
    format!("{} at most {} at n = {}", text::short(limit.metric.name(), 60), value(&unit, limit.max), size(limit.at))
}

/// The limit with what was found: `io.read_calls 31.2 (measured), at most 1,000 at n = 100,000`.
pub(crate) fn limit_found(limit: &LimitVerdict) -> String {
    let unit = limit.metric.unit();
    let found = match &limit.estimate {
        Some(known) => format!("{} ({})", value(&unit, known.value.value), super::value::basis(known.basis)),
        None => limit_because(limit),
    };
    let name = text::short(limit.metric.name(), 40);
    format!("{name} {found}, at most {} at n = {}", value(&unit, limit.max), size(limit.at))
}

/// What the ruling on a limit rests on.
pub(crate) fn limit_because(limit: &LimitVerdict) -> String {
    let unit: Unit = limit.metric.unit();
    let cost = limit.estimate.as_ref().map(|known| estimate(&unit, known));
    let note = limit.note.as_ref().map(|note| text::short(note, 300));
    match (cost, note) {
        (Some(cost), Some(note)) => format!("{cost}; {note}"),
        (Some(cost), None) => cost,
        (None, Some(note)) => note,
        (None, None) => "not measured".to_string(),
    }
}

/// A fitted value with its interval, for tables.
pub(crate) fn fitted(unit: &Unit, low: f64, middle: f64, high: f64) -> String {
    interval(unit, &Interval { value: middle, low, high })
}
