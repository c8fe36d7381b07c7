//! The example of a definition page: tables in, and a command.

/// A page's example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageExample {
    /// The tables by their names, as rows of text with the header first.
    pub tables: Vec<(String, Vec<Vec<String>>)>,
    /// The command, as it is written after `attain`.
    pub command: String,
}

impl PageExample {
    /// The example of a page; `None` where it has none.
    pub fn of(page: &str) -> Option<PageExample> {
        let sections = || page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
        let command = sections().find(|(title, _)| *title == "Run")?.1.trim().trim_matches('`').to_string();
        let table = |(title, text): (&str, &str)| Some((title.strip_prefix("In ")?.trim().to_string(), rows(text)));
        Some(PageExample { tables: sections().filter_map(table).collect(), command })
    }
}

/// The rows of a table that is drawn with bars, without the rule under its header.
fn rows(text: &str) -> Vec<Vec<String>> {
    let is_rule = |line: &&str| line.chars().all(|c| matches!(c, '|' | '-' | ' '));
    let cells = |line: &str| {
        let inside = line.trim();
        let inside = inside.strip_prefix('|').unwrap_or(inside);
        let inside = inside.strip_suffix('|').unwrap_or(inside);
        inside.split('|').map(|cell| cell.trim().to_string()).collect()
    };
    let mut seen = 0;
    let lines = text.lines().filter(|line| line.trim_start().starts_with('|'));
    let kept = lines.filter(|line| {
        seen += 1;
        seen != 2 || !is_rule(line)
    });
    kept.map(cells).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::catalogue::definitions;

    #[test]
    fn every_example_has_rows_as_long_as_their_header() {
        let mut with_example = 0;
        for definition in definitions() {
            let Some(example) = PageExample::of(&definition.page) else { continue };
            with_example += 1;
            for (table, rows) in &example.tables {
                assert!(rows.len() > 1, "{} {table}", definition.id);
                assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{} {table}", definition.id);
            }
        }
        assert!(with_example > 10);
    }
}
