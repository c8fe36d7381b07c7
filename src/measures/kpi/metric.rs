//! The KPI metrics that can be asked for by id.

use crate::calendar::Grain;
use crate::quantity::Unit;

use super::sums::Counted;

/// A metric that has a value for every slice and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KpiMetric {
    /// Net revenue.
    RevenueNet,
    /// Units sold less units returned.
    Units,
    /// Net revenue less cost.
    GrossProfit,
    /// Gross profit ÷ net revenue.
    GrossMargin,
    /// Orders with a sale.
    Orders,
    /// Customers with a purchase.
    ActiveCustomers,
    /// Customers whose first purchase falls into the period.
    NewCustomers,
    /// Net revenue ÷ orders.
    AvgOrder,
    /// Revenue growth against the month before.
    GrowthMom,
    /// Revenue growth against the quarter before.
    GrowthQoq,
    /// Revenue growth against the same period a year before.
    GrowthYoy,
    /// Actual ÷ quota.
    Attainment,
    /// Share of judged reps at or above quota.
    AttainmentShare,
}

impl KpiMetric {
    /// All of them, in the order in which they are listed.
    pub const ALL: [KpiMetric; 13] = [
        KpiMetric::RevenueNet,
        KpiMetric::Units,
        KpiMetric::GrossProfit,
        KpiMetric::GrossMargin,
        KpiMetric::Orders,
        KpiMetric::ActiveCustomers,
        KpiMetric::NewCustomers,
        KpiMetric::AvgOrder,
        KpiMetric::GrowthMom,
        KpiMetric::GrowthQoq,
        KpiMetric::GrowthYoy,
        KpiMetric::Attainment,
        KpiMetric::AttainmentShare,
    ];

    /// The id in the dictionary.
    pub fn id(self) -> &'static str {
        match self {
            KpiMetric::RevenueNet => "revenue_net",
            KpiMetric::Units => "units",
            KpiMetric::GrossProfit => "gross_profit",
            KpiMetric::GrossMargin => "gross_margin",
            KpiMetric::Orders => "orders",
            KpiMetric::ActiveCustomers => "active_customers",
            KpiMetric::NewCustomers => "new_customers",
            KpiMetric::AvgOrder => "avg_order",
            KpiMetric::GrowthMom => "growth_mom",
            KpiMetric::GrowthQoq => "growth_qoq",
            KpiMetric::GrowthYoy => "growth_yoy",
            KpiMetric::Attainment => "attainment",
            KpiMetric::AttainmentShare => "attainment_share",
        }
    }

    /// The metric with this id.
    pub fn from_id(id: &str) -> Option<KpiMetric> {
        KpiMetric::ALL.into_iter().find(|metric| metric.id() == id)
    }

    /// What it is counted in.
    pub fn unit(self) -> Unit {
        match self {
            KpiMetric::RevenueNet | KpiMetric::GrossProfit | KpiMetric::AvgOrder => Unit::Money,
            KpiMetric::Units => Unit::Units,
            KpiMetric::Orders | KpiMetric::ActiveCustomers | KpiMetric::NewCustomers => Unit::Count,
            _ => Unit::Share,
        }
    }

    /// Whether it is formed from amounts, so that lines in other currencies have to be converted.
    pub fn is_of_money(self) -> bool {
        !matches!(self, KpiMetric::Units | KpiMetric::Orders | KpiMetric::ActiveCustomers | KpiMetric::NewCustomers)
    }

    /// What is counted for it, the cases that it rests on included.
    pub(super) fn counted(self) -> Counted {
        match self {
            KpiMetric::Orders | KpiMetric::AvgOrder => Counted { orders: true, ..Counted::default() },
            KpiMetric::ActiveCustomers => Counted { orders: true, active: true, new: false },
            KpiMetric::NewCustomers => Counted { orders: false, active: true, new: true },
            _ => Counted::default(),
        }
    }

    /// Whether the metric is spoken of at this grain: growth against the month before exists for months only.
    pub fn fits(self, grain: Grain) -> bool {
        match self {
            KpiMetric::GrowthMom => grain == Grain::Month,
            KpiMetric::GrowthQoq => grain == Grain::Quarter,
            _ => true,
        }
    }
}
