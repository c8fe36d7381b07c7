//! The data-quality report: every section as rows of one listing, each with its sentence.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::needs::{Need, needs};
use crate::sources::{CheckSettings, Coverage, Examination, Finding, Freshness, Severity, check};
use crate::store::LoadedSource;

use super::findings::{sentence, told};
use super::pack::{Arg, CHECK_MESSAGE, Sentence};

/// The sections, in the order in which they are printed.
pub const SECTIONS: [&str; 10] = [
    "account",
    "freshness",
    "coverage",
    "switched_off",
    "rows",
    "orphans",
    "duplicates",
    "outliers",
    "dates",
    "consistency",
];

/// One row of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityRow {
    /// One of [`SECTIONS`].
    pub section: &'static str,
    /// The check's id, or what is stated: `rows_read`, `rows_dropped`, `rows_rejected`, `last_entry`, `filled_rows`, `filled_revenue`, `missing_table`,
    /// `missing_column`, `partly_filled`.
    pub check: String,
    /// What the check does where it finds something; none where something is only stated.
    pub severity: Option<Severity>,
    /// The canonical table; empty where several are meant.
    pub table: String,
    /// The canonical column; empty where the row or the table is meant.
    pub column: String,
    /// How many; what, says the sentence.
    pub count: Option<i64>,
    /// Of all, between 0 and 1.
    pub share: Option<f64>,
    /// Up to five.
    pub examples: Vec<String>,
    /// The whole in words.
    pub sentence: Sentence,
}

/// What the report is made of.
pub struct QualityInput<'a> {
    /// The files that were loaded.
    pub sources: &'a [LoadedSource],
    /// What the examination of the tables yielded.
    pub examination: &'a Examination,
    /// All findings, in the order in which they are told.
    pub findings: &'a [Finding],
    /// When each table was loaded last, as the loader's clock had it.
    pub loaded_at: &'a BTreeMap<String, String>,
    /// What the checks do.
    pub checks: &'a CheckSettings,
}

/// All rows of the report, by section.
pub fn quality_report(input: &QualityInput<'_>) -> Vec<QualityRow> {
    let mut rows: Vec<QualityRow> = input.sources.iter().flat_map(file_account).collect();
    rows.extend(input.examination.freshness.iter().map(|fresh| freshness(fresh, input.loaded_at)));
    rows.extend(input.examination.coverage.iter().flat_map(coverage));
    rows.extend(switched_off(&input.examination.coverage));
    rows.extend(input.findings.iter().map(|found| finding(found, input.checks)));
    let place = |row: &QualityRow| SECTIONS.iter().position(|section| *section == row.section);
    // Stable: within a section the statements stand before the findings, each in their order.
    rows.sort_by_key(place);
    rows
}

fn stated(section: &'static str, what: &str, table: &str, column: &str, sentence: Sentence) -> QualityRow {
    QualityRow {
        section,
        check: what.to_string(),
        severity: None,
        table: table.to_string(),
        column: column.to_string(),
        count: None,
        share: None,
        examples: Vec::new(),
        sentence,
    }
}

/// The account of a file, and of its dropped rows by reason and its rejected ones by rule.
pub fn file_account(source: &LoadedSource) -> Vec<QualityRow> {
    let part = |what: &str, named: &str, rows: u64, message: String| {
        let words = sentence(
            &format!("quality-account-{what}"),
            vec![
                ("file", Arg::Text(source.file.clone())),
                ("table", Arg::Text(source.table.clone())),
                ("count", Arg::Count(rows as i64)),
                ("code", Arg::Text(named.to_string())),
                ("what", Arg::Message(message)),
            ],
        );
        QualityRow {
            count: Some(rows as i64),
            share: Some(rows as f64 / source.rows_read.max(1) as f64),
            examples: vec![named.to_string()],
            ..stated("account", &format!("rows_{what}"), &source.table, "", words)
        }
    };
    let dropped = source.dropped_by_reason.iter().map(|(reason, rows)| {
        let message = format!("quality-dropped-{}", reason.replace('_', "-"));
        part("dropped", reason, *rows, message)
    });
    let rejected = source
        .rejected_by_rule
        .iter()
        .map(|(rule, rows)| part("rejected", rule, *rows, format!("{CHECK_MESSAGE}{rule}")));
    std::iter::once(whole_account(source)).chain(dropped).chain(rejected).collect()
}

fn whole_account(source: &LoadedSource) -> QualityRow {
    let count = |rows: u64| Arg::Count(rows as i64);
    let words = sentence(
        "quality-account",
        vec![
            ("file", Arg::Text(source.file.clone())),
            ("table", Arg::Text(source.table.clone())),
            ("read", count(source.rows_read)),
            ("loaded", count(source.rows_loaded)),
            ("duplicates", count(source.duplicates_dropped)),
            ("rejected", count(source.rows_rejected)),
            ("warned", count(source.rows_warned)),
        ],
    );
    QualityRow {
        count: Some(source.rows_read as i64),
        examples: vec![source.file.clone()],
        ..stated("account", "rows_read", &source.table, "", words)
    }
}

fn freshness(fresh: &Freshness, loaded_at: &BTreeMap<String, String>) -> QualityRow {
    let loaded = loaded_at.get(&fresh.table).map_or("", |at| at.get(..10).unwrap_or(at));
    let words = sentence(
        "quality-freshness",
        vec![
            ("table", Arg::Text(fresh.table.clone())),
            ("last", Arg::Date(fresh.last_day)),
            ("days", Arg::Count(i64::from(fresh.days_since))),
            ("usual", Arg::Count(i64::from(fresh.cadence_days))),
            ("most", Arg::Count(i64::from(fresh.cadence_days_p95))),
            ("loaded", Arg::Text(loaded.to_string())),
        ],
    );
    QualityRow {
        count: Some(i64::from(fresh.days_since)),
        examples: vec![fresh.last_day.to_string()],
        ..stated("freshness", "last_entry", &fresh.table, &fresh.column, words)
    }
}

fn coverage(column: &Coverage) -> Vec<QualityRow> {
    let Coverage { table, column: name, filled, revenue_share, .. } = column;
    let row = |what: &str, count: Option<i64>, share: f64| {
        let words = sentence(
            &format!("quality-{}", what.replace('_', "-")),
            vec![
                ("table", Arg::Text(table.clone())),
                ("column", Arg::Text(name.clone())),
                ("share", Arg::Share(share)),
            ],
        );
        QualityRow { count, share: Some(share), ..stated("coverage", what, table, name, words) }
    };
    let by_rows = row("filled_rows", Some(*filled as i64), filled_share(column));
    let by_revenue = revenue_share.map(|share| row("filled_revenue", None, share));
    std::iter::once(by_rows).chain(by_revenue).collect()
}

/// Filled rows ÷ rows.
pub fn filled_share(column: &Coverage) -> f64 {
    if column.rows == 0 { 0.0 } else { column.filled as f64 / column.rows as f64 }
}

/// What is empty because a table or column is missing or only partly filled.
fn switched_off(coverage: &[Coverage]) -> Vec<QualityRow> {
    let tables: BTreeSet<&str> = coverage.iter().map(|column| column.table.as_str()).collect();
    needs().iter().filter_map(|need| gap(need, &tables, coverage)).collect()
}

fn gap(need: &Need, tables: &BTreeSet<&str>, coverage: &[Coverage]) -> Option<QualityRow> {
    let there = tables.contains(need.table.as_str());
    let name = need.column.as_deref().unwrap_or("");
    let column = coverage.iter().find(|column| column.table == need.table && column.column == name);
    let (what, lacking) = match (&need.column, column) {
        (None, _) => (!there).then_some(("missing_table", None))?,
        // The missing table is told once.
        (Some(_), None) => return None,
        (Some(_), Some(column)) if column.filled == 0 => ("missing_column", None),
        (Some(_), Some(column)) => {
            let filled = column.revenue_share.unwrap_or_else(|| filled_share(column));
            (filled < 1.0).then_some(("partly_filled", Some((column.rows - column.filled, 1.0 - filled))))?
        }
    };
    let of_revenue = column.is_some_and(|column| column.revenue_share.is_some());
    let whole = if of_revenue { "whole-revenue" } else { "whole-rows" };
    let words = sentence(
        &format!("quality-{}", what.replace('_', "-")),
        vec![
            ("table", Arg::Text(need.table.clone())),
            ("column", Arg::Text(name.to_string())),
            ("metrics", Arg::List(need.metrics.clone())),
            ("share", Arg::Share(lacking.map_or(1.0, |(_, share)| share))),
            ("whole", Arg::Message(format!("quality-{whole}"))),
        ],
    );
    Some(QualityRow {
        count: lacking.map(|(rows, _)| rows as i64),
        share: Some(lacking.map_or(1.0, |(_, share)| share)),
        examples: need.metrics.clone(),
        ..stated("switched_off", what, &need.table, name, words)
    })
}

fn finding(found: &Finding, settings: &CheckSettings) -> QualityRow {
    let spec = check(found.check);
    let section = spec.and_then(|spec| SECTIONS.into_iter().find(|section| *section == spec.section));
    // What is in the store was not stopped: it can only be warned of.
    let severity = match settings.severity(found.check) {
        Severity::Stop | Severity::Reject => Severity::Warn,
        milder => milder,
    };
    QualityRow {
        section: section.unwrap_or("consistency"),
        check: found.check.to_string(),
        severity: Some(severity),
        table: found.table.clone(),
        column: found.column.clone(),
        count: Some(found.count as i64),
        share: found.share(),
        examples: found.examples.clone(),
        sentence: told(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::checks;

    fn column(table: &str, name: &str, filled: u64, revenue: Option<f64>) -> Coverage {
        let (table, column) = (table.to_string(), name.to_string());
        Coverage { table, column, rows: 100, filled, revenue_share: revenue }
    }

    #[test]
    fn every_check_has_a_section_of_the_report() {
        for check in checks() {
            assert!(SECTIONS.contains(&check.section.as_str()), "`{}` stands in `{}`", check.id, check.section);
        }
    }

    #[test]
    fn what_is_missing_switches_off_what_needs_it_and_a_missing_table_is_told_once() {
        let coverage = [
            column("orders", "customer_id", 100, Some(1.0)),
            column("orders", "rep_id", 100, Some(1.0)),
            column("orders", "quantity", 0, Some(0.0)),
            column("orders", "cost_amount", 80, Some(0.88)),
        ];
        let rows = switched_off(&coverage);
        let of = |table: &str| -> Vec<(&str, &str, Option<i64>)> {
            let own = rows.iter().filter(|row| row.table == table);
            own.map(|row| (row.check.as_str(), row.column.as_str(), row.count)).collect()
        };
        let expected = [("missing_column", "quantity", None), ("partly_filled", "cost_amount", Some(20))];
        assert_eq!(of("orders"), expected);
        assert_eq!(of("opportunities"), [("missing_table", "", None)]);
        let cost = rows.iter().find(|row| row.column == "cost_amount").unwrap();
        assert!((cost.share.unwrap() - 0.12).abs() < 1e-12);
        assert_eq!(cost.examples, ["gross_profit", "gross_margin", "clv.hist", "markup", "cost_coverage"]);
    }

    #[test]
    fn a_finding_is_a_row_of_its_check_s_section() {
        let found =
            Finding { check: "orphan_ids", table: "orders".to_string(), count: 3, of: 12, ..Finding::default() };
        let row = finding(&found, &CheckSettings::default());
        assert_eq!(
            (row.section, row.severity, row.count, row.share),
            ("orphans", Some(Severity::Warn), Some(3), Some(0.25))
        );
    }
}
