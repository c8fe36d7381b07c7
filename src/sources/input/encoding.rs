//! Which encoding a text is in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, REPLACEMENT, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::quantity::nearest;
use crate::sources::SourceError;

/// What the bytes of a text say about its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing yet: they are ASCII, which nearly every encoding shares.
    Ascii,
    /// It is this one.
    Encoding(&'static Encoding),
}

/// Names that people write beside those of the WHATWG standard.
const ALIASES: [(&str, &Encoding); 9] = [
    ("cp936", GB18030),
    ("ms936", GB18030),
    ("gb2312", GB18030),
    ("cp950", BIG5),
    ("cp932", SHIFT_JIS),
    ("cp949", EUC_KR),
    ("utf-16le", UTF_16LE),
    ("utf-16be", UTF_16BE),
    ("utf8bom", UTF_8),
];

/// Names to propose for one that does not exist.
const PROPOSED: [&str; 14] = [
    "UTF-8",
    "UTF-16",
    "UTF-16LE",
    "UTF-16BE",
    "GB18030",
    "GBK",
    "Big5",
    "Shift_JIS",
    "EUC-JP",
    "EUC-KR",
    "windows-1252",
    "windows-1251",
    "windows-1250",
    "ISO-8859-15",
];

/// The encoding of this name, in any of its usual spellings.
///
/// # Errors
/// [`SourceError::UnknownEncoding`] with the nearest names.
pub(super) fn of_label(label: &str) -> Result<&'static Encoding, SourceError> {
    let plain = label.trim().to_ascii_lowercase();
    let dashed = plain.replace(['_', ' '], "-");
    let alias = ALIASES.iter().find(|(name, _)| *name == dashed || *name == plain).map(|(_, encoding)| *encoding);
    let known = || Encoding::for_label(plain.as_bytes()).or_else(|| Encoding::for_label(dashed.as_bytes()));
    match alias.or_else(known).filter(|encoding| *encoding != REPLACEMENT) {
        // The larger standard holds the smaller one whole.
        Some(encoding) if encoding == GBK => Ok(GB18030),
        Some(encoding) => Ok(encoding),
        None => Err(SourceError::UnknownEncoding { label: label.to_string(), nearest: nearest(label, PROPOSED) }),
    }
}

/// How an encoding is called in what people read.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "gb18030" => "GB18030",
        "windows-1252" => "Windows-1252",
        "windows-1251" => "Windows-1251",
        "windows-1250" => "Windows-1250",
        name => name,
    }
}

/// What a sample of a text says; `whole` tells that nothing follows it.
pub(super) fn detect(sample: &[u8], whole: bool) -> Found {
    if let Some(encoding) = wide(sample) {
        return Found::Encoding(encoding);
    }
    if sample.is_ascii() {
        return Found::Ascii;
    }
    if is_utf_8(sample) {
        return Found::Encoding(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let pairs = chinese_pairs(sample);
    let chinese = match guess {
        _ if guess == GBK => true,
        // A few words can be read as Korean as well as Chinese; Korean ones are surely known only from more of them.
        _ if guess == EUC_KR => (1..FEW_PAIRS).contains(&pairs),
        _ if [BIG5, SHIFT_JIS, EUC_JP].contains(&guess) => false,
        _ => pairs >= 2,
    };
    Found::Encoding(if chinese { GB18030 } else { guess })
}

/// So few characters are a header and a name or two.
const FEW_PAIRS: usize = 40;

/// Whether a text is UTF-16, in which zero bytes are nothing unusual.
pub(super) fn is_wide(sample: &[u8]) -> bool {
    let marked = Encoding::for_bom(sample).is_some_and(|(encoding, _)| !encoding.is_ascii_compatible());
    marked || wide(sample).is_some()
}

/// UTF-16 without a mark: in a table every other byte of digits and separators is zero.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    let enough = (sample.len() / 2).div_ceil(10).max(2);
    match () {
        () if low_first >= enough && high_first * 50 <= low_first => Some(UTF_16LE),
        () if high_first >= enough && low_first * 50 <= high_first => Some(UTF_16BE),
        () => None,
    }
}

/// Whether bytes beyond ASCII are UTF-8, up to a character that is cut off at the end.
///
/// A few broken places in much that is right are a damaged UTF-8 text, to be reported with their line, and no reason
/// to read all the rest in another encoding.
fn is_utf_8(sample: &[u8]) -> bool {
    let Err(first) = std::str::from_utf8(sample) else { return true };
    if first.error_len().is_none() {
        return first.valid_up_to() > 0 && !sample[..first.valid_up_to()].is_ascii()
            || sample.len() - first.valid_up_to() < 4;
    }
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > 20 * wrong
}

/// How many pairs of bytes beyond ASCII there are, where they always come in pairs as GB 2312 makes them and most of
/// these are its common characters; otherwise zero.
///
/// A few words in a header are too little for statistics over letters. In Western text accented letters stand
/// alone between plain ones, and in Cyrillic small letters lie above the range of the common Chinese characters.
fn chinese_pairs(sample: &[u8]) -> usize {
    let (mut pairs, mut common) = (0_usize, 0_usize);
    let mut rest = sample;
    while let Some(at) = rest.iter().position(|byte| !byte.is_ascii()) {
        rest = &rest[at..];
        let [lead, trail, after @ ..] = rest else { break };
        if !(0xa1..=0xf7).contains(lead) || !(0xa1..=0xfe).contains(trail) {
            return 0;
        }
        pairs += 1;
        // Punctuation, full-width forms, and the 3755 characters of the first level.
        common += usize::from(matches!(lead, 0xa1 | 0xa3 | 0xb0..=0xd7));
        rest = after;
    }
    if common * 5 >= pairs * 4 { pairs } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sample: &[u8]) -> &'static str {
        match detect(sample, true) {
            Found::Ascii => "ASCII",
            Found::Encoding(encoding) => name(encoding),
        }
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    const CHINESE: &str = "订单号,客户名称,订单日期,金额,备注\nA-1,上海华联超市有限公司,2024-01-05,100.50,加急处理\n";

    #[test]
    fn what_is_valid_utf_8_is_utf_8_even_where_the_sample_cuts_a_character() {
        assert_eq!(found(b"a,b\n1,2\n"), "ASCII");
        assert_eq!(found(CHINESE.as_bytes()), "UTF-8");
        assert_eq!(found(&CHINESE.as_bytes()[..4]), "UTF-8");
        assert_eq!(found("naïve café".as_bytes()), "UTF-8");
    }

    #[test]
    fn one_broken_place_in_much_utf_8_does_not_turn_it_into_something_else() {
        let mut bytes = CHINESE.repeat(20).into_bytes();
        bytes.extend(b"A,\xff,1\n");
        bytes.extend(CHINESE.as_bytes());
        assert_eq!(found(&bytes), "UTF-8");
    }

    #[test]
    fn chinese_exports_are_found_down_to_two_words() {
        assert_eq!(found(&encoded(CHINESE, GB18030)), "GB18030");
        assert_eq!(found(&encoded("order_id,销售额\n1,2\n", GB18030)), "GB18030");
        assert_eq!(found(&encoded("日期,金额\n2024-01-05,3\n", GB18030)), "GB18030");
    }

    #[test]
    fn western_and_russian_text_is_not_taken_for_chinese() {
        let french = encoded("client,montant\nSociété Générale d'été,5\nÉlève à Nîmes,7\n", encoding_rs::WINDOWS_1252);
        assert_eq!(found(&french), "Windows-1252");
        let german = encoded("Kunde;Umsatz\nMüller Straße;5,00 €\n", encoding_rs::WINDOWS_1252);
        assert_eq!(found(&german), "Windows-1252");
        let russian = encoded("Дата;Сумма;Клиент\n05.01.2024;5;Иванов и сыновья\n", encoding_rs::WINDOWS_1251);
        assert_eq!(found(&russian), "Windows-1251");
    }

    #[test]
    fn other_east_asian_encodings_are_told_apart() {
        let traditional = "訂單號碼,客戶名稱,訂單日期,銷售金額\n1,台灣積體電路製造股份有限公司,2024,3\n".repeat(3);
        assert_eq!(found(&encoded(&traditional, BIG5)), "Big5");
        let japanese = "注文番号,顧客名,注文日,売上金額\n1,株式会社サンプル商事の東京支店,2024,3\n".repeat(3);
        assert_eq!(found(&encoded(&japanese, SHIFT_JIS)), "Shift_JIS");
    }

    #[test]
    fn korean_text_stays_korean() {
        let korean = "주문번호,고객명,주문일자,매출금액\n1,주식회사 한국상사 서울지점,2024,3\n".repeat(4);
        assert_eq!(found(&encoded(&korean, EUC_KR)), "EUC-KR");
        assert_eq!(found(&encoded("订单号,金额\nA,1\n", GB18030)), "GB18030");
    }

    #[test]
    fn utf_16_is_found_without_a_mark() {
        let low: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((found(&low), found(&high)), ("UTF-16LE", "UTF-16BE"));
        assert_eq!(found(b"a,b\n1,\x002\n"), "ASCII", "a single zero byte is no UTF-16");
    }

    #[test]
    fn labels_are_read_in_their_usual_spellings_and_others_are_refused_with_the_nearest() {
        for (label, expected) in [
            ("utf8", "UTF-8"),
            ("GBK", "GB18030"),
            ("gb2312", "GB18030"),
            ("CP936", "GB18030"),
            ("cp1252", "Windows-1252"),
            ("latin1", "Windows-1252"),
            ("shift-jis", "Shift_JIS"),
            ("UTF 16LE", "UTF-16LE"),
        ] {
            assert_eq!(of_label(label).map(name), Ok(expected), "{label}");
        }
        let error = of_label("GB1803").unwrap_err();
        assert_eq!(error.to_string(), "there is no encoding `GB1803`");
        assert!(error.hint().unwrap().starts_with("did you mean `GB18030`"), "{:?}", error.hint());
        assert!(of_label("iso-2022-cn").is_err(), "what decodes to nothing is no encoding");
    }
}
