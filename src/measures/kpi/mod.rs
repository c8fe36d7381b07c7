//! KPI values: sums, counts and their ratios by slice and period.

mod attainment;
mod attainment_by_day;
mod attainment_distribution;
mod attainment_in_seat;
mod attainment_shape;
mod attainment_standings;
mod attainment_variants;
mod compared;
mod constant_currency;
mod growth;
mod metric;
mod of_orders;
mod rep_spans;
mod sliced_facts;
mod sums;
mod values;

pub use attainment::{AttainmentBand, BANDS, attainment_bands};
pub(super) use attainment_distribution::FAMILY as ATTAINMENT_DISTRIBUTION;
pub(super) use attainment_in_seat::FAMILY as ATTAINMENT_IN_SEAT;
pub(super) use attainment_variants::FAMILY as ATTAINMENT_VARIANTS;
pub(super) use constant_currency::{FAMILY as CONSTANT_CURRENCY, lacking_rates};
pub use metric::KpiMetric;
pub(super) use of_orders::FAMILY;
pub use of_orders::with_values;
pub use rep_spans::{RepSpans, RepSums};
pub use sliced_facts::SlicedFacts;
pub(super) use sliced_facts::sliced_facts;
pub use sums::{PeriodSums, SumsGrid};
pub use values::{Known, KpiContext, Values, observe, plain_value, value_of, values_compared};
