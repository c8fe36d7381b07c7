//! Which table is it? Scored by what a header's titles and the first values say.

use crate::schema::{self, ColumnSpec, ColumnType, TableSpec, normalised};

use super::forms::is_null;
use super::mapping::MatchedBy;
use super::net_amounts::NetFrom;
use super::period_label::period_of_label;
use super::preset;
use super::recognition::{self, Titles};
use super::records::Records;

/// A table that a file may belong to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Likely {
    /// The table.
    pub table: &'static TableSpec,
    /// Recognised columns: (index in the header, canonical column, why).
    pub mapped: Vec<(usize, &'static ColumnSpec, MatchedBy)>,
    /// Columns for which several titles stand: (canonical column, indices in the header).
    pub ambiguous: Vec<(&'static ColumnSpec, Vec<usize>)>,
    /// Columns whose title is recognised and whose values cannot be read as such: (index, column, why not).
    pub misfits: Vec<(usize, &'static ColumnSpec, String)>,
    /// Required columns that nothing stands for.
    pub missing_required: Vec<String>,
    /// How likely it is; only for comparing.
    pub score: f64,
}

/// The tables that a file may belong to, the likeliest first.
pub(super) fn likely_tables(header: &[String], sample: &Records) -> Vec<Likely> {
    let titles = Titles::read(header);
    let mut likely: Vec<Likely> = schema::tables().iter().map(|table| look(table, &titles, sample)).collect();
    likely.retain(|one| !one.mapped.is_empty());
    // A stable sort: of equals the one that stands first among the tables wins.
    likely.sort_by(|a, b| b.score.total_cmp(&a.score));
    likely
}

fn look(table: &'static TableSpec, titles: &Titles<'_>, sample: &Records) -> Likely {
    let mut likely = Likely {
        table,
        mapped: Vec::new(),
        ambiguous: Vec::new(),
        misfits: Vec::new(),
        missing_required: Vec::new(),
        score: 0.0,
    };
    let of_table = |preset: &&preset::Preset| preset.table == table.name;
    let preset = preset::recognised(titles.names).into_iter().find(of_table);
    let by_preset = |spec: &ColumnSpec| preset.and_then(|preset| preset.field(&spec.name, titles.names));
    let taken: Vec<usize> = table.columns.iter().filter_map(by_preset).collect();
    for spec in &table.columns {
        if let Some(index) = by_preset(spec) {
            likely.mapped.push((index, spec, MatchedBy::Preset));
            continue;
        }
        let (found, how) = recognition::candidates(spec, titles, &taken);
        let mut fitting = Vec::new();
        for index in found {
            match misfit(spec, sample, index) {
                None => fitting.push(index),
                Some(why) => likely.misfits.push((index, spec, why)),
            }
        }
        match fitting.as_slice() {
            [] => {}
            [index] => likely.mapped.push((*index, spec, how)),
            _ => likely.ambiguous.push((spec, fitting)),
        }
    }
    likely.missing_required = missing(table, &likely);
    likely.score = score(&likely, titles) + if preset.is_some() { 3.0 } else { 0.0 };
    likely
}

/// Required columns without a candidate, with the same substitutes as at load.
fn missing(table: &TableSpec, likely: &Likely) -> Vec<String> {
    let has = |name: &str| {
        likely.mapped.iter().any(|(_, spec, _)| spec.name == name)
            || likely.ambiguous.iter().any(|(spec, _)| spec.name == name)
    };
    let substituted = |name: &str| match name {
        "order_date" => has("order_ts"),
        "period_end" => has("period_start"),
        _ => false,
    };
    let required = table.columns.iter().filter(|column| column.required).map(|column| column.name.as_str());
    let mut missing: Vec<String> =
        required.filter(|name| !has(name) && !substituted(name)).map(str::to_string).collect();
    if table.name == "orders" && !has("net_amount") && NetFrom::among(has).is_none() {
        missing.push("net_amount".to_string());
    }
    missing
}

/// A title counts more the fewer tables know it, and less where it is a vague one; a missing required column counts
/// against the table.
fn score(likely: &Likely, titles: &Titles<'_>) -> f64 {
    let worth = |(index, spec, how): &(usize, &'static ColumnSpec, MatchedBy)| {
        let title = &titles.names[*index];
        let vague = *how == MatchedBy::Synonym && spec.also.iter().any(|name| normalised(name) == normalised(title));
        let strength = if vague { 0.5 } else { 1.0 };
        strength / f64::from(tables_that_know(&titles.names[*index])).sqrt()
    };
    let sum: f64 = likely.mapped.iter().map(worth).sum();
    let explained = (likely.mapped.len() + likely.ambiguous.len()) as f64 / titles.names.len().max(1) as f64;
    let complete = if likely.missing_required.is_empty() { 1.0 } else { 0.0 };
    sum + 0.5 * likely.ambiguous.len() as f64 + explained + complete - 1.5 * likely.missing_required.len() as f64
}

fn tables_that_know(title: &str) -> u32 {
    let title = normalised(title);
    let called = |column: &ColumnSpec| {
        std::iter::once(&column.name).chain(&column.synonyms).any(|name| normalised(name) == title)
    };
    let knowing = schema::tables().iter().filter(|table| table.columns.iter().any(called)).count();
    (knowing as u32).max(1)
}

/// Why the first values of a field cannot be those of a column, as the end of a sentence; `None` where they can.
fn misfit(spec: &ColumnSpec, sample: &Records, index: usize) -> Option<String> {
    let values = || (0..sample.height()).map(|row| sample.field(row, index).trim()).filter(|value| !is_null(value));
    let all = values().count();
    let fits = |value: &&str| match spec.kind {
        ColumnType::Str => true,
        ColumnType::Money | ColumnType::F64 | ColumnType::Int => has_digit(value) || *value == "-",
        ColumnType::Date | ColumnType::Ts => has_digit(value) || period_of_label(value, Some(2000)).is_some(),
        ColumnType::Bool => value.chars().count() <= 8,
        ColumnType::Enum => spec.enum_word(value).is_some(),
    };
    let bad = values().filter(|value| !fits(value)).count();
    // A stray word among numbers is a bad row, a fifth of them is another column.
    let allowed = if spec.kind == ColumnType::Enum { 0 } else { all / 5 };
    let example = values().find(|value| !fits(value))?;
    (bad > allowed).then(|| format!("holds values such as `{example}`"))
}

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit()) && value.chars().filter(|c| c.is_alphabetic()).count() < 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(header: &str, rows: &[&str]) -> Likely {
        let header: Vec<String> = header.split('|').map(str::to_string).collect();
        let mut sample = Records::new(header.len());
        for row in rows {
            sample.push(2, row.split('|'));
        }
        likely_tables(&header, &sample).into_iter().next().unwrap()
    }

    #[test]
    fn the_files_of_known_data_sets_are_told_apart() {
        for (table, header) in [
            (
                "orders",
                "SalesOrderNumber|OrderDate|ProductKey|ResellerKey|EmployeeKey|SalesTerritoryKey|Quantity|Unit Price|Sales|Cost",
            ),
            ("reps", "EmployeeKey|EmployeeID|Salesperson|Title|Manager|Team|HireDate"),
            ("customers", "ResellerKey|Business Type|Reseller|City|State-Province|Country-Region"),
            ("products", "ProductKey|Product|Standard Cost|Color|Subcategory|Category|Background Color Format"),
            ("quotas", "EmployeeKey|Quarter|PeriodStart|PeriodEnd|SalesQuota"),
            ("quotas", "EmployeeID|TargetAmount|TargetMonth"),
            (
                "orders",
                "Order_ID|Order_Date|Product_ID|Customer_ID|Rep_ID|Region|Units_Sold|Unit_Price_NGN|Discount_Pct",
            ),
            ("customers", "Customer_ID|Customer_Name|Segment|City|State|Region"),
            ("products", "Product_ID|Product_Name|Category|Sub_Category|Unit_Price_NGN|Cost_Price_NGN"),
            ("reps", "Rep_ID|Name|Team|Manager|Join_Date|Region"),
            ("quotas", "Year|Month|Month_Number|Region|Sales_Target_NGN"),
            ("orders", "Invoice|StockCode|Description|Quantity|InvoiceDate|Price|Customer ID|Country"),
            ("customers", "customerID|companyName|contactName|contactTitle|address|city|region|postalCode|country"),
            ("opportunities", "商机编号|商机名称|客户名称|负责人|阶段|预计成交日期|商机金额|创建时间"),
            ("payments", "回款编号|客户名称|回款日期|回款金额|回款类型"),
            ("invoices", "Invoice No|Customer|Invoice Date|Due Date|Total"),
            ("activities", "活动编号|跟进人|跟进时间|跟进方式|客户名称"),
            ("account_owners", "Account ID|Owner|Start Date|End Date"),
            ("fx_rates", "Date|From|To|Rate"),
            ("credits", "Order ID|Line|Rep|Share|Split Type"),
        ] {
            let likely = best(header, &[]);
            assert_eq!(likely.table.name, table, "{header}: {:?}", likely.score);
            assert_eq!(likely.missing_required, Vec::<String>::new(), "{header}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let lines = best("orderID|productID|unitPrice|quantity|discount", &["10248|11|14.00|12|0"]);
        assert_eq!(
            (lines.table.name.as_str(), lines.missing_required.as_slice()),
            ("orders", &["order_date".to_string()][..])
        );
        let heads = best("orderID|customerID|employeeID|orderDate|requiredDate|shippedDate|freight|shipCountry", &[]);
        assert_eq!(
            (heads.table.name.as_str(), heads.missing_required.as_slice()),
            ("orders", &["net_amount".to_string()][..])
        );
    }

    #[test]
    fn values_that_cannot_be_meant_speak_against_a_title() {
        let likely = best(
            "Order ID|Order Date|Type|Sales|Amount",
            &["A|2024-01-05|Online|Ann Lee|12.5", "B|2024-01-06|Shop|Bob|3"],
        );
        let misfits: Vec<&str> = likely.misfits.iter().map(|(_, spec, _)| spec.name.as_str()).collect();
        assert_eq!(misfits, ["line_type", "net_amount"]);
        assert!(likely.mapped.iter().any(|(index, spec, _)| *index == 4 && spec.name == "net_amount"));
    }

    #[test]
    fn two_titles_for_one_column_are_both_named() {
        let likely = best("EmployeeKey|EmployeeID|Salesperson|Title", &[]);
        assert_eq!(likely.ambiguous[0].0.name, "rep_id");
        assert_eq!(likely.ambiguous[0].1, [0, 1]);
    }
}
