//! Whether what the configuration says about columns makes sense, before any file is opened.

use crate::schema::{ColumnSpec, ColumnType, TableSpec};

use super::SourceError;
use super::mapping::Mapping;
use super::settings::{ColumnDetail, ColumnSource, SourceSettings};

/// Refuses columns that the table does not have, and details that contradict each other.
pub(super) fn check(table: &TableSpec, settings: &SourceSettings) -> Result<(), SourceError> {
    for (name, source) in &settings.columns {
        let Some(spec) = table.column(name) else {
            return Err(SourceError::UnknownCanonicalColumn {
                table: table.name.clone(),
                column: name.clone(),
                available: table.columns.iter().map(|column| column.name.clone()).collect(),
            });
        };
        let problem = match source {
            ColumnSource::Column(_) => None,
            ColumnSource::Detail(detail) => problem(spec, detail),
        };
        if let Some(problem) = problem {
            let problem = problem.to_string();
            return Err(SourceError::BadColumnSettings { table: table.name.clone(), column: name.clone(), problem });
        }
    }
    Ok(())
}

/// Refuses `unsigned_returns` where it could change nothing: nothing but a line type tells a return from a sale.
pub(super) fn check_returns(
    table: &TableSpec,
    mapping: &Mapping,
    settings: &SourceSettings,
) -> Result<(), SourceError> {
    let allowed = match table.name.as_str() {
        _ if !settings.unsigned_returns => return Ok(()),
        "orders" if mapping.has("line_type") => return Ok(()),
        "orders" => {
            "name the column that says which rows are returns: --column line_type=TITLE, or in the \
                     configuration [source.columns] line_type = \"TITLE\"; without one, leave it out"
        }
        _ => "only orders have returns: leave it out of this [[source]]",
    };
    Err(SourceError::BadSetting {
        key: "unsigned_returns".to_string(),
        received: "true".to_string(),
        allowed: allowed.to_string(),
    })
}

/// What is wrong with a column's details, as the end of a sentence.
fn problem(spec: &ColumnSpec, detail: &ColumnDetail) -> Option<&'static str> {
    let translated = detail.file.is_some() || detail.key.is_some() || detail.value.is_some();
    match (&detail.column, &detail.constant) {
        (Some(_), Some(_)) => return Some("names both a `column` and a `constant`"),
        (None, None) => return Some("names neither a `column` nor a `constant`"),
        (None, Some(_)) if translated => return Some("translates a `constant`, which can be written out itself"),
        (None, Some(_)) if detail.divide_by.is_some() => {
            return Some("divides a `constant`, which can be written out itself");
        }
        (None, Some(_)) if detail.multiply_by.is_some() || !detail.words.is_empty() || detail.year.is_some() => {
            return Some("changes a `constant`, which can be written out as it is meant");
        }
        _ => {}
    }
    match (&detail.file, &detail.key, &detail.value) {
        (None, None, None) | (Some(_), Some(_), Some(_)) => {}
        (None, _, _) => return Some("has a `key` or a `value` and no `file` to look them up in"),
        (Some(_), None, _) => return Some("has a `file` and no `key`, its column in which the value is looked up"),
        (Some(_), _, None) => return Some("has a `file` and no `value`, its column that holds the translation"),
    }
    if detail.year.is_some() && !matches!(spec.name.as_str(), "period_start" | "period_end") {
        return Some("names a `year`, which is for the months of `period_start` and `period_end`");
    }
    if let Some(factor) = detail.multiply_by {
        match spec.kind {
            ColumnType::F64 if factor.is_normal() => {}
            ColumnType::Money if power_of_ten(factor).is_some() => {}
            ColumnType::Money => return Some("has a `multiply_by` that is not 10, 100 … 1000000000, as amounts need"),
            ColumnType::F64 => return Some("has a `multiply_by` that leaves nothing of a number"),
            _ => return Some("has a `multiply_by`, which is for numbers and amounts"),
        }
    }
    match detail.divide_by {
        Some(divisor) if !divisor.is_normal() => Some("has a `divide_by` by which nothing can be divided"),
        Some(_) if spec.kind != ColumnType::F64 => {
            Some("has a `divide_by`, which is for plain numbers and not for amounts, text or days")
        }
        _ => None,
    }
}

/// Which power of ten a factor is: 4 for 10000; `None` for every other factor, and beyond 10⁹.
pub(super) fn power_of_ten(factor: f64) -> Option<u32> {
    (0..=9).find(|&power| 10_f64.powi(power as i32) == factor)
}

#[cfg(test)]
mod tests {
    use crate::schema;

    use super::*;

    fn refusal(column: &str) -> Option<String> {
        let text = format!("table = 'orders'\nfiles = []\ncolumns = {{ {column} }}");
        let settings: SourceSettings = toml::from_str(&text).unwrap();
        check(schema::table("orders").unwrap(), &settings).err().map(|error| error.to_string())
    }

    #[test]
    fn details_that_make_sense_pass() {
        for column in [
            "region = 'Area'",
            "region = { column = 'Area' }",
            "region = { constant = 'North' }",
            "region = { column = 'Key', file = 'regions.csv', key = 'Key', value = 'Region' }",
            "discount_pct = { column = 'Discount', divide_by = 100 }",
            "net_amount = { column = 'Umsatz', multiply_by = 1000 }",
            "line_type = { column = 'Art', words = { 'G' = 'return' } }",
        ] {
            assert_eq!(refusal(column), None, "{column}");
        }
    }

    #[test]
    fn details_that_contradict_each_other_name_the_table_and_the_column() {
        for (column, expected) in [
            ("region = { column = 'A', constant = 'B' }", "names both a `column` and a `constant`"),
            ("region = {}", "names neither a `column` nor a `constant`"),
            ("region = { file = 'r.csv', key = 'K', value = 'V' }", "names neither a `column` nor a `constant`"),
            ("region = { constant = 'B', file = 'r.csv', key = 'K', value = 'V' }", "translates a `constant`"),
            ("region = { column = 'A', key = 'K' }", "and no `file`"),
            ("region = { column = 'A', file = 'r.csv', value = 'V' }", "and no `key`"),
            ("region = { column = 'A', file = 'r.csv', key = 'K' }", "and no `value`"),
            ("region = { column = 'A', divide_by = 100 }", "not for amounts"),
            ("quantity = { column = 'A', divide_by = 0 }", "by which nothing can be divided"),
            ("quantity = { constant = '3', divide_by = 2 }", "divides a `constant`"),
            ("quantity = { constant = '3', multiply_by = 2 }", "changes a `constant`"),
            ("net_amount = { column = 'A', multiply_by = 12 }", "is not 10, 100"),
            ("region = { column = 'A', multiply_by = 10 }", "for numbers and amounts"),
            ("region = { column = 'A', year = 'Y' }", "names a `year`"),
        ] {
            let message = refusal(column).unwrap_or_default();
            assert!(message.starts_with("the configuration of `orders."), "{column}: {message}");
            assert!(message.contains(expected), "{column}: {message}");
        }
    }

    #[test]
    fn a_column_that_the_table_does_not_have_is_refused() {
        assert_eq!(refusal("reigon = 'Area'").as_deref(), Some("the table `orders` has no column `reigon`"));
    }
}
