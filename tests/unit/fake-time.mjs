/** Time that passes only when a test lets it pass. */
import FakeTimers from "@sinonjs/fake-timers";

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

let installed;

/** In place of the platform's `Date` and timers, until `uninstall`. */
export function install(now = NOW) {
  uninstall();
  installed = FakeTimers.install({ now, toFake: ["Date", "setTimeout", "clearTimeout"] });
  return installed;
}

export function uninstall() {
  installed?.uninstall();
  installed = undefined;
}

/** Ends when everything has happened that needs no time. */
export async function settle() {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
}

/** Lets time pass until a promise is settled. */
export async function run(promise) {
  let isSettled = false;
  const end = () => (isSettled = true);
  promise.then(end, end);
  for (;;) {
    await settle();
    if (isSettled) return promise;
    if (installed.countTimers() === 0) throw new Error("It waits for something other than time.");
    await installed.nextAsync();
  }
}

/** Advances the time by a number of milliseconds. */
export async function pass(ms) {
  await settle();
  await installed.tickAsync(ms);
  await settle();
}
