//! What a reader of Chinese is told when something is refused: every sentence of the source has its Chinese.

use std::fs;
use std::path::{Path, PathBuf};

use attain::phrases::in_chinese;

/// Files whose literals are no refusals, or that choose the language themselves.
const PASSED_OVER: [&str; 9] = [
    // They come with a Chinese sentence for each variant, held by the compiler.
    "calendar/error.rs",
    "measures/cut/error.rs",
    "measures/mod.rs",
    "store/store_error.rs",
    "appraisal/decision.rs",
    // Notes and refusals in both languages side by side.
    "cli/notes.rs",
    // Names of fonts, styles of pages, and the message files themselves.
    "reports/packet/fonts.rs",
    "reports/html/mod.rs",
    "reports/wording/mod.rs",
];

/// Pieces of sentences that are never said alone, and texts for library users.
const PIECES: [&str; 20] = [
    "`7` is 7",
    "7 and 7 more",
    " with the table 7",
    "the cluster at 7 did not answer within 7 second7",
    "the cluster at 7 was not done7 after 7 seconds",
    "the cluster at 7 was lost7 (asked 7): 7",
    "the cluster at 7 failed7: 7",
    "1 or more",
    "2 or more",
    "between 0 and 1",
    "a finite number",
    "not under the lower bound",
    "is it `7`? then name it",
    "its name in the file",
    ": --column 7=\"7\", or in the configuration [source.columns] 7 = \"7\"",
    "; quantity and unit_price together stand in for it",
    "; titles that are recognised are 7 and the like",
    ": a separator too many stands at its end or in one of its values",
    "7 7 where the header has 77",
    "\n… and 77 more bad rows",
];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut open, mut files): (Vec<PathBuf>, Vec<PathBuf>) = (vec![root.clone()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the source can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let rust = files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    rust.map(|path| {
        let name = path.strip_prefix(&root).expect("it lies there").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a file of the source can be read");
        let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let code: Vec<&str> = own.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        (name, code.join("\n"))
    })
    .filter(|(name, _)| !PASSED_OVER.contains(&name.as_str()))
    .collect()
}

/// The texts in double quotes of a piece of source, in their order, each with the place behind it.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut chars) = (Vec::new(), code.chars().peekable());
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if c != '"' || before == '\'' {
            before = c;
            continue;
        }
        let mut text = String::new();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => match chars.next() {
                    Some('n') => text.push('\n'),
                    Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        found.push(text);
        before = '"';
    }
    found
}

/// A format with a 7 in each hole.
fn filled(format: &str) -> String {
    let guarded = format.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut parts = guarded.split('{');
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        text.push('7');
        text.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    text.replace('\u{1}', "{").replace('\u{2}', "}")
}

fn is_known(literal: &str) -> bool {
    let sample = filled(literal);
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let is_word = sample.split_whitespace().count() < 3;
    is_word
        || is_chinese(literal)
        || PIECES.contains(&sample.as_str())
        || [sample.as_str(), literal].into_iter().any(|text| in_chinese(text).is_some_and(|told| is_chinese(&told)))
}

/// The arguments of a call that begins with the bracket at the front, and what comes behind it.
fn arguments(code: &str) -> (&str, &str) {
    let (mut depth, mut in_text, mut escaped) = (0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return code.split_at(at + 1);
        }
    }
    (code, "")
}

#[test]
fn every_refusal_that_is_made_where_it_happens_has_its_chinese() {
    let mut unknown = Vec::new();
    for (file, code) in sources() {
        for call in ["Failure::usage", "Failure::data"] {
            for rest in code.split(call).skip(1).filter(|rest| rest.starts_with('(')) {
                let (said, behind) = arguments(rest);
                if behind.trim_start().starts_with(".in_chinese") {
                    continue;
                }
                let missing = literals(said).into_iter().filter(|literal| !is_known(literal));
                unknown.extend(missing.map(|literal| format!("{file}: {literal}")));
            }
        }
    }
    // The rest of a hint that is put together, and a company's own words with their file.
    unknown.retain(|said| !said.ends_with("{}; or add --format csv"));
    assert!(unknown.is_empty(), "write their Chinese into src/phrases.zh.txt:\n{}", unknown.join("\n"));
}

#[test]
fn every_kind_of_error_has_its_chinese() {
    let mut unknown = Vec::new();
    let files = [
        "sources/issue.rs",
        "sources/row_hints.rs",
        "sources/hints.rs",
        "sources/input/problem.rs",
        "sources/column_settings.rs",
    ];
    let settings = ["appraisal/cases/params.rs", "appraisal/application/rules.rs", "settings.rs"];
    for (file, code) in sources() {
        let is_error = code.contains("impl std::error::Error for") || code.contains("impl Error for");
        if !is_error && !files.contains(&file.as_str()) && !settings.contains(&file.as_str()) {
            continue;
        }
        // Attributes hold texts for other programs.
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("#[")).collect();
        let missing = literals(&code.join("\n")).into_iter().filter(|literal| !is_known(literal));
        unknown.extend(missing.map(|literal| format!("{file}: {literal}")));
    }
    unknown.retain(|said| !said.contains("ISO 4217 code"));
    assert!(unknown.is_empty(), "write their Chinese into src/phrases.zh.txt:\n{}", unknown.join("\n"));
}
