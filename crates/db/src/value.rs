//! What goes into a statement.

use std::borrow::Cow;

use base::Id;

/// A parameter. Borrowed where it can be; `params!` of the caller is `&[Value]`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL of whatever type the column has.
    Null,
    /// A 64-bit integer: ids, counts, milliseconds.
    Int(i64),
    /// A double.
    Float(f64),
    /// A truth value; 0 or 1 on SQLite.
    Bool(bool),
    /// Text without U+0000.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// A list of integers for `{in:N}`, `{keys:…}` or `{list:N}`.
    Ints(Vec<i64>),
    /// A list of texts for `{in:N}`.
    Texts(Vec<String>),
}

impl<'a> Value<'a> {
    /// The raw numbers of ids, in order, as a list parameter.
    pub fn ids<T>(ids: impl IntoIterator<Item = Id<T>>) -> Value<'a> {
        Value::Ints(ids.into_iter().map(Id::raw).collect())
    }
}

impl<T> From<Id<T>> for Value<'_> {
    fn from(id: Id<T>) -> Self {
        Value::Int(id.raw())
    }
}
impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}
impl From<i32> for Value<'_> {
    fn from(value: i32) -> Self {
        Value::Int(i64::from(value))
    }
}
impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Int(i64::from(value))
    }
}
impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}
impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}
impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}
impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}
impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}
impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}
impl From<Vec<i64>> for Value<'_> {
    fn from(value: Vec<i64>) -> Self {
        Value::Ints(value)
    }
}
impl From<Vec<String>> for Value<'_> {
    fn from(value: Vec<String>) -> Self {
        Value::Texts(value)
    }
}
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// Builds the parameters of a statement: `params![id, name, Value::ids(list)]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] as &[$crate::Value<'_>] };
}
