//! Currencies as they stand beside amounts: signs, words and codes.

use crate::quantity::Currency;

/// What stands beside an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mention {
    /// A code of ISO 4217.
    Code(Currency),
    /// A sign or a word, which several currencies may share.
    Sign(&'static [&'static str]),
}

/// Currencies that are written with a dollar sign alone.
const DOLLARS: &[&str] = &[
    "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "BSD", "BBD", "BZD",
    "BMD", "BND", "KYD", "FJD", "GYD", "JMD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD", "CUP", "MOP", "NIO",
];

/// Signs and words, the longer before those that they end in or begin with.
const SIGNS: &[(&str, &[&str])] = &[
    ("US$", &["USD"]),
    ("HK$", &["HKD"]),
    ("NT$", &["TWD"]),
    ("NZ$", &["NZD"]),
    ("AU$", &["AUD"]),
    ("CA$", &["CAD"]),
    ("MX$", &["MXN"]),
    ("A$", &["AUD"]),
    ("C$", &["CAD", "NIO"]),
    ("S$", &["SGD"]),
    ("R$", &["BRL"]),
    ("$", DOLLARS),
    ("€", &["EUR"]),
    ("£", &["GBP", "EGP", "GIP", "FKP", "SHP", "SSP", "SYP", "LBP", "SDG"]),
    ("¥", &["CNY", "JPY"]),
    ("₹", &["INR"]),
    ("₩", &["KRW", "KPW"]),
    ("₽", &["RUB"]),
    ("₺", &["TRY"]),
    ("₴", &["UAH"]),
    ("₦", &["NGN"]),
    ("₱", &["PHP"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₪", &["ILS"]),
    ("₸", &["KZT"]),
    ("₡", &["CRC"]),
    ("₵", &["GHS"]),
    ("₲", &["PYG"]),
    ("₾", &["GEL"]),
    ("₮", &["MNT"]),
    ("₭", &["LAK"]),
    ("৳", &["BDT"]),
    ("zł", &["PLN"]),
    ("Kč", &["CZK"]),
    ("Ft", &["HUF"]),
    ("kr.", &["DKK", "SEK", "NOK", "ISK"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("lei", &["RON", "MDL"]),
    ("Rs.", &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ("Rs", &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ("Rp", &["IDR"]),
    ("RMB", &["CNY"]),
    ("CNH", &["CNY"]),
    ("RM", &["MYR"]),
    ("SFr.", &["CHF"]),
    ("Fr.", &["CHF"]),
    ("人民币", &["CNY"]),
    ("新台币", &["TWD"]),
    ("美元", &["USD"]),
    ("美金", &["USD"]),
    ("欧元", &["EUR"]),
    ("港元", &["HKD"]),
    ("港币", &["HKD"]),
    ("日元", &["JPY"]),
    ("韩元", &["KRW"]),
    ("英镑", &["GBP"]),
    ("円", &["JPY"]),
    ("元", &["CNY", "TWD", "HKD", "MOP"]),
    ("圆", &["CNY"]),
];

impl Mention {
    /// Whether this currency may be meant.
    pub(super) fn may_be(self, currency: Currency) -> bool {
        match self {
            Mention::Code(code) => code == currency,
            Mention::Sign(codes) => codes.contains(&currency.code()),
        }
    }

    /// Of two different mentions that can mean the same currency the one that leaves fewer to choose from; none where
    /// they contradict each other, or say the same thing twice.
    pub(super) fn narrower(first: Mention, second: Mention) -> Option<Mention> {
        let can_be = |mention: Mention| -> Vec<&'static str> {
            match mention {
                Mention::Code(code) => vec![code.code()],
                Mention::Sign(codes) => codes.to_vec(),
            }
        };
        let (ones, others) = (can_be(first), can_be(second));
        let agree = first != second && ones.iter().any(|code| others.contains(code));
        agree.then_some(if ones.len() <= others.len() { first } else { second })
    }

    /// What the text begins with, and the text without it.
    pub(super) fn before(text: &str) -> Option<(Mention, &str)> {
        let sign = SIGNS.iter().find_map(|(sign, codes)| Some((Mention::Sign(codes), text.strip_prefix(sign)?)));
        sign.or_else(|| {
            let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            let (code, rest) = text.split_at(letters);
            Some((Mention::of_code(code)?, rest))
        })
    }

    /// What the text ends with, and the text without it.
    pub(super) fn behind(text: &str) -> Option<(Mention, &str)> {
        let sign = SIGNS.iter().find_map(|(sign, codes)| Some((Mention::Sign(codes), text.strip_suffix(sign)?)));
        sign.or_else(|| {
            let letters = text.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
            let (rest, code) = text.split_at(text.len() - letters);
            Some((Mention::of_code(code)?, rest))
        })
    }

    /// Codes are read in capitals only: `10 pen` are pens and no Peruvian soles.
    fn of_code(code: &str) -> Option<Mention> {
        let capitals = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        capitals.then(|| code.parse().ok().map(Mention::Code))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_stands_for_currencies_that_exist_and_is_found_on_both_sides() {
        for (sign, codes) in SIGNS {
            assert!(codes.iter().all(|code| code.parse::<Currency>().is_ok()), "{sign} {codes:?}");
            assert_eq!(Mention::before(&format!("{sign}5")), Some((Mention::Sign(codes), "5")), "{sign}");
            assert_eq!(Mention::behind(&format!("5{sign}")), Some((Mention::Sign(codes), "5")), "{sign}");
        }
    }

    #[test]
    fn codes_are_known_in_capitals() {
        let naira = "NGN".parse().unwrap();
        assert_eq!(Mention::before("NGN 5"), Some((Mention::Code(naira), " 5")));
        assert_eq!(Mention::behind("5 NGN"), Some((Mention::Code(naira), "5 ")));
        for text in ["pen", "XQZ", "ANGN", "5 pcs", "é", ""] {
            assert_eq!((Mention::before(text), Mention::behind(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn a_sign_may_be_any_of_its_currencies() {
        let (sign, _) = Mention::before("¥5").unwrap();
        assert!(sign.may_be("CNY".parse().unwrap()) && sign.may_be("JPY".parse().unwrap()));
        assert!(!sign.may_be(Currency::USD));
    }
}
