//! Texts in which `${NAME}` stands for what the environment says, and values that are put into addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text before the first `${NAME}`, the name, and the text after; none where there is no such place.
///
/// ```
/// use attain::quantity::placeholder;
/// assert_eq!(placeholder("a:${SECRET}@h"), Some(("a:", "SECRET", "@h")));
/// assert_eq!(placeholder("a:b@h"), None);
/// ```
pub fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A value as it stands in an address, so that it may hold any sign: RFC 3986, section 2.1.
///
/// ```
/// assert_eq!(attain::quantity::percent_encoded("a;b=é~"), "a%3Bb%3D%C3%A9~");
/// ```
pub fn percent_encoded(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// The text with each `%3D` and the like as the sign that it stands for; what is no such code stays.
///
/// ```
/// assert_eq!(attain::quantity::percent_decoded("a%3Bb%zz"), "a;b%zz");
/// ```
pub fn percent_decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
