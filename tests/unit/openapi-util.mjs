/** Random requests, and the signature that Alibaba Cloud's own signing code computes for each. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import openApiUtil from "@alicloud/openapi-util";
import fc from "fast-check";

import * as api from "../../dist/index.js";

/** Without its types: the members of what is random are any texts. */
const { sign } = /** @type {any} */ (api);
const { getRPCSignature, getAuthorization } = openApiUtil.default;

const blank = /[\s\p{White_Space}\p{Cc}\u200b-\u200d\u2060\ufeff]/u;
const control = /\p{Cc}/u;
const reserved = /^(aliyun|acs:)|https?:\/\//;
const reservedValue = /^acs:|https?:\/\//;

/** Any code point but surrogates; often those that encodings get wrong. */
const character = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(..." !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\0\t\r\n\x7f\x80ÿ中文😀\u{10ffff}\u2028\ufeff"),
  },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
);
const text = (minLength, maxLength) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: character, minLength, maxLength: Math.min(maxLength, 12) }) },
    { weight: 1, arbitrary: fc.string({ unit: character, minLength, maxLength, size: "max" }) },
  );
const ascii = fc.string({ unit: "binary-ascii", maxLength: 64 });
const credential = text(1, 40).filter(
  (value) => !blank.test(value[0]) && !blank.test(value.at(-1)) && !control.test(value),
);
/** A member that may be left out in any way. */
const maybe = (arbitrary) =>
  fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(undefined, null) });
const safeInteger = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -0, 2 ** 53 - 1, 1 - 2 ** 53));

const tag = fc.record(
  {
    key: text(1, 128).filter((key) => !reserved.test(key)),
    value: maybe(text(0, 128).filter((value) => !reservedValue.test(value))),
  },
  { requiredKeys: ["key"] },
);
const tags = fc.oneof(
  fc.uniqueArray(tag, { maxLength: 3, selector: ({ key }) => key }),
  fc.uniqueArray(tag, { maxLength: 20, size: "max", selector: ({ key }) => key }),
  fc.uniqueArray(tag, { minLength: 20, maxLength: 20, selector: ({ key }) => key }),
);
const owner = fc.oneof(fc.record({ ownerAccount: text(0, 30) }), fc.record({ ownerId: safeInteger }), fc.constant({}));
const request = fc
  .record(
    {
      regionId: fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?$/).filter((id) => !/^xn--/i.test(id)),
      imagePipelineId: text(1, 40).filter((id) => !blank.test(id)),
      action: maybe(fc.constant("StartImagePipelineExecution")),
      clientToken: maybe(ascii),
      tag: maybe(tags),
      templateTag: maybe(tags),
      resourceOwnerAccount: maybe(text(0, 30)),
      resourceOwnerId: maybe(safeInteger),
      owner,
    },
    { requiredKeys: ["regionId", "imagePipelineId", "owner"] },
  )
  .map(({ owner, ...rest }) => ({ ...rest, ...owner }));
const credentials = fc.oneof(
  fc
    .record({ accessKeyId: credential, accessKeySecret: credential })
    .filter(({ accessKeyId }) => !accessKeyId.startsWith("STS.")),
  fc.record({ accessKeyId: credential, accessKeySecret: credential, securityToken: credential }),
);
const options = fc.record({
  method: maybe(fc.constantFrom("GET", "POST")),
  format: maybe(fc.constantFrom("JSON", "XML")),
  timestamp: fc.date({
    min: new Date("2014-05-26T00:00:00Z"),
    max: new Date("2099-01-01T00:00:00Z"),
    noInvalidDate: true,
  }),
  signatureNonce: text(1, 64),
});

const isoOf = (timestamp) => timestamp.toISOString().replace(/\.\d+/, "");

/** The parameters in the nested form in which the official SDK has them; openapi-util flattens them itself. */
function parametersOf(request, credentials, { format, timestamp, signatureNonce }) {
  return {
    Action: "StartImagePipelineExecution",
    Version: "2014-05-26",
    Format: format ?? "JSON",
    AccessKeyId: credentials.accessKeyId,
    SecurityToken: credentials.securityToken,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: signatureNonce,
    Timestamp: isoOf(timestamp),
    ...fieldsOf(request),
  };
}

function fieldsOf(request) {
  const list = (tags) => tags?.map(({ key, value }) => ({ Key: key, Value: value }));
  return {
    RegionId: request.regionId,
    ImagePipelineId: request.imagePipelineId,
    ClientToken: request.clientToken,
    Tag: list(request.tag),
    TemplateTag: list(request.templateTag),
    OwnerAccount: request.ownerAccount,
    OwnerId: request.ownerId,
    ResourceOwnerAccount: request.resourceOwnerAccount,
    ResourceOwnerId: request.resourceOwnerId,
  };
}

/** What the random requests must have had, or the test shows less than it says. */
const kinds = {
  GET: ([, , { method }]) => method !== "POST",
  POST: ([, , { method }]) => method === "POST",
  XML: ([, , { format }]) => format === "XML",
  "STS token": ([, { securityToken }]) => securityToken !== undefined,
  "no token": ([, { securityToken }]) => securityToken === undefined,
  "no tags": ([{ tag, templateTag }]) => !tag && !templateTag,
  "20 tags": ([{ tag }]) => tag?.length === 20,
  "empty tag value": ([{ tag }]) => tag?.some(({ value }) => value === "") ?? false,
  "tag value left out": ([{ tag }]) => tag?.some(({ value }) => value == null) ?? false,
  "empty client token": ([{ clientToken }]) => clientToken === "",
  "owner ID": ([{ ownerId }]) => ownerId !== undefined,
  "owner account": ([{ ownerAccount }]) => ownerAccount !== undefined,
  "astral characters": (all) => /[\u{10000}-\u{10ffff}]/u.test(JSON.stringify(all)),
  "control characters": ([{ tag }]) => tag?.some(({ key }) => control.test(key)) ?? false,
};

/** Compares the signatures of random requests by HMAC-SHA1; with a seed, the same ones each time. */
export function compareHmacSha1(runs, seed) {
  const seen = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0]));
  fc.assert(
    fc.property(request, credentials, options, (...all) => {
      const [request, credentials, options] = all;
      const signed = sign(request, credentials, options);
      const parameters = parametersOf(...all);
      const method = options.method ?? "GET";
      const signature = getRPCSignature(parameters, method, credentials.accessKeySecret);
      assert.equal(signed.signature, signature);

      // The signature covers what is sent, so that has to be the same, too.
      const sent = new URLSearchParams(method === "GET" ? new URL(signed.url).search : signed.body);
      const expected = { ...openApiUtil.default.query(parameters), Signature: signature };
      assert.equal([...sent].length, Object.keys(expected).length);
      assert.deepEqual(Object.fromEntries(sent), expected);

      for (const kind in kinds) if (kinds[kind](all)) seen[kind]++;
    }),
    { numRuns: runs, seed },
  );
  for (const [kind, count] of Object.entries(seen)) assert.ok(count > runs / 250, `${kind}: ${count} requests`);
}

/** What a header carries as it is. */
const inHeader = fc
  .oneof(
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 80 }),
    fc.base64String({ minLength: 4, maxLength: 1200, size: "max" }),
  )
  .filter((value) => value !== "" && value.trim() === value);
const acs3Credentials = fc.oneof(
  fc
    .record({ accessKeyId: inHeader, accessKeySecret: credential })
    .filter(({ accessKeyId }) => !accessKeyId.startsWith("STS.")),
  fc.record({ accessKeyId: inHeader, accessKeySecret: credential, securityToken: inHeader }),
);
const acs3Options = fc
  .record({
    rest: options,
    signatureNonce: inHeader,
    endpoint: maybe(fc.constantFrom("ecs.aliyuncs.com", "https://ecs.aliyuncs.com:443", "http://[::1]:8080")),
  })
  .map(({ rest, ...own }) => ({ ...rest, ...own, signatureMethod: "ACS3-HMAC-SHA256" }));
const acs3Kinds = {
  ...kinds,
  GET: ([, , { method }]) => method === "GET",
  POST: ([, , { method }]) => method !== "GET",
  "another endpoint": ([, , { endpoint }]) => endpoint != null,
};

/** Compares the signatures of random requests by ACS3-HMAC-SHA256. */
export function compareAcs3(runs, seed) {
  const seen = Object.fromEntries(Object.keys(acs3Kinds).map((kind) => [kind, 0]));
  const noBody = createHash("sha256").digest("hex");
  fc.assert(
    fc.property(request, acs3Credentials, acs3Options, (...all) => {
      const [request, credentials, options] = /** @type {any[]} */ (all);
      const signed = sign(request, credentials, options);
      const { authorization, ...headers } = signed.headers;
      const url = new URL(signed.url);
      const expected = {
        accept: options.format === "XML" ? "application/xml" : "application/json",
        "x-acs-action": "StartImagePipelineExecution",
        "x-acs-version": "2014-05-26",
        "x-acs-date": isoOf(options.timestamp),
        "x-acs-signature-nonce": options.signatureNonce,
        "x-acs-content-sha256": noBody,
        ...(credentials.securityToken && { "x-acs-security-token": credentials.securityToken }),
      };
      assert.deepEqual(headers, expected);
      const query = openApiUtil.default.query(fieldsOf(request));
      const official = {
        method: options.method ?? "POST",
        pathname: "/",
        query,
        headers: { ...expected, host: url.host },
      };
      assert.equal(
        authorization,
        getAuthorization(official, "ACS3-HMAC-SHA256", noBody, credentials.accessKeyId, credentials.accessKeySecret),
      );
      assert.equal(signed.method, official.method);
      assert.equal("body" in signed, false);
      assert.deepEqual([...url.searchParams].sort(), Object.entries(query).sort());
      // What the platform makes of it is what was signed.
      assert.deepEqual([...new Headers(signed.headers)], Object.entries(signed.headers));

      for (const kind in acs3Kinds) if (acs3Kinds[kind](all)) seen[kind]++;
    }),
    { numRuns: runs, seed },
  );
  for (const [kind, count] of Object.entries(seen)) assert.ok(count > runs / 250, `${kind}: ${count} requests`);
}
