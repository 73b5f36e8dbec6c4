/** The default entry, for every runtime that may compile bytes: the module is inside this file. */
import base64 from "#core.wasm";

import { createApi } from "./create-api.js";

export type { Api } from "./create-api.js";
export { CredentialsError, ValidationError } from "./errors.js";
export type * from "./types.js";

export const { validate, sign, toRequest, endpoint } = /* @__PURE__ */ createApi(() => {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return new WebAssembly.Module(bytes);
});
