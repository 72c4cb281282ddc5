//! The log-log plot in characters: eight dots a character where the terminal has them.

use super::clipped;
use super::paint::{Terminal, pad, width};
use crate::model::{Compared, Evidence, Fit, MetricChange};
use crate::report::plot::{Axis, Frame, MarkKind, Scene, comparison_sides, cost_ticks, drawable, size_ticks};
use crate::report::wording;

/// Rows of the frame.
const ROWS: usize = 9;
/// Dots of a braille character, by row and column (Unicode 15, block 2800).
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// The plot with its axes and what the marks in it are; no line where there is nothing to draw.
pub(super) fn plot(evidence: &Evidence, fit: &Fit, terminal: &Terminal) -> Vec<String> {
    if !drawable(fit) {
        return Vec::new();
    }
    let scene = Scene::of(evidence, fit);
    let notes = notes(evidence, fit, terminal);
    let unit = fit.series.metric.unit();
    let ticks = cost_ticks(&unit, scene.y.0, scene.y.1, 5);
    let gutter = ticks.iter().map(|(_, label)| width(label)).max().unwrap_or(0).max(5) + 2;
    let beside = if terminal.columns() >= 76 { notes.iter().map(|n| width(n)).max().unwrap_or(0) + 2 } else { 0 };
    let room = terminal.columns().saturating_sub(gutter + 4 + beside);
    let beside = if room >= 24 { beside } else { 0 };
    let columns = if beside > 0 { room } else { terminal.columns() - gutter - 4 }.clamp(16, 72);
    let picture = Picture::of(&scene, fit, columns);
    let mut lines: Vec<String> = Vec::new();
    for (row, dots) in picture.rows().into_iter().enumerate() {
        let label = ticks.iter().find(|(cost, _)| picture.row(*cost) == row).map(|(_, l)| l.as_str());
        let edge = if label.is_some() { '┤' } else { '│' };
        let label = format!("{:>gutter$}", label.unwrap_or_default());
        let note = if beside > 0 { notes.get(row).map_or("", String::as_str) } else { "" };
        lines.push(format!("{label} {edge}{}  {note}", pad(&dots, columns)).trim_end().to_string());
    }
    lines.extend(axis(scene.x, &picture, gutter, columns));
    if beside == 0 {
        lines.extend(notes.iter().map(|note| format!("{}{note}", " ".repeat(gutter.min(4)))));
    }
    lines
}

/// Both curves of a comparison in one frame, their measured values marked; no line where there is nothing to draw.
pub(super) fn two_curves(compared: &Compared, change: &MetricChange, terminal: &Terminal) -> Vec<String> {
    let Some((old, new)) = comparison_sides(compared, change) else { return Vec::new() };
    let frame = Frame::of(old, new);
    let ticks = cost_ticks(&change.metric.unit(), frame.y.0, frame.y.1, 5);
    let gutter = ticks.iter().map(|(_, label)| width(label)).max().unwrap_or(0).max(5) + 2;
    let columns = terminal.columns().saturating_sub(gutter + 4).clamp(16, 72);
    let mut picture = Picture::empty(frame.x, frame.y, columns);
    for (fit, mark) in [(old, '○'), (new, '●')] {
        let curve: Vec<(f64, f64)> = frame.curve(fit).iter().map(|e| (e.n, e.value.value)).collect();
        picture.curve(&curve);
        fit.points.iter().filter(|p| p.value > 0.0).for_each(|p| picture.mark(p.n, p.value, mark));
    }
    let mut lines: Vec<String> = Vec::new();
    for (row, dots) in picture.rows().into_iter().enumerate() {
        let label = ticks.iter().find(|(cost, _)| picture.row(*cost) == row).map(|(_, l)| l.as_str());
        let edge = if label.is_some() { '┤' } else { '│' };
        lines.push(format!("{:>gutter$} {edge}{dots}", label.unwrap_or_default()).trim_end().to_string());
    }
    lines.extend(axis(frame.x, &picture, gutter, columns));
    let name = wording::change_name(change);
    lines.push(format!("{}○ {name} before   ● {name} after", " ".repeat(gutter)));
    lines
}

/// What is marked, in words: budget crossings, sizes of life.
fn notes(evidence: &Evidence, fit: &Fit, terminal: &Terminal) -> Vec<String> {
    let unit = fit.series.metric.unit();
    let scale = &evidence.scenario.scale;
    let named = [("peak", scale.peak), ("production", scale.production), ("development", scale.development)];
    let mut notes: Vec<String> = named
        .into_iter()
        .filter_map(|(name, size)| {
            let size = size?;
            let known = fit.predictions.iter().find(|p| p.n == size.value())?;
            Some(format!("○ {name} {size}: {}", wording::estimate_short(&unit, known)))
        })
        .collect();
    let crossed = fit.thresholds.iter().filter_map(|t| Some((t, t.n?)));
    notes.extend(crossed.take(3).map(|(t, n)| {
        let budget = wording::value(&unit, t.budget);
        format!("◆ {budget} at n = {} ({})", wording::rounded_size(n.value), wording::basis(t.basis))
    }));
    notes.into_iter().map(|note| clipped(&note, terminal.columns() - 4)).collect()
}

/// The line under the frame and the sizes under it.
fn axis(x: (f64, f64), picture: &Picture, gutter: usize, columns: usize) -> [String; 2] {
    let mut line: Vec<char> = vec!['─'; columns];
    let mut labels = vec![' '; gutter + 2 + columns + 6];
    let mut free = 0;
    for (n, label) in size_ticks(x.0, x.1, columns / 7) {
        let at = picture.x.at(n) as usize / 2;
        let start = gutter + 2 + at - label.len().min(at + gutter + 2) / 2;
        if let Some(place) = line.get_mut(at) {
            *place = '┬';
        }
        if start >= free && start + label.len() <= labels.len() {
            labels[start..start + label.len()].copy_from_slice(&label.chars().collect::<Vec<_>>());
            free = start + label.len() + 1;
        }
    }
    let labels: String = labels.into_iter().collect();
    let line = format!("{} └{}", " ".repeat(gutter), line.into_iter().collect::<String>());
    [line, labels.trim_end().to_string()]
}

/// A grid of dots, two by four a character, with marks over it.
struct Picture {
    columns: usize,
    x: Axis,
    y: Axis,
    dots: Vec<Vec<u8>>,
    marks: Vec<(usize, usize, char)>,
}

impl Picture {
    fn empty(x: (f64, f64), y: (f64, f64), columns: usize) -> Picture {
        let x = Axis { low: x.0, high: x.1, start: 0.0, end: (columns * 2 - 1) as f64 };
        let y = Axis { low: y.0, high: y.1, start: (ROWS * 4 - 1) as f64, end: 0.0 };
        Picture { columns, x, y, dots: vec![vec![0; columns]; ROWS], marks: Vec::new() }
    }

    fn of(scene: &Scene, fit: &Fit, columns: usize) -> Picture {
        let mut picture = Picture::empty(scene.x, scene.y, columns);
        picture.curve(&scene.curve.iter().map(|e| (e.n, e.value.value)).collect::<Vec<_>>());
        for point in fit.points.iter().filter(|p| p.value > 0.0) {
            picture.blot(point.n, point.value);
        }
        for mark in scene.costs.iter().filter(|m| m.kind == MarkKind::Budget) {
            picture.level(mark.at);
        }
        for known in &scene.predictions {
            picture.mark(known.n, known.value.value, '○');
        }
        for (n, cost) in &scene.crossings {
            picture.mark(*n, *cost, '◆');
        }
        picture
    }

    /// The character row of a cost.
    fn row(&self, cost: f64) -> usize {
        self.y.at(cost).round() as usize / 4
    }

    fn dot(&mut self, x: usize, y: usize) {
        if let Some(cell) = self.dots.get_mut(y / 4).and_then(|row| row.get_mut(x / 2)) {
            *cell |= DOTS[y % 4][x % 2];
        }
    }

    /// A line through the points that lie in the frame, a dot a column.
    fn curve(&mut self, points: &[(f64, f64)]) {
        let shown = points.iter().filter(|(n, cost)| self.x.holds(*n) && self.y.holds(*cost));
        let pixels: Vec<(f64, f64)> = shown.map(|(n, cost)| (self.x.at(*n), self.y.at(*cost))).collect();
        for pair in pixels.windows(2) {
            let steps = (pair[1].0 - pair[0].0).abs().max((pair[1].1 - pair[0].1).abs()).ceil().max(1.0);
            for i in 0..=steps as usize {
                let share = i as f64 / steps;
                let x = pair[0].0 + (pair[1].0 - pair[0].0) * share;
                let y = pair[0].1 + (pair[1].1 - pair[0].1) * share;
                self.dot(x.round() as usize, y.round() as usize);
            }
        }
    }

    /// A measured value: a spot two dots wide and high.
    fn blot(&mut self, n: f64, cost: f64) {
        let (x, y) = (self.x.at(n).round() as usize, self.y.at(cost).round() as usize);
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            self.dot(x + dx, y + dy);
        }
    }

    /// A dotted line at a budget.
    fn level(&mut self, cost: f64) {
        let y = self.y.at(cost).round() as usize;
        for x in (0..self.columns * 2).step_by(4) {
            self.dot(x, y);
        }
    }

    fn mark(&mut self, n: f64, cost: f64, mark: char) {
        if self.x.holds(n) && self.y.holds(cost) {
            self.marks.push((self.row(cost), self.x.at(n).round() as usize / 2, mark));
        }
    }

    fn rows(&self) -> Vec<String> {
        let glyph = |dots: &u8| if *dots == 0 { ' ' } else { char::from_u32(0x2800 + u32::from(*dots)).unwrap_or(' ') };
        let mut rows: Vec<Vec<char>> = self.dots.iter().map(|row| row.iter().map(glyph).collect()).collect();
        for (row, column, mark) in &self.marks {
            if let Some(place) = rows.get_mut(*row).and_then(|r| r.get_mut(*column)) {
                *place = *mark;
            }
        }
        rows.into_iter().map(String::from_iter).collect()
    }
}
