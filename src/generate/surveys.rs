//! Satisfaction surveys after some of the orders.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::calendar::Day;

use super::orders::ORDER_WIDTH;
use super::streams::{Stream, normal, pick, stream};
use super::table::{Folder, Table};
use super::{Company, GenerateError};

/// Share of orders after which the customer is asked.
const ASKED_SHARE: f64 = 0.06;

/// Share of the asked who answer.
pub(super) const RESPONSE_SHARE: f64 = 0.4;

/// Spread of single answers around the rep's mean, on the scale of 1 to 5.
pub(super) const ANSWER_SPREAD: f64 = 0.8;

/// The table of surveys. An answer after the window is not known yet and left empty.
#[derive(Debug)]
pub(super) struct Surveys {
    table: Table,
    asked: u64,
    rng: ChaCha8Rng,
}

/// A question by its kind, with the scale's ends.
type Question = (&'static str, i64, i64);

impl Surveys {
    pub(super) fn open(company: &Company, folder: &Folder) -> Result<Surveys, GenerateError> {
        let columns = [
            "response_id",
            "customer_id",
            "rep_id",
            "order_id",
            "sent_date",
            "response_date",
            "kind",
            "score",
            "scale_max",
        ];
        let rng = stream(company.settings.seed, Stream::Surveys);
        Ok(Surveys { table: folder.table("csat_surveys.csv", &columns)?, asked: 0, rng })
    }

    /// Asks the customer of an order, or not.
    pub(super) fn maybe_ask(
        &mut self,
        company: &Company,
        order: u64,
        customer: usize,
        rep: usize,
        day: Day,
    ) -> Result<(), GenerateError> {
        if !self.rng.random_bool(ASKED_SHARE) {
            return Ok(());
        }
        let sent = company.window.business_day_from(day.plus_days(7));
        let answered_on = sent.plus_days(self.rng.random_range(0..15));
        let answers = self.rng.random_bool(RESPONSE_SHARE) && answered_on <= company.window.last();
        let questions: [(Question, f64); 3] = [(("csat", 1, 5), 0.6), (("nps", 0, 10), 0.3), (("ces", 1, 7), 0.1)];
        let question = pick(&mut self.rng, &questions);
        let feeling = normal(&mut self.rng, company.people.reps[rep].satisfaction, ANSWER_SPREAD);
        if sent > company.window.last() {
            return Ok(());
        }
        self.asked += 1;
        let table = &mut self.table;
        table.id("S", self.asked, 7).id("C", customer as u64 + 1, company.customers.width);
        company.people.rep_id(rep, table).id("O", order, ORDER_WIDTH).day(sent);
        table.day_or_empty(answers.then_some(answered_on)).text(question.0);
        if answers {
            table.int(score(feeling, question))
        } else {
            table.empty()
        };
        table.int(question.2).end()
    }

    pub(super) fn close(self, folder: &mut Folder) -> Result<(), GenerateError> {
        folder.close(self.table)
    }
}

/// The feeling on a scale of 1 to 5, moved onto the question's scale and rounded.
fn score(feeling: f64, (_, low, high): Question) -> i64 {
    let place = (feeling - 1.0) / 4.0;
    let moved = low as f64 + place * (high - low) as f64;
    (moved.round() as i64).clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feeling_keeps_its_place_on_every_scale() {
        assert_eq!(score(5.0, ("nps", 0, 10)), 10);
        assert_eq!(score(3.0, ("nps", 0, 10)), 5);
        assert_eq!(score(4.2, ("csat", 1, 5)), 4);
        assert_eq!(score(0.2, ("ces", 1, 7)), 1);
    }
}
