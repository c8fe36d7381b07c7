//! The way out of each mistake in a source.

use std::collections::BTreeMap;

use super::check_catalogue::check;
use super::issue::RowIssue;
use super::net_amounts::tax_is_missing;
use super::period_label::{is_year_title, period_of_label};
use super::source_error::{SourceError, quoted_list, short};

impl SourceError {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            SourceError::NotFound { .. } => Some(
                "paths on the command line are read from where you stand, paths in the configuration from its folder"
                    .to_string(),
            ),
            SourceError::Unreadable { reason, .. } if reason.contains("ermission denied") => Some(
                "let whoever owns it give you the right to read it, or load a copy; the store is as it was".to_string(),
            ),
            SourceError::Unreadable { .. } | SourceError::Internal { .. } => None,
            SourceError::OfQuery { error } => error.hint_for_query(),
            SourceError::Noted { error, notes } => {
                Some(error.hint().iter().chain(notes).map(String::as_str).collect::<Vec<_>>().join("; "))
            }
            SourceError::Empty { .. } => Some("export it once more; the store is as it was".to_string()),
            SourceError::NotText { .. } => {
                Some("save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\") and load it again".to_string())
            }
            SourceError::NotDelimited { .. } => {
                Some("unpack it, or save the table as CSV UTF-8, and load that file".to_string())
            }
            SourceError::File { problem, .. } => problem.hint(),
            SourceError::NothingMatches { .. } => Some(
                "patterns are read like paths; quote them on the command line, and write ** for folders within folders"
                    .to_string(),
            ),
            SourceError::BadPattern { .. } => Some("* stands for any part of a name, ? for one character".to_string()),
            SourceError::NoFilesInFolder { is_store: true, .. } => {
                Some("name the files, or the folder that holds them".to_string())
            }
            SourceError::NoFilesInFolder { .. } => Some(
                "of a folder, its own files are read whose names end in .csv, .tsv, .txt, .json, .jsonl, .parquet, \
                 .xlsx, .xls, .ods or the like, packed or not; name others one by one"
                    .to_string(),
            ),
            SourceError::DatabaseSetup { problem, .. } => Some(problem.way_out()),
            SourceError::Objects(error) => Some(error.hint().to_string()),
            SourceError::Database { way_out, .. } => way_out.clone(),
            SourceError::NoDriver { kind }
            | SourceError::DriverAbsent { kind, .. }
            | SourceError::DriverUnusable { kind, .. } => Some(format!(
                "install it, such as by `pip install adbc-driver-{kind}`, and name its library: driver = \
                 \"…/libadbc_driver_{kind}.so\" (`python -c \"import adbc_driver_{kind} as d; print(d._driver_path())\"` \
                 says where it lies)"
            )),
            SourceError::OpenSecret { path, .. } => {
                Some(format!("keep it to yourself: chmod 600 {}", path.display()))
            }
            SourceError::UnknownEncoding { nearest, .. } => {
                Some(format!("did you mean {}? leave it out to have it found", quoted_list(nearest)))
            }
            SourceError::UnknownTable { nearest, .. } => Some(format!("did you mean {}?", quoted_list(nearest))),
            SourceError::MissingColumn { column, available, .. }
                if column == "period_start" && !periods(available).is_empty() =>
            {
                Some(as_wide(available))
            }
            SourceError::MissingColumn { with_tax: Some(title), .. } => Some(tax_is_missing(title)),
            SourceError::MissingColumn { column, known_as, nearest, available, .. } => {
                let first = name_it(column, known_as, nearest.as_deref());
                Some(match &available[..] {
                    [only] => likely_separator(only).map_or(first.clone(), |sign| format!("{}; {first}", part_by(sign))),
                    _ if is_a_title_s_line(available) => format!("{first}; {OTHER_LINE}"),
                    _ => first,
                })
            }
            SourceError::ConfiguredColumnMissing { .. } => {
                Some("write the name as it stands in the file's first line".to_string())
            }
            SourceError::UnknownCanonicalColumn { available, .. } => {
                Some(format!("its columns are {}", quoted_list(available)))
            }
            SourceError::BadColumnSettings { column, .. } => Some(format!(
                "write {column} = \"its column\", {{ column = …, file = …, key = …, value = … }}, \
                 {{ column = …, divide_by = 100 }} or {{ constant = … }}"
            )),
            SourceError::AmbiguousColumn { column, candidates, .. } => {
                let first = candidates.first().map_or("", String::as_str);
                Some(format!(
                    "say which one: --column {column}=\"{first}\", or in the configuration [source.columns] {column} = \"{first}\""
                ))
            }
            SourceError::UnclearUnit { heading, column, .. } => Some(format!(
                "say what the values are multiplied by, in the configuration [source.columns]: \
                 {column} = {{ column = \"{heading}\", multiply_by = 1000000 }} for millions, 1000 for thousands, 1 for neither"
            )),
            SourceError::ForeignHeading { heading, stated, expected, .. } => Some(format!(
                "if all amounts are in {stated}, write [company] currency = \"{stated}\"; if only these orders are, load \
                 rates into {expected} first (attain ingest FILE --table fx_rates) and write [source.columns] currency = \
                 {{ constant = \"{stated}\" }}; else map another column than `{heading}`"
            )),
            SourceError::UnknownPreset { nearest, .. } => {
                Some(format!("did you mean {}? `attain init --presets` lists them", quoted_list(nearest)))
            }
            SourceError::PresetOfOtherTable { preset, belongs_to, .. } => {
                Some(format!("write table = \"{belongs_to}\", or leave `preset = \"{preset}\"` out"))
            }
            SourceError::WideColumn { there: true, .. } => Some(
                format!(
                    "name the year of titles without one: wide = {{ year = 2024 }}; fiscal periods are written as months; \
                     {TWO_LINES}"
                ),
            ),
            SourceError::WideColumn { .. } => Some("write the name as it stands in the file's first line".to_string()),
            SourceError::RepeatedHeader { column, .. } if is_year_title(column) => Some(TWO_LINES.to_string()),
            SourceError::RepeatedHeader { .. } => Some(format!("rename one of the two; {OTHER_LINE}")),
            SourceError::OpenQuote { .. } => Some(
                "close it or take it out; where the quotes of the file mean nothing, say --quote \"|\" or quote = \"|\" in the [[source]], or whatever the file uses instead"
                    .to_string(),
            ),
            SourceError::AmbiguousDates { proven: Some(proven), .. } => Some(format!(
                "`{}` of the same file is written as {form}: where this column is written alike, say --date-format \
                 {form}, or date_format = \"{form}\" in the [[source]]; it is not guessed",
                short(&proven.0),
                form = proven.1
            )),
            SourceError::AmbiguousDates { .. } => Some(
                "look up the true day of one of these rows, and say date_format = \"D/M/Y\" or \"M/D/Y\" in the \
                 [[source]], or --date-format D/M/Y"
                    .to_string(),
            ),
            SourceError::ContradictoryDates { .. } => Some(
                "say which one is right, date_format = \"D/M/Y\" or \"M/D/Y\" in the [[source]] or --date-format; the \
                 others are then bad rows"
                    .to_string(),
            ),
            SourceError::AmbiguousNumbers { .. } => {
                Some("say decimal = \".\" or decimal = \",\" in the [[source]], or --decimal \".\"".to_string())
            }
            SourceError::BadSetting { allowed, .. } => Some(allowed.clone()),
            SourceError::BadSeparator { .. } => {
                Some("write separator = \"|\" or leave it out to have it found".to_string())
            }
            SourceError::BadRows { issues } => {
                let own = issues.first().and_then(|issue| issue.rule.hint());
                let firm = |issue: &RowIssue| check(issue.rule.code()).is_some_and(|check| check.firm);
                let general = match issues.iter().any(firm) {
                    true => "the others are not loaded before these are mended",
                    false => "mend the rows, or load the others and keep these aside with --bad-rows reject",
                };
                Some(own.map_or_else(|| general.to_string(), |own| format!("{own}; {general}")))
            }
        }
    }
}

impl SourceError {
    /// The way out of a mistake in the columns that a query yields.
    fn hint_for_query(&self) -> Option<String> {
        match self {
            SourceError::Noted { error, .. } => error.hint_for_query(),
            SourceError::ConfiguredColumnMissing { .. } | SourceError::WideColumn { there: false, .. } => Some(
                String::from("let `query` yield a column of this name, or name one that it yields in the [[source]]"),
            ),
            SourceError::MissingColumn { with_tax: Some(title), .. } => Some(tax_is_missing(title)),
            SourceError::MissingColumn { column, nearest, .. } => {
                let title = nearest.as_deref().unwrap_or("its_name");
                Some(format!(
                    "let `query` yield it, such as by `{title} AS {column}`, or name its column in the [[source]]: \
                     [source.columns] {column} = \"{title}\""
                ))
            }
            SourceError::AmbiguousColumn { column, candidates, .. } => {
                let first = candidates.first().map_or("", String::as_str);
                Some(format!("say which one: [source.columns] {column} = \"{first}\", or by AS in `query`"))
            }
            SourceError::RepeatedHeader { .. } => {
                Some("give one of the two another name in `query`, by AS".to_string())
            }
            other => other.hint(),
        }
    }
}

/// Where the names of the columns do not stand where they are looked for.
const OTHER_LINE: &str =
    "where the names stand in another line, say which: --header-row 3, or header_row = 3 in the [[source]]";

/// What to do with a table whose titles fill two lines.
const TWO_LINES: &str = "titles of two lines are joined where a calendar year stands above at least three months; others are written into \
     one line before: 2024-01 or Jan 2024";

/// What may part the titles of a line that was read as one: the sign that stands in it most often, twice at least.
fn likely_separator(line: &str) -> Option<char> {
    let signs =
        line.chars().filter(|sign| sign.is_ascii() && !sign.is_ascii_alphanumeric() && !"_-.()".contains(*sign));
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    signs.for_each(|sign| *counts.entry(sign).or_default() += 1);
    let often = counts.into_iter().filter(|(_, count)| *count >= 2);
    often.max_by_key(|(sign, count)| (*sign != ' ', *count)).map(|(sign, _)| sign)
}

/// How to say what parts the columns.
fn part_by(separator: char) -> String {
    format!(
        "where `{separator}` parts the columns, say --separator \"{separator}\", or separator = \"{separator}\" in the \
         [[source]]"
    )
}

/// The titles that name a period.
fn periods(titles: &[String]) -> Vec<String> {
    let is_period = |title: &&String| is_year_title(title) || period_of_label(title, None).is_some();
    titles.iter().filter(is_period).cloned().collect()
}

/// Whether a line looks as if it stood above the header: it has a name in fewer than half of its cells.
fn is_a_title_s_line(titles: &[String]) -> bool {
    2 * titles.iter().filter(|title| !title.trim().is_empty()).count() <= titles.len()
}

/// How to say that a table has a column for each period.
fn as_wide(titles: &[String]) -> String {
    let named = periods(titles);
    if named.iter().all(|title| is_year_title(title)) {
        return format!("where {} stands above the months of the next line: {TWO_LINES}", quoted_list(&named));
    }
    let columns: Vec<String> = named.iter().take(3).map(|title| format!("\"{title}\"")).collect();
    let more = if named.len() > columns.len() { ", …" } else { "" };
    format!(
        "where each of {} holds the quotas of its period, say so in the [[source]]: wide = {{ columns = [{}{more}] }}",
        quoted_list(&named),
        columns.join(", ")
    )
}

/// How to name a column that was not recognised.
fn name_it(column: &str, known_as: &[String], nearest: Option<&str>) -> String {
    let title = nearest.unwrap_or("its name in the file");
    let configured = nearest.unwrap_or("its name");
    let mut hint = match nearest {
        Some(title) => format!("is it `{title}`? then name it"),
        None => "name it".to_string(),
    };
    hint.push_str(&format!(
        ": --column {column}=\"{title}\", or in the configuration [source.columns] {column} = \"{configured}\""
    ));
    if column == "net_amount" {
        hint.push_str("; quantity and unit_price together stand in for it");
    }
    if !known_as.is_empty() {
        hint.push_str(&format!("; titles that are recognised are {} and the like", quoted_list(known_as)));
    }
    hint
}
