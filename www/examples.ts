/** Things to load: requests that the official SDKs have signed, and things to repair. */

import type { Filling } from "./form.js";
import type { TextKey } from "./texts.js";

/** Something to load into the form, and into what is to be repaired. */
export interface Example {
  title: TextKey;
  about: TextKey;
  filling: Filling;
  /** What is to be repaired; with it, that part of the page comes into view. */
  pasted?: string;
}

/** What the vectors of the official SDKs have in common. */
const FIXED = {
  imagePipelineId: "ip-2ze5tsl5bp6nf2b3****",
  regionId: "cn-hangzhou",
  timestamp: "2026-01-02T03:04:05Z",
  signatureNonce: "0123456789abcdef0123456789abcdef",
  accessKeyId: "testid",
  accessKeySecret: "testsecret",
};
const TOKEN = { clientToken: "123e4567-e89b-12d3-a456-426655440000" };
const TAGS = [
  ["TestKey", "TestValue"],
  ["a b*c~d'(e)!", "中文+/=&%"],
  ["empty", ""],
] as const;

/** The string to sign of the shortest request, with one character changed. */
const CHANGED =
  "GET&%2F&AccessKeyId%3Dtestid%26Action%3DStartImagePipelineExecution%26Format%3DJSON%26ImagePipelineId%3Dip-2ze5tsl5bp6nf2b4" +
  "%252A%252A%252A%252A%26RegionId%3Dcn-hangzhou%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D0123456789abcdef0123456789abcdef" +
  "%26SignatureVersion%3D1.0%26Timestamp%3D2026-01-02T03%253A04%253A05Z%26Version%3D2014-05-26";

const REFUSED = {
  RequestId: "F3CD6886-D8D0-4FEE-B93E-1B73239673DE",
  HostId: "ecs.cn-hangzhou.aliyuncs.com",
  Code: "SignatureDoesNotMatch",
  Message: `Specified signature is not matched with our calculation. server string to sign is:${CHANGED}`,
};

const DENIED = {
  RequestId: "7F0B3C1E-5C0A-5D8E-9A5B-3C1E5C0A5D8E",
  HostId: "ecs.cn-hangzhou.aliyuncs.com",
  Code: "Forbidden.RAM",
  Message: "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  AccessDeniedDetail: {
    AuthAction: "ecs:StartImagePipelineExecution",
    AuthPrincipalType: "SubUser",
    AuthPrincipalOwnerId: "1234567890123456",
    AuthPrincipalDisplayName: "248900000000000000",
    NoPermissionType: "ImplicitDeny",
    PolicyType: "AccountLevelIdentityBasedPolicy",
  },
};

/** `Request signatures` of the ECS API reference, whose URL has the time encoded twice. */
const DOCUMENT =
  "https://ecs.aliyuncs.com/?SignatureVersion=1.0&Action=DescribeRegions&Format=XML" +
  "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&AccessKeyId=testid" +
  "&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D&SignatureMethod=HMAC-SHA1&Timestamp=2016-02-23T12%253A46%253A24Z";

/** As Java's URLEncoder writes it, in the order in which the parameters were put together. */
const FORM =
  "POST&%2F&Action%3DStartImagePipelineExecution%26Version%3D2014-05-26%26Format%3DJSON%26RegionId%3Dcn-hangzhou" +
  "%26ImagePipelineId%3Dip-bp67acfmxazb4p0a1b2c%26Tag.1.Key%3Dteam%26Tag.1.Value%3Dimage%2Bbuilders%26AccessKeyId%3Dtestid" +
  "%26SignatureMethod%3DHMAC-SHA1%26SignatureVersion%3D1.0%26SignatureNonce%3Dd7a6c2f0b1%26Timestamp%3D2026-01-02T03%253A04%253A05Z";

export const examples = {
  minimal: { title: "exampleMinimal", about: "exampleMinimalAbout", filling: { fields: FIXED } },
  tags: { title: "exampleTags", about: "exampleTagsAbout", filling: { fields: { ...FIXED, ...TOKEN }, tag: TAGS } },
  sts: {
    title: "exampleSts",
    about: "exampleStsAbout",
    filling: { fields: { ...FIXED, securityToken: "STS-Token/+=" } },
  },
  acs3: {
    title: "exampleAcs3",
    about: "exampleAcs3About",
    filling: { fields: { ...FIXED, ...TOKEN, signatureMethod: "ACS3-HMAC-SHA256", method: "POST" }, tag: TAGS },
  },
  refused: {
    title: "exampleRefused",
    about: "exampleRefusedAbout",
    filling: { fields: FIXED },
    pasted: JSON.stringify(REFUSED, undefined, 2),
  },
  document: { title: "exampleDocument", about: "exampleDocumentAbout", filling: { fields: FIXED }, pasted: DOCUMENT },
  form: { title: "exampleForm", about: "exampleFormAbout", filling: { fields: FIXED }, pasted: FORM },
  denied: {
    title: "exampleDenied",
    about: "exampleDeniedAbout",
    filling: { fields: FIXED },
    pasted: `2026-01-02T03:04:06Z ERROR build failed: ${JSON.stringify(DENIED)}`,
  },
} as const satisfies Record<string, Example>;

export type ExampleName = keyof typeof examples;

export function isExample(name: string | undefined): name is ExampleName {
  return name !== undefined && Object.hasOwn(examples, name);
}
