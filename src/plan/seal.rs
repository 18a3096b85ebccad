//! The seal of a journal: only who has the user's key can make a stage that kaibo takes for its own.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::text::hex::{hex, unhex};

/// How many bytes a key has.
pub const KEY_LENGTH: usize = 32;

/// A secret of the user's, 32 random bytes.
#[derive(Clone)]
pub struct Key([u8; KEY_LENGTH]);

impl std::fmt::Debug for Key {
    /// A key is never shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// The key of these bytes.
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA-256 of a text, in hexadecimal digits.
    pub fn seal(&self, text: &str) -> String {
        hex(&self.mac(text).finalize().into_bytes())
    }

    /// Whether a seal was made with this key for this text; that takes as long for a wrong one as for the right one.
    pub fn fits(&self, seal: &str, text: &str) -> bool {
        unhex(seal).is_some_and(|tag| self.mac(text).verify_slice(&tag).is_ok())
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mac = Hmac::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.chain_update(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_the_one_that_rfc_4231_has() {
        // test case 6 shortened to our length of key would be another; this is case 2 of RFC 4231 padded with zeros,
        // which HMAC does to a short key by itself
        let mut bytes = [0; KEY_LENGTH];
        bytes[..4].copy_from_slice(b"Jefe");
        let seal = Key::new(bytes).seal("what do ya want for nothing?");
        assert_eq!(seal, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_seal_fits_its_key_and_its_text_only() {
        let (key, other) = (Key::new([7; KEY_LENGTH]), Key::new([8; KEY_LENGTH]));
        let seal = key.seal("text");
        assert!(key.fits(&seal, "text"));
        for (key, seal, text) in [
            (&key, seal.as_str(), "texts"),
            (&other, seal.as_str(), "text"),
            (&key, &seal[..62], "text"),
            (&key, "", "text"),
            (&key, "+f", "text"),
            (&key, "é", "text"),
        ] {
            assert!(!key.fits(seal, text), "{seal} {text}");
        }
        assert_eq!(format!("{key:?}"), "Key", "a key is never shown");
    }
}
