//! Numbers with their units, intervals and how they are known.

use super::verdict::{BROKEN_FROM, MET_UP_TO};
use crate::model::{
    Basis, Class, Estimate, Formula, Interval, Threshold, Unit, human_bytes, human_count, human_number, human_seconds,
};

/// A value in its unit, three significant digits; counts that are whole are given in full.
pub(crate) fn value(unit: &Unit, value: f64) -> String {
    match unit {
        Unit::Seconds => human_seconds(value),
        Unit::Bytes => human_bytes(value),
        Unit::Count => number(value),
        Unit::Other(word) => format!("{} {}", number(value), crate::report::text::short(word, 20)),
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e9 { human_count(value) } else { human_number(value) }
}

/// A size N.
pub(crate) fn size(n: f64) -> String {
    human_count(if n >= 100.0 { n.round() } else { n }.max(0.0)).replace("inf", "no bound")
}

/// `1.05 s [1.04, 1.06]`: the unit once where all three share it; `1.05 s ± 0.3%` where three digits hide the interval.
pub(crate) fn interval(unit: &Unit, known: &Interval) -> String {
    bracketed(&value(unit, known.value), &value(unit, known.low), &value(unit, known.high), known)
}

/// `27,000 [26,700, 27,400]`
pub(crate) fn size_interval(known: &Interval) -> String {
    let [middle, low, high] = [known.value, known.low, known.high].map(rounded);
    // Among whole sizes this small there is none between.
    if known.value < 1000.0 && low == middle && high == middle {
        return middle;
    }
    bracketed(&middle, &low, &high, known)
}

/// A size that was computed: three digits, however whole it happens to be.
pub(crate) fn rounded_size(n: f64) -> String {
    rounded(n)
}

fn rounded(n: f64) -> String {
    // Sizes are whole: the first at which it holds.
    let n = if n < 1000.0 { (n - 1e-9).ceil().max(1.0) } else { n };
    if n.is_finite() { human_count(n + if n.fract() == 0.0 && n >= 1000.0 { 0.1 } else { 0.0 }) } else { size(n) }
}

fn bracketed(middle: &str, low: &str, high: &str, known: &Interval) -> String {
    if low == middle && high == middle {
        let half = (known.high - known.low) / 2.0 / known.value.abs();
        // Three digits hide at most half a percent; a wider interval is one that words such as "over" hold as a whole.
        return if half > 0.0 && half < 0.01 { format!("{middle} ± {}", percent(half)) } else { middle.to_string() };
    }
    let unit = |text: &str| text.split_once(' ').map_or("", |(_, unit)| unit).to_string();
    let same = unit(low) == unit(middle) && unit(high) == unit(middle) && !unit(middle).contains(' ');
    let bare = |text: &str| if same { text.split(' ').next().unwrap_or(text).to_string() } else { text.to_string() };
    format!("{middle} [{}, {}]", bare(low), bare(high))
}

/// How a number is known: `measured`, `interpolated`, `extrapolated 5.4×`.
pub(crate) fn basis(basis: Basis) -> String {
    match basis {
        Basis::Measured => "measured".to_string(),
        Basis::Interpolated => "interpolated".to_string(),
        Basis::Extrapolated(times) => format!("extrapolated {}", factor(times)),
    }
}

/// `1.05 s [1.04, 1.06] (measured)`
pub(crate) fn estimate(unit: &Unit, known: &Estimate) -> String {
    format!("{} ({})", interval(unit, &known.value), basis(known.basis))
}

/// `1.05 s (measured)`: where there is no room for the interval.
pub(crate) fn estimate_short(unit: &Unit, known: &Estimate) -> String {
    format!("{} ({})", value(unit, known.value.value), basis(known.basis))
}

/// Where a budget is crossed, or how far it surely holds.
pub(crate) fn threshold(unit: &Unit, threshold: &Threshold) -> String {
    let budget = value(unit, threshold.budget);
    match &threshold.n {
        Some(n) => format!("{budget} is reached at n = {} ({})", size_interval(n), basis(threshold.basis)),
        None => format!("{budget} holds up to n = {} at least; no growth shows that would reach it", {
            size(threshold.safe_up_to)
        }),
    }
}

/// `5.4×`, `200×`, `1.2e9×`
pub(crate) fn factor(times: f64) -> String {
    let shown = if (10.0..1e9).contains(&times) { rounded(times.round()) } else { human_number(times) };
    format!("{shown}×")
}

/// A probability: `0.37`, `< 0.001`, `> 0.999`; with a third digit beside a level that rulings turn at.
pub(crate) fn probability(p: f64) -> String {
    let beside = |level: f64| p != level && (p - level).abs() < 0.005;
    if p < 0.001 {
        "< 0.001".to_string()
    } else if p > 0.999 {
        "> 0.999".to_string()
    } else if !(0.01..=0.99).contains(&p) || beside(MET_UP_TO) || beside(BROKEN_FROM) {
        format!("{p:.3}")
    } else {
        format!("{p:.2}")
    }
}

/// A share as a percentage with two digits: `0.3%`, `12%`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent < 0.1 {
        "under 0.1%".to_string()
    } else if percent < 10.0 {
        format!("{percent:.1}%")
    } else {
        format!("{percent:.0}%")
    }
}

/// `99.96% less`: from one value to a smaller one; `None` where it isn't smaller.
pub(crate) fn less(from: f64, to: f64) -> Option<String> {
    let share = 1.0 - to / from;
    if !(share > 0.0 && share <= 1.0) {
        return None;
    }
    Some(match share {
        s if s > 0.999_999 => "over 99.9999% less".to_string(),
        s if s > 0.9995 => format!("{:.4}% less", s * 100.0),
        s if s > 0.99 => format!("{:.2}% less", s * 100.0),
        s if s >= 0.1 => format!("{:.0}% less", s * 100.0),
        s => format!("{:.1}% less", s * 100.0),
    })
}

/// The winner's curve with units: `21 ms + 41 ns·n²`.
pub(crate) fn formula(unit: &Unit, formula: &Formula) -> String {
    let term = |class: Class, each: f64| match growth(class) {
        growth if growth.is_empty() => value(unit, each),
        growth => format!("{}·{growth}", coefficient(unit, each)),
    };
    let mut terms = Vec::new();
    let constant = formula.class == Class::CONSTANT;
    if formula.fixed != 0.0 && !constant {
        terms.push(value(unit, formula.fixed));
    }
    terms.extend(formula.lower.map(|(class, coefficient)| term(class, coefficient)));
    if constant {
        terms.push(value(unit, formula.fixed + formula.coefficient));
    } else {
        terms.push(term(formula.class, formula.coefficient));
    }
    terms.join(" + ")
}

/// A coefficient in its unit; never as nothing, which the unit's own words may make of it: `0 ns`.
fn coefficient(unit: &Unit, coefficient: f64) -> String {
    let said = value(unit, coefficient);
    if coefficient == 0.0 || said.chars().any(|c| c.is_ascii_digit() && c != '0') {
        return said;
    }
    match unit {
        Unit::Seconds => format!("{coefficient:.1e} s"),
        Unit::Bytes => format!("{coefficient:.1e} B"),
        Unit::Count | Unit::Other(_) => format!("{coefficient:.1e}"),
    }
}

/// g(n) alone: `n log₂ n`, `n²`.
pub(crate) fn growth_of(class: Class) -> String {
    if class == Class::CONSTANT { "1".to_string() } else { growth(class) }
}

fn growth(class: Class) -> String {
    match class {
        Class::PowerLog { power, log } => {
            let power = match power {
                0.0 => String::new(),
                0.5 => "√n".to_string(),
                1.0 => "n".to_string(),
                2.0 => "n²".to_string(),
                3.0 => "n³".to_string(),
                p => format!("n^{p}"),
            };
            let log = match log {
                0.0 => String::new(),
                1.0 => "log₂ n".to_string(),
                l => format!("(log₂ n)^{l}"),
            };
            if power.is_empty() || log.is_empty() { format!("{power}{log}") } else { format!("{power}·{log}") }
        }
        Class::Exponential { base } => format!("{}^n", human_number(base.unwrap_or(2.0))),
        Class::Factorial => "n!".to_string(),
    }
}

/// The curve as other programs read it: `1.2e-3 + 4.1e-9 n log2 n`, plain numbers in the series' unit.
pub(crate) fn formula_plain(formula: &Formula) -> String {
    let term = |class: Class, coefficient: f64| match class {
        Class::CONSTANT => plain(coefficient),
        Class::Exponential { base } => format!("{} {}^n", plain(coefficient), human_number(base.unwrap_or(2.0))),
        class => {
            let name = class.to_string();
            let inner = name.trim_start_matches("O(").trim_end_matches(')').replace("log", "log2");
            format!("{} {inner}", plain(coefficient))
        }
    };
    let mut terms = vec![plain(formula.fixed)];
    terms.extend(formula.lower.map(|(class, coefficient)| term(class, coefficient)));
    terms.push(term(formula.class, formula.coefficient));
    terms.join(" + ")
}

fn plain(value: f64) -> String {
    let finite = if value.is_finite() { value } else { 0.0 };
    if finite == 0.0 { "0".to_string() } else { format!("{finite:.3e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: f64, low: f64, high: f64) -> Interval {
        Interval { value, low, high }
    }

    #[test]
    fn intervals_say_their_unit_once_and_never_hide_their_width() {
        let said = |value, low, high| interval(&Unit::Seconds, &known(value, low, high));
        assert_eq!(said(1.05, 1.04, 1.06), "1.05 s [1.04, 1.06]");
        assert_eq!(said(0.98, 0.9, 1.1), "980 ms [900 ms, 1.1 s]");
        assert_eq!(said(41_040.0, 39_720.0, 42_480.0), "11 h 24 m [11 h 2 m, 11 h 48 m]");
        assert_eq!(said(1.05, 1.0499, 1.0501), "1.05 s ± under 0.1%");
        assert_eq!(said(1e20, 1e19, 1e21), "over a million years");
        assert_eq!(size_interval(&known(27_000.0, 26_743.2, 27_401.0)), "27,000 [26,700, 27,400]");
        assert_eq!(size_interval(&known(27_000.0, 26_743.2, f64::INFINITY)), "27,000 [26,700, no bound]");
    }

    #[test]
    fn no_coefficient_is_told_as_nothing() {
        let said = |unit: &Unit, each| {
            formula(unit, &Formula { class: Class::Factorial, fixed: 0.02, coefficient: each, lower: None })
        };
        assert_eq!(said(&Unit::Seconds, 3.14e-30), "20 ms + 3.1e-30 s·n!");
        assert_eq!(said(&Unit::Bytes, 2e-20), "0.02 B + 2.0e-20 B·n!");
        assert_eq!(said(&Unit::Seconds, 4.1e-8), "20 ms + 41 ns·n!");
    }

    #[test]
    fn savings_are_never_rounded_up_to_everything() {
        assert_eq!(less(5001.0, 2.0).as_deref(), Some("99.9600% less"));
        assert_eq!(less(250.0, 0.2).as_deref(), Some("99.9200% less".replace("99.9200", "99.92").as_str()));
        assert_eq!(less(1e9, 1.0).as_deref(), Some("over 99.9999% less"));
        assert_eq!(less(1.0, 2.0), None);
    }

    #[test]
    fn formulas_read_as_people_write_them() {
        let formula_of = |class, fixed, coefficient, lower| Formula { class, fixed, coefficient, lower };
        let seconds = |f: &Formula| formula(&Unit::Seconds, f);
        assert_eq!(seconds(&formula_of(Class::QUADRATIC, 0.021, 41e-9, None)), "21 ms + 41 ns·n²");
        assert_eq!(seconds(&formula_of(Class::CONSTANT, 0.02, 0.001, None)), "21 ms");
        let late = formula_of(Class::QUADRATIC_LOG, 0.0, 4e-9, Some((Class::LINEAR, 3e-6)));
        assert_eq!(seconds(&late), "3 µs·n + 4 ns·n²·log₂ n");
        assert_eq!(formula_plain(&late), "0 + 3.000e-6 n + 4.000e-9 n^2 log2 n");
        let doubling = formula_of(Class::Exponential { base: Some(1.618) }, 0.0, 1e-6, None);
        assert_eq!(seconds(&doubling), "1 µs·1.62^n");
    }
}
