//! KPI values: sums, counts and their ratios by slice and period.

mod attainment;
mod compared;
mod growth;
mod metric;
mod sums;
mod values;

pub use attainment::{AttainmentBand, BANDS, attainment_bands};
pub use metric::KpiMetric;
pub use sums::{PeriodSums, SumsGrid};
pub use values::{Known, KpiContext, observe, value_of, values_compared};
