//! What was planted can be found again in the files.

use super::*;
use crate::calendar::Day;

/// Net per order by a key of the row: amounts apart from how many orders there are.
fn net_per_order<K: Ord>(rows: &[Row], key: impl Fn(&Row) -> Option<K>) -> BTreeMap<K, f64> {
    let mut sums: BTreeMap<K, (f64, f64)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.is_return()) {
        if let Some(key) = key(row) {
            let sum = sums.entry(key).or_default();
            sum.0 += row.minor("net_amount") as f64;
            sum.1 += f64::from(u8::from(row.text("line_no") == "1"));
        }
    }
    sums.into_iter().map(|(key, (net, orders))| (key, net / orders)).collect()
}

#[test]
fn sums_of_amounts_are_exact() {
    let rows = SMALL.table("orders.csv");
    let totals = &SMALL.truth().totals;
    let sum = |column: &str| rows.iter().map(|row| row.minor(column)).sum::<i64>();
    assert_eq!(sum("net_amount"), totals.net_minor);
    assert_eq!(sum("list_amount"), totals.list_minor);
    assert_eq!(sum("cost_amount"), totals.cost_minor);
    let mut by_rep: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for row in &rows {
        let year: usize = row.text("order_date")[..4].parse().unwrap();
        let sums = by_rep.entry(row.text("rep_id")).or_insert_with(|| vec![0; 8]);
        sums[(year - 2021) * 4 + row.season()] += row.minor("net_amount");
    }
    for rep in &SMALL.truth().reps {
        assert_eq!(by_rep[rep.rep_id.as_str()], rep.net_minor);
    }
}

#[test]
fn the_season_shows_in_amounts_per_order() {
    let settings = GeneratorSettings { declining_share: 0.0, ..plain() };
    let company = Written::new(&settings);
    let found = net_per_order(&company.table("orders.csv"), |row| Some(row.season()));
    let mean = found.values().sum::<f64>() / 4.0;
    for (season, net) in found {
        let planted = company.truth().settings.season[season];
        assert!((net / mean - planted).abs() < 0.08, "quarter {season}: {} against {planted}", net / mean);
    }
}

#[test]
fn declining_reps_lose_what_was_planted() {
    let settings =
        GeneratorSettings { declining_share: 0.5, newcomer_share: 0.0, leaver_share: 0.0, season: [1.0; 4], ..plain() };
    let company = Written::new(&settings);
    let rows = company.table("orders.csv");
    let (mut found, mut planted) = (0.0, 0.0);
    let declining: Vec<_> = company.truth().reps.iter().filter(|rep| rep.decline.is_some()).collect();
    assert_eq!(declining.len(), 6);
    for rep in &declining {
        let decline = rep.decline.as_ref().unwrap();
        let full = plus_months(&decline.from_month, decline.months_to_full as usize - 1);
        let halves = net_per_order(&rows, |row| match row.month() {
            _ if row.text("rep_id") != rep.rep_id => None,
            month if month < decline.from_month.as_str() => Some(false),
            month if month >= full.as_str() => Some(true),
            _ => None,
        });
        found += halves[&true] / halves[&false] / 6.0;
        planted += (1.0 - decline.depth) / 6.0;
    }
    assert!((found - planted).abs() < 0.08, "{found} against {planted}");
}

fn plus_months(label: &str, months: usize) -> String {
    let day: Day = format!("{label}-01").parse().unwrap();
    let index = day.year() as usize * 12 + day.month() as usize - 1 + months;
    format!("{:04}-{:02}", index / 12, index % 12 + 1)
}

#[test]
fn newcomers_start_at_the_planted_share() {
    let settings = GeneratorSettings {
        newcomer_share: 0.5,
        declining_share: 0.0,
        season: [1.0; 4],
        productivity_spread: 0.0,
        ..plain()
    };
    let company = Written::new(&settings);
    let rows = company.table("orders.csv");
    let usual = net_per_order(&rows, |row| {
        let rep = company.truth().reps.iter().find(|rep| rep.rep_id == row.text("rep_id")).unwrap();
        rep.ramp.is_none().then_some(())
    })[&()];
    // The first three months of a ramp of six stand at 0.3, 0.417 and 0.533.
    let early = net_per_order(&rows, |row| {
        let rep = company.truth().reps.iter().find(|rep| rep.rep_id == row.text("rep_id")).unwrap();
        let from = &rep.ramp.as_ref()?.from_month;
        (row.month() < plus_months(from, 3).as_str()).then_some(())
    })[&()];
    assert!((early / usual - 0.417).abs() < 0.08, "{}", early / usual);
}

#[test]
fn about_one_line_in_a_hundred_comes_back() {
    let company = Written::new(&plain());
    let share = company.table("orders.csv").iter().filter(|row| row.is_return()).count() as f64 / 40_000.0;
    assert!((share - company.truth().returns.share_of_rows).abs() < 1e-12);
    // The standard error of a share of 1 % in 40,000 rows is 0.0005.
    assert!((share - 0.01).abs() < 0.0018, "{share}");
}

#[test]
fn new_customers_come_back_as_stated() {
    let company = Written::new(&GeneratorSettings { established_years: 0, ..plain() });
    let mut days: BTreeMap<String, Vec<Day>> = BTreeMap::new();
    for row in company.table("orders.csv").iter().filter(|row| !row.is_return()) {
        days.entry(row.text("customer_id").to_string()).or_default().push(row.text("order_date").parse().unwrap());
    }
    for &(within, chance) in &company.truth().repeat.second_purchase_within_days[2..4] {
        let old_enough: Vec<&Vec<Day>> =
            days.values().filter(|days| company.truth().last_day.days_since(days[0]) >= within as i32).collect();
        let back = old_enough
            .iter()
            .filter(|days| days.iter().any(|day| (1..=within as i32).contains(&day.days_since(days[0]))));
        let share = back.count() as f64 / old_enough.len() as f64;
        assert!((share - chance).abs() < 0.04, "{within} days: {share} against {chance}");
    }
}

#[test]
fn deals_are_likelier_won_the_further_they_had_come() {
    let deals = SMALL.table("opportunities.csv");
    let decided = || deals.iter().filter(|deal| ["won", "lost"].contains(&deal.text("status")));
    let rate = |column: &str, word: &str| {
        let (mut won, mut all) = (0, 0);
        for deal in decided().filter(|deal| deal.text(column) == word) {
            all += 1;
            won += usize::from(deal.text("status") == "won");
        }
        assert!(all >= 30, "{all} decided deals with {column} `{word}`");
        won as f64 / all as f64
    };
    let of = |column: &str, words: [&str; 3]| words.map(|word| rate(column, word));
    for [first, middle, last] in [
        of("stage", ["Qualified", "Proposal", "Negotiation"]),
        of("forecast_category", ["pipeline", "best case", "commit"]),
    ] {
        assert!(first < middle && middle < last, "{first} {middle} {last}");
    }
}

#[test]
fn win_rates_and_severities_show_in_the_tables() {
    let deals = SMALL.table("opportunities.csv");
    let count = |status: &str| deals.iter().filter(|deal| deal.text("status") == status).count() as f64;
    let planted = SMALL.truth().reps.iter().map(|rep| rep.win_rate).sum::<f64>() / 12.0;
    let found = count("won") / (count("won") + count("lost"));
    assert!((found - planted).abs() < 0.05, "{found} against {planted}");

    let ability: BTreeMap<&str, f64> = SMALL.truth().reps.iter().map(|r| (r.rep_id.as_str(), r.ability)).collect();
    let mut harshness: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in SMALL.table("assessments.csv") {
        let usual = row.text("rater_group") != "self" && row.text("not_observed") == "false";
        if let Some(ability) = ability.get(row.text("ratee_rep_id")).filter(|_| usual) {
            let sum = harshness.entry(row.text("rater_key").to_string()).or_default();
            sum.0 += 4.5 + ability - row.int("score") as f64;
            sum.1 += 1.0;
        }
    }
    for rater in SMALL.truth().raters.iter() {
        if let Some((sum, n)) = harshness.get(&rater.rater_key).filter(|(_, n)| *n >= 10.0) {
            // Rounding and the scale's ends bend the mean a little; the error of ten scores is 0.2.
            assert!((sum / n - rater.severity).abs() < 0.75, "{rater:?}: {}", sum / n);
        }
    }
}

#[test]
fn quotas_are_within_reach_of_those_who_do_not_decline() {
    let mut ratios: Vec<f64> = Vec::new();
    for quota in SMALL.table("quotas.csv").iter().filter(|row| row.text("subject_type") == "rep") {
        let rep = SMALL.truth().reps.iter().find(|rep| rep.rep_id == quota.text("subject_id")).unwrap();
        let start: Day = quota.text("period_start").parse().unwrap();
        let quarter = ((start.year() - 2021) * 4) as usize + (start.month() as usize - 1) / 3;
        if rep.decline.is_none() {
            ratios.push(rep.net_minor[quarter] as f64 / quota.minor("value") as f64);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    assert!((0.85..1.1).contains(&median), "{median}");
}
