//! One record read into the columns of its table.

use std::collections::BTreeMap;
use std::path::Path;

use csv::StringRecord;

use crate::calendar::Day;
use crate::schema::{ColumnSpec, ColumnType, TableSpec, normalised};

use super::SourceError;
use super::derived::Derived;
use super::issue::Rule;
use super::lookup::Lookup;
use super::mapping::{self, Mapping, Origin, PeriodPlan, Plan};
use super::period_label::{month_end, period_of_label, quarter_end};
use super::settings::SourceSettings;
use super::table_reader::ReadOptions;
use super::values::{self, Value, ValueRules};

/// A column of the table under construction: read from the file, worked out, or read and worked out where empty.
pub(super) struct Slot {
    pub spec: &'static ColumnSpec,
    pub plan: Option<Plan>,
    pub derived: Option<Derived>,
    lookup: Option<Lookup>,
}

/// What is wrong with a row: the column as the file calls it, the value as it stands there, the rule.
pub(super) struct Fault {
    pub column: String,
    pub value: String,
    pub rule: Rule,
}

/// Reads records into values, one for each slot, in the table's order of columns.
pub(super) struct RowReader {
    pub slots: Vec<Slot>,
    rules: ValueRules,
}

impl RowReader {
    /// Opens the files that translate values; the slots are the mapped columns and those that can be worked out.
    pub(super) fn open(
        table: &'static TableSpec,
        mapping: &Mapping,
        settings: &SourceSettings,
        base: &Path,
        options: &ReadOptions,
    ) -> Result<RowReader, SourceError> {
        let mut slots = Vec::new();
        for spec in &table.columns {
            let plan = mapping.plans.iter().find(|plan| plan.spec.name == spec.name).cloned();
            let derived = Derived::of(&table.name, &spec.name);
            if plan.is_none() && derived.is_none() {
                continue;
            }
            let lookup = match &plan {
                Some(plan) => Lookup::open(&spec.name, &plan.detail, base)?,
                None => None,
            };
            slots.push(Slot { spec, plan, derived, lookup });
        }
        let rules = ValueRules { date_format: settings.date_format.clone(), money_digits: options.currency.digits() };
        Ok(RowReader { slots, rules })
    }

    /// The slot of a canonical column.
    pub(super) fn slot(&self, column: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.spec.name == column)
    }

    /// The slot of a canonical column that the file carries.
    pub(super) fn mapped(&self, column: &str) -> Option<usize> {
        self.slot(column).filter(|&slot| self.slots[slot].plan.is_some())
    }

    /// Reads all mapped values, or names the first that cannot be read; slots without a column are null.
    pub(super) fn read<'r>(&'r self, record: &'r StringRecord) -> Result<Vec<Value<'r>>, Fault> {
        let mut row = Vec::with_capacity(self.slots.len());
        for (at, slot) in self.slots.iter().enumerate() {
            let value = match &slot.plan {
                Some(plan) => self.value(slot, plan, record).map_err(|rule| self.fault(at, rule, record))?,
                None => Value::Null,
            };
            row.push(value);
        }
        Ok(row)
    }

    /// The text of a slot as it stands in the record; empty where the file does not carry it.
    pub(super) fn text<'r>(&'r self, slot: usize, record: &'r StringRecord) -> &'r str {
        self.slots[slot].plan.as_ref().map_or("", |plan| text_of(plan, record))
    }

    /// The name of a slot's column in the file; the canonical name where there is no such column.
    pub(super) fn name(&self, slot: usize) -> &str {
        let Slot { spec, plan, .. } = &self.slots[slot];
        match plan.as_ref().map(|plan| &plan.origin) {
            Some(Origin::Field { name, .. }) => name,
            Some(Origin::Constant(_)) | None => &spec.name,
        }
    }

    /// A broken rule with the name and the text of its slot.
    pub(super) fn fault(&self, slot: usize, rule: Rule, record: &StringRecord) -> Fault {
        Fault { column: self.name(slot).to_string(), value: self.text(slot, record).to_string(), rule }
    }

    fn value<'r>(&'r self, slot: &'r Slot, plan: &'r Plan, record: &'r StringRecord) -> Result<Value<'r>, Rule> {
        let text = text_of(plan, record);
        let translated = match &slot.lookup {
            Some(lookup) if !values::is_null(text) => lookup
                .translate(text)
                .ok_or_else(|| Rule::NotInLookup { file: lookup.file.clone(), key: lookup.key.clone() })?,
            _ => text,
        };
        let translated = word_for(&plan.detail.words, translated);
        if let Some(period) = plan.period {
            return match values::is_null(translated) {
                true if slot.spec.required => Err(Rule::Empty),
                true => Ok(Value::Null),
                false => self.end_of_period(translated, slot.spec, period, record),
            };
        }
        let power = mapping::money_power(&plan.detail);
        let value = match slot.spec.kind {
            // With as many more decimals, the text itself is read into multiplied minor units, exactly.
            ColumnType::Money if power > 0 => {
                let rules = ValueRules { money_digits: self.rules.money_digits + power, ..self.rules.clone() };
                values::read(translated, slot.spec, 1.0, &rules)?
            }
            _ => {
                let divisor = plan.detail.divide_by.unwrap_or(1.0) / plan.detail.multiply_by.unwrap_or(1.0);
                values::read(translated, slot.spec, divisor, &self.rules)?
            }
        };
        if value == Value::Null && slot.spec.required { Err(Rule::Empty) } else { Ok(value) }
    }

    /// One end of the period that a label names; a day stands for itself up to the end of its month.
    fn end_of_period(
        &self,
        text: &str,
        spec: &'static ColumnSpec,
        period: PeriodPlan,
        record: &StringRecord,
    ) -> Result<Value<'static>, Rule> {
        let year = period.year.and_then(|index| record.get(index)).and_then(|year| year.trim().parse().ok());
        let (first, last) = match (period_of_label(text, year), values::read(text, spec, 1.0, &self.rules)) {
            // A configured format is the only one that counts.
            (_, Ok(Value::Date(day))) if self.rules.date_format.is_some() => (day.epoch(), month_end(day.epoch())),
            (Some(ends), _) => ends,
            (None, Ok(Value::Date(day))) => (day.epoch(), month_end(day.epoch())),
            _ => return Err(Rule::NotADay),
        };
        let last = if period.quarterly { quarter_end(last) } else { last };
        Ok(Value::Date(Day::from_epoch(if period.end { last } else { first })))
    }
}

/// What a word of the file stands for; the text itself where nothing is said about it.
fn word_for<'t>(words: &'t BTreeMap<String, String>, text: &'t str) -> &'t str {
    if words.is_empty() {
        return text;
    }
    let wanted = normalised(text);
    words.iter().find(|(word, _)| normalised(word) == wanted).map_or(text, |(_, meaning)| meaning)
}

fn text_of<'r>(plan: &'r Plan, record: &'r StringRecord) -> &'r str {
    match &plan.origin {
        Origin::Field { index, .. } => record.get(*index).unwrap_or(""),
        Origin::Constant(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::BadRows;
    use super::super::trial::{column, faults, read, read_as};

    #[test]
    fn amounts_in_ten_thousands_are_exact_to_the_cent() {
        let loaded =
            read("orders", "订单号,下单日期,金额(万元),数量\nA,2024-01-05,1.234567,1\nB,2024-01-05,0.00000049,1\n")
                .unwrap_err();
        assert!(loaded.to_string().contains("`金额(万元)` is in CNY, and the run is in USD"), "{loaded}");
        let loaded =
            read("orders", "订单号,下单日期,金额(万),数量(千)\nA,2024-01-05,1.234567,1.5\nB,2024-01-05,-2,-1\n")
                .unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["1234567", "-2000000"]);
        assert_eq!(column(&loaded, "quantity"), ["1500", "-1000"]);
    }

    #[test]
    fn the_file_s_own_words_are_translated_and_others_stay() {
        let settings = "columns.line_type = { column = 'Art', words = { 'G 2' = 'return', 'TA' = 'sale' } }";
        let text = "order_id,order_date,amount,Art\nA,2024-01-05,-1,g2\nB,2024-01-05,2,TA\nC,2024-01-05,2,Storno\nD,2024-01-05,2,XY\n";
        let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Reject).unwrap();
        assert_eq!(column(&loaded, "line_type"), ["return", "sale", "cancel"]);
        assert_eq!(faults(&loaded), [(5, "not_allowed")]);
    }

    #[test]
    fn a_preset_brings_its_words_and_its_divisor() {
        let text = "*ContactName,*InvoiceNumber,*InvoiceDate,*Quantity,*UnitAmount,Discount\nC1,A,2024-01-05,2,10,25\n";
        let loaded = read_as("orders.csv", "orders", "preset = 'xero-invoice-lines'", text, BadRows::Stop).unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["1500"]);
        let text = "Type,Date,Num,Name,Item,Qty,Sales Price,Amount\nCredit Memo,2024-01-05,A,C1,P,-1,10,-10\n";
        let loaded = read_as("orders.csv", "orders", "preset = 'quickbooks-sales-lines'", text, BadRows::Stop).unwrap();
        assert_eq!(column(&loaded, "line_type"), ["return"]);
    }

    #[test]
    fn months_become_the_days_of_their_period() {
        let read = |text: &str| {
            let loaded = read("quotas", text).unwrap();
            (column(&loaded, "period_start"), column(&loaded, "period_end"))
        };
        let expected = (vec!["2024-02-01".to_string()], vec!["2024-02-29".to_string()]);
        assert_eq!(read("rep,Month,Target\nR1,Feb-24,5\n"), expected);
        assert_eq!(read("rep,Year,Month,Target\nR1,2024,2月,5\n"), expected);
        assert_eq!(read("rep,TargetMonth,Target\nR1,2024/02/01,5\n"), expected);
        let quarter = (vec!["2024-01-01".to_string()], vec!["2024-03-31".to_string()]);
        assert_eq!(read("rep,Quarter,Target\nR1,Q1 2024,5\n"), quarter);
        assert_eq!(read("rep,Quarter start,Target\nR1,2024-01-01,5\n"), quarter);
    }

    #[test]
    fn a_month_that_is_none_is_a_bad_row() {
        let loaded = read("quotas", "rep,Month,Target\nR1,Smarch,5\nR1,,5\nR1,Feb-24,5\n").unwrap();
        assert_eq!(faults(&loaded), [(2, "not_a_day"), (3, "empty")]);
    }
}
