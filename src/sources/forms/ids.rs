//! Ids, and what a spreadsheet did to them.

/// The id that a spreadsheet turned into a number with decimals: `13085` for `13085.0` or `13085.00`; `None` where the
/// text is not such a number. Nothing was lost, leading zeros perhaps excepted.
#[inline]
pub(in crate::sources) fn mended_id(text: &str) -> Option<&str> {
    // Most ids have no zero at their end.
    if !text.as_bytes().trim_ascii_end().ends_with(b"0") {
        return None;
    }
    let (id, zeros) = text.trim().split_once('.')?;
    let digits = |part: &str, wanted: fn(u8) -> bool| !part.is_empty() && part.bytes().all(wanted);
    (digits(id, |byte| byte.is_ascii_digit()) && digits(zeros, |byte| byte == b'0')).then_some(id)
}

/// Whether a spreadsheet turned the id into a rounded number, such as `1.23E+12`: its digits are lost, and different
/// ids may have become the same.
///
/// Spreadsheets always write the sign of the exponent; `1E5` and `12E40` are ids that people use.
pub(in crate::sources) fn is_lossy_id(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['E', 'e']) else { return false };
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let size = exponent.strip_prefix('+').is_some_and(|size| size.len() >= 2 && digits(size));
    whole.len() == 1 && digits(whole) && digits(decimals) && size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_zeros_behind_its_point_is_the_id_before_it() {
        for (text, id) in [("13085.0", "13085"), ("13085.00", "13085"), (" 007.0 ", "007")] {
            assert_eq!(mended_id(text), Some(id), "{text}");
        }
        for text in
            ["13085", "13085.10", "13085.5", "130850", "1.0.0", ".0", "13085.", "A13.0", "-5.0", "v2.0", "é.0", "0", ""]
        {
            assert_eq!(mended_id(text), None, "{text}");
        }
    }

    #[test]
    fn a_rounded_number_has_lost_the_id() {
        for text in ["1.23E+12", "5E+12", "4,50067E+15", "1.23e+12"] {
            assert!(is_lossy_id(text), "{text}");
        }
        for text in ["1E5", "12E40", "1.23E12", "E+12", "12.3E+12", "1.23E+1x", "1E+5", "EE+12", "", "éE+12"] {
            assert!(!is_lossy_id(text), "{text}");
        }
    }
}
