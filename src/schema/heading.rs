//! A column's title as a person reads it: `Amount (USD)`, `销售额（万元）`, `Unit_Price_NGN` are a name and a unit.
//!
//! A title is compared whole first. Only where that finds nothing is it read as a name and a unit, and then the unit
//! counts: what is written in thousands is multiplied, and a currency that is not the run's stops it.

use crate::quantity::Currency;

use super::normalised;

/// A title, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The whole title as names are compared.
    pub full: String,
    /// The title without its unit, where it has one.
    pub bare: Option<(String, Unit)>,
    /// The currency that a sign in the title names, such as `Revenue €`.
    pub sign: Option<Denomination>,
}

/// What a title says about the values below it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// Each value stands for itself times ten to this power: 4 for 万元.
    pub power: u32,
    /// Text that may be a unit and has more than one meaning: `M` is a thousand here and a million there.
    pub unclear: Option<String>,
    /// The currency.
    pub currency: Option<Denomination>,
}

impl Unit {
    /// Whether it says nothing about the values, like `(required)`.
    pub fn is_plain(&self) -> bool {
        *self == Unit::default()
    }
}

/// A currency as a title names it: by its code, or by a sign that several currencies share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denomination {
    /// As it is written.
    pub written: String,
    /// The codes that it may stand for, the most likely first.
    pub codes: Vec<String>,
}

impl Denomination {
    /// Whether it can be this currency.
    pub fn allows(&self, currency: Currency) -> bool {
        self.codes.iter().any(|code| code == currency.code())
    }
}

/// Codes that are taken for currencies at the end of a title even without brackets. Codes that are words, such as ALL
/// and TOP, are not among them.
const PLAIN_CODES: [&str; 42] = [
    "USD", "EUR", "GBP", "CNY", "JPY", "CHF", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "KRW", "INR", "IDR", "MYR",
    "THB", "PHP", "VND", "PKR", "BDT", "AED", "SAR", "QAR", "KWD", "ILS", "TRY", "RUB", "UAH", "PLN", "CZK", "HUF",
    "RON", "SEK", "NOK", "DKK", "ZAR", "NGN", "KES", "EGP", "BRL", "MXN",
];

/// Signs and words for currencies with the codes that they may stand for; longer ones before their parts.
const SIGNS: [(&str, &[&str]); 26] = [
    ("us$", &["USD"]),
    ("hk$", &["HKD"]),
    ("nt$", &["TWD"]),
    ("a$", &["AUD"]),
    ("c$", &["CAD"]),
    ("r$", &["BRL"]),
    ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"]),
    ("€", &["EUR"]),
    ("£", &["GBP", "EGP"]),
    ("¥", &["CNY", "JPY"]),
    ("￥", &["CNY", "JPY"]),
    ("₹", &["INR"]),
    ("₩", &["KRW"]),
    ("₽", &["RUB"]),
    ("₦", &["NGN"]),
    ("人民币", &["CNY"]),
    ("rmb", &["CNY"]),
    ("美元", &["USD"]),
    ("欧元", &["EUR"]),
    ("日元", &["JPY"]),
    ("港元", &["HKD"]),
    ("港币", &["HKD"]),
    ("英镑", &["GBP"]),
    ("元", &["CNY", "TWD", "HKD"]),
    ("euros", &["EUR"]),
    ("euro", &["EUR"]),
];

/// Words for powers of ten.
const POWERS: [(&str, u32); 20] = [
    ("k", 3),
    ("000", 3),
    ("000s", 3),
    ("thousand", 3),
    ("thousands", 3),
    ("tsd", 3),
    ("千", 3),
    ("万", 4),
    ("十万", 5),
    ("百万", 6),
    ("mio", 6),
    ("mn", 6),
    ("mln", 6),
    ("million", 6),
    ("millions", 6),
    ("千万", 7),
    ("亿", 8),
    ("bn", 9),
    ("billion", 9),
    ("billions", 9),
];

/// Remarks in brackets that say nothing about the values.
const REMARKS: [&str; 30] = [
    "必填",
    "选填",
    "必填项",
    "required",
    "optional",
    "mandatory",
    "yyyymmdd",
    "ddmmyyyy",
    "mmddyyyy",
    "iso",
    "text",
    "pcs",
    "pc",
    "pieces",
    "units",
    "ea",
    "each",
    "st",
    "stück",
    "stk",
    "个",
    "件",
    "台",
    "套",
    "箱",
    "盒",
    "只",
    "瓶",
    "包",
    "支",
];

impl Heading {
    /// Reads a title.
    ///
    /// ```
    /// use attain::schema::Heading;
    /// let heading = Heading::read("销售额（万元）");
    /// let (name, unit) = heading.bare.unwrap();
    /// assert_eq!((name.as_str(), unit.power), ("销售额", 4));
    /// ```
    pub fn read(title: &str) -> Heading {
        let title = tidy(title);
        let bare = in_brackets(&title).or_else(|| at_the_end(&title));
        let sign = SIGNS.iter().find(|(sign, _)| !sign.chars().any(char::is_alphabetic) && title.contains(sign));
        Heading { full: normalised(&title), bare, sign: sign.map(|(sign, codes)| denomination(sign, codes)) }
    }
}

/// A title without outer spaces and quotes, line breaks as spaces.
///
/// ```
/// assert_eq!(attain::schema::tidy(" \"Order\n Date\" "), "Order Date");
/// ```
pub fn tidy(title: &str) -> String {
    let unquoted = title.trim_start_matches('\u{feff}').trim().trim_matches(['"', '\'', '`']);
    unquoted.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title without its brackets, where at least one of them holds a unit or a remark.
fn in_brackets(title: &str) -> Option<(String, Unit)> {
    let (mut rest, mut unit, mut found) = (String::new(), Unit::default(), false);
    let mut left = title;
    while let Some(open) = left.find(['(', '[', '（', '【', '［']) {
        let bracket = left[open..].chars().next().expect("find returned a place in the text");
        let inside = &left[open + bracket.len_utf8()..];
        let close = inside.find([')', ']', '）', '】', '］'])?;
        let (content, after) = (&inside[..close], &inside[close..]);
        rest.push_str(&left[..open]);
        match unit_of(content) {
            Some(read) => {
                found = true;
                unit = Unit {
                    power: unit.power + read.power,
                    unclear: unit.unclear.or(read.unclear),
                    currency: unit.currency.or(read.currency),
                };
            }
            None => rest.push_str(content),
        }
        left = &after[after.chars().next().map_or(0, char::len_utf8)..];
    }
    rest.push_str(left);
    let name = normalised(&rest);
    (found && !name.is_empty()).then_some((name, unit))
}

/// `Unit_Price_NGN`, `Revenue in thousands`, `销售额万元`: the last words, where they are surely a unit.
fn at_the_end(title: &str) -> Option<(String, Unit)> {
    let words: Vec<&str> = title.split([' ', '_', '-', '/']).filter(|word| !word.is_empty()).collect();
    for count in (1..=3.min(words.len().saturating_sub(1))).rev() {
        let (name, last) = words.split_at(words.len() - count);
        let text = last.join(" ");
        let sure = |unit: &Unit| match &unit.currency {
            Some(currency) => currency.written.len() != 3 || is_plain_code(&currency.written),
            None => unit.unclear.is_none() && unit.power > 0 && !matches!(normalised(&text).as_str(), "k" | "bn"),
        };
        if let Some(unit) = unit_of(&text).filter(sure) {
            return Some((normalised(&name.join(" ")), unit));
        }
    }
    let ending =
        ["百万元", "千万元", "万元", "千元", "亿元", "元"].into_iter().find(|ending| title.ends_with(ending))?;
    let name = normalised(&title[..title.len() - ending.len()]);
    (!name.is_empty()).then(|| (name, unit_of(ending).expect("these endings are units")))
}

/// The unit or remark that a text is, as a whole.
fn unit_of(text: &str) -> Option<Unit> {
    let lower = text.trim().to_lowercase();
    let lower =
        ["in ", "单位", "unit"].iter().fold(lower.as_str(), |rest, start| rest.strip_prefix(start).unwrap_or(rest));
    let mut rest: String =
        lower.chars().filter(|c| !matches!(c, ' ' | '.' | '\'' | '’' | '_' | ',' | ':' | '：' | '/')).collect();
    if REMARKS.contains(&rest.as_str()) || REMARKS.contains(&normalised(text).as_str()) || rest == "*" {
        return Some(Unit::default());
    }
    let mut currency = None;
    while let Some((found, without)) = peel_currency(&rest) {
        currency = currency.or(Some(found));
        rest = without;
    }
    if rest.is_empty() {
        return currency.map(|currency| Unit { currency: Some(currency), ..Unit::default() });
    }
    if let Some((_, power)) = POWERS.iter().find(|(word, _)| *word == rest) {
        return Some(Unit { power: *power, unclear: None, currency });
    }
    match (rest.as_str(), &currency) {
        // TEUR and T€ are thousands in every German report.
        ("t", Some(_)) => Some(Unit { power: 3, unclear: None, currency }),
        ("t" | "m" | "mm" | "b" | "w", _) => Some(Unit { power: 0, unclear: Some(text.trim().to_string()), currency }),
        _ => None,
    }
}

/// A currency at either end of a text, and the text without it.
fn peel_currency(text: &str) -> Option<(Denomination, String)> {
    for (sign, codes) in SIGNS {
        if let Some(rest) = text.strip_suffix(sign).or_else(|| text.strip_prefix(sign)) {
            return Some((denomination(sign, codes), rest.to_string()));
        }
    }
    let code_at = |start: usize| text.get(start..start + 3).filter(|part| is_code(part));
    let first = code_at(0);
    let last = text.len().checked_sub(3).and_then(code_at);
    let (code, rest) = match (last, first) {
        (Some(code), _) => (code, &text[..text.len() - 3]),
        (None, Some(code)) => (code, &text[3..]),
        (None, None) => return None,
    };
    let code = code.to_uppercase();
    Some((Denomination { written: code.clone(), codes: vec![code] }, rest.to_string()))
}

fn is_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic()) && text.parse::<Currency>().is_ok()
}

fn is_plain_code(text: &str) -> bool {
    PLAIN_CODES.contains(&text.to_uppercase().as_str())
}

fn denomination(written: &str, codes: &[&str]) -> Denomination {
    Denomination { written: written.to_string(), codes: codes.iter().map(|code| code.to_string()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name, the power of ten, the first code.
    fn read(title: &str) -> Option<(String, u32, String)> {
        let (name, unit) = Heading::read(title).bare?;
        assert_eq!(unit.unclear, None, "{title}");
        Some((name, unit.power, unit.currency.map_or(String::new(), |currency| currency.codes[0].clone())))
    }

    #[test]
    fn a_unit_in_brackets_is_no_part_of_the_name() {
        for (title, name, power, code) in [
            ("Amount (USD)", "amount", 0, "USD"),
            ("Revenue [EUR]", "revenue", 0, "EUR"),
            ("销售额（元）", "销售额", 0, "CNY"),
            ("金额(万元)", "金额", 4, "CNY"),
            ("金额【单位：万元】", "金额", 4, "CNY"),
            ("合同额(人民币百万元)", "合同额", 6, "CNY"),
            ("Sales (USD thousands)", "sales", 3, "USD"),
            ("Sales (k€)", "sales", 3, "EUR"),
            ("Sales ($'000)", "sales", 3, "USD"),
            ("Umsatz (TEUR)", "umsatz", 3, "EUR"),
            ("Umsatz (Mio. €)", "umsatz", 6, "EUR"),
            ("负责人（必填）", "负责人", 0, ""),
            ("数量(件)", "数量", 0, ""),
            ("Amount (ALL)", "amount", 0, "ALL"),
        ] {
            assert_eq!(read(title), Some((name.to_string(), power, code.to_string())), "{title}");
        }
    }

    #[test]
    fn a_unit_at_the_end_is_one_only_where_it_is_sure() {
        for (title, name, power, code) in [
            ("Unit_Price_NGN", "unitprice", 0, "NGN"),
            ("amount_usd", "amount", 0, "USD"),
            ("Revenue in thousands", "revenue", 3, ""),
            ("Sales in TEUR", "sales", 3, "EUR"),
            ("销售额万元", "销售额", 4, "CNY"),
        ] {
            assert_eq!(read(title), Some((name.to_string(), power, code.to_string())), "{title}");
        }
        for title in
            ["Total ALL", "Amount K", "Order Date", "Net Amount", "USD", "Price each", "单价(含税)", "Sales (net"]
        {
            assert_eq!(Heading::read(title).bare, None, "{title}");
        }
    }

    #[test]
    fn a_unit_with_two_meanings_is_unclear() {
        for title in ["Amount (M)", "Revenue ($MM)", "Menge (t)"] {
            let (_, unit) = Heading::read(title).bare.unwrap();
            assert!(unit.unclear.is_some(), "{title}");
        }
    }

    #[test]
    fn a_sign_names_the_currencies_that_it_may_stand_for() {
        let sign = Heading::read("Revenue €").sign.unwrap();
        assert!(sign.allows("EUR".parse().unwrap()) && !sign.allows(Currency::USD));
        let yuan = Heading::read("价格 ¥").sign.unwrap();
        assert!(yuan.allows("CNY".parse().unwrap()) && yuan.allows("JPY".parse().unwrap()));
        assert_eq!(Heading::read("Order Date").sign, None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_a_title(title in ".{0,24}", brackets in "[a-z$€万元(（）)\\[\\] _'K0]{0,12}") {
            let _ = Heading::read(&title);
            let _ = Heading::read(&brackets);
            let _ = Heading::read(&format!("{title}({brackets}"));
        }
    }

    #[test]
    fn no_title_is_too_odd_to_be_read() {
        for title in ["", "(", "()", "）（", "(USD)", "万元", "元", "_", "€", "ééé", "İ(usd)", "((USD))"] {
            let _ = Heading::read(title);
        }
    }
}
