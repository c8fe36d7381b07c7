//! A block of rows as text into typed columns, row by row checked as far as a row alone can be.
//!
//! Nothing here knows of other blocks, so that blocks can be read at the same time.

use memchr::memchr_iter;

use crate::schema::{ColumnType, digest};

use super::cells::{Cells, Filled, Texts};
use super::derived;
use super::forms::{self, DateForm};
use super::gathered::{Gathered, RowFault};
use super::issue::Rule;
use super::layout::{Layout, Slot};
use super::mapping::{self, Origin, PeriodPlan};
use super::newer_rows;
use super::no_row;
use super::period_label::{month_end, period_of_label, quarter_end};
use super::records::{Between, Records};
use super::stripped_ids::DigitIds;
use super::{row_currencies, row_rules};
use crate::quantity::Currency;

/// A block in types.
#[derive(Debug)]
pub(super) struct TypedRows {
    pub records: Records,
    /// The slots' columns, then the carried ones.
    pub cells: Vec<Cells>,
    /// The digest of each row without an order id or a line number that is worked out.
    pub contents: Vec<u64>,
    /// The digest of each row as it stands in the file, where repetitions are recognised by it; else empty.
    pub as_they_came: Vec<u64>,
    /// The first rule that each bad row breaks, in the order of the rows.
    pub faults: Vec<RowFault>,
    /// Rules that rows break and may, in the order of the rows.
    pub warned: Vec<RowFault>,
    /// (row, slot) of amounts that had more digits than the currency, in no order.
    pub rounded: Vec<(u32, u16)>,
    /// (row, slot) of ids that a spreadsheet had turned into numbers, in no order.
    pub mended: Vec<(u32, u16)>,
    /// (row, slot) of ids of which a spreadsheet kept the first digits only, in no order.
    pub lossy: Vec<(u32, u16)>,
    /// (row, slot) of amounts with a sign that goes against the line type and may, in no order.
    pub wrong_sign: Vec<(u32, u16)>,
    /// Of slots of ids those that are all digits, where there are any.
    pub digit_ids: Vec<(usize, DigitIds)>,
    /// Whether a value could not be read in a column whose form is open.
    pub another_form: bool,
}

/// Reads a block.
pub(super) fn typed(records: Records, layout: &Layout) -> TypedRows {
    let rows = records.height();
    let mut gathered = Gathered::of(rows);
    gathered.currencies = currencies(&records, layout);
    let mut cells: Vec<Cells> = Vec::with_capacity(layout.slots.len() + layout.carried.len());
    row_rules::repeated_header(&records, layout, &mut gathered);
    for (at, slot) in layout.slots.iter().enumerate() {
        cells.push(column(&records, layout, (at, slot), &mut gathered));
    }
    row_rules::swallowed_rows(&records, layout, &mut gathered);
    row_rules::turn_returns(layout, &mut cells);
    row_rules::check(&records, layout, &cells, &mut gathered);
    newer_rows::check_keys(layout, &cells, &mut gathered);
    no_row::totals(&records, layout, &mut gathered);
    derived::work_out(&records, layout, &mut cells, &mut gathered);
    cells.extend(layout.carried.iter().map(|(carried, _)| carried_column(&records, carried.index)));
    let mut contents = vec![0; rows];
    let seeds = layout.slots.iter().map(|slot| slot.seed).chain(layout.carried.iter().map(|(_, seed)| *seed));
    for (cells, seed) in cells.iter().zip(seeds) {
        cells.add_to_digests(seed, &mut contents);
    }
    let as_they_came = if layout.numbers_lines { raw_digests(&records) } else { Vec::new() };
    let Gathered { mut faults, warned, rounded, mended, lossy, wrong_sign, digit_ids, another_form, .. } = gathered;
    faults.sort_by_key(|fault| fault.row);
    TypedRows {
        records,
        cells,
        contents,
        as_they_came,
        faults,
        warned,
        rounded,
        mended,
        lossy,
        wrong_sign,
        digit_ids,
        another_form,
    }
}

/// The currencies of the rows, read before their amounts; nothing is looked at where all have to be in the run's.
fn currencies(records: &Records, layout: &Layout) -> Option<Vec<Currency>> {
    if layout.table.name != "orders" || layout.rated.is_empty() {
        return None;
    }
    let Some(at) = layout.mapped("currency") else {
        let unnamed = layout.unnamed_currency();
        return (unnamed != layout.currency).then(|| vec![unnamed; records.height()]);
    };
    // What is wrong with the column is noted when it is read for itself.
    let mut unheard = Gathered::of(records.height());
    let cells = column(records, layout, (at, &layout.slots[at]), &mut unheard);
    row_currencies::of(cells.texts()?, layout)
}

/// Digests of rows by their fields as they came. A time of day, which a day does not keep, tells two rows apart.
fn raw_digests(records: &Records) -> Vec<u64> {
    let digest = |row: usize| {
        let bounds = &records.bounds[row * records.width..(row + 1) * records.width];
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return 0 };
        let text = &records.text[first.0 as usize..last.1 as usize];
        let whole = digest::of_text(text);
        let text_tells_borders = match records.between {
            Between::Only(_) => true,
            // Whether a row was quoted must not count: another block may have it without quotes.
            Between::Also(byte) => memchr_iter(byte, text.as_bytes()).count() + 1 == records.width,
            Between::Nothing => false,
        };
        if text_tells_borders {
            return whole;
        }
        bounds.iter().fold(whole, |sum, (start, end)| {
            sum.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(end - start)
        })
    };
    (0..records.height()).map(digest).collect()
}

/// The text without outer spaces; nearly all texts have none.
pub(super) fn tidy(text: &str) -> &str {
    match text.as_bytes() {
        [b'=', b'"', .., b'"'] => text_of_formula(text),
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        [only] if only.is_ascii_graphic() => text,
        [] => text,
        _ => text.trim(),
    }
}

/// `00123` for `="00123"`, by which exports keep a spreadsheet from reading an id as a number; any other text stays.
#[cold]
fn text_of_formula(text: &str) -> &str {
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).map_or(text, str::trim)
}

/// One column; what a file does not carry is null.
fn column(records: &Records, layout: &Layout, (at, slot): (usize, &Slot), gathered: &mut Gathered) -> Cells {
    let rows = records.height();
    let Some(plan) = &slot.plan else { return Cells::nothing(slot.spec.kind, rows) };
    let is_text = matches!(slot.spec.kind, ColumnType::Str | ColumnType::Enum);
    if is_text || slot.lookup.is_some() || !plan.detail.words.is_empty() {
        let raw = match &plan.origin {
            Origin::Field { index, .. } => Texts::of(rows, |row| records.field(row, *index)),
            Origin::Constant(text) => Texts::constant(text, rows),
        };
        let texts = translated(raw, (at, slot), gathered);
        if slot.is_id {
            let ids = DigitIds::of(&texts, &records.lines);
            gathered.digit_ids.extend((!ids.is_empty()).then_some((at, ids)));
        }
        return match is_text {
            true => Cells::Text(texts),
            false => values(records, layout, (at, slot), gathered, |row| texts.get(row).unwrap_or("")),
        };
    }
    match &plan.origin {
        Origin::Field { index, .. } => values(records, layout, (at, slot), gathered, |row| records.field(row, *index)),
        Origin::Constant(text) => values(records, layout, (at, slot), gathered, |_| text),
    }
}

fn carried_column(records: &Records, index: usize) -> Cells {
    let texts = Texts::of(records.height(), |row| tidy(records.field(row, index)));
    Cells::Text(without_nulls(texts))
}

fn without_nulls(mut texts: Texts) -> Texts {
    let null: Vec<bool> =
        (0..texts.different()).map(|code| forms::is_null_for(ColumnType::Str, texts.at(code as i32))).collect();
    if null.contains(&true) {
        for code in texts.codes.iter_mut().filter(|code| null[**code as usize]) {
            *code = -1;
        }
    }
    texts
}

/// What became of one different text.
enum Word<'t> {
    Null,
    Text(&'t str),
    Mended(&'t str),
    Lossy(&'t str),
    Broken(Rule),
}

/// Texts trimmed, translated, mended and checked: once for each different one.
fn translated(raw: Texts, (at, slot): (usize, &Slot), gathered: &mut Gathered) -> Texts {
    // Nearly all texts stay what they are.
    let stays = |code: usize| {
        let text = raw.at(code as i32);
        matches!(word(text, slot), Word::Text(same) if same.len() == text.len() && (std::ptr::eq(same, text) || same == text))
    };
    if (0..raw.different()).all(stays) {
        return raw;
    }
    let words: Vec<Word<'_>> = (0..raw.different()).map(|code| word(raw.at(code as i32), slot)).collect();
    let mut texts = Texts::default();
    let places: Vec<i32> = words
        .iter()
        .map(|word| match word {
            Word::Text(text) | Word::Mended(text) | Word::Lossy(text) => texts.add(text),
            Word::Null | Word::Broken(_) => -1,
        })
        .collect();
    for (row, &code) in raw.codes.iter().enumerate() {
        match &words[code as usize] {
            Word::Null if slot.spec.required => gathered.fault(row, at, Rule::Empty),
            Word::Broken(rule) => gathered.fault(row, at, rule.clone()),
            Word::Mended(_) => gathered.mended.push((row as u32, at as u16)),
            Word::Lossy(_) => gathered.lossy.push((row as u32, at as u16)),
            Word::Null | Word::Text(_) => {}
        }
    }
    texts.codes = raw.codes.iter().map(|&code| places[code as usize]).collect();
    texts
}

fn word<'t>(text: &'t str, slot: &'t Slot) -> Word<'t> {
    let kind = slot.spec.kind;
    let text = tidy(text);
    if forms::is_null_for(kind, text) {
        return Word::Null;
    }
    let text = match &slot.lookup {
        None => slot.meaning(text),
        Some(lookup) => match lookup.translate(text) {
            Some(translation) if forms::is_null_for(kind, translation) => return Word::Null,
            Some(translation) => slot.meaning(translation),
            None => {
                return Word::Broken(Rule::NotInLookup { file: lookup.file.clone(), key: lookup.key.clone() });
            }
        },
    };
    match kind {
        ColumnType::Enum => match slot.spec.enum_word(text) {
            Some(allowed) => Word::Text(allowed),
            None => Word::Broken(Rule::NotAllowed { allowed: slot.spec.values.clone() }),
        },
        // Only a point or an exponent among digits can be a spreadsheet's work.
        ColumnType::Str if slot.is_id && text.as_bytes()[0].is_ascii_digit() => match forms::mended_id(text) {
            Some(mended) => Word::Mended(mended),
            None if forms::is_lossy_id(text) => Word::Lossy(text),
            None => Word::Text(text),
        },
        _ => Word::Text(slot.currency.and_then(|run| forms::code_of_name(text, run)).unwrap_or(text)),
    }
}

/// A column of another type than text.
fn values<'t>(
    records: &Records,
    layout: &Layout,
    (at, slot): (usize, &Slot),
    gathered: &mut Gathered,
    text_of: impl Fn(usize) -> &'t str,
) -> Cells {
    let rows = records.height();
    let column = Column { rows, at, slot, layout };
    match slot.spec.kind {
        ColumnType::Date => Cells::Day(match slot.plan.as_ref().and_then(|plan| plan.period) {
            Some(period) => column.ends_of_periods(records, period, gathered, text_of),
            None => column.read(gathered, |row| text_of(row), |text| column.day(text).ok_or(Rule::NotADay)),
        }),
        ColumnType::Ts => {
            let (form, zones) = (&slot.date_form, &layout.zones);
            let read = |text: &str| forms::read_instant(text, form, zones).ok_or(Rule::NotAnInstant);
            Cells::Instant(column.read(gathered, text_of, read))
        }
        ColumnType::Money => Cells::Whole(column.money(gathered, text_of)),
        ColumnType::Int => Cells::Whole(column.read(gathered, text_of, |text| forms::read_whole(text, layout.numbers))),
        ColumnType::F64 => Cells::Number(column.read(gathered, text_of, |text| column.number(text))),
        ColumnType::Bool => {
            Cells::Truth(column.read(gathered, text_of, |text| forms::read_bool(text).ok_or(Rule::NotABool)))
        }
        ColumnType::Str | ColumnType::Enum => Cells::Text(Texts::of(rows, text_of)),
    }
}

/// A column that is being read.
struct Column<'l> {
    rows: usize,
    at: usize,
    slot: &'l Slot,
    layout: &'l Layout,
}

impl Column<'_> {
    fn read<'t, T: Copy + Default>(
        &self,
        gathered: &mut Gathered,
        text_of: impl Fn(usize) -> &'t str,
        read: impl Fn(&str) -> Result<T, Rule>,
    ) -> Filled<T> {
        let mut filled = Filled::nothing(self.rows);
        for row in 0..self.rows {
            let text = tidy(text_of(row));
            if forms::is_null_for(self.slot.spec.kind, text) {
                self.empty(row, gathered);
                continue;
            }
            match read(text) {
                Ok(value) => filled.set(row, value),
                Err(rule) => self.broken(row, rule, gathered),
            }
        }
        filled
    }

    fn money<'t>(&self, gathered: &mut Gathered, text_of: impl Fn(usize) -> &'t str) -> Filled<i64> {
        // With as many more decimals, the text itself is read into multiplied minor units, exactly.
        let power = self.slot.plan.as_ref().map_or(0, |plan| mapping::money_power(&plan.detail));
        let form = self.layout.numbers;
        let read = |text: &str, currency: Currency| match power {
            0 => forms::read_money_in(text, form, currency),
            power => forms::read_money(text, form, currency.digits() + power),
        };
        let mut filled = Filled::nothing(self.rows);
        for row in 0..self.rows {
            let text = tidy(text_of(row));
            if forms::is_null_for(ColumnType::Money, text) {
                self.empty(row, gathered);
                continue;
            }
            match read(text, gathered.currency_of(row, self.layout.currency)) {
                Ok(amount) => {
                    filled.set(row, amount.minor);
                    if amount.rounded {
                        gathered.rounded.push((row as u32, self.at as u16));
                    }
                }
                Err(rule) => self.broken(row, rule, gathered),
            }
        }
        filled
    }

    fn number(&self, text: &str) -> Result<f64, Rule> {
        match self.slot.divisor() {
            None => forms::read_number(text, self.layout.numbers),
            Some(divisor) => forms::read_number_over(text, self.layout.numbers, divisor),
        }
    }

    fn day(&self, text: &str) -> Option<i32> {
        forms::read_day(text, &self.slot.date_form, Some(&self.layout.zones))
    }

    /// One end of the period that each label names; a day stands for itself up to the end of its month.
    fn ends_of_periods<'t>(
        &self,
        records: &Records,
        period: PeriodPlan,
        gathered: &mut Gathered,
        text_of: impl Fn(usize) -> &'t str,
    ) -> Filled<i32> {
        let mut filled = Filled::nothing(self.rows);
        for row in 0..self.rows {
            let text = tidy(text_of(row));
            if forms::is_null_for(ColumnType::Date, text) {
                self.empty(row, gathered);
                continue;
            }
            let year = period.year.and_then(|field| records.field(row, field).trim().parse().ok());
            match self.end_of_period(text, period, year) {
                Some(day) => filled.set(row, day),
                None => self.broken(row, Rule::NotADay, gathered),
            }
        }
        filled
    }

    fn end_of_period(&self, text: &str, period: PeriodPlan, year: Option<i32>) -> Option<i32> {
        let as_day = || self.day(text).map(|day| (day, month_end(day)));
        // A form that is settled for the column counts before what a label may mean.
        let (first, last) = match self.slot.date_form {
            DateForm::Usual => period_of_label(text, year).or_else(as_day)?,
            _ => as_day()?,
        };
        let last = if period.quarterly { quarter_end(last) } else { last };
        Some(if period.end { last } else { first })
    }

    fn empty(&self, row: usize, gathered: &mut Gathered) {
        if self.slot.spec.required {
            gathered.fault(row, self.at, Rule::Empty);
        }
    }

    fn broken(&self, row: usize, rule: Rule, gathered: &mut Gathered) {
        let open = match rule {
            Rule::NotADay | Rule::NotAnInstant => self.slot.open,
            Rule::NotMoney | Rule::NotANumber | Rule::NotWhole => self.layout.numbers_open,
            _ => false,
        };
        gathered.another_form |= open;
        gathered.fault(row, self.at, rule);
    }
}

#[cfg(test)]
mod tests {
    use super::super::BadRows;
    use super::super::trial::{column, faults, read, read_as};

    #[test]
    fn amounts_in_ten_thousands_are_exact_to_the_cent() {
        let loaded =
            read("orders", "订单号,下单日期,金额(万元),数量\nA,2024-01-05,1.234567,1\nB,2024-01-05,0.00000049,1\n")
                .unwrap_err();
        assert!(loaded.to_string().contains("`金额(万元)` is in CNY, and the run is in USD"), "{loaded}");
        let loaded =
            read("orders", "订单号,下单日期,金额(万),数量(千)\nA,2024-01-05,1.234567,1.5\nB,2024-01-05,-2,-1\n")
                .unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["1234567", "-2000000"]);
        assert_eq!(column(&loaded, "quantity"), ["1500", "-1000"]);
    }

    #[test]
    fn the_file_s_own_words_are_translated_and_others_stay() {
        let settings = "columns.line_type = { column = 'Art', words = { 'G 2' = 'return', 'TA' = 'sale' } }";
        let text = "order_id,order_date,amount,Art\nA,2024-01-05,-1,g2\nB,2024-01-05,2,TA\nC,2024-01-05,2,Storno\nD,2024-01-05,2,XY\n";
        let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Reject).unwrap();
        assert_eq!(column(&loaded, "line_type"), ["return", "sale", "cancel"]);
        assert_eq!(faults(&loaded), [(5, "not_allowed")]);
    }

    #[test]
    fn a_preset_brings_its_words_and_its_divisor() {
        let text = "*ContactName,*InvoiceNumber,*InvoiceDate,*Quantity,*UnitAmount,Discount\nC1,A,2024-01-05,2,10,25\n";
        let loaded = read_as("orders.csv", "orders", "preset = 'xero-invoice-lines'", text, BadRows::Stop).unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["1500"]);
        let text = "Type,Date,Num,Name,Item,Qty,Sales Price,Amount\nCredit Memo,2024-01-05,A,C1,P,-1,10,-10\n";
        let loaded = read_as("orders.csv", "orders", "preset = 'quickbooks-sales-lines'", text, BadRows::Stop).unwrap();
        assert_eq!(column(&loaded, "line_type"), ["return"]);
    }

    #[test]
    fn months_become_the_days_of_their_period() {
        let read = |text: &str| {
            let loaded = read("quotas", text).unwrap();
            (column(&loaded, "period_start"), column(&loaded, "period_end"))
        };
        let expected = (vec!["2024-02-01".to_string()], vec!["2024-02-29".to_string()]);
        assert_eq!(read("rep,Month,Target\nR1,Feb-24,5\n"), expected);
        assert_eq!(read("rep,Year,Month,Target\nR1,2024,2月,5\n"), expected);
        assert_eq!(read("rep,TargetMonth,Target\nR1,2024/02/01,5\n"), expected);
        let quarter = (vec!["2024-01-01".to_string()], vec!["2024-03-31".to_string()]);
        assert_eq!(read("rep,Quarter,Target\nR1,Q1 2024,5\n"), quarter);
        assert_eq!(read("rep,Quarter start,Target\nR1,2024-01-01,5\n"), quarter);
    }

    #[test]
    fn a_month_that_is_none_is_a_bad_row() {
        let loaded = read("quotas", "rep,Month,Target\nR1,Smarch,5\nR1,,5\nR1,Feb-24,5\n").unwrap();
        assert_eq!(faults(&loaded), [(2, "not_a_day"), (3, "empty")]);
    }
}
