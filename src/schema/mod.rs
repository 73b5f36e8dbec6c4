//! An operation as data: its fields with their rules. From it follow validation and the parameters on the wire.

mod arguments;
mod check;
mod field;
mod operation;
pub(crate) mod result;
pub(crate) mod validate;

pub use crate::schema::arguments::Arguments;
pub use crate::schema::check::Check;
pub use crate::schema::field::{Field, Kind, List};
pub use crate::schema::operation::{Operation, Relation, Repeat};
pub use crate::schema::result::Member;
