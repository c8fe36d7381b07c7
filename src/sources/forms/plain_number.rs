//! Plain numbers (`-12.34`) by one loop over their bytes, and powers of ten.

/// The powers of ten that fit into 64 bits.
pub(super) const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// A number of at most 18 digits: `digits` × 10^-`decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainNumber {
    /// Whether a minus stood before it.
    pub negative: bool,
    /// All its digits as one whole number.
    pub digits: u64,
    /// How many of them stood behind the decimal sign.
    pub decimals: usize,
}

impl PlainNumber {
    /// Reads digits with at most one decimal sign, with a minus before them or without; `None` for all that is longer
    /// or written in another way.
    #[inline]
    pub(super) fn read(bytes: &[u8], decimal_sign: u8) -> Option<PlainNumber> {
        let (negative, body) = match bytes {
            [b'-', body @ ..] => (true, body),
            _ => (false, bytes),
        };
        // Eighteen digits fit into 64 bits whatever they are, so that the loop needs no check.
        if body.is_empty() || body.len() > 18 {
            return None;
        }
        let mut digits = 0;
        let mut sign_at = None;
        for (at, &byte) in body.iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit <= 9 {
                digits = digits * 10 + u64::from(digit);
            } else if byte == decimal_sign && sign_at.is_none() {
                sign_at = Some(at);
            } else {
                return None;
            }
        }
        let decimals = sign_at.map_or(0, |at| body.len() - at - 1);
        let has_digits = body.len() > usize::from(sign_at.is_some());
        has_digits.then_some(PlainNumber { negative, digits, decimals })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_are_digits_with_at_most_one_decimal_sign() {
        let number = |negative, digits, decimals| Some(PlainNumber { negative, digits, decimals });
        assert_eq!(PlainNumber::read(b"12.34", b'.'), number(false, 1234, 2));
        assert_eq!(PlainNumber::read(b"-12,34", b','), number(true, 1234, 2));
        assert_eq!(PlainNumber::read(b"007", b'.'), number(false, 7, 0));
        assert_eq!(PlainNumber::read(b"5.", b'.'), number(false, 5, 0));
        assert_eq!(PlainNumber::read(b".5", b'.'), number(false, 5, 1));
        assert_eq!(PlainNumber::read(b"999999999999999999", b'.'), number(false, 999_999_999_999_999_999, 0));
        for bytes in [
            &b""[..],
            b"-",
            b".",
            b"-.",
            b"1.2.3",
            b"1,2",
            b"+5",
            b"--5",
            b"5-",
            b" 5",
            b"1234567890123456789",
            b"\xc3\xa9",
        ] {
            assert_eq!(PlainNumber::read(bytes, b'.'), None, "{bytes:?}");
        }
    }
}
