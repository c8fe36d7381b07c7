//! Reps on leave by `rep_assignments`, through the command line: past periods away are no evidence, and of coming ones
//! what is worked is forecast, asked for and judged.

use crate::support::{Table, TinyCompany};

const QUARTERS: usize = 12;
const AS_OF: &str = "--as-of 2022-12-31 --format csv";

/// Away for two quarters and back; not a day of the coming quarter there, without an end; 35 of its 65 working days there.
const LEAVES: &str = "rep_id,unit_id,valid_from,valid_to,reason
R2,U,2021-04-01,2021-09-30,leave
R5,U,2023-01-01,,leave
R1,U,2023-02-20,2023-03-31,leave
";

/// Eight reps with one order of some ten thousand a quarter over three years; the third sells nothing in two of them.
fn eight_reps(leaves: Option<&str>) -> TinyCompany {
    eight_reps_but(&[5, 6], leaves)
}

/// The same where the third sells nothing in these quarters.
fn eight_reps_but(silent: &[usize], leaves: Option<&str>) -> TinyCompany {
    let mut orders = "order_id,order_date,customer_id,rep_id,net_amount\n".to_string();
    for quarter in 0..QUARTERS {
        for rep in (0..8_usize).filter(|rep| *rep != 2 || !silent.contains(&quarter)) {
            let season = [90, 100, 120, 95][quarter % 4];
            // Between 85 and 115 per cent, in an order that repeats only after 31 values.
            let luck = 85 + (quarter * 7 + rep * 13) * 11 % 31;
            let (year, month, amount) = (2020 + quarter / 4, 2 + quarter % 4 * 3, season * luck * (rep + 2));
            orders += &format!("O{rep}-{quarter},{year}-{month:02}-10,C{rep},R{rep},{amount}\n");
        }
    }
    // The data are whole from the first month on, and the last quarter is over.
    orders += "O-begin,2020-01-01,C0,R0,1\nO-end,2022-12-31,C0,R0,1\n";
    let company = TinyCompany::empty();
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    if let Some(leaves) = leaves {
        company.write("leaves.csv", leaves);
        company.run("ingest leaves.csv --table rep_assignments").exits(0);
    }
    company
}

/// The cells of a column by rep, of the first row of each.
fn by_rep(table: &Table, key: &str, column: &str) -> Vec<String> {
    let at = |name: &str| table.columns.iter().position(|column| column == name).expect("the column is there");
    let of = |rep: usize| table.rows.iter().find(|row| row[at(key)] == format!("R{rep}")).expect("everybody is listed");
    (0..8).map(|rep| of(rep)[at(column)].clone()).collect()
}

fn numbers(cells: &[String]) -> Vec<Option<f64>> {
    cells.iter().map(|cell| cell.parse().ok()).collect()
}

fn answer(company: &TinyCompany, command: &str) -> (Table, String) {
    let ran = company.run(&format!("{command} {AS_OF}"));
    (Table::from_csv(&ran.stdout), ran.stderr)
}

#[test]
fn a_forecast_leaves_quarters_on_leave_out_and_is_for_the_days_worked() {
    let (without, with) = (eight_reps(None), eight_reps(Some(LEAVES)));
    let (taken_for_sales, _) = answer(&without, "forecast --horizon 2");
    let (found, said) = answer(&with, "forecast --horizon 2");
    let (plain, means) = (numbers(&by_rep(&taken_for_sales, "rep", "mean")), numbers(&by_rep(&found, "rep", "mean")));
    assert_eq!(means[5], None);
    assert_eq!(by_rep(&found, "rep", "null_reason")[5], "on_leave");
    let both = |rep: usize| (means[rep].expect("a forecast"), plain[rep].expect("a forecast"));
    let (own, before) = both(1);
    assert!((own / before / (35.0 / 65.0) - 1.0).abs() < 0.1, "{own} for {before}");
    // 33,120, 32,400 and 31,680 in the first quarters; the zeros, taken for sales, make it anybody's guess.
    let own = means[2].expect("a forecast");
    assert!((own / 32_000.0 - 1.0).abs() < 0.05, "{own}");
    let width = |table: &Table| {
        let end = |name: &str| numbers(&by_rep(table, "rep", name))[2].expect("an interval");
        end("upper_80") - end("lower_80")
    };
    assert!(width(&found) < 0.5 * width(&taken_for_sales), "{} and {}", width(&found), width(&taken_for_sales));
    assert_eq!(by_rep(&found, "rep", "n_history")[2], "10");
    for rep in [0, 3, 4, 6, 7] {
        let (own, before) = both(rep);
        assert!((own / before - 1.0).abs() < 0.1, "rep {rep}: {own} for {before}");
    }
    for part in
        ["R2 was on leave for more than a quarter", "R5 is on leave for all of 2023-Q1", "R1 is on leave for a part"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.contains("The leave of R5 has no end") && said.contains("leave_date"), "{said}");
    let zh = with.run("--lang zh forecast --as-of 2022-12-31").exits(0).stderr;
    assert!(
        zh.contains("（R5）在 2023年第1季度 整期休假") && zh.contains("（R5）的休假在 rep_assignments 中没有结束日"),
        "{zh}"
    );
}

#[test]
fn who_leaves_is_forecast_until_the_last_day_and_asked_for_no_more() {
    let (staying, leaving) = (eight_reps(None), eight_reps(None));
    // Gone before the quarter begins; there for 32 of its 65 working days.
    leaving.write("reps.csv", "rep_id,name,leave_date\nR4,R4,2022-12-31\nR6,R6,2023-02-14\n");
    leaving.run("ingest reps.csv --table reps").exits(0);
    let (plain, _) = answer(&staying, "forecast");
    let (found, said) = answer(&leaving, "forecast");
    let (plain, means) = (numbers(&by_rep(&plain, "rep", "mean")), numbers(&by_rep(&found, "rep", "mean")));
    assert_eq!(means[4], None);
    assert_eq!(by_rep(&found, "rep", "null_reason")[4], "on_leave");
    let (own, before) = (means[6].expect("a forecast"), plain[6].expect("a forecast"));
    assert!((own / before - 32.0 / 65.0).abs() < 0.005, "{own} for {before}");
    assert!(said.contains("R4 has left before 2023-Q1 begins: nothing is forecast"), "{said}");
    assert!(said.contains("R6 leaves during 2023-Q1") && !said.contains("has no end"), "{said}");
    let (targets, _) = answer(&leaving, "targets");
    let sentences = by_rep(&targets, "rep_id", "statement");
    assert!(sentences[4].contains("lies after the leave_date"), "{}", sentences[4]);
    assert!(sentences[6].contains("33 of the 65 working days"), "{}", sentences[6]);
    // 17,000 is less than the whole quarter a year before, and yet more than half of it.
    assert!(!sentences[6].contains("nothing would have to move"), "{}", sentences[6]);
    let (risk, _) = answer(&leaving, "risk");
    assert_eq!(by_rep(&risk, "rep_id", "null_reason")[6], "on_leave");
}

#[test]
fn levels_add_up_to_what_those_who_are_there_bring() {
    let (with, without) = (eight_reps(Some(LEAVES)), eight_reps(None));
    let tree = |company: &TinyCompany| {
        let (table, _) = answer(company, "forecast --by tree");
        let at = |name: &str| table.columns.iter().position(|column| column == name).expect("the column is there");
        let own = |row: &Vec<String>| (row[at("rep")].clone(), row[at("forecast")].parse::<f64>().expect("a number"));
        table.rows.iter().map(own).collect::<Vec<_>>()
    };
    let found = tree(&with);
    let reps: f64 = found.iter().filter(|(rep, _)| !rep.is_empty()).map(|(_, amount)| amount).sum();
    let company = found.iter().find(|(rep, _)| rep.is_empty()).expect("the company").1;
    assert!((reps - company).abs() < 0.005, "{found:?}");
    assert_eq!(found.iter().find(|(rep, _)| rep == "R5").expect("a rep").1, 0.0);
    // The sixth and the seventeen thirtieths of the second are gone, of 44 parts 7 and 1.4; nobody else fills them.
    let before = tree(&without).iter().find(|(rep, _)| rep.is_empty()).expect("the company").1;
    assert!((company / before - (44.0 - 7.0 - 1.4) / 44.0).abs() < 0.04, "{company} for {before}");
}

#[test]
fn a_past_leave_takes_no_past_period_from_what_the_levels_are_tried_on() {
    // Of two of the eight past periods the third rep was away, who brings an eleventh of the company; what stands in for
    // that rep is no case.
    for (company, cases) in [(eight_reps(None), "(64 past cases)"), (eight_reps(Some(LEAVES)), "(62 past cases)")] {
        let (_, said) = answer(&company, "forecast --by tree");
        assert!(said.contains("on 8 past periods"), "{said}");
        let of_reps = said.lines().find(|line| line.contains("Mean absolute error, reps"));
        assert!(of_reps.is_some_and(|line| line.contains(cases)), "{said}");
    }
}

#[test]
fn targets_are_for_the_days_worked_and_none_where_there_are_none() {
    let (without, with) = (eight_reps(None), eight_reps(Some(LEAVES)));
    let (plain, _) = answer(&without, "targets --metric revenue_net");
    let (found, _) = answer(&with, "targets --metric revenue_net");
    let (before, own) = (numbers(&by_rep(&plain, "rep_id", "target")), numbers(&by_rep(&found, "rep_id", "target")));
    let (floors, of) = (numbers(&by_rep(&found, "rep_id", "floor")), numbers(&by_rep(&plain, "rep_id", "floor")));
    assert_eq!((own[5], by_rep(&found, "rep_id", "null_reason")[5].as_str()), (None, "on_leave"));
    let part = own[1].expect("a target") / before[1].expect("a target");
    assert!((0.4..0.6).contains(&part), "{part}");
    let part = floors[1].expect("a floor") / of[1].expect("a floor");
    assert!((part - 35.0 / 65.0).abs() < 0.01, "{part}");
    let told = by_rep(&found, "rep_id", "statement");
    assert!(told[1].contains("30 of the 65 working days are spent on leave"), "{}", told[1]);
    assert!(told[5].contains("all of the period is spent on leave"), "{}", told[5]);
    assert!(!told[0].contains("leave"), "{}", told[0]);
    let zh = with.run("--lang zh targets --metric revenue_net --as-of 2022-12-31 --format csv").exits(0).stdout;
    assert!(zh.contains("65 个工作日中有 30 个休假") && zh.contains("整个周期都在休假"), "{zh}");
    // A goal is shared out among those who are there, and scenarios and the audit speak of the same people.
    let (goal, _) = answer(&with, "targets --metric revenue_net --goal 400000");
    let shared = numbers(&by_rep(&goal, "rep_id", "target"));
    assert!(shared[5].is_none() && shared.iter().flatten().count() == 7, "{shared:?}");
    let (tried, _) = answer(&with, "whatif --scenario chance=0.6");
    assert_eq!(by_rep(&tried, "rep_id", "null_reason")[5], "on_leave");
    let audited = with.run(&format!("audit --proposed {AS_OF}"));
    assert!(audited.stderr.contains("R5") || !audited.stdout.contains("R5"), "{}\n{}", audited.stdout, audited.stderr);
}

#[test]
fn risk_says_nothing_of_a_quarter_on_leave_and_learns_nothing_from_one() {
    let with = eight_reps(Some(LEAVES));
    let (found, _) = answer(&with, "risk");
    let reasons = by_rep(&found, "rep_id", "null_reason");
    for rep in [1, 5] {
        assert_eq!((reasons[rep].as_str(), by_rep(&found, "rep_id", "probability")[rep].as_str()), ("on_leave", ""));
    }
    let bars = numbers(&by_rep(&found, "rep_id", "bar"));
    let (plain, _) = answer(&eight_reps(None), "risk");
    assert_eq!(bars[0], numbers(&by_rep(&plain, "rep_id", "bar"))[0], "a whole year back nobody was away");
    let told = with.run("risk --explain R5 --as-of 2022-12-31").exits(0);
    assert!(told.stderr.contains("spent on leave"), "{}", told.stderr);
    let zh = with.run("--lang zh risk --explain R5 --as-of 2022-12-31").exits(0);
    assert!(zh.stderr.contains("休假"), "{}", zh.stderr);
}

#[test]
fn a_leave_may_lie_within_an_assignment_and_is_ended_by_the_next_one() {
    let rows = "rep_id,unit_id,valid_from,valid_to,reason
R2,U,2020-01-01,,hire\nR2,U,2021-04-01,,leave\nR2,U2,2021-10-01,2021-12-31,return\n";
    // Two assignments that hold at once are refused; the leave in the first one is not what is wrong with them.
    let company = eight_reps(None);
    company.write("leaves.csv", rows);
    let ran = company.run("ingest leaves.csv --table rep_assignments");
    assert!(ran.stderr.contains("2021-10-01") && !ran.stderr.contains("2021-04-01"), "{}", ran.stderr);
    company.write("leaves.csv", rows.replace("R2,U,2020-01-01,,", "R2,U,2020-01-01,2021-09-30,"));
    company.run("ingest leaves.csv --table rep_assignments").exits(0);
    let (found, said) = answer(&company, "forecast");
    assert!(said.contains("R2 was on leave") && !said.contains("no end"), "{said}");
    assert_eq!(by_rep(&found, "rep", "n_history")[2], "10");
}

#[test]
fn a_book_that_goes_on_in_a_leave_is_asked_about() {
    let company = eight_reps(Some("rep_id,unit_id,valid_from,valid_to,reason\nR3,U,2021-04-01,2021-06-30,leave\n"));
    let (_, said) = answer(&company, "forecast");
    assert!(said.contains("R3 brought more than half of the usual net revenue in periods on leave"), "{said}");
    let (_, said) = answer(&eight_reps(Some(LEAVES)), "forecast");
    assert!(!said.contains("more than half of the usual"), "{said}");
}

#[test]
fn assignments_without_a_leave_change_no_digit() {
    let (without, with) =
        (eight_reps(None), eight_reps(Some("rep_id,unit_id,valid_from,reason\nR2,U,2021-04-01,hire\n")));
    // The version of the store is told, and nothing else is otherwise.
    let cells = |company: &TinyCompany, command: &str| {
        let (mut table, said) = answer(company, command);
        let version = table.columns.iter().position(|column| column == "store_version").expect("the column is there");
        table.rows.iter_mut().for_each(|row| row[version].clear());
        (table, said)
    };
    for command in ["forecast --horizon 2", "forecast --by tree", "targets --metric revenue_net", "risk"] {
        assert_eq!(cells(&without, command), cells(&with, command), "{command}");
    }
}

/// The same reps with some ten calls a quarter and six deals decided in it, of which two to four are won; the third has
/// neither in two quarters.
fn eight_callers(leaves: Option<&str>) -> TinyCompany {
    let company = eight_reps(leaves);
    let mut calls = "activity_id,rep_id,ts,type\n".to_string();
    let mut deals = "opportunity_id,rep_id,created_date,status,closed_date,amount\n".to_string();
    for quarter in 0..QUARTERS {
        for rep in (0..8_usize).filter(|rep| *rep != 2 || ![5, 6].contains(&quarter)) {
            let (year, month) = (2020 + quarter / 4, 2 + quarter % 4 * 3);
            let luck = (quarter * 7 + rep * 13) * 11 % 31;
            for call in 0..10 + rep + luck % 4 {
                calls += &format!("A{rep}-{quarter}-{call},R{rep},{year}-{month:02}-10 09:00:00,call\n");
            }
            for deal in 0..6 {
                let (status, amount) =
                    (if deal < 2 + luck % 3 { "won" } else { "lost" }, 1_000 * (rep + 2) + 10 * luck);
                deals += &format!(
                    "D{rep}-{quarter}-{deal},R{rep},{year}-{month:02}-02,{status},{year}-{month:02}-20,{amount}\n"
                );
            }
        }
    }
    for (table, rows) in [("activities", calls), ("opportunities", deals)] {
        company.write(&format!("{table}.csv"), rows);
        company.run(&format!("ingest {table}.csv --table {table}")).exits(0);
    }
    company
}

#[test]
fn whatever_is_forecast_by_rep_knows_of_leaves() {
    let (without, with) = (eight_callers(None), eight_callers(Some(LEAVES)));
    // What adds up over days is for the days worked; a share and a mean amount are those of the days worked.
    for (id, worked) in [("activity_count", 35.0 / 65.0), ("win_rate.closed", 1.0), ("avg_deal", 1.0)] {
        let (taken_as_there, _) = answer(&without, &format!("forecast {id}"));
        let (found, said) = answer(&with, &format!("forecast {id}"));
        let (plain, means) =
            (numbers(&by_rep(&taken_as_there, "rep", "mean")), numbers(&by_rep(&found, "rep", "mean")));
        assert_eq!((means[5], by_rep(&found, "rep", "null_reason")[5].as_str()), (None, "on_leave"), "{id}");
        assert_eq!(by_rep(&found, "rep", "lower_80")[5], "", "{id}");
        let part = means[1].expect("a forecast") / plain[1].expect("a forecast");
        assert!((part / worked - 1.0).abs() < 0.1, "{id}: {part}");
        assert_eq!(by_rep(&found, "rep", "n_history")[2], "10", "{id}");
        for part in ["R2 was on leave for more than a quarter", "R5 is on leave for all of 2023-Q1"] {
            assert!(said.contains(part), "{id}: {part}: {said}");
        }
        assert!(!said.contains("never came"), "{id}: nothing is missing but what a leave explains: {said}");
    }
    // Some twelve calls a quarter, with no zero among what they are learned from.
    let (found, _) = answer(&with, "forecast activity_count");
    let own = numbers(&by_rep(&found, "rep", "mean"))[2].expect("a forecast");
    assert!((own / 13.5 - 1.0).abs() < 0.15, "{own}");
}

#[test]
fn a_target_alone_is_refused_on_leave_and_held_against_no_quarter_on_leave() {
    let with = eight_callers(Some(LEAVES));
    let (found, _) = answer(&with, "targets --metric win_rate.closed");
    assert_eq!(by_rep(&found, "rep_id", "null_reason")[5], "on_leave");
    let told = by_rep(&found, "rep_id", "statement");
    assert!(told[5].contains("all of the period is spent on leave"), "{}", told[5]);
    let zh = with.run("--lang zh targets --metric win_rate.closed --as-of 2022-12-31 --format csv").exits(0).stdout;
    assert!(zh.contains("整个周期都在休假"), "{zh}");
    // Away for the quarter a year before, with nothing sold in it.
    let leave = "rep_id,unit_id,valid_from,valid_to,reason\nR2,U,2022-01-01,2022-03-31,leave\n";
    let (found, _) = answer(&eight_reps_but(&[8], Some(leave)), "targets --metric avg_order");
    let (baselines, periods) = (by_rep(&found, "rep_id", "baseline"), by_rep(&found, "rep_id", "baseline_period"));
    assert!(numbers(&baselines)[2].is_some_and(|value| value > 20_000.0), "{baselines:?}");
    assert_eq!((periods[2].as_str(), periods[3].as_str()), ("2022-Q4", "2022-Q1"));
}

#[test]
fn one_past_year_states_no_interval_of_any_metric() {
    // Eight reps have eight errors of one year, which all shared its luck.
    let (found, said) = answer(&eight_callers(None), "forecast activity_count,win_rate.closed --grain year");
    assert!(numbers(&by_rep(&found, "rep", "mean")).iter().all(Option::is_some));
    let at = |name: &str| found.columns.iter().position(|column| column == name).expect("the column is there");
    for row in &found.rows {
        assert_eq!((row[at("lower_50")].as_str(), row[at("median")].as_str()), ("", ""), "{row:?}");
    }
    assert!(said.contains("intervals need four past forecasts"), "{said}");
    let (found, _) = answer(&eight_callers(None), "targets --metric win_rate.closed --period 2023");
    assert!(by_rep(&found, "rep_id", "target").iter().all(String::is_empty), "{found:?}");
}
