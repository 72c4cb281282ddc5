//! From documents to the page's template.

use askama::Template;

use super::data;
use crate::model::{Change, Evidence, Ruling};
use crate::report::document::{Block, Picture, PictureKind, Span, Table, Text};
use crate::report::terminal::rank;
use crate::report::{plot, story, text, wording};

/// All scenarios of a run as one self-contained page, worst first.
#[must_use]
pub fn html(all: &[Evidence]) -> String {
    let mut sorted: Vec<&Evidence> = all.iter().collect();
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.scenario.name.cmp(&b.scenario.name)));
    let few = sorted.len() <= 3;
    let scenarios = sorted.iter().enumerate().map(|(i, evidence)| scenario(i, evidence, few)).collect();
    let (style, script) = (include_str!("page.css"), include_str!("page.js"));
    let page =
        Page { style, script, summary: wording::run_summary(all), tally: tally(all), facts: facts(all), scenarios };
    // OK because rendering into a string fails only where the template itself is wrong, which the tests would show.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page {
    style: &'static str,
    script: &'static str,
    summary: String,
    tally: Vec<(Ruling, usize)>,
    facts: String,
    scenarios: Vec<Section>,
}

/// One scenario.
struct Section {
    id: String,
    name: String,
    about: Option<String>,
    ruling: Ruling,
    expected: bool,
    open: bool,
    rank: usize,
    growth: String,
    meaning: String,
    summary: String,
    parts: Vec<Part>,
}

/// A block of the document as the template lays it out.
pub(super) enum Part {
    Heading(u8, Text),
    Finding(&'static str, &'static str, Text),
    Fields(Vec<(&'static str, Text)>),
    Paragraph(Text),
    List(bool, Vec<Text>),
    Table(Table),
    /// Behind a line that opens it.
    Numbers(&'static str, Table),
    Commands(String),
    Plot(Figure),
}

/// A plot: drawn by the script from `data`; `svg` stands there until then.
pub(super) struct Figure {
    pub(super) id: String,
    pub(super) description: String,
    pub(super) data: String,
    pub(super) svg: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
pub(super) fn badge(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Met => "✓ met",
        Ruling::Skipped => "– skipped",
        Ruling::Undecided => "? undecided",
        Ruling::Failed => "! failed",
        Ruling::Broken => "✗ broken",
    }
}

/// A change in words and a sign.
pub(super) fn change_badge(change: &Change) -> &'static str {
    match change {
        Change::Better => "✓ better",
        Change::Equal { .. } => "= equal",
        Change::Unresolved => "? unresolved",
        Change::Worse => "✗ worse",
    }
}

/// The look of a change: that of the ruling that a reader would give it.
pub(super) fn tone(change: &Change) -> &'static str {
    match change {
        Change::Better => Ruling::Met.name(),
        Change::Equal { .. } => Ruling::Skipped.name(),
        Change::Unresolved => Ruling::Undecided.name(),
        Change::Worse => Ruling::Broken.name(),
    }
}

fn tally(all: &[Evidence]) -> Vec<(Ruling, usize)> {
    let count = |ruling: Ruling| all.iter().filter(|e| e.outcome.ruling == ruling).count();
    let rulings = [Ruling::Broken, Ruling::Failed, Ruling::Undecided, Ruling::Met, Ruling::Skipped];
    rulings.into_iter().map(|ruling| (ruling, count(ruling))).filter(|(_, n)| *n > 0).collect()
}

/// By which version, when and where: of the first scenario, which all share in a run.
fn facts(all: &[Evidence]) -> String {
    let Some(first) = all.first() else { return "no scenario".to_string() };
    let machine = &first.machine;
    format!(
        "scalecheck {} · started {} · {}, {} cores, {}",
        text::short(&first.version, 40),
        text::short(&first.started, 40),
        text::short(&machine.processor, 80),
        machine.cores,
        text::short(&machine.kernel, 80)
    )
}

fn scenario(index: usize, evidence: &Evidence, few: bool) -> Section {
    let id = format!("s{}", index + 1);
    let [_, name, growth, meaning] = wording::row(evidence);
    let expected = evidence.outcome.ruling == Ruling::Broken && evidence.outcome.satisfied;
    let about = evidence.scenario.about.as_ref().map(|about| text::short(about, 400));
    Section {
        name,
        about,
        ruling: evidence.outcome.ruling,
        expected,
        open: few || index == 0,
        rank: index,
        growth,
        meaning,
        summary: wording::scenario_summary(evidence),
        parts: parts(&id, evidence),
        id,
    }
}

/// The document's blocks; its title and summary stand in the section's head.
fn parts(id: &str, evidence: &Evidence) -> Vec<Part> {
    // Its plot stands on the page even without scripts.
    let shown = story::main_fit(evidence);
    let from_verdicts = |block: &Block| !matches!(block, Block::Heading(2, text) if *text != Text::plain("Summary"));
    let blocks = story::document(evidence).blocks.into_iter().skip_while(from_verdicts);
    laid_out(blocks.collect(), &|picture| figure(id, evidence, picture, shown))
}

/// Blocks as the template lays them out.
pub(super) fn laid_out(blocks: Vec<Block>, figure: &dyn Fn(&Picture) -> Option<Figure>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for block in blocks {
        match block {
            Block::Field(name, text) => match parts.last_mut() {
                Some(Part::Fields(fields)) => fields.push((name, text)),
                _ => parts.push(Part::Fields(vec![(name, text)])),
            },
            Block::Plot(picture) => parts.extend(figure(&picture).map(Part::Plot)),
            Block::Heading(level, text) => parts.push(Part::Heading((level + 1).min(6), text)),
            Block::Finding(severity, text) => {
                parts.push(Part::Finding(severity.name(), severity_class(severity), text));
            }
            Block::Paragraph(text) => parts.push(Part::Paragraph(text)),
            Block::List { numbered, items } => parts.push(Part::List(numbered, items)),
            Block::Table(table) => parts.push(self::table(table)),
            Block::Commands(lines) => {
                let visible: Vec<String> = lines.iter().map(|line| text::visible_lines(line)).collect();
                parts.push(Part::Commands(visible.join("\n")));
            }
        }
    }
    parts
}

fn severity_class(severity: crate::model::Severity) -> &'static str {
    use crate::model::Severity;
    match severity {
        Severity::Critical | Severity::P1 => "broken",
        Severity::P2 => "undecided",
        Severity::P3 => "skipped",
    }
}

/// Long tables of numbers wait behind a line.
fn table(table: Table) -> Part {
    match table.columns.first() {
        Some(("n", _)) if table.columns.len() > 3 => Part::Numbers("The numbers", table),
        Some(("class", _)) => Part::Numbers("Probabilities of the classes", table),
        _ => Part::Table(table),
    }
}

/// One figure a fit: the ratio is a view of it.
fn figure(id: &str, evidence: &Evidence, picture: &Picture, shown: usize) -> Option<Figure> {
    let fit = evidence.fits.get(picture.fit).filter(|_| picture.kind == PictureKind::Curve)?;
    let svg = (picture.fit == shown).then(|| plot::svg(evidence, fit, PictureKind::Curve));
    Some(Figure {
        id: format!("{id}-plot{}", picture.fit + 1),
        description: picture.description.clone(),
        data: data::embedded(&data::of(evidence, fit)),
        svg,
    })
}
