//! The parameters of a validated request.

use std::borrow::Cow;
use std::fmt;

use crate::schema::operation::Operation;

/// The parameters of a validated request, by their names on the wire. Only these can be signed.
///
/// [`Operation::validate`] returns them. Debug output contains only the names.
#[derive(Clone)]
pub struct Arguments<'a> {
    pub(crate) operation: &'static Operation,
    region_id: Option<Cow<'a, str>>,
    client_token: Option<Cow<'a, str>>,
    /// All names, one after the other.
    names: String,
    /// The end of each name, and the value.
    parameters: Vec<(usize, Cow<'a, str>)>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            region_id: None,
            client_token: None,
            names: String::with_capacity(128),
            parameters: Vec::with_capacity(8),
        }
    }

    /// Allocates for a list whose elements have several parameters with long names.
    pub(crate) fn reserve(&mut self, elements: usize, name: usize) {
        self.parameters.reserve(elements * 2);
        self.names.reserve(elements * 2 * (name + 8));
    }

    pub(crate) fn add(&mut self, name: &str, value: Cow<'a, str>) {
        self.names.push_str(name);
        self.parameters.push((self.names.len(), value));
    }

    pub(crate) fn set_region_id(&mut self, region_id: &'a str) {
        self.region_id = Some(region_id.into());
    }

    pub(crate) fn set_client_token(&mut self, client_token: &'a str) {
        self.client_token = Some(client_token.into());
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns the region of the request.
    #[must_use]
    pub fn region_id(&self) -> Option<&str> {
        self.region_id.as_deref()
    }

    /// Returns the idempotency token.
    #[must_use]
    pub fn client_token(&self) -> Option<&str> {
        self.client_token.as_deref()
    }

    /// Returns each parameter by its name on the wire, not encoded. Omitted fields are missing; empty texts are not.
    ///
    /// ```
    /// use ecs_image_pipeline::Value;
    /// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
    /// let request = Value::from([("regionId", "cn-hangzhou".into()), ("imagePipelineId", "ip-1".into())]);
    /// let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request)?;
    /// let parameters: Vec<_> = arguments.parameters().collect();
    /// assert_eq!(parameters, [("RegionId", "cn-hangzhou"), ("ImagePipelineId", "ip-1")]);
    /// # Ok::<(), ecs_image_pipeline::ValidationError>(())
    /// ```
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        let mut start = 0;
        self.parameters.iter().map(move |(end, value)| {
            let name = self.names.get(start..*end).expect("a name ends where the next one begins");
            start = *end;
            (name, value.as_ref())
        })
    }

    /// Copies the arguments, so that they can outlive the request.
    pub(crate) fn into_owned(self) -> Arguments<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Arguments {
            operation: self.operation,
            region_id: self.region_id.map(owned),
            client_token: self.client_token.map(owned),
            names: self.names,
            parameters: self.parameters.into_iter().map(|(end, value)| (end, owned(value))).collect(),
        }
    }
}

impl fmt::Debug for Arguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments")
            .field("action", &self.operation.action)
            .field("names", &self.parameters().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}
