//! `sign` for arguments of any type.

use wasm_bindgen::prelude::*;

use crate::endpoint::Network;
use crate::issue::{Issues, Rule};
use crate::schema::validate::Defaults;
use crate::sign::options::{CLOCK_UNAVAILABLE, NONCE_PATH, NONCE_UNAVAILABLE, broken_nonce_rule};
use crate::sign::{find_endpoint, sign_checked};
use crate::timestamp::Timestamp;
use crate::wasm::result::{Returned, refuse, to_js};
use crate::wasm::walk::Walk;
use crate::wasm::{platform, read};

const OPTIONS: [&str; 6] = ["signatureMethod", "method", "format", "endpoint", "timestamp", "signatureNonce"];

/// Signs, or returns every issue of the request and the options, or every issue of the credentials. Defaults of time
/// and nonce come from the platform.
pub(super) fn sign(request: &JsValue, credentials: &JsValue, options: &JsValue) -> Returned {
    let mut walk = Walk::default();
    let [request, credentials, options] = [request, credentials, options].map(|argument| walk.value(argument));
    let mut issues = Issues::errors_only();
    let arguments = read::operation(&request).read(&request, Defaults::default(), &mut issues);
    let (options, timestamp, nonce) = read::sign_options(&options, &OPTIONS, &mut issues);
    let endpoint = find_endpoint(&arguments, options.endpoint, Network::Public, &mut issues);
    let timestamp = timestamp.or_else(|| {
        let found = platform::now().and_then(|now| Timestamp::from_date(now).ok());
        if found.is_none() {
            add_once(CLOCK_UNAVAILABLE, read::TIMESTAMP_PATH, &mut issues);
        }
        found
    });
    let nonce = nonce.map(ToOwned::to_owned).or_else(|| {
        let fresh =
            platform::random_uuid().filter(|nonce| broken_nonce_rule(nonce, options.signature_method).is_none());
        if fresh.is_none() {
            add_once(NONCE_UNAVAILABLE, NONCE_PATH, &mut issues);
        }
        fresh
    });
    let (Some(timestamp), Some(nonce), true) = (timestamp, nonce, issues.is_empty()) else {
        return refuse("request", &issues.into_vec());
    };
    let mut issues = Issues::default();
    let credentials = read::credentials(&credentials, options.signature_method.uses_headers(), &mut issues);
    if !issues.is_empty() {
        return refuse("credentials", &issues.into_vec());
    }
    to_js(&sign_checked(&arguments, &credentials, &options, &endpoint, timestamp, &nonce))
}

/// An unreadable option is reported already.
fn add_once(rule: &'static Rule, path: &str, issues: &mut Issues) {
    if !issues.contains_path(path) {
        issues.add(rule, path);
    }
}
