//! A panel from a file: `unique_id, t, y, part`, a row a value, the layout in which the M3, M4 and Tourism
//! competitions' series are handed round.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use csv::StringRecord;
use flate2::bufread::MultiGzDecoder;

use crate::failure::Failure;

const COLUMNS: &str = "unique_id, t, y and part (train or test)";

/// Beyond this, sums of errors could run over; the models refuse it too.
const LARGEST: f64 = 1e100;

/// One series of a panel file.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelSeries {
    /// The series' id.
    pub id: String,
    /// What is known, oldest first; at least one value.
    pub train: Vec<f64>,
    /// What came after it; at least one value.
    pub test: Vec<f64>,
}

/// A value as a row tells it.
struct Point {
    t: i64,
    y: f64,
    is_test: bool,
    line: u64,
}

/// Reads a panel, plain or packed with gzip; the series come sorted by id, whatever the order of the rows.
///
/// # Errors
/// [`Failure`] for a file that cannot be read, a column that is missing, the first value that is no number with its
/// line, and the first series with a gap, a repetition, or without one of its two parts.
pub fn read_panel(path: &Path) -> Result<Vec<PanelSeries>, Failure> {
    let unreadable = |error: String| {
        Failure::data(
            format!("`{}` cannot be read: {error}", path.display()),
            Some(format!("a comma-separated file, plain or packed with gzip, with the columns {COLUMNS}")),
        )
    };
    let input = opened(path).map_err(|error| unreadable(error.to_string()))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
    let header = reader.headers().map_err(|error| unreadable(error.to_string()))?.clone();
    let columns = Columns::find(path, &header)?;
    let mut series: BTreeMap<String, Vec<Point>> = BTreeMap::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(error.to_string()))? {
        let row = Row { path, record: &record, columns: &columns };
        let (id, point) = row.point()?;
        match series.get_mut(id) {
            Some(points) => points.push(point),
            None => drop(series.insert(id.to_string(), vec![point])),
        }
    }
    if series.is_empty() {
        return Err(Failure::data(
            format!("`{}` has no rows", path.display()),
            Some(format!("a row is one value of one series: {COLUMNS}")),
        ));
    }
    series.into_iter().map(|(id, points)| one_series(path, id, points)).collect()
}

/// The text of a file, unpacked where its first bytes are those of gzip.
fn opened(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let mut file = BufReader::new(File::open(path)?);
    let packed = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// Where the columns stand.
struct Columns {
    id: usize,
    t: usize,
    y: usize,
    part: usize,
}

impl Columns {
    fn find(path: &Path, header: &StringRecord) -> Result<Columns, Failure> {
        let need = |wanted: &str| {
            let plain = |name: &str| name.trim_start_matches('\u{feff}').to_ascii_lowercase();
            header.iter().position(|name| plain(name) == wanted).ok_or_else(|| {
                Failure::data(
                    format!("`{}` has no column `{wanted}`", path.display()),
                    Some(format!("the columns are {COLUMNS}")),
                )
            })
        };
        Ok(Columns { id: need("unique_id")?, t: need("t")?, y: need("y")?, part: need("part")? })
    }
}

/// One line of the file, for reading and for complaining about.
struct Row<'a> {
    path: &'a Path,
    record: &'a StringRecord,
    columns: &'a Columns,
}

impl<'a> Row<'a> {
    fn point(&self) -> Result<(&'a str, Point), Failure> {
        let Columns { id, t, y, part } = *self.columns;
        let name = self.text(id);
        if name.is_empty() {
            return Err(self.bad("unique_id", id, "the name of a series"));
        }
        let point = Point {
            t: self.text(t).parse().map_err(|_| self.bad("t", t, "a whole number that counts periods"))?,
            y: self
                .text(y)
                .parse()
                .ok()
                .filter(|y: &f64| y.abs() <= LARGEST)
                .ok_or_else(|| self.bad("y", y, "a number up to 1e100"))?,
            is_test: match self.text(part) {
                "train" => false,
                "test" => true,
                _ => return Err(self.bad("part", part, "`train` or `test`")),
            },
            line: self.line(),
        };
        Ok((name, point))
    }

    fn text(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or("")
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    fn bad(&self, name: &str, column: usize, wanted: &str) -> Failure {
        Failure::data(
            format!(
                "`{}` line {}: `{name}` is `{}`, not {wanted}",
                self.path.display(),
                self.line(),
                self.text(column)
            ),
            Some(format!("a row is one value of one series: {COLUMNS}")),
        )
    }
}

/// The points in the order of time, if they are a history and what came after it.
fn one_series(path: &Path, id: String, mut points: Vec<Point>) -> Result<PanelSeries, Failure> {
    points.sort_by_key(|point| (point.t, point.line));
    let refuse = |what: String, hint: &str| {
        Err(Failure::data(format!("`{}`: series `{id}` {what}", path.display()), Some(hint.to_string())))
    };
    for pair in points.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        if before.t == after.t {
            let what = format!("has two values at t {} (lines {} and {})", after.t, before.line, after.line);
            return refuse(what, "a series has one value a period");
        }
        if after.t.checked_sub(before.t) != Some(1) {
            let what = format!("has a gap: t goes from {} to {} (line {})", before.t, after.t, after.line);
            return refuse(what, "t counts periods without holes; write a 0 where nothing was sold");
        }
        if before.is_test && !after.is_test {
            let what = format!("has a `train` value at t {} (line {}) after a `test` value", after.t, after.line);
            return refuse(what, "the test part is the end of a series");
        }
    }
    let part = |is_test: bool| points.iter().filter(|point| point.is_test == is_test).map(|point| point.y).collect();
    let (train, test): (Vec<f64>, Vec<f64>) = (part(false), part(true));
    match (train.is_empty(), test.is_empty()) {
        (true, _) => refuse("has no `train` value".to_string(), "without a past there is nothing to forecast from"),
        (_, true) => refuse("has no `test` value".to_string(), "hold the last values of every series back as `test`"),
        _ => Ok(PanelSeries { id, train, test }),
    }
}
