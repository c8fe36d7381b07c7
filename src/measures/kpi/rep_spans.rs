//! What every rep did over some days that need not be a fiscal period.

use crate::calendar::DaySpan;
use crate::measures::facts::Facts;
use crate::measures::grid::{Dimension, Slicer};
use crate::measures::{MeasureError, People};
use crate::quantity::NullReason;

use super::metric::KpiMetric;
use super::sums::{Counted, PeriodSums, counts_of_days, sums_of_days};

/// Sums by rep over any days, by the same rules as `attain kpi --by rep`.
pub struct RepSpans<'f> {
    facts: &'f Facts,
    slicer: Slicer,
}

/// The values of a metric of all reps over one span of days.
pub struct RepSums<'s> {
    slicer: &'s Slicer,
    metric: KpiMetric,
    sums: Vec<PeriodSums>,
}

impl<'f> RepSpans<'f> {
    /// Of the facts, for these people.
    pub fn new(facts: &'f Facts, people: &People) -> RepSpans<'f> {
        RepSpans { facts, slicer: Slicer::new(facts, people, &[Dimension::Rep]) }
    }

    /// A metric over some days; nothing where the span has no days. A cluster is asked about customers only where the
    /// metric counts them.
    ///
    /// # Errors
    /// [`MeasureError::Overflow`] where a sum leaves 64 bits, [`MeasureError::Cluster`] where a cluster does not answer.
    pub fn over(&self, days: DaySpan, metric: KpiMetric) -> Result<RepSums<'_>, MeasureError> {
        let counted = Counted {
            orders: metric == KpiMetric::Orders,
            active: metric == KpiMetric::ActiveCustomers,
            new: metric == KpiMetric::NewCustomers,
        };
        let sums = sums_of_days(self.facts, &self.slicer, days)?;
        let sums = counts_of_days(self.facts, &self.slicer, days, sums, counted)?;
        Ok(RepSums { slicer: &self.slicer, metric, sums })
    }

    /// Whether any line that counts has a known customer.
    pub fn know_customers(&self) -> bool {
        self.facts.dense.has_customers()
    }
}

impl RepSums<'_> {
    /// The value of the metric for a rep as a whole number: minor units of money, ten-thousandths of units, a count. Zero
    /// for somebody without sales.
    ///
    /// # Errors
    /// The reason where the value is null, as for `attain kpi`; [`NullReason::NoDenominator`] for a metric that does
    /// not sum by day.
    pub fn value(&self, rep_id: &str) -> Result<i64, NullReason> {
        let none = PeriodSums::default();
        let sums = self.slicer.of_rep(rep_id).and_then(|slice| self.sums.get(slice)).unwrap_or(&none);
        match self.metric {
            KpiMetric::RevenueNet => Ok(sums.net),
            KpiMetric::GrossProfit if sums.lines_without_cost > 0 => Err(NullReason::MissingRate),
            KpiMetric::GrossProfit => Ok(sums.net - sums.cost),
            KpiMetric::Units if sums.lines_without_quantity > 0 => Err(NullReason::MissingRate),
            KpiMetric::Units => Ok(sums.units),
            KpiMetric::Orders => Ok(sums.orders),
            KpiMetric::NewCustomers => Ok(sums.new_customers),
            KpiMetric::ActiveCustomers => Ok(sums.active_customers),
            _ => Err(NullReason::NoDenominator),
        }
    }
}
