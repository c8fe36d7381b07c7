//! What reps do all day: calls, visits, mails; and the first answer to each lead.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

use crate::calendar::Day;

use super::people::Rep;
use super::pipeline::{NUMBER_WIDTH, RepBook};
use super::streams::{Stream, pick, stream};
use super::table::{Folder, Table};
use super::window::DAYS_A_WEEK;
use super::{Company, GenerateError};

/// Activities of a rep at full effort in a week, the follow-up of leads apart.
pub(super) const ACTIVITIES_A_WEEK: f64 = 4.0;

/// Deals and leads of the past among which an activity chooses.
const RECENT: usize = 12;

/// Digits of an activity's number.
const ACTIVITY_WIDTH: usize = 8;

const COLUMNS: [&str; 9] =
    ["activity_id", "rep_id", "ts", "type", "subject_type", "subject_id", "duration_min", "outcome", "is_auto"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Customer(u32),
    Opportunity(u64),
    Lead(u64),
}

/// When, and about what; ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Activity {
    day: Day,
    minute: u32,
    subject: Subject,
}

/// Writes `activities.csv`, rep by rep in order of time.
pub(super) fn write(company: &Company, books: &[RepBook], folder: &mut Folder) -> Result<(), GenerateError> {
    let mut rng = stream(company.settings.seed, Stream::Activities);
    let mut table = folder.table("activities.csv", &COLUMNS)?;
    let mut count = 0;
    for (number, book) in books.iter().enumerate() {
        for activity in one_rep(company, &company.people.reps[number], book, &mut rng) {
            count += 1;
            row(company, count, number, activity, &mut rng, &mut table)?;
        }
    }
    folder.close(table)
}

fn one_rep(company: &Company, rep: &Rep, book: &RepBook, rng: &mut ChaCha8Rng) -> Vec<Activity> {
    let mut activities = Vec::new();
    for &day in company.window.business_days().iter().filter(|&&day| rep.serves(day)) {
        let month = company.window.month_of(day).max(0) as usize;
        let mean = ACTIVITIES_A_WEEK / DAYS_A_WEEK * rep.effort(month, company.settings.ramp_months);
        let today = Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(rng)) as usize;
        for _ in 0..today {
            let minute = rng.random_range(8 * 60 + 30..17 * 60 + 30);
            activities.extend(subject(book, day, rng).map(|subject| Activity { day, minute, subject }));
        }
    }
    for &(lead, assigned) in &book.leads {
        let day = company.window.business_day_from(assigned.plus_days(rng.random_range(0..4)));
        let followed_up = rng.random_bool(rep.followup_rate);
        // Late in the day, so that it lies after the assignment on the same day too.
        let minute = rng.random_range(17 * 60..18 * 60);
        if followed_up && rep.serves(day) && day <= company.window.last() {
            activities.push(Activity { day, minute, subject: Subject::Lead(lead) });
        }
    }
    activities.sort_unstable();
    activities
}

/// What an activity is about: mostly a customer, else one of the recent deals or leads; `None` where the rep has
/// nothing of the kind yet.
fn subject(book: &RepBook, day: Day, rng: &mut ChaCha8Rng) -> Option<Subject> {
    match pick(rng, &[(0, 0.5), (1, 0.3), (2, 0.2)]) {
        0 if book.customers.is_empty() => None,
        0 => Some(Subject::Customer(book.customers[rng.random_range(0..book.customers.len())])),
        1 => recent(&book.opportunities, day, rng).map(Subject::Opportunity),
        _ => recent(&book.leads, day, rng).map(Subject::Lead),
    }
}

/// One of the last few entries dated before `day`.
fn recent(entries: &[(u64, Day)], day: Day, rng: &mut ChaCha8Rng) -> Option<u64> {
    let known = entries.partition_point(|&(_, since)| since < day);
    let first = known.saturating_sub(RECENT);
    (known > 0).then(|| entries[rng.random_range(first..known)].0)
}

fn row(
    company: &Company,
    count: u64,
    rep: usize,
    activity: Activity,
    rng: &mut ChaCha8Rng,
    table: &mut Table,
) -> Result<(), GenerateError> {
    let kinds = [("call", 4.0), ("mail", 4.0), ("visit", 2.0), ("meeting", 1.5), ("demo", 0.7), ("quote", 0.8)];
    let kind = pick(rng, &kinds);
    let minutes = match kind {
        "call" => rng.random_range(3..30),
        "mail" | "quote" => rng.random_range(5..20),
        _ => rng.random_range(30..120),
    };
    let is_auto = kind == "mail" && rng.random_bool(0.3);
    table.id("A", count, ACTIVITY_WIDTH);
    company.people.rep_id(rep, table).timestamp(activity.day, activity.minute).text(kind);
    match activity.subject {
        Subject::Customer(customer) => table.text("customer").id("C", u64::from(customer) + 1, company.customers.width),
        Subject::Opportunity(id) => table.text("opportunity").id("OP", id, NUMBER_WIDTH),
        Subject::Lead(id) => table.text("lead").id("L", id, NUMBER_WIDTH),
    };
    table.int(minutes).text(pick(rng, &[("reached", 0.6), ("no answer", 0.25), ("next step agreed", 0.15)]));
    table.flag(is_auto).end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_activity_refers_to_nothing_that_is_not_there_yet() {
        let mut rng = stream(1, Stream::Activities);
        let day = Day::from_epoch(100);
        let entries = [(1, Day::from_epoch(98)), (2, Day::from_epoch(99)), (3, Day::from_epoch(100))];
        for _ in 0..50 {
            assert!(recent(&entries, day, &mut rng).is_some_and(|id| id < 3));
        }
        assert_eq!(recent(&entries, Day::from_epoch(98), &mut rng), None);
    }
}
