//! Scenarios side by side, targets of every level, and the audit of targets, through the command line.

use std::sync::LazyLock;

use crate::support::{Ran, Run, Table, TinyCompany};

/// A made-up company of thirty reps over four years, loaded.
struct Company {
    folder: tempfile::TempDir,
}

static COMPANY: LazyLock<Company> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |words: &str| Run::new(words).in_folder(folder.path()).run().exits(0);
    run("generate --lines 9000 --reps 30 --years 4 --seed 11 --out made");
    for table in ["orders", "reps", "quotas"] {
        run(&format!("ingest made/{table}.csv --table {table} --store store --quiet"));
    }
    Company { folder }
});

impl Company {
    fn command(&self, words: &str) -> Run {
        let store = format!("--store={}", self.folder.path().join("store").display());
        Run::new(words).arg(store).arg("--as-of=2024-12-31").arg("--format=csv").in_folder(self.folder.path())
    }

    fn ask(&self, words: &str) -> Table {
        Table::from_csv(&self.command(words).run().exits(0).stdout)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.folder.path().join(name), text).expect("a file can be written");
        name.to_string()
    }
}

/// The values of some columns in the rows where another one has this value.
fn where_is(table: &Table, column: &str, value: &str, wanted: &[&str]) -> Vec<Vec<String>> {
    let at = |name: &str| table.columns.iter().position(|column| column == name).expect("the column is there");
    let places: Vec<usize> = wanted.iter().map(|name| at(name)).collect();
    let rows = table.rows.iter().filter(|row| row[at(column)] == value);
    rows.map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect()
}

#[test]
fn one_run_over_several_metrics_has_the_answers_of_the_single_commands() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let at = |name: &str| folder.path().join(name);
    let all = COMPANY
        .command("forecast revenue_net,gross_margin,orders,revenue_net --by rep")
        .arg(format!("--targets-to={}", at("targets.csv").display()))
        .arg(format!("--risk-to={}", at("risk.csv").display()))
        .run()
        .exits(0);
    assert!(all.stderr.contains("forecast 3 of 3: ") && !all.stderr.contains("of 4"), "{}", all.stderr);
    let alone = |words: &str| COMPANY.command(words).run().stdout;
    let rows = |text: &str| text.lines().skip(1).map(str::to_string).collect::<Vec<String>>();
    let single = ["revenue_net", "gross_margin", "orders"].map(|metric| rows(&alone(&format!("forecast {metric}"))));
    assert_eq!(rows(&all.stdout), single.concat());
    let written = |name: &str| std::fs::read_to_string(at(name)).expect("the file was written");
    assert_eq!(written("targets.csv"), alone("targets --metric revenue_net,orders"));
    assert_eq!(written("risk.csv"), alone("risk"));
    for (words, why) in [
        ("orders --risk-to=x.csv", "net revenue"),
        ("gross_margin --targets-to=x.csv", "share or a mean"),
        ("revenue_net --risk-to=x.csv --targets-to=x.csv", "to one file"),
        ("revenue_net --risk-to=x.csv --out=x.csv", "to one file"),
        ("revenue_net --risk-to=x.csv --by=team", "`--by team` asks for sums"),
    ] {
        let refused = COMPANY.command(&format!("forecast {words}")).run().exits(2);
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
    }
    // The way out names what is to be changed, which is not `--out` here.
    let unwritten = COMPANY.command("forecast revenue_net --targets-to=nowhere/x.csv").run().exits(3);
    assert!(unwritten.stderr.ends_with("hint: choose another path\n"), "{}", unwritten.stderr);
}

#[test]
fn a_scenario_without_a_change_has_the_numbers_of_the_targets() {
    for aim in [["--chance=0.7", "chance=0.7"], ["--goal=1000000", "goal=1000000"]] {
        let targets = COMPANY.command("targets --metric revenue_net").arg(aim[0]).run().exits(0);
        let targets = Table::from_csv(&targets.stdout);
        let whatif = COMPANY.command("whatif").arg("--scenario").arg(aim[1]).run().exits(0);
        let whatif = Table::from_csv(&whatif.stdout);
        let columns = ["rep_id", "target", "chance", "lower_80", "upper_80"];
        let set = where_is(&targets, "level", "rep", &columns);
        assert_eq!(where_is(&whatif, "level", "rep", &columns), set);
        assert!(set.len() > 20);
        // The company's row is that of the level of the company.
        if aim[0].starts_with("--goal") {
            let company = COMPANY.command("targets --metric revenue_net --by company").arg(aim[0]).run().exits(0);
            let columns = ["target", "chance"];
            let company = where_is(&Table::from_csv(&company.stdout), "level", "company", &columns);
            assert_eq!(where_is(&whatif, "level", "company", &columns), company);
        }
    }
}

#[test]
fn parts_sum_to_the_company_and_differences_are_against_the_first() {
    let answer = COMPANY
        .command("whatif --scenario name=plan --scenario market=-5% --scenario add=2")
        .arg("--scenario")
        .arg("name=one leaves,without=R0002,keep=100%")
        .run()
        .exits(0);
    let answer = Table::from_csv(&answer.stdout);
    let of = |scenario: &str, level: &str, column: &str| -> f64 {
        let rows = where_is(&answer, "scenario", scenario, &["level", column]);
        rows.iter()
            .filter(|row| row[0] == level && !row[1].is_empty())
            .map(|row| row[1].parse::<f64>().expect("a number"))
            .sum()
    };
    for scenario in ["plan", "market=-5%", "add=2", "one leaves"] {
        let (company, reps) = (of(scenario, "company", "target"), of(scenario, "rep", "target"));
        assert!((company - reps).abs() < 0.005, "{scenario}: {company} and {reps}");
    }
    let plan = of("plan", "company", "expected");
    assert!((of("market=-5%", "company", "expected") / plan - 0.95).abs() < 1e-4);
    assert!((of("one leaves", "company", "expected") / plan - 1.0).abs() < 0.01, "the book is kept whole");
    assert!(of("add=2", "company", "expected_difference") > 0.0);
    assert_eq!(of("plan", "company", "expected_difference"), 0.0);
    let newcomers = where_is(&answer, "rep_id", "new 0002", &["scenario"]);
    assert_eq!(newcomers, [["add=2"]]);
}

#[test]
fn scenarios_stand_in_the_configuration_too_and_are_told_in_both_languages() {
    COMPANY.write("plans.toml", "[[scenario]]\nname = \"计划\"\ngoal = 900000\n\n[[scenario]]\nmarket = \"-10%\"\n");
    let store = format!("--store={}", COMPANY.folder.path().join("store").display());
    let table = |language: &str| {
        Run::new("whatif --config plans.toml --format table --as-of 2024-12-31 --lang")
            .arg(language)
            .arg(&store)
            .in_folder(COMPANY.folder.path())
            .run()
            .exits(0)
    };
    let (english, chinese) = (table("en"), table("zh"));
    assert!(english.stdout.contains("short of the goal") && english.stdout.contains("计划"), "{}", english.stdout);
    assert!(chinese.stdout.contains("总目标达成概率") && chinese.stdout.contains("公司"), "{}", chinese.stdout);
    COMPANY.write("wrong.toml", "[targets]\nchance = 0.6\n\n[[scenario]]\nkeep = 2\nwithout = \"R1\"\n");
    let wrong = COMPANY.command("whatif --config wrong.toml").run().exits(2);
    assert!(wrong.stderr.contains("line 5") && wrong.stderr.contains("`keep` is `2`"), "{}", wrong.stderr);
}

#[test]
fn a_scenario_that_cannot_be_read_is_refused_with_its_place_and_the_nearest() {
    let refused = |text: &str| COMPANY.command("whatif").arg("--scenario").arg(text).run().exits(2).stderr;
    assert!(refused("chance=0.5,withuot=R0001").contains("(character 12)"));
    assert!(refused("chance=0.5,withuot=R0001").contains("the nearest is without"));
    assert!(refused("without=R02").contains("nobody in the data"));
    assert!(refused("without=M001").contains("not reviewed as a rep in service"));
    assert!(refused("add=1,team=Taem 01").contains("the nearest are Team 01"));
    assert!(refused("goal=5").contains("is below"));
    assert!(refused("goal=5,chance=0.5").contains("beside `chance`"));
    let none = COMPANY.command("whatif").run().exits(2).stderr;
    assert!(none.contains("no scenario is named"), "{none}");
}

#[test]
fn checkpoints_have_headings_of_their_own_in_both_languages() {
    for (language, wanted) in [("en", ["rep id", "by then"]), ("zh", ["销售员编号", "累计目标"])] {
        let words = format!("targets --metric revenue_net --checkpoints --format table --lang {language}");
        let store = format!("--store={}", COMPANY.folder.path().join("store").display());
        let table =
            Run::new(&words).arg(store).arg("--as-of=2024-12-31").in_folder(COMPANY.folder.path()).run().exits(0);
        assert!(wanted.iter().all(|heading| table.stdout.contains(heading)), "{}", table.stdout);
        assert!(!table.stdout.contains("cumulative_target"), "{}", table.stdout);
    }
}

#[test]
fn checkpoints_end_in_the_target() {
    let points = COMPANY.ask("targets --metric revenue_net --checkpoints");
    let last = where_is(&points, "month", "2025-03", &["rep_id", "cumulative_target"]);
    let targets = COMPANY.ask("targets --metric revenue_net");
    let targets = where_is(&targets, "null_reason", "", &["rep_id", "target"]);
    assert_eq!(last, targets);
}

/// What is proposed, each target changed by a factor that depends on the place of the rep by size.
fn changed(factor: impl Fn(bool) -> f64) -> String {
    let proposed = COMPANY.ask("targets --metric revenue_net");
    let mut rows: Vec<(String, f64)> = where_is(&proposed, "null_reason", "", &["rep_id", "target"])
        .into_iter()
        .map(|row| (row[0].clone(), row[1].parse().expect("a number")))
        .collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let half = rows.len() / 2;
    let line = |(at, (rep, target)): (usize, &(String, f64))| format!("{rep},{:.2}\n", target * factor(at >= half));
    let body: String = rows.iter().enumerate().map(line).collect();
    format!("rep_id,target\n{body}")
}

fn audited(file: &str) -> Ran {
    COMPANY.command("audit").arg("--targets").arg(file).run()
}

#[test]
fn a_planted_bias_is_found_and_told_in_both_languages() {
    let file = COMPANY.write("harder.csv", &changed(|large| if large { 1.4 } else { 1.0 }));
    let answer = audited(&file).exits(1);
    let verdict = where_is(&Table::from_csv(&answer.stdout), "subject", "size", &["test", "verdict", "evidence"]);
    assert_eq!(verdict[0][..2], ["fairness_chance", "biased"]);
    assert!(verdict[0][2].contains("a larger book"), "{verdict:?}");
    // What is correlated is a distance and not the chance, whose means the sentence gives as well.
    let correlated = "how far each target lies under the amount at one and the same chance for all";
    assert!(verdict[0][2].contains(correlated), "{verdict:?}");
    let chinese = COMPANY.command("audit --lang zh").arg("--targets").arg(&file).run().exits(1);
    assert!(chinese.stdout.contains("业务规模较大的销售员目标偏难"), "{}", chinese.stdout);
    assert!(chinese.stdout.contains("人人概率相同的金额"), "{}", chinese.stdout);
    assert!(chinese.stderr.contains("误报"), "{}", chinese.stderr);
}

#[test]
fn a_file_of_targets_may_have_chinese_headings() {
    let plain = changed(|large| if large { 1.4 } else { 1.0 });
    let english = audited(&COMPANY.write("plain.csv", &plain)).exits(1);
    let chinese = plain.replacen("rep_id,target", "销售员编号,目标值", 1);
    assert_ne!(plain, chinese);
    assert_eq!(audited(&COMPANY.write("chinese.csv", &chinese)).exits(1).stdout, english.stdout);
    // A row of another metric is passed over, by its name as by its id.
    let head = "销售员编号,目标,指标\nR0001,1,毛利额\n";
    let told = plain.lines().skip(1).fold(head.to_string(), |text, line| text + line + ",净销售额\n");
    let named = audited(&COMPANY.write("named.csv", &told)).exits(1);
    assert_eq!(named.stdout, english.stdout);
}

#[test]
fn what_is_proposed_is_not_biased() {
    let ran = COMPANY.command("audit --proposed").run();
    assert!([0, 1].contains(&ran.code), "{}", ran.stderr);
    let answer = Table::from_csv(&ran.stdout);
    let verdicts = where_is(&answer, "test", "fairness_chance", &["verdict"]);
    assert!(verdicts.iter().all(|row| row[0] == "no_bias_found"), "{verdicts:?}");
    // Every sentence is told in words, and none by its id.
    let chinese = COMPANY.command("audit --proposed --lang zh").run();
    assert!(!ran.stdout.contains("audit-") && !chinese.stdout.contains("audit-"), "{}", chinese.stdout);
    // Without a flag, and without quotas for the coming quarter, the same is examined and said to be.
    let plain = COMPANY.command("audit").run();
    assert_eq!(plain.stdout, ran.stdout);
    assert!(plain.stderr.contains("no quotas for 2025-Q1"), "{}", plain.stderr);
}

#[test]
fn the_quotas_of_a_quarter_are_examined_with_what_was_known_before_it() {
    let ran = COMPANY.command("audit --period 2024-Q4").run().exits(1);
    let answer = Table::from_csv(&ran.stdout);
    let rows = where_is(&answer, "subject", "all", &["test", "period"]);
    assert!(rows.iter().all(|row| row[1] == "2024-Q4"));
    let hits = where_is(&answer, "test", "hit_rate", &["subject", "n"]);
    assert_eq!(hits[0][0], "all");
    assert!(hits[0][1].parse::<usize>().expect("a number") > 300, "{hits:?}");
}

#[test]
fn one_amount_for_everybody_is_a_habit() {
    let one = changed(|_| 1.0).lines().skip(1).fold("rep_id,target\n".to_string(), |text, line| {
        let rep = line.split(',').next().unwrap_or("");
        text + rep + ",20000\n"
    });
    let answer = audited(&COMPANY.write("flat.csv", &one)).exits(1);
    let verdict = where_is(&Table::from_csv(&answer.stdout), "test", "one_amount", &["verdict", "estimate"]);
    assert_eq!(verdict, [["habit", "1"]]);
}

#[test]
fn a_file_that_names_nobody_or_somebody_twice_is_refused_with_its_line() {
    let refused = |text: &str| audited(&COMPANY.write("wrong.csv", text)).exits(3).stderr;
    let nobody = refused("rep_id,target\nR0001,5000\nR9999,100\n");
    assert!(nobody.contains("line 3") && nobody.contains("the nearest are"), "{nobody}");
    assert!(refused("rep_id,target\nR0001,5\nR0001,6\n").contains("the first stands on line 2"));
    assert!(refused("rep_id,target\nR0001,lots\n").contains("line 2: the target `lots`"));
    assert!(refused("rep_id,target\nR0001,0\n").contains("not above zero"));
    assert!(refused("rep_id,amount\nR0001,5\n").contains("no column `target`"));
    assert!(refused("rep_id,target,period\nR0001,5,2024-Q4\n").contains("--period 2024-Q4"));
    assert!(refused("rep_id,target\n").contains("holds no target"));
    assert!(audited("no-such.csv").exits(3).stderr.contains("no-such.csv"));
}

#[test]
fn with_too_few_reps_there_is_no_statement() {
    let company = TinyCompany::loaded();
    let ran = company.run("audit --proposed");
    // Nobody has a history to propose a target from; a file of targets is looked at all the same.
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("attain proposes no target of revenue_net"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("attain targets says of each rep why") && !ran.stderr.contains("--proposed"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_option_that_would_be_ignored_is_refused() {
    let file = COMPANY.write("own.csv", &changed(|_| 1.0));
    for words in [
        format!("audit --targets {file} --goal 1000000"),
        format!("audit --targets {file} --chance 0.9"),
        "targets --versions --checkpoints".to_string(),
        "targets --versions --by team".to_string(),
    ] {
        let refused = COMPANY.command(&words).run().exits(2);
        assert!(refused.stderr.contains("cannot be used with"), "{words}: {}", refused.stderr);
    }
}

#[test]
fn a_scenario_in_which_nobody_is_left_says_so() {
    let reps = where_is(&COMPANY.ask("whatif --scenario name=plan"), "level", "rep", &["rep_id"]);
    let all: Vec<&str> = reps.iter().map(|row| row[0].as_str()).collect();
    for (language, wanted) in [("en", ["nobody is left", "all of it is lost"]), ("zh", ["无人留任", "业务全部流失"])]
    {
        let ran = COMPANY
            .command(&format!("whatif --lang {language} --scenario name=plan"))
            .arg("--scenario")
            .arg(format!("name=empty,without={},keep=50%", all.join("+")))
            .run()
            .exits(0);
        let said: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("empty")).collect();
        assert_eq!(said.len(), 1, "{}", ran.stderr);
        assert!(wanted.iter().all(|part| said[0].contains(part)), "{}", ran.stderr);
    }
}
