//! The output folder and its tables: written under temporary names, published together.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Writer, WriterBuilder};

use crate::calendar::Day;

use super::params::CheckedSettings;
use super::truth::Truth;
use super::{GenerateError, GeneratedFile};

/// The names that belong to the generator; `overwrite` removes these and nothing else.
const NAMES: [&str; 18] = [
    TRUTH,
    "orders.csv",
    "customers.csv",
    "products.csv",
    "reps.csv",
    "quotas.csv",
    "opportunities.csv",
    "invoices.csv",
    "payments.csv",
    "activities.csv",
    "leads.csv",
    "assessments.csv",
    "instruments.csv",
    "csat_surveys.csv",
    "objectives.csv",
    "case_reviews.csv",
    "improvement_plans.csv",
    "contests.csv",
];

const TRUTH: &str = "truth.json";

/// A buffer of this size keeps system calls rare while eleven files are open at most.
const BUFFER_BYTES: usize = 1 << 18;

/// The output folder of one run.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    digits: u32,
    files: Vec<GeneratedFile>,
}

impl Folder {
    /// Makes the folder, or checks that it is empty, or clears it of an earlier company.
    pub(super) fn open(path: &Path, settings: &CheckedSettings) -> Result<Folder, GenerateError> {
        let refuse = |source| GenerateError::Folder { path: path.to_path_buf(), source };
        fs::create_dir_all(path).map_err(refuse)?;
        let empty = fs::read_dir(path).map_err(refuse)?.next().is_none();
        if !empty && !settings.overwrite {
            return Err(GenerateError::FolderNotEmpty { path: path.to_path_buf() });
        }
        if !empty {
            for name in NAMES {
                remove(&path.join(name))?;
                remove(&path.join(part_name(name)))?;
            }
        }
        Ok(Folder { path: path.to_path_buf(), digits: settings.currency.digits(), files: Vec::new() })
    }

    /// Begins a table with these columns.
    pub(super) fn table(&self, name: &'static str, columns: &[&str]) -> Result<Table, GenerateError> {
        let path = self.path.join(part_name(name));
        let file = File::create(&path).map_err(|source| failed("create", &path, source))?;
        let mut writer = WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        writer.write_record(columns).map_err(|error| failed("write", &path, io::Error::from(error)))?;
        let row = ByteRecord::with_capacity(256, columns.len());
        Ok(Table { name, path, writer, row, rows: 0, digits: self.digits, text: Vec::with_capacity(32) })
    }

    /// Completes a table.
    pub(super) fn close(&mut self, mut table: Table) -> Result<(), GenerateError> {
        table.writer.flush().map_err(|source| failed("write", &table.path, source))?;
        self.files.push(GeneratedFile { name: table.name.to_string(), rows: table.rows });
        Ok(())
    }

    /// Writes the truth, the last file of all.
    pub(super) fn write_truth(&mut self, truth: &Truth) -> Result<(), GenerateError> {
        let path = self.path.join(part_name(TRUTH));
        let mut file = File::create(&path).map_err(|source| failed("create", &path, source))?;
        let mut text = serde_json::to_vec_pretty(truth).map_err(|error| failed("write", &path, error.into()))?;
        text.push(b'\n');
        file.write_all(&text).map_err(|source| failed("write", &path, source))?;
        self.files.push(GeneratedFile { name: TRUTH.to_string(), rows: 1 });
        Ok(())
    }

    /// Gives all files their names, in the order in which they were completed.
    pub(super) fn publish(self) -> Result<Vec<GeneratedFile>, GenerateError> {
        for file in &self.files {
            let path = self.path.join(&file.name);
            fs::rename(self.path.join(part_name(&file.name)), &path)
                .map_err(|source| failed("rename", &path, source))?;
        }
        Ok(self.files)
    }
}

/// One CSV table: a row is put together field by field and written at its end.
#[derive(Debug)]
pub(super) struct Table {
    name: &'static str,
    path: PathBuf,
    writer: Writer<File>,
    row: ByteRecord,
    rows: u64,
    digits: u32,
    text: Vec<u8>,
}

impl Table {
    /// A text as it is.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.row.push_field(text.as_bytes());
        self
    }

    /// An absent value.
    pub(super) fn empty(&mut self) -> &mut Self {
        self.row.push_field(b"");
        self
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, value: bool) -> &mut Self {
        self.text(if value { "true" } else { "false" })
    }

    /// A whole number.
    pub(super) fn int(&mut self, value: i64) -> &mut Self {
        self.text.clear();
        if value < 0 {
            self.text.push(b'-');
        }
        push_digits(&mut self.text, value.unsigned_abs(), 1);
        self.push_text()
    }

    /// A letter or two and a number of at least `width` digits, such as `C000123`.
    pub(super) fn id(&mut self, prefix: &str, number: u64, width: usize) -> &mut Self {
        self.text.clear();
        self.text.extend_from_slice(prefix.as_bytes());
        push_digits(&mut self.text, number, width);
        self.push_text()
    }

    /// Minor units, as a decimal with the currency's digits.
    pub(super) fn money(&mut self, minor: i64) -> &mut Self {
        self.text.clear();
        if minor < 0 {
            self.text.push(b'-');
        }
        let (digits, scale) = (self.digits as usize, 10_u64.pow(self.digits));
        push_digits(&mut self.text, minor.unsigned_abs() / scale, 1);
        if digits > 0 {
            self.text.push(b'.');
            push_digits(&mut self.text, minor.unsigned_abs() % scale, digits);
        }
        self.push_text()
    }

    /// A day as YYYY-MM-DD.
    pub(super) fn day(&mut self, day: Day) -> &mut Self {
        self.text.clear();
        push_day(&mut self.text, day);
        self.push_text()
    }

    /// A day, or nothing.
    pub(super) fn day_or_empty(&mut self, day: Option<Day>) -> &mut Self {
        match day {
            Some(day) => self.day(day),
            None => self.empty(),
        }
    }

    /// A day and a minute of it, as YYYY-MM-DDTHH:MM:00.
    pub(super) fn timestamp(&mut self, day: Day, minute: u32) -> &mut Self {
        self.text.clear();
        push_day(&mut self.text, day);
        self.text.push(b'T');
        push_digits(&mut self.text, u64::from(minute / 60), 2);
        self.text.push(b':');
        push_digits(&mut self.text, u64::from(minute % 60), 2);
        self.text.extend_from_slice(b":00");
        self.push_text()
    }

    /// Writes the row.
    pub(super) fn end(&mut self) -> Result<(), GenerateError> {
        self.writer
            .write_byte_record(&self.row)
            .map_err(|error| failed("write", &self.path, io::Error::from(error)))?;
        self.row.clear();
        self.rows += 1;
        Ok(())
    }

    fn push_text(&mut self) -> &mut Self {
        self.row.push_field(&self.text);
        self
    }
}

/// Decimal digits, with zeros before them up to `width`.
fn push_digits(text: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while number > 0 {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let start = at.min(digits.len() - width);
    text.extend_from_slice(&digits[start..]);
}

fn push_day(text: &mut Vec<u8>, day: Day) {
    push_digits(text, day.year().unsigned_abs().into(), 4);
    text.push(b'-');
    push_digits(text, day.month().into(), 2);
    text.push(b'-');
    push_digits(text, day.day().into(), 2);
}

fn part_name(name: &str) -> String {
    format!("{name}.part")
}

fn remove(path: &Path) -> Result<(), GenerateError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(GenerateError::Folder { path: path.to_path_buf(), source })
        }
        _ => Ok(()),
    }
}

fn failed(action: &'static str, path: &Path, source: io::Error) -> GenerateError {
    GenerateError::File { path: path.to_path_buf(), action, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    fn written(currency: &str, fill: impl Fn(&mut Table)) -> String {
        let dir = tempfile::tempdir().unwrap();
        let settings = GeneratorSettings { currency: currency.parse().unwrap(), ..GeneratorSettings::default() };
        let mut folder = Folder::open(dir.path(), &settings.check().unwrap()).unwrap();
        let mut table = folder.table("orders.csv", &["a", "b"]).unwrap();
        fill(&mut table);
        table.end().unwrap();
        folder.close(table).unwrap();
        folder.publish().unwrap();
        fs::read_to_string(dir.path().join("orders.csv")).unwrap()
    }

    #[test]
    fn money_has_the_digits_of_its_currency() {
        let fill = |table: &mut Table| {
            table.money(-5).money(1_234_567);
        };
        assert_eq!(written("USD", fill), "a,b\n-0.05,12345.67\n");
        assert_eq!(written("JPY", fill), "a,b\n-5,1234567\n");
        assert_eq!(written("KWD", fill), "a,b\n-0.005,1234.567\n");
    }

    #[test]
    fn ids_are_padded_and_never_cut() {
        let text = written("USD", |table| {
            table.id("C", 123, 6).id("R", 123_456, 4);
        });
        assert_eq!(text, "a,b\nC000123,R123456\n");
    }

    #[test]
    fn days_and_timestamps_are_iso() {
        let text = written("USD", |table| {
            let day = "2024-02-29".parse().unwrap();
            table.day(day).timestamp(day, 9 * 60 + 5);
        });
        assert_eq!(text, "a,b\n2024-02-29,2024-02-29T09:05:00\n");
    }

    #[test]
    fn zero_is_a_digit() {
        let text = written("USD", |table| {
            table.int(0).money(0);
        });
        assert_eq!(text, "a,b\n0,0.00\n");
    }
}
