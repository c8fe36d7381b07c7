//! Trends and bridges through the command line.

use crate::support::{Run, Table, example};

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
