//! The reference of the API.
//!
//! *Not here*: what it says (module `instance`, from what stands beside the routes).

use askama::Template;

use crate::http::page::Layout;

/// `GET /docs`.
#[derive(Template, Default)]
#[template(path = "instance/docs.html", whitespace = "minimize")]
pub struct DocsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// All groups.
    pub groups: Vec<GroupView>,
}

/// `GET /docs/{group}`.
#[derive(Template, Default)]
#[template(path = "instance/docs_group.html", whitespace = "minimize")]
pub struct DocsGroupPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The group.
    pub group: GroupView,
}

/// Operations that belong together.
#[derive(Default)]
pub struct GroupView {
    /// What they are about.
    pub name: String,
    /// The same in an address.
    pub slug: String,
    /// The operations.
    pub operations: Vec<OperationView>,
}

/// One operation. In the overview only its line is filled in.
#[derive(Default)]
pub struct OperationView {
    /// Names it among all.
    pub id: String,
    /// Such as `GET`.
    pub method: String,
    /// Such as `/api/v1/lists/{id}`.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// What else one must know; may be empty.
    pub details: String,
    /// Whether there is a newer way.
    pub deprecated: bool,
    /// Who may call it.
    pub access: String,
    /// What it takes.
    pub parameters: Vec<ParameterView>,
    /// What it gives, in a word or two.
    pub answer: String,
    /// When it fails.
    pub errors: Vec<ErrorView>,
    /// A real answer; may be empty.
    pub example: String,
}

/// Something that an operation takes.
pub struct ParameterView {
    /// Its name.
    pub name: String,
    /// Whether it stands in the path, the query or the body.
    pub place: String,
    /// What it is, in a word or two.
    pub kind: String,
    /// What it means.
    pub about: String,
}

/// A way to fail.
pub struct ErrorView {
    /// The status.
    pub status: String,
    /// When.
    pub when: String,
}
