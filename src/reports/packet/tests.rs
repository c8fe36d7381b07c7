//! The packet holds its sheets, takes hostile texts as text, and is the same file every time.

use super::*;
use crate::reports::html::{Look, OnWhite, sample};
use crate::review::pack::Level;

fn wording(language: Language) -> Wording {
    Wording::new(language).expect("the file parses")
}

#[test]
fn the_layout_asks_for_texts_that_both_languages_have() {
    let words: BTreeSet<&str> = LAYOUT.iter().flat_map(|(_, source)| words_of(source)).collect();
    assert!(words.len() > 50 && words.contains("packet-contents"), "{words:?}");
    for language in [Language::En, Language::Zh] {
        let wording = wording(language);
        for id in &words {
            assert_ne!(wording.text(id), *id, "{} has no `{id}`", language.word());
        }
    }
}

#[test]
fn what_looks_like_a_text_and_is_none_is_left_alone() {
    let found: Vec<&str> = words_of("text(\"a\") t(\"b\") + alert(\"c\")(t(\"d-e\"))").collect();
    assert_eq!(found, ["b", "d-e"]);
}

#[test]
fn every_team_and_rep_of_the_pack_is_in_the_contents() {
    let pack = sample::pack();
    let said = contents(&pack, &wording(Language::En)).expect("it can be put together");
    let names = |part: &str| said[part].as_array().expect("a list").len();
    let of_teams = pack.kpi_table.rows.iter().filter(|row| row.level == Level::Team).map(|row| row.key.as_str());
    let teams: BTreeSet<&str> = of_teams.chain(pack.reps.iter().map(|page| page.team.as_str())).collect();
    assert_eq!((names("teams"), names("reps")), (teams.len(), pack.reps.len()));
    assert_eq!(said["day"], json!([2019, 6, 30]));
    let members = |team: &Value| team["members"].as_array().expect("a list").clone();
    let mut in_teams: Vec<u64> = said["teams"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(members)
        .filter_map(|number| number.as_u64())
        .collect();
    in_teams.sort_unstable();
    assert!(in_teams.into_iter().eq(1..=pack.reps.len() as u64), "everybody is on one team sheet");
}

/// Two reps of whom one has a hostile name, so that a test takes no minute.
fn small() -> Pack {
    let mut pack = sample::pack();
    pack.reps.retain(|page| page.name.starts_with('<') || page.name == "Rep 01");
    assert_eq!(pack.reps.len(), 2);
    pack
}

#[test]
fn the_same_pack_makes_the_same_file() {
    let (pack, wording) = (small(), wording(Language::En));
    let made = packet(&pack, &wording, None, &Dress::default()).expect("it can be typeset");
    assert!(made.pdf.starts_with(b"%PDF-") && made.missing.is_empty(), "{:?}", made.missing);
    assert_eq!(made, packet(&pack, &wording, None, &Dress::default()).expect("it can be typeset"));
}

#[test]
fn a_company_s_colours_are_on_paper_too() {
    let (pack, wording) = (small(), wording(Language::En));
    let dressed = |accent: Option<&str>| {
        let on_white = OnWhite { accent: accent.map(str::to_string), warning: Some("#7a1f5c".to_string()) };
        let look = Some(Look { on_white, ..Look::default() });
        packet(&pack, &wording, None, &Dress { look, ..Dress::default() }).expect("it can be typeset").pdf
    };
    assert_ne!(dressed(Some("#005a3c")), dressed(None));
}

#[test]
fn a_pack_with_nothing_in_it_is_a_packet_all_the_same() {
    let mut pack = small();
    pack.reps.clear();
    pack.kpi_table.rows.clear();
    pack.kpi_table.columns.clear();
    pack.attainment.rows.clear();
    pack.risk.rows.clear();
    pack.forecasts.clear();
    pack.targets.clear();
    pack.scorecard = Default::default();
    pack.appraisal = Default::default();
    pack.summary.cards.clear();
    pack.summary.happened.clear();
    let made = packet(&pack, &wording(Language::En), None, &Dress::default()).expect("it can be typeset");
    assert!(made.pdf.starts_with(b"%PDF-"));
}

#[test]
fn without_a_chinese_font_there_is_a_hint() {
    match packet(&small(), &wording(Language::Zh), None, &Dress::default()) {
        Ok(made) => assert!(made.pdf.starts_with(b"%PDF-")),
        Err(error) => {
            assert!(error.to_string().starts_with("no font was found for"), "{error}");
            assert!(error.hint().is_some_and(|hint| hint.contains("fonts-noto-cjk")));
        }
    }
}
