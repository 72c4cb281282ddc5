//! The figures that must not fall behind.

use crate::board::Board;

/// Figures that must be at least so.
const AT_LEAST: &[(&str, f64)] = &[];

/// Figures that must be at most so.
const AT_MOST: &[(&str, f64)] = &[];

/// A line for each figure that fell behind.
pub(crate) fn behind(board: &Board) -> Vec<String> {
    let value = |name: &str| board.figure(name).unwrap_or(f64::NAN);
    let low = AT_LEAST.iter().filter(|(name, floor)| !value(name).ge(floor));
    let low = low.map(|(name, floor)| format!("{name}: {:.2}, committed at least {floor}", value(name)));
    let high = AT_MOST.iter().filter(|(name, roof)| !value(name).le(roof));
    let high = high.map(|(name, roof)| format!("{name}: {:.2}, committed at most {roof}", value(name)));
    low.chain(high).collect()
}
