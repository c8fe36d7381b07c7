//! Forecasts of all levels that add up, targets by region, and the market index beside the series.

use std::sync::LazyLock;

use crate::support::{Run, Table, TinyCompany};

/// A made-up company of twenty-four reps over four years, loaded; without deals and activities.
static COMPANY: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |words: &str| Run::new(words).in_folder(folder.path()).run().exits(0);
    run("generate --lines 6000 --reps 24 --years 4 --seed 3 --out made");
    for table in ["orders", "reps", "quotas"] {
        run(&format!("ingest made/{table}.csv --table {table} --store store --quiet"));
    }
    folder
});

fn ask(words: &str) -> (Table, String) {
    let ran = Run::new(words).words("--store store --as-of 2024-12-31 --format csv").in_folder(COMPANY.path()).run();
    assert!(ran.code <= 1, "{ran:?}");
    (Table::from_csv(&ran.stdout), ran.stderr)
}

/// Cents, so that sums are exact.
fn cents(table: &Table, column: &str) -> i64 {
    let cent = |text: &&str| text.replace('.', "").parse::<i64>().expect("an amount with two decimals");
    table.values(column).iter().map(cent).sum()
}

#[test]
fn parts_sum_to_wholes_to_the_cent_at_every_level_and_step() {
    let (tree, said) = ask("forecast --by tree --horizon 2");
    assert!(said.contains("add up to the cent") || said.contains("are the sums of the reps"), "{said}");
    for period in ["2025-Q1", "2025-Q2"] {
        let level = |level: &str| tree.matching(&[("period", period), ("level", level)]);
        let [company, teams, reps] = ["company", "team", "rep"].map(level);
        assert_eq!((company.rows.len(), reps.rows.len() > 10), (1, true));
        let sums = [&company, &teams, &reps].map(|table| cents(table, "forecast"));
        assert!(sums[0] > 0 && sums[0] == sums[1] && sums[1] == sums[2], "{sums:?}");
        for team in teams.values("team") {
            let own = reps.matching(&[("team", team)]);
            let whole = tree.matching(&[("period", period), ("level", "team"), ("team", team)]);
            assert_eq!(cents(&own, "forecast"), cents(&whole, "forecast"), "{team}");
        }
        let regions = level("region");
        assert!(regions.rows.is_empty() || cents(&regions, "forecast") == sums[0]);
    }
    // One level alone is the same rows.
    let (company, _) = ask("forecast --by company --horizon 2");
    assert_eq!(company.rows, tree.matching(&[("level", "company")]).rows);
}

#[test]
fn counts_stay_whole_and_both_languages_speak() {
    let ran = Run::new("forecast orders --by tree --lang zh --store store --as-of 2024-12-31 --format csv");
    let ran = ran.in_folder(COMPANY.path()).run().exits(0);
    assert!(ran.stderr.contains("层级"), "{}", ran.stderr);
    let tree = Table::from_csv(&ran.stdout);
    let sum = |level: &str| {
        let whole = |text: &&str| text.parse::<i64>().expect("a whole number");
        tree.matching(&[("level", level)]).values("forecast").iter().map(whole).sum::<i64>()
    };
    assert_eq!(sum("company"), sum("rep"));
}

#[test]
fn what_does_not_add_up_has_no_levels() {
    let ran =
        Run::new("forecast gross_margin --by team --store store --as-of 2024-12-31").in_folder(COMPANY.path()).run();
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("`gross_margin` does not add up over reps"), "{}", ran.stderr);
}

#[test]
fn targets_by_region_share_out_the_same_sum_as_the_company() {
    let goal = cents(&ask("forecast --by company").0, "forecast") / 100;
    let (regions, _) = ask(&format!("targets --metric revenue_net --by region --goal {goal}"));
    let (company, _) = ask(&format!("targets --metric revenue_net --by company --goal {goal}"));
    assert!(regions.values("level").iter().all(|level| *level == "region"));
    assert_eq!(cents(&regions, "target"), cents(&company, "target"));
}

/// A number in a row that is alone.
fn alone(table: &Table, column: &str) -> f64 {
    let [value] = table.values(column)[..] else { panic!("one row: {table:?}") };
    value.parse().expect("a number")
}

#[test]
fn a_company_and_a_team_have_one_expected_figure_whoever_is_asked_and_the_interval_holds_it() {
    let (tree, said) = ask("forecast --by tree --levels 50,80");
    assert!(said.contains("“Expected” is what the reps together bring as often as not"), "{said}");
    let (company, teams) =
        (ask("targets --metric revenue_net --by company").0, ask("targets --metric revenue_net --by team").0);
    let (scenarios, _) = ask("whatif --scenario name=plan");
    let even = ask("targets --metric revenue_net --by company --chance 0.5").0;
    assert_eq!(even.values("target"), company.values("expected"), "as often more as less");
    let team_names = teams.values("team");
    assert!(team_names.len() > 1);
    for (level, team) in std::iter::once(("company", "")).chain(team_names.into_iter().map(|team| ("team", team))) {
        let row = |table: &Table| table.matching(&[("level", level), ("team", team)]);
        let (forecast, whatif) = (row(&tree), row(&scenarios));
        let targets = row(if level == "team" { &teams } else { &company });
        for column in ["expected", "lower_80", "upper_80"] {
            let found = [&forecast, &targets, &whatif].map(|table| (alone(table, column) * 100.0).round());
            assert!(found[0] == found[1] && found[1] == found[2], "{level} {team} {column}: {found:?}");
        }
        let [lower, expected, upper] = ["lower_50", "expected", "upper_50"].map(|column| alone(&forecast, column));
        assert!(lower <= expected && expected <= upper, "{level} {team}");
        assert!(alone(&forecast, "lower_80") <= lower && upper <= alone(&forecast, "upper_80"));
    }
    // Each rep has the figures that the forecast by rep has.
    let (reps, _) = ask("forecast --levels 50,80");
    for rep in tree.matching(&[("level", "rep")]).values("rep") {
        let (in_tree, by_itself) = (tree.matching(&[("rep", rep)]), reps.matching(&[("rep", rep)]));
        assert_eq!(in_tree.values("expected"), by_itself.values("median"), "{rep}");
        assert_eq!(in_tree.values("lower_80"), by_itself.values("lower_80"), "{rep}");
    }
}

#[test]
fn a_sum_that_lies_outside_of_what_is_expected_is_told() {
    let (tree, said) = ask("forecast --by tree --levels 1,80");
    let sums = tree.rows.len() - tree.matching(&[("level", "rep")]).rows.len();
    let outside = (0..tree.rows.len()).filter(|&at| tree.values("level")[at] != "rep").filter(|&at| {
        let [lower, forecast, upper] =
            ["lower_1", "forecast", "upper_1"].map(|column| tree.values(column)[at].parse::<f64>().expect("a number"));
        forecast < lower || forecast > upper
    });
    let (outside, of) = (outside.count(), format!("(net revenue, of {sums})"));
    assert!(
        outside > 1 && said.contains(&format!("{outside} forecasts of sums {of} lie outside the 1% interval")),
        "{said}"
    );
}

#[test]
fn years_that_are_sums_of_quarters_say_nothing_of_what_sums_may_come_to() {
    let (company, said) = ask("forecast --by company --grain year");
    assert!(cents(&company, "forecast") > 0);
    for name in ["expected", "lower_80", "upper_80"] {
        assert_eq!(company.values(name), [""], "{name}");
    }
    assert!(said.contains("past years are too few"), "{said}");
    let (reps, _) = ask("forecast --grain year");
    assert!(reps.values("lower_80").iter().any(|end| !end.is_empty()));
}

#[test]
fn what_is_short_of_a_goal_and_its_chance_never_contradict_each_other() {
    let expected = alone(&ask("targets --metric revenue_net --by company").0, "expected");
    for share in [0.9, 0.98, 1.02, 1.1] {
        let goal = (expected * share) as i64;
        let (answer, _) = ask(&format!("whatif --scenario goal={goal}"));
        let company = answer.matching(&[("level", "company")]);
        let (gap, chance) = (alone(&company, "gap_to_goal"), alone(&company, "team_chance"));
        assert_eq!(gap > 0.0, chance < 0.5, "{goal}: short by {gap} at {chance}");
        // The goal's own chance is told beside the reps' common one, and how such chances did in the past.
        let (_, said) = ask(&format!("targets --metric revenue_net --goal {goal}"));
        assert!(
            said.contains(&format!("reach the goal with a chance of {:.1}%", chance * 100.0).replace(".0%", "%")),
            "{said}"
        );
        assert!(!said.contains("could not be tested"), "{said}");
        assert!(said.contains("Targets stated at "), "{said}");
    }
}

#[test]
fn a_goal_beyond_all_reach_is_not_said_to_be_handed_out() {
    let expected = alone(&ask("targets --metric revenue_net --by company").0, "expected");
    let (targets, said) = ask(&format!("targets --metric revenue_net --goal {}", (expected * 4.0) as i64));
    let total = targets.values("target").iter().filter_map(|amount| amount.parse::<f64>().ok()).sum::<f64>();
    assert!(total < expected * 3.0);
    assert!(said.contains("are handed out, at a common chance of") && !said.contains("gives the reps"), "{said}");
}

#[test]
fn targets_at_other_chances_than_the_asked_one_are_counted() {
    let (targets, said) = ask("targets --metric revenue_net --chance 0.9");
    let chances: Vec<f64> = targets.values("chance").iter().filter_map(|chance| chance.parse().ok()).collect();
    let held = chances.iter().filter(|chance| (*chance - 0.9).abs() > 0.02).count();
    assert!(held > 0, "a floor holds somebody: {chances:?}");
    assert!(said.contains(&format!("but {held} of {} stand", chances.len())), "{said}");
}

#[test]
fn a_scenario_of_a_region_that_only_the_reps_name_moves_its_reps_alone() {
    let ran = Run::new("whatif --scenario name=plan --scenario")
        .arg("market=-10%,region=Region 1")
        .words("--store store --as-of 2024-12-31 --format csv")
        .in_folder(COMPANY.path())
        .run()
        .exits(0);
    let answer = Table::from_csv(&ran.stdout);
    let moved = answer.matching(&[("level", "rep")]);
    let regions = std::fs::read_to_string(COMPANY.path().join("made/reps.csv")).expect("the file was made");
    let lines: Vec<Vec<&str>> = regions.lines().map(|line| line.split(',').collect()).collect();
    let at = |name: &str| lines[0].iter().position(|column| *column == name).expect("the column is there");
    let of_region = |rep: &str| lines.iter().any(|line| line[at("rep_id")] == rep && line[at("region")] == "Region 1");
    let mut of_it = 0;
    for row in 0..moved.rows.len() {
        if moved.values("scenario")[row] == "plan" || moved.values("expected")[row].is_empty() {
            continue;
        }
        let difference: f64 = moved.values("expected_difference")[row].parse().expect("a number");
        let is_of_it = of_region(moved.values("rep_id")[row]);
        assert_eq!(difference < 0.0, is_of_it, "{:?}", moved.rows[row]);
        of_it += usize::from(is_of_it);
    }
    assert!(of_it > 0);
}

#[test]
fn intervals_of_counts_end_in_whole_numbers() {
    let (monthly, _) = ask("forecast new_customers --grain month");
    for column in ["lower_50", "upper_50", "lower_80", "upper_80"] {
        let ends: Vec<f64> = monthly.values(column).iter().filter_map(|end| end.parse().ok()).collect();
        assert!(ends.len() > 10 && ends.iter().all(|end| end.fract() == 0.0), "{column}: {ends:?}");
    }
}

#[test]
fn months_without_a_quota_of_their_own_lack_the_quota_and_not_the_history() {
    let (monthly, _) = ask("forecast attainment --grain month");
    assert!(monthly.values("null_reason").iter().all(|why| *why == "no_target"), "{monthly:?}");
}

/// The company's store with an index of these lines.
fn with_index(lines: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file can be written");
    write("index.csv", &format!("region,period_start,value\n{lines}"));
    for table in ["orders", "reps"] {
        let file = COMPANY.path().join(format!("made/{table}.csv"));
        Run::new(&format!("ingest --table {table} --store store --quiet"))
            .arg(file.display().to_string())
            .in_folder(folder.path())
            .run()
            .exits(0);
    }
    Run::new("ingest index.csv --table market_index --store store --quiet").in_folder(folder.path()).run().exits(0);
    folder
}

fn quarters(from: i32, to: i32, value: impl Fn(usize) -> f64) -> String {
    let days = (from..=to).flat_map(|year| [1, 4, 7, 10].map(|month| format!("{year}-{month:02}-01")));
    days.enumerate().map(|(at, day)| format!(",{day},{:.1}\n", value(at))).collect()
}

#[test]
fn an_index_is_tried_on_the_past_and_what_became_of_it_is_said() {
    let plain = ask("forecast").0;
    for (lines, said) in [
        (
            quarters(2021, 2024, |at| 100.0 + (at as f64 * 9.7).sin() * 40.0),
            "The market index is dropped for net revenue",
        ),
        (quarters(2021, 2023, |_| 100.0), "it ends with 2023-Q4"),
        (quarters(2021, 2024, |at| if at == 5 { 0.0 } else { 100.0 }), "its value in 2022-Q2 is zero or below"),
        (quarters(2021, 2024, |_| 100.0).replace(",2022-10-01,100.0\n", ""), "it has no full value for 2022-Q4"),
        (quarters(2011, 2014, |_| 100.0), "it has no value inside the history"),
        (quarters(2021, 2024, |_| 100.0).replace(",20", "Nowhere,20"), "has no series for everywhere"),
    ] {
        let folder = with_index(&lines);
        let words = "forecast --store store --as-of 2024-12-31 --format csv";
        let ran = Run::new(words).in_folder(folder.path()).run().exits(0);
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        // What is not kept changes no digit.
        assert_eq!(Table::from_csv(&ran.stdout).rows, plain.rows, "{said}");
    }
}

/// Twelve reps over six years who hold their shares of a market that goes up and down by a half within four years; with
/// a third more or less each by a rule that repeats after 97 steps.
fn followers(folder: &std::path::Path) {
    let mut orders = String::from("order_id,order_date,rep_id,customer_id,net_amount\n");
    let months = (2019..=2024).flat_map(|year| ["02", "05", "08", "11"].map(|month| format!("{year}-{month}-10")));
    for (at, day) in months.enumerate() {
        for rep in 0..12usize {
            let chance = ((at * 12 + rep + 1) * 41 % 97) as f64 / 97.0 + ((at * 12 + rep + 5) * 73 % 89) as f64 / 89.0;
            let amount = (rep + 3) as f64 * market(at) * (1.0 + 0.3 * (chance - 1.0));
            orders += &format!("O{at}-{rep},{day},R{rep:02},C{rep},{amount:.2}\n");
        }
    }
    std::fs::write(folder.join("orders.csv"), orders).expect("a file can be written");
}

fn market(at: usize) -> f64 {
    100.0 * [1.0, 0.7, 1.1, 1.4][at % 4] * (0.4 * (at as f64 * 0.4).sin()).exp()
}

#[test]
fn an_index_that_the_sales_follow_is_kept_and_moves_forecasts_and_noise_is_dropped() {
    let noise = |at: usize| 100.0 + (at as f64 * 9.7).sin() * 40.0;
    let ask = |index: Option<String>| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        followers(folder.path());
        let run = |words: &str| Run::new(words).in_folder(folder.path()).run();
        run("ingest orders.csv --table orders --store store --quiet").exits(0);
        if let Some(lines) = index {
            let text = format!("region,period_start,value\n{lines}");
            std::fs::write(folder.path().join("index.csv"), text).expect("a file can be written");
            run("ingest index.csv --table market_index --store store --quiet").exits(0);
        }
        let ran = run("forecast --horizon 1 --store store --as-of 2024-12-31 --format csv").exits(0);
        let amount = |text: &&str| text.parse::<f64>().expect("an amount");
        // Wholes rest on the reps' forecasts, so they say it as well.
        let tree = run("forecast --by tree --horizon 1 --store store --as-of 2024-12-31 --format csv").exits(0);
        let note = |said: &str| said.lines().find(|line| line.contains("market index")).map(str::to_string);
        assert_eq!(note(&tree.stderr), note(&ran.stderr));
        (Table::from_csv(&ran.stdout).values("mean").iter().map(amount).sum::<f64>(), ran.stderr)
    };
    let (plain, said) = ask(None);
    assert!(!said.contains("market index"), "{said}");
    let (kept, said) = ask(Some(quarters(2019, 2024, market)));
    assert!(said.contains("The market index is kept for net revenue"), "{said}");
    // Shares of 3 to 14 of the market's next quarter.
    let foreseen = 102.0 * market(24);
    assert!(kept != plain && (kept / foreseen - 1.0).abs() < 0.1, "{kept} {plain} {foreseen}");
    let (dropped, said) = ask(Some(quarters(2019, 2024, noise)));
    assert!(said.contains("The market index is dropped for net revenue"), "{said}");
    assert_eq!(dropped, plain);
}

/// An index of 28 quarters that goes up and down and has a season; 2018 stands before the company's history.
fn waves(at: usize) -> f64 {
    let level = 0.3 * (at as f64 * 0.55).sin() + 0.15 * (at as f64 * 1.7).cos();
    100.0 * level.exp() * [1.0, 0.8, 1.1, 1.3][at % 4]
}

/// Twelve reps over six years whose sales are 0.6 of a hundredth more two quarters after the index was a hundredth more, its
/// season aside; with a tenth more or less each by a rule that repeats.
fn late_followers(folder: &std::path::Path) {
    let mut orders = String::from("order_id,order_date,rep_id,customer_id,net_amount\n");
    let months = (2019..=2024).flat_map(|year| ["02", "05", "08", "11"].map(|month| format!("{year}-{month}-10")));
    for (at, day) in months.enumerate() {
        for rep in 0..12usize {
            let chance = ((at * 12 + rep + 1) * 41 % 97) as f64 / 97.0 + ((at * 12 + rep + 5) * 73 % 89) as f64 / 89.0;
            let season = [1.0, 0.8, 1.1, 1.3][(at + 2) % 4];
            let amount = (rep + 3) as f64 * (waves(at + 2) / season).powf(0.6) * (1.0 + 0.1 * (chance - 1.0));
            orders += &format!("O{at}-{rep},{day},R{rep:02},C{rep},{:.2}\n", 100.0 * amount);
        }
    }
    std::fs::write(folder.join("orders.csv"), orders).expect("a file can be written");
}

#[test]
fn an_index_that_the_sales_follow_later_and_less_is_told_so_in_both_languages() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    late_followers(folder.path());
    let run = |words: &str| Run::new(words).in_folder(folder.path()).run();
    run("ingest orders.csv --table orders --store store --quiet").exits(0);
    let asked = "forecast --horizon 2 --store store --as-of 2024-12-31 --format csv";
    let sums = |text: &str| {
        let amount = |text: &&str| text.parse::<f64>().expect("an amount");
        let table = Table::from_csv(text);
        let steps = table.values("mean").iter().map(amount).collect::<Vec<f64>>();
        [0, 1].map(|step| steps.iter().skip(step).step_by(2).sum::<f64>())
    };
    let looked_back = || {
        let ran = run("backtest --horizon 2 --part methods --store store --as-of 2024-12-31 --format csv").exits(0);
        let table = Table::from_csv(&ran.stdout);
        let mase = |method: &str| -> f64 {
            table.matching(&[("method", method)]).values("mase")[0].parse().expect("a number")
        };
        (mase("combination"), mase("naive"), ran.stderr)
    };
    let plain = run(asked).exits(0);
    let (error_without, naive_without, said) = looked_back();
    assert!(!said.contains("market index"), "{said}");
    let text = format!("region,period_start,value\n{}", quarters(2018, 2024, waves));
    std::fs::write(folder.path().join("index.csv"), text).expect("a file can be written");
    run("ingest index.csv --table market_index --store store --quiet").exits(0);
    let english = run(asked).exits(0);
    let told =
        "The market index is kept for net revenue: results follow it 2 quarters later, and 10% more of it brings +";
    assert!(english.stderr.contains(told), "{}", english.stderr);
    let chinese = run(&format!("{asked} --lang zh")).exits(0);
    let told = "的预测采用市场指数：业绩滞后指数2个季度变动，指数上升 10% 时业绩变动 +";
    assert!(chinese.stderr.contains(told), "{}", chinese.stderr);
    assert_eq!(chinese.stdout, english.stdout);
    // What is looked back at is what is stated.
    let (error_with, naive_with, said) = looked_back();
    assert!(said.contains("The market index is kept for net revenue"), "{said}");
    assert!(error_with < 0.8 * error_without && naive_with == naive_without, "{error_with} {error_without}");
    // Two quarters ahead nothing of the index had to be foreseen: what the rule lets expect is met, and not by chance.
    let due = [26, 27].map(|at| {
        let season = [1.0, 0.8, 1.1, 1.3][at % 4];
        100.0 * 102.0 * (waves(at) / season).powf(0.6)
    });
    let off = |found: [f64; 2]| (0..2).map(|step| (found[step] / due[step] - 1.0).abs()).sum::<f64>() / 2.0;
    let (with, without) = (off(sums(&english.stdout)), off(sums(&plain.stdout)));
    assert!(with < 0.05 && with < 0.7 * without, "{with} {without}");
}

#[test]
fn features_without_their_table_are_named_in_both_languages() {
    let ran = |lang: &str| {
        let ran = Run::new("risk --store store --as-of 2024-12-31 --format csv --lang")
            .arg(lang)
            .in_folder(COMPANY.path())
            .run();
        assert!(ran.code <= 1, "{ran:?}");
        ran.stderr
    };
    let (en, zh) = (ran("en"), ran("zh"));
    assert!(en.contains("For want of the table activities the model of risk does without: change in activity"), "{en}");
    assert!(en.contains("the table opportunities") && zh.contains("缺少 opportunities 表"), "{en}{zh}");
}

#[test]
fn a_scenario_s_region_is_that_of_the_reps_where_orders_name_none() {
    // Three teams share a region, so there have to be more of them than in the company above.
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |words: &str| Run::new(words).in_folder(folder.path()).run().exits(0);
    run("generate --lines 4000 --reps 40 --years 4 --seed 3 --out made");
    for table in ["orders", "reps"] {
        run(&format!("ingest made/{table}.csv --table {table} --store store --quiet"));
    }
    let words =
        "kpi revenue_net --by rep,region --grain year --period 2024 --as-of 2024-12-31 --store store --format csv";
    let regions = Table::from_csv(&run(words).stdout);
    let inside = regions.matching(&[("region", "Region 1")]);
    assert!(!inside.rows.is_empty() && inside.rows.len() < regions.rows.len(), "{regions:?}");
    let run = Run::new("whatif --store store --as-of 2024-12-31 --format csv --scenario name=plan");
    let run = run.arg("--scenario").arg("name=crash,market=-50%,region=Region 1").in_folder(folder.path());
    let ran = run.run().exits(0);
    assert!(ran.stderr.contains("`region` is the region of the rep"), "{}", ran.stderr);
    let rows = Table::from_csv(&ran.stdout).matching(&[("level", "rep")]);
    let expected = |scenario: &str| -> Vec<(String, String)> {
        let own = rows.matching(&[("scenario", scenario)]);
        own.only(&["rep_id", "expected"]).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
    };
    let (plan, crash) = (expected("plan"), expected("crash"));
    let of_region = inside.values("rep");
    for (before, after) in plan.iter().zip(&crash).filter(|(before, _)| !before.1.starts_with(['0', '-'])) {
        assert_eq!(before.0, after.0);
        assert_eq!(before.1 != after.1, of_region.contains(&before.0.as_str()), "{before:?} {after:?}");
    }
    assert!(plan != crash && !plan.is_empty());
}

#[test]
fn the_share_of_reps_at_target_is_drawn_towards_that_of_all_teams_in_every_form() {
    let words = "kpi attainment_share attainment_share.in_seat --by team --grain year --period 2024";
    let (table, _) = ask(words);
    let mut seen = 0;
    for row in table.only(&["numerator", "denominator", "shrunk", "n_effective"]) {
        let numbers: Vec<Option<f64>> = row.iter().map(|cell| cell.parse().ok()).collect();
        let [Some(hits), Some(cases), Some(shrunk), Some(n)] = numbers[..] else { continue };
        let lent = n - cases;
        assert!(lent > 0.0 && (0.0..=1.0).contains(&((shrunk * n - hits) / lent)), "{row:?}");
        seen += 1;
    }
    assert!(seen >= 6, "{table:?}");
    // One metric alone is written as it is made; its rows are the same.
    let (alone, _) = ask("kpi attainment_share --by team --grain year --period 2024");
    assert_eq!(alone.rows[..], table.rows[..alone.rows.len()]);
}

#[test]
fn a_rep_who_is_always_below_zero_stays_there_when_levels_are_made_to_agree() {
    let mut orders = "order_id,order_date,customer_id,rep_id,net_amount\n".to_string();
    for quarter in 0..16_usize {
        for rep in 0..6_usize {
            let luck = 90 + (quarter * 7 + rep * 5) % 21;
            let amount = if rep == 5 { -(500 + quarter as i64 * 10) } else { (luck * (rep + 2) * 10) as i64 };
            let (year, month) = (2020 + quarter / 4, 2 + quarter % 4 * 3);
            orders += &format!("O{rep}-{quarter},{year}-{month:02}-10,C{rep},R{rep},{amount}\n");
        }
    }
    orders += "O-begin,2020-01-01,C0,R0,1\nO-end,2023-12-31,C0,R0,1\n";
    let company = TinyCompany::empty();
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    let ran = company.run("forecast --by tree --as-of 2023-12-31 --format csv").exits(0);
    let tree = Table::from_csv(&ran.stdout);
    let below = tree.matching(&[("rep", "R5")]);
    let forecast: f64 = below.values("forecast")[0].parse().expect("an amount");
    assert!((-800.0..-500.0).contains(&forecast), "{forecast}");
    assert_eq!(cents(&tree.matching(&[("level", "rep")]), "forecast"), {
        cents(&tree.matching(&[("level", "company")]), "forecast")
    });
}
