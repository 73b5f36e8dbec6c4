// The official clients and this package's, with the same inputs, time and nonce, through one gateway: what they send is the same.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import PopCore from "@alicloud/pop-core";
import { install } from "@sinonjs/fake-timers";

import { ImagePipelineClient } from "../../dist/index.js";
import { startGateway } from "../gateway/gateway.mjs";

const require = createRequire(import.meta.url);
const { default: Ecs, ...models } = /** @type {any} */ (require("@alicloud/ecs20140526"));
const { $OpenApiUtil } = require("@alicloud/openapi-core");

const NOW = Date.parse("2026-01-02T03:04:05Z");
const accounts = {
  "an AccessKey": { accessKeyId: "testid", accessKeySecret: "testsecret" },
  "an STS token": { accessKeyId: "STS.id", accessKeySecret: "stssecret", securityToken: "STS-Token/+=" },
};
const requests = {
  minimal: {},
  token: { clientToken: "123e4567-e89b-12d3-a456-426655440000" },
  everything: {
    clientToken: "a*b~c d",
    tag: [
      { key: "a b*c~d'(e)!", value: "中文+/=&%\u{1F600}" },
      { key: "empty", value: "" },
      ...Array.from({ length: 10 }, (_, i) => ({ key: `k${i}`, value: `v${i}` })),
    ],
    templateTag: [{ key: "K", value: "V" }],
    ownerAccount: "owner@example.com",
    resourceOwnerAccount: "resource@example.com",
    resourceOwnerId: 12345,
  },
};
const operation = { regionId: "cn-hangzhou", imagePipelineId: "ip-2ze5tsl5bp6nf2b3****" };

let clock;
let gateway;
before(async () => {
  clock = install({ now: NOW, toFake: ["Date"] });
  gateway = await startGateway({ accounts: Object.values(accounts) });
});
after(() => {
  clock.uninstall();
  return gateway.close();
});

/** What was sent last, as far as it is signed: parameters, and the headers that ACS3 signs. */
function sent() {
  const { method, parameters, headers, code } = gateway.requests.at(-1);
  const signed = Object.entries(headers).filter(([name]) => /^(host|x-acs-.*|authorization)$/.test(name));
  return { method, parameters, headers: Object.fromEntries(signed), code };
}

async function ours(request, account, { method, signatureMethod }) {
  const client = new ImagePipelineClient({
    regionId: operation.regionId,
    credentials: account,
    endpoint: gateway.url,
    method,
    signatureMethod,
  });
  await client.start({ imagePipelineId: operation.imagePipelineId, ...request });
  return sent();
}

/** @alicloud/pop-core takes its parameters by their names on the wire, time and nonce among them. */
async function popCore(request, account, { method, timestamp, nonce }) {
  const client = new PopCore.RPCClient({ ...account, endpoint: gateway.url, apiVersion: "2014-05-26" });
  const upper = (name) => name[0].toUpperCase() + name.slice(1);
  const tags = (list) => list?.map(({ key, value }) => ({ Key: key, Value: value }));
  const { tag, templateTag, ...rest } = { ...operation, ...request };
  const parameters = {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [upper(name), value])),
    ...(tag && { Tag: tags(tag), TemplateTag: tags(templateTag) }),
    ...{ Timestamp: timestamp, SignatureNonce: nonce },
  };
  await client.request("StartImagePipelineExecution", parameters, { method });
}

/** @alicloud/ecs20140526 lets its global parameters take the place of what it chooses itself. */
async function ecs(request, account, globalParameters, signatureAlgorithm) {
  // Its own credentials would add a header that says where they are from.
  const credential = { getCredential: async () => ({ ...account, type: "access_key" }) };
  const config = {
    credential,
    endpoint: `127.0.0.1:${gateway.port}`,
    protocol: "HTTP",
    signatureAlgorithm,
    globalParameters,
  };
  const client = new Ecs(new $OpenApiUtil.Config(config));
  const tag = request.tag?.map((one) => new models.StartImagePipelineExecutionRequestTag(one));
  const templateTag = request.templateTag?.map((one) => new models.StartImagePipelineExecutionRequestTemplateTag(one));
  await client.startImagePipelineExecution(
    new models.StartImagePipelineExecutionRequest({ ...operation, ...request, tag, templateTag }),
  );
}

const globals = (parameters) => new $OpenApiUtil.GlobalParameters(parameters);

const clients = {
  "@alicloud/pop-core": {
    signatureMethod: "HMAC-SHA1",
    methods: ["GET", "POST"],
    start: popCore,
  },
  "@alicloud/ecs20140526, signing with v2": {
    signatureMethod: "HMAC-SHA1",
    methods: ["POST"],
    start: (request, account, { timestamp, nonce }) =>
      ecs(
        request,
        account,
        globals({ queries: { Timestamp: timestamp, SignatureNonce: nonce, Format: "JSON" } }),
        "v2",
      ),
  },
  "@alicloud/ecs20140526": {
    signatureMethod: "ACS3-HMAC-SHA256",
    methods: ["POST"],
    // It signs one more header with a token, x-acs-accesskey-id, which says again what Authorization says.
    except: ["an STS token"],
    start: (request, account, { timestamp, nonce }) =>
      ecs(request, account, globals({ headers: { "x-acs-date": timestamp, "x-acs-signature-nonce": nonce } })),
  },
};

for (const [client, { signatureMethod, methods, start, except = [] }] of Object.entries(clients)) {
  for (const method of methods) {
    for (const [who, account] of Object.entries(accounts).filter(([name]) => !except.includes(name))) {
      for (const [name, request] of Object.entries(requests)) {
        test(`${client}, ${signatureMethod}, ${method}, ${who}, ${name}`, async () => {
          const clientToken = request.clientToken ?? "token";
          const first = await ours({ ...request, clientToken }, account, { method, signatureMethod });
          assert.equal(first.code, undefined);
          const { parameters, headers } = first;
          const timestamp = parameters.Timestamp ?? headers["x-acs-date"];
          const nonce = parameters.SignatureNonce ?? headers["x-acs-signature-nonce"];
          // The gateway compares signatures before nonces: this is the same request again.
          await assert.rejects(start({ ...request, clientToken }, account, { method, timestamp, nonce }), {
            code: "SignatureNonceUsed",
          });
          const theirs = sent();
          assert.deepEqual(first.parameters, theirs.parameters);
          assert.equal(first.method, theirs.method);
          assert.ok(theirs.parameters.Signature ?? theirs.headers.authorization, "nothing was signed");
          if (signatureMethod !== "HMAC-SHA1") assert.deepEqual(first.headers, theirs.headers);
        });
      }
    }
  }
}
