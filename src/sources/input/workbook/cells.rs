//! Cells as text that the typed readers understand without ambiguity.

use calamine::{Data, DataRef, ExcelDateTime};

use super::super::number_text;

/// The first serial number beyond the last day that spreadsheets know, 9999-12-31, counted from 1900.
const SERIAL_END: f64 = 2_958_466.0;

/// Beyond this, a spreadsheet does not keep every digit of a whole number.
const EXACT_END: f64 = 1e15;

/// Appends the text of a cell: days as `YYYY-MM-DD`, times with them as `YYYY-MM-DDTHH:MM:SS`, times of day and
/// durations as `HH:MM:SS`, numbers without `.0`, errors as they are shown.
pub(super) fn write(value: &DataRef<'_>, text: &mut String) {
    match value {
        DataRef::Empty => {}
        DataRef::Int(number) => text.push_str(&number.to_string()),
        DataRef::Float(number) => text.push_str(&number_text::of_cell(*number)),
        DataRef::String(string) => text.push_str(string),
        DataRef::SharedString(string) => text.push_str(string),
        DataRef::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        DataRef::DateTime(time) => text.push_str(&day_or_time(time)),
        DataRef::DateTimeIso(iso) => text.push_str(iso.strip_suffix("T00:00:00").unwrap_or(iso)),
        DataRef::DurationIso(iso) => text.push_str(&clock(iso).unwrap_or_else(|| iso.clone())),
        DataRef::Error(error) => text.push_str(&error.to_string()),
    }
}

/// Whether a cell holds a whole number of which digits may be lost.
pub(super) fn is_inexact(value: &DataRef<'_>) -> bool {
    matches!(value, DataRef::Float(number) if number.is_finite() && number.abs() >= EXACT_END)
}

/// The same cell, borrowed.
pub(super) fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(string) => DataRef::SharedString(string),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(iso) => DataRef::DateTimeIso(iso.clone()),
        Data::DurationIso(iso) => DataRef::DurationIso(iso.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn day_or_time(time: &ExcelDateTime) -> String {
    let serial = time.as_f64();
    if !(0.0..SERIAL_END).contains(&serial) {
        return number_text::of_cell(serial);
    }
    if time.is_duration() {
        let seconds = (serial * 86_400.0).round() as u64;
        return format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    let clock = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    match (serial < 1.0, clock.as_str()) {
        (true, _) => clock,
        (false, "00:00:00") => format!("{year:04}-{month:02}-{day:02}"),
        (false, _) => format!("{year:04}-{month:02}-{day:02}T{clock}"),
    }
}

/// `PT10H30M05S`, as OpenDocument writes times of day, as `10:30:05`.
fn clock(iso: &str) -> Option<String> {
    let (hours, rest) = iso.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let whole = |part: &str| part.parse::<u32>().ok();
    let (second, fraction) = seconds.split_once(['.', ',']).map_or((seconds, ""), |(second, after)| (second, after));
    let fraction = fraction.trim_end_matches('0');
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    Some(format!("{:02}:{:02}:{:02}{fraction}", whole(hours)?, whole(minutes)?, whole(second)?))
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn written(value: DataRef<'_>) -> String {
        let mut text = String::new();
        write(&value, &mut text);
        text
    }

    fn serial(value: f64, kind: ExcelDateTimeType, is_1904: bool) -> String {
        written(DataRef::DateTime(ExcelDateTime::new(value, kind, is_1904)))
    }

    #[test]
    fn days_and_times_are_iso_in_both_systems_of_counting() {
        let day = ExcelDateTimeType::DateTime;
        assert_eq!(serial(45_296.0, day, false), "2024-01-05");
        assert_eq!(serial(45_296.0 - 1_462.0, day, true), "2024-01-05");
        assert_eq!(serial(45_296.437_5, day, false), "2024-01-05T10:30:00");
        assert_eq!(serial(45_296.999_999_999, day, false), "2024-01-06");
        assert_eq!(serial(0.75, day, false), "18:00:00");
        assert_eq!(serial(59.0, day, false), "1900-02-28");
        assert_eq!(serial(61.0, day, false), "1900-03-01");
        assert_eq!(serial(1.5, ExcelDateTimeType::TimeDelta, false), "36:00:00");
        assert_eq!(serial(-1.0, day, false), "-1");
        assert_eq!(serial(1e12, day, false), "1000000000000");
    }

    #[test]
    fn other_cells_are_plain() {
        assert_eq!(written(DataRef::Float(13_085.0)), "13085");
        assert_eq!(written(DataRef::Bool(true)), "true");
        assert_eq!(written(DataRef::Error(CellErrorType::NA)), "#N/A");
        assert_eq!(written(DataRef::SharedString(" a ")), " a ");
        assert_eq!(written(DataRef::DateTimeIso("2024-01-05".to_string())), "2024-01-05");
        assert_eq!(written(DataRef::DurationIso("PT10H30M05S".to_string())), "10:30:05");
        assert_eq!(written(DataRef::DurationIso("P1D".to_string())), "P1D");
    }
}
