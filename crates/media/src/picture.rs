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

/// The closest that a part can be; beyond that there is little left to see.
pub const MAX_ZOOM: f64 = 4.0;

/// Which part of a picture is kept, as people see it: turned as its EXIF says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    x: f64,
    y: f64,
    zoom: f64,
}

impl Part {
    /// The part that lies so far from the left and from the top, from 0 to 1, where 0.5 is the middle; and so many times
    /// smaller than the largest one of the shape, from 1 to [`MAX_ZOOM`]. `None` for any other numbers.
    #[must_use]
    pub fn new(x: f64, y: f64, zoom: f64) -> Option<Self> {
        let is_inside = |at: f64| (0.0..=1.0).contains(&at);
        (is_inside(x) && is_inside(y) && (1.0..=MAX_ZOOM).contains(&zoom)).then_some(Self { x, y, zoom })
    }

    /// Where the part lies in the picture as it is stored, before it is turned.
    fn before(self, orientation: Orientation) -> (f64, f64) {
        let Self { x, y, .. } = self;
        match orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (1.0 - x, y),
            Orientation::FlipVertical => (x, 1.0 - y),
            Orientation::Rotate180 => (1.0 - x, 1.0 - y),
            Orientation::Rotate90 => (y, 1.0 - x),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270 => (1.0 - y, x),
            Orientation::Rotate270FlipH => (1.0 - y, 1.0 - x),
        }
    }
}

/// The middle, and as much of it as there is.
impl Default for Part {
    fn default() -> Self {
        Self { x: 0.5, y: 0.5, zoom: 1.0 }
    }
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
pub fn prepare(bytes: &[u8], shape: Shape, part: Part) -> Result<Picture, Fault> {
    match bytes.len() {
        0 => return Err(Fault::Empty),
        1..=MAX_BYTES => {}
        _ => return Err(Fault::TooManyBytes),
    }
    let decoded = decode(bytes, sniff(bytes).ok_or(Fault::Type)?)?;
    let mut small = fit(&decoded.pixels, decoded.orientation, shape, part)?;
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

/// A part of a picture in the proportions of a shape, not larger than that; not turned yet.
fn fit(pixels: &DynamicImage, turned: Orientation, shape: Shape, part: Part) -> Result<DynamicImage, Fault> {
    let (width, height) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let small = target(width / part.zoom, height / part.zoom, before(turned, shape));
    let ratio = f64::from(small.0) / f64::from(small.1);
    let (wide, high) =
        if width >= height * ratio { (height * ratio, height) } else { (width, width / ratio) };
    let (wide, high) = (wide / part.zoom, high / part.zoom);
    let (x, y) = part.before(turned);
    let (left, top) = ((width - wide) * x, (height - high) * y);
    // What was rounded up must not reach beyond the edge.
    let cut = ResizeOptions::new().crop(left, top, wide.min(width - left), high.min(height - top));
    let mut small = DynamicImage::new(small.0, small.1, pixels.color());
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
fn target(width: f64, height: f64, shape: Shape) -> (u32, u32) {
    let scale = f64::min(width / f64::from(shape.width), height / f64::from(shape.height));
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
