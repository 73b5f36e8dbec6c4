//! Parses a signed or sent text into parameters.

use crate::percent_encoding::percent_decode;

/// Maximum number of parameters to read. A real request has at most about 100.
pub(super) const MAXIMUM_PARAMETERS: usize = 1000;

/// A parameter as written in a query.
pub(super) struct WrittenParameter<'t> {
    /// Its name, decoded where possible.
    pub(super) name: String,
    /// Its value, still encoded.
    pub(super) value: &'t str,
    pub(super) has_equals_sign: bool,
}

/// Returns the parameters of a query or a form.
pub(super) fn parameters_of(query: &str) -> impl Iterator<Item = WrittenParameter<'_>> {
    query.split('&').filter(|pair| !pair.is_empty()).take(MAXIMUM_PARAMETERS).map(|pair| {
        let (name, value) = pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)));
        let name = percent_decode(name).unwrap_or_else(|| name.to_owned());
        WrittenParameter { name, value: value.unwrap_or_default(), has_equals_sign: value.is_some() }
    })
}

/// The canonical query as written in a string to sign.
pub(super) enum EmbeddedQuery<'t> {
    /// Encoded as a whole, as required. Contains the decoded query.
    Encoded(String),
    /// Not encoded as a whole: it still contains separators.
    Plain(&'t str),
    /// Encoded, but not decodable.
    Broken(&'t str),
}

impl<'t> EmbeddedQuery<'t> {
    pub(super) fn new(written: &'t str) -> Self {
        let is_encoded = ["%3D", "%3d", "%26"].iter().any(|separator| written.contains(separator));
        if written.contains('&') || written.contains('=') && !is_encoded {
            return Self::Plain(written);
        }
        percent_decode(written).map_or(Self::Broken(written), Self::Encoded)
    }
}

/// The parts of a signed text.
pub(super) struct SignedText<'t> {
    pub(super) method: &'t str,
    /// The canonical query.
    pub(super) query: String,
    /// Whether the query was not encoded as a whole.
    pub(super) is_query_plain: bool,
    /// Names are decoded; values are encoded as in the canonical query.
    pub(super) parameters: Vec<Pair>,
    /// The other lines of an ACS3 request, headers among them.
    pub(super) lines: Vec<Pair>,
}

/// A name and a value.
pub(super) type Pair = (String, String);

impl<'t> SignedText<'t> {
    /// Parses a string to sign, or a canonical request of ACS3.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        if text.contains('\n') { Self::parse_acs3(text) } else { Self::parse_string_to_sign(text) }
    }

    fn parse_string_to_sign(text: &'t str) -> Option<Self> {
        let (method, rest) = text.split_once('&')?;
        let (_path, query) = rest.split_once('&')?;
        let (query, is_query_plain) = match EmbeddedQuery::new(query) {
            EmbeddedQuery::Encoded(query) => (query, false),
            EmbeddedQuery::Plain(query) => (query.to_owned(), true),
            EmbeddedQuery::Broken(_) => return None,
        };
        Some(Self { method, parameters: pairs_of(&query), query, is_query_plain, lines: Vec::new() })
    }

    fn parse_acs3(text: &'t str) -> Option<Self> {
        let mut lines = text.lines();
        let (method, second) = (lines.next()?, lines.next()?);
        let pair = |name: &str, value: &str| (name.to_owned(), value.trim().to_owned());
        let Some(query) = lines.next() else {
            // The string to sign, which contains only the hash of the request.
            let lines = vec![pair("SignatureAlgorithm", method), pair("HashedCanonicalRequest", second)];
            return Some(Self {
                method: "",
                query: String::new(),
                is_query_plain: false,
                parameters: Vec::new(),
                lines,
            });
        };
        let mut others = vec![pair("CanonicalURI", second)];
        let mut rest = ["SignedHeaders", "HashedRequestPayload"].iter();
        for line in lines.filter(|line| !line.is_empty()).take(MAXIMUM_PARAMETERS) {
            match line.split_once(':') {
                Some((name, value)) => others.push(pair(&name.trim().to_ascii_lowercase(), value)),
                None => others.extend(rest.next().map(|name| pair(name, line))),
            }
        }
        Some(Self {
            method,
            query: query.to_owned(),
            is_query_plain: false,
            parameters: pairs_of(query),
            lines: others,
        })
    }

    /// Returns all parameters, then all lines, each with whether it is a parameter.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Pair, bool)> {
        self.parameters.iter().map(|pair| (pair, true)).chain(self.lines.iter().map(|pair| (pair, false)))
    }

    /// Returns the first value of a name, among the parameters or among the lines.
    pub(super) fn value(&self, name: &str, is_parameter: bool) -> Option<&str> {
        // The list is too short for an index.
        let pairs = if is_parameter { &self.parameters } else { &self.lines };
        pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn pairs_of(query: &str) -> Vec<Pair> {
    parameters_of(query).map(|parameter| (parameter.name, parameter.value.to_owned())).collect()
}
