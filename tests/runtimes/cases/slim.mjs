/** How `./slim` is given the module. */
import { assert } from "chai";

import { assertStillSigns, credentials, request } from "../../unit/example.mjs";
import { caught } from "../caught.mjs";

const calls = {
  validate: ({ validate }) => validate(request),
  sign: ({ sign }) => sign(request, credentials),
  toRequest: ({ toRequest }) => toRequest({ method: "GET", url: "https://ecs.aliyuncs.com/", headers: {} }),
  endpoint: ({ endpoint }) => endpoint("cn-hangzhou"),
  decode: ({ decode }) => decode({ status: 200, body: "" }),
  explain: ({ explain }) => explain("Throttling"),
  diagnose: ({ diagnose }) => diagnose({ stringToSign: "", timestamp: "" }, ""),
  inspect: ({ inspect }) => inspect(""),
  ramPolicy: ({ ramPolicy }) => ramPolicy(),
};

const rejected = (promise) =>
  promise.then(
    () => assert.fail("nothing was thrown"),
    (error) => error,
  );

const wrong = [
  undefined,
  null,
  "ecs_image_pipeline.wasm",
  5,
  {},
  [],
  new Date(0),
  new URL("https://a.example/"),
  () => {},
];

/** What each of the two takes of the module. */
function sourcesOf(/** @type {any} */ { module, bytes }) {
  if (bytes === undefined) return { atOnce: { "a Module": () => module }, later: {} };
  const { buffer } = new Uint8Array(bytes);
  const padded = new Uint8Array([0, ...bytes, 0]).buffer;
  return {
    atOnce: {
      "a Module": () => new WebAssembly.Module(buffer),
      bytes: () => bytes,
      "an ArrayBuffer": () => buffer,
      "bytes inside of a buffer": () => new Uint8Array(padded, 1, buffer.byteLength),
      "a DataView": () => new DataView(padded, 1, buffer.byteLength),
    },
    later: {
      "a Response": () => new Response(buffer, { headers: { "content-type": "application/wasm" } }),
      "a Response of no type": () => new Response(buffer),
    },
  };
}

/**
 * @param {object} parts
 * @param {() => any} parts.fresh Returns a copy of the entry that is not started.
 * @param {Uint8Array} [parts.bytes] The module's bytes, or
 * @param {WebAssembly.Module} [parts.module] the module, where bytes may not be compiled.
 */
export function slim({ fresh, ...parts }) {
  const { atOnce, later } = sourcesOf(parts);
  const right = () => Object.values(atOnce)[0]();
  return [
    ...Object.entries(calls).map(([name, call]) => [
      `before init: ${name}`,
      async () => {
        const api = await fresh();
        const error = caught(() => call(api));
        assert.instanceOf(error, Error);
        assert.equal(error.code, "ERR_NOT_INITIALIZED");
        assert.match(error.message, /ecs-image-pipeline\/slim/);
        api.initSync(right());
        call(api);
      },
    ]),
    ...Object.entries({ ...atOnce, ...later }).flatMap(([name, source]) => [
      [
        `init: ${name}`,
        async () => {
          const api = await fresh();
          assert.isUndefined(await api.init(source()));
          assertStillSigns(api);
        },
      ],
      [
        `init: a promise of ${name}`,
        async () => {
          const api = await fresh();
          await api.init(Promise.resolve(source()));
          assertStillSigns(api);
        },
      ],
    ]),
    ...Object.entries(atOnce).map(([name, source]) => [
      `initSync: ${name}`,
      async () => {
        const api = await fresh();
        assert.isUndefined(api.initSync(source()));
        assertStillSigns(api);
        // From the second time on, it is not looked at.
        api.initSync("none");
        await api.init("none");
        assertStillSigns(api);
      },
    ]),
    [
      "a wrong source",
      async () => {
        const api = await fresh();
        for (const source of wrong) {
          for (const error of [
            caught(() => api.initSync(source)),
            await rejected(api.init(source)),
            await rejected(api.init(Promise.resolve(source))),
          ]) {
            assert.instanceOf(error, Error);
            assert.equal(error.code, "ERR_INIT", `${String(source)}: ${error.stack}`);
          }
        }
        assert.equal(caught(() => api.initSync(new Response(""))).code, "ERR_INIT");
        assert.equal((await rejected(api.init(new Response("Not found", { status: 404 })))).code, "ERR_INIT");
        const reason = new Error("from the caller");
        assert.equal(await rejected(api.init(Promise.reject(reason))), reason);
        assert.equal(caught(() => calls.sign(api)).code, "ERR_NOT_INITIALIZED");
        await api.init(right());
        assertStillSigns(api);
      },
    ],
    [
      "bytes that are no module",
      async () => {
        const api = await fresh();
        const bytes = new Uint8Array(8);
        assert.instanceOf(
          caught(() => api.initSync(bytes)),
          WebAssembly.CompileError,
        );
        for (const source of [bytes, new Response(bytes)])
          assert.instanceOf(await rejected(api.init(source)), WebAssembly.CompileError);
        await api.init(right());
        assertStillSigns(api);
      },
    ],
  ];
}
