//! How days and numbers are written in a file, found by looking at its columns.

use std::path::Path;

use rayon::prelude::*;

use crate::schema::ColumnType;

use super::SourceError;
use super::feed::Feed;
use super::forms::{DateEvidence, DateForm, DateVerdict, NumberEvidence, NumberForm, NumberVerdict, UnknownDateForm};
use super::layout::Layout;
use super::records::Records;
use super::settings::SourceSettings;

/// What was seen of a file's columns.
pub(super) struct Survey {
    /// Evidence for each column of days or instants that nothing settles beforehand.
    dates: Vec<(usize, DateEvidence)>,
    /// Evidence from all columns of numbers, unless the settings name the decimal sign.
    numbers: Option<NumberEvidence>,
    /// The same, from the columns of amounts alone.
    amounts: NumberEvidence,
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
        Ok(Survey { dates, numbers, amounts: NumberEvidence::new() })
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
                let evidence = if slot.spec.kind == ColumnType::Money { &mut self.amounts } else { &mut *numbers };
                for row in 0..records.height() {
                    evidence.see(records.lines[row], records.field(row, field));
                }
            }
        }
    }

    /// The same questions, and nothing seen.
    fn without_evidence(&self) -> Survey {
        Survey {
            dates: self.dates.iter().map(|(at, _)| (*at, DateEvidence::new())).collect(),
            numbers: self.numbers.as_ref().map(|_| NumberEvidence::new()),
            amounts: NumberEvidence::new(),
        }
    }

    /// Takes over what another survey of the same questions saw.
    fn absorb(&mut self, other: Survey) {
        for ((_, mine), (_, theirs)) in self.dates.iter_mut().zip(other.dates) {
            mine.absorb(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.numbers, other.numbers) {
            mine.absorb(theirs);
        }
        self.amounts.absorb(other.amounts);
    }

    /// What all columns of numbers say together, unless the settings say it.
    fn all_numbers(&self) -> Option<NumberEvidence> {
        let mut all = self.numbers.clone()?;
        all.absorb(self.amounts.clone());
        Some(all)
    }

    /// A column whose days tell whether the day or the month stands first: its name, and the form as a setting.
    fn proven(&self, layout: &Layout) -> Option<Box<(String, String)>> {
        self.dates.iter().find_map(|(at, evidence)| match evidence.verdict() {
            DateVerdict::Settled(form @ (DateForm::DayFirst | DateForm::MonthFirst)) => {
                Some(Box::new((layout.slots[*at].name().to_string(), form.setting()?.to_string())))
            }
            _ => None,
        })
    }

    /// Whether more rows could still change something.
    fn is_open(&self) -> bool {
        self.dates.iter().any(|(_, evidence)| evidence.is_open())
            || self.all_numbers().is_some_and(|numbers| numbers.is_open())
    }

    /// Whether something is doubtful that more rows could settle.
    pub(super) fn is_doubtful(&self) -> bool {
        let dates = self.dates.iter().any(|(_, evidence)| matches!(evidence.verdict(), DateVerdict::Ambiguous { .. }));
        let doubtful = |numbers: NumberEvidence| {
            matches!(numbers.verdict(), NumberVerdict::Ambiguous { .. } | NumberVerdict::Points { .. })
        };
        dates || self.all_numbers().is_some_and(doubtful)
    }

    /// Decides; `whole` says that the whole file was seen, so that nothing else can turn up.
    ///
    /// # Errors
    /// A column in which day and month cannot be told apart, or numbers of which nobody can say whether a comma
    /// groups them.
    pub(super) fn conclude(self, layout: &mut Layout, path: &Path, whole: bool) -> Result<(), SourceError> {
        let (all_numbers, amounts) = (self.all_numbers(), self.amounts.verdict());
        let proven = self.proven(layout);
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
                    return Err(SourceError::AmbiguousDates { path, column, examples, proven });
                }
            }
        }
        let Some(numbers) = all_numbers else { return Ok(()) };
        match numbers.verdict() {
            NumberVerdict::Settled(form) => (layout.numbers, layout.numbers_open) = (form, false),
            // Whichever sign is meant, the others are bad rows, which name their line and the way out.
            NumberVerdict::Contradictory { .. } => layout.numbers_open = false,
            NumberVerdict::Plain => layout.numbers_open = !whole,
            NumberVerdict::Points { .. } => {
                layout.numbers_open = !whole;
                // Three decimals are common in quantities, and in amounts of few currencies.
                if let NumberVerdict::Points { examples } = amounts
                    && layout.currency.digits() != 3
                {
                    return Err(SourceError::AmbiguousNumbers { path: path.to_path_buf(), examples });
                }
            }
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
    rows_of: impl Fn(Records) -> Records + Sync,
) -> Result<(), SourceError> {
    let mut survey = Survey::begin(layout, settings)?;
    let mut feed = Feed::open(path, settings)?;
    let opener = feed.opener();
    // Proof may stand in the last row; where everything is proved, the rest need not be looked at.
    while survey.is_open() {
        let group = feed.next_group()?;
        if group.is_empty() {
            break;
        }
        let (shared, asked) = (&*layout, &survey);
        let seen: Vec<Survey> = group
            .into_par_iter()
            .map(|piece| {
                let mut survey = asked.without_evidence();
                survey.see(shared, &rows_of(opener.records(piece)));
                survey
            })
            .collect();
        seen.into_iter().for_each(|seen| survey.absorb(seen));
    }
    survey.conclude(layout, path, true)
}
