//! Random companies whose lines are shared: what is credited adds up to what was sold.

use polars::prelude::*;
use proptest::prelude::*;

use super::shares::{Credits, Line};
use crate::measures::MeasureError;

/// One order line of a made-up company.
#[derive(Debug, Clone)]
struct Made {
    order: u8,
    number: i64,
    origin: Option<u8>,
    rep: u8,
    cents: i64,
}

/// The credits of an order or of one of its lines: parts of a hundred that sum to it, and an overlay share.
#[derive(Debug, Clone)]
struct Shared {
    order: u8,
    number: Option<i64>,
    parts: Vec<u32>,
    overlay: Option<u32>,
}

fn line() -> impl Strategy<Value = Made> {
    (0u8..6, 1i64..4, prop::option::of(0u8..6), 0u8..3, -100_000i64..100_000)
        .prop_map(|(order, number, origin, rep, cents)| Made { order, number, origin, rep, cents })
}

fn shared() -> impl Strategy<Value = Shared> {
    let parts = prop::collection::vec(1u32..1_000, 1..6);
    (0u8..6, prop::option::of(1i64..4), parts, prop::option::of(1u32..=100))
        .prop_map(|(order, number, parts, overlay)| Shared { order, number, parts, overlay })
}

fn table(rows: &[(String, Option<i64>, String, f64, &str)]) -> DataFrame {
    let texts = |name: &str, values: Vec<String>| Series::new(name.into(), values).into_column();
    let columns = vec![
        texts("order_id", rows.iter().map(|row| row.0.clone()).collect()),
        Series::new("line_no".into(), rows.iter().map(|row| row.1).collect::<Vec<_>>()).into_column(),
        texts("rep_id", rows.iter().map(|row| row.2.clone()).collect()),
        Series::new("share".into(), rows.iter().map(|row| row.3).collect::<Vec<_>>()).into_column(),
        texts("credit_type", rows.iter().map(|row| row.4.to_string()).collect()),
    ];
    DataFrame::new(rows.len(), columns).unwrap()
}

/// The table of credits, the first that are made for an order or a line; backwards where asked for.
fn credits(shared: &[Shared], backwards: bool) -> DataFrame {
    let mut rows = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for shared in shared.iter().filter(|shared| seen.insert((shared.order, shared.number))) {
        let total: u32 = shared.parts.iter().sum();
        let order = format!("O{}", shared.order);
        for (at, part) in shared.parts.iter().enumerate() {
            let share = f64::from(*part) / f64::from(total);
            rows.push((order.clone(), shared.number, format!("R{at}"), share, "direct"));
        }
        rows.extend(
            shared.overlay.map(|share| (order, shared.number, "R9".to_string(), f64::from(share) / 100.0, "overlay")),
        );
    }
    if backwards {
        rows.reverse();
    }
    table(&rows)
}

fn asked(made: &Made) -> Line {
    Line {
        own: Some((format!("O{}", made.order), Some(made.number))),
        origin: made.origin.map(|origin| (format!("O{origin}"), None)),
        rep: format!("B{}", made.rep),
        minor: made.cents,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn direct_credit_sums_to_net_revenue_line_by_line(lines in prop::collection::vec(line(), 1..20), shared in prop::collection::vec(shared(), 0..12)) {
        let credits_of_all = Credits::read(&credits(&shared, false)).unwrap();
        for made in &lines {
            let parts = credits_of_all.parts(&asked(made));
            let direct: i64 = parts.iter().filter(|part| !part.is_overlay).map(|part| part.minor).sum();
            prop_assert_eq!(direct, made.cents);
        }
    }

    #[test]
    fn the_order_of_the_credits_changes_nothing(made in line(), shared in prop::collection::vec(shared(), 0..12)) {
        let one = Credits::read(&credits(&shared, false)).unwrap().parts(&asked(&made));
        let other = Credits::read(&credits(&shared, true)).unwrap().parts(&asked(&made));
        prop_assert_eq!(one, other);
    }
}

#[test]
fn shares_that_do_not_sum_to_one_are_named() {
    let rows =
        [("R1", 0.5), ("R2", 0.4)].map(|(rep, share)| ("O1".to_string(), Some(2), rep.to_string(), share, "direct"));
    let refused = Credits::read(&table(&rows)).unwrap_err();
    let named = MeasureError::CreditShares { order: "O1".to_string(), line: Some(2), sum: "0.9".to_string() };
    assert_eq!(refused, named);
    assert_eq!(refused.to_string(), "the direct credits of order O1 line 2 sum to 0.9 instead of 1");
}
