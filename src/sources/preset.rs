//! Presets: the exports that people really have, as data (`presets.toml`).
//!
//! A preset names a table, the titles by which the export is recognised, and which titles stand for which columns. It
//! fills in what the configuration leaves open, and columns that an export lacks are simply not there.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::quantity::nearest;
use crate::schema::{Heading, normalised};

use super::SourceError;
use super::settings::{ColumnDetail, SourceSettings};

/// A known export.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The name in a configuration.
    pub name: String,
    /// What it is called in English.
    pub title_en: String,
    /// What it is called in Chinese.
    pub title_zh: String,
    /// The canonical table.
    pub table: String,
    /// The titles that must be there; of each list one.
    pub needs: Vec<Vec<String>>,
    /// Canonical column → the titles that stand for it, the better ones first.
    #[serde(default)]
    pub columns: BTreeMap<String, Vec<String>>,
    /// Canonical column → what a number is divided by.
    #[serde(default)]
    pub divide_by: BTreeMap<String, f64>,
    /// Canonical column → the export's words and what they stand for.
    #[serde(default)]
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// How dates are written, where it is always the same.
    #[serde(default)]
    pub date_format: Option<String>,
    /// The decimal sign, where it is always the same.
    #[serde(default)]
    pub decimal: Option<String>,
}

/// All presets, in the order of their file.
pub fn presets() -> &'static [Preset] {
    #[derive(Deserialize)]
    struct File {
        preset: Vec<Preset>,
    }
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let file: File = toml::from_str(include_str!("presets.toml")).expect("the tests read presets.toml");
        file.preset
    })
}

/// The preset of this name.
///
/// ```
/// assert_eq!(attain::sources::find_preset("hubspot-deals").unwrap().table, "opportunities");
/// ```
pub fn find(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

/// The presets whose titles a header has, the one that explains most of it first.
pub fn recognised(header: &[String]) -> Vec<&'static Preset> {
    let mut found: Vec<&Preset> = presets().iter().filter(|preset| preset.is_recognised(header)).collect();
    found.sort_by_key(|preset| std::cmp::Reverse(preset.needs.len() + preset.explained(header)));
    found
}

/// The settings with what their preset says about forms, where they are silent; columns are filled in when the header
/// is known.
///
/// # Errors
/// [`SourceError::UnknownPreset`], and [`SourceError::PresetOfOtherTable`] where it belongs to another table.
pub fn applied(settings: &SourceSettings) -> Result<SourceSettings, SourceError> {
    let Some(preset) = chosen(settings)? else { return Ok(settings.clone()) };
    let mut filled = settings.clone();
    filled.date_format = filled.date_format.or_else(|| preset.date_format.clone());
    filled.decimal = filled.decimal.or_else(|| preset.decimal.clone());
    Ok(filled)
}

/// The preset that the settings name.
pub(super) fn chosen(settings: &SourceSettings) -> Result<Option<&'static Preset>, SourceError> {
    let Some(name) = &settings.preset else { return Ok(None) };
    let preset = find(name).ok_or_else(|| SourceError::UnknownPreset {
        name: name.clone(),
        nearest: nearest(name, presets().iter().map(|preset| preset.name.as_str())),
    })?;
    if preset.table != settings.table {
        return Err(SourceError::PresetOfOtherTable {
            preset: name.clone(),
            table: settings.table.clone(),
            belongs_to: preset.table.clone(),
        });
    }
    Ok(Some(preset))
}

impl Preset {
    /// Whether a header has the titles that it needs.
    pub fn is_recognised(&self, header: &[String]) -> bool {
        let titles: Vec<String> = header.iter().map(|title| normalised(title)).collect();
        self.needs.iter().all(|any| any.iter().any(|title| titles.contains(&normalised(title))))
    }

    /// How many columns it finds in a header.
    pub fn explained(&self, header: &[String]) -> usize {
        self.columns.keys().filter(|column| self.field(column, header).is_some()).count()
    }

    /// The field that stands for a column: the first of its titles that the header has, with or without a unit.
    pub fn field(&self, column: &str, header: &[String]) -> Option<usize> {
        let titles = self.columns.get(column)?;
        let whole = |title: &String| header.iter().position(|name| normalised(name) == normalised(title));
        let without_unit = |title: &String| {
            let is = |name: &String| Heading::read(name).bare.is_some_and(|(bare, _)| bare == normalised(title));
            header.iter().position(is)
        };
        titles.iter().find_map(whole).or_else(|| titles.iter().find_map(without_unit))
    }

    /// What is done to the text of a column.
    pub(super) fn detail(&self, column: &str, title: &str) -> ColumnDetail {
        ColumnDetail {
            column: Some(title.to_string()),
            divide_by: self.divide_by.get(column).copied(),
            words: self.words.get(column).cloned().unwrap_or_default(),
            ..ColumnDetail::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::schema::{self, ColumnType};

    use super::*;

    fn names(header: &str) -> Vec<&'static str> {
        let header: Vec<String> = header.split(',').map(str::to_string).collect();
        recognised(&header).into_iter().map(|preset| preset.name.as_str()).collect()
    }

    #[test]
    fn every_preset_speaks_of_columns_that_there_are_and_has_its_own_name() {
        let mut seen = BTreeSet::new();
        for preset in presets() {
            assert!(seen.insert(&preset.name), "{} stands twice", preset.name);
            assert!(!preset.needs.is_empty() && !preset.title_zh.is_ascii(), "{}", preset.name);
            let table = schema::table(&preset.table).unwrap_or_else(|| panic!("{}", preset.name));
            for column in preset.columns.keys().chain(preset.words.keys()).chain(preset.divide_by.keys()) {
                assert!(table.column(column).is_some(), "{}: {column}", preset.name);
            }
            for (column, words) in &preset.words {
                let spec = table.column(column).unwrap();
                let known = |word: &String| spec.kind != ColumnType::Enum || spec.enum_word(word).is_some();
                assert!(words.values().all(known), "{}: {column}", preset.name);
            }
        }
    }

    #[test]
    fn every_preset_recognises_the_header_that_it_needs() {
        for preset in presets() {
            let header: Vec<String> = preset.needs.iter().map(|any| any[0].clone()).collect();
            assert!(preset.is_recognised(&header), "{}", preset.name);
            assert!(!preset.is_recognised(&header[1..]), "{} needs nothing", preset.name);
        }
    }

    #[test]
    fn exports_are_known_by_their_titles() {
        for (name, header) in [
            (
                "salesforce-opportunities",
                "Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount,Expected Revenue,Probability (%),Age,Close Date,Created Date,Next Step,Lead Source,Type",
            ),
            (
                "salesforce-accounts",
                "Account Owner,Account Name,Account Site,Billing State/Province,Type,Rating,Last Activity,Last Modified Date",
            ),
            (
                "hubspot-deals",
                "Record ID,Deal Name,Amount,Deal Stage,Close Date,Create Date,Deal owner,Pipeline,Associated Company",
            ),
            (
                "dynamics-opportunities",
                "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Est. close date,Est. revenue,Contact,Probability,Rating,Owner,Status",
            ),
            (
                "sap-orders-de",
                "Belegdatum,Verkaufsbeleg,Position,Auftraggeber,Material,Auftragsmenge,Nettowert,Belegwährung",
            ),
            (
                "sap-orders-en",
                "Document Date,Sales Document,Item,Sold-to party,Material,Order Quantity,Net value,Currency",
            ),
            (
                "fxiaoke-opportunities",
                "商机名称,客户名称,商机金额,预计成交日期,销售流程,阶段,负责人,负责人主属部门,创建时间",
            ),
            (
                "kingdee-k3-sales-issues",
                "日期,单据编号,购货单位,产品代码,产品名称,实发数量,销售单价,销售金额,业务员,部门",
            ),
            (
                "kingdee-cloud-sales",
                "单据类型,单据编号,日期,客户,销售员,物料编码,物料名称,销售数量,单价,含税单价,金额,价税合计",
            ),
            (
                "xero-invoice-lines",
                "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,InventoryItemCode,*Description,*Quantity,*UnitAmount,Currency",
            ),
            (
                "quickbooks-sales-lines",
                "Date,Transaction Type,Num,Customer,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance",
            ),
        ] {
            assert_eq!(names(header).first(), Some(&name), "{header}");
        }
        assert_eq!(names("order_id,order_date,customer_id,amount"), Vec::<&str>::new());
        assert_eq!(names("SalesOrderNumber,OrderDate,ProductKey,ResellerKey,EmployeeKey,Sales"), Vec::<&str>::new());
    }

    #[test]
    fn a_title_with_a_unit_is_found_too() {
        let header = ["商机名称", "商机金额（万元）"].map(str::to_string);
        assert_eq!(find("fxiaoke-opportunities").unwrap().field("amount", &header), Some(1));
    }

    #[test]
    fn a_preset_fills_in_what_the_settings_leave_open() {
        let settings = |text: &str| toml::from_str(&format!("files = []\n{text}")).unwrap();
        let filled = applied(&settings("table = 'orders'\npreset = 'sap-orders-de'")).unwrap();
        assert_eq!((filled.date_format.as_deref(), filled.decimal.as_deref()), (Some("%d.%m.%Y"), Some(",")));
        let own = applied(&settings("table = 'orders'\npreset = 'sap-orders-de'\ndecimal = '.'")).unwrap();
        assert_eq!(own.decimal.as_deref(), Some("."));
    }

    #[test]
    fn an_unknown_preset_names_its_neighbours_and_a_foreign_table_is_refused() {
        let settings = |text: &str| toml::from_str(&format!("files = []\n{text}")).unwrap();
        let unknown = applied(&settings("table = 'opportunities'\npreset = 'hubspot-deal'")).unwrap_err();
        assert_eq!(unknown.to_string(), "there is no preset `hubspot-deal`");
        assert!(unknown.hint().unwrap().contains("`hubspot-deals`"));
        let foreign = applied(&settings("table = 'orders'\npreset = 'hubspot-deals'")).unwrap_err();
        assert_eq!(
            foreign.to_string(),
            "the preset `hubspot-deals` is for the table `opportunities`, not for `orders`"
        );
    }
}
