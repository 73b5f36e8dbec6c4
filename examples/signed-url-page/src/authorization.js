/**
 * Whether a request has `Authorization: Bearer` and the token. The time this takes tells nothing of the token: hashes of one
 * length are compared, each byte of them.
 */
export async function isAuthorized(request, token) {
  // Without this, `Bearer undefined` would do.
  if (!token) throw new Error("The secret TOKEN is not set.");
  const [, given = ""] = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const [ours, theirs] = await Promise.all([sha256(token), sha256(given)]);
  return ours.reduce((difference, byte, index) => difference | (byte ^ theirs[index]), 0) === 0;
}

async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
