//! Comparisons as one self-contained page; its plots are drawn here, so that it needs no script.

use askama::Template;

use super::page::{Figure, Part, badge, change_badge, laid_out, tone};
use crate::model::{Change, Compared};
use crate::report::document::{Block, Picture, PictureKind, Span, Text};
use crate::report::{plot, story, text, wording};

/// All comparisons of a call as one page.
#[must_use]
pub fn compared_html(all: &[Compared]) -> String {
    let few = all.len() <= 3;
    let scenarios = all.iter().enumerate().map(|(i, compared)| section(i, compared, few)).collect();
    let page = Page { style: include_str!("page.css"), summary: wording::all_compared(all), scenarios };
    // OK because rendering into a string fails only where the template itself is wrong, which the tests would show.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "comparison.html", config = "src/report/html/askama.toml")]
struct Page {
    style: &'static str,
    summary: String,
    scenarios: Vec<Section>,
}

/// One scenario.
struct Section {
    id: String,
    name: String,
    change: Change,
    open: bool,
    summary: String,
    parts: Vec<Part>,
}

fn section(index: usize, compared: &Compared, few: bool) -> Section {
    let id = format!("s{}", index + 1);
    let change = wording::overall(&compared.comparison);
    let from_verdicts = |block: &Block| !matches!(block, Block::Heading(2, text) if *text != Text::plain("Summary"));
    let blocks: Vec<Block> = story::comparison(compared).blocks.into_iter().skip_while(from_verdicts).collect();
    Section {
        name: text::short(&compared.comparison.name, 120),
        change,
        open: few || change == Change::Worse,
        summary: wording::compared_summary(compared),
        parts: laid_out(blocks, &|picture| figure(&id, compared, picture)),
        id,
    }
}

fn figure(id: &str, compared: &Compared, picture: &Picture) -> Option<Figure> {
    let change = compared.comparison.metrics.get(picture.fit)?;
    let name = if picture.kind == PictureKind::Both { "both" } else { "ratio" };
    Some(Figure {
        id: format!("{id}-{name}{}", picture.fit + 1),
        description: picture.description.clone(),
        data: String::new(),
        svg: Some(plot::comparison_svg(compared, change, picture.kind)),
    })
}
