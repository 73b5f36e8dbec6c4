/** HMAC of the platform, which runs everywhere and is asynchronous. The key is imported once. */
import { finish, keepLast, prepare } from "./by-hand.mjs";

const encoder = new TextEncoder();
const keyOf = keepLast((secret) =>
  crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]),
);

export async function sign(request, credentials, options) {
  const prepared = prepare(request, credentials, options);
  const key = await keyOf(credentials.accessKeySecret);
  const bytes = await crypto.subtle.sign("HMAC", key, encoder.encode(prepared.stringToSign));
  return finish(prepared, btoa(String.fromCharCode(...new Uint8Array(bytes))));
}
