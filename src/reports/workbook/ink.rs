//! What every sheet writes with: the pack, the words, the looks.

use super::look::{Look, Looks};
use crate::quantity::{Scalar, Unit};
use crate::reports::figures::{Figures, null_message};
use crate::reports::wording::{Language, Wording};
use crate::review::pack::{Level, Pack, Sentence};

/// The pack, the words, the looks.
pub(super) struct Ink<'a> {
    pub(super) pack: &'a Pack,
    pub(super) wording: &'a Wording,
    pub(super) looks: Looks,
    pub(super) figures: Figures,
}

impl<'a> Ink<'a> {
    pub(super) fn new(pack: &'a Pack, wording: &'a Wording) -> Self {
        let (language, currency) = (wording.language(), pack.header.currency);
        Ink { pack, wording, looks: Looks::new(language, currency), figures: Figures::new(language, currency) }
    }

    pub(super) fn say(&self, id: &str) -> String {
        self.wording.text(id)
    }

    pub(super) fn say_with(&self, id: &str, args: &[(&'static str, &str)]) -> String {
        self.wording.text_filled(id, args)
    }

    pub(super) fn sentence(&self, sentence: &Sentence) -> String {
        self.wording.sentence(sentence, self.pack.header.currency)
    }

    pub(super) fn sentences(&self, sentences: &[Sentence]) -> String {
        let texts: Vec<String> = sentences.iter().map(|sentence| self.sentence(sentence)).collect();
        texts.join(if self.wording.language() == Language::Zh { "" } else { " " })
    }

    /// `AdventureWorks — sales review`.
    pub(super) fn title(&self) -> String {
        match self.pack.header.subject().as_str() {
            "" => self.say("title"),
            company => self.say_with("title-with-company", &[("company", company)]),
        }
    }

    /// `2019-Q2 · as of 30 June 2019 · amounts in USD`.
    pub(super) fn caption(&self, period: &str) -> String {
        let as_of = self.figures.date(self.pack.header.as_of);
        let period = self.say_with("caption-period", &[("period", period), ("as_of", &as_of)]);
        let currency = self.say_with("caption-currency", &[("currency", self.pack.header.currency.code())]);
        format!("{period} · {currency}")
    }

    pub(super) fn level(&self, level: Level) -> String {
        self.say(match level {
            Level::Company => "level-company",
            Level::Team => "level-team",
            Level::Rep => "level-rep",
            Level::Manager => "level-manager",
        })
    }

    pub(super) fn absent(&self, reason: crate::quantity::NullReason) -> String {
        self.say(&null_message(reason))
    }

    /// A value in major units, and how it looks.
    pub(super) fn scalar(&self, scalar: Scalar) -> (f64, Look) {
        let look = match scalar {
            Scalar::Money(_) => Look::Money,
            Scalar::Count(_) => Look::Count,
            Scalar::Units(_) => Look::Units,
            Scalar::Share(_) => Look::Share,
            Scalar::Days(_) | Scalar::Number(_) => Look::Number,
        };
        (scalar.to_f64(self.pack.header.currency.minor_per_major()), look)
    }

    /// An amount as targets count it, in major units.
    pub(super) fn major(&self, amount: i64, unit: Unit) -> f64 {
        amount as f64 / self.minor_per_major(unit) as f64
    }

    pub(super) fn minor_per_major(&self, unit: Unit) -> i64 {
        match unit {
            Unit::Money => self.pack.header.currency.minor_per_major(),
            Unit::Units => Scalar::UNITS_SCALE,
            Unit::Count | Unit::Share | Unit::Days | Unit::Number => 1,
        }
    }

    /// The number format of an axis.
    pub(super) fn axis(&self, unit: Unit) -> &str {
        match unit {
            Unit::Money => &self.looks.money_axis,
            Unit::Share => "0%",
            _ => "#,##0",
        }
    }
}

/// The word of a unit in the names of messages.
pub(super) fn word_of(unit: Unit) -> &'static str {
    match unit {
        Unit::Money => "money",
        Unit::Count => "count",
        Unit::Units => "units",
        Unit::Share => "share",
        Unit::Days => "days",
        Unit::Number => "number",
    }
}
