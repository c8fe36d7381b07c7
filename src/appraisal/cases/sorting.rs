//! What reviewers handed in, parted into what counts and what does not, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::Scores;
use super::params::CasesSettings;
use crate::measures::People;
use crate::measures::records::case_reviews::CaseReview;
use crate::measures::records::closed_deals::ClosedDeal;
use crate::quantity::nearest;

/// What a reviewer wrote, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who wrote it.
    pub reviewer: String,
    /// Beside which item.
    pub item: String,
    /// The text.
    pub text: String,
}

/// One case as far as it counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// The case.
    pub case_id: String,
    /// The deal; empty where no row names one.
    pub opportunity_id: String,
    /// Whose deal it was.
    pub rep_id: String,
    /// Whether it was won; none where that is not known.
    pub won: Option<bool>,
    /// The scores by item.
    pub scores: BTreeMap<String, Scores>,
    /// The notes, those of rows that do not count among them.
    pub notes: Vec<Note>,
    /// Rows without a score: the sheet is not filled in there.
    pub open: usize,
    /// What is to be known about it.
    pub doubts: BTreeSet<CaseDoubtCode>,
}

impl Case {
    /// Everybody whose scores count.
    pub fn reviewers(&self) -> BTreeSet<&str> {
        self.scores.values().flat_map(|scores| scores.keys().map(String::as_str)).collect()
    }

    /// The mean score of an item over its reviewers; none with fewer than two of them.
    pub fn mean_of(&self, item: &str) -> Option<f64> {
        let scores = self.scores.get(item).filter(|scores| scores.len() >= 2)?;
        Some(scores.values().sum::<f64>() / scores.len() as f64)
    }

    /// The mean of the items' means; none where no item has two reviewers.
    pub fn mean(&self) -> Option<f64> {
        let means: Vec<f64> = self.scores.keys().filter_map(|item| self.mean_of(item)).collect();
        (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
    }

    /// The largest distance between two reviewers of one item, and the item; none where no item has two reviewers.
    pub fn farthest_apart(&self) -> Option<(f64, &str)> {
        let apart = self.scores.iter().filter(|(_, scores)| scores.len() >= 2).map(|(item, scores)| {
            let highest = scores.values().copied().fold(f64::MIN, f64::max);
            let lowest = scores.values().copied().fold(f64::MAX, f64::min);
            (highest - lowest, item.as_str())
        });
        // The first item of those that are equally far apart.
        apart.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }
}

/// What can be wrong with what was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseDoubtCode {
    /// The reviewer is the rep: left out.
    ReviewerIsRep,
    /// One reviewer scored one item of one case twice: both left out.
    ReviewerTwice,
    /// A score outside the scale: left out.
    OutOfScale,
    /// An item that the rubric does not have: left out.
    UnknownItem,
    /// The rows of a case name several deals or reps: the case is left out.
    SeveralDeals,
    /// A case with one reviewer: shown, not scored.
    OneReviewer,
    /// A deal that the opportunities do not have: stays out of won against lost.
    UnknownOpportunity,
    /// No deal is named: stays out of won against lost.
    NoOpportunity,
    /// The deal is neither won nor lost: stays out of won against lost.
    NotDecided,
    /// The deal belongs to another rep than the case says.
    OtherRep,
    /// A rep whom nobody knows.
    UnknownRep,
}

impl CaseDoubtCode {
    /// The code as it stands in listings.
    pub fn code(self) -> &'static str {
        match self {
            CaseDoubtCode::ReviewerIsRep => "reviewer_is_rep",
            CaseDoubtCode::ReviewerTwice => "reviewer_twice",
            CaseDoubtCode::OutOfScale => "out_of_scale",
            CaseDoubtCode::UnknownItem => "unknown_item",
            CaseDoubtCode::SeveralDeals => "several_deals",
            CaseDoubtCode::OneReviewer => "one_reviewer",
            CaseDoubtCode::UnknownOpportunity => "unknown_opportunity",
            CaseDoubtCode::NoOpportunity => "no_opportunity",
            CaseDoubtCode::NotDecided => "not_decided",
            CaseDoubtCode::OtherRep => "other_rep",
            CaseDoubtCode::UnknownRep => "unknown_rep",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseDoubt {
    /// The case.
    pub case_id: String,
    /// What is wrong.
    pub code: CaseDoubtCode,
    /// The reviewer; empty where the whole case is meant.
    pub reviewer: String,
    /// The item; empty where the whole case or all of a reviewer's rows are meant.
    pub item: String,
    /// What was received.
    pub received: String,
}

/// The cases and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cases {
    /// By id.
    pub list: Vec<Case>,
    /// In order of the cases.
    pub doubts: Vec<CaseDoubt>,
}

/// Parts what counts from what does not.
///
/// `deals` are the known opportunities with those that were won or lost; `None` where there is no such table: then no
/// case knows its outcome, and nothing is said about it here. A reviewer is the same in any case of letters.
pub fn sort(
    rows: &[CaseReview],
    deals: Option<&BTreeMap<String, Option<ClosedDeal>>>,
    people: &People,
    settings: &CasesSettings,
) -> Cases {
    let mut by_case: BTreeMap<&str, Vec<&CaseReview>> = BTreeMap::new();
    for row in rows {
        by_case.entry(&row.case_id).or_default().push(row);
    }
    let mut cases = Cases::default();
    for (case_id, rows) in by_case {
        let mut desk = Desk { case: Case { case_id: case_id.to_string(), ..Case::default() }, doubts: Vec::new() };
        desk.take(&rows, people, settings);
        desk.look_up(deals, people);
        desk.doubts.sort();
        desk.doubts.dedup();
        desk.case.doubts = desk.doubts.iter().map(|doubt| doubt.code).collect();
        cases.doubts.extend(desk.doubts);
        cases.list.push(desk.case);
    }
    cases
}

/// One case while it is looked through.
struct Desk {
    case: Case,
    doubts: Vec<CaseDoubt>,
}

impl Desk {
    fn doubt(&mut self, code: CaseDoubtCode, reviewer: &str, item: &str, received: impl Into<String>) {
        self.doubts.push(CaseDoubt {
            case_id: self.case.case_id.clone(),
            code,
            reviewer: reviewer.to_string(),
            item: item.to_string(),
            received: received.into(),
        });
    }

    fn take(&mut self, rows: &[&CaseReview], people: &People, settings: &CasesSettings) {
        let deals: BTreeSet<&str> = rows.iter().map(|row| row.opportunity_id.as_str()).collect();
        let reps: BTreeSet<&str> = rows.iter().map(|row| row.rep_id.as_str()).collect();
        let named: Vec<&str> = deals.iter().copied().filter(|deal| !deal.is_empty()).collect();
        self.case.opportunity_id = named.first().copied().unwrap_or_default().to_string();
        self.case.rep_id = reps.first().copied().unwrap_or_default().to_string();
        let is_one = named.len() <= 1 && reps.len() == 1;
        if !is_one {
            let all: Vec<&str> = named.iter().copied().chain(reps.iter().copied()).collect();
            self.doubt(CaseDoubtCode::SeveralDeals, "", "", all.join(", "));
        }
        let mut seen: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for row in rows {
            *seen.entry((key(&row.reviewer_key), &row.rubric_item)).or_default() += 1;
            if !row.note.is_empty() {
                let (reviewer, item) = (row.reviewer_key.clone(), row.rubric_item.clone());
                self.case.notes.push(Note { reviewer, item, text: row.note.clone() });
            }
        }
        for row in rows {
            let twice = seen[&(key(&row.reviewer_key), row.rubric_item.as_str())] > 1;
            if let Some(score) = self.usable(row, twice, people, settings).filter(|_| is_one) {
                self.case.scores.entry(row.rubric_item.clone()).or_default().insert(key(&row.reviewer_key), score);
            }
        }
        if self.case.reviewers().len() == 1 {
            let only = self.case.reviewers().into_iter().collect::<String>();
            self.doubt(CaseDoubtCode::OneReviewer, "", "", only);
        }
    }

    /// The score of a row where it counts.
    fn usable(&mut self, row: &CaseReview, twice: bool, people: &People, settings: &CasesSettings) -> Option<f64> {
        let known = || settings.items().iter().map(|item| item.id.as_str());
        let (reviewer, item) = (row.reviewer_key.as_str(), row.rubric_item.as_str());
        if is_rep(row, people) {
            self.doubt(CaseDoubtCode::ReviewerIsRep, reviewer, "", row.rep_id.as_str());
            return None;
        }
        if known().all(|id| id != item) {
            let meant = nearest(item, known()).into_iter().next().unwrap_or_default();
            self.doubt(CaseDoubtCode::UnknownItem, "", item, meant);
            return None;
        }
        if twice {
            self.doubt(CaseDoubtCode::ReviewerTwice, reviewer, item, "");
            return None;
        }
        let Some(score) = row.score else {
            self.case.open += 1;
            return None;
        };
        if !(settings.scale_min..=settings.scale_max).contains(&score) {
            self.doubt(CaseDoubtCode::OutOfScale, reviewer, item, score.to_string());
            return None;
        }
        Some(score)
    }

    /// What the deals and the people know of the case.
    fn look_up(&mut self, deals: Option<&BTreeMap<String, Option<ClosedDeal>>>, people: &People) {
        let rep = self.case.rep_id.clone();
        if people.get(&rep).is_none() {
            self.doubt(CaseDoubtCode::UnknownRep, "", "", rep.as_str());
        }
        let (Some(deals), id) = (deals, self.case.opportunity_id.clone()) else { return };
        match deals.get(&id) {
            _ if id.is_empty() => self.doubt(CaseDoubtCode::NoOpportunity, "", "", ""),
            None => self.doubt(CaseDoubtCode::UnknownOpportunity, "", "", id),
            Some(None) => self.doubt(CaseDoubtCode::NotDecided, "", "", id),
            Some(Some(deal)) => {
                self.case.won = Some(deal.won);
                if !deal.rep_id.is_empty() && deal.rep_id != rep {
                    self.doubt(CaseDoubtCode::OtherRep, "", "", deal.rep_id.as_str());
                }
            }
        }
    }
}

/// A reviewer by whom rows are told apart.
fn key(reviewer: &str) -> String {
    reviewer.trim().to_lowercase()
}

/// Whether somebody reviewed the own deal, by id or by name.
fn is_rep(row: &CaseReview, people: &People) -> bool {
    let reviewer = key(&row.reviewer_key);
    reviewer == key(&row.rep_id) || reviewer == key(people.name(&row.rep_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(case: &str, reviewer: &str, item: &str, score: f64) -> CaseReview {
        CaseReview {
            case_id: case.to_string(),
            opportunity_id: format!("O-{case}"),
            rep_id: "R1".to_string(),
            reviewer_key: reviewer.to_string(),
            rubric_item: item.to_string(),
            score: Some(score),
            note: String::new(),
        }
    }

    fn people() -> People {
        People::build(None, &["R1".to_string()], &[]).unwrap()
    }

    fn codes(rows: &[CaseReview]) -> (Cases, Vec<&'static str>) {
        let deals = BTreeMap::from([("O-C1".to_string(), None)]);
        let cases = sort(rows, Some(&deals), &people(), &CasesSettings::default());
        let codes = cases.doubts.iter().map(|doubt| doubt.code.code()).collect();
        (cases, codes)
    }

    #[test]
    fn a_reviewer_who_is_the_rep_is_left_out_and_named() {
        let rows = [row("C1", "A", "price_held", 4.0), row("C1", "r1", "price_held", 5.0)];
        let (cases, codes) = codes(&rows);
        assert_eq!(codes, ["reviewer_is_rep", "one_reviewer", "not_decided"]);
        assert_eq!(cases.list[0].scores["price_held"].len(), 1);
        assert_eq!(cases.list[0].mean(), None);
    }

    #[test]
    fn a_reviewer_twice_on_one_item_counts_not_at_all_there() {
        let rows = [
            row("C1", "Anna", "price_held", 1.0),
            row("C1", "anna", "price_held", 5.0),
            row("C1", "Ben", "price_held", 3.0),
            row("C1", "Anna", "value_shown", 2.0),
            row("C1", "Ben", "value_shown", 4.0),
        ];
        let (cases, codes) = codes(&rows);
        assert_eq!(codes, ["reviewer_twice", "reviewer_twice", "not_decided"]);
        assert_eq!((cases.list[0].mean_of("price_held"), cases.list[0].mean_of("value_shown")), (None, Some(3.0)));
    }

    #[test]
    fn scores_items_deals_and_reps_that_there_are_not_are_named() {
        let mut stranger = row("C3", "A", "price_held", 3.0);
        stranger.rep_id = "R9".to_string();
        let rows = [
            row("C1", "A", "price_held", 6.0),
            row("C2", "A", "price_hold", 3.0),
            stranger,
            row("C3", "B", "price_held", 3.0),
        ];
        let (cases, codes) = codes(&rows);
        assert_eq!(
            codes,
            [
                "out_of_scale",
                "not_decided",
                "unknown_item",
                "unknown_opportunity",
                "several_deals",
                "unknown_opportunity"
            ]
        );
        assert_eq!(cases.doubts[2].received, "price_held");
        assert!(cases.list.iter().all(|case| case.scores.is_empty()));
    }

    #[test]
    fn a_sheet_not_filled_in_is_no_mistake() {
        let mut open = row("C1", "A", "price_held", 0.0);
        open.score = None;
        let (cases, codes) = codes(&[open]);
        assert_eq!((cases.list[0].open, codes), (1, vec!["not_decided"]));
    }
}
