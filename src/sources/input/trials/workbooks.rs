//! Workbooks, made by hand from their parts.

use std::fmt::Write;

use super::{gzip, refusal, settings, trial, trial_as, without_folder, zip};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of sheets: (name, state, what stands in the worksheet).
fn workbook_of(sheets: &[(&str, &str, &str)], counts_from_1904: bool) -> Vec<u8> {
    let (mut list, mut relations) = (String::new(), String::new());
    for (at, (name, state, _)) in sheets.iter().enumerate() {
        let id = at + 1;
        write!(list, r#"<sheet name="{name}" sheetId="{id}" state="{state}" r:id="rId{id}"/>"#).unwrap();
        write!(
            relations,
            r#"<Relationship Id="rId{id}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{id}.xml"/>"#
        )
        .unwrap();
    }
    let book = format!(
        r#"<?xml version="1.0"?><workbook {MAIN} xmlns:r="{RELATIONS}"><workbookPr date1904="{}"/><sheets>{list}</sheets></workbook>"#,
        u8::from(counts_from_1904)
    );
    let relations = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
    );
    let styles = format!(
        r#"<?xml version="1.0"?><styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs></styleSheet>"#
    );
    let texts = format!(
        r#"<?xml version="1.0"?><sst {MAIN}><si><t>id</t></si><si><r><t>Nor</t></r><r><t>th</t></r></si></sst>"#
    );
    let root = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let mut parts = vec![
        ("[Content_Types].xml".to_string(), TYPES.to_string()),
        ("_rels/.rels".to_string(), root),
        ("xl/workbook.xml".to_string(), book),
        ("xl/_rels/workbook.xml.rels".to_string(), relations),
        ("xl/styles.xml".to_string(), styles),
        ("xl/sharedStrings.xml".to_string(), texts),
    ];
    for (at, (_, _, content)) in sheets.iter().enumerate() {
        let sheet = format!(r#"<?xml version="1.0"?><worksheet {MAIN}>{content}</worksheet>"#);
        parts.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet));
    }
    zip(&parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect::<Vec<_>>())
}

/// Rows of cells: a text beginning with `<` is the cell's own markup, with `A1` in place of its address; a number is a
/// number, anything else a text.
fn sheet(rows: &[&[&str]]) -> String {
    let mut data = String::from("<sheetData>");
    for (row, cells) in rows.iter().enumerate() {
        write!(data, r#"<row r="{}">"#, row + 1).unwrap();
        for (column, cell) in cells.iter().enumerate() {
            let address = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            match cell {
                _ if cell.is_empty() => {}
                _ if cell.starts_with('<') => data.push_str(&cell.replace("A1", &address)),
                _ if cell.parse::<f64>().is_ok() => write!(data, r#"<c r="{address}"><v>{cell}</v></c>"#).unwrap(),
                _ => write!(data, r#"<c r="{address}" t="inlineStr"><is><t>{cell}</t></is></c>"#).unwrap(),
            }
        }
        data.push_str("</row>");
    }
    data + "</sheetData>"
}

/// A small workbook of one sheet.
pub(super) fn workbook() -> Vec<u8> {
    workbook_of(&[("Orders", "visible", &sheet(&[&["id", "sum"], &["A", "1"], &["B", "2.5"]]))], false)
}

#[test]
fn cells_become_text_that_cannot_be_misread() {
    let rows = sheet(&[
        &[r#"<c r="A1" t="s"><v>0</v></c>"#, "day", "when", "clock", "sum", "paid", "note"],
        &[
            "13085.0",
            r#"<c r="A1" s="1"><v>45296</v></c>"#,
            r#"<c r="A1" s="2"><v>45296.4375</v></c>"#,
            r#"<c r="A1" s="3"><v>0.75</v></c>"#,
            "30.599999999999998",
            r#"<c r="A1" t="b"><v>1</v></c>"#,
            r#"<c r="A1" t="s"><v>1</v></c>"#,
        ],
        &[
            "A-2",
            "2024-01-05",
            "",
            "",
            "1E3",
            r#"<c r="A1" t="e"><v>#N/A</v></c>"#,
            r#"<c r="A1" t="str"><f>A1&amp;"x"</f><v>a &lt; b</v></c>"#,
        ],
    ]);
    let read = trial(workbook_of(&[("Orders", "visible", &rows)], false)).unwrap();
    assert_eq!(read.described, "Excel workbook, sheet `Orders`");
    assert_eq!(read.header, ["id", "day", "when", "clock", "sum", "paid", "note"]);
    assert_eq!(
        read.rows,
        ["2: 13085|2024-01-05|2024-01-05T10:30:00|18:00:00|30.6|true|North", "3: A-2|2024-01-05|||1000|#N/A|a < b"]
    );
    assert_eq!(read.notes, Vec::<String>::new());
}

#[test]
fn days_counted_from_1904_are_the_same_days() {
    let rows = sheet(&[&["id", "day"], &["A", r#"<c r="A1" s="1"><v>43834</v></c>"#]]);
    assert_eq!(trial(workbook_of(&[("S", "visible", &rows)], true)).unwrap().rows, ["2: A|2024-01-05"]);
}

#[test]
fn the_first_visible_sheet_with_rows_is_read_unless_another_is_asked_for() {
    let sheets = [
        ("Empty", "visible", sheet(&[])),
        ("Secret", "hidden", sheet(&[&["h", "i"], &["1", "2"]])),
        ("Orders", "visible", sheet(&[&["id", "sum"], &["A", "1"]])),
        ("Old", "visible", sheet(&[&["id", "sum"], &["B", "2"]])),
    ];
    let sheets: Vec<(&str, &str, &str)> =
        sheets.iter().map(|(name, state, rows)| (*name, *state, rows.as_str())).collect();
    let bytes = workbook_of(&sheets, false);
    let read = trial(&bytes).unwrap();
    assert_eq!((read.described.as_str(), read.rows[0].as_str()), ("Excel workbook, sheet `Orders`", "2: A|1"));
    assert_eq!(read.notes.len(), 2);
    assert_eq!(trial_as("a.csv", &bytes, "sheet = 'old'").unwrap().rows, ["2: B|2"]);
    assert_eq!(trial_as("a.csv", &bytes, "sheet = 2").unwrap().rows, ["2: 1|2"]);
    let said = without_folder(trial_as("a.csv", &bytes, "sheet = 'New'").unwrap_err());
    assert_eq!(said, "`a.csv` has no sheet `New`: it has `Empty`, `Secret` (hidden), `Orders`, `Old`");
    assert_eq!(settings("sheet = 2").sheet, Some(crate::sources::SheetChoice::Number(2)));
}

#[test]
fn a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers() {
    let rows = sheet(&[&["Orders of 2024"], &[], &["", "id", "sum"], &["", "A", "1"], &[], &["", "B", "2"]]);
    let bytes = workbook_of(&[("S", "visible", &rows)], false);
    let read = trial(&bytes).unwrap();
    assert_eq!(read.described, "Excel workbook, sheet `S`, header in row 3");
    assert_eq!(
        (read.header, read.rows),
        (vec!["id".to_string(), "sum".to_string()], vec!["4: A|1".to_string(), "6: B|2".to_string()])
    );
    assert_eq!(trial_as("a.csv", &bytes, "header_row = 4").unwrap().header, ["A", "1"]);
    let said = without_folder(trial_as("a.csv", &bytes, "header_row = 9").unwrap_err());
    assert_eq!(said, "`a.csv` has no row 9, where the header is said to stand");
}

#[test]
fn merged_cells_and_formulas_without_a_value_are_told() {
    let rows = sheet(&[
        &["region", "rep", "sum", "tax"],
        &["North", "R1", "1", r#"<c r="A1"><f>C2*2</f></c>"#],
        &["", "R2", "2", r#"<c r="A1"><f>C3*2</f><v>4</v></c>"#],
        &["South", "R3", "", ""],
    ]);
    let merged =
        format!(r#"{rows}<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="B4:D4"/></mergeCells>"#);
    let read = trial(workbook_of(&[("S", "visible", &merged)], false)).unwrap();
    assert_eq!(read.rows, ["2: North|R1|1|", "3: North|R2|2|4", "4: South|R3||"]);
    assert_eq!(
        read.notes,
        [
            "1 formula without a stored value, taken as empty: D2; open the workbook in a spreadsheet, let it calculate and save it",
            "1 region of cells merged down a column, such as A2:A3: filled down",
            "1 region of cells merged across columns, such as B4:D4: read in the first column only",
        ]
    );
}

#[test]
fn inside_an_archive_it_is_unpacked_first() {
    let read = trial(gzip(&workbook())).unwrap();
    assert_eq!(
        (read.described.as_str(), read.rows),
        ("Excel workbook, sheet `Orders`, gzip", vec!["2: A|1".to_string(), "3: B|2.5".to_string()])
    );
}

#[test]
fn many_rows_come_in_batches_and_all_of_them() {
    let mut data = String::from(
        "<sheetData><row><c t=\"inlineStr\"><is><t>id</t></is></c><c t=\"inlineStr\"><is><t>sum</t></is></c></row>",
    );
    (0..30_000).for_each(|row| write!(data, "<row><c><v>{row}</v></c><c><v>1</v></c></row>").unwrap());
    let read = trial(workbook_of(&[("S", "visible", &(data + "</sheetData>"))], false)).unwrap();
    assert_eq!((read.rows.len(), read.rows[29_999].as_str()), (30_000, "30001: 29999|1"));
}

#[test]
fn a_bomb_is_refused_before_it_unpacks() {
    let zeros = "0".repeat(120_000_000);
    let bytes = workbook_of(&[("S", "visible", &zeros)], false);
    assert!(bytes.len() < 200_000);
    let said = refusal(bytes);
    assert!(said.starts_with("`a.csv` unpacks to more than is sensible: `xl/worksheets/sheet1.xml` has "), "{said}");
}

#[test]
fn a_short_text_that_repeats_cells_beyond_all_sheets_is_refused() {
    let mimetype = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let manifest = ("META-INF/manifest.xml", "<manifest/>");
    let row = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row>";
    let content = format!("<d><table:table table:name=\"S\">{}</table:table></d>", row.repeat(7_000));
    let said = refusal(zip(&[mimetype, manifest, ("content.xml", &content)]));
    assert!(said.ends_with("`content.xml` is spoiled (more cells than a spreadsheet can have)"), "{said}");
}

#[test]
fn a_size_that_is_not_true_ends_the_unpacking() {
    let zeros = "0".repeat(2_000_000);
    let mut bytes = workbook_of(&[("S", "visible", &zeros)], false);
    // The size in the directory at the end of the archive, made small.
    let size = u32::try_from(
        zeros.len() + r#"<?xml version="1.0"?><worksheet ></worksheet>"#.len() + super::workbooks::MAIN.len(),
    )
    .unwrap();
    let place = bytes.windows(4).rposition(|window| window == size.to_le_bytes()).unwrap();
    bytes[place..place + 4].copy_from_slice(&100_u32.to_le_bytes());
    let said = refusal(bytes);
    assert!(said.contains("`xl/worksheets/sheet1.xml` is spoiled (File is larger than its declared"), "{said}");
}

#[test]
fn workbooks_that_are_cut_off_or_not_closed_or_protected_say_so() {
    let whole = workbook();
    assert!(
        refusal(&whole[..whole.len() - 30])
            .contains("is damaged: it is a workbook or another zip archive, and it is cut off")
    );
    let open_ended = workbook_of(&[("S", "visible", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1")], false);
    let said = refusal(open_ended);
    assert!(
        said.starts_with("`a.csv` is damaged: it is a workbook, and a part of it cannot be read (Xml error"),
        "{said}"
    );
    let mimetype = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let manifest = ("META-INF/manifest.xml", "<manifest/>");
    let content = ("content.xml", "<office:document-content><table:table table:name=\"S\"><table:table-row>");
    let said = refusal(zip(&[mimetype, manifest, content]));
    assert_eq!(
        said,
        "`a.csv` is damaged: it is a workbook or another zip archive, and `content.xml` is spoiled (it ends in the middle)"
    );
}

/// The same small table as a spreadsheet program wrote it in three formats, with a title, a formula, a merged cell, a
/// second and a hidden sheet.
#[test]
fn the_formats_of_a_spreadsheet_program_hold_the_same_rows() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/formats");
    let read = |file: &str| super::read(&folder.join(file), "").unwrap();
    let (xlsx, xls, ods) = (read("orders.xlsx"), read("orders.xls"), read("orders.ods"));
    assert_eq!(xlsx.header, ["region", "order_id", "order_date", "recorded_at", "net_amount"]);
    assert_eq!(
        xlsx.rows,
        [
            "4: North|13085|2024-01-05|2024-01-05T10:30:00|10.5",
            "5: North|13086|2024-02-29|2024-02-29T23:59:59|-3",
            "6: South 南|A-1|1999-12-31||32.55",
        ]
    );
    assert_eq!(xls.rows, xlsx.rows);
    assert_eq!(ods.rows[1], "5: |13086|2024-02-29|2024-02-29T23:59:59|-3");
    assert_eq!((&ods.rows[0], &ods.rows[2]), (&xlsx.rows[0], &xlsx.rows[2]));
    assert_eq!(
        [&xlsx, &xls, &ods].map(|read| read.described.as_str()),
        [
            "Excel workbook, sheet `Orders`, header in row 3",
            "Excel 97 workbook, sheet `Orders`, header in row 3",
            "OpenDocument spreadsheet, sheet `Orders`, header in row 3",
        ]
    );
    assert_eq!(
        xlsx.notes,
        [
            "other sheets were not read: `Notes`; --sheet, or `sheet` in the [[source]], chooses one",
            "hidden sheets were not read: `Hidden`",
            "1 region of cells merged down a column, such as A4:A5: filled down",
        ]
    );
    assert_eq!(xls.notes, xlsx.notes);
    assert!(ods.notes.iter().any(|note| note.starts_with("cells are merged: ")), "{:?}", ods.notes);
}
