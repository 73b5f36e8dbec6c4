function tags(params) {
  const found = [];
  for (let n = 1; `Tag.${n}.Key` in params; n++)
    found.push({ key: params[`Tag.${n}.Key`], value: params[`Tag.${n}.Value`] });
  return found;
}

/** What `sign` takes for a vector of the SDKs. */
export function argumentsOf({ method, params }, accessKeySecret) {
  return [
    {
      regionId: params.RegionId,
      imagePipelineId: params.ImagePipelineId,
      clientToken: params.ClientToken,
      tag: tags(params),
    },
    { accessKeyId: params.AccessKeyId, accessKeySecret, securityToken: params.SecurityToken },
    { method, format: params.Format, timestamp: params.Timestamp, signatureNonce: params.SignatureNonce },
  ];
}
