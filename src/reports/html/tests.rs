//! The page holds what the pack says, and nothing that it should not.

use super::*;
use crate::reports::wording::Language;
use crate::review::pack::{AppraisalSection, ScorecardSection};

fn wording(language: Language) -> Wording {
    Wording::new(language).expect("the file parses")
}

/// The page as the templates have it; what the pass behind them may take away is tested there.
fn page(pack: &Pack, wording: &Wording) -> Result<String, HtmlError> {
    written_out(pack, wording, &Dress::default())
}

fn in_both_languages() -> [String; 2] {
    [Language::En, Language::Zh].map(|language| page(&sample::pack(), &wording(language)).expect("the page renders"))
}

/// A pack with nothing in any section: a company on its first day.
fn empty() -> Pack {
    let mut pack = sample::pack();
    pack.summary.cards.clear();
    for sentences in [
        &mut pack.summary.happened,
        &mut pack.summary.at_risk,
        &mut pack.summary.aim,
        &mut pack.summary.decide,
        &mut pack.summary.limits,
        &mut pack.quality.findings,
        &mut pack.header.assumptions,
    ] {
        sentences.clear();
    }
    pack.kpi_table.rows.clear();
    pack.kpi_table.columns.clear();
    pack.trends.clear();
    pack.bridges.clear();
    pack.repeat.curves = Default::default();
    pack.attainment.rows.clear();
    pack.attainment.bands.clear();
    pack.cohorts.clear();
    pack.repeat.company.clear();
    pack.repeat.by_rep.rows.clear();
    pack.repeat.trend.points.clear();
    pack.forecasts.clear();
    pack.risk.rows.clear();
    pack.risk.evidence.results.clear();
    pack.targets.clear();
    pack.reps.clear();
    pack.scorecard = Default::default();
    pack.appraisal = Default::default();
    pack.quality.accounts.clear();
    pack.quality.mapping.clear();
    pack.quality.coverage.clear();
    pack.definitions.clear();
    pack
}

/// Text between `before` and `after`, wherever the two stand in this order.
fn between<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| rest.split_once(after).map(|(inside, _)| inside))
}

#[test]
fn hostile_texts_come_out_as_text() {
    for page in in_both_languages() {
        let (data, script) = ("<script type=\"application/json\" id=\"data\">", "<script>(()=>{");
        assert_eq!((page.matches(data).count(), page.matches(script).count()), (1, 1));
        assert_eq!((page.matches("<script").count(), page.matches("</script").count()), (2, 2), "a script got in");
        assert!(!page.contains("<img"), "an image got in");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;"), "the name is not shown");
        assert_eq!(page.matches("</style>").count(), 1);
        let head = page.split("</head>").next().expect("a head");
        assert_eq!(head.matches("</title>").count(), 1);
        assert!(!page.contains("<!--"));
        assert!(!page.contains(['\u{202e}', '\u{202c}']), "a direction mark got in");
    }
}

#[test]
fn the_page_that_people_get_is_the_same_in_fewer_bytes() {
    let signs = |page: &str| -> String {
        // The words between the tags, without the breaks between blocks, and without what a chart puts in another order.
        let page =
            page.split("</style>").nth(1).unwrap_or_default().split("<script").next().unwrap_or_default().to_string();
        let outside: Vec<&str> =
            page.split("<svg").map(|part| part.split_once("</svg>").map_or(part, |(_, rest)| rest)).collect();
        let texts = outside.iter().flat_map(|part| part.split('<').filter_map(|piece| piece.split_once('>')));
        texts.flat_map(|(_, text)| text.split_whitespace()).collect()
    };
    for language in [Language::En, Language::Zh] {
        let (pack, wording) = (sample::pack(), wording(language));
        let (long, short) = (page(&pack, &wording).expect("a page"), super::page(&pack, &wording).expect("a page"));
        assert_eq!(signs(&long), signs(&short));
        assert!(short.len() * 100 < long.len() * 90, "{} of {}", short.len(), long.len());
        assert_eq!((short.matches("<script").count(), short.matches("</script").count()), (2, 2), "a script got in");
        assert_eq!(long.matches("<td").count(), short.matches("<td").count());
        assert!(!short.contains("</td>") && !short.contains("<td class=n>") && !short.contains("<td class=\"n "));
    }
}

#[test]
fn nothing_on_the_page_comes_from_the_network() {
    for page in in_both_languages() {
        assert!(!page.contains("http://") && !page.contains("https://"), "an address got in");
        assert!(!page.contains("@import") && !page.contains("url(") && !page.contains("<link"));
        for address in between(&page, "href=\"", "\"").chain(between(&page, " src=\"", "\"")) {
            assert!(address.starts_with('#'), "`{address}` leaves the page");
        }
    }
}

#[test]
fn only_the_page_s_own_script_is_let_run() {
    for page in in_both_languages() {
        let script = between(&page, "<script>", "</script>").next().expect("one script");
        assert_eq!(script, live::script(), "the bytes that the policy's digest stands for");
        let policy = format!("content=\"{}\"", live::policy(script));
        assert!(page.find(&policy) < page.find("<title>"), "the policy stands before what it is about");
    }
}

#[test]
fn every_link_on_the_page_has_a_place_to_go_and_no_id_stands_twice() {
    for page in in_both_languages() {
        let mut ids: Vec<&str> = between(&page, " id=\"", "\"").collect();
        for target in between(&page, "href=\"#", "\"").chain(between(&page, "aria-labelledby=\"", "\"")) {
            assert!(ids.contains(&target), "nothing has the id `{target}`");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}

#[test]
fn every_message_that_a_template_names_exists() {
    for wording in [wording(Language::En), wording(Language::Zh)] {
        for (name, source) in TEMPLATES {
            for id in between(source, "t(\"", "\"").filter(|id| !id.ends_with('-')) {
                assert!(wording.has(id), "`{name}` asks for `{id}`");
            }
        }
        let sections = "summary kpis trends bridge attainment cohorts repeat forecasts risk targets contests cases teams reps quality definitions";
        for section in sections.split(' ') {
            assert!(wording.has(&format!("section-{section}")));
        }
    }
}

#[test]
fn every_message_that_the_views_name_exists() {
    let sources = [
        include_str!("agreement.rs"),
        include_str!("attainment.rs"),
        include_str!("bridges.rs"),
        include_str!("curves.rs"),
        include_str!("card.rs"),
        include_str!("cohorts.rs"),
        include_str!("forecasts.rs"),
        include_str!("live.rs"),
        include_str!("overview.rs"),
        include_str!("quality.rs"),
        include_str!("reps.rs"),
        include_str!("risk.rs"),
        include_str!("scribe.rs"),
        include_str!("targets.rs"),
        include_str!("teams.rs"),
        include_str!("trends.rs"),
    ];
    let wording = wording(Language::En);
    for source in sources {
        for id in between(source, "say(\"", "\"").chain(between(source, "say_with(\"", "\"")) {
            assert!(wording.has(id), "no `{id}`");
        }
    }
}

#[test]
fn no_message_is_left_without_its_words() {
    let kinds =
        ["null-", "why-", "col-", "section-", "summary-", "level-", "unit-", "trend-", "trends-", "step-", "bar-"];
    for page in in_both_languages() {
        assert!(!page.contains("{$") && !page.contains("{ $"), "a variable was not given");
        for text in between(&page, ">", "<") {
            assert!(!kinds.iter().any(|kind| text.trim_start().starts_with(kind)), "`{text}` is an id, not words");
        }
    }
}

#[test]
fn an_empty_pack_says_that_there_is_nothing() {
    for language in [Language::En, Language::Zh] {
        let wording = wording(language);
        let page = page(&empty(), &wording).expect("an empty page renders");
        let nothing = wording.text("nothing-here");
        assert_eq!(page.matches(nothing.as_str()).count(), 13, "one for each section");
    }
}

#[test]
fn the_same_pack_makes_the_same_bytes() {
    assert_eq!(in_both_languages(), in_both_languages());
}

#[test]
fn figures_carry_their_definition_period_and_as_of_day() {
    let [english, chinese] = in_both_languages();
    assert!(english.contains("lang=\"en\"") && chinese.contains("lang=\"zh-Hans\""));
    assert!(english.contains("data-metric=\"revenue_net\" title=\"revenue_net · 2019-Q2 · as of 30 June 2019\""));
    assert!(chinese.contains("title=\"revenue_net · 2019-Q2 · 截至2019年6月30日\""));
}

#[test]
fn absences_say_why_and_losses_have_a_real_minus() {
    let [english, _] = in_both_languages();
    for word in ["no base", "not yet", "too few", "no target", "cost or rate missing", "before the data"] {
        assert!(english.contains(&format!(">{word}</")), "no `{word}`");
    }
    assert!(english.contains(">\u{2212}12,345</td>"));
    assert!(!english.contains("NaN") && !english.contains(">inf"));
}

#[test]
fn a_rep_name_that_is_an_id_does_not_reach_the_anchor() {
    let mut pack = sample::pack();
    pack.reps[0].rep_id = "\" onclick=\"alert(3)".to_string();
    let page = page(&pack, &wording(Language::En)).expect("the page renders");
    assert!(page.contains("id=\"rep-1\"") && !page.contains("onclick=\"alert"));
}

/// The page of the rep with this number.
fn rep_page(page: &str, number: usize) -> &str {
    let start = page.find(&format!("<article class=\"page\" id=\"rep-{number}\"")).expect("a page");
    page[start..].split("</article>").next().unwrap_or_default()
}

#[test]
fn a_rep_s_page_shows_the_card_with_its_errors_and_what_each_line_rests_on() {
    let [english, chinese] = in_both_languages();
    let first = rep_page(&english, 1);
    assert!(first.contains("88.4</span><span class=\"quiet\" title=\"standard error 3.1\">± 3.1</span>"), "{first}");
    assert!(first.contains("in the highest band · group 1, equal to 4 others"), "{first}");
    assert!(first.contains("Win back two lost customers") && first.contains("not agreed · as stated"), "{first}");
    assert!(first.contains("<small>± 4.2</small>") && first.contains("31 cases"), "{first}");
    assert!(rep_page(&english, 2).contains("3.2 to A") && rep_page(&english, 3).contains("up from C"));
    assert!(rep_page(&chinese, 1).contains("样本31个"));
}

#[test]
fn ratings_that_are_kept_back_have_no_number_and_the_own_view_stands_apart() {
    let [english, _] = in_both_languages();
    let first = rep_page(&english, 1);
    assert!(first.contains("<div><dt>Peers</dt><dd class=\"null\">too few</dd></div>"), "{first}");
    assert!(first.contains("<div class=\"apart\"><dt>Own view</dt><dd>91.0<small>shown apart, never counted"));
    assert!(first.contains("7 raters") && !rep_page(&english, 2).contains("Ratings by people"));
}

#[test]
fn plans_stand_with_owner_date_check_and_state_where_there_are_any() {
    let [english, chinese] = in_both_languages();
    let first = rep_page(&english, 1);
    for part in ["PLAN-1", "Manager 01", "30 June 2019", "31.7%", "35.0%", ">missed<", ">proposed<", "may be chance"] {
        assert!(first.contains(part), "no `{part}` in {first}");
    }
    assert!(rep_page(&chinese, 1).contains("强化跟进服务"));
    assert!(!rep_page(&english, 2).contains("Improvement plans"));
}

#[test]
fn each_team_has_a_sheet_with_intervals_groups_moves_and_decisions() {
    let [english, _] = in_both_languages();
    let sheets: Vec<&str> = between(&english, "<article class=\"sheet\"", "</article>").collect();
    assert_eq!(sheets.len(), 4, "three teams and the one with the odd name");
    let north = sheets.iter().find(|sheet| sheet.contains(">North<")).expect("the team");
    assert_eq!(north.matches("<svg class=\"range\"").count(), 4, "r0, r3, r6, r9; r12 has no card");
    assert!(north.contains("aria-label=\"88.4 ± 3.1\"") && north.contains("aria-label=\"75.8 ± –\""), "{north}");
    assert!(north.contains("Decided so far") && north.contains("Carried two territories") && north.contains("changed"));
    assert!(english.contains("down from C by the distribution <em class=\"tag warn\">within noise"));
    assert!(english.contains("<li><a href=\"#teams\">"));
}

#[test]
fn without_cards_there_are_no_sheets_and_no_word_of_them() {
    let mut pack = sample::pack();
    (pack.scorecard, pack.appraisal) = (ScorecardSection::default(), AppraisalSection::default());
    let page = page(&pack, &wording(Language::En)).expect("the page renders");
    assert!(
        !page.contains("class=\"sheet\"") && !page.contains("href=\"#teams") && !page.contains("Improvement plans")
    );
    assert!(rep_page(&page, 1).contains("attainment</small></th>"), "the short card stands where there is no long one");
}
