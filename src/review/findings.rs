//! Findings about the data as sentences.

use crate::calendar::{FiscalCalendar, Period};
use crate::measures::{People, Quotas};
use crate::sources::Finding;
use crate::store::LoadedSource;

use super::pack::{Arg, Sentence};

/// A sentence from its id and arguments.
pub fn sentence(id: &str, args: Vec<(&str, Arg)>) -> Sentence {
    Sentence { id: id.to_string(), args: args.into_iter().map(|(name, arg)| (name.to_string(), arg)).collect() }
}

/// Doubts that the tables raise together, and what happened while the files were loaded.
pub fn sentences(findings: &[Finding], sources: &[LoadedSource]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for source in sources {
        for (column, rows) in &source.rounded {
            sentences.push(sentence(
                "quality-rounded-money",
                vec![
                    ("table", Arg::Text(source.table.clone())),
                    ("column", Arg::Text(column.clone())),
                    ("rows", Arg::Count(*rows as i64)),
                ],
            ));
        }
        if source.rows_rejected > 0 {
            sentences.push(sentence(
                "quality-rejected",
                vec![("file", Arg::Text(source.file.clone())), ("rows", Arg::Count(source.rows_rejected as i64))],
            ));
        }
    }
    sentences.extend(findings.iter().map(of_finding));
    sentences
}

/// The doubt about quotas of one rep and metric whose months overlap; none where there are no such reps.
pub fn overlapping_quotas(quotas: &Quotas, calendar: FiscalCalendar) -> Option<Finding> {
    let reps = quotas.reps_with_overlap(calendar) as u64;
    (reps > 0).then_some(Finding::QuotaOverlap { reps })
}

/// The doubt about quotas that cover a part of the period only; none where there are no such reps.
pub fn partial_quotas(quotas: &Quotas, people: &People, period: Period, calendar: FiscalCalendar) -> Option<Finding> {
    let reps = quotas.reps_with_part(people, period, calendar) as u64;
    (reps > 0).then(|| Finding::QuotaPartial { reps, period: calendar.label(period) })
}

fn of_finding(finding: &Finding) -> Sentence {
    match finding {
        Finding::Orphan { table, column, ids, examples, .. } => sentence(
            "quality-orphan",
            vec![
                ("table", Arg::Text(table.clone())),
                ("column", Arg::Text(column.clone())),
                ("count", Arg::Count(*ids as i64)),
                ("examples", Arg::List(examples.clone())),
            ],
        ),
        Finding::OutsideService { rows, reps } => sentence(
            "quality-outside-service",
            vec![("rows", Arg::Count(*rows as i64)), ("names", Arg::List(reps.clone()))],
        ),
        Finding::ReturnWithoutOrigin { rows } => {
            sentence("quality-return-without-origin", vec![("rows", Arg::Count(*rows as i64))])
        }
        Finding::QuotaNotUsed { rows, subject_types } => sentence(
            "quality-quota-not-used",
            vec![("rows", Arg::Count(*rows as i64)), ("types", Arg::List(subject_types.clone()))],
        ),
        Finding::QuotaOverlap { reps } => sentence("quality-quota-overlap", vec![("reps", Arg::Count(*reps as i64))]),
        Finding::QuotaPartial { reps, period } => sentence(
            "quality-quota-partial",
            vec![("reps", Arg::Count(*reps as i64)), ("period", Arg::Text(period.clone()))],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_about_quotas_name_the_reps_the_period_and_the_subject_types() {
        let found = [
            Finding::QuotaPartial { reps: 2, period: "2024-Q3".to_string() },
            Finding::QuotaOverlap { reps: 1 },
            Finding::QuotaNotUsed { rows: 3, subject_types: vec!["company".to_string()] },
        ];
        let period = Arg::Text("2024-Q3".to_string());
        let types = Arg::List(vec!["company".to_string()]);
        let expected = [
            sentence("quality-quota-partial", vec![("reps", Arg::Count(2)), ("period", period)]),
            sentence("quality-quota-overlap", vec![("reps", Arg::Count(1))]),
            sentence("quality-quota-not-used", vec![("rows", Arg::Count(3)), ("types", types)]),
        ];
        assert_eq!(sentences(&found, &[]), expected);
    }

    #[test]
    fn without_quotas_there_is_no_doubt_about_them() {
        let (quotas, calendar) = (Quotas::default(), FiscalCalendar::default());
        let period = calendar.parse("2024-Q3").unwrap();
        assert_eq!(overlapping_quotas(&quotas, calendar), None);
        assert_eq!(partial_quotas(&quotas, &People::default(), period, calendar), None);
    }
}
