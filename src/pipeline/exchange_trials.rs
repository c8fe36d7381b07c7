//! Orders in other currencies: the short way to the facts leads where the plain one does, and other rates make other
//! facts.

use std::sync::Arc;

use crate::calendar::Day;
use crate::measures::exchange::{ExchangeSettings, converted, exchange};
use crate::measures::{Facts, FactsInput, FactsNeeded};
use crate::quantity::{Currency, Exchange};
use crate::settings::Settings;
use crate::store::Store;

use super::facts::{Keeping, of_store};
use super::facts_trials::{accounts_said, load_tables};
use super::{AsOf, Snapshot};

const ORDERS: &str = "order_id,line_no,order_date,customer_id,rep_id,net_amount,cost_amount,currency\n\
    A,1,2024-01-05,C1,R1,100.00,40.00,USD\n\
    A,2,2024-01-05,C1,R1,0.05,,EUR\n\
    B,1,2024-02-10,C2,R2,12345,10000,JPY\n\
    C,1,2024-02-11,C1,R1,80.00,20.00,eur\n\
    D,1,2024-03-01,,R2,7.77,1.11,\n";
const RATES: &str = "date,from,to,rate\n2024-01-01,EUR,USD,1.1\n2024-02-01,EUR,USD,1.2\n2024-02-01,USD,JPY,150\n";

fn rates(store: &Store) -> Arc<Exchange> {
    let settings = ExchangeSettings::default();
    Arc::new(exchange(store.scan("fx_rates").unwrap(), Currency::USD, &settings).unwrap())
}

fn net(facts: &Facts) -> i64 {
    facts.dense.sums().iter().map(|sums| sums.net).sum()
}

#[track_caller]
fn facts_are_those_of_the_plain_path(store: &Store) -> Facts {
    let exchange = rates(store);
    for as_of in [None, Day::from_ymd(2024, 2, 10)] {
        let orders = converted(store.scan("orders").unwrap(), &exchange).unwrap();
        let plain = Facts::build(&FactsInput { orders, as_of }).unwrap();
        let short =
            of_store(store, as_of, FactsNeeded::WithPostings, &mut Keeping::default(), Some(&exchange)).unwrap();
        assert_eq!(short.dense.said(), plain.dense.said());
        assert_eq!(accounts_said(&short), accounts_said(&plain));
    }
    of_store(store, None, FactsNeeded::Dense, &mut Keeping::default(), Some(&exchange)).unwrap()
}

#[test]
fn facts_are_converted_by_the_rate_of_each_line_s_day_and_made_anew_when_rates_change() {
    let folder = tempfile::tempdir().unwrap();
    // Whatever the order of the files: rates are read first.
    load_tables(folder.path(), &[("orders", "orders.csv", ORDERS), ("fx_rates", "rates.csv", RATES)]);
    let store = Store::open(&folder.path().join("store")).unwrap();
    let others: Vec<&str> = store.manifest().other_currencies.iter().map(String::as_str).collect();
    assert_eq!(others, ["EUR", "JPY"]);
    // 100.00 + 0.06 (5.5 cents, half to even) + 82.30 (12,345 yen) + 96.00 + 7.77 dollars.
    assert_eq!(net(&facts_are_those_of_the_plain_path(&store)), 10_000 + 6 + 8_230 + 9_600 + 777);

    load_tables(folder.path(), &[("fx_rates", "more.csv", "date,from,to,rate\n2024-02-01,EUR,USD,1.25\n")]);
    let store = Store::open(&folder.path().join("store")).unwrap();
    assert_eq!(net(&facts_are_those_of_the_plain_path(&store)), 10_000 + 6 + 8_230 + 10_000 + 777);

    // New lines on kept facts, some of them in other currencies.
    let more = "order_id,line_no,order_date,rep_id,net_amount,currency\nE,1,2024-02-20,R3,10.00,EUR\n";
    load_tables(folder.path(), &[("orders", "more_orders.csv", more)]);
    let store = Store::open(&folder.path().join("store")).unwrap();
    assert_eq!(net(&facts_are_those_of_the_plain_path(&store)), 10_000 + 6 + 8_230 + 10_000 + 777 + 1_250);
}

#[test]
fn a_store_in_one_currency_has_nothing_to_convert_even_where_it_has_rates() {
    let folder = tempfile::tempdir().unwrap();
    let orders = "order_id,order_date,net_amount,currency\nA,2024-01-05,5,usd\n";
    load_tables(folder.path(), &[("fx_rates", "rates.csv", RATES), ("orders", "orders.csv", orders)]);
    let snapshot = Snapshot::open(&folder.path().join("store"), &Settings::default(), AsOf::Latest).unwrap();
    assert!(snapshot.store.manifest().other_currencies.is_empty());
    assert!(snapshot.tables.foreign_orders().is_none() && snapshot.tables.exchange().is_some());
}
