//! Many tests, one error: S. Holm, A simple sequentially rejective multiple test procedure, 1979.

/// Which of the tests show something, so that the probability of any wrong one among them stays below `error`, however
/// they depend on each other. `None` was not tested.
pub(super) fn shown(probabilities: &[Option<f64>], error: f64) -> Vec<bool> {
    let mut order: Vec<(usize, f64)> = probabilities.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let count = order.len();
    let mut shown = vec![false; probabilities.len()];
    for (rank, (i, p)) in order.into_iter().enumerate() {
        if p.is_nan() || p > error / (count - rank) as f64 {
            break;
        }
        shown[i] = true;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holm's own rule: thresholds 0.05/4, 0.05/3, 0.05/2, 0.05; the first failure ends it.
    #[test]
    fn each_rejection_makes_room_for_the_next_until_one_fails() {
        let p = [Some(0.01), Some(0.04), Some(0.03), Some(0.005)];
        assert_eq!(shown(&p, 0.05), [true, false, false, true]);
        let p = [Some(0.012), Some(0.016), None, Some(0.02), Some(0.05)];
        assert_eq!(shown(&p, 0.05), [true, true, false, true, true]);
    }

    #[test]
    fn nothing_tested_shows_nothing() {
        assert_eq!(shown(&[], 0.05), Vec::<bool>::new());
        assert_eq!(shown(&[None, Some(f64::NAN)], 0.05), [false, false]);
    }
}
