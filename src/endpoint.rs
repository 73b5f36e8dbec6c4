//! Endpoints: the default host of a region, and the checks of a custom host.

use crate::issue::{Issues, Path, Rule, ValidationError};
use crate::value::fields;

/// This package: no region has such an ID.
const REGION_ID_WHITE_SPACE: &Rule = &Rule::named("region-id-white-space");
/// RFC 1123, section 2.1, since the region becomes part of the host (`getEndpoint` of the SDK).
const REGION_ID_NOT_HOST_LABEL: &Rule = &Rule::named("region-id-not-host-label");
/// This package: anyone who reads a signed request can send it, and spend money.
const ENDPOINT_SCHEME: &Rule = &Rule::named("endpoint-scheme");
/// As [`ENDPOINT_SCHEME`].
const ENDPOINT_HTTP: &Rule = &Rule::named("endpoint-http");
/// This package: `fetch` refuses such a URL.
const ENDPOINT_CREDENTIALS: &Rule = &Rule::named("endpoint-credentials");
/// This package: the path of an RPC call is `/`, and its query is the signed one.
const ENDPOINT_PATH: &Rule = &Rule::named("endpoint-path");
/// RFC 1123, section 2.1; RFC 3986, section 3.2.2.
const ENDPOINT_HOST: &Rule = &Rule::named("endpoint-host");
/// RFC 3986, section 3.2.3.
const ENDPOINT_PORT: &Rule = &Rule::named("endpoint-port");

/// The hosts that serve regions with another scheme, each with its regions.
const EXCEPTIONS: [(&str, &[&str]); 5] = include!("endpoint/exceptions.in");
/// The host of requests that name no region. Source: the endpoint page of the ECS API reference.
const CENTRAL: &str = "ecs.aliyuncs.com";
const IPV6_LOOPBACK: &str = "[::1]";
/// Prefix of labels with non-ASCII letters. URL parsers decode them, and may refuse them.
const PUNYCODE: &str = "xn--";

/// The network of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// The internet.
    #[default]
    Public,
    /// A VPC of the same region.
    Vpc,
}

/// Returns the default host of a region: `ecs.<region>.aliyuncs.com`, or `ecs-vpc.<region>.aliyuncs.com` inside a VPC.
///
/// Finance, government and a few other regions have special hosts, the same for both networks.
///
/// Source: `getEndpoint` and `endpointMap` of `@alicloud/ecs20140526` 7.11.6, `src/client.ts`; the endpoint page of the
/// ECS API reference.
///
/// # Errors
/// The region is missing, contains white space, or is not a host label.
///
/// ```
/// use ecs_image_pipeline::{endpoint, Network};
/// assert_eq!(endpoint("cn-beijing", Network::Public).unwrap(), "ecs.cn-beijing.aliyuncs.com");
/// assert_eq!(endpoint("cn-beijing", Network::Vpc).unwrap(), "ecs-vpc.cn-beijing.aliyuncs.com");
/// assert_eq!(endpoint("cn-hangzhou-finance", Network::Public).unwrap(), "ecs.aliyuncs.com");
/// assert!(endpoint("x.evil.example/?", Network::Public).is_err());
/// ```
pub fn endpoint(region_id: &str, network: Network) -> Result<String, ValidationError> {
    let mut issues = Issues::errors_only();
    check_region_id(region_id, "regionId".into(), &mut issues);
    issues.into_result(()).map(|()| default_host(region_id, network))
}

pub(crate) fn default_host(region_id: &str, network: Network) -> String {
    let region_id = region_id.to_ascii_lowercase();
    if let Some((host, _)) = EXCEPTIONS.iter().find(|(_, regions)| regions.contains(&region_id.as_str())) {
        return (*host).to_owned();
    }
    match network {
        Network::Public => ["ecs.", &region_id, ".aliyuncs.com"].concat(),
        Network::Vpc => ["ecs-vpc.", &region_id, ".aliyuncs.com"].concat(),
    }
}

/// Checks a region ID: it is a required parameter, and it becomes part of the host.
pub(crate) fn check_region_id(region_id: &str, path: Path<'_>, issues: &mut Issues) {
    if region_id.is_empty() {
        issues.add(fields::PARAMETER_EMPTY, path);
    } else if crate::characters::has_blank(region_id) {
        issues.add(REGION_ID_WHITE_SPACE, path);
    } else if !is_host_label(region_id) {
        issues.add(REGION_ID_NOT_HOST_LABEL, path);
    }
}

/// A valid endpoint: a scheme and a host, with an optional port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    scheme: &'static str,
    host: String,
}

impl Endpoint {
    pub(crate) fn of_region(region_id: Option<&str>, network: Network) -> Self {
        let host = region_id.map_or_else(|| CENTRAL.to_owned(), |region_id| default_host(region_id, network));
        Self { scheme: "https", host }
    }

    /// Parses a host or a URL. Only loopback addresses may use http.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static Rule> {
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if rest.starts_with("//") => (scheme, rest.get(2..).unwrap_or_default()),
            _ => ("https", text),
        };
        let scheme = match scheme {
            _ if scheme.eq_ignore_ascii_case("https") => "https",
            _ if scheme.eq_ignore_ascii_case("http") => "http",
            _ => return Err(ENDPOINT_SCHEME),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('@') {
            return Err(ENDPOINT_CREDENTIALS);
        }
        if rest.contains(['/', '?', '#', '\\']) {
            return Err(ENDPOINT_PATH);
        }
        let (host, port) = split_port(rest);
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return Err(ENDPOINT_HOST);
        }
        if port.is_some_and(|port| !is_port(port)) {
            return Err(ENDPOINT_PORT);
        }
        if scheme == "http" && !is_loopback(&host) {
            return Err(ENDPOINT_HTTP);
        }
        Ok(Self { scheme, host: port.map_or(host.clone(), |port| [&host, ":", port].concat()) })
    }
}

impl Endpoint {
    /// Returns the URL of the root, without a query.
    pub(crate) fn url(&self) -> String {
        [self.scheme, "://", &self.host, "/"].concat()
    }

    /// Returns the header `host` as clients derive it from the URL: without the scheme's default port, and without
    /// leading zeros in a port. Source: the WHATWG URL Standard, "port state".
    pub(crate) fn host(&self) -> String {
        let (host, port) = split_port(&self.host);
        let own = if self.scheme == "https" { 443 } else { 80 };
        match port.and_then(|port| port.parse::<u16>().ok()) {
            Some(port) if port != own => format!("{host}:{port}"),
            _ => host.to_owned(),
        }
    }
}

/// Splits `host:port` and `[::1]:port`.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.starts_with('[') || host.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_host(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    // Browsers parse a host whose last label is a number, such as 127.1 and 0x7f.1, as an IPv4 address.
    let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    host == IPV6_LOOPBACK
        || host.len() <= 253 && host.split('.').all(is_host_label) && (!is_number || ipv4(host).is_some())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == IPV6_LOOPBACK || matches!(ipv4(host), Some([127, ..]))
}

/// Parses an IPv4 address. Leading zeros are rejected, since some parsers read them as octal.
fn ipv4(host: &str) -> Option<[u8; 4]> {
    let mut numbers = host.split('.').map(|part| part.parse().ok().filter(|_| part == "0" || !part.starts_with('0')));
    let address = [numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(address)
}

/// Checks for 1 to 63 letters, digits and hyphens, with no hyphen at either end (RFC 1123, section 2.1), and no
/// punycode.
fn is_host_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
        && !label.to_ascii_lowercase().starts_with(PUNYCODE)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn endpoints_that_are_accepted() {
        for (text, url) in [
            ("ecs.cn-hangzhou.aliyuncs.com", "https://ecs.cn-hangzhou.aliyuncs.com"),
            ("ECS.cn-hangzhou.aliyuncs.com", "https://ecs.cn-hangzhou.aliyuncs.com"),
            ("https://ecs.aliyuncs.com/", "https://ecs.aliyuncs.com"),
            ("HTTPS://ecs.aliyuncs.com:8443", "https://ecs.aliyuncs.com:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.255.0.3", "http://127.255.0.3"),
            ("http://localhost:1/", "http://localhost:1"),
            ("http://[::1]:65535", "http://[::1]:65535"),
            ("10.0.0.1:443", "https://10.0.0.1:443"),
        ] {
            assert_eq!(Endpoint::parse(text).map(|endpoint| endpoint.url()), Ok([url, "/"].concat()), "{text}");
        }
    }

    #[test]
    fn hosts_are_as_clients_send_them() {
        // As `new URL(…).host` has them.
        for (text, host) in [
            ("ECS.cn-hangzhou.aliyuncs.com", "ecs.cn-hangzhou.aliyuncs.com"),
            ("https://ecs.aliyuncs.com:443", "ecs.aliyuncs.com"),
            ("ecs.aliyuncs.com:00443", "ecs.aliyuncs.com"),
            ("ecs.aliyuncs.com:80", "ecs.aliyuncs.com:80"),
            ("ecs.aliyuncs.com:08443/", "ecs.aliyuncs.com:8443"),
            ("http://localhost:80", "localhost"),
            ("http://localhost:443", "localhost:443"),
            ("http://[::1]", "[::1]"),
            ("http://[::1]:80", "[::1]"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(Endpoint::parse(text).map(|endpoint| endpoint.host()), Ok(host.to_owned()), "{text}");
        }
    }

    #[test]
    fn endpoints_that_are_refused() {
        for (text, rule) in [
            ("ftp://ecs.aliyuncs.com", ENDPOINT_SCHEME),
            ("javascript://ecs.aliyuncs.com", ENDPOINT_SCHEME),
            ("http://ecs.aliyuncs.com", ENDPOINT_HTTP),
            ("http://127.0.0.1.evil.example", ENDPOINT_HTTP),
            ("http://localhost.evil.example", ENDPOINT_HTTP),
            ("http://evil.localhost", ENDPOINT_HTTP),
            ("https://xn--0.pt", ENDPOINT_HOST),
            ("https://[2001:db8::1]", ENDPOINT_HOST),
            ("http://10.0.0.1", ENDPOINT_HTTP),
            ("https://user@ecs.aliyuncs.com", ENDPOINT_CREDENTIALS),
            ("https://user:word@ecs.aliyuncs.com", ENDPOINT_CREDENTIALS),
            ("https://ecs.aliyuncs.com/api", ENDPOINT_PATH),
            ("https://ecs.aliyuncs.com//", ENDPOINT_PATH),
            ("ecs.aliyuncs.com?x=1", ENDPOINT_PATH),
            ("ecs.aliyuncs.com#x", ENDPOINT_PATH),
            ("ecs.aliyuncs.com\\x", ENDPOINT_PATH),
            ("", ENDPOINT_HOST),
            ("https://", ENDPOINT_HOST),
            ("ecs..aliyuncs.com", ENDPOINT_HOST),
            ("ecs.aliyuncs.com.", ENDPOINT_HOST),
            (" ecs.aliyuncs.com", ENDPOINT_HOST),
            ("ecs.aliyuncs.com\n", ENDPOINT_HOST),
            ("ecs_a.aliyuncs.com", ENDPOINT_HOST),
            ("ecs.例子.com", ENDPOINT_HOST),
            ("-ecs.aliyuncs.com", ENDPOINT_HOST),
            ("http://127.1", ENDPOINT_HOST),
            ("http://127.0.0.1.1", ENDPOINT_HOST),
            ("http://127.0.0.01", ENDPOINT_HOST),
            ("http://127.0.0.256", ENDPOINT_HOST),
            ("http://0x7f.0.0.0x1", ENDPOINT_HOST),
            ("https://[::1", ENDPOINT_HOST),
            ("https://[nonsense]", ENDPOINT_HOST),
            ("::1", ENDPOINT_HOST),
            ("ecs.aliyuncs.com:", ENDPOINT_PORT),
            ("ecs.aliyuncs.com:0", ENDPOINT_PORT),
            ("ecs.aliyuncs.com:65536", ENDPOINT_PORT),
            ("ecs.aliyuncs.com:+80", ENDPOINT_PORT),
        ] {
            assert_eq!(Endpoint::parse(text), Err(rule), "{text}");
        }
        let long_label = format!("{}.com", "a".repeat(64));
        assert_eq!(Endpoint::parse(&long_label), Err(ENDPOINT_HOST));
        let long_host = format!("{}com", "abc.".repeat(63));
        assert_eq!(Endpoint::parse(&long_host), Err(ENDPOINT_HOST));
    }
}
