//! Checks an HMAC-SHA1 signature. If it is wrong, the common mistakes are tried one by one.

use std::borrow::Cow;

use base64ct::{Base64, Encoding};

use crate::diagnose::encodings::{encode_in_lower_case, encode_uri_component, encode_with_plus};
use crate::diagnose::findings::Observation;
use crate::diagnose::mistake::Mistake;
use crate::diagnose::parameter_checks::ReadParameter;
use crate::diagnose::parameter_names::{KNOWN, Need, tag_value_name};
use crate::percent_encoding::percent_encode;
use crate::sign::canonical_query::canonical_query;
use crate::sign::hmac_sha1::{Key, hmac_with_key, signature, string_to_sign};

/// A name and a value, neither encoded.
type Parameter<'a> = (Cow<'a, str>, Cow<'a, str>);

/// A request and the secret that it should be signed with.
pub(super) struct SignatureCheck<'a> {
    secret: &'a str,
    method: &'static str,
    /// All parameters except for the signature, in the order of the text.
    parameters: &'a [&'a ReadParameter<'a>],
}

/// A mistake and the string to sign that results from it.
type WrongString<'a> = (Mistake, fn(&SignatureCheck<'a>) -> String);

/// A mistake that reproduces the pasted signature.
pub(super) struct ProvenMistake {
    mistake: Mistake,
    parameter: Option<String>,
    expected: Option<&'static str>,
}

impl ProvenMistake {
    pub(super) fn observation(&self) -> Observation<'_> {
        let Self { mistake, parameter, expected } = self;
        Observation { mistake: *mistake, parameter: parameter.as_deref(), written: None, expected: *expected }
    }
}

impl From<Mistake> for ProvenMistake {
    fn from(mistake: Mistake) -> Self {
        Self { mistake, parameter: None, expected: None }
    }
}

impl<'a> SignatureCheck<'a> {
    pub(super) fn new(secret: &'a str, method: &'static str, parameters: &'a [&'a ReadParameter<'a>]) -> Self {
        Self { secret, method, parameters }
    }

    /// Returns the right signature.
    pub(super) fn expected(&self) -> String {
        signature(self.secret, &right_string(self.method, self.parameters.iter().copied()))
    }

    /// Returns the signature of a request whose values are already encoded.
    pub(super) fn expected_if_encoded(&self) -> String {
        signature(self.secret, &self.string_to_sign(str::to_owned))
    }

    /// Finds the mistake that reproduces a signature.
    pub(super) fn find_mistake(&self, pasted: &str) -> Option<ProvenMistake> {
        let right = right_string(self.method, self.parameters.iter().copied());
        if self.results_in(pasted, "", &right) {
            return Some(Mistake::KeyWithoutAmpersand.into());
        }
        if ["\n&", "\r\n&", " &"].iter().any(|end| self.results_in(pasted, end, &right)) {
            return Some(Mistake::SecretWhiteSpace.into());
        }
        if base16ct::lower::encode_string(&self.hmac("&", &right)).eq_ignore_ascii_case(pasted) {
            return Some(Mistake::HexSignature.into());
        }
        let other = if self.method == "GET" { "POST" } else { "GET" };
        if self.results_in(pasted, "&", &right_string(other, self.parameters.iter().copied())) {
            return Some(ProvenMistake { expected: Some(other), ..Mistake::WrongMethod.into() });
        }
        let found = Self::WRONG_STRINGS.iter().find(|(_, string)| self.results_in(pasted, "&", &string(self)));
        found.map(|(mistake, _)| (*mistake).into()).or_else(|| self.find_empty_value(pasted))
    }

    const WRONG_STRINGS: [WrongString<'a>; 9] = [
        (Mistake::PlusForSpace, |check| check.string_to_sign(encode_with_plus)),
        (Mistake::ReservedCharacters, |check| check.string_to_sign(encode_uri_component)),
        (Mistake::LowerCaseHex, |check| {
            [check.method, "&%2f&", &encode_in_lower_case(&check.query(encode_in_lower_case))].concat()
        }),
        (Mistake::DoubleEncoding, |check| check.string_to_sign(|text| percent_encode(&percent_encode(text)))),
        (Mistake::MissingEncoding, |check| check.string_to_sign(str::to_owned)),
        (Mistake::QueryNotEncoded, |check| [check.method, "&%2F&", &check.query(percent_encode)].concat()),
        (Mistake::PathNotEncoded, |check| {
            [check.method, "&/&", &percent_encode(&check.query(percent_encode))].concat()
        }),
        // Not sorted at all.
        (Mistake::AnotherOrder, |check| string_to_sign(check.method, &join(check.pairs(), percent_encode))),
        // Sorted without regard to case.
        (Mistake::AnotherOrder, |check| {
            let pairs =
                check.pairs().map(|pair| (pair.0.to_ascii_lowercase().into(), join([pair], percent_encode).into()));
            let pairs: Vec<_> = sorted(pairs).into_iter().map(|(_, pair)| pair).collect();
            string_to_sign(check.method, &pairs.join("&"))
        }),
    ];

    /// Tries without the empty values that were sent, and with empty values that were not sent.
    ///
    /// Some clients drop empty values on one side only; see `canonical_query.rs`.
    fn find_empty_value(&self, pasted: &str) -> Option<ProvenMistake> {
        let is_signed = |string: &str| self.results_in(pasted, "&", string);
        let full = self.parameters.iter().copied().filter(|parameter| !parameter.value.is_empty());
        if let Some(empty) = self.parameters.iter().find(|parameter| parameter.value.is_empty())
            && is_signed(&right_string(self.method, full))
        {
            let parameter = Some(empty.name.clone());
            return Some(ProvenMistake { parameter, ..Mistake::EmptyValueNotSigned.into() });
        }
        let is_absent = |name: &str| self.parameters.iter().all(|parameter| parameter.name != name);
        let tags = self.parameters.iter().filter_map(|parameter| tag_value_name(&parameter.name));
        let mut tags = sorted(tags.filter(|name| is_absent(name)).map(|name| (name.into(), "".into())));
        tags.dedup();
        let optional = KNOWN.iter().filter(|(name, need)| *need == Need::Optional && is_absent(name));
        let optional: Vec<Parameter<'_>> = optional.map(|(name, _)| ((*name).into(), "".into())).collect();
        // A client that drops empty values drops all of them.
        let mut sets = [&*tags].into_iter().chain(tags.chunks(1)).chain(optional.chunks(1));
        let added = sets.find(|added| {
            let pairs: Vec<_> = self.pairs().chain(added.iter().cloned()).collect();
            let query = canonical_query(pairs.iter().map(|(name, value)| (&**name, &**value)));
            is_signed(&string_to_sign(self.method, &query))
        })?;
        let parameter = added.first().map(|(name, _)| name.to_string());
        Some(ProvenMistake { parameter, ..Mistake::EmptyValueNotSent.into() })
    }

    /// Checks whether the secret with this suffix and this string to sign reproduce a signature.
    fn results_in(&self, pasted: &str, key_end: &str, string: &str) -> bool {
        Base64::encode_string(&self.hmac(key_end, string)) == pasted
    }

    fn hmac(&self, key_end: &str, string: &str) -> [u8; 20] {
        hmac_with_key(Key::new(self.secret, key_end).text(), string)
    }

    /// Returns the string to sign with names and values as an encoder writes them.
    fn string_to_sign(&self, encode: fn(&str) -> String) -> String {
        string_to_sign(self.method, &self.query(encode))
    }

    fn query(&self, encode: fn(&str) -> String) -> String {
        join(sorted(self.pairs()), encode)
    }

    fn pairs(&self) -> impl Iterator<Item = Parameter<'_>> {
        self.parameters.iter().map(|parameter| pair(parameter))
    }
}

fn right_string<'p>(method: &str, parameters: impl Iterator<Item = &'p ReadParameter<'p>>) -> String {
    string_to_sign(
        method,
        &canonical_query(parameters.map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))),
    )
}

fn pair<'p>(parameter: &'p ReadParameter<'_>) -> Parameter<'p> {
    (parameter.name.as_str().into(), parameter.value.as_str().into())
}

/// Sorts borrowed pairs, as the canonical query does. Sorting another type would add 4 KB to the module.
fn sorted<'p>(parameters: impl Iterator<Item = Parameter<'p>>) -> Vec<Parameter<'static>> {
    let parameters: Vec<_> = parameters.collect();
    let mut sorted: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
    sorted.sort_unstable();
    sorted.into_iter().map(|(name, value)| (name.to_owned().into(), value.to_owned().into())).collect()
}

fn join<'p>(parameters: impl IntoIterator<Item = Parameter<'p>>, encode: fn(&str) -> String) -> String {
    let pairs = parameters.into_iter().map(|(name, value)| [encode(&name), encode(&value)].join("="));
    pairs.collect::<Vec<_>>().join("&")
}
