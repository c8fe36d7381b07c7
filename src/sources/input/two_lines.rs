//! Titles of two lines: a year, often in a merged cell, above the months of several columns.

use crate::sources::period_label::{is_period_title, period_of_label};

/// As few months as are taken for the lower line of such titles.
const FEWEST_MONTHS: usize = 3;

/// Rows among which the upper line is looked for.
const FIRST_ROWS: usize = 10;

/// The place of the upper of two lines of titles among the first rows with anything in them; none where the titles
/// fill one line. What stands above them is clearly less filled.
pub(super) fn find(rows: &[Vec<String>]) -> Option<usize> {
    (0..rows.len().saturating_sub(1).min(FIRST_ROWS)).find(|&upper| {
        let titles = joined(&rows[upper], &rows[upper + 1]);
        let few = |titles: &Vec<String>| rows[..upper].iter().all(|above| 2 * filled(above) <= filled(titles));
        titles.is_some_and(|titles| few(&titles))
    })
}

/// The titles that two lines say together: a year counts for the empty cells to its right and is written to each
/// month below it, as in `Jan 2024`; every other title stands in one of the lines. None where the lines are no such
/// titles: fewer than three months, two different names in one column, or a month that comes twice. Fiscal years are
/// none: which days their months mean depends on the company.
pub(in crate::sources) fn joined(upper: &[String], lower: &[String]) -> Option<Vec<String>> {
    let width = upper.len().max(lower.len());
    let cell = |row: &[String], at: usize| row.get(at).map_or_else(String::new, |text| text.trim().to_string());
    let (mut year, mut years) = (None, 0);
    let (mut titles, mut months, mut numbers) = (Vec::with_capacity(width), Vec::new(), Vec::new());
    for at in 0..width {
        let (above, below) = (cell(upper, at), cell(lower, at));
        if !above.is_empty() {
            year = year_of(&above);
            years += usize::from(year.is_some());
        }
        let Some(year) = year else {
            if !above.is_empty() && !below.is_empty() && above != below {
                return None;
            }
            titles.push(if below.is_empty() { above } else { below });
            continue;
        };
        if let Some(title) = month_of_year(&below, year) {
            numbers.extend(below.parse::<u32>().ok());
            months.push(title.clone());
            titles.push(title);
        } else if below.is_empty() {
            titles.push(above);
        } else {
            // A sum of the year, or the next column after its months.
            let is_the_year_s = !above.is_empty() || lower.iter().filter(|text| text.trim() == below).count() > 1;
            titles.push(if is_the_year_s { format!("{below} {year}") } else { below });
        }
    }
    let each_once = months.iter().collect::<std::collections::BTreeSet<_>>().len() == months.len();
    // Bare numbers below years may be a first row: months go up one by one, and share their year.
    let sure = numbers.is_empty() || (years < months.len() && numbers.windows(2).all(|two| two[1] == two[0] % 12 + 1));
    (years > 0 && months.len() >= FEWEST_MONTHS && each_once && sure).then_some(titles)
}

/// What a person is told of such titles; `lines` is what the file calls them.
pub(in crate::sources) fn said(lines: &str, upper: u64, lower: u64, titles: &[String]) -> String {
    let example = titles.iter().find(|title| is_period_title(title)).map_or("", String::as_str);
    format!(
        "its titles fill {lines} {upper} and {lower}: the year above is joined to each month below, as in `{example}`"
    )
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|field| !field.trim().is_empty()).count()
}

/// The year in `2024`, `2024年`, `2024年度` or `Target 2024`; none in `FY2024`, in `Q1 2024` and in what is no title of
/// a year.
fn year_of(text: &str) -> Option<i32> {
    let text = text.to_lowercase();
    if text.contains("fy") || text.contains("fiscal") || text.contains("财年") {
        return None;
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = numbers.next().filter(|digits| digits.len() == 4)?.parse().ok()?;
    let whole_year = period_of_label(&text, None).is_none_or(|(first, last)| last - first >= 364);
    (numbers.next().is_none() && whole_year && (1900..=2200).contains(&year)).then_some(year)
}

/// The title of a month or quarter of a year; none where the label says no period, or a year itself.
fn month_of_year(label: &str, year: i32) -> Option<String> {
    if label.is_empty() || period_of_label(label, None).is_some() {
        return None;
    }
    let meant = period_of_label(label, Some(year)).filter(|(first, last)| last - first < 100)?;
    let ways = [format!("{label} {year}"), format!("{year}年{label}")];
    ways.into_iter().find(|title| period_of_label(title, None) == Some(meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<String> {
        text.split(',').map(str::to_string).collect()
    }

    #[track_caller]
    fn says(upper: &str, lower: &str, titles: &str) {
        assert_eq!(joined(&row(upper), &row(lower)), Some(row(titles)), "{upper} / {lower}");
    }

    #[test]
    fn a_year_counts_for_the_empty_cells_to_its_right() {
        says(
            "Rep,2024,,,2025,,",
            ",Oct,Nov,Dec,Jan,Feb,Mar",
            "Rep,Oct 2024,Nov 2024,Dec 2024,Jan 2025,Feb 2025,Mar 2025",
        );
        says(",,2024,,", "Rep,Region,Jan,Feb,Mar", "Rep,Region,Jan 2024,Feb 2024,Mar 2024");
        says("业务员,2024年,,", ",1月,2月,3月", "业务员,2024年1月,2024年2月,2024年3月");
        says("Rep,2024,,", ",1,2,3", "Rep,1 2024,2 2024,3 2024");
        says("Rep,2024,2024,2024", "Rep,Q1,Q2,Q3", "Rep,Q1 2024,Q2 2024,Q3 2024");
        says("Rep,Target 2024,,", ",Jan,Feb,Mar", "Rep,Jan 2024,Feb 2024,Mar 2024");
    }

    #[test]
    fn sums_and_columns_beside_the_months_keep_their_names() {
        says(
            "Rep,2024,,,,2025,,,,Note",
            ",Jan,Feb,Mar,Sum,Jan,Feb,Mar,Sum,",
            "Rep,Jan 2024,Feb 2024,Mar 2024,Sum 2024,Jan 2025,Feb 2025,Mar 2025,Sum 2025,Note",
        );
        says("Rep,2024,,,", ",Jan,Feb,Mar,Region", "Rep,Jan 2024,Feb 2024,Mar 2024,Region");
        says("Rep,2024,,,Total", ",Jan,Feb,Mar,", "Rep,Jan 2024,Feb 2024,Mar 2024,Total");
    }

    #[test]
    fn what_is_no_title_of_two_lines_is_left_alone() {
        for (upper, lower) in [
            ("Rep,2024,2025,2026", "R1,1,2,3"),
            (",2024,2025,2026", "R1,1,2,3"),
            ("Rep,2024,,", "R1,Jan,Feb,Mar"),
            ("Rep,2024,,", ",100,200,300"),
            ("Rep,2024,,", ",3,1,2"),
            ("Rep,2024,", ",Jan,Feb"),
            ("Rep,FY2024,,", ",Jan,Feb,Mar"),
            ("Rep,Plan 2024,,,Actual 2024,,", ",Jan,Feb,Mar,Jan,Feb,Mar"),
            ("Rep,Jan-24,Feb-24,Mar-24", "R1,1,2,3"),
            ("Rep,2024-01,2024-02,2024-03", "R1,1,2,3"),
            ("Month,Jan,Feb,Mar", "Rep,1,2,3"),
            ("", ""),
        ] {
            assert_eq!(joined(&row(upper), &row(lower)), None, "{upper} / {lower}");
        }
    }

    #[test]
    fn the_two_lines_are_found_below_a_heading() {
        let rows = |lines: &[&str]| find(&lines.iter().map(|line| row(line)).collect::<Vec<_>>());
        assert_eq!(rows(&["Targets of the team", "Rep,2024,,", ",Jan,Feb,Mar", "R1,1,2,3"]), Some(1));
        assert_eq!(rows(&["Rep,2024,,", ",Jan,Feb,Mar", "R1,1,2,3"]), Some(0));
        assert_eq!(rows(&["Rep,Jan-24,Feb-24", "R1,1,2"]), None);
        assert_eq!(rows(&["a,b,c,d", "Rep,2024,,", ",Jan,Feb,Mar", "R1,1,2,3"]), None);
        assert_eq!(rows(&[]), None);
    }

    proptest::proptest! {
        #[test]
        fn no_column_is_lost(upper in "[R20245, 年x]{0,30}", lower in "[JanFeb1-4月,]{0,30}") {
            let (upper, lower) = (row(&upper), row(&lower));
            if let Some(titles) = joined(&upper, &lower) {
                proptest::prop_assert_eq!(titles.len(), upper.len().max(lower.len()));
            }
        }
    }
}
