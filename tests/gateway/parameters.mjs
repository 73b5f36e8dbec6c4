/** A request whose parameters cannot be read for certain; `message` is fit for an answer. */
export class UnreadableParameters extends Error {}

/**
 * Reads the parameters of a query string or of an `application/x-www-form-urlencoded` body,
 * in the order of arrival, repeated names included.
 * Source: WHATWG URL standard, "application/x-www-form-urlencoded parsing", but strict: where that
 * standard repairs a broken percent sign or broken UTF-8, this refuses.
 *
 * @param {string} text the raw text, one character for each byte (latin1)
 * @returns {[name: string, value: string][]}
 * @throws {UnreadableParameters}
 */
export function readPairs(text) {
  return text.split("&").filter(Boolean).map(readPair);
}

/**
 * Unites the parameters of query and form, as the signature covers both together.
 * Source: documentation page "Request syntax and signature method V2 for RPC APIs"; alibaba-cloud-sdk-go
 * `sdk/auth/rpc_signature_composer.go`. What a repeated name means is not documented, so it is refused.
 *
 * @param {[name: string, value: string][]} pairs
 * @returns {Map<string, string>}
 * @throws {UnreadableParameters}
 */
export function uniteParameters(pairs) {
  const parameters = new Map();
  for (const [name, value] of pairs) {
    if (name === "") throw new UnreadableParameters("A parameter has no name.");
    // The official signing code writes parameters to a plain object, which loses this one name: it
    // could be added to a signed request unseen.
    if (name === "__proto__") throw new UnreadableParameters('The parameter "__proto__" is not supported.');
    if (parameters.has(name)) {
      throw new UnreadableParameters(`The parameter "${encodeURIComponent(name)}" occurs more than once.`);
    }
    parameters.set(name, value);
  }
  return parameters;
}

/** @returns {[name: string, value: string]} */
function readPair(pair) {
  const equals = pair.indexOf("=");
  const [name, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  return [decode(name), decode(value)];
}

function decode(text) {
  if (/%(?![0-9a-f]{2})/i.test(text)) {
    throw new UnreadableParameters("A percent sign is not followed by two hexadecimal digits.");
  }
  const bytes = text
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  try {
    // Without ignoreBOM a leading U+FEFF, which is signed, would be dropped.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    throw new UnreadableParameters("A parameter is not UTF-8.");
  }
}
