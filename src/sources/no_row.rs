//! Lines that exports put under or between the rows: totals, footnotes, rules of dashes.
//!
//! Lines that cannot be rows of the table are looked at: those with another number of fields than the header, and
//! those that break a rule; where a table asks for nothing but its key, totals that break none as well. A file that is
//! cut off or glued together has lines that break rules too, so a footnote has words, holds no separated values, and
//! stands where no row follows.

use super::gathered::{Gathered, RowFault};
use super::issue::{RowIssue, Rule};
use super::layout::Layout;
use super::records::Records;

/// Tables of fewer columns have rows that look like footnotes.
const LEAST_WIDTH: usize = 3;

/// What stands first in a row of totals, in small letters.
const TOTALS: [&str; 24] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "grand summaries",
    "subtotal",
    "sub total",
    "sub-total",
    "sum",
    "overall",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "zwischensumme",
    "合计",
    "总计",
    "总额",
    "共计",
    "小计",
    "累计",
    "本页合计",
    "本页小计",
    "汇总",
];

/// More footnotes than these after the last row are no footnotes.
const MOST_FOOTNOTES: usize = 20;

/// What stands between values; a text with one of them may be a whole row in another form.
const SEPARATORS: [char; 7] = [',', ';', '\t', '|', '\u{1}', '^', '~'];

/// What a line is that cannot be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A row with something wrong.
    Row,
    /// A total or a drawn line, wherever it stands.
    Other,
    /// A footnote, where no row follows.
    Footnote,
}

/// What a text that stands alone in a column must have to be a remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Remark {
    /// Words, as ids have not.
    #[default]
    Words,
    /// A sign of a remark: the column's own values have words.
    Signs,
    /// Nothing makes it one: the column's own values have such signs too.
    Never,
}

/// Rows of a block whose values say how remarks differ from them.
const SEEN_ROWS: usize = 1000;

/// What a remark must have in each column, by the rows of a file's first block that hold more than one value
/// and are no totals.
pub(super) fn remarks(records: &Records) -> Vec<Remark> {
    let mut remarks = vec![Remark::default(); records.width];
    let holds_more = |row: &usize| {
        let mut filled = records.row(*row).filter(|field| !field.trim().is_empty());
        filled.next().is_some_and(|first| !is_total(first)) && filled.next().is_some()
    };
    for row in (0..records.height().min(SEEN_ROWS)).filter(holds_more) {
        for (remark, field) in remarks.iter_mut().zip(records.row(row)) {
            if has_signs(field) {
                *remark = Remark::Never;
            } else if *remark == Remark::Words && has_words(field) {
                *remark = Remark::Signs;
            }
        }
    }
    remarks
}

/// What a line with another number of fields than the header is.
pub(super) fn kind_of<'f>(width: usize, fields: impl Iterator<Item = &'f str>) -> Kind {
    kind_of_line(width, fields, &[])
}

fn kind_of_line<'f>(width: usize, fields: impl Iterator<Item = &'f str>, remarks: &[Remark]) -> Kind {
    let mut filled = fields.map(str::trim).enumerate().filter(|(_, field)| !field.is_empty());
    match (filled.next(), filled.next()) {
        (Some((column, alone)), None) if width >= LEAST_WIDTH => {
            let is_remark = match remarks.get(column).copied().unwrap_or_default() {
                Remark::Words => has_words(alone),
                Remark::Signs => has_signs(alone),
                Remark::Never => false,
            };
            if is_total(alone) || !alone.chars().any(char::is_alphanumeric) {
                Kind::Other
            } else if is_remark && !may_be_a_row(width, alone) {
                Kind::Footnote
            } else {
                Kind::Row
            }
        }
        _ => Kind::Row,
    }
}

/// What a row is that breaks a rule; `value` is the one that breaks it. A row of somebody who is called Total is a
/// total only where something is missing in it.
pub(super) fn kind_of_bad(records: &Records, fault: &RowFault, value: &str, remarks: &[Remark]) -> Kind {
    let fields = || records.row(fault.row);
    let first = fields().map(str::trim).find(|field| !field.is_empty());
    let lacks = fault.rule == Rule::Empty || first == Some(value.trim());
    match fault.rule {
        Rule::NoRow => Kind::Other,
        Rule::RepeatedHeader | Rule::SwallowedRows => Kind::Row,
        _ if records.width >= LEAST_WIDTH && lacks && first.is_some_and(is_total) => Kind::Other,
        _ => kind_of_line(records.width, fields(), remarks),
    }
}

/// Finds totals that break no other rule, because the table asks for nothing but its key: rows that begin with the name
/// of a total, in the place of their key, and hold nothing besides, or only numbers where other rows have names. The other
/// rows are those of the same piece of the file.
pub(super) fn totals(records: &Records, layout: &Layout, gathered: &mut Gathered) {
    let is_in_key = |at: &usize| layout.key.contains(at);
    let asks_for_more = (0..layout.slots.len()).any(|at| layout.slots[at].spec.required && !is_in_key(&at));
    let Some(&slot) = layout.key.first().filter(|_| records.width >= LEAST_WIDTH && !asks_for_more) else { return };
    let key = layout.slots[slot].field();
    let field = |row: usize, column: usize| records.field(row, column).trim();
    for row in 0..records.height() {
        let mut filled = (0..records.width).filter(|&column| !field(row, column).is_empty());
        if !filled.next().is_some_and(|first| key == Some(first) && is_total(field(row, first))) {
            continue;
        }
        let beside: Vec<usize> = filled.collect();
        let lacks = |column: usize| {
            let mut others = (0..records.height()).filter(|&other| other != row).map(|other| field(other, column));
            field(row, column).is_empty()
                && others.any(|other| !other.is_empty() && (beside.is_empty() || other.contains(char::is_alphabetic)))
        };
        if beside.iter().all(|&column| is_number(field(row, column))) && (0..records.width).any(lacks) {
            gathered.fault(row, slot, Rule::NoRow);
        }
    }
}

fn is_number(text: &str) -> bool {
    text.contains(|letter: char| letter.is_ascii_digit()) && !text.contains(char::is_alphabetic)
}

/// Whether a text has words, as remarks do and ids do not.
fn has_words(text: &str) -> bool {
    text.split_whitespace().nth(1).is_some() || (!text.is_ascii() && (has_signs(text) || text.contains(['，', '、'])))
}

/// Whether a text has what remarks have and names hardly ever do.
fn has_signs(text: &str) -> bool {
    text.starts_with('共') || text.contains([':', '：', '。', '；', '©'])
}

/// Whether a text may hold all values of a row: separators without a space behind, or as many as a row has.
fn may_be_a_row(width: usize, text: &str) -> bool {
    let close = |(at, sign): (usize, &str)| text[at + sign.len()..].starts_with(|next: char| !next.is_whitespace());
    SEPARATORS.iter().any(|&sign| text.matches(sign).count() >= width - 1 || text.match_indices(sign).any(close))
}

/// Lines that are footnotes unless a row follows, until that is known.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    lines: Vec<(Kind, RowIssue)>,
    too_many: bool,
}

impl Waiting {
    /// Takes the lines of a block that cannot be loaded, in file order, and gives those on which is decided, in file
    /// order too; `last_good` is the line of its last row that breaks no rule.
    pub(super) fn decided(&mut self, found: Vec<(Kind, RowIssue)>, last_good: Option<u64>) -> Vec<RowIssue> {
        let bad = found.iter().filter(|(kind, _)| *kind == Kind::Row).map(|(_, issue)| issue.line).max();
        let last_row = last_good.max(bad);
        let mut decided = Vec::new();
        if last_row.is_some() {
            self.give_up(&mut decided);
            self.too_many = false;
        }
        for (kind, issue) in found {
            let followed = last_row.is_some_and(|last| issue.line < last);
            match kind {
                Kind::Row => decided.push(issue),
                Kind::Other if self.lines.is_empty() => decided.push(as_no_row(issue)),
                Kind::Footnote if followed || self.too_many => decided.push(issue),
                Kind::Other | Kind::Footnote => self.lines.push((kind, issue)),
            }
            if self.lines.len() > MOST_FOOTNOTES {
                self.give_up(&mut decided);
                self.too_many = true;
            }
        }
        decided
    }

    /// The lines that still wait at the end of the file: no row followed.
    pub(super) fn at_the_end(&mut self) -> Vec<RowIssue> {
        std::mem::take(&mut self.lines).into_iter().map(|(_, issue)| as_no_row(issue)).collect()
    }

    /// The lines are no footnotes.
    fn give_up(&mut self, decided: &mut Vec<RowIssue>) {
        decided.extend(std::mem::take(&mut self.lines).into_iter().map(|(kind, issue)| match kind {
            Kind::Other => as_no_row(issue),
            Kind::Row | Kind::Footnote => issue,
        }));
    }
}

fn as_no_row(issue: RowIssue) -> RowIssue {
    RowIssue { column: String::new(), value: String::new(), rule: Rule::NoRow, ..issue }
}

/// Whether the first text of a row announces a total: `Total`, `合 计：`, `Total (2,155 records)`.
fn is_total(text: &str) -> bool {
    let before = text.split(['(', '（', ':', '：']).next().unwrap_or("");
    let is_han = !before.is_ascii();
    let name: String = before.chars().filter(|letter| !(is_han && letter.is_whitespace())).collect();
    TOTALS.contains(&name.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::trial::{faults, read};
    use super::*;

    #[test]
    fn totals_and_footnotes_are_no_rows_and_the_rows_between_are_read() {
        let text = "order_id,order_date,rep,amount\nA,2024-01-05,R1,1\n小计,,,1\nB,2024-01-06,R1,2\nGrand Total,,,3\n\n\
                    ----------\nPrinted by Ann\n\"Copyright, 2024\",,,\n";
        let loaded = read("orders", text).unwrap();
        let expected = [(3, "no_row"), (5, "no_row"), (7, "no_row"), (8, "no_row"), (9, "no_row")];
        assert_eq!(faults(&loaded), expected);
        assert_eq!(loaded.account.rows_loaded, 2);
        assert_eq!(
            loaded.issues[1].to_string(),
            "`orders.csv` line 5: `Grand Total` is a total or a footnote, and no row"
        );
    }

    #[test]
    fn lines_that_may_be_rows_are_no_footnotes() {
        let head = "order_id,order_date,rep,amount\nA,2024-01-05,R1,1\n";
        let found = |rest: &str| -> Vec<&'static str> {
            let loaded = read("orders", format!("{head}{rest}")).unwrap();
            faults(&loaded).into_iter().map(|(_, rule)| rule).collect()
        };
        // Cut off in its last line, in a field without or with words.
        assert_eq!(found("A10"), ["ragged"]);
        assert_eq!(found("Acme L"), ["ragged"]);
        assert_eq!(found("Printed by Ann\n"), ["no_row"]);
        // Another export behind the first one.
        assert_eq!(found("A;2024-01-05;R1;5\nB;2024-01-06;R 1;5\n"), ["ragged", "ragged"]);
        // Whole lines quoted, and only the key.
        assert_eq!(found("\"B,2024-01-05,R 1,5\"\n\"C, 2024-01-05, R1, 5\"\n"), ["ragged", "ragged"]);
        assert_eq!(found("A10,,,\nA11,,,\n"), ["empty", "empty"]);
        // Rows follow.
        assert_eq!(found("Region: North\nB,2024-01-05,R1,1\n"), ["ragged"]);
        assert_eq!(
            found("Region: North\nC,2024-01-05\nThe end.\nTotal,,,1\n"),
            ["ragged", "ragged", "no_row", "no_row"]
        );
    }

    #[test]
    fn many_footnotes_are_none_and_the_cut_between_blocks_does_not_matter() {
        let row = |line: u64| RowIssue {
            file: String::new(),
            line,
            column: String::new(),
            value: String::new(),
            rule: Rule::Empty,
            raw: Vec::new(),
        };
        let told = |lines: u64, block: usize, last_good: Option<u64>| -> Vec<(u64, &'static str)> {
            let mut waiting = Waiting::default();
            let found: Vec<(Kind, RowIssue)> = (1..=lines).map(|line| (Kind::Footnote, row(line))).collect();
            let blocks = found.chunks(block).map(<[_]>::to_vec);
            let mut all: Vec<RowIssue> = blocks.flat_map(|found| waiting.decided(found, None)).collect();
            all.extend(waiting.decided(Vec::new(), last_good));
            all.extend(waiting.at_the_end());
            all.iter().map(|issue| (issue.line, issue.rule.code())).collect()
        };
        let all = |lines: u64, rule| (1..=lines).map(|line| (line, rule)).collect::<Vec<_>>();
        for block in [1, 7, 50] {
            assert_eq!(told(20, block, None), all(20, "no_row"));
            assert_eq!(told(20, block, Some(21)), all(20, "empty"));
            assert_eq!(told(45, block, None), all(45, "empty"));
        }
    }

    #[test]
    fn a_row_that_is_only_bad_stays_a_bad_row() {
        let text = "order_id,order_date,rep,amount\nA,,R1,1\nTotally,,R1,2\nC,2024-01-05\n,,,\n";
        assert_eq!(faults(&read("orders", text).unwrap()), [(2, "empty"), (3, "empty"), (4, "ragged"), (5, "empty")]);
        assert_eq!(faults(&read("reps", "rep_id,hire_date\n,2024-01-05\nTotal,x\n").unwrap()).len(), 2);
        assert_eq!(faults(&read("reps", "rep_id,hire_date\nTotal,x\n").unwrap()), [(2, "not_a_day")]);
    }

    #[test]
    fn a_total_is_no_rep_where_the_table_asks_for_nothing_but_the_key() {
        let head = "rep_id,name,team,quota\nR1,Ann,North,5\nR2,Bob,South,7\n";
        let found = |rest: &str| faults(&read("reps", format!("{head}{rest}")).unwrap());
        for total in ["Total,,,", "合计,,,", "Summe:,,,12", "总计,,,12", "小计,,,\nR3,Cyd,North,5"] {
            assert_eq!(found(&format!("{total}\n")), [(4, "no_row")], "{total}");
        }
        // Somebody who is called so; an id without a total's name; nothing missing that others have.
        assert!(found("Total,Tom Total,North,5\n").is_empty());
        assert!(found("R4,,,\n").is_empty());
        // A thing whose name, and not its key, is that of a total.
        let named = "name,rep_id,team,quota\nAnn,1,North,5\nOverall,4711,,39\n";
        assert!(faults(&read("reps", named).unwrap()).is_empty());
        assert!(faults(&read("reps", "rep_id,name,team\nR1,,\nTotal,,\n").unwrap()).is_empty());
        assert!(
            faults(&read("reps", "rep_id,name\nR1,Ann\nTotal,\n").unwrap()).is_empty(),
            "as for other lines of two"
        );
    }

    #[test]
    fn a_row_with_nothing_but_a_key_of_words_is_no_footnote_where_keys_have_words() {
        let found = |keys: [&str; 2], last: &str| -> Vec<&'static str> {
            let rows = keys.map(|key| format!("{key},2024-01-05,R1,1\n")).concat();
            let loaded = read("orders", format!("order_id,order_date,rep,amount\n{rows}{last},,,\n")).unwrap();
            faults(&loaded).into_iter().map(|(_, rule)| rule).collect()
        };
        assert_eq!(found(["A1", "A2"], "Printed by Ann"), ["no_row"]);
        assert_eq!(found(["SO 1", "SO 2"], "SO 3"), ["empty"]);
        assert_eq!(found(["SO 1", "SO 2"], "Printed: today"), ["no_row"]);
        assert_eq!(found(["订单 一", "订单 二"], "订单 三"), ["empty"]);
        assert_eq!(found(["订单 一", "订单 二"], "制表人：张三"), ["no_row"]);
        assert_eq!(found(["North: 1", "A2"], "North: 3"), ["empty"]);
    }

    #[test]
    fn totals_are_known_in_several_spellings() {
        for text in ["Total", "TOTAL:", "合 计", "合计：", "Grand Totals (12 records)", "Gesamtergebnis"] {
            assert!(is_total(text), "{text}");
        }
        for text in ["Total Fina", "T", "", "1", "合计有限公司"] {
            assert!(!is_total(text), "{text}");
        }
    }
}
