//! A logo: a picture, and nothing that runs, fetches or links. It goes onto the page as the source of an image, where a
//! browser runs and fetches nothing anyway; refusing it keeps it from people who save it from there and open it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::LookError;

/// Larger pictures are no logos; a page of 300 reps has to stay under 6 MB.
const LARGEST: usize = 200 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Elements that hold more than a picture.
const REFUSED: [&str; 11] = [
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "set",
    "animate",
    "animatetransform",
    "handler",
];

pub(super) fn of_png(bytes: &[u8]) -> Result<String, LookError> {
    let fault =
        |reason: &str, hint: &str| LookError { file: "logo.png", line: None, reason: reason.into(), hint: hint.into() };
    if !bytes.starts_with(PNG) {
        return Err(fault("this is no PNG picture", "save the logo as PNG or as SVG"));
    }
    if bytes.len() > LARGEST {
        return Err(fault("the picture has more than 200 KB", "a logo of 400 points' width is sharp enough"));
    }
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
}

pub(super) fn of_svg(text: &str) -> Result<String, LookError> {
    let fault = |at: usize, reason: String| LookError {
        file: "logo.svg",
        line: Some(text[..at.min(text.len())].matches('\n').count() + 1),
        reason,
        hint:
            "a logo holds shapes, texts and colours; save it as a plain SVG, without scripts, links and foreign parts"
                .into(),
    };
    if text.len() > LARGEST {
        return Err(fault(0, "the picture has more than 200 KB".into()));
    }
    let mut reader = Reader::from_str(text);
    let mut is_picture = false;
    loop {
        // Where the event begins; white space before it is an event of its own.
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Err(error) => return Err(fault(at, format!("this is no SVG: {error}"))),
            Ok(Event::Eof) => break,
            Ok(Event::DocType(_)) => return Err(fault(at, "a document type is not let in".into())),
            Ok(Event::PI(_)) => return Err(fault(at, "a processing instruction is not let in".into())),
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let name = local_name(&element);
                if !is_picture && name != "svg" {
                    return Err(fault(at, format!("this is no SVG: it begins with <{name}>")));
                }
                is_picture = true;
                refused(&element, &name).map_or(Ok(()), |reason| Err(fault(at, reason)))?;
            }
            Ok(Event::Text(inside)) if reaches_out(&inside) => return Err(fault(at, STYLE_REFUSED.into())),
            Ok(Event::CData(inside)) if reaches_out(&inside) => return Err(fault(at, STYLE_REFUSED.into())),
            Ok(_) => {}
        }
    }
    if !is_picture {
        return Err(fault(0, "this is no SVG: it is empty".into()));
    }
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(text)))
}

const STYLE_REFUSED: &str = "a style that imports or reaches outside the picture is not let in";

/// Whether a style inside the picture would fetch something.
fn reaches_out(text: &str) -> bool {
    let squeezed: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    squeezed.contains("@import") || (squeezed.contains("url(") && !squeezed.contains("url(#"))
}

fn local_name(element: &BytesStart<'_>) -> String {
    element.local_name().into_inner().to_lowercase()
}

/// Why an element is not let in.
fn refused(element: &BytesStart<'_>, name: &str) -> Option<String> {
    if REFUSED.contains(&name) {
        return Some(format!("<{name}> is not let in"));
    }
    for attribute in element.attributes() {
        let Ok(attribute) = attribute else { return Some("an attribute that cannot be read".into()) };
        let key = attribute.key.local_name().into_inner().to_lowercase();
        let value = attribute.value.to_lowercase();
        let squeezed: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let is_own = squeezed.starts_with('#')
            || squeezed.starts_with("data:image/png")
            || squeezed.starts_with("data:image/jpeg");
        if key.starts_with("on") {
            return Some(format!("the attribute `{key}`, which runs a script, is not let in"));
        }
        if key == "href" && !is_own {
            return Some("a link to somewhere else is not let in".into());
        }
        if squeezed.contains("javascript:") || (squeezed.contains("url(") && !squeezed.contains("url(#")) {
            return Some(format!("the attribute `{key}` reaches outside the picture"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_goes_in_as_it_is() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><g fill=\"url(#a)\"><path d=\"M0 0h9\"/></g></svg>";
        let address = of_svg(svg).expect("a picture");
        assert_eq!(
            STANDARD.decode(address.strip_prefix("data:image/svg+xml;base64,").expect("an address")).expect("Base64"),
            svg.as_bytes()
        );
        assert!(of_png(b"\x89PNG\r\n\x1a\nrest").expect("a picture").starts_with("data:image/png;base64,"));
    }

    #[test]
    fn what_runs_fetches_or_links_is_refused_with_its_line() {
        for (inside, line, word) in [
            ("<script>alert(1)</script>", 2, "<script>"),
            ("<g/>\n<SCRIPT/>", 3, "<script>"),
            ("<path onload=\"x\"/>", 2, "onload"),
            ("<a xlink:href=\"https://example.org\"/>", 2, "a link"),
            ("<use href=\"other.svg#a\"/>", 2, "a link"),
            ("<rect style=\"fill:url( 'https://example.org/x' )\"/>", 2, "outside"),
            ("<a href=\" java\tscript:alert(1)\"/>", 2, "a link"),
            ("<style>@IMPORT 'x';</style>", 2, "imports"),
            ("<style><![CDATA[*{fill:url(//example.org/x)}]]></style>", 2, "outside"),
            ("<foreignObject/>", 2, "<foreignobject>"),
        ] {
            let told = of_svg(&format!("<svg>\n{inside}</svg>")).expect_err(inside);
            assert_eq!(told.line, Some(line), "{inside}");
            assert!(told.reason.contains(word), "{inside}: {}", told.reason);
        }
        for wrong in ["", "hello", "<html></html>", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", "<svg><g></svg>"] {
            assert!(of_svg(wrong).is_err(), "{wrong}");
        }
        assert!(of_png(b"GIF89a").is_err());
    }
}
