//! Sales contests: a leaderboard worked by hand, chances that sum, sales that were pulled forward, rules that changed.

use std::fmt::Write as _;

use crate::support::{Ran, Table, TinyCompany};

const REPS: &str = "\
rep_id,name,team,hire_date,fte
R1,Ann,North,2020-01-01,1.0
R2,Bo,North,2020-01-01,1.0
R3,Cy,North,2020-01-01,0.5
R4,Di,South,2020-01-01,1.0
R5,Ed,North,2024-06-10,1.0
";

const QUOTAS: &str = "\
rep_id,period_start,period_end,value
R1,2024-06-01,2024-06-30,1000.00
R2,2024-06-01,2024-06-30,3000.00
R3,2024-06-01,2024-06-30,2000.00
R5,2024-06-01,2024-06-30,100.00
";

/// R1 and R2 reach 30 % each; R3 reaches 25 %, of which 10 points come back on 10 July; R4 has no target; R5 came late.
const ORDERS: &str = "\
order_id,line_no,line_type,order_date,customer_id,rep_id,quantity,net_amount,origin_order_id,origin_line_no
O0,1,sale,2024-05-20,C1,R1,1,50.00,,
O1,1,sale,2024-06-05,C1,R1,1,300.00,,
O2,1,sale,2024-06-10,C2,R2,1,800.00,,
O3,1,sale,2024-06-20,C2,R2,1,150.00,,
O4,1,return,2024-06-21,C2,R2,-1,-50.00,O3,1
O5,1,sale,2024-06-28,C3,R3,1,300.00,,
O5,2,sale,2024-06-28,C3,R3,1,200.00,,
O6,1,return,2024-07-10,C3,R4,-1,-200.00,O5,2
O7,1,return,2024-07-11,C1,R1,-1,-50.00,O0,1
O8,1,return,2024-07-25,C1,R1,-1,-300.00,O1,1
O9,1,sale,2024-06-12,C4,R4,1,400.00,,
O10,1,sale,2024-06-13,C5,R5,1,1000.00,,
";

const HEADER: &str = "contest_id,metric_id,basis,start,end,eligible_filter,tie_rule,clawback_days,prizes\n";

fn company(contests: &str) -> TinyCompany {
    company_of(ORDERS, REPS, QUOTAS, contests)
}

fn company_of(orders: &str, reps: &str, quotas: &str, contests: &str) -> TinyCompany {
    let company = TinyCompany::empty();
    let contests = format!("{HEADER}{contests}");
    for (table, text) in [("orders", orders), ("reps", reps), ("quotas", quotas), ("contests", &contests)] {
        let file = format!("{table}.csv");
        company.write(&file, text);
        let ran = company.run(&format!("ingest {file} --table {table}"));
        assert!(ran.code <= 1, "{}", ran.stderr);
    }
    company
}

fn listing(ran: &Ran) -> Table {
    assert!(ran.code <= 1, "`{}`: {}", ran.command, ran.stderr);
    Table::from_csv(&ran.stdout)
}

/// The cells of some columns, row by row.
fn cells(table: &Table, columns: &str) -> Vec<String> {
    let places: Vec<usize> = columns
        .split(' ')
        .map(|name| table.columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("no {name}")))
        .collect();
    table.rows.iter().map(|row| places.iter().map(|&at| row[at].as_str()).collect::<Vec<_>>().join(" ")).collect()
}

const JUNE: &str = "JUNE,revenue_net,pct_of_target,2024-06-01,2024-06-30,,,20,1:100;2:50.01\n";

#[test]
fn a_leaderboard_with_returns_and_ties_is_the_one_worked_by_hand() {
    let company = company(JUNE);
    let ran = company.run("contest --as-of 2024-07-31");
    let board = listing(&ran);
    assert_eq!(
        cells(&board, "rep_id rank value target score status prize null_reason why_not clawed_back"),
        [
            // 150.01 shared by two: the first has the odd cent. What came back of May's sale, or after 20 July, is not
            // taken off.
            "R1 1 300.00 1000.00 0.3 final 75.01   0.00",
            "R2 1 900.00 3000.00 0.3 final 75.00   0.00",
            // The return was booked on R4; the sale was R3's.
            "R3 3 300.00 2000.00 0.15 final    -200.00",
            "R4  400.00   final  no_target  0.00",
            "R5  1000.00 100.00 10 final   joined_after_start 0.00",
        ]
    );
    // 30 % of 2,000 is 600, which is 300 more.
    assert_eq!(cells(&board, "rep_id gap level")[2], "R3 300.00 false");
    let history = "when its rules were fixed cannot be told";
    assert_eq!(ran.stderr.matches(history).count(), 1, "the rules came with the first load: {}", ran.stderr);
}

#[test]
fn the_tie_rule_decides_and_what_is_left_level_shares() {
    let with = |rule: &str| {
        let company = company(&JUNE.replace(",,,20", &format!(",,{rule},20")));
        cells(&listing(&company.run("contest --as-of 2024-07-31")), "rep_id rank prize")[..2].to_vec()
    };
    assert_eq!(with("larger_value"), ["R2 1 100.00", "R1 2 50.01"]);
    // R1 stood at 300 on 5 June; R2 at 900 or more only on 20 June.
    assert_eq!(with("earlier_reached"), ["R1 1 100.00", "R2 2 50.01"]);
    assert_eq!(with("fewer_returns"), ["R1 1 100.00", "R2 2 50.01"]);
    assert_eq!(with("shared"), ["R1 1 75.01", "R2 1 75.00"]);
}

#[test]
fn a_past_day_knows_nothing_of_what_came_later() {
    let company = company(JUNE);
    let on = |day: &str| listing(&company.run(&format!("contest --on {day}")));
    let of = |table: &Table, rep: &str| {
        let rows = cells(table, "rep_id rank value status clawed_back");
        rows.into_iter().find(|row| row.starts_with(rep)).expect("the rep is listed")
    };
    assert_eq!(of(&on("2024-07-09"), "R3"), "R3 3 500.00 provisional 0.00");
    assert_eq!(of(&on("2024-07-10"), "R3"), "R3 3 300.00 provisional -200.00");
    let early = on("2024-06-09");
    assert_eq!(
        (of(&early, "R1"), of(&early, "R2")),
        ("R1 1 300.00 running 0.00".into(), "R2 2 0.00 running 0.00".into())
    );
    assert_eq!(of(&on("2024-05-31"), "R1"), "R1   upcoming 0.00");
    // The same day as --as-of says the same, and both at once are refused.
    assert_eq!(early, listing(&company.run("contest --as-of 2024-06-09")));
    let both = company.run("contest --on 2024-06-09 --as-of 2024-06-10").exits(2);
    assert!(both.stderr.contains("both name a day") && both.stderr.contains("hint:"), "{}", both.stderr);
}

#[test]
fn an_order_that_came_back_whole_is_no_order_and_a_part_of_a_quota_counts_by_working_days() {
    // Ten of June's twenty working days; R1's target of 1,000 becomes 500.
    let company = company(
        "HALF,revenue_net,pct_of_target,2024-06-03,2024-06-14,team = North,,0,\n\
         ORDERS,orders,absolute,2024-06-01,2024-06-30,,,40,\n",
    );
    let ran = company.run("contest --as-of 2024-07-31");
    let rows = cells(&listing(&ran), "contest_id rep_id rank value target why_not");
    assert!(rows.contains(&"HALF R1 1 300.00 500.00 ".to_string()), "{rows:?}");
    assert!(rows.contains(&"HALF R4  400.00  filter".to_string()), "{rows:?}");
    assert!(ran.stderr.contains("by working days"), "{}", ran.stderr);
    // O1 came back on 25 July, within 40 days.
    assert!(rows.contains(&"ORDERS R1 4 0  ".to_string()), "{rows:?}");
    assert!(rows.contains(&"ORDERS R2 1 2  ".to_string()), "{rows:?}");
}

#[test]
fn what_is_wrong_with_one_contest_leaves_the_others_be() {
    let wrong = "\
A,revenue_net,absolute,2024-06-30,2024-06-01,,,,
B,close_rate,absolute,2024-06-01,2024-06-30,,,,
C,revenue_net,absolute,2024-06-01,2024-06-30,team = Nowhere,,,
D,revenue_net,absolute,2024-06-01,2024-06-30,,coin toss,,
E,revenue_net,absolute,2024-06-01,2024-06-30,,,-3,
F,revenue_net,absolute,2024-06-01,2024-06-30,,,,a lot
G,revenue_net,growth,2024-06-01,2024-06-30,,,,
H,revenue_net,pct_of_target,2024-07-01,2024-07-31,,,,
I,revenue_net,absolute,2024-06-01,2024-06-30,team =,,,
";
    let company = company(&format!("{wrong}{JUNE}"));
    let ran = company.run("contest --as-of 2024-07-31").exits(1);
    let table = listing(&ran);
    let refused: Vec<String> =
        cells(&table, "contest_id status null_reason").into_iter().filter(|row| row.contains("refused")).collect();
    assert_eq!(
        refused,
        [
            "A refused end_before_start",
            "B refused unknown_metric",
            "C refused filter",
            "D refused unknown_tie_rule",
            "E refused clawback",
            "F refused prizes",
            "G refused left_censored",
            "H refused no_target",
            "I refused filter",
        ]
    );
    assert_eq!(table.rows.len(), 9 + 5);
    for named in ["close_rate", "Nowhere", "coin toss", "larger_value", "a lot", "2023-06-01", "2024-05-20"] {
        assert!(ran.stderr.contains(named), "`{named}` is not named: {}", ran.stderr);
    }
    let zh = company.run("contest --as-of 2024-07-31 --lang zh --format table").exits(1);
    assert!(zh.stdout.contains("未受理") && zh.stderr.contains("没有一行满足筛选条件"), "{}", zh.stderr);
    // Alone, a refused contest is a failure of the data; a name that there is not is one of the command.
    let alone = company.run("contest --contest F --as-of 2024-07-31").exits(3);
    assert!(alone.stderr.contains("1:5000;2:3000;3-5:1000") && alone.stderr.contains("hint:"), "{}", alone.stderr);
    let unknown = company.run("contest --contest JUNI").exits(2);
    assert!(unknown.stderr.contains("did you mean JUNE"), "{}", unknown.stderr);
    let none = TinyCompany::loaded().run("contest").exits(3);
    assert!(none.stderr.contains("contests") && none.stderr.contains("hint:"), "{}", none.stderr);
}

/// A fixed scramble in −1…1.
fn noise(k: usize) -> f64 {
    ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 504.5 - 1.0
}

/// Four orders a month from January 2022 on for each rep; `amount` has rep, month and the order's number.
fn steady(reps: usize, months: usize, amount: impl Fn(usize, usize, usize) -> f64) -> String {
    let mut text = String::from("order_id,order_date,customer_id,rep_id,quantity,net_amount\n");
    for month in 0..months {
        for rep in 0..reps {
            for (at, day) in [3, 10, 17, 24].into_iter().enumerate() {
                let (year, number) = (2022 + month / 12, month % 12 + 1);
                let net = amount(rep, month, at);
                writeln!(text, "O{month}-{rep}-{at},{year}-{number:02}-{day:02},C{rep},R{rep},1,{net:.2}")
                    .expect("text takes text");
            }
        }
    }
    text
}

/// Reps R0 to R5 in the North, the others in the South.
fn two_teams(reps: usize) -> String {
    let rows = (0..reps).map(|rep| format!("R{rep},{},2015-01-01\n", if rep < 6 { "North" } else { "South" }));
    format!("rep_id,team,hire_date\n{}", rows.collect::<String>())
}

const NO_QUOTAS: &str = "rep_id,period_start,period_end,value\nR0,2022-01-01,2022-01-31,1.00\n";

#[test]
fn chances_sum_to_the_prizes_are_equal_for_equals_and_the_same_on_any_number_of_threads() {
    // R0 and R1 have sold the same; R5 sells most.
    let amount = |rep: usize, month: usize, at: usize| {
        let own = if rep < 2 { 0 } else { rep };
        (100.0 + 4.0 * own as f64) * (1.0 + 0.2 * noise(own * 997 + month * 13 + at))
    };
    let orders = steady(6, 24, amount);
    let contests = "NEXT,revenue_net,absolute,2024-01-01,2024-01-31,,,,1:500;2:200\n\
                    FAR,revenue_net,absolute,2026-01-01,2026-01-31,,,,1:500\n";
    let company = company_of(&orders, &two_teams(6), NO_QUOTAS, contests);
    let ran = company.run("contest --as-of 2023-12-31 --threads 1");
    let again = company.run("contest --as-of 2023-12-31 --threads 2");
    assert_eq!(ran.stdout, again.stdout);
    let table = listing(&ran);
    let numbers = |column: &str| -> Vec<f64> {
        let of_next =
            cells(&table, &format!("contest_id rep_id {column}")).into_iter().filter(|row| row.starts_with("NEXT"));
        let mut rows: Vec<String> = of_next.collect();
        rows.sort();
        rows.iter().map(|row| row.rsplit(' ').next().and_then(|text| text.parse().ok()).expect("a chance")).collect()
    };
    let (win, prize, error) = (numbers("chance_win"), numbers("chance_prize"), numbers("chance_error"));
    assert!((win.iter().sum::<f64>() - 1.0).abs() < 1e-3, "{win:?}");
    assert!((prize.iter().sum::<f64>() - 2.0).abs() < 1e-3, "{prize:?}");
    assert!((win[0] - win[1]).abs() <= 6.0 * error[0].max(error[1]), "{win:?} ± {error:?}");
    assert!(win.iter().zip(&prize).all(|(win, prize)| win <= prize), "{win:?} {prize:?}");
    assert!(win[5] > win[0], "{win:?}");
    let far = cells(&table, "contest_id chance_win chance_null_reason");
    assert!(far.contains(&"FAR  too_far".to_string()), "{far:?}");

    // The check says what the chances amount to, on every basis.
    let check = company.run("contest --bases --contest NEXT --as-of 2023-12-31");
    let rows = cells(&listing(&check), "basis is_rule contenders null_reason");
    assert_eq!(rows, ["pct_of_target false 0 nobody_on_basis", "absolute true 6 ", "growth false 6 "]);
    assert!(check.stderr.contains("6 contenders") && check.stderr.contains("10,000 simulated"), "{}", check.stderr);
}

#[test]
fn planted_pulling_forward_is_found_and_nothing_is_found_where_nothing_was_planted() {
    let contests = "APRIL,revenue_net,absolute,2024-04-01,2024-04-30,team = North,,,1:500\n";
    let found = |planted: bool| {
        let amount = |rep: usize, month: usize, at: usize| {
            let moved = match month {
                27 if planted && rep < 6 => 1.6,
                28 if planted && rep < 6 => 0.4,
                _ => 1.0,
            };
            moved * 100.0 * (1.0 + 0.08 * noise(rep * 997 + month * 13 + at))
        };
        let company = company_of(&steady(9, 29, amount), &two_teams(9), NO_QUOTAS, contests);
        company.run("contest --after --as-of 2024-05-31")
    };
    let borrowed = found(true);
    assert_eq!(borrowed.code, 1, "{}", borrowed.stderr);
    let table = listing(&borrowed);
    let rows = cells(&table, "scope rep_id verdict");
    assert_eq!(rows[..2], ["participants  pulled_forward", "others  "]);
    assert_eq!(rows.iter().filter(|row| row.starts_with("rep")).count(), 6);
    assert!(borrowed.stderr.contains("evidence that sales were pulled forward"), "{}", borrowed.stderr);

    let plain = found(false);
    assert_eq!(plain.code, 0, "{}", plain.stdout);
    assert_eq!(cells(&listing(&plain), "scope rep_id verdict")[0], "participants  no_evidence");
    assert!(plain.stderr.contains("no evidence"), "{}", plain.stderr);
}

#[test]
fn nothing_is_said_about_the_time_afterwards_before_ten_working_days_of_it() {
    let company = company(JUNE);
    let early = company.run("contest --after --as-of 2024-07-05");
    assert_eq!(cells(&listing(&early), "contest_id null_reason"), ["JUNE immature"]);
}

mod rules {
    use std::path::Path;

    use attain::appraisal::contest::Basis;
    use attain::pipeline::contest::Contests;
    use attain::pipeline::contest::RulesFixed;
    use attain::pipeline::{AsOf, IngestRequest, Snapshot, ingest};
    use attain::quantity::Currency;
    use attain::settings::Settings;
    use attain::sources::{CheckSettings, SourceSettings};

    use super::{HEADER, ORDERS, cells, listing};
    use crate::support::{Run, holds};

    fn load(folder: &Path, table: &str, text: &str, now: &str) {
        let file = format!("{table}.csv");
        std::fs::write(folder.join(&file), text).expect("a file can be written");
        let sources = [SourceSettings { table: table.to_string(), files: vec![file], ..SourceSettings::default() }];
        let request = IngestRequest {
            sources: &sources,
            base: folder,
            stand_ins: Default::default(),
            store: &folder.join("store"),
            currency: Currency::USD,
            time_zone: None,
            checks: CheckSettings::default(),
            again: false,
            now: now.to_string(),
            configuration: String::new(),
        };
        ingest(&request, &mut ()).expect("the file can be loaded");
    }

    #[test]
    fn growth_takes_returns_off_both_years_alike() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = folder.path();
        let mut orders = "order_id,line_no,order_date,rep_id,customer_id,net_amount,line_type,origin_order_id,\
                          origin_line_no\nA,1,2022-01-03,R1,C1,5.00,sale,,\n"
            .to_string();
        // Each year 100.00 in June; 30.00 of them come back in July, and 20.00 in August, after the claw-back.
        for year in [2023, 2024] {
            for (id, line, day, amount, of) in
                [("S", 1, "06-10", "100.00", ""), ("B", 1, "07-05", "-30.00", "S"), ("C", 1, "08-20", "-20.00", "S")]
            {
                let kind = if of.is_empty() { "sale,," } else { "return," };
                let origin = if of.is_empty() { String::new() } else { format!("{of}{year},1") };
                orders.push_str(&format!("{id}{year},{line},{year}-{day},R1,C1,{amount},{kind}{origin}\n"));
            }
        }
        load(folder, "orders", &orders, "2024-05-01T09:00:00+00:00");
        let contest = format!("{HEADER}JUNE,revenue_net,growth,2024-06-01,2024-06-30,,,30,1:100\n");
        load(folder, "contests", &contest, "2024-05-02T09:00:00+00:00");
        let settings = Settings::default();
        let as_of = AsOf::Day("2024-09-30".parse().expect("a day"));
        let snapshot = Snapshot::open(&folder.join("store"), &settings, as_of).expect("the store opens");
        let mut contests = Contests::open(&snapshot, &settings, None).expect("there are contests");
        let board = contests.boards().expect("nothing fails").remove(0).expect("it is held");
        let row = &board.rows[0];
        let seventy = attain::quantity::Scalar::Money(7_000);
        assert_eq!((row.value, row.base, row.standing.score), (Ok(seventy), Ok(seventy), Some(0.0)));
    }

    #[test]
    fn rules_that_were_changed_after_the_start_are_shown_and_do_not_count() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = folder.path();
        let contest = |basis: &str, prizes: &str| {
            format!("{HEADER}JUNE,revenue_net,{basis},2024-06-01,2024-06-30,,,0,{prizes}\n")
        };
        load(folder, "orders", ORDERS, "2024-05-01T09:00:00+00:00");
        load(folder, "contests", &contest("growth", "1:100"), "2024-05-02T09:00:00+00:00");
        load(folder, "contests", &contest("absolute", "1:100"), "2024-05-31T23:59:59+00:00");
        load(folder, "contests", &contest("absolute", "1:900"), "2024-06-01T00:00:00+00:00");
        let held = |late_changes_count: bool| {
            let mut settings = Settings::default();
            settings.contests.late_changes_count = late_changes_count;
            let as_of = AsOf::Day("2024-06-30".parse().expect("a day"));
            let snapshot = Snapshot::open(&folder.join("store"), &settings, as_of).expect("the store opens");
            let mut contests = Contests::open(&snapshot, &settings, None).expect("there are contests");
            let board = contests.boards().expect("nothing fails").remove(0).expect("it is held");
            let won = board.rows[0].standing.won.as_ref().and_then(|won| won.money);
            let changes: Vec<_> = board.history.changes.iter().map(|c| (c.column, c.late, c.counts)).collect();
            assert_eq!((board.rules.basis, board.history.fixed), (Basis::Absolute, RulesFixed::BeforeStart));
            (won, changes)
        };
        assert_eq!(held(false), (Some(10_000), vec![("basis", false, true), ("prizes", true, false)]));
        assert_eq!(held(true), (Some(90_000), vec![("basis", false, true), ("prizes", true, true)]));
    }

    #[test]
    fn rules_that_nobody_could_follow_are_mended_late_and_a_refused_contest_tells_what_was_changed() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = folder.path();
        let contest = |prizes: &str| format!("{HEADER}JUNE,revenue_net,absolute,2024-06-01,2024-06-30,,,0,{prizes}\n");
        let ask = || Run::new("contest --as-of 2024-06-30").arg("--store").arg(folder.join("store")).run();
        load(folder, "orders", ORDERS, "2024-05-01T09:00:00+00:00");
        load(folder, "contests", &contest("first:100"), "2024-05-02T09:00:00+00:00");
        load(folder, "contests", &contest("winner:100"), "2024-06-02T09:00:00+00:00");
        let ran = ask();
        holds(&ran.stderr, "JUNE");
        holds(&ran.stderr, "`prizes` was changed from first:100 to winner:100 on 2024-06-02, after the start");
        // The rules of the third load are the first that can be followed. What comes after them does not count.
        load(folder, "contests", &contest("1:100"), "2024-06-03T09:00:00+00:00");
        load(folder, "contests", &contest("1:900"), "2024-06-04T09:00:00+00:00");
        let ran = ask();
        let board = listing(&ran);
        assert_eq!(cells(&board, "rep_id rank prize")[0], "R5 1 100.00", "{}", ran.stderr);
        holds(&ran.stderr, "the change counts because the rules before it could not be followed");
        holds(
            &ran.stderr,
            "`prizes` was changed from 1:100 to 1:900 on 2024-06-04, after the start; the change does not",
        );
    }
}
