//! Where the code under test stands, taken apart for formats that link to it.

use super::text;
use crate::model::Scenario;

/// A file and maybe a line in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Relative path with `/`, visible characters only.
    pub(super) file: String,
    /// From 1.
    pub(super) line: Option<u32>,
    /// From 1.
    pub(super) column: Option<u32>,
}

/// The scenario's location, else the scenario file itself.
pub(super) fn place(scenario: &Scenario) -> Place {
    match scenario.location.as_deref().map(str::trim).filter(|location| !location.is_empty()) {
        Some(location) => parsed(location),
        None => Place { file: text::short(&format!("{}.toml", scenario.name), 300), line: None, column: None },
    }
}

/// `path`, `path:line`, `path:line:column`.
fn parsed(location: &str) -> Place {
    let number = |word: &str| word.parse::<u32>().ok().filter(|n| *n > 0);
    let mut file = location;
    let mut numbers = Vec::new();
    while let Some((before, n)) = file.rsplit_once(':').and_then(|(before, word)| Some((before, number(word)?))) {
        if numbers.len() == 2 || before.is_empty() {
            break;
        }
        numbers.insert(0, n);
        file = before;
    }
    let file = text::short(&file.replace('\\', "/"), 300);
    Place { file, line: numbers.first().copied(), column: numbers.get(1).copied() }
}

/// A path as a relative URI reference (RFC 3986).
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(hex(byte >> 4));
            out.push(hex(byte & 15));
        }
    }
    out
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_taken_apart_from_the_right() {
        let of = |text: &str| {
            let place = parsed(text);
            (place.file, place.line, place.column)
        };
        assert_eq!(of("src/import.py:89"), ("src/import.py".into(), Some(89), None));
        assert_eq!(of("a.c:3:14"), ("a.c".into(), Some(3), Some(14)));
        assert_eq!(of("module::function"), ("module::function".into(), None, None));
        assert_eq!(of("a.c:0"), ("a.c:0".into(), None, None));
        assert_eq!(of(":5"), (":5".into(), None, None));
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("src/a b#ü.py"), "src/a%20b%23%C3%BC.py");
    }
}
