//! Which column of the file stands for which canonical column.
//!
//! The configuration wins, then the preset, then the canonical name, then the names that mean a column and nothing
//! else, then those that mean it where nothing better is there. Two columns of the file that could stand for one
//! stop the run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::quantity::Currency;
use crate::schema::{ColumnSpec, Denomination, TableSpec};

use super::SourceError;
use super::carried::{Carried, carried};
use super::column_settings::power_of_ten;
use super::net_amounts::{self, NetFrom};
use super::plans::{add_periods, configured_fields, configured_plan, field_plan, preset_fields, recognised};
use super::preset;
use super::recognition::{self, Titles};
use super::settings::{ColumnDetail, SourceSettings};

/// Why a column was matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The configuration names it.
    Configured,
    /// The preset names it.
    Preset,
    /// It carries the canonical name.
    Name,
    /// It carries a known synonym.
    Synonym,
    /// It stands for nothing known and is carried along as `x_<name>`.
    Carried,
    /// The file has no such column, and others stand in for it.
    WorkedOut,
}

/// One match, as printed and stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MappedColumn {
    /// The column's name in the file; empty for a constant. Of a column that is worked out, the formula in the file's names.
    pub source: String,
    /// The canonical column, or `x_<name>`.
    pub column: String,
    /// Why.
    pub how: MatchedBy,
    /// What each value is multiplied by, because the column's title says so: 10000 under 万元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<f64>,
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
    /// The currency that the column's title names.
    pub currency: Option<Denomination>,
    /// Where the text is a month or another period, and one of its ends is meant.
    pub period: Option<PeriodPlan>,
}

/// How one end of a period is read from a label such as `Mar-24` (see [`super::period_of_label`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PeriodPlan {
    /// Whether the last day is meant rather than the first.
    pub end: bool,
    /// The field with the year, where the label has none.
    pub year: Option<usize>,
    /// Whether the column's title says that a day stands for its quarter, not for its month.
    pub quarterly: bool,
}

/// The whole mapping of one file: canonical columns in the table's order, then the carried ones.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    pub plans: Vec<Plan>,
    pub carried: Vec<Carried>,
    /// What stands in for net amounts, where the file has none.
    pub net_from: Option<NetFrom>,
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
            times: plan.detail.multiply_by,
        });
        let carried = self.carried.iter().map(|carried| MappedColumn {
            source: carried.source.clone(),
            column: carried.stored.clone(),
            how: MatchedBy::Carried,
            times: None,
        });
        let worked_out = self.net_from.map(|way| MappedColumn {
            source: way.told(|column| self.title(column)),
            column: "net_amount".to_string(),
            how: MatchedBy::WorkedOut,
            times: None,
        });
        let of_list = net_amounts::are_off_a_list(self) && !self.has("list_amount");
        let list = of_list.then(|| MappedColumn {
            source: NetFrom::Price.told(|column| self.title(column).filter(|_| column != "discount_pct")),
            column: "list_amount".to_string(),
            how: MatchedBy::WorkedOut,
            times: None,
        });
        planned.chain(worked_out).chain(list).chain(carried).collect()
    }

    /// What a canonical column is called in the file; the constant where it is one.
    fn title(&self, column: &str) -> Option<String> {
        let plan = self.plans.iter().find(|plan| plan.spec.name == column)?;
        Some(match &plan.origin {
            Origin::Field { name, .. } => name.clone(),
            Origin::Constant(text) => text.clone(),
        })
    }

    /// The currency that the titles of the amounts name, with the title: another than the run's, or the run's own where
    /// a title names it alone and not by a sign that several share.
    ///
    /// # Errors
    /// [`SourceError::ForeignHeading`] where rows cannot be taken to be in it: the table's amounts are not converted,
    /// there are no rates, the titles name several currencies, or a sign that several share.
    pub(super) fn stated_currency(
        &self,
        table: &TableSpec,
        (run, rated): (Currency, &BTreeSet<String>),
        path: &Path,
    ) -> Result<Option<(Currency, String)>, SourceError> {
        let titled = self.plans.iter().filter_map(|plan| match (&plan.currency, &plan.origin) {
            (Some(stated), Origin::Field { name, .. }) => Some((stated, name)),
            _ => None,
        });
        let titled: Vec<(&Denomination, &String)> = titled.collect();
        let Some((stated, heading)) = titled.iter().find(|(stated, _)| !stated.allows(run)) else {
            let own = titled.iter().find(|(stated, _)| table.name == "orders" && stated.codes == [run.code()]);
            return Ok(own.map(|(_, heading)| (run, heading.to_string())));
        };
        let only = match stated.codes.as_slice() {
            [code] => Some(code.as_str()),
            _ => None,
        };
        let is_meant = |currency: &Currency| {
            let is_converted = table.name == "orders" && rated.contains(currency.code());
            is_converted && titled.iter().all(|(stated, _)| stated.allows(*currency))
        };
        let named = self.constant("currency").or(only);
        match named.and_then(|code| code.trim().parse().ok()).filter(is_meant) {
            Some(meant) => Ok(Some((meant, heading.to_string()))),
            None => Err(SourceError::ForeignHeading {
                path: path.to_path_buf(),
                heading: heading.to_string(),
                stated: stated.codes[0].clone(),
                expected: run.code().to_string(),
            }),
        }
    }

    /// What every row has in a canonical column, where the configuration says so.
    fn constant(&self, column: &str) -> Option<&str> {
        let plan = self.plans.iter().find(|plan| plan.spec.name == column)?;
        match &plan.origin {
            Origin::Constant(text) => Some(text),
            Origin::Field { .. } => None,
        }
    }

    /// Whether a canonical column is mapped.
    pub(super) fn has(&self, column: &str) -> bool {
        self.plans.iter().any(|plan| plan.spec.name == column)
    }
}

/// Matches a header against a table.
///
/// # Errors
/// A header that repeats a name, a configured column that is not there, two candidates for one column, a title whose
/// unit is unclear, a required column without a candidate.
pub(super) fn resolve(
    table: &'static TableSpec,
    header: &[String],
    settings: &SourceSettings,
    path: &Path,
) -> Result<Mapping, SourceError> {
    refuse_repeated(header, path)?;
    let titles = Titles::read(header);
    let preset = preset::chosen(settings)?;
    let configured = configured_fields(header, settings, path)?;
    let by_preset = preset.map_or_else(BTreeMap::new, |preset| preset_fields(preset, &titles, settings, &configured));
    let taken: Vec<usize> = configured.values().chain(by_preset.values()).copied().collect();
    let mut plans = Vec::new();
    for spec in &table.columns {
        let plan = match (settings.columns.get(&spec.name), by_preset.get(&spec.name), preset) {
            (Some(source), _, _) => {
                Some(configured_plan(spec, source, configured.get(&spec.name).copied(), &titles, path)?)
            }
            (None, Some(&index), Some(preset)) => {
                let detail = preset.detail(&spec.name, &titles.names[index]);
                Some(field_plan(spec, index, detail, MatchedBy::Preset, &titles, path)?)
            }
            _ => recognised(spec, &titles, &taken, path)?,
        };
        plans.extend(plan);
    }
    add_periods(table, &mut plans, &titles, path)?;
    let used: Vec<usize> = plans.iter().flat_map(Plan::fields).collect();
    let carried = carried(table, header, &used);
    let has = |column: &str| plans.iter().any(|plan: &Plan| plan.spec.name == column);
    let net_from = match table.name == "orders" && !has("net_amount") {
        true => NetFrom::among(has),
        false => None,
    };
    let mapping = Mapping { plans, carried, net_from };
    require(table, &mapping, header, path)?;
    Ok(mapping)
}

impl Plan {
    /// The fields of the record that it reads.
    pub(super) fn fields(&self) -> impl Iterator<Item = usize> {
        let own = match self.origin {
            Origin::Field { index, .. } => Some(index),
            Origin::Constant(_) => None,
        };
        own.into_iter().chain(self.period.and_then(|period| period.year))
    }
}

/// The same name twice leaves open which column is meant; columns without a name are nobody's and are carried along.
fn refuse_repeated(header: &[String], path: &Path) -> Result<(), SourceError> {
    for (index, name) in header.iter().enumerate() {
        if !name.is_empty() && header[..index].contains(name) {
            return Err(SourceError::RepeatedHeader { path: path.to_path_buf(), column: name.clone() });
        }
    }
    Ok(())
}

/// Required columns, with the substitutes that there are: what stands in for a net amount, a point in time for an
/// order's day.
fn require(table: &TableSpec, mapping: &Mapping, header: &[String], path: &Path) -> Result<(), SourceError> {
    let present = |column: &str| mapping.has(column);
    let missing = |column: &ColumnSpec| SourceError::MissingColumn {
        path: path.to_path_buf(),
        column: column.name.clone(),
        available: header.into(),
        known_as: recognition::known_as(column).into(),
        nearest: recognition::nearest_title(table, column, header),
        with_tax: mapping.title("amount_with_tax").filter(|_| column.name == "net_amount").map(Into::into),
    };
    for column in table.columns.iter().filter(|column| column.required) {
        let substitute = table.name == "orders" && column.name == "order_date" && present("order_ts");
        if !present(&column.name) && !substitute {
            return Err(missing(column));
        }
    }
    let has_amount = present("net_amount") || mapping.net_from.is_some();
    match table.column("net_amount") {
        Some(column) if table.name == "orders" && !has_amount => Err(missing(column)),
        _ => Ok(()),
    }
}

/// The power of ten by which an amount is multiplied.
pub(super) fn money_power(detail: &ColumnDetail) -> u32 {
    detail.multiply_by.and_then(power_of_ten).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::schema;

    use super::*;

    fn resolved_as(table: &str, header: &str, settings: &str) -> Result<Mapping, SourceError> {
        let settings: SourceSettings = toml::from_str(&format!("table = '{table}'\nfiles = []\n{settings}")).unwrap();
        let header: Vec<String> = header.split(',').map(str::to_string).collect();
        resolve(schema::table(table).unwrap(), &header, &settings, Path::new("orders.csv"))
    }

    fn resolved(header: &str, settings: &str) -> Result<Mapping, SourceError> {
        resolved_as("orders", header, settings)
    }

    fn matched(mapping: &Mapping) -> Vec<(String, String)> {
        mapping.printed().into_iter().map(|m| (m.source, m.column)).collect()
    }

    fn is(mapping: &Mapping, source: &str, column: &str) -> bool {
        matched(mapping).contains(&(source.to_string(), column.to_string()))
    }

    #[test]
    fn a_configured_column_is_called_in_messages_what_the_file_calls_it() {
        let mapping = resolved("Order Date,Sales", "columns = { order_date = 'order_date' }").unwrap();
        assert!(is(&mapping, "Order Date", "order_date"));
    }

    #[test]
    fn two_candidates_stop_the_run_and_the_configuration_settles_it() {
        let ambiguous = resolved("Date,Sales,Revenue", "").unwrap_err();
        assert_eq!(ambiguous.to_string(), "`orders.csv` line 1: `Sales`, `Revenue` could each stand for `net_amount`");
        let settled = resolved("Date,Sales,Revenue", "columns = { net_amount = 'Revenue' }").unwrap();
        assert!(is(&settled, "Sales", "x_sales"));
    }

    #[test]
    fn an_amount_or_its_parts_must_be_there() {
        assert!(
            matches!(resolved("Date,Price", ""), Err(SourceError::MissingColumn { column, .. }) if column == "net_amount")
        );
        assert!(resolved("Date,Price,Qty", "").is_ok());
    }

    #[test]
    fn a_vague_name_counts_only_where_no_better_one_is_there() {
        let mapping = resolved("Date,Order Date,Customer,Customer No,Country,Amount", "").unwrap();
        assert!(is(&mapping, "Order Date", "order_date") && is(&mapping, "Date", "x_date"));
        assert!(is(&mapping, "Customer No", "customer_id") && is(&mapping, "Customer", "x_customer"));
        assert!(is(&mapping, "Country", "region"));
        let mapping = resolved("日期,客户名称,客户,金额", "").unwrap();
        assert!(is(&mapping, "客户", "customer_id") && is(&mapping, "日期", "order_date"));
    }

    #[test]
    fn a_point_in_time_stands_in_for_the_day() {
        assert!(resolved("Order Timestamp,Amount", "").is_ok());
    }

    #[test]
    fn what_is_written_in_ten_thousands_is_multiplied_and_says_so() {
        let mapping = resolved("下单日期,金额(万元)", "").unwrap();
        let amount = mapping.printed().into_iter().find(|mapped| mapped.column == "net_amount").unwrap();
        assert_eq!((amount.source.as_str(), amount.times), ("金额(万元)", Some(10_000.0)));
        let outright = resolved("下单日期,金额(万元)", "columns = { net_amount = '金额(万元)' }").unwrap();
        assert_eq!(outright.printed().iter().find_map(|mapped| mapped.times), Some(10_000.0));
        let settled =
            resolved("下单日期,金额(万元)", "columns.net_amount = { column = '金额(万元)', multiply_by = 1 }").unwrap();
        assert_eq!(settled.printed().iter().find_map(|mapped| mapped.times), Some(1.0));
    }

    #[test]
    fn a_unit_with_two_meanings_stops_until_somebody_says_which() {
        let unclear = resolved("Date,Amount (M)", "").unwrap_err();
        assert_eq!(unclear.to_string(), "`orders.csv` line 1: what `M` means in `Amount (M)` is not sure");
        assert!(unclear.hint().unwrap().contains("multiply_by = 1000000"), "{unclear:?}");
        assert!(
            resolved("Date,Amount (M)", "columns.net_amount = { column = 'Amount (M)', multiply_by = 1000 }").is_ok()
        );
    }

    #[test]
    fn a_title_says_in_which_currency_amounts_are_and_stops_where_it_cannot_be() {
        let mapping = resolved("Date,Amount (EUR)", "").unwrap();
        let orders = schema::table("orders").unwrap();
        let stated = |mapping: &Mapping, run: &str, rated: &[&str]| {
            let rated = rated.iter().map(|code| code.to_string()).collect();
            mapping.stated_currency(orders, (run.parse().unwrap(), &rated), Path::new("o.csv"))
        };
        let euro: Currency = "EUR".parse().unwrap();
        assert_eq!(stated(&mapping, "EUR", &[]).unwrap(), Some((euro, "Amount (EUR)".to_string())));
        assert!(stated(&resolved("Date,Amount ($)", "").unwrap(), "USD", &[]).unwrap().is_none(), "a sign of many");
        let refused = stated(&mapping, "USD", &["GBP"]).unwrap_err();
        assert_eq!(refused.to_string(), "`o.csv` line 1: `Amount (EUR)` is in EUR, and the run is in USD");
        // With rates the rows are in it.
        assert_eq!(stated(&mapping, "USD", &["EUR"]).unwrap(), Some((euro, "Amount (EUR)".to_string())));
        // Two titles that contradict each other, and a sign of many currencies until somebody says which.
        let two = resolved("Date,Amount (EUR),Cost (USD)", "").unwrap();
        assert!(stated(&two, "USD", &["EUR"]).is_err());
        let dollars = resolved("Date,Amount ($)", "").unwrap();
        assert!(stated(&dollars, "CNY", &["USD", "HKD"]).is_err());
        let said = resolved("Date,Amount ($)", "columns.currency = { constant = 'HKD' }").unwrap();
        let (meant, _) = stated(&said, "CNY", &["USD", "HKD"]).unwrap().unwrap();
        assert_eq!(meant.code(), "HKD");
    }

    #[test]
    fn columns_without_a_name_are_nobody_s_however_many_there_are() {
        let mapping = resolved("Date,Amount,,", "").unwrap();
        assert!(is(&mapping, "", "x_column_3") && is(&mapping, "", "x_column_4"));
        assert!(matches!(resolved("Date,Date,Amount", ""), Err(SourceError::RepeatedHeader { .. })));
    }

    #[test]
    fn a_missing_column_names_what_it_is_known_as_and_what_comes_nearest() {
        let missing = resolved("Date,Net Amnt", "").unwrap_err();
        let hint = missing.hint().unwrap();
        assert!(hint.contains("Net Amnt") && hint.contains("`amount`"), "{hint}");
    }

    #[test]
    fn a_month_gives_both_ends_of_its_period() {
        let mapping = resolved_as("quotas", "Sales Rep,Year,Month,Target", "").unwrap();
        let period = |column: &str| mapping.plans.iter().find(|plan| plan.spec.name == column).unwrap().period.unwrap();
        assert_eq!(period("period_start"), PeriodPlan { end: false, year: Some(1), quarterly: false });
        assert_eq!(period("period_end"), PeriodPlan { end: true, year: Some(1), quarterly: false });
        assert!(mapping.carried.is_empty());
        let days = resolved_as("quotas", "rep,PeriodStart,PeriodEnd,Quota", "").unwrap();
        assert!(days.plans.iter().all(|plan| plan.period.is_none()));
    }

    #[test]
    fn a_preset_names_columns_and_the_configuration_still_wins() {
        let header =
            "Opportunity ID,Opportunity Owner,Account Name,Opportunity Name,Stage,Close Date,Amount,Extra Owner";
        let preset = "preset = 'salesforce-opportunities'";
        let mapping = resolved_as("opportunities", header, preset).unwrap();
        assert!(is(&mapping, "Opportunity Owner", "rep_id") && is(&mapping, "Close Date", "expected_close"));
        let own = format!("{preset}\ncolumns = {{ rep_id = 'Extra Owner' }}");
        assert!(is(&resolved_as("opportunities", header, &own).unwrap(), "Extra Owner", "rep_id"));
    }
}
