//! Steps in a row of noisy numbers, found while the row grows: a level that holds, then another.

/// One number of the row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// The number.
    pub value: f64,
    /// Which numbers share a level: those of other groups are only ever compared with their own.
    pub group: usize,
}

/// When a difference of levels counts as a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The least difference that matters.
    pub least: f64,
    /// The scatter that is expected before any was seen, as a standard deviation.
    pub scatter: f64,
    /// How many numbers that expectation weighs as much as.
    pub trust: f64,
    /// How many numbers must stand before a step.
    pub before: usize,
    /// How many must have followed before it is called, at least.
    pub soonest: usize,
    /// How far back from the newest number a step is looked for.
    pub reach: usize,
    /// How many standard deviations of the normal distribution the difference must be out.
    pub deviations: f64,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The first number of the new level.
    pub at: usize,
    /// The number at which it was called: everything later played no part.
    pub called: usize,
    /// By how much the level rose.
    pub change: f64,
}

/// Numbers before a step that its level is taken from: older ones are other times.
const MEMORY: usize = 60;

/// The steps of the row, in order. What is called at a number depends on no later one: as the row grows, steps are added
/// and never changed. After a step the row begins anew. Takes time proportional to the length of the row.
///
/// A step's size is tested against the scatter within levels (the mean difference by its standard error, pooled over
/// groups, with the expected scatter as prior observations), by Wallace's normal approximation of Student's t. Three
/// quarters of what follows must be on the step's side by a quarter of its size, so that one wild number makes no step.
#[must_use]
pub fn steps(row: &[Observation], rule: &Rule) -> Vec<Step> {
    let levels = Levels::of(row);
    let (mut found, mut start) = (Vec::new(), 0);
    for newest in 0..row.len() {
        if let Some(step) = newest_step(&levels, start, newest, rule) {
            start = step.at;
            found.push(step);
        }
    }
    found
}

/// The best step within reach of the newest number, if any is far enough out.
fn newest_step(levels: &Levels<'_>, start: usize, newest: usize, rule: &Rule) -> Option<Step> {
    let most = (newest + 1).saturating_sub(start + rule.before).min(rule.reach);
    let start = start.max((newest + 1).saturating_sub(MEMORY + most));
    let mut best: Option<(f64, Step)> = None;
    for follow in rule.soonest..=most {
        let at = newest + 1 - follow;
        let Some((change, deviations)) = levels.difference(start, at, newest + 1, rule) else { continue };
        if deviations > rule.deviations && best.is_none_or(|(most, _)| deviations > most) {
            best = Some((deviations, Step { at, called: newest, change }));
        }
    }
    best.map(|(_, step)| step)
}

/// The row with sums over its first numbers, a group each, so that those of any stretch cost nothing.
struct Levels<'a> {
    row: &'a [Observation],
    origin: f64,
    /// `sums[group][i]`: over those of the first `i` numbers that are of the group.
    sums: Vec<Vec<Sums>>,
}

/// How many numbers, their sum, the sum of their squares.
#[derive(Clone, Copy, Default)]
struct Sums(f64, f64, f64);

impl Levels<'_> {
    fn of(row: &[Observation]) -> Levels<'_> {
        let groups = row.iter().map(|o| o.group).max().map_or(0, |most| most + 1);
        let origin = row.first().map_or(0.0, |o| o.value);
        let sums_of = |group: usize| {
            let mut sums = Vec::with_capacity(row.len() + 1);
            let mut last = Sums::default();
            sums.push(last);
            for o in row {
                if o.group == group {
                    let x = o.value - origin;
                    last = Sums(last.0 + 1.0, last.1 + x, last.2 + x * x);
                }
                sums.push(last);
            }
            sums
        };
        Levels { row, origin, sums: (0..groups).map(sums_of).collect() }
    }

    /// How far the numbers from `at` to before `end` are from the levels of those from `start` to before `at`, and how
    /// many standard deviations that is.
    fn difference(&self, start: usize, at: usize, end: usize, rule: &Rule) -> Option<(f64, f64)> {
        // Of the groups that have a level.
        let (mut count, mut sum, mut before) = (0.0, 0.0, 0.0);
        for group in &self.sums {
            let (level, after) = (group[start].to(group[at]), group[at].to(group[end]));
            if level.0 > 0.5 && after.0 > 0.5 {
                count += after.0;
                sum += after.1 - after.0 * level.1 / level.0;
                before += level.0;
            }
        }
        let change: f64 = sum / count;
        // Nearly every night ends here, before anything dear.
        if count < rule.soonest as f64 || change.abs() < rule.least || before < rule.before as f64 {
            return None;
        }
        let levels: Vec<Sums> = self.sums.iter().map(|group| group[start].to(group[at])).collect();
        let known = || self.row[at..end].iter().filter_map(|o| self.above(*o, &levels));
        let along = known().filter(|e| *e * change.signum() >= 0.25 * change.abs()).count() as f64;
        if along < 0.75 * count {
            return None;
        }
        let squares = known().map(|e| (e - change) * (e - change)).sum::<f64>();
        let with_level = || levels.iter().filter(|level| level.0 > 0.5);
        let freedom = rule.trust + with_level().map(|level| level.0 - 1.0).sum::<f64>() + count - 1.0;
        let squares = squares + with_level().map(|level| level.squares()).sum::<f64>();
        let variance = (rule.trust * rule.scatter * rule.scatter + squares) / freedom;
        let share = |group: usize| self.row[at..end].iter().filter(|o| o.group == group).count() as f64 / count;
        let uncertain = levels.iter().enumerate().filter(|(_, level)| level.0 > 0.5);
        let uncertain: f64 = uncertain.map(|(group, level)| share(group).powi(2) / level.0).sum();
        let t = change.abs() / (variance * (1.0 / count + uncertain)).sqrt();
        Some((change, normal(t, freedom)))
    }

    /// How far a number is above its group's level; `None` where its group has none.
    fn above(&self, o: Observation, levels: &[Sums]) -> Option<f64> {
        let level = levels[o.group];
        (level.0 > 0.5).then(|| o.value - self.origin - level.1 / level.0)
    }
}

impl Sums {
    /// From here to there.
    fn to(self, there: Sums) -> Sums {
        Sums(there.0 - self.0, there.1 - self.1, there.2 - self.2)
    }

    /// Sum of squares within.
    fn squares(self) -> f64 {
        (self.2 - self.1 * self.1 / self.0).max(0.0)
    }
}

/// The standard normal deviate as improbable as Student's `t` (Wallace 1959, correct to about 0.1 in every tail).
fn normal(t: f64, freedom: f64) -> f64 {
    (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0) * (freedom * (t * t / freedom).ln_1p()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule =
        Rule { least: 0.1, scatter: 0.08, trust: 12.0, before: 5, soonest: 2, reach: 8, deviations: 3.9 };

    fn row(values: &[f64]) -> Vec<Observation> {
        values.iter().map(|value| Observation { value: *value, group: 0 }).collect()
    }

    /// Numbers that look random: the fractional parts of multiples of the golden ratio, summed to a bell.
    fn noisy(count: usize, scatter: f64, level: impl Fn(usize) -> f64) -> Vec<f64> {
        let even = |i: usize| (i as f64 * 0.618_033_988_75).fract() - 0.5;
        let bell = |i: usize| even(i * 3 + 1) + even(i * 5 + 2) + even(i * 7 + 3) + even(i * 11);
        (0..count).map(|i| level(i) + scatter * bell(i) * 1.73).collect()
    }

    #[test]
    fn a_step_is_called_once_soon_and_at_its_place() {
        let found = steps(&row(&noisy(60, 0.03, |i| if i < 30 { 0.0 } else { 0.3 })), &RULE);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].at, found[0].called), (30, 31));
        assert!((found[0].change - 0.3).abs() < 0.1);
        let back = steps(&row(&noisy(60, 0.03, |i| if (20..40).contains(&i) { -0.3 } else { 0.0 })), &RULE);
        assert_eq!(back.iter().map(|step| step.at).collect::<Vec<_>>(), [20, 40]);
    }

    #[test]
    fn the_nile_fell_in_1899() {
        // Yearly flow at Aswan, 1871 to 1970; Cobb (1978, Biometrika 65) dates the change to 1898, its first low year 1899.
        let nile = [
            1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
            1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
            1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
            1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848,
            890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
        ];
        let row: Vec<Observation> =
            nile.iter().map(|flow| Observation { value: f64::from(*flow).ln(), group: 0 }).collect();
        let rule = Rule { least: 0.1, scatter: 0.15, trust: 12.0, before: 5, soonest: 2, reach: 8, deviations: 4.2 };
        let found = steps(&row, &rule);
        assert_eq!(found.iter().map(|step| 1871 + step.at).collect::<Vec<_>>(), [1899], "{found:?}");
        assert!((-0.4..-0.15).contains(&found[0].change), "{found:?}");
    }

    #[test]
    fn what_is_called_never_changes_as_the_row_grows() {
        let row = row(&noisy(90, 0.05, |i| [0.0, 0.4, 0.1][i / 30]));
        let all = steps(&row, &RULE);
        assert!(all.len() >= 2);
        for length in 0..row.len() {
            let called: Vec<Step> = all.iter().copied().filter(|step| step.called < length).collect();
            assert_eq!(steps(&row[..length], &RULE), called, "{length}");
        }
    }

    #[test]
    fn wild_numbers_noise_and_short_rows_are_no_step() {
        let mut wild = noisy(60, 0.03, |_| 0.0);
        wild[30] = 2.0;
        wild[45] = -1.0;
        assert_eq!(steps(&row(&wild), &RULE), []);
        assert_eq!(steps(&row(&noisy(300, 0.08, |_| 1.0)), &RULE), []);
        assert_eq!(steps(&[], &RULE), []);
        assert_eq!(steps(&row(&[0.0, 0.0, 0.0, 0.0, 5.0, 5.0, 5.0]), &RULE), [], "too few before");
        assert_eq!(steps(&row(&[f64::MAX; 20]), &RULE), []);
    }

    #[test]
    fn groups_are_held_against_themselves_only() {
        let mixed = |step: f64| -> Vec<Observation> {
            let level = |i: usize| if i.is_multiple_of(2) { 1.0 } else { 0.0 } + if i < 30 { 0.0 } else { step };
            let values = noisy(60, 0.03, level).into_iter().enumerate();
            values.map(|(i, value)| Observation { value, group: i % 2 }).collect()
        };
        assert_eq!(steps(&mixed(0.0), &RULE), [], "machines that take turns are no change");
        let found = steps(&mixed(0.3), &RULE);
        assert_eq!(found.iter().map(|step| step.at).collect::<Vec<_>>(), [30], "{found:?}");
        let mut replaced = row(&noisy(60, 0.03, |i| if i < 30 { 0.0 } else { 1.0 }));
        for o in &mut replaced[30..] {
            o.group = 1;
        }
        assert_eq!(steps(&replaced, &RULE), [], "another machine from one night on");
    }

    // Printed percentiles of Student's t: 97.5% for 10 degrees of freedom, 99.95% for 5, 10 and 30.
    #[test]
    fn deviations_are_as_improbable_as_t() {
        for (t, freedom, z) in
            [(2.228, 10.0, 1.96), (6.869, 5.0, 3.2905), (4.587, 10.0, 3.2905), (3.646, 30.0, 3.2905), (3.0, 1e6, 3.0)]
        {
            assert!((normal(t, freedom) - z).abs() < 0.05, "{t} {freedom}: {}", normal(t, freedom));
        }
    }
}
