//! Contrasts: weighted sums of what was measured at several places, with their error.

use nalgebra::{DMatrix, DVector};

use super::sample;

/// An estimate with its standard error and the degrees of freedom that this error is known by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Degrees of freedom of the error.
    pub freedom: f64,
}

/// Smallest share of a column's length that must stand off the plane of the others: nearer ones are told apart by
/// rounding alone.
const APART: f64 = 1e-3;

/// Deviations from a column's middle at which a value is held: one disturbed run must not decide.
const HELD: f64 = 3.0;

/// The sums that give the coefficients of weighted least squares on these columns, a row a coefficient; `None` where
/// the columns can't be told apart. Weights are 1 over the variance at each place.
#[must_use]
pub fn least_squares(columns: &[Vec<f64>], weights: &[f64]) -> Option<Vec<Vec<f64>>> {
    let (places, count) = (weights.len(), columns.len());
    if count == 0 || places < count {
        return None;
    }
    let scaled = DMatrix::from_fn(places, count, |i, k| columns[k][i] * weights[i].sqrt());
    let lengths: Vec<f64> = (0..count).map(|k| scaled.column(k).norm()).collect();
    if lengths.iter().any(|length| !(length.is_finite() && *length > 0.0)) {
        return None;
    }
    let unit = DMatrix::from_fn(places, count, |i, k| scaled[(i, k)] / lengths[k]);
    let inverse = (unit.transpose() * &unit).try_inverse()?;
    if (0..count).any(|k| !(inverse[(k, k)] > 0.0 && inverse[(k, k)].recip() > APART * APART)) {
        return None;
    }
    let sums = inverse * unit.transpose();
    Some((0..count).map(|k| (0..places).map(|i| sums[(k, i)] * weights[i].sqrt() / lengths[k]).collect()).collect())
}

/// The sum over each row, and from the rows' scatter its error: rows are repeats, independent of each other.
///
/// `None` for fewer than two rows.
#[must_use]
pub fn over_rows(rows: &[Vec<f64>], contrast: &[f64]) -> Option<Estimate> {
    if rows.len() < 2 {
        return None;
    }
    let sums = DVector::from_iterator(rows.len(), rows.iter().map(|row| sum(row, contrast)));
    let count = rows.len() as f64;
    let value = sums.mean();
    let variance = sums.iter().map(|s| (s - value).powi(2)).sum::<f64>() / (count - 1.0);
    Some(Estimate { value, error: (variance / count).sqrt(), freedom: count - 1.0 })
}

/// The sum over values of known variances, independent of each other.
#[must_use]
pub fn over_values(values: &[f64], variances: &[f64], contrast: &[f64], freedom: f64) -> Estimate {
    let variance: f64 = variances.iter().zip(contrast).map(|(v, c)| c * c * v).sum();
    Estimate { value: sum(values, contrast), error: variance.sqrt(), freedom }
}

fn sum(values: &[f64], contrast: &[f64]) -> f64 {
    values.iter().zip(contrast).map(|(v, c)| v * c).sum()
}

/// Standard deviations of the columns, each shrunk towards the pooled one as if it had `pooled` rows more, and none
/// below `least`.
#[must_use]
pub fn spreads(rows: &[Vec<f64>], pooled: f64, least: f64) -> Vec<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    let own: Vec<f64> = (0..columns)
        .map(|i| {
            let mut column: Vec<f64> = rows.iter().map(|row| row[i]).collect();
            let middle = sample::median(&mut column).unwrap_or(0.0);
            sample::spread(&column, middle)
        })
        .collect();
    let all = sample::median(&mut own.clone()).unwrap_or(0.0);
    let count = rows.len() as f64;
    let shrunk = |spread: &f64| ((spread * spread * count + all * all * pooled) / (count + pooled)).sqrt();
    own.iter().map(|spread| shrunk(spread).max(least)).collect()
}

/// Holds every value within three of its column's spreads around the column's median.
pub fn hold(rows: &mut [Vec<f64>], spreads: &[f64]) {
    for (i, spread) in spreads.iter().enumerate() {
        let mut column: Vec<f64> = rows.iter().map(|row| row[i]).collect();
        let middle = sample::median(&mut column).unwrap_or(0.0);
        for row in &mut *rows {
            row[i] = row[i].clamp(middle - HELD * spread, middle + HELD * spread);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_are_those_of_the_textbook() {
        let columns = [vec![1.0; 4], vec![0.0, 1.0, 2.0, 3.0]];
        let rows = least_squares(&columns, &[1.0, 1.0, 2.0, 2.0]).expect("columns apart");
        let values = [1.0, 3.0, 2.0, 5.0];
        let found: Vec<f64> = rows.iter().map(|row| sum(&values, row)).collect();
        let by_hand = weighted_line(&[0.0, 1.0, 2.0, 3.0], &values, &[1.0, 1.0, 2.0, 2.0]);
        assert!((found[0] - by_hand.0).abs() < 1e-12 && (found[1] - by_hand.1).abs() < 1e-12, "{found:?} {by_hand:?}");
    }

    /// Intercept and slope by the textbook's formula (Draper and Smith, Applied Regression Analysis, 1998, ch. 9).
    fn weighted_line(x: &[f64], y: &[f64], w: &[f64]) -> (f64, f64) {
        let total: f64 = w.iter().sum();
        let mean = |v: &[f64]| v.iter().zip(w).map(|(v, w)| v * w).sum::<f64>() / total;
        let (mx, my) = (mean(x), mean(y));
        let sxy: f64 = (0..x.len()).map(|i| w[i] * (x[i] - mx) * (y[i] - my)).sum();
        let sxx: f64 = (0..x.len()).map(|i| w[i] * (x[i] - mx).powi(2)).sum();
        (my - sxy / sxx * mx, sxy / sxx)
    }

    #[test]
    fn columns_that_are_alike_have_no_coefficients() {
        assert!(least_squares(&[vec![1.0, 1.0, 1.0], vec![2.0, 2.0, 2.0]], &[1.0; 3]).is_none());
        assert!(least_squares(&[vec![1.0, 1.0], vec![1.0, 2.0], vec![0.0, 1.0]], &[1.0; 2]).is_none());
        assert!(least_squares(&[vec![0.0, 0.0]], &[1.0; 2]).is_none());
        assert!(least_squares(&[], &[1.0; 2]).is_none());
    }

    // Student (1908), The probable error of a mean: ten patients' hours of sleep gained; mean 1.58, t = 4.062.
    #[test]
    fn the_error_of_a_mean_of_rows_is_that_of_student() {
        let gained = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        let rows: Vec<Vec<f64>> = gained.iter().map(|x| vec![*x]).collect();
        let found = over_rows(&rows, &[1.0]).expect("ten rows");
        assert!((found.value - 1.58).abs() < 1e-12 && (found.value / found.error - 4.0621).abs() < 1e-4);
        assert_eq!(found.freedom, 9.0);
        assert!(over_rows(&rows[..1], &[1.0]).is_none());
    }

    #[test]
    fn one_disturbed_run_is_held() {
        let mut rows = vec![vec![1.0], vec![1.1], vec![0.9], vec![1.0], vec![50.0]];
        let spreads = spreads(&rows, 4.0, 0.0);
        hold(&mut rows, &spreads);
        assert!(rows[4][0] < 2.0 && rows[0][0] == 1.0, "{rows:?}");
    }
}
