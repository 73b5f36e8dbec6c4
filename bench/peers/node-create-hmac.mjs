/** HMAC as Node's documentation shows it, with the key prepared once. */
import { createHmac, createSecretKey } from "node:crypto";

import { finish, keepLast, prepare } from "./by-hand.mjs";

const keyOf = keepLast((secret) => createSecretKey(secret, "utf8"));

export function sign(request, credentials, options) {
  const prepared = prepare(request, credentials, options);
  const hmac = createHmac("sha1", keyOf(credentials.accessKeySecret));
  return finish(prepared, hmac.update(prepared.stringToSign).digest("base64"));
}
