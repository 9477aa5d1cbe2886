//! A real answer of every operation, called with no more than the scope that it names: compared with its schema, and kept
//! in `docs/examples.json`, from which the OpenAPI document has its examples.

use std::collections::BTreeMap;

use kinfolk::http::Operation;
use serde_json::{Map, Value, json};

use super::calls::{Scene, operations};
use crate::support::TestApp;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples.json");

both_engines! {
    async fn every_operation_answers_as_its_schema_says(app: TestApp) {
        let document = kinfolk::app::openapi();
        let mut examples = BTreeMap::new();
        let operations = operations();
        assert!(operations.len() > 100, "{}", operations.len());
        let is_sqlite = app.state.db().engine() == db::Engine::Sqlite;
        let reading = Scene::set(app).await;
        for operation in &operations {
            // What changes something does so in a network of its own, so that no call stands in another's way.
            let changing = if operation.method == http::Method::GET {
                None
            } else {
                let app = if is_sqlite { Some(TestApp::sqlite().await) } else { TestApp::postgres().await };
                Some(Scene::set(app.unwrap()).await)
            };
            let scene = changing.as_ref().unwrap_or(&reading);
            let token = scene.rightful(operation).await;
            let answer = scene.call(operation, token.as_deref()).await.assert(200);
            let kind = answer.header("content-type").split(';').next().unwrap();
            let body = if kind.ends_with("json") { answer.json() } else { Value::from(answer.text.as_str()) };
            check(operation, &document, kind, &body);
            examples.insert(operation.id(), timeless(beginning(operation, body)));
        }
        if is_sqlite {
            compare(&examples);
        }
    }
}

/// Of the document itself, only the beginning: else it would hold itself.
fn beginning(operation: &Operation, body: Value) -> Value {
    if operation.path == "/api/openapi.json" {
        return json!({ "openapi": body["openapi"], "info": body["info"] });
    }
    body
}

fn compare(examples: &BTreeMap<String, Value>) {
    let written = format!("{:#}\n", json!(examples));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, written).unwrap();
    } else {
        let kept = std::fs::read_to_string(FILE).unwrap();
        assert!(kept == written, "docs/examples.json is old; UPDATE_DOCS=1 cargo test writes it anew");
    }
}

/// Fails unless the answer has what its schema says and nothing else.
fn check(operation: &Operation, document: &Value, kind: &str, body: &Value) {
    let described = &document["paths"][&operation.path][operation.method.as_str().to_ascii_lowercase()];
    let media = &described["responses"]["200"]["content"][kind];
    assert!(media.is_object(), "{operation:?} answers with {kind}, which it does not say");
    let mut components = document["components"].clone();
    close(&mut components["schemas"]);
    let mut schema = json!({ "components": components, "allOf": [media["schema"]] });
    close(&mut schema["allOf"]);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(body).map(|fault| format!("{} at {}", fault, fault.instance_path())).collect();
    assert!(faults.is_empty(), "{operation:?} answered {body:#}\nbut {faults:#?}");
}

/// Has every object allow only the properties that it names, as answers must have no others.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let names_properties = object.get("properties").is_some_and(Value::is_object);
            let is_empty =
                object.get("type") == Some(&json!("object")) && !object.contains_key("additionalProperties");
            if names_properties || is_empty {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The same with ids that count up and without secrets, so that it is the same each time.
fn timeless(body: Value) -> Value {
    let mut seen = Vec::new();
    stable(body, "", &mut seen)
}

fn stable(value: Value, name: &str, seen: &mut Vec<String>) -> Value {
    match value {
        Value::String(_) if ["access_token", "client_id", "client_secret", "x", "kid"].contains(&name) => {
            Value::from("…")
        }
        Value::String(text) => Value::from(without_ids(&text, seen)),
        Value::Array(items) => items.into_iter().map(|item| stable(item, name, seen)).collect(),
        Value::Object(members) => {
            let member = |(name, value): (String, Value)| {
                let value = stable(value, &name, seen);
                (name, value)
            };
            Value::Object(members.into_iter().map(member).collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// Runs of fifteen digits and more are ids.
fn without_ids(text: &str, seen: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if digits.len() >= 15 {
            let at = seen.iter().position(|id| *id == digits).unwrap_or_else(|| {
                seen.push(digits.clone());
                seen.len() - 1
            });
            digits = (1_853_046_700_000_000_001 + at).to_string();
        }
        out.push_str(&std::mem::take(&mut digits));
        if letter != '\0' {
            out.push(letter);
        }
    }
    out
}
