/** HMAC in JavaScript, which runs everywhere. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";

import { finish, keepLast, prepare } from "./by-hand.mjs";

const encoder = new TextEncoder();
const keyOf = keepLast((secret) => encoder.encode(secret));

export function sign(request, credentials, options) {
  const prepared = prepare(request, credentials, options);
  const bytes = hmac(sha1, keyOf(credentials.accessKeySecret), encoder.encode(prepared.stringToSign));
  return finish(prepared, btoa(String.fromCharCode(...bytes)));
}
