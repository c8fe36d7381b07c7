//! The metrics of the pipeline that can be asked for by id.

use super::category::Category;
use super::cycle::Begin;
use super::won_amounts::Told;

/// The horizons of `win_rate.horizon`, in days.
const HORIZONS_DAYS: [i32; 5] = [30, 60, 90, 180, 365];

/// The longest horizon that can be asked for: ten years.
const HORIZON_MAX_DAYS: i32 = 3660;

/// A metric of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PipelineMetric {
    /// What was won: its sum, or the usual deal.
    Won(Told),
    /// Won ÷ decided, by the day of the close.
    WinRateClosed,
    /// Won ÷ created, by the day of creation.
    WinRateCreated,
    /// Won ÷ everything in hand.
    WinRateAll,
    /// Won ÷ everything valid in hand.
    WinRateValid,
    /// Won amount ÷ decided amount.
    WinRateValue,
    /// Won within so many days of creation ÷ created.
    WinRateHorizon(i32),
    /// Median days to a win, from where the deal is taken to begin.
    CycleMedian(Begin),
    /// Mean days to a win.
    CycleMean(Begin),
    /// Median days to a decision, with open deals as censored.
    CycleKaplanMeier,
    /// Open amount expected to close.
    Open,
    /// Of it, what should have closed already.
    Overdue,
    /// Share of open deals that are older than nine of ten decided ones became.
    StaleShare,
    /// Open amount ÷ what is left of the quota.
    Coverage,
    /// The coverage that the mix of stages asks for.
    CoverageRequired,
    /// Open amount × chance.
    Weighted,
    /// Hit rate of a forecast category.
    CategoryHitRate(Category),
}

impl PipelineMetric {
    /// The ids by which they can be asked for, in the order in which they are listed.
    pub(super) const IDS: [&'static str; 26] = [
        "bookings",
        "avg_deal",
        "avg_deal.median",
        "avg_deal.trimmed",
        "win_rate.closed",
        "win_rate.created",
        "win_rate.all",
        "win_rate.valid",
        "win_rate.value",
        "win_rate.horizon",
        "sales_cycle",
        "sales_cycle.mean",
        "sales_cycle.km",
        "sales_cycle.first_contact",
        "sales_cycle.first_contact.mean",
        "pipeline_open",
        "pipeline_overdue",
        "pipeline_stale",
        "pipeline_coverage",
        "coverage_required",
        "weighted_pipeline",
        "forecast_category",
        "forecast_category.commit",
        "forecast_category.best_case",
        "forecast_category.pipeline",
        "forecast_category.omitted",
    ];

    /// The metrics that an id asks for: `win_rate.horizon` asks for all its horizons, any whole number of days may be
    /// named after it; `forecast_category` asks for all categories. None where the id asks for nothing of the pipeline.
    pub(super) fn of_id(id: &str) -> Vec<PipelineMetric> {
        match id {
            "bookings" => vec![PipelineMetric::Won(Told::Sum)],
            "avg_deal" => vec![PipelineMetric::Won(Told::Mean)],
            "avg_deal.median" => vec![PipelineMetric::Won(Told::Median)],
            "avg_deal.trimmed" => vec![PipelineMetric::Won(Told::TrimmedMean)],
            "win_rate.closed" => vec![PipelineMetric::WinRateClosed],
            "win_rate.created" => vec![PipelineMetric::WinRateCreated],
            "win_rate.all" => vec![PipelineMetric::WinRateAll],
            "win_rate.valid" => vec![PipelineMetric::WinRateValid],
            "win_rate.value" => vec![PipelineMetric::WinRateValue],
            "win_rate.horizon" => HORIZONS_DAYS.into_iter().map(PipelineMetric::WinRateHorizon).collect(),
            "sales_cycle" => vec![PipelineMetric::CycleMedian(Begin::Created)],
            "sales_cycle.mean" => vec![PipelineMetric::CycleMean(Begin::Created)],
            "sales_cycle.first_contact" => vec![PipelineMetric::CycleMedian(Begin::FirstContact)],
            "sales_cycle.first_contact.mean" => vec![PipelineMetric::CycleMean(Begin::FirstContact)],
            "sales_cycle.km" => vec![PipelineMetric::CycleKaplanMeier],
            "pipeline_open" => vec![PipelineMetric::Open],
            "pipeline_overdue" => vec![PipelineMetric::Overdue],
            "pipeline_stale" => vec![PipelineMetric::StaleShare],
            "pipeline_coverage" => vec![PipelineMetric::Coverage],
            "coverage_required" => vec![PipelineMetric::CoverageRequired],
            "weighted_pipeline" => vec![PipelineMetric::Weighted],
            "forecast_category" => Category::ALL.into_iter().map(PipelineMetric::CategoryHitRate).collect(),
            other => by_suffix(other).into_iter().collect(),
        }
    }

    /// The id that its values carry.
    pub(super) fn id(self) -> String {
        let id = match self {
            PipelineMetric::Won(Told::Sum) => "bookings",
            PipelineMetric::Won(Told::Mean) => "avg_deal",
            PipelineMetric::Won(Told::Median) => "avg_deal.median",
            PipelineMetric::Won(Told::TrimmedMean) => "avg_deal.trimmed",
            PipelineMetric::WinRateClosed => "win_rate.closed",
            PipelineMetric::WinRateCreated => "win_rate.created",
            PipelineMetric::WinRateAll => "win_rate.all",
            PipelineMetric::WinRateValid => "win_rate.valid",
            PipelineMetric::WinRateValue => "win_rate.value",
            PipelineMetric::WinRateHorizon(days) => return format!("win_rate.horizon.{days}"),
            PipelineMetric::CycleMedian(Begin::Created) => "sales_cycle",
            PipelineMetric::CycleMean(Begin::Created) => "sales_cycle.mean",
            PipelineMetric::CycleMedian(Begin::FirstContact) => "sales_cycle.first_contact",
            PipelineMetric::CycleMean(Begin::FirstContact) => "sales_cycle.first_contact.mean",
            PipelineMetric::CycleKaplanMeier => "sales_cycle.km",
            PipelineMetric::Open => "pipeline_open",
            PipelineMetric::Overdue => "pipeline_overdue",
            PipelineMetric::StaleShare => "pipeline_stale",
            PipelineMetric::Coverage => "pipeline_coverage",
            PipelineMetric::CoverageRequired => "coverage_required",
            PipelineMetric::Weighted => "weighted_pipeline",
            PipelineMetric::CategoryHitRate(category) => return format!("forecast_category.{}", category.word()),
        };
        id.to_string()
    }

    /// Whether it speaks of what is still to come, so that a period that has not begun has a value too.
    pub(super) fn looks_ahead(self) -> bool {
        matches!(
            self,
            PipelineMetric::Open
                | PipelineMetric::Overdue
                | PipelineMetric::Coverage
                | PipelineMetric::CoverageRequired
                | PipelineMetric::Weighted
        )
    }
}

/// Whether an id asks for something that is still to come, so that periods after the data can be asked for too.
pub fn looks_ahead(id: &str) -> bool {
    PipelineMetric::of_id(id).into_iter().any(PipelineMetric::looks_ahead)
}

fn by_suffix(id: &str) -> Option<PipelineMetric> {
    if let Some(word) = id.strip_prefix("forecast_category.") {
        let category = Category::ALL.into_iter().find(|category| category.word() == word);
        return category.map(PipelineMetric::CategoryHitRate);
    }
    let digits = id.strip_prefix("win_rate.horizon.")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let days: i32 = digits.parse().ok().filter(|days| plain && (1..=HORIZON_MAX_DAYS).contains(days))?;
    Some(PipelineMetric::WinRateHorizon(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_id_asks_for_something_and_values_carry_ids_that_ask_for_them() {
        for id in PipelineMetric::IDS {
            let asked = PipelineMetric::of_id(id);
            assert!(!asked.is_empty(), "{id}");
            for metric in asked {
                assert_eq!(PipelineMetric::of_id(&metric.id()), [metric]);
            }
        }
    }

    #[test]
    fn a_horizon_is_a_plain_number_of_days() {
        assert_eq!(PipelineMetric::of_id("win_rate.horizon.45"), [PipelineMetric::WinRateHorizon(45)]);
        for wrong in ["win_rate.horizon.0", "win_rate.horizon.+5", "win_rate.horizon.3661", "win_rate.horizon."] {
            assert!(PipelineMetric::of_id(wrong).is_empty(), "{wrong}");
        }
        assert!(PipelineMetric::of_id("win_rate").is_empty());
    }
}
