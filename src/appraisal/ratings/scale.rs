//! The items on which people are rated: their scales, their anchors, and whether the anchors may be used.
//!
//! Source of the two limits: P. C. Smith and L. M. Kendall, *Retranslation of expectations*, 1963, as practised since:
//! an anchor stays where at least three quarters of the judges sort it back to its dimension and where their values
//! spread by no more than 1.5 points on a scale of seven.

use crate::measures::records::instruments::{InstrumentItem, TwoTexts};

/// The least share of judges who sort an anchor to its dimension.
pub const LEAST_AGREEMENT: f64 = 0.75;

/// The largest standard deviation of an anchor's values on a scale of one to seven, whose width is six.
pub const LARGEST_SD_ON_SEVEN: f64 = 1.5;
const WIDTH_OF_SEVEN: f64 = 6.0;

/// An item with a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The instrument.
    pub instrument_id: String,
    /// The item.
    pub item_id: String,
    /// What it is about; the item's id where the table does not say.
    pub dimension: String,
    /// The perspective of the scorecard; empty where the table does not say.
    pub perspective: String,
    /// The lowest score.
    pub low: f64,
    /// The highest score.
    pub high: f64,
    /// The anchors with the level at which each stands, the lowest first.
    pub anchors: Vec<(f64, TwoTexts)>,
    /// Whether the item may be used.
    pub acceptance: Acceptance,
}

/// Whether an item may be used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Acceptance {
    /// It has no anchors: a plain question.
    Unanchored,
    /// Its anchors passed both checks.
    Passed,
    /// Nobody has measured its anchors, or only by half; it is used, and that is said.
    Unmeasured,
    /// Too few judges sorted the anchor to its dimension; the share.
    Disagreement(f64),
    /// The judges' values spread too widely; the standard deviation on a scale of seven.
    Spread(f64),
}

impl Acceptance {
    /// Whether ratings on the item count.
    pub fn is_accepted(self) -> bool {
        !matches!(self, Acceptance::Disagreement(_) | Acceptance::Spread(_))
    }
}

/// Why an item of the table cannot be used at all.
#[derive(Debug, Clone, PartialEq)]
pub struct NoScale {
    /// The instrument.
    pub instrument_id: String,
    /// The item.
    pub item_id: String,
}

impl Item {
    /// The item where its scale has a lower and a higher end.
    pub(super) fn of(row: &InstrumentItem) -> Result<Item, NoScale> {
        let no_scale = || NoScale { instrument_id: row.instrument_id.clone(), item_id: row.item_id.clone() };
        let (Some(low), Some(high)) = (row.scale_min, row.scale_max) else { return Err(no_scale()) };
        if low.partial_cmp(&high) != Some(std::cmp::Ordering::Less) {
            return Err(no_scale());
        }
        let levels = [low, f64::midpoint(low, high), high];
        let texts = [&row.anchor_low, &row.anchor_middle, &row.anchor_high];
        let anchors: Vec<(f64, TwoTexts)> =
            levels.into_iter().zip(texts.into_iter().cloned()).filter(|(_, text)| !text.is_empty()).collect();
        let acceptance = if anchors.is_empty() { Acceptance::Unanchored } else { acceptance(row, high - low) };
        Ok(Item {
            instrument_id: row.instrument_id.clone(),
            item_id: row.item_id.clone(),
            dimension: if row.dimension.is_empty() { row.item_id.clone() } else { row.dimension.clone() },
            perspective: row.perspective.clone(),
            low,
            high,
            anchors,
            acceptance,
        })
    }

    /// A score in points from 0 at the lower end to 100 at the upper one; none outside the scale.
    pub(super) fn points(&self, score: f64) -> Option<f64> {
        (self.low..=self.high).contains(&score).then(|| (score - self.low) / (self.high - self.low) * 100.0)
    }

    /// Points as a score on the item's own scale.
    pub fn score(&self, points: f64) -> f64 {
        self.low + points / 100.0 * (self.high - self.low)
    }

    /// The anchor that is nearest to a score, with its level; of two that are equally near the lower one.
    pub fn nearest_anchor(&self, score: f64) -> Option<&(f64, TwoTexts)> {
        self.anchors.iter().min_by(|a, b| (a.0 - score).abs().total_cmp(&(b.0 - score).abs()))
    }
}

fn acceptance(row: &InstrumentItem, width: f64) -> Acceptance {
    // People write 0.8 and 80 for the same share.
    let agree = row.retranslation_agree.map(|share| if share > 1.0 { share / 100.0 } else { share });
    let sd = row.anchor_sd.map(|sd| sd / width * WIDTH_OF_SEVEN);
    match (agree, sd) {
        (Some(agree), _) if agree < LEAST_AGREEMENT => Acceptance::Disagreement(agree),
        (_, Some(sd)) if sd > LARGEST_SD_ON_SEVEN => Acceptance::Spread(sd),
        (Some(_), Some(_)) => Acceptance::Passed,
        _ => Acceptance::Unmeasured,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(agree: Option<f64>, sd: Option<f64>, ends: (f64, f64)) -> InstrumentItem {
        let text = |en: &str| TwoTexts { en: en.to_string(), zh: String::new() };
        InstrumentItem {
            instrument_id: "I".to_string(),
            item_id: "B1".to_string(),
            dimension: String::new(),
            perspective: String::new(),
            scale_min: Some(ends.0),
            scale_max: Some(ends.1),
            anchor_low: text("never"),
            anchor_middle: TwoTexts::default(),
            anchor_high: text("always"),
            retranslation_agree: agree,
            anchor_sd: sd,
        }
    }

    fn verdict(agree: Option<f64>, sd: Option<f64>, ends: (f64, f64)) -> Acceptance {
        Item::of(&row(agree, sd, ends)).unwrap().acceptance
    }

    #[test]
    fn anchors_pass_at_three_quarters_and_at_one_and_a_half_points_of_seven() {
        let seven = (1.0, 7.0);
        assert_eq!(verdict(Some(0.75), Some(1.5), seven), Acceptance::Passed);
        assert_eq!(verdict(Some(75.0), Some(1.5), seven), Acceptance::Passed);
        assert_eq!(verdict(Some(0.74), Some(1.0), seven), Acceptance::Disagreement(0.74));
        assert_eq!(verdict(Some(0.9), Some(1.6), seven), Acceptance::Spread(1.6));
        assert_eq!(verdict(None, None, seven), Acceptance::Unmeasured);
        assert_eq!(verdict(Some(0.9), None, seven), Acceptance::Unmeasured);
        assert!(Acceptance::Unmeasured.is_accepted() && !Acceptance::Spread(2.0).is_accepted());
    }

    #[test]
    fn the_spread_is_judged_in_proportion_to_the_scale() {
        // On five points, whose width is four, 1.0 is as wide as 1.5 on seven.
        assert_eq!(verdict(Some(0.9), Some(1.0), (1.0, 5.0)), Acceptance::Passed);
        assert_eq!(verdict(Some(0.9), Some(1.2), (1.0, 5.0)), Acceptance::Spread(1.2 / 4.0 * 6.0));
    }

    #[test]
    fn a_scale_without_two_ends_is_refused_and_points_turn_back_into_scores() {
        assert!(Item::of(&row(None, None, (5.0, 5.0))).is_err());
        assert!(Item::of(&row(None, None, (1.0, f64::NAN))).is_err());
        let item = Item::of(&row(None, None, (1.0, 7.0))).unwrap();
        assert_eq!((item.points(1.0), item.points(7.0), item.points(7.5)), (Some(0.0), Some(100.0), None));
        assert_eq!(item.score(50.0), 4.0);
        assert_eq!(item.nearest_anchor(3.0).unwrap().1.en, "never");
        assert_eq!(item.nearest_anchor(5.0).unwrap(), &(7.0, TwoTexts { en: "always".into(), zh: String::new() }));
    }
}
