/**
 * Time that passes when nothing else happens, for `ImagePipelineClient`: hours of waiting take milliseconds.
 *
 * const clock = new VirtualClock();
 * const client = new ImagePipelineClient({ ..., clock });
 * await clock.run(client.start(...));
 */
export class VirtualClock {
  #now;
  #number = 0;
  /** Those that wait, the next one last. */
  #sleepers = [];

  constructor(now = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#now = now;
  }

  now() {
    return this.#now;
  }

  /** How many wait. */
  get sleeping() {
    return this.#sleepers.length;
  }

  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const sleeper = { due: this.#now + ms, number: this.#number++, resolve };
      const at = this.#place(sleeper);
      this.#sleepers.splice(at, 0, sleeper);
      signal.addEventListener("abort", () => {
        const index = this.#sleepers.indexOf(sleeper, this.#place(sleeper));
        if (index >= 0) this.#sleepers.splice(index, 1);
        reject(new Error("The sleep was ended."));
      });
    });
  }

  /** Where a sleeper belongs, found by halving. */
  #place({ due, number }) {
    let [low, high] = [0, this.#sleepers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#sleepers[middle];
      if (other.due > due || (other.due === due && other.number > number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Lets time pass until a promise is settled; or until so many milliseconds have. */
  async run(promise, ms = Infinity) {
    const end = this.#now + ms;
    let settled = false;
    const settle = () => (settled = true);
    promise.then(settle, settle);
    for (;;) {
      // Whatever can happen without time does so first.
      await new Promise(setImmediate);
      if (settled) return promise;
      const next = this.#sleepers.at(-1);
      if (next === undefined && ms === Infinity) throw new Error("Nothing is waited for, and nothing happens.");
      if (next === undefined || next.due > end) {
        this.#now = end;
        return undefined;
      }
      this.#now = Math.max(this.#now, next.due);
      while (this.#sleepers.at(-1)?.due <= this.#now) this.#sleepers.pop().resolve();
    }
  }
}
