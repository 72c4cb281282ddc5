//! Two curves in one frame, and the ratio of the two over n.

use plotters::style::RGBColor;

use super::axis::{Axis, cost_ticks, size_ticks};
use super::canvas::{Anchor, Canvas, FONT, HEIGHT, WIDTH, ink, svg};
use super::labels::{spread, width};
use super::scene::drawable;
use crate::model::{Compared, Estimate, Fit, MetricChange, RatioPoint, Unit};
use crate::report::{text, wording};

const LEFT: f64 = 150.0;
const RIGHT: f64 = WIDTH as f64 - 250.0;
const TOP: f64 = 170.0;
const BOTTOM: f64 = HEIGHT as f64 - 110.0;
/// Ratios beyond this, and below its inverse, leave the frame.
const FARTHEST: f64 = 1e9;

/// What both curves need in one frame: ranges in the units of the data.
pub(crate) struct Frame {
    /// Smallest and largest N.
    pub(crate) x: (f64, f64),
    /// Smallest and largest cost.
    pub(crate) y: (f64, f64),
}

/// The two fits of a change, where both can be drawn.
pub(crate) fn sides<'a>(compared: &'a Compared, change: &MetricChange) -> Option<(&'a Fit, &'a Fit)> {
    let fit = |side: &'a Option<crate::model::Evidence>| wording::fit_of(side.as_ref()?, change);
    Some((fit(&compared.old)?, fit(&compared.new)?)).filter(|(a, b)| drawable(a) && drawable(b))
}

impl Frame {
    /// Over everything that either side measured.
    pub(crate) fn of(old: &Fit, new: &Fit) -> Frame {
        let points = || old.points.iter().chain(&new.points).filter(|p| p.value > 0.0);
        let least = |of: &dyn Fn(&crate::model::FitPoint) -> f64| points().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: &dyn Fn(&crate::model::FitPoint) -> f64| points().map(of).fold(0.0, f64::max);
        let x = (least(&|p| p.n), most(&|p| p.n));
        let (low, high) = (least(&|p| p.value), most(&|p| p.value));
        let x = if x.1 > x.0 { x } else { (x.0 / 2.0, x.1 * 2.0) };
        Frame { x, y: (low / 1.6, (high * 1.6).max(low * 4.0)) }
    }

    /// A fit's curve within the frame.
    pub(crate) fn curve<'a>(&self, fit: &'a Fit) -> Vec<&'a Estimate> {
        let inside = |e: &&Estimate| e.n >= self.x.0 * 0.999 && e.n <= self.x.1 * 1.001;
        fit.curve.iter().filter(inside).filter(|e| e.value.value > 0.0 && e.value.value <= self.y.1).collect()
    }
}

/// One side's colours and name.
struct Side<'a> {
    fit: &'a Fit,
    color: RGBColor,
    band: RGBColor,
    name: &'static str,
}

/// Both curves with their bands and measurements.
pub(super) fn both(compared: &Compared, change: &MetricChange, description: &str) -> String {
    let name = text::short(&compared.comparison.name, 60);
    let title = format!("{name}: {} before and after", wording::change_name(change));
    let Some((old, new)) = sides(compared, change) else { return svg(&title, description, |_| ()) };
    let sides = [
        Side { fit: old, color: ink::OLD, band: ink::OLD_BAND, name: "before" },
        Side { fit: new, color: ink::FIT, band: ink::BAND, name: "after" },
    ];
    let frame = Frame::of(old, new);
    svg(&title, description, |canvas| {
        let (x, y) = axes(&frame);
        let unit = change.metric.unit();
        head(canvas, &title, &sides, &unit);
        grid(canvas, &x, &y, &cost_ticks(&unit, y.low, y.high, 9));
        for side in &sides {
            band(canvas, &frame, side, &x, &y);
        }
        for side in &sides {
            line(canvas, &frame, side, &x, &y);
        }
        margin(canvas, &frame, &sides, &x, &y);
    })
}

fn axes(frame: &Frame) -> (Axis, Axis) {
    let span = frame.x.1 / frame.x.0;
    let x = Axis { low: frame.x.0 / span.powf(0.02), high: frame.x.1 * span.powf(0.02), start: LEFT, end: RIGHT };
    (x, Axis { low: frame.y.0, high: frame.y.1, start: BOTTOM, end: TOP })
}

fn head(canvas: &Canvas, title: &str, sides: &[Side<'_>], unit: &Unit) {
    headline(canvas, title);
    let mut at = 40.0;
    for side in sides {
        canvas.line(&[(at, 98.0), (at + 30.0, 98.0)], side.color, 5);
        canvas.ring((at + 15.0, 98.0), 8, side.color);
        let formula = wording::formula(unit, &side.fit.formula);
        let words = format!("{}: {}, {formula}", side.name, wording::classes(side.fit));
        canvas.text(&words, (at + 44.0, 98.0), Anchor::Left, FONT, ink::QUIET);
        at += width(&words, FONT) + 90.0;
    }
    canvas.text(
        "Rings are measured values, shades the 95% band of each fit.",
        (40.0, 138.0),
        Anchor::Left,
        FONT,
        ink::QUIET,
    );
}

fn headline(canvas: &Canvas, title: &str) {
    let size = if width(title, 36.0) > f64::from(WIDTH) - 80.0 { 26.0 } else { 36.0 };
    canvas.strong(title, (40.0, 46.0), Anchor::Left, size, ink::TEXT);
}

fn grid(canvas: &Canvas, x: &Axis, y: &Axis, costs: &[(f64, String)]) {
    for (n, label) in size_ticks(x.low, x.high, 9) {
        canvas.line(&[(x.at(n), BOTTOM), (x.at(n), TOP)], ink::GRID, 2);
        canvas.text(&label, (x.at(n), BOTTOM + 28.0), Anchor::Middle, FONT, ink::QUIET);
    }
    for (cost, label) in costs {
        canvas.line(&[(LEFT, y.at(*cost)), (RIGHT, y.at(*cost))], ink::GRID, 2);
        canvas.text(label, (LEFT - 14.0, y.at(*cost)), Anchor::Right, FONT, ink::QUIET);
    }
    canvas.line(&[(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], ink::QUIET, 2);
    canvas.text("size n (logarithmic)", (f64::midpoint(LEFT, RIGHT), BOTTOM + 74.0), Anchor::Middle, FONT, ink::QUIET);
}

fn band(canvas: &Canvas, frame: &Frame, side: &Side<'_>, x: &Axis, y: &Axis) {
    let curve = frame.curve(side.fit);
    let upper = curve.iter().map(|e| (x.at(e.n), y.at(e.value.high)));
    let lower = curve.iter().rev().map(|e| (x.at(e.n), y.at(e.value.low)));
    let shape: Vec<(f64, f64)> = upper.chain(lower).collect();
    if shape.len() > 3 {
        canvas.shape(&shape, side.band);
    }
}

fn line(canvas: &Canvas, frame: &Frame, side: &Side<'_>, x: &Axis, y: &Axis) {
    let curve: Vec<(f64, f64)> = frame.curve(side.fit).iter().map(|e| (x.at(e.n), y.at(e.value.value))).collect();
    canvas.line(&curve, side.color, 5);
    for point in side.fit.points.iter().filter(|p| p.value > 0.0) {
        canvas.ring((x.at(point.n), y.at(point.value)), 8, side.color);
    }
}

/// Beside the frame: which curve is which.
fn margin(canvas: &Canvas, frame: &Frame, sides: &[Side<'_>], x: &Axis, y: &Axis) {
    let ends: Vec<(f64, f64)> = sides
        .iter()
        .map(|side| {
            let last = frame.curve(side.fit).last().map(|e| (e.n, e.value.value));
            last.or(side.fit.points.last().map(|p| (p.n, p.value))).unwrap_or((frame.x.1, frame.y.1))
        })
        .collect();
    let wished: Vec<f64> = ends.iter().map(|(_, cost)| y.at(*cost)).collect();
    for ((side, (n, cost)), place) in sides.iter().zip(&ends).zip(spread(&wished, 38.0, TOP, BOTTOM)) {
        let leader = [(x.at(*n) + 4.0, y.at(*cost)), (RIGHT + 4.0, y.at(*cost)), (RIGHT + 14.0, place)];
        canvas.line(&leader, side.color, 1);
        let name = format!("{} {}", side.name, side.fit.class.family());
        canvas.strong(&name, (RIGHT + 20.0, place), Anchor::Left, FONT, side.color);
    }
}

/// New over old against n: the fitted curves' ratio with its band, and what was measured at each common size.
pub(super) fn change(compared: &Compared, change: &MetricChange, description: &str) -> String {
    let name = text::short(&compared.comparison.name, 60);
    let title = format!("{name}: {}, new over old", wording::change_name(change));
    svg(&title, description, |canvas| {
        headline(canvas, &title);
        let shown = |points: &[RatioPoint]| -> Vec<RatioPoint> {
            let inside = |p: &&RatioPoint| p.ratio.value < FARTHEST && p.ratio.value > 1.0 / FARTHEST;
            points.iter().filter(inside).copied().collect()
        };
        let (band, points) = (shown(&change.band), shown(&change.points));
        let (x, y) = ratio_axes(&band, &points);
        legend(canvas, change);
        let ticks: Vec<(f64, String)> =
            cost_ticks(&Unit::Count, y.low, y.high, 8).into_iter().map(|(v, label)| (v, format!("{label}×"))).collect();
        grid(canvas, &x, &y, &ticks);
        ratio_band(canvas, &band, &x, &y);
        canvas.line(&[(LEFT, y.at(1.0)), (RIGHT, y.at(1.0))], ink::QUIET, 3);
        let line: Vec<(f64, f64)> = band.iter().map(|p| (x.at(p.n), y.at(p.ratio.value))).collect();
        canvas.line(&line, ink::FIT, 5);
        for point in &points {
            let at = x.at(point.n);
            canvas.line(&[(at, y.at(point.ratio.low)), (at, y.at(point.ratio.high))], ink::TEXT, 4);
            canvas.ring((at, y.at(point.ratio.value)), 8, ink::TEXT);
        }
        if let Some(crossover) = &change.crossover {
            canvas.diamond((x.at(crossover.n.value), y.at(1.0)), 15.0, ink::BUDGET);
        }
        margin_words(canvas, &y);
    })
}

fn legend(canvas: &Canvas, change: &MetricChange) {
    let words = match &change.constant {
        Some(_) if change.none => format!("{}.", wording::sentence_case(&wording::cost(change))),
        Some(constant) => format!("Over all common sizes: {}.", wording::ratio_words(&constant.ratio)),
        None => "No size was measured on both sides.".to_string(),
    };
    canvas.text(&words, (40.0, 98.0), Anchor::Left, FONT, ink::QUIET);
    let read =
        "Rings: measured, with 95%. Line and shade: the ratio of the fitted curves. A diamond: the curves cross.";
    canvas.text(read, (40.0, 138.0), Anchor::Left, FONT, ink::QUIET);
}

fn ratio_axes(band: &[RatioPoint], points: &[RatioPoint]) -> (Axis, Axis) {
    let all = || band.iter().chain(points);
    let (first, last) = all().fold((f64::INFINITY, 0.0f64), |(a, b), p| (a.min(p.n), b.max(p.n)));
    let (first, last) = if first < last { (first, last) } else { (1.0, 10.0) };
    let low = all().map(|p| p.ratio.value).chain(points.iter().map(|p| p.ratio.low)).fold(1.0, f64::min);
    let high = all().map(|p| p.ratio.value).chain(points.iter().map(|p| p.ratio.high)).fold(1.0, f64::max);
    // Nothing is shown as a mountain that is a few per cent high.
    let (low, high) = (low.clamp(1.0 / FARTHEST, 0.8), high.clamp(1.25, FARTHEST));
    let x = Axis { low: first / 1.1, high: last * 1.1, start: LEFT, end: RIGHT };
    (x, Axis { low: low / 1.05, high: high * 1.05, start: BOTTOM, end: TOP })
}

fn ratio_band(canvas: &Canvas, band: &[RatioPoint], x: &Axis, y: &Axis) {
    let upper = band.iter().map(|p| (x.at(p.n), y.at(p.ratio.high)));
    let lower = band.iter().rev().map(|p| (x.at(p.n), y.at(p.ratio.low)));
    let shape: Vec<(f64, f64)> = upper.chain(lower).collect();
    if shape.len() > 3 {
        canvas.shape(&shape, ink::BAND);
    }
}

fn margin_words(canvas: &Canvas, y: &Axis) {
    for (words, at, color) in [("dearer ↑", y.at(1.0) - 30.0, ink::BUDGET), ("cheaper ↓", y.at(1.0) + 30.0, ink::SCALE)]
    {
        if (TOP - 20.0..=BOTTOM + 20.0).contains(&at) {
            canvas.text(words, (RIGHT + 20.0, at), Anchor::Left, FONT, color);
        }
    }
}
