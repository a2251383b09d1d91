//! In which encoding a text file is, and its text in UTF-8.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many raw bytes are decoded at once.
const BLOCK: usize = 1 << 16;

/// The encoding that the first bytes of a file speak for.
///
/// A byte order mark decides. Without one, text that is valid in UTF-8 is UTF-8; zeros at every
/// second byte mean UTF-16; the rest is guessed from how often pairs of letters occur in the
/// languages of the world [chardetng, as in Firefox].
pub(super) fn guess(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if let Some(encoding) = utf_16(head) {
        return encoding;
    }
    match std::str::from_utf8(head) {
        Ok(_) => UTF_8,
        // Cut off in the middle of a character.
        Err(err) if err.error_len().is_none() => UTF_8,
        Err(_) if is_mostly_utf_8(head) => UTF_8,
        Err(_) => legacy(head),
    }
}

/// The encoding of text that is not UTF-8.
pub(super) fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Whether there are many more characters beyond ASCII that are valid in UTF-8 than bytes that
/// are not: then a few bytes are damaged, and taking the whole for another encoding would spoil
/// the rest.
pub(super) fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > 3 * invalid
}

/// UTF-16 without a mark: nearly every second byte of western text is zero.
fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |start: usize| {
        let bytes = head.iter().skip(start).step_by(2);
        let n = bytes.len().max(1);
        bytes.filter(|byte| **byte == 0).count() as f64 / n as f64
    };
    let (even, odd) = (zeros(0), zeros(1));
    if head.len() >= 8 && odd > 0.7 && even < 0.1 {
        Some(UTF_16LE)
    } else if head.len() >= 8 && even > 0.7 && odd < 0.1 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Reads `from`, text in `encoding`, as UTF-8 without a byte order mark.
///
/// UTF-8 passes unchecked: whoever takes it apart checks it. Other text that breaks the rules of
/// its encoding is an error of kind `InvalidData` that says the line.
pub(super) fn utf_8<'a>(
    from: Box<dyn Read + Send + 'a>,
    encoding: &'static Encoding,
) -> Box<dyn Read + Send + 'a> {
    if encoding == UTF_8 {
        return Box::new(WithoutMark {
            from,
            begun: false,
            held: Vec::new(),
        });
    }
    Box::new(Decoded {
        from,
        decoder: encoding.new_decoder_with_bom_removal(),
        name: encoding.name(),
        raw: Vec::new(),
        text: Vec::new(),
        at: 0,
        lines: 1,
        ended: false,
    })
}

/// UTF-8 from which a byte order mark is taken off.
struct WithoutMark<'a> {
    from: Box<dyn Read + Send + 'a>,
    begun: bool,
    held: Vec<u8>,
}

impl Read for WithoutMark<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begun = true;
            let mut first = [0; 3];
            let mut n = 0;
            while n < 3 {
                match self.from.read(&mut first[n..])? {
                    0 => break,
                    more => n += more,
                }
            }
            if first != *b"\xef\xbb\xbf" {
                self.held = first[..n].to_vec();
            }
        }
        if self.held.is_empty() {
            return self.from.read(to);
        }
        let n = self.held.len().min(to.len());
        to[..n].copy_from_slice(&self.held[..n]);
        self.held.drain(..n);
        Ok(n)
    }
}

/// Text of another encoding, decoded block by block.
struct Decoded<'a> {
    from: Box<dyn Read + Send + 'a>,
    decoder: Decoder,
    name: &'static str,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    lines: usize,
    ended: bool,
}

impl Decoded<'_> {
    /// Decodes the next block into `text`.
    fn fill(&mut self) -> io::Result<()> {
        self.raw.resize(BLOCK, 0);
        let n = self.from.read(&mut self.raw)?;
        self.ended = n == 0;
        let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * BLOCK);
        self.text.resize(room, 0);
        let (result, _, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.raw[..n],
            &mut self.text,
            self.ended,
        );
        self.text.truncate(written);
        self.at = 0;
        self.lines += self.text.split(|byte| *byte == b'\n').count() - 1;
        if let DecoderResult::Malformed(..) = result {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {} is not text in {}", self.lines, self.name),
            ));
        }
        Ok(())
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let n = (self.text.len() - self.at).min(to.len());
        to[..n].copy_from_slice(&self.text[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        utf_8(Box::new(bytes), encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    fn encoded(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_by_mark_zeros_and_letters() {
        assert_eq!(guess(b"a,b\n1,2\n"), UTF_8);
        assert_eq!(guess("Müller,Größe\n".as_bytes()), UTF_8);
        assert_eq!(guess(b"\xef\xbb\xbfa"), UTF_8);
        assert_eq!(guess(b"\xff\xfea\0"), UTF_16LE);
        assert_eq!(guess(&encoded("name,size\nx,1\n", false)), UTF_16LE);
        assert_eq!(guess(&encoded("name,size\nx,1\n", true)), UTF_16BE);
        assert_eq!(
            guess(b"name\nM\xfcller\nStra\xdfe\n").name(),
            "windows-1252"
        );
    }

    #[test]
    fn one_damaged_byte_does_not_make_another_encoding() {
        let mut text = "Größe,Öl,Äpfel,süß\n".repeat(4).into_bytes();
        text.push(0xff);
        text.push(b'\n');
        assert_eq!(guess(&text), UTF_8);
    }

    #[test]
    fn text_comes_out_in_utf_8_without_its_mark() {
        assert_eq!(read("\u{feff}aé".as_bytes(), UTF_8).unwrap(), "aé");
        assert_eq!(read(b"ab", UTF_8).unwrap(), "ab");
        let mut marked = vec![0xff, 0xfe];
        marked.extend(encoded("aé€\n𝄞", false));
        assert_eq!(read(&marked, UTF_16LE).unwrap(), "aé€\n𝄞");
        assert_eq!(
            read(b"M\xfcller \x80", encoding_rs::WINDOWS_1252).unwrap(),
            "Müller €"
        );
    }

    #[test]
    fn what_breaks_its_encoding_is_told_with_the_line() {
        let mut cut = encoded("a\nb", false);
        cut.pop();
        let message = read(&cut, UTF_16LE).unwrap_err().to_string();
        assert_eq!(message, "line 2 is not text in UTF-16LE");
    }

    #[test]
    fn a_long_text_comes_out_whole() {
        let text = "zwölf Boxkämpfer jagen\n".repeat(20_000);
        assert_eq!(read(&encoded(&text, false), UTF_16LE).unwrap(), text);
    }
}
