//! The backtest at the command line: numbers worked by hand, the store's own history, and files that are no panels.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::{Ran, Run, Table, TinyCompany, example};

/// Two series of unequal length, their rows out of order and with a column that nobody asked for.
const PANEL: &str = "\
part,unique_id,kind,t,y
test,B,x,6,10
train,A,x,1,10
train,A,x,2,20
train,A,x,3,40
train,A,x,4,40
train,A,x,5,30
test,A,x,6,30
test,A,x,7,50
train,B,x,2,4
train,B,x,3,8
train,B,x,4,4
train,B,x,5,8
";

fn backtest(text: impl AsRef<[u8]>, words: &str) -> Ran {
    let company = TinyCompany::empty();
    company.write("panel.csv", text);
    Run::new("backtest --panel panel.csv").words(words).in_folder(company.folder()).run()
}

fn answer(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn method<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let methods = answer["methods"].as_array().expect("a list of methods");
    methods.iter().find(|method| method["method"] == name).unwrap_or_else(|| panic!("no method `{name}`"))
}

#[track_caller]
fn assert_near(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn naive_on_a_small_panel_is_what_a_hand_works_out() {
    let ran = backtest(PANEL, "--frequency yearly").exits(0);
    let answer = answer(&ran);
    assert_eq!((&answer["series"], &answer["horizon"], &answer["origins"]), (&2.into(), &2.into(), &1.into()));
    assert_eq!((&answer["source"], &answer["frequency"]), (&"panel".into(), &"yearly".into()));
    let naive = method(&answer, "naive");
    assert_eq!((&naive["cases"], &naive["n"]), (&2.into(), &3.into()));
    // A: 30 against 30 and 50; B: 8 against 10. A mean over each series' steps, then over the two series.
    let (a, b) = ((0.0 + 200.0 * 20.0 / 80.0) / 2.0, 200.0 * 2.0 / 18.0);
    assert_near(&naive["smape"], (a + b) / 2.0);
    // Mean changes: A (10 + 20 + 0 + 10) ÷ 4 = 10, B (4 + 4 + 4) ÷ 3 = 4.
    assert_near(&naive["mase"], (10.0 / 10.0 + 2.0 / 4.0) / 2.0);
    assert_near(&method(&answer, "naive2")["owa"], 1.0);
    assert_near(&naive["owa"], 1.0);
    // Ten per cent more than last year's value, which without a season is the last one: 33 and 8.8.
    let ten = method(&answer, "last_year_plus_ten");
    let a = (200.0 * 3.0 / 63.0 + 200.0 * 17.0 / 83.0) / 2.0;
    assert_near(&ten["smape"], (a + 200.0 * 1.2 / 18.8) / 2.0);
    assert_near(&ten["mase"], (1.0 + 1.2 / 4.0) / 2.0);
}

#[test]
fn a_season_changes_the_yardstick_and_the_seasonal_naive() {
    let answer = answer(&backtest(PANEL, "--frequency quarterly").exits(0));
    assert_eq!(answer["season_length"], 4);
    // A: the fourth last value is 20, then 40, against 30 and 50; B: 4 against 10. B has four values only, so that
    // no change over a season is known and A alone has a MASE: its one change is from 10 to 30.
    let seasonal = method(&answer, "seasonal_naive");
    let a = (200.0 * 10.0 / 50.0 + 200.0 * 10.0 / 90.0) / 2.0;
    assert_near(&seasonal["smape"], (a + 200.0 * 6.0 / 14.0) / 2.0);
    assert_near(&seasonal["mase"], 10.0 / 20.0);
    assert_eq!(seasonal["coverage_95"], Value::Null, "so few errors support no interval");
    assert_eq!(seasonal["null_reason"], "below_min_n");
}

#[test]
fn every_method_is_there_and_a_packed_file_says_the_same() {
    let plain = answer(&backtest(PANEL, "--frequency yearly"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(PANEL.as_bytes()).expect("memory is long enough");
    let packed = answer(&backtest(packed.finish().expect("memory is long enough"), "--frequency yearly"));
    for name in [
        "combination",
        "ets",
        "theta",
        "pooled_ar",
        "last_year_plus_ten",
        "naive",
        "seasonal_naive",
        "mean_of_four",
        "naive2",
        "ses",
        "plain_theta",
    ] {
        assert_eq!(method(&plain, name)["smape"], method(&packed, name)["smape"], "{name}");
    }
    assert!(method(&plain, "combination")["ms_per_series"].as_f64() > Some(0.0));
}

/// Twenty series of six years of quarters, the last of them the test part.
fn wide_panel() -> String {
    let mut text = "unique_id,t,y,part\n".to_string();
    for series in 0..20_u32 {
        for t in 0..24_u32 {
            let noise = f64::from((series * 7919 + t * t * 31 + t * 17) % 101);
            let y = f64::from(100 + 5 * series) * [0.8, 1.0, 1.3, 0.9][t as usize % 4] + noise / 3.0;
            let part = if t < 20 { "train" } else { "test" };
            text += &format!("S{series},{t},{y},{part}\n");
        }
    }
    text
}

#[test]
fn coverage_and_stated_chances_come_with_their_counts() {
    let answer = answer(&backtest(wide_panel(), "--frequency quarterly").exits(0));
    for name in ["combination", "seasonal_naive"] {
        let method = method(&answer, name);
        let share = |field: &str| method[field].as_f64().expect("many errors support the level");
        assert!(share("coverage_50") <= share("coverage_80") && share("coverage_80") <= share("coverage_95"));
        assert!(share("msis_95") > 0.0);
        let chances = method["stated_vs_realised"].as_array().expect("a list");
        assert_eq!(
            chances.iter().map(|c| c["stated"].as_f64()).collect::<Vec<_>>(),
            [0.5, 0.6, 0.7, 0.8, 0.9].map(Some)
        );
        assert!(chances.iter().all(|chance| chance["n"] == 20), "one next period a series: {chances:?}");
        let steps = method["coverage_by_step"].as_array().expect("a list");
        assert_eq!(steps.len(), 4);
        let mean = steps.iter().map(|step| step["coverage_80"].as_f64().expect("a share")).sum::<f64>() / 4.0;
        assert!((mean - share("coverage_80")).abs() < 1e-9);
        assert_eq!(method["null_reason"], Value::Null);
    }
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_an_answer() {
    let told = |text: &str, words: &str| {
        let mut answer = answer(&backtest(text, words));
        for method in answer["methods"].as_array_mut().expect("a list") {
            method["ms_per_series"] = Value::Null;
        }
        answer
    };
    let text = wide_panel();
    let mut rows: Vec<&str> = text.lines().collect();
    rows[1..].reverse();
    let turned = rows.join("\n");
    let once = told(&text, "--frequency quarterly");
    assert_eq!(once, told(&turned, "--frequency quarterly"));
    assert_eq!(once, told(&text, "--frequency quarterly --threads 1"));
}

#[test]
fn the_reps_own_history_is_looked_back_at() {
    let ran = example().command("backtest --horizon 2").run().exits(0);
    let answer = answer(&ran);
    assert_eq!((&answer["source"], &answer["metric_id"]), (&"store".into(), &"revenue_net".into()));
    assert_eq!((&answer["grain"], &answer["season_length"]), (&"quarter".into(), &4.into()));
    assert!(answer["origins"].as_u64() >= Some(3), "several origins: {}", answer["origins"]);
    let naive = method(&answer, "naive");
    assert!(naive["smape"].as_f64() > Some(0.0) && naive["n"].as_u64() >= naive["cases"].as_u64());
    assert!(naive["cases"].as_u64() > answer["origins"].as_u64(), "several reps at an origin");
    let table = example().command("backtest --horizon 2 --format csv").run().exits(0);
    assert!(table.stdout.starts_with("method,series,horizon,origins,cases,n,smape,mase,owa,"), "{}", table.stdout);
    assert_eq!(table.stdout.lines().count(), 12, "a row a method");
}

#[test]
fn a_history_of_two_quarters_is_too_thin_and_says_so() {
    let ran = TinyCompany::loaded().run("backtest --as-of 2024-06-30").exits(1);
    assert_eq!(answer(&ran)["origins"], 0);
    assert!(ran.stderr.contains("nothing can be said of any method"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_no_panel_is_named_with_line_and_way_out() {
    let complaint = |text: &str| backtest(text, "--frequency yearly").exits(3).stderr;
    let start = "unique_id,t,y,part\n";
    let said = |rows: &str, expected: &str| {
        let message = complaint(&format!("{start}{rows}"));
        assert!(message.contains(expected) && message.contains("hint: "), "{message}");
    };
    let message = complaint("unique_id,t,value,part\nA,1,2,train\n");
    assert!(message.contains("`panel.csv` has no column `y`"), "{message}");
    assert!(message.contains("hint: the columns are unique_id, t, y and part"), "{message}");
    said("A,1,2,train\nA,2,x,test\n", "`panel.csv` line 3: `y` is `x`, not a number");
    said("A,1,,train\nA,2,3,test\n", "line 2: `y` is ``, not a number");
    said("A,1,NaN,train\nA,2,3,test\n", "line 2: `y` is `NaN`, not a number");
    said("A,1.5,2,train\n", "line 2: `t` is `1.5`, not a whole number that counts periods");
    said("A,1,2,past\n", "line 2: `part` is `past`, not `train` or `test`");
    said(",1,2,train\n", "line 2: `unique_id` is ``, not the name of a series");
    said("A,1,2,test\n", "series `A` has no `train` value");
    said("A,1,2,train\n", "series `A` has no `test` value");
    said("A,1,2,train\nA,3,2,test\n", "series `A` has a gap: t goes from 1 to 3 (line 3)");
    said("A,1,2,train\nA,1,2,test\n", "series `A` has two values at t 1 (lines 2 and 3)");
    said("A,1,2,test\nA,2,2,train\n", "series `A` has a `train` value at t 2 (line 3) after a `test` value");
    said("", "`panel.csv` has no rows");
    said("A,1,2,train\nA,2,1e300,test\n", "line 3: `y` is `1e300`, not a number up to 1e100");
}

#[test]
fn a_series_too_short_for_a_forecast_of_its_own_kind_is_no_stranger_s() {
    let mut text = wide_panel();
    // Ten times as large as any other, and a hundredth of them.
    text += "short,1,10000,train\nshort,2,20000,train\nshort,3,18000,test\none,1,0.5,train\none,2,0.6,test\n";
    let ran = backtest(&text, "--frequency quarterly --part cases --format csv").exits(0);
    let cases = Table::from_csv(&ran.stdout);
    let of = |series: &str| -> Vec<f64> {
        let told = cases.values("series").into_iter().zip(cases.values("forecast"));
        told.filter(|(name, _)| *name == series).map(|(_, value)| value.parse().expect("a number")).collect()
    };
    assert_eq!((of("short"), of("one")), (vec![17_500.0], vec![0.5]));
    assert!(ran.stderr.contains("2 of 22 series have fewer than four values in the train part"), "{}", ran.stderr);
    let ran = backtest(&text, "--frequency quarterly --part methods --lang zh").exits(0);
    assert!(ran.stderr.contains("22个序列中有2个的 train 部分不足四个值"), "{}", ran.stderr);
    let ran = backtest(wide_panel(), "--frequency quarterly --part methods").exits(0);
    assert!(!ran.stderr.contains("fewer than four"), "{}", ran.stderr);
}

#[test]
fn an_as_of_day_does_not_go_with_a_panel() {
    for (language, said) in [("en", "--panel reads no store"), ("zh", "--panel 不读取存储")] {
        let ran = backtest(PANEL, &format!("--frequency yearly --as-of 2024-06-30 --lang {language}")).exits(2);
        assert!(ran.stderr.contains(said) && ran.stdout.is_empty(), "{}", ran.stderr);
    }
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    for words in
        ["backtest --panel p.csv", "backtest --frequency yearly", "backtest orders --panel p.csv --frequency yearly"]
    {
        Run::new(words).run().exits(2);
    }
    let ran = Run::new("backtest --panel nowhere.csv --frequency yearly").run().exits(3);
    assert!(ran.stderr.contains("`nowhere.csv` cannot be read"), "{}", ran.stderr);
}

fn table(words: &str) -> Table {
    Table::from_csv(&example().command(words).arg("--format=csv").run().exits(0).stdout)
}

/// A row's cells by the names of their columns.
fn cell<'a>(table: &'a Table, row: &'a [String], column: &str) -> &'a str {
    let at = table.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column `{column}`"));
    &row[at]
}

#[test]
fn every_figure_has_its_interval_and_can_be_worked_out_from_the_cases() {
    let (evidence, cases) = (table("backtest --horizon 1 --part evidence"), table("backtest --horizon 1 --part cases"));
    let reached = |row: &Vec<String>| {
        cell(&evidence, row, "method") == "combination"
            && cell(&evidence, row, "measure") == "reached"
            && cell(&evidence, row, "stated") == "0.6"
    };
    let row = evidence.rows.iter().find(|row| reached(row)).expect("the chance of 60 % was stated");
    let number = |column: &str| cell(&evidence, row, column).parse::<f64>().expect("a number");
    // By hand from the rows: reached where the value came to the quantile at 40 %.
    let held: Vec<bool> = (cases.rows.iter())
        .filter_map(|row| {
            let quantile = cell(&cases, row, "q_40").parse::<f64>().ok()?;
            Some(cell(&cases, row, "actual").parse::<f64>().expect("a number") >= quantile)
        })
        .collect();
    let share = held.iter().filter(|held| **held).count() as f64 / held.len() as f64;
    assert!((number("value") - share).abs() < 1e-9 && number("n") == held.len() as f64, "{row:?}");
    assert!(number("lower") < share && share < number("upper"), "{row:?}");
    for row in evidence.rows.iter().filter(|row| cell(&evidence, row, "measure") == "pinball") {
        assert!(cell(&evidence, row, "value").parse::<f64>().is_ok_and(|loss| loss > 0.0), "{row:?}");
    }
}

#[test]
fn the_risk_scores_are_held_against_what_came() {
    let (risk, cases) = (table("backtest --part risk --act-on 2"), table("backtest --part risk-cases"));
    let figure = |score: &str, measure: &str| {
        let of = |row: &&Vec<String>| cell(&risk, row, "score") == score && cell(&risk, row, "measure") == measure;
        let row = risk.rows.iter().find(of).unwrap_or_else(|| panic!("no {measure} of {score}"));
        (cell(&risk, row, "value").parse::<f64>().expect("a number"), row.clone())
    };
    let missed: Vec<(f64, f64)> = (cases.rows.iter())
        .map(|row| {
            let number = |column: &str| cell(&cases, row, column).parse::<f64>().expect("a number");
            (number("probability"), number("missed"))
        })
        .collect();
    let brier = missed.iter().map(|(stated, came)| (stated - came).powi(2)).sum::<f64>() / missed.len() as f64;
    assert!((figure("model", "brier").0 - brier).abs() < 1e-9);
    let rate = missed.iter().map(|(_, came)| came).sum::<f64>() / missed.len() as f64;
    assert!((figure("model", "base_rate").0 - rate).abs() < 1e-9);
    let (precision, row) = figure("model", "precision");
    assert!((0.0..=1.0).contains(&precision) && cell(&risk, &row, "k") == "2");
    assert!(figure("model", "calibration_slope").0.is_finite());
    for baseline in ["base_rate", "forecast", "missed_last_period", "momentum"] {
        figure(baseline, "auc");
    }
}

#[test]
fn thin_evidence_is_said_to_be_thin_in_both_languages() {
    let english = example().command("backtest --horizon 1 --part methods").run().exits(0).stderr;
    assert!(english.contains("stated chances:") && english.contains("Risk scores:"), "{english}");
    let chinese = example().command("backtest --horizon 1 --part methods --lang zh").run().exits(0).stderr;
    assert!(chinese.contains("标称概率：") && chinese.contains("风险评分："), "{chinese}");
    let thin = backtest(PANEL, "--frequency yearly --part evidence --format csv").exits(0);
    assert!(
        thin.stdout.starts_with("method,measure,stated,step,value,lower,upper,n,series,origins,verdict"),
        "{}",
        thin.stdout
    );
    let wide = backtest(wide_panel(), "--frequency quarterly --part evidence --format csv").exits(0);
    let wide = Table::from_csv(&wide.stdout);
    let verdicts = wide.rows.iter().filter(|row| cell(&wide, row, "measure") == "coverage");
    assert!(verdicts.clone().count() > 0, "{wide:?}");
    assert!(
        verdicts.clone().all(|row| cell(&wide, row, "verdict") == "too_thin"),
        "one origin tells of no other period"
    );
}

#[test]
fn risk_is_asked_of_the_store_s_revenue_alone() {
    let ran = backtest(PANEL, "--frequency yearly --part risk").exits(2);
    assert!(ran.stderr.contains("risk scores are about net revenue"), "{}", ran.stderr);
    let ran = example().command("backtest gross_profit --part risk").run().exits(2);
    assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
    example().command("backtest --act-on 0").run().exits(2);
}

/// Zeros, one value, a giant, losses, and lengths from one to three: every figure is a number or null with a reason.
#[test]
fn strange_series_give_numbers_or_nothing() {
    let mut text = "unique_id,t,y,part\n".to_string();
    type Shape = fn(u32) -> f64;
    let shapes: [(&str, Shape); 5] = [
        ("zeros", |_| 0.0),
        ("flat", |_| 7.0),
        ("giant", |t| if t == 9 { 1e12 } else { f64::from(t % 4) + 1.0 }),
        ("losses", |t| -50.0 - f64::from(t % 5)),
        ("rare", |t| if t % 7 == 3 { 40.0 } else { 0.0 }),
    ];
    for (name, value) in shapes {
        for length in [1_u32, 2, 3, 9, 20] {
            for t in 0..length + 2 {
                let part = if t < length { "train" } else { "test" };
                text += &format!("{name}{length},{t},{},{part}\n", value(t));
            }
        }
    }
    for words in ["--frequency quarterly", "--frequency yearly", "--frequency quarterly --part evidence --format csv"] {
        let ran = backtest(&text, words).exits(0);
        assert!(!ran.stdout.contains("NaN") && !ran.stdout.contains("inf"), "{words}: {}", ran.stdout);
    }
}

#[test]
fn its_tables_are_in_the_words_of_the_reader() {
    let headings = |part: &str, language: &str| {
        let words = format!("backtest --horizon 1 --part {part} --format table --lang {language}");
        example().command(&words).run().exits(0).stdout
    };
    for part in ["methods", "evidence", "risk"] {
        // The line under a table names the settings as the configuration has them.
        let whole = headings(part, "zh");
        let chinese: String = whole.lines().filter(|line| !line.contains("时区")).collect();
        assert!(chinese.len() < whole.len(), "no line under the table `{part}`");
        // Names of measures of error are the same in every language.
        let allowed = ["sMAPE", "MASE", "OWA", "MSIS", "AUC", "Brier", "ECE", "ETS", "Theta", "n", "k"];
        for word in chinese.split(|letter: char| !(letter.is_ascii_alphabetic() || letter == '_')) {
            let is_name = word.is_empty() || word.len() == 1 || allowed.contains(&word);
            assert!(is_name, "`{word}` in the Chinese table `{part}`");
        }
    }
    let risk = headings("risk", "en");
    assert!(risk.contains("calibration slope") && !risk.contains("calibration_slope"), "{risk}");
}
