//! Points that come from ratings: what the card takes over from them.

use serde::{Deserialize, Serialize};

use super::group::{Group, Perspective};
use super::line::{CardLine, Content, Direction, Evidence, KpiLine};
use crate::calendar::Period;
use crate::quantity::{Measured, NullReason, Scalar};

/// A score that was made from ratings, for one rep and period. Several may stand in one group, such as one a dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupScore {
    /// The rep.
    pub rep_id: String,
    /// The period for which it counts.
    pub period: Period,
    /// [`Group::Ratings`] or [`Group::Bars`].
    pub group: Group,
    /// What tells it from the other scores of its group: an instrument, a dimension.
    pub item_id: String,
    /// Its weight against the other scores of the group.
    pub weight: f64,
    /// Its perspective; learning and growth where it is `None`.
    pub perspective: Option<Perspective>,
    /// 0 to 100 points, or why there are none: too few raters are [`NullReason::BelowMinN`].
    pub score: Result<f64, NullReason>,
    /// In points; `None` where it was not estimated.
    pub standard_error: Option<f64>,
    /// How many ratings or raters it rests on, as far as that may be shown.
    pub n: Option<i64>,
    /// What is to be known about it, as codes.
    pub flags: Vec<String>,
    /// What the score rests on, in words.
    pub evidence: String,
}

impl GroupScore {
    /// The score as a line of the card.
    pub fn line(&self, period_label: &str) -> CardLine {
        let line = KpiLine {
            metric_id: self.item_id.clone(),
            value: match self.score {
                Ok(score) => Measured::Value(Scalar::Number(score)),
                Err(reason) => Measured::Null(reason),
            },
            target: None,
            direction: Direction::HigherBetter,
            standard_error: self.standard_error,
            evidence: Evidence {
                period_label: period_label.to_string(),
                n: self.n,
                error_from: self.standard_error.map_or(String::new(), |_| "given".to_string()),
                flags: self.flags.clone(),
                statement: self.evidence.clone(),
                ..Evidence::default()
            },
        };
        CardLine {
            group: self.group,
            perspective: self.perspective.unwrap_or(Perspective::LearningAndGrowth),
            item_id: self.item_id.clone(),
            weight: self.weight,
            content: Content::Given { line, score: self.score.ok() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::{MissingReason, ScorecardSettings, score_card};
    use crate::calendar::Grain;

    fn rating(item_id: &str, group: Group, score: Result<f64, NullReason>) -> GroupScore {
        GroupScore {
            rep_id: "r1".to_string(),
            period: Period { grain: Grain::Quarter, index: 0 },
            group,
            item_id: item_id.to_string(),
            weight: 1.0,
            perspective: None,
            score,
            standard_error: Some(3.0),
            n: Some(8),
            flags: Vec::new(),
            evidence: String::new(),
        }
    }

    #[test]
    fn ratings_go_onto_the_card_as_they_are_and_hidden_ones_are_shared_out() {
        let groups = [(Group::Ratings, 80.0), (Group::Bars, 20.0)].into();
        let settings = ScorecardSettings { groups, ..ScorecardSettings::default() };
        let scores = [
            rating("teamwork", Group::Ratings, Ok(80.0)),
            rating("customers", Group::Ratings, Ok(60.0)),
            rating("peers", Group::Ratings, Err(NullReason::BelowMinN)),
            rating("listening", Group::Bars, Ok(90.0)),
        ];
        let lines: Vec<_> = scores.iter().map(|score| score.line("2023-Q4")).collect();
        let card = score_card("r1", &lines, &settings).expect("a valid card");
        assert!((card.score.unwrap() - (0.8 * 70.0 + 0.2 * 90.0)).abs() < 1e-9);
        let hidden = card.lines.iter().find(|line| line.item_id == "peers").unwrap();
        assert_eq!(hidden.missing, Some(MissingReason::Null(NullReason::BelowMinN)));
        assert!((card.coverage - (0.8 * 2.0 / 3.0 + 0.2)).abs() < 1e-12);
        // √((0.4 × 3)² + (0.4 × 3)² + (0.2 × 3)²).
        assert!((card.standard_error.unwrap() - 3.0 * (0.36_f64).sqrt()).abs() < 1e-12);
    }
}
