//! The columns of the table under construction, and how each is read.

use std::collections::BTreeSet;
use std::path::Path;

use crate::quantity::Currency;
use crate::schema::digest::ColumnSeed;
use crate::schema::{ColumnSpec, ColumnType, TableSpec, normalised};

use super::SourceError;
use super::carried::Carried;
use super::derived::Derived;
use super::forms::{DateForm, NumberForm, UnknownZone, Zones};
use super::lookup::Lookup;
use super::mapping::{Mapping, Origin, Plan};
use super::records::Records;
use super::settings::{CheckSettings, SourceSettings};

/// A column: read from the file, worked out, or read and worked out where empty.
#[derive(Debug)]
pub(super) struct Slot {
    pub spec: &'static ColumnSpec,
    pub plan: Option<Plan>,
    pub derived: Option<Derived>,
    pub lookup: Option<Lookup>,
    /// How its days or instants are written.
    pub date_form: DateForm,
    /// Whether what was seen of the column leaves its form open, so that another one may turn up later.
    pub open: bool,
    pub seed: ColumnSeed,
    /// See [`ColumnSpec::is_id`].
    pub is_id: bool,
    /// Of a column of currencies, the run's: names stand in it as well as codes.
    pub currency: Option<Currency>,
}

impl Slot {
    /// The field of the record in which the value stands.
    pub(super) fn field(&self) -> Option<usize> {
        match self.plan.as_ref()?.origin {
            Origin::Field { index, .. } => Some(index),
            Origin::Constant(_) => None,
        }
    }

    /// The name of the column in the file; the canonical name where there is no such column.
    pub(super) fn name(&self) -> &str {
        match self.plan.as_ref().map(|plan| &plan.origin) {
            Some(Origin::Field { name, .. }) => name,
            Some(Origin::Constant(_)) | None => &self.spec.name,
        }
    }

    /// The text of a row as it stands in the file; empty where the file does not carry the column.
    pub(super) fn text<'r>(&'r self, records: &'r Records, row: usize) -> &'r str {
        match self.plan.as_ref().map(|plan| &plan.origin) {
            Some(Origin::Field { index, .. }) => records.field(row, *index),
            Some(Origin::Constant(text)) => text,
            None => "",
        }
    }

    /// What a number is divided by.
    pub(super) fn divisor(&self) -> Option<f64> {
        let detail = &self.plan.as_ref()?.detail;
        match (detail.divide_by, detail.multiply_by) {
            (None, None) => None,
            (divide, multiply) => Some(divide.unwrap_or(1.0) / multiply.unwrap_or(1.0)),
        }
    }

    /// What a word of the file stands for; the text itself where nothing is said about it.
    pub(super) fn meaning<'t>(&'t self, text: &'t str) -> &'t str {
        let Some(words) = self.plan.as_ref().map(|plan| &plan.detail.words).filter(|words| !words.is_empty()) else {
            return text;
        };
        let wanted = normalised(text);
        words.iter().find(|(word, _)| normalised(word) == wanted).map_or(text, |(_, meaning)| meaning)
    }
}

/// How one file is read into its table.
#[derive(Debug)]
pub(super) struct Layout {
    pub table: &'static TableSpec,
    /// The columns of the table, in its order.
    pub slots: Vec<Slot>,
    /// The columns that are carried along, with their seeds.
    pub carried: Vec<(Carried, ColumnSeed)>,
    /// The slots of the key's columns, with their seeds.
    pub key: Vec<usize>,
    pub zones: Zones,
    pub numbers: NumberForm,
    /// Whether the decimal sign is open: see [`Slot::open`].
    pub numbers_open: bool,
    pub currency: Currency,
    /// The currency of the amounts by their titles, where it is another than the run's.
    pub stated: Option<Currency>,
    /// The other currencies that rows of orders may have.
    pub rated: BTreeSet<String>,
    pub checks: CheckSettings,
    /// Whether returns are written without a minus.
    pub unsigned_returns: bool,
    /// Whether lines of orders are numbered here, so that only their fields tell a repetition from a second line.
    pub numbers_lines: bool,
    /// Whether a load fetches only what came since the one before.
    pub fetches_newer: bool,
}

impl Layout {
    /// The slots are the mapped columns and those that can be worked out.
    ///
    /// # Errors
    /// A file that translates values and cannot be read, a zone that does not exist.
    pub(super) fn new(
        table: &'static TableSpec,
        mapping: &Mapping,
        settings: &SourceSettings,
        base: &Path,
        options: &super::ReadOptions,
    ) -> Result<Layout, SourceError> {
        let mut slots = Vec::new();
        for spec in &table.columns {
            let plan = mapping.plans.iter().find(|plan| plan.spec.name == spec.name).cloned();
            let derived = Derived::of(&table.name, &spec.name).filter(|derived| derived.follows_from(mapping));
            if plan.is_none() && derived.is_none() {
                continue;
            }
            let lookup = match &plan {
                Some(plan) => Lookup::open(&spec.name, &plan.detail, base)?,
                None => None,
            };
            let seed = ColumnSeed::of(&spec.stored_name());
            slots.push(Slot {
                spec,
                plan,
                derived,
                lookup,
                date_form: DateForm::Usual,
                open: true,
                seed,
                is_id: spec.is_id(),
                currency: holds_currencies(table, spec).then_some(options.currency),
            });
        }
        let key = table.key().filter_map(|key| slots.iter().position(|slot| slot.spec.name == key.name)).collect();
        let carried = mapping.carried.iter().map(|carried| (carried.clone(), ColumnSeed::of(&carried.stored)));
        Ok(Layout {
            table,
            slots,
            carried: carried.collect(),
            key,
            zones: Zones::new(settings.time_zone.as_deref(), options.time_zone.as_deref()).map_err(unknown_zone)?,
            numbers: NumberForm::POINT,
            numbers_open: true,
            currency: options.currency,
            stated: None,
            rated: options.rated.clone(),
            checks: options.checks.clone(),
            unsigned_returns: settings.unsigned_returns,
            numbers_lines: table.name == "orders" && !mapping.has("line_no"),
            fetches_newer: settings.fetches_newer(),
        })
    }

    /// How days and numbers are written here, as settings: what a file of rejected rows carries along, because the few
    /// rows in it may not tell any more.
    pub(super) fn forms(&self, settings: &SourceSettings) -> String {
        let decimal = if self.numbers == NumberForm::COMMA { "," } else { "." };
        let found = self.slots.iter().find_map(|slot| slot.date_form.setting());
        match settings.date_format.as_deref().or(found) {
            Some(dates) => format!("decimal={decimal};date_format={dates}"),
            None => format!("decimal={decimal}"),
        }
    }

    /// The currency of a row that names none.
    pub(super) fn unnamed_currency(&self) -> Currency {
        self.stated.unwrap_or(self.currency)
    }

    /// The slot of a canonical column.
    pub(super) fn slot(&self, column: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.spec.name == column)
    }

    /// The slot of a canonical column that the file carries.
    pub(super) fn mapped(&self, column: &str) -> Option<usize> {
        self.slot(column).filter(|&slot| self.slots[slot].plan.is_some())
    }

    /// The columns that are stored, in order: the slots, then the carried ones.
    pub(super) fn stored(&self) -> Vec<(String, ColumnType)> {
        let slots = self.slots.iter().map(|slot| (slot.spec.stored_name(), slot.spec.kind));
        slots.chain(self.carried.iter().map(|(carried, _)| (carried.stored.clone(), ColumnType::Str))).collect()
    }
}

/// Whether the column says in which currency amounts are, or between which a rate is.
fn holds_currencies(table: &TableSpec, spec: &ColumnSpec) -> bool {
    spec.name == "currency" || (table.name == "fx_rates" && matches!(spec.name.as_str(), "from" | "to"))
}

fn unknown_zone(error: UnknownZone) -> SourceError {
    SourceError::BadSetting {
        key: "time_zone".to_string(),
        received: error.name,
        allowed: format!("did you mean {}?", error.nearest.join(", ")),
    }
}
