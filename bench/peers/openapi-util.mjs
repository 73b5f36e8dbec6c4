/** Alibaba Cloud's signer, which gives the signature alone. */
import openApiUtil from "@alicloud/openapi-util";

/** Of parameters, a method and a secret. */
export const signatureOf = openApiUtil.default.getRPCSignature;

const list = (tags) => tags?.map(({ key, value }) => ({ Key: key, Value: value }));

/** Of a request, in the form that the official SDK gives it. */
export function signature(
  request,
  /** @type {any} */ { accessKeyId, accessKeySecret, securityToken },
  { timestamp, signatureNonce } = /** @type {any} */ ({}),
) {
  const parameters = {
    Action: "StartImagePipelineExecution",
    Version: "2014-05-26",
    Format: "JSON",
    AccessKeyId: accessKeyId,
    SecurityToken: securityToken,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: signatureNonce ?? crypto.randomUUID(),
    Timestamp: timestamp ?? `${new Date().toISOString().slice(0, 19)}Z`,
    RegionId: request.regionId,
    ImagePipelineId: request.imagePipelineId,
    ClientToken: request.clientToken,
    Tag: list(request.tag),
    TemplateTag: list(request.templateTag),
    OwnerAccount: request.ownerAccount,
    OwnerId: request.ownerId,
    ResourceOwnerAccount: request.resourceOwnerAccount,
    ResourceOwnerId: request.resourceOwnerId,
  };
  return signatureOf(parameters, "GET", accessKeySecret);
}
