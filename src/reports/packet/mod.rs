//! The pack on paper: a summary, a sheet for each team, and one or two for each rep, with lines to sign on.
//!
//! It says what the page says, from the same parts, and is typeset by typst. Texts of the data reach the layout as
//! values of a file of data, never as markup. Nothing is fetched: the layout uses no packages.

mod fonts;
mod world;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_pdf::PdfOptions;

pub use fonts::{FontError, NamedFont};

use self::fonts::Fonts;
use self::world::PacketWorld;
use super::html::{Dress, HtmlError, paper};
use super::wording::{Language, Wording};
use crate::review::pack::Pack;

/// The layout's files; the first one is the main one.
const LAYOUT: [(&str, &str); 5] = [
    ("packet.typ", include_str!("templates/packet.typ")),
    ("looks.typ", include_str!("templates/looks.typ")),
    ("cover.typ", include_str!("templates/cover.typ")),
    ("team.typ", include_str!("templates/team.typ")),
    ("rep.typ", include_str!("templates/rep.typ")),
];

/// A packet, and what could not be printed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// The file's bytes; the same pack and fonts make the same ones.
    pub pdf: Vec<u8>,
    /// Characters of the data that no font at hand has, sorted; a box stands in their place. Empty where all is well.
    pub missing: Vec<char>,
}

/// The pack as a PDF in the wording's language.
///
/// Latin text is set in a font that the program carries. Where the texts hold other scripts, the named font is taken,
/// and for what that does not have, fonts of the system. Of the dress it wears the logo, the texts and the colours.
///
/// # Errors
/// Where no font has the characters of the packet's own words, as on a machine without a Chinese font; and where the
/// layout does not fit its values, which is a fault of the program.
pub fn packet(pack: &Pack, wording: &Wording, font: Option<&NamedFont>, dress: &Dress) -> Result<Packet, PacketError> {
    let mut said = contents(pack, wording)?;
    said["dress"] = dress.on_paper(wording.language());
    let own = letters(&said["words"]);
    let fonts = Fonts::for_letters(&letters(&said), wording.language(), font, typst_kit::fonts::system);
    let missing: Vec<char> = fonts.missing().iter().copied().filter(|c| own.contains(c)).collect();
    if !missing.is_empty() {
        return Err(PacketError::NoFont { language: wording.language(), missing });
    }
    said["fonts"] = json!(fonts.families());
    let missing = fonts.missing().iter().copied().collect();
    let world = PacketWorld::new(&LAYOUT, said.to_string().into_bytes(), fonts);
    let document = typst::compile(&world).output.map_err(PacketError::from_diagnostics)?;
    let options = PdfOptions { creator: Smart::Custom(Some("attain".to_string())), ..PdfOptions::default() };
    let pdf = typst_pdf::pdf(&document, &options).map_err(PacketError::from_diagnostics)?;
    Ok(Packet { pdf, missing })
}

/// Everything that the layout prints.
fn contents(pack: &Pack, wording: &Wording) -> Result<Value, PacketError> {
    let words: BTreeSet<&str> = LAYOUT.iter().flat_map(|(_, source)| words_of(source)).collect();
    let words: Vec<&str> = words.into_iter().collect();
    let said = paper::contents(pack, wording, &words).map_err(PacketError::Contents)?;
    let mut said =
        serde_json::to_value(&said).map_err(|error| PacketError::Typesetting { detail: error.to_string() })?;
    let day = pack.header.as_of.to_string();
    said["day"] = day.split('-').filter_map(|part| part.parse::<u32>().ok()).collect();
    Ok(said)
}

/// The ids of the messages that a layout file names with `t("…")`.
fn words_of(source: &str) -> impl Iterator<Item = &str> {
    const CALL: &str = "t(\"";
    let is_word = |at: usize| source[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let calls = source.match_indices(CALL).filter(move |(at, _)| !is_word(*at));
    calls.filter_map(|(at, _)| source[at + CALL.len()..].split_once("\")").map(|(id, _)| id))
}

/// Every character that is printed. Drawings are looked at with their tags, which are plain letters.
fn letters(said: &Value) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    let mut open = vec![said];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => found.extend(text.chars()),
            Value::Array(list) => open.extend(list),
            Value::Object(fields) => open.extend(fields.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

/// Why there is no packet.
#[derive(Debug)]
pub enum PacketError {
    /// What it should say could not be put together.
    Contents(HtmlError),
    /// No font has the characters of the packet's own words.
    NoFont {
        /// The language of the packet.
        language: Language,
        /// The characters, sorted.
        missing: Vec<char>,
    },
    /// The layout does not fit its values.
    Typesetting {
        /// What the typesetter said.
        detail: String,
    },
}

impl PacketError {
    fn from_diagnostics(errors: impl IntoIterator<Item = SourceDiagnostic>) -> PacketError {
        let said: Vec<String> = errors.into_iter().map(|error| error.message.to_string()).collect();
        PacketError::Typesetting { detail: said.join("; ") }
    }

    /// The way out, where the reader has one.
    pub fn hint(&self) -> Option<String> {
        match self {
            PacketError::NoFont { missing, .. } => Some(font_hint(missing)),
            PacketError::Contents(_) | PacketError::Typesetting { .. } => None,
        }
    }
}

/// What to do where no font has these characters.
pub fn font_hint(missing: &[char]) -> String {
    let install = if missing.iter().copied().any(fonts::is_chinese) {
        "install a font for Chinese (Debian, Ubuntu: apt install fonts-noto-cjk; Fedora: dnf install \
         google-noto-sans-cjk-fonts)"
    } else {
        "install a font that has them (Debian, Ubuntu: apt install fonts-noto-core, for emoji fonts-noto-color-emoji; Fedora: \
         dnf install google-noto-sans-fonts, google-noto-color-emoji-fonts)"
    };
    format!("{install}, or name a file: --font FILE, or `[report] font` in attain.toml")
}

impl fmt::Display for PacketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PacketError::Contents(error) => error.fmt(f),
            PacketError::NoFont { missing, .. } => {
                let few: String = missing.iter().take(5).collect();
                write!(f, "no font was found for {} characters of the packet, such as {few}", missing.len())
            }
            PacketError::Typesetting { detail } => {
                write!(f, "the layout of the packet does not fit its values: {detail}")
            }
        }
    }
}

impl std::error::Error for PacketError {}

#[cfg(test)]
mod tests;
