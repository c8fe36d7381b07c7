//! The data-quality report for people at a terminal: a page, not a table.

use std::fmt::Write;

use fluent_bundle::FluentArgs;

use crate::quantity::Currency;
use crate::review::quality_report::{QualityRow, SECTIONS};

use super::figures::{Figures, legible};
use super::wording::Wording;

/// The sections that are asked for, each under its heading: what is stated with `·` before it, findings with `!`.
/// Columns are listed by how full they are; those that are empty are only named.
pub fn quality_page(rows: &[QualityRow], sections: &[&str], wording: &Wording, currency: Currency) -> String {
    let mut page = String::new();
    for section in SECTIONS.into_iter().filter(|section| sections.contains(section)) {
        let own: Vec<&QualityRow> = rows.iter().filter(|row| row.section == section).collect();
        let heading = wording.named("section-of-check", section);
        let rule: String = heading.chars().map(|c| if c.is_ascii() { "─" } else { "──" }).collect();
        line(&mut page, &format!("{heading}\n{rule}"));
        match own.is_empty() {
            true => line(&mut page, &format!("  {}", wording.text("check-page-nothing"))),
            false if section == "coverage" => coverage(&mut page, &own, wording, currency),
            false => own.iter().for_each(|row| line(&mut page, &said(row, wording, currency))),
        }
        if section == "coverage" {
            own.iter()
                .filter(|row| row.severity.is_some())
                .for_each(|row| line(&mut page, &said(row, wording, currency)));
        }
        line(&mut page, "");
    }
    let findings = rows.iter().filter(|row| row.severity.is_some() && sections.contains(&row.section)).count();
    let mut args = FluentArgs::new();
    args.set("count", findings as i64);
    line(&mut page, &wording.text_with("check-page-findings", &args));
    page
}

fn said(row: &QualityRow, wording: &Wording, currency: Currency) -> String {
    let mark = if row.severity.is_some() { '!' } else { '·' };
    format!("  {mark} {}", wording.sentence(&row.sentence, currency))
}

/// One line a column with its filled share, by rows and by revenue; the empty columns of a table in one line.
fn coverage(page: &mut String, rows: &[&QualityRow], wording: &Wording, currency: Currency) {
    let figures = Figures::new(wording.language(), currency);
    let shares: Vec<&QualityRow> = rows.iter().filter(|row| row.check == "filled_rows").copied().collect();
    let width = shares.iter().map(|row| row.table.len() + row.column.len() + 1).max().unwrap_or(0);
    for table in shares.chunk_by(|a, b| a.table == b.table) {
        for row in table.iter().filter(|row| row.share.is_some_and(|share| share > 0.0)) {
            let name = legible(&format!("{}.{}", row.table, row.column));
            let share = figures.share(cut(row.share.unwrap_or(0.0)));
            let revenue = rows.iter().find(|other| {
                other.check == "filled_revenue" && (&other.table, &other.column) == (&row.table, &row.column)
            });
            let revenue = revenue.and_then(|row| row.share).map_or_else(String::new, |share| {
                format!(", {:>6} {}", figures.share(cut(share)), wording.text("check-page-filled-revenue"))
            });
            line(page, &format!("  {name:<width$}  {share:>6} {}{revenue}", wording.text("check-page-filled")));
        }
        let empty: Vec<String> = table
            .iter()
            .filter(|row| row.share.is_none_or(|share| share == 0.0))
            .map(|row| row.column.clone())
            .collect();
        if let (Some(first), false) = (table.first(), empty.is_empty()) {
            let named = figures.list(&empty);
            line(page, &format!("  {}: {} {}", legible(&first.table), wording.text("check-page-empty"), named));
        }
    }
}

/// A share to the tenth of a percent below: only what is full reads 100 %.
fn cut(share: f64) -> f64 {
    (share * 1000.0 + 1e-9).floor() / 1000.0
}

fn line(page: &mut String, text: &str) {
    writeln!(page, "{text}").expect("writing into a string does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::wording::Language;
    use crate::review::pack::{Arg, Sentence};
    use crate::sources::Severity;

    fn row(section: &'static str, check: &str, column: &str, share: f64, severity: Option<Severity>) -> QualityRow {
        QualityRow {
            section,
            check: check.to_string(),
            severity,
            table: "orders".to_string(),
            column: column.to_string(),
            count: Some(2),
            share: Some(share),
            examples: Vec::new(),
            sentence: Sentence {
                id: "quality-return-without-origin".to_string(),
                args: vec![("count".to_string(), Arg::Count(2))],
            },
        }
    }

    #[test]
    fn a_page_has_headings_full_columns_empty_ones_and_marked_findings() {
        let rows = [
            row("coverage", "filled_rows", "rep_id", 1.0, None),
            row("coverage", "filled_rows", "cost_amount", 0.805, None),
            row("coverage", "filled_revenue", "cost_amount", 0.88, None),
            row("coverage", "filled_rows", "channel", 0.0, None),
            row("coverage", "filled_rows", "region", 0.0, None),
            row("orphans", "return_without_origin", "origin_order_id", 1.0, Some(Severity::Warn)),
        ];
        let english = Wording::new(Language::En).unwrap();
        let page = quality_page(&rows, &["coverage", "orphans", "dates"], &english, Currency::USD);
        let expected = "\
How full the columns are
────────────────────────
  orders.rep_id       100.0% filled rows
  orders.cost_amount   80.5% filled rows,  88.0% of revenue
  orders: empty channel and region

Ids that lead nowhere
─────────────────────
  ! 2 returns name no earlier order.

Days
────
  Nothing doubtful.

1 finding; the lines that begin with ! say what.
";
        assert_eq!(page, expected);
    }
}
