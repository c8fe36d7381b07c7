//! What is known of reps, customers and products beside the rows that name them.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::{DataFrame, LazyFrame, col};

use crate::measures::MeasureError;
use crate::measures::company::{Tables, collected};
use crate::measures::credit::Units;
use crate::schema;

use super::axis::{Axis, Entity, Place, names, stored};
use super::column::{Column, Kind, Value};
use super::error::CutError;
use crate::quantity::nearest;

/// The attributes that a question needs, read once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Attributes {
    of: BTreeMap<(Entity, String), Attribute>,
    /// The units of the reps, where a dimension asks for them.
    units: Option<Arc<Units>>,
}

/// One column of one of the tables about reps, customers or products.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    pub(super) kind: Kind,
    /// The values; the first one is that of who is not in the table.
    pub(super) values: Vec<Value>,
    of_key: BTreeMap<String, Vec<Entry>>,
}

/// From one day to another, both included, a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    from: i32,
    to: i32,
    value: u32,
}

impl Attribute {
    /// The position of the value that was valid on a day, else of the last one before it, else of the first one: a
    /// product does not lose its category because the table begins later than the orders.
    pub(super) fn on(&self, key: &str, day: i32) -> u32 {
        let Some(entries) = self.of_key.get(key) else { return 0 };
        let begun = || entries.iter().rev().filter(|entry| entry.from <= day);
        let valid = begun().find(|entry| entry.to >= day);
        valid.or_else(|| begun().next()).or(entries.first()).map_or(0, |entry| entry.value)
    }

    /// Whether anybody has more than one value, so that the day matters.
    pub(super) fn is_dated(&self) -> bool {
        self.of_key.values().any(|entries| entries.len() > 1)
    }
}

impl Attributes {
    /// Reads what some dimensions need.
    pub(super) fn read<'a>(axes: impl Iterator<Item = &'a Axis>, tables: &Tables) -> Result<Attributes, MeasureError> {
        let mut of = BTreeMap::new();
        let mut units = None;
        for axis in axes {
            if axis.unit_level().is_some() && units.is_none() {
                units = Some(Arc::new(units_of(axis, tables)?));
            }
            if let Place::Joined(entity, column) = &axis.place {
                of.insert((*entity, column.clone()), attribute(axis, *entity, column, tables)?);
            }
        }
        Ok(Attributes { of, units })
    }

    /// The units of the reps, where they were read.
    pub(super) fn units(&self) -> Option<&Units> {
        self.units.as_deref()
    }

    /// The attribute, where it was read.
    pub(super) fn get(&self, entity: Entity, column: &str) -> Option<&Attribute> {
        self.of.get(&(entity, column.to_string()))
    }

    /// All dimensions that the tables of an entity have.
    pub(super) fn names_of(entity: Entity, tables: &Tables) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for table in entity.tables() {
            let Some(columns) = tables.get(table).and_then(|frame| columns_of(frame).ok()) else { continue };
            let own = names(table, &columns).into_iter().filter(|name| name != entity.key());
            let new: Vec<String> = own.map(|name| format!("{}.{name}", entity.word())).collect();
            found.extend(new.into_iter().filter(|name| !found.contains(name)).collect::<Vec<_>>());
        }
        found
    }
}

/// The assignments of the reps, and the tree where there is one.
fn units_of(axis: &Axis, tables: &Tables) -> Result<Units, MeasureError> {
    let none = || CutError::NoAttributes { dimension: axis.word().to_string(), table: "rep_assignments".to_string() };
    let assignments = collected(tables.get("rep_assignments").ok_or_else(none)?)?;
    let tree = tables.get("org_units").map(collected).transpose()?;
    Units::read(&assignments, tree.as_ref())
}

/// The names of a stored table's columns.
pub(in crate::measures) fn columns_of(mut frame: LazyFrame) -> Result<Vec<String>, MeasureError> {
    let schema = frame.collect_schema().map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
    Ok(schema.iter_names().map(|name| name.to_string()).collect())
}

fn attribute(axis: &Axis, entity: Entity, column: &str, tables: &Tables) -> Result<Attribute, MeasureError> {
    let mut known = Vec::new();
    for table in entity.tables() {
        let Some(frame) = tables.get(table) else { continue };
        let columns = columns_of(frame.clone())?;
        if let Some((name, reading)) = stored(table, column, &columns) {
            let mut wanted = vec![entity.key().to_string(), name.clone()];
            let dates = ["valid_from", "valid_to"].map(String::from);
            wanted.extend(dates.into_iter().filter(|date| columns.contains(date)));
            wanted.sort();
            wanted.dedup();
            let frame = collected(frame.select(wanted.iter().map(|name| col(name.as_str())).collect::<Vec<_>>()))?;
            let values = Column::read(frame.column(&name).map_err(engine)?, reading)?;
            return keyed(&frame, entity, values);
        }
        known.extend(names(table, &columns).into_iter().filter(|name| name != entity.key()));
    }
    if known.is_empty() {
        let known = |table: &&&str| schema::table(table).is_some_and(|spec| spec.column(column).is_some());
        let table = entity.tables().iter().find(known).unwrap_or(&entity.tables()[0]);
        return Err(CutError::NoAttributes { dimension: axis.word().to_string(), table: (*table).to_string() }.into());
    }
    let known: Vec<String> = known.iter().map(|name| format!("{}.{name}", entity.word())).collect();
    let nearest = nearest(axis.word(), known.iter().map(String::as_str));
    Err(CutError::UnknownDimension { dimension: axis.word().to_string(), nearest, known }.into())
}

fn keyed(frame: &DataFrame, entity: Entity, column: Column) -> Result<Attribute, MeasureError> {
    let read = |name: &str| frame.column(name).ok().map(|column| Column::read(column, super::axis::Reading::Plain));
    let keys = read(entity.key()).transpose()?;
    let (from, to) = (read("valid_from").transpose()?, read("valid_to").transpose()?);
    let day =
        |days: &Option<Column>, row: usize, open: i32| match days.as_ref().map(|d| &d.values[d.of_row[row] as usize]) {
            Some(Value::Day(day)) => day.epoch(),
            _ => open,
        };
    let mut of_key: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (row, &value) in column.of_row.iter().enumerate() {
        let key = keys.as_ref().map_or_else(String::new, |keys| keys.values[keys.of_row[row] as usize].key());
        let entry = Entry { from: day(&from, row, i32::MIN), to: day(&to, row, i32::MAX), value };
        of_key.entry(key).or_default().push(entry);
    }
    for entries in of_key.values_mut() {
        // Where two hold on one day, the order of the rows must not decide.
        entries.sort_by_cached_key(|entry| (entry.from, entry.to, column.values[entry.value as usize].key()));
    }
    Ok(Attribute { kind: column.kind, values: column.values, of_key })
}

fn engine(error: polars::prelude::PolarsError) -> MeasureError {
    MeasureError::Engine { reason: error.to_string() }
}
