//! Once more where a size lies off the curve: either the machine was disturbed there, or it lies there by itself. More
//! trials tell which, since the median leaves a disturbance behind.

use super::tried::Tries;
use super::{Progress, Step};
use crate::model::{MetricKind, Trial};

/// Trials that a size off the curve gets beyond the others: as many as the first look rests on, so that they can outvote
/// those that were disturbed.
const AGAIN: u32 = 3;

/// The trials of disturbed sizes, where the time left allows for them; `None`: none is disturbed, or each had its trials.
pub(super) fn next(tries: &Tries, progress: Progress<'_>, done: u32, left: f64) -> Option<Step> {
    let measured = progress.fits.iter().filter(|fit| fit.series.metric.kind() != MetricKind::Count);
    let off: Vec<f64> = measured.flat_map(|fit| fit.disturbed.iter().copied()).collect();
    let sizes = tries.working().filter(|(_, size, tried)| tried.measured < done + AGAIN && off.contains(&size.value()));
    let (mut trials, mut seconds) = (Vec::new(), 0.0);
    for (input, size, tried) in sizes {
        let rounds = tried.measured + 1..=done + AGAIN;
        seconds += tried.seconds.unwrap_or(0.0) * rounds.clone().count() as f64;
        trials.extend(rounds.map(|round| Trial { size, input, round }));
    }
    (!trials.is_empty() && seconds <= left).then_some(Step::Measure(trials))
}
