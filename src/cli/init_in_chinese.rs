//! The comments of the configuration that `attain init` writes, for readers of Chinese. The settings stay as they are.

use crate::phrases::in_chinese;

/// The text with its comments in Chinese, as far as the phrase book knows them.
pub(crate) fn comments_in_chinese(text: &str) -> String {
    text.lines().map(|line| in_one_line(line) + "\n").collect()
}

/// A comment stands behind a setting, or behind one that is itself marked away, or alone.
fn in_one_line(line: &str) -> String {
    let behind = line.rsplit_once(" # ").and_then(|(before, comment)| Some((before, in_chinese(comment.trim())?)));
    if let Some((before, told)) = behind {
        return format!("{before} # {told}");
    }
    let Some(comment) = line.strip_prefix("# ") else { return line.to_string() };
    if let Some(told) = in_chinese(comment) {
        return format!("# {told}");
    }
    // `customers        segments, regions and names of customers`
    match comment.split_once("  ").map(|(table, what)| (table, in_chinese(what.trim()))) {
        Some((table, Some(told))) => format!("# {table:<16} {told}"),
        _ => line.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_in_chinese_and_settings_stay() {
        let text = "# Load it with `attain ingest`, look at it with `attain check`.\n[company]\n\
                    # name = \"\"                      # printed on the review\nfiscal_start_month = 1            \
                    # the month in which your business year begins\nrep_id = \"Seller # 1\"  # the same name\n\
                    # customers        segments, regions and names of customers\n# its columns: a, b # c\n";
        let told = comments_in_chinese(text);
        assert!(told.starts_with("# 用 `attain ingest` 导入"), "{told}");
        assert!(told.contains("\n# name = \"\"                      # 印在报告上\n"), "{told}");
        assert!(told.contains("\nrep_id = \"Seller # 1\"  # 名称相同\n"), "{told}");
        assert!(told.contains("\n# customers        客户的分类、地区和名称\n"), "{told}");
        assert_eq!(told.lines().count(), text.lines().count());
        assert_eq!(toml::from_str::<toml::Table>(&told).ok(), toml::from_str::<toml::Table>(text).ok());
    }
}
