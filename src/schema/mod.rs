//! An operation as data: its fields and their rules. Validation and the parameters on the wire follow from it.

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
