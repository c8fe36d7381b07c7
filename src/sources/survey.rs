//! How days and numbers are written in a file, found by looking at its columns.

use std::path::Path;

use crate::schema::ColumnType;

use super::SourceError;
use super::feed::Feed;
use super::forms::{
    DateEvidence, DateForm, DateVerdict, NumberEvidence, NumberForm, NumberVerdict, UnknownDateForm,
};
use super::layout::Layout;
use super::records::Records;
use super::settings::SourceSettings;

/// What was seen of a file's columns.
pub(super) struct Survey {
    /// Evidence for each column of days or instants that nothing settles beforehand.
    dates: Vec<(usize, DateEvidence)>,
    /// Evidence from all columns of numbers, unless the settings name the decimal sign.
    numbers: Option<NumberEvidence>,
}

impl Survey {
    /// Takes over what the settings say, and begins to look for the rest.
    ///
    /// # Errors
    /// A form or a decimal sign that cannot be.
    pub(super) fn begin(layout: &mut Layout, settings: &SourceSettings) -> Result<Survey, SourceError> {
        let unknown_form = |error: UnknownDateForm| SourceError::BadSetting {
            key: "date_format".to_string(),
            received: error.setting,
            allowed: "write D/M/Y, M/D/Y, or a pattern such as %d.%m.%Y".to_string(),
        };
        let given = settings.date_format.as_deref().map(DateForm::named).transpose().map_err(unknown_form)?;
        let mut dates = Vec::new();
        for (at, slot) in layout.slots.iter_mut().enumerate() {
            match &given {
                Some(form) => (slot.date_form, slot.open) = (form.clone(), false),
                None if matches!(slot.spec.kind, ColumnType::Date | ColumnType::Ts) && slot.plan.is_some() => {
                    dates.push((at, DateEvidence::new()));
                }
                None => slot.open = false,
            }
        }
        let numbers = match settings.decimal.as_deref() {
            Some(decimal) => {
                (layout.numbers, layout.numbers_open) = (decimal_form(decimal)?, false);
                None
            }
            None => Some(NumberEvidence::new()),
        };
        Ok(Survey { dates, numbers })
    }

    /// Looks at rows.
    pub(super) fn see(&mut self, layout: &Layout, records: &Records) {
        for (at, evidence) in &mut self.dates {
            for row in 0..records.height() {
                evidence.see(records.lines[row], layout.slots[*at].text(records, row));
            }
        }
        let Some(numbers) = &mut self.numbers else { return };
        let is_number = |kind| matches!(kind, ColumnType::Money | ColumnType::F64 | ColumnType::Int);
        for slot in layout.slots.iter().filter(|slot| is_number(slot.spec.kind) && slot.lookup.is_none()) {
            if let Some(field) = slot.field() {
                for row in 0..records.height() {
                    numbers.see(records.lines[row], records.field(row, field));
                }
            }
        }
    }

    /// Whether something is doubtful that more rows could settle.
    pub(super) fn is_doubtful(&self) -> bool {
        let dates = self.dates.iter().any(|(_, evidence)| matches!(evidence.verdict(), DateVerdict::Ambiguous { .. }));
        dates || self.numbers.as_ref().is_some_and(|numbers| matches!(numbers.verdict(), NumberVerdict::Ambiguous { .. }))
    }

    /// Decides; `whole` says that the whole file was seen, so that nothing else can turn up.
    ///
    /// # Errors
    /// A column in which day and month cannot be told apart, or numbers of which nobody can say whether a comma
    /// groups them.
    pub(super) fn conclude(self, layout: &mut Layout, path: &Path, whole: bool) -> Result<(), SourceError> {
        for (at, evidence) in self.dates {
            let slot = &mut layout.slots[at];
            match evidence.verdict() {
                DateVerdict::Settled(form) => (slot.date_form, slot.open) = (form, false),
                DateVerdict::Usual => slot.open = !whole,
                DateVerdict::Contradictory { day_first, month_first } => {
                    let (path, column) = (path.to_path_buf(), slot.name().to_string());
                    return Err(SourceError::ContradictoryDates { path, column, day_first, month_first });
                }
                DateVerdict::Ambiguous { examples } => {
                    let (path, column) = (path.to_path_buf(), slot.name().to_string());
                    return Err(SourceError::AmbiguousDates { path, column, examples });
                }
            }
        }
        let Some(numbers) = self.numbers else { return Ok(()) };
        match numbers.verdict() {
            NumberVerdict::Settled(form) => (layout.numbers, layout.numbers_open) = (form, false),
            // Whichever sign is meant, the others are bad rows, which name their line and the way out.
            NumberVerdict::Contradictory { .. } => layout.numbers_open = false,
            NumberVerdict::Plain => layout.numbers_open = !whole,
            NumberVerdict::Ambiguous { examples } => {
                return Err(SourceError::AmbiguousNumbers { path: path.to_path_buf(), examples });
            }
        }
        Ok(())
    }
}

fn decimal_form(decimal: &str) -> Result<NumberForm, SourceError> {
    NumberForm::named(decimal).ok_or_else(|| SourceError::BadSetting {
        key: "decimal".to_string(),
        received: decimal.to_string(),
        allowed: "write decimal = \".\" or decimal = \",\"".to_string(),
    })
}

/// Surveys a whole file, or as much of it as settles everything.
///
/// # Errors
/// As [`Survey::conclude`], and whatever makes the file unreadable.
pub(super) fn whole_file(
    layout: &mut Layout,
    settings: &SourceSettings,
    path: &Path,
    rows_of: impl Fn(Records) -> Records,
) -> Result<(), SourceError> {
    let mut survey = Survey::begin(layout, settings)?;
    let mut feed = Feed::open(path, settings)?;
    let opener = feed.opener();
    while let Some(piece) = feed.next_piece()? {
        survey.see(layout, &rows_of(opener.records(piece)));
    }
    survey.conclude(layout, path, true)
}
