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

/// A label over a line that goes down from it, and where it was put.
#[derive(Debug, Clone, Copy)]
struct Placed {
    row: usize,
    line: f64,
    low: f64,
    high: f64,
}

/// Rows, the topmost 0, for labels over lines at these positions and of these widths, so that no label covers another
/// nor the line of a label above it. A label stands centred on its line, else to the right or left of it, and inside
/// `low..high`. Gives `(row, centre)` each.
pub(crate) fn rows(labels: &[(f64, f64)], low: f64, high: f64, gap: f64) -> Vec<(usize, f64)> {
    let mut taken: Vec<Placed> = Vec::new();
    for (line, width) in labels {
        let choices = (0..=labels.len()).flat_map(|row| {
            [0.0, 0.5, -0.5].map(|side| {
                let centre = (line + side * (width + gap)).min(high - width / 2.0).max(low + width / 2.0);
                Placed { row, line: *line, low: centre - width / 2.0, high: centre + width / 2.0 }
            })
        });
        let fits = |new: &Placed| taken.iter().all(|old| apart(new, old, gap));
        let below = Placed { row: labels.len(), line: *line, low: line - width / 2.0, high: line + width / 2.0 };
        taken.push(choices.into_iter().find(fits).unwrap_or(below));
    }
    taken.iter().map(|placed| (placed.row, f64::midpoint(placed.low, placed.high))).collect()
}

/// Whether neither label covers the other or the other's line.
fn apart(a: &Placed, b: &Placed, gap: f64) -> bool {
    let crossed =
        |upper: &Placed, lower: &Placed| upper.line > lower.low - gap / 2.0 && upper.line < lower.high + gap / 2.0;
    match a.row.cmp(&b.row) {
        std::cmp::Ordering::Equal => a.high + gap <= b.low || b.high + gap <= a.low,
        std::cmp::Ordering::Less => !crossed(a, b),
        std::cmp::Ordering::Greater => !crossed(b, a),
    }
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
    fn labels_never_touch_nor_stand_on_the_line_of_one_above() {
        let labels = [(10.0, 40.0), (20.0, 40.0), (22.0, 30.0), (95.0, 40.0), (100.0, 10.0)];
        let placed = rows(&labels, 0.0, 200.0, 4.0);
        for (i, (row, centre)) in placed.iter().enumerate() {
            let above = placed.iter().zip(&labels).filter(|((other, _), _)| other < row);
            assert!(above.into_iter().all(|(_, (line, _))| (line - centre).abs() >= labels[i].1 / 2.0), "{placed:?}");
        }
        for (i, a) in placed.iter().enumerate() {
            for (j, b) in placed.iter().enumerate().take(i) {
                let apart = (a.1 - b.1).abs() >= f64::midpoint(labels[i].1, labels[j].1);
                assert!(a.0 != b.0 || apart, "{i} and {j}: {placed:?}");
            }
        }
    }
}
