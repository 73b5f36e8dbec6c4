/**
 * Writes values of any kind as the one text in which they cross to Rust, where `Value::from_flat` reads it.
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

const ABSENT = "_";
const NESTED = "xo";
const LONE_SURROGATE = "xu";
const TOO_LARGE = "xl";
const UNREADABLE = "xt";

/** How many UTF-16 units may still be written; each value takes one, and a text one for each of its own. */
type Budget = { left: number };

/** The arguments of one call, as one text. */
export function flatten(...values: unknown[]): string {
  const budget = { left: LARGEST };
  return `[${values.length};${values.map((value) => flat(value, 1, budget)).join("")}]`;
}

/** The arguments of one call that are known to be texts without half pairs, numbers, or absent; a text may be of any length. */
export function flattenPlain(...values: (string | number | undefined)[]): string {
  const flat = values.map((value) => {
    if (typeof value === "string") return `${value.length}:${value}`;
    return value === undefined ? ABSENT : flatNumber(value);
  });
  return `[${flat.length};${flat.join("")}]`;
}

/** A text with each half of a surrogate pair replaced. */
export function mend(text: string): string {
  return isWellFormed(text) ? text : text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function flat(value: unknown, depth: number, budget: Budget): string {
  budget.left--;
  switch (typeof value) {
    case "string":
      return flatText(value, budget);
    case "undefined":
      return ABSENT;
    case "boolean":
      return value ? "+" : "-";
    case "number":
      return flatNumber(value);
    case "bigint":
      return "xb";
    case "function":
      return "xf";
    case "symbol":
      return "xs";
    default:
      if (value === null) return ABSENT;
      try {
        return flatObject(value as object, depth, budget);
      } catch {
        return UNREADABLE;
      }
  }
}

function flatNumber(number: number): string {
  const integer = Math.trunc(number);
  if (!Number.isSafeInteger(integer)) return "xn";
  // Minus zero is written as zero.
  return `${integer === number ? "i" : "n"}${integer + 0};`;
}

function flatText(text: string, budget: Budget): string {
  if (text.length > LONGEST_TEXT || text.length > budget.left) return TOO_LARGE;
  budget.left -= text.length;
  return isWellFormed(text) ? `${text.length}:${text}` : LONE_SURROGATE;
}

function flatObject(object: object, depth: number, budget: Budget): string {
  // What nearly every caller hands over needs no closer look.
  const isPlain = Object.getPrototypeOf(object) === Object.prototype && !(Symbol.toStringTag in object);
  if (isPlain && depth <= DEEPEST) return flatMembers(object, Object.keys(object), depth, budget);
  const kind = Object.prototype.toString.call(object);
  if (kind === "[object Date]") {
    const time = timeOf(object);
    if (time !== undefined) return Number.isNaN(time) ? "xd" : `d${time};`;
  }
  // What is made of characters or bytes has a member for each.
  if (depth > DEEPEST || kind === "[object String]" || ArrayBuffer.isView(object)) return NESTED;
  return Array.isArray(object) ? flatArray(object, depth, budget) : flatMembers(object, [...namesOf(object)], depth, budget);
}

function flatArray(array: unknown[], depth: number, budget: Budget): string {
  // A proxy may say anything of its length.
  const length: unknown = array.length;
  if (!Number.isSafeInteger(length) || (length as number) < 0) return UNREADABLE;
  let text = `[${length};`;
  const most = Math.min(length as number, MOST_ELEMENTS);
  for (let i = 0; i < most && budget.left > 0; i++) text += member(array, i, depth, budget);
  return budget.left > 0 ? text + "]" : TOO_LARGE;
}

function flatMembers(object: object, names: string[], depth: number, budget: Budget): string {
  if (names.length > MOST_MEMBERS) return TOO_LARGE;
  let text = "{";
  for (const name of names) {
    if (budget.left <= 0) return TOO_LARGE;
    text += flatName(name, budget) + member(object, name, depth, budget);
  }
  return text + "}";
}

/** One member, so that a getter that throws costs its own field alone. */
function member(object: object, name: string | number, depth: number, budget: Budget): string {
  let value: unknown;
  try {
    value = (object as Record<string | number, unknown>)[name];
  } catch {
    return UNREADABLE;
  }
  return flat(value, depth + 1, budget);
}

/** A name is only ever shown, so it may be cut and mended. */
function flatName(name: string, budget: Budget): string {
  const text = mend(name.slice(0, 100));
  budget.left -= text.length;
  return `${text.length}:${text}`;
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
