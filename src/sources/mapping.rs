//! Which column of the file stands for which canonical column.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::schema::{ColumnSpec, TableSpec, normalised};

use super::SourceError;
use super::settings::{ColumnDetail, ColumnSource, SourceSettings};

/// Why a column was matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The configuration names it.
    Configured,
    /// It carries the canonical name.
    Name,
    /// It carries a known synonym.
    Synonym,
    /// It stands for nothing known and is carried along as `x_<name>`.
    Carried,
}

/// One match, as printed and stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedColumn {
    /// The column's name in the file; empty for a constant.
    pub source: String,
    /// The canonical column, or `x_<name>`.
    pub column: String,
    /// Why.
    pub how: MatchedBy,
}

/// Where one canonical column's text comes from in each record.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// A field of the record.
    Field { index: usize, name: String },
    /// The same text for every row.
    Constant(String),
}

/// A canonical column with its origin and what is done to the text.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub spec: &'static ColumnSpec,
    pub origin: Origin,
    pub detail: ColumnDetail,
    pub how: MatchedBy,
}

/// The whole mapping of one file: canonical columns in the table's order, then the carried ones.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    pub plans: Vec<Plan>,
    pub carried: Vec<Carried>,
}

/// A column of the file that stands for nothing known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carried {
    /// Its place in the record.
    pub index: usize,
    /// Its name in the file.
    pub source: String,
    /// The name under which it is stored.
    pub stored: String,
}

impl Mapping {
    /// What was matched to what, in the table's order.
    pub(super) fn printed(&self) -> Vec<MappedColumn> {
        let planned = self.plans.iter().map(|plan| MappedColumn {
            source: match &plan.origin {
                Origin::Field { name, .. } => name.clone(),
                Origin::Constant(_) => String::new(),
            },
            column: plan.spec.name.clone(),
            how: plan.how,
        });
        let carried = self.carried.iter().map(|carried| MappedColumn {
            source: carried.source.clone(),
            column: carried.stored.clone(),
            how: MatchedBy::Carried,
        });
        planned.chain(carried).collect()
    }

    /// Whether a canonical column is mapped.
    fn has(&self, column: &str) -> bool {
        self.plans.iter().any(|plan| plan.spec.name == column)
    }
}

/// Matches a header against a table; the configuration wins, then the canonical name, then the synonyms.
pub(super) fn resolve(
    table: &'static TableSpec,
    header: &[String],
    settings: &SourceSettings,
    path: &Path,
) -> Result<Mapping, SourceError> {
    refuse_repeated(header, path)?;
    let configured = configured_fields(header, settings, path)?;
    let mut plans = Vec::new();
    for spec in &table.columns {
        let plan = match settings.columns.get(&spec.name) {
            Some(source) => Some(configured_plan(spec, source, configured.get(&spec.name).copied(), header)),
            None => recognised(spec, header, &configured, path)?,
        };
        plans.extend(plan);
    }
    let carried = carried(header, &plans);
    let mapping = Mapping { plans, carried };
    require(table, &mapping, header, path)?;
    Ok(mapping)
}

impl Plan {
    fn field(&self) -> Option<usize> {
        match self.origin {
            Origin::Field { index, .. } => Some(index),
            Origin::Constant(_) => None,
        }
    }
}

fn refuse_repeated(header: &[String], path: &Path) -> Result<(), SourceError> {
    for (index, name) in header.iter().enumerate() {
        if header[..index].contains(name) {
            return Err(SourceError::RepeatedHeader { path: path.to_path_buf(), column: name.clone() });
        }
    }
    Ok(())
}

/// Canonical column → index of the configured field.
fn configured_fields(
    header: &[String],
    settings: &SourceSettings,
    path: &Path,
) -> Result<BTreeMap<String, usize>, SourceError> {
    let mut fields = BTreeMap::new();
    for (column, source) in &settings.columns {
        let wanted = match source {
            ColumnSource::Column(name) => Some(name),
            ColumnSource::Detail(detail) => detail.column.as_ref(),
        };
        let Some(wanted) = wanted else { continue };
        let exact = header.iter().position(|name| name == wanted);
        let alike = || header.iter().position(|name| normalised(name) == normalised(wanted));
        let index = exact.or_else(alike).ok_or_else(|| SourceError::ConfiguredColumnMissing {
            path: path.to_path_buf(),
            column: column.clone(),
            configured: wanted.clone(),
            available: header.to_vec(),
        })?;
        fields.insert(column.clone(), index);
    }
    Ok(fields)
}

fn configured_plan(spec: &'static ColumnSpec, source: &ColumnSource, field: Option<usize>, header: &[String]) -> Plan {
    let detail = match source {
        ColumnSource::Column(name) => ColumnDetail { column: Some(name.clone()), ..ColumnDetail::default() },
        ColumnSource::Detail(detail) => detail.clone(),
    };
    let origin = match field {
        Some(index) => Origin::Field { index, name: header[index].clone() },
        None => Origin::Constant(detail.constant.clone().unwrap_or_default()),
    };
    Plan { spec, origin, detail, how: MatchedBy::Configured }
}

/// The one field that carries the column's name or a synonym of it; more than one stops the run.
fn recognised(
    spec: &'static ColumnSpec,
    header: &[String],
    configured: &BTreeMap<String, usize>,
    path: &Path,
) -> Result<Option<Plan>, SourceError> {
    let free = |index: &usize| !configured.values().any(|taken| taken == index);
    let matching = |wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..header.len()).filter(free).filter(|&index| wanted(&normalised(&header[index]))).collect()
    };
    let canonical = normalised(&spec.name);
    let synonyms: Vec<String> = spec.synonyms.iter().map(|name| normalised(name)).collect();
    let by_name = matching(&|name| name == canonical);
    let by_synonym = matching(&|name| synonyms.iter().any(|synonym| synonym == name));
    let (found, how) = if by_name.is_empty() { (by_synonym, MatchedBy::Synonym) } else { (by_name, MatchedBy::Name) };
    match found.as_slice() {
        [] => Ok(None),
        [index] => Ok(Some(Plan {
            spec,
            origin: Origin::Field { index: *index, name: header[*index].clone() },
            detail: ColumnDetail::default(),
            how,
        })),
        several => Err(SourceError::AmbiguousColumn {
            path: path.to_path_buf(),
            column: spec.name.clone(),
            candidates: several.iter().map(|&index| header[index].clone()).collect(),
        }),
    }
}

/// Required columns, with the one substitute there is: quantity × unit price stands in for a missing net amount.
fn require(table: &TableSpec, mapping: &Mapping, header: &[String], path: &Path) -> Result<(), SourceError> {
    let present = |column: &str| mapping.has(column);
    let missing = |column: &str| SourceError::MissingColumn {
        path: path.to_path_buf(),
        column: column.to_string(),
        available: header.to_vec(),
    };
    for column in table.columns.iter().filter(|column| column.required) {
        if !present(&column.name) {
            return Err(missing(&column.name));
        }
    }
    if table.name == "orders" && !present("net_amount") && !(present("quantity") && present("unit_price")) {
        return Err(missing("net_amount"));
    }
    Ok(())
}

/// The fields that no plan reads, each under a stored name of its own.
fn carried(header: &[String], plans: &[Plan]) -> Vec<Carried> {
    let used: Vec<usize> = plans.iter().filter_map(Plan::field).collect();
    let mut carried: Vec<Carried> = Vec::new();
    for (index, source) in header.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
        let stored = free_name(&carried_name(source), &carried);
        carried.push(Carried { index, source: source.clone(), stored });
    }
    carried
}

/// `Background Color Format` → `x_background_color_format`.
fn carried_name(name: &str) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    format!("x_{}", words.join("_"))
}

/// `Sub-Total` and `Sub Total` would both be `x_sub_total`: the later one becomes `x_sub_total_2`.
fn free_name(name: &str, taken: &[Carried]) -> String {
    let is_free = |wanted: &String| taken.iter().all(|carried| carried.stored != *wanted);
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_string()).chain(numbered).find(is_free).expect("numbers do not run out")
}

#[cfg(test)]
mod tests {
    use crate::schema;

    use super::*;

    fn resolved(header: &str, settings: &str) -> Result<Mapping, SourceError> {
        let settings: SourceSettings = toml::from_str(&format!("table = 'orders'\nfiles = []\n{settings}")).unwrap();
        let header: Vec<String> = header.split(',').map(str::to_string).collect();
        resolve(schema::table("orders").unwrap(), &header, &settings, Path::new("orders.csv"))
    }

    fn matched(mapping: &Mapping) -> Vec<(String, String)> {
        mapping.printed().into_iter().map(|m| (m.source, m.column)).collect()
    }

    #[test]
    fn carried_columns_that_would_share_a_name_get_one_each() {
        let mapping = resolved("Date,Sales,Sub-Total,Sub Total,sub_total,!", "").unwrap();
        let stored: Vec<&str> = mapping.carried.iter().map(|carried| carried.stored.as_str()).collect();
        assert_eq!(stored, ["x_sub_total", "x_sub_total_2", "x_sub_total_3", "x_"]);
    }

    #[test]
    fn a_configured_column_is_called_in_messages_what_the_file_calls_it() {
        let mapping = resolved("Order Date,Sales", "columns = { order_date = 'order_date' }").unwrap();
        assert!(matched(&mapping).contains(&("Order Date".to_string(), "order_date".to_string())));
    }

    #[test]
    fn two_candidates_stop_the_run_and_the_configuration_settles_it() {
        let ambiguous = resolved("Date,Sales,Revenue", "").unwrap_err();
        assert_eq!(ambiguous.to_string(), "`orders.csv` line 1: `Sales`, `Revenue` could each stand for `net_amount`");
        let settled = resolved("Date,Sales,Revenue", "columns = { net_amount = 'Revenue' }").unwrap();
        assert!(matched(&settled).contains(&("Sales".to_string(), "x_sales".to_string())));
    }

    #[test]
    fn an_amount_or_its_parts_must_be_there() {
        assert!(
            matches!(resolved("Date,Price", ""), Err(SourceError::MissingColumn { column, .. }) if column == "net_amount")
        );
        assert!(resolved("Date,Price,Qty", "").is_ok());
    }
}
