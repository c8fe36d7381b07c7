//! The metrics of satisfaction by their ids.

/// What a survey asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// How satisfied the customer is, from 1 to 5.
    Satisfaction,
    /// How likely the customer is to recommend, from 0 to 10.
    Recommendation,
}

impl Asked {
    /// The value of the column `kind`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Asked::Satisfaction => "csat",
            Asked::Recommendation => "nps",
        }
    }

    /// The lowest and the highest answer.
    pub(super) fn scale(self) -> (f64, f64) {
        match self {
            Asked::Satisfaction => (1.0, 5.0),
            Asked::Recommendation => (0.0, 10.0),
        }
    }
}

/// A metric of satisfaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SatisfactionMetric {
    /// Share of the answers 4 and 5.
    TopTwo,
    /// Mean answer.
    Mean,
    /// Promoters less detractors.
    NetPromoters,
    /// Answers ÷ surveys sent.
    ResponseRate(Asked),
}

impl SatisfactionMetric {
    /// The metric that an id asks for.
    pub(super) fn from_id(id: &str) -> Option<SatisfactionMetric> {
        Some(match id {
            "csat.t2b" => SatisfactionMetric::TopTwo,
            "csat.mean" => SatisfactionMetric::Mean,
            "nps" => SatisfactionMetric::NetPromoters,
            "csat.response_rate" => SatisfactionMetric::ResponseRate(Asked::Satisfaction),
            "nps.response_rate" => SatisfactionMetric::ResponseRate(Asked::Recommendation),
            _ => return None,
        })
    }

    /// The question whose surveys it looks at.
    pub(super) fn asked(self) -> Asked {
        match self {
            SatisfactionMetric::TopTwo | SatisfactionMetric::Mean => Asked::Satisfaction,
            SatisfactionMetric::NetPromoters => Asked::Recommendation,
            SatisfactionMetric::ResponseRate(asked) => asked,
        }
    }
}
