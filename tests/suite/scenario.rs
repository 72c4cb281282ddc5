//! Scenario files: what is read, and how faults are shown.

use std::path::Path;

use scalecheck::model::Scenario;
use scalecheck::scenario::{Faults, Found, Overrides, discover, load, parse, to_toml};

fn read(text: &str) -> Result<Scenario, Faults> {
    parse(text, Path::new("scenarios/dedupe.toml"), "dedupe", &Overrides::default())
}

/// The faults as they are shown.
fn faults(text: &str) -> String {
    match read(text) {
        Ok(scenario) => panic!("read without a fault: {scenario:?}"),
        Err(faults) => faults.render(false),
    }
}

const FULL: &str = r#"
about    = "Duplicate detection in the nightly import"
location = "src/import.py:89"
needs    = ["python3"]
expect_broken = ["time"]
[target]
command = ["python3", "dedupe.py", "{input}"]
[input]
generate = ["ints", "sorted"]
seed = 7
[sizes]
from = 10
to = "1m"
[expect]
time = "O(n log n)"
memory = { class = "O(n)", tight = true }
queries = "O(1)"
io.read_bytes = "O(n)"
[[expect.limit]]
metric = "time"
at = "1m"
max = "2s"
[scale]
development = 10
production = 5_000
peak = "1m"
time_budget = "30s"
memory_budget = "1GiB"
[settings]
budget = "30s"
[profile.quick]
sizes.to = "100k"
settings.budget = "5s"
"#;

#[test]
fn a_written_scenario_reads_back_as_it_was() {
    let scenario = read(FULL).unwrap_or_else(|faults| panic!("{faults}"));
    let again = read(&to_toml(&scenario)).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(again, Scenario { hash: again.hash.clone(), ..scenario });
}

#[test]
fn every_fault_of_a_file_is_shown_with_what_to_type() {
    let shown = faults("[expct]\n[target]\ncommand = ['x', '{n}']\n[sizes]\nto = '1kk'\n");
    for part in ["unknown key `expct`", "did you mean `expect`?", "scenarios/dedupe.toml:5:6", "such as 10_000"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
}

#[test]
fn every_shipped_scenario_is_read() {
    let shipped = [Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")];
    let found = discover(&shipped, &[]).expect("a folder of scenarios");
    assert!(found.len() >= 14, "{found:?}");
    for Found { name, path } in found {
        let scenario = load(&path, &name, &Overrides::default()).unwrap_or_else(|faults| panic!("{faults}"));
        assert!(scenario.about.is_some() && scenario.location.is_some() && !scenario.needs.is_empty(), "{name}");
        assert!(scenario.scale.peak.is_some() && !scenario.expect.is_empty(), "{name}");
        let again = parse(&to_toml(&scenario), &path, &name, &Overrides::default());
        let again = again.unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(again, Scenario { hash: again.hash.clone(), ..scenario }, "{name}");
    }
}
