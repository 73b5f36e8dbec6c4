/** The module as printable ASCII: 49 KB less than base64 after gzip, for some milliseconds more at the first call. See `xtask/src/printable.rs`. */
import text from "#core.txt";

/** The codes of the characters, as the build has them: the first two are marks. */
const characters = (): number[] =>
  Array.from({ length: 95 }, (_, i) => 32 + i).filter((code) => !`"'\\\`$<`.includes(String.fromCharCode(code)));

export function bytes(): Uint8Array<ArrayBuffer> {
  const [first, second, ...codes] = characters() as [number, number, ...number[]];
  /** By code: the byte of a character alone, behind the first mark, and behind the second. */
  const tables = [new Uint8Array(128), new Uint8Array(128), new Uint8Array(128)] as const;
  for (let rank = 0; rank < 256; rank++) {
    const table = tables[Math.floor(rank / codes.length) as 0 | 1 | 2];
    table[codes[rank % codes.length]!] = parseInt(text.slice(2 * rank, 2 * rank + 2), 16);
  }
  const [alone, afterFirst, afterSecond] = tables;
  // Read and written in one array: no byte takes more room than its text.
  const all = new TextEncoder().encode(text);
  let end = 0;
  for (let i = 512; i < all.length; i++) {
    const code = all[i]!;
    all[end++] = code === first ? afterFirst[all[++i]!]! : code === second ? afterSecond[all[++i]!]! : alone[code]!;
  }
  return all.subarray(0, end);
}
