// The Rust example in the README runs unchanged, and the gateway accepts its request.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { startGateway } from "../gateway/gateway.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const permanent = { accessKeyId: "testid", accessKeySecret: "a-secret-to-look-for" };
const temporary = { ...permanent, accessKeyId: "STS.testid", securityToken: "CAIS+/token==" };

let gateway;
before(async () => {
  gateway = await startGateway({ accounts: [permanent, temporary] });
});
after(() => gateway.close());

/** Runs the README's command up to its pipe, further arguments at its end. */
function run(readme, variables, ...further) {
  const text = readFileSync(new URL(`../../${readme}`, import.meta.url), "utf8");
  const [, command] = /^(cargo run .*) \| curl --config -$/m.exec(text);
  const { ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN, ...env } =
    process.env;
  const [program, ...words] = command.split(" ");
  const { status, stdout, stderr } = spawnSync(program, [...words, ...further], {
    cwd: root,
    env: { ...env, ...variables },
    encoding: "utf8",
  });
  assert.ok(!(stdout + stderr).includes(permanent.accessKeySecret), "the secret is printed");
  return { status, stdout, stderr };
}

async function send(stdout) {
  const [, url] = /^url = "https:\/\/ecs\.cn-hangzhou\.aliyuncs\.com(\/\?[\w.~%&=-]*)"\n$/.exec(stdout);
  const response = await fetch(gateway.url + url);
  assert.equal(response.status, 200);
  assert.match((await response.json()).ExecutionId, /^exec-/);
  return gateway.requests.at(-1).parameters;
}

const variables = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: permanent.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: permanent.accessKeySecret,
};

for (const readme of ["README.md", "README.zh-CN.md"]) {
  test(`${readme}: the Rust example starts a build`, async () => {
    const { status, stdout, stderr } = run(readme, variables);
    assert.equal(status, 0, stderr);
    const { ClientToken } = await send(stdout);
    assert.ok(stderr.includes(`client token ${ClientToken};`));
  });
}

test("the Rust example signs with temporary credentials and a client token that is given", async () => {
  const token = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: temporary.accessKeyId,
    ALIBABA_CLOUD_SECURITY_TOKEN: temporary.securityToken,
  };
  const { status, stdout, stderr } = run("README.md", { ...variables, ...token }, "a-client-token");
  assert.equal(status, 0, stderr);
  const { ClientToken, SecurityToken } = await send(stdout);
  assert.equal(ClientToken, "a-client-token");
  assert.equal(SecurityToken, temporary.securityToken);
});

test("the Rust example says what is wrong", () => {
  const missing = run("README.md", { ALIBABA_CLOUD_ACCESS_KEY_SECRET: permanent.accessKeySecret });
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /ALIBABA_CLOUD_ACCESS_KEY_ID is missing/);
  const pasted = run("README.md", { ...variables, ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${permanent.accessKeySecret}\n` });
  assert.equal(pasted.status, 1);
  assert.match(pasted.stderr, /accessKeySecret/);
  const tooLong = run("README.md", variables, "t".repeat(65));
  assert.equal(tooLong.status, 1);
  assert.match(tooLong.stderr, /clientToken/);
  assert.equal(missing.stdout + pasted.stdout + tooLong.stdout, "");
});
