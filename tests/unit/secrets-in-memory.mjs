/** Where a secret could be left behind, and in which forms. */
import { withGlobal } from "./example.mjs";
import { traces } from "./hash-states.mjs";

/** How much of a secret in a row is one. */
export const PART = 8;

/** Every form in which a secret could be left behind, by name. */
export function formsOf({ accessKeySecret, securityToken }) {
  const forms = {};
  for (const [name, text] of Object.entries({ secret: accessKeySecret, token: securityToken.slice(0, 64) })) {
    forms[`${name}, UTF-8`] = Buffer.from(text);
    forms[`${name}, UTF-16`] = Buffer.from(text, "utf16le");
    forms[`${name}, base64`] = Buffer.from(Buffer.from(text).toString("base64"));
  }
  forms["secret as words"] = Buffer.from(accessKeySecret.slice(0, 16)).swap32();
  // Version 1 of the signature keys with the secret and `&`, version 3 with the secret.
  for (const [hash, key] of [
    ["sha1", `${accessKeySecret}&`],
    ["sha256", accessKeySecret],
  ]) {
    for (const [name, form] of Object.entries(traces(hash, Buffer.from(key)))) forms[`${hash}: ${name}`] = form;
  }
  return forms;
}

/** The names of the forms of which a part is in the memory. */
export function found(forms, memory) {
  const isThere = (form) => {
    for (let i = 0; i + PART <= form.length; i++) if (memory.includes(form.subarray(i, i + PART))) return true;
    return false;
  };
  return Object.entries(forms)
    .filter(([, form]) => isThere(form))
    .map(([name]) => name);
}

const ZEROS = Buffer.alloc(4096);

/** All bytes of some buffers, without the stretches of zeros that are most of them. */
function withoutZeros(buffers) {
  const kept = [];
  for (const buffer of buffers) {
    for (let start = 0; start < buffer.byteLength; start += ZEROS.length) {
      const stretch = Buffer.from(buffer, start, Math.min(ZEROS.length, buffer.byteLength - start));
      if (!stretch.equals(ZEROS.subarray(0, stretch.length))) kept.push(stretch);
    }
  }
  return Buffer.concat(kept);
}

/** An API whose memories are seen: those of its instances, and each array of bytes that it makes. */
export function watch(api) {
  const memories = [],
    arrays = [];
  const { Instance } = WebAssembly;
  function Watched(...all) {
    const instance = new Instance(...all);
    memories.push(instance.exports.memory);
    return instance;
  }
  const Bytes = new Proxy(Uint8Array, {
    construct(target, all, made) {
      const bytes = Reflect.construct(target, all, made);
      arrays.push(bytes);
      return bytes;
    },
  });
  const run = (call) => {
    WebAssembly.Instance = Watched;
    try {
      return withGlobal("Uint8Array", Bytes, () => call(api));
    } finally {
      WebAssembly.Instance = Instance;
    }
  };
  const all = () => withoutZeros([...new Set([...memories, ...arrays].map(({ buffer }) => buffer))]);
  return { api, memories, arrays, run, all };
}
