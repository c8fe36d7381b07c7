//! What one file says about another: ids under another name, dates in the orders' heads, names of regions.

use std::collections::BTreeSet;

use crate::schema::normalised;
use crate::sources::recognition::{self, Titles};
use crate::sources::settings::{ColumnDetail, ColumnSource};

use super::drafting::{in_table_order, title_of, values, with_columns};
use super::{Draft, DraftColumn, Unplaced};

/// Columns that hold a person's or a thing's id, and the table in which it is the key.
const IDS: [(&str, &str, &str); 8] = [
    ("rep_id", "reps", "rep_id"),
    ("subject_id", "reps", "rep_id"),
    ("assigned_rep", "reps", "rep_id"),
    ("ratee_rep_id", "reps", "rep_id"),
    ("manager_id", "reps", "rep_id"),
    ("customer_id", "customers", "customer_id"),
    ("product_id", "products", "product_id"),
    ("opportunity_id", "opportunities", "opportunity_id"),
];

/// What a manager's column is called where it holds a name.
const MANAGERS: [&str; 7] = ["manager", "managername", "supervisor", "linemanager", "经理", "直属经理", "上级姓名"];

/// Where two titles of a file could be its id, the one that the orders (else the other files) use is meant.
pub(super) fn settle_by_other_files(drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let open = std::mem::take(&mut drafts[at].open);
        for (column, titles) in open {
            let uses = |title: &String| -> (bool, usize) {
                let others = drafts.iter().enumerate().filter(|(other, _)| *other != at);
                let using: Vec<&Draft> =
                    others.map(|(_, draft)| draft).filter(|draft| reads_as_id(draft, &column, title)).collect();
                (using.iter().any(|draft| draft.table.name == "orders"), using.len())
            };
            let best = titles.iter().map(uses).max().unwrap_or_default();
            let chosen: Vec<&String> = titles.iter().filter(|title| uses(title) == best).collect();
            match chosen.as_slice() {
                [title] if best.1 > 0 => {
                    let user = if best.0 { "the orders use it" } else { "the other files use it" };
                    drafts[at].columns.push(DraftColumn {
                        column,
                        source: ColumnSource::Column(title.to_string()),
                        why: format!("{user}, and not {}", others(&titles, title)),
                        implied: false,
                    });
                }
                _ => drafts[at].open.push((column, titles)),
            }
        }
        in_table_order(&mut drafts[at]);
    }
}

fn others(titles: &[String], chosen: &str) -> String {
    let rest: Vec<String> = titles.iter().filter(|title| *title != chosen).map(|title| format!("`{title}`")).collect();
    rest.join(", ")
}

/// Whether a draft reads a title as the id that `column` is the key of.
fn reads_as_id(draft: &Draft, column: &str, title: &str) -> bool {
    let kin = |known: &str| known == column || IDS.iter().any(|(id, _, key)| *id == known && *key == column);
    draft.columns.iter().any(|known| kin(&known.column) && title_of(known).as_deref() == Some(title))
}

/// Lines of orders without a date, and heads of orders without an amount: the lines look their date up in the heads.
pub(super) fn join_lines_to_heads(drafts: &mut Vec<Draft>, unplaced: &mut Vec<Unplaced>) {
    let lacks = |stray: &Unplaced, column: &str| {
        let orders = stray.likely.as_ref().filter(|likely| likely.table.name == "orders");
        orders.is_some_and(|likely| likely.missing_required == [column])
    };
    let Some(lines) = unplaced.iter().position(|stray| lacks(stray, "order_date")) else { return };
    let Some(heads) = unplaced.iter().position(|stray| lacks(stray, "net_amount")) else { return };
    let (Some(line_likely), Some(line_peek)) = (unplaced[lines].likely.clone(), unplaced[lines].peek.clone()) else {
        return;
    };
    let (Some(head_likely), Some(head_peek)) = (&unplaced[heads].likely, &unplaced[heads].peek) else { return };
    let title = |column: &str| {
        let found = head_likely.mapped.iter().find(|(_, spec, _)| spec.name == column);
        found.map(|(index, _, _)| head_peek.header[*index].clone())
    };
    let Some(head_key) = title("order_id") else { return };
    if unplaced[heads].files.count > 1 {
        // One lookup reads one file.
        return;
    }
    let head_file = unplaced[heads].files.first.clone();
    let mut draft = with_columns(unplaced[lines].files.clone(), line_peek, &line_likely, None);
    let Some(line_key) = draft.columns.iter().find(|column| column.column == "order_id").and_then(title_of) else {
        return;
    };
    for column in ["order_date", "customer_id", "rep_id", "channel", "region", "currency"] {
        if draft.columns.iter().any(|known| known.column == column) {
            continue;
        }
        if let Some(value) = title(column) {
            let source = lookup(&line_key, &head_file, &head_key, &value);
            let why = format!("stands in {head_file} under the same order id");
            draft.columns.push(DraftColumn { column: column.to_string(), source, why, implied: false });
        }
    }
    in_table_order(&mut draft);
    drafts.push(draft);
    let used = [lines, heads];
    let mut at = 0..unplaced.len();
    unplaced.retain(|_| at.next().is_none_or(|at| !used.contains(&at)));
}

fn lookup(column: &str, file: &str, key: &str, value: &str) -> ColumnSource {
    ColumnSource::Detail(ColumnDetail {
        column: Some(column.to_string()),
        file: Some(file.to_string()),
        key: Some(key.to_string()),
        value: Some(value.to_string()),
        ..ColumnDetail::default()
    })
}

/// Where a file names people or things otherwise than their own table does (by name, by another number), and that
/// table has both, the values are translated. Only where every value seen is found there.
pub(super) fn translate_ids(drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        propose_manager(&mut drafts[at]);
        for (column, table, key) in IDS {
            let Some(place) = drafts[at].columns.iter().position(|known| known.column == column) else { continue };
            let ColumnSource::Column(title) = drafts[at].columns[place].source.clone() else { continue };
            let own_table = drafts[at].table.name == table;
            if own_table && column != "manager_id" {
                continue;
            }
            let masters: Vec<&Draft> = drafts.iter().filter(|draft| draft.table.name == table).collect();
            let [master] = masters.as_slice() else { continue };
            // Within its own table a column always finds all its values in itself, which says nothing.
            let but = own_table.then_some(title.as_str());
            let found = translation(master, key, but, &values(&drafts[at].peek, &title));
            match found {
                Some((by, key_title)) => {
                    let file = master.files.first.clone();
                    let why = format!("holds what {file} calls `{by}`; `{key_title}` of the same row is the id");
                    drafts[at].columns[place].source = lookup(&title, &file, &by, &key_title);
                    drafts[at].columns[place].why = why;
                }
                None if column == "manager_id" => {
                    let titles: BTreeSet<String> = ids(master, key);
                    if !values(&drafts[at].peek, &title).iter().any(|value| titles.contains(value)) {
                        // Neither ids nor names of anybody known: as an id it would point nowhere.
                        drafts[at].columns.remove(place);
                    }
                }
                None => {}
            }
        }
    }
}

/// A manager's column that holds names is no known name of the id; whether it can be translated is seen afterwards.
fn propose_manager(draft: &mut Draft) {
    if draft.table.name != "reps" || draft.columns.iter().any(|known| known.column == "manager_id") {
        return;
    }
    let title = draft.peek.header.iter().find(|title| MANAGERS.contains(&normalised(title).as_str())).cloned();
    if let Some(title) = title {
        let source = ColumnSource::Column(title);
        let why = "the manager of each row".to_string();
        draft.columns.push(DraftColumn { column: "manager_id".to_string(), source, why, implied: false });
        in_table_order(draft);
    }
}

fn ids(master: &Draft, key: &str) -> BTreeSet<String> {
    let title = master.columns.iter().find(|column| column.column == key).and_then(title_of);
    title.map(|title| values(&master.peek, &title).into_iter().collect()).unwrap_or_default()
}

/// (the master's column that holds all values, its column with the id): `None` where the values are ids already, or
/// where no column but the named one holds them all and each once.
fn translation(master: &Draft, key: &str, but: Option<&str>, wanted: &[String]) -> Option<(String, String)> {
    let key_title = master.columns.iter().find(|column| column.column == key).and_then(title_of)?;
    let known: BTreeSet<String> = values(&master.peek, &key_title).into_iter().collect();
    if wanted.is_empty()
        || !master.peek.whole
        || master.files.count > 1
        || wanted.iter().any(|value| known.contains(value))
    {
        return None;
    }
    let holds_all = |title: &&String| {
        let list = values(&master.peek, title);
        let set: BTreeSet<&String> = list.iter().collect();
        set.len() == list.len() && wanted.iter().all(|value| set.contains(value))
    };
    let by = master
        .peek
        .header
        .iter()
        .filter(|title| **title != key_title && Some(title.as_str()) != but)
        .find(holds_all)?;
    Some((by.clone(), key_title))
}

/// Columns that a small file of names may translate.
const NAMED: [&str; 3] = ["region", "category", "team"];

/// A key of regions or categories beside a small file that names them: the names are what people want to read.
pub(super) fn translate_keys(drafts: &mut [Draft], unplaced: &mut Vec<Unplaced>) {
    let mut used = BTreeSet::new();
    for draft in drafts.iter_mut() {
        for column in NAMED {
            for (at, stray) in unplaced.iter().enumerate() {
                let Some((key, name)) = names_of(draft, column, stray) else { continue };
                draft.columns.retain(|known| known.column != column);
                draft.columns.push(DraftColumn {
                    column: column.to_string(),
                    source: lookup(&key, &stray.files.first, &key, &name),
                    why: format!("{} names what `{key}` numbers", stray.files.first),
                    implied: false,
                });
                used.insert(at);
                break;
            }
        }
        in_table_order(draft);
    }
    let mut at = 0..unplaced.len();
    unplaced.retain(|_| at.next().is_none_or(|at| !used.contains(&at)));
}

/// (the key that a draft and another file share, the column of that file with the names), where the draft has nothing
/// better for the column and every value seen is in the file.
fn names_of(draft: &Draft, column: &str, stray: &Unplaced) -> Option<(String, String)> {
    let spec = draft.table.column(column)?;
    let peek = stray.peek.as_ref().filter(|peek| peek.whole && stray.files.count == 1)?;
    let key = peek.header.first().filter(|key| draft.peek.header.contains(*key))?;
    let by_key = |known: &DraftColumn| known.column == column && title_of(known).as_ref() == Some(key);
    let taken = |known: &DraftColumn| known.column == column || title_of(known).as_ref() == Some(key);
    if draft.columns.iter().any(|known| taken(known) && !by_key(known)) {
        return None;
    }
    let (names, _) = recognition::candidates(spec, &Titles::read(&peek.header), &[0]);
    let [name] = names.as_slice() else { return None };
    let list = values(peek, key);
    let known: BTreeSet<&String> = list.iter().collect();
    let all_there = values(&draft.peek, key).iter().all(|value| known.contains(value));
    (known.len() == list.len() && all_there).then(|| (key.clone(), peek.header[*name].clone()))
}
