//! The day of the Spring Festival (春节), the first of the first month of the Chinese calendar.

use super::Day;

/// The first year of [`DAYS_AFTER_NEW_YEAR`].
const FIRST_YEAR: i32 = 1980;

/// Days from 1 January to the Spring Festival, 1980 to 2099.
///
/// Worked out from the rules of GB/T 33661-2017 (months begin on the day of the new moon at 120° East, the winter
/// solstice lies in the eleventh month, the first month without a principal term is the leap month) with computed
/// positions of sun and moon, and the same in every year as published conversion tables. Of a later new moon near
/// midnight the Hong Kong Observatory warns only for days of other months.
const DAYS_AFTER_NEW_YEAR: [u8; 120] = [
    46, 35, 24, 43, 32, 50, 39, 28, 47, 36, 26, 45, 34, 22, 40, 30, 49, 37, 27, 46, 35, 23, 42, 31, 21, 39, 28, 48, 37,
    25, 44, 33, 22, 40, 30, 49, 38, 27, 46, 35, 24, 42, 31, 21, 40, 28, 47, 36, 25, 43, 33, 22, 41, 30, 49, 38, 27, 45,
    34, 23, 42, 31, 21, 40, 29, 47, 36, 25, 44, 32, 22, 41, 31, 49, 38, 27, 45, 34, 23, 42, 32, 20, 39, 28, 47, 35, 25,
    44, 33, 22, 41, 30, 49, 37, 26, 45, 35, 23, 42, 32, 21, 39, 28, 47, 36, 25, 44, 33, 23, 40, 29, 48, 37, 26, 45, 35,
    24, 42, 31, 20,
];

/// The Spring Festival of a calendar year; `None` before 1980 and after 2099. It lies between 21 January and 20 February.
///
/// ```
/// use attain::calendar::spring_festival;
/// assert_eq!(spring_festival(2024).unwrap().to_string(), "2024-02-10");
/// assert_eq!(spring_festival(2025).unwrap().to_string(), "2025-01-29");
/// ```
pub fn spring_festival(year: i32) -> Option<Day> {
    let days = DAYS_AFTER_NEW_YEAR.get(usize::try_from(year - FIRST_YEAR).ok()?)?;
    Some(Day::from_ymd(year, 1, 1)?.plus_days(i32::from(*days)))
}
