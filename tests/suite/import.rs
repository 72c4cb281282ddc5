//! Measurements taken elsewhere.

use proptest::prelude::*;
use scalecheck::import::{ImportError, Imported, Origin, csv, series};
use scalecheck::model::{Clock, Metric, Mode, Point};

fn read(text: &str) -> Result<Imported, ImportError> {
    csv(text.as_bytes())
}

fn refused(text: &str) -> String {
    read(text).expect_err(text).to_string()
}

const ORIGIN: Origin = Origin { metric: Metric::Time, clock: Clock::Cpu, mode: Mode::Function };

#[test]
fn lines_are_read_with_or_without_a_header_and_comments() {
    let wanted = vec![(10.0, 0.25), (20.0, 0.5), (10.0, 0.26)];
    for text in [
        "10,0.25\n20,0.5\n10,0.26\n",
        "n,value\n10,0.25\n20,0.5\n10,0.26",
        "# measured by hand\nsize, seconds\r\n\r\n10 , 0.25\r\n  20,0.5\r\n# late\r\n10,0.26,third\r\n\r\n",
        "\u{feff}n;t\n10;0.25\n20;0.5\n10;0.26",
        "10\t2.5e-1\n2e1\t.5\n10\t0.26",
        "\"n\",\"value\"\n\"10\",\"0.25\"\n20,0.5\n10,0.26\n",
    ] {
        assert_eq!(read(text).expect(text).samples, wanted, "{text}");
    }
}

#[test]
fn every_line_at_fault_is_named_with_its_number() {
    let text = "n,value\n10,1\nx,2\n-5,1\n0.5,1\nnan,1\ninf,1\n20,nan\n30,inf\n40\n,1\n50,\n10,1e999\n";
    let error = refused(text);
    for line in 3..=13 {
        assert!(error.contains(&format!("line {line}: ")), "line {line} in\n{error}");
    }
    assert!(!error.contains("line 2:"), "{error}");
}

#[test]
fn only_the_first_line_can_be_a_header() {
    assert!(refused("10,1\nn,value\n").contains("line 2"));
    assert!(refused("n,value\nn,value\n1,1\n").contains("line 2"));
    assert!(refused("10,fast\n20,1").contains("line 1"));
}

#[test]
fn a_text_without_measurements_says_what_was_expected() {
    for text in ["", "\n\n", "# nothing\n", "n,value\n", "0,1\n"] {
        assert!(refused(text).contains("`n,value`"), "{text:?}");
    }
    assert!(csv(&b"\xff\xfe\x00,\x01\n1,2\n"[..]).is_err());
}

#[test]
fn many_faults_are_counted_not_listed() {
    let error = refused(&"x,y,z\n".repeat(1000));
    assert!(error.contains("and 979 more"), "{error}");
    assert!(error.lines().count() < 30);
}

#[test]
fn size_zero_is_kept_apart() {
    let imported = read("0,0.02\n10,0.1\n0,0.03\n").expect("measurements");
    assert_eq!((imported.at_zero, imported.samples), (vec![0.02, 0.03], vec![(10.0, 0.1)]));
}

#[test]
fn a_series_rises_and_keeps_repeats_in_their_order() {
    let series = series(&read("20,0.5\n10,0.3\n10,0.2\n10,0.3\n").expect("measurements"), ORIGIN);
    let wanted = [Point { n: 10.0, values: vec![0.3, 0.2, 0.3] }, Point { n: 20.0, values: vec![0.5] }];
    assert_eq!(series.points, wanted);
    assert!((series.quantum - 0.1).abs() < 1e-12, "{}", series.quantum);
}

#[test]
fn only_times_have_a_tick() {
    let imported = read("10,4\n20,8\n30,16\n").expect("measurements");
    assert_eq!(series(&imported, ORIGIN).quantum, 4.0);
    assert_eq!(series(&imported, Origin { metric: Metric::Memory, ..ORIGIN }).quantum, 0.0);
    assert_eq!(series(&imported, Origin { metric: Metric::counter("queries"), ..ORIGIN }).quantum, 0.0);
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_it_was(samples in prop::collection::vec((1u32.., -1e60f64..1e60), 1..50)) {
        let samples: Vec<(f64, f64)> = samples.into_iter().map(|(n, value)| (f64::from(n), value)).collect();
        let lines: Vec<String> = samples.iter().map(|(n, value)| format!("{n},{value:e}")).collect();
        let text = lines.join("\n");
        prop_assert_eq!(read(&text).expect("measurements").samples, samples);
    }

    #[test]
    fn junk_is_refused_without_a_panic(bytes: Vec<u8>) {
        let _ = csv(bytes.as_slice());
    }
}
