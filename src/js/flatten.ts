/**
 * Writes values of any kind as the one text in which they cross to Rust, where `Value::from_flat` reads it.
 *
 * All that belongs to the caller (getters, proxies) runs here, before Rust is called. What no field takes crosses as a
 * mark, and becomes an issue with its path.
 */

const LONGEST_TEXT = 65_536;
const LARGEST = 1_048_576;
const MOST_ELEMENTS = 100;
const MOST_MEMBERS = 1_000;
/** Arguments, request, tags, tag, member: nothing that is read lies deeper. */
const DEEPEST = 5;

const ABSENT = "_";
const NESTED = "xo";
const LONE_SURROGATE = "xu";
const TOO_LARGE = "xl";
const UNREADABLE = "xt";

/** How many UTF-16 units may still be written. */
type Budget = { left: number };

/** The arguments of one call, as one text. */
export function flatten(...values: unknown[]): string {
  const budget = { left: LARGEST };
  return `[${values.length};${values.map((value) => flat(value, 1, budget)).join("")}]`;
}

function flat(value: unknown, depth: number, budget: Budget): string {
  switch (typeof value) {
    case "string":
      return flatText(value, budget);
    case "undefined":
      return ABSENT;
    case "boolean":
      return value ? "+" : "-";
    case "number":
      return Number.isSafeInteger(value) ? `i${value};` : "xn";
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

function flatText(text: string, budget: Budget): string {
  budget.left -= text.length;
  if (text.length > LONGEST_TEXT || budget.left < 0) return TOO_LARGE;
  return isWellFormed(text) ? `${text.length}:${text}` : LONE_SURROGATE;
}

function flatObject(object: object, depth: number, budget: Budget): string {
  const time = timeOf(object);
  if (time !== undefined) return Number.isNaN(time) ? "xd" : `d${time};`;
  if (depth >= DEEPEST) return NESTED;
  if (Array.isArray(object)) {
    let text = `[${object.length};`;
    const most = Math.min(object.length, MOST_ELEMENTS);
    for (let i = 0; i < most; i++) text += member(object, i, depth, budget);
    return text + "]";
  }
  const names = namesOf(object);
  if (names.length > MOST_MEMBERS) return TOO_LARGE;
  let text = "{";
  for (const name of names) text += flatName(name) + member(object, name, depth, budget);
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
function flatName(name: string): string {
  const text = name.slice(0, 100).replace(/\p{Surrogate}/gu, "\ufffd");
  return `${text.length}:${text}`;
}

/**
 * The object's own members and what its class adds: accessors and values, not methods. `Object.prototype` adds nothing.
 */
function namesOf(object: object): string[] {
  const names = Object.keys(object);
  for (
    let prototype = Object.getPrototypeOf(object) as object | null;
    prototype !== null && Object.getPrototypeOf(prototype) !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const isMember = property.get !== undefined || typeof property.value !== "function";
      if (isMember && !names.includes(name)) names.push(name);
    }
  }
  return names;
}

/** The time of a `Date` of any realm, `undefined` for anything else. */
function timeOf(object: object): number | undefined {
  if (Object.prototype.toString.call(object) !== "[object Date]") return undefined;
  try {
    return Date.prototype.getTime.call(object);
  } catch {
    return undefined;
  }
}

function isWellFormed(text: string): boolean {
  // Under the flag u, a pair is one character and no surrogate. `isWellFormed` is not in browsers before 2023.
  return !/\p{Surrogate}/u.test(text);
}
