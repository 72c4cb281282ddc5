//! The reader, the JSON schema and the reference of the format know the same keys.

use std::collections::BTreeSet;

use scalecheck::model::Generator;
use scalecheck::scenario::schema;
use serde_json::Value;

use crate::scenario::{TARGET, faults, sound};

/// Every key of the schema by its dotted path.
fn keys(schema: &Value, path: &str, found: &mut Vec<String>) {
    let forms = schema["oneOf"].as_array().cloned().unwrap_or_default();
    for form in forms.iter().chain([schema]) {
        for (name, below) in form["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            keys(below, &path, found);
            found.push(path);
        }
    }
}

fn all_keys() -> Vec<String> {
    let mut found = Vec::new();
    keys(&schema(), "", &mut found);
    found
}

#[test]
fn every_key_of_the_schema_is_read() {
    let known = all_keys();
    assert!(known.len() > 60, "{known:?}");
    for path in &known {
        // A date is what no key wants: the fault about it shows that the key is read.
        let line = format!("{path} = 1979-05-27\n");
        let target = if path.starts_with("target") { "" } else { TARGET };
        let shown = faults(&format!("{line}{target}"));
        assert!(shown.contains("found a date"), "{path} is listed and never read:\n{shown}");
        assert!(!shown.contains("unknown key"), "{path}:\n{shown}");
    }
}

#[test]
fn every_key_of_a_limit_is_read() {
    let limit = &schema()["properties"]["expect"]["properties"]["limit"]["items"];
    let keys = limit["properties"].as_object().expect("a table");
    assert_eq!(keys.len(), limit["required"].as_array().expect("a list").len());
    let sound = [("metric", "'queries'"), ("at", "10"), ("max", "5")];
    for key in keys.keys() {
        let lines = sound.map(|(name, value)| format!("{name} = {}\n", if name == key { "1979-05-27" } else { value }));
        let shown = faults(&format!("[[expect.limit]]\n{}{TARGET}", lines.concat()));
        assert!(shown.contains(&format!("`{key}`")) && shown.contains("found a date"), "{key}:\n{shown}");
    }
}

#[test]
fn tables_refuse_the_keys_that_the_schema_refuses() {
    for path in all_keys().iter().chain([&String::new()]) {
        let mut at = &schema();
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let growth = at["oneOf"][1]["properties"].get(part);
            at = growth.unwrap_or(&at["properties"][part]);
        }
        if at["additionalProperties"] == Value::Bool(false) {
            let line = if path.is_empty() { "zebra = 1".to_string() } else { format!("{path}.zebra = 1") };
            let target = if path == "target" { "" } else { TARGET };
            assert!(faults(&format!("{line}\n{target}")).contains("unknown key `zebra`"), "{path}");
        }
    }
}

#[test]
fn the_reference_parses_and_names_every_key_and_generator() {
    let reference = include_str!("../../scenarios/FORMAT.md");
    let examples: Vec<&str> =
        reference.split("```toml\n").skip(1).map(|rest| rest.split("```").next().expect("an end")).collect();
    assert!(examples.len() > 10);
    for example in examples {
        let target = if example.contains("[target]") { "" } else { TARGET };
        sound(&format!("{example}{target}"));
    }
    let known = all_keys();
    let names: BTreeSet<&str> = known.iter().filter_map(|path| path.rsplit('.').next()).collect();
    for name in names {
        let headed = reference.contains(&format!("[{name}]")) || reference.contains(&format!(".{name}]"));
        assert!(headed || reference.contains(&format!("`{name}`")), "{name} is not in the reference");
    }
    for generator in Generator::ALL {
        let row = format!("| `{}` | {} |", generator.name(), generator.about().replace('|', "\\|"));
        assert!(reference.contains(&row), "{row}");
    }
}
