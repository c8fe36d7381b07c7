//! One file, one table, one mapping.

use std::collections::BTreeMap;
use std::path::Path;

use crate::schema::{ColumnSpec, ColumnType, normalised};
use crate::sources::forms::is_null;
use crate::sources::likely::{Likely, likely_tables};
use crate::sources::mapping::{self, MatchedBy};
use crate::sources::net_amounts::tax_is_missing;
use crate::sources::peek::Peek;
use crate::sources::period_label::period_of_label;
use crate::sources::preset;
use crate::sources::recognition::Titles;
use crate::sources::settings::{ColumnDetail, ColumnSource, SourceSettings, WideSettings};
use crate::sources::wide::Wide;

use super::{Draft, DraftColumn, Names, Unplaced, WideTitles};

/// As few recognised columns as make a file one of a table.
const FEWEST_COLUMNS: usize = 2;

/// The likeliest table for a file and the mapping onto it; the file is unplaced where a required column is missing.
pub(super) fn draft(files: Names, peek: Peek) -> Result<Draft, Box<Unplaced>> {
    let (likely, wide) = likeliest(&peek);
    let Some(likely) = likely else {
        let why = "none of its columns is known".to_string();
        return Err(Box::new(Unplaced { files, why, peek: Some(peek), likely: None }));
    };
    let known = |likely: &Likely| likely.mapped.len() + likely.ambiguous.len();
    if likely.missing_required.is_empty() && known(&likely) >= FEWEST_COLUMNS {
        return Ok(with_columns(files, peek, &likely, wide));
    }
    // What explains most of the file is the better clue to what is missing.
    let fullest = likely_tables(&peek.header, &peek.rows).into_iter().rev().max_by_key(known);
    let likely = if known(&likely) < FEWEST_COLUMNS { fullest.unwrap_or(likely) } else { likely };
    let missing = likely.missing_required.join(" and ");
    let mut why = match missing.as_str() {
        "" => format!("too few of its columns are known; they come nearest to `{}`", likely.table.name),
        missing => format!("it comes nearest to `{}`, and has no column for {missing}", likely.table.name),
    };
    let with_tax = likely.mapped.iter().find(|(_, spec, _)| spec.name == "amount_with_tax").map(|(index, ..)| *index);
    if let Some(title) = with_tax.and_then(|index| peek.header.get(index)) {
        why = format!("{why}; {}", tax_is_missing(title));
    }
    Err(Box::new(Unplaced { files, why, peek: Some(peek), likely: Some(likely) }))
}

/// The likeliest table; a table with a column a month is looked at as if it were one row a month.
fn likeliest(peek: &Peek) -> (Option<Likely>, Option<WideTitles>) {
    let plain = likely_tables(&peek.header, &peek.rows).into_iter().next();
    let Some((wide, titles)) = as_wide(&peek.header) else { return (plain, None) };
    let (rows, _) = wide.unpivot(&peek.rows);
    let unpivoted = likely_tables(wide.header(), &rows).into_iter().find(|likely| likely.table.name == "quotas");
    match unpivoted {
        Some(likely) if likely.missing_required.is_empty() => (Some(likely), Some(titles)),
        _ => (plain, None),
    }
}

/// A header as one of a wide table of quotas; the year of months without one is left open.
fn as_wide(header: &[String]) -> Option<(Wide, WideTitles)> {
    let quotas = crate::schema::table("quotas").expect("the tables have quotas");
    let asked = SourceSettings { table: quotas.name.clone(), ..SourceSettings::default() };
    let with_year =
        SourceSettings { wide: Some(WideSettings { year: Some(2000), ..WideSettings::default() }), ..asked.clone() };
    match Wide::new(header, quotas, &asked, Path::new("")) {
        Ok(wide) => wide.map(|wide| (wide, WideTitles::WithYear)),
        Err(_) => Wide::new(header, quotas, &with_year, Path::new(""))
            .ok()
            .flatten()
            .map(|wide| (wide, WideTitles::WithoutYear)),
    }
}

/// The draft of a file whose table is known.
pub(super) fn with_columns(files: Names, peek: Peek, likely: &Likely, wide: Option<WideTitles>) -> Draft {
    let table = likely.table;
    let of_table = |preset: &&preset::Preset| preset.table == table.name;
    let preset = preset::recognised(&peek.header).into_iter().find(of_table);
    let unpivoted = wide.and_then(|_| as_wide(&peek.header)).map(|(wide, _)| wide.header().to_vec());
    let header = unpivoted.unwrap_or_else(|| peek.header.clone());
    let title = |index: usize| header.get(index).cloned().unwrap_or_default();
    let mut columns = Vec::new();
    for (index, spec, how) in &likely.mapped {
        let made = wide.is_some() && matches!(spec.name.as_str(), "period_start" | "period_end" | "value");
        if !made {
            columns.push(matched(spec, title(*index), *how));
        }
    }
    for (index, spec, why) in &likely.misfits {
        // The title alone would be taken at load; an empty constant leaves the column to be carried along.
        if !columns.iter().any(|column: &DraftColumn| column.column == spec.name) && !spec.required {
            let detail = ColumnDetail { constant: Some(String::new()), ..ColumnDetail::default() };
            let why = format!("not `{}`, which {why}", title(*index));
            let source = ColumnSource::Detail(detail);
            columns.push(DraftColumn { column: spec.name.clone(), source, why, implied: false });
        }
    }
    let open = likely
        .ambiguous
        .iter()
        .map(|(spec, found)| (spec.name.clone(), found.iter().map(|&index| title(index)).collect()));
    let open = open.collect();
    let mut draft = Draft { files, peek, table, preset, columns, open, faults: Vec::new(), wide, worked_out: None };
    percent_discount(&mut draft);
    quota_subjects(&mut draft);
    year_of_months(&mut draft);
    in_table_order(&mut draft);
    draft
}

fn matched(spec: &ColumnSpec, title: String, how: MatchedBy) -> DraftColumn {
    let vague = || spec.also.iter().any(|name| normalised(name) == normalised(&title));
    let why = match how {
        MatchedBy::Preset => "by the preset".to_string(),
        MatchedBy::Name => "the same name".to_string(),
        _ if vague() => "a vague name for it, and nothing better is there".to_string(),
        _ => "a known name for it".to_string(),
    };
    let implied = how == MatchedBy::Preset;
    DraftColumn { column: spec.name.clone(), source: ColumnSource::Column(title), why, implied }
}

/// Discounts above one are percent points: as fractions they would turn sales into returns.
fn percent_discount(draft: &mut Draft) {
    let Some(at) = draft.columns.iter().position(|column| column.column == "discount_pct" && !column.implied) else {
        return;
    };
    let ColumnSource::Column(title) = draft.columns[at].source.clone() else { return };
    let numbers: Vec<f64> = values(&draft.peek, &title).iter().filter_map(|value| value.parse().ok()).collect();
    let largest = numbers.iter().copied().fold(0.0, f64::max);
    if largest > 1.0 && largest <= 100.0 {
        let detail = ColumnDetail { column: Some(title), divide_by: Some(100.0), ..ColumnDetail::default() };
        draft.columns[at].source = ColumnSource::Detail(detail);
        draft.columns[at].why = format!("values up to {largest} are percent points");
    }
}

/// Whose quota it is: a column of regions or teams means units, not reps.
fn quota_subjects(draft: &mut Draft) {
    let named = |draft: &Draft, column: &str| draft.columns.iter().any(|known| known.column == column);
    if draft.table.name != "quotas" || named(draft, "subject_type") {
        return;
    }
    let subject = draft.columns.iter().find(|column| column.column == "subject_id").and_then(title_of);
    let units = ["unitid", "team", "territory", "region", "department", "团队", "部门", "区域", "大区"];
    if let Some(title) = subject.filter(|title| units.contains(&normalised(title).as_str())) {
        let detail = ColumnDetail { constant: Some("unit".to_string()), ..ColumnDetail::default() };
        draft.columns.push(DraftColumn {
            column: "subject_type".to_string(),
            source: ColumnSource::Detail(detail),
            why: format!("`{title}` names units, not reps"),
            implied: false,
        });
    }
}

/// Months without a year beside a column of years.
fn year_of_months(draft: &mut Draft) {
    let Some(at) = draft.columns.iter().position(|column| column.column == "period_start") else { return };
    let ColumnSource::Column(title) = draft.columns[at].source.clone() else { return };
    let year = Titles::read(&draft.peek.header).year().map(|index| draft.peek.header[index].clone());
    let Some(year) = year.filter(|year| !draft.columns.iter().any(|column| title_of(column).as_ref() == Some(year)))
    else {
        return;
    };
    if draft.columns.iter().any(|column| column.column == "period_end") {
        return;
    }
    draft.columns[at].why = format!("the months of the years in `{year}`");
    let detail = ColumnDetail { column: Some(title), year: Some(year), ..ColumnDetail::default() };
    draft.columns[at].source = ColumnSource::Detail(detail);
}

/// Sorts the columns as the table has them.
pub(super) fn in_table_order(draft: &mut Draft) {
    let place = |column: &str| draft.table.columns.iter().position(|spec| spec.name == column);
    draft.columns.sort_by_key(|column| place(&column.column));
}

/// The title that a column is read from.
pub(super) fn title_of(column: &DraftColumn) -> Option<String> {
    match &column.source {
        ColumnSource::Column(title) => Some(title.clone()),
        ColumnSource::Detail(detail) => detail.column.clone(),
    }
}

/// The values of a column in the first rows, trimmed, without empty ones.
pub(super) fn values(peek: &Peek, title: &str) -> Vec<String> {
    let Some(index) = peek.header.iter().position(|name| name == title) else { return Vec::new() };
    let cells = (0..peek.rows.height()).map(|row| peek.rows.field(row, index).trim());
    cells.filter(|cell| !is_null(cell)).map(str::to_string).collect()
}

/// The settings that a draft stands for.
pub(super) fn settings(draft: &Draft) -> SourceSettings {
    let written = draft.columns.iter().filter(|column| !column.implied);
    SourceSettings {
        table: draft.table.name.clone(),
        files: draft.files.written.clone(),
        preset: draft.preset.map(|preset| preset.name.clone()),
        columns: written.map(|column| (column.column.clone(), column.source.clone())).collect::<BTreeMap<_, _>>(),
        ..SourceSettings::default()
    }
}

/// Runs the rules of the load on a draft, so that what stops there is said here.
pub(super) fn check(draft: &mut Draft) {
    if draft.wide.is_some() || !draft.open.is_empty() {
        return;
    }
    let file = draft.files.first.clone();
    match mapping::resolve(draft.table, &draft.peek.header, &settings(draft), Path::new(&file)) {
        Ok(mapping) => {
            let worked_out = mapping.printed().into_iter().find(|mapped| mapped.how == MatchedBy::WorkedOut);
            draft.worked_out = worked_out.map(|mapped| mapped.source);
        }
        Err(error) => {
            let hint = error.hint().map_or_else(String::new, |hint| format!("; {hint}"));
            draft.faults.push(format!("{error}{hint}"));
        }
    }
    unreadable_months(draft, &file);
}

/// Months that no label says, such as fiscal quarters, would be bad rows one and all.
fn unreadable_months(draft: &mut Draft, file: &str) {
    let start = draft.columns.iter().find(|column| column.column == "period_start");
    let Some(title) = start.and_then(title_of) else { return };
    let odd = values(&draft.peek, &title).into_iter().find(|value| {
        let dated = value.bytes().filter(u8::is_ascii_digit).count() >= 5;
        !dated && period_of_label(value, Some(2000)).is_none()
    });
    if let Some(value) = odd {
        draft
            .faults
            .push(format!("`{file}`: `{title}` holds `{value}`, and which days that is depends on the company"));
    }
}

/// What a canonical column could still be read from: titles that come near to its names.
pub(super) fn near(draft: &Draft, title: &str) -> Option<String> {
    let free = |spec: &&ColumnSpec| !draft.columns.iter().any(|column| column.column == spec.name);
    let likeness = |spec: &ColumnSpec| {
        let names = std::iter::once(&spec.name).chain(&spec.synonyms);
        names.map(|name| strsim::jaro_winkler(&normalised(name), &normalised(title))).fold(0.0, f64::max)
    };
    let values = values(&draft.peek, title);
    let digits = |value: &String| value.bytes().filter(u8::is_ascii_digit).count();
    let fits = |spec: &&ColumnSpec| match spec.kind {
        ColumnType::Str => true,
        ColumnType::Date | ColumnType::Ts => values.iter().all(|value| digits(value) >= 4),
        _ => values.iter().all(|value| digits(value) > 0),
    };
    let candidates = draft.table.columns.iter().filter(free).filter(fits).filter(|spec| likeness(spec) > 0.9);
    candidates.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).map(|spec| spec.name.clone())
}
