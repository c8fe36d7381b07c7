//! The same page in fewer bytes: a company of 300 reps has thirty thousand cells, and what each repeats is most of the file.
//!
//! Left out is only what a browser adds by itself: line breaks between blocks, end tags that HTML lets be left out, quotes
//! around plain values, the drawing of every chart's frame word by word. And one convention turns around: in a template a
//! cell that holds a figure has the class `n`; on the page such a cell has none, and one that holds a text has the class
//! `t`. The style sheet reads the page so.

mod frame;
mod tag;

use tag::Tag;

/// Elements that end by themselves where a neighbour begins or their parent ends (HTML, "Optional tags"); the templates
/// put nothing else behind them.
const ENDS_BY_ITSELF: [&str; 9] = ["td", "th", "tr", "thead", "tbody", "tfoot", "li", "dt", "dd"];

/// Elements beside which a line break is no blank.
const BLOCKS: [&str; 36] = [
    "html",
    "head",
    "body",
    "title",
    "style",
    "script",
    "meta",
    "header",
    "footer",
    "nav",
    "main",
    "section",
    "article",
    "div",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "details",
    "summary",
    "h2",
    "h3",
    "h4",
];

/// The page without what it can do without. Its texts stay as they are, to the byte.
pub(super) fn lean(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    let mut before = String::new();
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        let Some(end) = tail.find('>') else { break };
        let (whole, name) = (&tail[..=end], tag::name(&tail[..=end]));
        let bare = name.trim_start_matches('/');
        let is_break = text.contains('\n') && text.trim().is_empty();
        if !(is_break && (BLOCKS.contains(&before.as_str()) || BLOCKS.contains(&bare))) {
            out.push_str(text);
        }
        rest = match kept_whole(name)
            .or_else(|| drawn(whole))
            .and_then(|close| tail.find(close).map(|at| at + close.len()))
        {
            Some(length) if name == "svg" => {
                frame::lean(&tail[..length], &mut out);
                &tail[length..]
            }
            Some(length) => {
                out.push_str(&tail[..length]);
                &tail[length..]
            }
            None => {
                if name == bare {
                    Tag::read(whole).write(&mut out);
                } else if !ENDS_BY_ITSELF.contains(&bare) {
                    out.push_str(whole);
                }
                &tail[end + 1..]
            }
        };
        before.clear();
        before.push_str(bare);
    }
    out.push_str(rest);
    out
}

/// What is no markup inside: the end tag up to which it stays as it is.
fn kept_whole(name: &str) -> Option<&'static str> {
    match name {
        "style" => Some("</style>"),
        "script" => Some("</script>"),
        _ => None,
    }
}

/// A drawing, which is taken as a whole.
fn drawn(tag: &str) -> Option<&'static str> {
    tag.starts_with("<svg ").then_some("</svg>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_figures_have_no_class_and_cells_of_texts_have_one() {
        let table = "<table>\n<tbody>\n<tr><th scope=\"row\">a b</th><td class=\"n\">1</td><td class=\"n strong\">2</td>\
                     <td>x</td><td class=\"text quiet\">y z</td><td class=\"c s3\">4</td></tr>\n</tbody></table>\n";
        assert_eq!(
            lean(table),
            "<table><tbody><tr><th scope=row>a b<td>1<td class=strong>2<td class=t>x<td class=\"text quiet\">y z\
             <td class=\"c s3\">4</table>\n"
        );
    }

    #[test]
    fn blanks_between_words_and_between_things_in_a_line_stay() {
        let line = "<p>one <b>two</b>\n<b>three</b></p>\n<p>four</p>";
        assert_eq!(lean(line), "<p>one <b>two</b>\n<b>three</b></p><p>four</p>");
    }

    #[test]
    fn texts_and_values_that_need_their_quotes_keep_them() {
        let hostile = "<td class=\"n\" title=\"a &quot;b&gt; onclick=x\">&lt;script&gt; &amp;</td>";
        assert_eq!(lean(hostile), "<td title=\"a &quot;b&gt; onclick=x\">&lt;script&gt; &amp;");
        let link = "<a href=\"review.zh.html\" lang=\"zh\"><bdi>x</bdi></a><a href=\"#rep-3\">y</a>";
        assert_eq!(lean(link), "<a href=\"review.zh.html\" lang=\"zh\"><bdi>x</bdi></a><a href=#rep-3>y</a>");
    }

    #[test]
    fn scripts_and_styles_are_not_touched() {
        let script = "<script type=\"application/json\" id=\"data\">{\"a\":\"\\u003c/td\"}</script>\n<style>\n td > .n { }\n</style>";
        assert_eq!(lean(script), script.replace("</script>\n", "</script>"));
    }

    #[test]
    fn what_is_lean_stays_as_it_is() {
        let once = lean(
            "<table><tr><td class=\"c\">1</td></tr></table><svg class=\"range\" viewBox=\"0 0 9 9\"><path d=\"M1 2L3 4\"/></svg>",
        );
        assert_eq!(lean(&once), once);
    }
}
