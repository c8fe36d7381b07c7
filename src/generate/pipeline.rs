//! Opportunities and leads, rep by rep: created with the rep's effort, won at the rep's rate.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

use crate::calendar::Day;

use super::people::Rep;
use super::streams::{Stream, normal, pick, stream};
use super::table::{Folder, Table};
use super::window::Window;
use super::{Company, GenerateError};

/// Opportunities and unconverted leads that a rep at full effort gets in a month.
pub(super) const OPPORTUNITIES_A_MONTH: f64 = 4.0;
const OTHER_LEADS_A_MONTH: f64 = 2.0;

/// Days from creation to a win or loss: median and spread of the logarithm.
pub(super) const CYCLE_DAYS_MEDIAN: f64 = 45.0;
const CYCLE_SPREAD: f64 = 0.5;

/// Chance that a deal dies without anybody closing it.
pub(super) const NEVER_CLOSED_SHARE: f64 = 0.05;

/// Chance that an opportunity began as a lead.
const FROM_LEAD_SHARE: f64 = 0.4;

/// Digits of the numbers of opportunities and leads.
pub(super) const NUMBER_WIDTH: usize = 7;

/// Customers of a rep among whom opportunities and activities choose.
const SAMPLE_CUSTOMERS: usize = 64;

/// What activities refer to: one rep's customers, deals and leads.
#[derive(Debug, Default)]
pub(super) struct RepBook {
    /// Customers who were won by the window's first quarter.
    pub(super) customers: Vec<u32>,
    /// Number and day of creation, oldest first.
    pub(super) opportunities: Vec<(u64, Day)>,
    /// Number and day of assignment, oldest first.
    pub(super) leads: Vec<(u64, Day)>,
    /// The deals that were won or lost, in the order of their numbers.
    pub(super) closed: Vec<ClosedDeal>,
}

/// A deal that was won or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClosedDeal {
    pub(super) number: u64,
    pub(super) closed: Day,
    pub(super) won: bool,
}

/// An opportunity before it is written.
struct Deal {
    created: Day,
    /// When it is won or lost; `None` where nobody ever closes it.
    closes: Option<Day>,
    won: bool,
    amount: i64,
}

/// Writes `opportunities.csv` and `leads.csv`.
pub(super) fn write(company: &Company, folder: &mut Folder) -> Result<Vec<RepBook>, GenerateError> {
    let mut desk = Desk::open(company, folder)?;
    let samples = company.customers.early_sample(&company.window, company.people.reps.len(), SAMPLE_CUSTOMERS);
    let months = days_by_month(&company.window);
    let mut books = Vec::with_capacity(samples.len());
    for (rep, customers) in samples.into_iter().enumerate() {
        let mut book = RepBook { customers, ..RepBook::default() };
        for (month, days) in months.iter().enumerate() {
            desk.month(rep, month, days, &mut book)?;
        }
        // A converted lead is older than its deal, so the leads did not come in order.
        book.leads.sort_unstable_by_key(|&(lead, assigned)| (assigned, lead));
        books.push(book);
    }
    folder.close(desk.opportunities)?;
    folder.close(desk.leads)?;
    Ok(books)
}

struct Desk<'a> {
    company: &'a Company,
    rng: ChaCha8Rng,
    /// For the stages of deals that are no longer open.
    decided_stages: ChaCha8Rng,
    opportunities: Table,
    leads: Table,
    opportunity_count: u64,
    lead_count: u64,
}

impl<'a> Desk<'a> {
    fn open(company: &'a Company, folder: &Folder) -> Result<Desk<'a>, GenerateError> {
        let opportunity = [
            "opportunity_id",
            "rep_id",
            "customer_id",
            "created_date",
            "stage",
            "amount",
            "currency",
            "expected_close",
            "status",
            "closed_date",
            "loss_reason",
            "source",
            "forecast_category",
            "first_contact_date",
            "is_qualified",
        ];
        let lead = ["lead_id", "assigned_rep", "assigned_ts", "status", "converted_opportunity_id"];
        Ok(Desk {
            company,
            rng: stream(company.settings.seed, Stream::Pipeline),
            decided_stages: stream(company.settings.seed, Stream::DecidedStages),
            opportunities: folder.table("opportunities.csv", &opportunity)?,
            leads: folder.table("leads.csv", &lead)?,
            opportunity_count: 0,
            lead_count: 0,
        })
    }

    /// What a rep begins in a month.
    fn month(&mut self, number: usize, month: usize, days: &[Day], book: &mut RepBook) -> Result<(), GenerateError> {
        let rep = &self.company.people.reps[number];
        let served: Vec<Day> = days.iter().copied().filter(|&day| rep.serves(day)).collect();
        let share = served.len() as f64 / days.len() as f64;
        let effort = rep.effort(month, self.company.settings.ramp_months) * share;
        for created in self.draw_days(&served, OPPORTUNITIES_A_MONTH * effort) {
            let deal = self.draw_deal(rep, created);
            self.opportunity(number, &deal, book)?;
        }
        for assigned in self.draw_days(&served, OTHER_LEADS_A_MONTH * effort) {
            let status = pick(&mut self.rng, &[("disqualified", 0.5), ("working", 0.3), ("new", 0.2)]);
            self.lead(number, assigned, status, None, book)?;
        }
        Ok(())
    }

    /// Days among those given, about `mean` of them, in order.
    fn draw_days(&mut self, days: &[Day], mean: f64) -> Vec<Day> {
        let count = Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(&mut self.rng)) as usize;
        let mut drawn: Vec<Day> = (0..count).map(|_| days[self.rng.random_range(0..days.len())]).collect();
        drawn.sort_unstable();
        drawn
    }

    fn draw_deal(&mut self, rep: &Rep, created: Day) -> Deal {
        let rng = &mut self.rng;
        let cycle = normal(rng, CYCLE_DAYS_MEDIAN.ln(), CYCLE_SPREAD).exp().clamp(1.0, 720.0) as i32;
        let day = self.company.window.business_day_from(created.plus_days(cycle));
        let never = rng.random_bool(NEVER_CLOSED_SHARE);
        let won = rng.random_bool(rep.win_rate);
        let amount = (normal(rng, 500_000_f64.ln(), 0.8).exp() * rep.productivity / 1_000.0).round() as i64 * 1_000;
        Deal { created, closes: (!never).then_some(day), won, amount: amount.max(1_000) }
    }

    fn opportunity(&mut self, number: usize, deal: &Deal, book: &mut RepBook) -> Result<(), GenerateError> {
        let company = self.company;
        let leave = company.people.reps[number].leave;
        let known_to = leave.unwrap_or(company.window.last());
        let closed = deal.closes.filter(|&day| day <= known_to);
        // A leaver's open deals are voided on the last day of service.
        let (status, closed_date) = match closed {
            Some(day) => (if deal.won { "won" } else { "lost" }, Some(day)),
            None if leave.is_some() => ("void", leave),
            None => ("open", None),
        };
        self.opportunity_count += 1;
        let id = self.opportunity_count;
        let from_lead = self.rng.random_bool(FROM_LEAD_SHARE);
        let expected = deal.created.plus_days(normal(&mut self.rng, CYCLE_DAYS_MEDIAN, 12.0).max(7.0) as i32);
        let customer = match book.customers.len() {
            0 => None,
            known => Some(book.customers[self.rng.random_range(0..known)]),
        };
        let stage = self.stage(status, deal);
        let table = &mut self.opportunities;
        table.id("OP", id, NUMBER_WIDTH);
        company.people.rep_id(number, table);
        match customer {
            Some(customer) => table.id("C", u64::from(customer) + 1, company.customers.width),
            None => table.empty(),
        };
        table.day(deal.created).text(stage).money(deal.amount).text(company.settings.currency.code());
        table.day(company.window.business_day_from(expected)).text(status).day_or_empty(closed_date);
        let reason = pick(&mut self.rng, &[("price", 4.0), ("competitor", 3.0), ("timing", 2.0), ("no decision", 2.0)]);
        table.text(if status == "lost" { reason } else { "" });
        table.text(if from_lead { "lead" } else { "own" }).text(forecast_category(status, stage));
        let contact = deal.created.plus_days(-self.rng.random_range(0..21));
        // What is decided was worth the work.
        table.day(contact).flag(status != "open" || stage != "Qualified").end()?;
        book.opportunities.push((id, deal.created));
        if let Some(day) = closed {
            book.closed.push(ClosedDeal { number: id, closed: day, won: deal.won });
        }
        if from_lead {
            // The lead was assigned on a business day of service, shortly before.
            let earliest = company.people.reps[number].hire.max(company.window.first());
            let assigned = company.window.business_day_from(contact.max(earliest)).min(deal.created);
            self.lead(number, assigned, "converted", Some(id), book)?;
        }
        Ok(())
    }

    /// The stage in which the deal is, or in which it was decided: the further it had come, the likelier it was won. The
    /// status says what became of it.
    fn stage(&mut self, status: &str, deal: &Deal) -> &'static str {
        let reached = &mut self.decided_stages;
        match status {
            "won" => pick(reached, &[("Negotiation", 6.0), ("Proposal", 3.0), ("Qualified", 1.0)]),
            "lost" | "void" => pick(reached, &[("Negotiation", 2.0), ("Proposal", 4.0), ("Qualified", 4.0)]),
            _ => match self.company.window.last().days_since(deal.created) {
                ..15 => "Qualified",
                15..35 => "Proposal",
                _ => pick(&mut self.rng, &[("Proposal", 1.0), ("Negotiation", 1.0)]),
            },
        }
    }

    fn lead(
        &mut self,
        number: usize,
        assigned: Day,
        status: &str,
        opportunity: Option<u64>,
        book: &mut RepBook,
    ) -> Result<(), GenerateError> {
        self.lead_count += 1;
        let minute = self.rng.random_range(8 * 60..17 * 60);
        let table = &mut self.leads;
        table.id("L", self.lead_count, NUMBER_WIDTH);
        self.company.people.rep_id(number, table).timestamp(assigned, minute).text(status);
        match opportunity {
            Some(id) => table.id("OP", id, NUMBER_WIDTH),
            None => table.empty(),
        };
        book.leads.push((self.lead_count, assigned));
        table.end()
    }
}

/// The category in which a deal is forecast, or was last before it was decided.
fn forecast_category(status: &str, stage: &str) -> &'static str {
    match (status, stage) {
        ("void", _) => "omitted",
        (_, "Negotiation") => "commit",
        (_, "Proposal") => "best case",
        _ => "pipeline",
    }
}

/// The business days of each month of the window.
fn days_by_month(window: &Window) -> Vec<Vec<Day>> {
    let mut months = vec![Vec::new(); window.month_count()];
    for &day in window.business_days() {
        months[window.month_of(day).max(0) as usize].push(day);
    }
    months
}
