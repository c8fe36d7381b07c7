//! Periods: months, quarters and years as numbers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A month of the calendar; with weeks or a table, its period.
    Month,
    /// Three fiscal months.
    Quarter,
    /// Twelve fiscal months.
    Year,
}

impl Grain {
    /// Fiscal months in one period of a year of twelve; see [`Period::month_count`].
    pub fn months(self) -> i32 {
        match self {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Year => 12,
        }
    }

    /// Periods in a year of twelve months; see [`Period::periods_per_year`].
    pub fn periods_per_year(self) -> usize {
        (12 / self.months()) as usize
    }

    /// The word used on the command line and in files.
    pub fn word(self) -> &'static str {
        match self {
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        }
    }
}

/// Periods of a year of thirteen are counted from here, so that an index says by itself of which kind its year is. No
/// year that can be written comes near it.
const OF_THIRTEEN: i32 = 1 << 24;

/// A period of a fiscal calendar: the `index`-th of its grain, counted from fiscal year 0 (of a calendar of thirteen
/// periods a year from a number of its own, since a month, a quarter or a year of it is another thing).
///
/// Order and arithmetic work on the index; days and labels come from the [`FiscalCalendar`].
///
/// ```
/// use attain::calendar::{Grain, Period};
/// let last = Period::of_year(Grain::Month, 2024, 12, true); // the thirteenth
/// assert_eq!((last.number_in_year(), last.next().number_in_year()), (12, 0));
/// assert_eq!(last.within(Grain::Quarter).months().count(), 4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// Month, quarter or year.
    pub grain: Grain,
    /// Fiscal year × periods per year + number within the year (from 0).
    pub index: i32,
}

impl Period {
    /// The period `steps` later (earlier where negative).
    pub fn plus(self, steps: i32) -> Period {
        Period { grain: self.grain, index: self.index + steps }
    }

    /// The period after this one.
    pub fn next(self) -> Period {
        self.plus(1)
    }

    /// The period before this one.
    pub fn previous(self) -> Period {
        self.plus(-1)
    }

    /// The period of a fiscal year by its number, from 0; `of_thirteen` where its year has thirteen periods.
    pub fn of_year(grain: Grain, year: i32, number: i32, of_thirteen: bool) -> Period {
        let base = if of_thirteen { OF_THIRTEEN } else { 0 };
        let zero = Period { grain, index: base };
        Period { grain, index: base + year * zero.periods_per_year() as i32 + number }
    }

    /// Whether its year has thirteen periods of four weeks.
    pub fn is_of_thirteen(self) -> bool {
        self.index >= OF_THIRTEEN / 2
    }

    /// How many of its kind are in a year: the season length of a series.
    pub fn periods_per_year(self) -> usize {
        match self.grain {
            Grain::Month if self.is_of_thirteen() => 13,
            grain => grain.periods_per_year(),
        }
    }

    /// The same period one year earlier.
    pub fn year_before(self) -> Period {
        self.plus(-(self.periods_per_year() as i32))
    }

    /// Number within the fiscal year, from 0.
    pub fn number_in_year(self) -> usize {
        self.count().rem_euclid(self.periods_per_year() as i32) as usize
    }

    /// The fiscal year.
    pub fn fiscal_year(self) -> i32 {
        self.count().div_euclid(self.periods_per_year() as i32)
    }

    /// The months of which the period consists, first to last; a month is itself.
    pub fn months(self) -> impl Iterator<Item = Period> + use<> {
        let (first, length) = (self.first_month(), self.month_count());
        (0..length).map(move |step| first.plus(step))
    }

    /// How many months it has; of thirteen, the last quarter has four.
    pub fn month_count(self) -> i32 {
        match (self.grain, self.is_of_thirteen()) {
            (Grain::Quarter, true) if self.number_in_year() == 3 => 4,
            (Grain::Year, true) => 13,
            (grain, _) => grain.months(),
        }
    }

    /// The period of the (longer) `grain` in which this one lies; of a shorter one the first that lies in it.
    pub fn within(self, grain: Grain) -> Period {
        let (month, of_thirteen) = (self.first_month(), self.is_of_thirteen());
        let number = month.number_in_year() as i32;
        let number = match grain {
            Grain::Month => number,
            Grain::Quarter => (number / 3).min(3),
            Grain::Year => 0,
        };
        Period::of_year(grain, month.fiscal_year(), number, of_thirteen)
    }

    fn first_month(self) -> Period {
        let number = self.number_in_year() as i32 * if self.grain == Grain::Month { 1 } else { 3 };
        let number = if self.grain == Grain::Year { 0 } else { number };
        Period::of_year(Grain::Month, self.fiscal_year(), number, self.is_of_thirteen())
    }

    fn count(self) -> i32 {
        if self.is_of_thirteen() { self.index - OF_THIRTEEN } else { self.index }
    }
}
