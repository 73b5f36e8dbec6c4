// What can be taken away: each form of the request is run as a person would run it, and the gateway accepts it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { startGateway } from "../gateway/gateway.mjs";
import { startBrowser } from "./open-page.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const SECRET = "a secret of 'mine' \"\\$x";
const TOKEN = "a+token/with='signs'";
const accounts = [
  { accessKeyId: "testid", accessKeySecret: SECRET },
  { accessKeyId: "STS.temporary", accessKeySecret: SECRET, securityToken: TOKEN },
];
const environment = { ACCESS_KEY_ID: "testid", ACCESS_KEY_SECRET: SECRET };
const VARIANTS = {
  "HMAC-SHA1, GET": {},
  "HMAC-SHA1, POST, XML, a token, tags": {
    method: "POST",
    format: "XML",
    accessKeyId: "STS.temporary",
    securityToken: TOKEN,
    clientToken: 'it\'s "quoted" \\ $HOME `x` {y}',
    tags: [
      ["a b*(c)'!~", '中/+"\\{}'],
      ["emoji 😀", ""],
    ],
  },
  "ACS3-HMAC-SHA256, a token, tags": {
    signatureMethod: "ACS3-HMAC-SHA256",
    method: "POST",
    accessKeyId: "STS.temporary",
    securityToken: TOKEN,
    tags: [["a b*(c)'!~", '中/+"\\{}']],
  },
};

let gateway;
let browser;
let folder;
before(async () => {
  [gateway, browser] = await Promise.all([startGateway({ accounts }), startBrowser()]);
  // Where a bundler would find the package.
  folder = mkdtempSync(join(tmpdir(), "snippets-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/ecs-image-pipeline"));
});
after(async () => {
  await Promise.all([gateway?.close(), browser?.close()]);
  rmSync(folder, { recursive: true });
});

async function openVariant({ tags = [], ...fields }) {
  const page = await browser.open();
  const all = { endpoint: gateway.url, accessKeySecret: SECRET, imagePipelineId: "ip-bp67acfmxazb4p0a1b2c", ...fields };
  for (const [id, value] of Object.entries(all)) {
    const isSelect = await page.locator(`#${id}`).evaluate((element) => element.localName === "select");
    await (isSelect ? page.selectOption(`#${id}`, value) : page.fill(`#${id}`, value));
  }
  for (const [index, [key, value]] of tags.entries()) {
    await page.click("#add-tag");
    await page.fill(`[data-field="tag[${index}].key"]`, key);
    await page.fill(`[data-field="tag[${index}].value"]`, value);
  }
  return page;
}

async function take(page, snippet) {
  await page.click(`[data-snippet="${snippet}"]`);
  return page.locator("#out-snippet").textContent();
}

const variablesOf = ({ accessKeyId = "testid", securityToken }) => ({
  ...process.env,
  ...environment,
  ACCESS_KEY_ID: accessKeyId,
  ...(securityToken === undefined ? {} : { SECURITY_TOKEN: securityToken }),
});

/** The last request that the gateway saw is the one of the form, and it was accepted. */
function assertAccepted({ tags = [], clientToken, accessKeyId = "testid", format = "JSON" }, answer) {
  const last = gateway.requests.at(-1);
  assert.equal(last.code, undefined, `${last.code} ${answer}`);
  assert.match(answer, format === "XML" ? /<ExecutionId>exec-/ : /"ExecutionId":\s*"exec-/);
  const { parameters } = last;
  assert.equal(parameters.ImagePipelineId, "ip-bp67acfmxazb4p0a1b2c");
  assert.equal(parameters.ClientToken, clientToken);
  for (const [index, [key, value]] of tags.entries()) {
    assert.equal(parameters[`Tag.${index + 1}.Key`], key);
    assert.equal(parameters[`Tag.${index + 1}.Value`], value);
  }
  const signer = parameters.AccessKeyId ?? /Credential=([^,]+)/.exec(last.headers.authorization)[1];
  assert.equal(signer, accessKeyId);
}

let files = 0;
function save(text, extension) {
  const file = join(folder, `snippet-${files++}.${extension}`);
  writeFileSync(file, text);
  return file;
}

/** How each is run: what it prints holds the answer. */
const RUNS = {
  url: async (text) => (await fetch(text)).text(),
  curl: async (text, env) =>
    (await run("bash", ["-c", text.replace(/^curl/, "curl --silent --noproxy '*'")], { env })).stdout,
  fetch: async (text, env) => (await run(process.execPath, [save(text, "mjs")], { env })).stdout,
  node: async (text, env) => (await run(process.execPath, [save(text, "mjs")], { env, cwd: folder })).stdout,
  worker: async (text, env) => {
    const { default: worker } = await import(pathToFileURL(save(text, "mjs")));
    const ask = (headers) => worker.fetch(new Request("https://worker.example/", { headers }), { ...env, TOKEN: "t" });
    const count = gateway.requests.length;
    assert.equal((await ask({})).status, 401, "nobody without the token starts a build");
    assert.equal(gateway.requests.length, count);
    return (await ask({ authorization: "Bearer t" })).text();
  },
  python: async (text, env) => (await run("python3", ["-I", save(text, "py")], { env })).stdout,
};

describe("each form is accepted by the gateway", () => {
  for (const [name, variant] of Object.entries(VARIANTS)) {
    for (const [snippet, runIt] of Object.entries(RUNS)) {
      test(`${snippet}: ${name}`, async () => {
        const page = await openVariant(variant);
        const text = await take(page, snippet);
        const isUrl = snippet === "url";
        if (isUrl && Object.keys(variant).length > 0) {
          assert.equal(text, "");
          assert.match(await page.locator("#snippet-hint").textContent(), /only as GET with HMAC-SHA1/);
          return;
        }
        assert.doesNotMatch(text, /secret of 'mine'|secret of \\'mine/, "no secret");
        if (!["url", "curl", "fetch"].includes(snippet)) {
          assert.doesNotMatch(text, /a\+token/, "no token");
        }
        assertAccepted(variant, await runIt(text, variablesOf(variant)));
        assert.deepEqual(page.complaints, []);
        await page.context().close();
      });
    }
  }

  test("with the credentials in it, where a person asks for that: Node, Worker and Python", async () => {
    const variant = VARIANTS["HMAC-SHA1, POST, XML, a token, tags"];
    const page = await openVariant(variant);
    await page.click('[data-snippet="node"]');
    await page.check("#literal");
    for (const snippet of ["node", "worker", "python"]) {
      const text = await take(page, snippet);
      assert.ok(text.includes(JSON.stringify(SECRET)));
      assertAccepted(variant, await RUNS[snippet](text, { PATH: process.env.PATH }));
    }
    await page.click('[data-snippet="curl"]');
    assert.ok(await page.isDisabled("#literal"));
    await page.click("#reset");
    assert.ok(!(await page.isChecked("#literal")));
  });

  test("Rust, each variant compiled with this crate", { timeout: 300_000 }, async () => {
    // A package of its own beside this one, with the versions that are locked here.
    const project = join(root, "target/snippets");
    mkdirSync(join(project, "src/bin"), { recursive: true });
    writeFileSync(
      join(project, "Cargo.toml"),
      '[package]\nname = "snippets"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\necs-image-pipeline = { path = "../.." }\nuuid = { version = "1", features = ["v4"] }\n',
    );
    writeFileSync(join(project, "Cargo.lock"), readFileSync(join(root, "Cargo.lock")));
    const names = ["get", "post", "acs3", "literal"];
    const pages = [];
    for (const [index, name] of names.entries()) {
      const variant = Object.values(VARIANTS)[index] ?? VARIANTS["HMAC-SHA1, POST, XML, a token, tags"];
      const page = await openVariant(variant);
      await page.click('[data-snippet="rust"]');
      if (name === "literal") await page.check("#literal");
      const text = await take(page, "rust");
      assert.equal(text.includes("secret of"), name === "literal");
      writeFileSync(join(project, `src/bin/${name}.rs`), text);
      pages.push([name, variant]);
      await page.context().close();
    }
    await run(
      "cargo",
      [
        "build",
        "--quiet",
        "--manifest-path",
        join(project, "Cargo.toml"),
        "--target-dir",
        join(root, "target/snippets/target"),
      ],
      { cwd: project },
    );
    for (const [name, variant] of pages) {
      const env = name === "literal" ? { PATH: process.env.PATH } : variablesOf(variant);
      const program = join(project, "target/debug", name);
      const { stdout } = await run(
        "bash",
        ["-c", `set -o pipefail; '${program}' | curl --silent --noproxy '*' --config -`],
        { env },
      );
      assertAccepted(variant, stdout);
    }
  });
});
