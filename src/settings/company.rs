//! `[company]`: name, currency, calendar, time zone.

use serde::{Deserialize, Serialize};

use crate::quantity::Currency;

/// `[company]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CompanySettings {
    /// Printed on the pack.
    pub name: String,
    /// ISO 4217; USD is assumed, and said to be assumed, where it is absent.
    pub currency: Option<Currency>,
    /// 1 to 12; 1 is the calendar year. `[calendar]` says the rest.
    pub fiscal_start_month: u32,
    /// The zone in which a timestamp becomes a business day, such as `Asia/Shanghai`; UTC where it is absent.
    pub time_zone: Option<String>,
    /// Whether the business began with the data, so that the first months' customers really are new.
    pub history_starts_with_business: bool,
    /// Whether amounts of deals and contracts are a year's value or that of the whole term. It changes no number: it
    /// stands behind every one, since nothing in the data tells.
    pub contract_value: Option<ContractValue>,
    /// Source and licence of example data, printed on the pack.
    pub data_notice: String,
}

impl Default for CompanySettings {
    fn default() -> Self {
        CompanySettings {
            name: String::new(),
            currency: None,
            fiscal_start_month: 1,
            time_zone: None,
            history_starts_with_business: false,
            contract_value: None,
            data_notice: String::new(),
        }
    }
}

/// What the amount of a deal over several years is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractValue {
    /// The value of one year (ACV).
    Annual,
    /// The value of the whole term (TCV).
    Total,
}
