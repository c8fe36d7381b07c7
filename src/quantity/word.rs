//! The word by which a choice is known in files and answers.

use serde::Serialize;

/// The word that stands for a choice wherever it is written, such as `money`; empty for what is no word.
pub(crate) fn word(choice: &impl Serialize) -> String {
    let written = serde_json::to_value(choice).ok();
    written.and_then(|value| value.as_str().map(str::to_string)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Unit;

    #[test]
    fn a_choice_is_known_by_the_word_that_files_have() {
        assert_eq!((word(&Unit::Money), word(&Some(Unit::Days))), ("money".to_string(), "days".to_string()));
        assert_eq!(word(&None::<Unit>), "");
    }
}
