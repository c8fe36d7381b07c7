//! The way out where a row cannot be loaded.

use super::issue::Rule;

impl Rule {
    /// The way out, where it is not obvious.
    pub fn hint(&self) -> Option<String> {
        match self {
            Rule::NotADay => Some(
                "dates are read with the year first, with the month by name, in Chinese, and as D/M/Y or M/D/Y where the \
                 column shows which; for others set --date-format or date_format in the [[source]], such as \"D/M/Y\" or \
                 \"%d.%m.%Y\"; years go from 1900 to 2200, and an open end is left empty"
                    .to_string(),
            ),
            Rule::NotAnInstant => Some(
                "a point in time is a date with a time of day, such as 2024-03-21 14:05; its zone is written Z, +08:00 or \
                 Asia/Shanghai, and time_zone in the [[source]] says that of all others"
                    .to_string(),
            ),
            Rule::NotMoney | Rule::NotANumber => Some(
                "one file has one decimal sign, found from its numbers or set with decimal in the [[source]]; thousands \
                 are parted by another sign, in groups of three"
                    .to_string(),
            ),
            Rule::NotABool => Some("true is also yes, y, 1 or 是, and false is also no, n, 0 or 否".to_string()),
            Rule::TooLarge => Some(
                "numbers go up to 900 trillion, amounts to 9000 trillion of the currency's smallest unit".to_string(),
            ),
            Rule::DiscountAboveOne => {
                Some("a discount is a fraction; for percent write discount_pct = { column = …, divide_by = 100 }".to_string())
            }
            Rule::NotATaxRate => Some(
                "a tax rate is a fraction under 0.5 or percent from 1 to under 50, such as 0.13, 13 or 13%; half a percent is \
                 written 0.5%"
                    .to_string(),
            ),
            Rule::NotAllowed { allowed } => Some(format!("allowed are {}", allowed.join(", "))),
            Rule::NoOwnKey => Some(
                "let `query` give every row its order id and its line number; where every order has one line, \
                 COALESCE(line_no, 1) AS line_no fills it in"
                    .to_string(),
            ),
            Rule::Ragged { .. } => Some("a separator or a quote inside a value may be to blame".to_string()),
            Rule::BrokenJson { .. } => {
                Some("a record looks like {\"order_id\": \"A1\", \"net_amount\": 12.50}".to_string())
            }
            Rule::RepeatedHeader => Some("take the line out: two exports were put one behind the other".to_string()),
            Rule::NoRow => Some(
                "set [checks.rules] no_row = \"reject\" to keep such lines aside".to_string(),
            ),
            Rule::DuplicateKey { .. } => {
                Some("rows of one table differ in their key; in orders that is order_id with line_no".to_string())
            }
            Rule::SignAgainstType { .. } => {
                Some(
                    "amount, quantity and cost are negative for a return and positive for a sale; where the file writes \
                     returns without a minus, set unsigned_returns = true in the [[source]]"
                        .to_string(),
                )
            }
            Rule::EndsBeforeStart { .. } => Some("the two days may have been swapped".to_string()),
            Rule::CreditShareRange | Rule::AssignmentShareRange => {
                Some("a share is a fraction; for percent write share = { column = …, divide_by = 100 }".to_string())
            }
            Rule::CreditShares { .. } => {
                Some("the direct credits of one order and line share 1; others may be overlay credits".to_string())
            }
            Rule::AssignmentOverlap { .. } => {
                Some("end the earlier assignment with valid_to before the later one starts".to_string())
            }
            Rule::AssignmentShares { .. } => {
                Some("an assignment without a share counts as 1; an open end lasts for ever".to_string())
            }
            Rule::Cycle { .. } => Some("one of them must stand under nobody: leave its cell empty".to_string()),
            Rule::UnknownRep => Some("add the rep to the reps table or correct the id".to_string()),
            Rule::QuotaRewritten { version, .. } => Some(format!(
                "quotas are never rewritten: give the change a version of its own ({}), with effective_from",
                version + 1
            )),
            Rule::QuotaAfterClose { .. } => Some(
                "a past period is judged by the version in force at its close; a correction that is meant is recorded with \
                 its author and reason: attain targets accept --rep R07 --value 120000 --correction"
                    .to_string(),
            ),
            Rule::DecisionRewritten { .. } => Some(
                "a recorded decision stays as it is; another decision on the same object is a row of its own: attain decide"
                    .to_string(),
            ),
            Rule::RatingRatee { nearest } => Some(format!(
                "correct the id, or add the person to the reps table; the nearest are {}",
                nearest.join(", ")
            )),
            Rule::RatingItem { nearest } => Some(format!(
                "correct the item, or load its instrument first: attain ingest FILE --table instruments; the nearest are {}",
                nearest.join(", ")
            )),
            Rule::RatingOfOneself { .. } => {
                Some("what people think of themselves has the rater_group self, and is shown and never counted".to_string())
            }
            Rule::RatingEmpty => Some("where nothing could be observed, write true into not_observed".to_string()),
            Rule::RatingScale { .. } => Some(
                "correct the score, or the item's scale_min and scale_max in the instruments".to_string(),
            ),
            Rule::RatingOneRater { .. } => {
                Some("one person's view is one person's view: ask more people, or reject it".to_string())
            }
            Rule::RatingSmallGroup { .. } => {
                Some("a group of fewer than three raters is shown nowhere and counts nowhere; managers are exempt".to_string())
            }
            Rule::RatingUnlinked { rater, ratee, .. } => Some(format!(
                "a rating of {ratee} by {rater} would link them; until then their adjusted scores are not compared"
            )),
            Rule::SwallowedRows => Some(
                "take the stray quotes out; where the value is meant, set [checks.rules] swallowed_rows = \"warn\"".to_string(),
            ),
            Rule::NotACurrency => Some("write the three letters of ISO 4217, such as USD, EUR or CNY".to_string()),
            Rule::NotARate => {
                Some("a rate says what one unit of `from` is worth in `to`: more than 0, at most a billion".to_string())
            }
            Rule::ForeignCurrency { expected } => Some(format!(
                "load rates into {expected} first, or with it: attain ingest FILE --table fx_rates, with date, from, to \
                 and rate; or set [company] currency"
            )),
            Rule::NotOfTheTitles { stated } => Some(format!(
                "every amount under such titles counts in {stated}: rename the titles where the currency column is right, or \
                 mend the column"
            )),
            _ => None,
        }
    }
}
