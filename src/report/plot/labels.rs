//! Where labels go so that none covers another. Widths are estimated: an SVG's font is the reader's.

/// Width of a character in a proportional font, as a share of its size; wide fonts come to this.
const CHARACTER: f64 = 0.62;

/// The width of a text in pixels at a font size.
pub(crate) fn width(text: &str, font: f64) -> f64 {
    unicode_width::UnicodeWidthStr::width(text) as f64 * font * CHARACTER
}

/// Shifts wished positions apart, at least `gap` from each other and inside `low..high`, in their order.
pub(crate) fn spread(wished: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wished.len()).collect();
    order.sort_by(|a, b| wished[*a].total_cmp(&wished[*b]));
    let mut placed: Vec<f64> = order.iter().map(|i| wished[*i].clamp(low, high.max(low))).collect();
    for i in 1..placed.len() {
        placed[i] = placed[i].max(placed[i - 1] + gap);
    }
    let mut ceiling = high;
    for at in placed.iter_mut().rev() {
        *at = at.min(ceiling);
        ceiling = *at - gap;
    }
    let mut result = vec![0.0; wished.len()];
    for (at, index) in placed.into_iter().zip(order) {
        result[index] = at;
    }
    result
}

/// Rows for labels of these centres and widths: a label takes the first row where it covers none; its centre is moved
/// so that it stays inside `low..high`. Gives `(row, centre)` each.
pub(crate) fn rows(labels: &[(f64, f64)], low: f64, high: f64, gap: f64) -> Vec<(usize, f64)> {
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut placed = Vec::new();
    for (centre, width) in labels {
        let centre = centre.min(high - width / 2.0).max(low + width / 2.0);
        let span = (centre - width / 2.0 - gap, centre + width / 2.0 + gap);
        let free = |row: &Vec<(f64, f64)>| row.iter().all(|other| span.1 <= other.0 || span.0 >= other.1);
        let row = taken.iter().position(free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[row].push((centre - width / 2.0, centre + width / 2.0));
        placed.push((row, centre));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_labels_keep_their_order_and_distance() {
        let placed = spread(&[50.0, 10.0, 11.0, 49.0], 10.0, 0.0, 55.0);
        let mut sorted = placed.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|w| w[1] - w[0] >= 9.999), "{placed:?}");
        assert!(placed[1] < placed[2] && placed[3] < placed[0]);
        assert!(sorted[3] <= 55.0);
    }

    #[test]
    fn labels_in_one_row_never_touch() {
        let labels = [(10.0, 40.0), (20.0, 40.0), (95.0, 40.0), (100.0, 10.0)];
        let placed = rows(&labels, 0.0, 100.0, 4.0);
        for (i, a) in placed.iter().enumerate() {
            for (j, b) in placed.iter().enumerate().take(i) {
                let apart = (a.1 - b.1).abs() >= f64::midpoint(labels[i].1, labels[j].1);
                assert!(a.0 != b.0 || apart, "{i} and {j}: {placed:?}");
            }
        }
    }
}
