//! What a person says to a proposal, and what has been said about it so far.

use std::fmt;

use crate::measures::records::decisions::DecisionRow;
use crate::quantity::parse_minor;

/// What a decision can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A rep's target in a metric.
    Target,
    /// That a rep is at risk.
    Flag,
    /// A grade.
    Grade,
    /// A bonus.
    Bonus,
    /// A promotion.
    Promotion,
    /// A training topic.
    Training,
    /// A performance plan.
    PerformancePlan,
}

impl ObjectKind {
    /// All of them, in the order of the listings.
    pub const ALL: [ObjectKind; 7] = [
        ObjectKind::Target,
        ObjectKind::Flag,
        ObjectKind::Grade,
        ObjectKind::Bonus,
        ObjectKind::Promotion,
        ObjectKind::Training,
        ObjectKind::PerformancePlan,
    ];

    /// A stable word: `object` in the table of decisions, and what a proposal's id begins with.
    pub fn word(self) -> &'static str {
        match self {
            ObjectKind::Target => "target",
            ObjectKind::Flag => "flag",
            ObjectKind::Grade => "grade",
            ObjectKind::Bonus => "bonus",
            ObjectKind::Promotion => "promotion",
            ObjectKind::Training => "training",
            ObjectKind::PerformancePlan => "performance_plan",
        }
    }

    /// The kind that a word stands for.
    pub fn of_word(word: &str) -> Option<ObjectKind> {
        ObjectKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a person says to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As it was suggested.
    Accept,
    /// This in its place.
    Change(String),
    /// Not at all.
    Reject,
}

/// Which values can stand in the place of a suggested one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueRule {
    /// An amount with so many decimal digits; above zero, or zero too where that makes sense.
    Amount {
        /// Decimal digits.
        digits: u32,
        /// Whether nothing is an amount.
        zero: bool,
    },
    /// One of these words.
    OneOf(Vec<String>),
    /// Any words.
    Text,
    /// None: it can be accepted or rejected.
    None,
}

/// A decision as it goes into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// `accepted`, `changed` or `rejected`.
    pub status: &'static str,
    /// What counts from now on; none where the suggestion was rejected.
    pub decided: Option<String>,
}

/// A verdict that cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionError {
    /// Nobody gave a reason.
    NoReason,
    /// Nobody decided.
    NoAuthor,
    /// Nothing was suggested that could be accepted or rejected.
    NothingSuggested,
    /// Nothing can stand in the place of the suggestion.
    Unchangeable {
        /// What the decision is about.
        kind: ObjectKind,
    },
    /// The value is what was suggested.
    AsSuggested {
        /// It.
        value: String,
    },
    /// No value of that kind.
    NoSuchValue {
        /// What was received.
        received: String,
        /// The rule that it breaks.
        allowed: ValueRule,
    },
}

impl fmt::Display for DecisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecisionError::NoReason => f.write_str("a decision needs a reason"),
            DecisionError::NoAuthor => f.write_str("a decision needs the name of the person who takes it"),
            DecisionError::NothingSuggested => f.write_str("nothing was suggested that could be accepted or rejected"),
            DecisionError::Unchangeable { kind } => {
                write!(f, "a {} is accepted or rejected, and cannot be changed", kind.word())
            }
            DecisionError::AsSuggested { value } => write!(f, "`{value}` is what was suggested"),
            DecisionError::NoSuchValue { received, allowed: ValueRule::Amount { .. } } => {
                write!(f, "`{received}` is not an amount that can be set")
            }
            DecisionError::NoSuchValue { received, .. } => write!(f, "`{received}` is not a value that can be set"),
        }
    }
}

impl std::error::Error for DecisionError {}

impl DecisionError {
    /// The sentence and the way out for a reader of Chinese.
    pub fn in_chinese(&self) -> (String, String) {
        let said = |message: &str, hint: &str| (message.to_string(), hint.to_string());
        match self {
            DecisionError::NoReason => said("决定需要写明理由", "请写：--reason \"7 月起负责新区域\""),
            DecisionError::NoAuthor => said("决定需要写明决定人", "请写：--by \"张三\""),
            DecisionError::NothingSuggested => said("没有可接受或驳回的建议值", "请设定一个值：--change 值"),
            DecisionError::Unchangeable { .. } => said("此项只能接受或驳回，不能修改", "请写 --accept 或 --reject"),
            DecisionError::AsSuggested { value } => (format!("`{value}` 与建议值相同"), "请写 --accept".to_string()),
            DecisionError::NoSuchValue { received, allowed } => {
                let hint = match allowed {
                    ValueRule::Amount { digits, zero } => {
                        let least = if *zero { "不小于 0" } else { "大于 0" };
                        format!("请写{least}、最多 {digits} 位小数的数字")
                    }
                    ValueRule::OneOf(words) => format!("允许的值：{}", words.join("、")),
                    ValueRule::Text => "请写明内容".to_string(),
                    ValueRule::None => "请写 --accept 或 --reject".to_string(),
                };
                (format!("`{received}` 不是可设定的值"), hint)
            }
        }
    }

    /// The way out.
    pub fn hint(&self) -> String {
        match self {
            DecisionError::NoReason => "say why: --reason \"new territory from July\"".to_string(),
            DecisionError::NoAuthor => "say who: --by \"Ann Li\"".to_string(),
            DecisionError::NothingSuggested => "set a value: --change VALUE".to_string(),
            DecisionError::Unchangeable { .. } => "say --accept or --reject".to_string(),
            DecisionError::AsSuggested { .. } => "say --accept".to_string(),
            DecisionError::NoSuchValue { allowed, .. } => match allowed {
                ValueRule::Amount { digits, zero } => {
                    let least = if *zero { "0 or more" } else { "more than 0" };
                    let form = if *digits == 0 { "12" } else { "12000.50" };
                    format!("write a plain number of {least} with at most {digits} decimal digits, such as {form}")
                }
                ValueRule::OneOf(words) => format!("allowed are {}", words.join(", ")),
                ValueRule::Text => "write what is to be done".to_string(),
                ValueRule::None => "say --accept or --reject".to_string(),
            },
        }
    }
}

impl Verdict {
    /// The decision on a proposal of this kind. `suggested` is what attain proposes at this moment, in the form in
    /// which it is recorded; none where it states that it cannot propose anything.
    ///
    /// ```
    /// use attain::appraisal::{ObjectKind, ValueRule, Verdict};
    /// let bands = ValueRule::OneOf(vec!["A".into(), "B".into()]);
    /// let decided = Verdict::Change("B".into()).on(ObjectKind::Grade, Some("A"), &bands).unwrap();
    /// assert_eq!((decided.status, decided.decided.as_deref()), ("changed", Some("B")));
    /// assert!(Verdict::Change("Z".into()).on(ObjectKind::Grade, Some("A"), &bands).is_err());
    /// ```
    ///
    /// # Errors
    /// [`DecisionError`]: nothing to accept or reject, or a value that is none.
    pub fn on(&self, kind: ObjectKind, suggested: Option<&str>, rule: &ValueRule) -> Result<Decided, DecisionError> {
        let value = match self {
            Verdict::Accept | Verdict::Reject if suggested.is_none() => return Err(DecisionError::NothingSuggested),
            Verdict::Accept => {
                return Ok(Decided { status: "accepted", decided: suggested.map(str::to_string) });
            }
            Verdict::Reject => return Ok(Decided { status: "rejected", decided: None }),
            Verdict::Change(value) => value.trim(),
        };
        let refused = || DecisionError::NoSuchValue { received: value.to_string(), allowed: rule.clone() };
        let value = match rule {
            ValueRule::None => return Err(DecisionError::Unchangeable { kind }),
            ValueRule::OneOf(words) => words.iter().find(|word| word.as_str() == value).ok_or_else(refused)?.clone(),
            ValueRule::Text if value.is_empty() => return Err(refused()),
            ValueRule::Text => value.to_string(),
            ValueRule::Amount { digits, zero } => amount(value, *digits, *zero).ok_or_else(refused)?,
        };
        match suggested {
            Some(suggested) if suggested == value => Err(DecisionError::AsSuggested { value }),
            _ => Ok(Decided { status: "changed", decided: Some(value) }),
        }
    }
}

/// An amount in the form in which it is recorded: a plain decimal with all its digits.
fn amount(text: &str, digits: u32, zero: bool) -> Option<String> {
    let parsed = parse_minor(text, digits).ok().filter(|parsed| !parsed.rounded)?;
    let allowed = parsed.minor > 0 || (zero && parsed.minor == 0);
    allowed.then(|| decimal(parsed.minor, digits))
}

fn decimal(minor: i64, digits: u32) -> String {
    let scale = 10_u64.pow(digits);
    match digits as usize {
        0 => minor.to_string(),
        width => format!("{}.{:0width$}", minor.unsigned_abs() / scale, minor.unsigned_abs() % scale),
    }
}

/// Who decides, and why: nobody and nothing are refused.
///
/// # Errors
/// [`DecisionError::NoAuthor`], [`DecisionError::NoReason`].
pub fn require_author_and_reason(by: &str, reason: &str) -> Result<(), DecisionError> {
    match (says_nothing(by), says_nothing(reason)) {
        (true, _) => Err(DecisionError::NoAuthor),
        (_, true) => Err(DecisionError::NoReason),
        _ => Ok(()),
    }
}

/// Whether a text names nobody and gives no reason: it is empty, has neither letter nor digit, or is what programs
/// write for no value.
fn says_nothing(text: &str) -> bool {
    let text = text.trim();
    let is_word = |word: &str| text.eq_ignore_ascii_case(word);
    !text.chars().any(char::is_alphanumeric) || ["n/a", "null", "(null)", "#n/a", "(blank)"].into_iter().any(is_word)
}

/// What stands on one object: the last decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionStanding<'d> {
    /// The last decision.
    pub row: &'d DecisionRow,
    /// `accepted`, `changed` or `rejected`; worked out from the values where a loaded row does not say.
    pub status: &'static str,
    /// How many decisions there are on the object.
    pub decisions: usize,
}

/// What stands on an object by a log that is in the order of [`decisions`](crate::measures::records::decisions); none
/// where nobody decided yet.
pub fn standing<'d>(log: &'d [DecisionRow], kind: ObjectKind, object_id: &str) -> Option<DecisionStanding<'d>> {
    let own = || log.iter().filter(|row| row.object == kind.word() && row.object_id == object_id);
    let row = own().next_back()?;
    Some(DecisionStanding { row, status: status_of(row), decisions: own().count() })
}

/// What a row says of the suggestion.
pub fn status_of(row: &DecisionRow) -> &'static str {
    match (row.status.as_deref(), &row.decided) {
        (Some("accepted"), _) => "accepted",
        (Some("changed"), _) => "changed",
        (Some("rejected"), _) | (_, None) => "rejected",
        (_, decided) if *decided == row.suggested => "accepted",
        _ => "changed",
    }
}

/// The id of the next decision on an object: what it is about, and how many there will then be.
pub fn next_id(log: &[DecisionRow], kind: ObjectKind, object_id: &str) -> String {
    let object = format!("{}:{object_id}", kind.word());
    let number = |row: &DecisionRow| {
        let (of, number) = row.decision_id.rsplit_once('#')?;
        number.parse::<u64>().ok().filter(|_| of == object)
    };
    let last = log.iter().filter_map(number).max().unwrap_or(0);
    format!("{object}#{}", last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMOUNT: ValueRule = ValueRule::Amount { digits: 2, zero: false };

    fn change(value: &str, rule: &ValueRule) -> Result<Option<String>, DecisionError> {
        Verdict::Change(value.to_string()).on(ObjectKind::Target, Some("500.00"), rule).map(|decided| decided.decided)
    }

    #[test]
    fn an_amount_is_written_in_one_way() {
        assert_eq!(change("1200", &AMOUNT), Ok(Some("1200.00".to_string())));
        assert_eq!(change(" 1200.5 ", &AMOUNT), Ok(Some("1200.50".to_string())));
        assert_eq!(change("12", &ValueRule::Amount { digits: 0, zero: true }), Ok(Some("12".to_string())));
        for nonsense in ["-5", "0", "1.234", "many", "", "NaN", "1e400"] {
            assert!(change(nonsense, &AMOUNT).is_err(), "{nonsense}");
        }
        assert_eq!(change("500", &AMOUNT), Err(DecisionError::AsSuggested { value: "500.00".to_string() }));
    }

    #[test]
    fn nothing_can_be_accepted_where_nothing_was_suggested() {
        let on = |verdict: Verdict| verdict.on(ObjectKind::Target, None, &AMOUNT).map(|decided| decided.status);
        assert_eq!(on(Verdict::Accept), Err(DecisionError::NothingSuggested));
        assert_eq!(on(Verdict::Reject), Err(DecisionError::NothingSuggested));
        assert_eq!(on(Verdict::Change("7".to_string())), Ok("changed"));
        let flag = Verdict::Change("clear".to_string()).on(ObjectKind::Flag, Some("flagged"), &ValueRule::None);
        assert_eq!(flag, Err(DecisionError::Unchangeable { kind: ObjectKind::Flag }));
    }

    fn row(decision_id: &str, suggested: &str, decided: &str) -> DecisionRow {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_string());
        DecisionRow {
            decision_id: decision_id.to_string(),
            object: "grade".to_string(),
            object_id: "2024-Q1:R1".to_string(),
            suggested: filled(suggested),
            decided: filled(decided),
            status: None,
            by: "Ann".to_string(),
            at: None,
            reason: "because".to_string(),
        }
    }

    #[test]
    fn the_last_decision_stands_and_the_next_id_counts_on() {
        let log = [row("grade:2024-Q1:R1#1", "A", "A"), row("grade:2024-Q1:R1#2", "A", "B")];
        let of = |object: &str| standing(&log, ObjectKind::Grade, object).map(|one| (one.status, one.decisions));
        assert_eq!(of("2024-Q1:R1"), Some(("changed", 2)));
        assert_eq!(of("2024-Q1:R2"), None);
        assert_eq!(next_id(&log, ObjectKind::Grade, "2024-Q1:R1"), "grade:2024-Q1:R1#3");
        assert_eq!(next_id(&log, ObjectKind::Bonus, "2024-Q1:R1"), "bonus:2024-Q1:R1#1");
        let rejected = [row("D7", "A", "")];
        assert_eq!(standing(&rejected, ObjectKind::Grade, "2024-Q1:R1").map(|one| one.status), Some("rejected"));
        assert_eq!(next_id(&rejected, ObjectKind::Grade, "2024-Q1:R1"), "grade:2024-Q1:R1#1");
    }

    #[test]
    fn nobody_decides_nothing() {
        assert_eq!(require_author_and_reason(" ", "x"), Err(DecisionError::NoAuthor));
        for nothing in [" ", "-", "n/a", "NULL", "..."] {
            assert_eq!(require_author_and_reason("Ann", nothing), Err(DecisionError::NoReason), "{nothing}");
        }
        assert_eq!(require_author_and_reason("Ann", "x"), Ok(()));
    }
}
