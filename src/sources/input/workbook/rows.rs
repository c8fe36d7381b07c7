//! Cells put together to rows: the header is found, columns get their names, rows their fields.

use calamine::Dimensions;

use super::super::{FileProblem, batch, header_row, two_lines};
use super::merges::Merges;
use super::notes::letters;
use crate::sources::records::Records;

/// Rows among which the header is looked for.
const FIRST_ROWS: usize = 60;

/// The cells of one row that hold something, in the order of their columns.
pub(super) type Cells = Vec<(u32, String)>;

/// The rows of a sheet in the making.
pub(super) struct Rows {
    header_row: Option<u64>,
    regions: Vec<Dimensions>,
    /// Rows before the header was found.
    first: Vec<(u32, Cells)>,
    table: Option<Table>,
    ready: Vec<Records>,
}

/// The table, once its header is known.
struct Table {
    header: Vec<String>,
    /// The row of the header, from 1; of titles of two lines the lower one.
    header_row: u64,
    /// Of titles of two lines the row of the upper one, from 1.
    upper_row: Option<u64>,
    /// For a column of the sheet, its place among the table's columns.
    places: Vec<Option<usize>>,
    merges: Merges,
    records: Records,
}

impl Rows {
    /// With the row of the header, from 1, where it is set.
    pub(super) fn new(header_row: Option<u64>, regions: Vec<Dimensions>) -> Rows {
        Rows { header_row, regions, first: Vec::new(), table: None, ready: Vec::new() }
    }

    /// The header and its row, once they are known.
    pub(super) fn header(&self) -> Option<(&[String], u64)> {
        self.table.as_ref().map(|table| (table.header.as_slice(), table.header_row))
    }

    /// What a person should know of titles of two lines.
    pub(super) fn note_on_titles(&self) -> Option<String> {
        let table = self.table.as_ref()?;
        Some(two_lines::said("rows", table.upper_row?, table.header_row, &table.header))
    }

    /// What became of merged cells.
    pub(super) fn merges(&self) -> Option<&Merges> {
        self.table.as_ref().map(|table| &table.merges)
    }

    /// Adds a row, numbered from 0; one without anything in it is passed over.
    pub(super) fn add(&mut self, row: u32, mut cells: Cells) -> Result<(), FileProblem> {
        cells.retain(|(_, text)| !text.trim().is_empty());
        let above = self.header_row.is_some_and(|header_row| u64::from(row) + 1 < header_row);
        if cells.is_empty() || above {
            return Ok(());
        }
        // Readers give cells in order; a file that does not must not get its fields mixed up.
        cells.sort_by_key(|(column, _)| *column);
        cells.dedup_by_key(|(column, _)| *column);
        match &mut self.table {
            Some(table) => table.add(row, cells, &mut self.ready),
            None => {
                self.first.push((row, cells));
                if self.first.len() >= FIRST_ROWS {
                    self.begin()?;
                }
            }
        }
        Ok(())
    }

    /// Batches that are full.
    pub(super) fn take_ready(&mut self) -> Vec<Records> {
        std::mem::take(&mut self.ready)
    }

    /// No row follows.
    pub(super) fn finish(&mut self) -> Result<(), FileProblem> {
        if self.table.is_none() {
            self.begin()?;
        }
        if let Some(table) = &mut self.table
            && table.records.rows() > 0
        {
            self.ready.push(std::mem::take(&mut table.records));
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), FileProblem> {
        let first = std::mem::take(&mut self.first);
        let leftmost = leftmost(&first);
        let dense = dense(&first, leftmost);
        let two = match self.header_row {
            Some(_) => dense.get(1).and_then(|lower| two_lines::joined(&dense[0], lower)).map(|_| 0),
            None => two_lines::find(&dense),
        };
        let at = match self.header_row {
            Some(header_row) => match first.first() {
                Some((row, _)) if u64::from(*row) + 1 == header_row => 0,
                _ => return Err(FileProblem::HeaderBeyondEnd { header_row }),
            },
            None => two.unwrap_or_else(|| header_row::find(&dense)),
        };
        let mut rows = first.into_iter().skip(at);
        let Some((mut row, mut names)) = rows.next() else { return Ok(()) };
        let mut upper_row = None;
        if let Some(titles) = two.and_then(|upper| two_lines::joined(&dense[upper], dense.get(upper + 1)?))
            && let Some((lower, _)) = rows.next()
        {
            upper_row = Some(u64::from(row) + 1);
            row = lower;
            names = (leftmost..).zip(titles).filter(|(_, title)| !title.is_empty()).collect();
        }
        let rows: Vec<(u32, Cells)> = rows.collect();
        let mut table = Table::new(row, names, &rows, std::mem::take(&mut self.regions));
        table.upper_row = upper_row;
        rows.into_iter().for_each(|(row, cells)| table.add(row, cells, &mut self.ready));
        self.table = Some(table);
        Ok(())
    }
}

/// The leftmost column in use.
fn leftmost(rows: &[(u32, Cells)]) -> u32 {
    rows.iter().filter_map(|(_, cells)| cells.first()).map(|(column, _)| *column).min().unwrap_or(0)
}

/// The rows with their empty cells, from this column on.
fn dense(rows: &[(u32, Cells)], leftmost: u32) -> Vec<Vec<String>> {
    let filled = |cells: &Cells| {
        let mut row = Vec::new();
        for (column, text) in cells {
            row.resize((column - leftmost) as usize, String::new());
            row.push(text.clone());
        }
        row
    };
    rows.iter().map(|(_, cells)| filled(cells)).collect()
}

impl Table {
    /// Columns are those with a name and those with a value among the first rows; without a name they are called by
    /// their letters.
    fn new(row: u32, names: Cells, rows: &[(u32, Cells)], regions: Vec<Dimensions>) -> Table {
        let mut columns: Vec<u32> =
            names.iter().chain(rows.iter().flat_map(|(_, cells)| cells)).map(|(column, _)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut places = vec![None; columns.last().map_or(0, |last| *last as usize + 1)];
        let mut header = Vec::new();
        for column in columns {
            places[column as usize] = Some(header.len());
            let name = names.iter().find(|(named, _)| *named == column).map(|(_, name)| one_line(name));
            header.push(name.unwrap_or_else(|| format!("column_{}", letters(column))));
        }
        let records = Records::new(header.len());
        let header_row = u64::from(row) + 1;
        Table { header, header_row, upper_row: None, places, merges: Merges::new(regions), records }
    }

    fn add(&mut self, row: u32, mut cells: Cells, ready: &mut Vec<Records>) {
        if !self.merges.is_done() {
            self.merges.fill(row, &mut cells);
        }
        let mut fields = vec![""; self.header.len()];
        for (column, text) in &cells {
            match self.places.get(*column as usize).copied().flatten() {
                Some(place) => fields[place] = text,
                // A value where the table has no column: the row is set aside with it, not cut.
                None => fields.push(text),
            }
        }
        self.records.push(u64::from(row) + 1, fields);
        if batch::is_full(&self.records) {
            let next = Records::new(self.header.len());
            ready.push(std::mem::replace(&mut self.records, next));
        }
    }
}

/// A name without line ends in it.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(u32, &[(u32, &str)])], header_row: Option<u64>) -> (Vec<String>, Records) {
        let mut made = Rows::new(header_row, Vec::new());
        for (row, cells) in rows {
            made.add(*row, cells.iter().map(|(column, text)| (*column, text.to_string())).collect()).unwrap();
        }
        made.finish().unwrap();
        (made.header().unwrap().0.to_vec(), made.take_ready().remove(0))
    }

    #[test]
    fn a_title_is_passed_over_and_rows_keep_their_numbers() {
        let (header, records) = sheet(
            &[
                (0, &[(1, "Orders")]),
                (2, &[(1, "id"), (2, "order\ndate"), (3, "sum")]),
                (3, &[(1, "A"), (2, "d"), (3, "1")]),
                (4, &[(1, "  ")]),
                (5, &[(1, "B"), (3, "2"), (4, "")]),
            ],
            None,
        );
        assert_eq!(header, ["id", "order date", "sum"]);
        assert_eq!(records.lines, [4, 6]);
        assert_eq!(records.row(1).collect::<Vec<_>>(), ["B", "", "2"]);
    }

    #[test]
    fn a_column_without_a_name_is_called_by_its_letters_and_a_later_value_outside_sets_its_row_aside() {
        let mut rows: Vec<(u32, Vec<(u32, &str)>)> = vec![(0, vec![(0, "id"), (2, "sum")])];
        rows.extend((1..70).map(|row| (row, vec![(0, "A"), (1, "x"), (2, "1")])));
        rows.push((70, vec![(0, "B"), (9, "far")]));
        let rows: Vec<(u32, &[(u32, &str)])> = rows.iter().map(|(row, cells)| (*row, cells.as_slice())).collect();
        let (header, records) = sheet(&rows, None);
        assert_eq!(header, ["id", "column_B", "sum"]);
        assert_eq!(records.height(), 69);
        assert_eq!(
            (records.ragged[0].line, records.ragged[0].fields.clone()),
            (71, ["B", "", "", "far"].map(String::from).to_vec())
        );
    }

    #[test]
    fn a_year_above_its_months_is_joined_to_them() {
        let rows: [(u32, &[(u32, &str)]); 4] = [
            (0, &[(1, "Targets")]),
            (2, &[(1, "Rep"), (2, "2024")]),
            (3, &[(2, "Jan"), (3, "Feb"), (4, "Mar")]),
            (4, &[(1, "R1"), (2, "1"), (3, "2"), (4, "3")]),
        ];
        for header_row in [None, Some(3)] {
            let (header, records) = sheet(&rows, header_row);
            assert_eq!(header, ["Rep", "Jan 2024", "Feb 2024", "Mar 2024"]);
            assert_eq!((records.lines.as_slice(), records.row(0).next()), (&[5][..], Some("R1")));
        }
    }

    #[test]
    fn the_header_row_that_is_set_is_taken_or_missed() {
        let rows: [(u32, &[(u32, &str)]); 3] =
            [(0, &[(0, "a"), (1, "b")]), (3, &[(0, "c"), (1, "d")]), (4, &[(0, "1")])];
        assert_eq!(sheet(&rows, Some(4)).0, ["c", "d"]);
        let mut made = Rows::new(Some(9), Vec::new());
        made.add(0, vec![(0, "a".to_string())]).unwrap();
        assert_eq!(made.finish(), Err(FileProblem::HeaderBeyondEnd { header_row: 9 }));
    }
}
