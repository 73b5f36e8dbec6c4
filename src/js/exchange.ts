/** One request and its response. */
import { headersOf, statusOf, text } from "./create-api.js";
import { bare } from "./own.js";
import type { SignedRequest } from "./types.js";

/** Maximum bytes of a response to read. A longer one is refused. */
const MAX_BODY = 1_048_576;

/** The error for a `fetch` that returned something other than a `Response`. */
export class NotAResponse {
  readonly found: string;

  constructor(value: unknown) {
    const kind = typeof value;
    this.found =
      value === null || value === undefined ? String(value) : kind === "object" ? "another object" : `a ${kind}`;
  }
}

/** The parts of a response that the core reads. */
interface Exchanged {
  status: number;
  headers: ReturnType<typeof headersOf>;
  body: string;
}

/** Sends a request. Returns the status, headers and body for the core. */
export async function exchange(
  send: (url: string, init: RequestInit) => PromiseLike<Response>,
  request: SignedRequest,
  signal: AbortSignal,
): Promise<Exchanged | NotAResponse> {
  const { url, method, headers, body }: SignedRequest = bare(request);
  const init: RequestInit = bare({ method, headers, redirect: "manual", signal });
  if (body !== undefined) init.body = body;
  // workerd throws for members that it does not support.
  if (requestHas("credentials")) init.credentials = "omit";
  if (requestHas("cache")) init.cache = "no-store";
  const response = await send(url, init);
  if (!isResponse(response)) return new NotAResponse(response);
  // Browsers hide the status of a redirect that they do not follow. A custom `fetch` may have followed it.
  const status: unknown = response.type === "opaqueredirect" || response.redirected ? 302 : response.status;
  return {
    status: statusOf(status),
    headers: headersOf(response.headers),
    body: text(await bodyOf(response, signal)) ?? "",
  };
}

function isResponse(value: unknown): value is Response {
  const response = value as Response | null | undefined;
  return (
    typeof response === "object" && response !== null && (hasReader(response) || typeof response.text === "function")
  );
}

// Some implementations for Node use another kind of stream.
const hasReader = (response: Response) => typeof response.body?.getReader === "function";

async function bodyOf(response: Response, signal: AbortSignal): Promise<string> {
  if (!hasReader(response)) return response.text();
  const reader = response.body!.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  // A custom `fetch` may ignore the signal.
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop);
  const decoder = new TextDecoder();
  let body = "";
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return body + decoder.decode();
    body += decoder.decode(value, { stream: true });
    length += value.byteLength;
    if (length > MAX_BODY) {
      stop();
      return body.padEnd(MAX_BODY + 1);
    }
  }
}

function requestHas(member: string): boolean {
  try {
    return member in Request.prototype;
  } catch {
    return false;
  }
}
