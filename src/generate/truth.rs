//! What is true of the company: the content of `truth.json`.

use serde::{Deserialize, Serialize};

use crate::calendar::{Day, FiscalCalendar};

use super::orders::{Ledger, ORDER_SHAPE};
use super::people::{DECLINE_LEAD_MONTHS, RAMP_START, Rep};
use super::ratings::{RatingTruth, SCORE_SPREAD, SELF_BONUS, USUAL_SCORE};
use super::{Company, GeneratorSettings, cash, customers, pipeline, quotas, surveys};

/// Horizons, in days, for which the expected repeat rate is stated.
const REPEAT_DAYS: [u32; 5] = [30, 60, 90, 180, 365];

/// Everything that was planted, and the exact sums of what was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The settings, with the season rescaled to mean 1 and without `overwrite`, which changes no byte.
    pub settings: GeneratorSettings,
    /// The last day of the window.
    pub last_day: Day,
    /// Exact sums over `orders.csv`.
    pub totals: TotalsTruth,
    /// The quarters of the window, with the luck that all reps shared.
    pub quarters: Vec<QuarterTruth>,
    /// Every rep, managers left out.
    pub reps: Vec<RepTruth>,
    /// How customers come back.
    pub repeat: RepeatTruth,
    /// How goods come back.
    pub returns: ReturnTruth,
    /// Constants of the generator that hold for every company.
    pub constants: DistributionTruth,
    /// The raters by key; empty where only orders were written.
    pub raters: Vec<RaterTruth>,
    /// The rated items; empty where only orders were written.
    pub items: Vec<ItemTruth>,
    /// What was planted in the case reviews; none where only orders were written.
    #[serde(default)]
    pub cases: Option<CaseTruth>,
    /// The improvement plans; empty where only orders were written.
    #[serde(default)]
    pub plans: Vec<PlanTruth>,
}

/// How case reviews are scored: usual + ability × share + (won) effect of the item + deal − severity + error, rounded and
/// cut to 1…5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseTruth {
    /// The score of a usual rep's lost deal by a usual reviewer, before rounding.
    pub usual_score: f64,
    /// How far one point of a rep's ability moves a score.
    pub ability_share: f64,
    /// Spread between deals, which all reviewers see alike.
    pub deal_spread: f64,
    /// Spread of single scores.
    pub score_spread: f64,
    /// The rubric's items.
    pub items: Vec<CaseItemTruth>,
    /// The reviewers.
    pub reviewers: Vec<RaterTruth>,
}

/// An item of the rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseItemTruth {
    /// As in `case_reviews.csv`.
    pub item_id: String,
    /// Points by which won deals score higher, before rounding.
    pub won_effect: f64,
}

/// An improvement plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanTruth {
    /// As in `improvement_plans.csv`.
    pub plan_id: String,
    /// Whether the check value was reached.
    pub met: bool,
    /// Whether the written status says the opposite.
    pub status_is_wrong: bool,
}

/// What was planted in the tables beside the orders.
#[derive(Debug, Default)]
pub(super) struct Planted {
    pub(super) ratings: Option<RatingTruth>,
    pub(super) cases: Option<CaseTruth>,
    pub(super) plans: Vec<PlanTruth>,
}

/// Exact sums over `orders.csv`; amounts in minor units, returns counted negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalsTruth {
    /// Rows.
    pub order_lines: u64,
    /// Orders, returns left out.
    pub orders: u64,
    /// Rows that are returns.
    pub return_lines: u64,
    /// Customers on file, those included who were won and lost before the window.
    pub customers: u64,
    /// Σ list_amount.
    pub list_minor: i64,
    /// Σ net_amount.
    pub net_minor: i64,
    /// Σ cost_amount.
    pub cost_minor: i64,
}

/// A quarter of the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterTruth {
    /// Such as `2021-Q1`.
    pub period: String,
    /// Factor on everybody's amounts by luck that all share; 1 is usual.
    pub shock: f64,
}

/// A rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepTruth {
    /// As in `reps.csv`.
    pub rep_id: String,
    /// Lasting factor on amounts; 1 is usual.
    pub productivity: f64,
    /// Relative number of customers.
    pub territory: f64,
    /// Index by calendar quarter, mean 1: company's season times the rep's own deviation.
    pub season: [f64; 4],
    /// Factor by quarter of the window from the rep's own luck.
    pub own_luck: Vec<f64>,
    /// First day of service.
    pub hire_date: Day,
    /// Last day of service, where there is one.
    pub leave_date: Option<Day>,
    /// Set for newcomers.
    pub ramp: Option<RampTruth>,
    /// Set for those who decline.
    pub decline: Option<DeclineTruth>,
    /// Chance of each of five discount steps of 5 %: the expected discount is a quarter of it.
    pub discount_step_chance: f64,
    /// Mean days from due date to payment of the rep's customers.
    pub late_days_mean: f64,
    /// Chance that a deal, if it is closed at all, is won.
    pub win_rate: f64,
    /// Chance that a lead is followed up within four days.
    pub followup_rate: f64,
    /// Ability in scale points above the usual person.
    pub ability: f64,
    /// Mean feeling of the rep's customers on a scale of 1 to 5, before rounding.
    pub satisfaction: f64,
    /// Net sales by quarter of the window in minor units, returns on the day they came back: exact.
    pub net_minor: Vec<i64>,
}

/// How a newcomer begins: `start_share` of full strength in the month of hire, straight up to 1 after `months`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RampTruth {
    /// The month of hire, such as `2022-03`.
    pub from_month: String,
    /// Months until full strength.
    pub months: u32,
    /// Share of full strength in the month of hire; 1 where `months` is 0.
    pub start_share: f64,
}

/// How a rep's amounts fall: by `depth ÷ months_to_full` in `from_month`, by as much again in each month after it
/// until `depth` is gone, and they stay there. Pipeline and activities fall `lead_months` earlier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeclineTruth {
    /// The first weaker month, such as `2022-05`.
    pub from_month: String,
    /// Share of amounts that is gone in the end.
    pub depth: f64,
    /// Months until then.
    pub months_to_full: u32,
    /// Months by which pipeline and activities fall before amounts do.
    pub lead_months: u32,
}

/// How customers come back: BG/NBD in weeks of five business days, unaffected by season, luck and decline, which
/// move amounts only. The parameters hold for customers seen from their first purchase: with `established_years`
/// above 0, those with `created_date` within the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatTruth {
    /// `BG/NBD`.
    pub model: String,
    /// Shape of the purchase rates.
    pub r: f64,
    /// Scale of the purchase rates, in weeks.
    pub alpha_weeks: f64,
    /// First shape of the dropout chance.
    pub a: f64,
    /// Second shape of the dropout chance.
    pub b: f64,
    /// (days, chance of a second purchase within them): 1 − (α ÷ (α + days ÷ 7))^r, Fader, Hardie & Lee 2005.
    /// Purchases on the first day itself count here, a fraction of one percent.
    pub second_purchase_within_days: Vec<(u32, f64)>,
}

/// How goods come back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReturnTruth {
    /// Chance that a sold line comes back, ever.
    pub chance: f64,
    /// Return rows ÷ all rows, as written: a little lower, because late returns lie after the window.
    pub share_of_rows: f64,
}

/// Constants of the generator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistributionTruth {
    /// Shape of the inverse gamma distribution of customers' sizes (mean 1).
    pub customer_size_shape: f64,
    /// Shape of the gamma factor between the orders of one customer (mean 1).
    pub order_size_shape: f64,
    /// Quotas ÷ sales expected without luck and decline.
    pub quota_stretch: f64,
    /// Spread of the planner's error.
    pub quota_spread: f64,
    /// Opportunities of a rep at full effort in a month.
    pub opportunities_a_month: f64,
    /// Median days from creation to win or loss.
    pub cycle_days_median: f64,
    /// Share of deals that nobody ever closes.
    pub never_closed_share: f64,
    /// Share of invoices never paid.
    pub unpaid_share: f64,
    /// Spread of the days between due date and payment around the rep's mean.
    pub late_days_spread: f64,
    /// Share of surveys answered.
    pub response_share: f64,
    /// Spread of answers around the rep's mean, on the scale of 1 to 5.
    pub answer_spread: f64,
    /// Score of a usual person by a usual rater on a usual item, before rounding: score = usual + ability −
    /// severity − difficulty + error (+ bonus for oneself), rounded and cut to 1…7.
    pub usual_score: f64,
    /// Spread of that error.
    pub score_spread: f64,
    /// How much people rate themselves above what others see.
    pub self_bonus: f64,
}

/// A rater.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaterTruth {
    /// As in `assessments.csv`.
    pub rater_key: String,
    /// Scale points by which the rater stays under the usual one.
    pub severity: f64,
}

/// An item of the instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemTruth {
    /// As in `instruments.csv`.
    pub item_id: String,
    /// Scale points by which scores stay under those of the usual item.
    pub difficulty: f64,
}

/// The truth of a company that was written.
pub(super) fn tell(company: &Company, ledger: &Ledger, planted: Planted) -> Truth {
    let (raters, items) = planted.ratings.map_or_else(Default::default, |truth| (truth.raters, truth.items));
    let quarter = |(quarter, &shock): (usize, &f64)| QuarterTruth {
        period: FiscalCalendar::default().label(company.window.quarter(quarter)),
        shock,
    };
    Truth {
        settings: GeneratorSettings { overwrite: false, ..(*company.settings).clone() },
        last_day: company.window.last(),
        totals: totals(company, ledger),
        quarters: company.factors.shocks.iter().enumerate().map(quarter).collect(),
        reps: (0..company.people.reps.len()).map(|rep| rep_truth(company, ledger, rep)).collect(),
        repeat: repeat(company),
        returns: ReturnTruth {
            chance: company.settings.return_share,
            share_of_rows: ledger.returns as f64 / ledger.lines as f64,
        },
        constants: constants(),
        raters,
        items,
        cases: planted.cases,
        plans: planted.plans,
    }
}

fn totals(company: &Company, ledger: &Ledger) -> TotalsTruth {
    TotalsTruth {
        order_lines: ledger.lines,
        orders: ledger.orders,
        return_lines: ledger.returns,
        customers: company.customers.len() as u64,
        list_minor: ledger.list_minor,
        net_minor: ledger.net_minor,
        cost_minor: ledger.cost_minor,
    }
}

fn rep_truth(company: &Company, ledger: &Ledger, number: usize) -> RepTruth {
    let rep = &company.people.reps[number];
    RepTruth {
        rep_id: company.people.rep_id_text(number),
        productivity: rep.productivity,
        territory: rep.territory,
        season: rep.season,
        own_luck: company.factors.own_luck[number].clone(),
        hire_date: rep.hire,
        leave_date: rep.leave,
        ramp: ramp(company, rep),
        decline: decline(company, rep),
        discount_step_chance: rep.discount_chance,
        late_days_mean: rep.late_days,
        win_rate: rep.win_rate,
        followup_rate: rep.followup_rate,
        ability: rep.ability,
        satisfaction: rep.satisfaction,
        net_minor: ledger.rep_net[number].clone(),
    }
}

fn ramp(company: &Company, rep: &Rep) -> Option<RampTruth> {
    let months = company.settings.ramp_months;
    rep.hired_in_month.map(|month| RampTruth {
        from_month: month_label(company, month),
        months,
        start_share: if months == 0 { 1.0 } else { RAMP_START },
    })
}

fn decline(company: &Company, rep: &Rep) -> Option<DeclineTruth> {
    rep.decline.map(|decline| DeclineTruth {
        from_month: month_label(company, decline.from_month),
        depth: decline.depth,
        months_to_full: decline.months_to_full as u32,
        lead_months: DECLINE_LEAD_MONTHS as u32,
    })
}

fn month_label(company: &Company, month: usize) -> String {
    FiscalCalendar::default().label(company.window.month(month))
}

fn repeat(company: &Company) -> RepeatTruth {
    let purchases = company.settings.purchases;
    let within = |days: u32| {
        let weeks = f64::from(days) / 7.0;
        1.0 - (purchases.alpha_weeks / (purchases.alpha_weeks + weeks)).powf(purchases.r)
    };
    RepeatTruth {
        model: "BG/NBD".to_string(),
        r: purchases.r,
        alpha_weeks: purchases.alpha_weeks,
        a: purchases.a,
        b: purchases.b,
        second_purchase_within_days: REPEAT_DAYS.map(|days| (days, within(days))).to_vec(),
    }
}

fn constants() -> DistributionTruth {
    DistributionTruth {
        customer_size_shape: customers::SIZE_SHAPE,
        order_size_shape: ORDER_SHAPE,
        quota_stretch: quotas::STRETCH,
        quota_spread: quotas::PLANNING_SPREAD,
        opportunities_a_month: pipeline::OPPORTUNITIES_A_MONTH,
        cycle_days_median: pipeline::CYCLE_DAYS_MEDIAN,
        never_closed_share: pipeline::NEVER_CLOSED_SHARE,
        unpaid_share: cash::UNPAID_SHARE,
        late_days_spread: cash::LATE_DAYS_SPREAD,
        response_share: surveys::RESPONSE_SHARE,
        answer_spread: surveys::ANSWER_SPREAD,
        usual_score: USUAL_SCORE,
        score_spread: SCORE_SPREAD,
        self_bonus: SELF_BONUS,
    }
}
