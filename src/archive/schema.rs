//! The JSON schema of evidence.json, made of the very types that write it.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::evidence::SCHEMA;
use super::wire::evidence::WireEvidence;

/// The JSON schema (draft-07) of evidence.json: the wire's parts between its version and its checksum.
#[must_use]
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<WireEvidence>().to_value();
    schema["title"] = json!("scalecheck evidence");
    schema["description"] = json!("Everything that a run of one scenario measured, fitted and ruled.");
    schema["properties"]["schema"] = json!({"const": SCHEMA});
    schema["properties"]["checksum"] = json!({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"});
    schema["additionalProperties"] = json!(false);
    if let Value::Array(required) = &mut schema["required"] {
        required.extend([json!("schema"), json!("checksum")]);
    }
    schema
}
