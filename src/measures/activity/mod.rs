//! What reps did: how much, with whom, and whether what they were given was followed up, and in time.
//!
//! Activities that a machine wrote (`is_auto`) count nowhere: an automatic mail is nobody's work.

mod counts;
mod deals;
mod followup;
mod items;
mod log;
mod metric;
mod retail;
mod working_time;

use super::answers::{Answer, Stage};
use super::company::collected;
use super::family::{Family, Question};
use super::observation::{Observation, Slice};
use super::{FactsNeeded, MeasureError};
pub(super) use log::{day_of, moments};

use log::Log;
use metric::ActivityMetric;

/// The metrics of activities.
pub const FAMILY: Family = Family {
    ids: &ActivityMetric::IDS,
    accepts: |id| !ActivityMetric::of_id(id).is_empty(),
    tables: &["activities"],
    pages: &[
        include_str!("../definitions/activity_count.md"),
        include_str!("../definitions/activity_count.subjects.md"),
        include_str!("../definitions/followup_rate.md"),
        include_str!("../definitions/followup_timely.md"),
        include_str!("../definitions/close_rate.retail.md"),
    ],
    // Who bought is looked up by name.
    needs: |id| match id {
        "close_rate.retail" => FactsNeeded::WithCustomers,
        _ => FactsNeeded::Dense,
    },
    observe,
};

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    let known = question.company.known;
    let frame = collected(question.company.tables.require(first, "activities")?)?;
    let rows = question.cut.rows(known.people, "activities", &frame)?;
    let log = Log::read(&frame, &rows.of_row, known.as_of)?;
    let mut observations = Vec::new();
    for id in question.metrics {
        for metric in ActivityMetric::of_id(id) {
            let (slices, answers) = measure(metric, question, &log, &rows.slices)?;
            let stage = stage_of(question, &slices);
            observations.extend(stage.observations(&metric.id(), false, answers));
        }
    }
    Ok(observations)
}

/// The metric's answers, and the slices on which they stand: those of the activities or those of what was to be
/// followed up.
fn measure(
    metric: ActivityMetric,
    question: &Question<'_>,
    log: &Log,
    slices: &[Vec<Slice>],
) -> Result<(Vec<Vec<Slice>>, Vec<Answer>), MeasureError> {
    let stage = stage_of(question, slices);
    Ok(match metric {
        ActivityMetric::Count(kind) => (slices.to_vec(), counts::activities(log, stage, kind)),
        ActivityMetric::Subjects => (slices.to_vec(), counts::subjects(log, stage)),
        ActivityMetric::CloseRateRetail => (slices.to_vec(), retail::close_rate(log, stage, question)?),
        ActivityMetric::FollowupRate(kind) => followup::rate(question, log, kind)?,
        ActivityMetric::FollowupTimely(hours) => followup::timely(question, log, hours)?,
    })
}

/// Where a question's answers stand.
fn stage_of<'s>(question: &Question<'_>, slices: &'s [Vec<Slice>]) -> Stage<'s> {
    let known = question.company.known;
    Stage { slices, range: question.range, calendar: known.calendar, as_of: known.as_of }
}
