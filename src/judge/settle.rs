//! Settling: what an exact count of the work proves about a time that the measurements leave open.
//!
//! A processor takes a bounded time for an instruction, so a count of instructions bounds CPU time from both sides, up
//! to what an instruction's wait for memory costs. It says nothing of waiting, of the kernel's work, of programs that
//! others run, or of sizes that were not counted: where those may matter, nothing is settled.

use super::Levels;
use super::doubt::{against_settling, beside};
use super::growth::{exceeds, mass_above};
use crate::model::{Accounts, Because, Class, Clock, Doubt, Fit, Metric, Ruling, Verdict};

/// How many times higher than the counted ladder the timed one may end where the count outgrows the declaration: what
/// breaks it below doesn't take it back above.
const BEYOND_BROKEN: f64 = 8.0;
/// Probability of growth above a strict declaration that time alone may leave, where a count could tell.
const CHANCE: f64 = 0.002;
/// Fewer counted sizes prove no growth.
const FEWEST_SIZES: usize = 6;
/// Seconds that an instruction takes at most: a miss of all caches and of the page tables.
const SLOWEST: f64 = 100e-9;
/// By how much the slowest memory is slower than the nearest cache.
const HIERARCHY: f64 = 100.0;
/// Part of the CPU time that the kernel may take beyond what its counted work explains.
const KERNEL: f64 = 0.1;
/// Seconds of the kernel that a page fault explains: the page is cleared, mapped and given back. 4.6 µs measured under a
/// hypervisor, whose page tables are walked too; about one without.
const FAULT: f64 = 5e-6;
/// Seconds of the kernel that a call explains.
const CALL: f64 = 1e-6;
/// Seconds of the kernel that a byte read or written explains.
const BYTE: f64 = 0.5e-9;
/// Part of the CPU time below which a kind of the kernel's work may grow as it likes: two bytes more in the answer.
const TRIFLE: f64 = 0.01;
/// CPU time over wall time from which on a target computes on several cores, where waiting in a loop counts too.
const PARALLEL: f64 = 1.2;

/// The verdict on a time, by a count of instructions; `None` where that does not settle it. `kernel` are the fits of
/// what the kernel did that was counted and an instruction does not bound: calls, bytes.
#[must_use]
pub fn settle(
    open: &Verdict,
    time: &Fit,
    instructions: &Fit,
    kernel: &[Fit],
    accounts: &Accounts,
    levels: Levels,
) -> Option<Verdict> {
    if !may_settle(open) || time.series.clock != Clock::Cpu || !reaches(time, instructions, BEYOND_BROKEN) {
        return None;
    }
    let next_up = open.strict;
    let above = mass_above(instructions, |class| exceeds(class, open.declared, next_up));
    let pace = pace(time, instructions);
    let ruling = if above >= levels.broken && accounts.cpu < PARALLEL * accounts.wall {
        Ruling::Broken
    } else if above <= levels.met
        && reaches(time, instructions, Accounts::BEYOND_COUNTED)
        && against_settling(time, open.declared).is_none()
        && beside(instructions, |class| exceeds(class, open.declared, next_up)).is_none()
        && pace.is_some_and(|(least, last)| last < SLOWEST && last < HIERARCHY * least)
        && kernel_keeps_within(open.declared, next_up, &of_weight(kernel, time), accounts, levels)
    {
        Ruling::Met
    } else {
        return None;
    };
    let up_to = instructions.points.last()?.n;
    let because =
        Because::Settled { by: instructions.series.metric.clone(), class: instructions.class, above, up_to, pace };
    Some(Verdict { ruling, because, ..open.clone() })
}

/// Whether a count could settle a verdict: that on a time, an upper bound only, and open; or met by time alone with
/// something left to chance, where a logarithm would break it.
#[must_use]
pub fn may_settle(verdict: &Verdict) -> bool {
    let of_time = matches!(verdict.metric, Metric::Time | Metric::Cpu);
    let by_chance = matches!(verdict.because, Because::Posterior { above, .. } if above > CHANCE);
    let unsure = verdict.ruling == Ruling::Met && verdict.strict && by_chance;
    of_time && !verdict.tight && !beyond_counting(verdict) && (verdict.ruling == Ruling::Undecided || unsure)
}

/// Whether only what a count says nothing of keeps the time from being met: a size that hangs, work that is left out.
fn beyond_counting(verdict: &Verdict) -> bool {
    let Because::Posterior { above, doubt: Some(doubt), .. } = verdict.because else { return false };
    above < 0.5 && matches!(doubt, Doubt::GivenUp { .. } | Doubt::NoWork { .. })
}

/// Whether enough sizes were counted, up to near the largest that was timed.
fn reaches(time: &Fit, instructions: &Fit, beyond: f64) -> bool {
    let top = |fit: &Fit| fit.points.last().map_or(0.0, |point| point.n);
    instructions.points.len() >= FEWEST_SIZES && top(instructions) * beyond >= top(time)
}

/// Seconds per instruction where they are least, and at the largest size that was both timed and counted.
fn pace(time: &Fit, instructions: &Fit) -> Option<(f64, f64)> {
    let counted = |n: f64| instructions.points.iter().find(|point| point.n == n).map(|point| point.value);
    let paces: Vec<f64> = time.points.iter().filter_map(|point| Some(point.value / counted(point.n)?)).collect();
    let least = paces.iter().copied().fold(f64::INFINITY, f64::min);
    paces.last().map(|last| (least, *last)).filter(|(least, _)| least.is_finite() && *least > 0.0)
}

/// The kinds of the kernel's work that are more than a trifle of the time at the largest size.
fn of_weight<'a>(kernel: &'a [Fit], time: &Fit) -> Vec<&'a Fit> {
    let top = |fit: &Fit| fit.points.last().map_or(0.0, |point| point.value);
    let each = |fit: &Fit| if fit.series.metric.name().ends_with("bytes") { BYTE } else { CALL };
    kernel.iter().filter(|fit| each(fit) * top(fit) > TRIFLE * top(time)).collect()
}

/// Whether the kernel's work grows no faster than declared either, as far as it is a part of the time that matters.
fn kernel_keeps_within(declared: Class, next_up: bool, fits: &[&Fit], seen: &Accounts, levels: Levels) -> bool {
    let Some(kernel) = seen.kernel.filter(|_| seen.cpu >= Accounts::SHARE_KNOWN) else { return false };
    let explained = FAULT * seen.faults + CALL * seen.calls + BYTE * seen.bytes;
    let matters = kernel > KERNEL * seen.cpu;
    let within = |fit: &Fit| mass_above(fit, |class| exceeds(class, declared, next_up)) <= levels.met;
    kernel - explained <= KERNEL * seen.cpu && (!matters || fits.iter().copied().all(within))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Interval;

    fn open(above: f64, doubt: Doubt) -> Verdict {
        let exponent = Interval { value: 1.0, low: 0.9, high: 1.1 };
        let (class, sizes, below) = (Class::LINEAR, (10.0, 1e6), 0.0);
        let because = Because::Posterior { above, below, class, exponent, sizes, doubt: Some(doubt) };
        let (metric, ruling) = (Metric::Time, Ruling::Undecided);
        Verdict { metric, input: None, declared: Class::LINEAR, tight: false, strict: false, ruling, because }
    }

    #[test]
    fn what_only_a_hanging_size_or_missing_work_keeps_from_being_met_is_not_counted() {
        let hangs = Doubt::GivenUp { n: 3000.0, at_least: 10.0 };
        assert!(!may_settle(&open(0.01, hangs)) && !may_settle(&open(0.01, Doubt::NoWork { seconds: 1e-12 })));
        assert!(may_settle(&open(0.99, hangs)), "a count may show that it grows below that size too");
        assert!(may_settle(&open(0.99, Doubt::MemoryHierarchy { seconds: 1e-8, rise: 3.0 })));
    }
}
