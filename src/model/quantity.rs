//! Sizes, bytes and durations: how they are read and how they are said.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// An input size N: 1 or more, as far as integers stay exact in floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u64);

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub u64);

/// A text that is no quantity of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {wanted}")]
pub struct QuantityError {
    /// What was read.
    pub found: String,
    /// What was expected, with examples.
    pub wanted: &'static str,
}

const SIZE_WANTED: &str = "size; expected one such as 10_000, \"10k\", \"1m\" or \"1e6\"";
const BYTES_WANTED: &str = "number of bytes; expected one such as \"512MiB\", \"2GB\" or 65536";
const DURATION_WANTED: &str = "duration; expected one such as \"500ms\", \"30s\" or \"1m 30s\"";

impl Size {
    /// The largest size: integers up to here are exact in floating point (2^53).
    pub const MAX: u64 = 1 << 53;

    /// A size of `n`; `None` for 0 and above [`Size::MAX`].
    #[must_use]
    pub const fn new(n: u64) -> Option<Size> {
        if n >= 1 && n <= Size::MAX { Some(Size(n)) } else { None }
    }

    /// As an integer.
    #[must_use]
    pub const fn n(self) -> u64 {
        self.0
    }

    /// As a number to calculate with; exact.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&human_count(self.value()))
    }
}

impl FromStr for Size {
    type Err = QuantityError;

    /// Reads `10`, `10_000`, `10,000`, `10k`, `1m`, `2g`, `1e6`, `1.5k`.
    fn from_str(text: &str) -> Result<Size, QuantityError> {
        let error = || QuantityError { found: text.to_string(), wanted: SIZE_WANTED };
        let (number, unit) = split_number(text).ok_or_else(error)?;
        let factor = match unit.to_ascii_lowercase().as_str() {
            "" => 1.0,
            "k" => 1e3,
            "m" => 1e6,
            "g" | "b" => 1e9,
            _ => return Err(error()),
        };
        whole(number * factor).and_then(Size::new).ok_or_else(error)
    }
}

impl FromStr for Bytes {
    type Err = QuantityError;

    /// Reads `65536`, `64k`, `1.5GiB`, `2 GB`; `k`, `M`, `G` alone are powers of 1024, as memory is counted.
    fn from_str(text: &str) -> Result<Bytes, QuantityError> {
        let error = || QuantityError { found: text.to_string(), wanted: BYTES_WANTED };
        let (number, unit) = split_number(text).ok_or_else(error)?;
        let factor = match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kib" => 1024.0,
            "m" | "mib" => 1024.0 * 1024.0,
            "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
            "t" | "tib" => 1024.0f64.powi(4),
            "kb" => 1e3,
            "mb" => 1e6,
            "gb" => 1e9,
            "tb" => 1e12,
            _ => return Err(error()),
        };
        whole(number * factor).map(Bytes).ok_or_else(error)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&human_bytes(self.0 as f64))
    }
}

/// Reads a positive duration: `500ms`, `30s`, `1m 30s`, `2h`; a bare number is seconds.
///
/// # Errors
/// What is no duration, is not above zero, or is longer than ten years.
pub fn parse_duration(text: &str) -> Result<Duration, QuantityError> {
    let error = || QuantityError { found: text.to_string(), wanted: DURATION_WANTED };
    let seconds = match text.trim().parse::<f64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let duration: jiff::SignedDuration = text.trim().parse().map_err(|_| error())?;
            duration.as_secs_f64()
        }
    };
    let ten_years = 10.0 * 366.0 * 86400.0;
    if seconds > 0.0 && seconds <= ten_years { Ok(Duration::from_secs_f64(seconds)) } else { Err(error()) }
}

/// A non-negative number and the unit behind it. `_` and `,` between digits are skipped.
fn split_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let mut digits = String::new();
    let mut end = 0;
    let bytes = text.as_bytes();
    while end < bytes.len() {
        let c = bytes[end] as char;
        let exponent = matches!(c, 'e' | 'E')
            && !digits.is_empty()
            && bytes.get(end + 1).is_some_and(|b| b.is_ascii_digit() || *b == b'+');
        if c.is_ascii_digit() || c == '.' || exponent || (c == '+' && digits.ends_with(['e', 'E'])) {
            digits.push(c);
        } else if !(matches!(c, '_' | ',') && end > 0) {
            break;
        }
        end += 1;
    }
    let number: f64 = digits.parse().ok()?;
    number.is_finite().then(|| (number, text[end..].trim()))
}

fn whole(number: f64) -> Option<u64> {
    let exact = number.fract() == 0.0 && (0.0..=Size::MAX as f64).contains(&number);
    exact.then_some(number as u64)
}

/// A size as people say it: `12`, `5,000`, `27.3k` only where it is no whole number of ones, `1m`, `1e12`.
#[must_use]
pub fn human_count(n: f64) -> String {
    if !n.is_finite() || n.abs() >= 1e12 {
        return scientific(n);
    }
    let rounded = if n.abs() >= 1000.0 { significant(n, 3) } else { n };
    let exact = n.fract() == 0.0 && n.abs() < 1e9;
    let shown = if exact { n } else { rounded };
    if shown.fract() == 0.0 { grouped(shown) } else { three_digits(shown) }
}

/// `a, b, c`: the first eight names, and how many more, which would bury what to do; `none`.
#[must_use]
pub fn human_names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    const TOLD: usize = 8;
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    match names.len().checked_sub(TOLD) {
        _ if names.is_empty() => "none".to_string(),
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..TOLD].join(", ")),
    }
}

/// A duration as people say it: `41 ns`, `1.05 s`, `11 h 24 m`, `3.2 years`.
#[must_use]
pub fn human_seconds(seconds: f64) -> String {
    let s = seconds.abs();
    let sign = if seconds < 0.0 { "-" } else { "" };
    let text = if !s.is_finite() {
        "forever".to_string()
    } else if s == 0.0 {
        "0 s".to_string()
    } else if s < 0.999_5e-6 {
        format!("{} ns", three_digits(s * 1e9))
    } else if s < 0.999_5e-3 {
        format!("{} µs", three_digits(s * 1e6))
    } else if s < 0.999_5 {
        format!("{} ms", three_digits(s * 1e3))
    } else if s < 119.5 {
        format!("{} s", three_digits(s))
    } else if s < 7170.0 {
        two_units(s, 60.0, "m", 1.0, "s")
    } else if s < 172_800.0 {
        two_units(s, 3600.0, "h", 60.0, "m")
    } else if s < 365.25 * 86400.0 {
        format!("{} days", three_digits(s / 86400.0))
    } else if s < 1e6 * 365.25 * 86400.0 {
        let years = s / (365.25 * 86400.0);
        if years < 999.5 {
            format!("{} years", three_digits(years))
        } else {
            format!("{} years", grouped(significant(years, 3)))
        }
    } else {
        "over a million years".to_string()
    };
    format!("{sign}{text}")
}

fn two_units(s: f64, large: f64, large_name: &str, small: f64, small_name: &str) -> String {
    let total = (s / small).round();
    let per = large / small;
    let (whole, rest) = ((total / per).floor(), total % per);
    if rest == 0.0 { format!("{whole} {large_name}") } else { format!("{whole} {large_name} {rest} {small_name}") }
}

/// Bytes as people say them, in powers of 1024: `61 B`, `9.8 MiB`.
#[must_use]
pub fn human_bytes(bytes: f64) -> String {
    let mut value = bytes;
    for unit in ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] {
        if value.abs() < 999.5 || unit == "PiB" {
            // A million PiB is about a zebibyte: more than all the memory there is.
            return if value.abs() < 1e6 {
                format!("{} {unit}", three_digits(value))
            } else {
                format!("{}over a million PiB", if value < 0.0 { "-" } else { "" })
            };
        }
        value /= 1024.0;
    }
    unreachable!("OK because the loop's last unit returns")
}

/// A plain number with three significant digits: `0.0213`, `41`, `1,230`, `1.2e9`.
#[must_use]
pub fn human_number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_string()
    } else if !value.is_finite() || !(1e-4..1e9).contains(&size) {
        scientific(value)
    } else if size >= 999.5 {
        grouped(significant(value, 3))
    } else {
        three_digits(value)
    }
}

/// Three significant digits with a power of ten: `1e13`, `4.1e-9`.
fn scientific(value: f64) -> String {
    let text = format!("{value:.2e}");
    match text.split_once('e') {
        Some((digits, power)) => format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

/// Three significant digits without trailing zeros behind a point.
fn three_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let magnitude = significant(value, 3).abs().log10().floor() as i32;
    let decimals = (2 - magnitude).clamp(0, 12) as usize;
    let text = format!("{value:.decimals$}");
    if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_string() }
}

fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let shift = digits - 1 - value.abs().log10().floor() as i32;
    let factor = 10f64.powi(shift.abs());
    if shift >= 0 { (value * factor).round() / factor } else { (value / factor).round() * factor }
}

/// Thousands apart: `1,000,000`.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, n) in [
            ("10", 10),
            ("10k", 10_000),
            ("1m", 1_000_000),
            ("1_000_000", 1_000_000),
            ("1,000", 1000),
            ("1e6", 1_000_000),
            ("1E6", 1_000_000),
            ("1.5k", 1500),
            ("2 M", 2_000_000),
        ] {
            assert_eq!(text.parse::<Size>().map(Size::n), Ok(n), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in
            ["", "0", "-1", "1kk", "k", "1.5", "1e99", "nan", "inf", "99999999999999999999", "e6", "1e", "_1", "１"]
        {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn bytes_and_durations_are_read() {
        assert_eq!("2GiB".parse(), Ok(Bytes(2 << 30)));
        assert_eq!("1.5 MB".parse(), Ok(Bytes(1_500_000)));
        assert_eq!("65536".parse(), Ok(Bytes(65536)));
        assert!("2 bananas".parse::<Bytes>().is_err());
        assert_eq!(parse_duration("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("2.5"), Ok(Duration::from_millis(2500)));
        for text in ["", "0s", "-1s", "nan", "inf", "1e300", "soon"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn quantities_are_said_as_people_say_them() {
        let said = [41e-9, 0.021, 0.9999, 1.05, 30.0, 90.0, 150.0, 41_040.0, 3.1e9, 1e20].map(human_seconds);
        let wanted = [
            "41 ns",
            "21 ms",
            "1 s",
            "1.05 s",
            "30 s",
            "90 s",
            "2 m 30 s",
            "11 h 24 m",
            "98.2 years",
            "over a million years",
        ];
        assert_eq!(said, wanted);
        assert_eq!([61.0, 1024.0, 10_276_045.0].map(human_bytes), ["61 B", "1 KiB", "9.8 MiB"]);
        assert_eq!([12.0, 5000.0, 27_345.6, 1e6, 2.5].map(human_count), ["12", "5,000", "27,300", "1,000,000", "2.5"]);
        assert_eq!([0.0, 0.02134, 41.0, 1234.5, 4.1e-9].map(human_number), ["0", "0.0213", "41", "1,230", "4.1e-9"]);
    }
}
