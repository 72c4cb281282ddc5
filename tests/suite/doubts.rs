//! Rulings that physics forbids, however probable: caches that look like growth, start-up that hides it.

use scalecheck::fit::fit;
use scalecheck::judge;
use scalecheck::model::{
    Accounts, Because, CaveatKind, Censored, Class, Clock, Doubt, Expectation, Metric, Mode, Physics, Point, Questions,
    Ruling, Series, Verdict,
};

const MIB: f64 = 1024.0 * 1024.0;

/// Three runs of a cost in seconds at nine sizes, within half a percent; a unit of so many to the second.
fn timed(cost: impl Fn(f64) -> f64, top: f64, physics: impl Into<Option<Physics>>) -> Series {
    let physics = physics.into();
    let wobble = [1.003, 0.998, 1.001, 0.996, 1.004, 1.0, 0.997, 1.002, 0.999];
    let unit = physics.map_or(1.0, |physics| physics.second);
    let point = |(i, wobble): (usize, &f64)| {
        let n = (10.0 * (top / 10.0).powf(i as f64 / 8.0)).round();
        Point { n, values: [0.998, 1.0, 1.002].map(|run| run * wobble * cost(n) * unit).to_vec() }
    };
    Series {
        metric: Metric::Time,
        input: None,
        mode: Mode::Process,
        clock: Clock::Cpu,
        points: wobble.iter().enumerate().map(point).collect(),
        censored: Vec::new(),
        quantum: 0.0,
        floor: 0.0,
        missing: None,
        physics,
    }
}

fn physics(second: f64, footprint: f64) -> Physics {
    Physics { second, footprint: Some(footprint) }
}

fn rule(series: &Series, class: Class) -> Verdict {
    let fit = fit(series, &Questions::default()).expect("nine sizes");
    judge::growth(&fit, &Expectation { metric: Metric::Time, class, tight: false }, false)
}

fn doubt(verdict: &Verdict) -> Option<Doubt> {
    match verdict.because {
        Because::Posterior { doubt, .. } => doubt,
        _ => None,
    }
}

/// A random walk through memory: each step costs 1 ns while the data fit the caches and up to 100 ns beyond.
fn walk(n: f64) -> f64 {
    0.001 + n * 1e-9 * (1.0 + 99.0 / (1.0 + (1e6 / n).powf(1.5)))
}

#[test]
fn caches_that_data_outgrow_break_no_declaration() {
    let verdict = rule(&timed(walk, 5e5, physics(1.0, 2.0 * MIB)), Class::LINEAR);
    assert_eq!(verdict.ruling, Ruling::Undecided);
    assert!(matches!(doubt(&verdict), Some(Doubt::MemoryHierarchy { .. })), "{:?}", verdict.because);
}

#[test]
fn the_same_curve_is_broken_where_no_cache_can_explain_it() {
    let small = rule(&timed(walk, 5e5, physics(1.0, 0.1 * MIB)), Class::LINEAR);
    assert_eq!(small.ruling, Ruling::Broken, "all data fit the nearest caches");
    let slow = rule(&timed(|n| 1000.0 * walk(n), 5e5, physics(1.0, 2.0 * MIB)), Class::LINEAR);
    assert_eq!(slow.ruling, Ruling::Broken, "a hundred microseconds an item are no misses");
    let unknown = rule(&timed(walk, 5e5, None), Class::LINEAR);
    assert_eq!(unknown.ruling, Ruling::Broken, "a unit that nobody knows bounds nothing");
}

#[test]
fn a_quadratic_loop_is_told_from_caches() {
    let verdict = rule(&timed(|n| 0.001 + 0.3e-9 * n * n, 3e4, physics(1.0, 2.0 * MIB)), Class::LINEAR);
    assert_eq!((verdict.ruling, doubt(&verdict)), (Ruling::Broken, None));
}

#[test]
fn work_that_start_up_would_hide_is_not_ruled_absent() {
    let hidden = |n: f64| 0.03 + 1e-8 * n;
    for class in [Class::CONSTANT, Class::LOGARITHMIC] {
        let verdict = rule(&timed(hidden, 1e4, physics(1.0, 0.0)), class);
        assert_eq!(verdict.ruling, Ruling::Undecided, "{class}");
        assert!(matches!(doubt(&verdict), Some(Doubt::Hidden { class: Class::LINEAR, .. })), "{:?}", verdict.because);
    }
    assert_eq!(rule(&timed(hidden, 1e4, physics(1.0, 0.0)), Class::LINEAR).ruling, Ruling::Met);
}

#[test]
fn a_constant_over_sizes_that_would_show_any_work_is_met() {
    let verdict = rule(&timed(|_| 0.02, 1e6, physics(1.0, 0.0)), Class::CONSTANT);
    assert_eq!((verdict.ruling, doubt(&verdict)), (Ruling::Met, None));
}

/// A count, exact, at the sizes of [`timed`].
fn counted(count: impl Fn(f64) -> f64, top: f64) -> Series {
    let like = timed(|_| 1.0, top, None);
    let points = like.points.iter().map(|point| Point { n: point.n, values: vec![count(point.n)] }).collect();
    Series { metric: Metric::counter("instructions"), points, quantum: 1.0, ..like }
}

#[test]
fn a_count_that_rises_by_one_an_item_beside_much_is_not_ruled_constant() {
    let beside = |each: f64| rule(&counted(|n| (8e7 + each * n).round(), 2e4), Class::LOGARITHMIC);
    let verdict = beside(20.0);
    assert_eq!(verdict.ruling, Ruling::Undecided, "{:?}", verdict.because);
    assert!(matches!(doubt(&verdict), Some(Doubt::Beside { class: Class::LINEAR, .. })), "{:?}", verdict.because);
    assert_eq!(beside(0.01).ruling, Ruling::Met, "an item is counted once at least");
    assert_eq!(rule(&counted(|n| (8e7 + 20.0 * n).round(), 2e4), Class::LINEAR).ruling, Ruling::Met);
}

#[test]
fn a_logarithm_more_in_a_count_is_not_ruled_absent() {
    for times in [1.0, 3.0, 6.0] {
        let count = |n: f64| (150_000.0 + 100.0 * n + times * n * n.log2()).round();
        let verdict = rule(&counted(count, 1e6), Class::LINEAR);
        assert_ne!(verdict.ruling, Ruling::Met, "{times}: {:?}", verdict.because);
        assert_eq!(rule(&counted(count, 1e6), Class::LINEARITHMIC).ruling, Ruling::Met, "{times}");
    }
}

#[test]
fn a_count_that_only_the_largest_size_raises_breaks_nothing() {
    for most in [3.0, 400.0] {
        let verdict = rule(&counted(|n| if n > 9e5 { most } else { 2.0 }, 1e6), Class::CONSTANT);
        assert_eq!(verdict.ruling, Ruling::Undecided, "{most}: {:?}", verdict.because);
    }
    let two = rule(&counted(|n| if n > 1e5 { n / 1e3 } else { 2.0 }.round(), 1e6), Class::CONSTANT);
    assert_eq!(doubt(&two), None, "two sizes do");
}

/// Every count, or a function's memory in bytes, at a size each.
fn exact(metric: Metric, values: &[(f64, f64)]) -> Series {
    let points = values.iter().map(|(n, value)| Point { n: *n, values: vec![*value; 3] }).collect();
    Series { metric, mode: Mode::Function, points, ..timed(|_| 1.0, 1e6, None) }
}

#[test]
fn a_count_that_rises_by_one_at_its_largest_size_breaks_nothing() {
    let sizes = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0];
    let values: Vec<(f64, f64)> = sizes.iter().map(|n| (*n, if *n > 1500.0 { 8.0 } else { 7.0 })).collect();
    for class in [Class::CONSTANT, Class::LINEAR, Class::CUBIC] {
        let verdict = rule(&exact(Metric::counter("queries"), &values), class);
        assert_ne!(verdict.ruling, Ruling::Broken, "{class}: {:?}", verdict.because);
    }
}

#[test]
fn buffers_that_fill_now_and_then_are_written_as_often_as_there_are_items() {
    let sizes = [10.0, 20.0, 32.0, 55.0, 100.0, 178.0, 316.0, 562.0, 1000.0, 1778.0, 3000.0];
    for top in [1000.0, 1778.0, 3000.0] {
        for round in [f64::ceil, f64::floor] {
            let below = sizes.iter().filter(|n| **n <= top);
            let values: Vec<(f64, f64)> = below.map(|n| (*n, 1.0 + round(10.0 * n / 4096.0))).collect();
            let verdict = rule(&exact(Metric::counter("writes"), &values), Class::LINEAR);
            assert_ne!(verdict.ruling, Ruling::Broken, "{values:?}: {:?}", verdict.because);
        }
    }
    let squares: Vec<(f64, f64)> = sizes.iter().map(|n| (*n, 1.0 + (n * n / 4096.0).ceil())).collect();
    let verdict = rule(&exact(Metric::counter("writes"), &squares), Class::LINEAR);
    assert_eq!(verdict.ruling, Ruling::Broken, "more than one apart: {:?}", verdict.because);
}

#[test]
fn what_grows_as_declared_from_a_size_on_breaks_nothing() {
    let sizes = [10.0, 30.0, 100.0, 300.0, 500.0, 1000.0, 2000.0, 3000.0];
    let shapes = [
        ("a sort's buffer on the stack", sizes.map(|n| if n > 300.0 { 4.0 * n + 24.0 } else { 56.0 })),
        ("a cache that is full", sizes.map(|n| 40.0 + if n > 300.0 { 3.0 * n } else { 0.0 })),
        ("a limit", sizes.map(|n| if n > 400.0 { 900.0 } else { 2.0 })),
    ];
    for (what, counts) in shapes {
        let values: Vec<(f64, f64)> = sizes.into_iter().zip(counts).collect();
        for metric in [Metric::Memory, Metric::counter("items")] {
            let series = exact(metric.clone(), &values);
            let fit = fit(&series, &Questions::default()).expect("eight sizes");
            let expectation = Expectation { metric, class: Class::LINEAR, tight: false };
            let verdict = judge::growth(&fit, &expectation, false);
            assert_ne!(verdict.ruling, Ruling::Broken, "{what}: {:?}", verdict.because);
        }
    }
    let squares: Vec<(f64, f64)> = sizes.iter().map(|n| (*n, if *n > 300.0 { n * n } else { 56.0 })).collect();
    assert_eq!(rule(&exact(Metric::counter("items"), &squares), Class::LINEAR).ruling, Ruling::Broken);
}

#[test]
fn what_is_counted_below_a_size_at_which_a_target_hangs_settles_nothing() {
    let questions = Questions::default();
    let expectation = Expectation { metric: Metric::Time, class: Class::LINEAR, tight: false };
    let settled = |censored: &[Censored]| {
        let bent = |n: f64| 0.002 + 2e-9 * n * (n.log2() - 2.0);
        let time = Series { censored: censored.to_vec(), ..timed(bent, 1e6, physics(1.0, 32.0 * MIB)) };
        let time = fit(&time, &questions).expect("nine sizes");
        let work = fit(&counted(|n| 126_000.0 + 40.0 * n, 1e6), &questions).expect("nine sizes");
        let open = judge::growth(&time, &expectation, true);
        assert_eq!(open.ruling, Ruling::Undecided, "{:?}", open.because);
        let spent = Accounts { cpu: 1.0, wall: 1.0, kernel: Some(0.0), ..Accounts::default() };
        judge::settle(&open, &time, &work, &[], &spent, judge::Levels::default()).map(|verdict| verdict.ruling)
    };
    assert_eq!(settled(&[]), Some(Ruling::Met));
    assert_eq!(settled(&[Censored { n: 2e6, at_least: 30.0 }]), None);
}

#[test]
fn a_time_that_rises_at_its_largest_size_alone_breaks_nothing_before_it_doubles() {
    let file = |most: f64| move |n: f64| if n > 9e5 { most } else { 0.0117 };
    let verdict = rule(&timed(file(0.0166), 1e6, physics(1.0, 0.0)), Class::CONSTANT);
    assert_ne!(verdict.ruling, Ruling::Broken, "{:?}", verdict.because);
    let grows = rule(&timed(|n| 0.0117 + 5e-9 * n + 1.5e-14 * n * n, 1e6, physics(1.0, 0.0)), Class::CONSTANT);
    assert_eq!(grows.ruling, Ruling::Broken, "it rises before: {:?}", grows.because);
}

#[test]
fn the_unit_of_a_time_changes_no_ruling() {
    let rulings = |second: f64| {
        let verdict =
            |cost: &dyn Fn(f64) -> f64, top, class| rule(&timed(cost, top, physics(second, 2.0 * MIB)), class);
        [
            verdict(&walk, 5e5, Class::LINEAR),
            verdict(&|n| 0.03 + 1e-8 * n, 1e4, Class::CONSTANT),
            verdict(&|_| 0.02, 1e6, Class::CONSTANT),
        ]
        .map(|verdict| (verdict.ruling, doubt(&verdict).is_some()))
    };
    assert_eq!(rulings(1.0), rulings(1e9));
}

#[test]
fn a_tail_that_still_rises_meets_nothing() {
    let late = |n: f64| 0.001 + 5e-7 * n + if n > 1e5 { 5e-12 * (n - 1e5).powi(2) } else { 0.0 };
    let verdict = rule(&timed(late, 1e6, None), Class::LINEAR);
    let Because::Posterior { doubt: Some(Doubt::RisingTail { from, rise }), .. } = verdict.because else {
        panic!("{verdict:?}")
    };
    assert_eq!(verdict.ruling, Ruling::Undecided);
    assert!((5e4..3e5).contains(&from) && (4.0..20.0).contains(&rise), "{from}, {rise}");
    assert_eq!(rule(&timed(late, 1e6, None), Class::QUADRATIC).ruling, Ruling::Met);
}

#[test]
fn a_step_with_sizes_beyond_it_meets_what_it_is() {
    let step = |n: f64| 0.001 + 5e-7 * n * (1.0 + 3.0 / (1.0 + (3e3 / n).powi(4)));
    assert_eq!(rule(&timed(step, 1e6, None), Class::LINEAR).ruling, Ruling::Met);
}

/// A function that takes this long a call.
fn called(cost: impl Fn(f64) -> f64) -> Series {
    Series { mode: Mode::Function, ..timed(cost, 1e6, physics(1.0, 0.0)) }
}

#[test]
fn a_loop_that_a_compiler_made_a_formula_of_meets_no_declaration_of_looking_at_items() {
    let formula = called(|_| 3e-9);
    for class in [Class::LINEAR, Class::QUADRATIC] {
        let verdict = rule(&formula, class);
        assert_eq!(verdict.ruling, Ruling::Undecided, "{class}");
        assert!(matches!(doubt(&verdict), Some(Doubt::NoWork { seconds }) if seconds < 1e-14), "{:?}", verdict.because);
    }
    assert_eq!(rule(&formula, Class::CONSTANT).ruling, Ruling::Met);
    // A search by halves is meant to look at few of them, and says so.
    assert_eq!(rule(&called(|n| 4e-9 * n.log2()), Class::LOGARITHMIC).ruling, Ruling::Met);
    // The widest scans there are take longer than nothing.
    assert_eq!(rule(&called(|n| 5e-9 + 2e-11 * n), Class::LINEAR).ruling, Ruling::Met);
}

#[test]
fn a_count_of_none_at_every_size_does_not_grow() {
    for metric in [Metric::counter("queries"), Metric::Memory] {
        let series = Series { metric: metric.clone(), physics: None, ..called(|_| 0.0) };
        let fit = fit(&series, &Questions::default()).expect("nine sizes");
        let verdict = judge::growth(&fit, &Expectation { metric, class: Class::CONSTANT, tight: false }, false);
        assert_eq!((fit.class, verdict.ruling), (Class::CONSTANT, Ruling::Met), "{:?}", verdict.because);
        assert_eq!(fit.formula.at(1e6), 0.0);
    }
}

#[test]
fn a_tight_bound_is_broken_from_below_whatever_memory_does() {
    let series = timed(|n| 0.001 + 2e-7 * n, 1e6, physics(1.0, 64.0 * MIB));
    let fit = fit(&series, &Questions::default()).expect("nine sizes");
    let expectation = Expectation { metric: Metric::Time, class: Class::QUADRATIC, tight: true };
    let verdict = judge::growth(&fit, &expectation, false);
    assert_eq!(verdict.ruling, Ruling::Broken, "{verdict:?}");
}

fn counts(values: &[f64]) -> Series {
    let points = (1..).zip(values).map(|(i, value)| Point { n: 10.0 * 2f64.powi(i), values: vec![*value] });
    Series { metric: Metric::counter("threads"), points: points.collect(), ..timed(|n| n, 1000.0, None) }
}

fn rule_count(values: &[f64], class: Class) -> Verdict {
    let series = counts(values);
    let fit = fit(&series, &Questions::default()).expect("enough sizes");
    judge::growth(&fit, &Expectation { metric: series.metric.clone(), class, tight: false }, false)
}

#[test]
fn a_count_of_nothing_where_the_others_have_something_meets_nothing() {
    for values in [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0, 7.0, 7.0],
        [0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 0.0],
        [100.0, 100.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    ] {
        let verdict = rule_count(&values, Class::CONSTANT);
        assert_eq!(verdict.ruling, Ruling::Undecided, "{values:?}");
        assert!(matches!(doubt(&verdict), Some(Doubt::Nothing { .. })), "{:?}", verdict.because);
    }
    let whole_hundreds = [0.0, 0.0, 0.0, 1.0, 3.0, 6.0, 12.0, 25.0, 51.0];
    assert_eq!(doubt(&rule_count(&whole_hundreds, Class::LINEAR)), None, "whole pieces of less than one are none");
}

#[test]
fn a_limit_at_a_measured_size_is_ruled_by_what_was_read_there() {
    let series = counts(&[0.0, 0.0, 0.0, 0.0, 8.0, 8.0, 8.0, 8.0, 8.0]);
    let asked = Questions { sizes: vec![80.0, 320.0], ..Questions::default() };
    let fit = fit(&series, &asked).expect("enough sizes");
    let limit = |at: f64| judge::limit(&fit, &series.metric, at, 4.0);
    let nothing = limit(80.0);
    assert_eq!(nothing.ruling, Ruling::Met);
    assert_eq!(nothing.estimate.map(|e| (e.value.value, e.value.high)), Some((0.0, 0.0)));
    assert_eq!(limit(320.0).ruling, Ruling::Broken);
    assert_eq!(fit.points.iter().map(|p| p.value.round()).collect::<Vec<_>>()[..5], [0.0, 0.0, 0.0, 0.0, 8.0]);
}

#[test]
fn what_falls_is_estimated_by_its_neighbours_and_said_to_fall() {
    let values: Vec<f64> = (1..=9).map(|i| 1000.0 / (10.0 * 2f64.powi(i))).collect();
    let series = counts(&values);
    let asked = Questions { sizes: vec![60.0], ..Questions::default() };
    let fit = fit(&series, &asked).expect("enough sizes");
    let truth = 1000.0 / 60.0;
    let found = fit.predictions[0].value;
    assert!(found.low <= truth && truth <= found.high, "{found:?}");
    assert_ne!(judge::limit(&fit, &series.metric, 60.0, 2.0).ruling, Ruling::Met);
    assert!(fit.caveats.iter().any(|caveat| caveat.kind == CaveatKind::Falls));
}

#[test]
fn a_size_that_hangs_says_nothing_of_how_the_others_grow() {
    let mut series = timed(|_| 0.004, 40.0, physics(1.0, 0.0));
    series.censored = vec![Censored { n: 50.0, at_least: 1.0 }];
    let hanging = fit(&series, &Questions::default()).expect("nine sizes");
    assert_eq!(hanging.class, Class::CONSTANT);
    let verdict = rule(&series, Class::QUADRATIC);
    assert!(matches!(doubt(&verdict), Some(Doubt::GivenUp { .. })), "{:?}", verdict.because);
    // A timeout that the rise below it leads to tells how it goes on.
    let mut explodes = timed(|n| 1e-5 * 2f64.powf(n / 2.0), 30.0, physics(1.0, 0.0));
    explodes.censored = vec![Censored { n: 40.0, at_least: 5.0 }];
    let rising = fit(&explodes, &Questions::default()).expect("nine sizes");
    assert!(matches!(rising.class, Class::Exponential { .. }), "{}", rising.class);
}

#[test]
fn a_functions_memory_that_only_the_largest_size_raises_breaks_nothing() {
    let series = Series {
        metric: Metric::Memory,
        mode: Mode::Function,
        ..counts(&[264.0, 264.0, 264.0, 264.0, 264.0, 264.0, 388.0])
    };
    let fit = fit(&series, &Questions::default()).expect("enough sizes");
    assert!(!matches!(fit.class, Class::Factorial | Class::Exponential { .. }), "{}", fit.class);
    for class in [Class::CONSTANT, Class::LINEAR, Class::QUADRATIC] {
        let verdict = judge::growth(&fit, &Expectation { metric: Metric::Memory, class, tight: false }, false);
        assert_ne!(verdict.ruling, Ruling::Broken, "{class}: {:?}", verdict.because);
        assert!(class != Class::CONSTANT || verdict.ruling == Ruling::Undecided, "it is more there");
    }
}
