/** Who signs in the tests, and when. */
export const NOW_TEXT = "2026-01-02T03:04:05Z";
export const NOW = Date.parse(NOW_TEXT);
export const PIPELINE = "ip-2ze5tsl5bp6nf2b3****";

export const plain = { accessKeyId: "testid", accessKeySecret: "testsecret" };
export const inactive = { accessKeyId: "inactiveid", accessKeySecret: "inactivesecret", inactive: true };
export const temporary = { accessKeyId: "STS.id", accessKeySecret: "stssecret", securityToken: "STS-Token/+=" };
export const expired = { ...temporary, accessKeyId: "STS.expired", securityTokenExpires: NOW };
