//! Compares what the client signed with what the server signed, parameter by parameter.

use std::cmp::Ordering;

use crate::diagnose::clock::is_time_zone;
use crate::diagnose::encodings::normalize;
use crate::diagnose::parameters::{Pair, SignedText};
use crate::diagnose::reason::Reason;
use crate::diagnose::refusal::Refusal;
use crate::diagnose::verdict::{Difference, Signed, Verdict};
use crate::percent_encoding::percent_decode;
use crate::redact::{REDACTED, redact};
use crate::timestamp::Timestamp;

/// The name under which differences in the query as a whole are shown.
const WHOLE_QUERY: &str = "CanonicalizedQueryString";

/// The most important first: another request differs in many other ways, too.
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

/// Finds the reason in the difference between two signed texts.
pub(super) fn compare(signed: &Signed<'_>, refusal: &Refusal) -> Reason {
    let Some((our_text, their_text)) = comparable_texts(signed, refusal) else {
        return Reason::new(Verdict::NoStringToSign);
    };
    // If the server's text is redacted, so is ours.
    let redacted = their_text.contains(REDACTED).then(|| redact(our_text));
    let our_text = redacted.as_deref().unwrap_or(our_text);
    // Some logs mark where they cut the text.
    let whole = their_text.trim_end_matches(['.', '…']);
    if our_text == their_text || our_text == whole {
        return Reason { is_token_redacted: redacted.is_some(), ..Reason::new(Verdict::WrongSecret) };
    }
    if our_text.strip_prefix(whole).is_some_and(|rest| is_cut_off(rest) || whole != their_text) {
        return Reason::new(Verdict::CutShort);
    }
    let is_other_method = our_text.trim().contains('\n') != their_text.trim().contains('\n');
    let (Some(ours), Some(theirs), false) =
        (SignedText::parse(our_text), SignedText::parse(their_text), is_other_method)
    else {
        return Reason::new(Verdict::Unclear);
    };
    if let Some(kind) = kind_of_whole(our_text, &ours, their_text, &theirs) {
        // If the decoded queries are the same, they differ as written.
        let is_same = ours.query == theirs.query;
        let (our, their) = if is_same { (our_text, their_text) } else { (&*ours.query, &*theirs.query) };
        let difference = Difference::new(WHOLE_QUERY, kind, Some(our), Some(their));
        return Reason { differences: vec![difference], ..Reason::about(kind, WHOLE_QUERY) };
    }
    let differences =
        if is_not_encoded(&ours, &theirs) { encoded_values(&theirs) } else { differences(&ours, &theirs) };
    weightiest(&ours, &theirs, differences)
}

/// Returns the client's and the server's text of the same kind.
fn comparable_texts<'t>(signed: &Signed<'t>, refusal: &'t Refusal) -> Option<(&'t str, &'t str)> {
    let their_string = refusal.string_to_sign.as_deref();
    match (signed.canonical_request, refusal.canonical_request.as_deref()) {
        // If the requests are the same, the strings that contain their hashes may still differ.
        (Some(ours), Some(theirs)) if ours != theirs || their_string.is_none() => Some((ours, theirs)),
        _ => Some((signed.string_to_sign, their_string?)),
    }
}

/// Checks whether more than one dropped parameter is missing at the end.
fn is_cut_off(rest: &str) -> bool {
    !rest.trim().is_empty() && rest.strip_prefix("%26").is_none_or(|rest| rest.contains("%26"))
}

/// Returns the mistake, if the query as a whole was encoded once too little or too often.
fn kind_of_whole(our_text: &str, ours: &SignedText<'_>, their_text: &str, theirs: &SignedText<'_>) -> Option<Verdict> {
    if ours.query != theirs.query {
        let decodes = || percent_decode(&ours.query).is_some_and(|query| query == theirs.query);
        return (!ours.query.contains('=') && decodes()).then_some(Verdict::DoubleEncoding);
    }
    if ours.is_query_plain {
        return Some(Verdict::MissingEncoding);
    }
    // An ACS3 request contains much besides the query.
    let is_string = !our_text.contains('\n');
    let is_lower = is_string && ours.method == theirs.method && our_text.eq_ignore_ascii_case(their_text);
    is_lower.then_some(Verdict::LowerCaseHex)
}

/// Checks whether the client encoded nothing: a separator in a value would then mislead.
fn is_not_encoded(ours: &SignedText<'_>, theirs: &SignedText<'_>) -> bool {
    let is_encoded_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%&=".contains(&byte);
    ours.query != theirs.query
        && percent_decode(&theirs.query).is_some_and(|query| query == ours.query)
        && !ours.query.bytes().all(is_encoded_byte)
        // If only reserved characters differ, they are the better reason.
        && normalize(&ours.query) != normalize(&theirs.query)
}

/// Returns every value that differs between client and server.
fn encoded_values(theirs: &SignedText<'_>) -> Vec<Difference> {
    let plain = theirs.all().map(|((name, value), _)| (name, value, percent_decode(value).unwrap_or_default()));
    let encoded = plain.filter(|(_, value, plain)| plain != *value);
    encoded
        .map(|(name, value, plain)| Difference::new(name, Verdict::MissingEncoding, Some(&plain), Some(value)))
        .collect()
}

fn differences(ours: &SignedText<'_>, theirs: &SignedText<'_>) -> Vec<Difference> {
    let mut differences = Vec::new();
    if !ours.method.eq_ignore_ascii_case(theirs.method) {
        let (our, their) = (Some(ours.method), Some(theirs.method));
        differences.push(Difference::new("HTTP method", Verdict::AnotherMethod, our, their));
    }
    for ((name, value), is_parameter) in ours.all() {
        match theirs.value(name, is_parameter) {
            None => differences.push(Difference::new(name, Verdict::ParameterDropped, Some(value), None)),
            Some(their_value) if value == their_value || their_value == REDACTED => {}
            Some(their_value) => {
                let kind = kind_of(name, value, their_value, is_parameter);
                differences.push(Difference::new(name, kind, Some(value), Some(their_value)));
            }
        }
    }
    for ((name, value), is_parameter) in theirs.all() {
        if ours.value(name, is_parameter).is_none() {
            differences.push(Difference::new(name, Verdict::ParameterAdded, None, Some(value)));
        }
    }
    differences
}

/// Returns the difference that explains the most, or else one outside the values.
fn weightiest(ours: &SignedText<'_>, theirs: &SignedText<'_>, mut differences: Vec<Difference>) -> Reason {
    let first_of = |kind: &Verdict| differences.iter().find(|difference| difference.kind == *kind);
    if let Some(found) = WEIGHT.iter().find_map(first_of) {
        let clock_skew = if found.kind == Verdict::LocalTime { clock_skew(ours, theirs) } else { 0 };
        let reason = Reason { clock_skew, ..Reason::about(found.kind, &found.parameter) };
        return Reason { differences, ..reason };
    }
    let Some(found) = outside_of_values(ours, theirs) else {
        return Reason { differences, ..Reason::new(Verdict::Unclear) };
    };
    if found.kind != Verdict::AnotherOrder {
        let name = found.parameter.unwrap_or_default();
        differences.push(Difference::new(name, found.kind, found.ours, found.theirs));
    }
    let parameter = found.parameter.map(str::to_owned);
    Reason { parameter, differences, ..Reason::new(found.kind) }
}

/// A difference in the number, the order or the written names of the parameters.
struct Outside<'p> {
    kind: Verdict,
    parameter: Option<&'p str>,
    ours: Option<&'p str>,
    theirs: Option<&'p str>,
}

/// Compares parameters that have the same names and values.
fn outside_of_values<'p>(ours: &'p SignedText<'_>, theirs: &'p SignedText<'_>) -> Option<Outside<'p>> {
    let (our_pairs, their_pairs): (Vec<&Pair>, Vec<&Pair>) =
        (ours.all().map(|(pair, _)| pair).collect(), theirs.all().map(|(pair, _)| pair).collect());
    for index in 0..our_pairs.len().max(their_pairs.len()) {
        let (our, their) = (our_pairs.get(index).copied(), their_pairs.get(index).copied());
        if our.map(|(name, _)| name) != their.map(|(name, _)| name) {
            let value = |pair: Option<&'p Pair>| pair.map(|(_, value)| value.as_str());
            let (kind, pair, ours, theirs) = match our_pairs.len().cmp(&their_pairs.len()) {
                Ordering::Less => (Verdict::ParameterAdded, their, None, value(their)),
                Ordering::Greater => (Verdict::ParameterDropped, our, value(our), None),
                Ordering::Equal => (Verdict::AnotherOrder, our, None, None),
            };
            return Some(Outside { kind, parameter: pair.map(|(name, _)| name.as_str()), ours, theirs });
        }
    }
    let mut pairs = ours.query.split('&').zip(theirs.query.split('&')).enumerate();
    let (index, (our, their)) = pairs.find(|(_, (our, their))| our != their)?;
    // The values are the same, so the names are written in different ways.
    let parameter = our_pairs.get(index).map(|(name, _)| name.as_str());
    Some(Outside { kind: kind_of("", our, their, true), parameter, ours: Some(our), theirs: Some(their) })
}

/// Returns how two values differ. Only the values of parameters are encoded.
fn kind_of(name: &str, ours: &str, theirs: &str, is_encoded: bool) -> Verdict {
    if name == "SignatureNonce" || name == "x-acs-signature-nonce" {
        return Verdict::AnotherRequest;
    }
    if name == "SignedHeaders" && has_same_names(ours, theirs) {
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
        } else if normalize(ours) == normalize(theirs) {
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

fn has_same_names(ours: &str, theirs: &str) -> bool {
    ours.len() == theirs.len() && ours.split(';').all(|name| theirs.split(';').any(|other| other == name))
}

fn kind_of_plain(ours: &str, theirs: &str) -> Verdict {
    match (Timestamp::parse(ours), Timestamp::parse(theirs)) {
        (Ok(ours), Ok(theirs)) if is_time_zone(ours.unix_seconds() - theirs.unix_seconds()) => Verdict::LocalTime,
        _ => Verdict::ParameterChanged,
    }
}

/// Returns by how many seconds the client's time is ahead of the time that the server read.
fn clock_skew(ours: &SignedText<'_>, theirs: &SignedText<'_>) -> i64 {
    let time = |text: &SignedText<'_>| {
        let written = text.value("Timestamp", true).or_else(|| text.value("x-acs-date", false))?;
        Timestamp::parse(&percent_decode(written)?).ok()
    };
    let (Some(ours), Some(theirs)) = (time(ours), time(theirs)) else { return 0 };
    ours.unix_seconds() - theirs.unix_seconds()
}
