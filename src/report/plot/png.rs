//! Plots as PNG: the same SVG, drawn with a font that comes along, so that every machine draws the same picture.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::canvas::{HEIGHT, WIDTH};
use super::plots;
use crate::model::Evidence;

/// The family that `sans-serif` stands for.
const FAMILY: &str = "DejaVu Sans";

/// Every plot of a scenario as PNG of 1600 × 1000 pixels, with the name of its file.
#[must_use]
pub fn pngs(evidence: &Evidence) -> Vec<(String, Vec<u8>)> {
    let options = options();
    let named = |(name, svg): (String, String)| (name.trim_end_matches(".svg").to_string() + ".png", svg);
    plots(evidence).into_iter().map(named).map(|(name, svg)| (name, drawn(&svg, &options))).collect()
}

fn options() -> Options<'static> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Options { font_family: FAMILY.to_string(), fontdb: Arc::new(fonts), ..Options::default() }
}

fn drawn(svg: &str, options: &Options) -> Vec<u8> {
    let tree = Tree::from_str(svg, options).expect("OK because the SVG is our own");
    let mut sheet = Pixmap::new(WIDTH, HEIGHT).expect("OK because no side is 0");
    let scale = Transform::from_scale(WIDTH as f32 / tree.size().width(), HEIGHT as f32 / tree.size().height());
    resvg::render(&tree, scale, &mut sheet.as_mut());
    sheet.encode_png().expect("OK because writing into memory does not fail")
}
