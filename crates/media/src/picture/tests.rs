//! Tests of what becomes of bytes: good, strange and hostile ones.

use image::{Rgb, RgbImage, Rgba};

use super::*;

const SQUARE: Shape = Shape { width: 400, height: 400 };
const WIDE: Shape = Shape { width: 1_500, height: 500 };

/// As much as there is of the middle.
fn prepare(bytes: &[u8], shape: Shape) -> Result<Picture, Fault> {
    super::prepare(bytes, shape, Part::default())
}

/// Red on the left, green on the right.
fn halves(width: u32, height: u32) -> DynamicImage {
    let half = |x| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 255, 0]) };
    RgbImage::from_fn(width, height, |x, _| half(x)).into()
}

fn encoded(pixels: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(picture: &Picture) -> DynamicImage {
    image::load_from_memory(&picture.bytes).unwrap()
}

#[track_caller]
fn is_like(pixel: Rgba<u8>, wanted: [u8; 3]) {
    let close = pixel.0.iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < 24);
    assert!(close, "{pixel:?} is not {wanted:?}");
}

/// CRC-32 as PNG has it (<https://www.w3.org/TR/png-3/#D-CRCAppendix>).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [kind, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc(&body).to_be_bytes()].concat()
}

/// A JPEG with an EXIF segment that says how it is to be turned and where it was taken.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // The place where coordinates would be found; and coordinates.
    exif.extend_from_slice(&[0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0x26, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS-52.5170365N-13.3888599E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn each_type_is_taken_and_becomes_one_of_two() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let picture = prepare(&encoded(&halves(1_000, 800), format), SQUARE).unwrap();
        assert_eq!((picture.width, picture.height), (400, 400), "{format:?}");
        assert_eq!(picture.name.format(), Format::Jpeg, "{format:?}");
        assert_eq!(picture.name, Name::of(&picture.bytes, Format::Jpeg));
        let pixels = read(&picture).into_rgba8();
        is_like(*pixels.get_pixel(20, 200), [255, 0, 0]);
        is_like(*pixels.get_pixel(380, 200), [0, 255, 0]);
    }
}

#[test]
fn what_is_transparent_stays_so() {
    let pixels = RgbaImage::from_fn(600, 600, |x, _| Rgba([0, 0, 255, if x < 300 { 0 } else { 255 }]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = prepare(&encoded(&pixels.clone().into(), format), SQUARE).unwrap();
        assert_eq!(picture.name.format(), Format::Png);
        let small = read(&picture).into_rgba8();
        assert_eq!((small.get_pixel(50, 50).0[3], small.get_pixel(350, 50).0), (0, [0, 0, 255, 255]));
    }
    // A channel that says nothing is no reason for a PNG.
    let opaque = RgbaImage::from_pixel(500, 500, Rgba([1, 2, 3, 255]));
    assert_eq!(
        prepare(&encoded(&opaque.into(), ImageFormat::Png), SQUARE).unwrap().name.format(),
        Format::Jpeg
    );
}

#[test]
fn the_middle_is_cut_out_and_nothing_is_enlarged() {
    let size = |width, height, shape| {
        let picture = prepare(&encoded(&halves(width, height), ImageFormat::Png), shape).unwrap();
        (picture.width, picture.height)
    };
    assert_eq!(size(400, 400, SQUARE), (400, 400));
    assert_eq!(size(100, 60, SQUARE), (60, 60));
    assert_eq!(size(1, 1, SQUARE), (1, 1));
    assert_eq!(size(3_000, 1_200, WIDE), (1_500, 500));
    assert_eq!(size(600, 600, WIDE), (600, 200));
    assert_eq!(size(1, 300, WIDE), (1, 1));
    // Of a wide one, both sides go.
    let wide = prepare(&encoded(&halves(1_200, 400), ImageFormat::Png), SQUARE).unwrap();
    let pixels = read(&wide).into_rgba8();
    is_like(*pixels.get_pixel(190, 200), [255, 0, 0]);
    is_like(*pixels.get_pixel(210, 200), [0, 255, 0]);
}

#[test]
fn a_picture_is_turned_as_its_exif_says_and_cut_after_that() {
    let jpeg = encoded(&halves(900, 300), ImageFormat::Jpeg);
    let turned = prepare(&with_exif(&jpeg, 6), SQUARE).unwrap();
    let pixels = read(&turned).into_rgba8();
    is_like(*pixels.get_pixel(pixels.width() / 2, 10), [255, 0, 0]);
    is_like(*pixels.get_pixel(pixels.width() / 2, pixels.height() - 10), [0, 255, 0]);
    // Upright it is 300 wide, so that is all a header has.
    let header = prepare(&with_exif(&jpeg, 6), WIDE).unwrap();
    assert_eq!((header.width, header.height), (300, 100));
    assert_eq!(prepare(&with_exif(&jpeg, 1), WIDE).unwrap().width, 900);
}

/// Red and green above, blue and white below.
fn quarters(side: u32) -> DynamicImage {
    let colour = |x, y| match (x < side / 2, y < side / 2) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    };
    RgbImage::from_fn(side, side, colour).into()
}

#[test]
fn a_part_is_that_of_the_picture_as_people_see_it_however_it_is_stored() {
    let stored = quarters(600);
    let jpeg = encoded(&stored, ImageFormat::Jpeg);
    for turned in 1..=8 {
        let mut seen = stored.clone();
        seen.apply_orientation(Orientation::from_exif(turned).unwrap());
        let seen = seen.into_rgb8();
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
            let part = Part::new(x, y, 2.0).unwrap();
            let picture = super::prepare(&with_exif(&jpeg, turned), SQUARE, part).unwrap();
            assert_eq!((picture.width, picture.height), (300, 300), "a quarter has no more pixels");
            let at = |side: f64| if side > 0.5 { 599 } else { 0 };
            is_like(*read(&picture).into_rgba8().get_pixel(150, 150), seen.get_pixel(at(x), at(y)).0);
        }
    }
}

#[test]
fn a_part_reaches_from_edge_to_edge_and_never_beyond() {
    let wide = encoded(&halves(1_200, 400), ImageFormat::Png);
    for (x, colour) in [(0.0, [255, 0, 0]), (1.0, [0, 255, 0])] {
        let pixels =
            read(&super::prepare(&wide, SQUARE, Part::new(x, 0.5, 1.0).unwrap()).unwrap()).into_rgba8();
        is_like(*pixels.get_pixel(2, 200), colour);
        is_like(*pixels.get_pixel(397, 200), colour);
    }
    // Sides that no proportion divides, and a part in every corner of them.
    for (width, height) in [(1, 1), (7, 1_003), (1_001, 3), (331, 457)] {
        let bytes = encoded(&halves(width, height), ImageFormat::Png);
        for step in 0..=10 {
            let at = f64::from(step) / 10.0;
            for zoom in [1.0, 1.1, 3.3, MAX_ZOOM] {
                let part = Part::new(at, 1.0 - at, zoom).unwrap();
                assert!(super::prepare(&bytes, WIDE, part).is_ok(), "{width} × {height}, {part:?}");
            }
        }
    }
}

#[test]
fn a_part_outside_of_the_picture_is_none() {
    for at in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
        assert_eq!((Part::new(at, 0.5, 1.0), Part::new(0.5, at, 1.0)), (None, None), "{at}");
    }
    for zoom in [0.0, 0.99, MAX_ZOOM + 0.01, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Part::new(0.5, 0.5, zoom), None, "{zoom}");
    }
}

#[test]
fn nothing_but_pixels_comes_out() {
    let secret = "52.5170365N";
    let jpeg = with_exif(&encoded(&halves(600, 600), ImageFormat::Jpeg), 1);
    let polyglot = [&jpeg[..], b"PK\x03\x04<script>alert(1)</script>52.5170365N"].concat();
    let png = encoded(&halves(600, 600), ImageFormat::Png);
    let end = png.len() - 12;
    let texts = [chunk(b"tEXt", b"Comment\x0052.5170365N"), chunk(b"eXIf", b"MM\0\x2a52.5170365N")].concat();
    let png =
        [&png[..33], &texts, &png[33..end], &chunk(b"tEXt", b"Late\x0052.5170365N"), &png[end..]].concat();
    for bytes in [jpeg, polyglot, png] {
        assert!(holds(&bytes, secret), "it was not planted");
        let picture = prepare(&bytes, SQUARE).unwrap();
        for text in [secret, "GPS", "Exif", "eXIf", "tEXt", "Comment", "<script>"] {
            assert!(!holds(&picture.bytes, text), "{text}");
        }
    }
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_says() {
    let wrong: [&[u8]; 7] = [
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"II*\0\x08\0\0\0",
        b"BM\x46\0\0\0",
        b"\0\0\0\x20ftypheic",
        b"RIFF\x10\0\0\0WAVEfmt ",
    ];
    for bytes in wrong {
        assert_eq!(prepare(bytes, SQUARE), Err(Fault::Type), "{:?}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(prepare(b"", SQUARE), Err(Fault::Empty));
    assert_eq!(prepare(&vec![0xff; MAX_BYTES + 1], SQUARE), Err(Fault::TooManyBytes));
}

#[test]
fn broken_pictures_are_refused_and_never_break_us() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = encoded(&halves(64, 64), format);
        // Bytes of the head: a picture of which only the end is missing may well be shown as far as it goes.
        assert_eq!(prepare(&whole[..24.min(whole.len())], SQUARE), Err(Fault::Broken), "{format:?}");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            let _ = prepare(&bytes, SQUARE);
            let _ = prepare(&whole[..at], SQUARE);
        }
    }
}

#[test]
fn a_picture_that_says_it_is_huge_is_refused_before_it_is_decoded() {
    // A head alone: whoever decoded it would find it broken.
    let png = |width: u32, height: u32| {
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &head)[..], &chunk(b"IDAT", &[]), &chunk(b"IEND", &[])]
            .concat()
    };
    assert_eq!(prepare(&png(8_193, 1), SQUARE), Err(Fault::TooManyPixels));
    assert_eq!(prepare(&png(1, 8_193), SQUARE), Err(Fault::TooManyPixels));
    assert_eq!(prepare(&png(8_192, 8_192), SQUARE), Err(Fault::TooManyPixels));
    assert_eq!(prepare(&png(u32::MAX, u32::MAX), SQUARE), Err(Fault::TooManyPixels));
    assert_eq!(prepare(&png(100, 100), SQUARE), Err(Fault::Broken));

    let gif = |width: u16, height: u16| {
        [b"GIF89a", &width.to_le_bytes()[..], &height.to_le_bytes(), &[0; 6]].concat()
    };
    assert_eq!(prepare(&gif(65_535, 65_535), SQUARE), Err(Fault::TooManyPixels));
    let mut jpeg = encoded(&halves(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(prepare(&jpeg, SQUARE), Err(Fault::TooManyPixels));
}

#[test]
fn colours_of_another_space_are_made_those_of_all() {
    // In Display P3 this is a red that sRGB shows as its own, fullest one.
    let pixels: DynamicImage = RgbImage::from_pixel(64, 64, Rgb([234, 51, 35])).into();
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile).unwrap();
    encoder.write_image(pixels.as_bytes(), 64, 64, ExtendedColorType::Rgb8).unwrap();
    let picture = prepare(&bytes, SQUARE).unwrap();
    assert!(!holds(&picture.bytes, "ICC_PROFILE"));
    is_like(*read(&picture).into_rgba8().get_pixel(32, 32), [255, 0, 0]);
    // What is no profile changes nothing.
    let mut same = RgbaImage::from_pixel(2, 2, Rgba([9, 8, 7, 255]));
    to_srgb(&mut same, b"no profile");
    assert_eq!(same.get_pixel(0, 0).0, [9, 8, 7, 255]);
}
