//! A sheet to draw on: plotters' SVG backend behind the few strokes that our plots need.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Width of a sheet in its own pixels; shown at half of it, so that whole pixels are fine enough.
pub(super) const WIDTH: u32 = 1600;
/// Height of a sheet.
pub(super) const HEIGHT: u32 = 1000;
/// Size of labels.
pub(super) const FONT: f64 = 26.0;

/// Colours that stay apart for colour-blind eyes (Okabe and Ito 2008), and greys.
pub(super) mod ink {
    use plotters::style::RGBColor;
    pub(crate) const PAPER: RGBColor = RGBColor(255, 255, 255);
    pub(crate) const TEXT: RGBColor = RGBColor(31, 35, 40);
    pub(crate) const QUIET: RGBColor = RGBColor(89, 96, 105);
    pub(crate) const GRID: RGBColor = RGBColor(228, 231, 235);
    pub(crate) const RIVAL: RGBColor = RGBColor(160, 166, 173);
    pub(crate) const FIT: RGBColor = RGBColor(0, 95, 158);
    pub(crate) const BAND: RGBColor = RGBColor(204, 227, 242);
    pub(crate) const OLD: RGBColor = RGBColor(190, 74, 0);
    pub(crate) const OLD_BAND: RGBColor = RGBColor(247, 222, 204);
    pub(crate) const SCALE: RGBColor = RGBColor(0, 121, 89);
    pub(crate) const BUDGET: RGBColor = RGBColor(190, 74, 0);
    pub(crate) const FAILURE: RGBColor = RGBColor(150, 20, 60);
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    /// It begins there.
    Left,
    /// It is centred there.
    Middle,
    /// It ends there.
    Right,
}

/// A sheet.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

const NEVER: &str = "OK because writing into a string cannot fail";

/// Draws on a fresh sheet and gives its SVG with a title and a description that screen readers speak.
pub(super) fn svg(title: &str, description: &str, draw: impl FnOnce(&Canvas)) -> String {
    let mut buffer = String::new();
    {
        let canvas = Canvas { area: SVGBackend::with_string(&mut buffer, (WIDTH, HEIGHT)).into_drawing_area() };
        canvas.area.fill(&ink::PAPER).expect(NEVER);
        draw(&canvas);
        canvas.area.present().expect(NEVER);
    }
    let body = buffer.split_once('>').map_or("", |(_, body)| body);
    let (title, description) = (xml(title), xml(description));
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"{title}\"><title>{title}</title><desc>{description}</desc>",
        WIDTH / 2,
        HEIGHT / 2
    );
    // Every element on its own line keeps differences readable; the backend's defaults are left out.
    head + &body.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "")
}

/// Text as XML's content or attribute.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Canvas<'_> {
    pub(super) fn line(&self, points: &[(f64, f64)], color: RGBColor, width: u32) {
        let style = color.stroke_width(width);
        self.area.draw(&PathElement::new(pixels(points), style)).expect(NEVER);
    }

    pub(super) fn shape(&self, points: &[(f64, f64)], color: RGBColor) {
        self.area.draw(&Polygon::new(pixels(points), color.filled())).expect(NEVER);
    }

    pub(super) fn dot(&self, at: (f64, f64), radius: i32, color: RGBColor) {
        self.area.draw(&Circle::new(pixel(at), radius, color.filled())).expect(NEVER);
    }

    pub(super) fn ring(&self, at: (f64, f64), radius: i32, color: RGBColor) {
        self.area.draw(&Circle::new(pixel(at), radius, color.stroke_width(3))).expect(NEVER);
    }

    pub(super) fn diamond(&self, at: (f64, f64), radius: f64, color: RGBColor) {
        let (x, y) = at;
        self.shape(&[(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], color);
    }

    /// A text; `size` is what it measures, `y` its middle.
    pub(super) fn text(&self, text: &str, at: (f64, f64), anchor: Anchor, size: f64, color: RGBColor) {
        self.styled(text, at, anchor, size, color, FontStyle::Normal);
    }

    /// The same in bold.
    pub(super) fn strong(&self, text: &str, at: (f64, f64), anchor: Anchor, size: f64, color: RGBColor) {
        self.styled(text, at, anchor, size, color, FontStyle::Bold);
    }

    fn styled(&self, text: &str, at: (f64, f64), anchor: Anchor, size: f64, color: RGBColor, weight: FontStyle) {
        let horizontal = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        // The backend divides sizes by 1.24 (points to pixels of a cap height); undone here.
        let font = FontDesc::new(FontFamily::SansSerif, size * 1.24, weight);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text.to_string(), pixel(at), style)).expect(NEVER);
    }
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Points to pixels, those that fall on their neighbour left out.
fn pixels(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    let mut all: Vec<(i32, i32)> = points.iter().copied().map(pixel).collect();
    all.dedup();
    all
}
