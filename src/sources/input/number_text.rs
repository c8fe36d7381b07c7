//! Numbers as text that reads back as the same number.

/// Digits that a spreadsheet keeps, as its makers state.
const SPREADSHEET_DIGITS: usize = 15;

/// The shortest decimal that reads back as this number, without `.0` and without an exponent.
pub(super) fn shortest(number: f64) -> String {
    // `-0` would be another text for the same number.
    if number == 0.0 { "0".to_string() } else { number.to_string() }
}

/// A number of a spreadsheet's cell: as [`shortest`], and where that takes more than the fifteen digits that
/// spreadsheets show and calculate with, rounded to those. `10.2 * 3` is stored as 30.599999999999998 and shown, and
/// meant, as 30.6.
pub(super) fn of_cell(number: f64) -> String {
    if !number.is_finite() || number.fract() == 0.0 {
        return shortest(number);
    }
    let text = shortest(number);
    let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= SPREADSHEET_DIGITS {
        return text;
    }
    let rounded = format!("{number:.*e}", SPREADSHEET_DIGITS - 1).parse::<f64>();
    rounded.map_or(text, shortest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_point_and_others_their_shortest_digits() {
        for (number, text) in [
            (13085.0, "13085"),
            (-2.0, "-2"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1.1, "1.1"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(of_cell(number), text);
            assert_eq!(shortest(number), text);
        }
        assert_eq!(shortest(1.5e-7), "0.00000015");
    }

    #[test]
    fn what_a_cell_calculated_is_as_the_spreadsheet_shows_it() {
        assert_eq!(of_cell(10.2 * 3.0), "30.6");
        assert_eq!(of_cell(0.1 + 0.2), "0.3");
        assert_eq!(of_cell(1234567.891), "1234567.891");
        assert_eq!(of_cell(0.000123456789012345), "0.000123456789012345");
    }
}
