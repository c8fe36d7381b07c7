//! Both languages from one source: every message of the reports by its id, and its arguments in words.

mod own_words;
mod set_apart;

use std::fmt;
use std::str::FromStr;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

use super::figures::{Figures, legible};
use crate::calendar::label_in_chinese;
use crate::measures::catalogue::definition;
use crate::phrases::in_chinese;
use crate::quantity::Currency;
use crate::review::pack::{Arg, CHECK_MESSAGE, Sentence};
use crate::sources::check;

const ENGLISH: &str = include_str!("en.ftl");
const CHINESE: &str = include_str!("zh.ftl");

/// What is said otherwise where one team is spoken of alone.
const ENGLISH_OF_TEAM: &str = include_str!("team.en.ftl");
const CHINESE_OF_TEAM: &str = include_str!("team.zh.ftl");

/// A language of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, with US grouping.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// The word on the command line and in file names.
    pub fn word(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh",
        }
    }

    /// The tag for a page's `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh-Hans",
        }
    }
}

impl FromStr for Language {
    type Err = WordingError;

    fn from_str(text: &str) -> Result<Self, WordingError> {
        match text {
            "en" => Ok(Language::En),
            "zh" => Ok(Language::Zh),
            _ => Err(WordingError::UnknownLanguage { text: text.to_string() }),
        }
    }
}

/// The messages of one language.
///
/// ```
/// use attain::reports::wording::{Language, Wording};
/// let zh = Wording::new(Language::Zh)?;
/// assert_eq!(zh.metric("gross_margin"), "毛利率");
/// # Ok::<(), attain::reports::wording::WordingError>(())
/// ```
pub struct Wording {
    language: Language,
    /// A company's words in place of ours.
    own: Option<String>,
    /// Whether one team is spoken of alone.
    of_team: bool,
    bundle: FluentBundle<FluentResource>,
}

impl Wording {
    /// The messages of `language`.
    ///
    /// # Errors
    /// Where the file that is built into the program is malformed; a test keeps that from being shipped.
    pub fn new(language: Language) -> Result<Self, WordingError> {
        Wording::with(language, None)
    }

    /// The same once more: for those who must own their words.
    pub(crate) fn again(&self) -> Result<Self, WordingError> {
        Wording::made(self.language, self.own.as_deref(), self.of_team)
    }

    /// The same for the review of one team: what is said of the company elsewhere is said of the team.
    ///
    /// # Errors
    /// As [`Wording::with`].
    pub fn of_team(&self) -> Result<Self, WordingError> {
        Wording::made(self.language, self.own.as_deref(), true)
    }

    /// The messages of `language`, with a company's own words in place of some.
    ///
    /// # Errors
    /// [`WordingError::OwnWords`] where those are malformed, name a message that there is none of, or a variable that
    /// its message does not have.
    pub fn with(language: Language, own: Option<&str>) -> Result<Self, WordingError> {
        Wording::made(language, own, false)
    }

    fn made(language: Language, own: Option<&str>, of_team: bool) -> Result<Self, WordingError> {
        let (source, locale) = match language {
            Language::En => (ENGLISH, langid!("en-US")),
            Language::Zh => (CHINESE, langid!("zh-CN")),
        };
        let malformed = |detail: String| WordingError::Malformed { language, detail };
        let resource = FluentResource::try_new(source.to_string())
            .map_err(|(_, errors)| malformed(errors.iter().map(|e| format!("{e}; ")).collect()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // In Chinese the marks say where an argument begins and ends; they are taken out again.
        bundle.set_use_isolating(language == Language::Zh);
        bundle.set_formatter(Some(grouped_number));
        bundle.add_resource(resource).map_err(|errors| malformed(format!("{errors:?}")))?;
        if of_team {
            let words = if language == Language::En { ENGLISH_OF_TEAM } else { CHINESE_OF_TEAM };
            let resource = FluentResource::try_new(words.to_string())
                .map_err(|(_, errors)| malformed(errors.iter().map(|e| format!("{e}; ")).collect()))?;
            bundle.add_resource_overriding(resource);
        }
        if let Some(own) = own {
            own_words::checked(language, own, source)?;
            let resource = FluentResource::try_new(own.to_string()).map_err(|(_, errors)| {
                let error = errors.first().map(|error| (error.pos.start, error.to_string()));
                let (at, reason) = error.unwrap_or_default();
                let line = own.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
                WordingError::OwnWords { language, line, reason }
            })?;
            bundle.add_resource_overriding(resource);
        }
        Ok(Wording { language, own: own.map(str::to_string), of_team, bundle })
    }

    /// Which language this is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without arguments; the id itself where there is no such message.
    pub fn text(&self, id: &str) -> String {
        self.message(id, &FluentArgs::new()).unwrap_or_else(|| id.to_string())
    }

    /// A message with ready arguments; numbers select plural forms. The id itself where there is no such message.
    pub fn text_with(&self, id: &str, args: &FluentArgs<'_>) -> String {
        self.message(id, args).unwrap_or_else(|| id.to_string())
    }

    /// A message with texts that are ready to be printed.
    pub(crate) fn text_filled(&self, id: &str, args: &[(&'static str, &str)]) -> String {
        let mut fluent = FluentArgs::new();
        for (name, text) in args {
            fluent.set(*name, FluentValue::from((*text).to_string()));
        }
        self.text_with(id, &fluent)
    }

    /// Whether there is a message with this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A metric's name as a heading, that of the dictionary where the reports have none of their own; the id where there
    /// is neither.
    pub fn metric(&self, metric_id: &str) -> String {
        let own = self.message(&message_id("metric", metric_id), &FluentArgs::new());
        own.or_else(|| self.of_dictionary(metric_id)).unwrap_or_else(|| legible(metric_id))
    }

    /// A metric's name in the dictionary, with the form that its id ends with.
    fn of_dictionary(&self, metric_id: &str) -> Option<String> {
        let found = definition(metric_id)?;
        let zh = self.language == Language::Zh;
        let name = if zh { &found.name_zh } else { &found.name_en };
        let form = metric_id.strip_prefix(found.id.as_str()).and_then(|form| form.strip_prefix('.'));
        Some(match form {
            Some(form) if zh => format!("{name}（{form}）"),
            Some(form) => format!("{name} ({form})"),
            None => name.clone(),
        })
    }

    /// A metric's name inside a sentence: in English without its capital.
    pub fn metric_inline(&self, metric_id: &str) -> String {
        let key = message_id("metric", metric_id);
        let inline = self.bundle.get_message(&key).and_then(|m| m.get_attribute("inline"));
        match inline {
            Some(attribute) => self.bundle.format_pattern(attribute.value(), None, &mut Vec::new()).into_owned(),
            None if self.language == Language::En && !self.has(&key) => uncapitalised(self.metric(metric_id)),
            None => self.metric(metric_id),
        }
    }

    /// The name of something that carries an id: `named("method", "ets")`; the id where it has no name.
    pub fn named(&self, kind: &str, id: &str) -> String {
        self.message(&message_id(kind, id), &FluentArgs::new()).unwrap_or_else(|| legible(id))
    }

    /// A sentence of the pack, its money in `currency`.
    ///
    /// An argument that is itself a message receives the arguments of the whole sentence, and the messages that stand
    /// before it. An id that is not in
    /// the wording is printed as it is with its arguments, so that nothing the pack says is lost.
    pub fn sentence(&self, sentence: &Sentence, currency: Currency) -> String {
        let figures = Figures::new(self.language, currency);
        let mut args = FluentArgs::new();
        for (name, arg) in sentence.args.iter().filter(|(_, arg)| !matches!(arg, Arg::Message(_))) {
            args.set(name.clone(), self.argument(name, arg, figures));
        }
        for (name, arg) in &sentence.args {
            if let Arg::Message(id) = arg {
                let text = self.text_with(id, &args);
                args.set(name.clone(), text);
            }
        }
        self.message(&sentence.id, &args).unwrap_or_else(|| self.unknown(sentence, figures))
    }

    fn argument(&self, name: &str, arg: &Arg, figures: Figures) -> FluentValue<'static> {
        match arg {
            Arg::Count(count) => FluentValue::from(*count),
            other => FluentValue::from(self.argument_text(name, other, figures)),
        }
    }

    fn argument_text(&self, name: &str, arg: &Arg, figures: Figures) -> String {
        match arg {
            Arg::Text(text) if name == "feature" => self.named("feature", text),
            Arg::Text(text) if self.language == Language::Zh && PERIOD_ARGUMENTS.contains(&name) => {
                label_in_chinese(&legible(text))
            }
            // Why something was refused was said in English, where nobody knew who would read it.
            Arg::Text(text) if self.language == Language::Zh && name == "reason" => {
                legible(&in_chinese(text).unwrap_or_else(|| text.clone()))
            }
            Arg::Text(text) => legible(text),
            Arg::Metric(id) => self.metric_inline(id),
            Arg::Money(minor) => figures.money(*minor),
            Arg::Share(share) => figures.share_trimmed(*share),
            Arg::SignedShare(share) => figures.share_signed(*share),
            Arg::Count(count) => figures.count(*count),
            Arg::Number(number) => figures.number(*number, 2),
            Arg::Date(day) => figures.date(*day),
            // What a sentence calls `names` are people, of whom there may be hundreds.
            Arg::List(names) if name == "names" => figures.people(names),
            Arg::List(ids) if name == "features" || name == "left_out" => {
                figures.list(&ids.iter().map(|id| self.named("feature", id)).collect::<Vec<_>>())
            }
            Arg::List(names) => figures.list(names),
            Arg::Message(id) => self.text(id),
        }
    }

    fn unknown(&self, sentence: &Sentence, figures: Figures) -> String {
        let args: Vec<String> = sentence
            .args
            .iter()
            .map(|(name, arg)| format!("{}: {}", legible(name), self.argument_text(name, arg, figures)))
            .collect();
        let id = legible(&sentence.id);
        if args.is_empty() { id } else { format!("{id} ({})", args.join(", ")) }
    }

    fn message(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        if let Some(check) = id.strip_prefix(CHECK_MESSAGE).and_then(check) {
            // The catalogue of checks keeps their sentences in both languages.
            return Some(if self.language == Language::Zh { check.zh.clone() } else { check.en.clone() });
        }
        let pattern = self.bundle.get_message(id)?.value()?;
        let text = self.bundle.format_pattern(pattern, Some(args), &mut Vec::new());
        Some(if self.language == Language::Zh { set_apart::set_apart(&text) } else { text.into_owned() })
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wording").field("language", &self.language).finish_non_exhaustive()
    }
}

/// The arguments in which sentences carry the labels of periods.
const PERIOD_ARGUMENTS: [&str; 10] =
    ["period", "baseline_period", "previous", "year_before", "next", "first", "last", "month_1", "month_2", "month_3"];

/// What is wrong with the wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordingError {
    /// The word names no language of the reports.
    UnknownLanguage {
        /// What was received.
        text: String,
    },
    /// A message file does not parse.
    Malformed {
        /// Which file.
        language: Language,
        /// What its parser said.
        detail: String,
    },
    /// A company's own words do not fit.
    OwnWords {
        /// Of which language.
        language: Language,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
}

impl fmt::Display for WordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WordingError::UnknownLanguage { text } => {
                write!(f, "`{text}` is not a language of the reports: write en or zh")
            }
            WordingError::Malformed { language, detail } => {
                write!(f, "the message file for `{}` is malformed: {detail}", language.word())
            }
            WordingError::OwnWords { language, line, reason } => {
                write!(f, "`{}.ftl` line {line}: {reason}", language.word())
            }
        }
    }
}

impl std::error::Error for WordingError {}

/// The key of a name: dots are not allowed in keys, so `retention.classic` is `metric-retention-classic`.
fn message_id(kind: &str, id: &str) -> String {
    let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    format!("{kind}-{safe}")
}

/// A name without its capital, unless it begins with an abbreviation.
fn uncapitalised(name: String) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name,
    }
}

/// Groups the digits of whole numbers, which the bundle itself does not do.
fn grouped_number<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    match value {
        // The language and currency play no part in how a count looks.
        FluentValue::Number(number) => Some(Figures::new(Language::En, Currency::USD).number(number.value, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
