//! Forecasts of whatever the dictionary has by rep and period, through the command line.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::support::{Ran, Run, Table, TinyCompany};

/// A made-up company of sixteen reps over three years with deals, invoices and surveys, loaded.
struct Company {
    folder: tempfile::TempDir,
}

static COMPANY: LazyLock<Company> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |words: &str| Run::new(words).in_folder(folder.path()).run().exits(0);
    run("generate --lines 5000 --reps 16 --years 3 --seed 5 --out made");
    for (file, table) in [
        ("orders", "orders"),
        ("reps", "reps"),
        ("quotas", "quotas"),
        ("opportunities", "opportunities"),
        ("invoices", "invoices"),
        ("payments", "payments"),
        ("csat_surveys", "csat_surveys"),
    ] {
        run(&format!("ingest made/{file}.csv --table {table} --store store --quiet"));
    }
    Company { folder }
});

impl Company {
    fn command(&self, words: &str) -> Run {
        let store = format!("--store={}", self.folder.path().join("store").display());
        Run::new(words).arg(store).in_folder(self.folder.path())
    }

    /// As of the last day of the data, as comma-separated values.
    fn ask(&self, words: &str) -> (Table, String) {
        let Ran { stdout, stderr, .. } = self.command(words).words(AS_OF).arg("--format=csv").run().exits(0);
        (Table::from_csv(&stdout), stderr)
    }
}

/// The last day of the third generated year.
const AS_OF: &str = "--as-of 2023-12-31";
/// Of the sixteen reps one has left.
const REPS: usize = 15;

fn numbers(table: &Table, column: &str) -> Vec<Option<f64>> {
    table.values(column).iter().map(|value| value.parse().ok()).collect()
}

#[test]
fn rates_counts_times_and_money_are_forecast_by_rep_within_their_ranges() {
    let ids = [
        "win_rate.closed",
        "win_rate.value",
        "collection_rate.sales",
        "overdue_rate",
        "dso.simple",
        "csat.mean",
        "repeat_rate.window",
        "bookings",
        "sales_cycle",
        "revenue_collected",
        "new_customers.lapsed_back",
        "growth_yoy",
    ];
    let (table, said) = COMPANY.ask(&format!("forecast {}", ids.join(",")));
    let told: BTreeSet<&str> = table.values("metric_id").into_iter().collect();
    assert_eq!(told, ids.into_iter().collect(), "{said}");
    for id in ids {
        let own = table.matching(&[("metric_id", id)]);
        assert_eq!(own.rows.len(), REPS, "{id}");
        assert!(own.values("period").iter().all(|period| *period == "2024-Q1"), "{id}");
        let (lowest, highest) = match id {
            "win_rate.closed" | "win_rate.value" | "overdue_rate" | "repeat_rate.window" => (0.0, 1.0),
            "csat.mean" => (1.0, 5.0),
            "growth_yoy" => (f64::MIN, f64::MAX),
            _ => (0.0, f64::MAX),
        };
        let mut with_interval = 0;
        for (lower, (mean, upper)) in
            numbers(&own, "lower_80").into_iter().zip(numbers(&own, "mean").into_iter().zip(numbers(&own, "upper_80")))
        {
            let mean = mean.unwrap_or_else(|| panic!("{id} without a forecast"));
            assert!((lowest..=highest).contains(&mean), "{id}: {mean}");
            let Some((lower, upper)) = lower.zip(upper) else { continue };
            assert!(lowest <= lower && lower <= upper && upper <= highest, "{id}: {lower} to {upper}");
            with_interval += 1;
        }
        // Few customers answer: most reps have no answer in a year, and what others had is no ground for an interval.
        let least = if id == "csat.mean" { 1 } else { 12 };
        assert!(with_interval >= least, "{id}: intervals of {with_interval} of {REPS}");
        if id == "new_customers.lapsed_back" {
            let ends = numbers(&own, "lower_50").into_iter().chain(numbers(&own, "upper_95")).flatten();
            assert!(ends.into_iter().all(|end| end.fract() == 0.0), "counts end in whole numbers");
        }
    }
}

#[test]
fn histories_count_what_came_and_missing_values_are_told_in_both_languages() {
    // By month most reps have months without a decided deal.
    let words = "win_rate.closed --grain month";
    let (kpi, _) = COMPANY.ask(&format!("kpi {words} --by rep"));
    let (table, said) = COMPANY.ask(&format!("forecast {words}"));
    assert!(said.contains("never came") && said.contains("intervals rest on values that came"), "{said}");
    let mut shorter = 0;
    for rep in table.values("rep") {
        let values = kpi.matching(&[("rep", rep)]).values("value").iter().filter(|value| !value.is_empty()).count();
        let row = table.matching(&[("rep", rep)]);
        let known: usize = row.values("n_history")[0].parse().expect("a number");
        assert!(known <= values, "{rep}: {known} of {values}");
        shorter += usize::from(known < 36);
    }
    assert!(shorter > 0, "nobody lacks a month");
    assert!(said.contains("win rate") && !said.contains("win_rate"), "the metric has its name: {said}");
    let zh = COMPANY.command(&format!("--lang zh forecast {words}")).words(AS_OF).run().exits(0).stderr;
    assert!(zh.contains("缺失") && zh.contains("区间只依据实际出现的数值"), "{zh}");
}

#[test]
fn what_is_not_mature_yet_is_forecast_over_and_told() {
    let (table, said) = COMPANY.ask("forecast repeat_rate.h_days.90");
    assert!(said.contains("has values up to 2023-Q3 alone"), "{said}");
    assert!(table.values("period").iter().all(|period| *period == "2024-Q1"));
    assert!(numbers(&table, "lower_80").iter().flatten().count() >= 12, "{:?}", table.rows);
    let zh = COMPANY.command("--lang zh forecast repeat_rate.h_days.90").words(AS_OF).run().exits(0).stderr;
    assert!(zh.contains("2023年第3季度") && zh.contains("预测跨过这些期间"), "{zh}");
}

#[test]
fn a_metric_of_another_family_can_be_looked_back_at() {
    let ran = COMPANY.command("backtest collection_rate.sales --horizon 2").words(AS_OF).run().exits(0);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(json["metric_id"], "collection_rate.sales");
    let combination = &json["methods"][0];
    assert!(combination["cases"].as_u64().expect("a count") >= 16 && combination["smape"].is_number(), "{combination}");
    let refused = COMPANY.command("backtest win_rate.horizon").words(AS_OF).run().exits(2).stderr;
    assert!(refused.contains("name one: win_rate.horizon.30"), "{refused}");
}

#[test]
fn what_is_not_forecast_is_refused_with_the_reason_and_what_can() {
    let company = TinyCompany::loaded();
    for (words, en, zh) in [
        ("forecast win_rate", "name one: win_rate.", "请选定一个：win_rate."),
        ("forecast pipeline_coverage", "deals still open", "尚未关闭的商机"),
        ("forecast retention.classic", "attain cohort", "没有按销售员和期间的数值"),
        ("forecast win_rate.closed --by team", "for each rep alone", "只按单个销售员预测"),
        ("backtest grade", "attain scorecard", "没有按销售员和期间的数值"),
    ] {
        let said = company.run(words).exits(2).stderr;
        assert!(said.contains(en), "{words}: {said}");
        let said = company.run(&format!("--lang zh {words}")).exits(2).stderr;
        assert!(said.contains(zh), "{words}: {said}");
    }
    // What `attain kpi` refuses to tell is not forecast either.
    for (words, code, en, zh) in [
        ("forecast growth_mom", 2, "does not exist by quarter", "growth_mom 配 --grain month"),
        ("forecast revenue_credited", 3, "no table `credits`", "--table credits"),
    ] {
        let said = COMPANY.command(words).words(AS_OF).run().exits(code).stderr;
        assert!(said.contains(en), "{words}: {said}");
        let said = COMPANY.command(&format!("--lang zh {words}")).words(AS_OF).run().exits(code).stderr;
        assert!(said.contains(zh), "{words}: {said}");
    }
}

#[test]
fn targets_in_rates_stand_at_their_chance_on_the_side_that_is_better() {
    let (table, said) = COMPANY.ask("targets --metric win_rate.closed,overdue_rate,gross_margin --chance 0.7");
    assert!(said.contains("values stated at a chance of 70") && said.contains("were reached"), "{said}");
    for (id, less_is_better) in [("win_rate.closed", false), ("overdue_rate", true), ("gross_margin", false)] {
        let own = table.matching(&[("metric_id", id)]);
        assert_eq!(own.rows.len(), REPS, "{id}");
        let [targets, chances, commits, stretches] =
            ["target", "chance", "commit", "stretch"].map(|column| numbers(&own, column));
        let mut seen = 0;
        for (((target, chance), commit), stretch) in targets.into_iter().zip(chances).zip(commits).zip(stretches) {
            let Some(target) = target else { continue };
            seen += 1;
            assert!((0.0..=1.0).contains(&target), "{id}: {target}");
            assert!(
                (chance.expect("beside a target") - 0.7).abs() < 0.05 || [0.0, 1.0].contains(&target),
                "{id}: {chance:?}"
            );
            let easier = |value: f64| if less_is_better { value > target } else { value < target };
            assert!(commit.is_none_or(easier) && !stretch.is_some_and(easier), "{id}: {commit:?} {target} {stretch:?}");
        }
        assert!(seen >= 12, "{id}: targets of {seen} of {REPS}");
        let empty =
            own.values("share_of_total").into_iter().chain(own.values("floor")).chain(own.values("over_assignment"));
        assert!(empty.into_iter().all(str::is_empty), "{id}");
        let verb = if less_is_better { "or below in 2024-Q1" } else { "to at least" };
        assert!(
            own.values("statement").iter().any(|sentence| sentence.contains(verb)),
            "{:?}",
            own.values("statement")
        );
    }
    // The target is the quantile of the forecast that is told.
    let (harder, _) = COMPANY.ask("targets --metric win_rate.closed --chance 0.5");
    let (forecast, _) = COMPANY.ask("forecast win_rate.closed");
    for rep in harder.values("rep_id") {
        let of = |table: &Table, key: &str, column: &str| numbers(&table.matching(&[(key, rep)]), column)[0];
        let Some((target, median)) = of(&harder, "rep_id", "target").zip(of(&forecast, "rep", "median")) else {
            continue;
        };
        assert!((target - median).abs() <= 0.0005 + 1e-9, "{rep}: {target} for a median of {median}");
    }
    let zh = COMPANY.command("--lang zh targets --metric overdue_rate").words(AS_OF).arg("--format=csv").run().exits(0);
    assert!(zh.stdout.contains("不高于") && zh.stderr.contains("没有合计"), "{} {}", zh.stdout, zh.stderr);
}

#[test]
fn targets_in_rates_have_no_goal_and_no_level_above_the_rep() {
    let company = TinyCompany::loaded();
    for (words, en, zh) in [
        ("--metric gross_margin --goal 1", "--goal asks for more", "不支持 --goal"),
        ("--metric gross_margin --by team", "--by asks for more", "不支持 --by"),
        ("--metric win_rate.closed --checkpoints", "--checkpoints asks for more", "不支持 --checkpoints"),
        ("--metric revenue_net,gross_margin", "ask for them apart", "请分别查询"),
        ("--metric cost_coverage", "neither more nor less", "并非越高越好或越低越好"),
        ("--metric pipeline_open", "deals still open", "尚未关闭的商机"),
    ] {
        let said = company.run(&format!("targets {words}")).exits(2).stderr;
        assert!(said.contains(en), "{words}: {said}");
        let said = company.run(&format!("--lang zh targets {words}")).exits(2).stderr;
        assert!(said.contains(zh), "{words}: {said}");
    }
}
