//! One sheet: cells by their look, tables, widths, and how it prints.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Formula, Note, Sparkline, SparklineType, Table, TableColumn, TableStyle, Worksheet, XlsxError};

use super::excel_day;
use super::ink::Ink;
use super::look::{BLUE, Look, ORANGE};
use super::safe_text::{cut, looks_like_formula, one_line, width};
use crate::calendar::Day;
use crate::quantity::{Measured, Unit};

/// Rows that a sheet has.
pub(super) const ROWS: u32 = 1_048_576;
/// Characters that a sheet's name has at most.
const LONGEST_NAME: usize = 31;
/// Characters that a page's head or foot has at most, less what stands around the text.
const LONGEST_HEAD: usize = 200;
/// Height of a line of text, in points.
const LINE: f64 = 16.5;
/// Widths in digits, of a column that holds little and of one that would push the others off the screen.
const NARROW: f64 = 8.0;
const WIDE: f64 = 44.0;

/// A sheet that is being written.
pub(super) struct Page<'a> {
    pub(super) ink: &'a Ink<'a>,
    pub(super) name: String,
    pub(super) sheet: Worksheet,
    widths: BTreeMap<u16, f64>,
    fixed: BTreeSet<u16>,
    tables: Vec<Pending>,
    head: Option<u32>,
    repeats_head: bool,
}

/// A table whose cells are still being written.
struct Pending {
    name: String,
    first: (u32, u16),
    last: (u32, u16),
    heads: Vec<String>,
    /// Columns that hold numbers; their heads stand over them, on the right.
    numeric: BTreeSet<u16>,
}

impl<'a> Page<'a> {
    /// An empty sheet: `sheet-kpi` names it, and the title and the caption stand at its top.
    pub(super) fn new(ink: &'a Ink<'a>, id: &str, title: &str, caption: &str) -> Result<Page<'a>, XlsxError> {
        let name = sheet_name(ink, id);
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        sheet.set_screen_gridlines(false);
        // What has no result shows nothing in a program that does not reckon, such as a preview.
        sheet.set_formula_result_default("");
        let (widths, fixed) = (BTreeMap::new(), BTreeSet::new());
        let mut page = Page { ink, name, sheet, widths, fixed, tables: Vec::new(), head: None, repeats_head: true };
        page.loose(0, 0, title, Look::Title)?;
        page.loose(1, 0, caption, Look::Caption)?;
        page.sheet.set_row_height(0, 26)?;
        Ok(page)
    }

    /// A text that may run over its column's edge.
    pub(super) fn loose(&mut self, row: u32, col: u16, text: &str, look: Look) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, col, one_line(text), self.ink.looks.get(look))?;
        Ok(())
    }

    /// A text that the column is made wide enough for.
    pub(super) fn text(&mut self, row: u32, col: u16, text: &str, look: Look) -> Result<(), XlsxError> {
        let text = one_line(text);
        self.note_width(col, width(&text));
        let look = if look == Look::Text && looks_like_formula(&text) { Look::Quoted } else { look };
        self.sheet.write_string_with_format(row, col, text, self.ink.looks.get(look))?;
        Ok(())
    }

    pub(super) fn number(&mut self, row: u32, col: u16, value: f64, look: Look) -> Result<(), XlsxError> {
        if !value.is_finite() {
            return self.blank(row, col, Look::Absent);
        }
        self.note_width(col, digits(value, look));
        self.note_number(row, col);
        self.sheet.write_number_with_format(row, col, value, self.ink.looks.get(look))?;
        Ok(())
    }

    pub(super) fn blank(&mut self, row: u32, col: u16, look: Look) -> Result<(), XlsxError> {
        self.sheet.write_blank(row, col, self.ink.looks.get(look))?;
        Ok(())
    }

    pub(super) fn optional(&mut self, row: u32, col: u16, value: Option<f64>, look: Look) -> Result<(), XlsxError> {
        match value {
            Some(value) => self.number(row, col, value, look),
            None => self.blank(row, col, look),
        }
    }

    pub(super) fn date(&mut self, row: u32, col: u16, day: Day) -> Result<(), XlsxError> {
        self.note_width(col, 14.0);
        self.sheet.write_datetime_with_format(row, col, &excel_day(day)?, self.ink.looks.get(Look::Date))?;
        Ok(())
    }

    /// A measured value, or nothing: for columns that are reckoned with.
    pub(super) fn measured(&mut self, row: u32, col: u16, value: Measured, growth: bool) -> Result<(), XlsxError> {
        match value.value() {
            Some(scalar) => {
                let (value, look) = self.ink.scalar(scalar);
                self.number(row, col, value, if growth && look == Look::Share { Look::Growth } else { look })
            }
            None => self.blank(row, col, Look::Text),
        }
    }

    /// A measured value, or the word for why there is none: for columns that are read.
    pub(super) fn told(&mut self, row: u32, col: u16, value: Measured, growth: bool) -> Result<(), XlsxError> {
        match value.null_reason() {
            Some(reason) => self.text(row, col, &self.ink.absent(reason), Look::Absent),
            None => self.measured(row, col, value, growth),
        }
    }

    /// The same in a row that stands for several people.
    pub(super) fn told_of_all(&mut self, row: u32, col: u16, value: Measured, growth: bool) -> Result<(), XlsxError> {
        let Some(scalar) = value.value() else { return self.told(row, col, value, growth) };
        let (value, look) = self.ink.scalar(scalar);
        self.number(row, col, value, if growth && look == Look::Share { Look::TotalGrowth } else { look.of_all() })
    }

    /// An amount as targets count it.
    pub(super) fn amount(&mut self, row: u32, col: u16, amount: Option<i64>, unit: Unit) -> Result<(), XlsxError> {
        self.optional(row, col, amount.map(|amount| self.ink.major(amount, unit)), Look::of(unit))
    }

    /// A formula with the result that it has in the pack.
    pub(super) fn formula(
        &mut self,
        row: u32,
        col: u16,
        formula: &str,
        result: Option<f64>,
        look: Look,
    ) -> Result<(), XlsxError> {
        self.note_width(col, result.map_or(0.0, |result| digits(result, look)));
        self.note_number(row, col);
        let result = result.map_or_else(String::new, |result| result.to_string());
        let formula = Formula::new(formula).set_result(result);
        self.sheet.write_formula_with_format(row, col, formula, self.ink.looks.get(look))?;
        Ok(())
    }

    pub(super) fn note(&mut self, row: u32, col: u16, text: &str) -> Result<(), XlsxError> {
        let note = Note::new(one_line(text)).set_author("attain").add_author_prefix(false).set_width(220);
        self.sheet.insert_note(row, col, &note)?;
        Ok(())
    }

    /// A sentence over columns that are `room` digits wide together. Merged cells do not grow by themselves, so the
    /// height is set.
    pub(super) fn paragraph(&mut self, row: u32, last: u16, room: f64, text: &str) -> Result<(), XlsxError> {
        self.merged(row, last, room, &format!("•  {}", one_line(text)), Look::Wrapped)
    }

    /// A note in the same way, as quiet as a caption.
    pub(super) fn over(&mut self, row: u32, last: u16, room: f64, text: &str) -> Result<(), XlsxError> {
        self.merged(row, last, room, &one_line(text), Look::WrappedCaption)
    }

    fn merged(&mut self, row: u32, last: u16, room: f64, text: &str, look: Look) -> Result<(), XlsxError> {
        let look = self.ink.looks.get(look).clone();
        self.sheet.merge_range(row, 0, row, last, text, &look)?;
        self.sheet.set_row_height(row, lines(text, room) * LINE)?;
        Ok(())
    }

    /// For a sheet on which a table stands before other things: on paper its head is not repeated above those.
    pub(super) fn repeat_no_head(&mut self) {
        self.repeats_head = false;
    }

    /// A row as high as the longest of its texts needs in its column.
    pub(super) fn fit_height(&mut self, row: u32, texts: &[(&str, f64)]) -> Result<(), XlsxError> {
        let most = texts.iter().map(|(text, room)| lines(text, *room)).fold(1.0, f64::max);
        self.sheet.set_row_height(row, most * LINE)?;
        Ok(())
    }

    /// Small bars over a row or column of figures, the last one in another colour; zero is their foot unless a figure
    /// lies below it.
    pub(super) fn bars(&mut self, row: u32, col: u16, source: &str, below_zero: bool) -> Result<(), XlsxError> {
        let bars = Sparkline::new()
            .set_range(source)
            .set_type(SparklineType::Column)
            .set_sparkline_color(BLUE)
            .show_last_point(true)
            .set_last_point_color(ORANGE);
        let bars = if below_zero { bars } else { bars.set_custom_min(0.0) };
        self.sheet.add_sparkline(row, col, &bars)?;
        Ok(())
    }

    /// A table over `rows` rows that are or will be written below its head. Without rows the sheet says so.
    ///
    /// The look is in the cells, since not every program draws the styles of tables.
    pub(super) fn table(
        &mut self,
        name: &str,
        (top, left): (u32, u16),
        heads: &[String],
        rows: usize,
    ) -> Result<(), XlsxError> {
        let mut kept = Vec::new();
        let mut seen = BTreeSet::new();
        for (col, text) in (left..).zip(heads) {
            let mut text = cut(&one_line(text), 255);
            // Two columns of one name would be repaired away.
            while !seen.insert(text.to_lowercase()) {
                text.push('\u{2032}');
            }
            // A head may break over two lines.
            self.note_width(col, (width(&text) / 2.0).max(longest_word(&text)) + 3.0);
            kept.push(text);
        }
        // A table beside another one must not stretch the other's rows.
        if left == 0 {
            self.sheet.set_row_height(top, 34)?;
        }
        self.head.get_or_insert(top);
        let last = (top + u32::try_from(rows).unwrap_or(ROWS).min(ROWS - 1 - top), left + heads.len() as u16 - 1);
        let name = name.to_string();
        self.tables.push(Pending { name, first: (top, left), last, heads: kept, numeric: BTreeSet::new() });
        if rows == 0 {
            return self.loose(top + 1, left, &self.ink.say("nothing-here"), Look::Caption);
        }
        Ok(())
    }

    fn note_number(&mut self, row: u32, col: u16) {
        let holds = |table: &&mut Pending| {
            (table.first.0 + 1..=table.last.0).contains(&row) && (table.first.1..=table.last.1).contains(&col)
        };
        if let Some(table) = self.tables.iter_mut().find(holds) {
            table.numeric.insert(col);
        }
    }

    fn write_tables(&mut self) -> Result<(), XlsxError> {
        for table in std::mem::take(&mut self.tables) {
            let mut columns = Vec::new();
            for (col, text) in (table.first.1..).zip(&table.heads) {
                let look = if table.numeric.contains(&col) { Look::HeadOfNumbers } else { Look::Head };
                let format = self.ink.looks.get(look);
                if table.last.0 == table.first.0 {
                    self.sheet.write_string_with_format(table.first.0, col, text, format)?;
                }
                columns.push(TableColumn::new().set_header(text).set_header_format(format));
            }
            if table.last.0 > table.first.0 {
                let (first, last) = (table.first, table.last);
                let table = Table::new().set_name(table.name).set_style(TableStyle::None).set_columns(&columns);
                self.sheet.add_table(first.0, first.1, last.0, last.1, &table)?;
            }
        }
        Ok(())
    }

    /// Rows that fit below a head at `top`; the rest of a longer list stays in the pack's other files, and is named.
    pub(super) fn room(&mut self, top: u32, wished: usize) -> Result<usize, XlsxError> {
        let room = (ROWS - 1 - top) as usize;
        if wished > room {
            let text = self.ink.say_with("workbook-cut", &[("rows", &room.to_string()), ("of", &wished.to_string())]);
            self.loose(1, 0, &text, Look::Flagged)?;
        }
        Ok(wished.min(room))
    }

    /// Keeps the head of a table and its first columns in sight.
    pub(super) fn freeze(&mut self, row: u32, col: u16) -> Result<(), XlsxError> {
        self.sheet.set_freeze_panes(row, col)?;
        Ok(())
    }

    /// A column as wide as this, whatever stands in it.
    pub(super) fn fix_width(&mut self, col: u16, width: f64) -> Result<(), XlsxError> {
        self.fixed.insert(col);
        self.widths.insert(col, width);
        Ok(())
    }

    fn note_width(&mut self, col: u16, width: f64) {
        if !self.fixed.contains(&col) {
            let widest = self.widths.entry(col).or_insert(NARROW);
            *widest = widest.max(width + 2.0).min(WIDE);
        }
    }

    /// The sheet's name as formulas write it.
    pub(super) fn quoted(name: &str) -> String {
        format!("'{}'", name.replace('\'', "''"))
    }

    /// The finished sheet: widths, and a page that fits on paper.
    pub(super) fn finish(mut self) -> Result<Worksheet, XlsxError> {
        self.write_tables()?;
        for (col, width) in std::mem::take(&mut self.widths) {
            self.sheet.set_column_width(col, width)?;
        }
        let header = &self.ink.pack.header;
        let part = |text: &str| cut(&one_line(text), LONGEST_HEAD / 2).replace('&', "&&");
        self.sheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
        self.sheet.set_header(format!("&L{}&R{}", part(&self.ink.title()), part(&header.period.label)));
        self.sheet.set_footer("&L&A&R&P / &N");
        if let Some(head) = self.head.filter(|_| self.repeats_head) {
            self.sheet.set_repeat_rows(head, head)?;
        }
        Ok(self.sheet)
    }
}

/// The name of a sheet in the reader's language.
pub(super) fn sheet_name(ink: &Ink<'_>, id: &str) -> String {
    cut(&ink.say(&format!("sheet-{id}")), LONGEST_NAME)
}

/// `B7`, with `$` where it does not move.
pub(super) fn cell(row: u32, col: u16) -> String {
    format!("${}${}", letters(col), row + 1)
}

/// `$B$7:$B$12`.
pub(super) fn range(first: (u32, u16), last: (u32, u16)) -> String {
    format!("{}:{}", cell(first.0, first.1), cell(last.0, last.1))
}

fn letters(col: u16) -> String {
    let mut letters = String::new();
    let mut rest = u32::from(col) + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters
}

/// About how many lines a text takes in so many digits' width.
fn lines(text: &str, room: f64) -> f64 {
    (width(text) / room).ceil().clamp(1.0, 24.0)
}

fn longest_word(text: &str) -> f64 {
    text.split(' ').map(width).fold(0.0, f64::max)
}

/// About how many digits a number takes in its look.
fn digits(value: f64, look: Look) -> f64 {
    let whole = if value.abs() < 1.0 { 1.0 } else { value.abs().log10().floor() + 1.0 };
    let grouped = whole + ((whole - 1.0) / 3.0).floor() + if value < 0.0 { 1.0 } else { 0.0 };
    grouped
        + match look {
            Look::Money | Look::InputMoney | Look::TotalMoney => 5.0,
            Look::Share | Look::Growth | Look::InputShare | Look::TotalShare => 5.0,
            Look::Count | Look::InputCount | Look::TotalCount => 0.0,
            Look::Fine => 5.0,
            _ => 4.0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_people_name_them() {
        assert_eq!(cell(0, 0), "$A$1");
        assert_eq!(range((3, 25), (9, 26)), "$Z$4:$AA$10");
        assert_eq!(cell(1_048_575, 16_383), "$XFD$1048576");
    }
}
