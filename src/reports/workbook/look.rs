//! How cells look: number formats by currency and language, and the few colours of the workbook.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::quantity::{Currency, Unit};
use crate::reports::wording::Language;

pub(super) const INK: Color = Color::RGB(0x1B1F24);
pub(super) const QUIET: Color = Color::RGB(0x57606A);
pub(super) const HAIR: Color = Color::RGB(0xD9DEE4);
pub(super) const BLUE: Color = Color::RGB(0x1F5FA8);
pub(super) const PALE_BLUE: Color = Color::RGB(0xDCE8F5);
pub(super) const ORANGE: Color = Color::RGB(0xB45109);
pub(super) const GREY: Color = Color::RGB(0xE4E7EB);
pub(super) const INPUT: Color = Color::RGB(0xFFF6D6);
const PAPER_BLUE: Color = Color::RGB(0xE8EEF5);

/// What a cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// The sheet's title.
    Title,
    /// What stands under the title.
    Caption,
    /// A heading inside a sheet.
    Heading,
    /// The head of a column.
    Head,
    /// The head of a column of numbers.
    HeadOfNumbers,
    /// A name or a word.
    Text,
    /// The same, with a mark that keeps it from becoming a formula when it is typed anew.
    Quoted,
    /// A sentence over several lines.
    Wrapped,
    /// The same under a title.
    WrappedCaption,
    /// A sentence over several lines, in a table.
    WrappedCell,
    /// A sentence that needs an eye.
    Flagged,
    /// Why there is no value.
    Absent,
    /// An empty cell that will be filled once its time has come.
    Immature,
    /// Money in major units.
    Money,
    /// Whole things.
    Count,
    /// Pieces.
    Units,
    /// A percentage.
    Share,
    /// A percentage with its sign.
    Growth,
    /// A change of a percentage, in points.
    Points,
    /// A number with up to two decimals.
    Number,
    /// A number with four decimals, or with all its digits where it is small.
    Fine,
    /// A log-odds with its sign.
    Signed,
    /// A day.
    Date,
    /// A percentage that the reader may change.
    InputShare,
    /// An amount of money that the reader may change.
    InputMoney,
    /// A count that the reader may change.
    InputCount,
    /// A word that the reader may change.
    InputText,
    /// A number that the reader may change.
    InputNumber,
    /// A sum of money that stands out.
    TotalMoney,
    /// A sum of things that stands out.
    TotalCount,
    /// A percentage that stands out.
    TotalShare,
    /// A score that stands out.
    TotalNumber,
    /// A percentage with its sign that stands out.
    TotalGrowth,
    /// A name that stands out.
    TotalText,
}

impl Look {
    const ALL: [Look; 34] = [
        Look::Title,
        Look::Caption,
        Look::Heading,
        Look::Head,
        Look::HeadOfNumbers,
        Look::Text,
        Look::Quoted,
        Look::Wrapped,
        Look::WrappedCaption,
        Look::WrappedCell,
        Look::Flagged,
        Look::Absent,
        Look::Immature,
        Look::Money,
        Look::Count,
        Look::Units,
        Look::Share,
        Look::Growth,
        Look::Points,
        Look::Number,
        Look::Fine,
        Look::Signed,
        Look::Date,
        Look::InputShare,
        Look::InputMoney,
        Look::InputCount,
        Look::InputText,
        Look::InputNumber,
        Look::TotalMoney,
        Look::TotalCount,
        Look::TotalShare,
        Look::TotalNumber,
        Look::TotalGrowth,
        Look::TotalText,
    ];

    /// The look of the same figure where it stands for several people.
    pub(super) fn of_all(self) -> Look {
        match self {
            Look::Money => Look::TotalMoney,
            Look::Count | Look::Units => Look::TotalCount,
            Look::Share => Look::TotalShare,
            Look::Growth => Look::TotalGrowth,
            Look::Text => Look::TotalText,
            _ => Look::TotalNumber,
        }
    }

    /// How a value in this unit looks.
    pub(super) fn of(unit: Unit) -> Look {
        match unit {
            Unit::Money => Look::Money,
            Unit::Count => Look::Count,
            Unit::Units => Look::Units,
            Unit::Share => Look::Share,
            Unit::Days | Unit::Number => Look::Number,
        }
    }
}

/// The formats of one workbook.
pub(super) struct Looks {
    formats: BTreeMap<Look, Format>,
    /// Money without its minor digits, for axes.
    pub(super) money_axis: String,
}

impl Looks {
    pub(super) fn new(language: Language, currency: Currency) -> Looks {
        let money_axis = money(language, currency, 0);
        let money = money(language, currency, currency.digits() as usize);
        let formats = Look::ALL.into_iter().map(|look| (look, format(look, language, &money))).collect();
        Looks { formats, money_axis }
    }

    pub(super) fn get(&self, look: Look) -> &Format {
        // Every look is made in `new`.
        &self.formats[&look]
    }
}

/// The number format of money: the currency's own sign and digits, whatever the reader's machine is set to.
fn money(language: Language, currency: Currency, digits: usize) -> String {
    let symbol = match currency.symbol() {
        symbol if symbol.is_empty() || symbol == "¤" || symbol.contains(['[', ']', '-']) => {
            currency.code().to_string()
        }
        symbol => symbol,
    };
    let locale = if language == Language::Zh { "804" } else { "409" };
    let space = if symbol.ends_with(|c: char| c.is_alphabetic() || c == '.') { "\\ " } else { "" };
    let decimals = if digits == 0 { String::new() } else { format!(".{}", "0".repeat(digits)) };
    let amount = format!("[${symbol}-{locale}]{space}#,##0{decimals}");
    format!("{amount};-{amount}")
}

fn format(look: Look, language: Language, money: &str) -> Format {
    let points = if language == Language::Zh { "个百分点" } else { " pts" };
    let base = Format::new().set_font_color(INK).set_align(FormatAlign::VerticalCenter);
    // The usual Latin face has no Chinese; without a named one every machine takes another.
    let base = if language == Language::Zh { base.set_font_name("Microsoft YaHei") } else { base };
    let cell = base.clone().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(HAIR);
    let input = cell.clone().set_background_color(INPUT).set_border(FormatBorder::Thin).set_border_color(ORANGE);
    let total = cell.clone().set_bold().set_background_color(PAPER_BLUE);
    let head = cell.clone().set_bold().set_text_wrap().set_background_color(PAPER_BLUE).set_border_bottom_color(BLUE);
    let date = if language == Language::Zh { "yyyy\"年\"m\"月\"d\"日\"" } else { "d mmm yyyy" };
    match look {
        Look::Title => base.set_bold().set_font_size(16),
        Look::Caption => base.set_font_color(QUIET),
        Look::Heading => base.set_bold().set_font_size(13).set_font_color(BLUE),
        Look::Head => head.set_indent(1),
        Look::HeadOfNumbers => head.set_align(FormatAlign::Right),
        Look::Text => cell.set_indent(1),
        Look::Quoted => cell.set_quote_prefix().set_indent(1),
        Look::Wrapped => base.set_text_wrap().set_align(FormatAlign::Top),
        Look::WrappedCaption => base.set_font_color(QUIET).set_text_wrap().set_align(FormatAlign::Top),
        Look::WrappedCell => cell.set_text_wrap().set_indent(1),
        Look::Flagged => cell.set_bold().set_font_color(ORANGE).set_indent(1),
        Look::Absent => cell.set_italic().set_font_color(QUIET).set_align(FormatAlign::Right),
        Look::Immature => cell.set_background_color(GREY),
        Look::Money => cell.set_num_format(money),
        Look::Count => cell.set_num_format("#,##0"),
        Look::Units => cell.set_num_format("#,##0.####"),
        Look::Share => cell.set_num_format("0.0%"),
        Look::Growth => cell.set_num_format("+0.0%;-0.0%;0.0%"),
        Look::Points => cell.set_num_format(format!("+0.0\"{points}\";-0.0\"{points}\";0.0\"{points}\"")),
        Look::Number => cell.set_num_format("#,##0.00"),
        Look::Fine => cell.set_num_format("#,##0.0000"),
        Look::Signed => cell.set_num_format("+0.00;-0.00;0.00"),
        Look::Date => cell.set_num_format(date).set_align(FormatAlign::Left).set_indent(1),
        Look::InputShare => input.set_num_format("0.0%").set_bold(),
        Look::InputMoney => input.set_num_format(money),
        Look::InputCount => input.set_num_format("#,##0"),
        Look::InputNumber => input.set_num_format("#,##0.00"),
        Look::InputText => input.set_bold().set_indent(1),
        Look::TotalMoney => total.set_num_format(money),
        Look::TotalCount => total.set_num_format("#,##0"),
        Look::TotalShare => total.set_num_format("0.0%"),
        Look::TotalNumber => total.set_num_format("#,##0.0"),
        Look::TotalGrowth => total.set_num_format("+0.0%;-0.0%;0.0%"),
        Look::TotalText => total.set_indent(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_currency_s_sign_and_digits() {
        let of = |code: &str, language| {
            let currency: Currency = code.parse().expect("a currency");
            money(language, currency, currency.digits() as usize)
        };
        assert_eq!(of("USD", Language::En), "[$$-409]#,##0.00;-[$$-409]#,##0.00");
        assert_eq!(of("CNY", Language::Zh), "[$¥-804]#,##0.00;-[$¥-804]#,##0.00");
        assert!(of("JPY", Language::En).starts_with("[$¥-409]#,##0;"));
        assert!(of("KWD", Language::En).contains("0.000"));
    }
}
