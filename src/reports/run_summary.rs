//! What a scheduler reads after a review: which period, how it ended, which files, how much is in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::review::pack::Pack;

/// The number of this layout; it rises when a field changes its meaning or goes away.
pub const RUN_SUMMARY_FORMAT: u32 = 1;

/// The outcome of one review, as `summary.json` says it. The same pack makes the same bytes: no time of day, no path of
/// the machine.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunSummary {
    /// The number of this layout: it rises when a field changes its meaning or goes away.
    pub format: u32,
    /// The version of the schema of the pack that it speaks of, as review.json has it.
    pub schema_version: String,
    /// The program's version.
    pub attain_version: String,
    /// The period under review.
    pub period: String,
    /// Whether the data cover it to its end.
    pub period_complete: bool,
    /// Only rows known by this day count.
    pub as_of: Day,
    /// The `--as-of` with which the pack can be made again.
    pub as_of_exact: String,
    /// The version of the store that was read.
    pub store_version: u64,
    /// The language of page, workbook and digest: `en` or `zh`.
    pub language: String,
    /// The exit code that the run ends with.
    pub exit_code: u8,
    /// How much the pack holds.
    pub counts: Counts,
    /// The files that were written, sorted by path.
    pub files: Vec<WrittenFile>,
    /// Paths of the files that could not be written, sorted; empty where all was well.
    pub failed: Vec<String>,
}

/// How much a pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Everybody who appears in the data.
    pub people: usize,
    /// Judged reps, each with a page.
    pub reps: usize,
    /// Reps who are flagged as at risk.
    pub flags: usize,
    /// Reps about whom nothing is said, because there is too little to go by.
    pub abstentions: usize,
    /// Targets that are proposed, over all metrics; refused ones are not counted.
    pub targets: usize,
    /// What was found in the data, in kinds of doubt.
    pub findings: usize,
    /// Files in `tables/` that were written, counted once for both forms.
    pub tables: usize,
}

/// A file of the pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct WrittenFile {
    /// Its path from the pack's folder, parted by `/`.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The SHA-256 digest of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl RunSummary {
    /// The summary of a pack whose files are written.
    pub fn new(pack: &Pack, language: &str, mut files: Vec<WrittenFile>, mut failed: Vec<String>) -> RunSummary {
        files.sort();
        failed.sort();
        let header = &pack.header;
        RunSummary {
            format: RUN_SUMMARY_FORMAT,
            schema_version: pack.schema_version.clone(),
            attain_version: header.attain_version.clone(),
            period: header.period.label.clone(),
            period_complete: header.period.complete,
            as_of: header.as_of,
            as_of_exact: header.as_of_exact.clone(),
            store_version: header.store_version,
            language: language.to_string(),
            exit_code: 0,
            counts: Counts::of(pack, &files),
            files,
            failed,
        }
    }
}

impl Counts {
    fn of(pack: &Pack, files: &[WrittenFile]) -> Counts {
        let targets = pack.targets.iter().flat_map(|section| &section.rows);
        Counts {
            people: pack.people.len(),
            reps: pack.reps.len(),
            flags: pack.risk.rows.iter().filter(|row| row.flagged).count(),
            abstentions: pack.risk.rows.iter().filter(|row| row.abstained.is_some()).count(),
            targets: targets.filter(|row| row.target.is_some()).count(),
            findings: pack.quality.findings.len(),
            tables: files.iter().filter(|file| file.path.starts_with("tables/") && file.path.ends_with(".csv")).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::html::sample;

    fn file(path: &str) -> WrittenFile {
        WrittenFile { path: path.to_string(), bytes: 1, sha256: "00".to_string() }
    }

    #[test]
    fn the_counts_are_those_of_the_pack_and_files_are_sorted() {
        let mut pack = sample::pack();
        for (at, row) in pack.risk.rows.iter_mut().enumerate() {
            row.flagged = at < 2;
        }
        pack.targets.truncate(1);
        pack.targets[0].rows[0].target = None;
        for row in &mut pack.targets[0].rows[1..] {
            row.target = Some(5);
        }
        let files = vec![file("tables/kpi.parquet"), file("tables/kpi.csv"), file("review.html")];
        let summary = RunSummary::new(&pack, "en", files, vec!["b".to_string(), "a".to_string()]);
        assert_eq!((summary.counts.flags, summary.counts.tables), (2, 1));
        assert_eq!(summary.counts.targets, pack.targets[0].rows.len() - 1);
        let paths: Vec<&str> = summary.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["review.html", "tables/kpi.csv", "tables/kpi.parquet"]);
        assert_eq!(summary.failed, ["a", "b"]);
    }
}
