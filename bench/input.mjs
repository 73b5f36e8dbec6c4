/** What every measurement signs. `core.rs` has the same, and the measurements check that the signatures are equal. */

export const TAG_COUNTS = [0, 5, 20];

/** @type {import("../dist/index.js").Credentials} */
export const credentials = {
  accessKeyId: "example-access-key-id-24",
  accessKeySecret: "example-access-key-secret-30ch",
};

/** For the check; what is timed makes a nonce and reads the clock each time. */
export const fixed = { timestamp: "2026-01-02T03:04:05Z", signatureNonce: "7d444840-9dc0-11d1-b245-5ffdce74fad2" };

/** @returns {import("../dist/index.js").StartImagePipelineExecutionRequest} */
export function requestWith(tagCount) {
  const tag = Array.from({ length: tagCount }, (_, i) => ({ key: `stage-${i + 1}`, value: `build ${i + 1} of 镜像` }));
  const request = {
    regionId: "cn-hangzhou",
    imagePipelineId: "ip-bp67acfmxazb4p0a1b2c",
    clientToken: "123e4567-e89b-12d3-a456-426655440000",
  };
  return tagCount > 0 ? { ...request, tag } : request;
}

/** What is easily encoded or ordered wrongly. It is checked, not timed. */
export const hardRequest = {
  regionId: "cn-hangzhou",
  imagePipelineId: "ip-~a*b(c)'d!e",
  clientToken: "a b+c/d=e&f%20g",
  tag: Array.from({ length: 12 }, (_, i) => ({ key: `k${i}!'()*`, value: i % 3 === 0 ? "" : `~ 😀 %7E ${i}` })),
  templateTag: [{ key: "é" }],
  ownerAccount: "owner@example.com",
  resourceOwnerAccount: "",
  resourceOwnerId: 0,
};
export const hardCredentials = { ...credentials, accessKeyId: "STS.example", securityToken: "CAIS+/token==" };
