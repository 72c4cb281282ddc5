//! Times that stay open, and the counts that settle them.

use super::*;
use crate::model::{FunctionTarget, Target};

/// A time that the memory hierarchy bends into n log n, with the work and the kernel's share of it as given.
fn bent(work: fn(f64) -> f64, kernel: f64, calls: fn(f64) -> f64) -> Scripted {
    worked(|n| 0.002 + 2e-9 * n * (n.log2() - 2.0), work, kernel, calls).noise(0.01)
}

/// A time with the work and the kernel's share of it.
fn worked(time: fn(f64) -> f64, work: fn(f64) -> f64, kernel: f64, calls: fn(f64) -> f64) -> Scripted {
    Scripted::new(5, time)
        .memory(GROWING)
        .counter("instructions", work)
        .counter("cpu.kernel", move |n| kernel * time(n))
        .counter("faults.minor", |n| 100.0 + (n / 512.0).round())
        .counter("io.read_bytes", |n| 4000.0 + 8.0 * n)
        .counter("io.read_calls", calls)
        .counter("io.write_bytes", |_| 8.0)
        .counter("io.write_calls", |_| 1.0)
}

const STRICT: &str = "time = \"n\"\n[settings]\nstrict = true\n";
const GROWING: fn(f64) -> f64 = |n| 1e6 + 16.0 * n;
const LINEAR: fn(f64) -> f64 = |n| 126_000.0 + 40.0 * n;
const FEW: fn(f64) -> f64 = |n| 10.0 + (n / 8192.0).round();

fn settled(evidence: &Evidence) -> (Ruling, bool) {
    let verdict = &evidence.verdicts[0];
    (verdict.ruling, matches!(verdict.because, crate::model::Because::Settled { .. }))
}

#[test]
fn instructions_settle_what_the_memory_hierarchy_leaves_open() {
    let met = evidence(STRICT, bent(LINEAR, 0.05, FEW));
    assert_eq!(settled(&met), (Ruling::Met, true), "{:?}", met.verdicts);
    assert!(met.fits.iter().any(|fit| fit.series.metric.name() == "instructions"), "both curves are shown");
    let rounds = met.record.samples.iter().map(|sample| sample.trial.round).max();
    assert_eq!((met.stop, rounds), (Stop::Decided, Some(5)), "counted as soon as five rounds leave the time open");
    let answers = bent(LINEAR, 0.15, FEW).counter("io.write_bytes", |n| if n > 5e5 { 3.0 } else { 2.0 });
    assert_eq!(settled(&evidence(STRICT, answers)), (Ruling::Met, true), "a byte more in the answer is no work");
    let sorts = evidence(STRICT, bent(|n| 126_000.0 + 9.0 * n * n.log2(), 0.05, FEW));
    assert!(matches!(settled(&sorts), (Ruling::Broken, _)), "{:?}", sorts.verdicts);
}

/// A busy machine hides a logarithm from time in one of a hundred runs, and from a count never.
#[test]
fn a_time_that_meets_a_strict_declaration_by_chance_is_held_against_the_count() {
    let looks_linear = || worked(|n| 0.002 + 2e-8 * n, |n| 126_000.0 + 9.0 * n * n.log2(), 0.05, FEW).noise(0.06);
    let alone = evidence(&format!("{STRICT}settle = \"off\"\n"), looks_linear());
    let Because::Posterior { above, .. } = alone.verdicts[0].because else { panic!("{:?}", alone.verdicts) };
    assert!(alone.verdicts[0].ruling == Ruling::Met && above > 0.002, "{above}");
    assert_eq!(settled(&evidence(STRICT, looks_linear())), (Ruling::Broken, true));
}

/// A compiler may leave out what its language's interpreter does.
#[test]
fn what_an_interpreter_does_breaks_nothing_that_is_compiled_while_it_runs() {
    let sorts = || worked(|n| 0.002 + 2e-8 * n, |n| 126_000.0 + 9.0 * n * n.log2(), 0.05, FEW).noise(0.06);
    let function = |target: &str, count: Scripted| {
        let function = FunctionTarget::parse(target).expect("a function");
        let scenario = Scenario { target: Target::Function(function), ..scenario(STRICT) };
        rehearse(&scenario, &mut { count }).expect("a scratch folder")
    };
    assert_eq!(settled(&function("python:user.py:f", sorts())), (Ruling::Broken, true));
    let found = function("node:user.js:f", sorts());
    assert_ne!(found.verdicts[0].ruling, Ruling::Broken, "{:?}", found.verdicts);
    assert!(!found.record.counted.is_empty(), "it was counted");
    let bends = bent(LINEAR, 0.05, FEW).counter("trial.calls", |_| 10.0);
    let found = function("node:user.js:f", bends);
    assert_eq!(settled(&found), (Ruling::Met, true), "{:?} {:?}", found.verdicts, found.record.counted);
}

#[test]
fn nothing_is_settled_where_the_scenario_forbids_it_or_the_kernel_may_be_the_cause() {
    let off = evidence(&format!("{STRICT}settle = \"off\"\n"), bent(LINEAR, 0.05, FEW));
    assert!(off.record.counted.is_empty() && settled(&off) == (Ruling::Undecided, false));
    for (why, target) in [
        ("the kernel's time is not explained", bent(LINEAR, 0.9, FEW)),
        ("its calls grow faster", bent(LINEAR, 0.4, |n| n * n.log2())),
    ] {
        assert_eq!(settled(&evidence(STRICT, target)), (Ruling::Undecided, false), "{why}");
    }
}

#[test]
fn a_target_that_waits_is_not_settled_by_what_it_computes() {
    let waits = bent(LINEAR, 0.05, FEW).waiting(|n| 1e-7 * n * n.log2());
    let found = evidence(STRICT, waits);
    assert!(!settled(&found).1, "{:?}", found.verdicts);
}

#[test]
fn what_can_not_be_counted_is_said_and_the_time_stays_open() {
    let time = |n: f64| 0.002 + 2e-9 * n * (n.log2() - 2.0);
    let found = evidence(STRICT, Scripted::new(5, time).noise(0.01).memory(GROWING));
    assert_eq!(settled(&found), (Ruling::Undecided, false));
    let said = |text: &str| text.contains("could settle time, but the script has no such counter");
    assert!(found.caveats.iter().any(|caveat| said(&caveat.text)), "{:?}", found.caveats);
}
