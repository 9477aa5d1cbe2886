//! What waits to be sent, and the number that the next message gets.

use std::collections::VecDeque;

use db::listen::MAX_MESSAGE;

use crate::Row;
use crate::message::{Body, Message};

/// More than this and all are left to those who read the log.
const MOST: usize = 20_000;
/// Messages that are sent at a time.
const BATCH: usize = 64;

/// Rows in the order of their commits.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    rows: VecDeque<Row>,
    /// The number of the newest message with rows.
    sequence: u64,
}

/// Messages that are sent together, and the rows in them.
#[derive(Debug)]
pub(crate) struct Batch {
    pub messages: Vec<String>,
    /// Those that have one.
    pub ids: Vec<i64>,
    pub count: u64,
    /// There is more.
    pub more: bool,
}

impl Outgoing {
    /// Adds a row; `true` if it is the first that waits.
    pub(crate) fn push(&mut self, row: Row) -> bool {
        if self.rows.len() >= MOST {
            // The number that is left out tells everybody to read the log. Nobody will have marked these as done, so
            // they are found even by those who are not there yet.
            self.rows.clear();
            self.sequence += 1;
        }
        self.rows.push_back(row);
        self.rows.len() == 1
    }

    /// Takes what goes out next. The last message is a heartbeat or a goodbye, so who heard it knows whether
    /// anything before it is missing.
    pub(crate) fn take(&mut self, instance: i64, is_last: bool) -> Batch {
        let (mut messages, mut ids, mut count) = (Vec::new(), Vec::new(), 0);
        while messages.len() < BATCH && !self.rows.is_empty() {
            self.sequence += 1;
            let mut message =
                Message { instance, sequence: self.sequence, body: Body::Rows(Vec::new()) }.write();
            while let Some(row) = self.rows.front()
                && message.len() + MOST_TEXT <= MAX_MESSAGE
            {
                row.write(&mut message);
                ids.extend((row.id != 0).then_some(row.id));
                count += 1;
                self.rows.pop_front();
            }
            messages.push(message);
        }
        let more = !self.rows.is_empty();
        let body = if is_last && !more { Body::Goodbye } else { Body::Heartbeat };
        messages.push(Message { instance, sequence: self.sequence, body }.write());
        Batch { messages, ids, count, more }
    }
}

/// The longest text of a row: three numbers of 16 digits, and what parts them.
const MOST_TEXT: usize = 3 * 16 + 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64) -> Row {
        Row { id, kind: 3, subject: i64::MAX - id, object: i64::MAX }
    }

    #[test]
    fn everything_goes_out_once_in_order_in_messages_that_fit() {
        let mut outgoing = Outgoing::default();
        assert!(outgoing.push(row(0)), "the first wakes the sender");
        (1..19_000).for_each(|id| assert!(!outgoing.push(row(id))));
        let (mut ids, mut heard, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            let batch = outgoing.take(7, true);
            ids.extend(batch.ids);
            for text in &batch.messages {
                assert!(text.len() <= MAX_MESSAGE, "{} bytes", text.len());
                let message = Message::read(text).unwrap();
                match message.body {
                    Body::Rows(rows) => {
                        heard.extend(rows.iter().map(|row| row.subject));
                        numbers.push(message.sequence);
                    }
                    Body::Goodbye => assert!(!batch.more),
                    Body::Heartbeat => assert!(batch.more),
                }
            }
            if !batch.more {
                break;
            }
        }
        assert_eq!(ids, (1..19_000).collect::<Vec<_>>(), "who has no id is sent and not named");
        assert_eq!(heard, (0..19_000).map(|id| i64::MAX - id).collect::<Vec<_>>());
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_too_much_leaves_a_number_out() {
        let mut outgoing = Outgoing::default();
        for id in 0..=MOST as i64 {
            outgoing.push(row(id));
        }
        let batch = outgoing.take(7, false);
        assert_eq!(batch.ids, [MOST as i64]);
        assert_eq!(Message::read(&batch.messages[0]).unwrap().sequence, 2);
    }
}
