//! Cases: a folder is a small company, and one snapshot a question; adding a case is adding a folder.
//!
//! A case under `tests/cases/` holds its tables as `<table>.csv`, its questions in `questions.txt` (one line a
//! question: a name, a colon, the command), and under `snapshots/` what must come out, with the exit code in the
//! first line. `ATTAIN_WRITE_CASES=1 cargo test --test it cases` writes the snapshots anew; read the difference
//! before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, copy_folder, package};

#[test]
fn every_case_answers_as_its_snapshots_say() {
    let mut cases: Vec<PathBuf> = fs::read_dir(package().join("tests/cases"))
        .expect("there are cases")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.join("questions.txt").is_file())
        .collect();
    cases.sort();
    assert!(cases.len() >= 2, "cases are there to be run");
    let differences: Vec<String> = cases.iter().flat_map(|case| differences(case)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

fn differences(case: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_folder(case, folder.path());
    let questions = fs::read_to_string(case.join("questions.txt")).expect("a case has questions");
    let lines = questions.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| difference(case, folder.path(), line)).collect()
}

fn difference(case: &Path, folder: &Path, line: &str) -> Option<String> {
    let (name, command) = line.split_once(':').expect("a question is a name, a colon and a command");
    let ran = Run::new(command.trim()).in_folder(folder).run();
    let got = format!("exit {}\n{}", ran.code, ran.stdout);
    let path = case.join("snapshots").join(format!("{}.txt", name.trim()));
    if std::env::var_os("ATTAIN_WRITE_CASES").is_some() {
        fs::create_dir_all(case.join("snapshots")).expect("a writable folder");
        fs::write(&path, &got).expect("a writable snapshot");
        return None;
    }
    let wanted = fs::read_to_string(&path).unwrap_or_else(|_| "no snapshot".to_string());
    (wanted != got).then(|| format!("{}\n--- wanted\n{wanted}\n--- got\n{got}\n{}", path.display(), ran.stderr))
}
