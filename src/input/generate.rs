//! The built-in generators: N items streamed to a writer.

use std::io::{self, Write};

use crate::model::{Generator, Size};

use super::text::{Draws, VOCABULARY, decimal, padded, word};

/// Bytes that are gathered before they are written.
const CHUNK: usize = 1 << 16;

/// Writes the generator's N items. Equal arguments give equal bytes, on every machine and in every version of the
/// same schema of inputs.
///
/// # Errors
/// What the writer refuses.
pub fn generate(generator: Generator, size: Size, seed: u64, out: &mut dyn Write) -> io::Result<()> {
    let draws = &mut Draws::new(seed, generator as u64 + 1);
    let n = size.n();
    match generator {
        Generator::Ints => items(n, out, |_, text| line(draws.below(1 << 31), text)),
        Generator::Sorted => rising(n, draws, out),
        Generator::Reversed => falling(n, draws, out),
        Generator::FewDistinct => {
            let values: Vec<u64> = (0..16).map(|_| draws.below(1 << 31)).collect();
            items(n, out, |_, text| line(values[draws.below(16) as usize], text))
        }
        Generator::OrganPipe => items(n, out, |at, text| line(at.min(n - 1 - at), text)),
        Generator::Words => items(n, out, |_, text| {
            word(draws.zipf(VOCABULARY), text);
            text.push(b'\n');
        }),
        Generator::Lines => items(n, out, |_, text| prose(draws, text)),
        Generator::Json => items(n, out, |at, text| json(at, draws, text)),
        Generator::Csv => {
            out.write_all(b"id,name,group,amount,date\n")?;
            items(n, out, |at, text| csv(at, draws, text))
        }
        Generator::Bytes => bytes(n, draws, out),
        Generator::Graph => graph(n, draws, out),
        Generator::RegexA => repeat(n, b"", b"a", b"!", out),
        Generator::RegexAlternation => repeat(n, b"", b"ab", b"!", out),
        Generator::RegexSpaces => repeat(n, b"x", b" ", b"x", out),
    }
}

/// `n` items, each added to a buffer by `item`.
fn items(n: u64, out: &mut dyn Write, mut item: impl FnMut(u64, &mut Vec<u8>)) -> io::Result<()> {
    let mut text = Vec::with_capacity(CHUNK + 256);
    for at in 0..n {
        item(at, &mut text);
        if text.len() >= CHUNK {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)
}

fn line(number: u64, text: &mut Vec<u8>) {
    decimal(number, text);
    text.push(b'\n');
}

/// Steps of 1 to 4: rising without repeats, and not guessable from the position.
fn rising(n: u64, draws: &mut Draws, out: &mut dyn Write) -> io::Result<()> {
    let mut value = 0;
    items(n, out, |_, text| {
        value += draws.between(1, 4);
        line(value, text);
    })
}

fn falling(n: u64, draws: &mut Draws, out: &mut dyn Write) -> io::Result<()> {
    let mut value = 4 * n;
    items(n, out, |_, text| {
        value -= draws.between(1, 4);
        line(value, text);
    })
}

/// Words up to a drawn length of 20 to 120 bytes, and the line's end.
fn prose(draws: &mut Draws, text: &mut Vec<u8>) {
    let start = text.len();
    let length = draws.between(20, 120) as usize;
    while text.len() - start < length {
        if text.len() > start {
            text.push(b' ');
        }
        word(draws.zipf(VOCABULARY), text);
    }
    text.truncate(start + length);
    // A space at the end would make the visible length differ.
    if text.last() == Some(&b' ') {
        text.pop();
        text.push(b'.');
    }
    text.push(b'\n');
}

fn json(at: u64, draws: &mut Draws, text: &mut Vec<u8>) {
    let name = draws.zipf(VOCABULARY);
    text.extend_from_slice(b"{\"id\": ");
    decimal(at + 1, text);
    text.extend_from_slice(b", \"name\": \"");
    word(name, text);
    text.extend_from_slice(b"\", \"email\": \"");
    word(name, text);
    decimal(at + 1, text);
    text.extend_from_slice(b"@example.org\", \"amount\": ");
    amount(draws, text);
    text.extend_from_slice(b", \"tags\": [\"");
    word(draws.zipf(100), text);
    text.extend_from_slice(b"\", \"");
    word(draws.zipf(100), text);
    text.extend_from_slice(b"\"]}\n");
}

/// From 1.00 to 1000.99.
fn amount(draws: &mut Draws, text: &mut Vec<u8>) {
    decimal(draws.between(1, 1000), text);
    text.push(b'.');
    padded(draws.below(100), 2, text);
}

fn csv(at: u64, draws: &mut Draws, text: &mut Vec<u8>) {
    decimal(at + 1, text);
    text.push(b',');
    word(draws.zipf(VOCABULARY), text);
    text.push(b',');
    word(draws.between(1, 20), text);
    text.push(b',');
    amount(draws, text);
    text.push(b',');
    decimal(draws.between(2000, 2025), text);
    text.push(b'-');
    padded(draws.between(1, 12), 2, text);
    text.push(b'-');
    padded(draws.between(1, 28), 2, text);
    text.push(b'\n');
}

fn bytes(n: u64, draws: &mut Draws, out: &mut dyn Write) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut left = n;
    while left > 0 {
        let part = left.min(CHUNK as u64) as usize;
        draws.bytes(&mut chunk[..part]);
        out.write_all(&chunk[..part])?;
        left -= part as u64;
    }
    Ok(())
}

/// Vertices 0 to n - 1. Each vertex but the first is joined to an earlier one, which connects the graph; the other
/// edges join any two. One vertex alone has edges to itself.
fn graph(n: u64, draws: &mut Draws, out: &mut dyn Write) -> io::Result<()> {
    items(4 * n, out, |at, text| {
        let (u, v) = match at + 1 {
            vertex if vertex < n => (draws.below(vertex), vertex),
            _ => (draws.below(n), draws.below(n)),
        };
        decimal(u, text);
        text.push(b' ');
        line(v, text);
    })
}

fn repeat(n: u64, head: &[u8], part: &[u8], tail: &[u8], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(head)?;
    items(n, out, |_, text| text.extend_from_slice(part))?;
    out.write_all(tail)?;
    out.write_all(b"\n")
}
