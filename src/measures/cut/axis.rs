//! A dimension as a person names it: `region`, `product.category`, `rep.hire_year`, `渠道`.

use crate::measures::credit::unit_level;
use crate::measures::grid::Dimension;
use crate::schema::{self, ColumnType, TableSpec, normalised};

/// Who or what a row is about, whose attributes stand in tables of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entity {
    /// The rep: `rep.<column>`.
    Rep,
    /// The customer: `customer.<column>`.
    Customer,
    /// The product: `product.<column>`.
    Product,
}

impl Entity {
    /// All of them.
    pub(super) const ALL: [Entity; 3] = [Entity::Rep, Entity::Customer, Entity::Product];

    /// The word before the point.
    pub(super) fn word(self) -> &'static str {
        match self {
            Entity::Rep => "rep",
            Entity::Customer => "customer",
            Entity::Product => "product",
        }
    }

    /// The tables with its attributes; a column is taken from the first of them that has it.
    pub(super) fn tables(self) -> &'static [&'static str] {
        match self {
            Entity::Rep => &["reps", "rep_assignments"],
            Entity::Customer => &["customers", "account_owners"],
            Entity::Product => &["products"],
        }
    }

    /// The column by which those tables know it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Entity::Rep => "rep_id",
            Entity::Customer => "customer_id",
            Entity::Product => "product_id",
        }
    }

    /// The columns by which the rows of other tables name it; the first that a table has is taken.
    pub(super) fn row_keys(self) -> &'static [&'static str] {
        match self {
            Entity::Rep => &["rep_id", "assigned_rep", "ratee_rep_id"],
            Entity::Customer => &["customer_id"],
            Entity::Product => &["product_id"],
        }
    }

    /// By its word, in the singular or the plural, in English or Chinese.
    fn from_word(word: &str) -> Option<Entity> {
        match word {
            "rep" | "reps" | "销售员" | "业务员" | "销售代表" | "员工" => Some(Entity::Rep),
            "customer" | "customers" | "客户" => Some(Entity::Customer),
            "product" | "products" | "产品" | "商品" => Some(Entity::Product),
            _ => None,
        }
    }
}

/// Where the members of a dimension are found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The row's rep.
    Rep,
    /// The team of the row's rep.
    Team,
    /// A column of the table itself.
    Own(String),
    /// A column of the tables about the row's rep, customer or product.
    Joined(Entity, String),
}

/// A dimension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Axis {
    word: String,
    pub(super) place: Place,
}

impl Axis {
    /// Reads a name. Whether a table has such a column is seen where its rows are cut.
    pub fn parse(text: &str) -> Axis {
        let text = text.trim().replace('．', ".");
        if let Some((before, column)) = text.split_once('.')
            && let Some(entity) = Entity::from_word(before.trim())
        {
            let column = canonical(column.trim(), entity.tables().iter().filter_map(|table| schema::table(table)));
            return Axis { word: format!("{}.{column}", entity.word()), place: Place::Joined(entity, column) };
        }
        let column = canonical(&text, schema::tables().iter());
        match column.as_str() {
            "rep" | "rep_id" => Axis::from(Dimension::Rep),
            "team" => Axis::from(Dimension::Team),
            "customer" => Axis { word: column, place: Place::Own("customer_id".to_string()) },
            "product" => Axis { word: column, place: Place::Own("product_id".to_string()) },
            _ => Axis { word: column.clone(), place: Place::Own(column) },
        }
    }

    /// The name, as a column of the answer.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// The dimension of the facts, where it is one.
    pub(super) fn plain(&self) -> Option<Dimension> {
        [Dimension::Rep, Dimension::Team, Dimension::Region].into_iter().find(|known| *self == Axis::from(*known))
    }

    /// The region of the row itself turned into that of its rep, under the same name; any other dimension stays.
    pub(super) fn take_region_of_rep(&mut self) {
        if self.plain() == Some(Dimension::Region) {
            self.place = Place::Joined(Entity::Rep, "region".to_string());
        }
    }

    /// Whether it was turned so.
    pub(super) fn is_region_of_rep(&self) -> bool {
        self.word == Dimension::Region.word() && self.is_of_reps()
    }

    /// Of a dimension of units the level in their tree, from 1 at the top; 0 for the unit of the assignment itself.
    pub(super) fn unit_level(&self) -> Option<usize> {
        match &self.place {
            Place::Own(name) => unit_level(name),
            _ => None,
        }
    }

    /// Whether it tells reps apart by what is known of them alone.
    pub(super) fn is_of_reps(&self) -> bool {
        matches!(self.place, Place::Rep | Place::Team | Place::Joined(Entity::Rep, _))
    }
}

impl From<Dimension> for Axis {
    fn from(dimension: Dimension) -> Axis {
        let place = match dimension {
            Dimension::Rep => Place::Rep,
            Dimension::Team => Place::Team,
            Dimension::Region => Place::Own("region".to_string()),
        };
        Axis { word: dimension.word().to_string(), place }
    }
}

/// The canonical name of a column: itself, else the first for which one of the tables knows this name.
fn canonical<'t>(name: &str, tables: impl Iterator<Item = &'t TableSpec> + Clone) -> String {
    if name == "customer" || name == "product" || tables.clone().any(|table| table.column(name).is_some()) {
        return name.to_string();
    }
    let mut found = tables.filter_map(|table| meant(table, name));
    found.next().map_or_else(|| name.to_string(), str::to_string)
}

/// The canonical column of a table that a name stands for.
fn meant<'t>(table: &'t TableSpec, name: &str) -> Option<&'t str> {
    let wanted = normalised(name);
    let is_it = |known: &String| normalised(known) == wanted;
    let sure = table.columns.iter().find(|c| is_it(&c.name) || c.synonyms.iter().any(is_it));
    sure.or_else(|| table.columns.iter().find(|c| c.also.iter().any(is_it))).map(|column| column.name.as_str())
}

/// How a stored column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it is.
    Plain,
    /// The year of a day: `hire_year` of `hire_date`.
    Year,
    /// Its quarter: `2024-Q2`.
    Quarter,
    /// Its month: `2024-05`.
    Month,
}

/// The stored column of a table that a name stands for, among the columns that it has.
pub(super) fn stored(table: &str, name: &str, has: &[String]) -> Option<(String, Reading)> {
    let is_there = |wanted: &str| has.iter().find(|column| *column == wanted).cloned();
    let plain = is_there(name)
        .or_else(|| is_there(&format!("{name}_minor")))
        .or_else(|| {
            let spec = schema::table(table)?;
            is_there(&spec.column(meant(spec, name)?)?.stored_name())
        })
        .or_else(|| {
            // Columns that attain does not know are carried along under their own names.
            let wanted = normalised(carried(name).unwrap_or(name));
            has.iter().find(|column| carried(column).is_some_and(|own| normalised(own) == wanted)).cloned()
        });
    if let Some(column) = plain {
        return Some((column, Reading::Plain));
    }
    let parts = [("_year", Reading::Year), ("_quarter", Reading::Quarter), ("_month", Reading::Month)];
    let (base, reading) = parts.into_iter().find_map(|(end, reading)| Some((name.strip_suffix(end)?, reading)))?;
    let of_day = [base.to_string(), format!("{base}_date"), format!("{base}_ts"), format!("{base}_at")];
    Some((of_day.iter().find_map(|wanted| is_there(wanted))?, reading))
}

fn carried(column: &str) -> Option<&str> {
    column.strip_prefix("x_")
}

/// The names by which the rows of a table can be told apart, among the columns that it has: what is text, a whole
/// number or a truth by its own name, what is a day by its year.
pub(super) fn names(table: &str, has: &[String]) -> Vec<String> {
    let spec = schema::table(table);
    let name = |column: &String| -> Option<String> {
        if column.starts_with("valid_") {
            // From when to when a row holds is no attribute of what it is about.
            return None;
        }
        let Some(known) = spec.and_then(|spec| spec.columns.iter().find(|known| known.stored_name() == *column)) else {
            return carried(column).map(|_| column.clone());
        };
        match known.kind {
            ColumnType::Str | ColumnType::Enum | ColumnType::Int | ColumnType::Bool => Some(known.name.clone()),
            ColumnType::Date | ColumnType::Ts => Some(format!("{}_year", known.name.trim_end_matches("_date"))),
            ColumnType::Money | ColumnType::F64 => None,
        }
    };
    has.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_s_files_lead_to_the_canonical_ones() {
        let word = |text: &str| Axis::parse(text).word().to_string();
        for (said, meant) in [
            ("rep_id", "rep"),
            ("业务员", "rep"),
            ("渠道", "channel"),
            ("区域", "region"),
            ("客户.行业", "customer.industry"),
            ("产品．类别", "product.category"),
            ("products.category", "product.category"),
            ("rep.hire_year", "rep.hire_year"),
            ("customer", "customer"),
            ("x_颜色", "x_颜色"),
        ] {
            assert_eq!(word(said), meant, "{said}");
        }
    }

    #[test]
    fn a_stored_column_is_found_by_its_name_its_synonyms_and_what_follows_from_it() {
        let has: Vec<String> = ["hire_date", "net_amount_minor", "x_Colour Code", "region"].map(String::from).to_vec();
        let found = |name: &str| stored("orders", name, &has).map(|(column, _)| column);
        assert_eq!(found("amount").as_deref(), Some("net_amount_minor"));
        assert_eq!(found("colour_code").as_deref(), Some("x_Colour Code"));
        assert_eq!(found("hire_year").as_deref(), Some("hire_date"));
        assert_eq!(found("channel"), None);
    }
}
