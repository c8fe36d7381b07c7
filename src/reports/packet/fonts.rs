//! Which fonts a packet is set in: the built-in one, the one that was named, and of the system's what is still missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst_kit::fonts::{FontPath, FontStore, embedded};

use crate::reports::wording::Language;

/// The family of the built-in fonts that text is set in.
const BUILT_IN: &str = "Libertinus Serif";

/// Families with Chinese characters in the order in which they are looked for: common ones of the systems, plain forms
/// before those with serifs. Where none of them is there, the family with the most of the missing characters is taken.
const CHINESE: [&str; 12] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimHei",
    "SimSun",
];

/// A font file that somebody named.
#[derive(Debug, Clone)]
pub struct NamedFont {
    fonts: Vec<Font>,
}

impl NamedFont {
    /// The fonts in a file's bytes: TrueType or OpenType, one font or a collection.
    ///
    /// # Errors
    /// Where the bytes are not a font.
    pub fn read(bytes: Vec<u8>) -> Result<NamedFont, FontError> {
        let mut fonts: Vec<Font> = Font::iter(Bytes::new(bytes)).collect();
        // A collection for East Asia begins with the Japanese forms of the characters.
        fonts.sort_by_key(|font| !CHINESE.contains(&font.info().family.as_str()));
        if fonts.is_empty() { Err(FontError) } else { Ok(NamedFont { fonts }) }
    }
}

/// Bytes that are not a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FontError;

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is not a font: TrueType and OpenType files are (.ttf, .otf, .ttc)")
    }
}

impl std::error::Error for FontError {}

/// The fonts of one packet.
pub(super) struct Fonts {
    store: FontStore,
    families: Vec<String>,
    missing: BTreeSet<char>,
}

impl Fonts {
    /// Fonts for `letters`. The system is searched only for what the built-in fonts and the named one do not have, so a
    /// packet without such characters looks the same on every machine.
    pub(super) fn for_letters<S>(
        letters: &BTreeSet<char>,
        language: Language,
        named: Option<&NamedFont>,
        system: impl FnOnce() -> S,
    ) -> Fonts
    where
        S: IntoIterator<Item = (FontPath, FontInfo)>,
    {
        let mut missing: BTreeSet<char> = letters.iter().copied().filter(|c| is_drawn(*c)).collect();
        let mut store = FontStore::new();
        let mut families = Vec::new();
        let built_in: Vec<(Font, FontInfo)> = embedded().collect();
        // The built-in fonts for code and formulas lend their arrows and signs, and no letters.
        missing.retain(|c| {
            !built_in.iter().any(|(_, info)| has(info, *c) && (info.family == BUILT_IN || !c.is_alphabetic()))
        });
        for font in named.iter().flat_map(|named| &named.fonts) {
            let info = font.info().clone();
            missing.retain(|c| !has(&info, *c));
            families.push(info.family.clone());
            store.push((font.clone(), info));
        }
        store.extend(built_in);
        if !missing.is_empty() {
            let mut there = by_family(system());
            while let Some(family) = next_family(&there, &missing) {
                let faces = there.remove(&family).unwrap_or_default();
                missing.retain(|c| !faces.iter().any(|(_, info)| has(info, *c)));
                families.push(family);
                store.extend(faces);
            }
        }
        // Chinese is set in one font throughout; elsewhere the built-in font leads.
        let place = if language == Language::Zh { families.len() } else { 0 };
        families.insert(place, BUILT_IN.to_string());
        families.dedup();
        Fonts { store, families, missing }
    }

    /// The families in the order in which a character is looked for.
    pub(super) fn families(&self) -> &[String] {
        &self.families
    }

    /// Characters that none of the fonts has.
    pub(super) fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }
}

fn has(info: &FontInfo, letter: char) -> bool {
    info.coverage.contains(letter.into())
}

/// Whether a character needs a picture of its own: blanks, marks that steer and the selectors of variants do not.
fn is_drawn(letter: char) -> bool {
    let silent = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}');
    !(silent || letter.is_whitespace() || letter.is_control())
}

/// Whether it is a Chinese character.
pub(super) fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

type Faces = Vec<(FontPath, FontInfo)>;

/// The system's faces by family, each family in the order of its files: folders are listed in no order.
fn by_family(faces: impl IntoIterator<Item = (FontPath, FontInfo)>) -> BTreeMap<String, Faces> {
    let mut families: BTreeMap<String, Faces> = BTreeMap::new();
    for (path, info) in faces {
        families.entry(info.family.clone()).or_default().push((path, info));
    }
    for faces in families.values_mut() {
        faces.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path).then(a.index.cmp(&b.index)));
    }
    families
}

/// The family to take next: a known one for Chinese where such characters are missing, else the one that has most.
fn next_family(there: &BTreeMap<String, Faces>, missing: &BTreeSet<char>) -> Option<String> {
    let count = |faces: &Faces| missing.iter().filter(|c| faces.iter().any(|(_, info)| has(info, **c))).count();
    let chinese = missing.iter().copied().any(is_chinese);
    let known = CHINESE.iter().filter(|_| chinese).find(|family| there.get(**family).is_some_and(|it| count(it) > 0));
    if let Some(family) = known {
        return Some((*family).to_string());
    }
    let counted = there.iter().map(|(family, faces)| (count(faces), family)).filter(|(count, _)| *count > 0);
    // Of equal ones the first by name.
    counted.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, family)| family.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> BTreeSet<char> {
        text.chars().collect()
    }

    fn nothing() -> Vec<(FontPath, FontInfo)> {
        Vec::new()
    }

    #[test]
    fn latin_text_asks_nothing_of_the_system() {
        let text = letters("Müller–Łódź, Ångström: −1,234.5 % ± ▲▼ → “quoted”\u{200b}\n");
        let fonts = Fonts::for_letters(&text, Language::En, None, || -> Vec<_> { panic!("the system was searched") });
        assert_eq!((fonts.families(), fonts.missing().len()), (&[BUILT_IN.to_string()][..], 0));
    }

    #[test]
    fn what_no_font_has_is_named() {
        let fonts = Fonts::for_letters(&letters("Ann 李"), Language::En, None, nothing);
        assert_eq!(fonts.missing().iter().collect::<String>(), "李");
    }

    #[test]
    fn the_known_family_goes_before_the_larger_one_and_the_order_of_the_files_is_fixed() {
        let face = |family: &str, file: &str, has: &str| {
            let (_, mut info) = embedded().next().expect("there are built-in fonts");
            info.family = family.to_string();
            info.coverage = typst::text::Coverage::from_vec(has.chars().map(u32::from).collect());
            (FontPath { path: file.into(), index: 0 }, info)
        };
        let there = || {
            vec![
                face("Everything", "e", "王李ก"),
                face("Noto Sans CJK SC", "b", "王李"),
                face("Noto Sans CJK SC", "a", "王"),
            ]
        };
        let text = letters("王李ก");
        let fonts = Fonts::for_letters(&text, Language::Zh, None, there);
        assert_eq!(fonts.families(), ["Noto Sans CJK SC", "Everything", BUILT_IN]);
        assert!(fonts.missing().is_empty());
        let sorted = by_family(there());
        let files: Vec<_> = sorted["Noto Sans CJK SC"].iter().map(|(path, _)| path.path.clone()).collect();
        assert_eq!(files, [std::path::Path::new("a"), std::path::Path::new("b")]);
    }

    #[test]
    fn a_file_that_is_no_font_is_refused() {
        assert_eq!(NamedFont::read(b"not a font".to_vec()).expect_err("it is none"), FontError);
        assert_eq!(NamedFont::read(Vec::new()).expect_err("it is none"), FontError);
    }
}
