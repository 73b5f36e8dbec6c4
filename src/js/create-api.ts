import * as glue from "#glue";

import { CredentialsError, ValidationError } from "./errors.js";
import { flatten } from "./flatten.js";
import type {
  Credentials,
  EndpointOptions,
  Issue,
  SignedRequest,
  SignOptions,
  StartImagePipelineExecutionRequest,
} from "./types.js";

/** The functions of this package. Each is synchronous; the first call of any compiles the module. */
export interface Api {
  /**
   * Every issue of a request at once, errors and warnings; `[]` when there is nothing to say.
   *
   * It never throws, whatever it is given.
   *
   * @example
   * const issues = validate({ regionId: "cn-hangzhou", imagePipelineId: "" });
   * issues[0].path; // "imagePipelineId"
   * issues[0].code; // "MissingParameter"
   */
  validate(request: StartImagePipelineExecutionRequest): Issue[];

  /**
   * Validates a request and signs it. `fetch(signed.url, signed)` sends it.
   *
   * @param request What to build.
   * @param credentials Who signs.
   * @param options How to sign; each option has a default.
   * @throws {ValidationError} if `validate` finds an error in the request, or an option is wrong.
   * @throws {CredentialsError} if the request is right, and a part of the credentials is missing or malformed.
   *
   * @example
   * const signed = sign(
   *   { regionId: "cn-hangzhou", imagePipelineId: "ip-bp67acfmxazb4p0a1b2c" },
   *   { accessKeyId: "testid", accessKeySecret: "testsecret" },
   * );
   * signed.url; // "https://ecs.cn-hangzhou.aliyuncs.com/?AccessKeyId=testid&Action=…"
   *
   * @see https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
   */
  sign(request: StartImagePipelineExecutionRequest, credentials: Credentials, options?: SignOptions): SignedRequest;

  /**
   * The platform's own `Request` for a signed request, to be given to `fetch`.
   *
   * @throws {ValidationError} if it is no signed request, or the platform has no `Request`.
   *
   * @example
   * const response = await fetch(toRequest(signed));
   */
  toRequest(signed: SignedRequest): Request;

  /**
   * The default host of a region: `ecs.<region>.aliyuncs.com`, or `ecs-vpc.<region>.aliyuncs.com` inside a VPC. Finance,
   * government and a few further regions have hosts of their own, the same for both networks.
   *
   * @throws {ValidationError} if the region ID is missing or is not a host label.
   *
   * @example
   * endpoint("cn-beijing", { network: "vpc" }); // "ecs-vpc.cn-beijing.aliyuncs.com"
   *
   * @see https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-endpoint
   */
  endpoint(regionId: string, options?: EndpointOptions): string;
}

type Outcome<T> = { done: T } | { issues: Issue[] } | { credentialIssues: Issue[] };

/**
 * The functions over a module that is asked for at the first call. Entries differ in where they have it from.
 */
export function createApi(getModule: () => WebAssembly.Module): Api {
  let core: typeof glue | undefined;

  function load(): typeof glue {
    if (core === undefined) {
      const instance = new WebAssembly.Instance(getModule(), { "./core_bg.js": glue as unknown as WebAssembly.ModuleImports });
      glue.__wbg_set_wasm(instance.exports);
      (instance.exports.__wbindgen_start as () => void)();
      core = glue;
    }
    return core;
  }

  return {
    validate: (request) => unwrap(load().validate(flatten(request))),
    sign: (request, credentials, options) => unwrap(load().sign(flatten(request, credentials, options))),
    toRequest(signed) {
      const outcome = load().toRequest(flatten(signed));
      return outcome instanceof Request ? outcome : unwrap(outcome);
    },
    endpoint: (regionId, options) => unwrap(load().endpoint(flatten(regionId, options))),
  };
}

function unwrap<T>(outcome: Outcome<T>): T {
  if ("done" in outcome) return outcome.done;
  if ("issues" in outcome) throw new ValidationError(outcome.issues);
  throw new CredentialsError(outcome.credentialIssues);
}
