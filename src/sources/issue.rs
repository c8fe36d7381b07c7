//! One bad row: where it stands, what it says, which rule it breaks.

use std::fmt;

use super::source_error::short;

/// The first columns of a file of rejected rows. Where a mended one is loaded, they are passed over.
pub const REJECT_COLUMNS: [&str; 6] =
    ["attain_file", "attain_line", "attain_column", "attain_rule", "attain_value", "attain_forms"];

/// A row that cannot be loaded, with all that a person needs to find and mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowIssue {
    /// The file's name as it was given.
    pub file: String,
    /// The line in the file, counted from 1, on which the row starts.
    pub line: u64,
    /// The column as it is called in the file; empty where the whole row is meant.
    pub column: String,
    /// The value as it stands in the file.
    pub value: String,
    /// What is wrong with it.
    pub rule: Rule,
    /// The row as it came, for the file of rejected rows.
    pub raw: Vec<String>,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Not a day, in the format that was asked for or in one of the usual ones.
    NotADay,
    /// Not a point in time.
    NotAnInstant,
    /// Not an amount of money.
    NotMoney,
    /// Not a number.
    NotANumber,
    /// Not a whole number.
    NotWhole,
    /// A number or an amount beyond what can be summed exactly.
    TooLarge,
    /// A discount of more than the whole price, where the amount is worked out from it.
    DiscountAboveOne,
    /// A tax rate that is none, where the amount is worked out from it.
    NotATaxRate,
    /// Neither true nor false.
    NotABool,
    /// Not among the words allowed.
    NotAllowed {
        /// The words.
        allowed: Vec<String>,
    },
    /// A required value is empty.
    Empty,
    /// An order id or a line number is empty in a source of which only newer rows come.
    NoOwnKey,
    /// More or fewer fields than the header.
    Ragged {
        /// Fields in the header.
        expected: usize,
        /// Fields in the row.
        found: usize,
    },
    /// A record of JSON that is no object, no JSON, or says something twice.
    BrokenJson {
        /// What is wrong with it.
        problem: String,
    },
    /// The names of the columns once more, in the middle of the file.
    RepeatedHeader,
    /// A line under or between the rows that is none: a total, a footnote, a rule of dashes.
    NoRow,
    /// The key stands on another row with other content.
    DuplicateKey {
        /// The line of the first one.
        first_line: u64,
    },
    /// A sale with a negative amount, quantity or cost, or a return with a positive one.
    SignAgainstType {
        /// The line type.
        line_type: String,
    },
    /// A period that ends before it starts.
    EndsBeforeStart {
        /// The column of the start as it is called in the file.
        start_column: String,
        /// The start as it stands in the file.
        start: String,
    },
    /// The value is not in the file that translates it.
    NotInLookup {
        /// The file.
        file: String,
        /// Its key column.
        key: String,
    },
    /// A quota for a rep whom no table knows.
    UnknownRep,
    /// A quota in force that would be changed under its own version number.
    QuotaRewritten {
        /// The amount that is kept, as it is printed.
        kept: String,
        /// The version.
        version: i64,
    },
    /// A new version that would change the target of a period that had closed.
    QuotaAfterClose {
        /// The last day of the period.
        closed: String,
    },
    /// A decision that would be changed.
    DecisionRewritten {
        /// The column that differs.
        differs: String,
    },
    /// The share of a credit outside 0 to 1.
    CreditShareRange,
    /// Direct shares of one order line that do not sum to 1.
    CreditShares {
        /// Their sum, as it is printed.
        sum: String,
    },
    /// The share of an assignment outside 0 to 1.
    AssignmentShareRange,
    /// Two assignments of one rep to one unit on the same days.
    AssignmentOverlap {
        /// The first day of the other one.
        other_start: String,
    },
    /// Assignments of one rep that sum to more than 1.
    AssignmentShares {
        /// The first such day of the assignment.
        day: String,
        /// The sum on that day, as it is printed.
        sum: String,
    },
    /// Rows that lead back to themselves.
    Cycle {
        /// Which of the trees.
        tree: Tree,
        /// The ids of the circle, from this row's own, which is not repeated at the end.
        path: Vec<String>,
    },
    /// A rating of somebody whom the reps table does not know.
    RatingRatee {
        /// The nearest ids.
        nearest: Vec<String>,
    },
    /// A rating on an item that the instruments do not have.
    RatingItem {
        /// The nearest items.
        nearest: Vec<String>,
    },
    /// Somebody rates himself or herself in a group of others.
    RatingOfOneself {
        /// The group.
        group: String,
    },
    /// A rating with neither a score nor the mark that nothing was observed.
    RatingEmpty,
    /// A score outside the item's scale.
    RatingScale {
        /// The lowest score, as it is printed.
        low: String,
        /// The highest score, as it is printed.
        high: String,
    },
    /// A ratee whom only one other person rates.
    RatingOneRater {
        /// The cycle.
        cycle: String,
    },
    /// A group of raters that is too small to be shown.
    RatingSmallGroup {
        /// The cycle.
        cycle: String,
        /// The group.
        group: String,
    },
    /// A ratee whom no common raters link with most of the others, so that severity cannot be told from worth.
    RatingUnlinked {
        /// The cycle.
        cycle: String,
        /// A rater of the others, whose rating is missing.
        rater: String,
        /// Whom that rater could rate.
        ratee: String,
    },
    /// A quoted value that runs over lines which look like rows: a stray quote before and one behind them.
    SwallowedRows,
    /// A code that is no currency of ISO 4217.
    NotACurrency,
    /// A number that cannot be the rate between two currencies.
    NotARate,
    /// A currency other than the run's, without a rate.
    ForeignCurrency {
        /// The run's currency.
        expected: String,
    },
    /// A currency other than that which the titles of the amounts name.
    NotOfTheTitles {
        /// The currency that they name.
        stated: String,
    },
}

/// A table whose rows point to a row above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tree {
    /// `org_units` by `parent_id`.
    Units,
    /// `reps` by `manager_id`.
    Managers,
    /// `customers` by `parent_id`.
    Parents,
    /// `customers` by `merged_into`.
    Merges,
}

impl Rule {
    /// A stable code, written beside rejected rows.
    pub fn code(&self) -> &'static str {
        match self {
            Rule::NotADay => "not_a_day",
            Rule::NotAnInstant => "not_an_instant",
            Rule::NotMoney => "not_money",
            Rule::NotANumber => "not_a_number",
            Rule::NotWhole => "not_whole",
            Rule::TooLarge => "too_large",
            Rule::DiscountAboveOne => "discount_above_one",
            Rule::NotATaxRate => "not_a_tax_rate",
            Rule::NotABool => "not_a_bool",
            Rule::NotAllowed { .. } => "not_allowed",
            Rule::Empty => "empty",
            Rule::NoOwnKey => "no_own_key",
            Rule::Ragged { .. } => "ragged",
            Rule::BrokenJson { .. } => "broken_json",
            Rule::RepeatedHeader => "repeated_header",
            Rule::NoRow => "no_row",
            Rule::DuplicateKey { .. } => "duplicate_key",
            Rule::SignAgainstType { .. } => "sign_against_type",
            Rule::EndsBeforeStart { .. } => "ends_before_start",
            Rule::NotInLookup { .. } => "not_in_lookup",
            Rule::UnknownRep => "unknown_rep",
            Rule::QuotaRewritten { .. } => "quota_rewritten",
            Rule::QuotaAfterClose { .. } => "quota_after_close",
            Rule::DecisionRewritten { .. } => "decision_rewritten",
            Rule::CreditShareRange => "credit_share_range",
            Rule::CreditShares { .. } => "credit_shares",
            Rule::AssignmentShareRange => "assignment_share_range",
            Rule::AssignmentOverlap { .. } => "assignment_overlap",
            Rule::AssignmentShares { .. } => "assignment_shares",
            Rule::Cycle { tree: Tree::Units, .. } => "unit_cycle",
            Rule::Cycle { tree: Tree::Managers, .. } => "manager_cycle",
            Rule::Cycle { tree: Tree::Parents, .. } => "parent_cycle",
            Rule::Cycle { tree: Tree::Merges, .. } => "merge_cycle",
            Rule::SwallowedRows => "swallowed_rows",
            Rule::NotACurrency => "not_a_currency",
            Rule::NotARate => "not_a_rate",
            Rule::RatingRatee { .. } => "rating_ratee",
            Rule::RatingItem { .. } => "rating_item",
            Rule::RatingOfOneself { .. } => "rating_of_oneself",
            Rule::RatingEmpty => "rating_empty",
            Rule::RatingScale { .. } => "rating_scale",
            Rule::RatingOneRater { .. } => "rating_one_rater",
            Rule::RatingSmallGroup { .. } => "rating_small_group",
            Rule::RatingUnlinked { .. } => "rating_unlinked",
            Rule::ForeignCurrency { .. } => "foreign_currency",
            Rule::NotOfTheTitles { .. } => "currency_not_of_title",
        }
    }

    /// Whether it says of several rows together the same that it says of each.
    pub fn is_of_several_rows(&self) -> bool {
        matches!(self, Rule::RatingOneRater { .. } | Rule::RatingSmallGroup { .. } | Rule::RatingUnlinked { .. })
    }
}

impl fmt::Display for RowIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RowIssue { file, line, value, rule, raw, .. } = self;
        let column = short(&self.column);
        write!(f, "`{file}` line {line}: ")?;
        // A value may hold anything; a line of a message holds no line ends and no escape sequences.
        let legible = |c: char| match c {
            '\n' => '⏎',
            c if c.is_control() => '\u{fffd}',
            c => c,
        };
        let shown: String = value.chars().take(60).map(legible).collect();
        match rule {
            Rule::NotADay => write!(f, "`{column}` is `{shown}`, not a day in the calendar"),
            Rule::NotAnInstant => write!(f, "`{column}` is `{shown}`, not a point in time"),
            Rule::NotMoney => write!(f, "`{column}` is `{shown}`, not an amount of money"),
            Rule::NotANumber => write!(f, "`{column}` is `{shown}`, not a number"),
            Rule::NotWhole => write!(f, "`{column}` is `{shown}`, not a whole number"),
            Rule::TooLarge => write!(f, "`{column}` is `{shown}`, too large to be summed exactly"),
            Rule::DiscountAboveOne => write!(f, "`{column}` is `{shown}`, a discount of more than the whole price"),
            Rule::NotATaxRate => write!(f, "`{column}` is `{shown}`, not a tax rate"),
            Rule::NotABool => write!(f, "`{column}` is `{shown}`, neither true nor false"),
            Rule::NotAllowed { .. } => write!(f, "`{column}` is `{shown}`, not one of the allowed words"),
            Rule::Empty => write!(f, "`{column}` is empty and must not be"),
            Rule::NoOwnKey => {
                write!(
                    f,
                    "`{column}` is empty, and in a source with a `watermark` nothing else tells the row from others"
                )
            }
            Rule::Ragged { expected, found } => {
                let fields = if *found == 1 { "field" } else { "fields" };
                let surplus = raw.get(*expected..).unwrap_or_default();
                let behind = match surplus.iter().all(|field| field.trim().is_empty()) {
                    true if !surplus.is_empty() => ": a separator too many stands at its end or in one of its values",
                    _ => "",
                };
                write!(f, "{found} {fields} where the header has {expected}{behind}")
            }
            Rule::BrokenJson { problem } => write!(f, "no record that can be read: {problem}"),
            Rule::RepeatedHeader => write!(f, "the header stands here once more, and is no row"),
            Rule::NoRow => {
                let said = raw.iter().map(|field| field.trim()).find(|field| !field.is_empty()).unwrap_or("");
                write!(f, "`{}` is a total or a footnote, and no row", short(said))
            }
            Rule::DuplicateKey { first_line } => {
                write!(f, "the key `{shown}` stands on line {first_line} already, with other content")
            }
            Rule::SignAgainstType { line_type } => {
                write!(f, "`{column}` is `{shown}`, which has the wrong sign for a {line_type}")
            }
            Rule::EndsBeforeStart { start_column, start } => {
                write!(f, "`{column}` is `{shown}`, before `{start_column}`, which is `{start}`")
            }
            Rule::NotInLookup { file: lookup, key } => {
                write!(f, "`{column}` is `{shown}`, which is not in the column `{key}` of `{lookup}`")
            }
            Rule::UnknownRep => write!(f, "`{column}` is `{shown}`, a rep whom neither the reps nor the orders know"),
            Rule::QuotaRewritten { kept, version } => {
                write!(f, "`{column}` is `{shown}` where version {version} of the quota, in force, says `{kept}`")
            }
            Rule::QuotaAfterClose { closed } => {
                write!(f, "`{column}` is `{shown}`, a version that changes the target of a period closed on {closed}")
            }
            Rule::DecisionRewritten { differs } => {
                write!(f, "the decision `{shown}` is recorded already, with another `{differs}`")
            }
            Rule::CreditShareRange | Rule::AssignmentShareRange => {
                write!(f, "`{column}` is `{shown}`, not a share between 0 and 1")
            }
            Rule::CreditShares { sum } => {
                write!(f, "`{column}` is `{shown}`, and the direct shares of its order line sum to {sum}, not to 1")
            }
            Rule::AssignmentOverlap { other_start } => {
                write!(
                    f,
                    "`{column}` is `{shown}`, and the rep's assignment to the same unit from {other_start} overlaps"
                )
            }
            Rule::AssignmentShares { day, sum } => {
                write!(f, "`{column}` is `{shown}`, and on {day} the shares of the rep's assignments sum to {sum}")
            }
            Rule::Cycle { path, .. } => {
                let ids: Vec<String> =
                    path.iter().chain(path.first()).map(|id| id.chars().map(legible).collect()).collect();
                write!(f, "`{column}` is `{shown}`, which leads back to the row itself: {}", ids.join(" → "))
            }
            Rule::RatingRatee { .. } => write!(f, "`{column}` is `{shown}`, whom the reps table does not know"),
            Rule::RatingItem { .. } => write!(f, "`{column}` is `{shown}`, an item that the instruments do not have"),
            Rule::RatingOfOneself { group } => {
                write!(f, "`{column}` is `{shown}`, who rates himself or herself as a {group}")
            }
            Rule::RatingEmpty => write!(f, "there is neither a score nor the mark that nothing was observed"),
            Rule::RatingScale { low, high } => {
                write!(f, "`{column}` is `{shown}`, outside the item's scale of {low} to {high}")
            }
            Rule::RatingOneRater { cycle } => {
                write!(f, "`{column}` is `{shown}`, whom only one other person rates in cycle {cycle}")
            }
            Rule::RatingSmallGroup { cycle, group } => {
                write!(f, "`{column}` is `{shown}`, whose raters as {group} are fewer than three in cycle {cycle}")
            }
            Rule::RatingUnlinked { cycle, .. } => {
                write!(f, "`{column}` is `{shown}`, whom no common raters link with most others in cycle {cycle}")
            }
            Rule::SwallowedRows => {
                write!(f, "`{column}` runs over several lines that look like rows of the table: `{shown}`")
            }
            Rule::NotACurrency => write!(f, "`{column}` is `{shown}`, not the code of a currency"),
            Rule::NotARate => write!(f, "`{column}` is `{shown}`, which cannot be a rate between two currencies"),
            Rule::ForeignCurrency { expected } => {
                write!(f, "`{column}` is `{shown}` where the run's currency is {expected} and there is no rate")
            }
            Rule::NotOfTheTitles { stated } => {
                write!(f, "`{column}` is `{shown}`, and the titles of the amounts say {stated}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check_catalogue::check;
    use super::*;

    /// One of each rule; a new one does not compile before it is added here, and fails before it is in the catalogue.
    fn next(rule: &Rule) -> Option<Rule> {
        let path = || vec!["A".to_string()];
        Some(match rule {
            Rule::NotADay => Rule::NotAnInstant,
            Rule::NotAnInstant => Rule::NotMoney,
            Rule::NotMoney => Rule::NotANumber,
            Rule::NotANumber => Rule::NotWhole,
            Rule::NotWhole => Rule::TooLarge,
            Rule::TooLarge => Rule::DiscountAboveOne,
            Rule::DiscountAboveOne => Rule::NotATaxRate,
            Rule::NotATaxRate => Rule::NotABool,
            Rule::NotABool => Rule::NotAllowed { allowed: Vec::new() },
            Rule::NotAllowed { .. } => Rule::Empty,
            Rule::Empty => Rule::NoOwnKey,
            Rule::NoOwnKey => Rule::Ragged { expected: 2, found: 1 },
            Rule::Ragged { .. } => Rule::BrokenJson { problem: String::new() },
            Rule::BrokenJson { .. } => Rule::RepeatedHeader,
            Rule::RepeatedHeader => Rule::NoRow,
            Rule::NoRow => Rule::DuplicateKey { first_line: 1 },
            Rule::DuplicateKey { .. } => Rule::SignAgainstType { line_type: String::new() },
            Rule::SignAgainstType { .. } => Rule::EndsBeforeStart { start_column: String::new(), start: String::new() },
            Rule::EndsBeforeStart { .. } => Rule::NotInLookup { file: String::new(), key: String::new() },
            Rule::NotInLookup { .. } => Rule::UnknownRep,
            Rule::UnknownRep => Rule::QuotaRewritten { kept: String::new(), version: 1 },
            Rule::QuotaRewritten { .. } => Rule::QuotaAfterClose { closed: String::new() },
            Rule::QuotaAfterClose { .. } => Rule::DecisionRewritten { differs: String::new() },
            Rule::DecisionRewritten { .. } => Rule::CreditShareRange,
            Rule::CreditShareRange => Rule::CreditShares { sum: String::new() },
            Rule::CreditShares { .. } => Rule::AssignmentShareRange,
            Rule::AssignmentShareRange => Rule::AssignmentOverlap { other_start: String::new() },
            Rule::AssignmentOverlap { .. } => Rule::AssignmentShares { day: String::new(), sum: String::new() },
            Rule::AssignmentShares { .. } => Rule::Cycle { tree: Tree::Units, path: path() },
            Rule::Cycle { tree: Tree::Units, .. } => Rule::Cycle { tree: Tree::Managers, path: path() },
            Rule::Cycle { tree: Tree::Managers, .. } => Rule::Cycle { tree: Tree::Parents, path: path() },
            Rule::Cycle { tree: Tree::Parents, .. } => Rule::Cycle { tree: Tree::Merges, path: path() },
            Rule::Cycle { tree: Tree::Merges, .. } => Rule::SwallowedRows,
            Rule::SwallowedRows => Rule::NotACurrency,
            Rule::NotACurrency => Rule::NotARate,
            Rule::NotARate => Rule::RatingRatee { nearest: path() },
            Rule::RatingRatee { .. } => Rule::RatingItem { nearest: path() },
            Rule::RatingItem { .. } => Rule::RatingOfOneself { group: String::new() },
            Rule::RatingOfOneself { .. } => Rule::RatingEmpty,
            Rule::RatingEmpty => Rule::RatingScale { low: String::new(), high: String::new() },
            Rule::RatingScale { .. } => Rule::RatingOneRater { cycle: String::new() },
            Rule::RatingOneRater { .. } => Rule::RatingSmallGroup { cycle: String::new(), group: String::new() },
            Rule::RatingSmallGroup { .. } => {
                Rule::RatingUnlinked { cycle: String::new(), rater: String::new(), ratee: String::new() }
            }
            Rule::RatingUnlinked { .. } => Rule::ForeignCurrency { expected: String::new() },
            Rule::ForeignCurrency { .. } => Rule::NotOfTheTitles { stated: String::new() },
            Rule::NotOfTheTitles { .. } => return None,
        })
    }

    #[test]
    fn every_rule_is_a_check_of_rows_in_the_catalogue() {
        let mut rule = Some(Rule::NotADay);
        while let Some(this) = rule {
            let spec = check(this.code()).unwrap_or_else(|| panic!("`{}` is not in the catalogue", this.code()));
            assert_eq!(spec.section, "rows", "`{}`", this.code());
            rule = next(&this);
        }
    }
}
