//! Checks the parameters of a request made by other code.

use crate::diagnose::encodings::normalize;
use crate::diagnose::findings::{Findings, Observation};
use crate::diagnose::mistake::{InspectedParameter, Mistake};
use crate::diagnose::parameter_names::{KNOWN, Need, SIGNATURE, START_BUILD, is_free_text, right_name};
use crate::diagnose::parameters::WrittenParameter;
use crate::issue::Severity;
use crate::percent_encoding::{percent_decode, percent_encode};
use crate::redact::{REDACTED, is_secret, redact};
use crate::sign::hmac_sha1::{SIGNATURE_METHOD, SIGNATURE_VERSION};
use crate::timestamp::Timestamp;

/// The text that the parameters come from.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub(super) is_string_to_sign: bool,
    /// Whether the query of the string to sign was encoded as a whole.
    pub(super) is_query_encoded: bool,
}

/// A parameter, read as the server reads it.
pub(super) struct ReadParameter<'t> {
    pub(super) name: String,
    /// Its value, decoded where possible.
    pub(super) value: String,
    written: &'t str,
    has_equals_sign: bool,
    is_broken: bool,
}

impl<'t> ReadParameter<'t> {
    pub(super) fn new(parameter: WrittenParameter<'t>) -> Self {
        let WrittenParameter { name, value: written, has_equals_sign } = parameter;
        // Servers decode forms and URLs this way. In a string to sign, a plus sign comes from a form encoder.
        let value = percent_decode(&written.replace('+', "%20"));
        let is_broken = value.is_none();
        Self { name, value: value.unwrap_or_else(|| written.to_owned()), written, has_equals_sign, is_broken }
    }

    pub(super) fn redacted(&self) -> InspectedParameter {
        let value = if is_secret(&self.name) { REDACTED.to_owned() } else { redact(&self.value) };
        InspectedParameter { name: redact(&self.name), value }
    }

    fn check(&self, source: Source, findings: &mut Findings) {
        let about = |mistake| Observation::about(mistake, &self.name);
        if !self.has_equals_sign {
            let expected = [&self.name, "="].concat();
            return findings.error(about(Mistake::MissingEqualsSign).written(&self.name).expected(&expected));
        }
        if self.is_broken {
            return findings.error(about(Mistake::BrokenEncoding).written(self.written));
        }
        if self.name == SIGNATURE {
            if source.is_string_to_sign {
                findings.error(about(Mistake::SignatureSigned));
            } else if self.written.contains('+') {
                findings.error(about(Mistake::SignatureNotEncoded));
            }
            return;
        }
        let canonical = percent_encode(&self.value);
        if self.written == canonical {
            self.check_double_encoding(findings);
        } else if let Some(mistake) = self.encoding_mistake(&canonical, source) {
            // The server decodes a query and a form, but not a string to sign.
            let severity = if source.is_string_to_sign { Severity::Error } else { Severity::Warning };
            findings.add(severity, about(mistake).written(self.written).expected(&canonical));
        }
        self.check_value(findings);
    }

    fn encoding_mistake(&self, canonical: &str, source: Source) -> Option<Mistake> {
        if self.written.contains('+') {
            Some(Mistake::PlusForSpace)
        } else if self.written.eq_ignore_ascii_case(canonical) {
            Some(Mistake::LowerCaseHex)
        } else if normalize(self.written) == canonical {
            Some(Mistake::ReservedCharacters)
        } else {
            // A query that was not encoded as a whole is reported already.
            (source.is_query_encoded || !source.is_string_to_sign).then_some(Mistake::MissingEncoding)
        }
    }

    /// Checks for a value that still contains escapes after decoding. Free text may contain some.
    fn check_double_encoding(&self, findings: &mut Findings) {
        let once = percent_decode(&self.value).filter(|once| *once != self.value);
        let Some(once) = once.filter(|once| percent_encode(once) == self.value) else { return };
        let severity = if is_free_text(&self.name) { Severity::Warning } else { Severity::Error };
        let expected = percent_encode(&once);
        let observation = Observation::about(Mistake::DoubleEncoding, &self.name);
        findings.add(severity, observation.written(self.written).expected(&expected));
    }

    fn check_value(&self, findings: &mut Findings) {
        let about = |mistake| Observation::about(mistake, &self.name).written(&self.value);
        let fixed = match self.name.as_str() {
            "SignatureMethod" => SIGNATURE_METHOD,
            "SignatureVersion" => SIGNATURE_VERSION,
            "Timestamp" => {
                let time = Timestamp::parse(&self.value).map(Timestamp::text).ok();
                if time.as_deref() != Some(&self.value) && !self.value.contains('%') {
                    let wrong = about(Mistake::WrongTimestamp);
                    findings.error(time.as_deref().map_or(wrong, |time| wrong.expected(time)));
                }
                return;
            }
            _ => return,
        };
        if self.value != fixed {
            findings.error(about(Mistake::WrongValue).expected(fixed));
        }
    }
}

/// Checks each parameter, then names, order and missing parameters.
pub(super) fn check(parameters: &[ReadParameter<'_>], source: Source, findings: &mut Findings) {
    for parameter in parameters {
        parameter.check(source, findings);
    }
    if source.is_string_to_sign {
        check_order(parameters, findings);
    }
    check_names(parameters, findings);
    check_missing(parameters, source, findings);
}

/// Reports only the first parameter that is out of order, since others follow from it.
fn check_order(parameters: &[ReadParameter<'_>], findings: &mut Findings) {
    let wrong = parameters.windows(2).find_map(|pair| match pair {
        [before, after] if after.name < before.name => Some(after),
        _ => None,
    });
    if let Some(wrong) = wrong {
        findings.error(Observation::about(Mistake::AnotherOrder, &wrong.name));
    }
}

fn check_names(parameters: &[ReadParameter<'_>], findings: &mut Findings) {
    for (index, parameter) in parameters.iter().enumerate() {
        let name = parameter.name.as_str();
        if parameters.iter().take(index).any(|earlier| earlier.name == name) {
            findings.error(Observation::about(Mistake::DuplicateParameter, name));
        }
        if let Some(right) = right_name(name) {
            findings.error(Observation::about(Mistake::WrongName, name).written(name).expected(&right));
        }
    }
}

fn check_missing(parameters: &[ReadParameter<'_>], source: Source, findings: &mut Findings) {
    let starts_build = parameters.iter().any(|known| known.name == "Action" && known.value == START_BUILD);
    let required = KNOWN.iter().filter(|(_, need)| match need {
        Need::Always => true,
        Need::ToStartBuild => starts_build,
        Need::Optional => false,
    });
    let signature = Some(SIGNATURE).filter(|_| !source.is_string_to_sign);
    for name in required.map(|(name, _)| *name).chain(signature) {
        // A misspelt name is reported already.
        if !parameters.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            findings.error(Observation::about(Mistake::MissingParameter, name));
        }
    }
}
