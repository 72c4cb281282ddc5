//! The ratio plot: cost over g(n), which is flat when the class is right.

use super::axis::{Axis, linear, size_ticks};
use super::canvas::{Anchor, Canvas, FONT, HEIGHT, WIDTH, ink, svg};
use super::labels::{spread, width};
use crate::model::{Class, Evidence, Fit, FitPoint, Verdict};
use crate::report::{text, wording};

const LEFT: f64 = 130.0;
const RIGHT: f64 = WIDTH as f64 - 250.0;
const TOP: f64 = 190.0;
const BOTTOM: f64 = HEIGHT as f64 - 110.0;

/// The whole SVG.
pub(super) fn ratio(evidence: &Evidence, fit: &Fit, description: &str) -> String {
    let name = text::short(&evidence.scenario.name, 60);
    let title = format!("{name}: {} over g(n)", wording::series_name(&fit.series));
    let verdict = evidence.verdicts.iter().find(|v| v.metric == fit.series.metric);
    svg(&title, description, |canvas| draw(canvas, &title, fit, &lines(fit, verdict)))
}

/// A class with the cost divided by its growth, 1 at the largest size.
struct Line {
    class: Class,
    winner: bool,
    points: Vec<(f64, f64)>,
}

/// The winner, what was declared, the strongest rival; sizes at which the start-up hides the growth are left out.
fn lines(fit: &Fit, verdict: Option<&Verdict>) -> Vec<Line> {
    let shown: Vec<&FitPoint> = fit.points.iter().filter(|p| p.n > 0.0 && growth_shows(fit, p.n)).collect();
    let winner = shown.iter().map(|p| (p.n, p.ratio)).filter(|(_, r)| r.is_finite()).collect();
    let mut lines = vec![Line { class: fit.class.family(), winner: true, points: winner }];
    let rival = fit.rivals.iter().map(|r| r.class.family()).find(|c| *c != fit.class.family());
    for class in verdict.map(|v| v.declared).into_iter().chain(rival) {
        if lines.len() < 3 && lines.iter().all(|line| line.class != class) {
            lines.push(Line { class, winner: false, points: divided(fit, &shown, class) });
        }
    }
    lines
}

/// Whether the growing part is at least a tenth of the start-up.
pub(crate) fn growth_shows(fit: &Fit, n: f64) -> bool {
    fit.formula.class == Class::CONSTANT || fit.formula.growing(n) >= 0.1 * fit.formula.fixed
}

/// (cost - fixed) / g(n) relative to the largest size.
fn divided(fit: &Fit, shown: &[&FitPoint], class: Class) -> Vec<(f64, f64)> {
    let Some(top) = fit.points.last() else { return Vec::new() };
    let fixed = if fit.formula.class == Class::CONSTANT { 0.0 } else { fit.formula.fixed };
    let above = |value: f64| value - fixed;
    let points = shown.iter().map(|p| {
        let growth = (class.ln_growth(p.n) - class.ln_growth(top.n)).exp();
        (p.n, above(p.value) / above(top.value) / growth)
    });
    points.filter(|(_, ratio)| ratio.is_finite()).collect()
}

fn draw(canvas: &Canvas, title: &str, fit: &Fit, lines: &[Line]) {
    let (first, last) =
        lines[0].points.iter().fold((f64::INFINITY, 0.0f64), |(low, high), p| (low.min(p.0), high.max(p.0)));
    let (first, last) =
        if first < last { (first, last) } else { (1.0, fit.points.last().map_or(10.0, |p| p.n).max(2.0)) };
    let x = Axis { low: first / 1.1, high: last * 1.1, start: LEFT, end: RIGHT };
    let most = lines[0].points.iter().map(|p| p.1).fold(1.0, f64::max);
    let top = (most * 1.25).clamp(1.6, 6.0);
    let y = |ratio: f64| BOTTOM - (BOTTOM - TOP) * (ratio.clamp(0.0, top) / top);
    head(canvas, title, fit);
    for (n, label) in size_ticks(x.low, x.high, 9) {
        canvas.line(&[(x.at(n), BOTTOM), (x.at(n), TOP)], ink::GRID, 2);
        canvas.text(&label, (x.at(n), BOTTOM + 28.0), Anchor::Middle, FONT, ink::QUIET);
    }
    for ratio in linear(0.0, top, 6) {
        canvas.line(&[(LEFT, y(ratio)), (RIGHT, y(ratio))], ink::GRID, 2);
        canvas.text(&format!("{ratio:.1}"), (LEFT - 14.0, y(ratio)), Anchor::Right, FONT, ink::QUIET);
    }
    canvas.line(&[(LEFT, y(1.0)), (RIGHT, y(1.0))], ink::QUIET, 2);
    canvas.line(&[(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], ink::QUIET, 2);
    canvas.text("size n (logarithmic)", (f64::midpoint(LEFT, RIGHT), BOTTOM + 74.0), Anchor::Middle, FONT, ink::QUIET);
    for line in lines.iter().rev() {
        curve(canvas, line, &x, y, top);
    }
    names(canvas, lines, y, top);
}

fn head(canvas: &Canvas, title: &str, fit: &Fit) {
    let size = if width(title, 36.0) > f64::from(WIDTH) - 80.0 { 26.0 } else { 36.0 };
    canvas.strong(title, (40.0, 46.0), Anchor::Left, size, ink::TEXT);
    let how = format!(
        "Cost above start-up divided by the growth of a class, 1 at the largest size: flat for the right class, {}.",
        fit.class.family()
    );
    canvas.text(&how, (40.0, 98.0), Anchor::Left, FONT, ink::QUIET);
    let read =
        "Rising: the class grows too slowly. Falling: too fast. Small sizes scatter where start-up hides the growth.";
    canvas.text(read, (40.0, 138.0), Anchor::Left, FONT, ink::QUIET);
}

/// The line as far as it stays in the frame; the winner with its points.
fn curve(canvas: &Canvas, line: &Line, x: &Axis, y: impl Fn(f64) -> f64, top: f64) {
    let color = if line.winner { ink::FIT } else { ink::RIVAL };
    for pair in line.points.windows(2) {
        if pair.iter().all(|(_, ratio)| (0.0..=top).contains(ratio)) {
            let ends = [(x.at(pair[0].0), y(pair[0].1)), (x.at(pair[1].0), y(pair[1].1))];
            canvas.line(&ends, color, if line.winner { 5 } else { 3 });
        }
    }
    for (n, ratio) in line.points.iter().filter(|(_, ratio)| line.winner && (0.0..=top).contains(ratio)) {
        canvas.ring((x.at(*n), y(*ratio)), 8, ink::TEXT);
    }
}

/// All lines end at 1: they are named where they begin in the frame, at the right margin in that order.
fn names(canvas: &Canvas, lines: &[Line], y: impl Fn(f64) -> f64, top: f64) {
    let wished: Vec<f64> = lines.iter().map(|line| if line.winner { y(1.0) } else { side(line, &y, top) }).collect();
    let placed = spread(&wished, 38.0, TOP, BOTTOM);
    for (line, place) in lines.iter().zip(placed) {
        let color = if line.winner { ink::FIT } else { ink::QUIET };
        let name = format!("over {}", wording::growth_of(line.class));
        let draw = if line.winner { Canvas::strong } else { Canvas::text };
        draw(canvas, &name, (RIGHT + 20.0, place), Anchor::Left, FONT, color);
    }
}

/// Above 1 for a line that falls to it, below for one that rises.
fn side(line: &Line, y: &impl Fn(f64) -> f64, top: f64) -> f64 {
    let middle = line.points.get(line.points.len() / 2).map_or(1.0, |p| p.1.clamp(0.0, top));
    y(1.0) + if middle > 1.0 { -40.0 } else { 40.0 }
}
