//! The log-log curve: samples, fit with its band, rivals, limits, thresholds, the sizes of life.

use super::axis::{Axis, cost_ticks, size_ticks};
use super::canvas::{Anchor, Canvas, FONT, HEIGHT, WIDTH, ink, svg};
use super::labels::{rows, spread, width};
use super::scene::{MarkKind, Scene};
use crate::model::{Evidence, Fit, Unit};
use crate::report::{text, wording};

const LEFT: f64 = 150.0;
const RIGHT: f64 = WIDTH as f64 - 250.0;
const BOTTOM: f64 = HEIGHT as f64 - 110.0;
const ROW: f64 = 38.0;
const HEAD: f64 = 150.0;

/// The whole SVG.
pub(super) fn curve(evidence: &Evidence, fit: &Fit, description: &str) -> String {
    let scene = Scene::of(evidence, fit);
    let name = text::short(&evidence.scenario.name, 60);
    let title = format!("{name}: {} against n", wording::series_name(&fit.series));
    svg(&title, description, |canvas| {
        let sheet = Sheet::new(canvas, fit, &scene);
        sheet.head(&name);
        sheet.grid();
        sheet.curves();
        sheet.sizes();
        sheet.measurements();
        sheet.margin();
    })
}

struct Sheet<'a, 'b> {
    canvas: &'a Canvas<'b>,
    fit: &'a Fit,
    scene: &'a Scene,
    unit: Unit,
    x: Axis,
    y: Axis,
    /// Row and centre of each marked size's label.
    places: Vec<(usize, f64)>,
}

impl<'a, 'b> Sheet<'a, 'b> {
    fn new(canvas: &'a Canvas<'b>, fit: &'a Fit, scene: &'a Scene) -> Sheet<'a, 'b> {
        let span = scene.x.1 / scene.x.0;
        let x = Axis { low: scene.x.0 / span.powf(0.02), high: scene.x.1 * span.powf(0.02), start: LEFT, end: RIGHT };
        let labels: Vec<(f64, f64)> =
            scene.sizes.iter().map(|m| (x.at(m.at), width(&label(m.at, &m.label, &x), FONT))).collect();
        let places = rows(&labels, LEFT, RIGHT + 200.0, 14.0);
        let used = places.iter().map(|(row, _)| row + 1).max().unwrap_or(0);
        let top = HEAD + used as f64 * ROW;
        let y = Axis { low: scene.y.0, high: scene.y.1, start: BOTTOM, end: top };
        Sheet { canvas, fit, scene, unit: fit.series.metric.unit(), x, y, places }
    }

    fn point(&self, n: f64, cost: f64) -> (f64, f64) {
        (self.x.at(n), self.y.at(cost))
    }

    /// Scenario, what is shown, how to read it.
    fn head(&self, name: &str) {
        let formula = wording::formula(&self.unit, &self.fit.formula);
        let title =
            format!("{name}: {} grows as {}", wording::series_name(&self.fit.series), wording::classes(self.fit));
        let size = if width(&title, 36.0) > f64::from(WIDTH) - 80.0 { 26.0 } else { 36.0 };
        self.canvas.strong(&title, (40.0, 46.0), Anchor::Left, size, ink::TEXT);
        self.canvas.dot((52.0, 98.0), 5, ink::RIVAL);
        let mut at = 70.0;
        let legend = |at: &mut f64, words: &str| {
            self.canvas.text(words, (*at, 98.0), Anchor::Left, FONT, ink::QUIET);
            *at += width(words, FONT) + 44.0;
        };
        legend(&mut at, "run");
        self.canvas.ring((at - 16.0, 98.0), 9, ink::TEXT);
        legend(&mut at, "value at a size");
        self.canvas.shape(&[(at - 26.0, 86.0), (at - 8.0, 86.0), (at - 8.0, 110.0), (at - 26.0, 110.0)], ink::BAND);
        self.canvas.line(&[(at - 26.0, 98.0), (at - 8.0, 98.0)], ink::FIT, 5);
        legend(&mut at, &format!("fit with 95% band: {formula}"));
    }

    fn grid(&self) {
        let top = self.y.end;
        for (n, label) in size_ticks(self.x.low, self.x.high, 9) {
            let x = self.x.at(n);
            self.canvas.line(&[(x, BOTTOM), (x, top)], ink::GRID, 2);
            self.canvas.text(&label, (x, BOTTOM + 28.0), Anchor::Middle, FONT, ink::QUIET);
        }
        for (cost, label) in cost_ticks(&self.unit, self.y.low, self.y.high, 9) {
            let y = self.y.at(cost);
            self.canvas.line(&[(LEFT, y), (RIGHT, y)], ink::GRID, 2);
            self.canvas.text(&label, (LEFT - 14.0, y), Anchor::Right, FONT, ink::QUIET);
        }
        self.canvas.line(&[(LEFT, top), (LEFT, BOTTOM), (RIGHT, BOTTOM)], ink::QUIET, 2);
        self.canvas.text(
            "size n (logarithmic)",
            (f64::midpoint(LEFT, RIGHT), BOTTOM + 74.0),
            Anchor::Middle,
            FONT,
            ink::QUIET,
        );
    }

    /// Band below, rivals faint, the fit on top.
    fn curves(&self) {
        let shown: Vec<_> = self.scene.curve.iter().filter(|e| self.y.holds(e.value.value)).collect();
        let upper = shown.iter().map(|e| self.point(e.n, e.value.high));
        let lower = shown.iter().rev().map(|e| self.point(e.n, e.value.low));
        let band: Vec<(f64, f64)> = upper.chain(lower).collect();
        if band.len() > 3 {
            self.canvas.shape(&band, ink::BAND);
        }
        for (_, curve) in &self.scene.rivals {
            let line: Vec<(f64, f64)> = curve.iter().map(|(n, cost)| self.point(*n, *cost)).collect();
            self.canvas.line(&line, ink::RIVAL, 2);
        }
        let line: Vec<(f64, f64)> = shown.iter().map(|e| self.point(e.n, e.value.value)).collect();
        self.canvas.line(&line, ink::FIT, 5);
    }

    /// The marked sizes: a line down to the axis, a label above.
    fn sizes(&self) {
        for (mark, (row, centre)) in self.scene.sizes.iter().zip(&self.places) {
            let color = color(mark.kind);
            let x = self.x.at(mark.at);
            let y = HEAD + *row as f64 * ROW;
            self.canvas.line(&[(x, BOTTOM), (x, y + 20.0)], color, 2);
            self.canvas.text(&label(mark.at, &mark.label, &self.x), (*centre, y), Anchor::Middle, FONT, color);
        }
    }

    fn measurements(&self) {
        for (n, cost) in &self.scene.samples {
            self.canvas.dot(self.point(*n, *cost), 4, ink::RIVAL);
        }
        for point in self.fit.points.iter().filter(|p| p.value > 0.0) {
            self.canvas.ring(self.point(point.n, point.value), 8, ink::TEXT);
        }
        for known in &self.scene.predictions {
            let (x, low, high) = (self.x.at(known.n), self.y.at(known.value.low), self.y.at(known.value.high));
            self.canvas.line(&[(x, low), (x, high)], ink::SCALE, 6);
            self.canvas.dot(self.point(known.n, known.value.value), 9, ink::SCALE);
        }
        for (n, cost) in &self.scene.crossings {
            self.canvas.diamond(self.point(*n, *cost), 15.0, ink::BUDGET);
        }
    }

    /// Beside the frame: what each line is, shifted apart.
    fn margin(&self) {
        let mut wished = Vec::new();
        for mark in &self.scene.costs {
            let y = self.y.at(mark.at);
            self.canvas.line(&[(LEFT, y), (RIGHT, y)], color(mark.kind), 2);
            wished.push((y, mark.label.clone(), color(mark.kind), false, RIGHT - 4.0));
        }
        for (name, curve) in &self.scene.rivals {
            wished.extend(
                curve.last().map(|(n, cost)| (self.y.at(*cost), name.clone(), ink::QUIET, false, self.x.at(*n))),
            );
        }
        let last = self.scene.curve.iter().rev().find(|e| self.y.holds(e.value.value));
        wished.extend(
            last.map(|e| {
                (self.y.at(e.value.value), self.fit.class.family().to_string(), ink::FIT, true, self.x.at(e.n))
            }),
        );
        let positions: Vec<f64> = wished.iter().map(|w| w.0).collect();
        let placed = spread(&positions, 34.0, self.y.end + 10.0, BOTTOM - 10.0);
        for ((y, label, color, strong, from), place) in wished.into_iter().zip(placed) {
            self.canvas.line(&[(from + 4.0, y), (RIGHT + 4.0, y), (RIGHT + 14.0, place)], color, 1);
            let draw = if strong { Canvas::strong } else { Canvas::text };
            draw(self.canvas, &label, (RIGHT + 20.0, place), Anchor::Left, FONT, color);
        }
    }
}

/// A label of a size, with an arrow where it lies beyond the frame.
fn label(at: f64, label: &str, x: &Axis) -> String {
    if x.holds(at) { label.to_string() } else { format!("{label} →") }
}

fn color(kind: MarkKind) -> plotters::style::RGBColor {
    match kind {
        MarkKind::Scale => ink::SCALE,
        MarkKind::Budget => ink::BUDGET,
        MarkKind::Failure => ink::FAILURE,
    }
}
