//! The scorecards in full: every line with its evidence, and a total a rep.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::Scalar;

use super::words::Sentence;

/// All cards of one question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ScorecardSection {
    /// The labels of the cycles, oldest first; empty where no card is wanted.
    pub cycles: Vec<String>,
    /// Cycle by cycle and rep by rep: the lines, then the total.
    pub rows: Vec<ScorecardRow>,
    /// What is to be known about the cards.
    pub notes: Vec<Sentence>,
    /// What is wrong and should be looked at.
    pub findings: Vec<Sentence>,
}

/// A line of a card, or its total.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ScorecardRow {
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The cycle's label.
    pub period: String,
    /// The group or perspective inside which weights are shared out; `total` for the total.
    pub group: String,
    /// The metric's id; of an objective without one its own; of a total `score_kpi`, `score_card` where the card
    /// has other groups too, or `bsc` where it goes by perspectives.
    pub metric_id: String,
    /// The weight that counted, in points of 100 of the whole card; 0 without a score. Of a total 100, or 0 without one.
    pub weight: f64,
    /// The measured value; `None` for a total and where nothing was measured.
    pub value: Option<Scalar>,
    /// The target, in the value's unit.
    pub target: Option<Scalar>,
    /// Points.
    pub score: Option<f64>,
    /// What the line rests on, as codes; of a total the grade.
    pub evidence: String,
    /// How the line came about: `kpi`, `mbo`, `ratings`, `bars`; empty for a total.
    pub method: String,
    /// What tells the line from the others of its method.
    pub item_id: String,
    /// Its perspective of the balanced scorecard; empty for a total.
    pub perspective: String,
    /// The weight as it was set, against the other lines of the method.
    pub weight_set: Option<f64>,
    /// The weight of the method as it was set; inside a perspective a line counts with its own weight × this.
    pub method_weight: Option<f64>,
    /// The weight of the group or perspective as it was set.
    pub group_weight: Option<f64>,
    /// The score of the group or perspective.
    pub group_score: Option<f64>,
    /// The share of the weight in it that could be scored; of a total, of the whole card.
    pub coverage: Option<f64>,
    /// `higher`, `lower` or `band`; empty for a total and for points that were given.
    pub direction: String,
    /// The lower edge of a band.
    pub target_low: Option<Scalar>,
    /// The upper edge of a band.
    pub target_high: Option<Scalar>,
    /// Where the target comes from: `quota`, `fixed`, `year_before`, `objective`, `band`.
    pub target_source: String,
    /// Attainment as a fraction.
    pub attainment: Option<f64>,
    /// The way from attainment to points: `0:0 1:90 1.2:100`.
    pub points: String,
    /// The standard error of the points.
    pub standard_error: Option<f64>,
    /// How it was estimated; of a total the share of the weight whose error is known.
    pub error_from: String,
    /// The upper sum of a ratio.
    pub numerator: Option<Scalar>,
    /// The lower sum of a ratio.
    pub denominator: Option<Scalar>,
    /// How many cases the value rests on.
    pub n: Option<i64>,
    /// Why there are no points.
    pub null_reason: String,
    /// What is to be known about the line, as codes.
    pub flags: Vec<String>,
    /// What was agreed, in the people's words.
    pub statement: String,
    /// What only a total has.
    pub total: Option<ScorecardTotal>,
}

/// What a total says beyond its score.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ScorecardTotal {
    /// The grade that was given.
    pub grade: Option<String>,
    /// The grade that the bands give.
    pub grade_by_bands: Option<String>,
    /// The next better band.
    pub next_band: Option<String>,
    /// Points to it.
    pub to_next_band: Option<f64>,
    /// Whether those points are no more than noise: 1.96 standard errors of the score.
    pub next_is_noise: Option<bool>,
    /// The place by the printed score, 1 for the best.
    pub rank: Option<usize>,
    /// The group of reps whose scores are to be called equal, 1 for the best.
    pub equal_group: Option<usize>,
    /// From how many others the score does not differ beyond noise.
    pub equal_to: Option<usize>,
    /// Bands up or down by a forced distribution; `None` where there is none.
    pub moved: Option<i32>,
    /// Points to the nearest score on the other side of the cut that moved the grade.
    pub moved_gap: Option<f64>,
    /// Whether those points are no more than noise.
    pub moved_gap_is_noise: Option<bool>,
    /// Points a cycle over the cycles; `None` under three scores.
    pub slope: Option<f64>,
    /// The slope's standard error.
    pub slope_error: Option<f64>,
    /// `rising`, `falling`, `level`; empty where nothing can be said.
    pub heading: String,
}
