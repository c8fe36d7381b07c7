//! Growth with both periods at the rates of the earlier one: what rates did is taken out.
//!
//! Of each currency one rate counts for both periods, the mean of the rates that held on the days of the base. So a
//! company that sells the same amounts in each currency has a growth of zero, whatever the rates did.

use std::collections::BTreeMap;

use crate::calendar::{Comparison, Day, Grain, Period};
use crate::measures::columns::Columns;
use crate::measures::company::collected;
use crate::measures::exchange::{ForeignOrders, RateGap, Without};
use crate::measures::family::{Family, Question};
use crate::measures::observation::{More, Observation, Slice};
use crate::measures::order_lines::needed_columns;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Exchange, Measured, NullReason, Rate, Scalar};

use super::growth::growth;

const ID: &str = "growth_cc";

/// Constant-currency growth.
pub(crate) const FAMILY: Family = Family {
    ids: &[ID],
    accepts: |id| id == ID,
    tables: &[],
    pages: &[include_str!("../definitions/growth_cc.md")],
    needs: |_| FactsNeeded::Dense,
    observe,
};

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let tables = question.company.tables;
    match (tables.foreign_orders(), tables.exchange()) {
        (Some(foreign), Some(exchange)) => at_base_rates(question, foreign, exchange),
        _ => in_one_currency(question),
    }
}

/// Without other currencies it is the growth against the year before.
fn in_one_currency(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let plain = ["growth_yoy".to_string()];
    let rows = (super::FAMILY.observe)(&Question { metrics: &plain, ..*question })?;
    Ok(rows.into_iter().map(|row| Observation { metric_id: ID.to_string(), ..row }).collect())
}

/// The sums of a slice in a period and in its base, in the run's currency.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    now: i64,
    base: i64,
    lines: i64,
    /// Whether a line's currency has no rate on some day of the base.
    lacks_rate: bool,
}

/// One period of the question: what it is compared with, and the rate of each currency.
struct Compared {
    comparison: Comparison,
    rates: BTreeMap<String, Option<Rate>>,
}

const COLUMNS: [&str; 4] = ["line_type", "order_date", "net_amount_minor", "currency"];

/// The slices, the periods, and the sums of each slice in each period.
type Summed = (Vec<Vec<Slice>>, Vec<Compared>, Vec<Sums>);

fn summed(question: &Question<'_>, foreign: &ForeignOrders, exchange: &Exchange) -> Result<Summed, MeasureError> {
    let frame = collected(needed_columns(foreign.as_loaded.clone(), question.cut, &COLUMNS)?)?;
    let rows = question.cut.rows(question.company.known.people, "orders", &frame)?;
    let columns = Columns::of(&frame);
    let (kinds, days) = (columns.text("line_type")?, columns.days("order_date")?);
    let (net, codes) = (columns.whole("net_amount_minor")?, columns.text("currency")?);
    let mut periods = compared(question);
    let places = Places::of(&periods);
    let width = periods.len();
    let mut cells = vec![Sums::default(); rows.slices.len() * width];
    for row in 0..frame.height() {
        let (Some(slice), Some(day), Some(net)) = (rows.of_row[row], days[row], net[row]) else { continue };
        if kinds.get(row) == Some("cancel") {
            continue;
        }
        let code = codes.get(row).unwrap_or("");
        for &(period, is_now) in places.of_day(day) {
            let rate = periods[period].rate(exchange, code);
            let sums = &mut cells[slice as usize * width + period];
            sums.lines += i64::from(is_now);
            match rate {
                Some(rate) => {
                    let amount = rate.map_or(Some(net), |rate| rate.convert(net)).ok_or(MeasureError::Overflow)?;
                    let sum = if is_now { &mut sums.now } else { &mut sums.base };
                    *sum = sum.checked_add(amount).ok_or(MeasureError::Overflow)?;
                }
                None => sums.lacks_rate = true,
            }
        }
    }
    Ok((rows.slices, periods, cells))
}

fn at_base_rates(
    question: &Question<'_>,
    foreign: &ForeignOrders,
    exchange: &Exchange,
) -> Result<Vec<Observation>, MeasureError> {
    let (slices, periods, cells) = summed(question, foreign, exchange)?;
    let mut observations = Vec::with_capacity(cells.len());
    for (slice, scope) in slices.iter().enumerate() {
        for (at, period) in question.range.iter().enumerate() {
            let sums = cells[slice * periods.len() + at];
            let (value, numerator, denominator) = value_of(question, &periods[at].comparison, &sums);
            let begun = value != Measured::Null(NullReason::Immature);
            observations.push(Observation {
                metric_id: ID.to_string(),
                period: question.company.known.calendar.label(period),
                scope: scope.clone(),
                value,
                numerator,
                denominator,
                n: if begun { sums.lines } else { 0 },
                more: More {
                    flags: if begun { periods[at].comparison.flags() } else { Vec::new() },
                    ..More::default()
                },
            });
        }
    }
    Ok(observations)
}

/// Which rates kept values away from an answer, where a reason of it says that there are such.
pub(in crate::measures) fn lacking_rates(
    question: &Question<'_>,
    rows: &[Observation],
) -> Result<Option<MeasureError>, MeasureError> {
    let tables = question.company.tables;
    let (Some(foreign), Some(exchange)) = (tables.foreign_orders(), tables.exchange()) else { return Ok(None) };
    let is_lacking = |row: &&Observation| row.metric_id == ID && row.value == Measured::Null(NullReason::MissingRate);
    let lacking: Vec<&str> = rows.iter().filter(is_lacking).map(|row| row.period.as_str()).collect();
    if lacking.is_empty() {
        return Ok(None);
    }
    let (_, periods, _) = summed(question, foreign, exchange)?;
    let mut missing = Vec::new();
    for (period, compared) in question.range.iter().zip(&periods) {
        let base = compared.comparison.base;
        let without = compared.rates.iter().filter(|(_, rate)| rate.is_none()).map(|(code, _)| code);
        let is_asked = lacking.contains(&question.company.known.calendar.label(period).as_str());
        for code in without.filter(|_| is_asked) {
            let days = base.first.epoch()..=base.last.epoch();
            missing.extend(days.filter_map(|day| exchange.rate_on(code, day).err()));
        }
    }
    let held = (exchange.into_currency(), exchange.max_age_days());
    let without = Without::Base { values: lacking.len() };
    Ok(crate::measures::exchange::missing(ID, without, &RateGap::among(missing), held))
}

fn value_of(
    question: &Question<'_>,
    comparison: &Comparison,
    sums: &Sums,
) -> (Measured, Option<Scalar>, Option<Scalar>) {
    let known = question.company.known;
    let first_month = known.calendar.period_of(known.facts.first_day, Grain::Month);
    if comparison.now.first > known.as_of {
        return (Measured::Null(NullReason::Immature), None, None);
    }
    if comparison.base.first < known.calendar.first_day(first_month) {
        return growth(sums.now, None);
    }
    if sums.lacks_rate {
        return (Measured::Null(NullReason::MissingRate), None, None);
    }
    growth(sums.now, Some(sums.base))
}

fn compared(question: &Question<'_>) -> Vec<Compared> {
    let known = question.company.known;
    let comparison = |period: Period| {
        let mut comparison = known.calendar.comparison(period, period.year_before(), known.as_of);
        comparison.now.last = comparison.now.last.min(known.as_of);
        Compared { comparison, rates: BTreeMap::new() }
    };
    question.range.iter().map(comparison).collect()
}

impl Compared {
    /// The rate of a currency: none where it lacks one, and within that none where nothing is to be converted.
    fn rate(&mut self, exchange: &Exchange, code: &str) -> Option<Option<Rate>> {
        if exchange.is_own(code) {
            return Some(None);
        }
        if let Some(known) = self.rates.get(code) {
            return known.map(Some);
        }
        let base = self.comparison.base;
        let rate = exchange.mean_rate(code, base.first.epoch(), base.last.epoch()).ok();
        self.rates.insert(code.to_string(), rate);
        rate.map(Some)
    }
}

/// In which periods a day counts, and whether as a day of the period itself or of its base.
struct Places {
    first: i32,
    of_day: Vec<Vec<(usize, bool)>>,
}

impl Places {
    fn of(periods: &[Compared]) -> Places {
        let spans = || periods.iter().flat_map(|one| [one.comparison.now, one.comparison.base]);
        let first = spans().map(|days| days.first.epoch()).min().unwrap_or(0);
        let last = spans().map(|days| days.last.epoch()).max().unwrap_or(first);
        let mut of_day = vec![Vec::new(); (last - first + 1).max(0) as usize];
        for (at, one) in periods.iter().enumerate() {
            for (days, is_now) in [(one.comparison.now, true), (one.comparison.base, false)] {
                for day in days.first.epoch()..=days.last.epoch() {
                    of_day[(day - first) as usize].push((at, is_now));
                }
            }
        }
        Places { first, of_day }
    }

    fn of_day(&self, day: Day) -> &[(usize, bool)] {
        let at = usize::try_from(i64::from(day.epoch()) - i64::from(self.first)).ok();
        at.and_then(|at| self.of_day.get(at)).map_or(&[], Vec::as_slice)
    }
}
