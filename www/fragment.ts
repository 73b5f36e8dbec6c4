/**
 * The state of the page as a fragment of its URL: `#v1.` and JSON, deflated, as base64url.
 *
 * Only what is listed here can get into it, in the form that is given here, and out of it. Credentials, client token, time,
 * nonce, answers and signatures are not on the list. A text that holds a part of the credentials in the form is left out,
 * wherever it was typed, and so is one that looks like a credential or a signature.
 */

import type { Filling } from "./form.js";
import { isTab, type Tab } from "./tabs.js";

/** What a link can bring. */
export interface Shared {
  tab: Tab;
  filling: Filling;
}

/** What is in the form, by the names of `Filling`, with the credentials that must not get out. */
export interface Shareable extends Shared {
  secrets: readonly string[];
}

const START = "#v1.";
/** In characters. A form with 20 tags of the longest kind, which do not repeat, has a third of it. */
const LONGEST_FRAGMENT = 65_536;
/** In bytes, deflated no more. */
const LONGEST_STATE = 262_144;
const MOST_TAGS = 20;
const LONGEST_TAG = 128;
/** A shorter part of a secret gives nothing away, and would be found by chance. */
const SHORTEST_SECRET = 4;

/** The fields that can be in a link, each with its name there and the form of its values. */
const FIELDS = {
  regionId: ["r", /^[a-z0-9][a-z0-9-]{0,62}$/],
  imagePipelineId: ["i", /^ip-[a-z0-9*]{1,40}$/],
  signatureMethod: ["a", /^(HMAC-SHA1|ACS3-HMAC-SHA256)$/],
  method: ["m", /^(GET|POST)$/],
  format: ["f", /^(JSON|XML)$/],
  network: ["n", /^(public|vpc)$/],
  endpoint: ["e", /^(https?:\/\/)?[a-z0-9][a-z0-9.-]{0,252}(:\d{1,5})?\/?$/],
} as const satisfies Partial<Record<keyof Filling["fields"], [string, RegExp]>>;

type Field = keyof typeof FIELDS;

/** An AccessKey ID, a secret, a security token, a signature in Base64 or in hex, and the names of such in a longer text. */
const CREDENTIAL =
  /LTAI|STS\.|(^|[^A-Za-z0-9+/])[A-Za-z0-9+/]{27}=|[0-9a-f]{40}|[A-Za-z0-9+/_=-]{30}|secret|token|password|signature|accesskey/i;

/** What of the form can be in a link, and the names of what is left out of it. */
export function choose({ tab, filling, secrets }: Shareable): { state: Shared; left: string[] } {
  const fields: Filling["fields"] = {};
  const left: string[] = [];
  const hides = (text: string) => secrets.some((secret) => secret.length >= SHORTEST_SECRET && text.includes(secret));
  for (const [id, value] of Object.entries(filling.fields)) {
    const rule = FIELDS[id as Field]?.[1];
    if (value === "" || value === undefined) {
      continue;
    }
    if (rule?.test(value) && !secrets.some((secret) => secret.length >= SHORTEST_SECRET && value.includes(secret))) {
      fields[id as Field] = value;
    } else {
      left.push(id);
    }
  }
  const tag = (filling.tag ?? []).filter(([key, value], index) => {
    const isKept = isTag([key, value]) && !hides(key) && !hides(value);
    if (!isKept) {
      left.push(`tag[${index}].key`);
    }
    return isKept;
  });
  return { state: { tab, filling: { fields, tag: tag.slice(0, MOST_TAGS) } }, left };
}

/** The fragment for a state that `choose` has made. */
export async function writeFragment({ tab, filling }: Shared): Promise<string> {
  const state: Record<string, unknown> = { t: tab };
  for (const [id, [name]] of Object.entries(FIELDS)) {
    const value = filling.fields[id as Field];
    if (value !== undefined) {
      state[name] = value;
    }
  }
  if (filling.tag !== undefined && filling.tag.length > 0) {
    state.g = filling.tag;
  }
  const bytes = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate-raw"));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return START + btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** What a fragment says: a state, that it is of another version, that it cannot be read, or nothing at all. */
export async function readFragment(fragment: string): Promise<Shared | "newer" | "broken" | undefined> {
  if (!fragment.startsWith(START)) {
    return /^#v\d+\./.test(fragment) ? "newer" : undefined;
  }
  try {
    const letters = fragment.slice(START.length);
    if (fragment.length > LONGEST_FRAGMENT || !/^[\w-]*$/.test(letters)) {
      return "broken";
    }
    const packed = Uint8Array.from(atob(letters.replace(/-/g, "+").replace(/_/g, "/")), (byte) => byte.charCodeAt(0));
    const bytes = await through(packed, new DecompressionStream("deflate-raw"));
    return fromState(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))) ?? "broken";
  } catch {
    return "broken";
  }
}

function fromState(state: unknown): Shared | undefined {
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    return undefined;
  }
  const member = (name: string): unknown =>
    Object.hasOwn(state, name) ? (state as Record<string, unknown>)[name] : undefined;
  const fields: Filling["fields"] = {};
  for (const [id, [name, rule]] of Object.entries(FIELDS)) {
    const value = member(name);
    if (typeof value === "string" && rule.test(value)) {
      fields[id as Field] = value;
    }
  }
  const list = member("g");
  const tag = Array.isArray(list) ? list.filter(isTag).slice(0, MOST_TAGS) : [];
  const tab = member("t");
  return isTab(tab) ? { tab, filling: { fields, tag } } : undefined;
}

function isTag(pair: unknown): pair is [string, string] {
  const isText = (text: unknown) =>
    typeof text === "string" && [...text].length <= LONGEST_TAG && text.isWellFormed() && !CREDENTIAL.test(text);
  return Array.isArray(pair) && pair.length === 2 && pair.every(isText);
}

/** Bytes through a stream; refuses to make more of them than a state has. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const result: number[] = [];
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      if (result.length + value.length > LONGEST_STATE) {
        await reader.cancel();
        throw new RangeError("too long");
      }
      for (const byte of value) {
        result.push(byte);
      }
    }
  })();
  await Promise.all([reading, written]);
  return Uint8Array.from(result);
}
