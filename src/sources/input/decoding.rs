//! Text in another encoding, turned into UTF-8 piece by piece; what cannot be decoded is an error and never replaced.

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::FileProblem;
use super::encoding;

/// Raw bytes that are decoded at once.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// A text in the middle of being decoded.
pub(super) struct Decoding {
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Decoded and not yet handed out.
    out: Vec<u8>,
    out_at: usize,
    /// Where the next raw byte stands in the unpacked file.
    offset: u64,
    /// Line ends in all that was decoded.
    line_ends: u64,
    ended: bool,
}

impl Decoding {
    /// Begins at a place of the file, after so many line ends.
    pub(super) fn new(encoding: &'static Encoding, offset: u64, line_ends: u64) -> Decoding {
        let decoder = encoding.new_decoder_without_bom_handling();
        Decoding { encoding, decoder, out: Vec::new(), out_at: 0, offset, line_ends, ended: false }
    }

    /// The encoding.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// Hands decoded text out, as much as is there and fits.
    pub(super) fn take(&mut self, buffer: &mut [u8]) -> usize {
        let count = buffer.len().min(self.out.len() - self.out_at);
        buffer[..count].copy_from_slice(&self.out[self.out_at..self.out_at + count]);
        self.out_at += count;
        count
    }

    /// Whether the end was decoded.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Decodes the next piece; what was decoded before must have been taken. Tells the line of the first zero byte,
    /// where there is one.
    ///
    /// # Errors
    /// [`FileProblem::Malformed`] with line, offset and bytes.
    pub(super) fn decode(&mut self, raw: &[u8], last: bool) -> Result<Option<u64>, FileProblem> {
        self.ended = last;
        self.out_at = 0;
        let room = self.decoder.max_utf8_buffer_length_without_replacement(raw.len());
        self.out.resize(room.expect("a piece is far smaller than the address space"), 0);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut self.out, last);
        self.out.truncate(written);
        let decoded_line_ends = memchr::memchr_iter(b'\n', &self.out).count() as u64;
        match result {
            DecoderResult::Malformed(length, after) => {
                let end = read.saturating_sub(usize::from(after));
                // The first bytes of the sequence may have come with the piece before.
                let start = end.saturating_sub(usize::from(length));
                Err(FileProblem::Malformed {
                    line: self.line_ends + decoded_line_ends + 1,
                    offset: (self.offset + end as u64).saturating_sub(u64::from(length)),
                    bytes: raw[start..end].to_vec(),
                    encoding: encoding::name(self.encoding).to_string(),
                })
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {
                let zero = memchr::memchr(0, &self.out).map(|zero| self.line_of(zero));
                self.offset += read as u64;
                self.line_ends += decoded_line_ends;
                Ok(zero)
            }
        }
    }

    fn line_of(&self, at: usize) -> u64 {
        self.line_ends + memchr::memchr_iter(b'\n', &self.out[..at]).count() as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(pieces: &[&[u8]], encoding: &'static Encoding) -> Result<String, FileProblem> {
        let mut decoding = Decoding::new(encoding, 0, 0);
        let mut text = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            decoding.decode(piece, at + 1 == pieces.len())?;
            let mut buffer = [0; 256];
            let count = decoding.take(&mut buffer);
            text.extend_from_slice(&buffer[..count]);
        }
        Ok(String::from_utf8(text).unwrap())
    }

    #[test]
    fn a_character_over_two_pieces_is_put_together() {
        assert_eq!(decoded(&[b"a\xb9", b"\xe3b"], encoding_rs::GB18030).unwrap(), "a广b");
        assert_eq!(decoded(&[b"a\0\x2d", b"\x4e"], encoding_rs::UTF_16LE).unwrap(), "a中");
    }

    #[test]
    fn what_is_no_text_is_named_with_its_line_and_place() {
        let problem = decoded(&[b"a\nb\n", b"c\xff,"], encoding_rs::GB18030).unwrap_err();
        let expected =
            FileProblem::Malformed { line: 3, offset: 5, bytes: vec![0xff], encoding: "GB18030".to_string() };
        assert_eq!(problem, expected);
        let cut = decoded(&[b"a\n\xb9"], encoding_rs::GB18030).unwrap_err();
        assert!(matches!(cut, FileProblem::Malformed { line: 2, offset: 2, .. }), "{cut:?}");
    }
}
