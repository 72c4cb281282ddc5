//! Faults of a scenario file, shown together the way a compiler shows them.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

/// One thing that is wrong with a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// Which bytes of the file it is about; none where it is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// What was expected there, or what to type.
    pub label: String,
}

/// Everything that is wrong with a scenario file, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The file.
    pub path: PathBuf,
    /// At least one.
    pub faults: Vec<Fault>,
    source: String,
}

/// More faults than this are counted, not shown: nobody reads on.
const SHOWN: usize = 40;

impl Fault {
    pub(crate) fn new(message: impl Into<String>, span: Option<Range<usize>>, label: impl Into<String>) -> Fault {
        Fault { message: message.into(), span, label: label.into() }
    }
}

impl Faults {
    pub(crate) fn new(path: &Path, source: &str, mut faults: Vec<Fault>) -> Faults {
        faults.sort_by_key(|fault| fault.span.as_ref().map_or(0, |span| span.start));
        Faults { path: path.to_path_buf(), faults, source: printable(source) }
    }

    /// The faults of a file that could not even be read as text.
    pub(crate) fn of_file(path: &Path, message: impl Into<String>, label: impl Into<String>) -> Faults {
        Faults::new(path, "", vec![Fault::new(message, None, label)])
    }

    /// All faults with the lines they are on, for a terminal.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Unicode);
        let path = shown(&self.path.display().to_string());
        let mut shown: Vec<String> =
            self.faults.iter().take(SHOWN).map(|fault| self.render_one(fault, &path, &renderer)).collect();
        if self.faults.len() > SHOWN {
            shown.push(format!("... and {} more faults in {path}", self.faults.len() - SHOWN));
        }
        shown.join("\n")
    }

    fn render_one(&self, fault: &Fault, path: &str, renderer: &Renderer) -> String {
        let message = shown(&fault.message);
        let label = shown(&fault.label);
        let title = Level::ERROR.primary_title(message);
        let group: Group<'_> = match &fault.span {
            Some(span) => {
                let span = self.visible(span);
                let mark = AnnotationKind::Primary.span(span);
                let mark = if label.is_empty() { mark } else { mark.label(label) };
                title.element(Snippet::source(self.source.as_str()).path(path).annotation(mark))
            }
            None if label.is_empty() => title.element(Origin::path(path)),
            None => title.element(Origin::path(path)).element(Level::HELP.message(label)),
        };
        renderer.render(&[group])
    }

    /// The span on character borders, within the source and no longer than its first line.
    fn visible(&self, span: &Range<usize>) -> Range<usize> {
        let start = floor_border(&self.source, span.start);
        let line_end = self.source[start..].find('\n').map_or(self.source.len(), |at| start + at);
        start..floor_border(&self.source, span.end.min(line_end)).max(start)
    }
}

/// A text that no terminal takes for commands.
fn shown(text: &str) -> String {
    normalize_untrusted_str(&printable(text))
}

/// The renderer replaces the control characters of ASCII; those above it, which also begin commands of a terminal,
/// are replaced here, by a character as long in UTF-8, so that spans stay where they are.
fn printable(text: &str) -> String {
    text.replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "¿")
}

fn floor_border(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Faults {}
