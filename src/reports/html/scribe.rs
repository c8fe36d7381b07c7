//! What every section of the page needs: the pack, the words, and how one cell is written.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Value;

use crate::quantity::{Measured, NullReason, Scalar, Unit};
use crate::reports::figures::{Figures, legible, null_message};
use crate::reports::wording::{Language, Wording};
use crate::review::pack::{DefinitionEntry, Level, Pack, PlanRow, RatingRow, ScorecardRow, Sentence};

/// A cell of a table, ready to print.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// What stands in the cell.
    pub(super) text: String,
    /// Definition, period and as-of day, and the reason where there is no value.
    pub(super) title: String,
    /// The definition's id.
    pub(super) metric: String,
    /// `null`, `negative` or empty: for the style, and so that a table sorts absences last.
    pub(super) kind: &'static str,
}

/// A column's or figure's metric: id and name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Metric {
    pub(super) id: String,
    pub(super) name: String,
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Value {
        context! { text => cell.text, title => cell.title, metric => cell.metric, kind => cell.kind }
    }
}

impl From<Metric> for Value {
    fn from(metric: Metric) -> Value {
        context! { id => metric.id, name => metric.name }
    }
}

/// The pack, the words and the figures.
pub(super) struct Scribe<'a> {
    pub(super) pack: &'a Pack,
    pub(super) wording: &'a Wording,
    pub(super) figures: Figures,
    as_of: String,
    rep_numbers: BTreeMap<&'a str, usize>,
    teams: Vec<&'a str>,
    cards: BTreeMap<&'a str, Vec<&'a ScorecardRow>>,
    ratings: BTreeMap<&'a str, Vec<&'a RatingRow>>,
    plans: BTreeMap<&'a str, Vec<&'a PlanRow>>,
}

impl<'a> Scribe<'a> {
    pub(super) fn new(pack: &'a Pack, wording: &'a Wording) -> Self {
        let figures = Figures::new(wording.language(), pack.header.currency);
        let as_of = figures.date(pack.header.as_of);
        let rep_numbers = pack.reps.iter().zip(1..).map(|(page, number)| (page.rep_id.as_str(), number)).collect();
        let rows = pack.kpi_table.rows.iter().filter(|row| row.level == Level::Team && !row.key.is_empty());
        let mut teams: Vec<&str> = rows.map(|row| row.key.as_str()).collect();
        teams.sort_unstable();
        teams.dedup();
        let cycle = pack.scorecard.cycles.last().map_or("", String::as_str);
        let of_cycle = pack.scorecard.rows.iter().filter(|row| row.period == cycle);
        Scribe {
            cards: by_rep(of_cycle, |row| &row.rep_id),
            ratings: by_rep(pack.appraisal.ratings.iter(), |row| &row.rep_id),
            plans: by_rep(pack.appraisal.plans.iter(), |row| &row.rep_id),
            pack,
            wording,
            figures,
            as_of,
            rep_numbers,
            teams,
        }
    }

    /// The number of the rep's page, from 1; none for who has none. Ids in the data may hold anything; a number is a
    /// safe name for a place on the page.
    pub(super) fn rep_number(&self, rep_id: &str) -> Option<usize> {
        self.rep_numbers.get(rep_id).copied()
    }

    /// The rows of a rep's card in the last cycle: the lines, then the total; empty for who has none.
    pub(super) fn card(&self, rep_id: &str) -> &[&'a ScorecardRow] {
        self.cards.get(rep_id).map_or(&[], Vec::as_slice)
    }

    /// The ratings of a rep; empty without any.
    pub(super) fn ratings(&self, rep_id: &str) -> &[&'a RatingRow] {
        self.ratings.get(rep_id).map_or(&[], Vec::as_slice)
    }

    /// The plans of a rep; empty without any.
    pub(super) fn plans(&self, rep_id: &str) -> &[&'a PlanRow] {
        self.plans.get(rep_id).map_or(&[], Vec::as_slice)
    }

    /// The teams of the table of key figures, sorted.
    pub(super) fn teams(&self) -> &[&'a str] {
        &self.teams
    }

    /// The team's place among [`Scribe::teams`], from 1.
    pub(super) fn team_number(&self, team: &str) -> Option<usize> {
        self.teams.binary_search(&team).ok().map(|place| place + 1)
    }

    /// A message without arguments.
    pub(super) fn say(&self, id: &str) -> String {
        self.wording.text(id)
    }

    /// A message with ready texts.
    pub(super) fn say_with(&self, id: &str, args: &[(&'static str, &str)]) -> String {
        self.wording.text_filled(id, args)
    }

    pub(super) fn sentence(&self, sentence: &Sentence) -> String {
        self.wording.sentence(sentence, self.pack.header.currency)
    }

    pub(super) fn sentences(&self, sentences: &[Sentence]) -> Vec<String> {
        sentences.iter().map(|sentence| self.sentence(sentence)).collect()
    }

    pub(super) fn metric(&self, metric_id: &str) -> Metric {
        let id = legible(metric_id);
        let worded = self.wording.metric(metric_id);
        if worded != id {
            return Metric { id, name: worded };
        }
        // A metric that has no words of its own has its name in the dictionary, of which the pack carries the page.
        let name = self.entry(metric_id).map_or(worded, |entry| match self.wording.language() {
            Language::En => legible(&entry.name_en),
            Language::Zh => legible(&entry.name_zh),
        });
        Metric { id, name }
    }

    /// The pack's page of the dictionary on a metric; that of its family where it has a number of its own.
    pub(super) fn entry(&self, metric_id: &str) -> Option<&DefinitionEntry> {
        let of = |id: &str| self.pack.definitions.iter().find(|entry| entry.metric_id == id);
        of(metric_id).or_else(|| of(metric_id.rsplit_once('.')?.0))
    }

    /// `revenue_net · 2019-Q2 · as of 30 June 2019`.
    pub(super) fn title(&self, metric_id: &str, period: &str) -> String {
        format!("{} · {}", legible(metric_id), self.period_as_of(period))
    }

    /// `2019-Q2 · as of 30 June 2019`.
    pub(super) fn period_as_of(&self, period: &str) -> String {
        self.say_with("caption-period", &[("period", &legible(period)), ("as_of", &self.as_of)])
    }

    /// What stands under a table's heading: period, as-of day, currency where there is money, and the ids.
    pub(super) fn caption(&self, period: &str, units: &[Unit], metric_ids: &[&str]) -> String {
        let mut parts = vec![self.period_as_of(period)];
        if units.contains(&Unit::Money) {
            parts.push(self.say_with("caption-currency", &[("currency", self.pack.header.currency.code())]));
        }
        let mut ids: Vec<String> = Vec::new();
        for id in metric_ids.iter().map(|id| legible(id)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if !ids.is_empty() {
            parts.push(self.say_with("caption-ids", &[("ids", &ids.join(", "))]));
        }
        parts.join(" · ")
    }

    /// A measured value, or the short word for why there is none.
    pub(super) fn cell(&self, value: &Measured, metric_id: &str, period: &str, minor_digits: bool) -> Cell {
        self.cell_with(value, metric_id, period, |scalar| self.figures.scalar(scalar, minor_digits))
    }

    /// The same for growth: a share with its sign.
    pub(super) fn growth(&self, value: &Measured, metric_id: &str, period: &str) -> Cell {
        self.cell_with(value, metric_id, period, |scalar| match scalar {
            Scalar::Share(share) => self.figures.share_signed(share),
            other => self.figures.scalar(other, false),
        })
    }

    /// The same, in the writing of the caller.
    pub(super) fn cell_with(
        &self,
        value: &Measured,
        metric_id: &str,
        period: &str,
        write: impl Fn(Scalar) -> String,
    ) -> Cell {
        match value {
            Measured::Value(scalar) => {
                self.plain_cell(write(*scalar), scalar.to_f64(1) < 0.0, self.title(metric_id, period), metric_id)
            }
            Measured::Null(reason) => self.null_cell(*reason, metric_id, period),
        }
    }

    /// An amount in minor units or a count, with the reason for its absence where one is known.
    pub(super) fn amount(
        &self,
        amount: Option<i64>,
        unit: Unit,
        reason: Option<NullReason>,
        metric_id: &str,
        period: &str,
    ) -> Cell {
        match (amount, reason) {
            (Some(amount), _) => {
                let title = self.title(metric_id, period);
                self.plain_cell(self.amount_text(amount, unit), amount < 0, title, metric_id)
            }
            (None, Some(reason)) => self.null_cell(reason, metric_id, period),
            (None, None) => self.plain_cell("–".to_string(), false, self.title(metric_id, period), metric_id),
        }
    }

    /// An amount in minor units or a count, without its currency.
    pub(super) fn amount_text(&self, amount: i64, unit: Unit) -> String {
        match unit {
            Unit::Money => self.figures.money_plain(amount, false),
            Unit::Units => self.figures.scalar(Scalar::Units(amount), false),
            Unit::Count | Unit::Share | Unit::Days | Unit::Number => self.figures.count(amount),
        }
    }

    /// A value in major units, without its currency.
    pub(super) fn major(&self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Share => self.figures.share(value),
            Unit::Money if value.abs() < Figures::MINOR_DIGITS_UNDER as f64 => self.figures.number(value, 2),
            Unit::Money => self.figures.fixed(value, 0),
            Unit::Count | Unit::Units | Unit::Days | Unit::Number => self.figures.number(value, 1),
        }
    }

    pub(super) fn plain_cell(&self, text: String, negative: bool, title: String, metric_id: &str) -> Cell {
        Cell { text, title, metric: legible(metric_id), kind: if negative { "negative" } else { "" } }
    }

    fn null_cell(&self, reason: NullReason, metric_id: &str, period: &str) -> Cell {
        let title = format!("{} · {}", self.title(metric_id, period), self.say(&format!("why-{}", reason.code())));
        Cell { text: self.say(&null_message(reason)), title, metric: legible(metric_id), kind: "null" }
    }

    /// A value in major units for a picture; none where there is no value.
    pub(super) fn height(&self, value: &Measured) -> Option<f64> {
        value.value().map(|scalar| scalar.to_f64(self.pack.header.currency.minor_per_major()))
    }
}

/// Rows by rep, in their order.
fn by_rep<'a, T>(
    rows: impl Iterator<Item = &'a T>,
    rep_id: impl Fn(&'a T) -> &'a str,
) -> BTreeMap<&'a str, Vec<&'a T>> {
    let mut found: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for row in rows {
        found.entry(rep_id(row)).or_default().push(row);
    }
    found
}
