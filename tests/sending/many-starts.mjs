/** Many builds are started at once over a network on which every third request fails, in one way or another. */
import assert from "node:assert/strict";

import { ImagePipelineClient } from "../../dist/index.js";
import { createGateway } from "../gateway/core.mjs";
import { seededFaults } from "../gateway/fault-schedule.mjs";
import { faults } from "../gateway/faults.mjs";

import { startAll } from "./starts.mjs";

export const NOW = Date.parse("2026-01-02T03:04:05Z");
export const credentials = { accessKeyId: "STS.testid", accessKeySecret: "testsecret", securityToken: "a-token" };
export const signatureMethods = ["HMAC-SHA1", "ACS3-HMAC-SHA256"];
const RATE = 0.3;

/** The gateway, whose documented limit holds. A second build of a template would be started, were it asked for with another token. */
export function open(seed) {
  const faultOf = seededFaults({ seed, rate: RATE });
  const gateway = createGateway({
    accounts: [credentials],
    workMs: 300,
    throttle: { calls: 1000, windowMs: 60_000 },
    faultOf,
  });
  return {
    ...gateway,
    handle: (/** @type {any} */ { body, ...rest }, now) => gateway.handle({ ...rest, body: Buffer.from(body) }, now),
  };
}

export function check({ requests, executions }, { started, elapsedMs }, count, t) {
  assert.equal(started.length, count);
  const builds = groupBy(executions, ({ imagePipelineId }) => imagePipelineId);
  for (const { imagePipelineId, executionId, codes } of started) {
    assert.deepEqual(
      builds.get(imagePipelineId)?.map((build) => build.executionId),
      [executionId],
      `${imagePipelineId}: ${codes}`,
    );
  }
  assert.equal(executions.length, count);

  const nonces = requests.map(
    ({ headers, parameters }) => parameters.SignatureNonce ?? headers["x-acs-signature-nonce"],
  );
  assert.equal(new Set(nonces).size, requests.length, "a nonce was used twice");
  assert.equal(
    started.reduce((sum, { attempts }) => sum + attempts, 0),
    requests.length,
  );

  // Without a fault, a request is refused for what came of an earlier one: it is still being worked on, or its answer told a
  // wrong time. Above all, no rate limit is met.
  const refused = requests.filter(({ fault, code }) => !fault && code).map(({ code }) => code);
  assert.deepEqual(
    refused.filter((code) => !["LastTokenProcessing", "InvalidTimeStamp.Expired"].includes(code)),
    [],
  );

  const met = requests.flatMap(({ fault }) => fault ?? []);
  assert.ok(Math.abs(met.length / requests.length - RATE) < 0.05, `${met.length} of ${requests.length}`);
  assert.deepEqual([...new Set(met)].sort(), Object.keys(faults).sort());

  const errors = started.flatMap(({ codes }) => codes);
  assert.deepEqual(
    errors.filter((error) => !ERRORS.includes(error)),
    [],
  );
  const kinds = [...groupBy(errors, (error) => error)].map(([error, all]) => `${all.length} ${error}`);
  t.diagnostic(
    `${requests.length} requests, ${met.length} faults, ${Math.round(elapsedMs / 60_000)} minutes of virtual time`,
  );
  t.diagnostic(`${errors.length} calls ended in an error and were made again: ${kinds.join(", ")}`);
}

/** What a fault may come to when it is met too often. */
const ERRORS = [
  "ApiError EmptyAnswer",
  "ApiError HtmlAnswer",
  "ApiError InternalError",
  "ApiError InvalidTimeStamp.Expired",
  "ApiError LastTokenProcessing",
  "ApiError ServiceUnavailable",
  "ApiError SignatureNonceUsed",
  "ApiError Throttling.User",
  "ApiError UnreadableAnswer",
  "NetworkError ERR_NETWORK",
  "NetworkError ERR_TIMEOUT",
];

function groupBy(all, nameOf) {
  const groups = new Map();
  for (const one of all) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one]);
  return groups;
}

/** Starts `count` builds in this process and checks what became of them. */
export async function startInNode(count, t) {
  const gateway = open(20260102);
  const { handle } = gateway;
  const outcome = await startAll({ ImagePipelineClient, handle, now: NOW, count, credentials, signatureMethods });
  check(gateway, outcome, count, t);
}
