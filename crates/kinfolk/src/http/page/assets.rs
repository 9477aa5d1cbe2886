//! Styles, scripts and icons that are part of the binary, served under names that hold a hash of their bytes.
//!
//! Because the name changes with the content, an answer may be cached for ever. The stylesheet is written in parts
//! (`assets/css/`, in the order of [`STYLES`]) and served as one file without comments. Scripts are modules that import each
//! other by their logical names (`assets/js/`), which become the names with the hash.
//!
//! *Not here*: what people upload (module `media`).

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Where assets live; the handler answers `GET /assets/{name}` from [`find`].
pub const PREFIX: &str = "/assets/";

/// The `Cache-Control` of every asset: for ever, as a changed asset has another name.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The parts of the stylesheet, in cascade order.
const STYLES: [&str; 6] = [
    include_str!("../../../assets/css/tokens.css"),
    include_str!("../../../assets/css/base.css"),
    include_str!("../../../assets/css/components.css"),
    include_str!("../../../assets/css/shell.css"),
    include_str!("../../../assets/css/status.css"),
    include_str!("../../../assets/css/pages.css"),
];

/// The modules of the pages' scripts; each stands behind those that it imports. The last one loads the others.
const SCRIPTS: [(&str, &str); 10] = [
    ("page.js", include_str!("../../../assets/js/page.js")),
    ("feed.js", include_str!("../../../assets/js/feed.js")),
    ("now.js", include_str!("../../../assets/js/now.js")),
    ("composer.js", include_str!("../../../assets/js/composer.js")),
    ("check.js", include_str!("../../../assets/js/check.js")),
    ("crop.js", include_str!("../../../assets/js/crop.js")),
    ("forms.js", include_str!("../../../assets/js/forms.js")),
    ("keys.js", include_str!("../../../assets/js/keys.js")),
    ("people.js", include_str!("../../../assets/js/people.js")),
    ("app.js", include_str!("../../../assets/js/app.js")),
];

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    /// What templates call it: `app.css`.
    pub logical: &'static str,
    /// What it is served as, below [`PREFIX`]: `app-0123456789abcdef.css`. Also good as a strong `ETag`.
    pub name: String,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The bytes.
    pub body: Vec<u8>,
    /// The full path for `href` and `src`.
    pub url: String,
}

static ALL: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut all = vec![
        Asset::new("app.css", "text/css; charset=utf-8", compress_css(&STYLES.concat())),
        Asset::new("icon.svg", "image/svg+xml", include_str!("../../../assets/icon.svg").to_owned()),
    ];
    for (logical, source) in SCRIPTS {
        let script = link_script(&compress_script(source), &all);
        all.push(Asset::new(logical, SCRIPT, script));
    }
    all
});

/// The `Content-Type` of scripts.
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The URLs of all scripts, so that a browser asks for them at once and not one behind the other.
pub fn scripts() -> impl Iterator<Item = &'static str> {
    ALL.iter().filter(|asset| asset.content_type == SCRIPT).map(|asset| asset.url.as_str())
}

impl Asset {
    fn new(logical: &'static str, content_type: &'static str, body: String) -> Self {
        let hash = Sha256::digest(body.as_bytes());
        let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = logical.split_once('.').unwrap_or((logical, "bin"));
        let name = format!("{stem}-{hash}.{extension}");
        Self { logical, content_type, body: body.into_bytes(), url: format!("{PREFIX}{name}"), name }
    }
}

/// All assets.
pub fn all() -> &'static [Asset] {
    &ALL
}

/// The asset served as `name` (with its hash), if there is one.
pub fn find(name: &str) -> Option<&'static Asset> {
    ALL.iter().find(|asset| asset.name == name)
}

/// The URL of the asset that templates call `logical`. An unknown name gives an empty string; a test reads the
/// templates for such names.
pub fn url(logical: &str) -> &'static str {
    ALL.iter().find(|asset| asset.logical == logical).map_or("", |asset| &asset.url)
}

/// Takes comments and indentation out of a stylesheet that has neither `/*` nor line breaks inside strings.
fn compress_css(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Takes indentation out of a script, and comments that have lines of their own; a line may begin with one. Its strings
/// end on the line where they begin.
fn compress_script(source: &str) -> String {
    let is_comment = |line: &str| {
        line.starts_with("//") || line.starts_with('*') || line.starts_with("/*") && !has_code_behind(line)
    };
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.collect::<Vec<_>>().join("\n")
}

fn has_code_behind(comment: &str) -> bool {
    comment.split_once("*/").is_some_and(|(_, code)| !code.is_empty())
}

/// Puts the served names of other modules in place of those that a script imports.
fn link_script(source: &str, others: &[Asset]) -> String {
    others.iter().fold(source.to_owned(), |script, other| {
        script.replace(&format!("\"./{}\"", other.logical), &format!("\"./{}\"", other.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_the_name_in_its_url_and_by_no_other() {
        for asset in all() {
            let name = asset.url.strip_prefix(PREFIX).unwrap();
            assert!(std::ptr::eq(find(name).unwrap(), asset));
            assert_eq!(url(asset.logical), asset.url);
            assert!(!asset.body.is_empty());
        }
        assert!(find("app.css").is_none());
        assert!(find("../Cargo.toml").is_none());
    }

    #[test]
    fn another_content_has_another_name() {
        let of = |body: &str| Asset::new("app.css", "text/css", body.to_owned()).name;
        assert_ne!(of("a"), of("b"));
        assert_eq!(of("a"), of("a"));
    }

    #[test]
    fn compressing_keeps_every_rule() {
        assert_eq!(compress_css("a { /* b */\n  c: d;\n\n}\n/* e */"), "a {\nc: d;\n}");
        let source = STYLES.concat();
        let braces = |text: &str| (text.matches('{').count(), text.matches('}').count());
        assert_eq!(braces(&compress_css(&source)), braces(&source));
        let (open, close) = braces(&source);
        assert_eq!(open, close, "the stylesheet has an unclosed rule");
    }

    #[test]
    fn every_import_of_a_script_names_a_file_that_is_served() {
        for script in all().iter().filter(|asset| asset.content_type == SCRIPT) {
            let source = std::str::from_utf8(&script.body).unwrap();
            let imports = source.split("import ").skip(1).filter_map(|rest| rest.split("\"./").nth(1));
            for import in imports.filter_map(|rest| rest.split('"').next()) {
                assert!(find(import).is_some(), "{} imports {import}", script.logical);
            }
            assert!(!source.contains("import("), "{} imports what is not known beforehand", script.logical);
        }
        assert_eq!(scripts().count(), SCRIPTS.len());
    }

    #[test]
    fn the_scripts_together_stay_small() {
        let lines: usize = SCRIPTS.iter().map(|(_, source)| source.lines().count()).sum();
        assert!(lines <= 600, "{lines} lines");
    }

    #[test]
    fn compressing_a_script_keeps_its_code() {
        let source = "// a\n/**\n * b\n */\n/** c */\nlet d = 1; // e\n\n  /** f */ (g).h = 1;\n";
        assert_eq!(compress_script(source), "let d = 1; // e\n/** f */ (g).h = 1;");
    }

    #[test]
    fn the_stylesheet_refers_to_no_other_host() {
        let css = STYLES.concat();
        assert!(!css.contains("//") && !css.contains("@import"), "styles come from this server alone");
    }
}
