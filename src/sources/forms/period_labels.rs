//! Months and quarters as the names of columns and as values of their own.

use super::cursor::Cursor;
use super::days::{YEARS, full_year, last_day_of};
use super::letters::plain_letters;
use super::month_names::read_month;

/// The year and the month (1 to 12) that a label names: `Jan-24`, `Jan 2024`, `January 24`, `2024-01`, `2024.01`,
/// `01/2024`, `202401`, `2024年1月`, the first or last day of a month (`2024-01-31`, as workbooks write months); with a
/// `year` given also `January`, `Jan` and `1月`. `None` for anything else.
pub(in crate::sources) fn read_month_label(text: &str, year: Option<i32>) -> Option<(i32, u32)> {
    let letters = plain_letters(text);
    let label = letters.as_ref();
    let given = year.and_then(|year| u32::try_from(year).ok());
    let (year, month) = six_digits(label)
        .or_else(|| year_then_month(label))
        .or_else(|| month_then_year(label))
        .or_else(|| named_month(label, given))
        .or_else(|| chinese_month(label, given))?;
    in_range(year, month, 12)
}

/// The year and the quarter (1 to 4) that a label names: `2024Q1`, `2024-Q1`, `Q1 2024`, `Q1-24`, `24Q1`, `2024年Q1`,
/// `2024年第一季度`, `2024年1季度`; with a `year` given also `Q1` and `第一季度`. `None` for anything else.
pub(in crate::sources) fn read_quarter_label(text: &str, year: Option<i32>) -> Option<(i32, u32)> {
    let letters = plain_letters(text);
    let mut cursor = Cursor::new(&letters);
    let given = year.and_then(|year| u32::try_from(year).ok());
    let before = cursor;
    let leading = cursor.number().and_then(|year| full_year(year.value, year.digits));
    if leading.is_none() {
        cursor = before;
    }
    cursor.skip(BETWEEN);
    cursor.eat("年");
    cursor.skip(BETWEEN);
    let quarter = read_quarter(&mut cursor)?;
    cursor.skip(BETWEEN);
    let trailing = cursor.number().and_then(|year| full_year(year.value, year.digits));
    cursor.eat("年");
    let year = match (leading, trailing) {
        (Some(_), Some(_)) => return None,
        (leading, trailing) => leading.or(trailing).or(given)?,
    };
    cursor.at_end().then(|| in_range(year, quarter, 4))?
}

/// What may stand between the parts of a label.
const BETWEEN: &str = " -/.,'_";

fn in_range(year: u32, part: u32, parts: u32) -> Option<(i32, u32)> {
    (YEARS.contains(&year) && (1..=parts).contains(&part)).then_some((year as i32, part))
}

fn six_digits(label: &str) -> Option<(u32, u32)> {
    let number = Cursor::new(label).number().filter(|number| number.digits == 6 && label.len() == 6)?;
    Some((number.value / 100, number.value % 100))
}

fn year_then_month(label: &str) -> Option<(u32, u32)> {
    let mut cursor = Cursor::new(label);
    let year = cursor.number().filter(|year| year.digits == 4)?.value;
    let sign = cursor.eat_any(&[("-", "-"), ("/", "/"), (".", "."), ("年", "月"), ("_", "_"), (" ", " ")])?;
    cursor.skip_blanks();
    let month = match read_month(&mut cursor) {
        Some(month) => month,
        None => cursor.number().filter(|month| month.digits <= 2)?.value,
    };
    cursor.skip_blanks();
    if cursor.at_end() {
        return (sign != "月").then_some((year, month));
    }
    if !cursor.eat(sign) {
        return None;
    }
    if sign == "月" {
        cursor.eat("份");
        if cursor.at_end() {
            return Some((year, month));
        }
    }
    edge_of_month(cursor, year, month)
}

/// A day behind the month, with midnight behind it or not: the first and the last of a month stand for it.
fn edge_of_month(mut cursor: Cursor<'_>, year: u32, month: u32) -> Option<(u32, u32)> {
    let day = cursor.number().filter(|day| day.digits <= 2)?.value;
    let ends = matches!(cursor.rest, "" | "日" | " 00:00" | " 00:00:00" | "T00:00:00");
    (ends && (day == 1 || Some(day) == last_day_of(year, month))).then_some((year, month))
}

fn month_then_year(label: &str) -> Option<(u32, u32)> {
    let mut cursor = Cursor::new(label);
    let month = cursor.number().filter(|month| month.digits <= 2)?.value;
    let sign = cursor.eat("/") || cursor.eat("-") || cursor.eat(".");
    let year = cursor.number().filter(|year| sign && year.digits == 4)?.value;
    cursor.at_end().then_some((year, month))
}

/// `Jan`, `Jan-24`, `January 2024`; a number of two digits is a year, for columns are months more often than days.
fn named_month(label: &str, given: Option<u32>) -> Option<(u32, u32)> {
    let mut cursor = Cursor::new(label);
    let month = read_month(&mut cursor)?;
    if cursor.at_end() {
        return given.map(|year| (year, month));
    }
    cursor.skip(BETWEEN);
    let year = cursor.number()?;
    cursor.at_end().then(|| full_year(year.value, year.digits))?.map(|year| (year, month))
}

/// `1月`, `1月份`, `一月`, `十二月`, and `24年1月`.
fn chinese_month(label: &str, given: Option<u32>) -> Option<(u32, u32)> {
    let mut cursor = Cursor::new(label);
    let mut year = given;
    let before = cursor;
    match cursor.number() {
        Some(number) if cursor.eat("年") => year = Some(full_year(number.value, number.digits)?),
        _ => cursor = before,
    }
    let month = match cursor.number() {
        Some(month) => month.value,
        None => cursor.eat_any(&CHINESE_NUMBERS)?,
    };
    cursor.skip_blanks();
    let is_month = cursor.eat("月份") || cursor.eat("月");
    (is_month && cursor.at_end()).then(|| year.map(|year| (year, month)))?
}

/// Numbers as Chinese words, the longer before those that they begin with.
const CHINESE_NUMBERS: [(&str, u32); 12] = [
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

fn read_quarter(cursor: &mut Cursor<'_>) -> Option<u32> {
    if cursor.eat("Q") || cursor.eat("q") {
        return cursor.number().filter(|quarter| quarter.digits == 1).map(|quarter| quarter.value);
    }
    cursor.eat("第");
    let quarter = match cursor.number() {
        Some(quarter) => quarter.value,
        None => cursor.eat_any(&CHINESE_NUMBERS)?,
    };
    (cursor.eat("季度") || cursor.eat("季")).then_some(quarter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_months() {
        for text in [
            "Jan-24",
            "Jan 24",
            "Jan 2024",
            "Jan'24",
            "January 2024",
            "JAN_2024",
            "January, 2024",
            "2024-01",
            "2024-1",
            "2024/01",
            "2024.01",
            "2024_01",
            "202401",
            "01/2024",
            "1-2024",
            "1.2024",
            "2024年1月",
            "2024年01月",
            "２０２４年１月",
            "24年1月",
            "2024年1月份",
            "2024-01-01",
            "2024-01-31",
            "2024/1/1",
            "2024-01-01 00:00:00",
            "2024年1月1日",
            "2024-Jan",
            "2024 January",
            " Jan-24 ",
        ] {
            assert_eq!(read_month_label(text, None), Some((2024, 1)), "{text}");
            assert_eq!(read_month_label(text, Some(1999)), Some((2024, 1)), "{text}");
        }
        for (text, month) in [
            ("January", 1),
            ("Sept.", 9),
            ("may", 5),
            ("1月", 1),
            ("12月份", 12),
            ("十二月", 12),
            ("十月", 10),
            ("一月", 1),
        ] {
            assert_eq!(read_month_label(text, Some(2024)), Some((2024, month)), "{text}");
            assert_eq!(read_month_label(text, None), None, "{text}");
        }
    }

    #[test]
    fn other_names_of_columns_are_no_months() {
        for text in [
            "",
            "rep",
            "Marketing",
            "Mayor",
            "2024",
            "1",
            "13月",
            "2024-13",
            "202413",
            "2024-01-15",
            "2024-02-31",
            "Q1",
            "2024Q1",
            "01/24",
            "Jan total",
            "Jan-",
            "月",
            "一",
            "十三月",
            "Jan 24 x",
            "99-2024",
            "3月21日",
            "2024年",
            "180001",
            "é",
            "2024-01-01 10:00",
            "May-5",
        ] {
            assert_eq!(read_month_label(text, Some(2024)), None, "{text}");
        }
    }

    #[test]
    fn labels_name_quarters() {
        for text in [
            "2024Q1",
            "2024-Q1",
            "2024 Q1",
            "Q1 2024",
            "Q1-24",
            "Q1'24",
            "24Q1",
            "2024年Q1",
            "2024年第一季度",
            "2024年1季度",
            "2024年一季度",
            "2024q1",
        ] {
            assert_eq!(read_quarter_label(text, None), Some((2024, 1)), "{text}");
        }
        for text in ["Q4", "第四季度", "四季度"] {
            assert_eq!(
                (read_quarter_label(text, Some(2024)), read_quarter_label(text, None)),
                (Some((2024, 4)), None),
                "{text}"
            );
        }
        for text in ["", "Q5", "Q0", "2024", "2024Q1 2024", "Quota", "Q", "Q12", "五季度", "2024-01", "é", "2024Q1x"]
        {
            assert_eq!(read_quarter_label(text, Some(2024)), None, "{text}");
        }
    }
}
