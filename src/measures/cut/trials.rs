//! Cuts of small made-up companies, and what holds for all of them.

use std::collections::BTreeMap;

use polars::prelude::*;
use proptest::prelude::*;

use super::*;
use crate::calendar::{Day, FiscalCalendar, Grain};
use crate::measures::company::Company;
use crate::measures::family::{Question, family_of};
use crate::measures::grid::PeriodRange;
use crate::measures::kpi::Known;
use crate::measures::observation::Observation;
use crate::measures::{Facts, FactsInput, Quotas};
use crate::quantity::Scalar;

/// One order line of a made-up company.
#[derive(Debug, Clone)]
struct Line {
    order: u8,
    day: i32,
    customer: u8,
    rep: u8,
    product: u8,
    region: u8,
    cents: i64,
    is_return: bool,
}

/// 1 January 2024, as days since 1970.
const FIRST_DAY: i32 = 19_723;

/// Nothing for 0.
fn id(letter: char, number: u8) -> Option<String> {
    (number > 0).then(|| format!("{letter}{number}"))
}

fn texts(name: &str, values: impl Iterator<Item = Option<String>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into_column()
}

fn days(name: &str, values: impl Iterator<Item = Option<i32>>) -> Column {
    let days = Series::new(name.into(), values.collect::<Vec<_>>());
    days.cast(&DataType::Date).unwrap().into_column()
}

fn frame(columns: Vec<Column>) -> DataFrame {
    DataFrame::new(columns[0].len(), columns).unwrap()
}

fn orders(lines: &[Line]) -> DataFrame {
    let each = || lines.iter();
    let signed = |line: &Line| if line.is_return { -line.cents } else { line.cents };
    frame(vec![
        texts("order_id", each().map(|l| id('O', l.order + 1))),
        texts("line_type", each().map(|l| Some(if l.is_return { "return" } else { "sale" }.to_string()))),
        days("order_date", each().map(|l| Some(FIRST_DAY + l.day))),
        texts("customer_id", each().map(|l| id('C', l.customer))),
        texts("rep_id", each().map(|l| id('R', l.rep))),
        texts("product_id", each().map(|l| id('P', l.product))),
        texts("region", each().map(|l| id('G', l.region))),
        Series::new("net_amount_minor".into(), each().map(signed).collect::<Vec<_>>()).into_column(),
    ])
}

/// P1 moves from one category to another in the middle of the year; P3 is in no table.
fn products() -> DataFrame {
    let rows = [("P1", "Chairs", None, Some(150)), ("P1", "Tables", Some(151), None), ("P2", "Chairs", None, None)];
    let end = |day: Option<i32>| day.map(|day| FIRST_DAY + day);
    frame(vec![
        texts("product_id", rows.iter().map(|row| Some(row.0.to_string()))),
        texts("category", rows.iter().map(|row| Some(row.1.to_string()))),
        days("valid_from", rows.iter().map(|row| end(row.2))),
        days("valid_to", rows.iter().map(|row| end(row.3))),
    ])
}

fn customers() -> DataFrame {
    let rows = [("C1", Some("Consumer")), ("C2", Some("Corporate")), ("C3", None)];
    frame(vec![
        texts("customer_id", rows.iter().map(|row| Some(row.0.to_string()))),
        texts("segment", rows.iter().map(|row| row.1.map(String::from))),
    ])
}

fn reps() -> DataFrame {
    frame(vec![
        texts("rep_id", ["R1", "R2", "R9"].iter().map(|id| Some((*id).to_string()))),
        texts("team", [Some("North"), None, Some("South")].iter().map(|team| team.map(String::from))),
        days("hire_date", [Some(17_000), Some(18_500), None].into_iter()),
    ])
}

/// Everything about a company that questions are asked of.
struct Made {
    facts: Facts,
    people: People,
    quotas: Quotas,
    tables: Tables,
}

impl Made {
    fn new(lines: &[Line]) -> Made {
        let orders = orders(lines);
        let facts = Facts::build(&FactsInput { orders: orders.clone().lazy(), as_of: None }).unwrap();
        let people = People::build(Some(reps().lazy()), &facts.reps, &[]).unwrap();
        let frames = [("orders", orders), ("products", products()), ("customers", customers()), ("reps", reps())];
        let tables = Tables::new(frames.map(|(name, frame)| (name.to_string(), frame.lazy())));
        Made { facts, people, quotas: Quotas::default(), tables }
    }

    fn cut(&self, by: &[&str], filter: Option<&str>) -> Result<Cut, MeasureError> {
        let by: Vec<String> = by.iter().map(|word| word.to_string()).collect();
        Cut::parse(&by, filter)?.bound(&self.tables, Currency::USD)
    }

    fn ask(&self, cut: &Cut) -> Result<Vec<Observation>, MeasureError> {
        let calendar = FiscalCalendar::starting_in(1).unwrap();
        let known = Known {
            facts: &self.facts,
            people: &self.people,
            quotas: &self.quotas,
            calendar,
            as_of: self.facts.last_day,
            history_is_whole: true,
        };
        let period = |day: Day| calendar.period_of(day, Grain::Quarter);
        let range = PeriodRange { first: period(self.facts.first_day), last: period(self.facts.last_day) };
        let metrics = ["revenue_net", "new_customers", "orders"].map(String::from);
        let company = Company { known, tables: &self.tables };
        let family = family_of("revenue_net").unwrap();
        (family.observe)(&Question { company, metrics: &metrics, cut, range })
    }

    /// Sums over all slices by metric and period; of the metrics that add up.
    fn sums(&self, cut: &Cut) -> Result<BTreeMap<(String, String), i64>, MeasureError> {
        let mut sums = BTreeMap::new();
        for row in self.ask(cut)?.iter().filter(|row| row.metric_id != "orders") {
            *sums.entry((row.metric_id.clone(), row.period.clone())).or_insert(0) += whole(row);
        }
        Ok(sums)
    }
}

fn whole(row: &Observation) -> i64 {
    match row.value.value() {
        Some(Scalar::Money(number) | Scalar::Count(number)) => number,
        None => 0,
        other => panic!("{} is {other:?}", row.metric_id),
    }
}

fn line() -> impl Strategy<Value = Line> {
    let ids = (0u8..10, 0u8..4, 0u8..4, 0u8..4, 0u8..3);
    (ids, 0i32..300, 1i64..100_000, prop::bool::weighted(0.2)).prop_map(
        |((order, customer, rep, product, region), day, cents, is_return)| Line {
            order,
            day,
            customer,
            rep,
            product,
            region,
            cents,
            is_return,
        },
    )
}

fn company() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(line(), 1..30)
}

/// Dimensions of every kind.
const ALL: [&str; 9] = [
    "rep",
    "team",
    "region",
    "customer",
    "product.category",
    "customer.segment",
    "rep.hire_year",
    "order_month",
    "line_type",
];

fn dimensions() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(ALL.to_vec(), 0..4)
}

const FILTERS: [&str; 8] = [
    "region = G1",
    "product.category in (Chairs, Nothing) or customer.segment is null",
    "net_amount > 250.50 and not rep = R1",
    "rep.hire_year <= 2016",
    "order_date >= 2024-05-01",
    "team = 'North'",
    "（地区 = “G1” 或 地区 为空） 且 客户.segment != Consumer",
    "customer.segment not in (Consumer)",
];

/// Few cases by default, because each builds a company; PROPTEST_CASES asks for more.
fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: if usual.cases == 256 { 32 } else { usual.cases }, ..usual }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..cases() })]

    #[test]
    fn slices_sum_to_the_whole(lines in company(), by in dimensions(), top in 1usize..4) {
        let made = Made::new(&lines);
        let company = made.sums(&Cut::default()).unwrap();
        let cut = made.cut(&by, None).unwrap();
        let rows = made.ask(&cut).unwrap();
        prop_assert_eq!(&made.sums(&cut).unwrap(), &company);
        let kept = largest(&rows[..rows.len() / 3], top);
        prop_assert_eq!(&made.sums(&cut.keeping(kept)).unwrap(), &company);
    }

    #[test]
    fn a_filter_and_its_opposite_make_the_whole(lines in company(), by in dimensions(), filter in prop::sample::select(FILTERS.to_vec())) {
        let made = Made::new(&lines);
        let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
        for filter in [filter.to_string(), format!("not ({filter})")] {
            match made.sums(&made.cut(&by, Some(&filter)).unwrap()) {
                Ok(part) => part.into_iter().for_each(|(key, sum)| *sums.entry(key).or_insert(0) += sum),
                Err(MeasureError::Cut(error)) => prop_assert!(matches!(*error, CutError::NothingLeft { .. }), "{}", error),
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            }
        }
        let whole = made.sums(&Cut::default()).unwrap();
        prop_assert_eq!(sums.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
        for (key, sum) in &sums {
            // A customer whose first order has lines on both sides is found by each of the two filters.
            let may_be_more = key.0 == "new_customers" && *sum > whole[key];
            prop_assert!(*sum == whole[key] || may_be_more, "{:?}: {} of {}", key, sum, whole[key]);
        }
    }

    #[test]
    fn a_filter_by_one_member_is_that_member_s_slice(lines in company(), dimension in prop::sample::select(ALL.to_vec())) {
        let made = Made::new(&lines);
        let sliced = made.ask(&made.cut(&[dimension], None).unwrap()).unwrap();
        for slice in sliced.iter().map(|row| &row.scope[0]).filter(|slice| !slice.key.is_empty()) {
            let cut = made.cut(&[], Some(&format!("{dimension} = '{}'", slice.key))).unwrap();
            // People without any row have a slice, and a filter by them leaves nothing.
            let Ok(filtered) = made.ask(&cut) else { continue };
            let own: Vec<&Observation> = sliced.iter().filter(|row| row.scope[0] == *slice).collect();
            prop_assert_eq!(filtered.len(), own.len(), "{} {}", dimension, slice.key);
            for (filtered, own) in filtered.iter().zip(own) {
                // A customer whose first order has lines of two slices counts in one of them, so that the slices add
                // up; each of the two filters finds the customer.
                let may_be_more = own.metric_id == "new_customers" && whole(filtered) >= whole(own);
                prop_assert!(filtered.value == own.value || may_be_more, "{} {}", dimension, slice.key);
            }
        }
    }

    #[test]
    fn the_plain_path_finds_what_the_facts_tell(lines in company(), by in prop::sample::subsequence(vec!["rep", "team", "region"], 0..4)) {
        let made = Made::new(&lines);
        let fast = made.ask(&made.cut(&by, None).unwrap()).unwrap();
        let plain = made.ask(&made.cut(&by, Some("not order_id = nowhere")).unwrap()).unwrap();
        prop_assert_eq!(fast, plain);
    }

    #[test]
    fn no_text_brings_the_reader_of_filters_down(text in "[a-c('\"\u{ff08}\u{ff09}=<>!,\u{5730}\u{533a} not]{0,40}") {
        let _ = Cut::parse(&[], Some(&text));
    }
}

fn example() -> Made {
    let line = |order, day, customer, product, region, cents| Line {
        order,
        day,
        customer,
        rep: 1,
        product,
        region,
        cents,
        is_return: false,
    };
    Made::new(&[
        line(1, 10, 1, 1, 1, 1_000),
        line(2, 200, 1, 1, 2, 300),
        line(3, 40, 2, 2, 1, 50),
        line(4, 41, 3, 3, 0, 7),
    ])
}

/// Slice keys, joined by `/`, and net revenue over all periods.
fn revenue(made: &Made, cut: &Cut) -> Vec<(String, i64)> {
    let mut sums: Vec<(String, i64)> = Vec::new();
    for row in made.ask(cut).unwrap().iter().filter(|row| row.metric_id == "revenue_net") {
        let keys: Vec<&str> = row.scope.iter().map(|slice| slice.key.as_str()).collect();
        let name = keys.join("/");
        match sums.last_mut().filter(|last| last.0 == name) {
            Some(last) => last.1 += whole(row),
            None => sums.push((name, whole(row))),
        }
    }
    sums
}

fn named(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(name, sum)| (name.to_string(), *sum)).collect()
}

#[test]
fn a_product_s_category_is_that_of_the_order_s_day() {
    let made = example();
    let cut = made.cut(&["product.category"], None).unwrap();
    assert_eq!(revenue(&made, &cut), named(&[("", 7), ("Chairs", 1_050), ("Tables", 300)]));
}

#[test]
fn the_largest_come_first_and_the_others_are_one() {
    let made = example();
    let cut = made.cut(&["product.category", "region"], None).unwrap();
    let rows = made.ask(&cut).unwrap();
    // The first of three metrics is revenue.
    let kept = largest(&rows[..rows.len() / 3], 1);
    assert_eq!(revenue(&made, &cut.keeping(kept.clone())), named(&[("(others)/(others)", 307), ("Chairs/G1", 1_050)]));
    let mut rows = made.ask(&cut.keeping(kept.clone())).unwrap();
    in_rank(&mut rows, &kept);
    let periods = rows.len() / 6;
    assert_eq!((&rows[0].scope, &rows[periods].scope[0].key), (&kept[0], &OTHERS.to_string()));
}

#[test]
fn a_filter_compares_money_exactly() {
    let made = example();
    for (filter, sum) in
        [("amount > 3.00", 1_000), ("amount >= 3", 1_300), ("amount < 0.505", 57), ("amount = 0.07", 7)]
    {
        let cut = made.cut(&[], Some(filter)).unwrap();
        assert_eq!(revenue(&made, &cut), named(&[("", sum)]), "{filter}");
    }
}

#[test]
fn people_without_rows_have_a_slice_unless_a_filter_leaves_them_out() {
    let made = example();
    let zero = |by: &[&str], filter| revenue(&made, &made.cut(by, filter).unwrap());
    assert_eq!(zero(&["rep"], Some("region = G1")), named(&[("R1", 1_050), ("R2", 0), ("R9", 0)]));
    assert_eq!(zero(&["rep"], Some("team = North")), named(&[("R1", 1_357)]));
    assert_eq!(zero(&["rep.hire_year"], None), named(&[("", 0), ("2016", 1_357), ("2020", 0)]));
}

#[test]
fn a_value_that_stands_nowhere_is_doubted() {
    let made = example();
    let doubts =
        |filter: &str| made.cut(&[], Some(filter)).unwrap().doubts(&made.people, &made.tables, &["orders"]).unwrap();
    assert!(doubts("region in (G1, G2) and product.category = Chairs and team = North and amount > 7").is_empty());
    let named: Vec<String> = doubts("region in (G1, G3) and product.category != Chair and rep = R7 and team = Nort")
        .into_iter()
        .map(|(column, value, nearest)| format!("{column} {value} {}", nearest[0]))
        .collect();
    assert_eq!(named, ["region G3 G1", "product.category Chair Chairs", "rep R7 R1", "team Nort North"]);
}

#[test]
fn what_cannot_be_followed_is_named_with_what_there_is() {
    let made = example();
    let mut said = String::new();
    for (by, filter) in [
        ("product.categry", ""),
        ("chanel", ""),
        ("channel", ""),
        ("category", ""),
        ("net_amount", ""),
        ("", "region = g1"),
        ("", "region = G2 and product = P2"),
        ("", "region > G2"),
        ("", "amount > much"),
        ("", "地区 = Far East"),
        ("", "region in (G1, “G2”"),
        ("", "region = 'G1"),
        ("", "region is G1"),
    ] {
        let by: Vec<&str> = by.split(',').filter(|word| !word.is_empty()).collect();
        let error =
            made.cut(&by, Some(filter).filter(|text| !text.is_empty())).and_then(|cut| made.ask(&cut)).unwrap_err();
        said.push_str(&format!("{error}\n  → {}\n", error.hint().unwrap_or_default()));
    }
    insta::assert_snapshot!(said, @r#"
    there is no dimension `product.categry`
      → did you mean product.category? There are product.category
    there is no dimension `chanel`
      → did you mean channel, product.category, line_no? There are rep, team, customer, product, order_id, line_type, order_year, region, rep.team, rep.hire_year, customer.segment, product.category
    the rows of `orders` have nothing to tell `channel` by
      → leave it out, or cut by what they have: rep, team, rep.…, customer, customer.…, product, product.…, order_id, line_type, order_year, region
    the rows of `orders` have nothing to tell `category` by
      → leave it out, or cut by what they have: product.category, rep, team, rep.…, customer, customer.…, product, product.…, order_id, line_type, order_year, region
    `net_amount` holds amounts, which make no slices
      → filter by it: --where "net_amount > 1000"
    no row of `orders` passes the filter `region = g1`
      → `region` is never `g1`, but there are G1, G2
    no row of `orders` passes the filter `region = G2 and product = P2`
      → each value is there, but no row has them all: leave a condition out
    `region` holds text, which is not less or greater
      → compare it with =, !=, in or not in
    `amount` holds amounts of money, and `much` is none
      → write amounts of money after it
    the filter cannot be read: `and`, `or` or the end is expected here
      地区 = Far East
                 ^
      → write it like this: --where "region = North and product.category in ('Office Supplies', Chairs) and amount > 1000"; values with spaces stand in quotes
    the filter cannot be read: a comma or `)` is expected here
      region in (G1, “G2”
                         ^
      → write it like this: --where "region = North and product.category in ('Office Supplies', Chairs) and amount > 1000"; values with spaces stand in quotes
    the filter cannot be read: this quote is not closed
      region = 'G1
               ^
      → write it like this: --where "region = North and product.category in ('Office Supplies', Chairs) and amount > 1000"; values with spaces stand in quotes
    the filter cannot be read: `null` or `not null` is expected here
      region is G1
                ^
      → write it like this: --where "region = North and product.category in ('Office Supplies', Chairs) and amount > 1000"; values with spaces stand in quotes
    "#);
}
