//! Pictures for accounts that have none of their own: an avatar drawn from the id, and one wide
//! picture for all. Drawn here, so that nothing is asked of anybody else.
//!
//! An avatar is a grid of 5 × 5 fields, the left half mirrored to the right, in one colour on a
//! pale ground of the same hue. Which fields are filled, and the hue, come from the SHA-256 of the
//! id: the same id gives the same bytes.

use base::{Error, Result};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use sha2::{Digest, Sha256};

use crate::core::words::AccountId;

const FIELD: u32 = 40;
const MARGIN: u32 = 20;
const FIELDS: u32 = 5;
/// Width and height of an avatar in pixels.
const SIZE: u32 = FIELDS * FIELD + 2 * MARGIN;

/// The avatar of an account as PNG.
///
/// # Errors
/// `Internal` when it cannot be encoded.
pub(super) fn avatar(id: AccountId) -> Result<Vec<u8>> {
    let hash = Sha256::digest(id.raw().to_be_bytes());
    let hue = f32::from(u16::from_be_bytes([hash[0], hash[1]])) / 65_536.0 * 360.0;
    let (ink, ground) = (colour(hue, 0.55, 0.48), colour(hue, 0.45, 0.92));
    let picture = RgbImage::from_fn(SIZE, SIZE, |x, y| if is_filled(&hash, x, y) { ink } else { ground });
    png(&picture)
}

/// Whether the field under a pixel is filled.
fn is_filled(hash: &[u8], x: u32, y: u32) -> bool {
    let field = |at: u32| at.checked_sub(MARGIN).map(|at| at / FIELD).filter(|n| *n < FIELDS);
    let (Some(column), Some(row)) = (field(x), field(y)) else { return false };
    let mirrored = column.min(FIELDS - 1 - column);
    // The middle of the hash: its start is the hue.
    hash[(2 + row * 3 + mirrored) as usize] & 1 == 1
}

/// The wide picture of those who have none, as PNG.
///
/// # Errors
/// `Internal` when it cannot be encoded.
pub(super) fn header() -> Result<Vec<u8>> {
    let picture = RgbImage::from_fn(600, 200, |x, _| colour(210.0 + 40.0 * x as f32 / 600.0, 0.35, 0.78));
    png(&picture)
}

fn png(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(Error::internal)?;
    Ok(bytes)
}

/// From hue (degrees), saturation and lightness (0–1)
/// (<https://www.w3.org/TR/css-color-4/#hsl-to-rgb>).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is between 0 and 255")]
fn colour(hue: f32, saturation: f32, lightness: f32) -> Rgb<u8> {
    let channel = |n: f32| {
        let k = (n + hue / 30.0) % 12.0;
        let a = saturation * lightness.min(1.0 - lightness);
        let value = lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    };
    Rgb([channel(0.0), channel(8.0), channel(4.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_is_stable_and_its_own() {
        let [one, again, other] = [1, 1, 2].map(|id| avatar(AccountId::new(id << 20)).unwrap());
        assert!(one.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(one, again);
        assert_ne!(one, other);
    }

    #[test]
    fn an_avatar_is_square_and_its_halves_mirror_each_other() {
        let hash = Sha256::digest(7_i64.to_be_bytes());
        for y in (0..SIZE).step_by(20) {
            for x in (0..SIZE).step_by(20) {
                let mirrored = SIZE - 1 - x;
                assert_eq!(is_filled(&hash, x, y), is_filled(&hash, mirrored, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn colours_are_those_of_css() {
        assert_eq!(colour(0.0, 1.0, 0.5), Rgb([255, 0, 0]));
        assert_eq!(colour(120.0, 1.0, 0.5), Rgb([0, 255, 0]));
        assert_eq!(colour(240.0, 1.0, 0.25), Rgb([0, 0, 128]));
    }
}
