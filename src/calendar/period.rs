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
    /// Fiscal months in one period.
    pub fn months(self) -> i32 {
        match self {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Year => 12,
        }
    }

    /// Periods in a year: the season length of a series.
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

/// A period of a fiscal calendar: the `index`-th of its grain, counted from fiscal year 0.
///
/// Order and arithmetic work on the index; days and labels come from the [`FiscalCalendar`].
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

    /// The same period one year earlier.
    pub fn year_before(self) -> Period {
        self.plus(-(self.grain.periods_per_year() as i32))
    }

    /// Number within the fiscal year, from 0.
    pub fn number_in_year(self) -> usize {
        self.index.rem_euclid(self.grain.periods_per_year() as i32) as usize
    }

    /// The fiscal year.
    pub fn fiscal_year(self) -> i32 {
        self.index.div_euclid(self.grain.periods_per_year() as i32)
    }

    /// The months of which the period consists, first to last; a month is itself.
    pub fn months(self) -> impl Iterator<Item = Period> + use<> {
        let months = self.grain.months();
        let first = self.index * months;
        (first..first + months).map(|index| Period { grain: Grain::Month, index })
    }

    /// The period of the (longer) `grain` in which this one lies.
    pub fn within(self, grain: Grain) -> Period {
        Period { grain, index: (self.index * self.grain.months()).div_euclid(grain.months()) }
    }
}
