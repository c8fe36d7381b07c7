//! Texts in all encodings.

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};
use proptest::prelude::*;

use super::{refusal, trial, trial_as, without_folder};

const CHINESE: &str = "订单号,客户名称,订单日期,金额\nA-1,上海华联超市有限公司,2024-01-05,100.50\n";

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_text_is_the_same_in_every_encoding() {
    let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    for (bytes, name) in [
        (CHINESE.as_bytes().to_vec(), "UTF-8"),
        (marked(b"\xef\xbb\xbf", CHINESE.as_bytes().to_vec()), "UTF-8"),
        (marked(b"\xff\xfe", wide(CHINESE, u16::to_le_bytes)), "UTF-16LE"),
        (marked(b"\xfe\xff", wide(CHINESE, u16::to_be_bytes)), "UTF-16BE"),
        (wide(CHINESE, u16::to_le_bytes), "UTF-16LE"),
        (encoded(CHINESE, GB18030), "GB18030"),
    ] {
        let read = trial(&bytes).unwrap();
        assert_eq!((read.text.as_str(), read.described), (CHINESE, format!("CSV, {name}")));
    }
    let french = "client;montant\nSociété d'été;5,00\n";
    let read = trial(encoded(french, WINDOWS_1252)).unwrap();
    assert_eq!((read.text.as_str(), read.described.as_str()), (french, "CSV with semicolons, Windows-1252"));
}

#[test]
fn the_encoding_that_is_set_is_used_and_a_mark_proves_more() {
    let japanese = encoded("名前,金額\nA,1\n", SHIFT_JIS);
    let read = trial_as("a.csv", &japanese, "encoding = 'Shift_JIS'").unwrap();
    assert_eq!(read.text, "名前,金額\nA,1\n");
    let marked = format!("\u{feff}{CHINESE}");
    assert_eq!(trial_as("a.csv", marked.as_bytes(), "encoding = 'gbk'").unwrap().text, CHINESE);
    let error = trial_as("a.csv", b"a,b\n", "encoding = 'GBQ'").unwrap_err();
    assert_eq!(error.to_string(), "there is no encoding `GBQ`");
}

#[test]
fn letters_that_come_late_are_still_right() {
    let plain = "A-1,Shanghai,2024-01-05,100.50\n".repeat(60_000);
    for encoding in [GB18030, BIG5] {
        let late = format!("id,name,day,sum\n{plain}A-2,上海公司的訂單與客戶名稱,2024-01-06,1\n{plain}");
        let (bytes, _, unmappable) = encoding.encode(&late);
        assert!(!unmappable && bytes.len() > 3 << 20);
        let read = trial(&bytes).unwrap();
        assert!(read.text == late, "{}", read.notes.join(" "));
        assert_eq!(read.described, "CSV, UTF-8");
        assert_eq!(
            read.notes,
            [format!("the first letters beyond ASCII come late: {}", encoding.name().replace("gb", "GB"))]
        );
        let read = trial(&late).unwrap();
        assert!(read.text == late && read.notes.is_empty());
    }
}

#[test]
fn what_is_malformed_names_line_place_and_encoding() {
    let mut bytes = encoded(CHINESE, GB18030);
    bytes.extend(b"A-2,\xff,x\n");
    let error = trial_as("a.csv", &bytes, "encoding = 'GB18030'").unwrap_err();
    assert!(error.hint().unwrap().contains("encoding = \"GB18030\""));
    assert_eq!(
        without_folder(error),
        format!("`a.csv` line 3: the byte 0xFF at offset {} is not GB18030 text", bytes.len() - 4)
    );
    let late = "A-1,Shanghai,2024-01-05,100.50\n".repeat(60_000);
    let bytes = [late.as_bytes(), &encoded("上海华联超市有限公司\n", GB18030), b"\xff\n"].concat();
    let error = trial_as("a.csv", &bytes, "encoding = 'GB18030'").unwrap_err();
    assert!(without_folder(error).starts_with("`a.csv` line 60002: the byte 0xFF at offset"));
}

#[test]
fn nothing_and_white_space_are_an_empty_file() {
    for text in ["", "\n\n", "  \t\r\n  ", "\u{feff}", "\u{feff} \n"] {
        assert_eq!(refusal(text), "`a.csv` is empty: it has no header", "{text:?}");
    }
    assert_eq!(refusal(b"\xff\xfe"), "`a.csv` is empty: it has no header");
    assert_eq!(refusal(" ".repeat(3 << 20)), "`a.csv` is empty: it has no header");
    let late = format!("{}a,b\n1,2\n", "\n".repeat(2 << 20));
    assert_eq!(trial(&late).unwrap().text, late);
}

#[test]
fn a_zero_byte_is_found_wherever_it_stands() {
    let message =
        |line: usize| format!("`a.csv` is not delimited text: it looks like binary data (a zero byte on line {line})");
    assert_eq!(refusal("day,sum\n2024-01-05,\0\n"), message(2));
    assert_eq!(refusal(format!("day,sum\n{}2024-01-05,\0\n", "2024-01-05,1\n".repeat(300_000))), message(300_002));
    let chinese = [encoded(CHINESE, GB18030), b"A,1\n".repeat(400_000), b"A,\0\n".to_vec()].concat();
    assert_eq!(refusal(chinese), message(400_003));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_in_an_encoding_that_is_set_comes_back(
        words in proptest::collection::vec("[a-z上海订单金额客户日期é]{1,6}", 1..40),
        which in 0..3_usize,
    ) {
        let encoding = [GB18030, encoding_rs::UTF_8, encoding_rs::EUC_JP][which];
        let text = format!("a,b\n{}\n", words.join(","));
        let (bytes, _, unmappable) = encoding.encode(&text);
        prop_assume!(!unmappable);
        let read = trial_as("a.csv", &bytes, &format!("encoding = '{}'", encoding.name())).unwrap();
        prop_assert_eq!(read.text, text);
    }
}
