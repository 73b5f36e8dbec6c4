/** From a request object to a signed request, this package beside others. Prints microseconds as JSON. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { do_not_optimize } from "mitata";

import { sign } from "../dist/index.js";
import { credentials, fixed, hardCredentials, hardRequest, requestWith, TAG_COUNTS } from "./input.mjs";
import { compare } from "./measure.mjs";
import { sign as noble } from "./peers/noble.mjs";
import { sign as nodeCreateHmac } from "./peers/node-create-hmac.mjs";
import { sign as nodeHash } from "./peers/node-hash.mjs";
import { signature as openApiUtil } from "./peers/openapi-util.mjs";
import { sign as ordinary } from "./peers/ordinary.mjs";
import { sign as webCrypto } from "./peers/webcrypto.mjs";

const module = new WebAssembly.Module(readFileSync(new URL("../target/bench/core.wasm", import.meta.url)));
// The glue is not there; signing calls none of it.
/** @type {Record<string, Record<string, () => never>>} */
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = () => assert.fail(`${name} is called`);
}
const core = /** @type {any} */ (new WebAssembly.Instance(module, imports).exports);

const signers = {
  "this package": sign,
  "by hand, the ordinary way, node:crypto": ordinary,
  "by hand for this operation, node:crypto createHmac": nodeCreateHmac,
  "by hand, node:crypto hash, padded keys": nodeHash,
  "by hand, @noble/hashes": noble,
  "by hand, WebCrypto": webCrypto,
};

/** Uses every member, since some may be made when they are read, and what is not used may be left out. */
function use(signed) {
  const { method, url, headers, signature, stringToSign, canonicalQuery, timestamp, signatureNonce, expiresAt } =
    signed;
  do_not_optimize(headers);
  do_not_optimize(
    method.length +
      url.length +
      signature.length +
      stringToSign.length +
      canonicalQuery.length +
      timestamp.length +
      signatureNonce.length +
      expiresAt.length,
  );
}

async function check(request, credentials) {
  const expected = { ...sign(request, credentials, fixed) };
  assert.equal(openApiUtil(request, credentials, fixed), expected.signature);
  for (const [name, signer] of Object.entries(signers)) {
    assert.deepEqual({ ...(await signer(request, credentials, fixed)) }, expected, name);
  }
  return expected.signature;
}

await check(hardRequest, hardCredentials);
const results = {};
for (const tags of TAG_COUNTS) {
  const request = requestWith(tags);
  const signature = await check(request, credentials);
  assert.equal(String.fromCharCode(...signature.split("").map((_, i) => core.signature_byte(tags, i))), signature);

  /** @type {Record<string, () => unknown>} */
  const functions = {};
  for (const [name, signer] of Object.entries(signers)) {
    functions[name] =
      name === "by hand, WebCrypto"
        ? async () => use(await signer(request, credentials))
        : () => use(signer(request, credentials));
  }
  functions["@alicloud/openapi-util, signature alone"] = () => do_not_optimize(openApiUtil(request, credentials));
  const times = await compare(functions);
  const loops = await compare({ few: () => core.sign_repeatedly(tags, 5), more: () => core.sign_repeatedly(tags, 25) });
  times["the core in wasm, called from wasm"] = (loops.more - loops.few) / 20;
  for (const [name, time] of Object.entries(times)) (results[name] ??= {})[tags] = time;
}
console.log(JSON.stringify(results));
