//! A table of millions of rows is read a part at a time: what is kept of a row is small, the rows are not.

use polars::prelude::{DataFrame, LazyFrame, col};

use crate::measures::MeasureError;
use crate::measures::columns::engine;
use crate::measures::company::collected;

/// Hands on the named columns of a frame, as far as it has them, so many rows at once, in the order of the rows. Each part
/// costs the unpacking of what lies before it in its group of rows, so that small parts take long and large ones room.
///
/// # Errors
/// What reading the frame or `take` runs into.
pub(super) fn in_parts(
    mut frame: LazyFrame,
    columns: &[&str],
    rows: u32,
    mut take: impl FnMut(&DataFrame) -> Result<(), MeasureError>,
) -> Result<(), MeasureError> {
    let there = frame.collect_schema().map_err(engine)?;
    let read: Vec<_> = columns.iter().filter(|name| there.contains(name)).map(|name| col(*name)).collect();
    let frame = frame.select(read);
    for start in (0..).step_by(rows as usize) {
        let part = collected(frame.clone().slice(start, rows))?;
        take(&part)?;
        if part.height() < rows as usize {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    #[test]
    fn every_row_comes_once_in_order_whatever_the_size_of_the_parts() {
        let numbers: Vec<i64> = (0..12).collect();
        let frame = DataFrame::new(
            12,
            vec![Column::new("n".into(), numbers.clone()), Column::new("other".into(), vec!["x"; 12])],
        )
        .unwrap();
        for rows in [1, 4, 5, 12, 50] {
            let mut found: Vec<i64> = Vec::new();
            let mut largest = 0;
            in_parts(frame.clone().lazy(), &["n", "missing"], rows, |part| {
                assert_eq!(part.width(), 1, "only what was asked for, as far as it is there");
                largest = largest.max(part.height());
                found.extend(part.column("n").unwrap().i64().unwrap().iter().flatten());
                Ok(())
            })
            .unwrap();
            assert_eq!(found, numbers);
            assert_eq!(largest, 12.min(rows as usize));
        }
    }
}
