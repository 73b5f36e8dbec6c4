/**
 * RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~` as `%XY`, of its UTF-8.
 *
 * @param {string} text without a half of a surrogate pair
 * @returns {string}
 */
export function percentEncode(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
