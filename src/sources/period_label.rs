//! Labels of periods: `Mar-24`, `2024-03`, `3月`, `2024年第一季度`, `Q1 2024`.

use crate::calendar::Day;

use super::forms::ENGLISH_MONTHS;

/// The first and the last day of the period that a label names, in days since 1970-01-01.
///
/// Months, quarters, halves and years of the calendar are read, in English, German and Chinese, with the year before
/// or after; a label without a year needs `year`. A whole day stands for itself up to the end of its month. Fiscal
/// labels such as `FY24 Q1` are none: which days they mean depends on the company.
///
/// ```
/// use attain::calendar::Day;
/// let (first, last) = attain::sources::period_of_label("Feb-24", None).unwrap();
/// assert_eq!(Day::from_epoch(first).to_string(), "2024-02-01");
/// assert_eq!(Day::from_epoch(last).to_string(), "2024-02-29");
/// assert!(attain::sources::period_of_label("Feb", None).is_none());
/// ```
pub fn period_of_label(text: &str, year: Option<i32>) -> Option<(i32, i32)> {
    let label = Label::read(text)?;
    let year = label.year.or(year).filter(|year| (1900..=2200).contains(year))?;
    let (first_month, months) = label.span;
    let first = Day::from_ymd(year, first_month, label.day.unwrap_or(1))?;
    Some((first.epoch(), end_of(year, first_month, months)?))
}

/// Whether a text is the label of a month or a quarter, with or without a year; a bare number is none.
pub(super) fn is_period_title(text: &str) -> bool {
    let bare_number = text.trim().bytes().all(|byte| byte.is_ascii_digit());
    !bare_number && Label::read(text).is_some_and(|label| label.day.is_none() && label.span.1 <= 3)
}

/// Whether a text is a year and nothing else: `2024`, `2024年`, `FY2024`.
pub(super) fn is_year_title(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let year = text.trim_start_matches("fy").trim_end_matches("年度").trim_end_matches('年').trim();
    year.len() == 4 && year_of(year).is_some_and(|year| (1900..=2200).contains(&year))
}

/// The last day of the quarter that a day lies in.
pub(super) fn quarter_end(day: i32) -> i32 {
    let day = Day::from_epoch(day);
    let first_month = (day.month() - 1) / 3 * 3 + 1;
    end_of(day.year(), first_month, 3).unwrap_or(day.epoch())
}

/// The last day of the month that a day lies in.
pub(super) fn month_end(day: i32) -> i32 {
    let day = Day::from_epoch(day);
    end_of(day.year(), day.month(), 1).unwrap_or(day.epoch())
}

fn end_of(year: i32, first_month: u32, months: u32) -> Option<i32> {
    let next = first_month + months;
    let (year, month) = if next > 12 { (year + 1, next - 12) } else { (year, next) };
    Some(Day::from_ymd(year, month, 1)?.epoch() - 1)
}

/// A label, read.
struct Label {
    year: Option<i32>,
    /// (first month, how many).
    span: (u32, u32),
    day: Option<u32>,
}

/// Names of months, as far as they are needed to tell them apart; German ones where they differ.
const MONTHS: [(&str, u32); 17] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

/// The months in full where they are not those of English.
const GERMAN_MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];

const CHINESE: [(&str, u32); 12] = [
    ("十二", 12),
    ("十一", 11),
    ("十", 10),
    ("一", 1),
    ("二", 2),
    ("三", 3),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("七", 7),
    ("八", 8),
    ("九", 9),
];

impl Label {
    fn read(text: &str) -> Option<Label> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix("fy").map_or(Some(text.as_str()), |_| None)?;
        // A time of day after a date says nothing about the period.
        let text = match text.split_once([' ', 't']) {
            Some((date, time)) if time.contains(':') => date,
            _ => text,
        };
        chinese(text).or_else(|| words(text)).or_else(|| numbers(text))
    }

    fn month(year: Option<i32>, month: u32) -> Option<Label> {
        (1..=12).contains(&month).then_some(Label { year, span: (month, 1), day: None })
    }

    fn quarter(year: Option<i32>, quarter: u32) -> Option<Label> {
        (1..=4).contains(&quarter).then(|| Label { year, span: (quarter * 3 - 2, 3), day: None })
    }
}

/// `2024年3月21日`, `3月`, `三月`, `2024年第一季度`, `一季度`, `2024年`.
fn chinese(text: &str) -> Option<Label> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (Some(year_of(year)?), rest.trim_start_matches('度')),
        None => (None, text.as_str()),
    };
    if rest.is_empty() && year.is_some() {
        return Some(Label { year, span: (1, 12), day: None });
    }
    if let Some((month, day)) = rest.split_once('月') {
        let label = Label::month(year, small_number(month)?)?;
        let day = day.trim_end_matches(['日', '份', '号']);
        return match day {
            "" => Some(label),
            day => Some(Label { day: Some(small_number(day)?), ..label }),
        };
    }
    let quarter = rest.strip_suffix("季度").or_else(|| rest.strip_suffix('季'))?;
    Label::quarter(year, small_number(quarter.trim_start_matches(['第', 'q']))?)
}

/// `Mar-24`, `March 2024`, `2024 Mar`, `Q1 2024`, `2024-Q1`, `1Q24`, `H1 2024`.
fn words(text: &str) -> Option<Label> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let parts: Vec<String> = parts.into_iter().flat_map(split_at_digits).collect();
    let (mut year, mut span) = (None, None);
    for part in &parts {
        if let Some(found) = named_span(part) {
            if span.replace(found).is_some() {
                return None;
            }
        } else if year.replace(year_of(part)?).is_some() {
            return None;
        }
    }
    span.map(|span| Label { year, span, day: None })
}

/// `mar24` → `mar`, `24`; `q1` and `1q` stay, so does `2024`.
fn split_at_digits(part: &str) -> Vec<String> {
    if named_span(part).is_some() {
        return vec![part.to_string()];
    }
    // `q12024`, `2024q1`, `1q24`: the quarter is one digit beside its letter.
    let quarter = part.char_indices().find(|(_, c)| matches!(c, 'q' | 'h'));
    if let Some((at, _)) = quarter.filter(|_| part.bytes().filter(u8::is_ascii_alphabetic).count() == 1) {
        let (before, after) = (&part[..at], &part[at + 1..]);
        let (token, year) = match (before.len(), after.len()) {
            (0, 2..) => (part.get(..2), part.get(2..)),
            (1, _) => (part.get(..2), part.get(2..)),
            _ => (part.get(at..), part.get(..at)),
        };
        return [token, year].into_iter().flatten().filter(|text| !text.is_empty()).map(str::to_string).collect();
    }
    let border = part
        .find(|c: char| c.is_ascii_digit())
        .filter(|&at| at > 0 && !part[..at].ends_with(|c: char| c.is_ascii_digit()));
    match border {
        Some(at) => vec![part[..at].to_string(), part[at..].to_string()],
        None => match part.find(|c: char| !c.is_ascii_digit()).filter(|&at| at > 0) {
            Some(at) => vec![part[..at].to_string(), part[at..].to_string()],
            None => vec![part.to_string()],
        },
    }
}

/// (first month, how many) of a month's name, a quarter or a half.
fn named_span(word: &str) -> Option<(u32, u32)> {
    let is_full = ENGLISH_MONTHS.contains(&word) || GERMAN_MONTHS.contains(&word);
    if is_full || MONTHS.iter().any(|(name, _)| *name == word) || word == "sept" {
        return MONTHS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, month)| (*month, 1));
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let of = |letter: char| word.strip_prefix(letter).or_else(|| word.strip_suffix(letter)).and_then(number);
    match (of('q'), of('h')) {
        (Some(quarter @ 1..=4), _) => Some((quarter * 3 - 2, 3)),
        (_, Some(half @ 1..=2)) => Some((half * 6 - 5, 6)),
        _ => None,
    }
}

/// `2024-03`, `03/2024`, `202403`, `2024-03-21`, `20240321`, `3`: numbers only.
fn numbers(text: &str) -> Option<Label> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
    if !parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            let label = Label::month(year_of(year), number(month)?)?;
            Some(Label { day: Some(number(day)?), ..label })
        }
        [year, month] if year.len() == 4 => Label::month(year_of(year), number(month)?),
        [month, year] if year.len() == 4 => Label::month(year_of(year), number(month)?),
        [whole] if whole.len() == 6 => Label::month(year_of(&whole[..4]), number(&whole[4..])?),
        [whole] if whole.len() == 8 => {
            let label = Label::month(year_of(&whole[..4]), number(&whole[4..6])?)?;
            Some(Label { day: Some(number(&whole[6..])?), ..label })
        }
        [month] if month.len() <= 2 => Label::month(None, number(month)?),
        _ => None,
    }
}

/// Four digits, or two that mean this century.
fn year_of(text: &str) -> Option<i32> {
    match text.trim_start_matches('\'') {
        year if !year.bytes().all(|byte| byte.is_ascii_digit()) => None,
        year if year.len() == 4 => year.parse().ok(),
        year if year.len() == 2 => year.parse::<i32>().ok().map(|year| 2000 + year),
        _ => None,
    }
}

fn small_number(text: &str) -> Option<u32> {
    let chinese = CHINESE.iter().find(|(word, _)| *word == text).map(|(_, number)| *number);
    chinese.or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, year: Option<i32>) -> Option<(String, String)> {
        let (first, last) = period_of_label(text, year)?;
        Some((Day::from_epoch(first).to_string(), Day::from_epoch(last).to_string()))
    }

    #[track_caller]
    fn means(text: &str, first: &str, last: &str) {
        assert_eq!(read(text, None), Some((first.to_string(), last.to_string())), "{text}");
    }

    #[test]
    fn months_are_read_however_they_are_written() {
        for text in [
            "Feb-24",
            "Feb 24",
            "feb'24",
            "Feb24",
            "February 2024",
            "2024 Feb",
            "Feb. 2024",
            "2024-02",
            "2024/2",
            "02/2024",
            "202402",
            "2024.02",
            "2024年2月",
            "2024年02月份",
            "2024 年 二月",
            "24年2月",
            "Februar 2024",
        ] {
            means(text, "2024-02-01", "2024-02-29");
        }
        means("Dez 23", "2023-12-01", "2023-12-31");
        means("Sept 2024", "2024-09-01", "2024-09-30");
    }

    #[test]
    fn quarters_halves_and_years_are_read() {
        for text in
            ["Q1 2024", "2024-Q1", "2024Q1", "Q1-24", "1Q24", "1Q 2024", "Q12024", "2024年第一季度", "2024年1季度"]
        {
            means(text, "2024-01-01", "2024-03-31");
        }
        means("Q4 2023", "2023-10-01", "2023-12-31");
        means("H2 2024", "2024-07-01", "2024-12-31");
        means("2024年", "2024-01-01", "2024-12-31");
    }

    #[test]
    fn a_label_without_a_year_needs_one() {
        for text in ["Feb", "2月", "二月", "02", "2", "February"] {
            assert_eq!(read(text, None), None, "{text}");
            assert_eq!(read(text, Some(2023)).unwrap().1, "2023-02-28", "{text}");
        }
        assert_eq!(read("一季度", Some(2023)).unwrap().1, "2023-03-31");
    }

    #[test]
    fn a_day_stands_for_itself_up_to_the_end_of_its_month() {
        for text in ["2017/12/01", "2017-12-01", "20171201", "2017-12-01 00:00:00", "2017年12月1日"] {
            means(text, "2017-12-01", "2017-12-31");
        }
        assert_eq!(
            quarter_end(Day::from_ymd(2024, 11, 5).unwrap().epoch()),
            Day::from_ymd(2024, 12, 31).unwrap().epoch()
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_label_says_it_ends_where_it_begins_or_later(
            any in ".{0,16}",
            near in "[qhQ0-9年月季度第一二十JFMajnfebr' /.-]{0,12}",
        ) {
            for text in [any, near] {
                if let Some((first, last)) = period_of_label(&text, Some(2024)) {
                    proptest::prop_assert!(first <= last, "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_label_is_none() {
        for text in [
            "",
            "FY24 Q1",
            "Q5 2024",
            "13月",
            "2024-13",
            "Marketing",
            "March Madness",
            "Mar Apr 24",
            "Sum",
            "Total",
            "31/02/2024",
            "2024-02-30",
            "Q1 Q2",
            "月",
            "年",
            "第季度",
            "'",
            "99999",
            "１月x",
        ] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }

    #[test]
    fn titles_of_months_are_known_and_numbers_are_not_titles() {
        for title in ["Jan-24", "2024-01", "1月", "Q1", "January", "2024年1月"] {
            assert!(is_period_title(title), "{title}");
        }
        for title in ["1", "2024", "202401", "H1 2024", "2024年", "Region", "2024-01-05"] {
            assert!(!is_period_title(title), "{title}");
        }
    }
}
