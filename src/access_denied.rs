//! A refusal for lack of permission, in one piece: who may not do what, which policy is the reason, and what to do.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::catalogue::ANSWERS;
use crate::data_file;
use crate::ram_policy::{ACTION, RamPolicy, ram_policy};
use crate::validation::{Text, is_blank};

/// So many characters of a value are shown in a text. The longest of RAM's, a role's name and its session's, have 129.
const LONGEST: usize = 160;
/// The policies that stand beside those of the identity. Whatever those allow, these have to allow it, too.
const ELSEWHERE: [&str; 2] = ["ControlPolicy", "SessionPolicy"];

/// What `AccessDeniedDetail` comes to.
#[derive(Debug)]
pub(crate) struct Denial {
    pub(crate) explanation: Text,
    pub(crate) remedy: Text,
    pub(crate) policy: Option<RamPolicy>,
}

/// The members that the texts are made of; empty where the answer does not tell.
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

/// Explains a refusal from the members of its `AccessDeniedDetail`, which are masked. `None` if nothing of it is known.
pub(crate) fn explain(members: &[(String, String)]) -> Option<Denial> {
    let get = |name: &str| {
        let found = members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| shown(value.trim())).unwrap_or_default()
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
    let ((explanation_en, remedy_en), (explanation_zh, remedy_zh)) = (detail.texts("en"), detail.texts("zh"));
    let helps = detail.is_own_action() && detail.no_permission_type != "ExplicitDeny";
    Some(Denial {
        explanation: Text { en: explanation_en, zh: explanation_zh },
        remedy: Text { en: remedy_en, zh: remedy_zh },
        policy: if helps { policy_for(&detail.account) } else { None },
    })
}

/// A masked or malformed account stands as `*`.
fn policy_for(account: &str) -> Option<RamPolicy> {
    ram_policy(Some(account), None, None).or_else(|_| ram_policy(None, None, None)).ok()
}

/// A value as a text may hold it: of bounded length, and without what would change the text around it.
fn shown(value: &str) -> String {
    let is_unseen = |c: char| {
        c != ' ' && is_blank(c)
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut text: String = value.chars().take(LONGEST).map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect();
    if value.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text
}

impl Detail {
    fn is_empty(&self) -> bool {
        let values = [&self.principal_type, &self.principal, &self.account, &self.action];
        values.iter().all(|value| value.is_empty()) && self.no_permission_type.is_empty() && self.policy_type.is_empty()
    }

    /// RAM does not tell actions apart by case.
    fn is_own_action(&self) -> bool {
        self.action.is_empty() || self.action.eq_ignore_ascii_case(ACTION)
    }

    /// Explanation and remedy in one language.
    fn texts(&self, language: &str) -> (String, String) {
        let place = if ELSEWHERE.contains(&self.policy_type.as_str()) { " elsewhere" } else { "" };
        let reason = match self.no_permission_type.as_str() {
            known @ ("ImplicitDeny" | "ExplicitDeny") => ["denied ", known, place].concat(),
            _ => "denied untold".to_owned(),
        };
        let action = if self.is_own_action() { ACTION } else { &self.action };
        let (who, policy) = (self.who(language), self.policy(language));
        let text = |table: &str, part: &str, denied: &str| {
            let text = data_file::text(ANSWERS, table, &[part, language].concat()).unwrap_or_default();
            data_file::fill(text, &|name| match name {
                "who" => &who,
                "action" => action,
                "policy" => &policy,
                _ => denied,
            })
        };
        let (explanation, remedy) = (text(&reason, "explanation_", ""), text(&reason, "remedy_", ""));
        if self.is_own_action() {
            return (explanation, remedy);
        }
        let other = "denied another action";
        // The remedy of these two gives a policy for the own action.
        let is_given = reason == "denied ImplicitDeny" || reason == "denied untold";
        (text(other, "explanation_", &explanation), if is_given { text(other, "remedy_", "") } else { remedy })
    }

    fn who(&self, language: &str) -> String {
        let mut who = phrase("principal ", &self.principal_type, language).unwrap_or(&self.principal_type).to_owned();
        for (part, value) in [("with name", &self.principal), ("with account", &self.account)] {
            if !value.is_empty() {
                let text = data_file::text(ANSWERS, part, language).unwrap_or_default();
                who = data_file::fill(text, &|name| if name == "who" { &who } else { value });
            }
        }
        who
    }

    fn policy(&self, language: &str) -> String {
        match phrase("policy ", &self.policy_type, language) {
            Some(text) => text.to_owned(),
            None => {
                let text = data_file::text(ANSWERS, "of another type", language).unwrap_or_default();
                data_file::fill(text, &|_| &self.policy_type)
            }
        }
    }
}

/// The text of a documented value, or that of a value that is not told.
fn phrase(group: &str, value: &str, language: &str) -> Option<&'static str> {
    data_file::text(ANSWERS, &[group, if value.is_empty() { "untold" } else { value }].concat(), language)
}
