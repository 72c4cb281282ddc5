//! What a comparison claims to have changed, in a line each.

use scalecheck::model::{Change, Comparison, Interval, MetricChange};

/// Every verdict of better or worse, on growth, on whole curves and on how far each side got.
pub(crate) fn found(comparison: &Comparison) -> Vec<String> {
    let reach = shown(comparison.reach.change).map(|word| format!("reach {word}: {:?}", comparison.reach.at));
    comparison.metrics.iter().flat_map(of_metric).chain(reach).collect()
}

fn of_metric(change: &MetricChange) -> Vec<String> {
    let (name, growth) = (&change.metric, &change.growth);
    let grown = shown(growth.change).map(|word| {
        format!(
            "{name} growth {word} by {:?}: {} -> {}, above {:.4} below {:.4}, shift {}, late {}",
            growth.by,
            growth.old,
            growth.new,
            growth.above,
            growth.below,
            interval(&growth.shift),
            interval(&growth.late)
        )
    });
    let level = change
        .constant
        .and_then(|c| Some(format!("{name} cost {}: {}, gates {}", shown(c.change)?, interval(&c.ratio), c.gates)));
    grown.into_iter().chain(level).collect()
}

fn shown(change: Change) -> Option<&'static str> {
    matches!(change, Change::Better | Change::Worse).then(|| change.name())
}

/// Value and 95%.
pub(crate) fn interval(interval: &Interval) -> String {
    format!("{:.4} [{:.4}, {:.4}]", interval.value, interval.low, interval.high)
}
