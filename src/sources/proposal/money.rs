//! Which currency the files are in, as far as they say it.

use std::collections::BTreeSet;

use crate::quantity::Currency;
use crate::schema::{ColumnType, Heading};

use super::super::forms::codes_of_name;
use super::Draft;
use super::drafting::{title_of, values};

/// What the files say about the currency.
pub(super) enum Stated {
    /// One code, and where it stands.
    Surely(String, String),
    /// A sign that several currencies share, with the most likely code first.
    Perhaps(Vec<String>, String),
    /// Several currencies.
    Several(BTreeSet<String>),
    /// Nothing.
    Nothing,
}

/// The currency of a cell that holds a code or a name.
fn code(text: &str) -> Option<String> {
    if text.parse::<Currency>().is_ok() {
        return Some(text.trim().to_uppercase());
    }
    let codes = codes_of_name(text)?;
    codes.first().filter(|_| codes.len() == 1).map(|code| code.to_string())
}

/// Looks for currency columns, codes in titles, signs in titles and values.
pub(super) fn stated(drafts: &[Draft]) -> Stated {
    let mut codes: Vec<(String, String)> = Vec::new();
    let mut signs: Vec<(Vec<String>, String)> = Vec::new();
    for draft in drafts.iter().filter(|draft| draft.table.name != "fx_rates") {
        for column in &draft.columns {
            let Some(title) = title_of(column) else { continue };
            let kind = draft.table.column(&column.column).map(|spec| spec.kind);
            let place = format!("`{title}` of {}", draft.files.first);
            if column.column == "currency" {
                let found = values(&draft.peek, &title).into_iter().filter_map(|text| code(&text));
                codes.extend(found.map(|code| (code, place.clone())));
            }
            if kind != Some(ColumnType::Money) {
                continue;
            }
            let heading = Heading::read(&title);
            let in_title = heading.bare.and_then(|(_, unit)| unit.currency).or(heading.sign);
            // A value is read as if it were a title: its sign is what counts.
            let in_values = || values(&draft.peek, &title).iter().find_map(|value| Heading::read(value).sign);
            match in_title.or_else(in_values) {
                Some(found) if found.codes.len() == 1 => codes.push((found.codes[0].clone(), place)),
                Some(found) => signs.push((found.codes, format!("{place}, written {}", found.written))),
                None => {}
            }
        }
    }
    let distinct: BTreeSet<String> = codes.iter().map(|(code, _)| code.clone()).collect();
    match (codes.first(), distinct.len(), signs.into_iter().next()) {
        (Some((code, place)), 1, _) => Stated::Surely(code.clone(), place.clone()),
        (Some(_), _, _) => Stated::Several(distinct),
        (None, _, Some((codes, place))) => Stated::Perhaps(codes, place),
        (None, _, None) => Stated::Nothing,
    }
}
