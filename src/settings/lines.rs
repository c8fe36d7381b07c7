//! On which line of the configuration something stands, for messages.

/// The first line that sets the key, else the first that is headed by it, else the first that names it; 1 where none
/// does.
pub(super) fn line_of(text: &str, key: &str) -> usize {
    place_of(text, key).map_or(1, |at| at + 1)
}

/// The same within the sections of a name, for a key that others may have too; where they do not name it, the line that
/// names the section.
pub(super) fn line_within(text: &str, section: &str, key: &str) -> usize {
    let mut inside = false;
    let own = |line: &str| {
        let heading = line.split('#').next().unwrap_or(line).trim();
        if heading.starts_with('[') && heading.ends_with(']') {
            let name = heading.trim_matches(['[', ']']).trim();
            inside = name == section || name.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'));
        }
        // The other lines stay as empty ones, so that lines keep their numbers.
        if inside { line.to_string() } else { String::new() }
    };
    let sections: Vec<String> = text.lines().map(own).collect();
    place_of(&sections.join("\n"), key).map_or_else(|| line_of(text, section), |at| at + 1)
}

fn place_of(text: &str, key: &str) -> Option<usize> {
    const QUOTES: [char; 2] = ['"', '\''];
    let after = |line: &str| {
        let rest = line.trim_start().trim_start_matches(QUOTES).strip_prefix(key)?;
        Some(rest.trim_start_matches(QUOTES).trim_start().to_string())
    };
    let sets = |line: &str| after(line).is_some_and(|rest| rest.starts_with('='));
    let heads = |line: &str| {
        let heading = line.split('#').next().unwrap_or(line).trim();
        let inside =
            heading.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or("").replace(QUOTES, "");
        inside.strip_suffix(key).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let names = |line: &str| line.contains(key);
    let first = |is: &dyn Fn(&str) -> bool| text.lines().position(is);
    first(&sets).or_else(|| first(&heads)).or_else(|| first(&names))
}

/// The text from where it first speaks of the scorecard: keys such as `weights` may stand elsewhere too.
pub(super) fn scorecard_part(text: &str) -> &str {
    text.find("scorecard").map_or(text, |at| &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..])
}

/// How many lines stand before the scorecard's part.
pub(super) fn lines_before(text: &str) -> usize {
    text[..text.len() - scorecard_part(text).len()].matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_several_sections_have_is_found_in_its_own() {
        let text = "[[source]]\ntable = \"reps\"\nfiles = []\n\n[engine] # a cluster\ntable = \"a b\"\n\n[[source]]\ntable = \"orders\"\n";
        assert_eq!(line_of(text, "table"), 2);
        assert_eq!(line_within(text, "engine", "table"), 6);
        assert_eq!(line_within(text, "source", "table"), 2);
    }

    #[test]
    fn a_section_that_is_written_on_one_line_is_named_itself() {
        assert_eq!(line_within("[company]\nname = \"A\"\n", "engine", "table"), 1);
        assert_eq!(
            line_within("currency = 1\nengine = { table = \"a b\" }\n[[source]]\ntable = \"reps\"", "engine", "table"),
            2
        );
        assert_eq!(
            line_within("[[source]]\nname = 1\n[[destination]]\ndelta = \"x\"", "destination", "destination"),
            3
        );
    }
}
