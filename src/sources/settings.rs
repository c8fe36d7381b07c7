//! What the configuration says about sources.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::quantity::nearest;

use super::check_catalogue::{self, Severity};

/// One `[[source]]`: a table, its files, and how their columns are called.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSettings {
    /// The canonical table that the files belong to.
    pub table: String,
    /// Paths, folders and patterns, read from the folder in which the configuration lies; `-` is standard input.
    /// Empty where the table comes from a database.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The kind of a database (`postgresql`, `snowflake`, `bigquery`, `flightsql`, `sqlite`), in place of files; its
    /// ADBC driver is a shared library that the system finds as `adbc_driver_KIND`, or the one of `driver`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adbc: Option<String>,
    /// The driver's shared library or manifest, read from the folder in which the configuration lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// The database's address; `${NAME}` stands for an environment variable, and a password stands nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// A file with the address, which only its owner may be able to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri_file: Option<String>,
    /// What is fetched: one SELECT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// A column of the query that only grows (a time of change, a serial number): the next load fetches what is at or
    /// above its highest value. Without one everything is fetched each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<String>,
    /// A known export (`attain init --presets` lists them), which names columns and forms; what stands here wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// The text's encoding, such as `GB18030`; found from the content where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// A workbook's sheet, by name or by number from 1; the first visible one with rows where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<SheetChoice>,
    /// The row or line of the header, from 1; found from the content where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// The separator; found from the header where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// The quote, or `none`; `"`, or `'` where the header is written with it, where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How dates are written: `D/M/Y`, `M/D/Y`, or a strftime pattern; found from the column where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    /// The decimal sign, `.` or `,`; found from the columns where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// The zone of timestamps that name none, such as `Asia/Shanghai`; `[company] time_zone` where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Whether the returns of orders, told by their line type, are written without a minus: their amounts, quantities
    /// and costs are turned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsigned_returns: bool,
    /// A table with one column a month, turned into one row a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wide: Option<WideSettings>,
    /// Canonical column → where its value comes from; columns that are not named are matched by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnSource>,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SheetChoice {
    /// By its place, from 1; hidden sheets count.
    Number(u32),
    /// By its name.
    Name(String),
}

/// `wide`: which columns of a wide table are months, and what stands in them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WideSettings {
    /// The columns that hold one month (or quarter) each; where it is empty, every column whose name is one.
    pub columns: Vec<String>,
    /// The canonical column that their cells stand for; `value` of `quotas` where it is absent.
    pub value: Option<String>,
    /// The year of month names without one, such as `Jan`.
    pub year: Option<i32>,
}

/// Where the value of a canonical column comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ColumnSource {
    /// The file's column of this name.
    Column(String),
    /// A column that is translated or scaled, or a constant.
    Detail(ColumnDetail),
}

/// A column that is translated through another file or scaled, or a constant for every row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDetail {
    /// The file's column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The same value for every row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// The file that translates the value, beside the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The column of that file in which the value stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The column of that file that holds the translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Divides a number: 100 turns percent into a fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divide_by: Option<f64>,
    /// Multiplies a number or an amount: 10000 for a column written in 万元. For amounts a power of ten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiply_by: Option<f64>,
    /// The file's words and what they stand for, such as `{ "In Arbeit" = "open" }`; other values stay as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// For a period: the column with the year, where this one holds only a month's name or number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
}

impl<'de> Deserialize<'de> for ColumnSource {
    /// By hand, because an untagged enum would answer a typing mistake with "did not match any variant".
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StringOrTable;
        impl<'de> Visitor<'de> for StringOrTable {
            type Value = ColumnSource;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column's name in the file, or a table such as { column = \"Manager\", file = …, key = …, value = … }")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<ColumnSource, E> {
                Ok(ColumnSource::Column(name.to_string()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<ColumnSource, M::Error> {
                ColumnDetail::deserialize(MapAccessDeserializer::new(map)).map(ColumnSource::Detail)
            }
        }
        deserializer.deserialize_any(StringOrTable)
    }
}

/// What happens when rows cannot be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadRows {
    /// Nothing is loaded: a review must not miss rows that nobody knows of.
    #[default]
    Stop,
    /// The good rows are loaded, the bad ones written beside the store with the reason.
    Reject,
}

/// `[checks]`: what the load checks do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckSettings {
    /// `stop` (the default) or `reject`.
    pub bad_rows: BadRows,
    /// `[checks.rules]`: what single checks do, by their ids; `attain check --list` lists them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, Severity>,
}

/// A rule of `[checks.rules]` that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The id as it was written.
    pub check: String,
    /// What it was taken for.
    pub received: String,
    /// What would be right.
    pub allowed: String,
}

impl CheckSettings {
    /// What happens where this check finds something: what the configuration says of it, else the default of the
    /// catalogue, where rows that stop a load are rejected instead under `bad_rows = "reject"`.
    ///
    /// An id that is in no catalogue stops the load: the configuration is checked before (see
    /// [`CheckSettings::fault`]), so it can only come from a rule that was forgotten there.
    pub fn severity(&self, check: &str) -> Severity {
        if let Some(configured) = self.rules.get(check) {
            return *configured;
        }
        match check_catalogue::check(check) {
            Some(spec) if spec.default != Severity::Stop => spec.default,
            Some(spec) if spec.firm || self.bad_rows == BadRows::Stop => Severity::Stop,
            Some(_) => Severity::Reject,
            None => Severity::Stop,
        }
    }

    /// The first rule with an id that there is not, or with a severity that this check cannot have.
    pub fn fault(&self) -> Option<RuleFault> {
        self.rules.iter().find_map(|(id, severity)| match check_catalogue::check(id) {
            None => {
                let known = check_catalogue::checks().iter().map(|spec| spec.id.as_str());
                Some(RuleFault {
                    check: id.clone(),
                    received: "no check".to_string(),
                    allowed: format!("did you mean {}? `attain check --list` lists all", nearest(id, known).join(", ")),
                })
            }
            Some(spec) if !spec.allowed.contains(severity) => {
                let words: Vec<&str> = spec.allowed.iter().map(|severity| severity.word()).collect();
                Some(RuleFault {
                    check: id.clone(),
                    received: format!("set to {}, which this check cannot do", severity.word()),
                    allowed: format!("it can {}", words.join(", ")),
                })
            }
            Some(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> CheckSettings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_check_does_what_is_configured_else_what_the_catalogue_says() {
        let plain = CheckSettings::default();
        assert_eq!(plain.severity("duplicate_key"), Severity::Stop);
        assert_eq!(plain.severity("orphan_ids"), Severity::Warn);
        let configured = settings("[rules]\norphan_ids = 'ignore'\nsign_against_type = 'warn'");
        assert_eq!(configured.severity("orphan_ids"), Severity::Ignore);
        assert_eq!(configured.severity("sign_against_type"), Severity::Warn);
        assert_eq!(configured.severity("duplicate_key"), Severity::Stop);
    }

    #[test]
    fn bad_rows_are_rejected_where_that_is_asked_for_and_a_cycle_of_units_still_stops() {
        let rejecting = settings("bad_rows = 'reject'\n[rules]\nempty = 'stop'");
        assert_eq!(rejecting.severity("duplicate_key"), Severity::Reject);
        assert_eq!(rejecting.severity("unit_cycle"), Severity::Stop);
        assert_eq!(rejecting.severity("empty"), Severity::Stop);
        assert_eq!(rejecting.severity("orphan_ids"), Severity::Warn);
    }

    #[test]
    fn a_check_that_there_is_not_is_refused_with_the_nearest_names() {
        let fault = settings("[rules]\norphan_id = 'warn'").fault().unwrap();
        assert_eq!((fault.check.as_str(), fault.received.as_str()), ("orphan_id", "no check"));
        assert!(fault.allowed.contains("did you mean orphan_ids"), "{}", fault.allowed);
    }

    #[test]
    fn a_severity_that_a_check_cannot_have_is_refused_with_those_it_can() {
        let fault = settings("[rules]\nnot_a_day = 'warn'").fault().unwrap();
        assert_eq!(fault.received, "set to warn, which this check cannot do");
        assert_eq!(fault.allowed, "it can stop, reject");
        assert_eq!(settings("[rules]\nnot_a_day = 'reject'").fault(), None);
    }
}
