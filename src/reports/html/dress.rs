//! What a page wears: the company's look, and the links to the pages beside it.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Value;

use crate::reports::figures::legible;
use crate::reports::wording::Language;

/// How a page is dressed; the default is attain's own look, alone.
#[derive(Debug, Clone, Default)]
pub struct Dress {
    /// The company's look.
    pub look: Option<Look>,
    /// The same page in other languages.
    pub neighbours: Vec<Neighbour>,
}

/// The same page in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// That language.
    pub language: Language,
    /// The file's name.
    pub address: String,
}

/// A company's look, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The logo as a `data:` address.
    pub logo: Option<String>,
    /// Rules that come after the page's own.
    pub style: String,
    /// The colours on a white ground, for paper, as `#1f5fa8`; attain's own where there is none.
    pub on_white: OnWhite,
    /// The texts of each language.
    pub texts: BTreeMap<Language, LookTexts>,
}

/// Colours on a white ground.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnWhite {
    /// Of links, bars and lines.
    pub accent: Option<String>,
    /// Of what is below target or at risk.
    pub warning: Option<String>,
}

/// What a company says on its pages in one language; what is empty is not said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LookTexts {
    /// In place of the words over the company's name.
    pub title: String,
    /// A line at the foot of the page.
    pub footer: String,
    /// A notice at the top of the page.
    pub notice: String,
}

impl Dress {
    /// What the templates read.
    pub(super) fn view(&self, language: Language) -> Value {
        let texts = self.look.as_ref().and_then(|look| look.texts.get(&language)).cloned().unwrap_or_default();
        let neighbours: Vec<Value> = self
            .neighbours
            .iter()
            .map(|other| {
                let name = match other.language {
                    Language::En => "English",
                    Language::Zh => "中文",
                };
                context! { lang => other.language.tag(), name, address => other.address.clone() }
            })
            .collect();
        context! {
            // Base64 holds no sign that HTML could take for its own.
            logo => self.look.as_ref().and_then(|look| look.logo.clone()).map(Value::from_safe_string),
            title => legible(&texts.title),
            footer => legible(&texts.footer),
            notice => legible(&texts.notice),
            neighbours,
        }
    }

    /// What the packet on paper wears: the texts, the colours, and the logo's bytes, none without one.
    #[cfg(feature = "pdf")]
    pub(in crate::reports) fn on_paper(&self, language: Language) -> serde_json::Value {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        let texts = self.look.as_ref().and_then(|look| look.texts.get(&language)).cloned().unwrap_or_default();
        let colours = self.look.as_ref().map(|look| look.on_white.clone()).unwrap_or_default();
        let logo = self.look.as_ref().and_then(|look| look.logo.as_deref()).and_then(|logo| logo.split_once(','));
        serde_json::json!({
            "logo": logo.and_then(|(_, coded)| STANDARD.decode(coded).ok()).unwrap_or_default(),
            "title": legible(&texts.title),
            "footer": legible(&texts.footer),
            "notice": legible(&texts.notice),
            "accent": colours.accent,
            "warning": colours.warning,
        })
    }

    /// The rules that come after the page's own.
    pub(super) fn style(&self) -> &str {
        self.look.as_ref().map_or("", |look| &look.style)
    }

    /// What the policy lets a page show beside its own: the logo, which lies in the page.
    pub(super) fn policy(&self) -> &'static str {
        match &self.look {
            Some(Look { logo: Some(_), .. }) => "; img-src data:",
            _ => "",
        }
    }
}
