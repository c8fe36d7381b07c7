//! The phrase book: English sentences of refusals, and what a reader of Chinese is told in their place.
//!
//! Rooms that refuse something say it in English, in one place, with the names and values in it. `phrases.zh.txt` has
//! each sentence as a pattern with holes, and under it the Chinese with the same holes. A hole `{name}` is carried over
//! as it is; `{name*}` is a part that is a phrase of its own. A test walks the source and fails for a sentence that the
//! book does not have.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Hole {
        name: String,
        /// Whether what stands in it is a phrase of its own.
        is_phrase: bool,
    },
}

/// A sentence with holes, in both languages.
#[derive(Debug)]
struct Phrase {
    english: Vec<Piece>,
    chinese: Vec<Piece>,
}

/// Holes in which names stand one behind the other.
const LISTS: [&str; 12] =
    ["near", "all", "list", "columns", "keys", "known", "bands", "examples", "files", "titles", "sheets", "metrics"];

/// How deep phrases may stand in phrases.
const DEEPEST: usize = 6;

/// The Chinese of an English sentence; none where the book does not have it. A text of several lines or of several
/// phrases, parted by `"; "`, is looked up as a whole and then part by part.
pub fn in_chinese(english: &str) -> Option<String> {
    translated(english, 0).map(|told| told.text)
}

/// A text in Chinese.
struct Told {
    text: String,
    /// The letters of the English that phrases had outside of their holes.
    known: usize,
    /// How many phrases it took.
    phrases: usize,
}

fn translated(english: &str, depth: usize) -> Option<Told> {
    if english.trim().is_empty() || depth > DEEPEST || is_chinese(english) {
        return None;
    }
    if english.contains('\n') {
        // Lines speak for themselves; a sentence is told as a whole or not at all.
        let told: Vec<Option<Told>> = english.lines().map(|line| translated(line, depth + 1)).collect();
        let sum = |of: fn(&Told) -> usize| told.iter().flatten().map(of).sum();
        let (known, phrases) = (sum(|told| told.known), sum(|told| told.phrases));
        let text =
            told.iter().zip(english.lines()).map(|(told, line)| told.as_ref().map_or(line, |told| told.text.as_str()));
        return told.iter().any(Option::is_some).then(|| Told {
            text: text.collect::<Vec<_>>().join("\n"),
            known,
            phrases,
        });
    }
    let whole = as_a_whole(english, depth);
    if whole.as_ref().is_some_and(|told| untold(&told.text) == 0) {
        return whole;
    }
    // A phrase may have a semicolon itself, so each of them may be the one that ends the first phrase.
    let parted = english.match_indices("; ").find_map(|(at, between)| {
        let first = as_a_whole(&english[..at], depth)?;
        let rest = translated(&english[at + between.len()..], depth + 1)?;
        Some(Told {
            text: format!("{}；{}", first.text, rest.text),
            known: first.known + rest.known,
            phrases: first.phrases + rest.phrases,
        })
    });
    // Holes of one phrase may have swallowed the phrases beside it.
    match (whole, parted) {
        (Some(whole), Some(parted)) if untold(&parted.text) < untold(&whole.text) => Some(parted),
        (whole, parted) => whole.or(parted),
    }
}

/// The phrase that leaves the least in English; of several the one that knows most of it, then the one with the fewest
/// phrases in it, then the one whose parts know most.
fn as_a_whole(english: &str, depth: usize) -> Option<Told> {
    let fitting = book().iter().filter_map(|phrase| {
        let mut holes = BTreeMap::new();
        fits(&phrase.english, false, english, &mut holes).then_some(())?;
        let own = phrase.letters();
        let mut told = Told { text: String::new(), known: own, phrases: 1 };
        for piece in &phrase.chinese {
            match piece {
                Piece::Text(text) => told.text.push_str(text),
                Piece::Hole { name, is_phrase } => {
                    let found = holes.get(name.as_str()).copied().unwrap_or("");
                    match is_phrase.then(|| translated(found, depth + 1)).flatten() {
                        Some(part) => {
                            told.text.push_str(&part.text);
                            told.known += part.known;
                            told.phrases += part.phrases;
                        }
                        None if LISTS.contains(&name.as_str()) => told.text.push_str(&found.replace(", ", "、")),
                        None => told.text.push_str(found),
                    }
                }
            }
        }
        Some((told, own))
    });
    let rank = |(told, own): &(Told, usize)| (untold(&told.text), Reverse(told.known), told.phrases, *own);
    let best = fitting.min_by_key(rank);
    best.map(|(told, _)| told)
}

impl Phrase {
    /// The letters of the English outside of holes.
    fn letters(&self) -> usize {
        let of = |piece: &Piece| if let Piece::Text(text) = piece { text.len() } else { 0 };
        self.english.iter().map(of).sum()
    }
}

/// The letters of a text that are neither Chinese nor inside backticks.
fn untold(text: &str) -> usize {
    text.split('`').step_by(2).flat_map(str::chars).filter(char::is_ascii_lowercase).count()
}

/// Whether a text is the pattern, and what stands in its holes: each takes as little as it can. `in_ticks` says that a
/// backtick stands right before: what stands between two of them has none in it.
fn fits<'t, 'p>(pattern: &'p [Piece], in_ticks: bool, text: &'t str, holes: &mut BTreeMap<&'p str, &'t str>) -> bool {
    match pattern {
        [] => text.is_empty(),
        [Piece::Text(piece), rest @ ..] => {
            text.strip_prefix(piece.as_str()).is_some_and(|text| fits(rest, piece.ends_with('`'), text, holes))
        }
        [Piece::Hole { name, .. }] => {
            holes.insert(name, text);
            true
        }
        [Piece::Hole { name, .. }, rest @ ..] => {
            let Some(Piece::Text(next)) = rest.first() else { return false };
            let is_quoted = in_ticks && next.starts_with('`');
            text.match_indices(next.as_str()).any(|(at, _)| {
                let found = !(is_quoted && text[..at].contains('`')) && fits(rest, false, &text[at..], holes);
                if found {
                    holes.insert(name, &text[..at]);
                }
                found
            })
        }
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && text.chars().filter(char::is_ascii_lowercase).count() < 8
}

/// The phrases.
fn book() -> &'static [Phrase] {
    static BOOK: OnceLock<Vec<Phrase>> = OnceLock::new();
    BOOK.get_or_init(|| {
        let lines: Vec<&str> =
            include_str!("phrases.zh.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let phrase = |pair: &[&str]| Phrase { english: pieces(pair[0]), chinese: pieces(pair.get(1).unwrap_or(&"")) };
        lines.chunks(2).map(phrase).collect()
    })
}

/// `a {b} c` in pieces; `{{` and `}}` are braces, and `\n` ends a line.
fn pieces(pattern: &str) -> Vec<Piece> {
    let pattern = pattern.replace("\\n", "\n").replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut pieces = Vec::new();
    let mut rest = pattern.as_str();
    let text = |text: &str| Piece::Text(text.replace('\u{1}', "{").replace('\u{2}', "}"));
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(text(before));
        }
        let is_phrase = name.ends_with('*');
        pieces.push(Piece::Hole { name: name.trim_end_matches('*').to_string(), is_phrase });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_beside_a_phrase_with_holes_are_told_too() {
        let hint = "mend the rows, or load the others and keep these aside with --bad-rows reject; 4 formulas without a \
                    stored value, taken as empty: G2, G3; open the workbook in a spreadsheet, let it calculate and save it";
        let told = in_chinese(hint).unwrap();
        assert!(told.starts_with("请修正这些行") && told.ends_with("；请用电子表格打开该工作簿，计算后保存"), "{told}");
    }

    #[test]
    fn the_closest_phrase_is_taken_and_parts_that_are_phrases_are_told_too() {
        let told = |english: &str| in_chinese(english).unwrap();
        assert_eq!(
            told("`r.csv` line 7: `score` is `9`, outside the item's scale of 1 to 7"),
            "`r.csv` 第 7 行：`score` 为 `9`，超出该题的量表范围 1–7"
        );
        assert_eq!(told("`a.toml` line 3: `chance` is no setting"), "`a.toml` 第 3 行：`chance` 不是有效的设置");
        assert_eq!(
            told("the decided target of `R1` is beyond 2^53 minor units"),
            "`R1` 的人工确定的目标超过 2^53 个最小单位"
        );
        assert_eq!(told("the goal is beyond 2^53 minor units"), "总目标超过 2^53 个最小单位");
        assert_eq!(told("the nearest are R1, R2"), "相近的有 R1、R2");
        assert_eq!(
            told("`r.csv` line 2: `rater_key` is `R1`, who rates himself or herself as a peer"),
            "`r.csv` 第 2 行：`rater_key` 为 `R1`，以“同事”身份评价了自己"
        );
        let rows = "mend the rows, or load the others and keep these aside with --bad-rows reject";
        let own = "an assignment without a share counts as 1; an open end lasts for ever";
        assert_eq!(
            told(&format!("{own}; {rows}")),
            "没有份额的任职按 1 计；没有结束日期的一直有效；请修正这些行，或用 --bad-rows reject 导入其余行并把这些行另存"
        );
        assert_eq!(in_chinese("nobody ever said this"), None);
        assert_eq!(in_chinese("表 `a` 已经是中文"), None);
    }

    #[test]
    fn each_line_of_a_message_is_told_and_a_sentence_only_as_a_whole() {
        let rows = "`r.csv` line 2: `score` is `x`, not a number\n`r.csv` line 3: something that nobody knows";
        let two =
            "`r.csv` line 2: `rater_key` is `R1`, who rates himself or herself as a peer\n`r.csv` line 3: x is lost";
        assert!(in_chinese(two).unwrap().starts_with("`r.csv` 第 2 行：`rater_key` 为 `R1`，以“同事”身份评价了自己\n"));
        assert_eq!(
            in_chinese(rows).unwrap(),
            "`r.csv` 第 2 行：`score` 为 `x`，不是数字\n`r.csv` 第 3 行：something that nobody knows"
        );
        assert_eq!(in_chinese("choose another --out; or something that nobody knows"), None);
        assert_eq!(in_chinese("choose another --out; save it as UTF-8").unwrap(), "请换一个 --out；请另存为 UTF-8");
    }

    #[test]
    fn a_refused_history_is_told_to_its_end() {
        let told = in_chinese("`h.csv` line 2: frequency 2, recency 40, age 30: the recency is greater than the age");
        assert_eq!(told.unwrap(), "`h.csv` 第 2 行：频次为 2、近度为 40、时长为 30：近度大于时长");
    }

    #[test]
    fn both_sides_of_a_phrase_have_the_same_holes() {
        // A part that is a phrase of its own is marked on both sides, or it stays in English.
        let of = |piece: &Piece| match piece {
            Piece::Hole { name, is_phrase } => Some(format!("{name}{}", if *is_phrase { "*" } else { "" })),
            Piece::Text(_) => None,
        };
        let holes = |pieces: &[Piece]| -> Vec<String> {
            let mut names: Vec<String> = pieces.iter().filter_map(of).collect();
            names.sort();
            names.dedup();
            names
        };
        // What the Chinese leaves out: a word that only English needs, or a number of the system's.
        let may_be_left_out = ["noun", "verb", "number", "kind"];
        for phrase in book() {
            let (english, chinese) = (holes(&phrase.english), holes(&phrase.chinese));
            let lost: Vec<&String> = english
                .iter()
                .filter(|name| !chinese.contains(name) && !may_be_left_out.contains(&name.as_str()))
                .collect();
            assert!(lost.is_empty() && chinese.iter().all(|name| english.contains(name)), "{phrase:?}");
            let touching = phrase.english.windows(2).any(|two| two.iter().all(|p| matches!(p, Piece::Hole { .. })));
            assert!(!touching, "nobody can tell where one hole ends: {phrase:?}");
        }
    }
}
