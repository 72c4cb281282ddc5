//! Whether a target's output is what the scenario expects.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// Bytes of output that a message shows.
const SHOWN: usize = 60;

/// Why the output is not this text; `None` where it is. One line end more or less at the end makes no difference:
/// texts in scenarios seldom end with one, and outputs mostly do.
pub(super) fn differs_from_text(output: &Path, expected: &str) -> Option<String> {
    // Only as much as could be right, and a little to tell what came.
    let kept = expected.len() + SHOWN + 2;
    match start_of(output, kept) {
        Err(error) => Some(format!("its output can't be read: {error}")),
        Ok(bytes) if without_line_end(&bytes) == without_line_end(expected.as_bytes()) => None,
        Ok(bytes) => Some(difference(&bytes, expected.as_bytes())),
    }
}

/// Why the output is not this file's content; `None` where it is, to the byte.
pub(super) fn differs_from_file(output: &Path, expected: &Path) -> Option<String> {
    let open =
        |path: &Path| File::open(path).map(BufReader::new).map_err(|error| format!("{}: {error}", path.display()));
    match open(output).and_then(|ours| first_difference(ours, open(expected)?).map_err(|error| error.to_string())) {
        Ok(None) => None,
        Ok(Some(at)) => Some(format!("stdout differs from {} from byte {at} on", expected.display())),
        Err(reason) => Some(format!("can't compare: {reason}")),
    }
}

/// A number that tells outputs apart.
pub(super) fn fingerprint(output: &Path) -> io::Result<u64> {
    let mut reader = BufReader::new(File::open(output)?);
    let mut hasher = DefaultHasher::new();
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hasher.finish());
        }
        hasher.write(bytes);
        let n = bytes.len();
        reader.consume(n);
    }
}

fn start_of(path: &Path, length: usize) -> io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    File::open(path)?.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn difference(found: &[u8], expected: &[u8]) -> String {
    let at = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    let show = |bytes: &[u8]| {
        let end = bytes.len().min(at + SHOWN);
        let text = String::from_utf8_lossy(&bytes[at.min(bytes.len())..end]).into_owned();
        if text.is_empty() { "the end".to_string() } else { format!("`{}`", text.escape_debug()) }
    };
    format!("stdout differs from byte {at} on: expected {}, found {}", show(expected), show(found))
}

/// Index of the first byte that differs, a missing one included.
fn first_difference(mut ours: impl BufRead, mut theirs: impl BufRead) -> io::Result<Option<u64>> {
    let mut before = 0;
    loop {
        let (a, b) = (ours.fill_buf()?, theirs.fill_buf()?);
        let common = a.len().min(b.len());
        let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        if same < common || (common == 0 && a.len() != b.len()) {
            return Ok(Some(before + same as u64));
        }
        if common == 0 {
            return Ok(None);
        }
        ours.consume(common);
        theirs.consume(common);
        before += common as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(output: &str, expected: &str) -> (tempfile::TempDir, Option<String>, Option<String>) {
        let folder = tempfile::tempdir().expect("the test's own step");
        let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
        std::fs::write(&ours, output).expect("the test's own step");
        std::fs::write(&theirs, expected).expect("the test's own step");
        let (text, file) = (differs_from_text(&ours, expected), differs_from_file(&ours, &theirs));
        (folder, text, file)
    }

    #[test]
    fn a_text_may_lack_the_last_line_end_and_a_file_may_not() {
        let (_keep, text, file) = files("42\n", "42");
        assert_eq!(text, None);
        assert!(file.is_some_and(|reason| reason.contains("byte 2")));
        let (_keep, text, file) = files("", "");
        assert_eq!((text, file), (None, None));
    }

    #[test]
    fn the_first_difference_is_shown_on_both_sides() {
        let (_keep, text, file) = files("one two\n", "one three\n");
        assert_eq!(text.as_deref(), Some("stdout differs from byte 5 on: expected `hree\\n`, found `wo\\n`"));
        assert!(file.is_some_and(|reason| reason.contains("byte 5")));
        let (_keep, text, _) = files("one", "one two");
        assert_eq!(text.as_deref(), Some("stdout differs from byte 3 on: expected ` two`, found the end"));
    }

    #[test]
    fn long_outputs_that_agree_for_long_are_compared_to_the_end() {
        let long = "x".repeat(100_000);
        let (_keep, text, file) = files(&format!("{long}a"), &format!("{long}b"));
        assert!(text.is_some_and(|reason| reason.contains("byte 100000")));
        assert!(file.is_some_and(|reason| reason.contains("byte 100000")));
        let (_keep, text, file) = files(&format!("{long}\n"), &format!("{long}\n"));
        assert_eq!((text, file), (None, None));
        let (_keep, text, _) = files(&format!("{long}{long}"), &long);
        assert!(text.is_some());
    }
}
