import { faults } from "./faults.mjs";

/**
 * A schedule of faults that is the same for the same seed: for the number of a request, its fault or none.
 *
 * @param {object} options
 * @param {number} options.seed an integer
 * @param {number} options.rate the share of requests with a fault, 0 to 1
 * @param {string[]} [options.names] of `faults`, each as likely as the others; default: all
 * @returns {(request: number) => { fault: string, random: number } | undefined} `random` is for the fault's own choices
 */
export function seededFaults({ seed, rate, names = Object.keys(faults) }) {
  return (request) => {
    const [whether, which, random] = [0, 1, 2].map((part) => fraction(seed, request * 3 + part));
    return whether < rate ? { fault: names[Math.floor(which * names.length)], random } : undefined;
  };
}

/**
 * A schedule that is written out: the fault of each request in turn, then none.
 *
 * @param {(string | undefined)[]} names
 * @returns {(request: number) => { fault: string, random: number } | undefined}
 */
export function listedFaults(names) {
  return (request) => (names[request] ? { fault: names[request], random: 0.5 } : undefined);
}

// A hash of two integers, spread over 0 to 1: the finalizer of MurmurHash3.
function fraction(seed, index) {
  let bits = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
