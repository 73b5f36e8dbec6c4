/** Where two encoded values differ. */

/** A stretch of a value that the other value has too, or has not. */
export interface Stretch {
  text: string;
  differs: boolean;
}

/** Beyond this many steps, what stands between the common start and the common end counts as different. */
const MOST_STEPS = 100_000;

/**
 * With less in common, single characters within that agree are left out: two random strings have such by chance, and
 * they tell nothing.
 */
const LEAST_IN_COMMON = 0.6;

/**
 * Cuts two values into what they have in common and what they have not. `%2F` counts as one character. Where one value
 * has something that the other lacks, the other has an empty stretch in its place.
 */
export function compareValues(ours: string, theirs: string): [Stretch[], Stretch[]] {
  const [one, other] = [characters(ours), characters(theirs)];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) {
    start++;
  }
  let end = 0;
  const shorter = Math.min(one.length, other.length) - start;
  while (end < shorter && one.at(-1 - end) === other.at(-1 - end)) {
    end++;
  }
  const [ownMiddle, otherMiddle] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const found = commonPairs(ownMiddle, otherMiddle);
  const isAlike = start + end + found.length >= LEAST_IN_COMMON * Math.max(one.length, other.length);
  const pairs = isAlike ? found : [];

  const stretches: [Stretch[], Stretch[]] = [[], []];
  const common = (text: string) => stretches.forEach((side) => add(side, text, false));
  common(one.slice(0, start).join(""));
  let [ownFrom, otherFrom] = [0, 0];
  for (const [own, their] of [...pairs, [ownMiddle.length, otherMiddle.length] as const]) {
    if (own > ownFrom || their > otherFrom) {
      add(stretches[0], ownMiddle.slice(ownFrom, own).join(""), true);
      add(stretches[1], otherMiddle.slice(otherFrom, their).join(""), true);
    }
    common(ownMiddle[own] ?? "");
    [ownFrom, otherFrom] = [own + 1, their + 1];
  }
  common(end === 0 ? "" : one.slice(-end).join(""));
  return stretches;
}

function characters(text: string): string[] {
  return text.match(/%[0-9a-f]{2}|./gisu) ?? [];
}

function add(side: Stretch[], text: string, differs: boolean): void {
  const last = side.at(-1);
  if (!differs && last?.differs === false) {
    last.text += text;
  } else if (differs || text !== "") {
    side.push({ text, differs });
  }
}

/** The positions of a longest common subsequence; none where that would take too long. */
function commonPairs(one: string[], other: string[]): (readonly [number, number])[] {
  if (one.length * other.length > MOST_STEPS) {
    return [];
  }
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row !== undefined) {
        row[j] = one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) {
      pairs.push([i++, j++]);
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      i++;
    } else {
      j++;
    }
  }
  return pairs;
}
