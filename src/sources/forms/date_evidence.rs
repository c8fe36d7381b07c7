//! How the dates of a column are written, as far as they tell.

use crate::schema::ColumnType;

use super::clock::read_clock;
use super::date_form::{DateForm, is_number, read_serial};
use super::days::iso_day;
use super::letters::plain_letters;
use super::moment::read_moment;
use super::nulls::is_null_for;
use super::witness::{Example, Telling, Witness};
use super::written_dates::{Order, Triple};

/// What the values of a column say about the form of its dates.
///
/// `31/12/2023` has the day first and `12/31/2023` the month; one of them settles what `03/04/2024` is. With two digits
/// of the year there is a third reading: `24/03/21` is the 21st of March in East Asia and the 24th elsewhere. What stands
/// last in it is taken for the year where it is none of the days of a month, or where the first numbers lie at least
/// twelve apart and farther than the last ones: a column has many days and few years.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::sources) struct DateEvidence {
    day_first: Witness,
    month_first: Witness,
    year_first: Witness,
    /// The day or a year of two digits stands first, but not the month.
    day_or_year: Witness,
    /// With points and the year last: the day first, by custom.
    points: Witness,
    /// Values with several readings that differ, those first that differ most.
    doubtful: Telling,
    /// Values with several readings, whether they differ or not.
    open: u64,
    firsts: Spread,
    lasts: Spread,
    serials: u64,
    /// Values that no column of serials has: dates, and numbers too small or too large.
    no_serials: u64,
}

/// The least and the greatest of some numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Spread(Option<(u32, u32)>);

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) enum DateVerdict {
    /// The values tell their form. One that contradicts it is a bad value.
    Settled(DateForm),
    /// Nothing was seen that has more than one reading.
    Usual,
    /// Every value has more than one reading. The examples are the two whose readings lie farthest apart: whoever knows
    /// which day one of them is can settle it (is `01/12/2024` in January or in December?). A row with a day above 12
    /// would prove it.
    Ambiguous {
        /// Lines and values, at most two.
        examples: Vec<Example>,
    },
    /// Some values can only have the day first, others only the month.
    Contradictory {
        /// The first with the day first.
        day_first: Example,
        /// The first with the month first.
        month_first: Example,
    },
}

/// From how far apart numbers are days rather than years.
const DAYS_APART: u32 = 12;

impl DateEvidence {
    /// Nothing seen yet.
    pub(in crate::sources) fn new() -> DateEvidence {
        DateEvidence::default()
    }

    /// Takes the value on this line. Null and anything that is no date in any form says nothing.
    #[inline]
    pub(in crate::sources) fn see(&mut self, line: u64, text: &str) {
        match iso_day(text.as_bytes()) {
            Some(_) => self.no_serials += 1,
            None => self.see_slowly(line, text),
        }
    }

    fn see_slowly(&mut self, line: u64, text: &str) {
        if is_null_for(ColumnType::Date, text) {
            return;
        }
        let letters = plain_letters(text);
        if read_serial(&letters).is_some() {
            self.serials += 1;
        } else if is_number(&letters) || read_moment(text, &DateForm::Usual).is_some() {
            self.no_serials += 1;
        }
        let triple = Triple::read(&letters).filter(|triple| !triple.has_year_first());
        if let Some(triple) = triple.filter(|triple| read_clock(triple.rest).is_some()) {
            self.no_serials += 1;
            self.see_triple(line, text, &triple);
        }
    }

    fn see_triple(&mut self, line: u64, text: &str, triple: &Triple<'_>) {
        let day_first = triple.in_order(Order::DayMonthYear);
        let month_first = triple.in_order(Order::MonthDayYear);
        let year_first = triple.in_order(Order::YearMonthDay);
        match (day_first, month_first, year_first) {
            (None, None, None) => return,
            (Some(_), None, None) => self.day_first.see(line, text),
            (None, Some(_), _) => self.month_first.see(line, text),
            (None, None, Some(_)) => self.year_first.see(line, text),
            (Some(_), Some(_), None) if triple.has_points_and_year_last() => self.points.see(line, text),
            _ => {
                if month_first.is_none() {
                    self.day_or_year.see(line, text);
                }
                self.open += 1;
                let readings = || [day_first, month_first, year_first].into_iter().flatten();
                let apart = readings().max().zip(readings().min()).map_or(0, |(last, first)| last.abs_diff(first));
                if apart > 0 {
                    self.doubtful.see(u32::MAX - apart, line, text);
                }
            }
        }
        if triple.parts[2].digits <= 2 {
            self.firsts.see(triple.parts[0].value);
            self.lasts.see(triple.parts[2].value);
        }
    }

    /// Takes what was seen in another part of the column; the order in which parts are taken is nothing.
    pub(in crate::sources) fn absorb(&mut self, other: DateEvidence) {
        self.day_first.absorb(other.day_first);
        self.month_first.absorb(other.month_first);
        self.year_first.absorb(other.year_first);
        self.day_or_year.absorb(other.day_or_year);
        self.points.absorb(other.points);
        self.doubtful.absorb(&other.doubtful);
        self.open += other.open;
        self.firsts.absorb(other.firsts);
        self.lasts.absorb(other.lasts);
        self.serials += other.serials;
        self.no_serials += other.no_serials;
    }

    /// Whether further values may still settle what is read in which form.
    pub(in crate::sources) fn is_open(&self) -> bool {
        ![&self.day_first, &self.month_first, &self.year_first].iter().any(|witness| witness.any())
    }

    /// What comes out of all that was seen.
    pub(in crate::sources) fn verdict(&self) -> DateVerdict {
        let day_first = self.earliest_day_first();
        match (day_first, self.month_first.first(), self.year_first.first()) {
            (Some(day_first), Some(month_first), _) => DateVerdict::Contradictory { day_first, month_first },
            (None, Some(_), None) => DateVerdict::Settled(DateForm::MonthFirst),
            (None, None, Some(_)) => DateVerdict::Settled(DateForm::YearFirst),
            (None, Some(one), Some(other)) => DateVerdict::Ambiguous { examples: vec![one, other] },
            (Some(one), None, Some(other)) if self.day_first.any() => {
                DateVerdict::Ambiguous { examples: vec![one, other] }
            }
            (Some(_), None, Some(_)) => DateVerdict::Settled(DateForm::YearFirst),
            (Some(_), None, None) if self.day_first.any() || (self.day_or_year.any() && self.year_is_last()) => {
                DateVerdict::Settled(DateForm::DayFirst)
            }
            _ => self.without_proof(),
        }
    }

    fn without_proof(&self) -> DateVerdict {
        let examples = self.doubtful.examples();
        match (self.open, self.serials) {
            (1.., _) if !examples.is_empty() => DateVerdict::Ambiguous { examples },
            // Of 05/05/2024 every reading is the same day.
            (1.., _) => DateVerdict::Settled(DateForm::DayFirst),
            (0, 1..) if self.no_serials == 0 => DateVerdict::Settled(DateForm::Serial),
            _ => DateVerdict::Usual,
        }
    }

    /// The first value that speaks for the day first and against the month first.
    fn earliest_day_first(&self) -> Option<Example> {
        [&self.day_first, &self.day_or_year, &self.points].into_iter().filter_map(Witness::first).min()
    }

    fn year_is_last(&self) -> bool {
        let (firsts, lasts) = (self.firsts.width(), self.lasts.width());
        firsts >= DAYS_APART && firsts > lasts
    }
}

impl Spread {
    fn see(&mut self, number: u32) {
        self.absorb(Spread(Some((number, number))));
    }

    fn absorb(&mut self, other: Spread) {
        self.0 = match (self.0, other.0) {
            (Some((least, greatest)), Some((less, greater))) => Some((least.min(less), greatest.max(greater))),
            (one, other) => one.or(other),
        };
    }

    fn width(self) -> u32 {
        self.0.map_or(0, |(least, greatest)| greatest - least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(texts: &[&str]) -> DateEvidence {
        let mut evidence = DateEvidence::new();
        texts.iter().zip(2..).for_each(|(text, line)| evidence.see(line, text));
        evidence
    }

    fn verdict(texts: &[&str]) -> DateVerdict {
        seen(texts).verdict()
    }

    fn example(line: u64, text: &str) -> Example {
        (line, text.to_string())
    }

    #[test]
    fn a_day_above_twelve_settles_the_column() {
        for text in ["31/12/2023", "31-12-2023", "31.12.2023", "31/12/99", "13/1/2024 14:05", "３１/１２/２０２３"]
        {
            assert_eq!(verdict(&["03/04/2024", text]), DateVerdict::Settled(DateForm::DayFirst), "{text}");
        }
        for text in ["12/31/2023", "12-31-2023", "12.31.2023", "12/31/23", "1/13/2024 2:05 PM"] {
            assert_eq!(verdict(&["03/04/2024", text]), DateVerdict::Settled(DateForm::MonthFirst), "{text}");
        }
    }

    #[test]
    fn what_has_two_readings_is_shown_with_the_most_telling_first() {
        let examples = vec![example(4, "01/12/2024"), example(3, "03/04/2024")];
        assert_eq!(
            verdict(&["05/05/2024", "03/04/2024", "01/12/2024", "soon", ""]),
            DateVerdict::Ambiguous { examples }
        );
        assert!(seen(&["03/04/2024"]).is_open() && !seen(&["13/04/2024"]).is_open());
    }

    #[test]
    fn days_that_are_the_same_in_either_order_need_no_proof() {
        assert_eq!(verdict(&["05/05/2024", "1/1/2024"]), DateVerdict::Settled(DateForm::DayFirst));
    }

    #[test]
    fn both_orders_in_one_column_are_a_contradiction() {
        let contradiction =
            |day_first: Example, month_first: Example| DateVerdict::Contradictory { day_first, month_first };
        assert_eq!(
            verdict(&["03/04/2024", "31/12/2023", "12/31/2023"]),
            contradiction(example(3, "31/12/2023"), example(4, "12/31/2023"))
        );
        // With points the day stands first by custom, so that it cannot be the month beside slashes.
        assert_eq!(
            verdict(&["03.04.2024", "12/31/2023"]),
            contradiction(example(2, "03.04.2024"), example(3, "12/31/2023"))
        );
    }

    #[test]
    fn dates_with_one_reading_say_nothing_about_order() {
        for texts in [
            &["2024-03-21", "2024/3/5", "20240321", "21 Mar 2024", "2024年3月21日"][..],
            &["03.04.2024", "05.06.2024"],
            &["soon", "", "NULL", "99/99/2024", "1/2/3/4"],
            &[],
        ] {
            assert_eq!(verdict(texts), DateVerdict::Usual, "{texts:?}");
        }
    }

    #[test]
    fn two_digits_of_the_year_may_stand_first() {
        assert_eq!(verdict(&["98/12/31", "24/03/21"]), DateVerdict::Settled(DateForm::YearFirst));
        assert_eq!(verdict(&["24/3/5"]), DateVerdict::Settled(DateForm::YearFirst));
        assert_eq!(verdict(&["03/04/24", "25/12/23"]), DateVerdict::Settled(DateForm::DayFirst));
        for texts in [&["24/03/21"][..], &["24/03/21", "24/04/22", "24/05/01"], &["24.03.21"]] {
            assert!(matches!(verdict(texts), DateVerdict::Ambiguous { .. }), "{texts:?}");
        }
        assert_eq!(verdict(&["03/24/21"]), DateVerdict::Settled(DateForm::MonthFirst));
    }

    #[test]
    fn numbers_are_serials_only_where_all_are() {
        assert_eq!(verdict(&["45372", "45373.5", "", "soon"]), DateVerdict::Settled(DateForm::Serial));
        for texts in
            [&["45372", "2024-03-21"][..], &["45372", "7"], &["20240321", "20240322"], &["45372", "21 Mar 2024"]]
        {
            assert_eq!(verdict(texts), DateVerdict::Usual, "{texts:?}");
        }
        assert_eq!(verdict(&["45372", "31/12/2023"]), DateVerdict::Settled(DateForm::DayFirst));
    }

    #[test]
    fn parts_of_a_column_say_together_what_the_whole_says() {
        let texts = ["03/04/2024", "24/03/21", "31/12/2023", "45372", "01/12/2024", "03.04.2024", "12/31/2023"];
        let mut backwards = DateEvidence::new();
        for (text, line) in texts.iter().zip(2..).collect::<Vec<_>>().into_iter().rev() {
            let mut part = DateEvidence::new();
            part.see(line, text);
            backwards.absorb(part);
        }
        assert_eq!(backwards, seen(&texts));
    }
}
