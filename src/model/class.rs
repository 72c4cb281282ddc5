//! Complexity classes: how a cost grows with the size N.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A growth class O(g(n)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Class {
    /// `n^power * (ln n)^log`; `power` and `log` zero is O(1).
    PowerLog {
        /// The exponent of n, 0 or more.
        power: f64,
        /// The exponent of the logarithm.
        log: f64,
    },
    /// `base^n`; `None` is any base above 1, printed `O(2^n)`.
    Exponential {
        /// The base, above 1, where one is meant.
        base: Option<f64>,
    },
    /// `n!`
    Factorial,
}

impl Class {
    /// O(1)
    pub const CONSTANT: Class = Class::power_log(0.0, 0.0);
    /// O(log n)
    pub const LOGARITHMIC: Class = Class::power_log(0.0, 1.0);
    /// O(sqrt n)
    pub const SQUARE_ROOT: Class = Class::power_log(0.5, 0.0);
    /// O(n)
    pub const LINEAR: Class = Class::power_log(1.0, 0.0);
    /// O(n log n)
    pub const LINEARITHMIC: Class = Class::power_log(1.0, 1.0);
    /// O(n^1.5)
    pub const POWER_1_5: Class = Class::power_log(1.5, 0.0);
    /// O(n^2)
    pub const QUADRATIC: Class = Class::power_log(2.0, 0.0);
    /// O(n^2 log n)
    pub const QUADRATIC_LOG: Class = Class::power_log(2.0, 1.0);
    /// O(n^3)
    pub const CUBIC: Class = Class::power_log(3.0, 0.0);
    /// O(2^n), any base above 1
    pub const EXPONENTIAL: Class = Class::Exponential { base: None };
    /// O(n!)
    pub const FACTORIAL: Class = Class::Factorial;

    /// The eleven classes that a fit names, slowest growth first.
    pub const ALL: [Class; 11] = [
        Class::CONSTANT,
        Class::LOGARITHMIC,
        Class::SQUARE_ROOT,
        Class::LINEAR,
        Class::LINEARITHMIC,
        Class::POWER_1_5,
        Class::QUADRATIC,
        Class::QUADRATIC_LOG,
        Class::CUBIC,
        Class::EXPONENTIAL,
        Class::FACTORIAL,
    ];

    /// `n^power * (ln n)^log`
    #[must_use]
    pub const fn power_log(power: f64, log: f64) -> Class {
        Class::PowerLog { power, log }
    }

    /// Natural logarithm of g(n), for n of 1 or more. Below e the logarithm factor of g is taken at n = 2, so that
    /// every class is finite from n = 1 on. An open base counts as 2.
    #[must_use]
    pub fn ln_growth(self, n: f64) -> f64 {
        match self {
            Class::PowerLog { power, log } => {
                let log_term = if log == 0.0 { 0.0 } else { log * n.max(2.0).ln().ln() };
                power * n.ln() + log_term
            }
            Class::Exponential { base } => n * base.unwrap_or(2.0).ln(),
            Class::Factorial => ln_factorial(n),
        }
    }

    /// Orders by growth: `Greater` grows faster for large n. An open base equals every base.
    #[must_use]
    pub fn growth_cmp(self, other: Class) -> Ordering {
        use Class::{Exponential, PowerLog};
        let kind = |class| match class {
            PowerLog { .. } => 0,
            Exponential { .. } => 1,
            Class::Factorial => 2,
        };
        match (self, other) {
            (PowerLog { power: p, log: l }, PowerLog { power: q, log: m }) => p.total_cmp(&q).then(l.total_cmp(&m)),
            (Exponential { base: Some(a) }, Exponential { base: Some(b) }) => a.total_cmp(&b),
            _ => kind(self).cmp(&kind(other)),
        }
    }

    /// The one of the eleven printed names that a fit of this class goes by: a fitted base is `O(2^n)`.
    #[must_use]
    pub fn family(self) -> Class {
        match self {
            Class::Exponential { .. } => Class::EXPONENTIAL,
            other => other,
        }
    }
}

/// ln n! by Stirling's series from the 1/n^7 term on (DLMF 5.11.1), exact products below 16: error under 1e-12.
fn ln_factorial(n: f64) -> f64 {
    let mut x = n + 1.0;
    let mut shift = 0.0;
    while x < 16.0 {
        shift += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - shift
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Class::PowerLog { power, log } => {
                let power = match power {
                    0.0 => String::new(),
                    0.5 => "sqrt n".to_string(),
                    1.0 => "n".to_string(),
                    p => format!("n^{p}"),
                };
                let log = match log {
                    0.0 => String::new(),
                    1.0 => "log n".to_string(),
                    l => format!("log^{l} n"),
                };
                match (power.as_str(), log.as_str()) {
                    ("", "") => write!(f, "O(1)"),
                    ("", one) | (one, "") => write!(f, "O({one})"),
                    (power, log) => write!(f, "O({power} {log})"),
                }
            }
            Class::Exponential { base } => write!(f, "O({}^n)", base.unwrap_or(2.0)),
            Class::Factorial => write!(f, "O(n!)"),
        }
    }
}

/// A text that names no complexity class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no complexity class; expected one such as O(1), O(log n), O(n), O(n log n), O(n^2), O(2^n) or O(n!)")]
pub struct ClassError(pub String);

impl FromStr for Class {
    type Err = ClassError;

    /// Reads the spellings people use: `O(n log n)`, `nlogn`, `n²`, `O(N*N)`, `sqrt(n)`, `n^1.585`, `3^n`, `linear`.
    fn from_str(text: &str) -> Result<Class, ClassError> {
        parse(text).ok_or_else(|| ClassError(text.to_string()))
    }
}

fn parse(text: &str) -> Option<Class> {
    let word: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let word = word.replace('²', "^2").replace('³', "^3").replace("**", "^").replace('√', "sqrt");
    let word = word.replace("log2(n)", "log(n)").replace("log2n", "logn").replace(['·', '×'], "*");
    let inner =
        ["o(", "θ(", "theta("].iter().find_map(|start| word.strip_prefix(start)?.strip_suffix(')')).unwrap_or(&word);
    match inner {
        "constant" => return Some(Class::CONSTANT),
        "logarithmic" => return Some(Class::LOGARITHMIC),
        "linear" => return Some(Class::LINEAR),
        "linearithmic" => return Some(Class::LINEARITHMIC),
        "quadratic" => return Some(Class::QUADRATIC),
        "cubic" => return Some(Class::CUBIC),
        "exponential" => return Some(Class::EXPONENTIAL),
        "factorial" | "n!" => return Some(Class::FACTORIAL),
        _ => {}
    }
    exponential(inner).or_else(|| product(inner))
}

/// `2^n`, `3^n`, `c^n`
fn exponential(text: &str) -> Option<Class> {
    let base = text.strip_suffix("^n").or_else(|| text.strip_suffix("^(n)"))?;
    if matches!(base, "c" | "k" | "b" | "2") {
        return Some(Class::EXPONENTIAL);
    }
    let base: f64 = base.parse().ok()?;
    (base.is_finite() && base > 1.0).then_some(Class::Exponential { base: Some(base) })
}

/// A product of factors 1, n^a, sqrt n and log^b n, written with or without `*`.
fn product(text: &str) -> Option<Class> {
    let (mut power, mut log, mut rest, mut factors) = (0.0, 0.0, text, 0);
    while !rest.is_empty() {
        let (kind, exponent, after) = factor(rest)?;
        match kind {
            Factor::One if factors == 0 && after.is_empty() => {}
            Factor::One => return None,
            Factor::Power => power += exponent,
            Factor::Log => log += exponent,
        }
        factors += 1;
        rest = after.strip_prefix('*').unwrap_or(after);
        if after.starts_with('*') && rest.is_empty() {
            return None;
        }
    }
    let bounded = (0.0..=20.0).contains(&power) && (0.0..=20.0).contains(&log);
    (factors > 0 && bounded).then_some(Class::PowerLog { power, log })
}

enum Factor {
    One,
    Power,
    Log,
}

fn factor(text: &str) -> Option<(Factor, f64, &str)> {
    for name in ["sqrt(n)", "sqrtn"] {
        if let Some(rest) = text.strip_prefix(name) {
            return Some((Factor::Power, 0.5, rest));
        }
    }
    for name in ["log", "lg", "ln"] {
        let Some(rest) = text.strip_prefix(name) else { continue };
        let (exponent, rest) = exponent(rest)?;
        let rest = rest.strip_prefix("(n)").or_else(|| rest.strip_prefix('n'))?;
        let (outer, rest) = if exponent == 1.0 { self::exponent(rest)? } else { (exponent, rest) };
        return Some((Factor::Log, outer, rest));
    }
    if let Some(rest) = text.strip_prefix('n') {
        let (exponent, rest) = exponent(rest)?;
        return Some((Factor::Power, exponent, rest));
    }
    text.strip_prefix('1').map(|rest| (Factor::One, 1.0, rest))
}

/// An optional `^a` or `^(a/b)`; 1 where there is none.
fn exponent(text: &str) -> Option<(f64, &str)> {
    let Some(rest) = text.strip_prefix('^') else { return Some((1.0, text)) };
    if let Some(rest) = rest.strip_prefix('(') {
        let (inside, rest) = rest.split_once(')')?;
        let (above, below) = inside.split_once('/').unwrap_or((inside, "1"));
        return Some((above.parse::<f64>().ok()? / below.parse::<f64>().ok()?, rest));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    Some((rest[..end].parse().ok()?, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_people_use_are_one_class() {
        for (text, class) in [
            ("O(1)", "O(1)"),
            ("log n", "O(log n)"),
            ("O(lg N)", "O(log n)"),
            ("sqrt(n)", "O(sqrt n)"),
            ("O(√n)", "O(sqrt n)"),
            ("n^0.5", "O(sqrt n)"),
            ("N", "O(n)"),
            ("nlogn", "O(n log n)"),
            ("O(n * log(n))", "O(n log n)"),
            ("n log2 n", "O(n log n)"),
            ("n sqrt n", "O(n^1.5)"),
            ("n^(3/2)", "O(n^1.5)"),
            ("n²", "O(n^2)"),
            ("O(N*N)", "O(n^2)"),
            ("n**2", "O(n^2)"),
            ("n^2 log n", "O(n^2 log n)"),
            ("n³", "O(n^3)"),
            ("O(c^n)", "O(2^n)"),
            ("O(3^n)", "O(3^n)"),
            ("n!", "O(n!)"),
            ("O(n^1.585)", "O(n^1.585)"),
            ("O(n log^2 n)", "O(n log^2 n)"),
            ("n log(n)^2", "O(n log^2 n)"),
            ("linear", "O(n)"),
        ] {
            assert_eq!(text.parse::<Class>().map(|c| c.to_string()), Ok(class.to_string()), "{text}");
        }
    }

    #[test]
    fn what_is_no_class_is_refused() {
        for text in
            ["", "O()", "fast", "n+", "n*", "n^", "-n", "n^-1", "0^n", "1^n", "nn^99", "O(n", "11", "n^nan", "2"]
        {
            assert!(text.parse::<Class>().is_err(), "{text}");
        }
    }

    #[test]
    fn printing_and_reading_is_the_identity() {
        for class in Class::ALL {
            assert_eq!(class.to_string().parse(), Ok(class));
        }
    }

    #[test]
    fn the_ladder_is_sorted_by_growth() {
        assert!(Class::ALL.windows(2).all(|w| w[0].growth_cmp(w[1]) == Ordering::Less));
    }

    #[test]
    fn factorials_are_those_of_the_multiplication_table() {
        let mut exact = 0.0;
        for n in 1..=170 {
            exact += f64::from(n).ln();
            assert!((Class::FACTORIAL.ln_growth(f64::from(n)) - exact).abs() < 1e-9 * exact.max(1.0), "{n}");
        }
    }
}
