//! Plots as SVG: the log-log curve and the ratio plot of every fit.
//!
//! Comes in: evidence. Goes out: SVG text, equal to the byte on every machine. Never here: fonts of the system, files.

mod axis;
mod canvas;
mod comparison;
mod curve;
mod labels;
#[cfg(feature = "png")]
mod png;
mod ratio;
mod reach;
mod scene;

use super::document::PictureKind;
use super::{text, wording};
use crate::model::{Compared, Comparison, Evidence, Fit, Metric, MetricChange};

#[cfg(feature = "png")]
pub use png::pngs;

pub(crate) use axis::{Axis, cost_ticks, size_ticks};
pub(crate) use comparison::{Frame, sides as comparison_sides};
pub(crate) use ratio::growth_shows;
pub(crate) use scene::{MarkKind, Scene, drawable};

/// Every plot of a scenario with the name of its file.
#[must_use]
pub fn plots(evidence: &Evidence) -> Vec<(String, String)> {
    let named = evidence.fits.iter().zip(file_names(evidence));
    let drawn = named.filter(|(fit, _)| drawable(fit)).flat_map(|(fit, (curve, ratio))| {
        [(curve, svg(evidence, fit, PictureKind::Curve)), (ratio, svg(evidence, fit, PictureKind::Ratio))]
    });
    drawn.collect()
}

/// One plot of one fit.
pub(crate) fn svg(evidence: &Evidence, fit: &Fit, kind: PictureKind) -> String {
    let description = description(evidence, fit, kind);
    match kind {
        PictureKind::Curve => curve::curve(evidence, fit, &description),
        PictureKind::Ratio | PictureKind::Both | PictureKind::Change => ratio::ratio(evidence, fit, &description),
    }
}

/// Every plot of a comparison with the name of its file.
#[must_use]
pub fn comparison_plots(compared: &Compared) -> Vec<(String, String)> {
    let comparison = &compared.comparison;
    let drawn =
        comparison.metrics.iter().enumerate().filter(|(_, change)| comparison::sides(compared, change).is_some());
    let both = |(at, change): (usize, &MetricChange)| {
        [PictureKind::Both, PictureKind::Change]
            .map(|kind| (comparison_file(comparison, at, kind), comparison_svg(compared, change, kind)))
    };
    drawn.flat_map(both).collect()
}

/// One plot of a comparison: both curves, else the ratio.
pub(crate) fn comparison_svg(compared: &Compared, change: &MetricChange, kind: PictureKind) -> String {
    match kind {
        PictureKind::Both => comparison::both(compared, change, &wording::both_described(change)),
        _ => comparison::change(compared, change, &wording::ratio_described(change)),
    }
}

/// The name of the file of a metric's plot, by the metric's place.
pub(crate) fn comparison_file(comparison: &Comparison, at: usize, kind: PictureKind) -> String {
    let name = comparison.metrics.get(at).map_or(String::new(), wording::change_name);
    let stem = text::file_stem(&name);
    let again =
        comparison.metrics.iter().take(at).filter(|m| text::file_stem(&wording::change_name(m)) == stem).count();
    let number = if again > 0 { format!("-{}", again + 1) } else { String::new() };
    let ratio = if kind == PictureKind::Both { "" } else { "-ratio" };
    format!("{stem}{number}{ratio}.svg")
}

/// The file names of each fit's curve and ratio plot, all different.
pub(crate) fn file_names(evidence: &Evidence) -> Vec<(String, String)> {
    let mut taken: Vec<String> = Vec::new();
    let mut names = Vec::new();
    for fit in &evidence.fits {
        let input = fit.series.input.as_ref().map_or(String::new(), |input| format!("-{input}"));
        let stem = text::file_stem(&format!("{}{input}", fit.series.metric.name()));
        let numbered = (1..).map(|i| if i == 1 { stem.clone() } else { format!("{stem}-{i}") });
        let free = numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or(stem.clone());
        names.push((format!("{free}.svg"), format!("{free}-ratio.svg")));
        taken.push(format!("{free}-ratio"));
        taken.push(free);
    }
    names
}

/// The plot in words, for those who don't see it.
pub(crate) fn description(evidence: &Evidence, fit: &Fit, kind: PictureKind) -> String {
    let unit = fit.series.metric.unit();
    let name = wording::series_name(&fit.series);
    if kind == PictureKind::Ratio {
        return format!(
            "Ratio plot of {name}: the cost above start-up divided by the growth of {}.",
            fit.class.family()
        );
    }
    let ends = match (fit.points.first(), fit.points.last()) {
        (Some(a), Some(b)) => format!(
            " from {} at n = {} to {} at n = {} (measured)",
            wording::value(&unit, a.value),
            wording::size(a.n),
            wording::value(&unit, b.value),
            wording::size(b.n)
        ),
        _ => String::new(),
    };
    let what = if matches!(fit.series.metric, Metric::Memory) { "memory" } else { name.as_str() };
    let budgets = fit.thresholds.iter().filter(|t| {
        evidence
            .findings
            .iter()
            .any(|f| f.metric == fit.series.metric && f.threshold.is_some_and(|own| own.budget == t.budget))
    });
    let crossed = budgets.map(|t| wording::threshold(&unit, t));
    let grows = format!("Log-log plot: {what} grows as {}{ends}", wording::classes(fit));
    std::iter::once(grows).chain(crossed).collect::<Vec<_>>().join("; ") + "."
}
