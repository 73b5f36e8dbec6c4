/**
 * The public types. Field names are those of the official TypeScript SDK, `@alicloud/ecs20140526`.
 *
 * A test compares each interface with what the compiled core reads and returns, so that they cannot drift apart.
 */

/** A text for people, in English and in Chinese. */
export interface Text {
  /** English. */
  en: string;
  /** Simplified Chinese. */
  zh: string;
}

/** One tag: a key, and a value that may be empty or left out. */
export interface Tag {
  /**
   * 1 to 128 characters. It must not start with `aliyun` or `acs:` and must not contain `http://` or `https://`.
   * No two tags may have the same key.
   */
  key: string;
  /**
   * 0 to 128 characters. It must not start with `acs:` and must not contain `http://` or `https://`.
   * Left out, `Tag.N.Value` is not sent; the empty string is sent as `Tag.N.Value=`.
   */
  value?: string;
}

/**
 * What to build: the parameters of `StartImagePipelineExecution`, version 2014-05-26.
 *
 * `null` and `undefined` members count as left out.
 *
 * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution
 */
export interface StartImagePipelineExecutionRequest {
  /** The operation. The default, and so far the only one. */
  action?: "StartImagePipelineExecution";
  /**
   * The region of the image template, such as `cn-hangzhou`. It becomes part of the endpoint's host, so it must be a
   * host label: 1 to 63 letters, digits and hyphens.
   */
  regionId: string;
  /** The ID of the image template, such as `ip-bp67acfmxazb4p****`. No white space or control characters. */
  imagePipelineId: string;
  /**
   * At most 64 ASCII characters, unique for each build. A request that is sent again with the same token starts no
   * second build; without a token, a retry can start a second, billed build.
   */
  clientToken?: string;
  /** At most 20 tags, for the build task. */
  tag?: Tag[];
  /**
   * At most 20 tags.
   * @deprecated by Alibaba Cloud. It is still sent, with a warning from `validate`.
   */
  templateTag?: Tag[];
  /** The owner's account name. Not documented for this operation. Not together with `ownerId`. */
  ownerAccount?: string;
  /** The owner's account ID, a safe integer. Not documented for this operation. Not together with `ownerAccount`. */
  ownerId?: number;
  /** The resource owner's account name. Not documented for this operation. */
  resourceOwnerAccount?: string;
  /** The resource owner's account ID, a safe integer. Not documented for this operation. */
  resourceOwnerId?: number;
}

/** Something to say about one field. */
export interface Issue {
  /** The field: `regionId`, `tag[2].key`, `options.endpoint`; the empty string for the request as a whole. */
  path: string;
  /**
   * A stable code: the server's own where it has one, such as `MissingParameter` or `InvalidTagKey.Malformed`, else
   * one of this package, such as `UnknownField`.
   */
  code: string;
  /** An error stops signing, a warning does not. */
  severity: "error" | "warning";
  /** What is wrong and what to do. */
  message: Text;
}

/** Who signs: an AccessKey pair, with a token when it is temporary. */
export interface Credentials {
  /** The AccessKey ID. It is sent, and is not secret. */
  accessKeyId: string;
  /** The AccessKey secret. It is never sent; it keys the signature. */
  accessKeySecret: string;
  /** The STS token that belongs to a temporary AccessKey pair (one whose ID starts with `STS.`). It is sent and signed. */
  securityToken?: string;
}

/** How to sign. Each member has a default. */
export interface SignOptions {
  /** The signature method. Default `HMAC-SHA1`, with `SignatureVersion` 1.0. */
  signatureMethod?: "HMAC-SHA1";
  /**
   * `GET` puts everything in the query and needs no header; `POST` puts everything in a form body. The method is part
   * of what is signed. Default `GET`.
   */
  method?: "GET" | "POST";
  /** The format of the server's answer. Default `JSON`. */
  format?: "JSON" | "XML";
  /**
   * Where to send: a host, with a port if need be, or an `https` URL without path, query and credentials. `http` is
   * accepted for loopback addresses only. Default: `endpoint(regionId)`.
   */
  endpoint?: string;
  /**
   * The time of signing: a `Date`, milliseconds since 1970, or an ISO 8601 string with its zone, such as
   * `2026-01-02T03:04:05Z`. Fractions of a second are dropped. Default: now.
   */
  timestamp?: Date | string | number;
  /** A string never used before; the server refuses a repeated one. Default: a fresh random UUID. */
  signatureNonce?: string;
}

/** A request that is ready to be sent, with each value on the way to its signature. */
export interface SignedRequest {
  /** `GET` or `POST`. */
  method: string;
  /** The URL, with the whole query for `GET`. */
  url: string;
  /** Empty for `GET`, so that the request needs no CORS preflight; the form's `content-type` for `POST`. */
  headers: Record<string, string>;
  /** The form body, for `POST` alone. */
  body?: string;
  /** The signature, base64: 28 characters. */
  signature: string;
  /** What was signed: the method, `/` and the canonical query, encoded once more and joined by `&`. */
  stringToSign: string;
  /** The parameters without the signature: encoded, sorted by name in byte order, joined by `&`. */
  canonicalQuery: string;
  /** The time of signing, UTC: `2026-01-02T03:04:05Z`. */
  timestamp: string;
  /** The nonce that was signed. */
  signatureNonce: string;
  /**
   * `timestamp` and 15 minutes. From then on the server may refuse the request: the documentation names 15 minutes, and
   * elsewhere 31.
   */
  expiresAt: string;
}

/** How to find an endpoint. */
export interface EndpointOptions {
  /** `vpc` for the endpoint that is reachable inside a VPC alone. Default `public`. */
  network?: "public" | "vpc";
}

/** The class `Request` as the platform's types declare it; `unknown` where none do. */
export type PlatformRequest = typeof globalThis extends { Request: { prototype: infer T } } ? T : unknown;

/** The functions of this package. Each is synchronous; the first call of any compiles the module. */
export interface Api {
  /** Every issue of a request at once. */
  validate(request: StartImagePipelineExecutionRequest): Issue[];
  /** Validates a request and signs it. */
  sign(request: StartImagePipelineExecutionRequest, credentials: Credentials, options?: SignOptions): SignedRequest;
  /** The platform's own `Request` for a signed request. */
  toRequest(signed: SignedRequest): PlatformRequest;
  /** The default host of a region. */
  endpoint(regionId: string, options?: EndpointOptions): string;
}
