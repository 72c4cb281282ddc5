//! Reading `n,value` lines.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::{ImportError, LineFault};
use crate::model::Size;

/// Measurements as they stood in the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// (n, value) in the order of the text; n is 1 or more.
    pub samples: Vec<(f64, f64)>,
    /// Values at n = 0: they tell what start-up costs, and no growth class is finite there.
    pub at_zero: Vec<f64>,
    /// The smallest step that values were printed in: 0.001 where they have three decimals.
    pub printed_step: f64,
}

/// The largest value, and the inverse of the smallest: squares and products of such are still far from where numbers
/// end, and no cost of a program comes near.
const MOST: f64 = 1e60;

/// Faults that are kept with their line.
const KEPT: usize = 20;

/// Reads lines of `n,value`. The first line may be a header; a repeated n is a repeat; empty lines and those that
/// start with `#` are skipped; further columns are ignored. Tabs and semicolons separate too where there is no comma.
///
/// # Errors
/// Every line that is no measurement, at once: missing or unreadable numbers, sizes that are negative or between 0 and
/// 1, infinite numbers. A text without measurements.
pub fn csv(mut reader: impl Read) -> Result<Imported, ImportError> {
    let mut text = Vec::new();
    reader.read_to_end(&mut text)?;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let mut lines = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text);
    let mut found = Found::default();
    let mut record = ByteRecord::new();
    let mut first = true;
    while lines.read_byte_record(&mut record).map_err(std::io::Error::from)? {
        if !record.iter().all(<[u8]>::is_empty) {
            let line = record.position().map_or(0, csv::Position::line);
            found.take(&record, line, first);
            first = false;
        }
    }
    found.end()
}

fn delimiter(text: &[u8]) -> u8 {
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let line = lines.next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|delimiter| line.contains(delimiter)).unwrap_or(b',')
}

#[derive(Default)]
struct Found {
    imported: Imported,
    decimals: i32,
    faults: Vec<LineFault>,
    more: usize,
}

impl Found {
    fn take(&mut self, record: &ByteRecord, line: u64, may_be_header: bool) {
        match measurement(record) {
            Ok((0.0, value, _)) => self.imported.at_zero.push(value),
            Ok((n, value, decimals)) => {
                self.imported.samples.push((n, value));
                self.decimals = self.decimals.max(decimals);
            }
            Err(_) if may_be_header && is_header(record) => {}
            Err(_) if self.faults.len() == KEPT => self.more += 1,
            Err(reason) => self.faults.push(LineFault { line, reason }),
        }
    }

    fn end(mut self) -> Result<Imported, ImportError> {
        if !self.faults.is_empty() {
            return Err(ImportError::Faults { faults: self.faults, more: self.more });
        }
        if self.imported.samples.is_empty() {
            return Err(ImportError::Empty);
        }
        self.imported.printed_step = 10f64.powi(-self.decimals);
        Ok(self.imported)
    }
}

/// A header names its columns: none of them is a number.
fn is_header(record: &ByteRecord) -> bool {
    record.iter().take(2).all(|field| {
        let text = String::from_utf8_lossy(field);
        text.parse::<f64>().is_err() && text.chars().any(char::is_alphabetic)
    })
}

/// n, the value, and with how many decimals the value was printed.
fn measurement(record: &ByteRecord) -> Result<(f64, f64, i32), String> {
    let field = |at: usize, name: &str| match record.get(at).map(std::str::from_utf8) {
        None | Some(Ok("")) => Err(format!("there is no {name}; expected `n,value`, such as `1000,0.25`")),
        Some(Ok(text)) => Ok(text),
        Some(Err(_)) => Err(format!("the {name} is no text")),
    };
    let (size_text, value_text) = (field(0, "n")?, field(1, "value")?);
    let n = size(size_text).ok_or_else(|| format!("the size `{size_text}` is no number and none such as 10k"))?;
    let value: f64 = value_text.parse().map_err(|_| format!("the value `{value_text}` is no number"))?;
    if !n.is_finite() || !(n == 0.0 || n >= 1.0) {
        return Err(format!("the size {size_text} is not 0 and not 1 or more"));
    }
    if !value.is_finite() {
        return Err(format!("the value {value_text} is not finite"));
    }
    if value.abs() > MOST || (value != 0.0 && value.abs() < 1.0 / MOST) {
        return Err(format!("the value {value_text} is beyond what can be fitted: 1e-60 to 1e60, or 0"));
    }
    Ok((n, value, decimals(value_text)))
}

/// A plain number, or a size as it is written elsewhere: `10k`, `1_000_000`.
fn size(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| text.parse::<Size>().ok().map(Size::value))
}

/// Digits behind the point, as the exponent moves it; 0 where there are none.
fn decimals(text: &str) -> i32 {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().unwrap_or(0)),
        None => (text, 0),
    };
    let digits = number.find('.').map_or(0, |at| number.len() - at - 1);
    i32::try_from(digits).unwrap_or(i32::MAX).saturating_sub(exponent).clamp(0, 300)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_counted_as_the_exponent_moves_the_point() {
        for (text, count) in [("1", 0), ("0.25", 2), ("1.5e-3", 4), ("1.25e1", 1), ("12e3", 0), ("1e-9", 9)] {
            assert_eq!(decimals(text), count, "{text}");
        }
    }
}
