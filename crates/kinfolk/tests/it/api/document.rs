//! The OpenAPI document itself: whole, consistent, the same by HTTP and by the command; every route of the API in it; the
//! list of routes in `docs/routes.txt`; the pages that show it.

use std::collections::BTreeSet;

use kinfolk::http::Operation;
use serde_json::Value;

use super::calls::operations;

const ROUTES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/routes.txt");

/// Routes that look like the API's and are pages.
const PAGES: [&str; 2] = ["/oauth/authorize", "/.well-known/change-password"];

#[test]
fn every_route_of_the_api_is_described() {
    let routes = kinfolk::app::routes();
    let described: BTreeSet<&str> =
        routes.operations().iter().map(|operation| operation.path.as_str()).collect();
    let beginnings = ["/api/", "/oauth/", "/.well-known/", "/nodeinfo/", "/health"];
    for pattern in routes.patterns().iter().map(|pattern| &pattern.text) {
        let is_api = beginnings.iter().any(|beginning| pattern.starts_with(beginning));
        if is_api && !PAGES.contains(&pattern.as_str()) {
            assert!(described.contains(pattern.as_str()), "{pattern} has no description");
        }
    }
}

#[test]
fn operations_have_names_of_their_own_and_say_what_they_do() {
    let mut ids = BTreeSet::new();
    for operation in operations() {
        assert!(ids.insert(operation.id()), "{} is twice", operation.id());
        assert!(!operation.summary.is_empty() && !operation.summary.ends_with('.'), "{operation:?}");
        assert!(!operation.tag.is_empty(), "{operation:?}");
    }
}

#[test]
fn the_document_is_whole() {
    let document = kinfolk::app::openapi();
    assert_eq!(document["openapi"], "3.1.1");
    assert_eq!(document["components"]["schemas"]["Error"]["required"], serde_json::json!(["error"]));
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 40, "{}", references.len());
    for reference in &references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let named = operation["parameters"].as_array().unwrap();
            let in_path = named.iter().filter(|parameter| parameter["in"] == "path").count();
            assert_eq!(in_path, path.matches('{').count(), "{method} {path}");
            let names: BTreeSet<String> =
                named.iter().map(|parameter| parameter["name"].to_string()).collect();
            assert_eq!(names.len(), named.len(), "{method} {path} names a parameter twice");
            assert!(operation["responses"]["200"]["content"].is_object(), "{method} {path}");
        }
    }
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(reference) if name == "$ref" => drop(references.insert(reference.clone())),
                    value => collect(value, references),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[test]
fn the_list_of_routes_is_kept() {
    let line = |operation: &Operation| {
        let scopes = operation.access.scopes().join(" ");
        let access = format!("{:?}", operation.access);
        let access = access.split('(').next().unwrap().to_lowercase();
        format!("{:6} {:55} {access:7} {scopes}", operation.method.as_str(), operation.path)
            .trim_end()
            .to_owned()
    };
    let mut lines: Vec<String> = operations().iter().map(line).collect();
    lines.sort_by_key(|line| line[7..].to_owned());
    let written = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(ROUTES, written).unwrap();
    } else {
        let kept = std::fs::read_to_string(ROUTES).unwrap();
        assert!(kept == written, "docs/routes.txt is old; UPDATE_DOCS=1 cargo test writes it anew");
    }
}

both_engines! {
    async fn the_document_and_its_pages_are_served(app: TestApp) {
        let anon = app.anon();
        let served = anon.get("/api/openapi.json").await.assert(200).json();
        assert_eq!(served, kinfolk::app::openapi());
        let overview = anon.get("/docs").await.assert(200).text;
        for operation in operations() {
            assert!(overview.contains(&operation.id()), "{operation:?} is not in the overview");
            let page = anon.get(&format!("/docs/{}", operation.tag.to_lowercase().replace(' ', "-"))).await.assert(200).text;
            assert!(page.contains(&format!("id=\"{}\"", operation.id())), "{operation:?} is on no page");
        }
        assert!(!overview.contains("src=\"http") && !overview.contains("href=\"http"), "something is loaded from elsewhere");
        anon.get("/docs/nothing").await.assert(404);
    }
}

/// The list of the pages that the browser tests look at, and of what is no page of its own.
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/site.mjs");

/// The patterns that the list names, as strings of their own.
fn looked_at() -> BTreeSet<String> {
    let site = std::fs::read_to_string(SITE).unwrap();
    let strings = site.split('"').skip(1).step_by(2).filter(|string| string.starts_with('/'));
    strings.map(ToOwned::to_owned).collect()
}

both_engines! {
    async fn every_page_is_looked_at_in_a_browser(app: TestApp) {
        let routes = kinfolk::app::routes();
        let described: BTreeSet<&str> = routes.operations().iter().map(|operation| &*operation.path).collect();
        let (anon, looked_at) = (app.anon(), looked_at());
        let mut pages = 0;
        for pattern in routes.patterns().iter().map(|pattern| &*pattern.text) {
            let path = pattern.replace(['{', '}'], "");
            if described.contains(pattern) || routes.forms().iter().any(|form| form == pattern) {
                continue;
            }
            let answer = anon.get(&path).await;
            assert_ne!(answer.status, http::StatusCode::METHOD_NOT_ALLOWED, "{pattern} is a form's: `Routes::form`");
            pages += 1;
            assert!(looked_at.contains(pattern), "{pattern} answers to GET and is not in {SITE}");
        }
        assert!(pages > 30, "{pages}");
    }
}
