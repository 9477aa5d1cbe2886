//! Messages as text: `k1 INSTANCE SEQUENCE BODY`, numbers in hexadecimal.
//!
//! A body is `+` (still here), `-` (goodbye) or rows, each `KIND,SUBJECT,OBJECT;`. Whoever cannot read a message treats
//! it as missed, so a later release may write others.

use std::fmt::Write;

use crate::Row;

/// What a message begins with: the form that this release writes and reads.
const FORM: &str = "k1";

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// The random number of the process that sent it.
    pub instance: i64,
    /// Of a message with rows its own number, from 1; of another the newest of these.
    pub sequence: u64,
    pub body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    Heartbeat,
    Goodbye,
    /// Without their ids.
    Rows(Vec<Row>),
}

impl Message {
    /// As text, to which rows may be added.
    pub(crate) fn write(&self) -> String {
        let mut text = format!("{FORM} {:x} {:x} ", self.instance, self.sequence);
        match &self.body {
            Body::Heartbeat => text.push('+'),
            Body::Goodbye => text.push('-'),
            Body::Rows(rows) => rows.iter().for_each(|row| row.write(&mut text)),
        }
        text
    }

    /// `None` if it is in no form that this release knows.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (form, instance, sequence, body) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if form != FORM || parts.next().is_some() {
            return None;
        }
        let body = match body {
            "+" => Body::Heartbeat,
            "-" => Body::Goodbye,
            rows => Body::Rows(rows.split_terminator(';').map(Row::read).collect::<Option<_>>()?),
        };
        Some(Self { instance: number(instance)?, sequence: u64::from_str_radix(sequence, 16).ok()?, body })
    }
}

impl Row {
    pub(crate) fn write(&self, text: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{:x},{:x},{:x};", self.kind, self.subject, self.object);
    }

    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split(',').map(number);
        let row = Self { id: 0, kind: numbers.next()??, subject: numbers.next()??, object: numbers.next()?? };
        numbers.next().is_none().then_some(row)
    }
}

/// Negative numbers are written as their two's complement.
fn number(text: &str) -> Option<i64> {
    u64::from_str_radix(text, 16).ok().map(u64::cast_signed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            instance in any::<i64>(),
            sequence in any::<u64>(),
            rows in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>()), 1..9),
        ) {
            let rows = rows.into_iter().map(|(kind, subject, object)| Row { id: 0, kind, subject, object }).collect();
            for body in [Body::Rows(rows), Body::Heartbeat, Body::Goodbye] {
                let message = Message { instance, sequence, body };
                prop_assert_eq!(Message::read(&message.write()), Some(message));
            }
        }

        #[test]
        fn reading_never_panics(text in ".{0,80}") {
            let _ = Message::read(&text);
        }
    }

    #[test]
    fn what_is_in_another_form_is_not_read() {
        for text in ["", "k2 1 1 +", "k1 1 1", "k1 x 1 +", "k1 1 1 1,2;", "k1 1 1 1,2,3,4;", "k1 1 1 + +"] {
            assert_eq!(Message::read(text), None, "{text}");
        }
    }
}
