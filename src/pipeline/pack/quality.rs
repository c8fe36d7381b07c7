//! What was loaded, and what is doubtful about it.

use crate::pipeline::analysis::Analysis;
use crate::review::findings::{self, sentence};
use crate::review::pack::{Arg, CoverageRow, FileAccount, MappingRow, QualitySection, Sentence};
use crate::review::quality_report::filled_share;
use crate::sources;

/// The columns on which metrics depend.
const WATCHED: [(&str, &str); 9] = [
    ("orders", "customer_id"),
    ("orders", "rep_id"),
    ("orders", "product_id"),
    ("orders", "quantity"),
    ("orders", "cost_amount"),
    ("orders", "list_amount"),
    ("orders", "region"),
    ("reps", "team"),
    ("reps", "hire_date"),
];

/// A doubt about the company's data for the readers of one team: how much there is of it, and not which rows or people.
fn without_names(mut doubt: Sentence) -> Sentence {
    let names = |arg: &Arg| match arg {
        Arg::List(list) => !list.is_empty(),
        Arg::Text(text) => !text.is_empty(),
        _ => false,
    };
    for (name, arg) in &mut doubt.args {
        if ["examples", "names"].contains(&name.as_str()) && names(arg) {
            *arg = Arg::Message("quality-rows-of-company".to_string());
        }
    }
    doubt
}

impl Analysis<'_> {
    pub(super) fn quality(&self) -> QualitySection {
        let sources = &self.sources;
        let accounts = sources
            .iter()
            .map(|source| FileAccount {
                table: source.table.clone(),
                file: findings::file_name(&source.file),
                rows_read: source.rows_read as i64,
                rows_loaded: source.rows_loaded as i64,
                duplicates_dropped: source.duplicates_dropped as i64,
                rows_rejected: source.rows_rejected as i64,
                rows_warned: source.rows_warned as i64,
            })
            .collect();
        let mapping = sources
            .iter()
            .flat_map(|source| {
                source.mapping.iter().map(|(from, to, how)| MappingRow {
                    table: source.table.clone(),
                    source: from.clone(),
                    column: to.clone(),
                    how: how.clone(),
                })
            })
            .collect();
        QualitySection { accounts, mapping, findings: self.quality_findings(), coverage: self.coverage() }
    }

    pub(super) fn quality_findings(&self) -> Vec<Sentence> {
        let snapshot = self.snapshot;
        let is_whole = self.team.is_empty();
        // What the team's own tables say comes first; the findings of the load and of the tables are the company's.
        let mut doubts = if is_whole { self.quality.findings.clone() } else { Vec::new() };
        for period in [self.period, self.period.next()] {
            let (quotas, calendar) = (&snapshot.quotas, snapshot.calendar);
            doubts.extend(findings::partial_quotas(quotas, &snapshot.people, period, calendar));
            doubts.extend(findings::changed_quotas(quotas, period, calendar));
        }
        sources::sort_and_silence(&mut doubts, &self.settings.checks);
        let mut found: Vec<Sentence> = doubts.iter().map(findings::told).collect();
        if !self.snapshot.history_is_whole {
            let first = Arg::Date(self.snapshot.facts.first_day);
            found.push(sentence("quality-no-history-before", vec![("first", first)]));
        }
        let not_judged: Vec<String> = self
            .snapshot
            .people
            .all()
            .iter()
            .filter(|person| !person.judged)
            .map(|person| person.name.clone())
            .collect();
        if !not_judged.is_empty() {
            found.push(sentence("quality-not-judged", vec![("names", Arg::List(not_judged))]));
        }
        found.extend(self.appraisal.findings.iter().cloned());
        if !is_whole && !self.quality.findings.is_empty() {
            found.push(sentence("quality-of-company", vec![]));
            found.extend(self.quality.findings.iter().map(|finding| without_names(findings::told(finding))));
        }
        if found.is_empty() { vec![sentence("quality-none", vec![])] } else { found }
    }

    /// Filled share of the watched columns; a column that a table lacks is filled nowhere.
    fn coverage(&self) -> Vec<CoverageRow> {
        let known = &self.quality.examination.coverage;
        let of = |(table, column): (&str, &str)| {
            let coverage = known.iter().find(|known| known.table == table && known.column == column)?;
            let share = filled_share(coverage);
            Some(CoverageRow { table: table.to_string(), column: column.to_string(), share })
        };
        WATCHED.into_iter().filter_map(of).collect()
    }
}
