//! Parameters and columns on the wire, in PostgreSQL's binary format.
//!
//! A parameter is encoded for the type that the server inferred for it; one that does not fit that
//! type is refused with its number, never converted by guess.

use std::fmt;

use base::{Error, Result};
use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Column, Value};

type BoxedError = Box<dyn std::error::Error + Sync + Send>;

/// A value on its way into a statement. Its `Debug` is mute, because the driver's debug log would
/// show it.
pub(super) struct Parameter<'a>(pub(super) &'a Value<'a>);

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[parameter]")
    }
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::Int(value) => return int(*value, ty, out),
            Value::Float(value) if *ty == Type::FLOAT8 => out.put_f64(*value),
            Value::Bool(value) if *ty == Type::BOOL => out.put_u8(u8::from(*value)),
            Value::Text(value) => return text(value, ty, out),
            Value::Bytes(value) if *ty == Type::BYTEA => out.put_slice(value),
            Value::Ints(list) => return ints(list, ty, out),
            Value::Texts(list) if *ty == Type::TEXT_ARRAY || *ty == Type::VARCHAR_ARRAY => {
                return list.to_sql(ty, out);
            }
            other => return Err(mismatch(kind(other), ty)),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        // Whether a value fits depends on the value; `to_sql` says so.
        true
    }

    to_sql_checked!();
}

fn int(value: i64, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
    match *ty {
        Type::INT8 => out.put_i64(value),
        Type::INT4 => out.put_i32(value.try_into()?),
        Type::INT2 => out.put_i16(value.try_into()?),
        _ => return Err(mismatch("an integer", ty)),
    }
    Ok(IsNull::No)
}

fn text(value: &str, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
    match *ty {
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {}
        // Version 1 of the binary form is the text after this byte.
        Type::JSONB => out.put_u8(1),
        _ => return Err(mismatch("text", ty)),
    }
    out.put_slice(value.as_bytes());
    Ok(IsNull::No)
}

fn ints(list: &[i64], ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
    match *ty {
        Type::INT8_ARRAY => list.to_sql(ty, out),
        Type::INT4_ARRAY => narrow::<i32>(list)?.to_sql(ty, out),
        Type::INT2_ARRAY => narrow::<i16>(list)?.to_sql(ty, out),
        _ => Err(mismatch("a list of integers", ty)),
    }
}

fn narrow<T: TryFrom<i64>>(list: &[i64]) -> Result<Vec<T>, T::Error> {
    list.iter().map(|value| T::try_from(*value)).collect()
}

fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "NULL",
        Value::Int(_) => "an integer",
        Value::Float(_) => "a double",
        Value::Bool(_) => "a truth value",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
        Value::Ints(_) => "a list of integers",
        Value::Texts(_) => "a list of texts",
    }
}

fn mismatch(given: &str, wanted: &Type) -> BoxedError {
    format!("the statement wants {wanted}, not {given}").into()
}

/// A column's bytes before their type is looked at.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxedError> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The column at `index`.
///
/// # Errors
/// `Internal` when there is no such column or its type has no place in [`Column`].
pub(crate) fn column(row: &tokio_postgres::Row, index: usize) -> Result<Column<'_>> {
    let raw: Option<Raw<'_>> =
        row.try_get(index).map_err(|error| Error::internal(format!("column {index}: {error}")))?;
    let (Some(Raw(raw)), Some(column)) = (raw, row.columns().get(index)) else { return Ok(Column::Null) };
    decode(column.type_(), raw)
        .map_err(|error| Error::internal(format!("column {index} ({}): {error}", column.type_())))
}

fn decode<'a>(ty: &Type, raw: &'a [u8]) -> Result<Column<'a>, BoxedError> {
    Ok(match *ty {
        Type::INT8 => Column::Int(i64::from_be_bytes(raw.try_into()?)),
        Type::INT4 => Column::Int(i32::from_be_bytes(raw.try_into()?).into()),
        Type::INT2 => Column::Int(i16::from_be_bytes(raw.try_into()?).into()),
        Type::OID => Column::Int(u32::from_be_bytes(raw.try_into()?).into()),
        Type::BOOL => Column::Bool(raw.first() == Some(&1)),
        Type::FLOAT8 => Column::Float(f64::from_be_bytes(raw.try_into()?)),
        Type::FLOAT4 => Column::Float(f32::from_be_bytes(raw.try_into()?).into()),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
            Column::Text(std::str::from_utf8(raw)?)
        }
        Type::JSONB => Column::Text(std::str::from_utf8(raw.get(1..).unwrap_or_default())?),
        Type::BYTEA => Column::Bytes(raw),
        // What a function that gives nothing gives, such as pg_notify.
        Type::VOID => Column::Null,
        _ => return Err("this type is not read; cast it in the statement".into()),
    })
}
