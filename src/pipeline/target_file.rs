//! Targets from a file: `rep_id` and `target`; where the columns `metric_id` and `period` are there, the rows of others
//! are passed over, so that the listing of `attain targets` can be read back. Headings may also be the Chinese ones of a file
//! of quotas.

use std::collections::BTreeMap;
use std::path::Path;

use csv::StringRecord;

use crate::failure::Failure;
use crate::measures::catalogue::{Definition, definition};
use crate::measures::kpi::KpiMetric;
use crate::quantity::{Unit, nearest, parse_minor};

use super::header::Header;
use super::snapshot::Snapshot;

const COLUMNS: &str = "rep_id and target, and where they are wanted metric_id and period";

/// Reads the targets of one metric and period, in minor units of the metric.
///
/// # Errors
/// [`Failure`] for a file that cannot be read, a column that is missing, an amount that is no number or is negative, a
/// rep who is nobody in the data, and a second row for the same rep, each with its line.
pub(super) fn read_targets(
    path: &Path,
    snapshot: &Snapshot,
    metric: KpiMetric,
    period: &str,
) -> Result<BTreeMap<String, i64>, Failure> {
    let unreadable = |error: csv::Error| {
        Failure::data(
            format!("`{}` cannot be read: {error}", path.display()),
            Some(format!("a comma-separated file with the columns {COLUMNS}")),
        )
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(unreadable)?;
    let header = reader.headers().map_err(unreadable)?.clone();
    let columns = Columns::find(path, &header)?;
    let mut found: BTreeMap<String, (i64, u64)> = BTreeMap::new();
    let (mut rows, mut other_period) = (0, None);
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let row = Row { path, record: &record, line };
        if columns.metric.is_some_and(|at| !names(metric, row.text(at))) {
            continue;
        }
        if let Some(other) = columns.period.map(|at| row.text(at)).filter(|text| *text != period) {
            other_period = Some(other.to_string());
            continue;
        }
        let (rep, amount) = (row.text(columns.rep), row.text(columns.target));
        // A rep who was refused a target stands in the listing without one.
        if rep.is_empty() || amount.is_empty() {
            continue;
        }
        let minor = row.amount(amount, metric, snapshot)?;
        if snapshot.people.get(rep).is_none() {
            return Err(row.nobody(rep, snapshot));
        }
        if let Some((_, first)) = found.insert(rep.to_string(), (minor, line)) {
            return Err(Failure::data(
                format!(
                    "`{}` line {line}: `{rep}` has a second target; the first stands on line {first}",
                    path.display()
                ),
                Some("leave one row for each rep".to_string()),
            ));
        }
    }
    if found.is_empty() {
        return Err(nothing(path, metric, period, rows, other_period));
    }
    Ok(found.into_iter().map(|(rep, (minor, _))| (rep, minor)).collect())
}

/// Whether a text stands for the metric: its id, or its name in either language.
fn names(metric: KpiMetric, text: &str) -> bool {
    let by_name = |found: &Definition| [&found.name_en, &found.name_zh].iter().any(|name| name.as_str() == text);
    text == metric.id() || definition(metric.id()).is_some_and(by_name)
}

fn nothing(path: &Path, metric: KpiMetric, period: &str, rows: usize, other_period: Option<String>) -> Failure {
    let hint = match other_period {
        Some(other) => format!("it holds targets for {other}; name the period: --period {other}"),
        None => format!("a row is one rep's target: {COLUMNS}"),
    };
    let message = format!("`{}` holds no target of {} for {period} in its {rows} rows", path.display(), metric.id());
    Failure::data(message, Some(hint))
}

struct Columns {
    rep: usize,
    target: usize,
    metric: Option<usize>,
    period: Option<usize>,
}

impl Columns {
    fn find(path: &Path, header: &StringRecord) -> Result<Columns, Failure> {
        let header = Header { path, names: header, columns: COLUMNS };
        let named =
            |own: &[&str], column: &str| header.place(own).or_else(|| header.place_in_chinese("quotas", column));
        Ok(Columns {
            rep: match named(&["rep_id", "subject_id", "rep"], "subject_id") {
                Some(at) => at,
                None => header.need(&["rep_id"])?,
            },
            target: match named(&["target", "value", "quota"], "value") {
                Some(at) => at,
                None => header.need(&["target"])?,
            },
            metric: named(&["metric_id"], "metric_id"),
            period: header.place(&["period", "期间"]),
        })
    }
}

struct Row<'a> {
    path: &'a Path,
    record: &'a StringRecord,
    line: u64,
}

impl<'a> Row<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.record.get(at).unwrap_or("")
    }

    fn amount(&self, text: &str, metric: KpiMetric, snapshot: &Snapshot) -> Result<i64, Failure> {
        let digits = match metric.unit() {
            Unit::Money => snapshot.currency.digits(),
            Unit::Units => 4,
            Unit::Count | Unit::Share | Unit::Days | Unit::Number => 0,
        };
        let wrong = |what: String| {
            Failure::data(
                format!("`{}` line {}: the target `{text}` is {what}", self.path.display(), self.line),
                Some("write it as a plain number above zero, without separators: 125000".to_string()),
            )
        };
        let parsed = parse_minor(text, digits).map_err(|error| wrong(error.to_string()))?;
        if parsed.minor <= 0 { Err(wrong("not above zero".to_string())) } else { Ok(parsed.minor) }
    }

    fn nobody(&self, rep: &str, snapshot: &Snapshot) -> Failure {
        let known = snapshot.people.all().iter().map(|person| person.rep_id.as_str());
        let near = nearest(rep, known).join(", ");
        Failure::data(
            format!("`{}` line {}: nobody in the data is called `{rep}`", self.path.display(), self.line),
            Some(if near.is_empty() { "the data hold no reps".to_string() } else { format!("the nearest are {near}") }),
        )
    }
}
