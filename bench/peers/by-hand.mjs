/**
 * Signing written for this one operation, all but the HMAC. The parameters are written in the order of their names, so
 * nothing is sorted, and no text is encoded twice that need not be. It checks nothing.
 */

const hex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function encode(text) {
  const encoded = encodeURIComponent(text);
  return /[!'()*]/.test(encoded) ? encoded.replace(/[!'()*]/g, hex) : encoded;
}

/** Tags are numbered from 1, and their names are ordered as texts: 1, 10, 11, …, 2, 20, 3. */
const orders = Array.from({ length: 21 }, (_, length) =>
  Array.from({ length }, (_, index) => index).sort((a, b) => (`${a + 1}` < `${b + 1}` ? -1 : 1)),
);

function tags(name, list) {
  let query = "";
  for (const index of orders[list.length]) {
    const { key, value } = list[index];
    query += `&${name}.${index + 1}.Key=${encode(key)}`;
    if (value !== undefined) query += `&${name}.${index + 1}.Value=${encode(value)}`;
  }
  return query;
}

const optional = (name, value) => (value === undefined ? "" : `&${name}=${encode(value)}`);

const toSeconds = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** Everything that is there before the signature. */
export function prepare(
  request,
  { accessKeyId, securityToken },
  { timestamp, signatureNonce } = /** @type {any} */ ({}),
) {
  const now = timestamp === undefined ? Date.now() : Date.parse(timestamp);
  const time = toSeconds(now);
  const nonce = signatureNonce ?? crypto.randomUUID();
  const canonicalQuery =
    `AccessKeyId=${encode(accessKeyId)}&Action=StartImagePipelineExecution` +
    optional("ClientToken", request.clientToken) +
    `&Format=JSON&ImagePipelineId=${encode(request.imagePipelineId)}` +
    optional("OwnerAccount", request.ownerAccount) +
    optional("OwnerId", request.ownerId) +
    `&RegionId=${encode(request.regionId)}` +
    optional("ResourceOwnerAccount", request.resourceOwnerAccount) +
    optional("ResourceOwnerId", request.resourceOwnerId) +
    optional("SecurityToken", securityToken) +
    `&SignatureMethod=HMAC-SHA1&SignatureNonce=${encode(nonce)}&SignatureVersion=1.0` +
    (request.tag === undefined ? "" : tags("Tag", request.tag)) +
    (request.templateTag === undefined ? "" : tags("TemplateTag", request.templateTag)) +
    `&Timestamp=${time.replaceAll(":", "%3A")}&Version=2014-05-26`;
  return {
    regionId: request.regionId,
    canonicalQuery,
    // Of what encodeURIComponent leaves, nothing that RFC 3986 encodes is left in an encoded text.
    stringToSign: `GET&%2F&${encodeURIComponent(canonicalQuery)}`,
    timestamp: time,
    signatureNonce: nonce,
    expiresAt: toSeconds(now + 900_000),
  };
}

/** The signed request, with the members that this package gives it. */
export function finish({ regionId, canonicalQuery, stringToSign, timestamp, signatureNonce, expiresAt }, signature) {
  return {
    method: "GET",
    url: `https://ecs.${regionId}.aliyuncs.com/?${canonicalQuery}&Signature=${encodeURIComponent(signature)}`,
    headers: {},
    redirect: "manual",
    signature,
    stringToSign,
    canonicalQuery,
    timestamp,
    signatureNonce,
    expiresAt,
  };
}

/** Keeps what was made of the last secret: a process signs with one. */
export function keepLast(make) {
  let last;
  let made;
  return (secret) => {
    if (secret !== last) {
      made = make(`${secret}&`);
      last = secret;
    }
    return made;
  };
}
