//! The records of an older workbook (.xls), gone through before its reader does: a spoiled number of rows would make
//! it ask for more memory than there is, which ends a program without a word.

/// Room for the cells that a sheet states to have, and for the area over which its cells lie: the largest sheet of the
/// format has 65,536 rows of 256 columns.
const MOST_CELLS: u64 = 2 * 65_536 * 256;

/// Over all sheets.
const MOST_CELLS_IN_ALL: u64 = 4 * MOST_CELLS;

const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
const SEVERAL_NUMBERS: u16 = 0x00bd;

/// Records of one cell, which begin with its row and column.
const CELLS: [u16; 8] = [0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e, 0x0201];

/// Whether all sheets fit into the memory of a usual machine, as the reader lays them out.
pub(super) fn is_sensible(stream: &[u8]) -> bool {
    let mut in_all = 0_u64;
    for record in (Records { rest: stream }).filter(|record| record.kind == SHEET) {
        let Some(place) = record.number(0).zip(record.number(2)).map(|(low, high)| low | high << 16) else { continue };
        let Some(sheet) = usize::try_from(place).ok().and_then(|place| stream.get(place..)) else { continue };
        let Some(cells) = cells(sheet) else { return false };
        in_all += cells;
    }
    in_all <= MOST_CELLS_IN_ALL
}

/// The area over which the cells of a sheet lie; `None` where it is beyond all sheets.
fn cells(sheet: &[u8]) -> Option<u64> {
    let mut area = Area::default();
    let mut depth = 0_u32;
    for record in (Records { rest: sheet }) {
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            DIMENSIONS if stated(&record)? > MOST_CELLS => return None,
            SEVERAL_NUMBERS => {
                let last = record.number(record.data.len().checked_sub(2)?)?;
                area.add(record.number(0)?, record.number(2)?);
                area.add(record.number(0)?, last);
            }
            // One that is too short is an error of its reader.
            kind if CELLS.contains(&kind) => {
                if let (Some(row), Some(column)) = (record.number(0), record.number(2)) {
                    area.add(row, column);
                }
            }
            _ => {}
        }
    }
    Some(area.cells()).filter(|cells| *cells <= MOST_CELLS)
}

/// The cells that a sheet states to have; `None` where the end lies before the beginning.
fn stated(record: &Record<'_>) -> Option<u64> {
    let short = |at| record.number(at);
    let long = |at: usize| Some(record.number(at)? | record.number(at + 2)? << 16);
    let (first_row, end_row, first_column, end_column) = match record.data.len() {
        10 => (short(0)?, short(2)?, short(4)?, short(6)?),
        14 | 16 => (long(0)?, long(4)?, short(8)?, short(10)?),
        _ => return Some(0),
    };
    if end_row == 0 || end_column == 0 {
        return Some(1);
    }
    let first_column = if first_column > 0xff || end_column < first_column { 0 } else { first_column };
    // The reader subtracts without looking.
    let rows = end_row.checked_sub(first_row)?;
    Some(rows.max(1) * (end_column - first_column).max(1))
}

/// The rectangle around the cells.
#[derive(Debug, Default)]
struct Area {
    rows: Option<(u64, u64)>,
    columns: Option<(u64, u64)>,
}

impl Area {
    fn add(&mut self, row: u64, column: u64) {
        let widen =
            |known: Option<(u64, u64)>, at: u64| known.map_or((at, at), |(from, to)| (from.min(at), to.max(at)));
        self.rows = Some(widen(self.rows, row));
        self.columns = Some(widen(self.columns, column));
    }

    fn cells(&self) -> u64 {
        let length = |range: Option<(u64, u64)>| range.map_or(0, |(from, to)| to - from + 1);
        length(self.rows) * length(self.columns)
    }
}

struct Record<'s> {
    kind: u16,
    data: &'s [u8],
}

impl Record<'_> {
    fn number(&self, at: usize) -> Option<u64> {
        let two = self.data.get(at..at.checked_add(2)?)?;
        Some(u64::from(u16::from_le_bytes([two[0], two[1]])))
    }
}

/// Records one after the other, as far as they are whole.
struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let [k0, k1, l0, l1, rest @ ..] = self.rest else { return None };
        let length = usize::from(u16::from_le_bytes([*l0, *l1]));
        let data = rest.get(..length)?;
        self.rest = &rest[length..];
        Some(Record { kind: u16::from_le_bytes([*k0, *k1]), data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    /// A workbook of one sheet with these records.
    fn stream(sheet: &[Vec<u8>]) -> Vec<u8> {
        let mut bound = record(SHEET, &[0; 8]);
        let place = u32::try_from(bound.len()).unwrap();
        bound[4..8].copy_from_slice(&place.to_le_bytes());
        [bound, record(BEGIN, &[0; 4]), sheet.concat(), record(END, &[])].concat()
    }

    fn dimensions(rows: u32, columns: u16) -> Vec<u8> {
        let columns = columns.to_le_bytes();
        record(DIMENSIONS, &[&[0; 4][..], &rows.to_le_bytes(), &[0; 2], &columns, &[0; 2]].concat())
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn the_largest_sheet_is_sensible_and_what_states_more_is_not() {
        assert!(is_sensible(&stream(&[dimensions(65_536, 256), cell(0, 0), cell(65_535, 255)])));
        assert!(!is_sensible(&stream(&[dimensions(0x7fff_ffff, 256)])));
        assert!(!is_sensible(&stream(&[cell(0, 0), cell(65_535, 65_535)])));
        assert!(is_sensible(b""));
    }
}
