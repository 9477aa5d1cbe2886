//! The OpenAPI 3.1 document (<https://spec.openapis.org/oas/v3.1.1.html>) of described routes.
//!
//! Schemas come from the types themselves: what is read from the `Deserialize` side, what is answered from the
//! `Serialize` side, and texts from their comments. Errors that follow from the description (no token, a missing scope,
//! nothing there, a field that is wrong, too many requests) are added here, so that no route has to repeat them.
//!
//! **Not here:** the routes' descriptions (each module's `api`), the page that shows them (`instance`).

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::operation::{Access, Answer, Operation};

/// What came back when a test called an operation, by [`Operation::id`]; `docs/examples.json`.
pub type Examples = BTreeMap<String, Value>;

/// An error (<https://docs.joinmastodon.org/entities/Error/>).
#[derive(JsonSchema)]
#[schemars(rename = "Error")]
#[expect(dead_code, reason = "only its schema is used; `http::error` writes it")]
struct ErrorShape {
    /// What is wrong, for people.
    error: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    /// At sign-up: what is wrong with each field.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<BTreeMap<String, Vec<FieldShape>>>,
}

/// What is wrong with a field.
#[derive(JsonSchema)]
#[schemars(rename = "FieldError")]
#[expect(dead_code, reason = "only its schema is used; `http::error` writes it")]
struct FieldShape {
    /// Such as `ERR_TAKEN`.
    error: String,
    /// The same for people.
    description: String,
}

/// The document of these operations and of the scopes that there are.
#[must_use]
pub fn document(operations: &[Operation], scopes: &[&str], examples: &Examples) -> Value {
    let mut writer = Writer::new();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let method = operation.method.as_str().to_ascii_lowercase();
        let entry = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        entry[method] = writer.operation(operation, examples.get(&operation.id()));
    }
    json!({
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Kinfolk",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The Mastodon client API, and what Kinfolk adds to it",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "This server" }],
        "tags": tags(operations),
        "paths": paths,
        "components": {
            "schemas": writer.schemas(),
            "responses": { "Unauthorized": error(UNAUTHORIZED), "TooManyRequests": error(TOO_MANY),
                           "Unavailable": error(UNAVAILABLE) },
            "securitySchemes": security_schemes(scopes),
        },
    })
}

const UNAUTHORIZED: &str = "There is no token, or it is not valid";
const TOO_MANY: &str = "Too many requests; `X-RateLimit-Reset` says when to come back";
const UNAVAILABLE: &str = "The server cannot reach its database now; ask again";

fn tags(operations: &[Operation]) -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    for operation in operations {
        if !names.contains(&operation.tag) {
            names.push(operation.tag);
        }
    }
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn security_schemes(scopes: &[&str]) -> Value {
    let text = |scope: &str| match scope {
        "profile" => "Know who you are".to_owned(),
        "follow" => "Read and write blocks, follows and mutes".to_owned(),
        "push" => "Receive notifications by web push".to_owned(),
        _ => scope.replacen(':', " ", 2).replace('_', " "),
    };
    let scopes: Map<String, Value> =
        scopes.iter().map(|scope| ((*scope).to_owned(), Value::from(text(scope)))).collect();
    json!({
        "oauth": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "/oauth/authorize", "tokenUrl": "/oauth/token", "scopes": scopes,
                },
                "clientCredentials": { "tokenUrl": "/oauth/token", "scopes": scopes },
            },
        },
        "bearer": { "type": "http", "scheme": "bearer" },
        "client": { "type": "http", "scheme": "basic",
                    "description": "The client's id and secret; they may also stand in the body" },
    })
}

/// A response that is an error.
fn error(when: &str) -> Value {
    json!({
        "description": when,
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
    })
}

/// Two generators, as a type may be read in more ways than it is written.
struct Writer {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Writer {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        let read = settings().for_deserialize().into_generator();
        let mut written = settings().for_serialize().into_generator();
        let _ = written.subschema_for::<ErrorShape>();
        Self { read, written }
    }

    fn schemas(mut self) -> Map<String, Value> {
        let mut schemas = self.written.take_definitions(true);
        for (name, schema) in self.read.take_definitions(true) {
            schemas.entry(name).or_insert(schema);
        }
        schemas
    }

    fn operation(&mut self, operation: &Operation, example: Option<&Value>) -> Value {
        let mut object = json!({
            "operationId": operation.id(),
            "tags": [operation.tag],
            "summary": operation.summary,
            "parameters": self.parameters(operation),
            "responses": self.responses(operation, example),
            "security": security(operation.access),
        });
        if !operation.details.is_empty() {
            object["description"] = operation.details.into();
        }
        if operation.deprecated {
            object["deprecated"] = true.into();
        }
        if let Some(shape) = operation.body {
            let schema = shape(&mut self.read).to_value();
            let media = json!({ "schema": schema });
            object["requestBody"] = json!({
                "content": {
                    "application/json": media,
                    "application/x-www-form-urlencoded": media,
                    "multipart/form-data": media,
                },
            });
        }
        object
    }

    fn parameters(&mut self, operation: &Operation) -> Vec<Value> {
        let mut parameters: Vec<Value> = operation
            .path_parameters()
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
        if let Some(limits) = operation.paging {
            let range =
                json!({ "type": "integer", "minimum": 1, "default": limits.default, "maximum": limits.max });
            parameters.push(query(
                "limit",
                "How many at most; more than the maximum is lowered to it",
                range,
            ));
            let id = json!({ "type": "string" });
            parameters.push(query("max_id", "Only older than this", id.clone()));
            parameters.push(query("since_id", "Only newer than this, the newest ones", id.clone()));
            parameters.push(query("min_id", "Only newer than this, those just above it", id));
        }
        if let Some(shape) = operation.query {
            let schema = shape(&mut self.read).to_value();
            let named: Vec<Value> = parameters.iter().map(|parameter| parameter["name"].clone()).collect();
            let own = self.query_parameters(&schema).into_iter();
            parameters.extend(own.filter(|parameter| !named.contains(&parameter["name"])));
        }
        parameters
    }

    /// A parameter for each property of a struct.
    fn query_parameters(&self, schema: &Value) -> Vec<Value> {
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        let object = name.and_then(|name| self.read.definitions().get(name)).unwrap_or(schema);
        let Some(properties) = object["properties"].as_object() else { return Vec::new() };
        let parameter = |(name, schema): (&String, &Value)| {
            let mut schema = schema.clone();
            let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            let is_list = schema["type"] == "array" || schema["type"][0] == "array";
            let name = if is_list { format!("{name}[]") } else { name.clone() };
            query(&name, about.as_ref().and_then(Value::as_str).unwrap_or_default(), schema)
        };
        properties.iter().map(parameter).collect()
    }

    fn responses(&mut self, operation: &Operation, example: Option<&Value>) -> Value {
        let (content_type, schema) = match operation.answer {
            Answer::Json(shape) => ("application/json", shape(&mut self.written).to_value()),
            Answer::Named(content_type, shape) => (content_type, shape(&mut self.written).to_value()),
            Answer::Other(content_type) => (content_type, json!({ "type": "string" })),
        };
        let mut media = json!({ "schema": schema });
        if let Some(example) = example {
            media["example"] = example.clone();
        }
        let mut done = json!({ "description": "Done", "content": { content_type: media } });
        if operation.paging.is_some() {
            done["headers"] = json!({
                "Link": { "description": "The pages beside this one (RFC 8288)", "schema": { "type": "string" } },
            });
        }
        let mut responses = Map::from_iter([("200".to_owned(), done)]);
        for (status, when) in errors(operation) {
            responses.insert(status.to_string(), error(&when));
        }
        for (status, name) in [("401", "Unauthorized"), ("429", "TooManyRequests"), ("503", "Unavailable")] {
            if status != "401" || operation.access != Access::Open {
                let reference = json!({ "$ref": format!("#/components/responses/{name}") });
                responses.entry(status).or_insert(reference);
            }
        }
        responses.into()
    }
}

fn query(name: &str, about: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": about, "schema": schema })
}

/// The errors that are this operation's own: those that it names and those that follow from what it is. Of one status
/// the texts are joined.
fn errors(operation: &Operation) -> BTreeMap<u16, String> {
    let mut all: BTreeMap<u16, String> = BTreeMap::new();
    let mut add = |status: u16, when: &str| {
        let text = all.entry(status).or_default();
        if !text.is_empty() {
            text.push_str(". ");
        }
        text.push_str(when);
    };
    for (status, when) in &operation.errors {
        add(*status, when);
    }
    if operation.query.is_some() || operation.paging.is_some() || operation.body.is_some() {
        add(400, "A parameter is missing or not valid; the text names it");
    }
    if !operation.access.scopes().is_empty() {
        add(403, "The token holds none of the scopes");
    }
    if operation.path_parameters().next().is_some() {
        add(404, "There is no such thing, or not for you");
    }
    if matches!(operation.access, Access::Person(_)) {
        add(422, "The token is an application's own; a person is needed");
    }
    all
}

fn security(access: Access) -> Value {
    let scopes = access.scopes();
    let of_token = || -> Vec<Value> {
        if scopes.is_empty() {
            return vec![json!({ "bearer": [] })];
        }
        scopes.iter().map(|scope| json!({ "oauth": [scope] })).collect()
    };
    match access {
        Access::Open => json!([]),
        Access::Client => json!([{ "client": [] }, {}]),
        Access::Anyone(_) => {
            let mut any = of_token();
            any.push(json!({}));
            any.into()
        }
        Access::Person(_) | Access::Token(_) => of_token().into(),
    }
}
