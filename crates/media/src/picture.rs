//! From bytes of a stranger to a picture of ours, in this order: how many bytes, what they are, how large the picture
//! says it is, and only then its pixels; cut to shape, turned as its EXIF says, its colours made those of sRGB, encoded
//! anew as JPEG, or as PNG if anything in it is transparent.
//!
//! Only pixels go from one to the other, so nothing else that came in can come out, whatever it was and wherever it
//! stood. Of an animation the first picture is taken.

use std::fmt;
use std::io::Cursor;

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader,
    Limits, RgbaImage,
};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::{Format, Name};

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: usize = 8 << 20;
/// The largest width and the largest height, in pixels.
pub const MAX_SIDE: u32 = 8_192;
/// The most pixels of a picture: Mastodon's 7 680 × 4 320.
pub const MAX_PIXELS: u64 = 33_177_600;
/// What is taken, as in `Content-Type`.
pub const TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Bytes that the pixels of one picture may take: [`MAX_PIXELS`] with four bytes each, or fewer with more.
const MAX_DECODED: u64 = 4 * MAX_PIXELS;
/// Bytes that a decoder may ask for beside them.
const MAX_ALLOC: u64 = 2 * MAX_DECODED;
/// Of JPEG, from 1 to 100.
const QUALITY: u8 = 90;

/// What a picture is cut to, in pixels. What is smaller is cut to the same proportions and stays small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The most there is of width.
    pub width: u32,
    /// The most there is of height.
    pub height: u32,
}

/// A picture of ours, ready to be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its name.
    pub name: Name,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Without the bytes.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}, {} × {}, {} bytes)", self.name, self.width, self.height, self.bytes.len())
    }
}

/// Why bytes do not become a picture. As text the rest of a sentence that begins with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There are none.
    Empty,
    /// There are more than [`MAX_BYTES`].
    TooManyBytes,
    /// They are none of [`TYPES`], whatever they were called.
    Type,
    /// More than [`MAX_PIXELS`], or one side above [`MAX_SIDE`].
    TooManyPixels,
    /// They begin like a picture and do not go on like one.
    Broken,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is an empty file"),
            Self::TooManyBytes => write!(f, "is too large (maximum is {} MiB)", MAX_BYTES >> 20),
            Self::Type => f.write_str("must be a JPEG, PNG, GIF or WebP picture"),
            Self::TooManyPixels => write!(
                f,
                "has too many pixels (maximum is {MAX_PIXELS}, and {MAX_SIDE} in width and in height)"
            ),
            Self::Broken => f.write_str("cannot be read: the picture is broken"),
        }
    }
}

impl std::error::Error for Fault {}

/// Makes a picture of bytes. The largest ones take some 300 MiB of memory and two seconds of a processor, so the caller
/// sees to it that few run at a time.
///
/// # Errors
/// What is wrong with the bytes.
pub fn prepare(bytes: &[u8], shape: Shape) -> Result<Picture, Fault> {
    match bytes.len() {
        0 => return Err(Fault::Empty),
        1..=MAX_BYTES => {}
        _ => return Err(Fault::TooManyBytes),
    }
    let decoded = decode(bytes, sniff(bytes).ok_or(Fault::Type)?)?;
    let mut small = fit(&decoded.pixels, decoded.orientation, shape)?;
    // The large one is not needed any more while the small one is encoded.
    drop(decoded.pixels);
    small.apply_orientation(decoded.orientation);
    let mut pixels = small.into_rgba8();
    if let Some(profile) = decoded.profile {
        to_srgb(&mut pixels, &profile);
    }
    encode(pixels)
}

/// What bytes are, by how they begin.
fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    let starts = |start: &[u8]| bytes.starts_with(start);
    if starts(b"\xff\xd8\xff") {
        Some(ImageFormat::Jpeg)
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Some(ImageFormat::Png)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some(ImageFormat::Gif)
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(ImageFormat::WebP)
    } else {
        None
    }
}

struct Decoded {
    pixels: DynamicImage,
    orientation: Orientation,
    /// The colours that the pixels mean, as an ICC profile.
    profile: Option<Vec<u8>>,
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<Decoded, Fault> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    // Here and not only by the limits above: not every decoder asks them before it takes memory.
    let (width, height) = decoder.dimensions();
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Fault::TooManyPixels);
    }
    if width == 0 || height == 0 {
        return Err(Fault::Broken);
    }
    if decoder.total_bytes() > MAX_DECODED {
        return Err(Fault::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(fault)?;
    Ok(Decoded { pixels, orientation, profile })
}

fn fault(error: ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::TooManyPixels,
        _ => Fault::Broken,
    }
}

/// The middle of a picture in the proportions of a shape, not larger than that; not turned yet.
fn fit(pixels: &DynamicImage, orientation: Orientation, shape: Shape) -> Result<DynamicImage, Fault> {
    let (width, height) = target(pixels.width(), pixels.height(), before(orientation, shape));
    let mut small = DynamicImage::new(width, height, pixels.color());
    let cut = ResizeOptions::new().fit_into_destination(Some((0.5, 0.5)));
    Resizer::new().resize(pixels, &mut small, &cut).map_err(|_| Fault::Broken)?;
    Ok(small)
}

/// The shape before it is turned.
fn before(orientation: Orientation, shape: Shape) -> Shape {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => Shape { width: shape.height, height: shape.width },
        _ => shape,
    }
}

/// How large the result is: the shape, or as large as there are pixels for in its proportions.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the shape, at least 0")]
fn target(width: u32, height: u32, shape: Shape) -> (u32, u32) {
    let scale =
        f64::min(f64::from(width) / f64::from(shape.width), f64::from(height) / f64::from(shape.height));
    let scaled = |side: u32| ((f64::from(side) * scale.min(1.0)).round() as u32).max(1);
    (scaled(shape.width), scaled(shape.height))
}

/// Makes the colours those of sRGB, which is what everybody takes a picture without a profile for. With a profile
/// that does not fit they stay as they are.
fn to_srgb(pixels: &mut RgbaImage, profile: &[u8]) {
    let transform = ColorProfile::new_from_slice(profile).and_then(|from| {
        let to = ColorProfile::new_srgb();
        from.create_transform_8bit(Layout::Rgba, &to, Layout::Rgba, TransformOptions::default())
    });
    let mut out = RgbaImage::new(pixels.width(), pixels.height());
    if let Ok(transform) = transform
        && transform.transform(pixels, &mut out).is_ok()
    {
        *pixels = out;
    }
}

fn encode(pixels: RgbaImage) -> Result<Picture, Fault> {
    let (width, height) = pixels.dimensions();
    let mut bytes = Vec::new();
    let format = if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        let opaque = DynamicImage::ImageRgba8(pixels).into_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .encode(&opaque, width, height, ExtendedColorType::Rgb8)
            .map_err(fault)?;
        Format::Jpeg
    } else {
        PngEncoder::new(&mut bytes)
            .write_image(&pixels, width, height, ExtendedColorType::Rgba8)
            .map_err(fault)?;
        Format::Png
    };
    Ok(Picture { name: Name::of(&bytes, format), bytes, width, height })
}

#[cfg(test)]
mod tests;
