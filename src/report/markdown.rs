//! The document as Markdown that renders well on GitHub. Texts of the user can open no tag, link, table cell or fence.

use std::fmt::Write as _;

use super::document::{Block, Document, Picture, Span, Table, Text};
use super::{story, wording};
use crate::model::{Compared, Evidence};

/// The report on one scenario, as report.md.
#[must_use]
pub fn markdown(evidence: &Evidence) -> String {
    render(&story::document(evidence))
}

/// The same without its title and plots, for pages that can't show files.
pub(super) fn without_plots(evidence: &Evidence) -> String {
    let mut document = story::document(evidence);
    document.blocks.retain(|block| !matches!(block, Block::Plot(_) | Block::Heading(1, _)));
    render(&document)
}

/// The report on one comparison.
#[must_use]
pub fn compared_markdown(compared: &Compared) -> String {
    render(&story::comparison(compared))
}

/// The same without its title and plots.
pub(super) fn compared_without_plots(compared: &Compared) -> String {
    let mut document = story::comparison(compared);
    document.blocks.retain(|block| !matches!(block, Block::Plot(_) | Block::Heading(1, _)));
    render(&document)
}

/// A document as Markdown.
fn render(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        out.push_str(&self::block(block));
        out.push('\n');
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => format!("{} {}\n", "#".repeat(usize::from(*level)), inline(text)),
        Block::Finding(severity, text) => format!("### {}: {}\n", severity.name(), inline(text)),
        Block::Field(name, text) => format!("#### {name}\n\n{}\n", line(text)),
        Block::Paragraph(text) => format!("{}\n", line(text)),
        Block::List { numbered, items } => list(*numbered, items),
        Block::Table(table) => self::table(table),
        Block::Commands(lines) => commands(lines),
        Block::Plot(picture) => self::picture(picture),
    }
}

fn list(numbered: bool, items: &[Text]) -> String {
    let mark = |i: usize| if numbered { format!("{}.", i + 1) } else { "-".to_string() };
    let lines = items.iter().enumerate().map(|(i, item)| format!("{} {}", mark(i), line(item)));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn table(table: &Table) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = row(table.columns.iter().map(|(name, _)| (*name).to_string()).collect());
    let rule = row(table.columns.iter().map(|(_, right)| if *right { "---:" } else { "---" }.to_string()).collect());
    let body: String = table.rows.iter().map(|cells| row(cells.iter().map(inline).collect())).collect();
    head + &rule + &body
}

/// Commands as a fenced block, or as `<pre>` where they could close a fence or look like a tag.
fn commands(lines: &[String]) -> String {
    let text = lines.iter().map(|line| super::text::visible_lines(line)).collect::<Vec<_>>().join("\n");
    let tag = text.match_indices('<').any(|(at, _)| text[at + 1..].starts_with(|c: char| c != ' ' && c != '='));
    if tag || text.contains(['`', '~']) {
        let harmless = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!("<pre><code>{harmless}</code></pre>\n")
    } else {
        format!("```sh\n{text}\n```\n")
    }
}

fn picture(picture: &Picture) -> String {
    format!("![{}]({})\n", escaped(&picture.description), picture.file)
}

fn inline(text: &Text) -> String {
    text.0.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span {
        Span::Plain(text) => escaped(text),
        Span::Strong(text) => format!("**{}**", escaped(text)),
        Span::Code(text) if text.contains(['`', '<', '>', '&', '|', '\\']) || text.is_empty() => {
            format!("<code>{}</code>", entities(text))
        }
        Span::Code(text) => format!("`{text}`"),
        Span::Ruling(ruling) => format!("**{}**", wording::ruling_title(*ruling)),
        Span::Change(change) => format!("**{}**", wording::change_title(*change)),
    }
}

/// Text in which no character means anything to Markdown or HTML.
pub(super) fn escaped(text: &str) -> String {
    harmless(text, ["](", "][", "]:", "[^", "[["].iter().any(|mark| text.contains(mark)))
}

fn harmless(text: &str, brackets: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '|' | '~' | '#' | '$' => out.extend(['\\', c]),
            '[' | ']' if brackets => out.extend(['\\', c]),
            '_' if !before.is_alphanumeric() => out.push_str("\\_"),
            ':' if out.ends_with("http") || out.ends_with("https") => out.push_str("&#58;"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// [`escaped`], for the words of a link, which a bracket would end.
pub(super) fn linked(text: &str) -> String {
    harmless(text, true)
}

/// Text at the beginning of a line, where `-`, `+` or a number would open a list, `>` a quotation, and `=` underline a heading.
fn line(text: &Text) -> String {
    let out = inline(text);
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if out.starts_with(['-', '+', '=', '>']) {
        format!("\\{out}")
    } else if digits > 0 && (out[digits..].starts_with(". ") || out[digits..].starts_with(") ")) {
        format!("{}\\{}", &out[..digits], &out[digits..])
    } else {
        out
    }
}

/// Text for inside an HTML element, where Markdown still looks for its own marks.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '`' | '*' | '_' | '[' | ']' | '|' | '~' | '\\' | '$' | '@' | '"' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}
