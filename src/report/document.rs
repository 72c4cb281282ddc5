//! The document: what a report says, before any format is chosen. Texts are raw; each renderer escapes them its own way.

use crate::model::{Change, Ruling, Severity};

/// A report on one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The scenario's name, short and visible.
    pub title: String,
    /// The whole outcome.
    pub ruling: Ruling,
    /// What stands below one another.
    pub blocks: Vec<Block>,
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; level 1 is the title's.
    Heading(u8, Text),
    /// The headline of a finding, level 3.
    Finding(Severity, Text),
    /// A headed line of a finding: Location, Issue ...
    Field(&'static str, Text),
    /// A paragraph.
    Paragraph(Text),
    /// Points; numbered where order matters.
    List {
        /// Numbered.
        numbered: bool,
        /// The points.
        items: Vec<Text>,
    },
    /// A table.
    Table(Table),
    /// Commands to paste, a line each.
    Commands(Vec<String>),
    /// The plots of one fit.
    Plot(Picture),
}

/// A table with a head.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Column titles, with whether the column holds numbers (right-aligned).
    pub columns: Vec<(&'static str, bool)>,
    /// As many cells a row as columns.
    pub rows: Vec<Vec<Text>>,
}

impl Table {
    /// Whether any column has a title.
    #[must_use]
    pub fn has_head(&self) -> bool {
        self.columns.iter().any(|(title, _)| !title.is_empty())
    }
}

/// A plot, by the name of its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Which of the evidence's fits, or of the comparison's metrics.
    pub fit: usize,
    /// What it shows against N.
    pub kind: PictureKind,
    /// The SVG's file name.
    pub file: String,
    /// What it shows, in words.
    pub description: String,
}

/// Which plot of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// Cost against N, both logarithmic.
    Curve,
    /// Cost over g(N): flat when the class is right.
    Ratio,
    /// Of a comparison: both sides' cost against N.
    Both,
    /// Of a comparison: new cost over old against N.
    Change,
}

/// A line of text with its emphases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text(pub Vec<Span>);

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// What matters.
    Strong(String),
    /// What a machine reads.
    Code(String),
    /// A ruling as a badge.
    Ruling(Ruling),
    /// What became of something, as a badge.
    Change(Change),
}

impl Text {
    /// Text without emphasis.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Text {
        Text(vec![Span::Plain(text.into())])
    }

    /// With code behind it.
    #[must_use]
    pub fn code(mut self, text: impl Into<String>) -> Text {
        self.0.push(Span::Code(text.into()));
        self
    }

    /// With strong text behind it.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Text {
        self.0.push(Span::Strong(text.into()));
        self
    }

    /// With plain text behind it.
    #[must_use]
    pub fn then(mut self, text: impl Into<String>) -> Text {
        self.0.push(Span::Plain(text.into()));
        self
    }

    /// With a badge of a change behind it.
    #[must_use]
    pub fn change(mut self, change: Change) -> Text {
        self.0.push(Span::Change(change));
        self
    }

    /// With a badge behind it.
    #[must_use]
    pub fn ruling(mut self, ruling: Ruling) -> Text {
        self.0.push(Span::Ruling(ruling));
        self
    }
}
