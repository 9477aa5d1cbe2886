//! `Visible<T>`: a thing that was judged. Only [`super`] can make one.

use std::ops::Deref;

/// Something that the viewer may see.
#[derive(Debug, Clone)]
pub struct Visible<T>(T);

/// Makes a thing visible; private to policy.
pub(super) fn seal<T>(thing: T) -> Visible<T> {
    Visible(thing)
}

impl<T> Visible<T> {
    /// The thing itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Visible<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
