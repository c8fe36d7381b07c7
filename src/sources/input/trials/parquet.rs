//! Parquet files.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

use super::{gzip, refusal, trial};

fn file(rows: usize) -> Vec<u8> {
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows as i64));
    let days: ArrayRef = Arc::new(Date32Array::from_iter_values((0..rows).map(|row| 19_727 + (row % 300) as i32)));
    let sums: ArrayRef =
        Arc::new(Float64Array::from_iter((0..rows).map(|row| (row % 3 > 0).then_some(row as f64 / 4.0))));
    let names: ArrayRef = Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("n {}", row % 17))));
    let batch = RecordBatch::try_from_iter([("id", ids), (" day ", days), ("sum", sums), ("name", names)]).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn rows_come_in_batches_with_their_numbers() {
    let read = trial(file(20_001)).unwrap();
    assert_eq!(read.described, "Parquet");
    assert_eq!(read.header, ["id", "day", "sum", "name"]);
    assert_eq!(read.rows.len(), 20_001);
    assert_eq!(read.rows[..3], ["1: 0|2024-01-05||n 0", "2: 1|2024-01-06|0.25|n 1", "3: 2|2024-01-07|0.5|n 2"]);
    assert_eq!(read.rows[20_000], "20001: 20000|2024-07-23|5000|n 8");
}

#[test]
fn inside_an_archive_it_is_unpacked_first() {
    let read = trial(gzip(&file(3))).unwrap();
    assert_eq!((read.described.as_str(), read.rows.len()), ("Parquet, gzip", 3));
}

#[test]
fn one_that_is_cut_off_or_spoiled_says_so() {
    let whole = file(5_000);
    let said = refusal(&whole[..whole.len() / 2]);
    assert!(said.starts_with("`a.csv` is damaged: it is a Parquet file, and it is cut off or spoiled"), "{said}");
    // Values without a checksum cannot be proved wrong; what describes them can.
    let mut spoiled = whole.clone();
    let end = whole.len() - 8;
    spoiled[end - 400..end].fill(0xa5);
    let said = refusal(spoiled);
    assert!(said.starts_with("`a.csv` is damaged: it is a Parquet file, and "), "{said}");
}

#[test]
fn one_that_states_more_row_groups_than_there_can_be_does_not_use_up_the_memory() {
    let description = [0x15, 0x02, 0x19, 0x0c, 0x16, 0x00, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00];
    let length = u32::try_from(description.len()).unwrap().to_le_bytes();
    let said = refusal([&b"PAR1\x15\x04"[..], &description, &length, b"PAR1"].concat());
    assert!(said.starts_with("`a.csv` is damaged: it is a Parquet file, and it is cut off or spoiled"), "{said}");
}
