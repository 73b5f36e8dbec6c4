//! The list of mistakes in a request.

use crate::diagnose::mistake::{Finding, Mistake};
use crate::issue::Severity;
use crate::messages::Template;
use crate::redact::{REDACTED, is_secret, redact};

/// Maximum number of findings.
const MAXIMUM_FINDINGS: usize = 100;

/// A mistake, its parameter, and the texts that show it.
#[derive(Clone, Copy)]
pub(super) struct Observation<'a> {
    pub(super) mistake: Mistake,
    pub(super) parameter: Option<&'a str>,
    /// The text as it is.
    pub(super) written: Option<&'a str>,
    /// The text as it should be.
    pub(super) expected: Option<&'a str>,
}

impl<'a> Observation<'a> {
    pub(super) fn new(mistake: Mistake) -> Self {
        Self { mistake, parameter: None, written: None, expected: None }
    }

    pub(super) fn about(mistake: Mistake, parameter: &'a str) -> Self {
        Self { parameter: Some(parameter), ..Self::new(mistake) }
    }

    pub(super) fn written(self, written: &'a str) -> Self {
        Self { written: Some(written), ..self }
    }

    pub(super) fn expected(self, expected: &'a str) -> Self {
        Self { expected: Some(expected), ..self }
    }

    fn into_finding(self, severity: Severity, proven: bool) -> Finding {
        let is_hidden = self.parameter.is_some_and(is_secret);
        let shown = |text: Option<&str>| text.filter(|_| !is_hidden).map(redact);
        let (parameter, written, expected) = (self.parameter.map(redact), shown(self.written), shown(self.expected));
        let fill = |template: &Template| {
            template.fill(&|_, name| match name {
                "name" => parameter.as_deref().unwrap_or("%2F"),
                _ => expected.as_deref().unwrap_or(REDACTED),
            })
        };
        let texts = self.mistake.texts();
        let signed = texts.signed_explanation.as_ref().filter(|_| proven);
        Finding {
            kind: self.mistake,
            severity,
            proven,
            explanation: fill(signed.unwrap_or(&texts.explanation)),
            remedy: fill(&texts.remedy),
            parameter,
            written,
            expected,
        }
    }
}

#[derive(Default)]
pub(super) struct Findings {
    proven: Option<Finding>,
    errors: Vec<Finding>,
    unexplained: Option<Finding>,
    warnings: Vec<Finding>,
}

impl Findings {
    pub(super) fn error(&mut self, observation: Observation<'_>) {
        self.add(Severity::Error, observation);
    }

    pub(super) fn add(&mut self, severity: Severity, observation: Observation<'_>) {
        let list = if severity == Severity::Error { &mut self.errors } else { &mut self.warnings };
        if list.len() < MAXIMUM_FINDINGS {
            list.push(observation.into_finding(severity, false));
        }
    }

    /// Adds the mistake that the signature proves.
    pub(super) fn set_proven(&mut self, observation: Observation<'_>) {
        self.proven = Some(observation.into_finding(Severity::Error, true));
    }

    /// Adds that no mistake leads to the signature.
    pub(super) fn set_unexplained(&mut self) {
        self.unexplained = Some(Observation::new(Mistake::WrongSignature).into_finding(Severity::Error, false));
    }

    pub(super) fn contains(&self, kind: Mistake) -> bool {
        self.errors.iter().chain(&self.warnings).any(|finding| finding.kind == kind)
    }

    /// Returns the findings, the most important first. An unexplained signature follows the findings that may explain
    /// it.
    pub(super) fn into_list(self) -> Vec<Finding> {
        let errors = self.proven.into_iter().chain(self.errors).chain(self.unexplained);
        errors.chain(self.warnings).take(MAXIMUM_FINDINGS).collect()
    }
}
