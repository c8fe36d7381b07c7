//! What only the rows of a sheet tell, for people.

use calamine::Dimensions;

use super::merges::Merges;

/// Cells that are named.
const NAMED: usize = 5;

/// What was met among the cells.
#[derive(Debug, Default)]
pub(super) struct Met {
    lacking: (u64, Vec<String>),
    inexact: (u64, Vec<String>),
}

impl Met {
    /// A formula without a stored value.
    pub(super) fn lacking_value(&mut self, row: u32, column: u32) {
        add(&mut self.lacking, row, column);
    }

    /// A whole number with more digits than a spreadsheet keeps.
    pub(super) fn inexact(&mut self, row: u32, column: u32) {
        add(&mut self.inexact, row, column);
    }

    /// The sentences.
    pub(super) fn notes(&self, merges: &Merges) -> Vec<String> {
        let mut notes = Vec::new();
        if self.lacking.0 > 0 {
            notes.push(format!(
                "{} without a stored value, taken as empty: {}; open the workbook in a spreadsheet, let it calculate and save it",
                counted(self.lacking.0, "formula"),
                named(&self.lacking)
            ));
        }
        if self.inexact.0 > 0 {
            notes.push(format!(
                "{} of more than 15 digits, of which a spreadsheet does not keep the last ones: {}",
                counted(self.inexact.0, "number"),
                named(&self.inexact)
            ));
        }
        if let (count, Some(first)) = merges.filled {
            let regions = counted(count, "region");
            notes.push(format!("{regions} of cells merged down a column, such as {}: filled down", address(first)));
        }
        if let (count, Some(first)) = merges.across {
            let regions = counted(count, "region");
            let first = address(first);
            notes.push(format!(
                "{regions} of cells merged across columns, such as {first}: read in the first column only"
            ));
        }
        notes
    }
}

fn add((count, named): &mut (u64, Vec<String>), row: u32, column: u32) {
    *count += 1;
    if named.len() < NAMED {
        named.push(format!("{}{}", letters(column), u64::from(row) + 1));
    }
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn named((count, named): &(u64, Vec<String>)) -> String {
    match count - named.len() as u64 {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn address(region: Dimensions) -> String {
    let cell = |(row, column): (u32, u32)| format!("{}{}", letters(column), u64::from(row) + 1);
    format!("{}:{}", cell(region.start), cell(region.end))
}

/// A column's letters: `A` for 0, `AA` for 26.
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_by_their_letters() {
        let called: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(letters).collect();
        assert_eq!(called, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn what_was_met_is_counted_and_the_first_are_named() {
        let mut met = Met::default();
        (1..8).for_each(|row| met.lacking_value(row, 4));
        assert_eq!(
            met.notes(&Merges::default()),
            [
                "7 formulas without a stored value, taken as empty: E2, E3, E4, E5, E6 and 2 more; open the workbook in a spreadsheet, let it calculate and save it"
            ]
        );
    }
}
