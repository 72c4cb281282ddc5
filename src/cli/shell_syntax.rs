//! What only a shell understands, in a command that no shell looks at.

/// Operators that stand alone.
const OPERATORS: [&str; 9] = ["|", "||", "|&", "&", "&&", ";", "<", "<<", "<<<"];

/// The first word that a shell would take for an operator, as it was typed; a word of which anything is quoted is meant
/// for the program.
pub(super) fn operator(command: &str) -> Option<&str> {
    unquoted_words(command).into_iter().find(|word| OPERATORS.contains(word) || redirects(word))
}

/// `>`, `>>`, `2>`, `&>`, with or without the file behind it.
fn redirects(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if rest.len() == word.len() { rest.strip_prefix('&').unwrap_or(rest) } else { rest };
    // `->` and `=>` are no redirections, and a program may be given them.
    rest.starts_with('>')
}

/// The words without any quote or backslash in them.
fn unquoted_words(command: &str) -> Vec<&str> {
    let (mut words, mut start, mut quoted) = (Vec::new(), None, false);
    let mut quote = None;
    let mut characters = command.char_indices();
    while let Some((at, c)) = characters.next() {
        match (quote, c) {
            (None, c) if c.is_whitespace() => {
                words.extend(start.take().filter(|_| !quoted).map(|from: usize| &command[from..at]));
                quoted = false;
                continue;
            }
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => (quote, quoted) = (Some(c), true),
            (None | Some('"'), '\\') => {
                quoted = true;
                characters.next();
            }
            _ => {}
        }
        start.get_or_insert(at);
    }
    words.extend(start.filter(|_| !quoted).map(|from| &command[from..]));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_shell_understands_is_found() {
        for (command, found) in [
            ("gen {n} | sort", "|"),
            ("sort {input} > /dev/null", ">"),
            ("sort {input} >/dev/null", ">/dev/null"),
            ("sort < {input}", "<"),
            ("a {n} >> log", ">>"),
            ("a {n} 2> log", "2>"),
            ("a {n} 2>&1", "2>&1"),
            ("a {n} &>log", "&>log"),
            ("a {n} && b", "&&"),
            ("a {n} || b", "||"),
            ("a {n} ; b", ";"),
            ("a {n} &", "&"),
        ] {
            assert_eq!(operator(command), Some(found), "{command}");
        }
    }

    #[test]
    fn what_is_quoted_or_part_of_a_word_is_meant_for_the_program() {
        for command in [
            "cut -d '|' {input}",
            "awk -F\\| '{print > \"/dev/null\"}' {input}",
            "find . -exec wc {} \\; -name \"a > b\"",
            "curl http://x/?a=1&b={n}",
            "prog '>' \">>\" a->b => {n}",
            "perl -e 'print \"it'\\''s; > \"' {n}",
        ] {
            assert_eq!(operator(command), None, "{command}");
        }
    }
}
