//! What people saw and no number shows: ratings and reviewed cases that point to coaching topics.

use std::collections::BTreeMap;

use crate::appraisal::cases::CasesSettings;
use crate::appraisal::plan::RatedNeed;
use crate::appraisal::ratings::By;
use crate::appraisal::topic_of_dimension;
use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::pipeline::cases::shared_case_file;
use crate::pipeline::ratings::{RatedCycle, Within, rated_within};
use crate::pipeline::snapshot::Snapshot;
use crate::settings::Settings;

/// Two standard errors, nearly: a rep is said to be rated low only where chance hardly explains it.
const CLEARLY: f64 = 1.96;

/// The needs by topic and rep, from the ratings that count in the period and from reviewed cases; the larger gap of both.
pub(super) fn rated(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<Vec<RatedNeed>, Failure> {
    let mut needs = match shared_case_file(snapshot, &settings.cases) {
        Ok(file) => file.analysis.rated_needs(&settings.cases),
        Err(MeasureError::TableMissing { .. }) => BTreeMap::new(),
        Err(error) => return Err(error.into()),
    };
    let (first, last) = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
    if let Within::Rated(cycle) = rated_within(snapshot, settings, first, last)? {
        for (key, gap) in of_ratings(&cycle, &settings.cases) {
            let known = needs.entry(key).or_insert(gap);
            *known = known.max(gap);
        }
    }
    Ok(needs.into_iter().map(|((topic, rep_id), gap)| RatedNeed { topic, rep_id, gap }).collect())
}

/// By topic and rep how far the adjusted ratings of a dimension lie under the bar of reviewed cases, in points of the
/// rubric's scale. It rests on what may be shown of ratings, so it discloses nothing more.
fn of_ratings(cycle: &RatedCycle, settings: &CasesSettings) -> BTreeMap<(String, String), f64> {
    let width = settings.scale_max - settings.scale_min;
    let bar = (settings.weak_below - settings.scale_min) / width * 100.0;
    let mut needs: BTreeMap<(String, String), f64> = BTreeMap::new();
    for line in cycle.ratings.lines(None, &[By::Dimension]).iter().filter(|line| line.is_comparable()) {
        let (Some(topic), Some(score)) = (topic_of_dimension(&line.key), line.score) else { continue };
        if score.adjusted + CLEARLY * score.std_error < bar {
            let gap = (bar - score.adjusted.max(0.0)) / 100.0 * width;
            let known = needs.entry((topic.id.clone(), line.ratee.clone())).or_insert(gap);
            *known = known.max(gap);
        }
    }
    needs
}
