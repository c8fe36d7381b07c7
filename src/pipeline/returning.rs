//! How many of a rep's customers of one period come back in the next, for all reps and periods at once.

use crate::calendar::{FiscalCalendar, Period};
use crate::measures::{Facts, MeasureError, PeriodRange, Summary};

use super::concentration::{Periods, There};

/// Customers by rep and period, and those of them who had bought from the same rep in the period before.
pub(super) struct Returning<'f> {
    reps: &'f [String],
    range: PeriodRange,
    /// By rep, then period: those who bought, and of those the ones who had bought in the period before.
    found: Vec<(u32, u32)>,
}

impl<'f> Returning<'f> {
    /// Counts the customers of the range, in one pass over all facts. Lines without a customer count nowhere.
    ///
    /// # Errors
    /// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
    pub(super) fn build(
        facts: &'f Facts,
        calendar: FiscalCalendar,
        range: PeriodRange,
    ) -> Result<Returning<'f>, MeasureError> {
        if let Some(there) = There::of(facts, calendar, range) {
            let mut found = vec![(0, 0); facts.reps.len() * range.len()];
            for [rep, period, follows, _, customers] in there.rows(&Summary::Active)?.rows() {
                let place = &mut found[rep as usize * range.len() + period as usize];
                place.0 += customers as u32;
                place.1 += follows as u32 * customers as u32;
            }
            return Ok(Returning { reps: &facts.reps, range, found });
        }
        let periods = Periods::of(facts, calendar, range);
        let begin = || (vec![(0, 0); facts.reps.len() * range.len()], vec![None; facts.reps.len()]);
        type State = (Vec<(u32, u32)>, Vec<Option<(u32, usize)>>);
        let states = facts.purchases_by_customer(begin, |(found, last_of_rep): &mut State, purchases| {
            // A customer's purchases are sorted by day.
            for purchase in purchases {
                let Some(period) = periods.position(purchase) else { continue };
                let (rep, here) = (purchase.rep as usize, (purchase.customer, period));
                if last_of_rep[rep] == Some(here) {
                    continue;
                }
                let place = &mut found[rep * range.len() + period];
                place.0 += 1;
                place.1 += u32::from(period > 0 && last_of_rep[rep] == Some((purchase.customer, period - 1)));
                last_of_rep[rep] = Some(here);
            }
        });
        let mut found = vec![(0, 0); facts.reps.len() * range.len()];
        for (more, _) in states {
            found.iter_mut().zip(more).for_each(|(sum, more)| *sum = (sum.0 + more.0, sum.1 + more.1));
        }
        Ok(Returning { reps: &facts.reps, range, found })
    }

    /// Of the customers of the period before, the share that bought again in `period`; NaN where there were fewer than
    /// five.
    pub(super) fn of(&self, rep_id: &str, period: Period) -> f64 {
        const LEAST: u32 = 5;
        let rep = self.reps.binary_search_by(|known| known.as_str().cmp(rep_id)).ok();
        let here = rep.zip(self.range.position(period)).filter(|(_, period)| *period > 0);
        let Some(at) = here.map(|(rep, period)| rep * self.range.len() + period) else { return f64::NAN };
        let (before, again) = (self.found[at - 1].0, self.found[at].1);
        if before < LEAST { f64::NAN } else { f64::from(again) / f64::from(before) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Day, Grain};
    use crate::measures::Fact;

    #[test]
    fn who_bought_in_two_periods_in_a_row_from_one_rep_has_come_back() {
        let line = |customer: u32, rep: u32, day: i32, sale_lines: u32| Fact {
            rep,
            region: 0,
            customer,
            order: 0,
            day: Day::from_epoch(day),
            net: 1,
            cost: 0,
            units: 0,
            lines: 1,
            sale_lines,
            lines_without_cost: 0,
            lines_without_quantity: 0,
        };
        // January to March 1970. Five customers in January; 1 and 2 again in February, 3 only gave back, 4 came back to
        // somebody else, 5 in March only. Lines without a customer count nowhere.
        let rows = vec![
            line(0, 0, 3, 1),
            line(0, 0, 35, 1),
            line(1, 0, 1, 1),
            line(1, 0, 2, 1),
            line(1, 0, 32, 1),
            line(1, 0, 33, 1),
            line(2, 0, 9, 1),
            line(2, 0, 40, 1),
            line(3, 0, 9, 1),
            line(3, 0, 40, 0),
            line(4, 0, 9, 1),
            line(4, 1, 40, 1),
            line(5, 0, 9, 1),
            line(5, 0, 65, 1),
        ];
        let mut facts = Facts::none(Day::from_epoch(1), Day::from_epoch(70));
        facts.reps = ["a", "b"].map(String::from).to_vec();
        facts.customers = ["", "c1", "c2", "c3", "c4", "c5"].map(String::from).to_vec();
        facts.regions = vec![String::new()];
        facts.take_in(&rows).unwrap();
        let calendar = FiscalCalendar::starting_in(1).unwrap();
        let first = calendar.period_of(Day::from_epoch(1), Grain::Month);
        let returning = Returning::build(&facts, calendar, PeriodRange { first, last: first.plus(2) }).unwrap();
        assert_eq!(returning.of("a", first.next()), 0.4);
        let unknown = [("a", first), ("a", first.plus(2)), ("b", first.next()), ("nobody", first.next())];
        assert!(unknown.into_iter().all(|(rep, period)| returning.of(rep, period).is_nan()));
    }
}
