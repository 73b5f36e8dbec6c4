/**
 * The compiled core. The build puts it into the script as a text in which each character stands for one byte: over the
 * wire, that is a fifth less than base64.
 */

import { initSync } from "ecs-image-pipeline/slim";
import text from "#core.txt";

/** Compiles the core. Where that is forbidden, the first call of a function throws, and the page says so. */
export function startCore(): void {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  try {
    initSync(bytes);
  } catch {
    // See above.
  }
}
