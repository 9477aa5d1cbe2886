//! This server's mark as PNG, for clients that cannot show the drawing in `assets/icon.svg`: two rings that
//! overlap, on green.

use std::sync::OnceLock;

use base::{Error, Result};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// What is served, by file name: width and height in pixels.
pub(super) const FILES: [(&str, u32, u32); 4] = [
    ("thumbnail.png", 1_200, 630),
    ("icon-48.png", 48, 48),
    ("icon-192.png", 192, 192),
    ("icon-512.png", 512, 512),
];

const GROUND: Rgb<u8> = Rgb([0x0b, 0x6b, 0x57]);
const INK: Rgb<u8> = Rgb([0xff, 0xff, 0xff]);

/// As in the drawing, which is 32 wide: distance of the rings' middles from the centre, radius, half the line's width.
const OFFSET: f32 = 3.7;
const RADIUS: f32 = 6.8;
const HALF_LINE: f32 = 1.3;

/// Each is drawn when it is first asked for.
static DRAWN: [OnceLock<Vec<u8>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

/// The picture with this file name.
///
/// # Errors
/// `NotFound` when there is none, `Internal` when it could not be drawn.
pub(super) fn find(file: &str) -> Result<&'static [u8]> {
    let known = FILES.iter().zip(&DRAWN).find(|((name, _, _), _)| *name == file);
    let ((_, width, height), drawn) = known.ok_or(Error::NotFound)?;
    match drawn.get() {
        Some(png) => Ok(png),
        None => {
            let png = draw(*width, *height)?;
            Ok(drawn.get_or_init(|| png))
        }
    }
}

fn draw(width: u32, height: u32) -> Result<Vec<u8>> {
    let scale = 32.0 / width.min(height) as f32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let across = (x as f32 + 0.5 - width as f32 / 2.0) * scale;
        let down = (y as f32 + 0.5 - height as f32 / 2.0) * scale;
        mix(cover(across, down, scale))
    });
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&picture, width, height, ExtendedColorType::Rgb8)
        .map_err(Error::internal)?;
    Ok(bytes)
}

/// How much of the pixel at a point is ink, 0 to 1. `pixel` is a pixel's width.
fn cover(across: f32, down: f32, pixel: f32) -> f32 {
    let left = (across + OFFSET).hypot(down) - RADIUS;
    let right = (across - OFFSET).hypot(down) - RADIUS;
    let rings = left.abs().min(right.abs()) - HALF_LINE;
    // Where both circles are is filled.
    let lens = left.max(right);
    (0.5 - rings.min(lens) / pixel).clamp(0.0, 1.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is between 0 and 255")]
fn mix(ink: f32) -> Rgb<u8> {
    let channel =
        |n: usize| (f32::from(GROUND.0[n]) + (f32::from(INK.0[n]) - f32::from(GROUND.0[n])) * ink) as u8;
    Rgb([channel(0), channel(1), channel(2)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_png_of_its_size_and_no_other_exists() {
        for (name, width, height) in FILES {
            let png = find(name).unwrap();
            let picture = image::load_from_memory(png).unwrap();
            assert_eq!((picture.width(), picture.height()), (width, height));
        }
        assert!(find("icon-1.png").is_err() && find("../thumbnail.png").is_err());
    }

    #[test]
    fn the_mark_is_in_the_middle_and_the_corners_are_ground() {
        assert!(cover(0.0, 0.0, 0.1) > 0.99 && cover(OFFSET + RADIUS, 0.0, 0.1) > 0.99);
        assert!(cover(15.0, 15.0, 0.1) < 0.01 && cover(OFFSET + 3.0, 0.0, 0.1) < 0.01);
    }
}
