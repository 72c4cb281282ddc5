//! What the page's script draws from: the same scene that the SVG shows, as compact JSON.

use serde_json::{Value, json};

use crate::model::{Estimate, Evidence, Fit, Unit};
use crate::report::plot::{MarkKind, Scene};
use crate::report::wording;

/// The data of one plot.
pub(super) fn of(evidence: &Evidence, fit: &Fit) -> Value {
    let scene = Scene::of(evidence, fit);
    let unit = fit.series.metric.unit();
    let points = fit.points.iter().map(|p| {
        json!([short(p.n), short(p.value), short(p.low), short(p.high), p.runs, short(p.residual), short(p.ratio)])
    });
    let marks = scene.sizes.iter().map(|m| json!([m.label, short(m.at), kind(m.kind)]));
    let costs = scene.costs.iter().map(|m| json!([m.label, short(m.at), kind(m.kind)]));
    let rivals = scene.rivals.iter().map(|(name, curve)| {
        json!([name, curve.iter().map(|(n, cost)| json!([short(*n), short(*cost)])).collect::<Vec<_>>()])
    });
    json!({
        "name": wording::series_name(&fit.series),
        "class": fit.class.family().to_string(),
        "unit": unit_name(&unit),
        "x": [short(scene.x.0), short(scene.x.1)],
        "y": [short(scene.y.0), short(scene.y.1)],
        "hidden": fit.points.iter().filter(|p| !crate::report::plot::growth_shows(fit, p.n)).count(),
        "points": points.collect::<Vec<_>>(),
        "samples": scene.samples.iter().map(|(n, v)| json!([short(*n), short(*v)])).collect::<Vec<_>>(),
        "curve": scene.curve.iter().map(estimate).collect::<Vec<_>>(),
        "rivals": rivals.collect::<Vec<_>>(),
        "sizes": marks.collect::<Vec<_>>(),
        "costs": costs.collect::<Vec<_>>(),
        "predictions": scene.predictions.iter().map(estimate).collect::<Vec<_>>(),
        "crossings": scene.crossings.iter().map(|(n, v)| json!([short(*n), short(*v)])).collect::<Vec<_>>(),
    })
}

/// JSON inside a script element: no character in it can end the element.
pub(super) fn embedded(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn estimate(known: &Estimate) -> Value {
    let basis = wording::basis(known.basis);
    json!([short(known.n), short(known.value.value), short(known.value.low), short(known.value.high), basis])
}

/// Five significant digits: more than a plot shows.
fn short(value: f64) -> Value {
    let finite = if value.is_nan() { 0.0 } else { value.clamp(-1e300, 1e300) };
    let rounded: f64 = format!("{finite:.4e}").parse().unwrap_or(finite);
    if rounded.fract() == 0.0 && rounded.abs() < 9e15 { json!(rounded as i64) } else { json!(rounded) }
}

fn kind(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Scale => "scale",
        MarkKind::Budget => "budget",
        MarkKind::Failure => "failure",
    }
}

fn unit_name(unit: &Unit) -> &str {
    match unit {
        Unit::Seconds => "s",
        Unit::Bytes => "B",
        Unit::Count => "",
        Unit::Other(word) => word,
    }
}
