//! How somebody wants pages to look and in which language they read them.
//!
//! Colours name both of their values in the styles (`assets/css/tokens.css`), so a scheme is one class on the page.
//!
//! *Not here*: where the choice is kept (`auth::appearance`), the page on which it is made (`views::settings`).

use super::Language;

/// What somebody has chosen of the pages' looks. The default leaves everything to the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// The language of the pages' own words; `None`: what the browser prefers.
    pub language: Option<Language>,
    /// Light or dark.
    pub scheme: Scheme,
    /// How large texts are.
    pub text_size: TextSize,
    /// Nothing moves or fades, whatever the browser says.
    pub less_motion: bool,
}

impl Appearance {
    /// The classes of the page's root element.
    pub(crate) fn classes(self) -> String {
        let motion = if self.less_motion { "calm" } else { "" };
        let mut all = vec![self.scheme.class(), self.text_size.class(), motion];
        all.retain(|class| !class.is_empty());
        all.join(" ")
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// As the browser prefers.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// In the order of the form. The place of each is what is stored.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name in forms and of texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Auto => "",
            Self::Light => "scheme-light",
            Self::Dark => "scheme-dark",
        }
    }

    /// The colours that a browser paints around the page, those of `--surface`, each with the media query under which
    /// it holds.
    pub(crate) fn frames(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Auto => {
                &[("#ffffff", "(prefers-color-scheme: light)"), ("#141817", "(prefers-color-scheme: dark)")]
            }
            Self::Light => &[("#ffffff", "")],
            Self::Dark => &[("#141817", "")],
        }
    }

    /// The schemes that a page is made for, as in `<meta name="color-scheme">`.
    pub(crate) fn schemes(self) -> &'static str {
        match self {
            Self::Auto => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How large texts are, and everything that is measured by them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// As large as the browser is set to.
    #[default]
    Normal,
    /// An eighth larger.
    Large,
    /// A quarter larger.
    Larger,
}

impl TextSize {
    /// In the order of the form. The place of each is what is stored.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::Larger];

    /// The name in forms and of texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
            Self::Larger => "larger",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Large => "text-large",
            Self::Larger => "text-larger",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_to_the_browser_has_no_class() {
        assert_eq!(Appearance::default().classes(), "");
        let chosen = Appearance {
            scheme: Scheme::Dark,
            text_size: TextSize::Large,
            less_motion: true,
            ..Appearance::default()
        };
        assert_eq!(chosen.classes(), "scheme-dark text-large calm");
    }

    #[test]
    fn every_class_has_a_style() {
        let css = std::str::from_utf8(&crate::http::page::assets::all()[0].body).unwrap();
        let classes = Scheme::ALL.map(Scheme::class).into_iter().chain(TextSize::ALL.map(TextSize::class));
        for class in classes.chain(["calm"]).filter(|class| !class.is_empty()) {
            assert!(css.contains(&format!(".{class} ")), "{class} has no style");
        }
    }
}
