/** Reads only own members of objects, so that `Object.prototype` has no effect. */

/** Returns a copy with only the object's own members. */
export function bare<T>(object: T): T {
  return Object.assign(Object.create(null), object);
}

/** Returns the only member of an object, as Rust serializes an enum. */
export function only(object: object): { kind: string; value: unknown } {
  // Destructuring an array would call a `return` added to the iterator prototype.
  const kind = Object.keys(object)[0] as string;
  return { kind, value: (object as Record<string, unknown>)[kind] };
}
