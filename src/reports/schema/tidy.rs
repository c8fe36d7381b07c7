//! Comments of the source as descriptions for people who do not see the source.

use serde_json::Value;

/// Takes the marks of links out of descriptions, and joins the lines of a paragraph.
pub(super) fn tidied(mut schema: Value) -> Value {
    tidy(&mut schema);
    schema
}

fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::String(text) if key == "description" => *text = plain(text),
                    other => tidy(other),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// [`Thing`] becomes Thing; a line break inside a paragraph becomes a space.
fn plain(text: &str) -> String {
    let paragraphs: Vec<String> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    paragraphs.join("\n\n").replace("[`", "").replace("`]", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_line_breaks_go_and_paragraphs_stay() {
        assert_eq!(plain("See [`Pack`],\nall of it.\n\nMore `code`."), "See Pack, all of it.\n\nMore `code`.");
    }
}
