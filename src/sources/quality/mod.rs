//! What is doubtful about the data that a store holds: how fresh and how full its tables are, which ids lead nowhere,
//! what repeats, what lies far from the rest, which days cannot be, what contradicts itself.
//!
//! The tables are read slice by slice, the orders in one pass over their canonical columns and, where the pass found
//! repeated or far lines, a second one over those that tell lines apart. What is kept does not grow with the rows but
//! for eight bytes a sale and nine an id that other tables point to.

mod day_checks;
mod finding;
mod ids;
mod orders_pass;
mod overlap;
mod papers;
mod references;
mod rep_months;
mod robust;
mod scores;
mod second_look;
mod standing;
mod stored_table;
mod table_pass;
mod words;

#[cfg(test)]
mod trials;

pub use day_checks::Freshness;
pub use finding::{Detail, Finding};
pub use overlap::same_as_others;
pub(super) use references::linked_columns;
pub use stored_table::{StoredTable, StoredTables};
pub use table_pass::Coverage;

use super::SourceError;
use super::check_catalogue::{Severity, checks};
use super::settings::CheckSettings;
use crate::calendar::Day;
use crate::schema;
use orders_pass::OrdersTally;
use table_pass::{DayCounts, KnownIds, TablePass};

/// What an examination goes by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The day after which nothing can have happened yet: that of the last load; none where it is not known.
    pub today: Option<Day>,
    /// The day as of which the data are read; the last business date where none is named.
    pub as_of: Option<Day>,
    /// Whether the business began with the data.
    pub history_is_whole: bool,
    /// The run's currency.
    pub currency: &'a str,
    /// What the checks do.
    pub checks: &'a CheckSettings,
}

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Examination {
    /// How fresh each table is that has entries as the business goes on.
    pub freshness: Vec<Freshness>,
    /// How full each canonical column of each table is.
    pub coverage: Vec<Coverage>,
    /// What is doubtful, in the catalogue's order, without what is ignored.
    pub findings: Vec<Finding>,
    /// The first and the last day of the orders, stray ones left out.
    pub order_days: Option<(Day, Day)>,
    /// The reps of the orders, sorted.
    pub reps_of_orders: Vec<String>,
}

/// Examines a store's tables.
///
/// # Errors
/// Only where the engine fails.
pub fn examine(tables: &StoredTables, terms: &Terms<'_>) -> Result<Examination, SourceError> {
    let known = table_pass::known_ids(tables)?;
    let mut examination = Examination::default();
    let mut days: Vec<(&'static str, DayCounts)> = Vec::new();
    let mut tally = OrdersTally::default();
    for spec in schema::tables() {
        let Some(table) = tables.get(&spec.name) else { continue };
        let pass = if spec.name == "orders" {
            tally = OrdersTally::new(tables, table)?;
            over_orders(tables, table, &known, &mut tally)?
        } else {
            over_table(tables, &spec.name, &known)?
        };
        let Some(pass) = pass else { continue };
        let passed = pass.finish(tables)?;
        examination.coverage.extend(passed.coverage);
        examination.findings.extend(passed.findings);
        days.extend(passed.days.into_iter().map(|counts| (spec.name.as_str(), counts)));
    }
    examination.orders(tables, terms, &mut tally, &days)?;
    examination.by_days(terms, &days);
    let found = &mut examination.findings;
    found.extend(standing::standing(tables)?);
    found.extend(papers::deals(tables, terms.currency)?);
    found.extend(papers::payments(tables)?);
    found.extend(papers::objectives(tables)?);
    found.extend(papers::owners(tables)?);
    found.extend(scores::scores(tables)?);
    found.extend(words::same_names(tables)?);
    found.extend(words::unmanaged(tables)?);
    found.extend(words::few_blanks(&examination.coverage));
    sort_and_silence(found, terms.checks);
    Ok(examination)
}

/// Findings in the catalogue's order, then by table and column; ignored ones are left out.
pub fn sort_and_silence(findings: &mut Vec<Finding>, settings: &CheckSettings) {
    findings.retain(|finding| settings.severity(finding.check) != Severity::Ignore);
    let place = |id: &str| checks().iter().position(|check| check.id == id);
    let table = |name: &str| schema::tables().iter().position(|table| table.name == name);
    findings.sort_by_cached_key(|finding| (place(finding.check), table(&finding.table), finding.column.clone()));
}

fn over_orders<'k>(
    tables: &StoredTables,
    table: &StoredTable,
    known: &'k KnownIds,
    tally: &mut OrdersTally,
) -> Result<Option<TablePass<'k>>, SourceError> {
    let Some(spec) = schema::table("orders") else { return Ok(None) };
    let mut pass = TablePass::new(spec, table, tables, known);
    let wanted = pass.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    table.each(&wanted, &mut |slice| tally.take(slice, &mut pass))?;
    Ok(Some(pass))
}

fn over_table<'k>(
    tables: &StoredTables,
    name: &str,
    known: &'k KnownIds,
) -> Result<Option<TablePass<'k>>, SourceError> {
    let (Some(spec), Some(table)) = (schema::table(name), tables.get(name)) else { return Ok(None) };
    let mut pass = TablePass::new(spec, table, tables, known);
    let wanted = pass.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    table.each(&wanted, &mut |slice| pass.take(slice, &[]))?;
    Ok(Some(pass))
}

impl Examination {
    /// What the orders tell beside the pass over their columns.
    fn orders(
        &mut self,
        tables: &StoredTables,
        terms: &Terms<'_>,
        tally: &mut OrdersTally,
        days: &[(&'static str, DayCounts)],
    ) -> Result<(), SourceError> {
        let of_orders = days.iter().find(|(table, counts)| *table == "orders" && counts.column == "order_date");
        let (Some(orders), Some((_, counts))) = (tables.get("orders"), of_orders) else { return Ok(()) };
        self.findings.extend(tally.findings());
        self.findings.extend(second_look::second_look(orders, tally)?);
        self.findings.extend(rep_months::month_outliers(tally));
        let (astray, main) = day_checks::stray(&counts.days);
        self.findings.extend(astray);
        self.findings.extend(day_checks::gaps(&main));
        self.findings.extend(self.partial_revenue());
        if let (Some((&first, _)), Some((&last, _))) = (main.first_key_value(), main.last_key_value()) {
            self.findings.extend(rep_months::quota_findings(tables, tally, (first, last))?);
            self.order_days = Some((Day::from_epoch(first), Day::from_epoch(last)));
            if !terms.history_is_whole {
                self.findings.extend(left_censoring(tables, first)?);
            }
        }
        self.reps_of_orders = tally.by_id().into_keys().filter(|id| !id.is_empty()).map(str::to_string).collect();
        Ok(())
    }

    /// Columns of the orders that a part of the revenue has.
    fn partial_revenue(&self) -> Vec<Finding> {
        const NEEDED: [&str; 5] = ["cost_amount", "list_amount", "product_id", "customer_id", "rep_id"];
        let of_orders = self.coverage.iter().filter(|column| column.table == "orders");
        let partly = of_orders.filter(|column| NEEDED.contains(&column.column.as_str()));
        partly
            .filter(|column| column.filled > 0 && column.filled < column.rows)
            .map(|column| {
                let share = column.revenue_share.unwrap_or(0.0);
                Finding::new("partial_revenue", "orders", &column.column, column.rows - column.filled, column.rows)
                    .with("without", Detail::Share(1.0 - share))
            })
            .collect()
    }

    /// Freshness, and days in the future.
    fn by_days(&mut self, terms: &Terms<'_>, days: &[(&'static str, DayCounts)]) {
        let last_business = days.iter().filter(|(_, counts)| counts.business);
        let last_business = last_business.filter_map(|(table, counts)| match (*table, self.order_days) {
            ("orders", Some((_, last))) => Some(last.epoch()),
            _ => counts.days.keys().next_back().copied().filter(|&day| terms.today.is_none_or(|t| day <= t.epoch())),
        });
        let on = terms.as_of.or_else(|| last_business.max().map(Day::from_epoch));
        for (table, counts) in days {
            if let Some(on) = on.filter(|_| counts.business) {
                let fresh = day_checks::freshness(table, counts, on);
                self.findings.extend(fresh.as_ref().filter(|_| goes_on(table)).and_then(day_checks::stale));
                self.freshness.extend(fresh);
            }
            if let Some(today) = terms.today {
                self.findings.extend(day_checks::future(table, counts, today));
            }
        }
    }
}

/// Whether a table has entries all the time: new customers may fail to come, and ratings come in rounds.
fn goes_on(table: &str) -> bool {
    matches!(table, "orders" | "opportunities" | "invoices" | "payments" | "ar_balances" | "activities" | "leads")
}

/// Customers and reps who were there well before the first order: who buys first after it is not new.
fn left_censoring(tables: &StoredTables, first: i32) -> Result<Vec<Finding>, SourceError> {
    /// Who is hired or created shortly before the first order belongs to it.
    const DAYS_BEFORE: i64 = 31;
    let mut found = Vec::new();
    for (name, column) in [("customers", "created_date"), ("reps", "hire_date")] {
        let Some(table) = tables.with(name, &[column]) else { continue };
        let mut earlier = 0;
        table.each(&[column], &mut |slice| {
            let days = slice.whole(column);
            let before = |row: &usize| days.at(*row).is_some_and(|day| day < i64::from(first) - DAYS_BEFORE);
            earlier += (0..slice.rows()).filter(before).count() as u64;
        })?;
        if earlier > 0 {
            let finding = Finding::new("left_censoring", name, column, earlier, table.rows());
            found.push(finding.with("first", Detail::Day(Day::from_epoch(first))));
        }
    }
    Ok(found)
}
