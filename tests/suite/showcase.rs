//! The committed reports: each from a run of the committed scenario, and rendered by this very code.

use std::fs;
use std::path::Path;

use scalecheck::scenario::{self, Overrides};
use scalecheck::{archive, report};

#[test]
fn every_shipped_scenario_has_evidence_of_this_very_definition() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = scenario::discover(&[root.join("scenarios")], &[]).expect("scenarios");
    assert!(found.len() >= 14);
    for found in found {
        let scenario = scenario::load(&found.path, &found.name, &Overrides::default()).expect("a scenario");
        let evidence = archive::load(&root.join("reports").join(&found.name)).expect("its evidence");
        assert_eq!(evidence.scenario.hash, scenario.hash, "{}: measure it again", found.name);
        assert!(evidence.outcome.satisfied, "{}", found.name);
        assert!(!evidence.record.samples.is_empty());
    }
}

#[test]
fn committed_reports_render_to_the_same_bytes() {
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports");
    for path in archive::find(&[reports]).expect("evidence") {
        let evidence = archive::load(&path).expect("evidence");
        let folder = path.parent().expect("a folder");
        let stored = |name: &str| fs::read_to_string(folder.join(name)).expect("a rendered file");
        assert_eq!(report::markdown(&evidence), stored("report.md"), "{}", folder.display());
        for (name, svg) in report::plots(&evidence) {
            assert_eq!(svg, stored(&name), "{}/{name}", folder.display());
        }
    }
}

#[test]
fn what_stands_over_the_committed_reports_is_rendered_by_this_very_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let check = std::process::Command::new(assert_cmd::cargo::cargo_bin!("scalecheck"))
        .args(["report", "reports", "--index", "--check"])
        .current_dir(root)
        .output()
        .expect("it starts");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

#[cfg(feature = "png")]
#[test]
fn plots_are_drawn_as_pictures_of_their_full_size() {
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/pairs/duplicates-nested");
    let evidence = archive::load(&reports).expect("evidence");
    let pictures = report::pngs(&evidence);
    assert_eq!(pictures.len(), report::plots(&evidence).len());
    for (name, picture) in &pictures {
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"), "{name}");
        assert_eq!(picture[16..24], [0, 0, 6, 64, 0, 0, 3, 232], "{name}: 1600 x 1000");
        // Text and lines take far more than an empty sheet.
        assert!(picture.len() > 20_000, "{name}: {} bytes", picture.len());
    }
    assert_eq!(pictures, report::pngs(&evidence));
}
