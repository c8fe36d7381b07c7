//! Findings about the data as sentences.

use crate::calendar::{Day, FiscalCalendar, Period};
use crate::measures::exchange::RateGap;
use crate::measures::{People, Quotas};
use crate::sources::{Detail, Finding};
use crate::store::LoadedSource;

use super::pack::{Arg, Sentence};

/// A sentence from its id and arguments.
pub fn sentence(id: &str, args: Vec<(&str, Arg)>) -> Sentence {
    Sentence { id: id.to_string(), args: args.into_iter().map(|(name, arg)| (name.to_string(), arg)).collect() }
}

/// What happened while the files were loaded.
///
/// Repetitions are told of the first file of each table only: those of a later one may be rows that the store knew
/// from an earlier file, which is how a longer export of the same rows is meant to load.
pub fn of_sources(sources: &[LoadedSource]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let about = |check: &'static str, column: &str, count: u64| Finding {
            check,
            table: source.table.clone(),
            column: column.to_string(),
            count,
            of: source.rows_read,
            details: vec![("file", Detail::Text(file_name(&source.file)))],
            ..Finding::default()
        };
        if source.rows_rejected > 0 {
            let by_rule: Vec<String> =
                source.rejected_by_rule.iter().map(|(rule, rows)| format!("{rule} {rows}")).collect();
            let rejected = about("rejected_rows", "", source.rows_rejected);
            found.push(match by_rule.is_empty() {
                true => rejected,
                false => Finding { variant: "by-rule", ..rejected }.with("rules", Detail::Text(by_rule.join(", "))),
            });
        }
        found.extend(source.rounded.iter().map(|(column, rows)| about("rounded_money", column, *rows)));
        let first = sources[..at].iter().all(|earlier| earlier.table != source.table);
        if source.duplicates_dropped > 0 && first {
            found.push(about("exact_duplicates", "", source.duplicates_dropped));
        }
    }
    found
}

/// A file's name without its folders: a pack says nothing about the machine that made it.
pub fn file_name(file: &str) -> String {
    file.rsplit(['/', '\\']).next().unwrap_or(file).to_string()
}

/// The doubt about orders in other currencies on days without a rate; none where every day has one.
pub fn orders_without_rate(gaps: &[RateGap]) -> Option<Finding> {
    let first = gaps.iter().map(|gap| gap.first.day).min()?;
    let currencies: Vec<&str> = gaps.iter().map(|gap| gap.first.currency.as_str()).collect();
    let found = Finding {
        check: "currency_without_rate",
        variant: "orders",
        table: "orders".to_string(),
        column: "currency".to_string(),
        count: gaps.iter().map(|gap| gap.days as u64).sum(),
        ..Finding::default()
    };
    let found = found.with("currencies", Detail::Text(currencies.join(", ")));
    Some(found.with("day", Detail::Day(Day::from_epoch(first))))
}

/// The doubt about quotas of one rep and metric whose months overlap; none where there are no such reps.
pub fn overlapping_quotas(quotas: &Quotas, calendar: FiscalCalendar) -> Option<Finding> {
    let reps = quotas.reps_with_overlap(calendar) as u64;
    (reps > 0).then(|| of_quotas("quota_overlap", reps))
}

/// The doubt about quotas that cover a part of the period only; none where there are no such reps.
pub fn partial_quotas(quotas: &Quotas, people: &People, period: Period, calendar: FiscalCalendar) -> Option<Finding> {
    let reps = quotas.reps_with_part(people, period, calendar) as u64;
    (reps > 0).then(|| of_quotas("quota_partial", reps).with("period", Detail::Text(calendar.label(period))))
}

/// The note about quotas that were changed after the period had begun; none where there are no such reps.
pub fn changed_quotas(quotas: &Quotas, period: Period, calendar: FiscalCalendar) -> Option<Finding> {
    let reps = quotas.reps_with_change(period, calendar) as u64;
    (reps > 0).then(|| of_quotas("quota_mid_period", reps).with("period", Detail::Text(calendar.label(period))))
}

/// The doubt about versions of quotas that take effect only after their window; none where there are no such reps.
pub fn late_quotas(quotas: &Quotas) -> Option<Finding> {
    let reps = quotas.reps_with_late_version() as u64;
    (reps > 0).then(|| of_quotas("quota_late_version", reps))
}

fn of_quotas(check: &'static str, reps: u64) -> Finding {
    Finding { check, table: "quotas".to_string(), count: reps, ..Finding::default() }
}

/// A finding as a sentence: `quality-` and the check's id, with the variant behind it. Every sentence is given the
/// table, the column, the count, of how many, the share and the examples, beside the details of its finding.
pub fn told(finding: &Finding) -> Sentence {
    let mut id = format!("quality-{}", finding.check.replace('_', "-"));
    if !finding.variant.is_empty() {
        id = format!("{id}-{}", finding.variant);
    }
    let mut args = vec![
        ("table", Arg::Text(finding.table.clone())),
        ("column", Arg::Text(finding.column.clone())),
        ("count", Arg::Count(finding.count as i64)),
        ("of", Arg::Count(finding.of as i64)),
        ("share", Arg::Share(finding.share().unwrap_or(0.0))),
        ("examples", Arg::List(finding.examples.clone())),
    ];
    args.extend(finding.details.iter().map(|(name, detail)| (*name, argument(detail))));
    sentence(&id, args)
}

fn argument(detail: &Detail) -> Arg {
    match detail {
        Detail::Text(text) => Arg::Text(text.clone()),
        Detail::Count(count) => Arg::Count(*count as i64),
        Detail::Share(share) => Arg::Share(*share),
        Detail::Day(day) => Arg::Date(*day),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_finding_is_told_by_its_check_with_its_details() {
        let finding = Finding { variant: "case", ..of_quotas("quota_partial", 2) };
        let told = told(&finding.with("period", Detail::Text("2024-Q3".to_string())));
        assert_eq!(told.id, "quality-quota-partial-case");
        assert_eq!(told.args[2], ("count".to_string(), Arg::Count(2)));
        assert_eq!(told.args[6], ("period".to_string(), Arg::Text("2024-Q3".to_string())));
    }

    #[test]
    fn without_quotas_there_is_no_doubt_about_them() {
        let (quotas, calendar) = (Quotas::default(), FiscalCalendar::default());
        let period = calendar.parse("2024-Q3").unwrap();
        assert_eq!(overlapping_quotas(&quotas, calendar), None);
        assert_eq!(partial_quotas(&quotas, &People::default(), period, calendar), None);
    }

    fn source(file: &str, duplicates: u64) -> LoadedSource {
        LoadedSource {
            table: "orders".to_string(),
            file: file.to_string(),
            digest: String::new(),
            rows_read: 10,
            rows_loaded: 8,
            duplicates_dropped: duplicates,
            dropped_by_reason: BTreeMap::new(),
            rows_rejected: 1,
            rejected_by_rule: BTreeMap::new(),
            rows_warned: 0,
            rows_replaced: 0,
            mapping: Vec::new(),
            rounded: vec![("cost_amount".to_string(), 3)],
            watermark: None,
            object: None,
        }
    }

    #[test]
    fn rejected_rounded_and_repeated_rows_of_a_file_are_findings() {
        let found = of_sources(&[source("a/b.csv", 1)]);
        let checks: Vec<(&str, u64)> = found.iter().map(|found| (found.check, found.count)).collect();
        assert_eq!(checks, [("rejected_rows", 1), ("rounded_money", 3), ("exact_duplicates", 1)]);
        assert_eq!(found[0].details, [("file", Detail::Text("b.csv".to_string()))]);
    }

    #[test]
    fn rows_of_a_later_file_that_the_store_knew_are_no_doubt() {
        let found = of_sources(&[source("a.csv", 0), source("b.csv", 9)]);
        assert!(found.iter().all(|found| found.check != "exact_duplicates"), "{found:?}");
    }
}
