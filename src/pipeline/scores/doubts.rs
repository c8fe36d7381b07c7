//! What is wrong with many rows, said once each kind with a few examples.

use std::collections::BTreeMap;

use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

/// So many examples are named.
const EXAMPLES: usize = 5;

/// Rows by what is wrong with them and whom or what it is about.
#[derive(Default)]
pub(super) struct Doubts {
    found: BTreeMap<(&'static str, String), (i64, Vec<String>)>,
}

impl Doubts {
    /// Adds a case.
    pub(super) fn add(&mut self, kind: &'static str, subject: &str, example: &str) {
        let (count, examples) = self.found.entry((kind, subject.to_string())).or_default();
        *count += 1;
        if examples.len() < EXAMPLES && !examples.iter().any(|known| known == example) {
            examples.push(example.to_string());
        }
    }

    /// A sentence a kind and subject, with `subject`, `count` and `examples`, and what else belongs to it.
    pub(super) fn told(&self, more: impl Fn(&str, &str) -> Vec<(&'static str, Arg)>) -> Vec<Sentence> {
        let told = |((kind, subject), (count, examples)): (&(&'static str, String), &(i64, Vec<String>))| {
            let mut args = vec![
                ("subject", Arg::Text(subject.clone())),
                ("count", Arg::Count(*count)),
                ("examples", Arg::List(examples.clone())),
            ];
            args.extend(more(kind, subject));
            sentence(kind, args)
        };
        self.found.iter().map(told).collect()
    }
}
