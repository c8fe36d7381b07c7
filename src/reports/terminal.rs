//! Listings for people at a terminal.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table};

use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::tables::Origin;

use super::figures::legible;
use super::plain;
use super::wording::Language;

/// Aligned columns no wider than `width` characters (`None`: as wide as they are), numbers to the right.
///
/// What only programs need is left out: columns that are empty in every row, and whole cents beside their amount. From
/// what the numbers were made, such as the currency and the as-of day, stands in a line under the table where all rows
/// share it.
pub fn terminal(listing: &Listing, width: Option<u16>, language: Language) -> String {
    terminal_with(listing, None, width, language)
}

/// A column of drawings beside a listing, for the eye only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawings {
    /// The column's heading.
    pub heading: String,
    /// A drawing for each row; empty where a row has none.
    pub rows: Vec<String>,
}

/// As [`terminal`], with a last column of drawings where the width has room for it: no row is broken for its sake.
pub fn terminal_with(listing: &Listing, drawings: Option<&Drawings>, width: Option<u16>, language: Language) -> String {
    let shared = Shared::of(listing);
    let shown = shown_columns(listing, &shared);
    let is_broken = |lines: &[String]| is_broken(listing, lines);
    let drawn = drawings.filter(|drawings| drawings.rows.iter().any(|drawing| !drawing.is_empty()));
    let drawn = drawn.map(|_| lines(listing, &shown, drawn, width, false)).filter(|lines| !is_broken(lines));
    let lines = drawn.unwrap_or_else(|| lines(listing, &shown, None, width, false));
    // Where nothing was broken into several lines, the rows are told apart without a rule between them.
    let mut lines = if is_broken(&lines) { self::lines(listing, &shown, None, width, true) } else { lines };
    lines.extend(shared.said(language));
    lines.join("\n") + "\n"
}

/// Whether a width has room for a listing, so that [`terminal`] breaks none of its rows and headings.
pub fn has_room(listing: &Listing, width: Option<u16>) -> bool {
    let shown = shown_columns(listing, &Shared::of(listing));
    !is_broken(listing, &lines(listing, &shown, None, width, false))
}

fn shown_columns(listing: &Listing, shared: &Shared) -> Vec<usize> {
    (0..listing.columns.len()).filter(|&at| is_needed(listing, at, shared)).collect()
}

/// Whether a row or the header takes several lines: a table has three rules besides.
fn is_broken(listing: &Listing, lines: &[String]) -> bool {
    lines.len() > listing.rows.len() + 4
}

/// The lines of a table of some of the columns, with or without a rule between its rows.
fn lines(
    listing: &Listing,
    columns: &[usize],
    drawings: Option<&Drawings>,
    width: Option<u16>,
    with_rules: bool,
) -> Vec<String> {
    let style = match with_rules {
        true => UTF8_HORIZONTAL_ONLY,
        false => UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()),
    };
    let mut table = Table::new();
    table.load_style(style).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = width {
        table.set_width(width);
    }
    let heading = drawings.map(|drawings| drawings.heading.as_str());
    table.set_header(columns.iter().map(|&at| listing.columns[at].name.as_str()).chain(heading));
    for (at, row) in listing.rows.iter().enumerate() {
        let drawing = drawings.and_then(|drawings| drawings.rows.get(at)).cloned();
        table.add_row(columns.iter().map(|&at| shown(&row[at], listing)).chain(drawing));
    }
    for (at, &of) in columns.iter().enumerate() {
        let numeric = matches!(listing.columns[of].kind, ColumnKind::Int | ColumnKind::Number);
        if let Some(column) = table.column_mut(at).filter(|_| numeric) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_string()).collect()
}

/// What all rows share, and so stands under the table once: where it stands in the rows, and as it is printed.
struct Shared(Vec<(usize, &'static Told, String)>);

/// The column of a metric that all values of a table are of, where nothing but the line under the table names it.
pub const METRIC_BELOW: &str = "of_metric";

/// Whether a column is told once under the table for people and not beside every row, so that its name stays what
/// programs know it by.
pub fn is_told_below(listing: &Listing, at: usize) -> bool {
    Shared::of(listing).has(at)
}

/// A column that is told under the table: its name, and the words before its value in English and in Chinese.
struct Told(&'static str, &'static str, &'static str);

static TOLD: [Told; 7] = [
    Told(METRIC_BELOW, "metric ", "指标 "),
    Told("currency", "currency ", "币种 "),
    Told("as_of", "as of ", "数据截至 "),
    Told("return_policy", "returns by ", "退货口径 "),
    Told("store_version", "store version ", "存储版本 "),
    Told("time_zone", "time zone ", "时区 "),
    Told("policies", "settings: ", "计算设置："),
];

impl Shared {
    fn of(listing: &Listing) -> Shared {
        let of = |told: &'static Told| {
            let at = listing.columns.iter().position(|column| column.name == told.0)?;
            let first = listing.rows.first().map(|row| &row[at]).filter(|cell| !is_empty(cell))?;
            let is_shared = listing.rows.iter().all(|row| row[at] == *first);
            is_shared.then(|| (at, told, shown(first, listing)))
        };
        Shared(TOLD.iter().filter_map(of).collect())
    }

    fn has(&self, column: usize) -> bool {
        self.0.iter().any(|(at, ..)| *at == column)
    }

    fn said(&self, language: Language) -> Option<String> {
        let part = |(_, Told(_, english, chinese), value): &(usize, &Told, String)| match language {
            Language::En => format!("{english}{value}"),
            Language::Zh => format!("{chinese}{value}"),
        };
        let between = if language == Language::Zh { "，" } else { ", " };
        let parts: Vec<String> = self.0.iter().map(part).collect();
        (!parts.is_empty()).then(|| format!(" {}", parts.join(between)))
    }
}

fn is_needed(listing: &Listing, at: usize, shared: &Shared) -> bool {
    let name = &listing.columns[at].name;
    let is_cents_of = |amount: &str| listing.columns.iter().any(|column| column.name == amount);
    let repeats = name.strip_suffix("_minor").is_some_and(is_cents_of);
    // What is stamped behind rows says nothing where there is none.
    if listing.rows.is_empty() && Origin::columns().iter().any(|stamped| stamped.name == *name) {
        return false;
    }
    let says_nothing = !listing.rows.is_empty() && listing.rows.iter().all(|row| is_empty(&row[at]));
    !(repeats || says_nothing || shared.has(at))
}

fn is_empty(cell: &Cell) -> bool {
    match cell {
        Cell::Null => true,
        Cell::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// Fractions to four places: more would only be noise to the eye; the other formats have them in full.
fn shown(cell: &Cell, listing: &Listing) -> String {
    match cell {
        Cell::Float(number) => format!("{number:.4}"),
        // Names come from files: an escape sequence in one must not reach the terminal.
        Cell::Text(text) => legible(text),
        other => plain(other, listing.currency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Currency;

    fn listing(names: &[&str]) -> Listing {
        let columns = [
            ("rep", ColumnKind::Text),
            ("value", ColumnKind::Number),
            ("lower", ColumnKind::Number),
            ("value_minor", ColumnKind::Int),
            ("currency", ColumnKind::Text),
        ];
        let mut listing = Listing::new("kpi", Currency::USD, &columns);
        for name in names {
            let cells = [Cell::from(*name), Cell::Money(1250), Cell::Null, Cell::Int(1250), Cell::from("USD")];
            listing.push(cells.to_vec());
        }
        listing
    }

    #[test]
    fn a_person_sees_what_differs_and_is_told_once_what_does_not() {
        let text = terminal(&listing(&["Anna", "Bert"]), Some(80), Language::En);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1].split_whitespace().collect::<Vec<_>>(), ["rep", "value"]);
        assert_eq!(lines[3].split_whitespace().collect::<Vec<_>>(), ["Anna", "12.50"]);
        assert_eq!(lines[4].split_whitespace().collect::<Vec<_>>(), ["Bert", "12.50"]);
        assert_eq!(lines[6], " currency USD");
        let chinese = terminal(&listing(&["Anna", "Bert"]), Some(80), Language::Zh);
        assert!(chinese.ends_with(" 币种 USD\n"), "{chinese}");
    }

    #[test]
    fn rules_between_rows_come_only_where_a_row_is_broken() {
        let long = "a name that does not fit into the width of the terminal at all";
        assert!(!has_room(&listing(&[long]), Some(60)) && has_room(&listing(&[long]), Some(120)));
        assert!(has_room(&listing(&[long]), None));
        let rules = |names: &[&str]| {
            let text = terminal(&listing(names), Some(40), Language::En);
            text.lines().filter(|line| line.starts_with('─')).count()
        };
        assert_eq!(rules(&["Anna", "Bert", "Carl"]), 2);
        assert_eq!(rules(&["Anna", long, "Carl"]), 4);
    }

    #[test]
    fn a_drawing_stands_last_where_there_is_room_and_goes_first_where_there_is_none() {
        let drawings = Drawings {
            heading: "history".to_string(),
            rows: vec![String::new(), "▁▃█▁▃█▁▃█▁▃█▁▃█".to_string()],
        };
        let of = |width| terminal_with(&listing(&["Anna", "Bert"]), Some(&drawings), width, Language::En);
        let wide = of(Some(80));
        assert!(wide.lines().nth(1).is_some_and(|line| line.ends_with("history")), "{wide}");
        assert!(wide.lines().nth(4).is_some_and(|line| line.ends_with("▁▃█▁▃█▁▃█▁▃█▁▃█")), "{wide}");
        assert_eq!(of(Some(24)), terminal(&listing(&["Anna", "Bert"]), Some(24), Language::En));
        let none = Drawings { heading: "history".to_string(), rows: vec![String::new(); 2] };
        let without = terminal_with(&listing(&["Anna", "Bert"]), Some(&none), None, Language::En);
        assert_eq!(without, terminal(&listing(&["Anna", "Bert"]), None, Language::En));
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let text = terminal(&listing(&[]), None, Language::En);
        assert!(text.contains("lower") && text.contains("currency"), "{text}");
    }
}
