//! The API as it describes itself: every operation is called, compared with its schema, and tried by strangers.

mod calls;
mod document;
mod examples;
mod strangers;
