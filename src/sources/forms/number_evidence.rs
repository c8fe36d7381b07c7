//! Which decimal sign the numbers of a file have, as far as they tell.

use crate::schema::ColumnType;

use super::digits::{Decimal, read_digits};
use super::dress::undress;
use super::letters::plain_letters;
use super::nulls::is_null_for;
use super::numbers::NumberForm;
use super::plain_number::PlainNumber;
use super::witness::{Example, Telling, Witness};

/// What the numbers of a file say about its decimal sign: one file has one, so that all its columns speak.
///
/// `12,5`, `0,75`, `1.234,56` and `1.234.567` have a decimal comma or none; `12.5`, `1,234.56` and `1,234,567` a point
/// or none. `1,234` may be either, and so may `1.234`: see [`NumberVerdict::Points`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::sources) struct NumberEvidence {
    point: Witness,
    comma: Witness,
    doubtful_commas: Telling,
    doubtful_points: Telling,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) enum NumberVerdict {
    /// The numbers tell their decimal sign. One that contradicts them is a bad value.
    Settled(NumberForm),
    /// No number has a decimal sign or a separator; any form reads them.
    Plain,
    /// Every number with a comma may mean two things. The examples are the first two such; whoever knows whether they
    /// stand for thousands or for a handful can settle it.
    Ambiguous {
        /// Lines and values, at most two.
        examples: Vec<Example>,
    },
    /// Every number with a sign has one point and three digits after it, and none has a comma: decimal points, unless
    /// these are amounts, which hardly ever have three decimals.
    Points {
        /// Lines and values, at most two.
        examples: Vec<Example>,
    },
    /// The file has numbers of both kinds, more of the rarer than typing mistakes explain.
    Contradictory {
        /// The first with a decimal point.
        point: Example,
        /// The first with a decimal comma.
        comma: Example,
    },
}

/// From how many numbers of one kind on a single one of the other kind is a typing mistake.
const MISTAKE_IN: u64 = 100;

impl NumberEvidence {
    /// Nothing seen yet.
    pub(in crate::sources) fn new() -> NumberEvidence {
        NumberEvidence::default()
    }

    /// Takes the value of a column of numbers, on this line. Null and anything that is no number in either form says
    /// nothing.
    #[inline]
    pub(in crate::sources) fn see(&mut self, line: u64, text: &str) {
        match PlainNumber::read(text.as_bytes(), b'.') {
            // Digits alone say nothing; most amounts have two decimals, which thousands have not.
            Some(number) if number.decimals == 0 && !text.ends_with('.') => {}
            Some(PlainNumber { decimals: 1 | 2, .. }) if self.point.any() => self.point.count += 1,
            _ => self.see_slowly(line, text),
        }
    }

    fn see_slowly(&mut self, line: u64, text: &str) {
        if is_null_for(ColumnType::F64, text) {
            return;
        }
        let letters = plain_letters(text);
        let digits = undress(&letters).digits;
        let reads = |decimal| read_digits(digits, decimal).is_some();
        match (reads(Decimal::Point), reads(Decimal::Comma)) {
            (true, false) => self.point.see(line, text),
            (false, true) => self.comma.see(line, text),
            (true, true) if digits.contains(',') => self.doubtful_commas.see(0, line, text),
            (true, true) if digits.contains('.') => self.doubtful_points.see(0, line, text),
            (true, true) => {}
            (false, false) => {}
        }
    }

    /// Takes what was seen in another column or another part of the file; the order in which parts are taken is
    /// nothing.
    pub(in crate::sources) fn absorb(&mut self, other: NumberEvidence) {
        self.point.absorb(other.point);
        self.comma.absorb(other.comma);
        self.doubtful_commas.absorb(&other.doubtful_commas);
        self.doubtful_points.absorb(&other.doubtful_points);
    }

    /// Whether further values may still settle what is read in which form.
    pub(in crate::sources) fn is_open(&self) -> bool {
        !self.point.any() && !self.comma.any()
    }

    /// What comes out of all that was seen.
    pub(in crate::sources) fn verdict(&self) -> NumberVerdict {
        let (points, commas) = (self.point.count, self.comma.count);
        let (examples, points_only) = (self.doubtful_commas.examples(), self.doubtful_points.examples());
        match (self.point.first(), self.comma.first()) {
            (Some(_), _) if points / MISTAKE_IN >= commas => NumberVerdict::Settled(NumberForm::POINT),
            (_, Some(_)) if commas / MISTAKE_IN >= points => NumberVerdict::Settled(NumberForm::COMMA),
            (Some(point), Some(comma)) => NumberVerdict::Contradictory { point, comma },
            _ if !examples.is_empty() => NumberVerdict::Ambiguous { examples },
            _ if !points_only.is_empty() => NumberVerdict::Points { examples: points_only },
            _ => NumberVerdict::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(texts: &[&str]) -> NumberEvidence {
        let mut evidence = NumberEvidence::new();
        texts.iter().zip(2..).for_each(|(text, line)| evidence.see(line, text));
        evidence
    }

    fn example(line: u64, text: &str) -> Example {
        (line, text.to_string())
    }

    #[test]
    fn one_telling_number_settles_the_file() {
        for text in [
            "12.5",
            "0.75",
            "1,234.56",
            "1,234,567",
            "1,23,456",
            "12.3456",
            "1234.567",
            "0.125",
            "$1,234.5",
            "12.5%",
            "1.234E+05",
            ".5",
        ] {
            assert_eq!(seen(&["1,234", text, "7"]).verdict(), NumberVerdict::Settled(NumberForm::POINT), "{text}");
        }
        for text in [
            "12,5",
            "0,75",
            "1.234,56",
            "1.234.567",
            "12,3456",
            "1234,567",
            "0,125",
            "1 234,567",
            "12,50 €",
            "1,2E+05",
            "(0,5)",
        ] {
            assert_eq!(seen(&["1,234", text, "7"]).verdict(), NumberVerdict::Settled(NumberForm::COMMA), "{text}");
        }
    }

    #[test]
    fn what_may_mean_two_things_is_shown_and_not_guessed() {
        let examples = vec![example(3, "1,234"), example(5, "￥5,678")];
        assert_eq!(seen(&["7", "1,234", "1,234", "￥5,678", "1.234"]).verdict(), NumberVerdict::Ambiguous { examples });
    }

    #[test]
    fn points_before_three_digits_and_no_other_sign_are_told_as_such() {
        let examples = vec![example(3, "1.234")];
        assert_eq!(seen(&["7", "1.234"]).verdict(), NumberVerdict::Points { examples });
        assert!(seen(&["7", "1.234"]).is_open());
    }

    #[test]
    fn digits_alone_say_nothing() {
        for texts in
            [&["7", "-5", "1 234", "1'234", "", "NULL", "soon", "1,2,3", "2024-03-21", "12.5.6", "5%"][..], &[]]
        {
            assert_eq!(seen(texts).verdict(), NumberVerdict::Plain, "{texts:?}");
        }
    }

    #[test]
    fn a_rare_contradiction_is_a_mistake_and_a_frequent_one_stops() {
        let mut evidence = NumberEvidence::new();
        (2..302).for_each(|line| evidence.see(line, "12.5"));
        evidence.see(302, "12,5");
        assert_eq!(evidence.verdict(), NumberVerdict::Settled(NumberForm::POINT));
        (303..309).for_each(|line| evidence.see(line, "12,5"));
        let verdict = NumberVerdict::Contradictory { point: example(2, "12.5"), comma: example(302, "12,5") };
        assert_eq!(evidence.verdict(), verdict);
    }

    #[test]
    fn parts_of_a_file_say_together_what_the_whole_says() {
        let texts = ["1,234", "12.5", "7", "12,5", "5,678", "1.234"];
        let mut backwards = NumberEvidence::new();
        for (text, line) in texts.iter().zip(2..).collect::<Vec<_>>().into_iter().rev() {
            let mut part = NumberEvidence::new();
            part.see(line, text);
            backwards.absorb(part);
        }
        assert_eq!(backwards, seen(&texts));
    }
}
