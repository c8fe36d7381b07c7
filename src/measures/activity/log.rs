//! The activities as they were known on the as-of day.

use std::collections::HashMap;

use polars::prelude::{DataFrame, DataType, TimeUnit};

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;

use super::items::ItemKind;

/// Microseconds in a day.
pub(super) const DAY_MICROS: i64 = 86_400_000_000;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActivityKind {
    /// A telephone call.
    Call,
    /// A visit.
    Visit,
    /// A mail.
    Mail,
    /// A meeting.
    Meeting,
    /// A demonstration.
    Demo,
    /// A quotation.
    Quote,
    /// Anything else.
    Other,
}

impl ActivityKind {
    const ALL: [ActivityKind; 7] = [
        ActivityKind::Call,
        ActivityKind::Visit,
        ActivityKind::Mail,
        ActivityKind::Meeting,
        ActivityKind::Demo,
        ActivityKind::Quote,
        ActivityKind::Other,
    ];

    /// The word in the table and at the end of an id.
    pub(super) fn word(self) -> &'static str {
        match self {
            ActivityKind::Call => "call",
            ActivityKind::Visit => "visit",
            ActivityKind::Mail => "mail",
            ActivityKind::Meeting => "meeting",
            ActivityKind::Demo => "demo",
            ActivityKind::Quote => "quote",
            ActivityKind::Other => "other",
        }
    }

    /// The kind that a word means.
    pub(super) fn of_word(word: &str) -> Option<ActivityKind> {
        ActivityKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One activity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Activity {
    /// Its slice; none where it does not count in this question.
    pub(super) slice: Option<u32>,
    /// The business day.
    pub(super) day: Day,
    /// The moment in microseconds since 1970, by the clock of the business zone.
    pub(super) moment: i64,
    /// What was done; none where the row does not say.
    pub(super) kind: Option<ActivityKind>,
    /// What sort of thing it was about; none where the row does not say.
    pub(super) subject_kind: Option<ItemKind>,
    /// What it was about; none where the row does not say.
    pub(super) subject: Option<String>,
}

/// All activities of people that were known on a day, in the order of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Log {
    /// The activities.
    pub(super) list: Vec<Activity>,
}

impl Log {
    /// Reads the activities. Automatic ones and those after the as-of day do not count.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub(super) fn read(frame: &DataFrame, of_row: &[Option<u32>], as_of: Day) -> Result<Log, MeasureError> {
        let columns = Columns::of(frame);
        let moments = moments(frame, "ts")?;
        let kinds = columns.texts("type")?;
        let subject_kinds = columns.texts("subject_type")?;
        let mut subjects = columns.texts("subject_id")?;
        let automatic = columns.flags("is_auto")?;
        let mut list = Vec::with_capacity(columns.height());
        for row in 0..columns.height() {
            let Some(moment) = moments[row] else { continue };
            let day = day_of(moment);
            if day > as_of || automatic[row] == Some(true) {
                continue;
            }
            list.push(Activity {
                slice: of_row.get(row).copied().flatten(),
                day,
                moment,
                kind: kinds[row].as_deref().and_then(ActivityKind::of_word),
                subject_kind: subject_kinds[row].as_deref().and_then(ItemKind::of_word),
                subject: subjects[row].take(),
            });
        }
        Ok(Log { list })
    }

    /// The activities by what they were about, oldest first.
    pub(super) fn by_subject(&self) -> HashMap<&str, Vec<&Activity>> {
        let mut by_subject: HashMap<&str, Vec<&Activity>> = HashMap::new();
        for activity in &self.list {
            if let Some(subject) = &activity.subject {
                by_subject.entry(subject).or_default().push(activity);
            }
        }
        for activities in by_subject.values_mut() {
            activities.sort_by_key(|activity| activity.moment);
        }
        by_subject
    }
}

/// A column of moments in microseconds since 1970; null throughout where there is none.
pub(in crate::measures) fn moments(frame: &DataFrame, name: &str) -> Result<Vec<Option<i64>>, MeasureError> {
    let Ok(column) = frame.column(name) else { return Ok(vec![None; frame.height()]) };
    let engine = |error: polars::prelude::PolarsError| MeasureError::Engine { reason: error.to_string() };
    // The store keeps microseconds; a table from elsewhere may not.
    let micros = column.cast(&DataType::Datetime(TimeUnit::Microseconds, None)).map_err(engine)?;
    let micros = micros.cast(&DataType::Int64).map_err(engine)?;
    Ok(micros.i64().map_err(engine)?.iter().collect())
}

/// The day of a moment.
pub(in crate::measures) fn day_of(moment: i64) -> Day {
    Day::from_epoch(moment.div_euclid(DAY_MICROS) as i32)
}
