//! Which part of a picture somebody chose: the numbers beside the files of the profile's form.
//!
//! Apps have no words for this; of what they send the middle is kept. **Not here:** cutting (crate `media`).

use base::{Error, FieldError, Result};
use media::{MAX_ZOOM, Part};
use serde::Deserialize;
use serde_json::Value;

use super::own_picture::Slot;

/// The numbers as they were sent. Absent and empty ones are those of the middle.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Numbers {
    avatar_x: Value,
    avatar_y: Value,
    avatar_zoom: Value,
    header_x: Value,
    header_y: Value,
    header_zoom: Value,
}

/// What is chosen of each picture.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts {
    avatar: Part,
    header: Part,
}

impl Parts {
    /// Of the picture in a slot.
    pub(super) fn of(self, slot: Slot) -> Part {
        match slot {
            Slot::Avatar => self.avatar,
            Slot::Header => self.header,
        }
    }
}

impl Numbers {
    /// What they mean: per cent from the left and from the top, and how many times closer.
    ///
    /// # Errors
    /// `Invalid` with every number that is none or lies outside.
    pub(super) fn parse(&self) -> Result<Parts> {
        let mut faults = Vec::new();
        let mut number = |field, value: &Value, (least, most, middle)| {
            read(value, middle).filter(|number| (least..=most).contains(number)).unwrap_or_else(|| {
                let text = format!("must be a number from {least} to {most}");
                faults.push(FieldError { field, code: "ERR_INVALID", text });
                middle
            })
        };
        let (place, closer) = ((0.0, 100.0, 50.0), (1.0, MAX_ZOOM, 1.0));
        let avatar = [
            number("avatar_x", &self.avatar_x, place),
            number("avatar_y", &self.avatar_y, place),
            number("avatar_zoom", &self.avatar_zoom, closer),
        ];
        let header = [
            number("header_x", &self.header_x, place),
            number("header_y", &self.header_y, place),
            number("header_zoom", &self.header_zoom, closer),
        ];
        let part = |[x, y, zoom]: [f64; 3]| Part::new(x / 100.0, y / 100.0, zoom).unwrap_or_default();
        match faults.is_empty() {
            true => Ok(Parts { avatar: part(avatar), header: part(header) }),
            false => Err(Error::Invalid(faults)),
        }
    }

    /// The three of a slot, as the page shows them again.
    pub(super) fn typed(&self, slot: Slot) -> [String; 3] {
        let values = match slot {
            Slot::Avatar => [&self.avatar_x, &self.avatar_y, &self.avatar_zoom],
            Slot::Header => [&self.header_x, &self.header_y, &self.header_zoom],
        };
        let middles = [50.0, 50.0, 1.0];
        std::array::from_fn(|nth| read(values[nth], middles[nth]).unwrap_or(middles[nth]).to_string())
    }
}

/// A number, as one or as text; `None` for what is none.
fn read(value: &Value, absent: f64) -> Option<f64> {
    match value {
        Value::Null => Some(absent),
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text.trim().is_empty() => Some(absent),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(numbers: Value) -> Result<Parts> {
        serde_json::from_value::<Numbers>(numbers).unwrap().parse()
    }

    #[test]
    fn what_is_absent_or_empty_is_the_middle() {
        for numbers in [json!({}), json!({"avatar_x": "", "avatar_zoom": null}), json!({"header_y": "50"})] {
            let parts = parse(numbers).unwrap();
            assert_eq!((parts.of(Slot::Avatar), parts.of(Slot::Header)), (Part::default(), Part::default()));
        }
        let parts = parse(json!({"avatar_x": "0", "avatar_y": 100, "avatar_zoom": "2.5"})).unwrap();
        assert_eq!(Some(parts.of(Slot::Avatar)), Part::new(0.0, 1.0, 2.5));
    }

    #[test]
    fn every_number_that_is_none_is_named() {
        for wrong in ["NaN", "inf", "-1", "100.5", "1e999", "left", "0x1"] {
            let told = parse(json!({"avatar_x": wrong, "header_zoom": wrong}));
            let Err(Error::Invalid(faults)) = told else { panic!("{wrong} was taken") };
            let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
            assert_eq!(fields, ["avatar_x", "header_zoom"], "{wrong}");
        }
        assert!(parse(json!({"avatar_x": ["1"]})).is_err() && parse(json!({"avatar_zoom": "0.5"})).is_err());
    }
}
