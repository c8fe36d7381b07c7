//! Drawings in fewer words: the frame that all charts share, and what the style sheet says of a picture in a line.

use std::fmt::Write;

use super::tag::Tag;

/// The colours of the grid and of the labels, as the charts name them.
const GRID: &str = "#E1E4E8";
const QUIET: &str = "#57606A";

/// Writes a drawing from `<svg` to `</svg>`. What the program does not know in it stays as it is.
pub(super) fn lean(svg: &str, out: &mut String) {
    let opening = svg.find('>').map_or(svg, |end| &svg[..=end]);
    let class = Tag::read(opening).value("class").to_string();
    let kind = match class.split(' ').next_back() {
        Some("range") => Kind::Range,
        Some("spark" | "fan") => Kind::Spark,
        Some("steps") => Kind::Steps,
        _ => Kind::Other,
    };
    let mut parts = Parts::default();
    let mut rest = &svg[opening.len()..];
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        let Some(end) = tail.find('>') else { break };
        let tag = &tail[..=end];
        parts.others.push_str(text);
        rest = &tail[end + 1..];
        if tag.starts_with("</") {
            parts.others.push_str(tag);
        } else if let Some(after) = (kind == Kind::Steps).then(|| parts.take(tag, rest)).flatten() {
            rest = after;
        } else {
            short(Tag::read(tag), kind, &mut parts.others);
        }
    }
    short(Tag::read(opening), kind, out);
    parts.write(out);
    out.push_str(rest);
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A range in a table; one unit of it is one pixel.
    Range,
    Spark,
    /// A chart with axes.
    Steps,
    Other,
}

/// The frame of a chart: one path for the grid, one group for each axis's labels.
#[derive(Default)]
struct Parts {
    grid: String,
    heights: String,
    periods: String,
    others: String,
}

impl Parts {
    /// Takes a part of the frame, with what follows it; none where the tag is none.
    fn take<'a>(&mut self, tag: &str, rest: &'a str) -> Option<&'a str> {
        let tag = Tag::read(tag);
        match tag.name {
            "line" if is_only(&tag, &[("stroke", GRID)], &["x1", "y1", "x2", "y2"]) => {
                let end = if tag.value("y1") == tag.value("y2") {
                    format!("H{}", tag.value("x2"))
                } else {
                    format!("L{},{}", tag.value("x2"), tag.value("y2"))
                };
                let _ = write!(self.grid, "M{},{}{end}", tag.value("x1"), tag.value("y1"));
                Some(rest)
            }
            "polyline" if is_only(&tag, &[("fill", "none"), ("stroke", GRID)], &["points"]) => {
                let points: Vec<&str> = tag.value("points").split_whitespace().collect();
                let _ = write!(self.grid, "M{}", points.join("L"));
                Some(rest)
            }
            "text" => {
                let of = |anchor: &str, dy: &str| {
                    is_only(&tag, &[("dy", dy), ("text-anchor", anchor), ("fill", QUIET)], &["x", "y"])
                };
                let labels = if of("end", "0.5ex") {
                    &mut self.heights
                } else if of("middle", "0.76em") {
                    &mut self.periods
                } else {
                    return None;
                };
                let (label, after) = rest.split_once("</text>")?;
                let _ = write!(labels, "<text x={} y={}>{label}</text>", tag.value("x"), tag.value("y"));
                Some(after)
            }
            _ => None,
        }
    }

    fn write(&self, out: &mut String) {
        if !self.grid.is_empty() {
            let _ = write!(out, "<path class=grid d={} />", self.grid);
        }
        for (class, labels) in [("h", &self.heights), ("p", &self.periods)] {
            if !labels.is_empty() {
                let _ = write!(out, "<g class={class}>{labels}</g>");
            }
        }
        out.push_str(&self.others);
    }
}

/// Whether a tag has these values and these numbers, and nothing else.
fn is_only(tag: &Tag<'_>, values: &[(&str, &str)], numbers: &[&str]) -> bool {
    let Some(attributes) = &tag.attributes else { return false };
    attributes.len() == values.len() + numbers.len()
        && values.iter().all(|(name, value)| tag.value(name) == *value)
        && numbers.iter().all(|name| !tag.value(name).is_empty())
}

/// One tag without what `parts.css` says of such drawings.
fn short(mut tag: Tag<'_>, kind: Kind, out: &mut String) {
    let said: &[(&str, &str)] = match (kind, tag.name) {
        (Kind::Range, "svg") => &[("width", ""), ("height", "22")],
        (Kind::Range, "rect") => &[("y", "8"), ("height", "6"), ("rx", "3")],
        (Kind::Range, "circle") => &[("cy", "11"), ("r", "4")],
        (Kind::Spark, "circle") => &[("r", "2.6")],
        (Kind::Steps, "rect") if tag.value("class") == "hit" => &[("y", "8"), ("height", "190")],
        _ => &[],
    };
    if let Some(attributes) = &mut tag.attributes {
        let is_said = |name: &str, value: &Option<String>| {
            said.iter().any(|(known, what)| *known == name && (what.is_empty() || value.as_deref() == Some(what)))
        };
        attributes.retain(|(name, value)| !is_said(name, value));
        for (name, value) in attributes {
            let Some(value) = value else { continue };
            if ["d", "points", "viewBox"].contains(name) {
                *value = value.trim().replace(' ', ",");
            }
            if kind == Kind::Range && ["d", "x", "width", "cx"].contains(name) {
                *value = whole(value);
            }
        }
    }
    tag.write(out);
}

/// Numbers with a fraction as whole ones.
fn whole(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit() || c == '.') {
        out.push_str(&rest[..from]);
        let number = &rest[from..];
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
        match number[..end].parse::<f64>() {
            Ok(value) => {
                let _ = write!(out, "{value:.0}");
            }
            Err(_) => out.push_str(&number[..end]),
        }
        rest = &number[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(svg: &str) -> String {
        let mut out = String::new();
        lean(svg, &mut out);
        out
    }

    #[test]
    fn the_frame_of_a_chart_is_one_path_and_two_groups() {
        let chart = "<svg class=\"steps\" viewBox=\"0 0 480 225\" role=\"img\" aria-label=\"a b\">\
            <line stroke=\"#E1E4E8\" x1=\"52\" y1=\"198\" x2=\"421\" y2=\"198\"/>\
            <polyline fill=\"none\" stroke=\"#E1E4E8\" points=\"51,14 51,198 \"/>\
            <text x=\"52\" y=\"198\" dy=\"0.5ex\" text-anchor=\"end\" fill=\"#57606A\">0</text>\
            <text x=\"102\" y=\"199\" dy=\"0.76em\" text-anchor=\"middle\" fill=\"#57606A\">2021-Q2</text>\
            <text x=\"9\" y=\"9\" dy=\"0.5ex\" text-anchor=\"start\" fill=\"#1B1F24\">7</text>\
            <rect class=\"hit\" x=\"2\" y=\"8\" width=\"3\" height=\"190\"><title>&lt;a&gt;: 1</title></rect></svg>";
        assert_eq!(
            of(chart),
            "<svg class=steps viewBox=0,0,480,225 role=img aria-label=\"a b\">\
             <path class=grid d=M52,198H421M51,14L51,198 /><g class=h><text x=52 y=198>0</text></g>\
             <g class=p><text x=102 y=199>2021-Q2</text></g>\
             <text x=9 y=9 dy=0.5ex text-anchor=start fill=#1B1F24>7</text>\
             <rect class=hit x=2 width=3><title>&lt;a&gt;: 1</title></rect></svg>"
        );
    }

    #[test]
    fn a_range_says_only_what_differs_from_row_to_row() {
        let range = "<svg class=\"range\" viewBox=\"0 0 160 22\" width=\"160\" height=\"22\" aria-hidden=\"true\">\
            <path class=\"zero\" d=\"M5.3 1V21\"/><rect x=\"19.6\" y=\"8\" width=\"57.1\" height=\"6\" rx=\"3\"/>\
            <path class=\"mark\" d=\"M26.5 4v14M9.4 4v14\"/><circle cx=\"36.0\" cy=\"11\" r=\"4\"/></svg>";
        assert_eq!(
            of(range),
            "<svg class=range viewBox=0,0,160,22 aria-hidden=true><path class=zero d=M5,1V21 /><rect x=20 width=57 />\
             <path class=mark d=M26,4v14M9,4v14 /><circle cx=36 /></svg>"
        );
    }

    #[test]
    fn a_fan_keeps_its_words_and_a_strange_drawing_its_attributes() {
        let fan = "<svg class=\"spark fan\" viewBox=\"0 0 150 38\" role=\"img\" aria-label=\"80%: 1 to 2\">\
            <path class=\"band\" d=\"M116 19L145 3V35z\"/><circle cx=\"145\" cy=\"25\" r=\"2.6\"/></svg>";
        assert_eq!(
            of(fan),
            "<svg class=\"spark fan\" viewBox=0,0,150,38 role=img aria-label=\"80%: 1 to 2\">\
             <path class=band d=M116,19L145,3V35z /><circle cx=145 cy=25 /></svg>"
        );
        assert_eq!(
            of("<svg viewBox=\"0 0 1 1\"><g fill='red'></g></svg>"),
            "<svg viewBox=0,0,1,1><g fill='red'></g></svg>"
        );
    }
}
