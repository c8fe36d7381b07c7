//! A filter: which rows count at all.
//!
//! A comparison with an absent value does not hold, and `not`, `!=` and `not in` are the exact opposites of what they
//! turn: a filter and its opposite part the rows into two, so that their sums make the whole.

use std::cmp::Ordering;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::quantity::{Currency, Money, nearest};
use crate::schema;

use super::axis::{Axis, Place};
use super::column::{Column, Kind, Value};
use super::error::CutError;

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal(pub(super) String);

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// With one of the values.
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Nothing stands there.
    Absent,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) column: Axis,
    pub(super) operator: Operator,
    pub(super) values: Vec<Literal>,
}

/// Comparisons joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Test),
}

impl Condition {
    /// All comparisons in it.
    pub(super) fn tests(&self) -> Vec<&Test> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::tests).collect(),
            Condition::Not(inner) => inner.tests(),
            Condition::Test(test) => vec![test],
        }
    }

    /// Changes the columns of all comparisons in it.
    pub(super) fn change_columns(&mut self, change: &impl Fn(&mut Axis)) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter_mut().for_each(|part| part.change_columns(change));
            }
            Condition::Not(inner) => inner.change_columns(change),
            Condition::Test(test) => change(&mut test.column),
        }
    }

    /// Which rows pass.
    pub(super) fn rows(
        &self,
        height: usize,
        read: &dyn Fn(&Axis) -> Result<Column, MeasureError>,
        digits: u32,
    ) -> Result<Vec<bool>, MeasureError> {
        let joined = |parts: &[Condition], start: bool| -> Result<Vec<bool>, MeasureError> {
            let mut rows = vec![start; height];
            for part in parts {
                let passed = part.rows(height, read, digits)?;
                // `true` is kept by all of them, `false` by none of them.
                rows.iter_mut()
                    .zip(passed)
                    .for_each(|(row, pass)| *row = if start { *row && pass } else { *row || pass });
            }
            Ok(rows)
        };
        match self {
            Condition::All(parts) => joined(parts, true),
            Condition::Any(parts) => joined(parts, false),
            Condition::Not(inner) => Ok(inner.rows(height, read, digits)?.into_iter().map(|pass| !pass).collect()),
            Condition::Test(test) => {
                let column = read(&test.column)?;
                let passes = test.passes(&column, digits)?;
                Ok(column.of_row.iter().map(|&value| passes[value as usize]).collect())
            }
        }
    }
}

impl Test {
    /// Whether it holds, for each distinct value of the column.
    fn passes(&self, column: &Column, digits: u32) -> Result<Vec<bool>, MeasureError> {
        if self.operator == Operator::Absent {
            return Ok(column.values.iter().map(|value| *value == Value::Absent).collect());
        }
        if column.kind == Kind::Text && self.operator != Operator::Equal {
            return Err(CutError::NoOrder { column: self.column.word().to_string() }.into());
        }
        let wanted: Vec<Wanted> =
            self.values.iter().map(|literal| self.wanted(literal, column.kind, digits)).collect::<Result<_, _>>()?;
        let holds = |value: &Value| wanted.iter().any(|wanted| wanted.holds(value, self.operator));
        Ok(column.values.iter().map(holds).collect())
    }

    fn wanted(&self, literal: &Literal, kind: Kind, digits: u32) -> Result<Wanted, MeasureError> {
        let text = literal.0.trim();
        let (found, holds) = match kind {
            Kind::Text => (Some(Wanted::Text([text.to_string(), self.canonical(text)])), "text"),
            Kind::Whole => (decimal(text, 0), "whole numbers"),
            Kind::Money => (decimal(text, digits), "amounts of money"),
            Kind::Number => {
                (text.parse().ok().filter(|number: &f64| number.is_finite()).map(Wanted::Number), "numbers")
            }
            Kind::Day => (text.parse().ok().map(Wanted::Day), "days (2024-01-31)"),
            Kind::Truth => (truth(text).map(Wanted::Truth), "true or false"),
        };
        let wrong =
            || CutError::WrongValue { column: self.column.word().to_string(), value: text.to_string(), kind: holds };
        found.ok_or_else(|| wrong().into())
    }

    /// The value that a word of an enumeration stands for: 赢单 is `won`.
    fn canonical(&self, text: &str) -> String {
        let name = match &self.column.place {
            Place::Own(name) | Place::Joined(_, name) => name,
            Place::Rep | Place::Team => return text.to_string(),
        };
        let columns = schema::tables().iter().filter_map(|table| table.column(name));
        let mut words = columns.filter_map(|column| column.enum_word(text));
        words.next().map_or_else(|| text.to_string(), str::to_string)
    }

    /// The values asked for that stand nowhere in the column, with the nearest ones that do.
    pub(super) fn unknown(&self, column: &Column) -> Vec<(String, String, Vec<String>)> {
        if column.kind != Kind::Text || self.operator != Operator::Equal {
            return Vec::new();
        }
        let mut known: Vec<String> = column.values.iter().map(Value::key).filter(|key| !key.is_empty()).collect();
        known.sort();
        known.dedup();
        let is_known = |text: &str| known.iter().any(|key| key == text || *key == self.canonical(text));
        let missing = self.values.iter().filter(|literal| !is_known(literal.0.trim()));
        let named = |literal: &Literal| {
            // Whoever writes `north` for `North` should see it first.
            let lower = literal.0.trim().to_lowercase();
            let mut near: Vec<String> = known.iter().filter(|key| key.to_lowercase() == lower).cloned().collect();
            near.extend(nearest(literal.0.trim(), known.iter().map(String::as_str)));
            let mut seen = std::collections::BTreeSet::new();
            near.retain(|key| seen.insert(key.clone()));
            near.truncate(3);
            (self.column.word().to_string(), literal.0.clone(), near)
        };
        missing.map(named).collect()
    }
}

impl Test {
    /// The column with its lowest and highest value, where less or more of it is asked for; none where it has no value.
    pub(super) fn reach(&self, column: &Column, currency: Option<Currency>) -> Option<(String, String, String)> {
        if matches!(self.operator, Operator::Equal | Operator::Absent) {
            return None;
        }
        let known = || column.values.iter().filter(|value| **value != Value::Absent);
        let told = |value: &Value| match (column.kind, value, currency) {
            (Kind::Money, Value::Whole(minor), Some(currency)) => Money::new(*minor, currency).to_string(),
            _ => value.key(),
        };
        let (lowest, highest) = (known().min_by(|a, b| by_size(a, b))?, known().max_by(|a, b| by_size(a, b))?);
        Some((self.column.word().to_string(), told(lowest), told(highest)))
    }
}

/// The order of two values of one column that is not of text.
fn by_size(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Whole(one), Value::Whole(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.total_cmp(other),
        (Value::Day(one), Value::Day(other)) => one.cmp(other),
        (Value::Truth(one), Value::Truth(other)) => one.cmp(other),
        _ => Ordering::Equal,
    }
}

/// A value to compare with, in the form of the column.
enum Wanted {
    /// As it was written, and the value of an enumeration that it stands for.
    Text([String; 2]),
    /// Tens to the power of minus `.1` of the column's own whole numbers.
    Decimal(i128, u32),
    Number(f64),
    Day(Day),
    Truth(bool),
}

impl Wanted {
    fn holds(&self, value: &Value, operator: Operator) -> bool {
        let order = match (self, value) {
            (Wanted::Text(wanted), Value::Text(text)) if wanted.contains(text) => Some(Ordering::Equal),
            (Wanted::Decimal(wanted, places), Value::Whole(whole)) => {
                (i128::from(*whole) * 10_i128.pow(*places)).partial_cmp(wanted)
            }
            (Wanted::Number(wanted), Value::Number(number)) => number.partial_cmp(wanted),
            (Wanted::Day(wanted), Value::Day(day)) => day.partial_cmp(wanted),
            (Wanted::Truth(wanted), Value::Truth(truth)) => truth.partial_cmp(wanted),
            _ => None,
        };
        match (operator, order) {
            (_, None) | (Operator::Absent, _) => false,
            (Operator::Equal, Some(order)) => order == Ordering::Equal,
            (Operator::Less, Some(order)) => order == Ordering::Less,
            (Operator::LessOrEqual, Some(order)) => order != Ordering::Greater,
            (Operator::Greater, Some(order)) => order == Ordering::Greater,
            (Operator::GreaterOrEqual, Some(order)) => order != Ordering::Less,
        }
    }
}

/// The most digits that are read of a number, so that nothing overflows.
const MOST_DIGITS: usize = 17;

/// A decimal number, exactly, in units of 10^-`digits`: 1.005 in cents is 1005 tenths of a cent.
fn decimal(text: &str, digits: u32) -> Option<Wanted> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let (is_negative, magnitude) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let all_digits = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if !all_digits
        || whole.is_empty() && fraction.is_empty()
        || whole.len() > MOST_DIGITS
        || fraction.len() > MOST_DIGITS
    {
        return None;
    }
    let written: i128 = format!("{whole}{fraction}").parse().ok()?;
    let places = fraction.len() as u32;
    // 10 → 1000 cents; 1.005 → 1005 with one place more than a cent has.
    let (scaled, more) =
        if places <= digits { (written * 10_i128.pow(digits - places), 0) } else { (written, places - digits) };
    Some(Wanted::Decimal(if is_negative { -scaled } else { scaled }, more))
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "是" | "真" => Some(true),
        "false" | "no" | "0" | "否" | "假" => Some(false),
        _ => None,
    }
}
