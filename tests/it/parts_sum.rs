//! Parts sum to wholes: in the example's pack, and between the files that say the same thing.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Run, Table, cents, example, package};

/// Metrics whose parts add up exactly; a customer or an order of two reps would count twice in the others.
const ADDITIVE: [&str; 3] = ["revenue_net", "units", "gross_profit"];

/// Sums by quarter: what each period adds up to, in hundredths.
type ByPeriod = BTreeMap<String, i64>;

/// Adds up one metric of a KPI listing by period.
#[track_caller]
fn sums(table: &Table, metric: &str) -> ByPeriod {
    let mut sums = ByPeriod::new();
    for row in table.matching(&[("metric_id", metric)]).only(&["period", "value"]) {
        *sums.entry(row[0].clone()).or_default() += cents(&row[1]).expect("an additive value is never null");
    }
    assert_eq!(sums.len(), 8, "the example has eight quarters of {metric}");
    sums
}

#[test]
fn reps_and_teams_sum_to_the_company_in_every_quarter() {
    let metrics = ADDITIVE.join(" ");
    let company = example().ask(&format!("kpi {metrics} --grain quarter"));
    for by in ["rep", "team", "region", "rep,team", "team,region"] {
        let parts = example().ask(&format!("kpi {metrics} --grain quarter --by {by}"));
        for metric in ADDITIVE {
            assert_eq!(sums(&parts, metric), sums(&company, metric), "{metric} by {by}");
        }
    }
}

#[test]
fn months_sum_to_quarters_and_quarters_to_years() {
    let metrics = ADDITIVE.join(" ");
    let total = |grain: &str, metric: &str| -> i64 {
        let table = example().ask(&format!("kpi {metrics} --grain {grain}"));
        table
            .matching(&[("metric_id", metric)])
            .values("value")
            .iter()
            .map(|value| cents(value).expect("a value"))
            .sum()
    };
    for metric in ADDITIVE {
        let months = total("month", metric);
        assert_eq!(months, total("quarter", metric), "{metric}");
        assert_eq!(months, total("year", metric), "{metric}");
    }
}

/// The example's figures by (metric, quarter) for the company and as sums of reps and teams, from `review.json`.
fn from_json(dimension: Option<&str>) -> BTreeMap<(String, String), i64> {
    let mut found = BTreeMap::new();
    for observation in list(&example().json()["observations"]) {
        let (metric, period) = (text(&observation["metric_id"]), text(&observation["period"]));
        let scope = list(&observation["scope"]);
        let wanted = match dimension {
            None => scope.is_empty(),
            Some(name) => scope.len() == 1 && text(&scope[0]["dimension"]) == name,
        };
        if wanted && ADDITIVE.contains(&metric.as_str()) && period.contains("-Q") {
            let (_, number) = observation["value"]["value"].as_object().expect("a value").iter().next().expect("one");
            *found.entry((metric, period)).or_default() += number.as_i64().expect("whole minor units");
        }
    }
    assert_eq!(found.len(), ADDITIVE.len() * 8, "eight quarters a metric");
    found
}

#[test]
fn review_json_csv_and_parquet_agree_and_add_up() {
    let company = from_json(None);
    assert_eq!(from_json(Some("rep")), company, "reps in review.json");
    assert_eq!(from_json(Some("team")), company, "teams in review.json");
    for (name, table) in [("CSV", example().csv("kpi")), ("Parquet", example().parquet("kpi"))] {
        let mut of_reps: BTreeMap<(String, String), i64> = BTreeMap::new();
        for row in table.only(&["metric_id", "period", "rep", "value"]) {
            if ADDITIVE.contains(&row[0].as_str()) && row[1].contains("-Q") && !row[2].is_empty() {
                *of_reps.entry((row[0].clone(), row[1].clone())).or_default() += rounded_cents(&row[3]);
            }
        }
        // `review.json` has money in minor units and pieces in ten-thousandths.
        for ((metric, period), sum) in &company {
            let expected = if metric == "units" { sum / 100 } else { *sum };
            assert_eq!(of_reps[&(metric.clone(), period.clone())], expected, "{metric} {period} in {name}");
        }
    }
}

/// Decimals of a format that has no money type, as cents.
fn rounded_cents(text: &str) -> i64 {
    (text.parse::<f64>().unwrap_or_else(|_| panic!("`{text}` is no number")) * 100.0).round() as i64
}

#[test]
fn every_row_of_the_kpi_table_can_be_told_from_the_others() {
    let table = example().csv("kpi");
    let keys: Vec<&str> =
        table.columns.iter().map(String::as_str).filter(|name| !VALUE_COLUMNS.contains(name)).collect();
    let mut seen = BTreeMap::new();
    for row in table.only(&keys) {
        *seen.entry(row).or_insert(0) += 1;
    }
    let twice: Vec<_> = seen.into_iter().filter(|(_, times)| *times > 1).collect();
    assert!(twice.is_empty(), "{} keys {keys:?} stand on several rows, such as {:?}", twice.len(), twice[0]);
}

/// Columns of the KPI table that hold what was measured; the others say what it is about.
const VALUE_COLUMNS: [&str; 6] = ["value", "numerator", "denominator", "n", "null_reason", "value_minor"];

#[test]
fn kpi_csv_and_parquet_hold_the_same_rows_as_review_json() {
    let observations = list(&example().json()["observations"]).len();
    assert_eq!(example().csv("kpi").rows.len(), observations);
    for table in tables_of_the_pack() {
        let (csv, parquet) = (example().csv(&table), example().parquet(&table));
        assert_eq!(csv.columns, parquet.columns, "{table}");
        assert_eq!(csv.rows.len(), parquet.rows.len(), "{table}");
        for (row, (a, b)) in csv.rows.iter().zip(&parquet.rows).enumerate() {
            for (column, (a, b)) in csv.columns.iter().zip(a.iter().zip(b)) {
                assert!(crate::support::same_value(a, b), "{table} row {row} {column}: CSV `{a}`, Parquet `{b}`");
            }
        }
    }
}

fn tables_of_the_pack() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(example().folder().join("tables"))
        .expect("the pack has tables")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".csv").map(str::to_string))
        .collect();
    names.sort();
    names
}

#[test]
fn the_commands_and_the_pack_have_the_same_values() {
    let pack = example().csv("kpi");
    let company = example().ask("kpi revenue_net gross_profit orders attainment --by rep --grain quarter");
    for row in company.only(&["metric_id", "period", "rep", "value", "null_reason"]) {
        let wanted = [("metric_id", row[0].as_str()), ("period", &row[1]), ("rep", &row[2])];
        let found = pack.matching(&wanted);
        assert_eq!(found.rows.len(), 1, "{row:?}");
        assert_eq!(found.only(&["value", "null_reason"])[0], row[3..], "{row:?}");
    }
}

#[test]
fn targets_sum_to_their_total() {
    for set in list(&example().json()["targets"]) {
        let rows = list(&set["rows"]);
        let sum: i64 = rows.iter().filter_map(|row| row["target"].as_i64()).sum();
        assert_eq!(Some(sum), set["total"].as_i64(), "{}", set["metric_id"]);
        let shares: f64 = rows.iter().filter_map(|row| row["share_of_total"].as_f64()).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{}: the shares sum to {shares}", set["metric_id"]);
        for row in rows {
            // Every step from the quantile to the issued target is there, with its amount.
            let steps: i64 =
                list(&row["adjustments"]).iter().map(|step| step["delta"].as_i64().expect("a whole")).sum();
            assert_eq!(Some(steps), row["target"].as_i64().or(Some(0)), "{}", row["target_id"]);
            let last = list(&row["checkpoints"]).last().map(|point| point["cumulative"].clone());
            assert!(
                last.is_none_or(|last| last == row["target"]),
                "{}: the last month is the target",
                row["target_id"]
            );
        }
    }
}

#[test]
fn a_goal_is_spread_to_the_cent() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let review = Run::new("review --period 2019-Q2 --goal 9000000 --as-of 2019-06-30 --store").arg(example().store());
    review.arg("--out").arg(folder.path()).run().exits(0);
    let text = std::fs::read_to_string(folder.path().join("review.json")).expect("a pack");
    let pack: Value = serde_json::from_str(&text).expect("JSON");
    let revenue = list(&pack["targets"]).iter().find(|set| set["metric_id"] == "revenue_net").expect("revenue");
    let sum: i64 = list(&revenue["rows"]).iter().filter_map(|row| row["target"].as_i64()).sum();
    let unallocated = revenue["unallocated"].as_i64().expect("what is left is named");
    assert_eq!(sum + unallocated, 900_000_000, "targets and what is left are the goal");
    assert_eq!(Some(sum), revenue["total"].as_i64());

    // The command on its own, for a goal with cents and for one that nobody can reach.
    let listed =
        |words: &str| -> i64 { example().ask(words).values("target").iter().filter_map(|value| cents(value)).sum() };
    assert_eq!(listed(GOAL), 777_777_777);
    assert!(listed(GOAL_BEYOND_REACH) < 900_000_000, "nobody is asked for what cannot be reached");
}

const GOAL: &str = "targets --goal 7777777.77";
const GOAL_BEYOND_REACH: &str = "targets --metric gross_profit --goal 9000000";

#[test]
fn nobody_is_given_a_stretch_below_the_target() {
    for words in ["targets", GOAL, GOAL_BEYOND_REACH] {
        for row in example().ask(words).only(&["metric_id", "rep_id", "target", "stretch"]) {
            let number = |text: &str| text.parse::<f64>().ok();
            if let (Some(target), Some(stretch)) = (number(&row[2]), number(&row[3])) {
                assert!(stretch >= target, "`{words}`: {row:?}");
            }
        }
    }
}

#[test]
fn reasons_and_base_are_the_logit_and_the_logit_is_the_probability() {
    let mut judged = 0;
    for row in list(&example().json()["risk"]["rows"]) {
        let Some(probability) = row["probability"].as_f64() else {
            assert!(row["null_reason"].is_string(), "no probability and no reason: {row}");
            assert_eq!(row["flagged"], false, "nobody is flagged without a probability: {row}");
            continue;
        };
        let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key} of {row}"));
        let reasons: f64 = list(&row["reasons"]).iter().map(|r| r["contribution"].as_f64().expect("a number")).sum();
        let (base, logit) = (number("base_logit"), number("logit"));
        assert!((base + reasons - logit).abs() <= 1e-9, "{base} + {reasons} is not {logit}");
        assert!((1.0 / (1.0 + (-logit).exp()) - probability).abs() <= 1e-9, "{logit} is not {probability}");
        let threshold = example().json()["risk"]["threshold"].as_f64().expect("a threshold");
        assert_eq!(row["flagged"].as_bool(), Some(probability >= threshold), "{row}");
        judged += 1;
    }
    assert!(judged >= 8, "only {judged} reps were judged");
}

#[test]
fn every_row_read_is_accounted_for() {
    let accounts = example().csv("accounts");
    let mut total = 0;
    for row in accounts.only(&["rows_read", "rows_loaded", "duplicates_dropped", "rows_rejected", "table", "file"]) {
        let [read, loaded, dropped, rejected] = [0, 1, 2, 3].map(|at| row[at].parse::<u64>().expect("a count"));
        assert_eq!(read, loaded + dropped + rejected, "{row:?}");
        total += read;
        // The header apart, the file has as many lines as rows were read (no value of it holds a line break).
        let raw = std::fs::read_to_string(package().join("datasets/adventureworks").join(&row[5])).expect("shipped");
        assert_eq!(raw.lines().filter(|line| !line.is_empty()).count() as u64 - 1, read, "{row:?}");
    }
    let said = example().ran.stderr.replace(',', "");
    assert!(said.contains(&format!("{total} rows read")), "{said}");
}

#[test]
fn what_is_printed_says_its_metric_its_period_and_its_as_of() {
    for (table, period) in [
        ("kpi", "period"),
        ("repeat", "period"),
        ("attainment", "period"),
        ("cohorts", "cohort"),
        ("forecasts", "period"),
        ("targets", "period"),
    ] {
        let rows = example().csv(table);
        assert!(!rows.rows.is_empty(), "{table} is empty");
        for row in rows.only(&["metric_id", period, "as_of"]) {
            assert!(attain::measures::catalogue::definition(&row[0]).is_some(), "{table}: {row:?} has no definition");
            assert!(!row[1].is_empty(), "{table}: {row:?}");
            assert_eq!(row[2], "2019-06-30", "{table}");
        }
    }
    for row in example().csv("risk").only(&["period", "as_of"]) {
        assert_eq!(row, ["2019-Q3", "2019-06-30"]);
    }
    assert_eq!(example().json()["header"]["as_of"], "2019-06-30");
    for observation in list(&example().json()["observations"]) {
        assert!(!text(&observation["metric_id"]).is_empty() && !text(&observation["period"]).is_empty());
    }
}

#[test]
fn what_is_absent_has_a_reason_and_what_is_there_has_none() {
    let tables =
        [("kpi", "value"), ("repeat", "value"), ("attainment", "value"), ("cohorts", "value"), ("targets", "target")];
    for (table, value) in tables {
        for row in example().csv(table).only(&[value, "null_reason"]) {
            assert_ne!(row[0].is_empty(), row[1].is_empty(), "{table}: {row:?}");
        }
    }
    for row in example().csv("risk").only(&["probability", "null_reason"]) {
        assert_ne!(row[0].is_empty(), row[1].is_empty(), "risk: {row:?}");
    }
    for observation in list(&example().json()["observations"]) {
        let value = observation["value"].as_object().expect("a value or a reason");
        assert_eq!(value.len(), 1, "{observation}");
        assert!(value.contains_key("value") != value.contains_key("null"), "{observation}");
    }
}

#[test]
fn a_rate_lies_within_its_interval() {
    for table in ["cohorts", "repeat"] {
        for row in example().csv(table).only(&["metric_id", "value", "lower", "upper"]) {
            let number = |text: &str| text.parse::<f64>().ok();
            if let (Some(value), Some(lower), Some(upper)) = (number(&row[1]), number(&row[2]), number(&row[3])) {
                assert!(0.0 <= lower && lower <= value && value <= upper && upper <= 1.0, "{table}: {row:?}");
            }
        }
    }
}

#[test]
fn people_who_are_not_judged_are_in_the_sums_and_nowhere_else() {
    let people = example().csv("people");
    let unjudged: Vec<String> =
        people.matching(&[("judged", "false")]).values("rep_id").iter().map(|id| (*id).to_string()).collect();
    assert_eq!(unjudged.len(), 4, "three managers and the director: {unjudged:?}");
    for table in ["attainment", "risk", "targets", "scores", "forecasts"] {
        let rows = example().csv(table);
        assert!(rows.values("rep_id").iter().all(|id| !unjudged.iter().any(|one| one == id)), "{table}");
    }
    let listed = example().csv("kpi");
    let of_managers: i64 = unjudged
        .iter()
        .flat_map(|id| listed.matching(&[("metric_id", "revenue_net"), ("rep", id)]).only(&["value"]))
        .filter_map(|row| cents(&row[0]))
        .sum();
    assert!(of_managers > 0, "managers' own small sales are in the company's sum");
}

#[test]
fn the_scorecards_weights_sum_to_a_hundred_and_its_total_is_the_weighted_mean() {
    for rep in list(&example().json()["reps"]) {
        let Some(score) = rep["score"].as_f64() else { continue };
        let lines = list(&rep["score_lines"]);
        let weights: f64 = lines.iter().filter_map(|line| line["weight"].as_f64()).sum();
        assert!((weights - 100.0).abs() < 1e-9, "{}: {weights}", rep["rep_id"]);
        let mean: f64 =
            lines.iter().filter_map(|line| Some(line["weight"].as_f64()? * line["score"].as_f64()?)).sum::<f64>()
                / 100.0;
        assert!((mean - score).abs() < 1e-9, "{}: {mean} is not {score}", rep["rep_id"]);
    }
}

#[track_caller]
fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

#[track_caller]
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_string()
}
