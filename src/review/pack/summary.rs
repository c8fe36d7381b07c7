//! What a leader reads in a minute.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::{Measured, Unit};

use super::words::Sentence;

/// What a leader reads in a minute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// What happened and why, most important first.
    pub happened: Vec<Sentence>,
    /// Who is at risk.
    pub at_risk: Vec<Sentence>,
    /// What to aim for.
    pub aim: Vec<Sentence>,
    /// What should be decided.
    pub decide: Vec<Sentence>,
    /// How far the figures can be trusted.
    pub limits: Vec<Sentence>,
    /// The headline figures.
    pub cards: Vec<Card>,
}

/// A headline figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// The definition's id.
    pub metric_id: String,
    /// The metric's unit.
    pub unit: Unit,
    /// The period's label.
    pub period: String,
    /// The value.
    pub value: Measured,
    /// Change against the previous period (`growth_qoq` or `growth_mom`).
    pub growth_previous: Measured,
    /// Change against the same period a year before (`growth_yoy`).
    pub growth_year: Measured,
    /// The last periods, oldest first, in major units; none where a value is absent.
    pub history: Vec<Option<f64>>,
}
