//! The proposal as the text of `attain.toml`, and as sentences.

use std::fmt::Write;

use crate::sources::settings::ColumnSource;

use super::drafting::{near, title_of};
use super::money::{self, Stated};
use super::{Draft, DraftColumn, Proposal, Unplaced, WideTitles};

/// Tables that a company may add, and what each of them switches on.
const FURTHER: [(&str, &str); 12] = [
    ("orders", "everything: without it there is nothing to measure"),
    ("reps", "teams, roles and managers, hire dates, new people's ramp"),
    ("quotas", "attainment, risk of missing the quota, targets beside quotas"),
    ("customers", "segments, regions and names of customers"),
    ("products", "names and categories of products"),
    ("opportunities", "pipeline, win rate, sales cycle"),
    ("invoices", "what is owed and since when"),
    ("payments", "cash in, days until payment"),
    ("activities", "calls and visits beside results"),
    ("rep_assignments", "moves between teams, judged by who was where when"),
    ("credits", "orders that several people share"),
    ("csat_surveys", "customers' satisfaction"),
];

/// Writes the configuration and says what it holds.
pub(super) fn proposal(drafts: &[Draft], unplaced: &[Unplaced]) -> Proposal {
    let mut proposal = Proposal::default();
    head(&mut proposal, drafts);
    for draft in drafts {
        source(&mut proposal, draft);
    }
    rivals(&mut proposal, drafts);
    strays(&mut proposal, unplaced);
    further(&mut proposal, drafts);
    proposal
}

fn head(proposal: &mut Proposal, drafts: &[Draft]) {
    let text = &mut proposal.text;
    line(
        text,
        "# What attain reads, proposed from the files themselves. Lines that begin with # say why, or wait for you.",
    );
    line(text, "# Load it with `attain ingest`, look at it with `attain check`.");
    line(text, "");
    line(text, "[company]");
    line(text, "# name = \"\"                      # printed on the review");
    match money::stated(drafts) {
        Stated::Surely(code, place) => {
            line(text, &format!("currency = {:<22} # {place} says so", quoted(&code)));
            proposal.decided.push(format!("the currency is {code}: {place} says so"));
        }
        Stated::Perhaps(codes, place) => {
            let first = &codes[0];
            line(text, &format!("# currency = {:<20} # {place}; it may stand for {}", quoted(first), codes.join(", ")));
            proposal.undecided.push(format!("the currency: {place} may stand for {}", codes.join(", ")));
        }
        Stated::Several(codes) => {
            let codes: Vec<String> = codes.into_iter().collect();
            line(text, &format!("# currency = {:<20} # the files have {}", quoted(&codes[0]), codes.join(", ")));
            proposal.undecided.push(format!("the currency: the files have {}", codes.join(", ")));
        }
        Stated::Nothing => {
            line(text, "# currency = \"USD\"               # the files do not say it; USD is assumed");
            proposal.undecided.push("the currency: the files do not say it, and USD is assumed".to_string());
        }
    }
    line(text, "fiscal_start_month = 1            # the month in which your business year begins");
    line(text, "# time_zone = \"Asia/Shanghai\"     # where timestamps become business days");
    line(text, "");
    line(text, "[store]");
    line(text, "dir = \"attain-store\"");
    line(text, "");
    line(text, "[checks]");
    line(text, "bad_rows = \"stop\"                 # \"reject\" loads the good rows and keeps the bad ones aside");
}

fn source(proposal: &mut Proposal, draft: &Draft) {
    let files = list(&draft.files.written);
    let name = draft.files.written.join(", ");
    let text = &mut proposal.text;
    line(text, "");
    line(text, &format!("# {}", draft.peek.described));
    for note in &draft.peek.notes {
        line(text, &format!("# {}", flat(note)));
    }
    line(text, "[[source]]");
    line(text, &format!("table = {}", quoted(&draft.table.name)));
    line(text, &format!("files = [{files}]"));
    let known = match recognised(draft) {
        1 => "1 column".to_string(),
        known => format!("{known} columns"),
    };
    proposal.decided.push(format!("{name}: {}, {known} recognised", draft.table.name));
    if let Some(preset) = draft.preset {
        line(text, &format!("preset = {:<26} # it looks like {}", quoted(&preset.name), preset.title_en));
        proposal.decided.push(format!("{name} looks like {}: preset {}", preset.title_en, preset.name));
    }
    for hint in &draft.peek.hints {
        line(text, &format!("{} = {}    # {}", hint.key, hint.value, hint.why));
        proposal.decided.push(format!("{name}: {} = {}, because {}", hint.key, hint.value, hint.why));
    }
    match draft.wide {
        Some(WideTitles::WithYear) => {
            line(text, "wide = {}                         # one column a month, read as one row a month");
            proposal.decided.push(format!("{name} has one column a month, and is read as one row a month"));
        }
        Some(WideTitles::WithoutYear) => {
            line(text, "# wide = { year = 2024 }          # one column a month; write the year that they are of");
            proposal.undecided.push(format!("{name} has one column a month, and nothing says of which year"));
        }
        None => {}
    }
    columns(proposal, draft, &name);
}

/// Two files of quotas may speak of the same people and days, and then only one of them counts.
fn rivals(proposal: &mut Proposal, drafts: &[Draft]) {
    let quotas: Vec<&str> =
        drafts.iter().filter(|draft| draft.table.name == "quotas").map(|draft| draft.files.first.as_str()).collect();
    if quotas.len() > 1 {
        let said = format!(
            "{} hold quotas: where they speak of the same people and months only one counts, so take out what is no quota",
            quotas.join(" and ")
        );
        line(&mut proposal.text, "");
        line(&mut proposal.text, &format!("# {}", flat(&said)));
        proposal.undecided.push(said);
    }
}

fn recognised(draft: &Draft) -> usize {
    draft.columns.iter().filter(|column| title_of(column).is_some()).count()
}

fn columns(proposal: &mut Proposal, draft: &Draft, name: &str) {
    line(&mut proposal.text, "[source.columns]");
    let width = draft.columns.iter().map(|column| written(column).chars().count()).max().unwrap_or(0).min(48);
    for column in &draft.columns {
        let mark = if column.implied { "# " } else { "" };
        line(&mut proposal.text, &format!("{mark}{:<width$}  # {}", written(column), flat(&column.why)));
        if matches!(&column.source, ColumnSource::Detail(_)) {
            proposal.decided.push(format!("{name}: {} {}", column.column, told(column)));
        }
    }
    if let Some(formula) = &draft.worked_out {
        let said = format!("net_amount is worked out: {formula}");
        line(&mut proposal.text, &format!("# {}", flat(&said)));
        proposal.decided.push(format!("{name}: {said}"));
    }
    for (column, titles) in &draft.open {
        let candidates = titles.iter().map(|title| format!("`{}`", flat(title))).collect::<Vec<_>>().join(" or ");
        let first = titles.first().map_or("", String::as_str);
        line(
            &mut proposal.text,
            &format!("# {column} = {}  # {candidates}? take the mark away from the one you mean", quoted(first)),
        );
        proposal
            .undecided
            .push(format!("{name}: {column} could be {candidates}; nothing is loaded before one is named"));
    }
    for fault in &draft.faults {
        line(&mut proposal.text, &format!("# to be settled: {}", flat(fault)));
        proposal.undecided.push(fault.clone());
    }
    for title in unmapped(draft) {
        let could = near(draft, &title).map_or_else(String::new, |column| format!("; could be {column}"));
        line(&mut proposal.text, &format!("# {} is carried along{could}", quoted(&title)));
    }
}

/// `discount_pct = … because …` for people.
fn told(column: &DraftColumn) -> String {
    match &column.source {
        ColumnSource::Detail(detail) => match (&detail.column, &detail.file, &detail.constant) {
            (Some(title), Some(file), _) => format!("is looked up for `{title}` in {file}: {}", column.why),
            (Some(title), None, _) => format!("is read from `{title}`: {}", column.why),
            (None, _, Some(constant)) if constant.is_empty() => format!("stays empty: {}", column.why),
            (None, _, constant) => format!("is `{}`: {}", constant.as_deref().unwrap_or(""), column.why),
        },
        ColumnSource::Column(title) => format!("is read from `{title}`: {}", column.why),
    }
}

/// The titles that no column reads.
fn unmapped(draft: &Draft) -> Vec<String> {
    let used: Vec<String> = draft.columns.iter().filter_map(title_of).collect();
    let open: Vec<&String> = draft.open.iter().flat_map(|(_, titles)| titles).collect();
    let month = |title: &String| draft.wide.is_some() && crate::sources::period_label::is_period_title(title);
    let year = |title: &String| draft.table.name == "quotas" && crate::schema::normalised(title) == "year";
    let free = |title: &&String| !used.contains(title) && !open.contains(title) && !month(title) && !year(title);
    draft.peek.header.iter().filter(free).filter(|title| !title.is_empty()).cloned().collect()
}

fn strays(proposal: &mut Proposal, unplaced: &[Unplaced]) {
    for stray in unplaced {
        let text = &mut proposal.text;
        line(text, "");
        let name = stray.files.written.join(", ");
        line(text, &format!("# {}: {}.", flat(&name), flat(&stray.why)));
        if let Some(likely) = &stray.likely {
            line(text, "# [[source]]");
            line(text, &format!("# table = {}", quoted(&likely.table.name)));
            line(text, &format!("# files = [{}]", list(&stray.files.written)));
        }
        if let Some(peek) = &stray.peek {
            line(text, &format!("# its columns: {}", flat(&peek.header.join(", "))));
        }
        proposal.undecided.push(format!("{name}: {}", stray.why));
    }
}

fn further(proposal: &mut Proposal, drafts: &[Draft]) {
    let missing: Vec<_> =
        FURTHER.iter().filter(|(table, _)| !drafts.iter().any(|draft| draft.table.name == *table)).collect();
    if missing.is_empty() {
        return;
    }
    let text = &mut proposal.text;
    line(text, "");
    line(text, "# Further tables, and what each of them switches on:");
    for (table, what) in missing {
        line(text, &format!("# {table:<16} {what}"));
    }
}

/// `rep_id = "Owner"`, or a table with what is done to the value.
fn written(column: &DraftColumn) -> String {
    let source = match &column.source {
        ColumnSource::Column(title) => quoted(title),
        ColumnSource::Detail(detail) => {
            let texts = [
                ("column", &detail.column),
                ("constant", &detail.constant),
                ("file", &detail.file),
                ("key", &detail.key),
                ("value", &detail.value),
                ("year", &detail.year),
            ];
            let numbers = [("divide_by", detail.divide_by), ("multiply_by", detail.multiply_by)];
            let texts =
                texts.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", quoted(value.as_ref()?))));
            let numbers = numbers.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", value?)));
            format!("{{ {} }}", texts.chain(numbers).collect::<Vec<_>>().join(", "))
        }
    };
    format!("{} = {source}", column.column)
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A text as TOML quotes it.
fn quoted(text: &str) -> String {
    // A line break would end a comment, so the form on one line is asked for.
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_string(),
            '\\' => "\\\\".to_string(),
            c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A text without line breaks and other control characters: a comment ends with its line.
fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn line(text: &mut String, content: &str) {
    writeln!(text, "{}", content.trim_end()).expect("a String takes everything");
}
