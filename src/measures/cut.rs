//! How a question cuts the company: by which dimensions.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, DataType};

use super::MeasureError;
use super::grid::Dimension;
use super::observation::Slice;
use super::people::People;

/// The dimensions of a question, in the order asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cut {
    /// The dimensions; none means the whole company.
    pub dimensions: Vec<Dimension>,
}

/// The slices of a table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutRows {
    /// The slices, sorted; one (empty) slice where there are no dimensions. People without rows have theirs too.
    pub slices: Vec<Vec<Slice>>,
    /// For each row of the table the position of its slice; `None` where the row does not count in this question.
    pub of_row: Vec<Option<u32>>,
}

impl Cut {
    /// Cuts the rows of a table. A row's rep is its `rep_id`, its team that rep's, its region its own `region` or,
    /// without such a column, none.
    ///
    /// # Errors
    /// [`MeasureError::NoSuchDimension`] where the table has nothing to tell the dimension by.
    pub fn rows(&self, people: &People, table: &str, frame: &DataFrame) -> Result<CutRows, MeasureError> {
        let mut members: Vec<Vec<String>> = Vec::new();
        for &dimension in &self.dimensions {
            members.push(members_of(people, table, frame, dimension)?);
        }
        let scope_of = |key_at: &dyn Fn(usize) -> String| -> Vec<Slice> {
            let slice = |(at, dimension): (usize, &Dimension)| Slice {
                dimension: dimension.word().to_string(),
                key: key_at(at),
            };
            self.dimensions.iter().enumerate().map(slice).collect()
        };
        let scopes: Vec<Vec<Slice>> = (0..frame.height()).map(|row| scope_of(&|at| members[at][row].clone())).collect();
        let mut slices = scopes.clone();
        if !self.dimensions.contains(&Dimension::Region) {
            slices.extend(people.all().iter().map(|person| {
                scope_of(&|at| match self.dimensions[at] {
                    Dimension::Team => person.team.clone(),
                    Dimension::Rep | Dimension::Region => person.rep_id.clone(),
                })
            }));
        }
        if self.dimensions.is_empty() {
            slices.push(Vec::new());
        }
        slices.sort();
        slices.dedup();
        let positions: BTreeMap<&Vec<Slice>, u32> =
            slices.iter().enumerate().map(|(at, slice)| (slice, at as u32)).collect();
        let of_row = scopes.iter().map(|scope| positions.get(scope).copied()).collect();
        Ok(CutRows { slices: slices.clone(), of_row })
    }
}

/// The member of each row in one dimension; empty where the row names none.
fn members_of(
    people: &People,
    table: &str,
    frame: &DataFrame,
    dimension: Dimension,
) -> Result<Vec<String>, MeasureError> {
    let column = if dimension == Dimension::Region { "region" } else { "rep_id" };
    let missing =
        || MeasureError::NoSuchDimension { table: table.to_string(), dimension: dimension.word().to_string() };
    let texts = frame.column(column).map_err(|_| missing())?.cast(&DataType::String).map_err(|_| missing())?;
    let texts = texts.str().map_err(|_| missing())?;
    let member = |text: Option<&str>| -> String {
        let text = text.unwrap_or("");
        match dimension {
            Dimension::Team => people.get(text).map_or(String::new(), |person| person.team.clone()),
            Dimension::Rep | Dimension::Region => text.to_string(),
        }
    };
    Ok(texts.iter().map(member).collect())
}
