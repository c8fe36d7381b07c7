//! The market's index beside the reps' series: which of it each rep's forecast may use, or why none of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Day, FiscalCalendar, Period};
use crate::failure::Failure;
use crate::measures::PeriodRange;
use crate::measures::records::market_index::market_index;
use crate::models::forecast::{OutsideIndex, OutsideVerdict};

use super::snapshot::Snapshot;

/// The index on the periods of a history, and before it as far back as it has whole values.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// By region (empty: everywhere), a value for every period up to the history's last; or what is wrong with it.
    regions: BTreeMap<String, Result<Vec<f64>, MarketFault>>,
}

/// Why an index cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketFault {
    /// A period of the history has no value, or fewer than the others: a month of a quarter is missing.
    Gap {
        /// The first such period.
        period: String,
    },
    /// A value is zero or below: shares of it have no meaning.
    NotPositive {
        /// The first such period.
        period: String,
    },
    /// It ends before the history does.
    Ends {
        /// The last period that it knows; empty where it knows none of the history's.
        period: String,
    },
}

/// What became of the index in one forecast.
#[derive(Debug, Clone, PartialEq)]
pub enum MarketUse {
    /// It was tried on the past, and kept or dropped.
    Tried(OutsideVerdict),
    /// It could not be used.
    Off(MarketFault),
    /// No series speaks about the regions of all reps, and none about everywhere.
    NotEverywhere,
}

impl Market {
    /// Of the history from its first to its last period; none without a table.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub(super) fn of(snapshot: &Snapshot, range: PeriodRange) -> Result<Option<Market>, Failure> {
        let index = market_index(&snapshot.tables)?;
        if index.is_empty() {
            return Ok(None);
        }
        let of_region =
            |(region, values): (String, BTreeMap<Day, f64>)| (region, on_periods(&values, range, snapshot.calendar));
        Ok(Some(Market { regions: index.into_iter().map(of_region).collect() }))
    }

    /// The index of each rep, by the reps' regions: that of the region, else that of everywhere.
    ///
    /// # Errors
    /// Why there is none for all of them.
    pub(super) fn of_reps(&self, regions: &[&str]) -> Result<OutsideIndex, MarketUse> {
        let everywhere = self.regions.get("");
        let chosen = |region: &&'_ str| match self.regions.get(*region) {
            Some(Ok(_)) => Ok((*region).to_string()),
            own => match (everywhere, own) {
                (Some(Ok(_)), _) => Ok(String::new()),
                (Some(Err(fault)), _) | (None, Some(Err(fault))) => Err(MarketUse::Off(fault.clone())),
                (None, _) => Err(MarketUse::NotEverywhere),
            },
        };
        let chosen: Vec<String> = regions.iter().map(chosen).collect::<Result<_, _>>()?;
        let different: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
        let different: Vec<&str> = different.into_iter().collect();
        let values = |region: &&str| self.regions.get(*region).and_then(|own| own.as_ref().ok().cloned());
        Ok(OutsideIndex {
            values: different.iter().filter_map(values).collect(),
            of_series: chosen.iter().filter_map(|own| different.binary_search(&own.as_str()).ok()).collect(),
        })
    }
}

/// The mean of the values that begin in each period; every period must have as many as most have. What stands before the
/// range is taken in as far back as it is whole: results that follow an index some periods later need it from there.
fn on_periods(
    values: &BTreeMap<Day, f64>,
    range: PeriodRange,
    calendar: FiscalCalendar,
) -> Result<Vec<f64>, MarketFault> {
    let label = |period: Period| calendar.label(period);
    let within = |period: Period| -> Vec<f64> {
        values.range(calendar.first_day(period)..=calendar.last_day(period)).map(|(_, value)| *value).collect()
    };
    let found: Vec<(Period, Vec<f64>)> = range.iter().map(|period| (period, within(period))).collect();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    found.iter().filter(|(_, own)| !own.is_empty()).for_each(|(_, own)| *counts.entry(own.len()).or_default() += 1);
    let usual = counts.iter().max_by_key(|(_, times)| **times).map_or(1, |(count, _)| *count);
    let last = found.iter().rfind(|(_, own)| own.len() >= usual).map(|(period, _)| *period);
    if last != Some(range.last) {
        return Err(MarketFault::Ends { period: last.map(label).unwrap_or_default() });
    }
    let mean = |own: &[f64]| own.iter().sum::<f64>() / own.len() as f64;
    let is_whole = |own: &Vec<f64>| own.len() >= usual && own.iter().all(|value| *value > 0.0);
    let before = (1..).map(|ago| within(range.first.plus(-ago))).take_while(is_whole);
    let mut before: Vec<f64> = before.map(|own| mean(&own)).collect();
    before.reverse();
    let inside = found
        .into_iter()
        .map(|(period, own)| {
            if own.len() < usual {
                return Err(MarketFault::Gap { period: label(period) });
            }
            if own.iter().any(|value| *value <= 0.0) {
                return Err(MarketFault::NotPositive { period: label(period) });
            }
            Ok(mean(&own))
        })
        .collect::<Result<Vec<f64>, MarketFault>>()?;
    Ok([before, inside].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Grain;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn calendar() -> FiscalCalendar {
        FiscalCalendar::starting_in(1).unwrap()
    }

    fn range() -> PeriodRange {
        let first = calendar().period_of(day("2023-01-01"), Grain::Quarter);
        PeriodRange { first, last: first.plus(2) }
    }

    /// Nine months from January 2023, each its number.
    fn months() -> BTreeMap<Day, f64> {
        (1..=9).map(|month| (day(&format!("2023-{month:02}-01")), f64::from(month))).collect()
    }

    #[test]
    fn months_make_quarters_and_quarters_make_themselves() {
        assert_eq!(on_periods(&months(), range(), calendar()).unwrap(), [2.0, 5.0, 8.0]);
        let quarters = ["2023-01-01", "2023-04-01", "2023-07-01"].map(|text| (day(text), 7.0)).into();
        assert_eq!(on_periods(&quarters, range(), calendar()).unwrap(), [7.0; 3]);
    }

    #[test]
    fn what_stands_before_the_history_is_taken_in_as_far_as_it_is_whole() {
        let mut longer = months();
        longer.extend((1..=12).map(|month| (day(&format!("2022-{month:02}-01")), 20.0 + f64::from(month))));
        assert_eq!(on_periods(&longer, range(), calendar()).unwrap(), [22.0, 25.0, 28.0, 31.0, 2.0, 5.0, 8.0]);
        // Beyond a month that is missing or zero nothing counts, and nothing is wrong with the history.
        longer.remove(&day("2022-08-01"));
        assert_eq!(on_periods(&longer, range(), calendar()).unwrap(), [31.0, 2.0, 5.0, 8.0]);
        longer.insert(day("2022-12-01"), 0.0);
        assert_eq!(on_periods(&longer, range(), calendar()).unwrap(), [2.0, 5.0, 8.0]);
    }

    #[test]
    fn gaps_zeros_and_an_early_end_are_named() {
        let without = |month: &str| {
            let mut months = months();
            months.remove(&day(month));
            on_periods(&months, range(), calendar()).unwrap_err()
        };
        assert_eq!(without("2023-05-01"), MarketFault::Gap { period: "2023-Q2".to_string() });
        assert_eq!(without("2023-09-01"), MarketFault::Ends { period: "2023-Q2".to_string() });
        let mut zero = months();
        zero.insert(day("2023-02-01"), 0.0);
        let fault = on_periods(&zero, range(), calendar()).unwrap_err();
        assert_eq!(fault, MarketFault::NotPositive { period: "2023-Q1".to_string() });
        let other_years = BTreeMap::from([(day("2019-01-01"), 3.0)]);
        let fault = on_periods(&other_years, range(), calendar()).unwrap_err();
        assert_eq!(fault, MarketFault::Ends { period: String::new() });
        // What it says of periods to come is not looked at.
        let mut longer = months();
        longer.insert(day("2023-10-01"), -1.0);
        assert!(on_periods(&longer, range(), calendar()).is_ok());
    }

    #[test]
    fn a_region_has_its_own_index_or_that_of_everywhere() {
        let market = |regions: &[(&str, Result<Vec<f64>, MarketFault>)]| Market {
            regions: regions.iter().map(|(region, values)| ((*region).to_string(), values.clone())).collect(),
        };
        let gap = MarketFault::Gap { period: "2023-Q2".to_string() };
        let both = market(&[("", Ok(vec![1.0])), ("North", Ok(vec![2.0])), ("South", Err(gap.clone()))]);
        let found = both.of_reps(&["North", "South", ""]).unwrap();
        assert_eq!(found, OutsideIndex { values: vec![vec![1.0], vec![2.0]], of_series: vec![1, 0, 0] });
        let partly = market(&[("North", Ok(vec![2.0]))]);
        assert_eq!(partly.of_reps(&["North", "South"]).unwrap_err(), MarketUse::NotEverywhere);
        assert_eq!(market(&[("", Err(gap.clone()))]).of_reps(&["X"]).unwrap_err(), MarketUse::Off(gap));
    }
}
