use std::fmt;

/// Stands for some texts: equal fingerprints mean equal texts.
///
/// It is a BLAKE3 hash in hexadecimal; two different inputs with the same one are not to be
/// expected. Reference: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3" (2020).
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Fingerprint {
    fn from(hexadecimal: String) -> Self {
        Self(hexadecimal)
    }
}

/// The fingerprint of `parts` in their order.
///
/// Each part goes in with its length, so that `["ab", "c"]` and `["a", "bc"]` differ.
pub fn fingerprint(parts: &[&str]) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    Fingerprint(hasher.finalize().to_hex().to_string())
}

/// The fingerprint of numbers in their order, by their bits.
pub fn fingerprint_of_numbers(values: &[f64]) -> Fingerprint {
    const BLOCK: usize = 4096;
    let mut hasher = blake3::Hasher::new();
    let mut bytes = Vec::with_capacity(8 * BLOCK);
    for block in values.chunks(BLOCK) {
        bytes.clear();
        bytes.extend(block.iter().flat_map(|value| value.to_bits().to_le_bytes()));
        hasher.update(&bytes);
    }
    Fingerprint(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_the_same_on_every_machine() {
        let expected = blake3::hash(b"\x01\0\0\0\0\0\0\0a").to_hex().to_string();
        assert_eq!(fingerprint(&["a"]).to_string(), expected);
    }

    #[test]
    fn numbers_are_told_by_their_bits() {
        let of = |values: &[f64]| fingerprint_of_numbers(values);
        assert_eq!(of(&[1.0, f64::NAN]), of(&[1.0, f64::NAN]));
        assert_ne!(of(&[1.0, 2.0]), of(&[2.0, 1.0]));
        assert_ne!(of(&[0.0]), of(&[-0.0]));
        assert_ne!(of(&[0.0]), of(&[0.0, 0.0]));
    }

    proptest! {
        #[test]
        fn differs_when_the_parts_differ(a: Vec<String>, b: Vec<String>) {
            fn of(parts: &[String]) -> Fingerprint {
                fingerprint(&parts.iter().map(String::as_str).collect::<Vec<_>>())
            }
            prop_assert_eq!(of(&a) == of(&b), a == b);
        }

        #[test]
        fn differs_when_a_border_moves(text in "[a-z]{2,9}") {
            let (head, tail) = text.split_at(1);
            prop_assert_ne!(fingerprint(&[head, tail]), fingerprint(&[&text]));
        }
    }
}
