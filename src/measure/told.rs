//! What a harness tells of one call's allocations, and why it tells no more.

use crate::harness::Once;
use crate::model::{FunctionTarget, Language, Metric, Pass, Readings};

/// Whether a harness may tell this metric when it calls the function once.
pub(super) fn is_told(metric: &Metric) -> bool {
    Pass::Allocations.metrics().contains(&metric.name())
}

/// The readings of an answer; what is wanted and not told has a reason in place of a value.
pub(super) fn of_call(target: &FunctionTarget, once: Once, wanted: &[Metric], readings: &mut Readings) {
    let told = [
        ("alloc.bytes", once.allocated),
        ("alloc.count", once.allocations),
        // What Node and Java tell as a peak is the nearest that they can to one.
        ("alloc.peak", once.peak.filter(|_| !matches!(target.language, Language::Node | Language::Java))),
        ("alloc.leaked", once.left),
    ];
    for (name, value) in told {
        let metric = Metric::counter(name);
        match value {
            Some(value) => readings.set(metric, value),
            None if wanted.contains(&metric) => readings.set_missing(metric, reason(target, &once)),
            None => {}
        }
    }
}

/// The same reason for all that is wanted.
pub(super) fn nothing(wanted: &[Metric], reason: &str, readings: &mut Readings) {
    for metric in wanted {
        readings.set_missing(metric.clone(), reason);
    }
}

/// Why a harness doesn't tell something of allocations.
fn reason(target: &FunctionTarget, once: &Once) -> String {
    match target.language {
        _ if !target.harness.is_empty() => "the harness doesn't tell it".to_string(),
        Language::Java => "Java tells of a call only how many bytes it allocates, `alloc.bytes`".to_string(),
        Language::Node => "Node doesn't tell what a call allocates: V8 shows only what its heap holds".to_string(),
        Language::Python => {
            "Python's tracemalloc tells only what is held, `alloc.peak`, and of a function that is not async what is \
             left, `alloc.leaked`"
                .to_string()
        }
        Language::C | Language::Cpp if once.allocations.is_some() => format!(
            "the function returns memory of its own, and what belongs to it is not known: let the same file have a \
             function {}_free that is given the result and frees it, or let it return a number if it hands out none",
            target.name
        ),
        Language::C | Language::Cpp => {
            "the program doesn't count: it is built with SCALECHECK_NO_COUNTING, or without glibc".to_string()
        }
        Language::Rust => {
            "the program doesn't count: it is built without scalecheck-harness's feature `counting`".to_string()
        }
        Language::Other(_) => "the harness doesn't tell it".to_string(),
    }
}
