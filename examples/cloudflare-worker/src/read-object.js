/** More than any request to start a build needs. */
const MAX_BYTES = 64 * 1024;

/** Says that the body is not what it should be; its status is the answer's. */
export class BodyError extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** The object that a request has as its body, in JSON. */
export async function readObject(request) {
  const text = await readText(request.body);
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // As for any other body that is no object.
  }
  throw new BodyError(400, "NotAJsonObject");
}

async function readText(body) {
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new BodyError(413, "BodyTooLarge");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
