//! The posterior over classes, and the curves that carry it.

use super::cell::{Cell, DIMENSIONS};
use super::family::{Family, families};
use super::ladder::Ladder;
use super::noise::{coarse, noises};
use super::settings::Settings;
use super::weigh::{Level, Scales};
use crate::model::Class;
use crate::stats::sums::{ln_add, ln_sum};

/// ln of the ratio to the best cell's weight below which a cell is not looked at closely.
const HOPELESS: f64 = -16.0;
/// The same for a whole class, before its cells are refined: refining gains a few units of ln at most.
const FORLORN: f64 = -30.0;
/// Cells of a class that are split after the first look, whatever they hold.
const PROMISING: usize = 150;
/// A cell that holds more than this share of its class is split: the grid is too coarse there.
const HEAVY: f64 = 0.01;
/// Rounds of splitting; each dimension gets a third of them.
const ROUNDS: usize = 12;
/// The probability that the plausible set holds.
const PLAUSIBLE: f64 = 0.98;
/// Bases whose ratio is below this are the same base; rulings hold them for equal too.
const SAME_BASE: f64 = 1.02;
/// Curves that carry less than this share of the probability are not kept.
const NEGLIGIBLE: f64 = 1e-5;

/// A curve that carries probability.
#[derive(Debug, Clone)]
pub(super) struct Carrier {
    /// Index of its class.
    pub family: usize,
    pub cell: Cell,
    /// Its probability.
    pub share: f64,
    pub levels: Vec<Level>,
}

/// What the measurements say about classes.
#[derive(Debug, Clone)]
pub(super) struct Posterior {
    /// Every class weighed with its probability, which sum to 1.
    pub classes: Vec<(Family, f64)>,
    /// The curves that matter.
    pub carriers: Vec<Carrier>,
    /// The best curve of every class, however little it holds: what was rejected is drawn beside what was found.
    pub champions: Vec<Carrier>,
    /// ln of the evidence of everything together, up to a constant of the sizes.
    pub ln_evidence: f64,
}

impl Posterior {
    /// Weighs every class.
    pub(super) fn of(ladder: &Ladder, settings: &Settings, declared: &[Class]) -> Posterior {
        let all = noises(ladder, settings);
        let few = coarse(&all);
        let (mut fine, mut rough) = (Scales::new(ladder, &all), Scales::new(ladder, &few));
        let families = families(declared);
        let looks: Vec<Look> =
            families.iter().map(|family| Look::of(family.cells(ladder, settings), &mut rough)).collect();
        let best = looks.iter().map(Look::best).fold(f64::NEG_INFINITY, f64::max);
        let looks: Vec<Look> = looks.into_iter().map(|look| look.closer(best, &mut fine)).collect();
        let totals: Vec<f64> = looks.iter().map(Look::total).collect();
        let total = ln_sum(&totals);
        if !total.is_finite() {
            return Posterior::unknown(families);
        }
        let champions = looks.iter().enumerate().filter_map(|(family, look)| look.champion(family, total, &mut fine));
        let champions = champions.collect();
        let mut carriers = Vec::new();
        for (family, look) in looks.into_iter().enumerate() {
            carriers.extend(look.carriers(family, total, &mut fine));
        }
        let classes = families.into_iter().zip(totals).map(|(family, own)| (family, (own - total).exp())).collect();
        Posterior { classes, carriers, champions, ln_evidence: total }
    }

    /// For costs so far apart that no curve has a weight: every class is as likely as the others.
    fn unknown(families: Vec<Family>) -> Posterior {
        let share = 1.0 / families.len() as f64;
        let classes = families.into_iter().map(|family| (family, share)).collect();
        Posterior { classes, carriers: Vec::new(), champions: Vec::new(), ln_evidence: f64::MIN }
    }

    /// The eleven by falling probability, which among them sums to 1.
    pub(super) fn ranked(&self) -> Vec<(Class, f64)> {
        let mut ranked: Vec<(Class, f64)> =
            self.classes.iter().filter(|(family, _)| family.on_ladder).map(|(family, p)| (family.class, *p)).collect();
        let total: f64 = ranked.iter().map(|(_, p)| p).sum();
        let even = 1.0 / ranked.len() as f64;
        for (_, probability) in &mut ranked {
            // Where a class off the ladder has it all, nothing tells the eleven apart.
            *probability = if total > 0.0 { *probability / total } else { even };
        }
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }

    /// Every class with its probability, as rulings read it. Where a base was declared, the mass of open exponential
    /// growth is told by base: near the declared one, below it and above it; what is near stays with the open class.
    pub(super) fn told(&self) -> Vec<(Class, f64)> {
        let mut told: Vec<(Class, f64)> = self.classes.iter().map(|(family, p)| (family.class, *p)).collect();
        let declared = told.iter().find_map(|(class, _)| match class {
            Class::Exponential { base } => *base,
            _ => None,
        });
        let open = told.iter().position(|(class, _)| *class == Class::EXPONENTIAL);
        if let (Some(base), Some(open)) = (declared, open) {
            for (mass, mean) in self.other_bases(open, base) {
                told[open].1 = (told[open].1 - mass).max(0.0);
                told.push((Class::Exponential { base: Some(mean) }, mass));
            }
        }
        told
    }

    /// Mass and mean of the bases that are clearly below a base, and of those clearly above.
    fn other_bases(&self, open: usize, base: f64) -> Vec<(f64, f64)> {
        let (mut below, mut above) = ((0.0, 0.0), (0.0, 0.0));
        for carrier in self.carriers.iter().filter(|carrier| carrier.family == open) {
            let Class::Exponential { base: Some(own) } = carrier.cell.curve.growth.class else { continue };
            let side = match own / base {
                ratio if ratio > SAME_BASE => &mut above,
                ratio if ratio < 1.0 / SAME_BASE => &mut below,
                _ => continue,
            };
            *side = (side.0 + carrier.share, side.1 + carrier.share * own);
        }
        [below, above].into_iter().filter(|side| side.0 > 0.0).map(|(mass, sum)| (mass, sum / mass)).collect()
    }

    /// The cells of a class that carry the most probability.
    pub(super) fn heaviest(&self, family: usize, most: usize) -> Vec<Cell> {
        let mut own: Vec<&Carrier> = self.carriers.iter().filter(|carrier| carrier.family == family).collect();
        own.sort_by(|a, b| b.share.total_cmp(&a.share));
        own.into_iter().take(most).map(|carrier| carrier.cell).collect()
    }

    /// The smallest set of the eleven that holds 98%, the winner first.
    pub(super) fn plausible(&self) -> Vec<Class> {
        let mut held = 0.0;
        let mut set = Vec::new();
        for (class, probability) in self.ranked() {
            set.push(class);
            held += probability;
            if held >= PLAUSIBLE {
                break;
            }
        }
        set
    }
}

/// ln weight of each cell; one whose curve leaves the floating point's range has none.
fn weights(scales: &mut Scales<'_>, cells: &[Cell]) -> Vec<f64> {
    scales.weigh(cells).into_iter().map(|ln| if ln.is_nan() { f64::NEG_INFINITY } else { ln }).collect()
}

/// A class as far as it has been looked at.
struct Look {
    cells: Vec<Cell>,
    /// ln weight of each cell.
    ln: Vec<f64>,
    /// ln weight of the cells that were put aside.
    rest: f64,
}

impl Look {
    fn of(cells: Vec<Cell>, scales: &mut Scales<'_>) -> Look {
        let ln = weights(scales, &cells);
        Look { cells, ln, rest: f64::NEG_INFINITY }
    }

    fn best(&self) -> f64 {
        self.ln.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    fn total(&self) -> f64 {
        ln_add(ln_sum(&self.ln), self.rest)
    }

    /// Weighs what matters under every noise, and splits cells until none holds much of the class alone.
    fn closer(self, best: f64, scales: &mut Scales<'_>) -> Look {
        if self.best() < best + FORLORN {
            return self;
        }
        let least = (best + HOPELESS).min(self.best());
        let mut look = self.put_aside(least);
        look.ln = weights(scales, &look.cells);
        if look.total() < best + FORLORN {
            return look;
        }
        let mut promising = look.ln.clone();
        promising.sort_by(|a, b| b.total_cmp(a));
        let mut bar = promising.get(PROMISING).copied().unwrap_or(f64::NEG_INFINITY);
        for round in 0..ROUNDS {
            look.split(round % DIMENSIONS, bar, scales);
            bar = ln_sum(&look.ln) + HEAVY.ln();
        }
        look
    }

    fn put_aside(self, least: f64) -> Look {
        let pairs = self.cells.into_iter().zip(self.ln);
        let (kept, aside): (Vec<_>, Vec<_>) = pairs.partition(|(_, ln)| *ln >= least);
        let (cells, ln) = kept.into_iter().unzip();
        Look { cells, ln, rest: ln_sum(&aside.into_iter().map(|(_, ln)| ln).collect::<Vec<_>>()) }
    }

    /// Splits every cell heavier than the bar along one dimension.
    fn split(&mut self, dimension: usize, bar: f64, scales: &mut Scales<'_>) {
        let mut finer = Vec::new();
        let mut at = 0;
        while at < self.cells.len() {
            match self.cells[at].split(dimension).filter(|_| self.ln[at] > bar) {
                Some(parts) => {
                    finer.extend(parts);
                    self.cells.swap_remove(at);
                    self.ln.swap_remove(at);
                }
                None => at += 1,
            }
        }
        self.ln.extend(weights(scales, &finer));
        self.cells.extend(finer);
    }

    /// The heaviest curve of all, where any has a weight.
    fn champion(&self, family: usize, total: f64, scales: &mut Scales<'_>) -> Option<Carrier> {
        let (cell, ln) = self.cells.iter().zip(&self.ln).max_by(|a, b| a.1.total_cmp(b.1))?;
        let levels = scales.levels(std::slice::from_ref(cell)).pop()?;
        ln.is_finite().then(|| Carrier { family, cell: *cell, share: (ln - total).exp(), levels })
    }

    fn carriers(self, family: usize, total: f64, scales: &mut Scales<'_>) -> Vec<Carrier> {
        let heavy = self.cells.into_iter().zip(self.ln).map(|(cell, ln)| (cell, (ln - total).exp()));
        let heavy: Vec<(Cell, f64)> = heavy.filter(|(_, share)| *share > NEGLIGIBLE).collect();
        let cells: Vec<Cell> = heavy.iter().map(|(cell, _)| *cell).collect();
        let levels = scales.levels(&cells);
        heavy.into_iter().zip(levels).map(|((cell, share), levels)| Carrier { family, cell, share, levels }).collect()
    }
}
