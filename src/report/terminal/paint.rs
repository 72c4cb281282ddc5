//! Colour and characters as the terminal allows.

use anstyle::{AnsiColor, Style};

use crate::model::{Change, Ruling};

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Columns; below 40 counts as 40, above 200 as 200.
    pub width: usize,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether characters beyond ASCII can be shown.
    pub unicode: bool,
}

impl Terminal {
    /// The columns to fill.
    pub(crate) fn columns(&self) -> usize {
        self.width.clamp(40, 200)
    }

    pub(super) fn paint(&self, text: &str, style: Style) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_string() }
    }

    pub(crate) fn strong(&self, text: &str) -> String {
        self.paint(text, Style::new().bold())
    }

    pub(crate) fn faint(&self, text: &str) -> String {
        self.paint(text, Style::new().dimmed())
    }

    pub(crate) fn ruling(&self, text: &str, ruling: Ruling) -> String {
        let color = match ruling {
            Ruling::Met => AnsiColor::Green,
            Ruling::Skipped => AnsiColor::Blue,
            Ruling::Undecided => AnsiColor::Yellow,
            Ruling::Failed | Ruling::Broken => AnsiColor::Red,
        };
        self.paint(text, Style::new().bold().fg_color(Some(color.into())))
    }

    pub(super) fn change(&self, text: &str, change: Change) -> String {
        self.ruling(
            text,
            match change {
                Change::Better => Ruling::Met,
                Change::Equal { .. } => Ruling::Skipped,
                Change::Unresolved => Ruling::Undecided,
                Change::Worse => Ruling::Broken,
            },
        )
    }

    /// The text in characters that the terminal has.
    pub(crate) fn spell(&self, text: String) -> String {
        if self.unicode { text } else { ascii(&text) }
    }
}

/// The nearest ASCII; what has none becomes `?`.
fn ascii(text: &str) -> String {
    let text = text.replace(" · ", " - ");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => out.push(c),
            '·' | '\u{2801}'..='\u{28ff}' => out.push('*'),
            '²' => out.push_str("^2"),
            '³' => out.push_str("^3"),
            '₂' => out.push('2'),
            '√' => out.push_str("sqrt "),
            '×' => out.push('x'),
            'µ' => out.push('u'),
            '≤' => out.push_str("<="),
            '±' => out.push_str("+-"),
            '→' => out.push_str("->"),
            '—' | '–' | '─' => out.push('-'),
            '…' => out.push_str("..."),
            '┤' | '│' => out.push('|'),
            '└' | '┬' | '┴' => out.push('+'),
            '\u{2800}' => out.push(' '),
            '○' => out.push('o'),
            '●' => out.push('#'),
            '↑' => out.push('^'),
            '↓' => out.push('v'),
            '◆' => out.push('X'),
            _ => out.push('?'),
        }
    }
    out
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Words broken into lines of at most `columns`; a word longer than that is cut.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word.to_string();
        let last = lines.len() - 1;
        if width(&lines[last]) + 1 + width(&word) > columns && !lines[last].is_empty() {
            lines.push(String::new());
        }
        while width(&word) > columns {
            let cut: String = fitting(&word, columns);
            word = word[cut.len()..].to_string();
            let last = lines.len() - 1;
            lines[last] = cut;
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        if !lines[last].is_empty() && !word.is_empty() {
            lines[last].push(' ');
        }
        lines[last].push_str(&word);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The longest beginning of a text that fits into `columns`, at least one character.
fn fitting(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if !out.is_empty() && width(&out) + width(c.encode_utf8(&mut [0; 4])) > columns {
            break;
        }
        out.push(c);
    }
    out
}

/// Padded on the right to `columns`.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_wider_than_asked_for_and_lose_nothing() {
        let text = "the cost per item grows 日本語日本語日本語日本語日本語 averyveryverylongwordthatfitsnowhere end";
        for columns in [8, 13, 20, 80] {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""), "{columns}");
        }
    }
}
