//! How much of a rep's revenue hangs on one customer, for all reps and periods at once.

use std::sync::Arc;

use crate::calendar::{FiscalCalendar, Period};
use crate::measures::{Distant, FactRows, Facts, Frame, MeasureError, PeriodRange, Posting, Summary};

/// The largest customer's share of the positive revenue, by rep and period.
pub(super) struct LargestShares<'f> {
    reps: &'f [String],
    range: PeriodRange,
    /// By rep, then period.
    found: Vec<Found>,
}

/// Amounts of one rep in one period, in minor units.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    /// Of the customer with the most.
    largest: i64,
    /// Of all customers with more than nothing.
    total: i64,
}

impl<'f> LargestShares<'f> {
    /// Adds up the facts of the range, in one pass over all of them.
    ///
    /// The lines without a customer count as one.
    ///
    /// # Errors
    /// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
    pub(super) fn build(
        facts: &'f Facts,
        calendar: FiscalCalendar,
        range: PeriodRange,
    ) -> Result<LargestShares<'f>, MeasureError> {
        if let Some(there) = There::of(facts, calendar, range) {
            let mut found = vec![Found::default(); facts.reps.len() * range.len()];
            for [rep, period, largest, total] in there.rows(&Summary::Largest)?.rows() {
                found[rep as usize * range.len() + period as usize] = Found { largest, total };
            }
            return Ok(LargestShares { reps: &facts.reps, range, found });
        }
        let periods = Periods::of(facts, calendar, range);
        let begin = || (vec![Found::default(); facts.reps.len() * range.len()], CustomerSums::of(facts.reps.len()));
        let add = |(found, sums): &mut (Vec<Found>, CustomerSums), account: &[Posting]| {
            // An account is sorted by day.
            for of_period in account.chunk_by(|one, other| periods.position(one) == periods.position(other)) {
                let Some(period) = periods.position(&of_period[0]) else { continue };
                of_period.iter().for_each(|posting| sums.add(posting));
                sums.drain(|rep, sum| found[rep * range.len() + period].take(sum));
            }
        };
        let mut states = facts.by_customer(begin, add);
        let mut nobody = begin();
        add(&mut nobody, facts.postings.as_ref().map_or(&[], |postings| postings.nameless()));
        states.push(nobody);
        let mut found = vec![Found::default(); facts.reps.len() * range.len()];
        for (more, _) in states {
            found.iter_mut().zip(more).for_each(|(found, more)| found.take_in(more));
        }
        Ok(LargestShares { reps: &facts.reps, range, found })
    }

    /// The share in one period; NaN without revenue.
    pub(super) fn of(&self, rep_id: &str, period: Period) -> f64 {
        let rep = self.reps.binary_search_by(|known| known.as_str().cmp(rep_id)).ok();
        let place = rep.zip(self.range.position(period)).map(|(rep, period)| rep * self.range.len() + period);
        match place.map(|place| self.found[place]) {
            Some(Found { largest, total }) if total > 0 => largest as f64 / total as f64,
            _ => f64::NAN,
        }
    }
}

impl Found {
    /// Takes in what other customers come to.
    fn take_in(&mut self, other: Found) {
        self.total += other.total;
        self.largest = self.largest.max(other.largest);
    }

    /// Takes in what one customer comes to.
    fn take(&mut self, sum: i64) {
        self.total += sum.max(0);
        self.largest = self.largest.max(sum);
    }
}

/// Customers by rep and period, where their histories stay on a cluster.
pub(super) struct There<'f> {
    facts: &'f Facts,
    distant: &'f Distant,
    frame: Frame,
}

impl<'f> There<'f> {
    /// None where the histories are here.
    pub(super) fn of(facts: &'f Facts, calendar: FiscalCalendar, range: PeriodRange) -> Option<There<'f>> {
        let distant = facts.distant.as_deref()?;
        let frame = Frame {
            slice_of_pair: facts.dense.pairs.iter().map(|&(rep, _)| rep).collect(),
            slices: facts.reps.len(),
            span_of_day: facts.dense.periods(calendar, range),
        };
        Some(There { facts, distant, frame })
    }

    /// An answer of the cluster.
    pub(super) fn rows(&self, asked: &Summary) -> Result<Arc<FactRows>, MeasureError> {
        self.distant.rows(&self.facts.dense, &self.frame, asked)
    }
}

/// The position of every day's period: asking the calendar for each fact anew would take longer than adding up.
pub(super) struct Periods {
    first: i32,
    of_day: Vec<Option<usize>>,
}

impl Periods {
    pub(super) fn of(facts: &Facts, calendar: FiscalCalendar, range: PeriodRange) -> Periods {
        let (first, last) = (facts.first_day, facts.last_day);
        let position = |days| range.position(calendar.period_of(first.plus_days(days), range.first.grain));
        Periods { first: first.epoch(), of_day: (0..=last.epoch() - first.epoch()).map(position).collect() }
    }

    pub(super) fn position(&self, posting: &Posting) -> Option<usize> {
        *self.of_day.get(usize::try_from(posting.day.epoch() - self.first).ok()?)?
    }
}

/// What one customer bought from each rep; emptied for the next customer.
struct CustomerSums {
    by_rep: Vec<Option<i64>>,
    touched: Vec<u32>,
}

impl CustomerSums {
    fn of(reps: usize) -> CustomerSums {
        CustomerSums { by_rep: vec![None; reps], touched: Vec::new() }
    }

    fn add(&mut self, posting: &Posting) {
        let sum = &mut self.by_rep[posting.rep as usize];
        if sum.is_none() {
            self.touched.push(posting.rep);
        }
        *sum = Some(sum.unwrap_or(0) + posting.net);
    }

    fn drain(&mut self, mut take: impl FnMut(usize, i64)) {
        for rep in self.touched.drain(..) {
            take(rep as usize, self.by_rep[rep as usize].take().unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::calendar::{Day, Grain};
    use crate::measures::Fact;
    use crate::pipeline::{AsOf, IngestRequest, Snapshot, ingest};
    use crate::quantity::Currency;
    use crate::settings::read_configuration;

    /// The plain way: all facts are looked through for one rep and one period.
    fn plainly(facts: &Facts, calendar: FiscalCalendar, rep_id: &str, period: Period) -> f64 {
        let Ok(rep) = facts.reps.binary_search_by(|known| known.as_str().cmp(rep_id)) else { return f64::NAN };
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        let postings = facts.postings.as_ref().unwrap();
        let mut rows = postings.by_customer(Vec::new, |rows: &mut Vec<Posting>, account| rows.extend(account)).concat();
        rows.extend(postings.nameless());
        let own = rows.iter().filter(|row| row.rep as usize == rep && row.day >= first && row.day <= last);
        let mut sums: BTreeMap<u32, i64> = BTreeMap::new();
        own.for_each(|row| *sums.entry(row.customer).or_default() += row.net);
        sums.retain(|_, sum| *sum > 0);
        sums.values().max().map_or(f64::NAN, |largest| *largest as f64 / sums.values().sum::<i64>() as f64)
    }

    /// All shares of the periods with facts and of one before and one after, as bits: NaN is NaN.
    fn both_ways(facts: &Facts, calendar: FiscalCalendar, reps: &[String], grain: Grain) -> [Vec<u64>; 2] {
        let range = PeriodRange {
            first: calendar.period_of(facts.first_day, grain).previous(),
            last: calendar.period_of(facts.last_day, grain).next(),
        };
        let shares = LargestShares::build(facts, calendar, range).unwrap();
        let places = || reps.iter().flat_map(|rep| range.iter().map(move |period| (rep, period)));
        [
            places().map(|(rep, period)| shares.of(rep, period).to_bits()).collect(),
            places().map(|(rep, period)| plainly(facts, calendar, rep, period).to_bits()).collect(),
        ]
    }

    #[test]
    fn one_pass_over_the_example_finds_what_looking_for_each_rep_and_quarter_does() {
        let folder = tempfile::tempdir().unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/adventureworks/attain.toml");
        let configuration = read_configuration(&example).unwrap();
        let request = IngestRequest {
            sources: &configuration.settings.source,
            base: &configuration.base,
            store: &folder.path().join("store"),
            currency: Currency::USD,
            time_zone: None,
            stand_ins: Default::default(),
            checks: configuration.settings.checks.clone(),
            again: false,
            now: "2024-07-01T00:00:00Z".to_string(),
            configuration: String::new(),
        };
        ingest(&request, &mut ()).unwrap();
        let snapshot = Snapshot::open(&folder.path().join("store"), &configuration.settings, AsOf::Latest).unwrap();
        let reps: Vec<String> = snapshot.people.all().iter().map(|person| person.rep_id.clone()).collect();
        let [one_pass, plain] = both_ways(&snapshot.facts, snapshot.calendar, &reps, Grain::Quarter);
        assert!(one_pass.iter().any(|bits| f64::from_bits(*bits) > 0.0));
        assert_eq!(one_pass, plain);
    }

    #[test]
    fn returns_a_rep_without_sales_and_lines_without_a_customer_count_as_they_did() {
        let line = |rep: u32, customer: u32, day: i32, net: i64| Fact {
            rep,
            region: 0,
            customer,
            order: 0,
            day: Day::from_epoch(day),
            net,
            cost: 0,
            units: 0,
            lines: 1,
            sale_lines: 1,
            lines_without_cost: 0,
            lines_without_quantity: 0,
        };
        // The customer without a name, one that gave more back than it bought, and two reps of one customer.
        let rows = vec![
            line(0, 0, 1, 50),
            line(1, 0, 2, 70),
            line(0, 0, 3, 5),
            line(0, 1, 1, 20),
            line(0, 1, 2, -60),
            line(0, 2, 1, 45),
            line(1, 2, 1, 30),
            line(0, 2, 2, 10),
            line(0, 2, 40, 9),
            line(2, 2, 40, -9),
        ];
        let mut facts = Facts::none(Day::from_epoch(1), Day::from_epoch(40));
        facts.reps = ["a", "b", "c"].map(String::from).to_vec();
        facts.regions = vec![String::new()];
        facts.customers = ["", "c1", "c2"].map(String::from).to_vec();
        facts.take_in(&rows).unwrap();
        let calendar = FiscalCalendar::starting_in(1).unwrap();
        let reps = ["a", "b", "c", "nobody"].map(String::from);
        let [one_pass, plain] = both_ways(&facts, calendar, &reps, Grain::Month);
        assert_eq!(one_pass, plain);
        let shares: Vec<f64> = one_pass.into_iter().map(f64::from_bits).collect();
        let (a, b, c) = (&shares[1..3], &shares[5..7], &shares[9..11]);
        assert_eq!((a, b[0]), (&[0.5, 1.0][..], 0.7));
        assert!(b[1].is_nan() && c.iter().all(|share| share.is_nan()));
    }
}
