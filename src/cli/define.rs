//! `attain define`: the dictionary.

use clap::Args;

use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::catalogue::{Definition, definition, definitions};
use crate::measures::section::Section;
use crate::quantity::{Unit, nearest, word};
use crate::reports::wording::Language;
use crate::reports::{self, Format};
use crate::review::listing::{Cell, Column, ColumnKind, Listing};

use super::context::Context;
use super::grain_words::grain_zh;
use super::{Outcome, compare, said};

/// Arguments of `attain define`.
#[derive(Debug, Args)]
pub(crate) struct DefineArguments {
    /// A metric's id or name; without one, all are listed by section
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Show every variant of a family on the same data side by side: on the examples of their pages, or with
    /// --store on your own
    #[arg(long, value_name = "FAMILY", conflicts_with = "id")]
    pub(crate) compare: Option<String>,
}

pub(super) fn run(context: &Context, asked: &DefineArguments) -> Result<Outcome, Failure> {
    if let Some(family) = &asked.compare {
        return compare::run(context, family);
    }
    let Some(id) = &asked.id else { return all(context) };
    let found = match named(id) {
        Ok(found) => found,
        Err(nearest) => {
            let unknown = MeasureError::UnknownMetric { metric: id.clone(), nearest };
            return Err(said::failure(context.language, unknown));
        }
    };
    if context.output.format == Format::Table || context.global.format.is_none() {
        context.output.text(&page(context.language, found))?;
    } else {
        context.output.listing(&whole(context, found))?;
    }
    Ok(Outcome::Done)
}

/// The definition with an id or a name in either language, or the only one whose name has these words in it; else the ids
/// of all that have them, or the nearest ids.
fn named(words: &str) -> Result<&'static Definition, Vec<String>> {
    let plain = |text: &str| text.trim().to_lowercase();
    let wanted = plain(words);
    let has_name = |found: &&Definition| [&found.name_en, &found.name_zh].iter().any(|name| plain(name) == wanted);
    if let Some(found) = definition(words).or_else(|| definitions().iter().find(has_name)) {
        return Ok(found);
    }
    let has_words =
        |found: &&Definition| [&found.name_en, &found.name_zh].iter().any(|name| plain(name).contains(&wanted));
    let found: Vec<&Definition> = definitions().iter().filter(has_words).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => Err(nearest(words, definitions().iter().map(|definition| definition.id.as_str()))),
        several => Err(several.iter().map(|one| one.id.clone()).collect()),
    }
}

/// All definitions: for people a table a section, for programs one with the section as its last column.
fn all(context: &Context) -> Result<Outcome, Failure> {
    let of = |section: Section| definitions().iter().filter(move |found| Section::of(&found.id) == section);
    if context.output.format != Format::Table {
        let found: Vec<&Definition> = Section::ALL.into_iter().flat_map(of).collect();
        context.output.listing(&listing(context, &found))?;
        return Ok(Outcome::Done);
    }
    let mut text = String::new();
    for section in Section::ALL {
        let found: Vec<&Definition> = of(section).collect();
        if !found.is_empty() {
            let (english, chinese) = section.titles();
            let title = if context.language == Language::Zh { chinese } else { english };
            text.push_str(&format!("{title}\n{}\n", short(context, &found)));
        }
    }
    context.output.text(&text)?;
    Ok(Outcome::Done)
}

/// Id, name, unit and formula in the reader's language.
fn short(context: &Context, found: &[&Definition]) -> String {
    let names = match context.language {
        Language::En => ["id", "name", "unit", "formula"],
        Language::Zh => ["编号", "名称", "单位", "公式"],
    };
    let column = |name: &str| Column { name: name.to_string(), kind: ColumnKind::Text };
    let columns = names.into_iter().map(column).collect();
    let mut listing =
        Listing { name: "definitions".to_string(), currency: context.currency(), columns, rows: Vec::new() };
    for definition in found {
        let cells = match context.language {
            Language::En => [&definition.id, &definition.name_en, &word(&definition.unit), &definition.formula],
            Language::Zh => [
                &definition.id,
                &definition.name_zh,
                &unit_zh(definition.unit).to_string(),
                or(&definition.formula_zh, &definition.formula),
            ],
        };
        listing.push(cells.map(|text| Cell::from(text.as_str())).to_vec());
    }
    reports::terminal(&listing, super::output::terminal_width(), context.language)
}

fn listing(context: &Context, found: &[&Definition]) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let columns =
        ["metric_id", "name_en", "name_zh", "unit", "better", "formula", "section", "return_policy"].map(text);
    let mut listing = Listing::new("definitions", context.currency(), &columns);
    for definition in found {
        listing.push(vec![
            Cell::from(definition.id.as_str()),
            Cell::from(definition.name_en.as_str()),
            Cell::from(definition.name_zh.as_str()),
            Cell::from(word(&definition.unit)),
            Cell::from(definition.better.as_str()),
            Cell::from(definition.formula.as_str()),
            Cell::from(Section::of(&definition.id).word()),
            if definition.returns.is_empty() { Cell::Null } else { Cell::from(definition.returns.as_str()) },
        ]);
    }
    listing
}

/// One definition for programs, with all that its page says: both languages, and the example as it is written there.
fn whole(context: &Context, found: &Definition) -> Listing {
    let mut listing = listing(context, &[found]);
    let text = |text: &str| if text.is_empty() { Cell::Null } else { Cell::from(text) };
    let more = [
        ("version", ColumnKind::Int, Cell::Int(i64::from(found.version))),
        ("formula_zh", ColumnKind::Text, text(&found.formula_zh)),
        ("meaning", ColumnKind::Text, text(&found.sentence_en)),
        ("meaning_zh", ColumnKind::Text, text(&found.sentence_zh)),
        ("grain", ColumnKind::Text, text(&found.grain)),
        ("rows", ColumnKind::Text, text(&found.rows)),
        ("rows_zh", ColumnKind::Text, text(&found.rows_zh)),
        ("absent", ColumnKind::Text, text(&found.absent)),
        ("absent_zh", ColumnKind::Text, text(&found.absent_zh)),
        ("example", ColumnKind::Text, text(example_of(found).trim_end())),
    ];
    for (name, kind, cell) in more {
        listing.columns.push(Column { name: name.to_string(), kind });
        listing.rows.iter_mut().for_each(|row| row.push(cell.clone()));
    }
    listing
}

/// What follows the head of a page: tables in, the command and the table that comes out; empty where there is none.
fn example_of(found: &Definition) -> &str {
    found.page.find("\n## ").map_or("", |at| &found.page[at + 1..])
}

/// The whole page; in Chinese with what it has of Chinese, and its example as it stands.
fn page(language: Language, found: &Definition) -> String {
    if language == Language::En {
        return found.page.clone();
    }
    let better = match found.better.as_str() {
        "higher" => "越高越好",
        "lower" => "越低越好",
        _ => "无",
    };
    let head = [
        ("版本", found.version.to_string()),
        ("名称", found.name_zh.clone()),
        ("英文名", found.name_en.clone()),
        ("单位", unit_zh(found.unit).to_string()),
        ("方向", better.to_string()),
        ("粒度", grain_zh(&found.grain)),
        ("公式", or(&found.formula_zh, &found.formula).clone()),
        ("含义", found.sentence_zh.clone()),
        ("口径", or(&found.rows_zh, &found.rows).clone()),
        ("退货", returns_zh(&found.returns).to_string()),
        ("空值", or(&found.absent_zh, &found.absent).clone()),
    ];
    let mut text = format!("# {}\n", found.id);
    for (title, words) in head.into_iter().filter(|(_, words)| !words.is_empty()) {
        text.push_str(&format!("{title}: {words}\n"));
    }
    let example = example_of(found);
    if !example.is_empty() {
        let translated = format!("\n{example}")
            .replace("\n## In ", "\n## 输入 ")
            .replace("\n## Run\n", "\n## 命令\n")
            .replace("\n## Out\n", "\n## 结果\n");
        text.push_str(&translated);
    }
    text
}

fn returns_zh(policy: &str) -> &'static str {
    match policy {
        "return_date" => "按退货日期计入（return_date）",
        "origin_date" => "按原销售日期计入（origin_date）",
        _ => "",
    }
}

fn or<'t>(chinese: &'t String, english: &'t String) -> &'t String {
    if chinese.is_empty() { english } else { chinese }
}

fn unit_zh(unit: Unit) -> &'static str {
    match unit {
        Unit::Money => "金额",
        Unit::Count => "个数",
        Unit::Units => "数量",
        Unit::Share => "比率",
        Unit::Days => "天",
        Unit::Number => "数值",
    }
}
