//! Which sheet of a workbook is read, and which are not.

use std::path::Path;

use calamine::{Sheet, SheetType, SheetVisible};

use super::super::FileProblem;
use crate::sources::{SheetChoice, SourceError};

/// The sheet that is read, and what is to be said of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Its name.
    pub name: String,
    /// The others.
    pub notes: Vec<String>,
}

/// Chooses the sheet that was asked for, or else the first visible one with rows; `has_rows` looks into one.
///
/// # Errors
/// Where the sheet that was asked for is not there, and where none has rows.
pub(super) fn choose(
    path: &Path,
    sheets: &[Sheet],
    asked: Option<&SheetChoice>,
    has_rows: &mut dyn FnMut(&str) -> Result<bool, SourceError>,
) -> Result<Chosen, SourceError> {
    let tables: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    if let Some(asked) = asked {
        let found = find(sheets, asked).filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let found = found.ok_or_else(|| no_such_sheet(path, sheets, asked))?;
        return Ok(Chosen { name: found.name.clone(), notes: Vec::new() });
    }
    let mut filled = Vec::new();
    for sheet in tables.iter().filter(|sheet| sheet.visible == SheetVisible::Visible) {
        if has_rows(&sheet.name)? {
            filled.push(sheet.name.clone());
        }
    }
    let hidden: Vec<String> =
        tables.iter().filter(|sheet| sheet.visible != SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect();
    if filled.is_empty() {
        return Err(match hidden.is_empty() {
            true => SourceError::Empty { path: path.to_path_buf() },
            false => no_such_sheet(path, sheets, &SheetChoice::Name("that is visible and has rows".to_string())),
        });
    }
    let name = filled.remove(0);
    let mut notes = Vec::new();
    if !filled.is_empty() {
        notes.push(format!(
            "other sheets were not read: {}; --sheet, or `sheet` in the [[source]], chooses one",
            quoted(&filled)
        ));
    }
    if !hidden.is_empty() {
        notes.push(format!("hidden sheets were not read: {}", quoted(&hidden)));
    }
    Ok(Chosen { name, notes })
}

fn find<'s>(sheets: &'s [Sheet], asked: &SheetChoice) -> Option<&'s Sheet> {
    match asked {
        SheetChoice::Number(number) => sheets.get(usize::try_from(number.checked_sub(1)?).ok()?),
        SheetChoice::Name(name) => {
            let same = |sheet: &&Sheet| sheet.name.trim().to_lowercase() == name.trim().to_lowercase();
            sheets.iter().find(|sheet| sheet.name == *name).or_else(|| sheets.iter().find(same))
        }
    }
}

fn no_such_sheet(path: &Path, sheets: &[Sheet], asked: &SheetChoice) -> SourceError {
    let asked = match asked {
        SheetChoice::Number(number) => number.to_string(),
        SheetChoice::Name(name) if name.starts_with("that is") => name.clone(),
        SheetChoice::Name(name) => format!("`{name}`"),
    };
    let shown = |sheet: &Sheet| match sheet.visible {
        SheetVisible::Visible => format!("`{}`", sheet.name),
        _ => format!("`{}` (hidden)", sheet.name),
    };
    let available = sheets.iter().map(shown).collect();
    SourceError::File { path: path.to_path_buf(), problem: FileProblem::NoSuchSheet { asked, available } }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheets() -> Vec<Sheet> {
        let sheet = |name: &str, typ, visible| Sheet { name: name.to_string(), typ, visible };
        vec![
            sheet("Cover", SheetType::WorkSheet, SheetVisible::Visible),
            sheet("Secret", SheetType::WorkSheet, SheetVisible::Hidden),
            sheet("Chart", SheetType::ChartSheet, SheetVisible::Visible),
            sheet("Orders", SheetType::WorkSheet, SheetVisible::Visible),
            sheet("Old", SheetType::WorkSheet, SheetVisible::Visible),
        ]
    }

    fn chosen(asked: Option<SheetChoice>, filled: &[&str]) -> Result<Chosen, String> {
        choose(Path::new("a.xlsx"), &sheets(), asked.as_ref(), &mut |name| Ok(filled.contains(&name)))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_visible_sheet_with_rows_is_read_and_the_others_are_named() {
        let chosen = chosen(None, &["Secret", "Orders", "Old"]).unwrap();
        assert_eq!(chosen.name, "Orders");
        assert_eq!(
            chosen.notes,
            [
                "other sheets were not read: `Old`; --sheet, or `sheet` in the [[source]], chooses one",
                "hidden sheets were not read: `Secret`"
            ]
        );
    }

    #[test]
    fn a_sheet_is_found_by_name_in_any_case_and_by_number_from_one() {
        let by_name = |name: &str| chosen(Some(SheetChoice::Name(name.to_string())), &[]).map(|chosen| chosen.name);
        assert_eq!(by_name("orders").as_deref(), Ok("Orders"));
        assert_eq!(chosen(Some(SheetChoice::Number(2)), &[]).unwrap().name, "Secret");
        assert_eq!(
            by_name("Sales").unwrap_err(),
            "`a.xlsx` has no sheet `Sales`: it has `Cover`, `Secret` (hidden), `Chart`, `Orders`, `Old`"
        );
        for number in [0, 3, 9] {
            assert!(chosen(Some(SheetChoice::Number(number)), &[]).is_err(), "{number}");
        }
    }

    #[test]
    fn rows_in_hidden_sheets_only_are_not_read_unasked() {
        assert!(chosen(None, &["Secret"]).unwrap_err().contains("has no sheet that is visible and has rows: it has"));
    }
}
