//! The manifest's JSON Schema (draft 7), printed from the same table that checks it.

use serde_json::{Map, Value, json};

use crate::model::manifest::shape::{Field, FieldKind, MANIFEST, Need, ObjectShape};
use crate::model::rule::{LEVELS, RULE_IDS};

/// The schema as pretty-printed JSON.
pub fn print() -> String {
    let mut schema = object(MANIFEST);
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "kaibo.jsonc, the manifest of kaibo",
    });
    if let (Some(schema), Value::Object(head)) = (schema.as_object_mut(), head) {
        let body = std::mem::take(schema);
        schema.extend(head.into_iter().chain(body));
    }
    format!("{schema:#}\n")
}

fn object(shape: ObjectShape) -> Value {
    let properties: Map<String, Value> =
        shape.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<&str> =
        shape.iter().filter(|field| field.need == Need::Required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut schema = match &field.kind {
        FieldKind::Text => json!({ "type": "string" }),
        FieldKind::Integer => json!({ "type": "integer", "minimum": 1 }),
        FieldKind::Word(words) => json!({ "enum": words }),
        FieldKind::Free => json!({ "type": "object" }),
        FieldKind::Object(shape) => object(shape),
        FieldKind::List(shape) => json!({ "type": "array", "items": object(shape) }),
        FieldKind::Levels => json!({
            "type": "object",
            "propertyNames": { "enum": RULE_IDS },
            "additionalProperties": { "enum": LEVELS },
        }),
        FieldKind::Rules => json!({ "type": "array", "items": { "enum": RULE_IDS } }),
    };
    schema["description"] = Value::from(field.doc);
    schema
}
