/** Reading objects by their own members, whatever other code has added to `Object.prototype`. */

/** A copy with the object's own members, and no others. */
export function bare<T>(object: T): T {
  return Object.assign(Object.create(null), object);
}

/** The one member of an object that has one, as Rust writes an enum. */
export function only(object: object): { kind: string; value: unknown } {
  // Destructuring an array would call a `return` that someone has added.
  const kind = Object.keys(object)[0] as string;
  return { kind, value: (object as Record<string, unknown>)[kind] };
}
