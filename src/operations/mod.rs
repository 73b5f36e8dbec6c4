//! The operations, one file each. Each is a constant that defines validation and the parameters on the wire.

mod common;
mod describe_image_pipeline_executions;
mod start_image_pipeline_execution;

pub use crate::operations::describe_image_pipeline_executions::DESCRIBE_IMAGE_PIPELINE_EXECUTIONS;
pub use crate::operations::start_image_pipeline_execution::START_IMAGE_PIPELINE_EXECUTION;

use crate::schema::Operation;

/// Every operation.
pub static ALL: [&Operation; 2] = [&DESCRIBE_IMAGE_PIPELINE_EXECUTIONS, &START_IMAGE_PIPELINE_EXECUTION];
