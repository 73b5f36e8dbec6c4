/** Runtimes that lack something: the import passes everywhere, and the first call says what is missing. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

import { credentials, options, request, signature } from "./example.mjs";

const file = (name) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const wasm = readFileSync(file("ecs_image_pipeline.wasm"));

/**
 * What a CommonJS entry exports in a realm that has JavaScript's own globals and the given ones.
 *
 * @returns {any}
 */
function required(name, globals = {}, contextOptions = {}) {
  const context = vm.createContext({ ...globals }, contextOptions);
  // Newer engines decode base64 themselves.
  vm.runInContext("delete Uint8Array.fromBase64;", context);
  const modules = {};
  const require = (path) => {
    if (modules[path] !== undefined) return modules[path].exports;
    const module = (modules[path] = { exports: {} });
    const source = `(function (module, exports, require) { ${readFileSync(file(path), "utf8")}\n})`;
    vm.runInContext(source, context)(module, module.exports, require);
    return module.exports;
  };
  return require(name);
}

const call = ({ sign }) => sign(request, credentials, options);
const coders = { TextEncoder, TextDecoder };

function assertLacks(error, name) {
  assert.equal(error.code, "ERR_COMPILE");
  assert.match(error.message, new RegExp(`needs ${name},`));
  assert.doesNotMatch(error.message, /policy/);
  return true;
}

function assertForbidden(error) {
  assert.equal(error.code, "ERR_COMPILE");
  assert.match(error.message, /content security policy.*wasm-unsafe-eval/);
  assert.equal(error.cause.name, "CompileError");
  return true;
}

suite("index.cjs", () => {
  for (const [name, globals] of /** @type {any[][]} */ ([
    ["TextEncoder", {}],
    ["TextDecoder", { TextEncoder }],
    ["atob", coders],
  ])) {
    test(`without ${name}`, async () => {
      const api = required("index.cjs", globals);
      assert.throws(
        () => call(api),
        (error) => assertLacks(error, name),
      );
      await assert.rejects(api.init(), (error) => assertLacks(error, name));
    });
  }

  test("with what it needs, and without fetch, URL, Request, crypto and timers", async () => {
    for (const globals of [
      { ...coders, atob },
      { ...coders, Buffer },
    ]) {
      const api = required("index.cjs", globals);
      await api.init();
      assert.equal(call(api).signature, signature);
    }
  });

  test("where compiling is forbidden", async () => {
    const api = required("index.cjs", { ...coders, atob }, { codeGeneration: { wasm: false } });
    assert.throws(() => call(api), assertForbidden);
    await assert.rejects(api.init(), assertForbidden);
  });
});

suite("index.js", () => {
  /** Imports the entry after some JavaScript, signs, and prints what came of it. */
  const run = (before, flags = []) => {
    const program = `${before}
      const api = await import(${JSON.stringify(new URL("../../dist/index.js", import.meta.url))});
      const given = ${JSON.stringify([request, credentials, options])};
      try { console.log(JSON.stringify(api.sign(...given))); }
      catch ({ code, message }) { console.log(JSON.stringify({ code, message })); }`;
    return JSON.parse(
      execFileSync(process.execPath, [...flags, "--input-type=module", "--eval", program], { encoding: "utf8" }),
    );
  };

  test("imported without TextEncoder, TextDecoder, fetch and URL", () => {
    const lost = ["TextEncoder", "TextDecoder", "fetch", "URL", "Request", "Response", "Headers", "Buffer", "atob"];
    const error = run(`for (const name of ${JSON.stringify(lost)}) delete globalThis[name];`);
    assertLacks(error, "TextEncoder");
  });

  test("without Buffer and atob, it signs", () => {
    assert.equal(run("delete globalThis.Buffer; delete globalThis.atob;").signature, signature);
  });

  test("node --jitless, which has no WebAssembly", () => {
    assertLacks(run("", ["--jitless"]), "WebAssembly");
  });
});

suite("slim.cjs", () => {
  test("where compiling is forbidden", async () => {
    const api = required("slim.cjs", coders, { codeGeneration: { wasm: false } });
    await assert.rejects(api.init(wasm), assertForbidden);
    assert.throws(() => api.initSync(wasm), assertForbidden);
    // That is no matter of a policy.
    const none = new Uint8Array(8);
    await assert.rejects(api.init(none), { name: "CompileError" });
    assert.throws(() => api.initSync(none), { name: "CompileError" });
  });

  test("without WebAssembly", async () => {
    const api = required("slim.cjs", { ...coders, WebAssembly: undefined });
    await assert.rejects(api.init(wasm), (error) => assertLacks(error, "WebAssembly"));
    assert.throws(
      () => api.initSync(wasm),
      (error) => assertLacks(error, "WebAssembly"),
    );
  });
});
