//! Every sentence that a reader meets, in one place; numbers always with unit, interval and how they are known.

mod advice;
mod approach;
pub(crate) mod baseline;
mod command;
mod comparison;
mod finding;
mod profilers;
mod run;
mod standing;
mod summary;
mod target;
pub(crate) mod trend;
mod value;
mod verdict;

pub(crate) use advice::options;
pub(crate) use approach::{NO_SCALE, approach, how, measured_state, named_state, none_found, recommended, state};
pub(crate) use command::{over_lines, shown_command};
pub(crate) use comparison::{
    all_compared, at as costs_at, both_described, by_interval, change_title, checklist, classes_changed,
    compared_summary, cost, cost_note, crossing, fit_of, fixed, growth_because, name as change_name, null, overall,
    proof, ratio_cell, ratio_described, ratio_words, reach, standing, successes, threshold_moved, threshold_tells,
    tick, verdict_words,
};
pub(crate) use finding::{complexity, fix, impact, issue, scale_threshold, sentence_case, step, title};
pub(crate) use run::{failure, forecast, ladder, next_steps, notes, stop};
pub(crate) use standing::Standing;
pub(crate) use summary::{row, run_summary, scenario_summary, series_name};
pub(crate) use target::{monitoring, success_metrics};
pub(crate) use value::{
    basis, estimate, estimate_short, formula, formula_plain, growth_of, probability, rounded_size, size, threshold,
    value,
};
pub(crate) use verdict::{
    because, classes, expectation, fitted, grown, growth_rate, limit, limit_because, limit_found, rejected,
    ruling_title, weighing,
};
