//! Which column points to which table, which columns say when something happened, and which days belong together.

/// A column that holds ids of another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    /// The table that refers, and its column.
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// The table referred to, and the column of its ids.
    pub(super) master: &'static str,
    pub(super) key: &'static str,
    /// Another column of the referring table that must hold one of these words; an empty word stands for none.
    pub(super) only: Option<(&'static str, &'static [&'static str])>,
    /// The check that it belongs to.
    pub(super) check: &'static str,
}

const fn to(table: &'static str, column: &'static str, master: &'static str, key: &'static str) -> Reference {
    Reference { table, column, master, key, only: None, check: "orphan_ids" }
}

const fn where_is(reference: Reference, column: &'static str, words: &'static [&'static str]) -> Reference {
    Reference { only: Some((column, words)), ..reference }
}

/// Every reference of every table.
pub(super) const REFERENCES: [Reference; 45] = [
    to("orders", "rep_id", "reps", "rep_id"),
    to("orders", "customer_id", "customers", "customer_id"),
    to("orders", "product_id", "products", "product_id"),
    to("orders", "opportunity_id", "opportunities", "opportunity_id"),
    Reference { check: "return_of_unknown_sale", ..to("orders", "origin_order_id", "orders", "order_id") },
    to("reps", "manager_id", "reps", "rep_id"),
    to("rep_assignments", "rep_id", "reps", "rep_id"),
    to("rep_assignments", "unit_id", "org_units", "unit_id"),
    to("rep_assignments", "manager_id", "reps", "rep_id"),
    to("org_units", "parent_id", "org_units", "unit_id"),
    to("credits", "order_id", "orders", "order_id"),
    to("credits", "rep_id", "reps", "rep_id"),
    to("customers", "parent_id", "customers", "customer_id"),
    to("customers", "merged_into", "customers", "customer_id"),
    to("customers", "referred_by", "customers", "customer_id"),
    to("account_owners", "customer_id", "customers", "customer_id"),
    to("account_owners", "rep_id", "reps", "rep_id"),
    to("opportunities", "rep_id", "reps", "rep_id"),
    to("opportunities", "customer_id", "customers", "customer_id"),
    where_is(to("quotas", "subject_id", "reps", "rep_id"), "subject_type", &["rep", ""]),
    where_is(to("quotas", "subject_id", "org_units", "unit_id"), "subject_type", &["unit"]),
    to("invoices", "order_id", "orders", "order_id"),
    to("invoices", "customer_id", "customers", "customer_id"),
    to("invoices", "rep_id", "reps", "rep_id"),
    to("payments", "invoice_id", "invoices", "invoice_id"),
    to("payments", "customer_id", "customers", "customer_id"),
    to("ar_balances", "customer_id", "customers", "customer_id"),
    to("contracts", "customer_id", "customers", "customer_id"),
    to("contracts", "rep_id", "reps", "rep_id"),
    to("activities", "rep_id", "reps", "rep_id"),
    where_is(to("activities", "subject_id", "leads", "lead_id"), "subject_type", &["lead"]),
    where_is(to("activities", "subject_id", "customers", "customer_id"), "subject_type", &["customer"]),
    where_is(to("activities", "subject_id", "opportunities", "opportunity_id"), "subject_type", &["opportunity"]),
    to("leads", "assigned_rep", "reps", "rep_id"),
    to("leads", "converted_opportunity_id", "opportunities", "opportunity_id"),
    to("assessments", "ratee_rep_id", "reps", "rep_id"),
    to("assessments", "instrument_id", "instruments", "instrument_id"),
    to("assessments", "item_id", "instruments", "item_id"),
    to("csat_surveys", "customer_id", "customers", "customer_id"),
    to("csat_surveys", "rep_id", "reps", "rep_id"),
    to("csat_surveys", "order_id", "orders", "order_id"),
    to("objectives", "rep_id", "reps", "rep_id"),
    to("case_reviews", "opportunity_id", "opportunities", "opportunity_id"),
    to("case_reviews", "rep_id", "reps", "rep_id"),
    to("improvement_plans", "rep_id", "reps", "rep_id"),
];

/// The columns of other tables that hold the same ids as a column: those that it points to, and those that point to
/// it; (table, column), each once.
pub(in crate::sources) fn linked_columns(
    table: &str,
    column: &str,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut linked: Vec<(&'static str, &'static str)> = Vec::new();
    for of in REFERENCES {
        if of.table == table && of.column == column {
            linked.push((of.master, of.key));
        } else if of.master == table && of.key == column {
            linked.push((of.table, of.column));
        }
    }
    linked.sort_unstable();
    linked.dedup();
    linked.retain(|(other, _)| *other != table);
    linked.into_iter()
}

/// The column of a table by which its freshness goes, where it has entries as the business goes on.
pub(super) const BUSINESS_DAYS: [(&str, &str); 13] = [
    ("orders", "order_date"),
    ("opportunities", "created_date"),
    ("invoices", "invoice_date"),
    ("payments", "pay_date"),
    ("ar_balances", "date"),
    ("activities", "ts"),
    ("leads", "assigned_ts"),
    ("assessments", "submitted_at"),
    ("csat_surveys", "sent_date"),
    ("customers", "created_date"),
    ("fx_rates", "date"),
    ("market_index", "period_start"),
    ("decisions", "at"),
];

/// Further columns with days on which something has happened, so that they cannot lie in the future.
pub(super) const HAPPENED: [(&str, &str); 7] = [
    ("orders", "recorded_at"),
    ("opportunities", "closed_date"),
    ("opportunities", "first_contact_date"),
    ("contracts", "renewed_date"),
    ("csat_surveys", "response_date"),
    ("objectives", "agreed_by_rep_at"),
    ("objectives", "agreed_by_manager_at"),
];

/// (table, first day, last day): the last must not lie before the first.
pub(super) const SPANS: [(&str, &str, &str); 10] = [
    ("reps", "hire_date", "leave_date"),
    ("rep_assignments", "valid_from", "valid_to"),
    ("org_units", "valid_from", "valid_to"),
    ("account_owners", "valid_from", "valid_to"),
    ("products", "valid_from", "valid_to"),
    ("opportunities", "created_date", "closed_date"),
    ("invoices", "invoice_date", "due_date"),
    ("contracts", "start_date", "end_date"),
    ("csat_surveys", "sent_date", "response_date"),
    ("contests", "start", "end"),
];

#[cfg(test)]
mod tests {
    use super::super::super::check_catalogue::check;
    use super::*;
    use crate::schema::{self, ColumnType};

    fn kind(table: &str, column: &str) -> ColumnType {
        let spec = schema::table(table).and_then(|table| table.column(column));
        spec.unwrap_or_else(|| panic!("there is no {table}.{column}")).kind
    }

    #[test]
    fn references_lead_from_text_to_the_key_of_another_table() {
        for reference in REFERENCES {
            assert_eq!(kind(reference.table, reference.column), ColumnType::Str, "{reference:?}");
            let key = schema::table(reference.master).and_then(|master| master.column(reference.key)).unwrap();
            assert!(key.key, "{reference:?}");
            assert!(check(reference.check).is_some(), "{reference:?}");
            if let Some((column, _)) = reference.only {
                assert_eq!(kind(reference.table, column), ColumnType::Enum, "{reference:?}");
            }
        }
    }

    #[test]
    fn every_column_that_is_named_like_the_id_of_another_table_is_a_reference() {
        let keys: Vec<&str> = REFERENCES.iter().map(|reference| reference.key).collect();
        for table in schema::tables() {
            for column in &table.columns {
                let own = table.key().next().is_some_and(|key| key.name == column.name) && table.key().count() == 1;
                let known = REFERENCES.iter().any(|r| r.table == table.name && r.column == column.name);
                let is_id = keys.contains(&column.name.as_str()) && !own;
                let is_master = REFERENCES.iter().any(|r| r.master == table.name && r.key == column.name);
                assert!(!is_id || known || is_master, "{}.{} leads somewhere", table.name, column.name);
            }
        }
    }

    #[test]
    fn days_are_days() {
        let spans = SPANS.iter().flat_map(|(table, first, last)| [(*table, *first), (*table, *last)]);
        for (table, column) in BUSINESS_DAYS.into_iter().chain(HAPPENED).chain(spans) {
            assert!(matches!(kind(table, column), ColumnType::Date | ColumnType::Ts), "{table}.{column}");
        }
    }
}
