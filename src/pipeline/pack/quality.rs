//! What was loaded, and what is doubtful about it.

use crate::failure::Failure;
use crate::pipeline::analysis::Analysis;
use crate::review::findings::{self, sentence};
use crate::review::pack::{Arg, CoverageRow, FileAccount, MappingRow, QualitySection, Sentence};

/// The columns on which metrics depend.
const WATCHED: [(&str, &str); 9] = [
    ("orders", "customer_id"),
    ("orders", "rep_id"),
    ("orders", "product_id"),
    ("orders", "quantity"),
    ("orders", "cost_amount_minor"),
    ("orders", "list_amount_minor"),
    ("orders", "region"),
    ("reps", "team"),
    ("reps", "hire_date"),
];

impl Analysis<'_> {
    pub(super) fn quality(&self) -> QualitySection {
        let sources = &self.sources;
        let accounts = sources
            .iter()
            .map(|source| FileAccount {
                table: source.table.clone(),
                file: base_name(&source.file),
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
        QualitySection {
            accounts,
            mapping,
            findings: self.quality_findings(),
            coverage: self.coverage().unwrap_or_default(),
        }
    }

    pub(super) fn quality_findings(&self) -> Vec<Sentence> {
        let snapshot = self.snapshot;
        let mut doubts = self.findings.clone();
        doubts.extend([self.period, self.period.next()].into_iter().filter_map(|period| {
            findings::partial_quotas(&snapshot.quotas, &snapshot.people, period, snapshot.calendar)
        }));
        let mut found = findings::sentences(&doubts, &self.sources);
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
        if found.is_empty() { vec![sentence("quality-none", vec![])] } else { found }
    }

    /// Filled share of the watched columns; a column that a table lacks is filled nowhere.
    fn coverage(&self) -> Result<Vec<CoverageRow>, Failure> {
        let mut rows = Vec::new();
        for (table, column) in WATCHED {
            let Some(frame) = self.snapshot.table(table)? else { continue };
            let filled = frame.column(column).map_or(0, |column| column.len() - column.null_count());
            let share = if frame.height() == 0 { 0.0 } else { filled as f64 / frame.height() as f64 };
            let column = column.trim_end_matches("_minor").to_string();
            rows.push(CoverageRow { table: table.to_string(), column, share });
        }
        Ok(rows)
    }
}

/// A file's name without its folders: a pack says nothing about the machine that made it.
fn base_name(file: &str) -> String {
    file.rsplit(['/', '\\']).next().unwrap_or(file).to_string()
}
