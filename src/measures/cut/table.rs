//! The rows of one table, and what is known of each by the name of a dimension.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series, col};

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::company::{Tables, collected};
use crate::measures::credit::is_unit_level;
use crate::measures::grid::Dimension;
use crate::measures::people::{People, Person};
use crate::quantity::nearest;
use crate::schema;

use super::attributes::{Attributes, columns_of};
use super::axis::{Axis, Entity, Place, Reading, names, stored};
use super::column::{Column, Kind, Value};
use super::error::CutError;
use super::numbering::NamesByKey;
use super::slices::Members;

/// The rows of a table with what is known beside them.
#[derive(Clone, Copy)]
pub(super) struct TableRows<'a> {
    pub(super) people: &'a People,
    pub(super) table: &'a str,
    pub(super) frame: &'a DataFrame,
    pub(super) attributes: &'a Attributes,
    /// Where some columns of names hold keys: the names behind them.
    pub(super) names: Option<&'a NamesByKey>,
}

/// The day of a row by its table; what was valid on it counts. Tables that are not here have no day of their own.
const DAYS: [(&str, &str); 13] = [
    ("orders", "order_date"),
    ("opportunities", "created_date"),
    ("invoices", "invoice_date"),
    ("payments", "pay_date"),
    ("ar_balances", "date"),
    ("activities", "ts"),
    ("leads", "assigned_ts"),
    ("csat_surveys", "sent_date"),
    ("assessments", "submitted_at"),
    ("improvement_plans", "due"),
    ("contracts", "end_date"),
    // Not a stored column: the days of quotas, as attainment spreads them.
    ("quotas", "day"),
    // Nor this: the days of first purchases, each with the customer's owner on it.
    ("account_owners", "day"),
];

impl TableRows<'_> {
    /// The values of a dimension.
    pub(super) fn dimension(&self, axis: &Axis) -> Result<Column, MeasureError> {
        let column = match self.column(axis) {
            // An order has a region, if an empty one, where the question needs no other column than the facts have.
            Err(_) if is_region_of_orders(axis, self.table) => self.absent(),
            read => read?,
        };
        match column.kind {
            Kind::Money | Kind::Number => Err(CutError::IsAnAmount { dimension: axis.word().to_string() }.into()),
            _ => Ok(column),
        }
    }

    /// The members of a dimension.
    pub(super) fn members(&self, axis: &Axis) -> Result<Members, MeasureError> {
        let column = self.dimension(axis)?;
        let of_value: Vec<String> = column.values.iter().map(Value::key).collect();
        let mut keys = of_value.clone();
        keys.sort();
        keys.dedup();
        let place = |key: &String| keys.binary_search(key).map_or(0, |at| at as u32);
        let moved: Vec<u32> = of_value.iter().map(place).collect();
        let of_row = column.of_row.iter().map(|&value| moved[value as usize]).collect();
        Ok(Members { keys, of_row })
    }

    /// The values of a dimension or of a column of a filter.
    pub(super) fn column(&self, axis: &Axis) -> Result<Column, MeasureError> {
        match &axis.place {
            Place::Rep => self.key_of(axis, Entity::Rep),
            Place::Team => {
                let reps = self.key_of(axis, Entity::Rep)?;
                let team = |key: &Value| match self.people.get(&key.key()).map(|person| person.team.as_str()) {
                    None | Some("") => Value::Absent,
                    Some(team) => Value::Text(team.to_string()),
                };
                Ok(Column { kind: Kind::Text, values: reps.values.iter().map(team).collect(), of_row: reps.of_row })
            }
            Place::Own(name) => {
                let has = self.has();
                match (stored(self.table, name, &has), axis.unit_level()) {
                    (Some((column, reading)), _) => self.read(axis, &column, reading),
                    (None, Some(level)) => self.unit(axis, level),
                    (None, None) => Err(self.missing(axis)),
                }
            }
            Place::Joined(entity, name) => self.joined(axis, *entity, name),
        }
    }

    /// A column of nothing.
    fn absent(&self) -> Column {
        Column { kind: Kind::Text, values: vec![Value::Absent], of_row: vec![0; self.frame.height()] }
    }

    fn joined(&self, axis: &Axis, entity: Entity, name: &str) -> Result<Column, MeasureError> {
        let keys = self.key_of(axis, entity)?;
        let Some(attribute) = self.attributes.get(entity, name) else {
            let table = entity.tables()[0].to_string();
            return Err(CutError::NoAttributes { dimension: axis.word().to_string(), table }.into());
        };
        let names: Vec<String> = keys.values.iter().map(Value::key).collect();
        let of_row = if attribute.is_dated() {
            let days = self.days()?;
            let on = |(row, &key): (usize, &u32)| {
                attribute.on(&names[key as usize], days.as_ref().map_or(i32::MAX, |d| d[row]))
            };
            keys.of_row.iter().enumerate().map(on).collect()
        } else {
            let of_key: Vec<u32> = names.iter().map(|key| attribute.on(key, i32::MAX)).collect();
            keys.of_row.iter().map(|&key| of_key[key as usize]).collect()
        };
        Ok(Column { kind: attribute.kind, values: attribute.values.clone(), of_row })
    }

    /// The unit in which the row's rep was on the row's day, or the one above it at a level.
    fn unit(&self, axis: &Axis, level: usize) -> Result<Column, MeasureError> {
        let units = self.attributes.units().ok_or_else(|| self.missing(axis))?;
        let (reps, days) = (self.key_of(axis, Entity::Rep)?, self.days()?);
        let names: Vec<String> = reps.values.iter().map(Value::key).collect();
        let mut values = vec![Value::Absent];
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        let mut last = (u32::MAX, i32::MIN, 0);
        let mut of_row = Vec::with_capacity(reps.of_row.len());
        for (row, &rep) in reps.of_row.iter().enumerate() {
            let day = days.as_ref().map_or(i32::MAX, |days| days[row]);
            if (rep, day) != (last.0, last.1) {
                let unit = units.main(&names[rep as usize], Day::from_epoch(day));
                let place = unit.map_or(0, |unit| {
                    let unit = if level > 0 { units.at_level(unit, level) } else { unit };
                    *places.entry(unit).or_insert_with(|| {
                        values.push(Value::Text(unit.to_string()));
                        (values.len() - 1) as u32
                    })
                });
                last = (rep, day, place);
            }
            of_row.push(last.2);
        }
        Ok(Column { kind: Kind::Text, values, of_row })
    }

    /// The id of the rep, customer or product of each row.
    fn key_of(&self, axis: &Axis, entity: Entity) -> Result<Column, MeasureError> {
        let has = self.has();
        let key = entity.row_keys().iter().find(|key| has.iter().any(|name| name == *key));
        self.read(axis, key.ok_or_else(|| self.missing(axis))?, Reading::Plain)
    }

    fn read(&self, axis: &Axis, column: &str, reading: Reading) -> Result<Column, MeasureError> {
        let stored = self.frame.column(column).map_err(|_| self.missing(axis))?;
        match self.names.and_then(|names| names.get(column)) {
            Some(names) => Column::named(stored, names),
            None => Column::read(stored, reading),
        }
    }

    /// The day of each row; a row without one counts as of the last day of all.
    fn days(&self) -> Result<Option<Vec<i32>>, MeasureError> {
        let column = DAYS.iter().find(|(table, _)| *table == self.table).map(|(_, column)| *column);
        let Some(column) = column.and_then(|column| self.frame.column(column).ok()) else { return Ok(None) };
        let days = Column::read(column, Reading::Plain)?;
        let day = |value: &Value| match value {
            Value::Day(day) => day.epoch(),
            _ => i32::MAX,
        };
        let of_value: Vec<i32> = days.values.iter().map(day).collect();
        Ok(Some(days.of_row.iter().map(|&at| of_value[at as usize]).collect()))
    }

    fn has(&self) -> Vec<String> {
        self.frame.get_column_names().iter().map(|name| name.to_string()).collect()
    }

    fn missing(&self, axis: &Axis) -> MeasureError {
        let has = self.has();
        let mut found = Vec::new();
        for entity in Entity::ALL {
            // `category` alone is no column of the orders, but they name products, which have one.
            let column = axis.word().rsplit('.').next().unwrap_or_default();
            let known = |table: &&str| schema::table(table).is_some_and(|spec| spec.column(column).is_some());
            let names_it = entity.row_keys().iter().any(|key| has.iter().any(|name| name == key));
            if names_it && column != entity.key() && entity.tables().iter().any(known) {
                found.push(format!("{}.{column}", entity.word()));
            }
        }
        for entity in Entity::ALL {
            if entity.row_keys().iter().any(|key| has.iter().any(|name| name == key)) {
                found.push(entity.word().to_string());
                if entity == Entity::Rep {
                    found.push("team".to_string());
                }
                found.push(format!("{}.…", entity.word()));
            }
        }
        let keys: Vec<&str> = Entity::ALL.iter().flat_map(|entity| entity.row_keys().iter().copied()).collect();
        found.extend(names(self.table, &has).into_iter().filter(|name| !keys.contains(&name.as_str())));
        let (table, dimension) = (self.table.to_string(), axis.word().to_string());
        CutError::NotInTable { table, dimension, has: found }.into()
    }
}

/// Whether the region is asked for that the orders themselves name.
fn is_region_of_orders(axis: &Axis, table: &str) -> bool {
    table == "orders" && axis.plain() == Some(Dimension::Region)
}

/// Whether the orders have no column of regions, and the reps have one.
pub(super) fn regions_are_of_reps(tables: &Tables) -> Result<bool, MeasureError> {
    let region = Dimension::Region.word();
    let Some(orders) = tables.get("orders") else { return Ok(false) };
    let is_stored = stored("orders", region, &columns_of(orders)?).is_some();
    let of_rep = format!("{}.{region}", Entity::Rep.word());
    Ok(!is_stored && Attributes::names_of(Entity::Rep, tables).contains(&of_rep))
}

/// The stored columns that a dimension needs of a table; `None` where the table lacks one.
pub(super) fn needed(axis: &Axis, table: &str, has: &[String]) -> Option<Vec<String>> {
    let key = |entity: Entity| entity.row_keys().iter().find(|key| has.iter().any(|name| name == *key));
    match &axis.place {
        Place::Rep | Place::Team => Some(vec![key(Entity::Rep)?.to_string()]),
        Place::Own(name) => match stored(table, name, has) {
            Some((column, _)) => Some(vec![column]),
            None if is_region_of_orders(axis, table) => Some(Vec::new()),
            None => {
                axis.unit_level()?;
                let day = DAYS.iter().filter(|(of, day)| *of == table && has.iter().any(|name| name == day));
                Some(day.map(|(_, day)| *day).chain([*key(Entity::Rep)?]).map(str::to_string).collect())
            }
        },
        Place::Joined(entity, _) => {
            let day = DAYS.iter().filter(|(of, day)| *of == table && has.iter().any(|name| name == day));
            Some(day.map(|(_, day)| *day).chain([*key(*entity)?]).map(str::to_string).collect())
        }
    }
}

/// The values of a text column in all of some tables that have it, where it stands in them; else those of the
/// attribute, the reps or the teams.
pub(super) fn known_values(
    axis: &Axis,
    people: &People,
    attributes: &Attributes,
    tables: &Tables,
    asked: &[&str],
) -> Result<Column, MeasureError> {
    let text = |values: Vec<Value>| Column { kind: Kind::Text, values, of_row: Vec::new() };
    let of_people = |name: fn(&Person) -> &String| {
        text(people.all().iter().map(|person| Value::Text(name(person).clone())).collect())
    };
    match &axis.place {
        Place::Rep => Ok(of_people(|person| &person.rep_id)),
        Place::Team => Ok(of_people(|person| &person.team)),
        Place::Joined(entity, name) => {
            let attribute = attributes.get(*entity, name);
            Ok(attribute
                .map_or_else(|| text(Vec::new()), |found| Column { kind: found.kind, ..text(found.values.clone()) }))
        }
        Place::Own(name) => {
            let mut found = text(Vec::new());
            for table in asked {
                let Some(frame) = tables.get(table) else { continue };
                let Some((column, reading)) = stored(table, name, &columns_of(frame.clone())?) else { continue };
                let frame = collected(frame.select([col(column.as_str())]))?;
                let read = Column::read(&frame.columns()[0], reading)?;
                found.kind = read.kind;
                found.values.extend(read.values);
            }
            Ok(found)
        }
    }
}

/// The people as a table of their ids.
pub(super) fn of_people(people: &People) -> Result<DataFrame, MeasureError> {
    let ids: Vec<&str> = people.all().iter().map(|person| person.rep_id.as_str()).collect();
    let column = Series::new("rep_id".into(), ids).into_column();
    DataFrame::new(people.all().len(), vec![column]).map_err(|error| MeasureError::Engine { reason: error.to_string() })
}

/// Refuses a name that no table of the store and none of the known ones has.
pub(super) fn must_be_known(axis: &Axis, tables: &Tables) -> Result<(), MeasureError> {
    let Place::Own(name) = &axis.place else { return Ok(()) };
    let mut has: Vec<(&str, Vec<String>)> = Vec::new();
    for table in schema::tables() {
        // A column that files can bring is known, though it is in none of the tables that were loaded.
        let known = table.columns.iter().map(|column| column.stored_name()).collect();
        let loaded = tables.get(&table.name).map(columns_of).transpose()?.unwrap_or(known);
        has.push((&table.name, loaded));
    }
    let is_spec = schema::tables().iter().any(|table| table.column(name).is_some());
    if is_spec || is_unit_level(name) || has.iter().any(|(table, columns)| stored(table, name, columns).is_some()) {
        return Ok(());
    }
    let mut known = vec!["rep".to_string(), "team".to_string(), "customer".to_string(), "product".to_string()];
    let orders = tables.get("orders").map(columns_of).transpose()?.unwrap_or_default();
    let ids = ["rep_id", "customer_id", "product_id"];
    known.extend(names("orders", &orders).into_iter().filter(|name| !ids.contains(&name.as_str())));
    known.extend(Entity::ALL.into_iter().flat_map(|entity| Attributes::names_of(entity, tables)));
    // A name that files can bring is near even where this store has none of it.
    let spec =
        schema::table("orders").into_iter().flat_map(|orders| &orders.columns).map(|column| column.name.as_str());
    let missing = spec.filter(|name| !ids.contains(name) && !known.iter().any(|known| known == name));
    let nearest = nearest(axis.word(), known.iter().map(String::as_str).chain(missing));
    Err(CutError::UnknownDimension { dimension: axis.word().to_string(), nearest, known }.into())
}
