//! Case reviews: won and lost deals of the last year, each scored by two reviewers, with planted differences between won
//! and lost deals and planted severities of the reviewers.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::calendar::Day;

use super::pipeline::{ClosedDeal, NUMBER_WIDTH, RepBook};
use super::streams::{Stream, normal, stream};
use super::table::{Folder, Table};
use super::truth::{CaseItemTruth, CaseTruth, RaterTruth};
use super::{Company, GenerateError};

/// The score of a usual rep's lost deal by a usual reviewer, on the scale of 1 to 5, before rounding.
const USUAL_SCORE: f64 = 3.0;

/// How far one point of a rep's ability moves a score.
const ABILITY_SHARE: f64 = 0.4;

/// Spread between deals of one rep and outcome, which all reviewers see alike.
const DEAL_SPREAD: f64 = 0.6;

/// Spread of single scores, before rounding.
const SCORE_SPREAD: f64 = 0.5;

/// Spread of the reviewers' severities.
const SEVERITY_SPREAD: f64 = 0.25;

/// Reviewers in the company, of whom two look at each case.
const REVIEWERS: usize = 4;

/// Deals of each rep and outcome that are reviewed.
const DEALS_EACH: usize = 2;

/// The items of the shipped rubric, with the points by which won deals score higher.
const ITEMS: [(&str, f64); 8] = [
    ("need_understood", 0.4),
    ("decision_makers_known", 0.7),
    ("value_shown", 1.0),
    ("objections_handled", 0.9),
    ("next_step_agreed", 0.5),
    ("price_held", 0.0),
    ("timing_followed_up", 0.3),
    ("reason_truthful", 0.0),
];

const COLUMNS: [&str; 7] = ["case_id", "opportunity_id", "rep_id", "reviewer_key", "rubric_item", "score", "note"];

/// Writes `case_reviews.csv`.
pub(super) fn write(company: &Company, books: &[RepBook], folder: &mut Folder) -> Result<CaseTruth, GenerateError> {
    let mut rng = stream(company.settings.seed, Stream::CaseReviews);
    let reviewers: Vec<RaterTruth> = (1..=REVIEWERS)
        .map(|number| RaterTruth { rater_key: format!("V{number}"), severity: normal(&mut rng, 0.0, SEVERITY_SPREAD) })
        .collect();
    let mut panel = Panel { company, reviewers, table: folder.table("case_reviews.csv", &COLUMNS)?, cases: 0 };
    let since = company.window.last().plus_days(-365);
    for (rep, book) in books.iter().enumerate() {
        for won in [true, false] {
            for deal in drawn(book, won, since, &mut rng) {
                panel.case(rep, deal, &mut rng)?;
            }
        }
    }
    folder.close(panel.table)?;
    let item = |&(item_id, won_effect): &(&str, f64)| CaseItemTruth { item_id: item_id.to_string(), won_effect };
    Ok(CaseTruth {
        usual_score: USUAL_SCORE,
        ability_share: ABILITY_SHARE,
        deal_spread: DEAL_SPREAD,
        score_spread: SCORE_SPREAD,
        items: ITEMS.iter().map(item).collect(),
        reviewers: panel.reviewers,
    })
}

/// Some of a rep's deals with one outcome that were closed since a day, in the order of their numbers.
fn drawn<'b>(book: &'b RepBook, won: bool, since: Day, rng: &mut ChaCha8Rng) -> Vec<&'b ClosedDeal> {
    let mut deals: Vec<&ClosedDeal> =
        book.closed.iter().filter(|deal| deal.won == won && deal.closed >= since).collect();
    while deals.len() > DEALS_EACH {
        deals.remove(rng.random_range(0..deals.len()));
    }
    deals
}

struct Panel<'a> {
    company: &'a Company,
    reviewers: Vec<RaterTruth>,
    table: Table,
    cases: usize,
}

impl Panel<'_> {
    /// One case: the reviewers take turns, so that every pair of them meets.
    fn case(&mut self, rep: usize, deal: &ClosedDeal, rng: &mut ChaCha8Rng) -> Result<(), GenerateError> {
        let first = self.cases % REVIEWERS;
        let second = (first + 1 + self.cases / REVIEWERS % (REVIEWERS - 1)) % REVIEWERS;
        self.cases += 1;
        let of_deal = normal(rng, 0.0, DEAL_SPREAD) + ABILITY_SHARE * self.company.people.reps[rep].ability;
        for (item, won_effect) in ITEMS {
            let expected = USUAL_SCORE + of_deal + if deal.won { won_effect } else { 0.0 };
            for reviewer in [first, second] {
                let RaterTruth { rater_key, severity } = &self.reviewers[reviewer];
                let score = normal(rng, expected - severity, SCORE_SPREAD).round().clamp(1.0, 5.0) as i64;
                self.table.id("CASE-OP", deal.number, NUMBER_WIDTH).id("OP", deal.number, NUMBER_WIDTH);
                self.company.people.rep_id(rep, &mut self.table).text(rater_key).text(item).int(score);
                self.table.empty().end()?;
            }
        }
        Ok(())
    }
}
