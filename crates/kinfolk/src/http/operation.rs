//! What stands beside an API route: what it does, who may call it, what it takes and what it gives.
//!
//! The description is the source of the OpenAPI document (`openapi`), of the page `/docs`, of `docs/routes.txt`, and of the
//! tests that walk every route as a stranger and compare every answer with its schema. So it cannot say what is not so.
//!
//! ```ignore
//! Routes::of("Lists")
//!     .get("/api/v1/lists", all, op("Your lists").person(&["read:lists"]).gives::<Vec<List>>())
//!     .post("/api/v1/lists", create, op("Make a list").person(&["write:lists"]).takes::<ListInput>().gives::<List>())
//! ```
//!
//! **Not here:** asking for the scopes (`auth::Viewer::needs`, in each handler).

use base::PageLimits;
use http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// Writes the schema of a type, and what it refers to, into a generator.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody; no token is looked at.
    Open,
    /// Everybody; a token that comes along must hold one of these scopes.
    Anyone(&'static [&'static str]),
    /// A person's token with one of these scopes; with none, any.
    Person(&'static [&'static str]),
    /// Any valid token, a person's or an application's own, with one of these scopes; with none, any.
    Token(&'static [&'static str]),
    /// An application, by its id and secret.
    Client,
}

impl Access {
    /// The scopes of which a token must hold one; empty when none is needed.
    #[must_use]
    pub const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Open | Self::Client => &[],
            Self::Anyone(scopes) | Self::Person(scopes) | Self::Token(scopes) => scopes,
        }
    }

    /// Whether it answers without a token.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Anyone(_))
    }
}

/// What an operation answers with.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// JSON of this shape.
    Json(Shape),
    /// JSON of this shape under a name of its own, such as `application/jrd+json`.
    Named(&'static str, Shape),
    /// Something else.
    Other(&'static str),
}

/// The description of one operation.
#[derive(Clone)]
pub struct Operation {
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: Method,
    /// Such as `/api/v1/lists/{id}`.
    pub path: String,
    /// The group that it belongs to.
    pub tag: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What else one must know; may be empty.
    pub details: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Whether there is a newer way.
    pub deprecated: bool,
    pub(super) query: Option<Shape>,
    pub(super) paging: Option<PageLimits>,
    pub(super) body: Option<Shape>,
    pub(super) uploads: bool,
    pub(super) answer: Answer,
    pub(super) errors: Vec<(u16, &'static str)>,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Begins a description: what the operation does, in a few words. Without more, everybody may call it and it answers `{}`.
#[must_use]
pub fn op(summary: &'static str) -> Operation {
    Operation {
        method: Method::GET,
        path: String::new(),
        tag: "",
        summary,
        details: "",
        access: Access::Open,
        deprecated: false,
        query: None,
        paging: None,
        body: None,
        uploads: false,
        answer: Answer::Json(shape::<Empty>),
        errors: Vec::new(),
    }
}

fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// An answer that says nothing but that it was done.
#[derive(JsonSchema)]
pub struct Empty {}

impl Operation {
    /// Everybody may call it; a token must hold one of these scopes.
    #[must_use]
    pub fn anyone(self, scopes: &'static [&'static str]) -> Self {
        Self { access: Access::Anyone(scopes), ..self }
    }

    /// A person may call it whose token holds one of these scopes.
    #[must_use]
    pub fn person(self, scopes: &'static [&'static str]) -> Self {
        Self { access: Access::Person(scopes), ..self }
    }

    /// Any valid token may call it that holds one of these scopes.
    #[must_use]
    pub fn token(self, scopes: &'static [&'static str]) -> Self {
        Self { access: Access::Token(scopes), ..self }
    }

    /// An application may call it that shows its id and secret.
    #[must_use]
    pub fn client(self) -> Self {
        Self { access: Access::Client, ..self }
    }

    /// Parameters of the query, which may also stand in the body.
    #[must_use]
    pub fn asks<T: JsonSchema>(self) -> Self {
        Self { query: Some(shape::<T>), ..self }
    }

    /// A body: JSON, a form or multipart, whichever the client sends.
    #[must_use]
    pub fn takes<T: JsonSchema>(self) -> Self {
        Self { body: Some(shape::<T>), ..self }
    }

    /// The body may hold pictures, so it may be large.
    #[must_use]
    pub fn uploads(self) -> Self {
        Self { uploads: true, ..self.fails(413, "The body is too large") }
    }

    /// JSON of this type.
    #[must_use]
    pub fn gives<T: JsonSchema>(self) -> Self {
        Self { answer: Answer::Json(shape::<T>), ..self }
    }

    /// JSON of this type under a content type of its own.
    #[must_use]
    pub fn gives_as<T: JsonSchema>(self, content_type: &'static str) -> Self {
        Self { answer: Answer::Named(content_type, shape::<T>), ..self }
    }

    /// Something that is no JSON.
    #[must_use]
    pub fn gives_other(self, content_type: &'static str) -> Self {
        Self { answer: Answer::Other(content_type), ..self }
    }

    /// A page of items of this type: takes `limit`, `max_id`, `since_id` and `min_id`, and links to the pages beside it.
    #[must_use]
    pub fn pages<T: JsonSchema>(self, limits: PageLimits) -> Self {
        Self { paging: Some(limits), ..self.gives::<Vec<T>>() }
    }

    /// One more error than those that follow from the rest.
    #[must_use]
    pub fn fails(mut self, status: u16, when: &'static str) -> Self {
        self.errors.push((status, when));
        self
    }

    /// What else one must know.
    #[must_use]
    pub fn details(self, details: &'static str) -> Self {
        Self { details, ..self }
    }

    /// There is a newer way.
    #[must_use]
    pub fn deprecated(self) -> Self {
        Self { deprecated: true, ..self }
    }

    /// The names of the parameters in the path.
    pub fn path_parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// A name that no other operation has, for generated clients: `get_v1_lists_by_id`.
    #[must_use]
    pub fn id(&self) -> String {
        let mut id = self.method.as_str().to_ascii_lowercase();
        let parts = self.path.split('/').filter(|part| !part.is_empty() && *part != "api");
        for part in parts {
            let name = part.strip_prefix('{').map(|name| format!("by_{}", name.trim_end_matches('}')));
            let name = name.unwrap_or_else(|| part.trim_start_matches('.').replace(['-', '.'], "_"));
            id.push('_');
            id.push_str(&name);
        }
        id
    }
}
