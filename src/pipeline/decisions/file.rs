//! A file with many decisions, such as the listing of `attain decide` with its columns filled in.

use std::path::Path;

use crate::appraisal::Verdict;
use crate::failure::Failure;
use crate::quantity::nearest;

/// One row that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDecision {
    /// The line of the file.
    pub line: u64,
    /// The proposal.
    pub proposal_id: String,
    /// What is said to it.
    pub verdict: Verdict,
    /// Who decided; empty where the row does not say.
    pub by: String,
    /// Why; empty where the row does not say.
    pub reason: String,
}

/// (column, the names under which it is read).
const COLUMNS: [(&str, &[&str]); 5] = [
    ("proposal_id", &["proposalid", "proposal", "id", "提案编号", "建议编号"]),
    ("status", &["status", "verdict", "decision", "状态", "决定"]),
    ("decided", &["decided", "value", "final", "决定值", "最终值"]),
    ("by", &["by", "decidedby", "author", "决定人"]),
    ("reason", &["reason", "because", "原因", "理由"]),
];

/// Reads the rows of a CSV file that carry a status; the others (empty, `proposed`) wait for a decision.
///
/// # Errors
/// A file that cannot be read, without the columns, or with a status that is none: nothing is taken from it then.
pub fn read_decisions(path: &Path) -> Result<Vec<FileDecision>, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::data(format!("`{shown}` cannot be read: {error}"), Some("name a CSV file".to_string()))
            .in_chinese(format!("无法读取 `{shown}`：{error}"), Some("请指定 CSV 文件".to_string()))
    })?;
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).map_err(|_| {
        Failure::data(format!("`{shown}` is not UTF-8 text"), Some("save it as CSV UTF-8".to_string()))
            .in_chinese(format!("`{shown}` 不是 UTF-8 文本"), Some("请另存为 CSV UTF-8".to_string()))
    })?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken(path, &error))?.clone();
    let places = COLUMNS.map(|(_, names)| header.iter().position(|title| names.contains(&plain(title).as_str())));
    for at in [0, 1] {
        if places[at].is_none() {
            return Err(missing(path, COLUMNS[at].0, &header));
        }
    }
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(path, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let text = |at: usize| places[at].and_then(|place| record.get(place)).unwrap_or("").to_string();
        if let Some(verdict) = verdict(path, line, &text(1), text(2))? {
            found.push(FileDecision { line, proposal_id: text(0), verdict, by: text(3), reason: text(4) });
        }
    }
    Ok(found)
}

/// What a status says; none where it says nothing yet.
fn verdict(path: &Path, line: u64, status: &str, decided: String) -> Result<Option<Verdict>, Failure> {
    if ["", "proposed", "待定"].contains(&status.to_lowercase().as_str()) {
        return Ok(None);
    }
    let column = crate::schema::table("decisions").and_then(|table| table.column("status"));
    match column.and_then(|column| column.enum_word(status)) {
        Some("accepted") => Ok(Some(Verdict::Accept)),
        Some("changed") => Ok(Some(Verdict::Change(decided))),
        Some("rejected") => Ok(Some(Verdict::Reject)),
        _ => Err(Failure::data(
            format!("`{}` line {line}: `{status}` is no decision", path.display()),
            Some("write accept, change or reject, and leave the cell empty where nothing is decided".to_string()),
        )
        .in_chinese(
            format!("`{}` 第 {line} 行：`{status}` 不是决定", path.display()),
            Some("请写 accept（接受）、change（修改）或 reject（驳回）；未决定的请留空".to_string()),
        )),
    }
}

fn plain(title: &str) -> String {
    title.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn missing(path: &Path, column: &str, header: &csv::StringRecord) -> Failure {
    let near = nearest(column, header.iter()).join(", ");
    Failure::data(
        format!("`{}` has no column `{column}`; it has {near}", path.display()),
        Some(
            "attain decide --format csv writes a file to fill in: proposal_id, status, decided, by, reason".to_string(),
        ),
    )
    .in_chinese(
        format!("`{}` 没有列 `{column}`，现有 {near}", path.display()),
        Some("attain decide --format csv 可导出待填写的文件：proposal_id, status, decided, by, reason".to_string()),
    )
}

fn broken(path: &Path, error: &csv::Error) -> Failure {
    Failure::data(format!("`{}` is no CSV file: {error}", path.display()), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<FileDecision>, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d.csv");
        std::fs::write(&path, text).unwrap();
        read_decisions(&path)
    }

    #[test]
    fn rows_without_a_status_wait_and_the_others_speak_either_language() {
        let text = "\u{feff}Proposal ID,suggested,状态,Decided,By,Reason
grade:Q:R1,A,接受,,Ann,seen\ngrade:Q:R2,A,,,,\ngrade:Q:R3,A,change,B,Bo,\"late, twice\"\ngrade:Q:R4,A,proposed,,,\n";
        let found = read(text).unwrap();
        let said: Vec<(u64, &Verdict)> = found.iter().map(|row| (row.line, &row.verdict)).collect();
        assert_eq!(said, [(2, &Verdict::Accept), (4, &Verdict::Change("B".to_string()))]);
        assert_eq!((found[1].by.as_str(), found[1].reason.as_str()), ("Bo", "late, twice"));
    }

    #[test]
    fn what_says_nothing_is_refused_with_its_line() {
        let said = |text: &str| read(text).unwrap_err().message;
        assert!(said("proposal_id,status\ngrade:Q:R1,perhaps\n").ends_with("line 2: `perhaps` is no decision"));
        assert!(said("proposal_id,reason\n").contains("has no column `status`"));
        assert!(said("").contains("has no column `proposal_id`"));
    }
}
