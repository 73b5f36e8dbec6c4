//! The operations, a file each.

pub(crate) mod start_image_pipeline_execution;
