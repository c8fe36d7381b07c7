//! The rim: every error is the user's usage, the data's, or ours, and that sets the exit code.

mod chinese;
mod outwards;

use std::fmt;

use crate::calendar::CalendarError;
use crate::measures::engine::EngineError;
use crate::measures::{MeasureError, SliceError};
use crate::phrases::in_chinese;
use crate::settings::SettingsError;
use crate::sources::{DeliveryError, ObjectError, ObjectProblem, SourceError};
use crate::store::{OutgoingProblem, StoreError};

/// Whose mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The command or the configuration: exit code 2.
    Usage,
    /// The data: exit code 3.
    Data,
    /// Neither: exit code 4.
    Internal,
}

impl FailureKind {
    /// The documented exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            FailureKind::Usage => 2,
            FailureKind::Data => 3,
            FailureKind::Internal => 4,
        }
    }
}

/// A run that ends early: one sentence, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whose mistake it is.
    pub kind: FailureKind,
    /// What is wrong, with file, line, column and value where there are such.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
    /// The sentence and the way out for a reader of Chinese; none where there is only the English one.
    pub chinese: Option<Box<(String, Option<String>)>>,
}

impl Failure {
    /// A mistake in the command or the configuration.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure { kind: FailureKind::Usage, message: message.into(), hint: Some(hint.into()), chinese: None }
    }

    /// Something in the data.
    pub fn data(message: impl Into<String>, hint: Option<String>) -> Failure {
        Failure { kind: FailureKind::Data, message: message.into(), hint, chinese: None }
    }

    /// Something in the machine or in us.
    pub fn internal(message: impl Into<String>) -> Failure {
        Failure { kind: FailureKind::Internal, message: message.into(), hint: None, chinese: None }
    }

    /// The same with what a reader of Chinese is told.
    #[must_use]
    pub fn in_chinese(mut self, message: impl Into<String>, hint: Option<String>) -> Failure {
        self.chinese = Some(Box::new((message.into(), hint)));
        self
    }

    /// The same with the Chinese sentence in the place of the English one: the one that came with the failure, else that
    /// of the phrase book. What neither has stays as it is.
    #[must_use]
    pub fn told_in_chinese(mut self) -> Failure {
        if let Some(said) = self.chinese.take() {
            (self.message, self.hint) = *said;
        }
        self.message = told(self.message);
        self.hint = self.hint.map(told);
        self
    }
}

/// A text in Chinese, as far as the phrase book has it.
fn told(text: String) -> String {
    in_chinese(&text).or_else(|| with_system_words(&text)).unwrap_or(text)
}

/// A Chinese sentence that ends with what the system said, with that in Chinese too.
fn with_system_words(text: &str) -> Option<String> {
    let (head, said) = text.rsplit_once('：')?;
    Some(format!("{head}：{}", in_chinese(said)?))
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Failure {
        let kind = kind_of_source_error(&error);
        let chinese = outwards::of_source(&error).map(Box::new);
        Failure { kind, message: error.to_string(), hint: error.hint(), chinese }
    }
}

fn kind_of_source_error(error: &SourceError) -> FailureKind {
    match error {
        SourceError::UnknownTable { .. }
        | SourceError::UnknownCanonicalColumn { .. }
        | SourceError::BadColumnSettings { .. }
        | SourceError::UnknownPreset { .. }
        | SourceError::PresetOfOtherTable { .. }
        | SourceError::UnknownEncoding { .. }
        | SourceError::BadPattern { .. }
        | SourceError::BadSetting { .. }
        | SourceError::DatabaseSetup { .. }
        | SourceError::NoDriver { .. }
        | SourceError::DriverAbsent { .. }
        | SourceError::DriverUnusable { .. }
        | SourceError::OpenSecret { .. }
        | SourceError::BadSeparator { .. } => FailureKind::Usage,
        SourceError::Objects(error) => kind_of_object_error(error),
        SourceError::Noted { error, .. } | SourceError::OfQuery { error } => kind_of_source_error(error),
        SourceError::Internal { .. } => FailureKind::Internal,
        _ => FailureKind::Data,
    }
}

impl From<DeliveryError> for Failure {
    fn from(error: DeliveryError) -> Failure {
        match error {
            DeliveryError::Setup(error) => Failure::from(error),
            error => {
                let chinese = outwards::of_delivery(&error).map(Box::new);
                Failure { kind: FailureKind::Data, message: error.to_string(), hint: error.hint(), chinese }
            }
        }
    }
}

impl From<OutgoingProblem> for Failure {
    fn from(problem: OutgoingProblem) -> Failure {
        let kind = match &problem {
            OutgoingProblem::IsStore { .. } => FailureKind::Usage,
            OutgoingProblem::Objects(error) => kind_of_object_error(error),
            _ => FailureKind::Data,
        };
        let chinese = Some(Box::new(outwards::of_folder(&problem)));
        Failure { kind, message: problem.to_string(), hint: problem.hint(), chinese }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let kind = match error {
            StoreError::Io { .. } | StoreError::Engine { .. } => FailureKind::Internal,
            StoreError::NoFolder { .. } => FailureKind::Usage,
            StoreError::Objects(ref error) => kind_of_object_error(error),
            StoreError::NoVersion { .. } | StoreError::Removed { .. } | StoreError::NotLoadedYet { .. } => {
                FailureKind::Usage
            }
            _ => FailureKind::Data,
        };
        let chinese = chinese::of_store(&error).map(Box::new);
        Failure { kind, message: error.to_string(), hint: error.hint(), chinese }
    }
}

/// What the person named or set wrongly, what is not there, and what happened elsewhere.
fn kind_of_object_error(error: &ObjectError) -> FailureKind {
    match error.problem {
        ObjectProblem::BadAddress
        | ObjectProblem::BadSetting
        | ObjectProblem::NoCredentials
        | ObjectProblem::WrongCredentials
        | ObjectProblem::NoBucket
        | ObjectProblem::OtherRegion
        | ObjectProblem::NoConditions => FailureKind::Usage,
        ObjectProblem::NotThere | ObjectProblem::NoPermission => FailureKind::Data,
        ObjectProblem::Away | ObjectProblem::Certificate | ObjectProblem::Disk | ObjectProblem::Other => {
            FailureKind::Internal
        }
    }
}

impl From<MeasureError> for Failure {
    fn from(error: MeasureError) -> Failure {
        let kind = match error {
            MeasureError::UnknownMetric { .. }
            | MeasureError::AnsweredElsewhere { .. }
            | MeasureError::NotAtGrain { .. } => FailureKind::Usage,
            MeasureError::Cut(ref error) if error.is_usage() => FailureKind::Usage,
            MeasureError::Engine { .. } => FailureKind::Internal,
            MeasureError::Cluster(ref error) => kind_of_engine_error(error),
            _ => FailureKind::Data,
        };
        let chinese = chinese::of_measure(&error).map(|(message, hint)| Box::new((message, Some(hint))));
        Failure { kind, message: error.to_string(), hint: error.hint(), chinese }
    }
}

/// What the person named wrongly, what the data are, and what happened elsewhere.
fn kind_of_engine_error(error: &EngineError) -> FailureKind {
    match error {
        EngineError::NotBuilt { .. }
        | EngineError::Address { .. }
        | EngineError::Authorities { .. }
        | EngineError::OtherProtocol { .. } => FailureKind::Usage,
        EngineError::NoTable { .. }
        | EngineError::TooMany { .. }
        | EngineError::NoKeys
        | EngineError::OtherCurrencies => FailureKind::Data,
        _ => FailureKind::Internal,
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        MeasureError::from(error).into()
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Failure {
        Failure { kind: FailureKind::Usage, message: error.to_string(), hint: error.hint(), chinese: None }
    }
}

impl From<CalendarError> for Failure {
    fn from(error: CalendarError) -> Failure {
        let kind = match error {
            CalendarError::OutsideTable { .. } => FailureKind::Data,
            _ => FailureKind::Usage,
        };
        let chinese = chinese::of_calendar(&error).map(Box::new);
        Failure { kind, message: error.to_string(), hint: error.hint().map(str::to_string), chinese }
    }
}

impl From<SliceError> for Failure {
    fn from(error: SliceError) -> Failure {
        Failure { kind: FailureKind::Usage, message: error.to_string(), hint: None, chinese: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::FactTable;

    #[test]
    fn what_a_row_of_a_table_is_is_chinese_for_a_reader_of_chinese() {
        use FactTable::*;
        let tables = [
            Survey,
            DaySums,
            Visits,
            Orders,
            Rows,
            VisitCount,
            RowCount,
            Active,
            Firsts,
            Ages,
            Amounts,
            CustomerOrders,
            Returning,
            Gaps,
            GapSums,
            Largest,
        ];
        for table in tables {
            let said = Failure::from(EngineError::TooMany { table, most: 5 }).told_in_chinese().message;
            let rest = said.replace(table.word(), "");
            assert!(!rest.chars().any(|sign| sign.is_ascii_alphabetic()), "{said}");
        }
    }
}
