//! Requests signed by other code.

use ecs_image_pipeline::inspect;

use crate::bytes::Bytes;

/// A secret, if any, and a text.
pub fn inspection(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let secret = bytes.optional();
    let text = bytes.text();
    let found = inspect(&text, secret.as_deref());
    let shown = format!("{found:?}");
    let written = serde_json::to_string(&found).unwrap();
    assert!(found.findings.len() <= 100 && found.parameters.len() <= 1000);
    for finding in &found.findings {
        for text in [&finding.explanation, &finding.remedy] {
            assert!(!text.en.is_empty() && !text.zh.is_empty(), "{finding:?}");
        }
        assert!(!finding.proven || secret.is_some(), "nothing is proven without a secret");
    }
    let is_hidden = |secret: &str| !shown.contains(secret) && !written.contains(secret);
    // A secret that is no word, and that is not in the text itself.
    if let Some(secret) = secret.filter(|secret| secret.len() > 20 && !text.contains(&**secret)) {
        let is_random = secret.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !text.contains(&secret[..8]);
        assert!(!is_random || is_hidden(&secret), "the secret is shown");
    }
}
