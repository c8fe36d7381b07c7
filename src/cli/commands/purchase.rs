//! `attain purchase`: which customers will buy again, how often, and for how much.

use std::path::Path;

use serde::Serialize;

use crate::calendar::Day;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::headings::{self, Reading};
use crate::cli::notes;
use crate::cli::purchase_arguments::{ByChoice, ModelChoice, PurchaseArguments, WorthChoice};
use crate::failure::Failure;
use crate::measures::sales::customer_returns;
use crate::measures::wilson_95;
use crate::models::purchase::{FitReport, FitStatus, FittedPurchase, PurchaseError, PurchaseModel, SpendModel};
use crate::pipeline::purchase::{
    Bought, Buyer, Held, HoldOut, Lookout, Outlook, Worth, buyers, hold_out, learn_when, learn_worth,
};
use crate::pipeline::read_purchase_summary;
use crate::quantity::Currency;
use crate::reports::Format;
use crate::review::findings::sentence;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::{Arg, Sentence};
use crate::review::tables::{Origin, OriginFields};

pub(crate) fn run(context: &Context, asked: &PurchaseArguments) -> Result<Outcome, Failure> {
    if !(asked.discount > -1.0 && asked.discount.is_finite()) {
        return Err(Failure::usage(
            format!("the discount is {}, and it must be above -1", asked.discount),
            "a share: --discount 0.1 for 10 % a year",
        ));
    }
    if asked.worth == WorthChoice::Margin && asked.summary.is_some() {
        return Err(Failure::usage(
            "a summary file has no costs",
            "leave --worth out: its monetary_value is what a purchase is worth",
        ));
    }
    if asked.summary.is_some() && context.global.as_of.is_some() {
        return Err(Failure::usage(
            "--as-of reads the store as of a day, and --summary reads no store",
            "leave --as-of out: the file's ages (T) are told as of a day of its own",
        ));
    }
    let case = match &asked.summary {
        Some(path) => Case::from_file(context, asked, path)?,
        None => Case::from_store(context, asked)?,
    };
    if asked.by == Some(ByChoice::Rep) && asked.summary.is_some() {
        return Err(Failure::usage("a summary file names no reps", "leave --summary out, or ask for --by customer"));
    }
    if asked.worth == WorthChoice::Margin {
        case.say_without_costs(context);
    }
    let refuse = |error: PurchaseError| notes::no_purchase_model(context.language, &error);
    let fitted = learn_when(purchase_model(asked.model), &case.buyers).map_err(refuse)?;
    // What a purchase is worth is learned where it is told.
    let is_told = tells_worth(asked);
    let spend = if is_told { learn_worth(&case.buyers, Worth::Revenue) } else { None };
    let value = match asked.worth {
        WorthChoice::Revenue => spend.clone(),
        WorthChoice::Margin if !is_told => None,
        WorthChoice::Margin => learn_worth(&case.buyers, Worth::Margin),
    };
    if is_told && case.has_values {
        case.say_left_out(context, Worth::Revenue, spend.is_some())?;
        if asked.worth == WorthChoice::Margin {
            case.say_left_out(context, Worth::Margin, value.is_some())?;
        }
    }
    match asked.by {
        Some(by) => {
            let listing = case.listing(by, asked, &fitted, (spend.as_ref(), value.as_ref()));
            let listing = match &case.origin {
                Some(origin) => origin.stamped(listing),
                None => listing,
            };
            if by == ByChoice::Customer {
                say(context, &alive(asked.model))?;
            }
            context.output.listing(&for_people(context, listing)?)?;
        }
        None => {
            let of_worth = asked.model == ModelChoice::GammaGamma;
            let worth = of_worth.then(|| value.as_ref().ok_or_else(|| case.too_few())).transpose().map_err(refuse)?;
            context.output.text(&case.report(asked.model, &fitted, worth)?)?;
            case.held.as_ref().and_then(kept).map_or(Ok(()), |said| say(context, &said))?;
        }
    }
    let report =
        if asked.model == ModelChoice::GammaGamma { value.as_ref().map(SpendModel::report) } else { fitted.report() };
    Ok(match report.map(|report| &report.status) {
        Some(FitStatus::Converged) => Outcome::Done,
        status => {
            say(context, &unsettled(status))?;
            Outcome::Findings
        }
    })
}

/// What is to be said of a model that is not settled.
fn unsettled(status: Option<&FitStatus>) -> Sentence {
    match status {
        Some(FitStatus::Open { parameters }) => {
            let names = parameters.iter().map(ToString::to_string).collect();
            sentence(
                "purchase-open",
                vec![("n", Arg::Count(parameters.len() as i64)), ("parameters", Arg::List(names))],
            )
        }
        _ => sentence("purchase-not-converged", vec![]),
    }
}

/// Whether the answer has what a purchase is worth.
fn tells_worth(asked: &PurchaseArguments) -> bool {
    asked.by.is_some() || asked.model == ModelChoice::GammaGamma
}

/// What customers gave back and no purchase is worth less by.
fn taken_off_nothing(bought: &Bought) -> Option<Sentence> {
    let Bought { returned, taken_off_nothing, .. } = *bought;
    (taken_off_nothing > 0).then(|| {
        sentence(
            "purchase-returns-of-nothing",
            vec![
                ("share", Arg::Share(taken_off_nothing as f64 / returned as f64)),
                ("amount", Arg::Money(taken_off_nothing)),
            ],
        )
    })
}

fn say(context: &Context, said: &Sentence) -> Result<(), Failure> {
    let wording = context.wording()?;
    context.output.say(&notes::note(context.language, &wording.sentence(said, context.currency())));
    Ok(())
}

/// What the chance to be a customer still is worth, beside its column: under a model in which nobody leaves before a
/// repeat purchase it is 1 for everybody who bought once.
fn alive(model: ModelChoice) -> Sentence {
    let id = match model {
        ModelChoice::BgNbd | ModelChoice::GammaGamma => "purchase-alive-once",
        ModelChoice::MbgNbd | ModelChoice::ParetoNbd => "purchase-alive",
    };
    sentence(id, vec![])
}

/// Whether the stated chances came true: of each group of customers the share that bought, with Wilson's interval.
fn kept(held: &HoldOut) -> Option<Sentence> {
    let is_off = |group: &&Held| {
        let bought = (group.realised * group.n as f64).round() as i64;
        wilson_95(bought, group.n as i64).is_some_and(|came| group.stated < came.lower || group.stated > came.upper)
    };
    let off: Vec<&Held> = held.groups.iter().filter(is_off).collect();
    let by_distance = |a: &&&Held, b: &&&Held| (a.realised - a.stated).abs().total_cmp(&(b.realised - b.stated).abs());
    let all: Vec<&Held> = held.groups.iter().collect();
    let furthest = off.iter().max_by(by_distance).or_else(|| all.iter().max_by(by_distance))?;
    Some(sentence(
        if off.is_empty() { "purchase-kept" } else { "purchase-not-kept" },
        vec![
            ("off", Arg::Count(off.len() as i64)),
            ("groups", Arg::Count(held.groups.len() as i64)),
            ("stated", Arg::Share(furthest.stated)),
            ("realised", Arg::Share(furthest.realised)),
            ("n", Arg::Count(furthest.n as i64)),
            ("expected", Arg::Count(held.purchases_expected.round() as i64)),
            ("purchases", Arg::Count(i64::try_from(held.purchases).unwrap_or(i64::MAX))),
        ],
    ))
}

/// In words and units for people: money with the currency's digits, chances as percentages.
fn for_people(context: &Context, mut listing: Listing) -> Result<Listing, Failure> {
    if context.output.format != Format::Table {
        return Ok(listing);
    }
    let per_major = listing.currency.minor_per_major() as f64;
    for row in &mut listing.rows {
        for (cell, column) in row.iter_mut().zip(&listing.columns) {
            *cell = match (column.name.as_str(), &*cell) {
                ("expected_revenue" | "clv_model", Cell::Float(value)) => {
                    Cell::Money((value * per_major).round_ties_even() as i64)
                }
                // Days are whole, unless a file of its own tells them otherwise.
                ("recency" | "age", Cell::Float(value)) if value.fract() == 0.0 => Cell::Int(*value as i64),
                (_, other) => other.clone(),
            };
        }
    }
    let reading = Reading { room: "purchase", coded: &["null_reason", "worth"], ..Reading::default() };
    Ok(headings::read_as(context, listing, &context.wording()?, reading))
}

/// The model of when; the model of what a purchase is worth goes with BG/NBD.
fn purchase_model(choice: ModelChoice) -> PurchaseModel {
    match choice {
        ModelChoice::BgNbd | ModelChoice::GammaGamma => PurchaseModel::BgNbd,
        ModelChoice::MbgNbd => PurchaseModel::MbgNbd,
        ModelChoice::ParetoNbd => PurchaseModel::ParetoNbd,
    }
}

impl WorthChoice {
    fn worth(self) -> Worth {
        match self {
            WorthChoice::Revenue => Worth::Revenue,
            WorthChoice::Margin => Worth::Margin,
        }
    }

    /// What stands in the column `worth`.
    fn word(self) -> &'static str {
        match self {
            WorthChoice::Revenue => "revenue",
            WorthChoice::Margin => "margin",
        }
    }
}

/// The customers, and what is to be said of where they come from.
struct Case {
    buyers: Vec<Buyer>,
    customers: Vec<String>,
    reps: Vec<String>,
    has_values: bool,
    /// Of those that bought again, how many have no value in the file.
    without_value: usize,
    as_of: Option<Day>,
    currency: Currency,
    /// None for a file of customers, which no store and no settings stand behind.
    origin: Option<Origin>,
    held: Option<HoldOut>,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Report<'a> {
    model: &'static str,
    time_unit: &'static str,
    as_of: Option<String>,
    n: usize,
    #[serde(flatten)]
    fit: &'a FitReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_purchase: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_of_frequency_and_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stated_vs_realised: Option<&'a HoldOut>,
    #[serde(flatten)]
    origin: Option<OriginFields<'a>>,
}

impl Case {
    fn from_file(context: &Context, asked: &PurchaseArguments, path: &Path) -> Result<Case, Failure> {
        let summary = read_purchase_summary(path)?;
        if asked.model == ModelChoice::GammaGamma && !summary.has_values {
            return Err(Failure::data(
                format!("`{}` has no column `monetary_value`", path.display()),
                Some("the mean worth of a customer's repeat purchases".to_string()),
            ));
        }
        Ok(Case {
            buyers: summary.buyers,
            customers: summary.customers,
            reps: Vec::new(),
            has_values: summary.has_values,
            without_value: summary.without_value,
            as_of: None,
            currency: context.configuration.settings.company.currency.unwrap_or(Currency::USD),
            origin: None,
            held: None,
        })
    }

    fn from_store(context: &Context, asked: &PurchaseArguments) -> Result<Case, Failure> {
        let snapshot = context.snapshot()?;
        snapshot.facts.require_histories("attain purchase")?;
        let wants_proof = asked.by.is_none() && asked.model != ModelChoice::GammaGamma;
        let held = wants_proof
            .then(|| hold_out(purchase_model(asked.model), &snapshot.facts, snapshot.as_of, asked.horizon))
            .flatten();
        if wants_proof && held.is_none() {
            context.output.say(&notes::no_proof(context.language, asked.horizon));
        }
        // Only what is told is read: whose sale a return is, the orders have to be asked.
        let returns = match tells_worth(asked) {
            true => customer_returns(&snapshot.tables, "clv.model", snapshot.as_of)?,
            false => Vec::new(),
        };
        let bought = buyers(&snapshot.facts, snapshot.as_of, snapshot.currency.minor_per_major(), &returns);
        taken_off_nothing(&bought).map_or(Ok(()), |said| say(context, &said))?;
        Ok(Case {
            buyers: bought.buyers,
            origin: Some(context.origin(&snapshot)),
            customers: snapshot.facts.customers,
            reps: snapshot.facts.reps,
            has_values: true,
            without_value: 0,
            as_of: Some(snapshot.as_of),
            currency: snapshot.currency,
            held,
        })
    }

    /// Why there is no model of what a purchase is worth.
    fn too_few(&self) -> PurchaseError {
        let again = self.buyers.iter().filter(|buyer| buyer.history.frequency > 0).count();
        match self.buyers.iter().filter(|buyer| buyer.spend.is_some()).count() {
            worth if worth < again => PurchaseError::TooFewWorth { repeaters: again, worth, needed: 3 },
            repeaters => PurchaseError::TooFew { repeaters, needed: 3 },
        }
    }

    /// The model as JSON: that of worth where there is one to report, else that of when.
    fn report(
        &self,
        model: ModelChoice,
        fitted: &FittedPurchase,
        worth: Option<&SpendModel>,
    ) -> Result<String, Failure> {
        let fit = match worth {
            Some(worth) => worth.report(),
            None => fitted.report().ok_or_else(|| Failure::internal("a model without a report"))?,
        };
        let report = Report {
            model: match model {
                ModelChoice::BgNbd => "bgnbd",
                ModelChoice::MbgNbd => "mbgnbd",
                ModelChoice::ParetoNbd => "paretonbd",
                ModelChoice::GammaGamma => "gammagamma",
            },
            time_unit: if self.as_of.is_some() { "day" } else { "that of the file" },
            as_of: self.as_of.map(|day| day.to_string()),
            n: fit.customers,
            fit,
            currency: (worth.is_some() && self.as_of.is_some()).then(|| self.currency.code()),
            mean_purchase: worth.and_then(SpendModel::mean),
            correlation_of_frequency_and_value: worth.and_then(SpendModel::correlation),
            stated_vs_realised: self.held.as_ref(),
            origin: self.origin.as_ref().map(Origin::as_fields),
        };
        let text = serde_json::to_string_pretty(&report).map_err(|error| Failure::internal(error.to_string()))?;
        Ok(text + "\n")
    }

    /// A customer with a line without a cost has no margin.
    fn say_without_costs(&self, context: &Context) {
        let without = self.buyers.iter().filter(|buyer| buyer.without_cost).count();
        if without > 0 {
            let again = self.buyers.iter().filter(|buyer| buyer.history.frequency > 0).count();
            context.output.say(&notes::margins_without_costs(context.language, without, again));
        }
    }

    /// Who bought again and yet is not in the model of worth, because nothing or less was left of it.
    fn say_left_out(&self, context: &Context, worth: Worth, is_learned: bool) -> Result<(), Failure> {
        let again: Vec<&Buyer> = self.buyers.iter().filter(|buyer| buyer.history.frequency > 0).collect();
        let is_known = |buyer: &&&Buyer| worth == Worth::Revenue || !buyer.without_cost;
        let without = again.iter().filter(is_known).filter(|buyer| buyer.worth(worth).is_none()).count();
        let counts = |left_out: usize| {
            let word = if worth == Worth::Margin { "margin" } else { "revenue" };
            vec![
                ("again", Arg::Count(again.len() as i64)),
                ("n", Arg::Count(left_out as i64)),
                ("worth", Arg::Message(format!("word-purchase-{word}"))),
            ]
        };
        if self.without_value > 0 {
            say(context, &sentence("purchase-without-value", counts(self.without_value)))?;
        }
        match without - self.without_value {
            0 => Ok(()),
            n if is_learned => say(context, &sentence("purchase-left-out", counts(n))),
            n => say(context, &sentence("purchase-left-out-none", counts(n))),
        }
    }

    fn listing(
        &self,
        by: ByChoice,
        asked: &PurchaseArguments,
        fitted: &FittedPurchase,
        (spend, value): (Option<&SpendModel>, Option<&SpendModel>),
    ) -> Listing {
        let lookout = Lookout { horizon_days: asked.horizon, discount: asked.discount };
        let (spend, value) = (spend.filter(|_| self.has_values), value.filter(|_| self.has_values));
        let outlooks = Outlook::of_all(&self.buyers, fitted, spend, (value, asked.worth.worth()), lookout);
        match by {
            ByChoice::Customer => self.by_customer(&outlooks, asked),
            ByChoice::Rep => self.by_rep(&outlooks, asked),
        }
    }

    fn by_customer(&self, outlooks: &[Outlook], asked: &PurchaseArguments) -> Listing {
        let number = |name| (name, ColumnKind::Number);
        let text = |name| (name, ColumnKind::Text);
        let columns = [
            text("customer_id"),
            text("rep_id"),
            ("frequency", ColumnKind::Int),
            number("recency"),
            number("age"),
            ("horizon", ColumnKind::Int),
            number("p_repeat_h"),
            number("expected_purchases"),
            number("expected_revenue"),
            number("clv_model"),
            number("p_alive"),
            text("null_reason"),
            text("currency"),
            text("as_of"),
            text("worth"),
            number("discount"),
        ];
        let mut listing = Listing::new("purchase", self.currency, &columns);
        for (buyer, outlook) in self.buyers.iter().zip(outlooks) {
            let mut row = vec![
                Cell::from(self.customers[buyer.customer as usize].as_str()),
                self.rep(buyer.rep),
                Cell::Int(i64::from(buyer.history.frequency)),
                Cell::Float(buyer.history.recency),
                Cell::Float(buyer.history.age),
                Cell::Int(i64::from(asked.horizon)),
                Cell::Float(outlook.buyers),
                Cell::Float(outlook.purchases),
                Cell::from(outlook.revenue),
                Cell::from(outlook.discounted),
                Cell::Float(outlook.alive),
            ];
            row.extend(self.stamp(outlook));
            row.push(Cell::from(asked.worth.word()));
            row.push(Cell::Float(asked.discount));
            listing.push(row);
        }
        listing
    }

    fn by_rep(&self, outlooks: &[Outlook], asked: &PurchaseArguments) -> Listing {
        let number = |name| (name, ColumnKind::Number);
        let text = |name| (name, ColumnKind::Text);
        let columns = [
            text("rep_id"),
            ("customers", ColumnKind::Int),
            ("horizon", ColumnKind::Int),
            number("expected_buyers"),
            number("expected_repeat_rate"),
            number("expected_purchases"),
            number("expected_revenue"),
            number("clv_model"),
            text("null_reason"),
            text("currency"),
            text("as_of"),
            text("worth"),
            number("discount"),
        ];
        let mut listing = Listing::new("purchase_by_rep", self.currency, &columns);
        for (rep, book) in Outlook::by_rep(&self.buyers, outlooks) {
            let mut row = vec![
                self.rep(rep),
                Cell::Int(book.customers as i64),
                Cell::Int(i64::from(asked.horizon)),
                Cell::Float(book.buyers),
                Cell::Float(book.buyers / book.customers as f64),
                Cell::Float(book.purchases),
                Cell::from(book.revenue),
                Cell::from(book.discounted),
            ];
            row.extend(self.stamp(&book));
            row.push(Cell::from(asked.worth.word()));
            row.push(Cell::Float(asked.discount));
            listing.push(row);
        }
        listing
    }

    fn rep(&self, rep: u32) -> Cell {
        self.reps.get(rep as usize).filter(|name| !name.is_empty()).map_or(Cell::Null, |name| Cell::from(name.as_str()))
    }

    fn stamp(&self, outlook: &Outlook) -> [Cell; 3] {
        let is_told = outlook.revenue.is_some() && outlook.discounted.is_some();
        let reason = if is_told { Cell::Null } else { Cell::from("no_model_of_worth") };
        let currency = if outlook.revenue.is_some() && self.as_of.is_some() {
            Cell::from(self.currency.code())
        } else {
            Cell::Null
        };
        [reason, currency, self.as_of.map_or(Cell::Null, |day| Cell::from(day.to_string()))]
    }
}
