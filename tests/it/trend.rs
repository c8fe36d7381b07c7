//! Trends and bridges through the command line.

use crate::support::{Run, Table, TinyCompany, example};

/// Two reps over three years: one grows by ten a month on a strong season, one sells the same every month.
fn two_reps() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut orders = "order_id,order_date,customer_id,rep_id,net_amount\n".to_string();
    for at in 0..36 {
        let (year, month) = (2021 + at / 12, at % 12 + 1);
        let season = if month == 12 { 900 } else { 100 };
        orders += &format!("G{at},{year}-{month:02}-10,C1,grows,{}.00\n", 500 + season + 10 * at);
        orders += &format!("S{at},{year}-{month:02}-11,C2,stays,{}.50\n", 300 + season);
    }
    std::fs::write(folder.path().join("orders.csv"), orders).expect("a file can be written");
    Run::new("ingest orders.csv --table orders --store store").in_folder(folder.path()).run().exits(0);
    folder
}

fn ask(folder: &tempfile::TempDir, words: &str) -> Table {
    let ran = Run::new(words).arg("--store=store").arg("--format=csv").arg("--as-of=2023-12-31");
    Table::from_csv(&ran.in_folder(folder.path()).run().exits(0).stdout)
}

fn column(table: &Table, name: &str) -> Vec<String> {
    let at = table.columns.iter().position(|column| column == name).expect("the column is there");
    table.rows.iter().map(|row| row[at].clone()).collect()
}

#[test]
fn a_rise_is_found_under_a_season_and_an_even_course_is_none() {
    let folder = two_reps();
    let answer = ask(&folder, "trend revenue_net --by rep --last 36");
    assert_eq!(column(&answer, "rep"), ["grows", "stays"]);
    assert_eq!(column(&answer, "trend"), ["rising", "no_clear_trend"]);
    assert_eq!(column(&answer, "slope"), ["10", "0"]);
    assert_eq!(column(&answer, "n"), ["36", "36"]);
    assert_eq!(column(&answer, "seasonal"), ["ratio", "ratio"]);
    assert_eq!(column(&answer, "change"), ["", ""]);
}

#[test]
fn too_short_a_course_has_no_statement_and_its_reason() {
    let folder = two_reps();
    let answer = ask(&folder, "trend revenue_net growth_yoy --last 7");
    assert_eq!(column(&answer, "trend"), ["no_statement", "no_statement"]);
    assert_eq!(column(&answer, "null_reason"), ["below_min_n", "below_min_n"]);
    assert_eq!(column(&answer, "p"), ["", ""]);
}

#[test]
fn people_read_the_trend_in_their_language() {
    let folder = two_reps();
    let words = "trend revenue_net --by rep --format table --store store --as-of 2023-12-31 --lang";
    let said = |language: &str| Run::new(words).arg(language).in_folder(folder.path()).run().exits(0);
    let (english, chinese) = (said("en"), said("zh"));
    assert!(english.stdout.contains("rising") && english.stdout.contains("10.00"), "{}", english.stdout);
    assert!(chinese.stdout.contains("上升") && chinese.stdout.contains("已剔除"), "{}", chinese.stdout);
    assert!(english.stderr.contains("at most 5 %") && chinese.stderr.contains("误判"), "{}", chinese.stderr);
}

#[test]
fn an_unknown_metric_is_named_and_the_others_still_come() {
    let folder = two_reps();
    let ran = Run::new("trend revenue_nett orders --store store --format csv").in_folder(folder.path()).run().exits(1);
    assert!(ran.stderr.contains("revenue_nett") && ran.stderr.contains("revenue_net"), "{}", ran.stderr);
    assert_eq!(column(&Table::from_csv(&ran.stdout), "metric_id"), ["orders"]);
}

#[test]
fn the_bridge_of_the_example_reaches_the_revenue_of_the_kpi_to_the_cent() {
    for by in ["product", "rep,region"] {
        let bridge = example().ask(&format!("bridge 2018-Q2 2019-Q2 --detail --by {by}"));
        let minor: Vec<i64> = column(&bridge, "value_minor").iter().map(|text| text.parse().expect("whole")).collect();
        let mut sums = [0_i64; 12];
        for (member, terms) in minor.chunks(12).enumerate() {
            assert_eq!(terms[..11].iter().sum::<i64>(), terms[11], "member {member} by {by}");
            if member > 0 {
                sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            }
        }
        assert_eq!(sums[..], minor[..12], "the members make the whole, by {by}");
        let kpi = example().ask("kpi revenue_net --grain quarter --from 2018-Q2 --to 2019-Q2");
        let kpi = column(&kpi, "value_minor");
        assert_eq!([&kpi[0], &kpi[4]], [&minor[0].to_string(), &minor[11].to_string()]);
    }
}

#[test]
fn a_bridge_leads_forward_between_periods_of_one_length() {
    for wrong in ["bridge 2019-Q2 2018-Q2", "bridge 2018-Q2 2019", "bridge 2018-Q2 2018-Q2"] {
        let ran = example().command(wrong).run().exits(2);
        assert!(ran.stderr.contains("hint:"), "{wrong}: {}", ran.stderr);
    }
}

#[test]
fn what_stands_beside_an_answer_is_said_in_the_readers_language() {
    let folder = two_reps();
    let beside = |words: &str| {
        let ran = Run::new(words).arg("--store=store").arg("--lang=zh").in_folder(folder.path()).run();
        assert!(ran.code != 2 && ran.code != 4, "{words}: {}", ran.stderr);
        ran.stderr
    };
    let of_kpi = beside("kpi revenue_net --grain year --as-of 2023-12-11");
    assert!(of_kpi.contains("注意：2023 尚未结束：数据截至 2023-12-11"), "{of_kpi}");
    let of_purchase = beside("purchase");
    assert!(of_purchase.contains("只有 2 位客户复购，模型至少需要 3 位"), "{of_purchase}");
    for words in ["kpi revenue_net", "trend revenue_net", "bridge 2022 2023 --by rep", "purchase", "cohort"] {
        let said = beside(words);
        assert!(said.contains("假定：币种 USD；财年即自然年"), "{words}: {said}");
        assert!(!said.contains("note:") && !said.contains("assumed:"), "{words}: {said}");
    }
}

#[test]
fn a_bridge_back_in_time_is_refused_in_the_readers_language() {
    let folder = two_reps();
    let ran = Run::new("bridge 2023 2022 --store store --lang zh").in_folder(folder.path()).run().exits(2);
    assert!(ran.stderr.contains("不能从 2023 到 2022") && ran.stderr.contains("请先写较早的期间"), "{}", ran.stderr);
}

#[test]
fn a_metric_of_another_command_names_the_command() {
    for (words, way_out) in [
        ("kpi retention.classic", "attain cohort"),
        ("trend retention.rolling", "attain cohort --variant rolling"),
        ("kpi target_p", "attain targets"),
        ("repeat --metric win_rate.closed", "attain kpi"),
    ] {
        let ran = example().command(words).run().exits(2);
        assert!(ran.stderr.contains(&format!("ask for it with: {way_out}\n")), "{words}: {}", ran.stderr);
    }
}

#[test]
fn cohorts_are_a_triangle_to_people() {
    let ran = example().command("cohort --grain quarter --format table").run().exits(0);
    let cells = |start: &str| -> Vec<String> {
        let line = ran.stdout.lines().find(|line| line.trim_start().starts_with(start)).expect("the cohort is there");
        line.split_whitespace().map(str::to_string).collect()
    };
    assert_eq!(cells("cohort")[..4], ["cohort", "size", "+0", "+1"]);
    assert_eq!(cells("2017-Q3")[..4], ["2017-Q3", "173", "100.0", "94.2"]);
    assert_eq!(cells("2019-Q2").len(), 3, "one quarter is known of it");
}

#[test]
fn a_cohort_that_a_range_cuts_counts_as_a_whole_and_is_said_to() {
    let company = TinyCompany::loaded();
    let ran = company.run("cohort --grain quarter --from 2024-02 --to 2024-Q2").exits(0);
    let said = "note: a cohort counts as a whole: --from 2024-02 takes in all of 2024-Q1";
    assert!(ran.stderr.contains(said) && !ran.stderr.contains("--to"), "{}", ran.stderr);
    let ran = company.run("cohort --grain quarter --to 2024-04 --lang zh").exits(0);
    assert!(ran.stderr.contains("注意：同期群按整个期间计算：--to 2024-04 包含整个 2024-Q2"), "{}", ran.stderr);
    let ran = company.run("cohort --grain month --from 2024-Q1 --to 2024-04").exits(0);
    assert!(!ran.stderr.contains("as a whole"), "{}", ran.stderr);
}
