//! Wide tables: one column a month, turned into one row a month.
//!
//! Each month's column of an input row becomes a row of its own, with `period_start`, `period_end` and the value; the
//! other columns are repeated. Rows are counted after that: an input row with twelve months is twelve rows read. An
//! empty cell is no row, neither read nor rejected, and is counted apart, so that the account can say how many there
//! were. A ragged row stays one row, since nobody knows which of its cells belong to which month.

use crate::calendar::Day;
use crate::schema::TableSpec;

use super::SourceError;
use super::forms::is_null;
use super::period_label::{is_period_title, period_of_label};
use super::records::Records;
use super::settings::SourceSettings;

/// As few titles as are taken for months where nobody says that the table is wide.
const FEWEST_MONTHS: usize = 3;

/// How a wide table is unpivoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wide {
    header: Vec<String>,
    /// The columns that are repeated on every row.
    kept: Vec<usize>,
    months: Vec<Month>,
}

/// A column that holds one period.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Month {
    index: usize,
    first: String,
    last: String,
}

impl Wide {
    /// The adapter for a header: where the settings name its columns, or where at least three titles of a table of
    /// quotas are months. `None` for every other table.
    ///
    /// # Errors
    /// A column that the settings name and the file does not have; a title whose period nobody can tell, because it
    /// has no year and the settings name none.
    pub(super) fn new(
        header: &[String],
        table: &TableSpec,
        settings: &SourceSettings,
        path: &std::path::Path,
    ) -> Result<Option<Wide>, SourceError> {
        let asked = settings.wide.clone();
        let named = asked.as_ref().map_or(&[][..], |wide| &wide.columns);
        let indices: Vec<usize> = if named.is_empty() {
            (0..header.len()).filter(|&index| is_period_title(&header[index])).collect()
        } else {
            let place = |name: &String| {
                let missing =
                    || SourceError::WideColumn { path: path.to_path_buf(), title: name.clone(), there: false };
                header.iter().position(|title| title == name).ok_or_else(missing)
            };
            named.iter().map(place).collect::<Result<_, _>>()?
        };
        let detected = table.name == "quotas" && indices.len() >= FEWEST_MONTHS;
        if indices.is_empty() || (asked.is_none() && !detected) {
            return Ok(None);
        }
        let year = asked.as_ref().and_then(|wide| wide.year);
        let mut months = Vec::new();
        for &index in &indices {
            let title = &header[index];
            let ends = period_of_label(title, year);
            let unknown = || SourceError::WideColumn { path: path.to_path_buf(), title: title.clone(), there: true };
            let (first, last) = ends.ok_or_else(unknown)?;
            let day = |epoch: i32| Day::from_epoch(epoch).to_string();
            months.push(Month { index, first: day(first), last: day(last) });
        }
        let kept: Vec<usize> = (0..header.len()).filter(|index| !indices.contains(index)).collect();
        let value = asked.and_then(|wide| wide.value).unwrap_or_else(|| "value".to_string());
        let added = ["period_start".to_string(), "period_end".to_string(), value];
        let header = kept.iter().map(|&index| header[index].clone()).chain(added).collect();
        Ok(Some(Wide { header, kept, months }))
    }

    /// The other columns, then `period_start`, `period_end` and the value's column.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// One row a month and input row, in their order, each with the line of its input row; and how many cells were
    /// empty and gave none.
    pub(super) fn unpivot(&self, records: &Records) -> (Records, u64) {
        let mut out = Records { unfinished: records.unfinished, ..Records::new(self.header.len()) };
        let mut empty = 0;
        let mut ragged = records.ragged.iter().peekable();
        for row in 0..=records.height() {
            while let Some(odd) = ragged.next_if(|odd| odd.before <= row) {
                out.ragged.push(super::records::Ragged { before: out.height(), ..odd.clone() });
            }
            if row == records.height() {
                break;
            }
            for month in &self.months {
                let cell = records.field(row, month.index);
                if is_null(cell) || cell.trim() == "-" {
                    empty += 1;
                    continue;
                }
                let kept = self.kept.iter().map(|&column| records.field(row, column));
                out.push(records.lines[row], kept.chain([month.first.as_str(), month.last.as_str(), cell]));
            }
        }
        (out, empty)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::schema;

    use super::*;

    fn wide(header: &[&str], table: &str, settings: &str) -> Result<Option<Wide>, SourceError> {
        let settings: SourceSettings = toml::from_str(&format!("table = '{table}'\nfiles = []\n{settings}")).unwrap();
        let header: Vec<String> = header.iter().map(|title| title.to_string()).collect();
        Wide::new(&header, schema::table(table).unwrap(), &settings, Path::new("targets.csv"))
    }

    fn records(width: usize, rows: &[&[&str]]) -> Records {
        let mut records = Records::new(width);
        for (at, row) in rows.iter().enumerate() {
            records.push(at as u64 + 2, row.iter().copied());
        }
        records
    }

    #[test]
    fn every_month_of_a_row_becomes_a_row_with_the_line_it_came_from() {
        let wide = wide(&["Rep", "Jan-24", "Feb-24", "Mar-24", "Note"], "quotas", "").unwrap().unwrap();
        assert_eq!(wide.header(), ["Rep", "Note", "period_start", "period_end", "value"]);
        let (rows, empty) = wide.unpivot(&records(5, &[&["R1", "10", "", "30", "n"], &["R2", "5", "6", "7", ""]]));
        assert_eq!((rows.height(), empty), (5, 1));
        assert_eq!(rows.lines, [2, 2, 3, 3, 3]);
        assert_eq!(rows.row(1).collect::<Vec<_>>(), ["R1", "n", "2024-03-01", "2024-03-31", "30"]);
        assert_eq!(rows.row(3).collect::<Vec<_>>(), ["R2", "", "2024-02-01", "2024-02-29", "6"]);
    }

    #[test]
    fn the_cells_that_are_not_empty_sum_to_the_same() {
        let wide = wide(&["Rep", "Q1 2024", "Q2 2024", "2024年第三季度"], "quotas", "").unwrap().unwrap();
        let given = records(4, &[&["R1", "1", "2", "3"], &["R2", "4", "-", "6"], &["R3", "NULL", "", "9"]]);
        let (rows, empty) = wide.unpivot(&given);
        let sum: u32 = (0..rows.height()).map(|row| rows.field(row, 3).parse::<u32>().unwrap()).sum();
        assert_eq!((sum, rows.height() as u64 + empty), (25, 9));
    }

    #[test]
    fn a_ragged_row_stays_one_row_in_its_place() {
        let wide = wide(&["Rep", "1月", "2月", "3月"], "quotas", "wide = { year = 2024 }").unwrap().unwrap();
        let (rows, _) = wide.unpivot(&records(4, &[&["R1", "1", "2", "3"], &["R2", "1"], &["R3", "1", "2", "3"]]));
        assert_eq!((rows.height(), rows.rows()), (6, 7));
        assert_eq!((rows.ragged[0].before, rows.ragged[0].line), (3, 3));
    }

    #[test]
    fn a_table_is_taken_for_wide_only_where_that_is_sure() {
        assert_eq!(wide(&["Rep", "Jan-24", "Feb-24"], "quotas", "").unwrap(), None);
        assert_eq!(wide(&["Date", "Jan-24", "Feb-24", "Mar-24"], "orders", "").unwrap(), None);
        assert_eq!(wide(&["Rep", "PeriodStart", "PeriodEnd", "Quota"], "quotas", "").unwrap(), None);
        assert!(wide(&["Rep", "Jan-24"], "quotas", "wide = { columns = ['Jan-24'] }").unwrap().is_some());
    }

    #[test]
    fn a_month_without_a_year_and_a_column_that_is_not_there_are_named() {
        let year = wide(&["Rep", "Jan", "Feb", "Mar"], "quotas", "").unwrap_err();
        assert_eq!(year.to_string(), "`targets.csv` line 1: which period `Jan` is cannot be told");
        assert!(year.hint().unwrap().contains("wide = { year = "), "{year:?}");
        let missing = wide(&["Rep", "Jan-24"], "quotas", "wide = { columns = ['Feb-24'] }").unwrap_err();
        assert_eq!(missing.to_string(), "`targets.csv` line 1: `wide` names a column `Feb-24`, and there is none");
    }
}
