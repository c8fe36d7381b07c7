//! A deal's status, read from the name of its stage.

use crate::schema;

/// `open`, `won`, `lost` or `void`: what the name of a stage says about a deal.
///
/// The whole name is looked up first; of other names the words in it count, and a stage of which nothing is known is
/// an open one.
///
/// ```
/// assert_eq!(attain::sources::status_of_stage("Closed Won"), "won");
/// assert_eq!(attain::sources::status_of_stage("7 - Lost to competitor"), "lost");
/// assert_eq!(attain::sources::status_of_stage("Technical fit"), "open");
/// ```
pub fn status_of_stage(stage: &str) -> &'static str {
    let status = schema::table("opportunities").and_then(|table| table.column("status"));
    if let Some(known) = status.and_then(|status| status.enum_word(stage)) {
        return known;
    }
    let lower = stage.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |latin: &[&str], chinese: &[&str]| {
        words.iter().any(|word| latin.contains(word)) || chinese.iter().any(|part| stage.contains(part))
    };
    if says(&["lost", "closedlost"], &["输单", "丢单"]) {
        "lost"
    } else if says(&["won", "closedwon"], &["赢单", "已成交"]) {
        "won"
    } else if says(&["void", "cancelled", "canceled", "disqualified", "duplicate"], &["作废", "无效"]) {
        "void"
    } else {
        "open"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_say_what_became_of_a_deal() {
        for (stage, status) in [
            ("Closed Won", "won"),
            ("closedlost", "lost"),
            ("#09 WON", "won"),
            ("10 Closed lost - price", "lost"),
            ("K0尾款赢单", "won"),
            ("输单", "lost"),
            ("无效", "void"),
            ("Negotiation/Review", "open"),
            ("预计成交", "open"),
            ("Wonderful prospects", "open"),
            ("", "open"),
        ] {
            assert_eq!(status_of_stage(stage), status, "{stage}");
        }
    }
}
