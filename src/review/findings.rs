//! Findings about the data as sentences.

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
    }
}
