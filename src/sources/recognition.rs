//! Columns known by their titles.

use crate::schema::{ColumnSpec, ColumnType, Heading, TableSpec, Unit, normalised};

use super::mapping::MatchedBy;

/// A header with its titles read.
pub(super) struct Titles<'h> {
    /// The titles as they stand in the file.
    pub names: &'h [String],
    headings: Vec<Heading>,
}

impl<'h> Titles<'h> {
    /// Reads a header's titles.
    pub(super) fn read(header: &'h [String]) -> Titles<'h> {
        Titles { names: header, headings: header.iter().map(|title| Heading::read(title)).collect() }
    }

    /// What a field's title says about the unit of its values, as far as that can be said of the column's type.
    pub(super) fn unit(&self, index: usize, spec: &ColumnSpec) -> Unit {
        let heading = &self.headings[index];
        let measured = matches!(spec.kind, ColumnType::Money | ColumnType::F64);
        let mut unit = match &heading.bare {
            Some((name, unit)) if measured && is_known(spec, name) => unit.clone(),
            // A title that somebody configured is read for its unit as well.
            Some((_, unit)) if measured && !is_known(spec, &heading.full) => unit.clone(),
            _ => Unit::default(),
        };
        if spec.kind == ColumnType::Money {
            unit.currency = unit.currency.or_else(|| heading.sign.clone());
        } else {
            unit.currency = None;
        }
        unit
    }

    /// The only field that is called a year.
    pub(super) fn year(&self) -> Option<usize> {
        let years = ["year", "calendaryear", "jahr", "年", "年份", "年度"];
        let mut found = (0..self.names.len()).filter(|&index| years.contains(&self.headings[index].full.as_str()));
        found.next().filter(|_| found.next().is_none())
    }

    /// Whether a field's title speaks of quarters.
    pub(super) fn is_quarterly(&self, index: usize) -> bool {
        let name = &self.headings[index].full;
        ["quarter", "quartal", "季"].iter().any(|word| name.contains(word))
    }
}

/// The fields that could stand for a column, best names first: one where it is sure, several where it is not.
pub(super) fn candidates(spec: &ColumnSpec, titles: &Titles<'_>, taken: &[usize]) -> (Vec<usize>, MatchedBy) {
    let free: Vec<usize> = (0..titles.names.len()).filter(|index| !taken.contains(index)).collect();
    let canonical = vec![normalised(&spec.name)];
    let strong: Vec<String> = spec.synonyms.iter().map(|name| normalised(name)).collect();
    for (names, how) in [(&canonical, MatchedBy::Name), (&strong, MatchedBy::Synonym)] {
        let found: Vec<usize> = free.iter().copied().filter(|&index| is_called(spec, titles, index, names)).collect();
        if !found.is_empty() {
            return (found, how);
        }
    }
    // Of the vague names the better one is taken, and only the same name twice is a doubt.
    for name in &spec.also {
        let name = vec![normalised(name)];
        let found: Vec<usize> = free.iter().copied().filter(|&index| is_called(spec, titles, index, &name)).collect();
        if !found.is_empty() {
            return (found, MatchedBy::Synonym);
        }
    }
    (Vec::new(), MatchedBy::Synonym)
}

/// Whether a field's title is one of the names, as a whole or without a unit that fits the column.
fn is_called(spec: &ColumnSpec, titles: &Titles<'_>, index: usize, names: &[String]) -> bool {
    let heading = &titles.headings[index];
    if names.contains(&heading.full) {
        return true;
    }
    let measured = matches!(spec.kind, ColumnType::Money | ColumnType::F64);
    let fits = |unit: &Unit| unit.is_plain() || measured;
    heading.bare.as_ref().is_some_and(|(name, unit)| fits(unit) && names.contains(name))
}

fn is_known(spec: &ColumnSpec, name: &str) -> bool {
    std::iter::once(&spec.name).chain(&spec.synonyms).chain(&spec.also).any(|known| normalised(known) == name)
}

/// Some names under which a column is recognised, for messages.
pub(super) fn known_as(spec: &ColumnSpec) -> Vec<String> {
    let latin = |name: &&String| name.is_ascii();
    let names = || spec.synonyms.iter().chain(&spec.also);
    let chinese =
        names().find(|name| !name.is_ascii() && !name.chars().any(|c| c.is_ascii_alphabetic() || c < '\u{2e80}'));
    std::iter::once(&spec.name).chain(names().filter(latin).take(4)).chain(chinese).cloned().collect()
}

/// The title that comes nearest to a name of the column, where one comes near and stands for no other column.
pub(super) fn nearest_title(table: &TableSpec, spec: &ColumnSpec, header: &[String]) -> Option<String> {
    let names = || std::iter::once(&spec.name).chain(&spec.synonyms).chain(&spec.also);
    let likeness = |title: &String| {
        let title = normalised(title);
        names().map(|name| strsim::jaro_winkler(&title, &normalised(name))).fold(0.0, f64::max)
    };
    let taken = |title: &String| table.columns.iter().any(|column| is_known(column, &normalised(title)));
    let near = |title: &&String| !title.is_empty() && likeness(title) > 0.85 && !taken(title);
    header.iter().filter(near).max_by(|a, b| likeness(a).total_cmp(&likeness(b))).cloned()
}
