//! How a question cuts the company: by which dimensions, which rows count at all, and which slices stand alone.
//!
//! A cut is read from what a person wrote ([`Cut::parse`]), then bound to the tables of a store ([`Cut::bound`]), which
//! reads the attributes that its dimensions need. After that it cuts the rows of any table ([`Cut::rows`]).

mod attributes;
mod axis;
mod column;
mod error;
mod filter;
mod numbering;
mod parser;
mod slices;
mod table;
mod tokens;
mod top;
#[cfg(test)]
mod trials;

use polars::prelude::DataFrame;

use super::MeasureError;
use super::company::Tables;
use super::grid::Dimension;
use super::observation::Slice;
use super::people::People;
use crate::quantity::Currency;

use attributes::Attributes;
pub(super) use attributes::columns_of;
use filter::Condition;
use table::TableRows;

pub use axis::{Axis, Entity};
pub use error::{CutError, Expected, pointed_at};
pub(super) use numbering::{NamesByKey, Numbering};
pub use top::{OTHERS, in_rank, largest};
pub(super) use top::{Parts, ranked, total};

/// The dimensions of a question, in the order asked for, and what else narrows it. The default is the whole company.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cut {
    axes: Vec<Axis>,
    filter: Option<(String, Condition)>,
    /// The slices that stand alone; all others are one.
    kept: Option<Vec<Vec<Slice>>>,
    attributes: Attributes,
    /// Of the money in the tables; none before the cut is bound to any.
    currency: Option<Currency>,
}

/// A column, a value that stands nowhere in it, and the nearest that do.
pub type Unmatched = (String, String, Vec<String>);

/// The slices of a table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutRows {
    /// The slices, sorted; one (empty) slice where there are no dimensions. Where only some stand alone, the others are
    /// one slice, [`OTHERS`]. People without rows have theirs too, unless the dimensions tell apart more than people.
    pub slices: Vec<Vec<Slice>>,
    /// For each row of the table the position of its slice; `None` where the row does not count in this question.
    pub of_row: Vec<Option<u32>>,
}

impl Cut {
    /// By dimensions of the facts, without a filter.
    pub fn by(dimensions: &[Dimension]) -> Cut {
        Cut { axes: dimensions.iter().map(|&dimension| Axis::from(dimension)).collect(), ..Cut::default() }
    }

    /// Reads dimensions and a filter as they were written. Whether there are such columns is not looked at yet.
    ///
    /// # Errors
    /// [`CutError::Twice`], [`CutError::Unreadable`].
    ///
    /// ```
    /// use attain::measures::cut::Cut;
    /// let cut = Cut::parse(&["product.category".into()], Some("地区 =（华东）")).unwrap_err();
    /// assert!(cut.to_string().contains('^'));
    /// assert!(Cut::parse(&["渠道".into()], Some("地区 = 华东 and amount >= 10.50")).is_ok());
    /// ```
    pub fn parse(by: &[String], filter: Option<&str>) -> Result<Cut, MeasureError> {
        let mut axes: Vec<Axis> = Vec::new();
        for axis in by.iter().map(|word| Axis::parse(word)) {
            if axes.iter().any(|known| known.word() == axis.word()) {
                return Err(CutError::Twice { dimension: axis.word().to_string() }.into());
            }
            axes.push(axis);
        }
        let filter =
            filter.map(|text| Ok::<_, CutError>((text.trim().to_string(), parser::parse(text)?))).transpose()?;
        Ok(Cut { axes, filter, ..Cut::default() })
    }

    /// Reads what the dimensions and the filter need of the tables about reps, customers and products. Where the orders
    /// have no column of regions and the reps have one, `region` is that of the row's rep in every table.
    ///
    /// # Errors
    /// [`CutError::UnknownDimension`], [`CutError::NoAttributes`].
    pub fn bound(mut self, tables: &Tables, currency: Currency) -> Result<Cut, MeasureError> {
        if table::regions_are_of_reps(tables)? {
            self.axes.iter_mut().for_each(Axis::take_region_of_rep);
            if let Some((_, condition)) = &mut self.filter {
                condition.change_columns(&Axis::take_region_of_rep);
            }
        }
        for axis in self.all_axes() {
            table::must_be_known(axis, tables)?;
        }
        let attributes = Attributes::read(self.all_axes(), tables)?;
        Ok(Cut { attributes, currency: Some(currency), ..self })
    }

    /// The same with only these slices alone and all others as one.
    pub fn keeping(&self, slices: Vec<Vec<Slice>>) -> Cut {
        Cut { kept: Some(slices), ..self.clone() }
    }

    /// The names of the dimensions, as columns of the answer.
    pub fn words(&self) -> Vec<&str> {
        self.axes.iter().map(Axis::word).collect()
    }

    /// The dimensions, where the facts alone tell the slices: there is no filter, and no slice is joined with others.
    pub fn plain(&self) -> Option<Vec<Dimension>> {
        let is_plain = self.filter.is_none() && self.kept.is_none();
        is_plain.then(|| self.axes.iter().map(Axis::plain).collect()).flatten()
    }

    /// The first dimension or column of the filter that speaks of something else than reps as they are.
    pub fn beyond_reps(&self) -> Option<&str> {
        self.all_axes().find(|axis| !self.is_of_reps(axis)).map(Axis::word)
    }

    /// The first dimension or column of the filter that speaks of something else than reps and the units they are in,
    /// be it by the day; `has` are the columns of the orders, of which a unit may be one.
    pub fn beyond_reps_by_day(&self, has: &[String]) -> Option<&str> {
        let is_unit = |axis: &Axis| axis.unit_level().is_some() && axis::stored("orders", axis.word(), has).is_none();
        self.all_axes().find(|axis| !axis.is_of_reps() && !is_unit(axis)).map(Axis::word)
    }

    /// The values of the filter that stand nowhere in the columns with which they are compared, in the tables that were
    /// asked for, each with its column and the nearest values: one that is mistyped in a list would go unnoticed.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub fn doubts(&self, people: &People, tables: &Tables, asked: &[&str]) -> Result<Vec<Unmatched>, MeasureError> {
        let mut doubts = Vec::new();
        for test in self.filter.iter().flat_map(|(_, condition)| condition.tests()) {
            let known = table::known_values(&test.column, people, &self.attributes, tables, asked)?;
            if known.values.iter().any(|value| *value != column::Value::Absent) {
                doubts.extend(test.unknown(&known));
            }
        }
        Ok(doubts)
    }

    /// Decimal places of the money in the tables.
    fn digits(&self) -> u32 {
        self.currency.map_or(0, Currency::digits)
    }

    /// Whether a dimension or the filter asks for regions, which are those of the reps because the orders have none.
    pub fn takes_regions_of_reps(&self) -> bool {
        self.all_axes().any(Axis::is_region_of_rep)
    }

    /// Where `region` is a dimension and no order names one, so that all of them are one slice without a name: the
    /// dimensions that have regions, of which there may be none.
    pub fn instead_of_regions(&self, regions: &[String], tables: &Tables) -> Option<Vec<String>> {
        let by_region = self.axes.iter().any(|axis| axis.plain() == Some(Dimension::Region));
        let has_regions = |name: &String| name.ends_with(".region");
        let others = || Entity::ALL.into_iter().flat_map(|entity| Attributes::names_of(entity, tables));
        (by_region && regions.iter().all(String::is_empty)).then(|| others().filter(has_regions).collect())
    }

    /// The stored columns of a table, among those that it `has`, that cutting its rows needs; `None` where one is
    /// missing, so that [`Cut::rows`] will refuse.
    pub fn columns(&self, table: &str, has: &[String]) -> Option<Vec<String>> {
        let needed = self.all_axes().map(|axis| table::needed(axis, table, has)).collect::<Option<Vec<_>>>()?;
        let mut columns: Vec<String> = needed.into_iter().flatten().collect();
        columns.sort();
        columns.dedup();
        Some(columns)
    }

    /// Cuts the rows of a table. A row's rep is its `rep_id`, its team that rep's, its region its own `region`; what is
    /// joined is what was valid on the row's day.
    ///
    /// # Errors
    /// [`CutError::NotInTable`] where the table has nothing to tell a dimension by; [`CutError::NothingLeft`] where it has
    /// rows and none passes the filter; [`CutError::WrongValue`], [`CutError::NoOrder`] and [`CutError::IsAnAmount`] where
    /// a column is not of the kind that was thought.
    pub fn rows(&self, people: &People, table: &str, frame: &DataFrame) -> Result<CutRows, MeasureError> {
        let rows = TableRows { people, table, frame, attributes: &self.attributes, names: None };
        let passes = self.passing(&rows)?;
        let people_too = self.axes.iter().all(|axis| self.is_of_reps(axis));
        let extra = if people_too { self.scopes_of_people(people)? } else { Vec::new() };
        let members = self.axes.iter().map(|axis| rows.members(axis)).collect::<Result<Vec<_>, _>>()?;
        let cut = slices::combine(&self.axes, &members, passes.as_deref(), frame.height(), extra);
        Ok(match &self.kept {
            Some(kept) => top::joined(cut, kept, &self.axes),
            None => cut,
        })
    }

    /// The dimensions and the filter alone, without slices that are joined.
    pub(super) fn unjoined(&self) -> Cut {
        Cut { kept: None, ..self.clone() }
    }

    /// Begins to number the slices of rows that come in parts.
    pub(super) fn numbering(&self) -> Numbering {
        Numbering::of(self.axes.len())
    }

    /// Cuts the orders of one part as [`Cut::rows`] does, but for the joining of slices: the numbers that the slices of
    /// its rows have. `names` are those behind the columns that have keys here.
    ///
    /// # Errors
    /// As [`Cut::rows`].
    pub(super) fn number(
        &self,
        people: &People,
        (frame, names): (&DataFrame, &NamesByKey),
        numbering: &mut Numbering,
    ) -> Result<Vec<Option<u32>>, MeasureError> {
        let rows = TableRows { people, table: "orders", frame, attributes: &self.attributes, names: Some(names) };
        let passes = self.passing(&rows)?;
        if !numbering.has_begun() && self.axes.iter().all(|axis| self.is_of_reps(axis)) {
            numbering.take_in(&self.scopes_of_people(people)?);
        }
        let columns = self.axes.iter().map(|axis| rows.dimension(axis)).collect::<Result<Vec<_>, _>>()?;
        Ok(numbering.rows(&columns, passes.as_deref(), frame.height()))
    }

    /// The slices by their numbers, sorted, and where among them each number stands.
    pub(super) fn named(&self, numbering: Numbering) -> (Vec<Vec<Slice>>, Vec<u32>) {
        numbering.finished(&self.axes)
    }

    /// Where only some slices stand alone: what the given ones become, sorted, and where each of them goes.
    pub(super) fn joining(&self, slices: &[Vec<Slice>]) -> Option<(Vec<Vec<Slice>>, Vec<u32>)> {
        Some(top::joining(slices, self.kept.as_ref()?, &self.axes))
    }

    /// The slices of all people, each of whom is a row, for what belongs to reps and to no order.
    ///
    /// # Errors
    /// [`CutError::OnlyByRepsNotUnits`] where a dimension is no column of the reps, and those of [`Cut::rows`].
    pub fn rows_of_people(&self, people: &People, metric: &str) -> Result<CutRows, MeasureError> {
        if let Some(dimension) = self.beyond_reps() {
            let (metric, dimension) = (metric.to_string(), dimension.to_string());
            return Err(CutError::OnlyByRepsNotUnits { metric, dimension }.into());
        }
        self.rows(people, "orders", &table::of_people(people)?)
    }

    /// The slice of each person; `None` for who does not pass the filter. Empty where slices are finer than people.
    ///
    /// # Errors
    /// As [`Cut::rows`].
    pub fn of_people(&self, people: &People, slices: &[Vec<Slice>]) -> Result<Vec<(String, u32)>, MeasureError> {
        if self.beyond_reps().is_some() {
            return Ok(Vec::new());
        }
        let frame = table::of_people(people)?;
        let rows = TableRows { people, table: "reps", frame: &frame, attributes: &self.attributes, names: None };
        let passes = self.passing_of_people(&rows)?;
        let members = self.axes.iter().map(|axis| rows.members(axis)).collect::<Result<Vec<_>, _>>()?;
        let cut = slices::combine(&self.axes, &members, passes.as_deref(), frame.height(), Vec::new());
        let cut = self.kept.as_ref().map_or(cut.clone(), |kept| top::joined(cut, kept, &self.axes));
        let position = |at: u32| slices.binary_search(&cut.slices[at as usize]).ok();
        let of_person = |(person, at): (&super::people::Person, &Option<u32>)| {
            Some((person.rep_id.clone(), position((*at)?)? as u32))
        };
        Ok(people.all().iter().zip(&cut.of_row).filter_map(of_person).collect())
    }

    fn all_axes(&self) -> impl Iterator<Item = &Axis> {
        let tests = self.filter.iter().flat_map(|(_, condition)| condition.tests());
        self.axes.iter().chain(tests.map(|test| &test.column))
    }

    fn is_of_reps(&self, axis: &Axis) -> bool {
        let is_dated = match &axis.place {
            axis::Place::Joined(entity, column) => {
                self.attributes.get(*entity, column).is_some_and(attributes::Attribute::is_dated)
            }
            _ => false,
        };
        axis.is_of_reps() && !is_dated
    }

    /// Which rows pass the filter; `None` where there is none.
    fn passing(&self, rows: &TableRows<'_>) -> Result<Option<Vec<bool>>, MeasureError> {
        let Some((text, condition)) = &self.filter else { return Ok(None) };
        let passes = condition.rows(rows.frame.height(), &|axis| rows.column(axis), self.digits())?;
        if rows.frame.height() > 0 && !passes.contains(&true) {
            let (mut unknown, mut reach) = (Vec::new(), Vec::new());
            for test in condition.tests() {
                let column = rows.column(&test.column)?;
                unknown.extend(test.unknown(&column));
                reach.extend(test.reach(&column, self.currency).filter(|one| !reach.contains(one)));
            }
            let (filter, table) = (text.clone(), rows.table.to_string());
            return Err(CutError::NothingLeft { filter, table, unknown, reach }.into());
        }
        Ok(Some(passes))
    }

    /// The same for people, of whom a filter by other things says nothing, and of whom none need pass.
    fn passing_of_people(&self, rows: &TableRows<'_>) -> Result<Option<Vec<bool>>, MeasureError> {
        let Some((_, condition)) = &self.filter else { return Ok(None) };
        if !condition.tests().iter().all(|test| self.is_of_reps(&test.column)) {
            return Ok(None);
        }
        condition.rows(rows.frame.height(), &|axis| rows.column(axis), self.digits()).map(Some)
    }

    /// The slices of the people, so that those without rows have theirs too.
    fn scopes_of_people(&self, people: &People) -> Result<Vec<Vec<Slice>>, MeasureError> {
        let frame = table::of_people(people)?;
        let rows = TableRows { people, table: "reps", frame: &frame, attributes: &self.attributes, names: None };
        let passes = self.passing_of_people(&rows)?;
        let members = self.axes.iter().map(|axis| rows.members(axis)).collect::<Result<Vec<_>, _>>()?;
        Ok(slices::combine(&self.axes, &members, passes.as_deref(), frame.height(), Vec::new()).slices)
    }
}
