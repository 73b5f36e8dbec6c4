//! Fast path of `sign`: usual arguments, which `src/js/usual.ts` has joined to one text. It is faster than walking
//! objects.

use std::str::Split;

use crate::operations::START_IMAGE_PIPELINE_EXECUTION;
use crate::wasm::platform;
use crate::wasm::read::{FORMATS, METHODS, SIGNATURE_METHODS};
use crate::{Credentials, SignOptions, SignedRequest, Timestamp, Value};

/// The value of an omitted member.
const ABSENT: &str = "\u{1}";

/// Maximum number of tags to allocate for. More are refused.
const MAX_TAGS: usize = 20;

struct Texts<'t>(Split<'t, char>);

/// Signs. Returns `None` if the arguments need [`sign`](super::sign), which also reports issues.
pub(super) fn sign(texts: &str) -> Option<String> {
    let mut texts = Texts(texts.split('\0'));
    let request = texts.request()?;
    let credentials = texts.credentials()?;
    let (options, timestamp, nonce) = texts.options()?;
    let timestamp = match timestamp {
        Some(timestamp) => timestamp,
        None => Timestamp::from_date(platform::now()?).ok()?,
    };
    let fresh;
    let nonce = match nonce {
        Some(nonce) => nonce,
        None => {
            fresh = platform::random_uuid()?;
            &fresh
        }
    };
    let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request).ok()?;
    crate::sign(&arguments, &credentials, &options, timestamp, nonce).ok().map(|signed| join(&signed))
}

impl<'t> Texts<'t> {
    fn next(&mut self) -> Option<&'t str> {
        self.0.next().filter(|text| *text != ABSENT)
    }

    fn tags(&mut self) -> Option<Value<'t>> {
        let count = self.next()?.parse::<usize>().ok()?;
        let mut tags = Vec::with_capacity(count.min(MAX_TAGS));
        for _ in 0..count {
            tags.push(Value::from([("key", self.next()?.into()), ("value", self.next().into())]));
        }
        Some(tags.into())
    }

    fn request(&mut self) -> Option<Value<'t>> {
        Some(Value::from([
            ("action", self.next().into()),
            ("regionId", self.next()?.into()),
            ("imagePipelineId", self.next()?.into()),
            ("clientToken", self.next().into()),
            ("ownerAccount", self.next().into()),
            ("resourceOwnerAccount", self.next().into()),
            ("tag", self.tags()?),
            ("templateTag", self.tags()?),
        ]))
    }

    fn credentials(&mut self) -> Option<Credentials<'t>> {
        Some(Credentials { access_key_id: self.next()?, access_key_secret: self.next()?, security_token: self.next() })
    }

    fn options(&mut self) -> Option<(SignOptions<'t>, Option<Timestamp>, Option<&'t str>)> {
        let signature_method = choice(self.next(), &SIGNATURE_METHODS)?.unwrap_or_default();
        let method = choice(self.next(), &METHODS)?;
        let format = choice(self.next(), &FORMATS)?.unwrap_or_default();
        let endpoint = self.next();
        let timestamp = match self.next() {
            Some(text) => Some(Timestamp::parse(text).ok()?),
            None => None,
        };
        Some((SignOptions { signature_method, method, format, endpoint }, timestamp, self.next()))
    }
}

/// Returns the choice with a name; `None` for an unknown name.
fn choice<T: Copy>(name: Option<&str>, choices: &[(&str, T)]) -> Option<Option<T>> {
    let Some(name) = name else { return Some(None) };
    choices.iter().find(|(choice, _)| *choice == name).map(|(_, value)| Some(*value))
}

/// Joins the parts of the result with form feeds. Only the last part, the nonce, can contain one. A header is a line.
fn join(signed: &SignedRequest) -> String {
    let query = &signed.canonical_query;
    let start = if signed.body.is_some() { 0 } else { signed.url.find('?').map_or(0, |mark| mark + 1) };
    let headers: String = signed.headers.iter().flat_map(|(name, value)| [name, ":", value.as_str(), "\n"]).collect();
    [
        signed.method.as_str(),
        &start.to_string(),
        &query.len().to_string(),
        &signed.url,
        signed.body.as_deref().unwrap_or_default(),
        &signed.signature,
        &signed.string_to_sign,
        signed.canonical_request.as_deref().unwrap_or_default(),
        &headers,
        &signed.timestamp.text(),
        &signed.expires_at.text(),
        &signed.signature_nonce,
    ]
    .join("\u{c}")
}
