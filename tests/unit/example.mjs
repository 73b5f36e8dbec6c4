/** A request whose signature is known from the official SDK: @alicloud/pop-core 1.8.0, GET, no token, no tags. */
export const request = { regionId: "cn-hangzhou", imagePipelineId: "ip-2ze5tsl5bp6nf2b3****" };
export const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
export const options = {
  timestamp: "2026-01-02T03:04:05Z",
  signatureNonce: "0123456789abcdef0123456789abcdef",
};
export const signature = "lzPrqzdIR9nkVgvBxStdxz3YxyE=";

/** Shows that the module still works, whatever it was given before. */
export function assertStillSigns({ sign }) {
  const { signature: actual } = sign(request, credentials, options);
  if (actual !== signature) throw new Error(`the signature is ${actual}`);
}

let copies = 0;

/** The API in a module of its own, with a core of its own, for tests that change what surrounds it. */
export function freshApi() {
  const built = new URL("../../dist/index.js", import.meta.url);
  return import(`${built}?copy=${++copies}`);
}

/** Runs a function while a global has another value. */
export function withGlobal(name, value, run) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    return run();
  } finally {
    if (before === undefined) delete globalThis[name];
    else Object.defineProperty(globalThis, name, before);
  }
}
