//! The operations, a file each. Each is a constant, from which follow validation and the parameters on the wire.

mod common;
mod start_image_pipeline_execution;

pub use crate::operations::start_image_pipeline_execution::START_IMAGE_PIPELINE_EXECUTION;

use crate::schema::Operation;

/// Every operation.
pub static ALL: [&Operation; 1] = [&START_IMAGE_PIPELINE_EXECUTION];
