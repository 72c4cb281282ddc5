//! Texts that come from outside, made harmless and short. What a format must escape beyond that, its renderer escapes.

/// One line of visible characters: control characters, line breaks and marks that turn the direction of writing become
/// visible escapes, so that no text can move a cursor, colour a terminal or hide what it says.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if c.is_control() || is_invisible(c) => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    shown
}

/// [`visible`], over several lines: line breaks and tabs stay.
pub(crate) fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// [`visible`], and cut in the middle to at most `most` characters.
pub(crate) fn short(text: &str, most: usize) -> String {
    let chars: Vec<char> = visible(text).chars().collect();
    if chars.len() <= most {
        return chars.into_iter().collect();
    }
    let tail = most / 3;
    let head = most.saturating_sub(tail + 1);
    chars[..head].iter().chain(&['…']).chain(&chars[chars.len() - tail..]).collect()
}

/// Characters that take no room, change the direction of writing or end a line where none is seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        | '\u{fffe}' | '\u{ffff}')
}

/// A file name of lower-case letters, digits, `-` and `.`, at most 60 characters, never empty nor beginning with a dot.
pub(crate) fn file_stem(text: &str) -> String {
    let mut stem = String::new();
    for c in text.chars().take(60) {
        let plain = c.to_ascii_lowercase();
        let kept = plain.is_ascii_alphanumeric() || (matches!(plain, '.' | '_') && !stem.is_empty());
        stem.push(if kept { plain } else { '-' });
    }
    let stem = stem.trim_matches(['-', '.']).to_string();
    if stem.is_empty() { "series".to_string() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_survives() {
        assert_eq!(visible("a\u{1b}[31mred\u{202e}\nb\0"), "a\\u{1b}[31mred\\u{202e} b\\u{0}");
    }

    #[test]
    fn long_texts_keep_both_ends() {
        let long = "x".repeat(10_000) + "end";
        assert_eq!(short(&long, 12), "xxxxxxx…xend");
        assert_eq!(short("short", 12), "short");
    }

    #[test]
    fn file_names_cannot_climb() {
        assert_eq!(file_stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_stem("io.read_bytes"), "io.read_bytes");
        assert_eq!(file_stem("\u{202e}"), "series");
    }
}
