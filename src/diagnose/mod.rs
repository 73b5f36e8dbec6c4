//! Why a signature was refused: what the client signed beside what the server signed, parameter by parameter.

pub(crate) mod inspection;

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::issue::Text;
use crate::messages::{Template, VERDICTS, VerdictText, named};
use crate::percent_encoding::percent_decode;
use crate::redact::{MASK, is_secret, mask};
use crate::response::{Answer, Echo, ErrorDetails, Outcome, STRING_TO_SIGN, decode, raw_message, split_echo};
use crate::timestamp::Timestamp;

/// A request of this operation has a hundred parameters at most; what is beyond is no request, and is not compared.
const MOST_PARAMETERS: usize = 1000;
/// The first line of what is signed by ACS3-HMAC-SHA256, and the start of that by others of its version.
const ACS3: &str = "ACS3-";

macro_rules! verdicts {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// The reason for a refusal.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Verdict { $($(#[doc = $doc])* $name,)* }

        impl Verdict {
            /// Every verdict there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name, as the JavaScript API has it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            fn text(self) -> &'static VerdictText {
                match self { $(Self::$name => &const { named(VERDICTS, stringify!($name)) }.1,)* }
            }
        }
    };
}

verdicts! {
    /// Both signed the same text, so the secrets differ. Where the answer is masked, the token may differ instead; the
    /// texts say so.
    WrongSecret,
    /// Signed for one HTTP method, sent with another.
    AnotherMethod,
    /// The answer belongs to another request.
    AnotherRequest,
    /// A parameter arrived that was not signed.
    ParameterAdded,
    /// A parameter was signed and did not arrive.
    ParameterDropped,
    /// A parameter arrived with another value.
    ParameterChanged,
    /// `+` for a space, or the other way round.
    PlusForSpace,
    /// Percent-encoded twice.
    DoubleEncoding,
    /// Not percent-encoded.
    MissingEncoding,
    /// One of `* ' ( ) ! ~` in the wrong form.
    ReservedCharacters,
    /// `%2f` for `%2F`.
    LowerCaseHex,
    /// The same parameters in another order.
    AnotherOrder,
    /// Local time for UTC.
    LocalTime,
    /// The clock is wrong, by an offset that is known.
    ClockWrong,
    /// The time was not accepted, and the answer does not show by how much it is off.
    ClockUnknown,
    /// The nonce has been used before.
    NonceUsed,
    /// There is no such AccessKey ID.
    UnknownAccessKey,
    /// The AccessKey is disabled.
    DisabledAccessKey,
    /// The token has expired.
    ExpiredToken,
    /// The token is none.
    MalformedToken,
    /// The token belongs to another AccessKey ID.
    TokenOfAnotherKey,
    /// The token is missing.
    MissingToken,
    /// A required parameter did not arrive.
    MissingParameter,
    /// What the answer repeats of the server's string is cut off, and up to there the same.
    CutShort,
    /// The strings differ outside the parameters.
    Unclear,
    /// The answer does not repeat what the server signed.
    NoStringToSign,
    /// The answer is about something else.
    NotAboutTheSignature,
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The reason for a refusal, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The one reason.
    pub verdict: Verdict,
    /// The parameter that it is about, under its name on the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// Every difference between what the client signed and what the server signed.
    pub differences: Vec<Difference>,
}

/// How one parameter differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its name on the wire; for ACS3 also a header's name; `HTTP method` for the method.
    pub parameter: String,
    /// In which way, as the verdict would have it if there were no other difference.
    pub kind: Verdict,
    /// As the client signed it, encoded as in the canonical query; left out if the client did not sign it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ours: Option<String>,
    /// As the server signed it; left out if it did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theirs: Option<String>,
    /// The first character that differs, counted from 0 in characters.
    pub position: usize,
}

/// What the client signed.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    /// The string to sign.
    pub string_to_sign: &'a str,
    /// The canonical request, for ACS3.
    pub canonical_request: Option<&'a str>,
    /// The time of signing.
    pub timestamp: &'a str,
}

impl Signed<'_> {
    fn is_acs3(&self) -> bool {
        self.canonical_request.is_some() || self.string_to_sign.starts_with(ACS3)
    }
}

/// Without the security token.
impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("string_to_sign", &mask(self.string_to_sign))
            .field("canonical_request", &self.canonical_request.map(mask))
            .field("timestamp", &self.timestamp)
            .finish()
    }
}

/// What the server said of a request that it refused.
#[derive(Clone, Copy)]
pub(crate) struct Refusal<'a> {
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
    pub(crate) string_to_sign: Option<&'a str>,
    pub(crate) canonical_request: Option<&'a str>,
    /// The header `Date`.
    pub(crate) time: Option<&'a str>,
}

impl<'a> Refusal<'a> {
    fn new(code: &'a str, message: &'a str) -> Self {
        let Echo { message, string_to_sign, canonical_request } = split_echo(message);
        Self { code, message, string_to_sign, canonical_request, time: None }
    }
}

/// Finds the reason from the answer as it arrived: its body, or a line of a log that holds it.
#[must_use]
pub fn diagnose_answer(signed: &Signed<'_>, answer: &str) -> Diagnosis {
    // Some write `&` like that in JSON, and a log may escape the backslash again.
    let answer = answer.replace("\\\\u0026", "&").replace("\\u0026", "&");
    let mut code = String::new();
    for body in [answer.as_str(), body_in(&answer)] {
        match decode(&Answer { status: 200, headers: &[], body }) {
            Outcome::Refused(error) if error.category == "answer" => code = error.code,
            Outcome::Refused(error) => {
                // The message once more, with the token that the details hide.
                let message = raw_message(body).unwrap_or_default();
                return conclude(signed, &Refusal::new(&error.code, &message));
            }
            Outcome::Started { .. } => return conclude(signed, &Refusal::new("Success", "")),
        }
    }
    // The body is cut off, so that its escapes are still there.
    let line = ["&amp;", "\\\\n", "\\n"].iter().zip(["&", "\n", "\n"]);
    let line = line.fold(answer, |line, (escape, plain)| line.replace(escape, plain));
    // What the server signed may stand alone.
    let alone = Refusal {
        code: "SignatureDoesNotMatch",
        message: "",
        string_to_sign: None,
        canonical_request: None,
        time: None,
    };
    let trimmed = line.trim();
    if trimmed.starts_with(ACS3) {
        return conclude(signed, &Refusal { string_to_sign: Some(trimmed), ..alone });
    }
    if ["GET\n", "POST\n"].iter().any(|method| trimmed.starts_with(method)) {
        return conclude(signed, &Refusal { canonical_request: Some(trimmed), ..alone });
    }
    let is_string = ["GET&", "POST&"].iter().any(|method| line.trim_start().starts_with(method));
    let start = if is_string { STRING_TO_SIGN } else { "" };
    let line = [start, &line].concat();
    let line = Refusal::new("SignatureDoesNotMatch", &line);
    if let Some(request) = line.canonical_request {
        let end = request.rfind(']').unwrap_or(request.len());
        return conclude(signed, &Refusal { canonical_request: request.get(..end), ..line });
    }
    match line.string_to_sign {
        Some(text) => {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.~%&*".contains(c);
            let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
            conclude(signed, &Refusal { string_to_sign: text.get(..end), ..line })
        }
        None => conclude(signed, &Refusal { code: &code, ..line }),
    }
}

/// The body in a line of a log: from the first bracket to the last.
fn body_in(line: &str) -> &str {
    let start = line.find(['{', '<']).unwrap_or(0);
    let end = line.rfind(['}', '>']).map_or(line.len(), |end| end + 1);
    line.get(start..end).unwrap_or(line)
}

/// Finds the reason from a decoded answer.
///
/// The token that the server saw is compared too, though the details mask it. Details that were put together anew have the
/// masked one alone: the explanation of [`Verdict::WrongSecret`] then says that the token may be the reason.
#[must_use]
pub fn diagnose(signed: &Signed<'_>, error: &ErrorDetails) -> Diagnosis {
    let (string_to_sign, canonical_request) = match error.raw_message.get().map(split_echo) {
        Some(echo) => (echo.string_to_sign, echo.canonical_request),
        None => (error.server_string_to_sign.as_deref(), error.server_canonical_request.as_deref()),
    };
    let (code, message, time) = (&error.code, &error.message, error.server_time.as_deref());
    conclude(signed, &Refusal { code, message, string_to_sign, canonical_request, time })
}

pub(crate) fn conclude(signed: &Signed<'_>, refusal: &Refusal<'_>) -> Diagnosis {
    let code = refusal.code;
    let about = About { code, is_acs3: signed.is_acs3() };
    let simple = |verdict, name| told(verdict, Some(name), 0, about, Vec::new());
    let (nonce, key, token) = if about.is_acs3 {
        ("x-acs-signature-nonce", "authorization", "x-acs-security-token")
    } else {
        ("SignatureNonce", "AccessKeyId", "SecurityToken")
    };
    match code {
        "SignatureDoesNotMatch" | "IncompleteSignature" => compare(signed, refusal, about),
        "InvalidAccessKeySecret" => told(Verdict::WrongSecret, None, 0, about, Vec::new()),
        "InvalidTimeStamp.Expired" | "IllegalTimestamp" => clock(signed, refusal),
        "SignatureNonceUsed" => simple(Verdict::NonceUsed, nonce),
        "InvalidAccessKeyId.Inactive" | "Forbidden.AccessKeyDisabled" => simple(Verdict::DisabledAccessKey, key),
        "InvalidSecurityToken.Expired" => simple(Verdict::ExpiredToken, token),
        "InvalidSecurityToken.MismatchWithAccessKey" => simple(Verdict::TokenOfAnotherKey, token),
        "MissingSecurityToken" => simple(Verdict::MissingToken, token),
        _ if code.starts_with("InvalidAccessKeyId") => simple(Verdict::UnknownAccessKey, key),
        _ if code.starts_with("InvalidSecurityToken") => simple(Verdict::MalformedToken, token),
        // This package's own code, for an answer without an ID.
        "MissingExecutionId" => told(Verdict::NotAboutTheSignature, None, 0, about, Vec::new()),
        _ if code.starts_with("Missing") => told(Verdict::MissingParameter, missing(refusal), 0, about, Vec::new()),
        _ => told(Verdict::NotAboutTheSignature, invalid(signed, code).as_deref(), 0, about, Vec::new()),
    }
}

/// The parameter that is missing: `MissingParameter.X`, `MissingX`, or `The input parameter "X" that is mandatory …`.
fn missing<'a>(refusal: &Refusal<'a>) -> Option<&'a str> {
    let name = refusal.code.strip_prefix("Missing")?;
    let name = name.strip_prefix("Parameter").map_or(name, |rest| rest.trim_start_matches('.'));
    if name.is_empty() { refusal.message.split('"').nth(1) } else { Some(name) }
}

/// The signed parameter that a code is about: `InvalidX`, `InvalidX.Reason` or `InvalidParameter.X`.
fn invalid(signed: &Signed<'_>, code: &str) -> Option<String> {
    let name = code.strip_prefix("Invalid")?;
    let name = name.strip_prefix("Parameter.").or_else(|| name.split('.').next())?;
    let ours = signed.canonical_request.unwrap_or(signed.string_to_sign);
    let mut ours = take_apart(ours)?.parameters.into_iter();
    ours.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(known, _)| known)
}

/// What a diagnosis is about, for its texts.
#[derive(Clone, Copy)]
struct About<'a> {
    code: &'a str,
    is_acs3: bool,
}

fn told(
    verdict: Verdict,
    parameter: Option<&str>,
    offset: i64,
    about: About<'_>,
    differences: Vec<Difference>,
) -> Diagnosis {
    let (parameter, code) = (parameter.map(mask), mask(about.code));
    let code = if code.is_empty() { "?" } else { &code };
    let offset = Text { en: offset_text(offset, false), zh: offset_text(offset, true) };
    let fill = |plain: &Template, acs3: &Option<Template>| {
        let template = acs3.as_ref().filter(|_| about.is_acs3).unwrap_or(plain);
        template.fill(&|language, name| match name {
            "name" => parameter.as_deref().unwrap_or(code),
            "offset" => offset.get(language),
            _ => code,
        })
    };
    let text = verdict.text();
    Diagnosis {
        verdict,
        explanation: fill(&text.explanation, &text.acs3_explanation),
        remedy: fill(&text.remedy, &text.acs3_remedy),
        parameter,
        differences,
    }
}

// --- The clock --------------------------------------------------------------------------------------------------------

fn clock(signed: &Signed<'_>, refusal: &Refusal<'_>) -> Diagnosis {
    let about = About { code: refusal.code, is_acs3: signed.is_acs3() };
    let name = if about.is_acs3 { "x-acs-date" } else { "Timestamp" };
    let times = (Timestamp::parse(signed.timestamp).ok(), refusal.time.and_then(Timestamp::parse_http_date));
    let (Some(ours), Some(theirs)) = times else {
        return told(Verdict::ClockUnknown, Some(name), 0, about, Vec::new());
    };
    let seconds = ours.unix_seconds() - theirs.unix_seconds();
    let verdict = match seconds.abs() {
        // Then the time is not the reason, unless by its form.
        0..=900 => Verdict::ClockUnknown,
        _ if is_time_zone(seconds) => Verdict::LocalTime,
        _ => Verdict::ClockWrong,
    };
    told(verdict, Some(name), seconds, about, Vec::new())
}

/// Seconds as `8 hours 30 minutes ahead of`, `快 8 小时 30 分钟`.
fn offset_text(seconds: i64, is_chinese: bool) -> String {
    let mut minutes = seconds.unsigned_abs() / 60;
    if is_time_zone(seconds) {
        minutes = (minutes + 2) / 15 * 15;
    }
    let parts = match minutes / 60 {
        hours @ 0..48 => [(0, "", ""), (hours, " hour", " 小时"), (minutes % 60, " minute", " 分钟")],
        hours => [(hours / 24, " day", " 天"), (0, "", ""), (0, "", "")],
    };
    let mut text = String::new();
    if is_chinese {
        text.push_str(if seconds < 0 { "慢" } else { "快" });
    }
    for (number, english, chinese) in parts {
        if number > 0 {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&number.to_string());
            text.push_str(if is_chinese { chinese } else { english });
            if !is_chinese && number > 1 {
                text.push('s');
            }
        }
    }
    if !is_chinese {
        text.push_str(if seconds < 0 { " behind" } else { " ahead of" });
    }
    text
}

/// Whether a difference in time is that of a time zone: 1 to 14 hours, to the hour, the half or the third quarter, give
/// or take two minutes on the way.
fn is_time_zone(seconds: i64) -> bool {
    let seconds = seconds.abs() + 120;
    let quarters = seconds / 900;
    seconds % 900 <= 240 && (4..=14 * 4).contains(&quarters) && quarters % 4 != 1
}

// --- The comparison ---------------------------------------------------------------------------------------------------

/// What was signed, taken apart.
struct Parts<'a> {
    method: &'a str,
    /// The canonical query.
    query: String,
    /// Names decoded, values as in the canonical query. By ACS3, headers and the other lines come after them.
    parameters: Vec<Pair>,
    /// How many of them are in the query.
    in_query: usize,
}

/// A name and a value.
type Pair = (String, String);

fn compare(signed: &Signed<'_>, refusal: &Refusal<'_>, about: About<'_>) -> Diagnosis {
    let strings = (signed.string_to_sign, refusal.string_to_sign);
    let pair = match (signed.canonical_request, refusal.canonical_request, strings) {
        // Where the requests are the same, the strings that hold their hashes may still differ.
        (Some(ours), Some(theirs), (string, Some(their_string))) if ours == theirs => (string, their_string),
        (Some(ours), Some(theirs), _) => (ours, theirs),
        (_, _, (ours, Some(theirs))) => (ours, theirs),
        _ => return told(Verdict::NoStringToSign, None, 0, about, Vec::new()),
    };
    // Where the server's side is masked, so is ours.
    let masked = if pair.1.contains(MASK) { mask(pair.0) } else { String::new() };
    let our_text = if masked.is_empty() { pair.0 } else { &masked };
    // A log may show that it cut the text.
    let whole = pair.1.trim_end_matches(['.', '…']);
    if our_text == pair.1 || our_text == whole {
        let told = told(Verdict::WrongSecret, None, 0, about, Vec::new());
        return if masked.is_empty() { told } else { or_token(told) };
    }
    if our_text.strip_prefix(whole).is_some_and(|rest| is_cut_off(rest) || whole != pair.1) {
        return told(Verdict::CutShort, None, 0, about, Vec::new());
    }
    let is_other_method = our_text.trim().contains('\n') != pair.1.trim().contains('\n');
    let (Some(ours), Some(theirs), false) = (take_apart(our_text), take_apart(pair.1), is_other_method) else {
        return told(Verdict::Unclear, None, 0, about, Vec::new());
    };
    let mut differences = Vec::new();
    if let Some(kind) = kind_of_whole(our_text, &ours, pair.1, &theirs) {
        // Where the queries are the same, they differ as they stand in the strings.
        let is_same = ours.query == theirs.query;
        let pair = if is_same { (our_text, pair.1) } else { (ours.query.as_str(), theirs.query.as_str()) };
        differences.push(difference("CanonicalizedQueryString", kind, (Some(pair.0), Some(pair.1))));
        return told(kind, Some("CanonicalizedQueryString"), 0, about, differences);
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%&=".contains(&byte);
    let is_decoded =
        ours.query != theirs.query && percent_decode(&theirs.query).is_some_and(|query| query == ours.query);
    // Of a query that holds no more than those, the reserved characters are the better reason.
    let is_reserved = || mend_reserved(&ours.query) == mend_reserved(&theirs.query);
    if is_decoded && !ours.query.bytes().all(is_plain) && !is_reserved() {
        // Nothing was encoded: a separator inside of a value would mislead.
        for (name, value) in &theirs.parameters {
            let plain = percent_decode(value).unwrap_or_default();
            if plain != *value {
                differences.push(difference(name, Verdict::MissingEncoding, (Some(&plain), Some(value))));
            }
        }
        return conclude_differences(&ours, &theirs, differences, about);
    }
    if !ours.method.eq_ignore_ascii_case(theirs.method) {
        let theirs = (Some(ours.method), Some(theirs.method));
        differences.push(difference("HTTP method", Verdict::AnotherMethod, theirs));
    }
    for (index, (name, value)) in ours.parameters.iter().enumerate() {
        match value_of(&theirs, name, index < ours.in_query) {
            None => differences.push(difference(name, Verdict::ParameterDropped, (Some(value), None))),
            Some(their_value) if value == their_value || their_value == MASK => {}
            Some(their_value) => {
                let kind = kind_of(name, value, their_value, index < ours.in_query);
                differences.push(difference(name, kind, (Some(value), Some(their_value))));
            }
        }
    }
    for (index, (name, value)) in theirs.parameters.iter().enumerate() {
        if value_of(&ours, name, index < theirs.in_query).is_none() {
            differences.push(difference(name, Verdict::ParameterAdded, (None, Some(value))));
        }
    }
    conclude_differences(&ours, &theirs, differences, about)
}

/// The first value of a name, in the query or behind it. There are so few parameters that no index is needed.
fn value_of<'p>(parts: &'p Parts<'_>, name: &str, in_query: bool) -> Option<&'p str> {
    let (query, rest) = parts.parameters.split_at_checked(parts.in_query)?;
    let found = if in_query { query } else { rest }.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// Whether so much is missing at the end that it was cut off, and no single parameter was dropped.
fn is_cut_off(rest: &str) -> bool {
    !rest.trim().is_empty() && rest.strip_prefix("%26").is_none_or(|rest| rest.contains("%26"))
}

impl Diagnosis {
    /// For a request that this package has signed: its key and its algorithm are right, so only the secret can be wrong.
    pub(crate) fn of_own_request(self) -> Self {
        let text = self.verdict.text();
        // Where the token is masked, it may be the reason as well.
        let is_masked = text.masked_explanation.as_ref().is_some_and(|masked| masked.en == self.explanation.en);
        match (&text.own_explanation, &text.own_remedy) {
            (Some(explanation), Some(remedy)) if !is_masked => {
                Self { explanation: explanation.text(), remedy: remedy.text(), ..self }
            }
            _ => self,
        }
    }
}

/// What is masked on the server's side may be the reason as well.
fn or_token(told: Diagnosis) -> Diagnosis {
    let text = told.verdict.text();
    let masked = |template: &Option<Template>, plain| template.as_ref().map_or(plain, Template::text);
    Diagnosis {
        explanation: masked(&text.masked_explanation, told.explanation),
        remedy: masked(&text.masked_remedy, told.remedy),
        ..told
    }
}

/// Whether the query as a whole was encoded once too little or too often.
fn kind_of_whole(our_text: &str, ours: &Parts<'_>, their_text: &str, theirs: &Parts<'_>) -> Option<Verdict> {
    // By ACS3, much else stands around the query.
    let is_query = !our_text.contains('\n');
    let is_missing = is_query && ours.query.contains('&') && our_text.ends_with(&ours.query);
    let is_lower = is_query && ours.method == theirs.method && our_text.eq_ignore_ascii_case(their_text);
    if ours.query != theirs.query {
        let decodes = || percent_decode(&ours.query).is_some_and(|query| query == theirs.query);
        (!ours.query.contains('=') && decodes()).then_some(Verdict::DoubleEncoding)
    } else if is_missing {
        Some(Verdict::MissingEncoding)
    } else {
        is_lower.then_some(Verdict::LowerCaseHex)
    }
}

fn conclude_differences(
    ours: &Parts<'_>,
    theirs: &Parts<'_>,
    mut differences: Vec<Difference>,
    about: About<'_>,
) -> Diagnosis {
    /// What explains the most comes first: another request differs in much else.
    const WEIGHT: [Verdict; 12] = [
        Verdict::AnotherRequest,
        Verdict::AnotherMethod,
        Verdict::ParameterDropped,
        Verdict::ParameterAdded,
        Verdict::ParameterChanged,
        Verdict::LocalTime,
        Verdict::DoubleEncoding,
        Verdict::PlusForSpace,
        Verdict::MissingEncoding,
        Verdict::ReservedCharacters,
        Verdict::LowerCaseHex,
        Verdict::AnotherOrder,
    ];
    let weightiest = WEIGHT.iter().find_map(|verdict| differences.iter().find(|found| found.kind == *verdict));
    match weightiest {
        Some(found) => {
            let (verdict, name) = (found.kind, found.parameter.clone());
            let offset = if verdict == Verdict::LocalTime { offset_of(ours, theirs) } else { 0 };
            told(verdict, Some(&name), offset, about, differences)
        }
        None => match outside_of_values(ours, theirs) {
            Some((verdict, name, one, other)) => {
                if verdict != Verdict::AnotherOrder {
                    differences.push(difference(name.unwrap_or_default(), verdict, (one, other)));
                }
                told(verdict, name, 0, about, differences)
            }
            None => told(Verdict::Unclear, None, 0, about, differences),
        },
    }
}

type Outside<'p> = (Verdict, Option<&'p str>, Option<&'p str>, Option<&'p str>);

/// How parameters differ whose names and values are the same: in their number, their order, or as the names are written.
/// The verdict, the parameter's name, and what to show of ours and of theirs.
fn outside_of_values<'p>(ours: &'p Parts<'_>, theirs: &'p Parts<'_>) -> Option<Outside<'p>> {
    let (ours_count, theirs_count) = (ours.parameters.len(), theirs.parameters.len());
    let most = ours_count.max(theirs_count);
    for index in 0..most {
        let (one, other) = (ours.parameters.get(index), theirs.parameters.get(index));
        if one.map(|pair| &pair.0) != other.map(|pair| &pair.0) {
            let (name, value) = (|pair: &'p Pair| pair.0.as_str(), |pair: &'p Pair| pair.1.as_str());
            return Some(match ours_count.cmp(&theirs_count) {
                Ordering::Less => (Verdict::ParameterAdded, other.map(name), None, other.map(value)),
                Ordering::Greater => (Verdict::ParameterDropped, one.map(name), one.map(value), None),
                Ordering::Equal => (Verdict::AnotherOrder, one.map(name), None, None),
            });
        }
    }
    let mut pairs = ours.query.split('&').zip(theirs.query.split('&')).enumerate();
    let (index, (one, other)) = pairs.find(|(_, (one, other))| one != other)?;
    // The names, as they are written: the values are the same.
    let name = ours.parameters.get(index).map(|pair| pair.0.as_str());
    Some((kind_of("", one, other, true), name, Some(one), Some(other)))
}

fn difference(name: &str, kind: Verdict, (ours, theirs): (Option<&str>, Option<&str>)) -> Difference {
    let same = |(one, other): &(char, char)| one == other;
    let position = ours.unwrap_or_default().chars().zip(theirs.unwrap_or_default().chars()).take_while(same).count();
    let is_secret = is_secret(name);
    let shown = |text: Option<&str>| text.map(|text| if is_secret { MASK.to_owned() } else { mask(text) });
    Difference { parameter: mask(name), kind, ours: shown(ours), theirs: shown(theirs), position }
}

/// In which way two values differ, those of the query encoded, and all others as they are.
fn kind_of(name: &str, ours: &str, theirs: &str, is_encoded: bool) -> Verdict {
    if name == "SignatureNonce" || name == "x-acs-signature-nonce" {
        return Verdict::AnotherRequest;
    }
    if name == "SignedHeaders" && is_another_order(ours, theirs) {
        return Verdict::AnotherOrder;
    }
    if !is_encoded {
        return kind_of_plain(ours, theirs);
    }
    let (our_text, their_text) = (percent_decode(ours), percent_decode(theirs));
    if our_text.is_none() && their_text.as_deref() == Some(ours) {
        return Verdict::MissingEncoding;
    }
    let (Some(our_text), Some(their_text)) = (our_text, their_text) else { return Verdict::ParameterChanged };
    if our_text == their_text {
        return if ours.eq_ignore_ascii_case(theirs) {
            Verdict::LowerCaseHex
        } else if mend_reserved(ours) == mend_reserved(theirs) {
            Verdict::ReservedCharacters
        } else {
            Verdict::MissingEncoding
        };
    }
    if our_text.replace('+', " ") == their_text.replace('+', " ") {
        return Verdict::PlusForSpace;
    }
    let decodes_to = |encoded: &str, text: &str| percent_decode(encoded).as_deref() == Some(text);
    if decodes_to(&our_text, &their_text) || decodes_to(&their_text, &our_text) {
        return Verdict::DoubleEncoding;
    }
    kind_of_plain(&our_text, &their_text)
}

/// Whether two lists have the same names.
fn is_another_order(ours: &str, theirs: &str) -> bool {
    ours.len() == theirs.len() && ours.split(';').all(|name| theirs.split(';').any(|other| other == name))
}

fn kind_of_plain(ours: &str, theirs: &str) -> Verdict {
    match (Timestamp::parse(ours), Timestamp::parse(theirs)) {
        (Ok(ours), Ok(theirs)) if is_time_zone(ours.unix_seconds() - theirs.unix_seconds()) => Verdict::LocalTime,
        _ => Verdict::ParameterChanged,
    }
}

/// A value with the characters that encoders disagree on in one form.
fn mend_reserved(encoded: &str) -> String {
    let forms = [('*', "%2A"), ('\'', "%27"), ('(', "%28"), (')', "%29"), ('!', "%21"), ('~', "%7E")];
    forms.iter().fold(encoded.to_owned(), |text, (character, form)| text.replace(*character, form))
}

fn offset_of(ours: &Parts<'_>, theirs: &Parts<'_>) -> i64 {
    let time = |parts: &Parts<'_>| {
        let found = value_of(parts, "Timestamp", true).or_else(|| value_of(parts, "x-acs-date", false))?;
        Timestamp::parse(&percent_decode(found)?).ok()
    };
    let (Some(ours), Some(theirs)) = (time(ours), time(theirs)) else { return 0 };
    ours.unix_seconds() - theirs.unix_seconds()
}

/// Takes a string to sign apart, or a canonical request of ACS3.
fn take_apart(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    if text.contains('\n') {
        return take_apart_canonical_request(text);
    }
    let (method, rest) = text.split_once('&')?;
    let (_, query) = rest.split_once('&')?;
    // A query that was not encoded as a whole still has its separators.
    let query = if query.contains('&') { query.to_owned() } else { percent_decode(query)? };
    let parameters = parameters_of(&query);
    let in_query = parameters.len();
    Some(Parts { method, query, parameters, in_query })
}

fn take_apart_canonical_request(text: &str) -> Option<Parts<'_>> {
    let mut lines = text.lines();
    let (method, second) = (lines.next()?, lines.next()?);
    let pair = |name: &str, value: &str| (name.to_owned(), value.trim().to_owned());
    let Some(query) = lines.next() else {
        // No request, but what is made of it to be signed.
        let parameters = vec![pair("SignatureAlgorithm", method), pair("HashedCanonicalRequest", second)];
        return Some(Parts { method: "", query: String::new(), parameters, in_query: 0 });
    };
    let mut parameters = parameters_of(query);
    let in_query = parameters.len();
    parameters.push(pair("CanonicalURI", second));
    let mut rest = ["SignedHeaders", "HashedRequestPayload"].iter();
    for line in lines.filter(|line| !line.is_empty()).take(MOST_PARAMETERS) {
        match line.split_once(':') {
            Some((name, value)) => parameters.push(pair(&name.trim().to_ascii_lowercase(), value)),
            None => parameters.extend(rest.next().map(|name| pair(name, line))),
        }
    }
    Some(Parts { method, query: query.to_owned(), parameters, in_query })
}

fn parameters_of(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .take(MOST_PARAMETERS)
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decode(name).unwrap_or_else(|| name.to_owned()), value.to_owned())
        })
        .collect()
}
