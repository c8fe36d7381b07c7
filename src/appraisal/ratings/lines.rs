//! What is said about each ratee, a line a value.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::records::assessments::RaterGroup;
use crate::measures::records::instruments::TwoTexts;
use crate::quantity::NullReason;

use super::cycle::{CycleRatings, Ratee, counts};
use super::slices::SliceScore;

/// The id of the score over all items.
pub(super) const SCORE_360: &str = "score_360";

/// The id of the score over the items with anchors.
pub(super) const BARS: &str = "bars";

/// By what a line cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Nothing: the scores as a whole, `score_360` over all items and `bars` over those with anchors.
    Total,
    /// The group of raters.
    Group,
    /// The dimension that the items belong to.
    Dimension,
    /// The perspective of the scorecard.
    Perspective,
    /// The item.
    Item,
    /// The ratee's own scores: shown, never counted.
    Oneself,
}

impl By {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            By::Total => "total",
            By::Group => "group",
            By::Dimension => "dimension",
            By::Perspective => "perspective",
            By::Item => "item",
            By::Oneself => "self",
        }
    }
}

/// A line about one ratee.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Who is rated.
    pub ratee: String,
    /// By what the line cuts.
    pub by: By,
    /// Which of them: a metric's id, a group, a dimension, a perspective, `instrument/item`.
    pub key: String,
    /// The score; none with the reason in `null_reason`.
    pub score: Option<SliceScore>,
    /// Own scores: the mean over the items, in points.
    pub own: Option<f64>,
    /// Answers "not observed" of the groups that are shown.
    pub not_observed: u32,
    /// The part of the graph of raters within which adjusted scores can be compared, from 1; none where nothing is
    /// shown.
    pub part: Option<u32>,
    /// Why the score, or its adjusted part, is absent.
    pub null_reason: Option<NullReason>,
    /// On a line by item: the adjusted score (where it is not comparable, the raw one) on the item's own scale.
    pub scale_score: Option<f64>,
    /// And the anchor that is nearest to it, with its level.
    pub anchor: Option<(f64, TwoTexts)>,
}

impl Line {
    /// Whether the adjusted score may be used: it is absent where nobody else is rated by the same people.
    pub fn is_comparable(&self) -> bool {
        self.score.is_some() && self.null_reason.is_none()
    }
}

/// A set of items with the group that alone counts, where one does.
struct Cut {
    by: By,
    key: String,
    items: BTreeSet<u32>,
    only: Option<RaterGroup>,
}

impl CycleRatings {
    /// The lines of one ratee or of all, in the order of `by` for each; own scores stand last where they are asked for.
    pub fn lines(&self, only: Option<&str>, by: &[By]) -> Vec<Line> {
        let cuts: Vec<Cut> = by.iter().flat_map(|by| self.cuts(*by)).collect();
        let asked = self.ratees.iter().filter(|ratee| only.is_none_or(|only| only == ratee.id));
        asked.flat_map(|ratee| cuts.iter().filter_map(|cut| self.line(ratee, cut))).collect()
    }

    fn cuts(&self, by: By) -> Vec<Cut> {
        let accepted = || (0..).zip(&self.items).filter(|(_, item)| item.acceptance.is_accepted());
        let all: BTreeSet<u32> = accepted().map(|(number, _)| number).collect();
        let cut = |key: &str, items: BTreeSet<u32>| Cut { by, key: key.to_string(), items, only: None };
        let grouped = |key: &dyn Fn(&super::Item) -> String| {
            let mut sets: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
            for (number, item) in accepted() {
                sets.entry(key(item)).or_default().insert(number);
            }
            sets.remove("");
            sets.into_iter().map(|(key, items)| cut(&key, items)).collect()
        };
        match by {
            By::Total => {
                let anchored = accepted().filter(|(_, item)| !item.anchors.is_empty()).map(|(number, _)| number);
                let anchored: BTreeSet<u32> = anchored.collect();
                let bars = (!anchored.is_empty()).then(|| cut(BARS, anchored));
                std::iter::once(cut(SCORE_360, all)).chain(bars).collect()
            }
            By::Oneself => vec![cut("self", all)],
            By::Group => RaterGroup::COUNTED
                .into_iter()
                .map(|group| Cut { by, key: group.word().to_string(), items: all.clone(), only: Some(group) })
                .collect(),
            By::Dimension => grouped(&|item| item.dimension.clone()),
            By::Perspective => grouped(&|item| item.perspective.clone()),
            By::Item => grouped(&|item| format!("{}/{}", item.instrument_id, item.item_id)),
        }
    }

    /// A ratee's line; none where nobody rated that.
    fn line(&self, ratee: &Ratee, cut: &Cut) -> Option<Line> {
        let own: Vec<f64> =
            ratee.own.iter().filter(|(item, _)| cut.items.contains(item)).map(|(_, own)| *own).collect();
        let own = (!own.is_empty()).then(|| own.iter().sum::<f64>() / own.len() as f64);
        if cut.by == By::Oneself {
            return own.map(|own| Line { own: Some(own), ..self.bare(ratee, cut) });
        }
        let of_cut = |group: RaterGroup, item: u32| {
            cut.items.contains(&item) && cut.only.map_or(counts(&self.weights, group), |only| only == group)
        };
        if !ratee.rated.iter().any(|(group, item)| of_cut(*group, *item)) {
            return None;
        }
        let Some(score) = self.common().score(&ratee.shown, &cut.items, cut.only) else {
            return Some(Line { null_reason: Some(NullReason::BelowMinN), ..self.bare(ratee, cut) });
        };
        let shown_groups: BTreeSet<RaterGroup> = ratee.shown.iter().map(|it| it.score.group).collect();
        let unseen =
            ratee.unseen.iter().filter(|((group, item), _)| of_cut(*group, *item) && shown_groups.contains(group));
        let mut line = Line {
            score: Some(score),
            own: own.filter(|_| cut.only.is_none()),
            not_observed: unseen.map(|(_, count)| count).sum(),
            part: Some(ratee.part),
            null_reason: (!ratee.is_linked).then_some(NullReason::NotComparable),
            ..self.bare(ratee, cut)
        };
        if let (By::Item, Some(&item)) = (cut.by, cut.items.first()) {
            let item = &self.items[item as usize];
            let points = if ratee.is_linked { score.adjusted } else { score.raw };
            let on_scale = item.score(points.clamp(0.0, 100.0));
            line.scale_score = Some(on_scale);
            line.anchor = item.nearest_anchor(on_scale).cloned();
        }
        Some(line)
    }

    fn bare(&self, ratee: &Ratee, cut: &Cut) -> Line {
        Line {
            ratee: ratee.id.clone(),
            by: cut.by,
            key: cut.key.clone(),
            score: None,
            own: None,
            not_observed: 0,
            part: None,
            null_reason: None,
            scale_score: None,
            anchor: None,
        }
    }
}
