//! How long a fit, its rulings and reading the samples take, by the number of samples.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scalecheck::fit::fit;
use scalecheck::judge;
use scalecheck::model::{Class, Clock, Expectation, Metric, Mode, Point, Questions, Series};

/// A linear time over sizes from 100 to 1,000,000, with a wobble that repeats nowhere nearby.
fn series(sizes: usize, runs: usize) -> Series {
    let point = |i: usize| {
        let n = (100.0 * 1e4f64.powf(i as f64 / (sizes - 1) as f64)).round();
        let wobble = |run: usize| 1.0 + 0.02 * ((i * runs + run) as f64 * 0.618).fract();
        Point { n, values: (0..runs).map(|run| (1e-4 + 1e-8 * n) * wobble(run)).collect() }
    };
    Series {
        metric: Metric::Time,
        input: None,
        mode: Mode::Process,
        clock: Clock::Cpu,
        points: (0..sizes).map(point).collect(),
        censored: Vec::new(),
        quantum: 0.0,
        floor: 0.0,
        missing: None,
        physics: None,
    }
}

fn speed(criterion: &mut Criterion) {
    let questions = Questions { sizes: vec![1e7], budgets: vec![30.0], ..Questions::default() };
    let mut group = criterion.benchmark_group("fit");
    group.sample_size(20);
    for runs in [5, 500, 50_000] {
        let series = series(12, runs);
        group.throughput(Throughput::Elements(12 * runs as u64));
        group.bench_with_input(BenchmarkId::from_parameter(12 * runs), &series, |bencher, series| {
            bencher.iter(|| fit(series, &questions));
        });
    }
    group.finish();
    let fitted = fit(&series(12, 5), &questions).expect("enough sizes");
    let expectation = Expectation { metric: Metric::Time, class: Class::LINEAR, tight: false };
    criterion.bench_function("verdict", |bencher| bencher.iter(|| judge::growth(&fitted, &expectation, false)));
}

fn import(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import");
    group.sample_size(20);
    for lines in [100usize, 10_000, 1_000_000] {
        let line = |i: usize| format!("{},{}\n", 10 << (i % 20), 1.0 + (i as f64 * 0.618).fract());
        let text: String = (0..lines).map(line).collect();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(lines), &text, |bencher, text| {
            bencher.iter(|| scalecheck::import::csv(text.as_bytes()));
        });
    }
    group.finish();
}

criterion_group!(benches, speed, import);
criterion_main!(benches);
