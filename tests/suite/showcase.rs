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
