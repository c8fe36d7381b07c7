//! The arguments of `attain cohort` and `attain repeat`. Doc comments here are the help that people read.

use clap::{Args, ValueEnum};

use super::arguments::PeriodArguments;

/// What stands under the flags of `attain cohort --help`.
pub(super) const COHORT_HELP: &str = "Examples:
  attain cohort --grain quarter
  attain cohort --variant rolling --horizon 60 --mean
  attain cohort --variant window --days 30 --from 2019-01 --to 2019-06
  attain cohort --variant bracket --brackets 1-7,8-30,31-90 --by team
  attain cohort --measure net --grain quarter --mean

A cohort is the customers whose first purchase lies in one period. Four ways to count who stayed; they
give different numbers, so each has its own id:
  classic   bought in the k-th period after the cohort's. May fall and rise again.
  rolling   bought in the k-th period or later. Only falls; the newest ages are left out, because their
            members had too little time to come back (--horizon says how much they need).
  window    bought in the k-th block of days from the customer's own first day on (--days), so that who
            came on the last of the month has as long as who came on the first.
  bracket   bought in a bracket of days after the customer's own first day (--brackets). For customers
            who buy irregularly.
Money instead of customers: with --measure net it may grow beyond the start, gross caps each customer there.

Age 0 is the period of the first purchase. Ages that not every member has lived through are `immature`:
null, and left out of the mean. lower and upper are a 95 % interval. Cohorts at the start of the data
are marked `left_censored`: their members may have bought before; --from leaves them out.

同期群：首次购买落在同一期间的客户。留存有四种算法，结果不同，编号也不同：
  classic   第 k 期内有购买（留存率，可能回升）
  rolling   第 k 期或以后有购买（滚动留存，只降不升；最近几期因时间不足不显示，见 --horizon）
  window    从每位客户自己的首购日起，第 k 个 N 日窗口内有购买（--days）
  bracket   首购后某一天数区间内有购买（区间留存，--brackets）
按收入计算：--measure net 为净收入留存，可超过 100%；gross 为总收入留存，每位客户不超过其首期收入。
尚未走完的格子标为 immature，为空，不计入均值；--mean 加上各期合计。";

/// What stands under the flags of `attain repeat --help`.
pub(super) const REPEAT_HELP: &str = "Examples:
  attain repeat --metric repeat_rate.window --grain year
  attain repeat --metric repeat_rate.h_days.90 --by rep --grain quarter
  attain repeat --metric repeat_rate.order --metric returning_rate.asof --grain quarter
  attain repeat --metric churn.noncontract.90 --metric purchase_gap.median --grain quarter

An occasion is a customer's business day with a sale; customers not old enough are left out. More ids:
repeat_rate.window.orders and repeat_rate.order (orders instead of days), returning_rate.asof and
returning_rate.before, purchase_gap.median and purchase_gap.mean, churn.noncontract (or .90, .180 …).
lower and upper are a 95 % interval; by slice, shrunk is the rate drawn towards that of all slices, as
far as n_effective says. `attain define ID` explains each.

一次购买指客户有销售的一个营业日；未满天数的客户不计入。另有按订单计的复购率、老客占比、
购买间隔和流失率；lower、upper 为 95% 区间，shrunk 为向总体收缩后的值。";

/// `--variant`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VariantChoice {
    /// A purchase in the k-th period
    Classic,
    /// A purchase in the k-th period or later
    Rolling,
    /// A purchase in a bracket of days after the first one
    Bracket,
    /// A purchase in the k-th block of days from the first one on
    Window,
}

/// `--measure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MeasureChoice {
    /// Customers
    Customers,
    /// Net revenue of the members ÷ that of their first period
    Net,
    /// The same, each customer capped at the first period
    Gross,
}

/// `--grain` of cohorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CohortGrainChoice {
    /// Calendar months
    Month,
    /// Fiscal quarters
    Quarter,
    /// Fiscal years
    Year,
    /// Blocks of --days days, counted from the first day of the data or of --from
    Block,
}

/// `--start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StartChoice {
    /// The customer's first purchase of all
    Ever,
    /// The first one between --from and --to, whatever was bought before
    Range,
}

/// Arguments of `attain cohort`.
#[derive(Debug, Args)]
pub(crate) struct CohortArguments {
    /// How retention is counted
    #[arg(long, value_enum, value_name = "VARIANT", default_value = "classic")]
    pub(crate) variant: VariantChoice,
    /// What is retained
    #[arg(long, value_enum, value_name = "WHAT", default_value = "customers")]
    pub(crate) measure: MeasureChoice,
    /// The length of cohorts and, for classic and rolling, of ages
    #[arg(long, value_enum, default_value = "month")]
    pub(crate) grain: CohortGrainChoice,
    /// Which purchase puts a customer into a cohort
    #[arg(long, value_enum, value_name = "WHICH", default_value = "ever")]
    pub(crate) start: StartChoice,
    /// The first period of cohorts: 2019-Q2, 2019-06 or 2019 [default: the first in the data]
    #[arg(long, value_name = "P")]
    pub(crate) from: Option<String>,
    /// The last period of cohorts [default: the last in the data]
    #[arg(long, value_name = "P")]
    pub(crate) to: Option<String>,
    /// The days of a block, for --variant window and --grain block [default: 30]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=3660))]
    pub(crate) days: Option<i32>,
    /// Brackets of days after the first purchase, for --variant bracket [default:
    /// 1-30,31-60,61-90,91-180,181-365]
    #[arg(long, value_name = "LIST")]
    pub(crate) brackets: Option<String>,
    /// Days that members are given to come back before an age counts, for --variant rolling [default: 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(0..=3660))]
    pub(crate) horizon: Option<i32>,
    /// Add the mean over the cohorts that are old enough, as the cohort `all`
    #[arg(long)]
    pub(crate) mean: bool,
    /// Slice by rep, team, region or any other dimension of the first purchase, as in `attain kpi`
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION")]
    pub(crate) by: Vec<String>,
    /// Count only the rows that pass a filter: "region = North and amount > 1000"
    #[arg(long = "where", value_name = "EXPR")]
    pub(crate) filter: Option<String>,
}

/// Arguments of `attain repeat`.
#[derive(Debug, Args)]
pub(crate) struct RepeatArguments {
    /// A metric's id (repeatable) [default: repeat_rate.window, repeat_rate.h_days, repurchase_rate.next]
    #[arg(long = "metric", value_name = "ID")]
    pub(crate) metrics: Vec<String>,
    /// Slice by rep, team, region or any other dimension, as in `attain kpi`
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION")]
    pub(crate) by: Vec<String>,
    /// Count only the rows that pass a filter: "region = North and amount > 1000"
    #[arg(long = "where", value_name = "EXPR")]
    pub(crate) filter: Option<String>,
    #[command(flatten)]
    pub(crate) periods: PeriodArguments,
}
