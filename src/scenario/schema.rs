//! The JSON schema of scenario files, for editors: made of the very lists that the reader checks against.

use serde_json::{Map, Value, json};

use super::section::{Key, Kind, ROOT, Section};

/// The JSON schema (draft-07) of a scenario file.
#[must_use]
pub fn schema() -> Value {
    let mut schema = table(&ROOT);
    let about = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "scalecheck scenario",
        "description": "What to run, at which sizes, and how its cost may grow.",
        "required": ["target"],
    });
    if let (Value::Object(schema), Value::Object(about)) = (&mut schema, about) {
        schema.extend(about);
    }
    schema
}

fn table(section: &Section) -> Value {
    let keys: Map<String, Value> = section.keys.iter().map(|key| (key.name.to_string(), property(key))).collect();
    json!({
        "type": "object",
        "properties": keys,
        "additionalProperties": section.others.map_or(Value::Bool(false), value),
    })
}

fn property(key: &Key) -> Value {
    let mut property = value(key.kind);
    if let Value::Object(fields) = &mut property {
        fields.insert("description".to_string(), Value::String(key.about.to_string()));
    }
    property
}

fn value(kind: Kind) -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string", "minLength": 1 } });
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts => texts,
        Kind::TextOrTexts => {
            json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
        }
        Kind::Names(names) => {
            let name = json!({ "enum": names() });
            json!({ "oneOf": [name, { "type": "array", "items": name }] })
        }
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole(least) => json!({ "type": "integer", "minimum": least, "maximum": u32::MAX }),
        Kind::Seed => {
            json!({ "oneOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+$" }] })
        }
        Kind::Size => size(),
        Kind::Sizes => json!({ "type": "array", "items": size(), "minItems": 1, "uniqueItems": true }),
        Kind::Bytes => {
            json!({ "oneOf": [{ "type": "integer", "minimum": 1 }, { "type": "string" }], "examples": ["512MiB"] })
        }
        Kind::Duration => {
            json!({ "oneOf": [{ "type": "number", "exclusiveMinimum": 0 }, { "type": "string" }], "examples": ["30s"] })
        }
        Kind::Amount => json!({ "oneOf": [{ "type": "number", "minimum": 0 }, { "type": "string" }] }),
        Kind::Class => class(),
        Kind::Growth(section) => growth(section),
        Kind::Table(section) => table(section),
        Kind::Tables(section) => {
            let mut element = table(section);
            element["required"] = section.keys.iter().map(|key| key.name).collect();
            json!({ "type": "array", "items": element })
        }
    }
}

/// Growth of a metric; under a name with a dot, such as `alloc.bytes`, TOML holds a table of what follows the dot.
fn growth(section: &Section) -> Value {
    let of_one = json!({ "anyOf": [class(), table(section)] });
    let below = json!({ "type": "object", "minProperties": 1, "additionalProperties": of_one });
    json!({ "anyOf": [class(), table(section), below] })
}

fn size() -> Value {
    let written = json!({ "type": "string", "pattern": "^\\s*[0-9][0-9_,.]*([eE]\\+?[0-9]+)?\\s*[kKmMgGbB]?\\s*$" });
    json!({ "oneOf": [{ "type": "number", "minimum": 1, "maximum": crate::model::Size::MAX }, written] })
}

fn class() -> Value {
    let examples: Vec<String> = crate::model::Class::ALL.iter().map(ToString::to_string).collect();
    json!({ "type": "string", "examples": examples })
}
