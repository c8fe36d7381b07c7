//! The metrics of cash by their ids.

/// The longest horizon of a collection rate, in days: ten years, as for the repeat rates.
const LONGEST_HORIZON: i32 = 3660;

/// A part of the overdue receivables by how many days they are overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bucket {
    /// The id's last part.
    pub(super) word: &'static str,
    /// Days overdue, at least.
    pub(super) from: i32,
    /// Days overdue, at most.
    pub(super) to: i32,
}

/// The buckets in which overdue receivables are usually told.
pub(super) const BUCKETS: [Bucket; 4] = [
    Bucket { word: "1_30", from: 1, to: 30 },
    Bucket { word: "31_60", from: 31, to: 60 },
    Bucket { word: "61_90", from: 61, to: 90 },
    Bucket { word: "90_plus", from: 91, to: i32::MAX },
];

/// A metric of cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CashMetric {
    /// Receipts of the period.
    Collected,
    /// Receipts on what fell due in the period; with a horizon, those within so many days after the due date.
    Due(Option<i32>),
    /// Collected ÷ what could have been, from balances.
    Balance,
    /// Collected ÷ sales, from balances.
    Sales,
    /// The collection effectiveness index.
    Cei,
    /// The same with the sales of an average month.
    CeiMonthly,
    /// Receivables ÷ sales × days.
    DsoSimple,
    /// Receivables in months of sales, newest first.
    DsoCountback,
    /// The age of the open invoices in days of their month's sales.
    DsoTrue,
    /// Overdue ÷ receivables.
    Overdue(Option<Bucket>),
}

impl CashMetric {
    /// The metric that an id asks for.
    pub(super) fn from_id(id: &str) -> Option<CashMetric> {
        Some(match id {
            "revenue_collected" => CashMetric::Collected,
            "collection_rate.due" => CashMetric::Due(None),
            "collection_rate.balance" => CashMetric::Balance,
            "collection_rate.sales" => CashMetric::Sales,
            "cei" => CashMetric::Cei,
            "cei.monthly" => CashMetric::CeiMonthly,
            "dso.simple" => CashMetric::DsoSimple,
            "dso.countback" => CashMetric::DsoCountback,
            "dso.true" => CashMetric::DsoTrue,
            "overdue_rate" => CashMetric::Overdue(None),
            other => {
                if let Some(days) = other.strip_prefix("collection_rate.due.") {
                    let plain = days.bytes().all(|byte| byte.is_ascii_digit());
                    let days = days.parse().ok().filter(|days| plain && (0..=LONGEST_HORIZON).contains(days))?;
                    return Some(CashMetric::Due(Some(days)));
                }
                let word = other.strip_prefix("overdue_rate.")?;
                CashMetric::Overdue(Some(BUCKETS.into_iter().find(|bucket| bucket.word == word)?))
            }
        })
    }

    /// Whether it cannot do without single invoices and their payments, or can do with `ar_balances`.
    pub(super) fn needs_payments(self) -> bool {
        !matches!(self, CashMetric::Balance | CashMetric::Sales | CashMetric::DsoSimple | CashMetric::DsoCountback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_and_a_bucket_are_read_from_the_id() {
        assert_eq!(CashMetric::from_id("collection_rate.due.30"), Some(CashMetric::Due(Some(30))));
        assert_eq!(CashMetric::from_id("overdue_rate.90_plus"), Some(CashMetric::Overdue(Some(BUCKETS[3]))));
        for unknown in ["collection_rate.due.", "collection_rate.due.+3", "collection_rate.due.9999", "overdue_rate.30"]
        {
            assert_eq!(CashMetric::from_id(unknown), None, "{unknown}");
        }
    }
}
