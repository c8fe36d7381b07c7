//! A table of the store described from the footers of its data files: fast whatever its size, since no row is read.

use std::collections::BTreeSet;

use super::footer::{ColumnSummary, Footer};
use super::{Store, StoreError, TableVersion};
use crate::calendar::Day;
use crate::schema::{self, ColumnType};

/// A table at one version of the store.
#[derive(Debug, Clone, PartialEq)]
pub struct TableDescription {
    /// The table.
    pub table: String,
    /// The version of the Delta table.
    pub delta_version: u64,
    /// Its columns, in the order of the files.
    pub columns: Vec<ColumnDescription>,
    /// Its data files, by name.
    pub files: Vec<FileDescription>,
    /// The first and the last day of its business date; none where it has no such column, or no row.
    pub days: Option<(Day, Day)>,
}

/// A column over all data files.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDescription {
    /// The name in the store.
    pub column: String,
    /// `text`, `int64`, `float64`, `date`, `timestamp`, `bool` …
    pub kind: String,
    /// Rows of the table.
    pub rows: u64,
    /// Rows without a value; none where the files do not say.
    pub nulls: Option<u64>,
    /// The least value as text; none where the files do not say.
    pub least: Option<String>,
    /// The greatest value as text.
    pub greatest: Option<String>,
    /// How many different values there are at least; none where the files do not say.
    pub distinct: Option<u64>,
    /// Bytes on the disk.
    pub compressed_bytes: u64,
    /// Bytes before compression.
    pub uncompressed_bytes: u64,
    /// How pages are encoded, by name.
    pub encodings: Vec<String>,
    /// How pages are compressed, by name.
    pub codecs: Vec<String>,
}

/// A data file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileDescription {
    /// The name, from the table's folder.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// Row groups: what a reader can skip as a whole.
    pub row_groups: u64,
    /// Bytes.
    pub bytes: u64,
    /// The first and the last day of the table's business date in it.
    pub days: Option<(Day, Day)>,
}

impl TableDescription {
    /// Rows in all files.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Row groups of all files.
    pub fn row_groups(&self) -> u64 {
        self.files.iter().map(|file| file.row_groups).sum()
    }
}

impl Store {
    /// The names of the tables, sorted.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.manifest.tables.keys().map(String::as_str)
    }

    /// Describes a table.
    ///
    /// # Errors
    /// [`StoreError::NoTable`], and [`StoreError::Damaged`] where a data file is missing or has no footer.
    pub fn describe(&self, table: &str) -> Result<TableDescription, StoreError> {
        let version = self.table_version(table)?;
        let (files, _) = self.whole_files(table)?;
        let footers: Vec<Footer> =
            files.iter().map(|file| Footer::read(&self.root, file)).collect::<Result<_, StoreError>>()?;
        let days_of = business_date(table);
        let days = |footers: &[Footer]| days_of.as_ref().and_then(|column| ColumnSummary::of(footers, column).days());
        Ok(TableDescription {
            table: table.to_string(),
            delta_version: version.delta_version,
            columns: columns(&footers),
            files: footers.iter().map(|footer| file(footer, days(std::slice::from_ref(footer)))).collect(),
            days: days(&footers),
        })
    }

    /// The version of a table.
    pub(super) fn table_version(&self, table: &str) -> Result<&TableVersion, StoreError> {
        self.manifest.tables.get(table).ok_or_else(|| StoreError::NoTable { table: table.to_string() })
    }
}

/// The column that says when a row of the table happened: the first day or time that every row has.
fn business_date(table: &str) -> Option<String> {
    let dated = |column: &&schema::ColumnSpec| matches!(column.kind, ColumnType::Date | ColumnType::Ts);
    let mut columns = schema::table(table)?.columns.iter().filter(dated);
    columns.find(|column| column.required || column.key).map(schema::ColumnSpec::stored_name)
}

fn file(footer: &Footer, days: Option<(Day, Day)>) -> FileDescription {
    FileDescription {
        file: footer.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        rows: footer.rows(),
        row_groups: footer.metadata.num_row_groups() as u64,
        bytes: footer.bytes,
        days,
    }
}

fn columns(footers: &[Footer]) -> Vec<ColumnDescription> {
    let rows = footers.iter().map(Footer::rows).sum();
    let mut seen = BTreeSet::new();
    let mut names: Vec<&str> = footers.iter().flat_map(Footer::columns).collect();
    names.retain(|name| seen.insert(*name));
    names
        .into_iter()
        .map(|name| {
            let summary = ColumnSummary::of(footers, name);
            let bounds = summary.bounds.as_ref();
            ColumnDescription {
                column: name.to_string(),
                kind: summary.kinds.iter().copied().collect::<Vec<_>>().join(" or "),
                rows,
                nulls: summary.nulls,
                least: bounds.map(|(least, _)| least.to_string()),
                greatest: bounds.map(|(_, greatest)| greatest.to_string()),
                distinct: summary.distinct,
                compressed_bytes: summary.compressed,
                uncompressed_bytes: summary.uncompressed,
                encodings: summary.encodings.into_iter().collect(),
                codecs: summary.codecs.into_iter().collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::super::{NewRows, Writer};
    use super::*;

    fn load(root: &std::path::Path, frame: DataFrame) -> Store {
        let mut writer = Writer::begin(root).unwrap();
        writer.merge_frame(&NewRows { table: "orders".to_string(), frame }).unwrap();
        writer.commit("2024-01-05T00:00:00+00:00", "").unwrap()
    }

    fn orders(keys: &[i64], dates: &[i32], cents: &[Option<i64>], reps: &[Option<&str>]) -> DataFrame {
        let dates = Column::new("order_date".into(), dates).cast(&DataType::Date).unwrap();
        let columns = vec![
            Column::new("row_key".into(), keys),
            Column::new("row_hash".into(), keys),
            dates,
            Column::new("net_amount_minor".into(), cents),
            Column::new("rep_id".into(), reps),
        ];
        DataFrame::new(keys.len(), columns).unwrap()
    }

    #[test]
    fn a_table_is_described_over_all_its_files() {
        let folder = tempfile::tempdir().unwrap();
        load(folder.path(), orders(&[1, 2], &[19_723, 19_800], &[Some(50), None], &[Some("R2"), None]));
        let store = load(folder.path(), orders(&[3], &[19_700], &[Some(-7)], &[Some("R1")]));
        let table = store.describe("orders").unwrap();
        assert_eq!((table.rows(), table.files.len(), table.row_groups()), (3, 2, 2));
        let days = |days: Option<(Day, Day)>| days.map(|(first, last)| (first.epoch(), last.epoch()));
        assert_eq!(days(table.days), Some((19_700, 19_800)));
        assert_eq!(days(table.files[1].days), Some((19_700, 19_700)));
        let column = |name: &str| table.columns.iter().find(|column| column.column == name).unwrap();
        let net = column("net_amount_minor");
        assert_eq!((net.kind.as_str(), net.rows, net.nulls), ("int64", 3, Some(1)));
        assert_eq!((net.least.as_deref(), net.greatest.as_deref()), (Some("-7"), Some("50")));
        // Nothing is made up where the footers keep silent.
        let rep = column("rep_id");
        assert_eq!((rep.kind.as_str(), rep.nulls, rep.least.as_deref()), ("text", None, None));
        assert!(table.columns.iter().all(|column| column.compressed_bytes > 0 && !column.encodings.is_empty()));
    }

    #[test]
    fn a_footer_that_is_none_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = load(folder.path(), orders(&[1], &[1], &[None], &[None]));
        let name = store.describe("orders").unwrap().files[0].file.clone();
        let file = folder.path().join("tables/orders").join(&name);
        let whole = std::fs::read(&file).unwrap();
        for cut in [0, 3, 11, whole.len() - 1] {
            std::fs::write(&file, &whole[..cut]).unwrap();
            let error = store.describe("orders").unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
            assert!(error.to_string().contains(&name), "{error}");
        }
    }

    #[test]
    fn the_business_date_is_one_that_every_row_has() {
        let of = |table: &str| business_date(table).unwrap_or_default();
        assert_eq!(
            [of("orders"), of("quotas"), of("reps"), of("activities")],
            ["order_date", "period_start", "", "ts"]
        );
    }
}
