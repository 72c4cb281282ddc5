//! The first grid of cells that a class is weighed over, with prior probabilities.

use super::cell::Cell;
use super::curve::{Curve, Growth, Shape, Step};
use super::ladder::Ladder;
use super::settings::Settings;
use crate::model::{Class, Physics};

/// Steps' heights: from what is hardly seen to memory against the nearest cache.
const HEIGHTS: (f64, f64) = (1.2, 30.0);
/// Higher steps are rarer: probability in ln height falls with the height to this power. One level of cache costs two to
/// four times the one before, and few ladders cross them all.
const RARER: f64 = 0.7;
/// How fast steps rise in ln n: 1.5 where accesses are random (hit rates fall slowly), 4 where memory is scanned.
pub(super) const STEEPNESSES: [f64; 2] = [1.5, 4.0];
/// Shares of a memory floor that work uses again.
const REUSED: [f64; 5] = [0.5, 0.7, 0.8, 0.9, 0.95];
/// Shares of start-up that are weighed, beside none: powers of ten.
const START_UP: (f64, f64) = (-5.0, 1.0);
/// Shares of a lower-order term at the top: powers of ten.
const ADDED: (f64, f64) = (-3.0, 1.0);
/// The same beside start-up: a class that explains less than a fifth of the growth is not what an exact count is
/// named by, as long as a smaller share is not told from the count's own unevenness.
const ADDED_BESIDE: (f64, f64) = (-3.0, 0.6);
/// Shares of a lower-order term that is taken off logarithmic growth at the top: `n log n - 0.9 n` of merge sort, or
/// logarithms that start later than at n = 1.
const TAKEN: (f64, f64) = (-2.0, -0.3);
/// Probability that it is taken off, where there is one beside logarithmic growth.
const LESS: f64 = 0.3;
/// Cells along a share in the plain curve, and in curves that have other parameters too.
const FINE: usize = 48;
const ROUGH: usize = 6;
/// Sizes above which steps are first looked for at as many places as there are sizes, below at twice as many.
const MANY: usize = 8;

/// The cells of one growth function; their priors sum to 1 at most.
pub(super) fn cells(growth: Growth, settings: &Settings, ladder: &Ladder) -> Vec<Cell> {
    let flat = growth.class == Class::CONSTANT;
    let lower = lower_of(growth.class).filter(|_| settings.lower > 0.0);
    let memory = if flat { 0.0 } else { settings.floor + settings.saw };
    let other = settings.step + memory + lower.map_or(0.0, |_| settings.lower);
    let mut all = plain(growth, 1.0 - other, if flat { 0 } else { FINE });
    if let Some(lower) = lower {
        let lower = Growth::new(lower, 0.0, ladder.ln_top());
        for (start_up, p, width) in start_ups(settings.beside) {
            all.extend(lower_terms(growth, lower, (start_up, width), settings.lower * p));
        }
    }
    if settings.step > 0.0 {
        all.extend(steps(growth, settings.step, if flat { 0 } else { ROUGH }, ladder));
    }
    if !flat && settings.floor > 0.0 {
        all.extend(floors(growth, settings.floor));
    }
    if !flat && settings.saw > 0.0 {
        all.extend(saws(growth, settings.saw));
    }
    all
}

/// Start-up alone.
pub(super) fn plain(growth: Growth, probability: f64, count: usize) -> Vec<Cell> {
    let cell = |(share, p, width): (f64, f64, f64)| Cell {
        curve: Curve { growth, shape: Shape::StartUp { share } },
        ln_prior: (probability * p).ln(),
        width: [width, 0.0, 0.0],
    };
    start_ups(count).map(cell).collect()
}

/// Shares of start-up with their probability and width in ln share: none with probability one half (surely where
/// `count` is 0), else all alike in ln share.
fn start_ups(count: usize) -> impl Iterator<Item = (f64, f64, f64)> + Clone {
    let none = if count == 0 { 1.0 } else { 0.5 };
    let some = spaced(START_UP, count).map(move |(share, width)| (share, 0.5 / count as f64, width));
    std::iter::once((0.0, none, 0.0)).chain(some)
}

/// The middles of `count` stretches between two powers of ten, with their width in ln.
fn spaced((low, high): (f64, f64), count: usize) -> impl Iterator<Item = (f64, f64)> + Clone {
    let width = (high - low) / count.max(1) as f64;
    (0..count).map(move |i| (10f64.powf(low + width * (i as f64 + 0.5)), width * std::f64::consts::LN_10))
}

/// The class whose term most often stands below: loops over the input around the dominant work.
fn lower_of(class: Class) -> Option<Class> {
    let index = Class::ALL.iter().position(|c| *c == class)?;
    Some(match index {
        2 => Class::LOGARITHMIC,
        3 => Class::SQUARE_ROOT,
        4..=6 => Class::LINEAR,
        7 | 8 => Class::QUADRATIC,
        _ => return None,
    })
}

fn lower_terms(
    growth: Growth,
    lower: Growth,
    (start_up, start_up_width): (f64, f64),
    probability: f64,
) -> impl Iterator<Item = Cell> {
    const COUNT: usize = 24;
    let logarithmic = matches!(growth.class, Class::PowerLog { log, .. } if log > 0.0);
    let (less, more) = if logarithmic { (LESS, 1.0 - LESS) } else { (0.0, 1.0) };
    let cell = move |share: f64, width: f64, p: f64| Cell {
        curve: Curve { growth, shape: Shape::Lower { lower, share, start_up } },
        ln_prior: (probability * p / COUNT as f64).ln(),
        width: [width, start_up_width, 0.0],
    };
    let shares = if start_up > 0.0 { ADDED_BESIDE } else { ADDED };
    let added = spaced(shares, COUNT).map(move |(share, width)| cell(share, width, more));
    let taken = spaced(TAKEN, if less > 0.0 { COUNT } else { 0 });
    added.chain(taken.map(move |(share, width)| cell(-share, width, less)))
}

/// Steps at the sizes and, where these are few, between them; heavy ones are split later.
fn steps(growth: Growth, probability: f64, start_up_count: usize, ladder: &Ladder) -> Vec<Cell> {
    let sizes = ladder.n.len();
    let places = if sizes > MANY { sizes + 1 } else { 2 * sizes - 1 };
    let gap = (ladder.ln_top() - ladder.ln_n[0]) / (places - 1) as f64;
    let each = probability / ((places - 2) * STEEPNESSES.len()) as f64;
    let heights = heights();
    let mut all = Vec::with_capacity(places * STEEPNESSES.len() * heights.len() * (start_up_count + 1));
    for place in 1..places - 1 {
        let middle = ladder.ln_n[0] + gap * place as f64;
        for steepness in STEEPNESSES {
            for &(height, q, height_width) in &heights {
                all.extend(start_ups(start_up_count).map(|(start_up, p, width)| {
                    let step = Step { start_up, middle, steepness, height };
                    Cell {
                        curve: Curve { growth, shape: Shape::Step(step) },
                        ln_prior: (each * p * q).ln() + ln_explained(step, growth, ladder),
                        width: [width, gap, height_width],
                    }
                }));
            }
        }
    }
    all
}

/// ln of how much rarer a step is than its height alone says, where it adds more to each item (or unit of growth, where
/// those are more) than memory explains. Work that waits for longer exists, an item that misses the caches a thousand
/// times; it is the rarer the longer, in inverse proportion.
fn ln_explained(step: Step, growth: Growth, ladder: &Ladder) -> f64 {
    let Some(ln_seconds) = ladder.ln_seconds else { return 0.0 };
    let unit = ln_seconds - step.start_up.ln_1p() - growth.ln_scale().max(ladder.ln_top());
    let added = 1.0 - step.at(ladder.ln_n[0]) / step.at(ladder.ln_top());
    (Physics::WAITING.ln() - unit - added.ln()).min(0.0)
}

/// Steps' heights with their probability and width in ln height.
fn heights() -> Vec<(f64, f64, f64)> {
    let all: Vec<(f64, f64)> = spaced((HEIGHTS.0.log10(), HEIGHTS.1.log10()), 4).collect();
    let total: f64 = all.iter().map(|(height, _)| height.powf(-RARER)).sum();
    all.into_iter().map(|(height, width)| (height, height.powf(-RARER) / total, width)).collect()
}

fn floors(growth: Growth, probability: f64) -> impl Iterator<Item = Cell> {
    const COUNT: usize = 40;
    let ln_prior = (probability / (COUNT * REUSED.len()) as f64).ln();
    spaced((-5.0, 0.0), COUNT).flat_map(move |(level, width)| {
        REUSED.map(|reused| Cell {
            curve: Curve { growth, shape: Shape::Floor { level, reused } },
            ln_prior,
            width: [width, 0.0, 0.0],
        })
    })
}

fn saws(growth: Growth, probability: f64) -> Vec<Cell> {
    const PHASES: u8 = 8;
    let cell = |phase: u8| {
        start_ups(FINE / 2).map(move |(start_up, p, width)| Cell {
            curve: Curve { growth, shape: Shape::Saw { start_up, phase: f64::from(phase) / f64::from(PHASES) } },
            ln_prior: (probability * p / f64::from(PHASES)).ln(),
            width: [width, 1.0 / f64::from(PHASES), 0.0],
        })
    };
    (0..PHASES).flat_map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::super::posterior::Posterior;
    use super::*;
    use crate::model::{Clock, Metric, Mode, Point, Series};

    /// Probability that times of `0.11 + 1e-6 n^2` grow no faster than n, where one of their units is this many seconds.
    fn within_linear(seconds: f64) -> f64 {
        let noise = [1.0, 1.03, 0.97, 1.02, 0.98, 1.01];
        let sizes = [300.0, 500.0, 700.0, 1000.0, 1400.0, 2000.0].into_iter().zip(noise);
        let points = sizes.map(|(n, noise): (f64, f64)| {
            let value = (0.11 + 1e-6 * n * n) * noise;
            Point { n, values: vec![value * 0.99, value, value * 1.01] }
        });
        let series = Series {
            metric: Metric::Time,
            input: None,
            mode: Mode::Process,
            clock: Clock::Cpu,
            points: points.collect(),
            censored: Vec::new(),
            quantum: 0.0,
            floor: 0.0,
            missing: None,
            physics: Some(Physics { second: seconds.recip(), footprint: None }),
        };
        let settings = Settings::of(&series);
        let ladder = Ladder::of(&series, &settings).expect("enough sizes");
        let told = Posterior::of(&ladder, &settings, &[]).told();
        told.iter().filter(|(class, _)| class.growth_cmp(Class::LINEAR).is_le()).map(|(_, p)| p).sum()
    }

    #[test]
    fn no_step_of_the_caches_takes_a_millisecond_an_item() {
        let (as_measured, as_fast_as_memory) = (within_linear(1.0), within_linear(1e-3));
        assert!(as_measured < 0.2 * as_fast_as_memory, "{as_measured} {as_fast_as_memory}");
    }
}
