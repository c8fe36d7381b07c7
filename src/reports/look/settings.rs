//! `look.toml`: colours and texts.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use super::LookError;
use super::colour::Colour;
use crate::reports::html::{LookTexts, OnWhite};
use crate::reports::wording::Language;

const FILE: &str = "look.toml";
/// What texts need on their ground, by WCAG 2.2.
const LEAST_CONTRAST: f64 = 4.5;
/// The page's own grounds, light and dark, as the style sheets have them.
const GROUNDS: [(&str, &str); 2] = [("light", "#ffffff"), ("dark", "#171b21")];
/// Longer texts are for a page of their own.
const LONGEST_TEXT: usize = 500;

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    light: Colours,
    dark: Colours,
    en: Texts,
    zh: Texts,
}

/// The colours on one ground.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Colours {
    /// Links, bars, lines.
    accent: Option<toml::Spanned<String>>,
    /// What is below target or at risk.
    warning: Option<toml::Spanned<String>>,
}

/// The texts of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Texts {
    title: Option<toml::Spanned<String>>,
    footer: Option<toml::Spanned<String>>,
    notice: Option<toml::Spanned<String>>,
}

/// What the file says, checked.
#[derive(Debug)]
pub(super) struct Read {
    /// Rules that come after the page's own.
    pub(super) style: String,
    /// The colours of the light page, for paper.
    pub(super) on_white: OnWhite,
    /// The texts by language.
    pub(super) texts: BTreeMap<Language, LookTexts>,
}

/// Reads the file.
pub(super) fn read(text: &str) -> Result<Read, LookError> {
    let line_at = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let fault = |line: Option<usize>, reason: String, hint: &str| LookError {
        file: FILE,
        line,
        reason,
        hint: hint.to_string(),
    };
    let written: Written = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_at(span.start));
        fault(
            line,
            error.message().to_string(),
            "there are [light] and [dark] with accent and warning, and [en] and [zh] with title, footer and notice",
        )
    })?;
    let mut rules = [String::new(), String::new()];
    for (at, colours) in [&written.light, &written.dark].into_iter().enumerate() {
        let (name, ground) = GROUNDS[at];
        let ground = Colour::parse(ground).expect("the page's own colour");
        for (colour, variable) in [(&colours.accent, "blue"), (&colours.warning, "orange")] {
            let Some(spanned) = colour else { continue };
            let (line, text) = (Some(line_at(spanned.span().start)), spanned.get_ref());
            let parsed = Colour::parse(text)
                .ok_or_else(|| fault(line, format!("`{text}` is no colour"), "write it as #1f5fa8"))?;
            let contrast = parsed.contrast(ground);
            if contrast < LEAST_CONTRAST {
                let reason = format!("`{text}` on the {name} page has a contrast of {contrast:.1} to 1");
                return Err(fault(
                    line,
                    reason,
                    "texts need 4.5 to 1: take a darker colour for the light page, a lighter one for the dark page",
                ));
            }
            // A colour is six digits, so nothing needs escaping; writing to a string cannot fail.
            let _ = write!(
                rules[at],
                "--{variable}: {text}; --{variable}-soft: color-mix(in srgb, {text} 16%, var(--paper)); "
            );
        }
    }
    let mut texts = BTreeMap::new();
    for (language, own) in [(Language::En, written.en), (Language::Zh, written.zh)] {
        let take = |text: Option<toml::Spanned<String>>| match text {
            Some(long) if long.get_ref().chars().count() > LONGEST_TEXT => {
                let reason = format!("the text has {} signs", long.get_ref().chars().count());
                Err(fault(Some(line_at(long.span().start)), reason, "at most 500 fit on the page"))
            }
            other => Ok(other.map(toml::Spanned::into_inner).unwrap_or_default()),
        };
        texts.insert(
            language,
            LookTexts { title: take(own.title)?, footer: take(own.footer)?, notice: take(own.notice)? },
        );
    }
    let plain = |colour: Option<toml::Spanned<String>>| colour.map(toml::Spanned::into_inner);
    let on_white = OnWhite { accent: plain(written.light.accent), warning: plain(written.light.warning) };
    Ok(Read { style: style(&rules), on_white, texts })
}

/// The rules where the page's own stand: dark ones for those who ask for them and whose system does.
fn style(rules: &[String; 2]) -> String {
    let [light, dark] = rules;
    let mut style = String::new();
    if !light.is_empty() {
        let _ = writeln!(style, ":root {{ {light}}}");
    }
    if !dark.is_empty() {
        let _ = writeln!(
            style,
            "@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark}}} }}"
        );
        let _ = writeln!(style, "@media screen {{ :root[data-theme=dark] {{ {dark}}} }}");
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_rules_for_light_and_dark_and_texts_stand_by_language() {
        let Read { style, on_white, texts } =
            read("[light]\naccent = \"#005a3c\"\n[dark]\naccent = \"#7fe0b8\"\n[zh]\ntitle = \"季度回顾\"\n")
                .expect("a look");
        assert!(style.starts_with(":root { --blue: #005a3c;"), "{style}");
        assert_eq!(style.matches("#7fe0b8").count(), 4);
        assert_eq!(on_white, OnWhite { accent: Some("#005a3c".to_string()), warning: None });
        assert_eq!((texts[&Language::Zh].title.as_str(), texts[&Language::En].title.as_str()), ("季度回顾", ""));
        assert_eq!(read("").expect("nothing is a look").style, "");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let told = |text: &str| read(text).expect_err("a fault").to_string();
        assert_eq!(
            told("[light]\n\naccent = \"#ffd400\"\n"),
            "`look.toml` line 3: `#ffd400` on the light page has a contrast of 1.4 to 1"
        );
        assert_eq!(told("[dark]\nwarning = \"red;} body{\"\n"), "`look.toml` line 2: `red;} body{` is no colour");
        assert!(told("[light]\nshadow = \"#000000\"\n").starts_with("`look.toml` line 2: unknown field `shadow`"));
        assert!(told(&format!("[en]\nfooter = \"{}\"\n", "x".repeat(501))).contains("line 2: the text has 501 signs"));
    }
}
