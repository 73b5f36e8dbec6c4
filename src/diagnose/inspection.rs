//! A request that somebody else's code has made: a URL, a form body or a string to sign, taken apart and checked.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::issue::{Severity, Text};
use crate::messages::{MISTAKES, MistakeText, Template, named};
use crate::operations::start_image_pipeline_execution::{ACTION, TAG_NAMES, TEMPLATE_TAG_NAMES};
use crate::percent_encoding::{percent_decode, percent_encode};
use crate::redact::{MASK, is_secret, mask};
use crate::sign::hmac_sha1::{Key, SIGNATURE_METHOD, SIGNATURE_VERSION, hmac_with_key};
use crate::timestamp::Timestamp;

/// In bytes. A request with twenty tags of the longest kind has a tenth of it.
const LONGEST_TEXT: usize = 262_144;
/// A request of this operation has a hundred parameters at most; what is beyond is not looked at.
const MOST_PARAMETERS: usize = 1000;
/// So many findings are told; nobody reads more.
const MOST_FINDINGS: usize = 100;

macro_rules! names {
    ($(#[doc = $about:literal])* $type:ident: $($(#[doc = $doc:literal])* $name:ident,)*) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[doc = $doc])* $name,)* }

        impl $type {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name, as the JavaScript API has it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

macro_rules! mistakes {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        names! {
            /// What can be wrong.
            Mistake:
            $($(#[doc = $doc])* $name,)*
        }

        impl Mistake {
            fn text(self) -> &'static MistakeText {
                match self { $(Self::$name => &const { named(MISTAKES, stringify!($name)) }.1,)* }
            }
        }
    };
}

names! {
    /// What a text was found to be.
    InspectedKind:
    /// A URL with a query.
    Url,
    /// A form body, or a query without a URL.
    Form,
    /// A string to sign: `GET&%2F&…`.
    StringToSign,
    /// None of these.
    Nothing,
}

names! {
    /// What became of the signature.
    SignatureState:
    /// It is the one that the request has with the secret; where a value was encoded twice after signing, the one that it
    /// would have without that.
    Right,
    /// It is another one.
    Wrong,
    /// There is one, and no secret to check it with.
    Unchecked,
    /// There is none.
    Absent,
}

mistakes! {
    /// The text holds no request.
    NotARequest,
    /// The text is longer than any request.
    TooLong,
    /// The signature is another one, for a reason that was not found.
    WrongSignature,
    /// Signed for another HTTP method, or a method that is none.
    WrongMethod,
    /// Signed with the secret alone, without the `&` behind it.
    KeyWithoutAmpersand,
    /// Signed with a line break or a blank behind the secret.
    SecretWhiteSpace,
    /// A signature in hex for Base64.
    HexSignature,
    /// A signature with a `+` that the server reads as a space.
    SignatureNotEncoded,
    /// `Signature` among what is signed.
    SignatureSigned,
    /// A canonical query that was not encoded once more.
    QueryNotEncoded,
    /// `/` for `%2F`.
    PathNotEncoded,
    /// `%2f` for `%2F`.
    LowerCaseHex,
    /// `+` for a space.
    PlusForSpace,
    /// Percent-encoded twice.
    DoubleEncoding,
    /// Not percent-encoded.
    MissingEncoding,
    /// One of `* ' ( ) !` that is not encoded, or a character that is and need not be.
    ReservedCharacters,
    /// Not to be decoded at all.
    BrokenEncoding,
    /// Parameters in another order than that of their names' bytes.
    AnotherOrder,
    /// One parameter more than once.
    DuplicateParameter,
    /// A required parameter is missing.
    MissingParameter,
    /// A name that is written in another way, such as `ImagePipelineID`.
    WrongName,
    /// A signature method or version that is another one.
    WrongValue,
    /// A timestamp of another form.
    WrongTimestamp,
    /// A parameter without `=`.
    MissingEqualsSign,
    /// Signed without a parameter that was sent with an empty value.
    EmptyValueNotSigned,
    /// Signed with a parameter of an empty value that was not sent.
    EmptyValueNotSent,
}

/// One parameter, as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedParameter {
    /// Its name, decoded.
    pub name: String,
    /// Its value as the server reads it; a security token and a signature are masked.
    pub value: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub kind: Mistake,
    /// Whether the request fails by it. What the server forgives, and only tells of a mistake in signing, is a warning.
    pub severity: Severity,
    /// Whether the signature itself gives it away: with this mistake, it comes out as it was pasted.
    pub proven: bool,
    /// The parameter that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What stands there; left out for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// What should stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is wrong, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
}

/// What a text was found to be, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// What it is.
    pub kind: InspectedKind,
    /// The HTTP method, as far as the text shows it: `GET` for a URL, `POST` for a form body.
    pub method: &'static str,
    /// Scheme and host of a URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Every parameter, in the order in which they stand there.
    pub parameters: Vec<InspectedParameter>,
    /// Whether the signature is right.
    pub signature: SignatureState,
    /// The signature in the text, decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_signature: Option<String>,
    /// The signature that the request has with the secret, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_signature: Option<String>,
    /// What is wrong, the weightiest first; empty where nothing was found.
    pub findings: Vec<Finding>,
}

/// Without signatures.
impl fmt::Debug for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspection")
            .field("kind", &self.kind)
            .field("method", &self.method)
            .field("endpoint", &self.endpoint)
            .field("parameters", &self.parameters)
            .field("signature", &self.signature)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

/// Takes a request apart that somebody else's code has made, and says what is wrong with it: with its encoding, its order,
/// its parameters and, where the secret is given, its signature.
///
/// The text is a URL, a form body or a string to sign of the signature method HMAC-SHA1; it may stand in a line of a log or
/// in a command for curl. At most 262,144 bytes are read, 1,000 parameters and 100 findings. It never fails: what holds no
/// request is of the kind [`InspectedKind::Nothing`].
///
/// With a secret, the usual mistakes are tried one by one: where the signature comes out as it was pasted, the finding is
/// `proven`. No secret, no token and no signature is in a finding or in a parameter.
///
/// Source of the rules: "Request syntax and signature method V2 for RPC APIs".
///
/// ```
/// use ecs_image_pipeline::{inspect, Mistake};
/// let found = inspect("GET&%2F&Format%3DXML%26Action%3DDescribeRegions", None);
/// assert!(found.findings.iter().any(|finding| finding.kind == Mistake::AnotherOrder));
/// ```
#[must_use]
pub fn inspect(text: &str, access_key_secret: Option<&str>) -> Inspection {
    if text.len() > LONGEST_TEXT {
        return nothing(Mistake::TooLong);
    }
    // As JSON and HTML write it.
    let text = text.replace("\\u0026", "&").replace("&amp;", "&");
    let Some(request) = Pasted::find(&text) else { return nothing(Mistake::NotARequest) };
    let mut findings = Findings::default();
    let (query, is_encoded_twice) = request.query(&mut findings);
    let written = parameters_of(&query);
    let read: Vec<Read<'_>> = written.iter().map(Read::new).collect();

    let is_string = request.kind == InspectedKind::StringToSign;
    for parameter in &read {
        parameter.check(is_string, is_encoded_twice, &mut findings);
    }
    check_names(&read, is_string, &mut findings);

    let signed: Vec<&Read<'_>> = read.iter().filter(|parameter| parameter.name != "Signature").collect();
    let expected_by = |way: &Way| {
        let key = Key::new(access_key_secret?, "&");
        Some(base64(key.text(), &string_to_sign(request.method, way, &signed)))
    };
    let mut expected = expected_by(&Way::default());
    let raw = read.iter().find(|parameter| parameter.name == "Signature" && !is_string);
    // A plus sign that came as a space is one of the signature all the same: that it is not encoded is told apart.
    let found = raw.map(|parameter| parameter.value.replace(' ', "+"));
    // Where the text alone was encoded twice, as that finding says, the signature is that of what was meant.
    if findings.holds(Mistake::DoubleEncoding) && found.is_some() {
        let meant = expected_by(&Way { mistake: Some(Mistake::MissingEncoding), ..Way::default() });
        if meant == found {
            expected = meant;
        }
    }
    let signature = match (&found, &expected) {
        (None, _) => SignatureState::Absent,
        (Some(_), None) => SignatureState::Unchecked,
        (Some(found), Some(expected)) if found == expected => SignatureState::Right,
        _ => SignatureState::Wrong,
    };
    if let (SignatureState::Wrong, Some(found), Some(secret)) = (signature, &found, access_key_secret) {
        findings.add_reason(reason(request.method, found, secret, &signed));
    }
    let parameters = read.iter().map(Read::shown).collect();
    Inspection {
        kind: request.kind,
        method: request.method,
        endpoint: request.endpoint.map(mask),
        parameters,
        signature,
        written_signature: found,
        expected_signature: expected,
        findings: findings.into_list(),
    }
}

fn nothing(mistake: Mistake) -> Inspection {
    let mut findings = Findings::default();
    findings.add(mistake, Severity::Error, None, None, None);
    Inspection {
        kind: InspectedKind::Nothing,
        method: "GET",
        endpoint: None,
        parameters: Vec::new(),
        signature: SignatureState::Absent,
        written_signature: None,
        expected_signature: None,
        findings: findings.into_list(),
    }
}

// --- Where the request is ---------------------------------------------------------------------------------------------

/// A request within a text.
struct Pasted<'t> {
    kind: InspectedKind,
    method: &'static str,
    endpoint: Option<&'t str>,
    /// The query; of a string to sign, what stands behind the method.
    rest: &'t str,
    /// The method as a string to sign has it.
    written_method: &'t str,
}

impl<'t> Pasted<'t> {
    fn find(text: &'t str) -> Option<Self> {
        let mut method = None;
        let mut endpoint = None;
        for token in tokens(text) {
            if token == "POST" || token == "-d" || token.starts_with("--data") {
                method = Some("POST");
            }
            if let Some(found) = Self::string_to_sign(token) {
                return Some(found);
            }
            let url = [token.find("https://"), token.find("http://")].into_iter().flatten().next();
            if let Some(url) = url.and_then(|start| token.get(start..)) {
                let url = url.split('#').next().unwrap_or_default();
                let (before, query) = url.split_once('?').unwrap_or((url, ""));
                endpoint = Some(before.strip_suffix('/').unwrap_or(before));
                if query.contains('=') {
                    let method = method.unwrap_or("GET");
                    return Some(Self { kind: InspectedKind::Url, method, endpoint, rest: query, written_method: "" });
                }
            } else if let Some(query) = form(token) {
                return Some(Self {
                    kind: InspectedKind::Form,
                    method: "POST",
                    endpoint,
                    rest: query,
                    written_method: "",
                });
            }
        }
        None
    }

    fn string_to_sign(token: &'t str) -> Option<Self> {
        let separator = ["&%2F&", "&%2f&", "&/&"].iter().find_map(|part| token.find(part))?;
        let before = token.get(..separator)?;
        let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        let written_method = before.get(start..)?;
        let method = if written_method.eq_ignore_ascii_case("POST") { "POST" } else { "GET" };
        let rest = token.get(separator + 1..)?;
        Some(Self { kind: InspectedKind::StringToSign, method, endpoint: None, rest, written_method })
    }

    /// The canonical query, or what stands in its place; and whether it was encoded as a whole.
    fn query(&self, findings: &mut Findings) -> (String, bool) {
        if self.kind != InspectedKind::StringToSign {
            return (self.rest.to_owned(), false);
        }
        let is_method = matches!(self.written_method, "GET" | "POST");
        if !is_method {
            findings.error(Mistake::WrongMethod, None, Some(self.written_method), Some(self.method));
        }
        let (path, query) = self.rest.split_once('&').unwrap_or((self.rest, ""));
        match path {
            "/" => findings.error(Mistake::PathNotEncoded, None, Some(path), Some("%2F")),
            "%2f" => findings.error(Mistake::LowerCaseHex, None, Some(path), Some("%2F")),
            _ => {}
        }
        if query.contains('&') || query.contains('=') {
            findings.error(Mistake::QueryNotEncoded, None, None, None);
            return (query.to_owned(), false);
        }
        match percent_decode(query) {
            Some(decoded) => (decoded, true),
            None => {
                findings.error(Mistake::BrokenEncoding, None, None, None);
                (query.to_owned(), true)
            }
        }
    }
}

/// A form, or the value of an option such as `--data=`.
fn form(token: &str) -> Option<&str> {
    let names = ["AccessKeyId=", "Action=", "SignatureNonce=", "Signature="];
    let is_form = token.contains('&') && names.iter().any(|name| token.contains(name));
    if !is_form {
        return None;
    }
    // `--data=Action=…`
    let is_option = token.starts_with('-');
    let token = if is_option { token.split_once('=').map_or(token, |(_, value)| value) } else { token };
    let (name, _) = token.split_once('=')?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.').then_some(token)
}

/// The parts of a text in which a request may stand. A whole line that is a request keeps its blanks: they are a mistake.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.trim();
    let is_line = !whole.contains('\n') && (whole.starts_with("http") || form(whole).is_some_and(|form| form == whole));
    let last = whole.rfind('&').unwrap_or(0);
    let end = whole.get(last..).and_then(|rest| rest.find(' ')).map_or(whole.len(), |at| last + at);
    let line = if is_line { whole.get(..end) } else { None };
    let is_gap = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '[' | ']');
    line.into_iter().chain(text.split(is_gap))
}

fn parameters_of(query: &str) -> Vec<(&str, Option<&str>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).take(MOST_PARAMETERS);
    pairs.map(|pair| pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)))).collect()
}

// --- One parameter ----------------------------------------------------------------------------------------------------

struct Read<'t> {
    name: String,
    /// As the server reads it.
    value: String,
    written: &'t str,
    has_equals_sign: bool,
    is_broken: bool,
}

impl<'t> Read<'t> {
    fn new((name, written): &(&'t str, Option<&'t str>)) -> Self {
        let (written, has_equals_sign) = (written.unwrap_or_default(), written.is_some());
        // A server reads a form so, and a URL like one; in a string to sign, a form encoder has left it.
        let value = percent_decode(&written.replace('+', "%20"));
        let is_broken = value.is_none();
        let name = percent_decode(name).unwrap_or_else(|| (*name).to_owned());
        Self { name, value: value.unwrap_or_else(|| written.to_owned()), written, has_equals_sign, is_broken }
    }

    fn shown(&self) -> InspectedParameter {
        let value = if is_secret(&self.name) { MASK.to_owned() } else { mask(&self.value) };
        InspectedParameter { name: mask(&self.name), value }
    }

    fn check(&self, is_string: bool, is_encoded: bool, findings: &mut Findings) {
        let name = Some(self.name.as_str());
        if !self.has_equals_sign {
            let expected = [&self.name, "="].concat();
            return findings.error(Mistake::MissingEqualsSign, name, Some(&self.name), Some(&expected));
        }
        if self.is_broken {
            return findings.error(Mistake::BrokenEncoding, name, Some(self.written), None);
        }
        if self.name == "Signature" {
            if is_string {
                findings.error(Mistake::SignatureSigned, name, None, None);
            } else if self.written.contains('+') {
                findings.error(Mistake::SignatureNotEncoded, name, None, None);
            }
            return;
        }
        // What is on the wire is decoded by the server; what is signed is not.
        let severity = if is_string { Severity::Error } else { Severity::Warning };
        let canonical = percent_encode(&self.value);
        let mut differs = |mistake| {
            findings.add(mistake, severity, name, Some(self.written), Some(&canonical));
        };
        if self.written == canonical {
            self.check_twice(findings);
        } else if self.written.contains('+') {
            differs(Mistake::PlusForSpace);
        } else if self.written.eq_ignore_ascii_case(&canonical) {
            differs(Mistake::LowerCaseHex);
        } else if mend_reserved(self.written) == canonical || self.written.bytes().all(is_encoded_byte) {
            differs(Mistake::ReservedCharacters);
        } else if is_encoded || !is_string {
            differs(Mistake::MissingEncoding);
        }
        self.check_value(findings);
    }

    /// A value that holds escapes still is one that was encoded twice; a person's own text may hold some.
    fn check_twice(&self, findings: &mut Findings) {
        let once = percent_decode(&self.value).filter(|once| *once != self.value);
        let Some(once) = once.filter(|once| percent_encode(once) == self.value) else { return };
        let is_free = ["Tag.", "TemplateTag.", "ClientToken", "SignatureNonce", "SecurityToken"];
        let is_free = is_free.iter().any(|start| self.name.starts_with(start));
        let severity = if is_free { Severity::Warning } else { Severity::Error };
        let expected = percent_encode(&once);
        findings.add(Mistake::DoubleEncoding, severity, Some(&self.name), Some(self.written), Some(&expected));
    }

    fn check_value(&self, findings: &mut Findings) {
        let name = Some(self.name.as_str());
        let fixed = match self.name.as_str() {
            "SignatureMethod" => SIGNATURE_METHOD,
            "SignatureVersion" => SIGNATURE_VERSION,
            "Timestamp" => {
                let time = Timestamp::parse(&self.value).map(Timestamp::text);
                if time.as_deref() != Ok(&self.value) && !self.value.contains('%') {
                    findings.error(Mistake::WrongTimestamp, name, Some(&self.value), time.ok().as_deref());
                }
                return;
            }
            _ => return,
        };
        if self.value != fixed {
            findings.error(Mistake::WrongValue, name, Some(&self.value), Some(fixed));
        }
    }
}

/// Whether a byte may stand in a value that is encoded, if too much of it.
fn is_encoded_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'%')
}

/// A value with the characters that encoders disagree on in their canonical form.
fn mend_reserved(encoded: &str) -> String {
    let forms = [("*", "%2A"), ("'", "%27"), ("(", "%28"), (")", "%29"), ("!", "%21"), ("%7E", "~")];
    forms.iter().fold(encoded.to_owned(), |text, (from, to)| text.replace(from, to))
}

// --- All parameters ---------------------------------------------------------------------------------------------------

/// What every request has, and what this operation asks for besides.
const REQUIRED: [&str; 7] =
    ["Action", "Version", "AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp"];
const REQUIRED_HERE: [&str; 2] = ["RegionId", "ImagePipelineId"];
const OTHERS: [&str; 7] =
    ["Signature", "Format", "SecurityToken", "ClientToken", "OwnerAccount", "OwnerId", "ResourceOwnerAccount"];

fn check_names(read: &[Read<'_>], is_string: bool, findings: &mut Findings) {
    let has = |name: &str| read.iter().find(|parameter| parameter.name == name);
    let is_here = has("Action").is_some_and(|action| action.value == ACTION);
    let known = || REQUIRED.iter().chain(&REQUIRED_HERE).chain(&OTHERS);
    let (mut before, mut is_sorted) = ("", true);
    for (index, parameter) in read.iter().enumerate() {
        let name = parameter.name.as_str();
        if is_string && is_sorted && name < before {
            // Where one stands wrong, others do.
            is_sorted = false;
            findings.error(Mistake::AnotherOrder, Some(name), None, None);
        }
        before = name;
        let earlier = read.get(..index).unwrap_or_default();
        if earlier.iter().any(|other| other.name == name) {
            findings.error(Mistake::DuplicateParameter, Some(name), None, None);
        }
        let right = known().find(|known| known.eq_ignore_ascii_case(name) && **known != name);
        if let Some(right) = right {
            findings.error(Mistake::WrongName, Some(name), Some(name), Some(right));
        } else if let Some(rest) = name.strip_prefix("Tag.0.") {
            findings.error(Mistake::WrongName, Some(name), Some(name), Some(&["Tag.1.", rest].concat()));
        }
    }
    let is_missing =
        |name: &&&str| has(name).is_none() && !read.iter().any(|other| other.name.eq_ignore_ascii_case(name));
    let signature: &[&str] = if is_string { &[] } else { &["Signature"] };
    let here: &[&str] = if is_here { &REQUIRED_HERE } else { &[] };
    for name in REQUIRED.iter().chain(here).chain(signature).filter(is_missing) {
        findings.error(Mistake::MissingParameter, Some(name), None, None);
    }
}

// --- The signature ----------------------------------------------------------------------------------------------------

/// One way to make a string to sign; the default is the right one.
#[derive(Clone, Copy, Default)]
struct Way {
    /// The mistake in it.
    mistake: Option<Mistake>,
    /// Whether the parameters stay in the order of the text.
    is_unsorted: bool,
    /// Whether their names are sorted without regard to case.
    is_caseless: bool,
}

/// A mistake with which the signature comes out as it was pasted.
struct Reason {
    mistake: Mistake,
    parameter: Option<String>,
    expected: Option<&'static str>,
}

impl From<Mistake> for Reason {
    fn from(mistake: Mistake) -> Self {
        Self { mistake, parameter: None, expected: None }
    }
}

fn reason(method: &'static str, found: &str, secret: &str, signed: &[&Read<'_>]) -> Option<Reason> {
    let key = Key::new(secret, "&");
    let key = key.text();
    let right = string_to_sign(method, &Way::default(), signed);
    let is = |key: &str, text: &str| base64(key, text) == found;
    if is(secret, &right) {
        return Some(Mistake::KeyWithoutAmpersand.into());
    }
    if ["\n&", "\r\n&", " &"].iter().any(|end| is(Key::new(secret, end).text(), &right)) {
        return Some(Mistake::SecretWhiteSpace.into());
    }
    if hex(key, &right).eq_ignore_ascii_case(found) {
        return Some(Mistake::HexSignature.into());
    }
    let other = if method == "GET" { "POST" } else { "GET" };
    if is(key, &string_to_sign(other, &Way::default(), signed)) {
        return Some(Reason { expected: Some(other), ..Mistake::WrongMethod.into() });
    }
    const ENCODINGS: [Mistake; 7] = [
        Mistake::PlusForSpace,
        Mistake::ReservedCharacters,
        Mistake::LowerCaseHex,
        Mistake::DoubleEncoding,
        Mistake::MissingEncoding,
        Mistake::QueryNotEncoded,
        Mistake::PathNotEncoded,
    ];
    let orders = [(true, false), (false, true)].map(|(is_unsorted, is_caseless)| Way {
        mistake: Some(Mistake::AnotherOrder),
        is_unsorted,
        is_caseless,
    });
    let ways = ENCODINGS.iter().map(|mistake| Way { mistake: Some(*mistake), ..Way::default() }).chain(orders);
    let mut ways = ways.filter(|way| is(key, &string_to_sign(method, way, signed)));
    if let Some(mistake) = ways.next().and_then(|way| way.mistake) {
        return Some(mistake.into());
    }
    empty_values(signed, |parameters| is(key, &string_to_sign(method, &Way::default(), parameters)))
}

/// Tries strings to sign without the empty values that were sent, and with empty values that were not sent.
///
/// Clients drop empty values on one side only, see `canonical_query.rs`.
fn empty_values(signed: &[&Read<'_>], is_signed: impl Fn(&[&Read<'_>]) -> bool) -> Option<Reason> {
    let reason =
        |mistake: Mistake, parameter: &Read<'_>| Reason { parameter: Some(parameter.name.clone()), ..mistake.into() };
    let (empty, full): (Vec<_>, Vec<_>) = signed.iter().copied().partition(|parameter| parameter.value.is_empty());
    if let Some(first) = empty.first().filter(|_| is_signed(&full)) {
        return Some(reason(Mistake::EmptyValueNotSigned, first));
    }
    let is_absent = |name: &str| signed.iter().all(|parameter| parameter.name != name);
    let tags = TAG_NAMES.iter().chain(&TEMPLATE_TAG_NAMES).filter(|(_, key, _)| !is_absent(key));
    let others = OTHERS.iter().filter(|name| **name != "Signature");
    let without_value = |names: Vec<&'static str>| -> Vec<Read<'static>> {
        names.into_iter().filter(|name| is_absent(name)).map(|name| Read::new(&(name, Some("")))).collect()
    };
    let tags = without_value(tags.map(|(_, _, value)| *value).collect());
    let others = without_value(others.copied().collect());
    // A client that drops empty values drops each of them.
    let sets = [&tags[..]].into_iter().chain(tags.chunks(1)).chain(others.chunks(1));
    let mut sets = sets.filter(|added| is_signed(&signed.iter().copied().chain(*added).collect::<Vec<_>>()));
    sets.next()?.first().map(|parameter| reason(Mistake::EmptyValueNotSent, parameter))
}

fn string_to_sign(method: &str, way: &Way, signed: &[&Read<'_>]) -> String {
    let mut order: Vec<&Read<'_>> = signed.to_vec();
    if !way.is_unsorted {
        sort(&mut order, way.is_caseless);
    }
    let mut query = String::new();
    for parameter in order {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&encode(&parameter.name, way.mistake));
        query.push('=');
        query.push_str(&encode(&parameter.value, way.mistake));
    }
    match way.mistake {
        Some(Mistake::QueryNotEncoded) => [method, "&%2F&", &query].concat(),
        Some(Mistake::PathNotEncoded) => [method, "&/&", &percent_encode(&query)].concat(),
        Some(Mistake::LowerCaseHex) => [method, "&%2f&", &encode(&query, way.mistake)].concat(),
        _ => [method, "&%2F&", &percent_encode(&query)].concat(),
    }
}

/// A text as an encoder with this mistake writes it.
fn encode(text: &str, mistake: Option<Mistake>) -> String {
    let encoded = percent_encode(text);
    match mistake {
        Some(Mistake::PlusForSpace) => encoded.replace("%20", "+"),
        Some(Mistake::ReservedCharacters) => [("%2A", "*"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%21", "!")]
            .iter()
            .fold(encoded, |text, (from, to)| text.replace(from, to)),
        Some(Mistake::LowerCaseHex) => lower_hex(&encoded),
        Some(Mistake::DoubleEncoding) => percent_encode(&encoded),
        Some(Mistake::MissingEncoding) => text.to_owned(),
        _ => encoded,
    }
}

fn lower_hex(encoded: &str) -> String {
    let mut digits = 0;
    let lower = encoded.chars().map(|character| {
        let is_digit = digits > 0;
        digits = if character == '%' { 2 } else { digits - i32::from(is_digit) };
        if is_digit { character.to_ascii_lowercase() } else { character }
    });
    lower.collect()
}

/// Insertion sort: what was signed in the right order, and is sent so, is sorted already.
fn sort(order: &mut [&Read<'_>], is_caseless: bool) {
    let is_before = |one: &Read<'_>, other: &Read<'_>| {
        if is_caseless {
            one.name.bytes().map(|b| b.to_ascii_lowercase()).lt(other.name.bytes().map(|b| b.to_ascii_lowercase()))
        } else {
            (&one.name, &one.value) < (&other.name, &other.value)
        }
    };
    for end in 1..order.len() {
        let mut place = end;
        while let (Some(one), Some(other)) = (order.get(place), place.checked_sub(1).and_then(|at| order.get(at))) {
            if !is_before(one, other) {
                break;
            }
            order.swap(place, place - 1);
            place -= 1;
        }
    }
}

fn base64(key: &str, text: &str) -> String {
    use base64ct::Encoding;
    base64ct::Base64::encode_string(&hmac_with_key(key, text))
}

fn hex(key: &str, text: &str) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0'));
    hmac_with_key(key, text).iter().flat_map(digits).collect()
}

// --- Findings ---------------------------------------------------------------------------------------------------------

#[derive(Default)]
struct Findings {
    reason: Option<Finding>,
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Findings {
    fn error(&mut self, kind: Mistake, parameter: Option<&str>, written: Option<&str>, expected: Option<&str>) {
        self.add(kind, Severity::Error, parameter, written, expected);
    }

    fn add(
        &mut self,
        kind: Mistake,
        severity: Severity,
        parameter: Option<&str>,
        written: Option<&str>,
        expected: Option<&str>,
    ) {
        let list = if severity == Severity::Error { &mut self.errors } else { &mut self.warnings };
        if list.len() < MOST_FINDINGS {
            list.push(finding(kind, severity, false, parameter, (written, expected)));
        }
    }

    fn holds(&self, kind: Mistake) -> bool {
        self.errors.iter().chain(&self.warnings).any(|finding| finding.kind == kind)
    }

    fn add_reason(&mut self, reason: Option<Reason>) {
        let is_proven = reason.is_some();
        let Reason { mistake, parameter, expected } = reason.unwrap_or(Mistake::WrongSignature.into());
        self.reason = Some(finding(mistake, Severity::Error, is_proven, parameter.as_deref(), (None, expected)));
    }

    /// What the signature proves comes first; what it cannot be explained by comes after what may explain it.
    fn into_list(self) -> Vec<Finding> {
        let mut list = Vec::new();
        let (proven, unexplained) = match self.reason {
            Some(reason) if reason.proven => (Some(reason), None),
            other => (None, other),
        };
        list.extend(proven);
        list.extend(self.errors);
        list.extend(unexplained);
        list.extend(self.warnings);
        list.truncate(MOST_FINDINGS);
        list
    }
}

fn finding(
    kind: Mistake,
    severity: Severity,
    proven: bool,
    parameter: Option<&str>,
    (written, expected): (Option<&str>, Option<&str>),
) -> Finding {
    let is_hidden = parameter.is_some_and(is_secret);
    let shown = |text: Option<&str>| text.filter(|_| !is_hidden).map(mask);
    let (parameter, written, expected) = (parameter.map(mask), shown(written), shown(expected));
    let fill = |template: &Template| {
        template.fill(&|_, name| match name {
            "name" => parameter.as_deref().unwrap_or("%2F"),
            _ => expected.as_deref().unwrap_or(MASK),
        })
    };
    let text = kind.text();
    let signed = text.signed_explanation.as_ref().filter(|_| proven);
    Finding {
        kind,
        severity,
        proven,
        explanation: fill(signed.unwrap_or(&text.explanation)),
        remedy: fill(&text.remedy),
        parameter,
        written,
        expected,
    }
}
