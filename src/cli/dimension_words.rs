//! A dimension as a heading for readers of Chinese.

use crate::reports::wording::Wording;
use crate::schema::{self, TableSpec};

/// Whose column stands before the point: the word, its Chinese, and the tables that have its columns.
const OWNERS: [(&str, &str, &[&str]); 3] = [
    ("rep", "销售员", &["reps", "rep_assignments"]),
    ("customer", "客户", &["customers", "account_owners"]),
    ("product", "产品", &["products"]),
];

/// The parts of a day by which it can be told.
const PARTS: [(&str, &str); 3] = [("_year", "年"), ("_quarter", "季度"), ("_month", "月")];

/// The heading of a dimension: the words of the reports, else the first Chinese name by which the tables know the column;
/// its own name where they know none, as with a column that a file brought along.
pub(crate) fn in_chinese(wording: &Wording, dimension: &str) -> String {
    let message = format!("column-kpi-{}", dimension.replace('.', "-"));
    if wording.has(&message) {
        return wording.text(&message);
    }
    of_tables(dimension).unwrap_or_else(|| dimension.to_string())
}

fn of_tables(dimension: &str) -> Option<String> {
    let (owner, column) = match dimension.split_once('.') {
        Some((word, column)) => (Some(OWNERS.iter().find(|(known, ..)| *known == word)?), column),
        None => (None, dimension),
    };
    let tables: Vec<&TableSpec> = match owner {
        Some((.., tables)) => tables.iter().filter_map(|name| schema::table(name)).collect(),
        None => schema::tables().iter().collect(),
    };
    let (base, part) = PARTS
        .iter()
        .find_map(|(end, part)| Some((column.strip_suffix(end)?, *part)))
        .filter(|_| chinese_name(&tables, column).is_none())
        .unwrap_or((column, ""));
    let name = chinese_name(&tables, base).or_else(|| chinese_name(&tables, &format!("{base}_date")))?;
    let whose = owner.map_or("", |(_, chinese, _)| chinese);
    Some(if name.starts_with(whose) { format!("{name}{part}") } else { format!("{whose}{name}{part}") })
}

fn chinese_name<'t>(tables: &[&'t TableSpec], column: &str) -> Option<&'t str> {
    let is_chinese = |name: &&String| name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let known = tables.iter().filter_map(|table| table.column(column));
    known.flat_map(|column| &column.synonyms).find(is_chinese).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::wording::{Language, Wording};

    #[test]
    fn a_column_of_the_tables_has_a_chinese_heading_and_a_file_s_own_column_its_name() {
        let wording = Wording::new(Language::Zh).unwrap();
        for (dimension, heading) in [
            ("team", "团队"),
            ("product.category", "产品类别"),
            ("customer.segment", "客户类型"),
            ("customer.region", "客户区域"),
            ("rep.name", "销售员姓名"),
            ("rep.hire_year", "销售员入职日期年"),
            ("unit_id", "组织编号"),
            ("x_颜色", "x_颜色"),
        ] {
            assert_eq!(in_chinese(&wording, dimension), heading);
        }
    }
}
