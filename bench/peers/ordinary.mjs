/**
 * Signing as most code does it: parameters are collected, sorted, encoded and joined, and the signature is node:crypto's. It
 * checks nothing.
 */
import { createHmac } from "node:crypto";

const hex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, hex);
const toSeconds = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
const WIRE = {
  regionId: "RegionId",
  imagePipelineId: "ImagePipelineId",
  clientToken: "ClientToken",
  ownerAccount: "OwnerAccount",
  ownerId: "OwnerId",
  resourceOwnerAccount: "ResourceOwnerAccount",
  resourceOwnerId: "ResourceOwnerId",
};

export function sign(request, { accessKeyId, accessKeySecret, securityToken }, options = {}) {
  const now = options.timestamp === undefined ? Date.now() : Date.parse(options.timestamp);
  const timestamp = toSeconds(now);
  const signatureNonce = options.signatureNonce ?? crypto.randomUUID();
  const parameters = {
    AccessKeyId: accessKeyId,
    Action: "StartImagePipelineExecution",
    Format: "JSON",
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: signatureNonce,
    SignatureVersion: "1.0",
    Timestamp: timestamp,
    Version: "2014-05-26",
  };
  if (securityToken !== undefined) parameters.SecurityToken = securityToken;
  for (const [field, name] of Object.entries(WIRE)) {
    if (request[field] !== undefined) parameters[name] = request[field];
  }
  for (const [list, name] of [
    [request.tag, "Tag"],
    [request.templateTag, "TemplateTag"],
  ]) {
    list?.forEach(({ key, value }, index) => {
      parameters[`${name}.${index + 1}.Key`] = key;
      if (value !== undefined) parameters[`${name}.${index + 1}.Value`] = value;
    });
  }
  const canonicalQuery = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name])}`)
    .join("&");
  const stringToSign = `GET&%2F&${encode(canonicalQuery)}`;
  const signature = createHmac("sha1", `${accessKeySecret}&`).update(stringToSign).digest("base64");
  return {
    method: "GET",
    url: `https://ecs.${request.regionId}.aliyuncs.com/?${canonicalQuery}&Signature=${encode(signature)}`,
    headers: {},
    redirect: "manual",
    signature,
    stringToSign,
    canonicalQuery,
    timestamp,
    signatureNonce,
    expiresAt: toSeconds(now + 900_000),
  };
}
