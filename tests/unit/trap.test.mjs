/** Should the module trap, the caller's error has a code, no secret stays behind, and the next call works. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { suite, test } from "node:test";

import { assertStillSigns, request } from "./example.mjs";
import { formsOf, found, watch } from "./secrets-in-memory.mjs";

// A package of the build, which lies in the project's folder.
const { default: binaryen } = await import(
  createRequire(new URL("../../package.json", import.meta.url)).resolve("binaryen")
);

const built = readFileSync(new URL("../../dist/ecs_image_pipeline.wasm", import.meta.url));
/** Arguments of more bytes make the patched module trap. */
const MOST = 2000;
const credentials = {
  accessKeyId: "STS.id",
  accessKeySecret: "kQ7zXw3vJ9pLm2Rt",
  securityToken: "Hy6Bn4Gf8Ds1CaTe".repeat(MOST / 16),
};

/** The module, with a function that does its work and then traps, where its arguments are long. */
function trapping(name) {
  const module = binaryen.readBinary(built);
  // The features that the module uses are not in it.
  module.setFeatures(binaryen.Features.All);
  const { i32 } = binaryen;
  const exported = binaryen.getExportInfo(module.getExport(name)).value;
  const isLong = module.i32.gt_u(module.local.get(0, i32), module.i32.const(MOST));
  const work = module.call(exported, [module.local.get(0, i32)], i32);
  const trap = module.block(null, [module.drop(work), module.unreachable()], binaryen.none);
  const otherwise = module.call(exported, [module.local.get(0, i32)], i32);
  module.addFunction("trapping", i32, i32, [], module.block(null, [module.if(isLong, trap), otherwise], i32));
  module.removeExport(name);
  module.addFunctionExport("trapping", name);
  assert.ok(module.validate());
  return module.emitBinary();
}

let copies = 0;

/** `./slim` over a module, watched. */
async function slimOver(bytes) {
  const api = await import(`../../dist/slim.js?trap=${++copies}`);
  api.initSync(bytes);
  return watch(api);
}

function errorOf(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

const isTrap = (error) => {
  assert.equal(error.code, "ERR_INTERNAL");
  assert.ok(error instanceof Error);
  assert.ok(error.cause instanceof WebAssembly.RuntimeError, String(error.cause));
};

suite("a module that traps", () => {
  test("in sign: a coded error, and the next call works on a fresh instance", async () => {
    const { api, memories, run } = await slimOver(trapping("sign"));
    run(() => assertStillSigns(api));
    for (let round = 1; round <= 3; round++) {
      isTrap(run(() => errorOf(() => api.sign(request, credentials))));
      assert.equal(memories.length, round, "the trap is that of the instance that was there");
      run(() => assertStillSigns(api));
      assert.equal(memories.length, round + 1, "the next call has a fresh one");
      run(() => assertStillSigns(api));
      assert.equal(memories.length, round + 1, "which stays");
    }
  });

  test("in sign: no secret is left in the memory of the instance that stopped, in the arguments' bytes, and in the error", async () => {
    const { api, memories, run, all } = await slimOver(trapping("sign"));
    const error = run(() => errorOf(() => api.sign(request, credentials)));
    isTrap(error);
    assert.deepEqual(found(formsOf(credentials), all()), []);
    assert.ok(
      Buffer.from(memories[0].buffer).every((byte) => byte === 0),
      "nothing at all is left",
    );
    for (const secret of [credentials.accessKeySecret, credentials.securityToken.slice(0, 16)]) {
      for (const text of [error.message, error.stack, String(error.cause), error.cause.stack])
        assert.ok(!text.includes(secret));
    }
  });

  test("in a function that never throws: a coded error, too", async () => {
    const { api, run } = await slimOver(trapping("decode"));
    const answer = (length) => ({
      status: 200,
      headers: {},
      body: JSON.stringify({ ExecutionId: "exec-1", more: "x".repeat(length) }),
    });
    isTrap(run(() => errorOf(() => api.decode(answer(MOST)))));
    run(() => assert.equal(api.decode(answer(1)).executionId, "exec-1"));
  });

  test("as it starts: each call fails with the code, until one can start", async () => {
    const { api, run } = await slimOver(built);
    const { Instance } = WebAssembly;
    WebAssembly.Instance = class {
      constructor() {
        throw new WebAssembly.RuntimeError("unreachable");
      }
    };
    try {
      isTrap(errorOf(() => api.sign(request, credentials)));
      isTrap(errorOf(() => api.validate({})));
    } finally {
      WebAssembly.Instance = Instance;
    }
    run(() => assertStillSigns(api));
  });

  test("the trap of this test is the module's: without it, long arguments are signed", async () => {
    const { api, run } = await slimOver(built);
    run(() => assert.ok(api.sign(request, credentials).signature));
  });
});
