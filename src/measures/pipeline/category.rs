//! The forecast categories that people type in.

/// A category by which a deal is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::measures) enum Category {
    /// Will be won.
    Commit,
    /// May well be won.
    BestCase,
    /// Is being worked on.
    Pipeline,
    /// Is not forecast.
    Omitted,
}

impl Category {
    /// All of them, the surest first.
    pub(super) const ALL: [Category; 4] = [Category::Commit, Category::BestCase, Category::Pipeline, Category::Omitted];

    /// The word at the end of its metric's id.
    pub(super) fn word(self) -> &'static str {
        match self {
            Category::Commit => "commit",
            Category::BestCase => "best_case",
            Category::Pipeline => "pipeline",
            Category::Omitted => "omitted",
        }
    }

    /// The category that a file's word means; none for any other word, and for `closed`, which forecasts nothing.
    pub(super) fn of_word(word: &str) -> Option<Category> {
        let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match plain.as_str() {
            "commit" | "committed" | "forecast" | "承诺" | "确定" => Some(Category::Commit),
            "bestcase" | "upside" | "mostlikely" | "最佳情况" | "最佳" | "乐观" => Some(Category::BestCase),
            "pipeline" | "管道" | "商机池" | "跟进中" => Some(Category::Pipeline),
            "omitted" | "omit" | "notforecasted" | "已忽略" | "忽略" | "不计入" => Some(Category::Omitted),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_however_they_are_written() {
        for word in ["Best Case", "best_case", "BestCase", "BEST-CASE", "最佳情况"] {
            assert_eq!(Category::of_word(word), Some(Category::BestCase), "{word}");
        }
        assert_eq!(Category::of_word("closed"), None);
        for category in Category::ALL {
            assert_eq!(Category::of_word(category.word()), Some(category));
        }
    }
}
