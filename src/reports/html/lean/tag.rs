//! One start tag: its attributes, and how they are written short.

use std::fmt::Write;

/// Attributes whose values may stand without quotes. Those that people look for in a page (`id`, `lang`, `content`,
/// addresses of files) keep them.
const UNQUOTED: [&str; 29] = [
    "class",
    "scope",
    "style",
    "role",
    "tabindex",
    "colspan",
    "rowspan",
    "data-metric",
    "data-rep",
    "data-part",
    "aria-hidden",
    "aria-labelledby",
    "viewBox",
    "d",
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "rx",
    "width",
    "height",
    "fill",
    "stroke",
    "stroke-width",
    "text-anchor",
    "dy",
    "points",
    "transform",
];

/// Classes of cells that hold no figure and say so already.
const NO_FIGURE: [&str; 4] = ["c", "text", "picture", "interval"];

/// A start tag in parts.
pub(super) struct Tag<'a> {
    whole: &'a str,
    pub(super) name: &'a str,
    /// None where the tag is not written as the templates write tags; then it stays as it is.
    pub(super) attributes: Option<Vec<(&'a str, Option<String>)>>,
    closes_itself: bool,
}

/// `td`, and `/td` for an end tag.
pub(super) fn name(tag: &str) -> &str {
    let inside = &tag[1..];
    inside.find([' ', '>', '\n']).map_or(inside, |end| &inside[..end])
}

impl<'a> Tag<'a> {
    /// Reads a tag from `<` to `>`.
    pub(super) fn read(whole: &'a str) -> Self {
        let name = name(whole);
        let inside = whole[1 + name.len()..].trim_end_matches('>');
        let (inside, closes_itself) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        Tag { whole, name, attributes: attributes(inside), closes_itself }
    }

    /// The value of an attribute, as it is escaped; empty without one.
    pub(super) fn value(&self, wanted: &str) -> &str {
        let found = self.attributes.iter().flatten().find(|(name, _)| *name == wanted);
        found.and_then(|(_, value)| value.as_deref()).unwrap_or("")
    }

    /// Writes it short.
    pub(super) fn write(mut self, out: &mut String) {
        let Some(mut attributes) = self.attributes.take() else {
            out.push_str(self.whole);
            return;
        };
        classes(self.name, &mut attributes);
        let _ = write!(out, "<{}", self.name);
        let mut ends_bare = false;
        for (name, value) in &attributes {
            let _ = write!(out, " {name}");
            ends_bare = false;
            if let Some(value) = value {
                ends_bare = is_plain(name, value);
                let _ = if ends_bare { write!(out, "={value}") } else { write!(out, "=\"{value}\"") };
            }
        }
        // A stroke right behind a bare value would belong to it.
        out.push_str(match (self.closes_itself, ends_bare) {
            (false, _) => ">",
            (true, false) => "/>",
            (true, true) => " />",
        });
    }
}

/// `name="value"` and `name`, parted by blanks; none where anything else stands there.
fn attributes(inside: &str) -> Option<Vec<(&str, Option<String>)>> {
    let mut found = Vec::new();
    let mut rest = inside.trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ', '\n']).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = &rest[end..];
        let Some(quoted) = rest.strip_prefix('=') else {
            found.push((name, None));
            rest = rest.trim_start();
            continue;
        };
        let (value, after) = quoted.strip_prefix('"')?.split_once('"')?;
        found.push((name, Some(value.to_string())));
        rest = after.trim_start();
    }
    Some(found)
}

/// One blank between classes and none around them; no empty list; a cell is a figure's unless it says otherwise.
fn classes(name: &str, attributes: &mut Vec<(&str, Option<String>)>) {
    let at = attributes.iter().position(|(name, _)| *name == "class");
    let mut list: Vec<String> = at
        .and_then(|at| attributes[at].1.as_deref())
        .map_or_else(Vec::new, |value| value.split_whitespace().map(str::to_string).collect());
    if name == "td" {
        let figures = list.len();
        list.retain(|class| class != "n");
        let says_so = list.iter().any(|class| class == "t" || NO_FIGURE.contains(&class.as_str()));
        if figures == list.len() && !says_so {
            list.push("t".to_string());
        }
    }
    match (at, list.is_empty()) {
        (Some(at), true) => {
            attributes.remove(at);
        }
        (Some(at), false) => attributes[at].1 = Some(list.join(" ")),
        (None, false) => attributes.insert(0, ("class", Some(list.join(" ")))),
        (None, true) => {}
    }
}

fn is_plain(name: &str, value: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.%#:;,()+".contains(&byte);
    let may = UNQUOTED.contains(&name) || (name == "href" && value.starts_with('#'));
    may && !value.is_empty() && value.bytes().all(sign)
}
