//! Currencies by their names, as the currency columns of exports have them: `人民币`, `US Dollar`, `€`.

use crate::quantity::Currency;
use crate::schema::normalised;

use super::currencies::Mention;

/// Names that stand alone in a cell, as names are compared, and their codes.
const NAMES: [(&str, &str); 40] = [
    ("人民币元", "CNY"),
    ("renminbi", "CNY"),
    ("chineseyuan", "CNY"),
    ("yuan", "CNY"),
    ("usdollar", "USD"),
    ("usdollars", "USD"),
    ("unitedstatesdollar", "USD"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("poundsterling", "GBP"),
    ("britishpound", "GBP"),
    ("japaneseyen", "JPY"),
    ("yen", "JPY"),
    ("日圆", "JPY"),
    ("hongkongdollar", "HKD"),
    ("台币", "TWD"),
    ("newtaiwandollar", "TWD"),
    ("加元", "CAD"),
    ("加拿大元", "CAD"),
    ("canadiandollar", "CAD"),
    ("澳元", "AUD"),
    ("澳大利亚元", "AUD"),
    ("australiandollar", "AUD"),
    ("新西兰元", "NZD"),
    ("新加坡元", "SGD"),
    ("新币", "SGD"),
    ("singaporedollar", "SGD"),
    ("瑞士法郎", "CHF"),
    ("swissfranc", "CHF"),
    ("schweizerfranken", "CHF"),
    ("卢布", "RUB"),
    ("印度卢比", "INR"),
    ("indianrupee", "INR"),
    ("泰铢", "THB"),
    ("越南盾", "VND"),
    ("马来西亚林吉特", "MYR"),
    ("印尼盾", "IDR"),
    ("菲律宾比索", "PHP"),
    ("nigeriannaira", "NGN"),
    ("澳门元", "MOP"),
];

/// The codes that a name or a sign alone may stand for, the most likely first; none where it is neither. A code is no
/// name.
pub(in crate::sources) fn codes_of_name(text: &str) -> Option<Vec<&'static str>> {
    let name = normalised(text);
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(vec![code]);
    }
    match Mention::before(text.trim()) {
        Some((Mention::Sign(codes), "")) => Some(codes.to_vec()),
        _ => None,
    }
}

/// The code that a name or a sign alone stands for in a run in this currency: the run's where it may be that one, else
/// the only one that it may be.
pub(in crate::sources) fn code_of_name(text: &str, run: Currency) -> Option<&'static str> {
    let codes = codes_of_name(text)?;
    let own = codes.iter().find(|code| **code == run.code());
    own.or(codes.first().filter(|_| codes.len() == 1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_written_as_names_are_compared_and_stands_for_a_currency() {
        for (name, code) in NAMES {
            assert_eq!(normalised(name), name);
            assert!(code.parse::<Currency>().is_ok(), "{code}");
        }
    }

    #[test]
    fn a_name_stands_for_its_currency_and_a_shared_one_for_the_run_s() {
        let yuan: Currency = "CNY".parse().unwrap();
        for (text, run, code) in [
            ("人民币", Currency::USD, Some("CNY")),
            ("US Dollar", yuan, Some("USD")),
            ("RMB", yuan, Some("CNY")),
            ("元", yuan, Some("CNY")),
            ("元", Currency::USD, None),
            ("$", Currency::USD, Some("USD")),
            ("CNY", yuan, None),
            ("euro zone", yuan, None),
            ("", yuan, None),
        ] {
            assert_eq!(code_of_name(text, run), code, "{text}");
        }
    }
}
