//! When customers buy: the BG/NBD process, played through day by day.
//!
//! The times of purchase have a stream of their own, so the process can be played twice: once to count the orders,
//! and once more, with the same outcome, while they are written. That is how the file gets exactly the lines that
//! were asked for without anybody's history being cut short.

use std::ops::RangeInclusive;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1};

use super::GenerateError;
use super::customers::Customers;
use super::params::CheckedSettings;
use super::people::People;
use super::streams::{Stream, stream};
use super::window::Window;

/// Lines of an order, on average.
pub(super) const LINES_PER_ORDER: f64 = 3.0;

/// Lines per order between which a number of customers is taken at once, and between which the best of several
/// tries is taken: a handful of customers with long histories cannot be settled more finely.
const GOOD_LINES_PER_ORDER: RangeInclusive<f64> = 2.4..=3.8;
const BEARABLE_LINES_PER_ORDER: RangeInclusive<f64> = 1.2..=10.0;

/// Tries to find a number of customers.
const TRIES: usize = 12;

/// Customers of the trial that finds how many orders a customer places.
const TRIAL_CUSTOMERS: usize = 4_000;

/// Nobody: the end of a day's list.
const NONE: u32 = u32::MAX;

/// Everybody's next purchase, as one linked list of customers for each day: two columns of four bytes a customer.
#[derive(Debug)]
pub(super) struct PurchaseTimes {
    rng: ChaCha8Rng,
    head: Vec<u32>,
    next: Vec<u32>,
    time: Vec<f32>,
}

impl PurchaseTimes {
    /// All customers before their first purchase, which is on the day they were won.
    pub(super) fn new(settings: &CheckedSettings, window: &Window, customers: &Customers) -> PurchaseTimes {
        let mut times = PurchaseTimes {
            rng: stream(settings.seed, Stream::Purchases),
            head: vec![NONE; window.axis_len()],
            next: vec![NONE; customers.len()],
            time: customers.birth.clone(),
        };
        for customer in (0..customers.len()).rev() {
            times.put(customer);
        }
        times
    }

    /// The next customer who buys on a day, if any is left; days must be asked in order, each until it is empty.
    pub(super) fn next_on(&mut self, axis: usize, customers: &Customers) -> Option<usize> {
        let customer = self.head[axis];
        if customer == NONE {
            return None;
        }
        let customer = customer as usize;
        self.head[axis] = self.next[customer];
        let is_first = self.time[customer] == customers.birth[customer];
        if is_first || self.rng.random::<f32>() >= customers.dropout[customer] {
            let gap: f32 = Exp1.sample(&mut self.rng);
            self.time[customer] += gap / customers.rate[customer];
            self.put(customer);
        }
        Some(customer)
    }

    /// Puts a customer on the list of the day of their time; beyond the axis, nowhere.
    fn put(&mut self, customer: usize) {
        // The cast saturates, so an endless wait lies beyond the axis too.
        if let Some(head) = self.head.get_mut(self.time[customer] as usize) {
            self.next[customer] = *head;
            *head = customer as u32;
        }
    }
}

/// As many customers as it takes, and the orders that they place within the window.
pub(super) fn settle_customers(
    settings: &CheckedSettings,
    window: &Window,
    people: &People,
) -> Result<(Customers, u64), GenerateError> {
    let wanted = settings.order_lines as f64 / LINES_PER_ORDER;
    let lines_per_order = |orders: u64| settings.order_lines as f64 / orders.max(1) as f64;
    let misfit = |orders: u64| (lines_per_order(orders) / LINES_PER_ORDER).ln().abs();
    let mut count = TRIAL_CUSTOMERS;
    let mut orders = count_orders(settings, window, &Customers::draw(settings, window, people, count));
    let mut best: Option<(Customers, u64)> = None;
    for _ in 0..TRIES {
        let scaled = count as f64 * wanted / orders.max(1) as f64;
        count = (scaled.round() as usize).clamp(1, NONE as usize - 1);
        let customers = Customers::draw(settings, window, people, count);
        orders = count_orders(settings, window, &customers);
        if best.as_ref().is_none_or(|(_, least)| misfit(orders) < misfit(*least)) {
            best = Some((customers, orders));
        }
        if GOOD_LINES_PER_ORDER.contains(&lines_per_order(orders)) {
            break;
        }
    }
    match best {
        Some((customers, orders)) if BEARABLE_LINES_PER_ORDER.contains(&lines_per_order(orders)) => {
            Ok((customers, orders))
        }
        _ => Err(GenerateError::OrdersDoNotFit { order_lines: settings.order_lines, orders }),
    }
}

fn count_orders(settings: &CheckedSettings, window: &Window, customers: &Customers) -> u64 {
    let mut times = PurchaseTimes::new(settings, window, customers);
    let mut orders = 0;
    for axis in 0..window.axis_len() {
        while times.next_on(axis, customers).is_some() {
            orders += u64::from(axis >= window.opens());
        }
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    fn setting(established_years: u32) -> (CheckedSettings, Window, People) {
        let settings = GeneratorSettings { established_years, ..GeneratorSettings::default() }.check().unwrap();
        let window = Window::new(&settings);
        let people = People::draw(&settings, &window);
        (settings, window, people)
    }

    #[test]
    fn a_customer_is_settled_for_about_twelve_lines() {
        let (settings, window, people) = setting(2);
        let (customers, orders) = settle_customers(&settings, &window, &people).unwrap();
        let lines_per_customer = 100_000.0 / customers.len() as f64;
        assert!((9.0..15.0).contains(&lines_per_customer), "{lines_per_customer}");
        assert!((2.4..3.8).contains(&(100_000.0 / orders as f64)));
    }

    #[test]
    fn the_process_can_be_played_twice() {
        let (settings, window, people) = setting(0);
        let customers = Customers::draw(&settings, &window, &people, 300);
        let play = || {
            let mut times = PurchaseTimes::new(&settings, &window, &customers);
            let mut events = Vec::new();
            for axis in 0..window.axis_len() {
                while let Some(customer) = times.next_on(axis, &customers) {
                    events.push((axis, customer));
                }
            }
            events
        };
        assert_eq!(play(), play());
    }

    #[test]
    fn second_purchases_come_as_the_formula_says() {
        let (settings, window, people) = setting(0);
        let customers = Customers::draw(&settings, &window, &people, 20_000);
        let mut times = PurchaseTimes::new(&settings, &window, &customers);
        let mut second = vec![None; customers.len()];
        let mut bought = vec![false; customers.len()];
        for axis in 0..window.axis_len() {
            while let Some(customer) = times.next_on(axis, &customers) {
                if bought[customer] && second[customer].is_none() {
                    second[customer] = Some(axis);
                }
                bought[customer] = true;
            }
        }
        let horizon = 130;
        let old_enough: Vec<usize> =
            (0..customers.len()).filter(|&c| customers.birth[c] as usize + horizon < window.axis_len()).collect();
        let back = old_enough
            .iter()
            .filter(|&&c| second[c].is_some_and(|day| (day as f32) < (customers.birth[c].floor() + horizon as f32)));
        let share = back.count() as f64 / old_enough.len() as f64;
        // P(second within t) = 1 − (α ÷ (α + t))^r; 26 weeks, half a business day less by counting whole days.
        let expected = 1.0 - (12.0_f64 / (12.0 + 25.9)).powf(0.9);
        assert!((share - expected).abs() < 0.012, "{share} against {expected}");
    }
}
