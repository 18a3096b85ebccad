//! The manifest's JSON Schema (draft 7), printed from the same table that checks it.
//!
//! `allowComments`, `allowTrailingCommas` and `enumDescriptions` are words of VS Code's JSON service; others ignore them.

use serde_json::{Map, Value, json};

use crate::model::catalogue::Catalogue;
use crate::model::language::Language;
use crate::model::manifest::TOURIST_APPID;
use crate::model::manifest::shape::{
    Doc, Field, FieldKind, LEVEL_DOCS, MANIFEST, MAX_SAFE_INTEGER, Need, ObjectShape, PAGE,
    PAGE_SUFFIXES, TextForm, UNUSED_KEYS,
};
use crate::model::rule::{LEVELS, RULE_IDS};

/// Steps of a path: none is empty, `.` or `..`, so that it neither starts at the top nor leaves the folder.
const STEPS: &str = r"^(?!/)(?!.*//)(?!(.*/)?\.{1,2}(/|$))";

/// The schema as pretty-printed JSON, with descriptions in a language.
pub fn print(language: Language) -> String {
    let printer = Printer(language);
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": printer.doc(["kaibo.jsonc, the manifest of kaibo", "kaibo.jsonc，kaibo 的清单"]),
        "allowComments": true,
        "allowTrailingCommas": true,
    });
    merge(&mut schema, printer.object(MANIFEST));
    format!("{schema:#}\n")
}

/// Adds the keys of one object to another.
fn merge(schema: &mut Value, more: Value) {
    if let (Some(schema), Value::Object(more)) = (schema.as_object_mut(), more) {
        schema.extend(more);
    }
}

struct Printer(Language);

impl Printer {
    fn doc(&self, [english, chinese]: Doc) -> &'static str {
        match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    fn docs(&self, docs: &[Doc]) -> Vec<&'static str> {
        docs.iter().map(|doc| self.doc(*doc)).collect()
    }

    fn object(&self, shape: ObjectShape) -> Value {
        let properties: Map<String, Value> =
            shape.iter().map(|field| (field.name.to_owned(), self.property(field))).collect();
        let required = shape.iter().filter(|field| field.need == Need::Required);
        let required: Vec<&str> = required.map(|field| field.name).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }

    fn property(&self, field: &Field) -> Value {
        let mut schema = match &field.kind {
            FieldKind::Constant(only) => json!({ "const": only, "default": only }),
            FieldKind::Text(form) => text(form),
            FieldKind::Integer => {
                json!({ "type": "integer", "minimum": 1, "maximum": MAX_SAFE_INTEGER })
            }
            FieldKind::Word(words, docs) => {
                json!({ "enum": words, "enumDescriptions": self.docs(docs) })
            }
            FieldKind::Free => json!({ "type": "object" }),
            FieldKind::Object(shape) => self.object(shape),
            FieldKind::Pages => {
                let mut page = self.object(PAGE);
                merge(&mut page, json!({ "allOf": conditions() }));
                json!({ "type": "array", "items": page })
            }
            FieldKind::List(shape) => json!({ "type": "array", "items": self.object(shape) }),
            FieldKind::Levels => json!({
                "type": "object",
                "propertyNames": { "enum": RULE_IDS },
                "additionalProperties": {
                    "enum": LEVELS, "enumDescriptions": self.docs(LEVEL_DOCS),
                },
            }),
            FieldKind::Rules => json!({ "type": "array", "items": { "enum": RULE_IDS } }),
        };
        schema["description"] = Value::from(self.doc(field.doc));
        if let Need::Default(value) = field.need {
            schema["default"] = Value::from(value);
        }
        schema
    }
}

fn text(form: &TextForm) -> Value {
    let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match form {
        TextForm::Any => json!({ "type": "string" }),
        TextForm::Version => {
            let known = Catalogue::built_in().versions.iter().rev().map(|it| it.version.as_str());
            let known: Vec<&str> = known.chain(["latest"]).collect();
            let other = r"^([0-9]{1,3}(\.[0-9]{1,3}){2}|latest|dev-[A-Za-z0-9]+)$";
            json!({ "anyOf": [{ "enum": known }, pattern(other)] })
        }
        TextForm::Range => json!({ "type": "string", "minLength": 1, "examples": [">=1.3.0"] }),
        TextForm::Package => {
            let root = format!(r"{STEPS}[\p{{L}}\p{{N}}_.~@/-]+$");
            json!({ "anyOf": [{ "enum": ["main"] }, pattern(&root)], "examples": ["packageLive"] })
        }
        TextForm::PagePath => {
            let suffixes = PAGE_SUFFIXES.map(|suffix| suffix.trim_start_matches('.')).join("|");
            pattern(&format!(r#"{STEPS}(?!.*\.({suffixes})$)[^\\:<>"|?*]+$"#))
        }
        TextForm::Appid => pattern(&format!("^(wx[0-9a-f]{{16}}|{TOURIST_APPID})$")),
        TextForm::Filled => pattern(r"\S"),
    }
}

/// What a page's kind decides about its other keys.
fn conditions() -> Vec<Value> {
    let of_kind =
        |kind: &str| json!({ "properties": { "kind": { "const": kind } }, "required": ["kind"] });
    let mut conditions: Vec<Value> = Vec::new();
    for (kind, unused) in UNUSED_KEYS {
        let refused: Map<String, Value> =
            unused.iter().map(|key| ((*key).to_owned(), Value::Bool(false))).collect();
        if !refused.is_empty() {
            conditions.push(json!({ "if": of_kind(kind), "then": { "properties": refused } }));
        }
    }
    conditions.push(json!({ "if": of_kind("room-entry"), "then": { "required": ["roomId"] } }));
    conditions
}
