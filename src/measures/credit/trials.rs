//! Random companies whose lines are shared: what is credited adds up to what was sold.

use std::collections::BTreeMap;

use polars::prelude::*;
use proptest::prelude::*;

use super::shares::{Credits, Line};
use super::units::Units;
use crate::calendar::Day;
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

/// Reps in units from some days on, units under others; days as days since 1970.
fn units(assignments: &[(&str, &str, i32, Option<i32>, f64)], tree: &[(&str, &str)]) -> Result<Units, MeasureError> {
    let text = |name: &str, values: Vec<&str>| Series::new(name.into(), values).into_column();
    let days = |name: &str, values: Vec<Option<i32>>| Series::new(name.into(), values).into_column();
    let columns = vec![
        text("rep_id", assignments.iter().map(|row| row.0).collect()),
        text("unit_id", assignments.iter().map(|row| row.1).collect()),
        days("valid_from", assignments.iter().map(|row| Some(row.2)).collect()),
        days("valid_to", assignments.iter().map(|row| row.3).collect()),
        Series::new("share".into(), assignments.iter().map(|row| row.4).collect::<Vec<_>>()).into_column(),
    ];
    let above = vec![
        text("unit_id", tree.iter().map(|row| row.0).collect()),
        text("parent_id", tree.iter().map(|row| row.1).collect()),
    ];
    let assignments = DataFrame::new(assignments.len(), columns).unwrap();
    Units::read(&assignments, Some(&DataFrame::new(tree.len(), above).unwrap()))
}

const TREE: [(&str, &str); 5] =
    [("All", ""), ("East", "All"), ("West", "All"), ("Shanghai", "East"), ("Hangzhou", "East")];

#[test]
fn a_transfer_a_share_and_a_leaver_are_parted_by_the_day() {
    let rows = [("R1", "Shanghai", 10, Some(19), 1.0), ("R1", "West", 20, None, 0.5), ("R2", "East", 0, Some(15), 1.0)];
    let units = units(&rows, &TREE).unwrap();
    let on = |rep: &str, day: i32| units.parts(rep, Day::from_epoch(day), 101);
    assert_eq!(on("R1", 9), [("", 101)], "before the first assignment");
    assert_eq!(on("R1", 19), [("Shanghai", 101)], "on its last day");
    assert_eq!(on("R1", 20), [("West", 51), ("", 50)], "half of the rep is in no unit");
    assert_eq!(on("R2", 16), [("", 101)], "after leaving");
    assert_eq!(on("R9", 16), [("", 101)], "of whom nothing is known");
}

#[test]
fn a_unit_stands_under_one_of_each_level_above_it_and_for_itself_below() {
    let units = units(&[], &TREE).unwrap();
    let levels = |unit: &'static str| [1, 2, 3, 4].map(|level| units.at_level(unit, level).to_string());
    assert_eq!(levels("Hangzhou"), ["All", "East", "Hangzhou", "Hangzhou"]);
    assert_eq!(levels("West"), ["All", "West", "West", "West"]);
    assert_eq!(levels("Elsewhere"), ["Elsewhere"; 4]);
}

#[test]
fn circles_and_overlaps_are_named() {
    let circle = units(&[], &[("A", "B"), ("B", "C"), ("C", "B")]).unwrap_err();
    assert_eq!(circle.to_string(), "units stand above each other in a circle: B, C");
    let rows = [("R1", "East", 0, None, 1.0), ("R1", "West", 31, None, 0.1)];
    let overlap = units(&rows, &TREE).unwrap_err();
    assert_eq!(overlap.to_string(), "the assignments of rep R1 overlap on 1970-02-01: East, West");
    let twice = [("R1", "East", 0, Some(40), 0.2), ("R1", "East", 31, None, 0.2)];
    assert!(matches!(units(&twice, &TREE), Err(MeasureError::AssignmentOverlap { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn children_sum_to_their_parent_at_every_level(sales in prop::collection::vec((0i32..60, -100_000i64..100_000), 1..20), share in 0.0f64..=1.0, turn in 1i32..60) {
        let rows = [("R1", "Shanghai", 0, Some(turn - 1), share), ("R1", "West", 0, Some(turn - 1), 1.0 - share), ("R1", "Hangzhou", turn, None, share)];
        let units = units(&rows, &TREE).unwrap();
        let mut sums: BTreeMap<(usize, String, String), i64> = BTreeMap::new();
        for &(day, cents) in &sales {
            for (unit, minor) in units.parts("R1", Day::from_epoch(day), cents) {
                for level in 1..4 {
                    let pair = (level, units.at_level(unit, level).to_string(), units.at_level(unit, level + 1).to_string());
                    *sums.entry(pair).or_default() += minor;
                }
            }
        }
        let whole: i64 = sales.iter().map(|(_, cents)| cents).sum();
        for level in 1..4 {
            let of_level = sums.iter().filter(|((at, _, _), _)| *at == level);
            prop_assert_eq!(of_level.map(|(_, sum)| sum).sum::<i64>(), whole);
        }
        // What the units below East sum to is what East is one level higher.
        for level in 2..4 {
            let mut as_parents: BTreeMap<&String, i64> = BTreeMap::new();
            let mut as_children: BTreeMap<&String, i64> = BTreeMap::new();
            for ((at, parent, child), sum) in &sums {
                if *at == level {
                    *as_parents.entry(parent).or_default() += sum;
                } else if *at == level - 1 {
                    *as_children.entry(child).or_default() += sum;
                }
            }
            prop_assert_eq!(as_parents, as_children);
        }
    }
}
