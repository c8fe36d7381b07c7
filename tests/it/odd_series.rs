//! Series that nothing ordinary can be said of, through the command line: lone giants, silence, losses, too few years.

use crate::support::{Table, TinyCompany};

const QUARTERS: usize = 12;

/// What a rep sold in a quarter, where something other than the usual came; nothing for no order.
type Odd = dyn Fn(usize, usize, i64) -> Option<i64>;

/// Six reps with one order of some ten thousand a quarter over three years.
fn six_reps(odd: &Odd) -> TinyCompany {
    let mut orders = "order_id,order_date,customer_id,rep_id,net_amount\n".to_string();
    for quarter in 0..QUARTERS {
        for rep in 0..6_usize {
            let season = [90, 100, 120, 95][quarter % 4];
            // Between 85 and 115 per cent, in an order that repeats only after 31 values.
            let luck = 85 + (quarter * 7 + rep * 13) * 11 % 31;
            let usual = season * luck * (rep + 2);
            let Some(amount) = odd(quarter, rep, usual as i64) else { continue };
            let (year, month) = (2020 + quarter / 4, 2 + quarter % 4 * 3);
            orders += &format!("O{rep}-{quarter},{year}-{month:02}-10,C{rep},R{rep},{amount}\n");
        }
    }
    // The data are whole from the first month on, and the last quarter is over.
    orders += "O-begin,2020-01-01,C0,R0,1\nO-end,2022-12-31,C0,R0,1\n";
    let company = TinyCompany::empty();
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    company
}

/// One quarter of the third rep is so many times the usual.
fn giant(at: usize, times: i64) -> TinyCompany {
    six_reps(&move |quarter, rep, usual| Some(if (quarter, rep) == (at, 2) { times * usual } else { usual }))
}

fn ordinary() -> TinyCompany {
    six_reps(&|_, _, usual| Some(usual))
}

/// The values of a column by rep; empty cells are nothing.
fn by_rep(table: &Table, column: &str) -> Vec<Option<f64>> {
    let at = |name: &str| table.columns.iter().position(|column| column == name).expect("the column is there");
    let (rep, wanted) = (at("rep_id"), at(column));
    let mut rows: Vec<(&str, Option<f64>)> = table
        .rows
        .iter()
        .map(|row| (row[rep].as_str(), row[wanted].parse().ok()))
        .filter(|row| !row.0.is_empty())
        .collect();
    rows.sort_by_key(|row| row.0);
    assert_eq!(rows.len(), 6);
    rows.into_iter().map(|row| row.1).collect()
}

const AS_OF: &str = "--as-of 2022-12-31 --format csv";

/// Whoever is flagged ends the command with a finding.
fn risk(company: &TinyCompany) -> (Table, String) {
    let ran = company.run(&format!("risk {AS_OF}"));
    (Table::from_csv(&ran.stdout), ran.stderr)
}

#[test]
fn one_giant_quarter_of_one_rep_moves_nobody_s_target_far_and_is_told() {
    let targets = |company: &TinyCompany| {
        let ran = company.run(&format!("targets --metric revenue_net {AS_OF}")).exits(0);
        (by_rep(&Table::from_csv(&ran.stdout), "target"), ran.stderr)
    };
    let (plain, said) = targets(&ordinary());
    assert!(plain.iter().all(Option::is_some) && !said.contains("times the largest other"), "{plain:?} {said}");
    // A quarter in the middle, the same one a year before the targets', and the last one; and a first one beyond doubt.
    for (at, times, label) in [(5, 20, "2021-Q2"), (8, 20, "2022-Q1"), (11, 20, "2022-Q4"), (0, 250_000_000, "2020-Q1")]
    {
        let (found, said) = targets(&giant(at, times));
        for (rep, (found, plain)) in found.iter().zip(&plain).enumerate() {
            let plain = plain.expect("seen above");
            let Some(found) = found else { panic!("rep {rep} without a target, {times} times in {label}") };
            let apart = (found / plain - 1.0).abs();
            assert!(apart < 0.25, "rep {rep}: {found} for {plain}, {times} times in {label}");
        }
        assert!(said.contains("R2") && said.contains(label) && said.contains("times the largest other"), "{said}");
        assert_eq!(said.contains("may be an accident"), at == 11, "{said}");
    }
    let zh = giant(8, 20).run("--lang zh targets --metric revenue_net --as-of 2022-12-31").exits(0).stderr;
    assert!(zh.contains("2022年第1季度") && zh.contains("请核对"), "{zh}");
}

#[test]
fn one_giant_quarter_a_year_ago_puts_nobody_at_risk_and_the_last_one_hides_nobody() {
    let (plain, said) = risk(&ordinary());
    let bars = by_rep(&plain, "bar");
    assert!(!said.contains("times the largest other"), "{said}");
    for at in [8, 11] {
        let (found, said) = risk(&giant(at, 20));
        for (rep, (found, plain)) in by_rep(&found, "bar").iter().zip(&bars).enumerate() {
            let (found, plain) = (found.expect("a bar"), plain.expect("a bar"));
            assert!((found / plain - 1.0).abs() < 0.1, "rep {rep}: a bar of {found} for {plain}, giant in {at}");
        }
        assert_eq!(flagged(&found), flagged(&plain));
        assert!(said.contains("R2") && said.contains("times the largest other"), "{said}");
    }
}

fn flagged(table: &Table) -> usize {
    let at = table.columns.iter().position(|column| column == "flagged").expect("the column is there");
    table.rows.iter().filter(|row| row[at] == "true").count()
}

#[test]
fn a_rep_without_sales_lately_is_told_and_has_no_floor_from_before() {
    let away = six_reps(&|quarter, rep, usual| (rep != 3 || quarter < 10).then_some(usual));
    let ran = away.run(&format!("targets --metric revenue_net {AS_OF}")).exits(0);
    assert!(ran.stderr.contains("R3 has nothing in net revenue in the last 2 periods"), "{}", ran.stderr);
    assert!(ran.stderr.contains("on leave, or gone?") && ran.stderr.contains("leave_date"), "{}", ran.stderr);
    let floors = by_rep(&Table::from_csv(&ran.stdout), "floor");
    assert!(floors[3].is_none() && floors.iter().filter(|floor| floor.is_some()).count() == 5, "{floors:?}");
    let zh = away.run("--lang zh risk --as-of 2022-12-31").stderr;
    assert!(zh.contains("休假还是已离职"), "{zh}");
    let said = ordinary().run(&format!("targets --metric revenue_net {AS_OF}")).exits(0).stderr;
    assert!(!said.contains("on leave"), "{said}");
}

#[test]
fn a_bar_of_zero_states_no_chance() {
    let company = six_reps(&|_, rep, usual| Some(if rep == 4 { 0 } else { usual }));
    let (table, _) = risk(&company);
    let at = |name: &str| table.columns.iter().position(|column| column == name).expect("the column is there");
    let own = table.rows.iter().find(|row| row[at("rep_id")] == "R4").expect("everybody is listed");
    assert_eq!((own[at("probability")].as_str(), own[at("null_reason")].as_str()), ("", "not_positive"));
    let told = company.run("risk --explain R4 --as-of 2022-12-31").exits(0);
    assert!(told.stderr.contains("at zero or below"), "{}", told.stderr);
}

#[test]
fn years_of_a_young_company_are_the_sums_of_their_quarters() {
    let company = ordinary();
    let ran = company.run(&format!("forecast --grain year {AS_OF}")).exits(0);
    assert!(ran.stderr.contains("sums of their quarters"), "{}", ran.stderr);
    let table = Table::from_csv(&ran.stdout);
    let at = |name: &str| table.columns.iter().position(|column| column == name).expect("the column is there");
    let number = |row: &[String], name: &str| row[at(name)].parse::<f64>().ok();
    let mut sum = 0.0;
    for (rep, row) in table.rows.iter().enumerate() {
        assert_eq!(row[at("model")], "combination", "twelve quarters make nobody a newcomer: {row:?}");
        let (mean, usual) = (number(row, "mean").expect("a forecast"), 40_500.0 * (rep as f64 + 2.0));
        assert!((mean / usual - 1.0).abs() < 0.1, "{rep}: {mean} for {usual}");
        assert!(number(row, "lower_50") <= Some(mean) && Some(mean) <= number(row, "upper_50"), "{row:?}");
        sum += mean;
    }
    let levels = company.run(&format!("forecast --grain year --by company {AS_OF}")).exits(0);
    let levels = Table::from_csv(&levels.stdout);
    let whole = levels.columns.iter().position(|column| column == "forecast").expect("the column is there");
    let found: f64 = levels.rows[0][whole].parse().expect("a number");
    assert!((found / sum - 1.0).abs() < 0.05, "{found} for {sum}");
    // Quarters are forecast by themselves.
    let quarters = company.run(&format!("forecast {AS_OF}")).exits(0).stderr;
    assert!(!quarters.contains("sums of their quarters"), "{quarters}");
}

#[test]
fn a_beginner_s_quarters_are_no_cap() {
    // From the ninth quarter on: an eighth of the usual, a third, three quarters, all of it; and one who begins last.
    let ramp = |quarter: usize, rep: usize, usual: i64| match (rep, quarter) {
        (3, ..7) | (4, ..10) => None,
        (3, 7) | (4, 10) => Some(usual / 8),
        (3, 8) | (4, 11) => Some(usual / 3),
        (3, 9) => Some(usual * 3 / 4),
        _ => Some(usual),
    };
    let ran = six_reps(&ramp).run(&format!("targets --metric revenue_net {AS_OF}")).exits(0);
    let table = Table::from_csv(&ran.stdout);
    let at = table.columns.iter().position(|column| column == "baseline_period").expect("the column is there");
    let periods: Vec<&str> = table.rows.iter().map(|row| row[at].as_str()).collect();
    // Who began two years ago or earlier is held against last year's first quarter; who was a beginner then, against the
    // last one.
    assert_eq!(periods, ["2022-Q1", "2022-Q1", "2022-Q1", "2022-Q4", "2022-Q4", "2022-Q1"]);
    let (baselines, caps) = (by_rep(&table, "baseline"), by_rep(&table, "cap"));
    assert!(caps[3] >= baselines[3].map(|last| 2.0 * last), "{caps:?} {baselines:?}");
    assert!(caps[4].is_none(), "nothing says yet how high the next quarter may be: {caps:?}");
    assert_eq!(caps.iter().filter(|cap| cap.is_some()).count(), 5);
    let statements = table.values("statement");
    assert!(statements.iter().all(|said| !said.contains("cap of")), "{statements:?}");
}

#[test]
fn a_statement_is_specific_measurable_achievable_relevant_and_bound_in_time() {
    let company = ordinary();
    let ran = company.run(&format!("targets --metric revenue_net {AS_OF}")).exits(0);
    let table = Table::from_csv(&ran.stdout);
    let said = table.values("statement");
    for part in [
        "should bring net revenue to",
        "after $",
        "measured as revenue_net, as of 31 December 2022",
        "The chance of reaching it is",
        "in the past, targets stated at 60% were reached in",
        "of the reps' total of $",
        "Checkpoints: $",
        "by the end of 2023-02",
    ] {
        assert!(said.iter().all(|one| one.contains(part)), "{part}: {said:?}");
    }
    let (targets, baselines) = (by_rep(&table, "target"), by_rep(&table, "baseline"));
    for ((said, target), baseline) in said.iter().zip(&targets).zip(&baselines) {
        assert_eq!(said.contains("nothing would have to move"), target <= baseline, "{said}");
        assert_eq!(said.contains("it takes"), target > baseline, "{said}");
    }
    let zh = company.run(&format!("--lang zh targets --metric revenue_net {AS_OF}")).exits(0).stdout;
    for part in ["按 revenue_net 计量", "达成概率", "以往声明概率为", "占全体合计", "检查点：2023年1月底"]
    {
        assert!(zh.contains(part), "{part}: {zh}");
    }
}

#[test]
fn who_sells_is_not_away_however_few_of_the_customers_are_new() {
    // Each rep has one customer, so that nobody is new after the first quarter.
    let told = ordinary().run(&format!("targets --metric new_customers {AS_OF}")).stderr;
    assert!(!told.contains("on leave, or gone?"), "{told}");
    let away = six_reps(&|quarter, rep, usual| (rep != 3 || quarter < 10).then_some(usual));
    let told = away.run(&format!("targets --metric orders {AS_OF}")).stderr;
    assert!(told.contains("R3 has nothing in orders in the last 2 periods"), "{told}");
}

#[test]
fn a_last_quarter_far_below_all_before_is_told_and_moves_nothing_by_itself() {
    let fallen = six_reps(&|quarter, rep, usual| Some(if (quarter, rep) == (11, 2) { usual / 5 } else { usual }));
    for command in ["forecast", "targets --metric revenue_net", "risk"] {
        let said = fallen.run(&format!("{command} {AS_OF}")).stderr;
        assert!(
            said.contains("R2: 2022-Q4, the last period, is ") && said.contains("% of the smallest of the 8"),
            "{said}"
        );
        assert_eq!(said.matches("the last period, is").count(), 1, "{said}");
        let ordinary = ordinary().run(&format!("{command} {AS_OF}")).stderr;
        assert!(!ordinary.contains("the last period, is"), "{ordinary}");
    }
    let zh = fallen.run("--lang zh forecast --as-of 2022-12-31").exits(0).stderr;
    assert!(zh.contains("此前8期中最小值的"), "{zh}");
}

#[test]
fn yearly_means_and_counts_of_a_young_company_are_numbers_near_what_was() {
    let company = ordinary();
    let ran = company.run(&format!("forecast avg_order,active_customers --grain year --horizon 3 {AS_OF}"));
    let ran = ran.exits(0);
    assert!(ran.stderr.contains("forecast by themselves"), "{}", ran.stderr);
    let table = Table::from_csv(&ran.stdout);
    assert_eq!(table.rows.len(), 2 * 6 * 3);
    for (mean, lower) in table.values("mean").iter().zip(table.values("lower_80")) {
        let mean: f64 = mean.parse().expect("a number");
        assert!(mean.is_finite() && mean >= 0.0 && lower.is_empty(), "{mean}, {lower}");
    }
    let orders = company.run(&format!("kpi avg_order --by rep --grain year --period 2022 {AS_OF}")).exits(0);
    let known = Table::from_csv(&orders.stdout);
    let known: Vec<f64> = known.values("value").iter().filter_map(|value| value.parse().ok()).collect();
    let told = table.matching(&[("metric_id", "avg_order"), ("period", "2023")]);
    let told: Vec<f64> = told.values("mean").iter().map(|mean| mean.parse().expect("a number")).collect();
    assert!(known.len() == 6 && told.iter().zip(&known).all(|(a, b)| (a / b - 1.0).abs() < 0.2), "{told:?} {known:?}");
}

#[test]
fn what_a_running_quarter_holds_beyond_its_forecast_is_told() {
    let company = ordinary();
    let said = |as_of: &str, lang: &str| {
        company.run(&format!("forecast --horizon 1 --as-of {as_of} --lang {lang} --format csv")).exits(0).stderr
    };
    // Every rep has one order in the middle of a quarter.
    let english = said("2022-12-15", "en");
    assert!(english.contains(" of 6 reps ha") && english.contains("than is forecast for all of 2022-Q4"), "{english}");
    let chinese = said("2022-12-15", "zh");
    assert!(chinese.contains("已超过 2022年第4季度 整期的预测值"), "{chinese}");
    for before_anything in ["2022-10-20", "2022-09-30", "2022-12-31"] {
        assert!(!said(before_anything, "en").contains("than is forecast for all of"), "{before_anything}");
    }
}

#[test]
fn point_forecasts_outside_their_interval_are_told() {
    // Each rep sells nothing in most quarters, and much in some: the middle is near nothing and the mean is not.
    let company = six_reps(&|quarter, rep, usual| ((quarter * 5 + rep * 3) % 7 < 3).then_some(usual));
    let ran = company.run("forecast --horizon 1 --levels 20,80 --as-of 2022-12-31 --format csv").exits(0);
    let table = Table::from_csv(&ran.stdout);
    let number = |text: &str| text.parse::<f64>().ok();
    let ends = table.values("lower_20").into_iter().zip(table.values("upper_20"));
    let outside = table.values("mean").into_iter().zip(ends).filter(|(mean, (lower, upper))| {
        let Some(((mean, lower), upper)) = number(mean).zip(number(lower)).zip(number(upper)) else { return false };
        mean < lower || mean > upper
    });
    let n = outside.count();
    assert!(n > 0, "{table:?}");
    assert!(
        ran.stderr.contains(&format!("{n} point forecast")) && ran.stderr.contains("the 20% interval"),
        "{}",
        ran.stderr
    );
}
