//! Explains a missing permission: the principal, the action, the policy that is the reason, and the remedy.

use crate::characters::is_blank;
use crate::issue::Text;
use crate::messages::{Advice, DENIALS, PHRASES, POLICIES, PRINCIPALS, Row, Template, find, named};
use crate::ram_policy::{ACTION, RamPolicy, ram_policy};

/// Maximum characters of a value in a message. The longest of RAM, a role name and a session name, has 129.
const MAX_SHOWN: usize = 160;
/// Policies that are not attached to the identity. They must allow an action in addition to the identity's policies.
const ELSEWHERE: [&str; 2] = ["ControlPolicy", "SessionPolicy"];

/// The messages for a missing permission.
#[derive(Debug)]
pub(crate) struct Denial {
    pub(crate) explanation: Text,
    pub(crate) remedy: Text,
    pub(crate) policy: Option<RamPolicy>,
}

/// The members for the messages; empty if the response does not have them.
///
/// Source of the members and their values: "How to troubleshoot an access denied error" of RAM, and its operation
/// `DecodeDiagnosticMessage`.
struct Detail {
    principal_type: String,
    principal: String,
    account: String,
    action: String,
    no_permission_type: String,
    policy_type: String,
}

/// Explains a refusal from the members of its `AccessDeniedDetail`, which are redacted. Returns `None` if no known
/// member is present.
pub(crate) fn explain(members: &[(String, String)]) -> Option<Denial> {
    let get = |name: &str| {
        let found = members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| sanitize(value.trim())).unwrap_or_default()
    };
    let detail = Detail {
        principal_type: get("AuthPrincipalType"),
        principal: get("AuthPrincipalDisplayName"),
        account: get("AuthPrincipalOwnerId"),
        action: get("AuthAction"),
        no_permission_type: get("NoPermissionType"),
        policy_type: get("PolicyType"),
    };
    if detail.is_empty() {
        return None;
    }
    let (explanation, remedy) = detail.texts();
    let helps = detail.is_own_action() && detail.no_permission_type != "ExplicitDeny";
    Some(Denial { explanation, remedy, policy: if helps { policy_for(&detail.account) } else { None } })
}

/// Returns the policy for an account; a redacted or malformed account becomes `*`.
fn policy_for(account: &str) -> Option<RamPolicy> {
    ram_policy(Some(account), None, None).or_else(|_| ram_policy(None, None, None)).ok()
}

/// Makes a value safe for a message: bounded in length, and without characters that would change the text around it.
fn sanitize(value: &str) -> String {
    let is_unseen = |c: char| {
        c != ' ' && is_blank(c)
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut text: String = value.chars().take(MAX_SHOWN).map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect();
    if value.chars().nth(MAX_SHOWN).is_some() {
        text.push('…');
    }
    text
}

/// The reason for the denial.
#[derive(Debug, Clone, Copy)]
enum Reason {
    Implicit,
    ImplicitElsewhere,
    Explicit,
    ExplicitElsewhere,
    Unspecified,
    AnotherAction,
}

impl Reason {
    fn advice(self) -> &'static Advice {
        let (_, advice) = match self {
            Self::Implicit => const { named(DENIALS, "implicit") },
            Self::ImplicitElsewhere => const { named(DENIALS, "implicit-elsewhere") },
            Self::Explicit => const { named(DENIALS, "explicit") },
            Self::ExplicitElsewhere => const { named(DENIALS, "explicit-elsewhere") },
            Self::Unspecified => const { named(DENIALS, "unspecified") },
            Self::AnotherAction => const { named(DENIALS, "another-action") },
        };
        advice
    }
}

impl Detail {
    fn is_empty(&self) -> bool {
        let values = [&self.principal_type, &self.principal, &self.account, &self.action];
        values.iter().all(|value| value.is_empty()) && self.no_permission_type.is_empty() && self.policy_type.is_empty()
    }

    /// Checks for the action of this operation. RAM ignores case in actions.
    fn is_own_action(&self) -> bool {
        self.action.is_empty() || self.action.eq_ignore_ascii_case(ACTION)
    }

    /// Returns explanation and remedy.
    fn texts(&self) -> (Text, Text) {
        let is_elsewhere = ELSEWHERE.contains(&self.policy_type.as_str());
        let reason = match (self.no_permission_type.as_str(), is_elsewhere) {
            ("ImplicitDeny", false) => Reason::Implicit,
            ("ImplicitDeny", true) => Reason::ImplicitElsewhere,
            ("ExplicitDeny", false) => Reason::Explicit,
            ("ExplicitDeny", true) => Reason::ExplicitElsewhere,
            _ => Reason::Unspecified,
        };
        let advice = reason.advice();
        let action = if self.is_own_action() { ACTION } else { &self.action };
        let (principal, policy) = (self.principal_text(), self.policy());
        let fill = |template: &Template, denied: Option<&Text>| {
            template.fill(&|language, name| match name {
                "principal" => principal.get(language),
                "action" => action,
                "policy" => policy.get(language),
                _ => denied.map(|denied| denied.get(language)).unwrap_or_default(),
            })
        };
        let (explanation, remedy) = (fill(&advice.explanation, None), fill(&advice.remedy, None));
        if self.is_own_action() {
            return (explanation, remedy);
        }
        let other = Reason::AnotherAction.advice();
        // The remedy of these two suggests a policy for the operation's own action.
        let is_given = matches!(reason, Reason::Implicit | Reason::Unspecified);
        let remedy = if is_given { fill(&other.remedy, None) } else { remedy };
        (fill(&other.explanation, Some(&explanation)), remedy)
    }

    fn principal_text(&self) -> Text {
        let (_, with_name) = const { named(PHRASES, "with-name") };
        let (_, with_account) = const { named(PHRASES, "with-account") };
        let mut principal = match phrase(PRINCIPALS, &self.principal_type) {
            Some(known) => known.text(),
            None => Text { en: self.principal_type.clone(), zh: self.principal_type.clone() },
        };
        for (part, value) in [(with_name, &self.principal), (with_account, &self.account)] {
            if !value.is_empty() {
                principal =
                    part.fill(&|language, name| if name == "principal" { principal.get(language) } else { value });
            }
        }
        principal
    }

    fn policy(&self) -> Text {
        let (_, of_another_type) = const { named(PHRASES, "of-another-type") };
        phrase(POLICIES, &self.policy_type).unwrap_or(of_another_type).fill(&|_, _| &self.policy_type)
    }
}

/// Returns the text of a documented value, or the text for a missing value.
fn phrase(table: &'static [Row<Template>], value: &str) -> Option<&'static Template> {
    Some(&find(table, if value.is_empty() { "unspecified" } else { value })?.1)
}
