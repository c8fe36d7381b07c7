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
    pub spec: ColumnSpec,
    pub origin: Origin,
    pub detail: ColumnDetail,
    pub how: MatchedBy,
}

/// The whole mapping of one file: canonical columns in the table's order, then the carried ones.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    pub plans: Vec<Plan>,
    /// (field, stored name) of the columns that stand for nothing known.
    pub carried: Vec<(usize, String, String)>,
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
        let carried = self.carried.iter().map(|(_, source, stored)| MappedColumn {
            source: source.clone(),
            column: stored.clone(),
            how: MatchedBy::Carried,
        });
        planned.chain(carried).collect()
    }

    /// The plan of a canonical column, if it is mapped.
    pub(super) fn plan(&self, column: &str) -> Option<usize> {
        self.plans.iter().position(|plan| plan.spec.name == column)
    }
}

/// Matches a header against a table; the configuration wins, then the canonical name, then the synonyms.
pub(super) fn resolve(
    table: &TableSpec,
    header: &[String],
    settings: &SourceSettings,
    path: &Path,
) -> Result<Mapping, SourceError> {
    refuse_repeated(header, path)?;
    refuse_unknown_canonical(table, settings)?;
    let configured = configured_fields(header, settings, path)?;
    let mut plans = Vec::new();
    for spec in &table.columns {
        let plan = match settings.columns.get(&spec.name) {
            Some(source) => Some(configured_plan(spec, source, &configured)),
            None => recognised(spec, header, &configured, path)?,
        };
        plans.extend(plan);
    }
    let used: Vec<usize> = plans.iter().filter_map(Plan::field).collect();
    let carried = header
        .iter()
        .enumerate()
        .filter(|(index, _)| !used.contains(index))
        .map(|(index, name)| (index, name.clone(), carried_name(name)))
        .collect();
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

fn refuse_unknown_canonical(table: &TableSpec, settings: &SourceSettings) -> Result<(), SourceError> {
    match settings.columns.keys().find(|name| table.column(name).is_none()) {
        None => Ok(()),
        Some(name) => Err(SourceError::UnknownCanonicalColumn {
            table: table.name.clone(),
            column: name.clone(),
            available: table.columns.iter().map(|column| column.name.clone()).collect(),
        }),
    }
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

fn configured_plan(spec: &ColumnSpec, source: &ColumnSource, fields: &BTreeMap<String, usize>) -> Plan {
    let detail = match source {
        ColumnSource::Column(name) => ColumnDetail { column: Some(name.clone()), ..ColumnDetail::default() },
        ColumnSource::Detail(detail) => detail.clone(),
    };
    let origin = match (fields.get(&spec.name), &detail.column) {
        (Some(&index), Some(name)) => Origin::Field { index, name: name.clone() },
        _ => Origin::Constant(detail.constant.clone().unwrap_or_default()),
    };
    Plan { spec: spec.clone(), origin, detail, how: MatchedBy::Configured }
}

/// The one field that carries the column's name or a synonym of it; more than one stops the run.
fn recognised(
    spec: &ColumnSpec,
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
    let (found, how) =
        if by_name.is_empty() { (by_synonym, MatchedBy::Synonym) } else { (by_name, MatchedBy::Name) };
    match found.as_slice() {
        [] => Ok(None),
        [index] => Ok(Some(Plan {
            spec: spec.clone(),
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
    let present = |column: &str| mapping.plan(column).is_some();
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

/// `Background Color Format` → `x_background_color_format`.
fn carried_name(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!("x_{}", words.join("_"))
}
