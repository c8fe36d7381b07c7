//! JSON lines, and JSON arrays of objects, as rows.

mod pieces;
mod problem;
mod walk;

use std::collections::HashMap;
use std::path::Path;

use pieces::{Piece, Pieces};
use walk::Found;

use super::{FileProblem, TextInput, batch};
use crate::sources::SourceError;
use crate::sources::records::{Ragged, Records, RowSource};

/// More names than this are no columns.
const MOST_NAMES: usize = 16_384;

/// Whether a text that begins so is JSON. A delimited text may begin with a bracket too, as in `[Order ID],[Date]`.
pub(super) fn begins(head: &[u8]) -> bool {
    let after = |rest: &[u8]| rest.trim_ascii_start().first().copied();
    match head.trim_ascii_start() {
        [b'{', rest @ ..] => matches!(after(rest), Some(b'"' | b'}')),
        [b'[', rest @ ..] => after(rest) == Some(b'{'),
        _ => false,
    }
}

/// The records of a JSON text as rows: a column for each name, in the order of their first appearance.
pub(super) struct JsonRows {
    pieces: Pieces,
    header: Vec<String>,
    places: HashMap<String, usize>,
    /// The values of one record, by column; the memory is used again.
    row: Vec<Option<String>>,
}

impl JsonRows {
    /// Reads a text twice, once for its names and once for its rows: `first` and `second` are the same text.
    ///
    /// # Errors
    /// Where it cannot be read to its end.
    pub(super) fn open(path: &Path, first: TextInput, second: TextInput) -> Result<JsonRows, SourceError> {
        let header = names(path, Pieces::new(path, first)?)?;
        if header.is_empty() {
            return Err(SourceError::Empty { path: path.to_path_buf() });
        }
        let places = header.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        let row = vec![None; header.len()];
        Ok(JsonRows { pieces: Pieces::new(path, second)?, header, places, row })
    }

    /// What it is, for people.
    pub(super) fn described(&self) -> &'static str {
        self.pieces.described()
    }

    /// Adds a record; one that is no object, or that has a name twice, as it is written beside the rows.
    fn add(&mut self, piece: Piece, records: &mut Records) {
        self.row.iter_mut().for_each(|value| *value = None);
        let mut twice: Option<String> = None;
        let valid = walk::flatten(&piece.text, &mut |name, found| match (found, self.places.get(name)) {
            (Found::Nothing, _) => {}
            (Found::Text(text), Some(&at)) if self.row[at].is_none() => self.row[at] = Some(text.into_owned()),
            _ => twice = twice.take().or_else(|| Some(name.to_string())),
        });
        if valid && twice.is_none() {
            records.push(piece.line, self.row.iter().map(|value| value.as_deref().unwrap_or_default()));
        } else {
            let problem = match twice {
                Some(name) if valid => format!("the name `{name}` stands in it twice"),
                _ => problem::of(&piece.text),
            };
            let (before, line) = (records.height(), piece.line);
            records.ragged.push(Ragged { before, line, fields: vec![piece.text], problem: Some(problem) });
        }
    }
}

impl RowSource for JsonRows {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next_batch(&mut self) -> Result<Option<Records>, SourceError> {
        let mut records = Records::new(self.header.len());
        while !batch::is_full(&records) {
            match self.pieces.next()? {
                Some(piece) => self.add(piece, &mut records),
                None => break,
            }
        }
        Ok((records.rows() > 0).then_some(records))
    }

    fn bytes_read(&self) -> u64 {
        self.pieces.bytes_read()
    }
}

/// The names over the whole text. A name under which there is never more than nothing, while others lie below it (an
/// object that is absent from some records), is no column.
fn names(path: &Path, mut pieces: Pieces) -> Result<Vec<String>, SourceError> {
    let mut order: Vec<String> = Vec::new();
    let mut has_text: HashMap<String, bool> = HashMap::new();
    while let Some(piece) = pieces.next()? {
        walk::flatten(&piece.text, &mut |name, found| {
            let is_text = found != Found::Nothing;
            match has_text.get_mut(name) {
                Some(known) => *known |= is_text,
                None => {
                    order.push(name.to_string());
                    has_text.insert(name.to_string(), is_text);
                }
            }
        });
        if order.len() > MOST_NAMES {
            let reason = format!("its records have more than {MOST_NAMES} different names");
            let problem = FileProblem::Damaged { kind: "JSON".to_string(), reason };
            return Err(SourceError::File { path: path.to_path_buf(), problem });
        }
    }
    let parents: std::collections::HashSet<String> =
        order.iter().flat_map(|name| name.match_indices('.').map(|(dot, _)| name[..dot].to_string())).collect();
    order.retain(|name| has_text[name] || !parents.contains(name));
    Ok(order)
}
