//! Names of months and weekdays in English, in full and in three letters, in any case.

use super::cursor::Cursor;

/// The months in full, in small letters.
pub(in crate::sources) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The month, 1 to 12, whose name comes next, with the point of an abbreviation; `None`, with nothing passed over, for
/// any other word.
pub(super) fn read_month(cursor: &mut Cursor<'_>) -> Option<u32> {
    let before = *cursor;
    let month = month_of(cursor.word());
    match month {
        Some(_) => {
            cursor.eat(".");
        }
        None => *cursor = before,
    }
    month
}

/// Passes over the name of a weekday and the comma behind it.
pub(super) fn skip_weekday(cursor: &mut Cursor<'_>) {
    let before = *cursor;
    let word = cursor.word();
    match WEEKDAYS.iter().any(|name| is_name(word, name)) {
        true => cursor.skip("., "),
        false => *cursor = before,
    }
}

fn month_of(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|name| is_name(word, name));
    let place = place.or_else(|| word.eq_ignore_ascii_case("sept").then_some(8));
    place.map(|place| place as u32 + 1)
}

fn is_name(word: &str, name: &str) -> bool {
    word.eq_ignore_ascii_case(name) || (word.len() == 3 && word.eq_ignore_ascii_case(&name[..3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_full_and_in_three_letters() {
        for (text, month, rest) in [
            ("Jan-24", Some(1), "-24"),
            ("MARCH 2024", Some(3), " 2024"),
            ("Sept. 5", Some(9), " 5"),
            ("may", Some(5), ""),
            ("Marketing", None, "Marketing"),
            ("Mayor", None, "Mayor"),
            ("Ja", None, "Ja"),
            ("一月", None, "一月"),
        ] {
            let mut cursor = Cursor::new(text);
            assert_eq!((read_month(&mut cursor), cursor.rest), (month, rest), "{text}");
        }
    }

    #[test]
    fn weekdays_are_passed_over() {
        for (text, rest) in [("Thu, 21", "21"), ("Thursday 21", "21"), ("Thus", "Thus")] {
            let mut cursor = Cursor::new(text);
            skip_weekday(&mut cursor);
            assert_eq!(cursor.rest, rest);
        }
    }
}
