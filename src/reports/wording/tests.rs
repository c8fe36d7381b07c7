//! The two message files say the same things, and every id that the pack uses is there.

use std::collections::BTreeMap;

use fluent_bundle::FluentResource;

use super::*;
use crate::calendar::Day;

/// Message id → the variables it uses, read from the file's text.
fn messages(source: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" = ").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
            current = id.to_string();
            assert!(found.insert(current.clone(), Vec::new()).is_none(), "`{id}` is written twice");
        }
        for part in line.split('$').skip(1) {
            let variable: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            found.entry(current.clone()).or_default().push(variable);
        }
    }
    for variables in found.values_mut() {
        variables.sort();
        variables.dedup();
    }
    found
}

fn both() -> [Wording; 2] {
    [Language::En, Language::Zh].map(|language| Wording::new(language).expect("the file parses"))
}

/// Every sentence of the pack with its arguments' names: the agreement with whoever builds the pack.
const SENTENCES: &str = "
happened-revenue period revenue growth_year year_before
happened-revenue-no-comparison period revenue
happened-previous growth_previous previous
happened-why-customers active active_change avg_order avg_order_change
happened-margin gross_profit gross_margin gross_margin_before
happened-attainment attainment reached with_target
happened-no-quota period
happened-new-customers new before year_before
happened-repeat first period rate returning of
risk-flagged count of names period
risk-none of period
risk-abstained count names
risk-on-leave count names
risk-untried
risk-thin cases reps misses origins
risk-forecast-only why
risk-forecast-corrected why
why-model-not-better brier_model brier_forecast
why-too-few-cases have need
why-one-class
risk-bar-expectation period
aim-total metric period total chance team_chance
aim-total-count metric period total chance team_chance
aim-goal metric period goal chance
aim-goal-held metric period goal chance held
aim-goal-beyond metric period goal chance total amount
aim-total-held metric period total chance team_chance held of lowest highest
aim-expected metric expected
aim-expected-goal metric expected chance
aim-none metric period
aim-counts-all metric all without
aim-sum-level metric level plain expected
aim-held stated realised n
aim-untested metric
decide-risk-talk names
decide-risk-look names
target-refused-nothing name metric
decide-targets period count
decide-quota-missing period
decide-newcomers names
limit-short-history quarters
limit-left-censored first
limit-driver-stays driver rows boundary
limit-partial period data_to
limit-new-year-joined before now
limit-rounded rows
risk-no-skill cases skill
limit-chance-too-high metric stated realised
limit-chance-too-low metric stated realised
limit-no-reps
limit-later-data period as_of end
limit-few-reps reps
limit-synthetic
target-statement name metric target period first last chance baseline baseline_period share as_of
target-statement-count name metric target period first last chance baseline baseline_period share as_of
target-statement-no-baseline name metric target period first last chance share as_of
target-statement-count-no-baseline name metric target period first last chance share as_of
target-smart name metric target period first last baseline baseline_period definition as_of reach leave bound decided weight when
target-smart-count name metric target period first last baseline baseline_period definition as_of reach leave bound decided weight when
target-smart-no-baseline name metric target period first last definition as_of reach leave bound decided weight when
target-smart-count-no-baseline name metric target period first last definition as_of reach leave bound decided weight when
target-reach chance interval past
target-interval lower upper
target-away away of
target-past stated realised n
target-past-none
target-bound-floor bound_amount alone
target-bound-cap bound_amount alone
target-decided decided_amount
target-weight share total moves
target-move-none
target-move-1 driver_1
target-move-2 driver_1 driver_2
target-driver-active_customers customers_from customers_to
target-driver-orders_per_customer orders_from orders_to
target-driver-avg_order order_from order_to
target-driver-new_customers new_from new_to
target-driver-gross_margin margin_from margin_to
target-driver-close_rate close_rate_from close_rate_to
target-driver-closed_deals deals_from deals_to
target-when-1 step_1 month_1
target-when-2 step_1 month_1 step_2 month_2
target-when-3 step_1 month_1 step_2 month_2 step_3 month_3
target-refused name metric
target-refused-on-leave name metric
doubt-group-ramp
doubt-short-history n
doubt-interval-unsupported n
doubt-no-own-history
doubt-giant-left-out period times
doubt-giant-last period times
doubt-peer-drawn-in
doubt-beyond-peers
doubt-silent n
doubt-away-left-out n last
doubt-away
doubt-away-part away of
doubt-near-constant
doubt-imputed-feature feature
doubt-stretch-over-cap amount
doubt-clipped-floor
doubt-clipped-cap
abstain-no-forecast
abstain-on-leave
abstain-bar-not-positive
abstain-history have need
strength-driver metric value peers n
weakness-driver metric value peers n
weakness-driver-noise metric value peers n
no-strengths
no-weaknesses
not-compared
not-compared-newcomer
few-peers have need
page-new-rep hire
quality-account file table read loaded duplicates rejected warned
quality-account-dropped file table count code what
quality-account-rejected file table count code what
quality-freshness table last days usual most loaded
quality-filled-rows table column share
quality-filled-revenue table column share
quality-missing-table table metrics
quality-missing-column table column metrics
quality-partly-filled table column share whole metrics
quality-no-history-before first
quality-none
quality-not-judged names
assume-currency currency
assume-calendar
assume-as-of day
assume-target-metric
";

#[test]
fn both_files_parse_and_say_the_same_things_with_the_same_variables() {
    for source in [ENGLISH, CHINESE] {
        FluentResource::try_new(source.to_string()).expect("no junk in the file");
    }
    let (en, zh) = (messages(ENGLISH), messages(CHINESE));
    let only = |a: &BTreeMap<String, Vec<String>>, b: &BTreeMap<String, Vec<String>>| {
        a.keys().filter(|id| !b.contains_key(*id)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(only(&en, &zh), Vec::<String>::new(), "in English only");
    assert_eq!(only(&zh, &en), Vec::<String>::new(), "in Chinese only");
    for (id, variables) in &en {
        assert_eq!(variables, &zh[id], "`{id}` uses other variables in Chinese");
    }
}

#[test]
fn every_sentence_of_the_pack_exists_and_uses_exactly_the_arguments_it_is_given() {
    let en = messages(ENGLISH);
    for line in SENTENCES.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split(' ');
        let id = words.next().expect("a line is not empty");
        let mut given: Vec<&str> = words.collect();
        given.sort_unstable();
        let used: Vec<&str> = en.get(id).unwrap_or_else(|| panic!("no `{id}`")).iter().map(String::as_str).collect();
        assert_eq!(used, given, "`{id}`");
    }
}

/// What the findings of a check say beside what all are given (see `review::findings::told`).
const DETAILS: &str = "
rejected-rows file
rounded-money file
exact-duplicates file
stale-table last usual
partial-revenue without
orphan-ids ids master
return-of-unknown-sale ids master
possible-repeats sales
future-date today
gap-in-days usual
left-censoring first
outside-service reps names
quota-outside-years first last
dates-reversed first
currency-without-rate currencies
quota-not-used types
quota-partial period
quota-mid-period period
";

#[test]
fn every_check_that_reports_has_its_sentence_and_says_only_what_it_is_given() {
    let en = messages(ENGLISH);
    let only_while_rows_are_read = |check: &str| {
        crate::sources::check(check).is_some_and(|check| check.section == "rows")
            && !en.contains_key(&message_of(check))
    };
    fn message_of(check: &str) -> String {
        format!("quality-{}", check.replace('_', "-"))
    }
    for check in crate::sources::checks().iter().filter(|check| !only_while_rows_are_read(&check.id)) {
        let id = message_of(&check.id);
        let used = en.get(&id).unwrap_or_else(|| panic!("no `{id}`"));
        let name = id.trim_start_matches("quality-");
        let own = DETAILS.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap_or("");
        for variable in used {
            let common = ["table", "column", "count", "of", "share", "examples"].contains(&variable.as_str());
            assert!(common || own.split(' ').any(|detail| detail == variable), "`{id}` uses `{variable}`");
        }
    }
}

#[test]
fn every_section_of_the_quality_report_has_a_heading() {
    for wording in both() {
        for section in crate::review::quality_report::SECTIONS {
            assert!(wording.has(&format!("section-of-check-{section}")), "{section}");
        }
    }
}

#[test]
fn plurals_and_figures_follow_the_language() {
    let sentence = |count: i64| Sentence {
        id: "limit-short-history".to_string(),
        args: vec![("quarters".to_string(), Arg::Count(count))],
    };
    let [en, zh] = both();
    let say = |wording: &Wording, count| wording.sentence(&sentence(count), Currency::USD);
    assert!(say(&en, 1).starts_with("The history covers only 1 quarter,"));
    assert!(say(&en, 1_234).starts_with("The history covers only 1,234 quarters,"));
    assert!(say(&zh, 7).starts_with("历史只有7个季度"));
}

#[test]
fn a_message_inside_a_message_gets_the_arguments_of_the_whole() {
    let sentence = Sentence {
        id: "risk-forecast-only".to_string(),
        args: vec![
            ("why".to_string(), Arg::Message("why-too-few-cases".to_string())),
            ("have".to_string(), Arg::Count(1)),
            ("need".to_string(), Arg::Count(60)),
        ],
    };
    assert_eq!(
        both()[0].sentence(&sentence, Currency::USD),
        "The probabilities come from the forecast alone, because there is only 1 past case where 60 are needed."
    );
}

#[test]
fn an_unknown_sentence_is_printed_with_its_arguments() {
    let sentence = Sentence {
        id: "never-heard-of".to_string(),
        args: vec![
            ("amount".to_string(), Arg::Money(123_456)),
            ("who".to_string(), Arg::List(vec!["a".to_string(), "b".to_string()])),
        ],
    };
    let [en, zh] = both();
    assert_eq!(en.sentence(&sentence, Currency::USD), "never-heard-of (amount: $1,235, who: a and b)");
    assert_eq!(zh.sentence(&Sentence { args: vec![], ..sentence }, Currency::USD), "never-heard-of");
}

#[test]
fn every_kind_of_argument_is_printed() {
    let args = [
        ("name", Arg::Text("Rep 01".to_string())),
        ("metric", Arg::Metric("revenue_net".to_string())),
        ("target", Arg::Money(80_000_000)),
        ("period", Arg::Text("2019-Q3".to_string())),
        ("first", Arg::Date(Day::from_ymd(2019, 7, 1).expect("a day"))),
        ("last", Arg::Date(Day::from_ymd(2019, 9, 30).expect("a day"))),
        ("chance", Arg::Share(0.7)),
        ("baseline", Arg::Money(70_000_000)),
        ("baseline_period", Arg::Text("2018-Q3".to_string())),
        ("share", Arg::Share(0.083)),
        ("as_of", Arg::Date(Day::from_ymd(2019, 6, 30).expect("a day"))),
    ];
    let args = args.map(|(name, arg)| (name.to_string(), arg)).to_vec();
    let sentence = Sentence { id: "target-statement".to_string(), args };
    assert_eq!(
        both()[0].sentence(&sentence, Currency::USD),
        "Rep 01 should bring net revenue to $800,000 in 2019-Q3 (1 July 2019 to 30 September 2019), after $700,000 in \
         2018-Q3. The chance of reaching it is 70%; it is 8.3% of the reps' total. As of 30 June 2019."
    );
    assert!(
        both()[1]
            .sentence(&sentence, Currency::USD)
            .starts_with("Rep 01 在2019年第3季度（2019年7月1日至2019年9月30日）")
    );
}

#[test]
fn every_metric_of_the_dictionary_that_the_pack_prints_has_a_name_in_both_languages() {
    let ids = "revenue_net units gross_profit gross_margin orders active_customers new_customers avg_order growth_mom \
               growth_qoq growth_yoy attainment attainment_share attainment_bands retention.classic repeat_rate.window \
               repeat_rate.h_days.30 repeat_rate.h_days.60 repeat_rate.h_days.90 repeat_rate.h_days.180 \
               repeat_rate.h_days.365 repurchase_rate.next score_kpi grade target_p";
    for wording in both() {
        for id in ids.split_whitespace() {
            assert_ne!(wording.metric(id), id);
        }
        assert_eq!(wording.metric("made.up"), "made.up");
    }
    assert_eq!(both()[0].metric_inline("revenue_net"), "net revenue");
    assert_eq!(both()[0].metric_inline("score_kpi"), "KPI score");
}

#[test]
fn every_reason_for_an_absent_value_is_explained() {
    for wording in both() {
        for code in
            ["no_denominator", "immature", "below_min_n", "no_target", "missing_rate", "left_censored", "on_leave"]
        {
            assert!(wording.has(&format!("null-{code}")) && wording.has(&format!("why-{code}")), "{code}");
        }
    }
}

#[test]
fn a_language_is_read_by_its_word() {
    assert_eq!("zh".parse(), Ok(Language::Zh));
    assert_eq!(Language::En.word(), "en");
    let error = "de".parse::<Language>().expect_err("not one of ours").to_string();
    assert_eq!(error, "`de` is not a language of the reports: write en or zh");
}

#[test]
fn the_words_for_one_team_replace_messages_that_are_there_and_speak_of_no_company() {
    for (language, words, ours) in [(Language::En, ENGLISH_OF_TEAM, ENGLISH), (Language::Zh, CHINESE_OF_TEAM, CHINESE)]
    {
        own_words::checked(language, words, ours).expect("every message is one of ours");
        let whole = Wording::new(language).expect("the file parses");
        let team = whole.of_team().expect("the words parse");
        let again = team.again().expect("the words parse");
        for id in ["scope-company", "kpi-lead", "kpi-managers", "level-company", "attainment-company", "repeat-company"]
        {
            assert_ne!(team.text(id), whole.text(id), "{id}");
            assert_eq!(team.text(id), again.text(id));
            assert!(!team.text(id).to_lowercase().contains("company") && !team.text(id).contains("公司"), "{id}");
        }
        assert_eq!(team.text("section-risk"), whole.text("section-risk"));
    }
}

#[test]
fn one_target_within_the_bounds_is_told_in_the_singular() {
    let [english, _] = both();
    let told = |within: i64| {
        let arguments = vec![("within", Arg::Count(within)), ("hard", Arg::Share(0.2)), ("easy", Arg::Share(0.9))];
        let note = crate::review::findings::sentence("audit-within", arguments);
        english.sentence(&note, Currency::USD)
    };
    assert!(
        told(1).starts_with("note: 1 target lies ") && told(1).contains(" and is left out here; it stands in"),
        "{}",
        told(1)
    );
    assert!(
        told(2).starts_with("note: 2 targets lie ") && told(2).contains(" and are left out here; each stands in"),
        "{}",
        told(2)
    );
}
