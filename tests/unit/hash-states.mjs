/**
 * What HMAC keeps of a key, computed here from FIPS 180-4 and RFC 2104 alone: the padded key combined with 0x36 and 0x5c,
 * and the states of the hash after each of the two.
 */
import { createHash } from "node:crypto";

const rotateLeft = (word, by) => (word << by) | (word >>> (32 - by));
const rotateRight = (word, by) => rotateLeft(word, 32 - by);

/** The first 32 bits of the fraction of a root of each of the first primes. */
function primeRoots(count, root) {
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => Number(integerRoot(BigInt(prime) << (32n * BigInt(root)), BigInt(root)) & 0xffff_ffffn));
}

function integerRoot(value, root) {
  let low = 0n,
    high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** root <= value) low = middle;
    else high = middle;
  }
  return low;
}

function sha1(state, block) {
  const words = Array.from({ length: 16 }, (_, i) => block.readUInt32BE(i * 4));
  for (let i = 16; i < 80; i++) words.push(rotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1));
  let [a, b, c, d, e] = state;
  for (let i = 0; i < 80; i++) {
    const [f, k] =
      i < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : i < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : i < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6];
    [a, b, c, d, e] = [(rotateLeft(a, 5) + f + e + k + words[i]) | 0, a, rotateLeft(b, 30), c, d];
  }
  return [a, b, c, d, e].map((word, i) => (word + state[i]) >>> 0);
}

const K = primeRoots(64, 3);

function sha256(state, block) {
  const words = Array.from({ length: 16 }, (_, i) => block.readUInt32BE(i * 4));
  for (let i = 16; i < 64; i++) {
    const [x, y] = [words[i - 15], words[i - 2]];
    const first = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
    const second = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
    words.push((words[i - 16] + first + words[i - 7] + second) | 0);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const first =
      h + (rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i];
    const second = (rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) >>> 0);
}

export const hashes = {
  sha1: { compress: sha1, start: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] },
  sha256: { compress: sha256, start: primeRoots(8, 2) },
};

/** The words of a state as bytes, as the machine holds them, and as they are written out. */
function bytesOf(words) {
  const little = Buffer.alloc(words.length * 4),
    big = Buffer.alloc(words.length * 4);
  words.forEach((word, i) => (little.writeUInt32LE(word, i * 4), big.writeUInt32BE(word, i * 4)));
  return { little, big };
}

/** The hash of a message of one block. */
export function hashOf(name, message) {
  const block = Buffer.alloc(64);
  Buffer.from(message).copy(block);
  block[message.length] = 0x80;
  block.writeUInt32BE(message.length * 8, 60);
  return bytesOf(hashes[name].compress(hashes[name].start, block)).big;
}

/** Everything that HMAC derives from a key before it sees the message, by name. */
export function traces(name, key) {
  const { compress, start } = hashes[name];
  const padded = Buffer.alloc(64);
  const short = key.length > 64 ? createHash(name).update(key).digest() : Buffer.from(key);
  short.copy(padded);
  const found = {};
  for (const [pad, byte] of Object.entries({ inner: 0x36, outer: 0x5c })) {
    const block = padded.map((of) => of ^ byte);
    const secret = Buffer.from(block.subarray(0, short.length));
    found[`the ${pad} pad`] = secret;
    found[`the ${pad} pad as words`] = Buffer.from(secret.subarray(0, secret.length & ~3)).swap32();
    const { little, big } = bytesOf(compress(start, Buffer.from(block)));
    found[`the state after the ${pad} pad`] = little;
    found[`the state after the ${pad} pad, written out`] = big;
  }
  if (key.length > 64) found["the hash of a long key"] = short;
  return found;
}
