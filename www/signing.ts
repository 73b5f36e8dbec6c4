/** From what was typed to a signed request, or to everything that stands in its way. */

import {
  type Credentials,
  CredentialsError,
  endpoint,
  type Issue,
  type SignedRequest,
  type StartImagePipelineExecutionRequest,
  sign,
  ValidationError,
  validate,
} from "ecs-image-pipeline";
import type { Entered } from "./form.js";

/** What came of it. */
export interface Result {
  /** Errors and warnings. */
  issues: Issue[];
  /** Present when no issue is an error. */
  signed?: SignedRequest | undefined;
  /** Something that should not happen, such as a browser that does not run WebAssembly. */
  failure?: unknown;
}

const EXAMPLE_REQUEST: StartImagePipelineExecutionRequest = { regionId: "cn-hangzhou", imagePipelineId: "ip-example" };
const EXAMPLE_CREDENTIALS: Credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };

/** Validates and signs. It does not throw. */
export function signEntered({ request, credentials, options: entered, network }: Entered): Result {
  try {
    const host = entered.endpoint ?? defaultEndpoint(request.regionId, network);
    const options = host === undefined ? entered : { ...entered, endpoint: host };
    const { signatureMethod } = entered;
    const issues = validate(request);
    const signed = attempt(() => sign(request, credentials, options), issues);
    if (signed === undefined) {
      // One call reports either the request or the credentials; a person wants to see all mistakes at once.
      attempt(() => sign(request, EXAMPLE_CREDENTIALS, options), issues);
      attempt(() => sign(EXAMPLE_REQUEST, credentials, { signatureMethod }), issues);
    }
    return { issues, signed };
  } catch (failure) {
    return { issues: [], failure };
  }
}

/** The endpoint that is used when none is given; nothing where the region cannot be part of a host. */
export function defaultEndpoint(regionId: string, network: "public" | "vpc"): string | undefined {
  try {
    return endpoint(regionId, { network });
  } catch (error) {
    if (error instanceof ValidationError) {
      return undefined;
    }
    throw error;
  }
}

function attempt(call: () => SignedRequest, issues: Issue[]): SignedRequest | undefined {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof ValidationError || error instanceof CredentialsError)) {
      throw error;
    }
    const isNew = (issue: Issue) =>
      !issues.some((known) => known.path === issue.path && known.message.en === issue.message.en);
    issues.push(...error.issues.filter(isNew));
    return undefined;
  }
}

/** Whether this browser compiles WebAssembly at all: the eight bytes are the smallest module there is. */
export function compilesWebAssembly(): boolean {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
