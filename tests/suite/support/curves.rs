//! Fits to curves that are exactly known, with a seeded scatter.

use scalecheck::model::{
    Basis, Class, Clock, Estimate, Fit, FitPoint, Formula, Input, Interval, Mode, Point, Questions, Rival, Series,
    Threshold,
};

use super::Measured;

/// The curve behind a series, and how far samples scatter around it (relative).
pub(crate) struct Shape {
    pub(crate) formula: Formula,
    pub(crate) noise: f64,
}

/// The fit that such a series would give: its truth, with intervals that widen beyond the ladder.
pub(crate) fn fit(measured: &Measured, questions: &Questions, sizes: &[u64], _input: Option<&Input>) -> Fit {
    let formula = measured.shape.formula;
    let points: Vec<Point> = sizes.iter().map(|n| point(measured, *n as f64)).collect();
    let (first, last) = (sizes[0] as f64, sizes[sizes.len() - 1] as f64);
    let ladder = (first, last);
    let exact = |n: f64| estimate(measured, ladder, sizes, n);
    let far = questions.sizes.iter().copied().fold(last * 10.0, f64::max);
    let steps = 80;
    let curve = (0..=steps).map(|i| exact(first * (far / first).powf(f64::from(i) / f64::from(steps))));
    let family = formula.class.family();
    let rivals = [Class::LINEAR, Class::LINEARITHMIC, Class::POWER_1_5].map(|class| rival(&formula, class, ladder));
    Fit {
        series: series(measured, points),
        class: family,
        plausible: measured.plausible.clone(),
        confidence: if measured.plausible.len() == 1 { 0.998 } else { 0.62 },
        posterior: posterior(family, &measured.plausible),
        exponent: Interval {
            value: slope(&formula, last),
            low: slope(&formula, last) - 0.02,
            high: slope(&formula, last) + 0.02,
        },
        formula,
        points: sizes.iter().map(|n| fit_point(measured, *n as f64, last)).collect(),
        curve: curve.filter(|e| e.value.high.is_finite()).collect(),
        rivals: rivals.into_iter().filter(|r| r.class != family).collect(),
        regimes: Vec::new(),
        predictions: questions.sizes.iter().map(|n| exact(*n)).collect(),
        thresholds: questions.budgets.iter().map(|budget| threshold(&formula, ladder, *budget)).collect(),
        gains: Vec::new(),
        hidden: Vec::new(),
        disturbed: Vec::new(),
        caveats: Vec::new(),
    }
}

fn series(measured: &Measured, points: Vec<Point>) -> Series {
    Series {
        metric: measured.metric.clone(),
        input: None,
        mode: Mode::Process,
        clock: Clock::Cpu,
        points,
        censored: Vec::new(),
        quantum: 0.0,
        floor: 0.0,
        missing: None,
        physics: None,
    }
}

/// Five samples, scattered by a rule that looks random and never changes.
fn point(measured: &Measured, n: f64) -> Point {
    let scatter = |i: u32| {
        let wave = (n.ln() * 12.9898 + f64::from(i) * 78.233).sin() * 43_758.547;
        measured.shape.noise * (wave - wave.floor())
    };
    let truth = measured.shape.formula.at(n);
    Point { n, values: (0..5).map(|i| truth * (1.0 + scatter(i))).collect() }
}

fn fit_point(measured: &Measured, n: f64, last: f64) -> FitPoint {
    let mut values = point(measured, n).values;
    values.sort_by(f64::total_cmp);
    let formula = &measured.shape.formula;
    let value = values[1];
    let grown = |n: f64| formula.growing(n);
    let top = point(measured, last).values[1] - formula.fixed;
    let ratio =
        if formula.class == Class::CONSTANT { 1.0 } else { (value - formula.fixed) / grown(n) / (top / grown(last)) };
    FitPoint {
        n,
        value,
        low: value * (1.0 - measured.shape.noise / 2.0),
        high: value * (1.0 + measured.shape.noise / 2.0),
        runs: 5,
        residual: (value / formula.at(n)).ln(),
        ratio,
    }
}

fn estimate(measured: &Measured, (first, last): (f64, f64), sizes: &[u64], n: f64) -> Estimate {
    let basis = if sizes.iter().any(|s| *s as f64 == n) {
        Basis::Measured
    } else if n > last {
        Basis::Extrapolated(n / last)
    } else if n < first {
        Basis::Extrapolated(first / n)
    } else {
        Basis::Interpolated
    };
    let beyond = if let Basis::Extrapolated(times) = basis { times.ln() } else { 0.0 };
    let width = measured.shape.noise * (1.0 + 0.8 * beyond);
    let value = measured.shape.formula.at(n);
    Estimate { n, value: Interval { value, low: value * (-width).exp(), high: value * width.exp() }, basis }
}

fn threshold(formula: &Formula, (first, last): (f64, f64), budget: f64) -> Threshold {
    let (mut low, mut high) = (0.0f64, 60.0f64);
    if formula.at(1.0) > budget || formula.at(high.exp()) < budget {
        return Threshold { budget, n: None, basis: Basis::Extrapolated(10.0), safe_up_to: last * 10.0 };
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if formula.at(middle.exp()) < budget { low = middle } else { high = middle }
    }
    let value = high.exp();
    let basis = if value > last {
        Basis::Extrapolated(value / last)
    } else if value < first {
        Basis::Extrapolated(first / value)
    } else {
        Basis::Interpolated
    };
    let n = Interval { value, low: value * 0.989, high: value * 1.013 };
    Threshold { budget, n: Some(n), basis, safe_up_to: n.low }
}

/// A class's curve through the ends of the ladder.
fn rival(formula: &Formula, class: Class, (first, last): (f64, f64)) -> Rival {
    let fixed = formula.at(first);
    let growth = |n: f64| (class.ln_growth(n) - class.ln_growth(last)).exp();
    let curve = (0..=40).map(|i| {
        let n = first * (last * 10.0 / first).powf(f64::from(i) / 40.0);
        (n, fixed + (formula.at(last) - fixed) * growth(n))
    });
    Rival { class, probability: 0.001, curve: curve.collect() }
}

fn slope(formula: &Formula, n: f64) -> f64 {
    (formula.growing(n * 1.01) / formula.growing(n)).ln() / 1.01f64.ln()
}

fn posterior(winner: Class, plausible: &[Class]) -> Vec<(Class, f64)> {
    let share = |class: Class| {
        let among = plausible.iter().any(|c| c.family() == class);
        match (class == winner, among, plausible.len()) {
            (true, _, 1) => 0.998,
            (true, _, _) => 0.62,
            (_, true, _) => 0.37,
            _ => 0.0002,
        }
    };
    Class::ALL.iter().map(|class| (*class, share(*class))).collect()
}
