//! Cohorts for people at a terminal: a row a cohort, a column an age.

use crate::cli::output::terminal_width;
use crate::measures::cohort::{ALL_COHORTS, CohortCell, CohortTable};
use crate::quantity::{Currency, NullReason};
use crate::reports::wording::Language;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::tables::dimension_columns;

/// Characters that a column of ages takes with its gaps, and those that stand before the ages.
const AGE_WIDTH: usize = 8;
const MARGIN: usize = 26;

/// What stands where an age has no rate yet.
pub(crate) const NO_RATE: &str = "–";

/// Shares in percent, and how many ages the terminal has no room for.
pub(crate) fn triangle(
    table: &CohortTable,
    dimensions: &[&str],
    currency: Currency,
    language: Language,
) -> (Listing, usize) {
    let ages = ages(table);
    let names_width: usize = dimensions.iter().map(|name| name.chars().count().max(14) + 3).sum();
    let room = terminal_width().map_or(ages.len(), |width| {
        (usize::from(width).saturating_sub(MARGIN + names_width) / AGE_WIDTH).clamp(1, ages.len().max(1))
    });
    let shown = &ages[..room.min(ages.len())];
    let (cohort, size) = match language {
        Language::En => ("cohort", "size"),
        Language::Zh => ("同期群", "人数"),
    };
    let column = |name: &str, kind| Column { name: name.to_string(), kind };
    let mut columns: Vec<Column> = dimension_columns(dimensions).collect();
    columns.extend([column(cohort, ColumnKind::Text), column(size, ColumnKind::Int)]);
    columns.extend(shown.iter().map(|(_, heading)| column(heading, ColumnKind::Number)));
    columns.push(column("metric_id", ColumnKind::Text));
    let mut listing = Listing { name: "cohort".to_string(), currency, columns, rows: Vec::new() };
    for row in table.cells.chunk_by(|one, other| one.slice == other.slice && one.cohort == other.cohort) {
        let mut cells = line(table, row, shown, dimensions, language);
        cells.push(Cell::from(table.metric_id));
        listing.push(cells);
    }
    (listing, ages.len() - shown.len())
}

/// Every age with its heading: the days that it covers, where ages are days, else its number.
fn ages(table: &CohortTable) -> Vec<(i64, String)> {
    let mut ages: Vec<(i64, String)> = Vec::new();
    for cell in &table.cells {
        if let Err(at) = ages.binary_search_by_key(&cell.age, |(age, _)| *age) {
            let heading = if cell.days.is_empty() { format!("+{}", cell.age) } else { cell.days.clone() };
            ages.insert(at, (cell.age, heading));
        }
    }
    ages
}

fn line(
    table: &CohortTable,
    row: &[CohortCell],
    ages: &[(i64, String)],
    dimensions: &[&str],
    language: Language,
) -> Vec<Cell> {
    let key = |dimension: &&str| {
        let slice = table.slices[row[0].slice].iter().find(|slice| slice.dimension == **dimension);
        slice.map_or(Cell::Null, |slice| Cell::from(slice.key.as_str()))
    };
    let mut cells: Vec<Cell> = dimensions.iter().map(key).collect();
    let cohort = match (row[0].cohort.as_str(), language) {
        (ALL_COHORTS, Language::En) => "all",
        (ALL_COHORTS, Language::Zh) => "合计",
        (label, _) => label,
    };
    cells.extend([Cell::from(cohort), Cell::Int(row[0].size)]);
    cells.extend(ages.iter().map(|(age, _)| {
        let found = row.iter().find(|cell| cell.age == *age);
        found.map_or(Cell::Null, |cell| match cell.value {
            Ok(rate) => Cell::from(format!("{:.1}", rate * 100.0)),
            Err(NullReason::Immature) if cell.size > 0 => Cell::from(NO_RATE),
            Err(_) => Cell::Null,
        })
    }));
    cells
}
