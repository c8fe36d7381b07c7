//! What can be wrong with how a company is to be cut.

use std::fmt;

/// A dimension or a filter that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CutError {
    /// No table has a column of this name.
    UnknownDimension {
        /// What was received.
        dimension: String,
        /// The nearest names.
        nearest: Vec<String>,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The rows of this table cannot be told apart by it.
    NotInTable {
        /// The table.
        table: String,
        /// The dimension.
        dimension: String,
        /// The dimensions that its rows have.
        has: Vec<String>,
    },
    /// The table with the attribute is not in the store.
    NoAttributes {
        /// The dimension.
        dimension: String,
        /// The table that is missing.
        table: String,
    },
    /// A column of amounts, by which rows can be filtered but not sliced.
    IsAnAmount {
        /// The dimension.
        dimension: String,
    },
    /// A dimension is named twice.
    Twice {
        /// The dimension.
        dimension: String,
    },
    /// A metric that speaks of reps cannot be cut by something else.
    OnlyByReps {
        /// The metric.
        metric: String,
        /// The dimension, or the column of the filter.
        dimension: String,
    },
    /// The same of a metric that does not speak of units either.
    OnlyByRepsNotUnits {
        /// The metric.
        metric: String,
        /// The dimension, or the column of the filter.
        dimension: String,
    },
    /// The filter is no sentence of its language.
    Unreadable {
        /// The filter.
        text: String,
        /// Where reading stopped, in characters from 0.
        at: usize,
        /// What could have stood there.
        expected: Expected,
    },
    /// A value that the column cannot have.
    WrongValue {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// What the column holds.
        kind: &'static str,
    },
    /// Text has no order.
    NoOrder {
        /// The column.
        column: String,
    },
    /// No row passes the filter.
    NothingLeft {
        /// The filter.
        filter: String,
        /// The table.
        table: String,
        /// Columns, values that stand nowhere in them, and the nearest that do.
        unknown: Vec<(String, String, Vec<String>)>,
        /// Columns of which the filter asks for less or more, with their lowest and highest values.
        reach: Vec<(String, String, String)>,
    },
    /// The metric by which the largest are to be chosen has no value for these slices.
    NoRanking {
        /// The metric.
        metric: String,
    },
}

/// What could have stood where a filter could not be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A column.
    Column,
    /// A comparison.
    Comparison,
    /// A value.
    Value,
    /// A comma or the closing bracket of a list.
    ListEnd,
    /// The opening bracket of a list.
    ListStart,
    /// A closing bracket.
    Closing,
    /// `and`, `or`, or the end.
    Connective,
    /// The closing quote.
    Quote,
    /// `null`.
    Null,
    /// Fewer brackets within brackets.
    LessDepth,
}

impl Expected {
    fn words(self) -> &'static str {
        match self {
            Expected::Column => "a column is expected here",
            Expected::Comparison => "=, !=, <, <=, >, >=, in, not in, is null or is not null is expected here",
            Expected::Value => "a value is expected here",
            Expected::ListEnd => "a comma or `)` is expected here",
            Expected::ListStart => "a list in brackets is expected here",
            Expected::Closing => "`)` is expected here",
            Expected::Connective => "`and`, `or` or the end is expected here",
            Expected::Quote => "this quote is not closed",
            Expected::Null => "`null` or `not null` is expected here",
            Expected::LessDepth => "the brackets lie too deep",
        }
    }
}

/// The text, and under it a caret at the place; wide characters take two columns of a terminal.
pub fn pointed_at(text: &str, at: usize) -> String {
    let width = |c: char| if is_wide(c) { 2 } else { 1 };
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before: usize = one_line.chars().take(at).map(width).sum();
    format!("  {one_line}\n  {}^", " ".repeat(before))
}

fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x2_0000..=0x3_fffd)
}

impl fmt::Display for CutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CutError::UnknownDimension { dimension, .. } => write!(f, "there is no dimension `{dimension}`"),
            CutError::NotInTable { table, dimension, .. } => {
                write!(f, "the rows of `{table}` have nothing to tell `{dimension}` by")
            }
            CutError::NoAttributes { dimension, table } => {
                write!(f, "`{dimension}` is not known: the store holds no table `{table}`")
            }
            CutError::IsAnAmount { dimension } => {
                write!(f, "`{dimension}` holds amounts, which make no slices")
            }
            CutError::Twice { dimension } => write!(f, "the dimension `{dimension}` is named twice"),
            CutError::OnlyByReps { metric, dimension } | CutError::OnlyByRepsNotUnits { metric, dimension } => {
                write!(f, "`{metric}` cannot be cut by `{dimension}`: quotas belong to reps")
            }
            CutError::Unreadable { text, at, expected } => {
                write!(f, "the filter cannot be read: {}\n{}", expected.words(), pointed_at(text, *at))
            }
            CutError::WrongValue { column, value, kind } => {
                write!(f, "`{column}` holds {kind}, and `{value}` is none")
            }
            CutError::NoOrder { column } => write!(f, "`{column}` holds text, which is not less or greater"),
            CutError::NothingLeft { filter, table, .. } => {
                write!(f, "no row of `{table}` passes the filter `{filter}`")
            }
            CutError::NoRanking { metric } => write!(f, "`{metric}` has no value by which to choose the largest"),
        }
    }
}

impl std::error::Error for CutError {}

impl CutError {
    /// The way out.
    pub fn hint(&self) -> String {
        match self {
            CutError::UnknownDimension { nearest, known, .. } => {
                format!("did you mean {}? There are {}", nearest.join(", "), known.join(", "))
            }
            CutError::NotInTable { has, .. } => {
                format!("leave it out, or cut by what they have: {}", has.join(", "))
            }
            CutError::NoAttributes { table, .. } => format!("load one: attain ingest FILE --table {table}"),
            CutError::IsAnAmount { dimension } => format!("filter by it: --where \"{dimension} > 1000\""),
            CutError::Twice { .. } => "name each dimension once: --by team,rep".to_string(),
            CutError::OnlyByReps { .. } => {
                "cut it by rep, team, unit or a column of the reps, or leave it out".to_string()
            }
            CutError::OnlyByRepsNotUnits { .. } => {
                "cut it by rep, team or a column of the reps, or leave it out; by units ask for attainment".to_string()
            }
            CutError::Unreadable { .. } => "write it like this: --where \"region = North and product.category in \
                 ('Office Supplies', Chairs) and amount > 1000\"; values with spaces stand in quotes"
                .to_string(),
            CutError::WrongValue { kind, .. } => format!("write {kind} after it"),
            CutError::NoOrder { .. } => "compare it with =, !=, in or not in".to_string(),
            CutError::NothingLeft { unknown, reach, .. } if unknown.is_empty() && reach.is_empty() => {
                "each value is there, but no row has them all: leave a condition out".to_string()
            }
            CutError::NothingLeft { unknown, reach, .. } => {
                let each = unknown.iter().map(|(column, value, nearest)| {
                    format!("`{column}` is never `{value}`, but there are {}", nearest.join(", "))
                });
                let reaching = |(column, lowest, highest): &(String, String, String)| {
                    format!("`{column}` reaches from {lowest} to {highest}")
                };
                each.chain(reach.iter().map(reaching)).collect::<Vec<_>>().join("; ")
            }
            CutError::NoRanking { .. } => "name another metric: --top-by revenue_net".to_string(),
        }
    }

    /// Whether it is the command that is wrong, and not the data.
    pub fn is_usage(&self) -> bool {
        !matches!(self, CutError::NoAttributes { .. } | CutError::NothingLeft { .. } | CutError::NoRanking { .. })
    }
}
