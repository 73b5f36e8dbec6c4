/** The request in the form, for where it is needed: as a command, and as code in several languages. */

import type { SignedRequest } from "ecs-image-pipeline";
import type { Entered } from "./form.js";
import { decoded } from "./parameters.js";
import type { Texts } from "./texts.js";

export const SNIPPETS = ["url", "curl", "fetch", "node", "worker", "python", "rust"] as const;
export type Snippet = (typeof SNIPPETS)[number];

export function isSnippet(text: unknown): text is Snippet {
  return SNIPPETS.some((snippet) => snippet === text);
}

/** What a snippet is made of. */
export interface Source {
  entered: Entered;
  signed: SignedRequest;
  /** The endpoint that was signed for: scheme and host. */
  endpoint: string;
  /** Whether the credentials are written into the code. */
  isLiteral: boolean;
}

/** Whether a snippet holds credentials if a person asks for that. Those that are signed already need none. */
export function takesCredentials(snippet: Snippet): boolean {
  return !["url", "curl", "fetch"].includes(snippet);
}

/** What there is to know about a snippet. */
export function aboutSnippet(snippet: Snippet, isWhole: boolean, t: Texts): string {
  const texts = {
    url: isWhole ? t.snippetUrl : t.snippetUrlNone,
    curl: t.snippetCurl,
    fetch: t.snippetFetch,
    node: t.snippetNode,
    worker: t.snippetWorker,
    python: t.snippetPython,
    rust: t.snippetRust,
  };
  return texts[snippet];
}

/** Whether the URL alone carries the request. */
export function isUrlWhole({ entered }: Pick<Source, "entered">): boolean {
  return entered.options.method === "GET" && !isAcs3(entered);
}

/** The text of a snippet; nothing where the form cannot be had. */
export function writeSnippet(snippet: Snippet, source: Source): string {
  const writers: Record<Snippet, (source: Source) => string> = {
    url: (from) => (isUrlWhole(from) ? from.signed.url : ""),
    curl,
    fetch: fetchCall,
    node,
    worker,
    python: (from) => (isAcs3(from.entered) ? pythonAcs3(from) : python(from)),
    rust,
  };
  return writers[snippet](source);
}

function isAcs3({ options }: Entered): boolean {
  return options.signatureMethod === "ACS3-HMAC-SHA256";
}

// --- Signed already -----------------------------------------------------------------------------------------------

/** The command for curl. */
export function curl({ signed }: Pick<Source, "signed">): string {
  const { method, url, headers, body } = signed;
  const lines = [`curl ${shell(url)}`];
  if (body !== undefined) {
    // --data makes it a POST of this content type.
    lines.push(`--data ${shell(body)}`);
  } else {
    lines.push(...(method === "GET" ? [] : [`--request ${method}`]));
    lines.push(...Object.entries(headers).map(([name, value]) => `--header ${shell(`${name}: ${value}`)}`));
  }
  return lines.join(" \\\n  ");
}

function shell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fetchCall({ signed }: Source): string {
  const { method, url, headers, body } = signed;
  const init = [
    ...(method === "GET" ? [] : [`  method: ${quote(method)},`]),
    ...(Object.keys(headers).length > 0 ? [`  headers: ${object(headers, "  ")},`] : []),
    ...(body === undefined ? [] : [`  body: ${quote(body)},`]),
  ];
  const call = init.length === 0 ? `fetch(${quote(url)})` : `fetch(${quote(url)}, {\n${init.join("\n")}\n})`;
  return `const response = await ${call};\nconsole.log(response.status, await response.text());`;
}

// --- JavaScript with this package ---------------------------------------------------------------------------------

function quote(text: string): string {
  return JSON.stringify(text);
}

/** An object as it is written in JavaScript. */
function object(value: unknown, indent = ""): string {
  return JSON.stringify(value, undefined, 2)
    .replace(/^( *)"([A-Za-z_$][\w$]*)":/gm, "$1$2:")
    .replaceAll("\n", `\n${indent}`);
}

function optionsOf({ entered, endpoint }: Source): Record<string, unknown> {
  const { signatureMethod, method, format, timestamp, signatureNonce } = entered.options;
  const isDefault = endpoint === `https://ecs.${entered.request.regionId}.aliyuncs.com`;
  return {
    ...(signatureMethod === "HMAC-SHA1" ? {} : { signatureMethod }),
    ...(method === "GET" && signatureMethod === "HMAC-SHA1" ? {} : { method }),
    ...(format === "JSON" ? {} : { format }),
    ...(isDefault ? {} : { endpoint }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(signatureNonce === undefined ? {} : { signatureNonce }),
  };
}

function call(source: Source): string {
  const options = optionsOf(source);
  return Object.keys(options).length === 0
    ? "sign(request, credentials)"
    : `sign(request, credentials, ${object(options)})`;
}

function credentials({ entered, isLiteral }: Source, variables: string): string {
  const { accessKeyId, accessKeySecret, securityToken } = entered.credentials;
  const value = (name: string, literal: string) => (isLiteral ? quote(literal) : `${variables}.${name}`);
  const lines = [
    `  accessKeyId: ${value("ACCESS_KEY_ID", accessKeyId)},`,
    `  accessKeySecret: ${value("ACCESS_KEY_SECRET", accessKeySecret)},`,
    ...(securityToken === undefined ? [] : [`  securityToken: ${value("SECURITY_TOKEN", securityToken)},`]),
  ];
  return `{\n${lines.join("\n")}\n}`;
}

function node(source: Source): string {
  return `import { sign } from "ecs-image-pipeline";

const request = ${object(source.entered.request)};
const credentials = ${credentials(source, "process.env")};
const signed = ${call(source)};
const response = await fetch(signed.url, signed);
console.log(response.status, await response.text());`;
}

function worker(source: Source): string {
  return `import { sign } from "ecs-image-pipeline";

const request = ${object(source.entered.request)};

export default {
  async fetch(incoming, env) {
    if (!env.TOKEN || incoming.headers.get("authorization") !== \`Bearer \${env.TOKEN}\`) return new Response("", { status: 401 });
    const credentials = ${credentials(source, "env").replaceAll("\n", "\n    ")};
    const signed = ${call(source).replaceAll("\n", "\n    ")};
    return fetch(signed.url, signed);
  },
};`;
}

// --- Python -------------------------------------------------------------------------------------------------------

function variable(name: string, literal: string, { isLiteral }: Source): string {
  return isLiteral ? quote(literal) : `os.environ["${name}"]`;
}

/** The parameters of the request, as they are signed. */
function parametersOf({ signed }: Source): [name: string, value: string][] {
  return signed.canonicalQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split("=").map(decoded) as [string, string]);
}

function time({ entered, signed }: Source): string {
  return entered.options.timestamp === undefined
    ? 'datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")'
    : quote(signed.timestamp);
}

function nonce({ entered }: Source): string {
  return entered.options.signatureNonce === undefined ? "str(uuid.uuid4())" : quote(entered.options.signatureNonce);
}

const ENCODE = `def encode(text):
    return urllib.parse.quote(text, safe="-_.~")
`;

const SEND = `try:
    with urllib.request.urlopen(request) as response:
        print(response.status, response.read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())`;

function python(source: Source): string {
  const { entered, endpoint } = source;
  const { accessKeyId, accessKeySecret, securityToken } = entered.credentials;
  const isPost = entered.options.method === "POST";
  const values: Record<string, string> = {
    AccessKeyId: variable("ACCESS_KEY_ID", accessKeyId, source),
    SecurityToken: variable("SECURITY_TOKEN", securityToken ?? "", source),
    SignatureNonce: nonce(source),
    Timestamp: time(source),
  };
  const parameters = parametersOf(source).map(
    ([name, value]) => `    ${quote(name)}: ${values[name] ?? quote(value)},`,
  );
  const request = isPost
    ? `request = urllib.request.Request(${quote(`${endpoint}/`)}, data=signed_query.encode())`
    : `request = urllib.request.Request(f"${endpoint}/?{signed_query}")`;
  return `import base64
import datetime
import hashlib
import hmac
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid


${ENCODE}

parameters = {
${parameters.join("\n")}
}
query = "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(parameters.items()))
string_to_sign = f"${entered.options.method ?? "GET"}&%2F&{encode(query)}"
key = ${variable("ACCESS_KEY_SECRET", accessKeySecret, source)} + "&"
digest = hmac.new(key.encode(), string_to_sign.encode(), hashlib.sha1).digest()
signed_query = f"{query}&Signature={encode(base64.b64encode(digest).decode())}"

${request}
${SEND}`;
}

function pythonAcs3(source: Source): string {
  const { entered, endpoint, signed } = source;
  const { accessKeyId, accessKeySecret, securityToken } = entered.credentials;
  const parameters = parametersOf(source).map(([name, value]) => `    ${quote(name)}: ${quote(value)},`);
  const isXml = signed.headers.accept?.includes("xml") === true;
  return `import datetime
import hashlib
import hmac
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid


${ENCODE}

parameters = {
${parameters.join("\n")}
}
headers = {
    "host": ${quote(new URL(endpoint).host)},
    "x-acs-action": "StartImagePipelineExecution",
    "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    "x-acs-date": ${time(source)},
${securityToken === undefined ? "" : `    "x-acs-security-token": ${variable("SECURITY_TOKEN", securityToken, source)},\n`}    "x-acs-signature-nonce": ${nonce(source)},
    "x-acs-version": "2014-05-26",
}
query = "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(parameters.items()))
canonical_headers = "".join(f"{name}:{value.strip()}\\n" for name, value in sorted(headers.items()))
signed_headers = ";".join(sorted(headers))
canonical_request = "\\n".join(
    [${quote(signed.method)}, "/", query, canonical_headers, signed_headers, headers["x-acs-content-sha256"]]
)
string_to_sign = "ACS3-HMAC-SHA256\\n" + hashlib.sha256(canonical_request.encode()).hexdigest()
key = ${variable("ACCESS_KEY_SECRET", accessKeySecret, source)}
signature = hmac.new(key.encode(), string_to_sign.encode(), hashlib.sha256).hexdigest()
access_key_id = ${variable("ACCESS_KEY_ID", accessKeyId, source)}
headers["authorization"] = (
    f"ACS3-HMAC-SHA256 Credential={access_key_id},SignedHeaders={signed_headers},Signature={signature}"
)
headers["accept"] = "application/${isXml ? "xml" : "json"}"

request = urllib.request.Request(f"${endpoint}/?{query}", headers=headers, method=${quote(signed.method)})
${SEND}`;
}

// --- Rust ---------------------------------------------------------------------------------------------------------

function rustText(text: string): string {
  return JSON.stringify(text)
    .replace(/\\u([0-9a-f]{4})/g, "\\u{$1}")
    .replaceAll("\\b", "\\u{8}")
    .replaceAll("\\f", "\\u{c}");
}

function rustTags(name: string, tags: readonly { key: string; value?: string | undefined }[] | undefined): string {
  if (tags === undefined || tags.length === 0) {
    return "";
  }
  const lines = tags.map(
    ({ key, value }) =>
      `            Value::from([("key", ${rustText(key)}.into()), ("value", ${rustText(value ?? "")}.into())]),\n`,
  );
  return `        ("${name}", vec![\n${lines.join("")}        ].into()),\n`;
}

function rust(source: Source): string {
  const { entered, endpoint, isLiteral, signed } = source;
  const { request, options } = entered;
  const { accessKeyId, accessKeySecret, securityToken } = entered.credentials;
  const secret = (name: string, literal: string) =>
    isLiteral ? `${rustText(literal)}.to_owned()` : `std::env::var("${name}")?`;
  const isDefault = endpoint === `https://ecs.${request.regionId}.aliyuncs.com`;
  const settings = [
    ...(isAcs3(entered) ? ["signature_method: SignatureMethod::Acs3HmacSha256"] : []),
    ...(isAcs3(entered) || options.method === "POST"
      ? [`method: Some(Method::${options.method === "POST" ? "Post" : "Get"})`]
      : []),
    ...(options.format === "XML" ? ["format: Format::Xml"] : []),
    ...(isDefault ? [] : [`endpoint: Some(${rustText(endpoint)})`]),
  ];
  const all =
    settings.length === 0 ? "SignOptions::default()" : `SignOptions { ${settings.join(", ")}, ..Default::default() }`;
  const tags = rustTags("tag", request.tag) + rustTags("templateTag", request.templateTag);
  const uses = [
    "Credentials",
    ...(options.format === "XML" ? ["Format"] : []),
    ...(isAcs3(entered) || options.method === "POST" ? ["Method"] : []),
    "SignOptions",
    ...(isAcs3(entered) ? ["SignatureMethod"] : []),
    "Timestamp",
    "Value",
    "sign",
  ];
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? "" : `        ("${name}", ${rustText(value)}.into()),\n`;
  const number = (name: string, value: number | undefined) =>
    value === undefined ? "" : `        ("${name}", ${value}.into()),\n`;
  const now =
    options.timestamp === undefined
      ? "Timestamp::try_from(std::time::SystemTime::now())?"
      : `Timestamp::parse(${rustText(signed.timestamp)})?`;
  const fresh =
    options.signatureNonce === undefined ? "&uuid::Uuid::new_v4().to_string()" : rustText(options.signatureNonce);
  const token =
    securityToken === undefined ? "" : `    let security_token = ${secret("SECURITY_TOKEN", securityToken)};\n`;
  const print = isAcs3(entered)
    ? `    println!("request = {}", signed.method.as_str());
    for (name, value) in &signed.headers {
        println!("header = \\"{name}: {value}\\"");
    }
`
    : options.method === "POST"
      ? '    println!("data = \\"{}\\"", signed.body.unwrap_or_default());\n'
      : "";
  return `use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{${uses.join(", ")}};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let access_key_id = ${secret("ACCESS_KEY_ID", accessKeyId)};
    let access_key_secret = ${secret("ACCESS_KEY_SECRET", accessKeySecret)};
${token}    let request = Value::from([
        ("regionId", ${rustText(request.regionId)}.into()),
        ("imagePipelineId", ${rustText(request.imagePipelineId)}.into()),
${optional("clientToken", request.clientToken)}${tags}${optional("ownerAccount", request.ownerAccount)}${number("ownerId", request.ownerId)}${optional("resourceOwnerAccount", request.resourceOwnerAccount)}${number("resourceOwnerId", request.resourceOwnerId)}    ]);
    let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request)?;
    let credentials = Credentials {
        access_key_id: &access_key_id,
        access_key_secret: &access_key_secret,
        security_token: ${securityToken === undefined ? "None" : "Some(&security_token)"},
    };
    let options = ${all};
    let now = ${now};
    let signed = sign(&arguments, &credentials, &options, now, ${fresh})?;

    // For curl, which sends it: cargo run --quiet | curl --config -
    println!("url = \\"{}\\"", signed.url);
${print}    Ok(())
}`;
}
