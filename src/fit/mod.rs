//! From measurements to growth: which class, how sure, and what it foretells.
//!
//! Comes in: a [`Series`] and [`Questions`]. Goes out: a [`Fit`], or why there can be none. Never here: files, what
//! anybody declared as right or wrong (that is judged elsewhere), an optimiser that could fail to converge.
//!
//! The posterior over classes is summed over a grid of curves (start-up, lower-order term, step, memory floor, sawtooth)
//! under a grid of noise (scatter from size to size, slow drift of the cost per item), in logarithms throughout.
//! Only ratios of costs and sizes enter, so unit and machine speed change nothing; but where seconds are known, a step of
//! the caches is the rarer, the more it adds to an item beyond what memory takes.

mod accounts;
mod assemble;
mod beside;
mod cell;
mod curve;
mod describe;
mod error;
mod family;
mod foretell;
mod grid;
mod group;
mod hidden;
mod ladder;
mod noise;
mod posterior;
mod regimes;
mod robust;
mod settings;
mod warn;
mod weigh;

pub use accounts::{KERNEL_WORK, accounts};
pub use assemble::{assemble, incomplete};
pub use error::FitError;

use crate::model::{Fit, MetricKind, Questions, Series};
use ladder::Ladder;
use settings::Settings;

/// Fits a series.
///
/// # Errors
/// [`FitError::TooFewSizes`] where fewer than three sizes have a finite value.
pub fn fit(series: &Series, questions: &Questions) -> Result<Fit, FitError> {
    let settings = Settings::of(series);
    let ladder = Ladder::of(series, &settings)?;
    let (ladder, posterior) = robust::bounded(ladder, &settings, &questions.declared);
    let mut fit = describe::fit(series, questions, &ladder, &posterior);
    if series.metric.kind() == MetricKind::Count {
        fit.hidden = beside::term(fit.class, &fit.points).into_iter().collect();
    } else {
        fit.hidden = hidden::hidden(series, &ladder, &settings);
        if !fit.hidden.is_empty() {
            fit.gains = hidden::gains(&fit.hidden, &ladder, &questions.candidates);
        }
    }
    fit.caveats = warn::caveats(&fit, &ladder, robust::deciding(&ladder, &settings, &posterior));
    Ok(fit)
}
