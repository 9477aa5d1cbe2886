//! What comes out of a statement.

use base::{Error, Id, Result};

/// One column of one row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Column<'a> {
    /// SQL NULL.
    Null,
    /// An integer of any width.
    Int(i64),
    /// A double.
    Float(f64),
    /// A truth value (PostgreSQL only; SQLite gives `Int`).
    Bool(bool),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// A row while it is being read; lives only inside the mapping closure.
pub struct Row<'a>(pub(crate) Source<'a>);

pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// The column at `index`, from 0, as `T`.
    ///
    /// # Errors
    /// `Internal` when there is no such column or it has another type: a bug in the statement.
    pub fn get<T: FromColumn>(&self, index: usize) -> Result<T> {
        let column = match &self.0 {
            Source::Sqlite(row) => crate::sqlite::column(row, index),
            Source::Postgres(row) => crate::postgres::column(row, index),
        }?;
        T::from_column(column).ok_or_else(|| {
            Error::internal(format!("column {index} is {column:?}, not a {}", std::any::type_name::<T>()))
        })
    }
}

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    /// The value, or `None` when the column has another type.
    fn from_column(column: Column<'_>) -> Option<Self>;
}

impl FromColumn for i64 {
    fn from_column(column: Column<'_>) -> Option<Self> {
        match column {
            Column::Int(value) => Some(value),
            _ => None,
        }
    }
}
impl FromColumn for f64 {
    fn from_column(column: Column<'_>) -> Option<Self> {
        match column {
            Column::Float(value) => Some(value),
            _ => None,
        }
    }
}
impl FromColumn for bool {
    fn from_column(column: Column<'_>) -> Option<Self> {
        match column {
            Column::Bool(value) => Some(value),
            Column::Int(value) => Some(value != 0),
            _ => None,
        }
    }
}
impl FromColumn for String {
    fn from_column(column: Column<'_>) -> Option<Self> {
        match column {
            Column::Text(value) => Some(value.to_owned()),
            _ => None,
        }
    }
}
impl FromColumn for Vec<u8> {
    fn from_column(column: Column<'_>) -> Option<Self> {
        match column {
            Column::Bytes(value) => Some(value.to_owned()),
            _ => None,
        }
    }
}
impl<T> FromColumn for Id<T> {
    fn from_column(column: Column<'_>) -> Option<Self> {
        i64::from_column(column).map(Id::new)
    }
}
impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: Column<'_>) -> Option<Self> {
        match column {
            Column::Null => Some(None),
            other => T::from_column(other).map(Some),
        }
    }
}
