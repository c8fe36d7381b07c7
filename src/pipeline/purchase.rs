//! Customers as the models of repeat purchase see them, and what the models say of each rep's book.

use std::collections::{BTreeMap, HashMap};

use rayon::slice::ParallelSliceMut;
use serde::Serialize;

use crate::calendar::Day;
use crate::measures::sales::CustomerReturn;
use crate::measures::{Facts, Posting};
use crate::models::purchase::{
    CustomerHistory, CustomerSpend, FittedPurchase, Histories, PurchaseError, PurchaseModel, SpendModel, of_each,
};

/// A customer with a history, in days and major units of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Buyer {
    /// Position in [`Facts::customers`].
    pub customer: u32,
    /// Position in [`Facts::reps`]: the rep of the last purchase.
    pub rep: u32,
    /// The history, in days.
    pub history: CustomerHistory,
    /// What the repeat purchases were worth; `None` where there was none, or where they came to nothing or less.
    pub spend: Option<CustomerSpend>,
    /// The same less the cost of the goods; `None` also where a line of a repeat day has no cost.
    pub margin: Option<CustomerSpend>,
    /// Whether a line of a repeat day has no cost.
    pub without_cost: bool,
}

/// What a customer's value is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Net revenue.
    Revenue,
    /// Net revenue less the cost of the goods.
    Margin,
}

impl Buyer {
    /// What the repeat purchases were worth.
    pub fn worth(&self, worth: Worth) -> Option<&CustomerSpend> {
        match worth {
            Worth::Revenue => self.spend.as_ref(),
            Worth::Margin => self.margin.as_ref(),
        }
    }
}

/// Who bought, and what of their returns is taken off no purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Bought {
    /// The buyers, in the order of the customers' ids.
    pub buyers: Vec<Buyer>,
    /// What the buyers gave back, in minor units and above zero.
    pub returned: i64,
    /// The part of it that came back on a day without a purchase and whose sale the data do not have.
    pub taken_off_nothing: i64,
}

/// Every customer that bought by a day.
///
/// An occasion is a day with a sale. What it is worth is the net amount of all of that day's lines, less what came back
/// of it later: of `returns`, those whose sale is known count on the day of the sale.
pub fn buyers(facts: &Facts, by: Day, minor_per_major: i64, returns: &[CustomerReturn]) -> Bought {
    let returns = by_number(facts, returns);
    let nothing = || (Vec::new(), 0, 0);
    let found = facts.by_customer(nothing, |(buyers, returned, of_nothing): &mut (Vec<Buyer>, i64, i64), account| {
        let of_customer = account.first().and_then(|posting| returns.get(&posting.customer));
        let Some((buyer, back)) = buyer(account, by, minor_per_major, of_customer.map_or(&[], Vec::as_slice)) else {
            return;
        };
        buyers.push(buyer);
        *returned = returned.saturating_sub(back.net);
        *of_nothing = of_nothing.saturating_sub(back.of_nothing);
    });
    let mut bought = Bought { buyers: Vec::new(), returned: 0, taken_off_nothing: 0 };
    for (buyers, returned, of_nothing) in found {
        bought.buyers.extend(buyers);
        bought.returned = bought.returned.saturating_add(returned);
        bought.taken_off_nothing = bought.taken_off_nothing.saturating_add(of_nothing);
    }
    // Models are learned by sums of floats, which depend on the order.
    let name = |buyer: &Buyer| facts.customers[buyer.customer as usize].as_str();
    bought.buyers.par_sort_unstable_by(|one, other| name(one).cmp(name(other)));
    bought
}

/// The returns by the number of their customer.
fn by_number<'r>(facts: &Facts, returns: &'r [CustomerReturn]) -> HashMap<u32, Vec<&'r CustomerReturn>> {
    let mut by_name: HashMap<&str, Vec<&CustomerReturn>> = HashMap::new();
    returns.iter().for_each(|back| by_name.entry(&back.customer).or_default().push(back));
    if by_name.is_empty() {
        return HashMap::new();
    }
    let names = facts.customers.iter().enumerate();
    names.filter_map(|(number, name)| Some((number as u32, by_name.remove(name.as_str())?))).collect()
}

/// What a customer's returns change: amounts that move to or from the repeat purchases, and what stays where it is.
#[derive(Debug, Clone, Copy, Default)]
struct Back {
    /// Of all returns.
    net: i64,
    /// Of those that are taken off no purchase.
    of_nothing: i64,
    /// What comes to the repeat purchases.
    moved_net: i64,
    moved_cost: i64,
    /// How many lines without a cost come to them.
    moved_without_cost: i64,
}

impl Back {
    /// Of the returns of one customer; `occasions` are the days on which the customer bought, in their order.
    fn of(returns: &[&CustomerReturn], occasions: &[Day]) -> Back {
        let is_occasion = |day: Day| occasions.binary_search(&day).is_ok();
        let is_repeat = |day: Day| i64::from(is_occasion(day) && occasions.first() != Some(&day));
        let mut sum = Back::default();
        for back in returns {
            sum.net = sum.net.saturating_add(back.net);
            match back.sold.filter(|sold| is_occasion(*sold)) {
                Some(sold) => {
                    let comes = is_repeat(sold) - is_repeat(back.day);
                    sum.moved_net += comes * back.net;
                    sum.moved_cost += comes * back.cost.unwrap_or(0);
                    sum.moved_without_cost += comes * i64::from(back.cost.is_none());
                }
                // What came back on a day with a purchase is part of that day.
                None if is_occasion(back.day) => {}
                None => sum.of_nothing = sum.of_nothing.saturating_add(back.net),
            }
        }
        sum
    }
}

fn buyer(rows: &[Posting], by: Day, minor_per_major: i64, returns: &[&CustomerReturn]) -> Option<(Buyer, Back)> {
    // Rows are sorted by day.
    let days = rows.chunk_by(|one, other| one.day == other.day).take_while(|day| day[0].day <= by);
    let (mut first, mut last, mut occasions) = (None, None, 0u32);
    let (mut repeated, mut cost, mut without_cost) = (0i64, 0i64, 0i64);
    let mut days_of_sale = Vec::new();
    for day in days {
        let Some(sale) = day.iter().rev().find(|posting| posting.is_sale) else { continue };
        if first.is_none() {
            first = Some(sale.day);
        } else {
            repeated += day.iter().map(|posting| posting.net).sum::<i64>();
            cost += day.iter().map(|posting| posting.cost).sum::<i64>();
            without_cost += day.iter().map(|posting| i64::from(posting.lines_without_cost)).sum::<i64>();
        }
        if !returns.is_empty() {
            days_of_sale.push(sale.day);
        }
        occasions += 1;
        last = Some(sale);
    }
    let (first, last) = (first?, last?);
    let back = Back::of(returns, &days_of_sale);
    repeated += back.moved_net;
    cost += back.moved_cost;
    let without_cost = without_cost + back.moved_without_cost > 0;
    let frequency = occasions - 1;
    let spent = |minor: i64| {
        let mean = minor as f64 / f64::from(frequency.max(1)) / minor_per_major as f64;
        (frequency > 0 && mean > 0.0).then_some(CustomerSpend { frequency, mean })
    };
    let history = CustomerHistory {
        frequency,
        recency: f64::from(last.day.epoch() - first.epoch()),
        age: f64::from(by.epoch() - first.epoch()),
    };
    let margin = if without_cost { None } else { spent(repeated - cost) };
    let spend = spent(repeated);
    Some((Buyer { customer: last.customer, rep: last.rep, history, spend, margin, without_cost }, back))
}

/// Stated chances against what came, on the customer's own history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoldOut {
    /// The day by which the model was learned.
    pub learned_by: String,
    /// Days after it that were looked at.
    pub horizon_days: u32,
    /// Purchases that were expected in them.
    pub purchases_expected: f64,
    /// Purchases that came.
    pub purchases: u64,
    /// Customers in five groups of about the same size, by rising chance.
    pub groups: Vec<Held>,
}

/// One group of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// Their mean chance of a purchase in the horizon.
    pub stated: f64,
    /// The share of them that bought.
    pub realised: f64,
    /// How many there are.
    pub n: usize,
}

/// Learns by the day `horizon_days` before `as_of`, and compares what it states with what came.
///
/// `None` where less than twice the horizon is known, or where too few bought again by then.
pub fn hold_out(model: PurchaseModel, facts: &Facts, as_of: Day, horizon_days: u32) -> Option<HoldOut> {
    let by = as_of.plus_days(-i32::try_from(horizon_days).ok()?);
    if by.plus_days(-i32::try_from(horizon_days).ok()?) < facts.first_day {
        return None;
    }
    // Days alone tell it: no line is looked at.
    let found = facts.purchases_by_customer(Vec::new, |known: &mut Vec<(CustomerHistory, u32)>, purchases| {
        known.extend(held_out(purchases, by, as_of));
    });
    let known: Vec<(CustomerHistory, u32)> = found.into_iter().flatten().collect();
    let fitted = model.fit(&Histories::new(known.iter().map(|(history, _)| *history).collect()).ok()?).ok()?;
    let horizon = f64::from(horizon_days);
    let mut cases: Vec<(f64, f64, u32)> = of_each(&known, |(history, came)| {
        (fitted.buys_within(history, horizon), fitted.expected(history, horizon), *came)
    });
    let in_order = |one: &(f64, f64, u32), other: &(f64, f64, u32)| {
        one.0.total_cmp(&other.0).then(one.2.cmp(&other.2)).then(one.1.total_cmp(&other.1))
    };
    cases.par_sort_unstable_by(in_order);
    let groups = cases.chunks(cases.len().div_ceil(5).max(1)).map(|group| Held {
        stated: group.iter().map(|case| case.0).sum::<f64>() / group.len() as f64,
        realised: group.iter().filter(|case| case.2 > 0).count() as f64 / group.len() as f64,
        n: group.len(),
    });
    Some(HoldOut {
        learned_by: by.to_string(),
        horizon_days,
        purchases_expected: cases.iter().map(|case| case.1).sum(),
        purchases: cases.iter().map(|case| u64::from(case.2)).sum(),
        groups: groups.collect(),
    })
}

/// A customer's history up to a day, and the occasions after it up to another; none where nothing was bought by then.
fn held_out(purchases: &[Posting], by: Day, as_of: Day) -> Option<(CustomerHistory, u32)> {
    let days = purchases.chunk_by(|one, other| one.day == other.day).map(|day| day[0].day);
    let (mut first, mut last, mut occasions, mut came) = (None, None, 0_u32, 0_u32);
    for day in days.take_while(|day| *day <= as_of) {
        if day > by {
            came += 1;
            continue;
        }
        first = first.or(Some(day));
        last = Some(day);
        occasions += 1;
    }
    let (first, last) = (first?, last?);
    let recency = f64::from(last.epoch() - first.epoch());
    Some((CustomerHistory { frequency: occasions - 1, recency, age: f64::from(by.epoch() - first.epoch()) }, came))
}

/// What the models say of one customer, or of several together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// How many customers.
    pub customers: usize,
    /// The sum of their chances to buy within the horizon: how many of them will.
    pub buyers: f64,
    /// Purchases expected within the horizon.
    pub purchases: f64,
    /// What they are worth, in major units; `None` without a model of worth.
    pub revenue: Option<f64>,
    /// What they are worth to the customer's value, discounted; `None` without a model of that worth.
    pub discounted: Option<f64>,
    /// The sum of the chances to be a customer still.
    pub alive: f64,
}

/// What to look at: how far, and at which yearly discount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lookout {
    /// Days after the as-of date.
    pub horizon_days: u32,
    /// Yearly discount, as a share: 0.1 for 10 %.
    pub discount: f64,
}

impl Outlook {
    /// The outlooks of customers, in their order; `value` is the model of what their value counts.
    pub fn of_all(
        buyers: &[Buyer],
        model: &FittedPurchase,
        spend: Option<&SpendModel>,
        value: (Option<&SpendModel>, Worth),
        lookout: Lookout,
    ) -> Vec<Outlook> {
        of_each(buyers, |buyer| Outlook::of(buyer, model, spend, value, lookout))
    }

    /// The outlook of one customer.
    fn of(
        buyer: &Buyer,
        model: &FittedPurchase,
        spend: Option<&SpendModel>,
        (value, worth): (Option<&SpendModel>, Worth),
        lookout: Lookout,
    ) -> Outlook {
        let horizon = f64::from(lookout.horizon_days);
        let purchases = model.expected(&buyer.history, horizon);
        let revenue = spend.and_then(|spend| spend.expected(buyer.worth(Worth::Revenue)));
        let value = value.and_then(|value| value.expected(buyer.worth(worth)));
        Outlook {
            customers: 1,
            buyers: model.buys_within(&buyer.history, horizon),
            purchases,
            revenue: revenue.map(|revenue| revenue * purchases),
            discounted: value.map(|value| value * discounted_purchases(buyer, model, lookout)),
            alive: model.alive(&buyer.history),
        }
    }

    /// The sum of two.
    fn and(self, other: &Outlook) -> Outlook {
        let sum = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
        Outlook {
            customers: self.customers + other.customers,
            buyers: self.buyers + other.buyers,
            purchases: self.purchases + other.purchases,
            revenue: sum(self.revenue, other.revenue),
            discounted: sum(self.discounted, other.discounted),
            alive: self.alive + other.alive,
        }
    }

    /// The sum over customers, by rep.
    pub fn by_rep(buyers: &[Buyer], outlooks: &[Outlook]) -> BTreeMap<u32, Outlook> {
        let mut books: BTreeMap<u32, Outlook> = BTreeMap::new();
        for (buyer, outlook) in buyers.iter().zip(outlooks) {
            books.entry(buyer.rep).and_modify(|book| *book = book.and(outlook)).or_insert(*outlook);
        }
        books
    }
}

/// Purchases month by month, each month's discounted to the as-of date from its middle.
fn discounted_purchases(buyer: &Buyer, model: &FittedPurchase, lookout: Lookout) -> f64 {
    const MONTH: f64 = 365.25 / 12.0;
    let horizon = f64::from(lookout.horizon_days);
    let months = (horizon / MONTH).ceil() as u32;
    let (mut before, mut sum) = (0.0, 0.0);
    for month in 0..months {
        let (start, end) = (f64::from(month) * MONTH, (f64::from(month + 1) * MONTH).min(horizon));
        let expected = model.expected(&buyer.history, end);
        sum += (expected - before) / (1.0 + lookout.discount).powf((start + end) / 2.0 / 365.25);
        before = expected;
    }
    sum
}

/// Learns when customers buy.
///
/// # Errors
/// [`PurchaseError`] of the model.
pub fn learn_when(model: PurchaseModel, buyers: &[Buyer]) -> Result<FittedPurchase, PurchaseError> {
    model.fit(&Histories::new(buyers.iter().map(|buyer| buyer.history).collect())?)
}

/// Learns what a purchase is worth; `None` where too few bought again.
pub fn learn_worth(buyers: &[Buyer], worth: Worth) -> Option<SpendModel> {
    SpendModel::fit(buyers.iter().filter_map(|buyer| buyer.worth(worth).copied()).collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_moves_to_the_day_of_its_sale_and_what_the_sale_is_unknown_of_stays() {
        let day = |epoch: i32| Day::from_epoch(epoch);
        let occasions = [day(10), day(20), day(30)];
        let told = |sold: Option<i32>, came: i32, cost: Option<i64>| {
            let customer = "C1".to_string();
            let back = CustomerReturn { customer, day: day(came), sold: sold.map(day), net: -100, cost };
            let Back { net, of_nothing, moved_net, moved_cost, moved_without_cost } = Back::of(&[&back], &occasions);
            assert_eq!(net, -100);
            (of_nothing, moved_net, moved_cost, moved_without_cost)
        };
        // Of a repeat purchase, on a day of its own and on the day of another one, where it stood already.
        assert_eq!(told(Some(20), 25, Some(-60)), (0, -100, -60, 0));
        assert_eq!(told(Some(20), 25, None), (0, -100, 0, 1));
        assert_eq!(told(Some(20), 30, Some(-60)), (0, 0, 0, 0));
        // Of the first purchase: nothing to the repeat days, from which it goes.
        assert_eq!(told(Some(10), 15, Some(-60)), (0, 0, 0, 0));
        assert_eq!(told(Some(10), 30, Some(-60)), (0, 100, 60, 0));
        assert_eq!(told(Some(10), 30, None), (0, 100, 0, -1));
        // Of a sale that nobody knows, or that was another customer's.
        assert_eq!(told(None, 30, Some(-60)), (0, 0, 0, 0));
        assert_eq!(told(None, 25, Some(-60)), (-100, 0, 0, 0));
        assert_eq!(told(Some(22), 25, Some(-60)), (-100, 0, 0, 0));
    }
}
