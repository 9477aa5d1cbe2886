//! The reference of the API: the OpenAPI document at `/api/openapi.json`, and the pages below `/docs` that show it.
//!
//! Both are made once, when they are first asked for, of what stands beside the routes.
//!
//! **Not here:** how descriptions become a document (`http::openapi`).

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use axum::extract::Path;
use axum::routing::get;
use base::Error;
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::auth::{Scopes, Shell};
use crate::core::State;
use crate::http::openapi::{self, Examples};
use crate::http::page::views::{DocsGroupPage, DocsPage, ErrorView, GroupView, OperationView, ParameterView};
use crate::http::page::{Language, Nav};
use crate::http::{Access, ApiResult, Operation, Routes, html, json_bytes, op};

/// What came back when a test called each operation; that test writes the file.
static EXAMPLES: LazyLock<Examples> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../docs/examples.json")).unwrap_or_default()
});

/// The OpenAPI document of these operations.
#[must_use]
pub fn document(operations: &[Operation]) -> Value {
    openapi::document(operations, Scopes::all_names(), &EXAMPLES)
}

/// The same routes with those that describe them all.
#[must_use]
pub fn described(routes: Routes) -> Routes {
    let reference: Arc<OnceLock<Reference>> = Arc::default();
    let routes = routes.merge(own_routes(&reference));
    let _ = reference.set(Reference { operations: routes.operations().to_vec(), ..Reference::default() });
    routes
}

fn own_routes(reference: &Arc<OnceLock<Reference>>) -> Routes {
    let [json, all, one] = [(); 3].map(|()| Arc::clone(reference));
    Routes::of("This server")
        .get(
            "/api/openapi.json",
            async move || -> ApiResult { Ok(json_bytes(of(&json)?.json()?)) },
            op("This document (OpenAPI 3.1)").gives::<BTreeMap<String, Value>>(),
        )
        .route("/docs", get(async move |state: State, shell: Shell| overview(of(&all)?, &state, &shell)))
        .route(
            "/docs/{group}",
            get(async move |state: State, shell: Shell, Path(group): Path<String>| {
                one_group(of(&one)?, &state, &shell, &group)
            }),
        )
}

fn of(reference: &OnceLock<Reference>) -> Result<&Reference, Error> {
    reference.get().ok_or_else(|| Error::internal("the reference is set where its routes are made"))
}

/// What is described, and what was made of it.
#[derive(Default)]
struct Reference {
    operations: Vec<Operation>,
    document: OnceLock<Value>,
    json: OnceLock<Bytes>,
}

impl Reference {
    fn document(&self) -> &Value {
        self.document.get_or_init(|| document(&self.operations))
    }

    fn json(&self) -> Result<Bytes, Error> {
        if let Some(json) = self.json.get() {
            return Ok(json.clone());
        }
        let json = Bytes::from(serde_json::to_vec(self.document()).map_err(Error::internal)?);
        Ok(self.json.get_or_init(|| json).clone())
    }

    /// The operations by group, in the order of their routes.
    fn groups(&self) -> Vec<(&'static str, Vec<&Operation>)> {
        let mut groups: Vec<(&str, Vec<&Operation>)> = Vec::new();
        for operation in &self.operations {
            match groups.iter_mut().find(|(name, _)| *name == operation.tag) {
                Some((_, group)) => group.push(operation),
                None => groups.push((operation.tag, vec![operation])),
            }
        }
        groups
    }
}

/// `GET /docs`: every operation in a line.
fn overview(reference: &Reference, state: &State, shell: &Shell) -> ApiResult {
    let groups = reference.groups();
    let view = |(name, operations): &(&str, Vec<&Operation>)| GroupView {
        name: (*name).to_owned(),
        slug: slug(name),
        operations: operations.iter().map(|operation| line(operation)).collect(),
    };
    html(&DocsPage { page: shell.layout(state, Nav::None), groups: groups.iter().map(view).collect() })
}

/// `GET /docs/{group}`: the operations of a group with all that is known of them.
fn one_group(reference: &Reference, state: &State, shell: &Shell, asked: &str) -> ApiResult {
    let groups = reference.groups();
    let (name, operations) = groups.iter().find(|(name, _)| slug(name) == asked).ok_or(Error::NotFound)?;
    let document = reference.document();
    let whole = |operation: &&Operation| whole(operation, document, shell.language);
    html(&DocsGroupPage {
        page: shell.layout(state, Nav::None),
        group: GroupView {
            name: (*name).to_owned(),
            slug: asked.to_owned(),
            operations: operations.iter().map(whole).collect(),
        },
    })
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn line(operation: &Operation) -> OperationView {
    OperationView {
        id: operation.id(),
        method: operation.method.to_string(),
        path: operation.path.clone(),
        summary: operation.summary.to_owned(),
        deprecated: operation.deprecated,
        ..OperationView::default()
    }
}

fn whole(operation: &Operation, document: &Value, language: Language) -> OperationView {
    let described = &document["paths"][&operation.path][operation.method.as_str().to_ascii_lowercase()];
    let mut parameters: Vec<ParameterView> =
        list(&described["parameters"]).iter().map(|parameter| parameter_view(parameter, language)).collect();
    parameters.extend(body_views(described, document, language));
    let answer = &described["responses"]["200"]["content"];
    let media = answer.as_object().and_then(|content| content.values().next());
    let example = media.map_or(&Value::Null, |media| &media["example"]);
    OperationView {
        details: operation.details.to_owned(),
        access: access(operation.access, language),
        parameters,
        answer: media.map(|media| kind(&media["schema"])).unwrap_or_default(),
        errors: described["responses"].as_object().map(errors).unwrap_or_default(),
        example: if example.is_null() { String::new() } else { format!("{example:#}") },
        ..line(operation)
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn access(access: Access, language: Language) -> String {
    let scopes = access.scopes().join(", ");
    let key = match (access, scopes.is_empty()) {
        (Access::Open, _) => "docs-access-open",
        (Access::Anyone(_), _) => "docs-access-anyone",
        (Access::Person(_), false) => "docs-access-person",
        (Access::Person(_), true) => "docs-access-any-person",
        (Access::Token(_), false) => "docs-access-token",
        (Access::Token(_), true) => "docs-access-any-token",
        (Access::Client, _) => "docs-access-client",
    };
    if scopes.is_empty() { language.text(key) } else { language.text_with(key, [("scopes", scopes.into())]) }
}

fn parameter_view(parameter: &Value, language: Language) -> ParameterView {
    let place = match parameter["in"].as_str() {
        Some("path") => "docs-in-path",
        _ => "docs-in-query",
    };
    ParameterView {
        name: text(&parameter["name"]),
        place: language.text(place),
        kind: kind(&parameter["schema"]),
        about: text(&parameter["description"]),
    }
}

/// The fields of a body.
fn body_views(described: &Value, document: &Value, language: Language) -> Vec<ParameterView> {
    let schema = &described["requestBody"]["content"]["application/json"]["schema"];
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let Some(fields) = document["components"]["schemas"][name]["properties"].as_object() else {
        return Vec::new();
    };
    let view = |(name, schema): (&String, &Value)| ParameterView {
        name: name.clone(),
        place: language.text("docs-in-body"),
        kind: kind(schema),
        about: text(&schema["description"]),
    };
    fields.iter().map(view).collect()
}

/// A schema in a word or two: `string`, `Account`, `array of Account`.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(choice) = schema["anyOf"].as_array() {
        let kinds: Vec<String> = choice.iter().map(kind).filter(|kind| kind != "null").collect();
        return kinds.join(" or ");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => {
            several.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect()
        }
        _ => Vec::new(),
    };
    match types.as_slice() {
        ["array"] => format!("array of {}", kind(&schema["items"])),
        other => other.join(" or "),
    }
}

/// A sentence of the description, which marks names as Markdown does; a page shows it as it is.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

/// The errors that are told in words of their own; those that every operation has stand at the beginning of the reference.
fn errors(responses: &Map<String, Value>) -> Vec<ErrorView> {
    let own =
        responses.iter().filter(|(status, response)| *status != "200" && response["description"].is_string());
    own.map(|(status, response)| ErrorView { status: status.clone(), when: text(&response["description"]) })
        .collect()
}
