//! The figures that must not fall behind.

use crate::board::Board;

/// Figures that must be at least so.
const AT_LEAST: &[(&str, f64)] = &[
    ("separable: named right", 99.0),
    ("all: named right", 95.0),
    ("real: named right", 89.0),
    ("all: certain: right", 99.0),
    ("all: certain: share", 72.0),
    ("all: plausible holds the truth", 99.0),
    ("separable: strict, true: decided", 92.0),
    ("separable: default, true: decided", 97.0),
    ("all: beyond: interval holds", 94.0),
    ("real: beyond: interval holds", 92.0),
];

/// Figures that must be at most so.
const AT_MOST: &[(&str, f64)] = &[
    ("all: plausible: mean size (number)", 1.6),
    ("separable: strict, true: wrongly broken", 0.5),
    ("all: strict, true: wrongly broken", 0.5),
    ("separable: strict, next lower: wrongly met", 0.5),
    ("all: strict, next lower: wrongly met", 0.7),
    ("all: default, true: wrongly broken", 0.0),
    ("all: default, a power lower: wrongly met", 0.0),
    ("wall: default, true: wrongly broken", 1.5),
    ("real separable: beyond: median error", 2.6),
    ("real: beyond: median error", 6.0),
    ("synthetic: beyond: median error", 1.2),
    ("all: beyond: interval holds", 98.0),
    ("all: beyond: median width", 25.0),
];

/// A line for each figure that fell behind.
pub(crate) fn behind(board: &Board) -> Vec<String> {
    let value = |name: &str| board.figure(name).unwrap_or(f64::NAN);
    let low = AT_LEAST.iter().filter(|(name, floor)| !value(name).ge(floor));
    let low = low.map(|(name, floor)| format!("{name}: {:.2}, committed at least {floor}", value(name)));
    let high = AT_MOST.iter().filter(|(name, roof)| !value(name).le(roof));
    let high = high.map(|(name, roof)| format!("{name}: {:.2}, committed at most {roof}", value(name)));
    low.chain(high).collect()
}
