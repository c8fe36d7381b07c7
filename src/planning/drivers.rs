//! Which drivers would have to move for the target to be reached.

use serde::{Deserialize, Serialize};

use super::{DriverFacts, TargetMetric};

/// Something a rep can work on, as the baseline period measured it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// Distinct customers who buy, as a count.
    ActiveCustomers,
    /// Orders ÷ active customers.
    OrdersPerCustomer,
    /// Revenue ÷ orders, in minor units.
    AverageOrder,
    /// Customers won, as a count; each is taken to bring as much as an average active customer did.
    NewCustomers,
    /// Gross profit ÷ revenue, as a fraction.
    GrossMargin,
    /// Deals won ÷ deals won or lost, as a fraction.
    CloseRate,
    /// Deals won or lost, as a count: opportunities brought to an end.
    ClosedDeals,
}

/// How far one driver alone would have to move, the others staying as in the baseline period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DriverMove {
    /// Which driver.
    pub driver: Driver,
    /// Its value in the baseline period.
    pub from: f64,
    /// The value at which the target is met exactly. Not whole: two thirds of a customer is said as it is.
    pub to: f64,
    /// `to` − `from`.
    pub delta: f64,
    /// Whether the driver can take that value at all: no margin above the price, no count below zero.
    pub possible: bool,
}

impl Driver {
    /// What the metric came to by the drivers' own sums; `None` for pieces, which the facts do not hold.
    pub(super) fn sum_of(metric: TargetMetric, facts: &DriverFacts) -> Option<i64> {
        match metric {
            TargetMetric::RevenueNet => Some(facts.revenue_minor),
            TargetMetric::GrossProfit => Some(facts.gross_profit_minor),
            TargetMetric::Units => None,
            TargetMetric::Orders => Some(facts.orders),
            TargetMetric::NewCustomers => Some(facts.new_customers),
            TargetMetric::ActiveCustomers => Some(facts.active_customers),
        }
    }

    /// The drivers whose product or sum is the metric.
    fn acting_on(metric: TargetMetric) -> &'static [Driver] {
        use Driver::*;
        match metric {
            TargetMetric::RevenueNet => {
                &[ActiveCustomers, OrdersPerCustomer, AverageOrder, NewCustomers, CloseRate, ClosedDeals]
            }
            TargetMetric::GrossProfit => {
                &[ActiveCustomers, OrdersPerCustomer, AverageOrder, NewCustomers, GrossMargin, CloseRate, ClosedDeals]
            }
            TargetMetric::Units | TargetMetric::Orders => &[ActiveCustomers, OrdersPerCustomer, NewCustomers],
            TargetMetric::NewCustomers => &[NewCustomers],
            TargetMetric::ActiveCustomers => &[ActiveCustomers, NewCustomers],
        }
    }
}

/// The moves that each lead to the target alone.
///
/// Revenue = active customers × orders per customer × average order, and gross profit = that × margin: so each
/// factor has to grow by target ÷ baseline. In the same way revenue = closed deals × close rate × revenue per won deal.
/// A driver is left out where the baseline period does not measure it (no
/// customers, no orders, fewer than [`LEAST_DEALS`] deals), and where moving it leads nowhere: more orders at a loss do not make a profit.
pub(super) fn driver_moves(
    metric: TargetMetric,
    facts: &DriverFacts,
    baseline_minor: i64,
    target_minor: i64,
) -> Vec<DriverMove> {
    let base = Driver::sum_of(metric, facts).unwrap_or(baseline_minor);
    let (base, target) = (base as f64, target_minor as f64);
    let moves = Driver::acting_on(metric).iter();
    moves.filter_map(|&driver| driver_move(driver, metric, facts, base, target)).collect()
}

fn driver_move(
    driver: Driver,
    metric: TargetMetric,
    facts: &DriverFacts,
    base: f64,
    target: f64,
) -> Option<DriverMove> {
    let from = value(driver, facts)?;
    let to = match driver {
        Driver::GrossMargin => target / positive(facts.revenue_minor)?,
        Driver::NewCustomers if metric == TargetMetric::NewCustomers => target,
        // A new customer is one more active customer, so both have the same way to go.
        Driver::NewCustomers => from + (target / grown_from(base)? - 1.0) * positive(facts.active_customers)?,
        Driver::ActiveCustomers
        | Driver::OrdersPerCustomer
        | Driver::AverageOrder
        | Driver::CloseRate
        | Driver::ClosedDeals => from * (target / grown_from(base)?),
    };
    let possible = match driver {
        Driver::GrossMargin => to <= 1.0,
        Driver::CloseRate => (0.0..=1.0).contains(&to),
        _ => to >= 0.0,
    };
    Some(DriverMove { driver, from, to, delta: to - from, possible })
}

/// The driver in the baseline period; `None` where it was not measured.
fn value(driver: Driver, facts: &DriverFacts) -> Option<f64> {
    match driver {
        Driver::ActiveCustomers => positive(facts.active_customers),
        Driver::OrdersPerCustomer => Some(positive(facts.orders)? / positive(facts.active_customers)?),
        Driver::AverageOrder => Some(positive(facts.revenue_minor)? / positive(facts.orders)?),
        Driver::NewCustomers => Some(facts.new_customers as f64),
        Driver::GrossMargin => Some(facts.gross_profit_minor as f64 / positive(facts.revenue_minor)?),
        Driver::CloseRate => Some(positive(facts.deals_won)? / enough(facts.deals_closed)?),
        Driver::ClosedDeals => positive(facts.deals_won).and_then(|_| enough(facts.deals_closed)),
    }
}

/// Of fewer deals a rate is chance.
const LEAST_DEALS: i64 = 5;

fn enough(deals: i64) -> Option<f64> {
    (deals >= LEAST_DEALS).then_some(deals as f64)
}

fn positive(count: i64) -> Option<f64> {
    (count > 0).then_some(count as f64)
}

fn grown_from(base: f64) -> Option<f64> {
    (base > 0.0).then_some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 40 customers × 2.5 orders × 50.00 = 5,000.00, of which a quarter is profit.
    const FACTS: DriverFacts = DriverFacts {
        active_customers: 40,
        orders: 100,
        new_customers: 6,
        revenue_minor: 500_000,
        gross_profit_minor: 125_000,
        deals_closed: 20,
        deals_won: 5,
    };

    fn to(moves: &[DriverMove], driver: Driver) -> f64 {
        moves.iter().find(|m| m.driver == driver).expect("the driver is among the moves").to
    }

    #[test]
    fn each_driver_alone_leads_from_the_baseline_to_the_target() {
        let moves = driver_moves(TargetMetric::RevenueNet, &FACTS, 500_000, 600_000);
        assert!((to(&moves, Driver::ActiveCustomers) - 48.0).abs() < 1e-9);
        assert!((to(&moves, Driver::OrdersPerCustomer) - 3.0).abs() < 1e-9);
        assert!((to(&moves, Driver::AverageOrder) - 6_000.0).abs() < 1e-9);
        assert!((to(&moves, Driver::NewCustomers) - 14.0).abs() < 1e-9, "eight customers more, all of them new");
        assert!((to(&moves, Driver::CloseRate) - 0.30).abs() < 1e-12, "five points more of the close rate");
        assert!((to(&moves, Driver::ClosedDeals) - 24.0).abs() < 1e-9, "or four opportunities more");
        assert!(moves.iter().all(|m| m.driver != Driver::GrossMargin), "a margin does not move revenue");
    }

    #[test]
    fn a_margin_above_the_price_is_said_to_be_impossible() {
        let moves = driver_moves(TargetMetric::GrossProfit, &FACTS, 125_000, 150_000);
        assert!((to(&moves, Driver::GrossMargin) - 0.30).abs() < 1e-12);
        let beyond = driver_moves(TargetMetric::GrossProfit, &FACTS, 125_000, 600_000);
        let margin = beyond.iter().find(|m| m.driver == Driver::GrossMargin).expect("stated");
        assert!(!margin.possible);
    }

    #[test]
    fn a_rate_of_few_deals_and_one_above_all_of_them_are_not_offered() {
        let few = DriverFacts { deals_closed: 4, deals_won: 2, ..FACTS };
        let moves = driver_moves(TargetMetric::RevenueNet, &few, 500_000, 600_000);
        assert!(moves.iter().all(|m| !matches!(m.driver, Driver::CloseRate | Driver::ClosedDeals)));
        let none_lost = DriverFacts { deals_won: 19, ..FACTS };
        let moves = driver_moves(TargetMetric::RevenueNet, &none_lost, 500_000, 600_000);
        assert!(moves.iter().any(|m| m.driver == Driver::CloseRate && !m.possible));
        assert!(moves.iter().any(|m| m.driver == Driver::ClosedDeals && m.possible));
    }

    #[test]
    fn more_of_the_same_does_not_turn_a_loss_into_a_profit() {
        let facts = DriverFacts { gross_profit_minor: -50_000, ..FACTS };
        let moves = driver_moves(TargetMetric::GrossProfit, &facts, -50_000, 10_000);
        assert_eq!(moves.iter().map(|m| m.driver).collect::<Vec<_>>(), [Driver::GrossMargin]);
        assert!((moves[0].delta - 0.12).abs() < 1e-12, "from −10 % to +2 %");
    }

    #[test]
    fn a_period_without_sales_has_no_driver_to_move() {
        assert!(driver_moves(TargetMetric::RevenueNet, &DriverFacts::default(), 0, 100).is_empty());
        let moves = driver_moves(TargetMetric::NewCustomers, &DriverFacts::default(), 0, 4);
        assert_eq!((moves[0].from, moves[0].to), (0.0, 4.0));
    }
}
