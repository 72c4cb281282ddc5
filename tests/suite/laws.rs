//! Laws of fit and judge: what must hold of any measurements.

use proptest::prelude::*;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use scalecheck::fit::{FitError, fit};
use scalecheck::judge;
use scalecheck::model::{
    Basis, CaveatKind, Censored, Class, Clock, Expectation, Fit, Metric, Mode, Point, Questions, RegimeKind, Ruling,
    Series,
};

fn series(metric: Metric, points: Vec<Point>) -> Series {
    Series {
        metric,
        input: None,
        mode: Mode::Function,
        clock: Clock::Cpu,
        points,
        censored: Vec::new(),
        quantum: 0.0,
        floor: 0.0,
        missing: None,
        physics: None,
    }
}

/// Sizes evenly spaced in their logarithm.
fn ladder(from: f64, to: f64, count: usize) -> Vec<f64> {
    let step = (to / from).ln() / (count - 1) as f64;
    (0..count).map(|i| (from * (step * i as f64).exp()).round()).collect()
}

/// Nearly normal noise of deviation 1: the sum of twelve uniform numbers, less six.
fn noise(random: &mut Xoshiro256PlusPlus) -> f64 {
    (0..12).map(|_| random.next_u64() as f64 / u64::MAX as f64).sum::<f64>() - 6.0
}

/// Five noisy runs of a cost at every size.
fn timed(cost: impl Fn(f64) -> f64, sizes: &[f64], deviation: f64, seed: u64) -> Series {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut point = |n: f64| {
        let values = (0..5).map(|_| cost(n) * (deviation * noise(&mut random)).exp()).collect();
        Point { n, values }
    };
    series(Metric::Time, sizes.iter().map(|n| point(*n)).collect())
}

fn counted(count: impl Fn(f64) -> f64, sizes: &[f64]) -> Series {
    series(Metric::counter("steps"), sizes.iter().map(|n| Point { n: *n, values: vec![count(*n)] }).collect())
}

fn fitted(series: &Series) -> Fit {
    fit(series, &Questions::default()).expect("enough sizes")
}

fn rule(fit: &Fit, class: Class, strict: bool) -> Ruling {
    let expectation = Expectation { metric: fit.series.metric.clone(), class, tight: false };
    judge::growth(fit, &expectation, strict).ruling
}

fn rulings(fit: &Fit) -> Vec<Ruling> {
    Class::ALL.iter().flat_map(|class| [rule(fit, *class, true), rule(fit, *class, false)]).collect()
}

type Planted = (Class, fn(f64) -> f64, f64, f64);

const PLANTED: [Planted; 11] = [
    (Class::CONSTANT, |_| 0.7, 10.0, 1e6),
    (Class::SQUARE_ROOT, |n| 1e-6 + 1e-6 * n.sqrt(), 10.0, 1e6),
    (Class::LINEAR, |n| 2e-6 + 3e-8 * n, 100.0, 1e6),
    (Class::LINEARITHMIC, |n| 1e-8 * n * n.log2(), 100.0, 1e7),
    (Class::POWER_1_5, |n| 1e-8 * n.powf(1.5), 100.0, 1e5),
    (Class::QUADRATIC, |n| 1e-4 + 4e-9 * n * n, 10.0, 1e5),
    (Class::CUBIC, |n| 1e-9 * n.powi(3), 10.0, 1e3),
    (Class::EXPONENTIAL, |n| 1e-6 * 1.6f64.powf(n), 5.0, 40.0),
    (Class::FACTORIAL, |n| 1e-7 * (1..=n as u64).map(|k| k as f64).product::<f64>(), 2.0, 13.0),
    (Class::LOGARITHMIC, |n| 1e-7 * n.ln(), 10.0, 1e6),
    (Class::QUADRATIC_LOG, |n| 1e-9 * n * n * n.log2(), 10.0, 1e5),
];

#[test]
fn planted_classes_are_found_and_upheld() {
    for (class, cost, from, to) in PLANTED {
        let fit = fitted(&timed(cost, &ladder(from, to, 12), 0.01, 1));
        assert_eq!(fit.class, class);
        assert_eq!(rule(&fit, class, false), Ruling::Met, "{class}");
        assert_ne!(rule(&fit, class, true), Ruling::Broken, "{class}");
    }
}

#[test]
fn a_full_power_below_the_truth_is_broken() {
    for (lower, truth) in [(Class::CONSTANT, 2), (Class::LINEAR, 5), (Class::QUADRATIC, 6), (Class::CUBIC, 7)] {
        let (_, cost, from, to) = PLANTED[truth];
        let fit = fitted(&timed(cost, &ladder(from, to, 12), 0.01, 2));
        assert_eq!(rule(&fit, lower, false), Ruling::Broken, "{lower} of {}", PLANTED[truth].0);
    }
}

#[test]
fn exact_counts_are_named_with_certainty_whatever_stands_below() {
    type Cost = fn(f64) -> f64;
    let cases: [(Class, Cost); 5] = [
        (Class::QUADRATIC, |n| n * n / 2.0 + 3.0 * n),
        (Class::LINEAR, |n| 7.0 * n + 900.0),
        (Class::LINEARITHMIC, |n| (n * n.log2() - 0.91 * n).round()),
        (Class::LOGARITHMIC, |n| n.log2().floor() + 1.0),
        (Class::CUBIC, |n| n * (n - 1.0) * (n - 2.0) / 6.0 + n * n),
    ];
    for (class, count) in cases {
        let fit = fitted(&counted(count, &ladder(16.0, 65536.0, 13)));
        assert_eq!(fit.plausible, [class]);
        assert_eq!(rule(&fit, class, true), Ruling::Met, "{class}");
    }
}

#[test]
fn names_change_no_ruling() {
    for (seed, (_, cost, from, to)) in PLANTED.into_iter().enumerate() {
        let one = counted(|n| (1e9 * cost(n)).round(), &ladder(from, to, 9 + seed % 3));
        let other = Series { metric: Metric::counter("queries"), input: Some("few distinct".into()), ..one.clone() };
        assert_eq!(rulings(&fitted(&one)), rulings(&fitted(&other)));
    }
}

#[test]
fn a_slope_that_breaks_is_told_with_its_place_and_the_tail_rules() {
    let switched = |n: f64| if n < 1e4 { 1e-6 * n } else { 1e-10 * n * n };
    let fit = fitted(&timed(switched, &ladder(10.0, 1e7, 19), 0.01, 3));
    let [found] = fit.regimes[..] else { panic!("{:?}", fit.regimes) };
    assert_eq!(found.kind, RegimeKind::Break);
    assert!((3e3..3e4).contains(&found.n) && (0.8..1.2).contains(&found.change), "{found:?}");
    assert_eq!(fit.class, Class::QUADRATIC, "the tail rules");
    assert_eq!((rule(&fit, Class::LINEAR, false), rule(&fit, Class::QUADRATIC, false)), (Ruling::Broken, Ruling::Met));
}

#[test]
fn unit_machine_speed_and_order_change_no_ruling() {
    for seed in 0..3 {
        let (_, cost, from, to) = PLANTED[(seed as usize * 3) % PLANTED.len()];
        let one = timed(cost, &ladder(from, to, 9), 0.05, seed);
        let before = fitted(&one);
        for factor in [1e-9, 1.0 / 3.0, 1e12] {
            let mut other = one.clone();
            other.points.reverse();
            for point in &mut other.points {
                point.values.rotate_left(2);
                point.values.iter_mut().for_each(|value| *value *= factor);
            }
            let after = fitted(&other);
            assert_eq!(rulings(&before), rulings(&after), "seed {seed}, factor {factor}");
            assert_eq!(before.plausible, after.plausible);
            assert!((before.confidence - after.confidence).abs() < 1e-6);
        }
    }
}

#[test]
fn more_noise_never_makes_rulings_surer() {
    let decided = |deviation: f64| -> usize {
        let cost = |n: f64| 1e-4 + 2e-8 * n * n.log2();
        let fits = (0..5).map(|seed| fitted(&timed(cost, &ladder(50.0, 5e4, 9), deviation, seed)));
        fits.map(|fit| rulings(&fit).into_iter().filter(|ruling| *ruling != Ruling::Undecided).count()).sum()
    };
    let rates = [0.01, 0.1, 0.6].map(decided);
    assert!(rates[0] >= rates[1] && rates[1] >= rates[2] && rates[0] > rates[2], "{rates:?}");
}

#[test]
fn what_is_met_is_met_for_every_higher_class() {
    for (_, cost, from, to) in PLANTED {
        let fit = fitted(&timed(cost, &ladder(from, to, 8), 0.08, 3));
        for strict in [true, false] {
            let met: Vec<bool> = Class::ALL.iter().map(|class| rule(&fit, *class, strict) == Ruling::Met).collect();
            assert!(met.windows(2).all(|pair| !pair[0] || pair[1]), "{met:?}");
        }
    }
}

#[test]
fn more_sizes_narrow_predictions() {
    let width = |count: usize| -> f64 {
        let questions = Questions { sizes: vec![1e6], ..Questions::default() };
        let one = |seed: u64| {
            let fit = fit(&timed(|n| 1e-5 + 1e-8 * n, &ladder(100.0, 2e5, count), 0.05, seed), &questions);
            let value = fit.expect("enough sizes").predictions[0].value;
            (value.high / value.low).ln()
        };
        (0..4).map(one).sum()
    };
    assert!(width(20) < width(6));
}

#[test]
fn a_timeout_is_evidence_of_growth() {
    let sizes = ladder(4.0, 14.0, 6);
    let mut one = timed(|n| 1e-3 * 1.9f64.powf(n), &sizes, 0.05, 5);
    let probability = |fit: &Fit| -> f64 {
        let slow = |class: &Class| matches!(class, Class::PowerLog { power, .. } if *power <= 2.0);
        fit.posterior.iter().filter(|(class, _)| slow(class)).map(|(_, p)| p).sum()
    };
    let before = probability(&fitted(&one));
    one.censored = vec![Censored { n: 28.0, at_least: 1e-3 * 1.9f64.powf(22.0) }];
    let fit = fitted(&one);
    assert!(probability(&fit) < before, "{before} before");
    assert!(fit.caveats.iter().any(|caveat| caveat.kind == CaveatKind::Censored));
}

#[test]
fn a_step_in_the_level_is_told_and_is_no_growth() {
    let cost = |n: f64| 1e-8 * n * if n > 3e4 { 4.0 } else { 1.0 };
    let fit = fitted(&timed(cost, &ladder(100.0, 1e7, 16), 0.01, 6));
    assert_eq!(fit.class, Class::LINEAR);
    let step = fit.regimes.iter().find(|regime| regime.kind == RegimeKind::Step).expect("a step");
    assert!((5e3..2e5).contains(&step.n) && (3.0..5.5).contains(&step.change), "{step:?}");
}

#[test]
fn one_disturbed_size_decides_nothing() {
    let mut one = timed(|n| 1e-8 * n * n, &ladder(100.0, 1e5, 12), 0.01, 7);
    one.points[5].values.iter_mut().for_each(|value| *value *= 3.0);
    let fit = fitted(&one);
    assert_eq!(fit.plausible, [Class::QUADRATIC]);
    let outlier = fit.caveats.iter().find(|caveat| caveat.kind == CaveatKind::Outlier).expect("a caveat");
    assert!(outlier.text.contains("off the curve"), "{}", outlier.text);
}

#[test]
fn budgets_are_reached_where_the_law_says() {
    let questions = Questions { budgets: vec![30.0, 1e-9], sizes: vec![1e5, 3e5, 4e6], ..Questions::default() };
    let fit = fit(&timed(|n| 1e-6 * n, &ladder(100.0, 1e6, 12), 0.02, 8), &questions).expect("enough sizes");
    let [threshold, passed] = fit.thresholds[..] else { panic!("two budgets") };
    let n = threshold.n.expect("it grows");
    assert!(n.low < 3e7 && 3e7 < n.high && threshold.safe_up_to <= n.value, "{threshold:?}");
    assert!(matches!(threshold.basis, Basis::Extrapolated(_)));
    assert_eq!(passed.safe_up_to, 0.0);
    for (estimate, truth) in fit.predictions.iter().zip([0.1, 0.3, 4.0]) {
        assert!(estimate.value.low < truth && truth < estimate.value.high, "{estimate:?}");
    }
}

#[test]
fn limits_are_ruled_by_the_whole_interval() {
    let questions = Questions { sizes: vec![1e7], ..Questions::default() };
    let fit = fit(&timed(|n| 1e-6 * n, &ladder(100.0, 1e6, 12), 0.02, 8), &questions).expect("enough sizes");
    let ruling = |at: f64, max: f64| judge::limit(&fit, &Metric::Time, at, max).ruling;
    assert_eq!([30.0, 10.0, 3.0].map(|max| ruling(1e7, max)), [Ruling::Met, Ruling::Undecided, Ruling::Broken]);
    let seen = fit.points.last().expect("a top").value;
    assert_eq!([3.0, seen, 0.3].map(|max| ruling(1e6, max)), [Ruling::Met, Ruling::Undecided, Ruling::Broken]);
    assert_eq!([3e-3, 3e-4].map(|max| ruling(1234.0, max)), [Ruling::Met, Ruling::Broken], "between sizes");
    assert_eq!(ruling(1e12, 1.0), Ruling::Undecided, "a size that nobody asked about");
}

#[test]
fn a_sort_that_inserts_while_small_is_ruled_by_its_tail() {
    let cost = |n: f64| if n < 300.0 { 1e-9 * n * n / 4.0 } else { 6.2e-9 * n * n.log2() };
    let fit = fitted(&timed(cost, &ladder(20.0, 1e7, 18), 0.02, 11));
    assert_ne!(rule(&fit, Class::LINEARITHMIC, false), Ruling::Broken);
    assert_eq!(rule(&fit, Class::QUADRATIC, false), Ruling::Met);
}

#[test]
fn what_does_not_grow_reaches_no_budget_that_is_far_above() {
    let questions = Questions { budgets: vec![100.0], ..Questions::default() };
    let fit = fit(&timed(|_| 1e-3, &ladder(10.0, 1e6, 12), 0.01, 9), &questions).expect("enough sizes");
    assert_eq!(fit.class, Class::CONSTANT);
    assert_eq!(fit.thresholds[0].n, None);
    assert!(fit.thresholds[0].safe_up_to > 1e6);
}

#[test]
fn exact_counters_have_intervals_with_a_width() {
    let questions = Questions { sizes: vec![1e6], ..Questions::default() };
    let fit = fit(&counted(|n| 3.0 * n, &ladder(10.0, 1e5, 9)), &questions).expect("enough sizes");
    let value = fit.predictions[0].value;
    assert!(value.low < 3e6 && 3e6 < value.high && value.high < 3.2e6, "{value:?}");
    assert!(fit.exponent.low < fit.exponent.high);
}

#[test]
fn declared_classes_off_the_ladder_are_rivals() {
    let declared = Class::power_log(1.585, 0.0);
    let questions = Questions { declared: vec![declared], ..Questions::default() };
    let of = |power: f64| {
        fit(&counted(|n| (5.0 * n.powf(power)).round(), &ladder(64.0, 65536.0, 11)), &questions).expect("enough sizes")
    };
    assert_eq!(rule(&of(1.585), declared, true), Ruling::Met);
    assert_eq!(rule(&of(2.0), declared, true), Ruling::Broken);
    assert_eq!(rule(&of(1.5), declared, true), Ruling::Met);
}

#[test]
fn a_declared_base_is_that_base_and_an_open_one_is_any() {
    let three = Class::Exponential { base: Some(3.0) };
    let questions = Questions { declared: vec![three], ..Questions::default() };
    let sizes: Vec<f64> = (4..=14).map(f64::from).collect();
    let of = |base: f64| fit(&counted(|n| base.powf(n).round(), &sizes), &questions).expect("enough sizes");
    assert_eq!(rule(&of(3.0), three, true), Ruling::Met);
    assert_eq!(rule(&of(2.0), three, true), Ruling::Met);
    assert_eq!(rule(&of(3.6), three, true), Ruling::Broken);
    assert_eq!(rule(&of(3.6), Class::EXPONENTIAL, true), Ruling::Met);
}

#[test]
fn too_few_sizes_are_an_error_that_says_how_many() {
    let one = timed(|n| n, &[1.0, 2.0], 0.01, 1);
    assert_eq!(fit(&one, &Questions::default()).err(), Some(FitError::TooFewSizes { found: 2, needed: 3 }));
}

/// Every number that a reader may see.
fn numbers(fit: &Fit) -> Vec<f64> {
    let intervals = fit.predictions.iter().chain(&fit.curve).map(|estimate| estimate.value);
    let intervals = intervals.chain(fit.thresholds.iter().filter_map(|t| t.n)).chain([fit.exponent]);
    let mut all: Vec<f64> = intervals.flat_map(|i| [i.low, i.value, i.high]).collect();
    all.extend(fit.points.iter().flat_map(|p| [p.value, p.low, p.high, p.residual, p.ratio]));
    all.extend(fit.rivals.iter().flat_map(|rival| rival.curve.iter().map(|(_, value)| *value)));
    all.extend(fit.posterior.iter().map(|(_, p)| *p));
    all.extend(fit.thresholds.iter().map(|t| t.safe_up_to));
    all.extend(&fit.gains);
    all.extend([fit.confidence, fit.formula.fixed, fit.formula.coefficient]);
    all
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-1.0),
        Just(f64::INFINITY),
        Just(f64::NAN),
        Just(f64::MAX),
        Just(f64::MIN_POSITIVE),
        Just(5e-324),
        Just(7.0),
        -1e3..1e3f64,
        1e-12..1e12f64,
    ]
}

fn any_series() -> impl Strategy<Value = Series> {
    let size = prop_oneof![1.0..50.0f64, 1.0..1e9f64, Just(1.0), Just(0.0), Just(f64::NAN), Just(9e15), Just(64.0)];
    let point = (size, prop::collection::vec(any_value(), 0..4)).prop_map(|(n, values)| Point { n, values });
    let censored = prop::collection::vec((1.0..1e9f64, any_value()), 0..3);
    let kind = (0..4usize, any::<bool>(), any::<bool>(), prop_oneof![Just(0.0), Just(1e-6), any_value()]);
    (prop::collection::vec(point, 0..9), censored, kind).prop_map(
        |(points, censored, (kind, process, wall, quantum))| {
            let metric = [Metric::Time, Metric::Memory, Metric::counter("x"), Metric::Wall][kind].clone();
            Series {
                mode: if process { Mode::Process } else { Mode::Function },
                clock: if wall { Clock::Wall } else { Clock::Cpu },
                censored: censored.into_iter().map(|(n, at_least)| Censored { n, at_least }).collect(),
                quantum,
                ..series(metric, points)
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_makes_a_fit_panic_or_say_what_is_no_number(series in any_series(), n in any_value(), budget in any_value()) {
        let questions = Questions {
            sizes: vec![n, 1e3],
            budgets: vec![budget, 1.0],
            declared: vec![Class::power_log(1.2, 3.0), Class::Exponential { base: Some(3.0) }],
            candidates: vec![n, 100.0],
        };
        if let Ok(fit) = fit(&series, &questions) {
            prop_assert!(numbers(&fit).iter().all(|number| number.is_finite()), "{:?}", fit);
            let sum: f64 = fit.posterior.iter().map(|(_, p)| p).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6);
            prop_assert!(!fit.plausible.is_empty() && fit.plausible[0] == fit.class);
            prop_assert!(fit.curve.windows(2).all(|pair| pair[0].n <= pair[1].n));
            rulings(&fit);
        }
    }
}
