//! `Input<T>`: a body as JSON, form or multipart, whichever the client sends.
//!
//! Mastodon's clients send all three to the same endpoint. Everything becomes one JSON tree
//! (`a[b][]=1` and `{"a":{"b":["1"]}}` are the same) and then `T`. Since forms only know text, `T`
//! uses the lenient types below for what is not text. Files of a multipart body are in
//! [`Input::files`]. What stands in the query is taken as well, as Mastodon does; where both name a field, the body wins.

use std::borrow::Cow;

use axum::extract::{FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Response};
use base::Error;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::ApiError;

/// A parsed body. An absent body is like an empty one.
#[derive(Debug)]
pub struct Input<T> {
    /// The fields.
    pub value: T,
    /// Uploaded files, in order.
    pub files: Vec<File>,
}

/// One uploaded file.
#[derive(Debug)]
pub struct File {
    /// The form field's name.
    pub field: String,
    /// The bytes; what they are is decided by sniffing, never by name.
    pub bytes: Bytes,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let query = request.uri().query().map(|query| from_pairs(pairs_of(query.as_bytes())));
        let (mut tree, files) = tree(request, state).await?;
        if let (Value::Object(tree), Some(Value::Object(query))) = (&mut tree, query) {
            for (name, value) in query {
                tree.entry(name).or_insert(value);
            }
        }
        let value = from_tree(tree).map_err(|error| ApiError(error).into_response())?;
        Ok(Self { value, files })
    }
}

impl Input<Value> {
    /// The fields as one of several readers wants them.
    ///
    /// # Errors
    /// `BadRequest` naming the field.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        from_tree(self.value.clone())
    }
}

/// A tree as `T`; the error names the field.
fn from_tree<T: DeserializeOwned>(tree: Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(tree).map_err(|error| {
        let (path, mut why) = (error.path().to_string(), error.inner().to_string());
        if why.contains("struct ") || why.contains("enum ") {
            // The program's own names say nothing to others.
            why = "it is not of the right form".to_owned();
        }
        Error::bad_request("body", format!("Parameter {path} is not valid: {why}"))
    })
}

async fn tree<S: Send + Sync>(request: Request, state: &S) -> Result<(Value, Vec<File>), Response> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        let multipart = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        return read_multipart(multipart).await;
    }
    let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
    if bytes.is_empty() {
        return Ok((Value::Object(Map::new()), Vec::new()));
    }
    if kind.starts_with("application/json") {
        let tree: Value = serde_json::from_slice(&bytes)
            .map_err(|error| refuse(format!("The body is not valid JSON: {error}")))?;
        return if tree.is_object() {
            Ok((tree, Vec::new()))
        } else {
            Err(refuse("The body must be a JSON object".to_owned()))
        };
    }
    if !is_text(&bytes) {
        return Err(refuse("The form is not valid UTF-8".to_owned()));
    }
    Ok((from_pairs(pairs_of(&bytes)), Vec::new()))
}

/// Whether a form is UTF-8 once it is decoded; the parser would put U+FFFD for what is not.
fn is_text(form: &[u8]) -> bool {
    let digit = |at: usize| form.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(form.len());
    let mut at = 0;
    while let Some(byte) = form.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    std::str::from_utf8(&decoded).is_ok()
}

fn refuse(text: String) -> Response {
    ApiError(Error::bad_request("body", text)).into_response()
}

async fn read_multipart(mut multipart: Multipart) -> Result<(Value, Vec<File>), Response> {
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(IntoResponse::into_response)? {
        let name = field.name().unwrap_or("").to_owned();
        if let Some(file) = field.file_name() {
            let is_nameless = file.is_empty();
            let bytes = field.bytes().await.map_err(IntoResponse::into_response)?;
            // So browsers say that nothing was chosen.
            if is_nameless && bytes.is_empty() {
                continue;
            }
            files.push(File { field: name, bytes });
        } else {
            pairs.push((name, field.text().await.map_err(IntoResponse::into_response)?));
        }
    }
    Ok((from_pairs(pairs.into_iter()), files))
}

/// Parses a query string the same way, for endpoints that take arrays there (`id[]=1&id[]=2`).
///
/// # Errors
/// `BadRequest` naming the parameter.
pub fn query<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    from_tree(from_pairs(pairs_of(query.as_bytes())))
}

fn pairs_of(form: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    url::form_urlencoded::parse(form).into_owned()
}

/// Puts `a`, `a[]`, `a[b]`, `a[b][]`, `a[][b]` into a tree. A name given twice without brackets keeps the last value.
fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, text) in pairs {
        put(&mut root, &path(&name), text);
    }
    root
}

/// `a[b][]` → `["a", "b", ""]`.
fn path(name: &str) -> Vec<&str> {
    let Some((head, rest)) = name.split_once('[') else { return vec![name] };
    let mut parts = vec![head];
    parts.extend(rest.trim_end_matches(']').split("]["));
    parts.truncate(6);
    parts
}

/// Whether an object has no member of this name yet.
fn lacks(value: &Value, name: &str) -> bool {
    !name.is_empty() && value.as_object().is_some_and(|object| !object.contains_key(name))
}

fn put(node: &mut Value, path: &[&str], text: String) {
    let Some((first, rest)) = path.split_first() else {
        *node = Value::String(text);
        return;
    };
    if first.is_empty() {
        if !node.is_array() {
            *node = Value::Array(Vec::new());
        }
        if let Value::Array(list) = node {
            // `a[][b]` belongs to the last object until that has a `b`, as in Rails.
            let open = list.last_mut().filter(|last| rest.first().is_some_and(|name| lacks(last, name)));
            match open {
                Some(last) => put(last, rest, text),
                None => {
                    let mut item = Value::Null;
                    put(&mut item, rest, text);
                    list.push(item);
                }
            }
        }
        return;
    }
    if !node.is_object() {
        *node = Value::Object(Map::new());
    }
    if let Value::Object(map) = node {
        put(map.entry(*first).or_insert(Value::Null), rest, text);
    }
}

/// A truth value as clients write it: `true`, `"true"`, `"1"`, `1`, `"on"`, and their opposites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flag(pub bool);

impl<'de> serde::Deserialize<'de> for Flag {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        match Value::deserialize(deserializer)? {
            Value::Bool(value) => Ok(Self(value)),
            Value::Number(number) => Ok(Self(number.as_i64() != Some(0))),
            Value::String(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "on" | "t" | "yes" => Ok(Self(true)),
                "false" | "0" | "off" | "f" | "no" | "" => Ok(Self(false)),
                _ => Err(D::Error::custom("must be true or false")),
            },
            Value::Null => Ok(Self(false)),
            _ => Err(D::Error::custom("must be true or false")),
        }
    }
}

/// A whole number, as a number or as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub i64);

impl<'de> serde::Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let value = Value::deserialize(deserializer)?;
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| D::Error::custom("must be a whole number"))
    }
}

/// A list that clients also send as a single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Many<T>(pub Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> serde::Deserialize<'de> for Many<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let list = match Value::deserialize(deserializer)? {
            Value::Array(list) => list,
            Value::Null => Vec::new(),
            one => vec![one],
        };
        let items: Result<Vec<T>, _> = list.into_iter().map(serde_json::from_value).collect();
        items.map(Self).map_err(D::Error::custom)
    }
}

/// In schemas a truth value, a number, a list; that text is taken as well follows from forms.
macro_rules! schema_as {
    ($lenient:ty, $plain:ty $(, $item:ident)?) => {
        impl$(<$item: JsonSchema>)? JsonSchema for $lenient {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                <$plain>::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$plain>::json_schema(generator)
            }
        }
    };
}

schema_as!(Flag, bool);
schema_as!(Number, i64);
schema_as!(Many<T>, Vec<T>, T);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_form_names_become_the_tree_that_json_would_be() {
        let pairs = [
            ("status", "hi"),
            ("poll[options][]", "a"),
            ("poll[options][]", "b"),
            ("poll[multiple]", "true"),
            ("id[]", "1"),
        ];
        let tree = from_pairs(pairs.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(
            tree,
            json!({"status": "hi", "poll": {"options": ["a", "b"], "multiple": "true"}, "id": ["1"]})
        );
    }

    #[test]
    fn objects_in_a_list_are_told_apart_by_the_name_that_comes_again() {
        let pairs = [("f[][name]", "a"), ("f[][value]", "1"), ("f[][name]", "b"), ("f[][value]", "2")];
        let tree = from_pairs(pairs.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(tree, json!({"f": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]}));
    }

    #[test]
    fn hostile_names_do_no_harm() {
        for name in ["", "[", "]", "a[", "a]", "a[[b]]", "[][]", "a[b[c]]"] {
            let _ =
                from_pairs([(name.to_owned(), "x".to_owned()), ("a".to_owned(), "y".to_owned())].into_iter());
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_noticed() {
        for good in ["", "a=b&c=%C3%A9", "a=é", "a=%zz&b=%", "a=100%25"] {
            assert!(is_text(good.as_bytes()), "{good}");
        }
        assert!(!is_text(b"a=%ff%fe") && !is_text(b"a=\xff") && !is_text(b"a=%C3&b=%A9"));
    }

    #[test]
    fn a_wrong_type_is_named() {
        #[derive(Debug, serde::Deserialize)]
        struct Body {
            #[expect(dead_code, reason = "only parsed")]
            locked: Flag,
        }
        let error = from_tree::<Body>(json!({"locked": "maybe"})).unwrap_err();
        assert!(error.to_string().contains("locked"), "{error}");
    }
}
