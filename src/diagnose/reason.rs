//! The reason for a refusal, before its texts are filled in.

use crate::diagnose::clock::offset_text;
use crate::diagnose::verdict::{Diagnosis, Difference, Verdict};
use crate::issue::Text;
use crate::messages::Template;
use crate::redact::redact;

/// The reason for a refusal.
pub(super) struct Reason {
    pub(super) verdict: Verdict,
    /// The parameter that differs.
    pub(super) parameter: Option<String>,
    /// Clock skew in seconds; positive if the client's clock is ahead.
    pub(super) clock_skew: i64,
    /// Whether the token is redacted, so that it may be the reason, too.
    pub(super) is_token_redacted: bool,
    pub(super) differences: Vec<Difference>,
}

/// The facts of the refused request that select the messages.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    /// The server's code.
    pub(super) code: &'a str,
    pub(super) is_acs3: bool,
    /// Whether this package has signed it, so that key and algorithm are right.
    pub(super) is_own_request: bool,
}

impl Reason {
    pub(super) fn new(verdict: Verdict) -> Self {
        Self { verdict, parameter: None, clock_skew: 0, is_token_redacted: false, differences: Vec::new() }
    }

    /// Returns a reason for one parameter.
    pub(super) fn about(verdict: Verdict, parameter: &str) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..Self::new(verdict) }
    }

    /// Fills in the messages.
    pub(super) fn into_diagnosis(self, case: Case<'_>) -> Diagnosis {
        let parameter = self.parameter.as_deref().map(redact);
        let code = redact(case.code);
        let code = if code.is_empty() { "?" } else { &code };
        let offset = Text { en: offset_text(self.clock_skew, false), zh: offset_text(self.clock_skew, true) };
        let fill = |plain: &Template, special: [&Option<Template>; 3]| {
            let [redacted, own, acs3] = special.map(Option::as_ref);
            let template = (redacted.filter(|_| self.is_token_redacted))
                .or(own.filter(|_| case.is_own_request))
                .or(acs3.filter(|_| case.is_acs3))
                .unwrap_or(plain);
            template.fill(&|language, name| match name {
                "name" => parameter.as_deref().unwrap_or(code),
                "offset" => offset.get(language),
                _ => code,
            })
        };
        let texts = self.verdict.texts();
        let explanations = [&texts.redacted_explanation, &texts.own_explanation, &texts.acs3_explanation];
        let remedies = [&texts.redacted_remedy, &texts.own_remedy, &texts.acs3_remedy];
        Diagnosis {
            verdict: self.verdict,
            explanation: fill(&texts.explanation, explanations),
            remedy: fill(&texts.remedy, remedies),
            parameter,
            differences: self.differences,
        }
    }
}
