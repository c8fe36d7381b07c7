//! Checks that need more than one row, or more than one table, while files are loaded.
//!
//! Each table is looked at as it will be: the rows of the store that no new row replaces, and the new rows. Only new
//! rows are named as bad, since only they can still be kept out.

mod append_only;
mod assignments;
mod cycles;
mod gathered;
mod rates;
mod ratings;
mod shares;

pub(super) use assignments::{Assignment, assignment_faults};
pub(super) use cycles::{Edge, cycle_faults};
pub(super) use gathered::FrameRow;
pub use rates::rated_currencies;
pub use ratings::LEAST_OF_A_GROUP;
pub(super) use shares::{ShareSums, line_key};

use std::collections::BTreeSet;

use polars::prelude::DataFrame;

use super::check_catalogue::Severity;
use super::issue::{RowIssue, Rule, Tree};
use super::loaded_file::LoadedFile;
use super::settings::CheckSettings;
use crate::calendar::Day;
use crate::quantity::Currency;
use gathered::{Gathered, Place, gather};
use ratings::{Rating, Scale, rating_faults};

/// What a row breaks: its position among the rows looked at, the column, the value in words, and the rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Broken {
    /// The row's position.
    pub(super) at: usize,
    /// The canonical column.
    pub(super) column: &'static str,
    /// The value in words.
    pub(super) value: String,
    /// What it breaks.
    pub(super) rule: Rule,
}

/// What the orders say that quotas are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrdersKnown {
    /// The reps of the orders, those of this load and those of the store: quotas may be theirs.
    pub reps: BTreeSet<String>,
    /// The last business day of the store before this load; none without orders. What lies before it was judged.
    pub until: Option<Day>,
    /// The run's currency.
    pub currency: Currency,
}

/// Whether rows of a table can be proved bad by other rows or tables, or say which rows of others can be read, so that
/// they have to be held until all are read.
pub fn is_checked_across(table: &str) -> bool {
    const HELD: [&str; 10] = [
        "credits",
        "rep_assignments",
        "org_units",
        "reps",
        "customers",
        "quotas",
        "decisions",
        "fx_rates",
        "assessments",
        "instruments",
    ];
    HELD.contains(&table)
}

/// The bad rows among those of a load that only a look across rows and tables shows: (position of the file, position
/// of the row in its frame, the issue), in the order of the files and rows. A row that breaks several rules is named
/// once for each; rules that are ignored name nobody. What is to happen to a row says
/// [`CheckSettings::severity`] of `issue.rule.code()`.
///
/// `stored` gives a whole table of the store, and is asked only for small ones (`credits`, `rep_assignments`,
/// `org_units`, `reps`, `customers`, `quotas`, `decisions`, `assessments`, `instruments`) and only where this load brings
/// rows that are held against it.
pub fn cross_checks(
    loaded: &[LoadedFile],
    stored: &dyn Fn(&str) -> Option<DataFrame>,
    orders: &OrdersKnown,
    settings: &CheckSettings,
) -> Vec<(usize, usize, RowIssue)> {
    let mut issues = Vec::new();
    let brings = |table: &str| loaded.iter().any(|file| file.table == table && file.frame.height() > 0);
    let mut note = |rows: &[Option<Place>], broken: Vec<Broken>| {
        let heard = broken.into_iter().filter(|broken| settings.severity(broken.rule.code()) != Severity::Ignore);
        issues.extend(heard.filter_map(|broken| rows[broken.at].map(|place| issue(loaded, place, broken))));
    };
    if brings("credits") {
        let credits = gather(loaded, stored("credits"), "credits", shares::credit_row);
        note(&credits.places, shares::share_faults(&credits.rows));
    }
    if brings("rep_assignments") {
        let assignments = gather(loaded, stored("rep_assignments"), "rep_assignments", Assignment::read);
        note(&assignments.places, assignment_faults(&assignments.rows));
    }
    for tree in [Tree::Units, Tree::Managers, Tree::Parents, Tree::Merges] {
        let (table, _) = tree.columns();
        if brings(table) {
            let edges = gather(loaded, stored(table), table, |row| Edge::read(tree, row));
            note(&edges.places, cycle_faults(tree, &edges.rows));
        }
    }
    if brings("quotas") {
        let reps: Gathered<String> = gather(loaded, stored("reps"), "reps", |row| row.text("rep_id").to_string());
        let known: BTreeSet<&str> = reps.rows.iter().chain(&orders.reps).map(String::as_str).collect();
        let quotas = gather(loaded, None, "quotas", |row| {
            let of_rep = matches!(row.text("subject_type"), "" | "rep");
            if of_rep { row.text("subject_id").to_string() } else { String::new() }
        });
        note(&quotas.places, unknown_reps(&quotas.rows, &known));
        let quotas = append_only::all_rows(loaded, stored("quotas"), "quotas", append_only::Quota::read);
        note(&quotas.places, append_only::quota_faults(&quotas, orders.until, orders.currency));
    }
    if brings("decisions") {
        let decisions = append_only::all_rows(loaded, stored("decisions"), "decisions", append_only::decision);
        note(&decisions.places, append_only::decision_faults(&decisions));
    }
    if brings("assessments") {
        let ratings = gather(loaded, stored("assessments"), "assessments", Rating::read);
        let known = |table: &str| stored(table).is_some() || loaded.iter().any(|file| file.table == table);
        let reps = known("reps").then(|| {
            let reps = gather(loaded, stored("reps"), "reps", |row| row.text("rep_id").to_string());
            reps.rows.into_iter().collect::<BTreeSet<String>>()
        });
        let scales =
            known("instruments").then(|| gather(loaded, stored("instruments"), "instruments", Scale::read).rows);
        note(&ratings.places, rating_faults(&ratings.rows, reps.as_ref(), scales.as_deref()));
    }
    issues.sort_by_key(|(file, row, _)| (*file, *row));
    issues
}

/// Quotas for reps whom nobody knows; those of units and of the company come with an empty id.
fn unknown_reps(subjects: &[String], known: &BTreeSet<&str>) -> Vec<Broken> {
    let unknown = subjects.iter().enumerate().filter(|(_, rep)| !rep.is_empty() && !known.contains(rep.as_str()));
    unknown.map(|(at, rep)| Broken { at, column: "subject_id", value: rep.clone(), rule: Rule::UnknownRep }).collect()
}

/// A broken rule with the file, the line and the column as the file calls it.
fn issue(loaded: &[LoadedFile], place: Place, broken: Broken) -> (usize, usize, RowIssue) {
    let file = &loaded[place.file];
    let mapped = file.mapping.iter().find(|mapped| mapped.column == broken.column);
    let issue = RowIssue {
        file: file.file.clone(),
        line: file.lines.get(place.row).copied().unwrap_or(0),
        column: mapped.map_or_else(|| broken.column.to_string(), |mapped| mapped.source.clone()),
        raw: vec![broken.value.clone()],
        value: broken.value,
        rule: broken.rule,
    };
    (place.file, place.row, issue)
}

#[cfg(test)]
mod tests {
    use super::super::trial::read;
    use super::*;

    fn checked(files: &[(&str, &str)], stored: &dyn Fn(&str) -> Option<DataFrame>) -> Vec<String> {
        checked_with("", files, stored)
    }

    fn checked_with(settings: &str, files: &[(&str, &str)], stored: &dyn Fn(&str) -> Option<DataFrame>) -> Vec<String> {
        let loaded: Vec<LoadedFile> = files.iter().map(|(table, text)| read(table, text).unwrap()).collect();
        let settings: CheckSettings = toml::from_str(settings).unwrap();
        let until = Some("2024-06-28".parse().unwrap());
        let known = OrdersKnown { reps: BTreeSet::from(["R9".to_string()]), until, currency: Currency::USD };
        let issues = cross_checks(&loaded, stored, &known, &settings);
        issues.into_iter().map(|(_, _, issue)| issue.to_string().replace("`orders.csv` ", "")).collect()
    }

    fn nothing(_: &str) -> Option<DataFrame> {
        None
    }

    #[test]
    fn direct_credits_of_a_line_share_one_and_overlays_do_not_count() {
        let text = "order_id,line_no,rep_id,Split,credit_type
A,1,R1,0.4,direct\nA,1,R2,0.6,direct\nA,1,R3,1,overlay
B,,R1,0.4,direct\nB,,R2,0.5,direct\nC,,R3,0.3,overlay\nD,,R1,1.5,overlay\n";
        let text = text.replace("Split", "share");
        assert_eq!(
            checked(&[("credits", &text)], &nothing),
            [
                "line 5: `share` is `0.4`, and the direct shares of its order line sum to 0.9, not to 1",
                "line 6: `share` is `0.5`, and the direct shares of its order line sum to 0.9, not to 1",
                "line 8: `share` is `1.5`, not a share between 0 and 1",
            ]
        );
    }

    #[test]
    fn a_new_credit_is_summed_with_those_of_the_store_that_it_does_not_replace() {
        let old = read("credits", "order_id,rep_id,share,credit_type\nA,R1,0.4,direct\nA,R2,0.6,direct\n").unwrap();
        let stored = |_: &str| Some(old.frame.clone());
        let same = "order_id,rep_id,share,credit_type\nA,R1,0.4,direct\n";
        assert!(checked(&[("credits", same)], &stored).is_empty());
        let changed = "order_id,rep_id,share,credit_type\nA,R1,0.5,direct\n";
        assert_eq!(
            checked(&[("credits", changed)], &stored),
            ["line 2: `share` is `0.5`, and the direct shares of its order line sum to 1.1, not to 1"]
        );
    }

    #[test]
    fn assignments_to_one_unit_must_not_overlap_and_all_of_a_rep_share_one() {
        let text = "rep_id,unit_id,valid_from,valid_to,share
R1,U1,2024-01-01,2024-06-30,1\nR1,U1,2024-06-30,,1
R2,U1,2024-01-01,,0.7\nR2,U2,2024-03-01,,0.5\nR3,U1,2024-01-01,2024-02-29,\nR3,U2,2024-03-01,,\n";
        assert_eq!(
            checked(&[("rep_assignments", text)], &nothing),
            [
                "line 3: `valid_from` is `2024-06-30`, and the rep's assignment to the same unit from 2024-01-01 overlaps",
                "line 5: `share` is `0.5`, and on 2024-03-01 the shares of the rep's assignments sum to 1.2",
            ]
        );
    }

    #[test]
    fn a_leave_may_lie_within_an_assignment_and_counts_in_no_sum() {
        let text = "rep_id,unit_id,valid_from,valid_to,share,reason
R1,U1,2023-01-01,,1,hire\nR1,U1,2024-01-01,2024-06-30,1,休假\nR1,U1,2024-03-01,,,leave
R2,U1,2023-01-01,,1,hire\nR2,U1,2024-01-01,,0.5,on leave\nR2,U2,2024-02-01,,0.5,transfer
R3,U1,2023-01-01,,1.5,leave\n";
        assert_eq!(
            checked(&[("rep_assignments", text)], &nothing),
            [
                "line 7: `share` is `0.5`, and on 2024-02-01 the shares of the rep's assignments sum to 1.5",
                "line 8: `share` is `1.5`, not a share between 0 and 1",
            ]
        );
    }

    #[test]
    fn units_in_a_circle_are_named_with_their_way_round() {
        let text = "unit_id,parent_id\nA,B\nB,C\nC,A\nD,A\nE,E\nF,\n";
        assert_eq!(
            checked(&[("org_units", text)], &nothing),
            [
                "line 2: `parent_id` is `B`, which leads back to the row itself: A → B → C → A",
                "line 3: `parent_id` is `C`, which leads back to the row itself: B → C → A → B",
                "line 4: `parent_id` is `A`, which leads back to the row itself: C → A → B → C",
                "line 6: `parent_id` is `E`, which leads back to the row itself: E → E",
            ]
        );
    }

    #[test]
    fn a_circle_may_be_closed_by_a_row_of_the_store() {
        let old = read("reps", "rep_id,manager_id\nR1,R2\n").unwrap();
        let stored = |_: &str| Some(old.frame.clone());
        assert_eq!(
            checked(&[("reps", "rep_id,manager_id\nR2,R1\nR3,R3\n")], &stored),
            ["line 2: `manager_id` is `R1`, which leads back to the row itself: R2 → R1 → R2"],
        );
    }

    #[test]
    fn quotas_are_for_reps_of_the_load_of_the_store_or_of_the_orders() {
        let quotas = "subject_type,subject_id,period_start,period_end,value
rep,R1,2024-01-01,2024-01-31,5\nrep,R2,2024-01-01,2024-01-31,5\nrep,R9,2024-01-01,2024-01-31,5
unit,U1,2024-01-01,2024-01-31,5\nrep,R8,2024-01-01,2024-01-31,5\n";
        let old = read("reps", "rep_id,name\nR2,Bo\n").unwrap();
        let stored = |table: &str| (table == "reps").then(|| old.frame.clone());
        let files = [("quotas", quotas), ("reps", "rep_id,name\nR1,Ann\n")];
        let found = ["line 6: `subject_id` is `R8`, a rep whom neither the reps nor the orders know"];
        assert_eq!(checked(&files, &stored), found);
        assert!(checked_with("[rules]\nunknown_rep = 'ignore'", &files, &stored).is_empty());
        assert_eq!(checked_with("[rules]\nunknown_rep = 'warn'", &files, &stored), found);
    }

    const QUOTA: &str = "rep_id,period_start,period_end,version,value,effective_from,status\n";

    fn quotas_after(stored_rows: &str, new_rows: &str) -> Vec<String> {
        let old = read("quotas", format!("{QUOTA}{stored_rows}")).unwrap();
        let stored = |table: &str| (table == "quotas").then(|| old.frame.clone());
        checked(&[("quotas", &format!("{QUOTA}{new_rows}"))], &stored)
    }

    #[test]
    fn a_quota_in_force_is_never_changed_under_its_own_version() {
        let second_quarter = "R9,2024-04-01,2024-06-30,1,50.00,";
        let agreed = format!("{second_quarter},agreed\n");
        for allowed in [agreed.clone(), format!("{second_quarter},locked\n")] {
            assert!(quotas_after(&agreed, &allowed).is_empty(), "{allowed}");
        }
        for other in ["R9,2024-04-01,2024-06-30,1,60.00,,agreed\n", "R9,2024-04-01,2024-06-30,1,50.00,,draft\n"] {
            let value = if other.contains("60") { "60.00" } else { "50.00" };
            let said = format!("line 2: `value` is `{value}` where version 1 of the quota, in force, says `50.00`");
            assert_eq!(quotas_after(&agreed, other), [said]);
        }
        let draft = format!("{second_quarter},draft\n");
        assert!(quotas_after(&draft, "R9,2024-04-01,2024-06-30,1,60.00,,agreed\n").is_empty(), "drafts are free");
    }

    #[test]
    fn a_new_version_does_not_change_a_period_that_had_closed() {
        // The orders of the store reach to 28 June: the first quarter is over, the second is not.
        let old = "R9,2024-01-01,2024-03-31,1,50.00,,\nR9,2024-04-01,2024-06-30,1,50.00,,\n";
        assert_eq!(
            quotas_after(old, "R9,2024-01-01,2024-03-31,2,40.00,2024-02-01,\nR9,2024-04-01,2024-06-30,2,40.00,,\n"),
            ["line 2: `value` is `40.00`, a version that changes the target of a period closed on 2024-03-31"]
        );
        for harmless in [
            "R9,2024-01-01,2024-03-31,2,40.00,2024-04-01,\n",
            "R9,2024-01-01,2024-03-31,2,40.00,,draft\n",
            "R9,2024-01-01,2024-03-31,2,50.00,,\n",
            "R8,2024-01-01,2024-03-31,2,40.00,,\n",
        ] {
            let found = quotas_after(old, harmless);
            assert!(found.iter().all(|said| !said.contains("closed")), "{found:?}");
        }
        // A history that comes in one piece was published by nobody.
        let both = "R9,2024-01-01,2024-03-31,1,50.00,,\nR9,2024-01-01,2024-03-31,2,40.00,2024-02-01,\n";
        assert!(quotas_after("", both).is_empty());
    }

    #[test]
    fn a_recorded_decision_is_not_rewritten() {
        let header = "decision_id,object,object_id,suggested,decided,by,at,reason\n";
        let old = read("decisions", format!("{header}D1,grade,2024-Q1:R9,A,B,Ann,2024-07-01T08:00:00,late papers\n"));
        let old = old.unwrap();
        let stored = |table: &str| (table == "decisions").then(|| old.frame.clone());
        let load = |row: &str| checked(&[("decisions", &format!("{header}{row}"))], &stored);
        assert!(load("D1,grade,2024-Q1:R9,A,B,Ann,2024-07-01T08:00:00,late papers\n").is_empty());
        assert_eq!(
            load(
                "D2,grade,2024-Q1:R9,A,A,Bo,2024-07-02T08:00:00,found\nD1,grade,2024-Q1:R9,A,C,Ann,2024-07-01T08:00:00,late papers\n"
            ),
            ["line 3: the decision `D1` is recorded already, with another `decided`"]
        );
        assert!(load("D1,grade,2024-Q1:R9,A,B,Ann,2024-07-01T09:00:00,late papers\n")[0].ends_with("another `at`"));
    }
}
