//! Packed files.

use super::{gzip, refusal, trial, zip, zstd};

const TEXT: &str = "id,day\nA,2024-01-05\n";

#[test]
fn packed_text_is_unpacked_whatever_its_name() {
    for (packed, name) in [(gzip(TEXT.as_bytes()), "gzip"), (zstd(TEXT.as_bytes()), "zstd")] {
        let read = trial(packed).unwrap();
        assert_eq!((read.text.as_str(), read.described), (TEXT, format!("CSV, UTF-8, {name}")));
    }
}

#[test]
fn several_members_are_one_text() {
    let members = [gzip(b"id,day\n"), gzip(b"A,2024-01-05\n")].concat();
    assert_eq!(trial(members).unwrap().text, TEXT);
    let frames = [zstd(b"id,day\n"), zstd(b"A,2024-01-05\n")].concat();
    assert_eq!(trial(frames).unwrap().text, TEXT);
}

#[test]
fn packed_text_in_another_encoding_is_decoded() {
    let (chinese, _, _) = encoding_rs::GB18030.encode("订单号,金额\nA,1\n");
    let read = trial(gzip(&chinese)).unwrap();
    assert_eq!((read.text.as_str(), read.described.as_str()), ("订单号,金额\nA,1\n", "CSV, GB18030, gzip"));
}

#[test]
fn an_archive_that_is_cut_off_or_spoiled_says_so() {
    let long: String = (0..50_000).map(|row| format!("{row},{}\n", row * 7919 % 10_007)).collect();
    let whole = gzip(format!("id,day\n{long}").as_bytes());
    assert_eq!(
        refusal(&whole[..whole.len() / 2]),
        "`a.csv` is damaged: it is a gzip archive, and it ends in the middle"
    );
    let mut spoiled = whole.clone();
    let middle = whole.len() / 2;
    spoiled[middle..middle + 40].fill(0xff);
    let said = refusal(spoiled);
    assert!(
        said.starts_with("`a.csv` is damaged: it is a gzip archive, and what it holds cannot be unpacked"),
        "{said}"
    );
    let frame = zstd(format!("id,day\n{long}").as_bytes());
    let said = refusal(&frame[..frame.len() / 2]);
    assert!(said.starts_with("`a.csv` is damaged: it is a zstd archive, and it ends in the middle"), "{said}");
}

#[test]
fn what_is_packed_twice_is_refused() {
    let twice = gzip(&gzip(TEXT.as_bytes()));
    assert_eq!(refusal(twice), "`a.csv` is packed twice: inside it is a gzip archive");
}

#[test]
fn archives_that_are_not_unpacked_are_named_with_a_way_out() {
    let archive = zip(&[("orders.csv", TEXT)]);
    assert_eq!(refusal(&archive), "`a.csv` is not delimited text: it looks like a zip archive");
    assert_eq!(refusal(b"7z\xbc\xaf\x27\x1c\0\x04"), "`a.csv` is not delimited text: it looks like a 7z archive");
    assert_eq!(
        trial(archive).unwrap_err().hint().as_deref(),
        Some("unpack it, or save the table as CSV UTF-8, and load that file")
    );
    let said = refusal(b"PK\x03\x04 and then nothing");
    assert!(
        said.starts_with("`a.csv` is damaged: it is a workbook or another zip archive, and it is cut off"),
        "{said}"
    );
}
