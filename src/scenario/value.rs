//! Single TOML values read as what a key wants, or what was expected in their place.

use std::time::Duration;

use toml::de::DeValue;

use crate::model::{Bytes, Class, Size, parse_duration};

/// What is wrong with a value: the message, and what to type.
pub(crate) type Misfit = (String, String);

pub(crate) fn text(value: &DeValue<'_>) -> Result<String, Misfit> {
    value.as_str().map(str::to_string).ok_or_else(|| wrong_type(value, "a text in quotes"))
}

pub(crate) fn flag(value: &DeValue<'_>) -> Result<bool, Misfit> {
    value.as_bool().ok_or_else(|| wrong_type(value, "`true` or `false`"))
}

pub(crate) fn size(value: &DeValue<'_>) -> Result<Size, Misfit> {
    quantity(value, "size", "a size such as 10_000, \"10k\" or \"1m\"", |text| text.parse().ok())
}

pub(crate) fn bytes(value: &DeValue<'_>) -> Result<Bytes, Misfit> {
    let read = |text: &str| text.parse().ok().filter(|bytes: &Bytes| bytes.0 > 0);
    quantity(value, "number of bytes", "a number of bytes above 0, such as \"512MiB\", \"2GB\" or 65536", read)
}

pub(crate) fn duration(value: &DeValue<'_>) -> Result<Duration, Misfit> {
    let wanted = "a duration above 0, such as \"500ms\", \"30s\" or \"1m 30s\"";
    quantity(value, "duration", wanted, |text| parse_duration(text).ok())
}

pub(crate) fn class(value: &DeValue<'_>) -> Result<Class, Misfit> {
    let wanted = "a growth class such as \"O(1)\", \"O(log n)\", \"O(n)\", \"O(n log n)\", \"O(n^2)\" or \"O(2^n)\"";
    let text = value.as_str().ok_or_else(|| wrong_type(value, wanted))?;
    text.parse().map_err(|_| (format!("`{text}` is no growth class"), format!("expected {wanted}")))
}

pub(crate) fn whole(value: &DeValue<'_>, least: u32) -> Result<u32, Misfit> {
    let read = |text: &str| text.parse().ok().filter(|number| *number >= least);
    plain_number(value, &format!("a whole number from {least} to {}", u32::MAX), read)
}

pub(crate) fn seed(value: &DeValue<'_>) -> Result<u64, Misfit> {
    // As a text too: TOML's own whole numbers end at 2^63.
    quantity(value, "seed", &format!("a whole number from 0 to {}", u64::MAX), |text| text.parse().ok())
}

/// A plain number that is finite and not below zero.
pub(crate) fn amount(value: &DeValue<'_>) -> Result<f64, Misfit> {
    let read = |text: &str| {
        let number = text.parse::<f64>().ok().or_else(|| Some(text.parse::<Size>().ok()?.value()))?;
        (number.is_finite() && number >= 0.0).then_some(number)
    };
    quantity(value, "amount", "a finite number of at least 0", read)
}

/// A number, or a text that holds one with its unit.
fn quantity<T>(value: &DeValue<'_>, noun: &str, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Misfit> {
    let text = match value {
        DeValue::String(text) => text.to_string(),
        other => number(other).ok_or_else(|| wrong_type(value, wanted))?,
    };
    read(&text).ok_or_else(|| (format!("`{text}` is no {noun}"), format!("expected {wanted}")))
}

fn plain_number<T>(value: &DeValue<'_>, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Misfit> {
    let text = value.as_integer().and_then(|_| number(value)).ok_or_else(|| wrong_type(value, wanted))?;
    read(&text).ok_or_else(|| (format!("{text} is out of range"), format!("expected {wanted}")))
}

/// A TOML number in decimal digits, however it was written.
fn number(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => {
            Some(integer.as_str().replace('_', "").trim_start_matches('+').to_string())
        }
        DeValue::Integer(integer) => {
            let digits = integer.as_str().replace('_', "");
            Some(u128::from_str_radix(&digits, integer.radix()).map_or(digits, |number| number.to_string()))
        }
        DeValue::Float(float) => Some(float.as_str().replace('_', "")),
        _ => None,
    }
}

pub(crate) fn wrong_type(value: &DeValue<'_>, wanted: &str) -> Misfit {
    (format!("found {}", kind(value)), format!("expected {wanted}"))
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
