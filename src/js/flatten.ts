/**
 * Writes values of any kind as the bytes in which they cross to Rust, where `Value::from_flat` reads them.
 *
 * All that belongs to the caller (getters, proxies) runs here, before Rust is called. What no field takes crosses as a
 * mark, and becomes an issue with its path.
 */

const LONGEST_TEXT = 262_144;
const LARGEST = 1_048_576;
const MOST_ELEMENTS = 100;
const MOST_MEMBERS = 1_000;
/** A longer chain of prototypes is no class hierarchy. */
const MOST_CLASSES = 16;
/** Request, tags, tag: no field that takes an object lies deeper. */
const DEEPEST = 3;

const NESTED = "xo";
const LONE_SURROGATE = "xu";
const TOO_LARGE = "xl";
const UNREADABLE = "xt";

/** A UTF-16 unit takes at most so many bytes in UTF-8. */
const MOST_BYTES = 3;
/** Up to this length, a loop is faster than a call of `TextEncoder`. */
const SHORT = 200;
/** What is more than this is not kept for the next call. */
const KEPT = 65_536;

let encoder: TextEncoder | undefined;

/** Bytes as they are written. */
class Flat {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** How many UTF-16 units may still be written; each value takes one, and a text one for each of its own. */
  left = LARGEST;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written, secrets among it. */
  clear(): void {
    this.#bytes.fill(0, 0, this.#length);
    this.#length = 0;
    this.left = LARGEST;
  }

  get isLarge(): boolean {
    return this.#bytes.length > KEPT;
  }

  get length(): number {
    return this.#length;
  }

  /** Takes back what was written behind a place, and writes letters in its place. */
  replace(start: number, letters: string): void {
    this.#bytes.fill(0, start, this.#length);
    this.#length = start;
    this.letters(letters);
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const larger = new Uint8Array((this.#length + length) * 2);
    larger.set(this.#bytes);
    this.#bytes.fill(0);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  letters(letters: string): void {
    this.#reserve(letters.length);
    for (let i = 0; i < letters.length; i++) this.#bytes[this.#length++] = letters.charCodeAt(i);
  }

  /** Bytes that were written before. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  number(letter: string, number: number): void {
    this.#reserve(9);
    this.#bytes[this.#length] = letter.charCodeAt(0);
    this.#view.setFloat64(this.#length + 1, number, true);
    this.#length += 9;
  }

  /** A text without half of a surrogate pair. */
  text(text: string): void {
    this.#reserve(5 + text.length * MOST_BYTES);
    const start = this.#length + 5;
    const written =
      this.#ascii(text, start) ?? (encoder ??= new TextEncoder()).encodeInto(text, this.#bytes.subarray(start)).written;
    this.#bytes[this.#length] = 0x73;
    this.#view.setUint32(this.#length + 1, written, true);
    this.#length = start + written;
  }

  #ascii(text: string, start: number): number | undefined {
    if (text.length > SHORT) return undefined;
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return undefined;
      bytes[start + i] = unit;
    }
    return text.length;
  }
}

let spare: Flat | undefined;

/** A value of the package's own; bytes are those of an earlier call. */
export type Plain = string | number | Uint8Array | undefined;

/** Hands the bytes of one call's arguments to a function, the caller's and, behind them, the package's own. */
export function withFlat<T>(use: (bytes: Uint8Array) => T, values: unknown[], own: Plain[] = []): T {
  return within(use, (flat) => {
    flat.number("[", values.length + own.length);
    for (const value of values) write(flat, value, 1);
    for (const value of own) writePlain(flat, value);
    flat.letters("]");
  });
}

/** As `withFlat`, for texts without half pairs and of any length, numbers and absent values. */
export function withPlain<T>(use: (bytes: Uint8Array) => T, values: Plain[]): T {
  return within(use, (flat) => {
    flat.number("[", values.length);
    for (const value of values) writePlain(flat, value);
    flat.letters("]");
  });
}

function writePlain(flat: Flat, value: Plain): void {
  if (typeof value === "string") flat.text(value);
  else if (value === undefined) flat.letters("_");
  else if (typeof value === "object") flat.raw(value);
  else writeNumber(flat, value);
}

function within<T>(use: (bytes: Uint8Array) => T, fill: (flat: Flat) => void): T {
  // A getter of the caller may call this package in turn, and finds no spare one then.
  const flat = spare ?? new Flat();
  spare = undefined;
  try {
    fill(flat);
    return use(flat.bytes);
  } finally {
    flat.clear();
    if (!flat.isLarge) spare = flat;
  }
}

/** A text with each half of a surrogate pair replaced. */
export function mend(text: string): string {
  return isWellFormed(text) ? text : text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function write(flat: Flat, value: unknown, depth: number): void {
  flat.left--;
  switch (typeof value) {
    case "string":
      return writeText(flat, value);
    case "undefined":
      return flat.letters("_");
    case "boolean":
      return flat.letters(value ? "+" : "-");
    case "number":
      return writeNumber(flat, value);
    case "bigint":
      return flat.letters("xb");
    case "function":
      return flat.letters("xf");
    case "symbol":
      return flat.letters("xs");
    default:
      return value === null ? flat.letters("_") : writeObject(flat, value as object, depth);
  }
}

function writeNumber(flat: Flat, number: number): void {
  const integer = Math.trunc(number);
  if (!Number.isSafeInteger(integer)) return flat.letters("xn");
  flat.number(integer === number ? "i" : "n", integer);
}

function writeText(flat: Flat, text: string): void {
  if (text.length > LONGEST_TEXT || text.length > flat.left) return flat.letters(TOO_LARGE);
  flat.left -= text.length;
  if (isWellFormed(text)) flat.text(text);
  else flat.letters(LONE_SURROGATE);
}

function writeObject(flat: Flat, object: object, depth: number): void {
  let names: string[] | undefined;
  try {
    // What nearly every caller hands over needs no closer look.
    const isPlain = Object.getPrototypeOf(object) === Object.prototype && !(Symbol.toStringTag in object);
    if (!isPlain || depth > DEEPEST) {
      const kind = Object.prototype.toString.call(object);
      if (kind === "[object Date]") {
        const time = timeOf(object);
        if (time !== undefined) return Number.isNaN(time) ? flat.letters("xd") : flat.number("d", time);
      }
      // What is made of characters or bytes has a member for each.
      if (depth > DEEPEST || kind === "[object String]" || ArrayBuffer.isView(object)) return flat.letters(NESTED);
    }
    if (Array.isArray(object)) {
      // A proxy may say anything of its length.
      const length: unknown = object.length;
      if (!Number.isSafeInteger(length) || (length as number) < 0) return flat.letters(UNREADABLE);
      return writeArray(flat, object, length as number, depth);
    }
    names = isPlain ? Object.keys(object) : [...namesOf(object)];
  } catch {
    return flat.letters(UNREADABLE);
  }
  writeMembers(flat, object, names, depth);
}

function writeArray(flat: Flat, array: unknown[], length: number, depth: number): void {
  const start = flat.length;
  flat.number("[", length);
  const most = Math.min(length, MOST_ELEMENTS);
  for (let i = 0; i < most && flat.left > 0; i++) writeMember(flat, array, i, depth);
  if (flat.left > 0) flat.letters("]");
  else flat.replace(start, TOO_LARGE);
}

function writeMembers(flat: Flat, object: object, names: string[], depth: number): void {
  if (names.length > MOST_MEMBERS) return flat.letters(TOO_LARGE);
  const start = flat.length;
  flat.letters("{");
  for (const name of names) {
    if (flat.left <= 0) return flat.replace(start, TOO_LARGE);
    writeName(flat, name);
    writeMember(flat, object, name, depth);
  }
  flat.letters("}");
}

/** One member, so that a getter that throws costs its own field alone. */
function writeMember(flat: Flat, object: object, name: string | number, depth: number): void {
  let value: unknown;
  try {
    value = (object as Record<string | number, unknown>)[name];
  } catch {
    return flat.letters(UNREADABLE);
  }
  write(flat, value, depth + 1);
}

/** A name is only ever shown, so it may be cut and mended. */
function writeName(flat: Flat, name: string): void {
  const text = mend(name.length > 100 ? name.slice(0, 100) : name);
  flat.left -= text.length;
  flat.text(text);
}

/**
 * The object's own members and what its classes add: accessors and values, not methods. `Object.prototype` adds nothing.
 */
function namesOf(object: object): Set<string> {
  const names = new Set(Object.keys(object));
  let prototype: object | null = Object.getPrototypeOf(object);
  for (let i = 0; i < MOST_CLASSES && prototype !== null && names.size <= MOST_MEMBERS; i++) {
    const next: object | null = Object.getPrototypeOf(prototype);
    if (next === null) break;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (property.get !== undefined || typeof property.value !== "function") names.add(name);
    }
    prototype = next;
  }
  return names;
}

/** The time of a `Date` of any realm; `undefined` for what only claims to be one. */
function timeOf(object: object): number | undefined {
  try {
    return Date.prototype.getTime.call(object);
  } catch {
    return undefined;
  }
}

function isWellFormed(text: string): boolean {
  // Not in browsers before 2023. Under the flag u, a pair is one character and no surrogate.
  return text.isWellFormed?.() ?? !/\p{Surrogate}/u.test(text);
}
