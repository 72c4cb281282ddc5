//! A term of a faster class that stands beside the class of a count.
//!
//! A posterior over single classes with a start-up takes 100 n + 3 n log n for n and some scatter. Counts hardly scatter:
//! where a term more takes away what the class leaves, it is there. Tested as a coefficient of least squares is, by
//! Student's t.

use crate::model::{Class, FitPoint};
use crate::stats::contrast::{Estimate, least_squares, over_values};
use crate::stats::student;

/// Probability of a term as large as found where there is none.
const CHANCE: f64 = 1e-3;
/// A unit of work is counted once, and one in two at least where lower terms take some off: what counts less for each is
/// no such work.
const COUNTED: f64 = 0.5;
/// Variance of a whole number that was rounded.
const ROUNDED: f64 = 1.0 / 12.0;

/// The term, of a class from linear on, that leaves least unexplained, with its part of the count at the largest size;
/// `None` where none is surely there.
pub(super) fn term(class: Class, points: &[FitPoint]) -> Option<(Class, f64)> {
    let top = points.last()?;
    let faster = |other: &Class| {
        matches!((class, other), (Class::PowerLog { .. }, Class::PowerLog { .. }))
            && other.growth_cmp(class).is_gt()
            && other.growth_cmp(Class::LINEAR).is_ge()
    };
    let tried = |other: Class| Some((other, coefficient(class, other, points)?));
    let all = Class::ALL.into_iter().filter(faster).filter_map(tried);
    let (other, (each, _)) = all.min_by(|(_, (_, left)), (_, (_, other))| left.total_cmp(other))?;
    let there = each.value >= COUNTED && each.value > student::exceeded(CHANCE, each.freedom) * each.error;
    there.then(|| (other, each.value * growth(other, top.n)))
}

/// How often a unit of the faster class is counted, beside a constant and the class; and the squares of what is left
/// unexplained, as shares.
fn coefficient(class: Class, faster: Class, points: &[FitPoint]) -> Option<(Estimate, f64)> {
    let column = |of: Class| points.iter().map(|point| growth(of, point.n)).collect();
    let columns: Vec<Vec<f64>> = match class {
        Class::CONSTANT => vec![column(Class::CONSTANT), column(faster)],
        _ => vec![column(Class::CONSTANT), column(class), column(faster)],
    };
    let freedom = points.len().checked_sub(columns.len()).filter(|freedom| *freedom >= 2)? as f64;
    let values: Vec<f64> = points.iter().map(|point| point.value).collect();
    let scale = |value: &f64| value.abs().max(1.0);
    let weights: Vec<f64> = values.iter().map(|value| scale(value).powi(-2)).collect();
    let sums = least_squares(&columns, &weights)?;
    let coefficients: Vec<f64> =
        sums.iter().map(|row| row.iter().zip(&values).map(|(sum, value)| sum * value).sum()).collect();
    let left = |i: usize| values[i] - columns.iter().zip(&coefficients).map(|(c, by)| c[i] * by).sum::<f64>();
    let squares: f64 = (0..values.len()).map(|i| (left(i) / scale(&values[i])).powi(2)).sum();
    let variances: Vec<f64> =
        values.iter().map(|value| (squares / freedom * scale(value).powi(2)).max(ROUNDED)).collect();
    Some((over_values(&values, &variances, sums.last()?, freedom), squares))
}

/// The class's growth, with logarithms to base two: as often as a range can be halved.
fn growth(class: Class, n: f64) -> f64 {
    let halvings = match class {
        Class::PowerLog { log, .. } => std::f64::consts::LN_2.powf(-log),
        _ => 1.0,
    };
    class.ln_growth(n).exp() * halvings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(count: impl Fn(f64) -> f64) -> Vec<FitPoint> {
        let sizes = (0..13).map(|i| (10.0 * 10f64.powf(5.0 * f64::from(i) / 12.0)).round());
        let point = |n: f64| {
            let value = count(n).round();
            FitPoint { n, value, low: value, high: value, runs: 1, residual: 0.0, ratio: 1.0 }
        };
        sizes.map(point).collect()
    }

    #[test]
    fn a_logarithm_more_is_seen_beside_a_linear_count() {
        for times in [1.0, 3.0, 6.0] {
            let found = term(Class::LINEAR, &points(|n| 150_000.0 + 100.0 * n + times * n * n.log2()));
            let (class, part) = found.expect("there is one");
            assert_eq!(class, Class::LINEARITHMIC);
            assert!((part / (times * 1e6 * 1e6f64.log2()) - 1.0).abs() < 0.01, "{times}: {part}");
        }
    }

    #[test]
    fn what_a_class_explains_has_no_terms_beside_it() {
        let doubling = |n: f64| 2f64.powf(n.log2().ceil());
        for (class, count) in [
            (Class::LINEAR, &(|n: f64| 150_000.0 + 100.0 * n) as &dyn Fn(f64) -> f64),
            (Class::LINEAR, &|n| 5_000.0 + 40.0 * n + 60.0 * n.sqrt()),
            (Class::LINEAR, &|n| 1_000.0 + 30.0 * n + 12.0 * doubling(n)),
            (Class::LINEARITHMIC, &|n| 150_000.0 + 3.0 * n * n.log2()),
            (Class::CONSTANT, &|_| 80e6),
            (Class::CONSTANT, &|n| 80e6 + 20.0 * n.log10().floor()),
        ] {
            assert_eq!(term(class, &points(count)), None, "{class}");
        }
    }

    #[test]
    fn a_few_for_each_item_are_seen_beside_many_that_do_not_grow() {
        let found = term(Class::CONSTANT, &points(|n| 8e7 + 20.0 * n));
        assert_eq!(found.map(|(class, part)| (class, part.round())), Some((Class::LINEAR, 2e7)));
    }
}
