//! Forecasts and targets of whatever the dictionary has by rep and period: the metrics that [`RepHistory`](super::RepHistory) holds
//! itself by their own way, every other one from the answers of its family.

mod asked;
mod forecast;
mod range;
mod series;
mod targets;

pub use asked::Forecastable;
pub use forecast::AnyForecast;
pub use series::RepSeries;
pub use targets::{AtChance, LoneOffer, LoneTarget, LoneTargets, require_direction, targets_alone};
