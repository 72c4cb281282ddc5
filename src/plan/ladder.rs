//! The sizes to start with: evenly spaced on a logarithmic scale.

use crate::model::{Size, Sizes};

/// Fewest sizes of a range: fewer can't tell neighbouring classes apart with a start-up term to estimate.
pub(super) const FEWEST: usize = 9;

/// Sizes a decade: 10, 30, 100, 300 ... Twice as many would tell little more and cost twice the time.
const PER_DECADE: f64 = 2.0;

/// The sizes that a scenario starts from, rising for a range, as given for a list.
#[must_use]
pub fn first_ladder(sizes: &Sizes) -> Vec<Size> {
    match sizes {
        Sizes::List(list) => list.clone(),
        Sizes::Range { from, to } => range(from.n(), to.n()),
    }
}

/// Both ends and round numbers between, at least [`FEWEST`] where so many integers exist.
fn range(from: u64, to: u64) -> Vec<Size> {
    let integers = to.saturating_sub(from) + 1;
    let decades = (to as f64 / from as f64).log10();
    let wanted = ((decades * PER_DECADE).round() as usize + 1).max(FEWEST);
    if integers <= wanted as u64 {
        return (from..=to).filter_map(Size::new).collect();
    }
    let mut ladder: Vec<u64> = (0..wanted)
        .map(|i| from as f64 * 10f64.powf(decades * i as f64 / (wanted - 1) as f64))
        .map(round_number)
        .collect();
    spread(&mut ladder, from, to);
    ladder.into_iter().filter_map(Size::new).collect()
}

/// To a number that people say: 1, 3, 10, 30 where it is that close, else two significant digits.
fn round_number(n: f64) -> u64 {
    let unit = 10f64.powf(n.log10().floor());
    let lead = n / unit;
    let third = 10f64.sqrt();
    let lead = if (lead - third).abs() < 1e-6 { 3.0 } else { lead };
    let step = if unit >= 10.0 { unit / 10.0 } else { 1.0 };
    ((lead * unit / step).round() * step) as u64
}

/// Puts both ends in place and moves sizes that rounding put on top of each other apart.
fn spread(ladder: &mut [u64], from: u64, to: u64) {
    let last = ladder.len() - 1;
    ladder[0] = from;
    for i in 1..=last {
        ladder[i] = ladder[i].max(ladder[i - 1] + 1);
    }
    ladder[last] = to;
    for i in (1..=last).rev() {
        ladder[i - 1] = ladder[i - 1].min(ladder[i] - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(from: u64, to: u64) -> Vec<u64> {
        let size = |n| Size::new(n).expect("OK because tests use valid sizes");
        first_ladder(&Sizes::Range { from: size(from), to: size(to) }).into_iter().map(Size::n).collect()
    }

    #[test]
    fn five_decades_are_round_numbers() {
        let wanted = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
        assert_eq!(sizes(10, 1_000_000), wanted);
    }

    #[test]
    fn a_short_range_has_nine_sizes_or_every_integer() {
        assert_eq!(sizes(10, 14), [10, 11, 12, 13, 14]);
        assert_eq!(sizes(7, 7), [7]);
        for (from, to) in [(1, 10), (10, 20), (10, 30), (100, 130), (1, 1 << 53), (3, 1000), (999, 1_000_001)] {
            let ladder = sizes(from, to);
            assert!(ladder.len() >= FEWEST.min((to - from + 1) as usize), "{from}..{to}: {ladder:?}");
            assert!(ladder.windows(2).all(|w| w[0] < w[1]), "{ladder:?}");
            assert_eq!((ladder[0], ladder[ladder.len() - 1]), (from, to));
        }
    }
}
