//! The terminal: what it can show, and how results, complaints and notes get there.

use std::io::{self, IsTerminal, Write};

use super::exit::Exit;
use super::write_out;
use crate::report::Terminal;

/// Columns where the terminal doesn't tell.
const USUAL_WIDTH: usize = 120;

/// What stdout can show: colour as anstream rules (`NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb`), Unicode unless the
/// locale is plain ASCII.
pub(super) fn stdout() -> Terminal {
    let color = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    Terminal { width: width(), color, unicode: unicode() }
}

/// What stderr can show.
pub(super) fn stderr() -> Terminal {
    Terminal { width: width(), color: stderr_color(), unicode: unicode() }
}

/// Whether stderr shows colour.
pub(super) fn stderr_color() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Whether progress is drawn as a bar.
pub(super) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Columns of the terminal.
pub(super) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or_else(real).unwrap_or(USUAL_WIDTH).clamp(40, 200)
}

fn unicode() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    locale.is_none_or(|locale| !matches!(locale.as_str(), "C" | "POSIX"))
}

/// `1 scenario`, `3 scenarios`
pub(super) fn count(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// A result, as text.
pub(super) fn print(text: &str) -> anyhow::Result<Exit> {
    print_bytes(text.as_bytes())
}

/// A result, as bytes.
pub(super) fn print_bytes(bytes: &[u8]) -> anyhow::Result<Exit> {
    write_out(bytes)?;
    Ok(Exit::Met)
}

/// A result, as JSON.
pub(super) fn print_json(value: &serde_json::Value) -> anyhow::Result<Exit> {
    print(&format!("{value:#}\n"))
}

/// What went wrong, on stderr.
pub(super) fn complain(text: &str) {
    let prefix = if stderr_color() { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
    say(&format!("{prefix}: {text}"));
}

/// What didn't work and does not matter for the result, on stderr.
pub(super) fn warn(text: &str) {
    let prefix = if stderr_color() { "\u{1b}[1;33mwarning\u{1b}[0m" } else { "warning" };
    say(&format!("{prefix}: {text}"));
}

/// A note, on stderr. Where stderr is gone there is nobody to tell.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
